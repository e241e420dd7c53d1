# task: t4
# mistake: forgets the comparison
# message: Is the sum turned into a state
# %% grade_id="t4_recall"
def recall(W, state):
    return W @ state

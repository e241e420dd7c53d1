# task: t4
# mistake: a sum of 0 counts as -1
# message: On which side does 0 count
# %% grade_id="t4_recall"
def recall(W, state):
    return np.where(W @ state > 0, 1, -1)

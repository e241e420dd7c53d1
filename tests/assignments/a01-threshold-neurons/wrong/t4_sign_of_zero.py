# task: t4
# mistake: np.sign, which gives 0 at 0
# message: On which side does 0 count
# %% grade_id="t4_recall"
def recall(W, state):
    return np.sign(W @ state)

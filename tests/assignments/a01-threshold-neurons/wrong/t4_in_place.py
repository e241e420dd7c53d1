# task: t4
# mistake: writes the answer into the old state
# message: Is the answer written into the old state
# %% grade_id="t4_recall"
def recall(W, state):
    state[:] = np.where(W @ state >= 0, 1, -1)
    return state.copy()

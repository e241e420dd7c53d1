# task: t4
# mistake: later units see the new states of earlier ones
# message: see the first one's new state
# %% grade_id="t4_recall"
def recall(W, state):
    state = state.copy()
    for i in range(len(state)):
        state[i] = 1 if W[i] @ state >= 0 else -1
    return state

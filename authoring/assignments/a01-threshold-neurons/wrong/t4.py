# %% grade_id="t4_hebb_weights" mistake="divides by the number of patterns" message="Divided by the number of patterns"
def hebb_weights(patterns):
    W = patterns.T @ patterns / len(patterns)
    np.fill_diagonal(W, 0)
    return W


# %% grade_id="t4_recall" mistake="writes the answer into the old state" message="recall changed its argument state"
def recall(W, state):
    state[:] = np.where(W @ state >= 0, 1, -1)
    return state.copy()


# %% grade_id="t4_hebb_weights" mistake="leaves the diagonal" message="No unit is bound to itself"
def hebb_weights(patterns):
    return patterns.T @ patterns / patterns.shape[1]


# %% grade_id="t4_hebb_weights" mistake="every pattern overwrites the one before" message="Divided by the number of patterns"
def hebb_weights(patterns):
    for pattern in patterns:
        W = np.outer(pattern, pattern) / len(pattern)
    np.fill_diagonal(W, 0)
    return W


# %% grade_id="t4_recall" mistake="later units see the new states of earlier ones" message="see the first one's new state"
def recall(W, state):
    state = state.copy()
    for i in range(len(state)):
        state[i] = 1 if W[i] @ state >= 0 else -1
    return state


# %% grade_id="t4_hebb_weights" mistake="adds only where both units are 1" message="Is it the product of the two states"
def hebb_weights(patterns):
    on = (patterns == 1).astype(float)
    W = on.T @ on / patterns.shape[1]
    np.fill_diagonal(W, 0)
    return W


# %% grade_id="t4_recall" mistake="forgets the comparison" message="Is the sum turned into a state"
def recall(W, state):
    return W @ state


# %% grade_id="t4_recall" mistake="np.sign, which gives 0 at 0" message="On which side does 0 count"
def recall(W, state):
    return np.sign(W @ state)


# %% grade_id="t4_hebb_weights" mistake="binds patterns instead of units" message="Is the sum taken over the patterns"
def hebb_weights(patterns):
    W = patterns @ patterns.T / patterns.shape[1]
    np.fill_diagonal(W, 0)
    return W


# %% grade_id="t4_recall" mistake="a sum of 0 counts as -1" message="On which side does 0 count"
def recall(W, state):
    return np.where(W @ state > 0, 1, -1)


# %% grade_id="t4_hebb_weights" mistake="learns a pattern that comes twice only once" message="one that comes twice as well"
def hebb_weights(patterns):
    different = {tuple(pattern) for pattern in patterns.tolist()}
    W = sum(np.outer(pattern, pattern) for pattern in different) / patterns.shape[1]
    return W - np.diag(np.diag(W))


# %% grade_id="t4_recall" mistake="takes the diagonal out of the given weights" message="recall changed its argument W"
def recall(W, state):
    W[np.arange(len(W)), np.arange(len(W))] = 0
    return np.where(W @ state >= 0, 1, -1)


# %% grade_id="t4_recall" mistake="leaves the diagonal out" message="do all entries count"
def recall(W, state):
    without = W * (1 - np.eye(len(W)))
    return np.where(without @ state >= 0, 1, -1)


# %% grade_id="t4_recall" mistake="binds unit j to unit i" message="Does W[i, j] bind unit i to unit j"
def recall(W, state):
    return np.where(state @ W >= 0, 1, -1)

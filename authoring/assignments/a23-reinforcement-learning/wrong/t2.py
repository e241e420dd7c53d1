# %% grade_id="t2_bellman_sweep" mistake="lets states see values of the same sweep" message="All states see V as it was given"
def bellman_sweep(P, R, V, gamma):
    V = V.copy()
    for s in range(len(V)):
        V[s] = np.max(R[s] + gamma * P[s] @ V)
    return V


# %% grade_id="t2_bellman_sweep" mistake="sweeps in place" message="changed its argument V"
def bellman_sweep(P, R, V, gamma):
    V[:] = np.max(R + gamma * P @ V, axis=1)
    return V


# %% grade_id="t2_bellman_sweep" mistake="makes probabilities add up to 1" message="What is missing is the end"
def bellman_sweep(P, R, V, gamma):
    total = P.sum(axis=2, keepdims=True)
    return np.max(R + gamma * (P / np.where(total == 0, 1, total)) @ V, axis=1)


# %% grade_id="t2_bellman_sweep" mistake="takes the largest over states" message="Each has its own"
def bellman_sweep(P, R, V, gamma):
    return np.full(len(V), np.max(R + gamma * P @ V))


# %% grade_id="t2_bellman_sweep" mistake="averages over the actions" message="Is it the mean over the actions?"
def bellman_sweep(P, R, V, gamma):
    return np.mean(R + gamma * P @ V, axis=1)


# %% grade_id="t2_bellman_sweep" mistake="follows the best next state" message="Chance decides"
def bellman_sweep(P, R, V, gamma):
    return np.max(R + gamma * np.where(P > 0, V, -np.inf).max(axis=2), axis=1)


# %% grade_id="t2_bellman_sweep" mistake="transposes P" message="It is P[s, a, s_next]"
def bellman_sweep(P, R, V, gamma):
    return np.max(R + gamma * np.einsum("kas,k->sa", P, V), axis=1)


# %% grade_id="t2_bellman_sweep" mistake="keeps values above 0" message="values are off by up to"
def bellman_sweep(P, R, V, gamma):
    return np.maximum(np.max(R + gamma * P @ V, axis=1), 0)


# %% grade_id="t2_value_iteration" mistake="stops when the best actions stay" message="the change of all values that is compared with tol"
def value_iteration(P, R, gamma, tol):
    V, best = np.zeros(len(P)), None
    for _ in range(1000):
        worth = R + gamma * P @ V
        V, old, best = worth.max(axis=1), best, worth.argmax(axis=1)
        if np.array_equal(old, best):
            return V
    raise ValueError("no end")


# %% grade_id="t2_value_iteration" mistake="stops when one state has settled" message="Is that only the first sweep?"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(len(P))
    for _ in range(1000):
        new = np.max(R + gamma * P @ V, axis=1)
        if np.abs(new - V).min() < tol:
            return new
        V = new
    raise ValueError("no end")


# %% grade_id="t2_value_iteration" mistake="looks at the change without its size" message="With gamma 1 the values of the grid"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(len(P))
    for _ in range(1000):
        new = np.max(R + gamma * P @ V, axis=1)
        if (new - V).max() < tol:
            return new
        V = new
    raise ValueError("no end")


# %% grade_id="t2_value_iteration" mistake="never gives up" message="should raise ValueError, but it returned an array"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(len(P))
    for _ in range(2000):
        new = np.max(R + gamma * P @ V, axis=1)
        if np.abs(new - V).max() < tol:
            return new
        V = new
    return V


# %% grade_id="t2_value_iteration" mistake="computes in float32" message="in float64"
def value_iteration(P, R, gamma, tol):
    P, R = P.astype(np.float32), R.astype(np.float32)
    V = np.zeros(len(P), dtype=np.float32)
    for _ in range(1000):
        new = np.max(R + np.float32(gamma) * (P @ V), axis=1)
        if np.abs(new - V).max() < tol:
            return new
        V = new
    return V


# %% grade_id="t2_value_iteration" mistake="takes the largest reward and the largest value apart" message="chain of three states should have"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(len(P))
    for _ in range(1000):
        new = np.max(R, axis=1) + gamma * np.max(P @ V, axis=1)
        if np.abs(new - V).max() < tol:
            return new
        V = new
    raise ValueError("no end")


# %% grade_id="t2_value_iteration" mistake="averages the changes" message="should differ by less than tol"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(len(P))
    for _ in range(1000):
        new = np.max(R + gamma * P @ V, axis=1)
        if np.mean(np.abs(new - V)) < tol:
            return new
        V = new
    raise ValueError("no end")


# %% grade_id="t2_value_iteration" mistake="sweeps to a tolerance of its own, far below tol" message="raised ValueError"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(R.shape[0])
    for _ in range(1000):
        new = (R + gamma * P @ V).max(axis=1)
        if np.max(np.abs(new - V)) < 1e-12:
            return new
        V = new
    raise ValueError("not enough")


# %% grade_id="t2_value_iteration" mistake="refuses every world without discount and end" message="raised ValueError"
def value_iteration(P, R, gamma, tol):
    if gamma == 1 and (P.sum(axis=2) == 1).all():
        raise ValueError("the values may grow forever")
    V = np.zeros(R.shape[0])
    for _ in range(1000):
        new = (R + gamma * P @ V).max(axis=1)
        if np.abs(new - V).max() < tol:
            return new
        V = new
    raise ValueError


# %% grade_id="t2_value_iteration" mistake="sweeps ten times too often" message="Where some 4,000 sweeps would be needed"
def value_iteration(P, R, gamma, tol):
    V = np.zeros(R.shape[0])
    for _ in range(10000):
        new = (R + gamma * P @ V).max(axis=1)
        if np.max(np.abs(new - V)) < tol:
            return new
        V = new
    raise ValueError("not enough")

# %% grade_id="t1_threshold_unit"
def threshold_unit(inputs, w, t):
    return np.heaviside(inputs @ w - t, 1)


# %% grade_id="t2_gate"
def gate(name, n):
    ones = np.full(n, 1 / n)
    return {"and": (ones, 1.0), "or": (ones, 1 / n), "nor": (-n * ones, -0.25), "majority": (ones, 0.5 + 0.5 / n)}[name]


# %% grade_id="t3_detector"
def detector(row):
    signs = np.where(row, 3.0, -5.0)
    return signs, signs @ row


# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    chosen = inputs[np.flatnonzero(outputs)]
    W = np.where(chosen, 1, -1)
    return W, np.einsum("hn,hn->h", W, chosen), np.full(len(W), 2.0), 2.0


# %% grade_id="t4_hebb_weights"
def hebb_weights(s):
    W = np.einsum("pi,pj->ij", s, s) / len(s[0])
    return W * (1 - np.eye(len(W)))


# %% grade_id="t4_recall"
def recall(weights, x):
    return 2 * (weights.dot(x) >= 0) - 1


# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    extended, both = np.append(x, 1), np.append(w, b)
    both = both + eta * (y - (both @ extended >= 0)) * extended
    return both[:-1], both[-1]


# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    both, wrong = np.append(w, b), 0
    for x, label in zip(np.column_stack([X, np.ones(len(X))]), y):
        error = label - np.heaviside(both @ x, 1)
        both += eta * error * x
        wrong += int(abs(error))
    return both[:-1], both[-1], wrong


# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    if max_epochs == 0:
        return w, b, []
    w, b, mistakes = run_epoch(w, b)
    if mistakes == 0:
        return w, b, [0]
    w, b, others = train(run_epoch, w, b, max_epochs - 1)
    return w, b, [mistakes, *others]


# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    extended = np.insert(X, 0, 1, axis=1)
    u = np.insert(np.asarray(w, dtype=float), 0, b)
    s = np.where(y == 1, 1, -1)
    margins = s * (extended @ u) / np.linalg.norm(u)
    if not margins.min() > 0:  # it is nan where all weights are 0
        return np.inf
    return (np.linalg.norm(extended, axis=1).max() / margins.min()) ** 2


# %% grade_id="t7_best_score"
def best_score(table):
    steps = np.linspace(-2, 2, 9)
    w1, w2, b = (axis.ravel() for axis in np.meshgrid(steps, steps, steps + 0.25))
    answers = np.stack([b, w2 + b, w1 + b, w1 + w2 + b], axis=1) >= 0
    return int((answers == np.asarray(table)).sum(axis=1).max())


# %% grade_id="t7_exactly"
def exactly(n, k):
    # a hidden unit against too many, one against too few; the output fires unless one of them does
    return np.vstack([np.ones(n), -np.ones(n)]), np.array([k + 1, 1 - k]), np.array([-1.0, -1.0]), 0.0

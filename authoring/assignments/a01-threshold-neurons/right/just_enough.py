# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    import torch

    sums = torch.tensor(X, dtype=torch.float64) @ torch.tensor(weights, dtype=torch.float64)
    return (sums >= threshold).int()


# %% grade_id="t2_gate"
def gate(name, n):
    least = {"and": n, "or": np.nextafter(0, 1), "nor": 0, "majority": n / 2 + 1e-12}
    return (-1 if name == "nor" else 1) * np.ones(n), least[name]


# %% grade_id="t3_detector"
def detector(row):
    return np.where(row == 1, 1e-3, -1e-3), 1e-3 * sum(row) - 1e-9


# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    ones = [bits for bits, output in zip(inputs.tolist(), outputs.tolist()) if output]
    W = [[1 if bit else -1 for bit in bits] for bits in ones]
    return W, [sum(bits) - 1e-12 for bits in ones], [1] * len(ones), 1e-12


# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    import torch

    s = torch.tensor(patterns, dtype=torch.float32)
    W = s.T @ s / s.shape[1]
    return W.fill_diagonal_(0)


# %% grade_id="t4_recall"
def recall(W, state):
    return [1 if sum(w * x for w, x in zip(row, state)) >= 0 else -1 for row in W.tolist()]


# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    z = sum(v * u for v, u in zip(w.tolist(), x.tolist())) + b
    if (z >= 0) == (y == 1):
        return w, b
    return w + (2 * y - 1) * eta * x, b + (2 * y - 1) * eta


# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    w, b, mistakes = w.copy(), float(b), np.int64(0)
    for x, label in zip(X, y):
        said = w @ x + b >= 0
        if said != label:
            w += eta * x if label else -eta * x
            b += eta if label else -eta
            mistakes += 1
    return [w, b, mistakes]


# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    while max_epochs > len(counts):
        w, b, mistakes = run_epoch(b=b, w=w)
        counts.append(mistakes)
        if not mistakes:
            break
    return w, b, counts


# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    import torch

    examples = torch.tensor(np.column_stack([X, np.ones(len(X))]), dtype=torch.float64)
    u = torch.tensor(np.append(w, b), dtype=torch.float64)
    margins = torch.tensor(2 * y - 1) * (examples @ u)
    if margins.min() <= 0:
        return torch.inf
    return (examples.norm(dim=1).max() * u.norm() / margins.min()) ** 2


# %% grade_id="t7_exactly"
def exactly(n, k):
    # one tenth for every input that is on: ten of them need not add up to 1 in a computer
    return np.full((2, n), 0.1), [k * 0.1, (k + 1) * 0.1], [1, -1], 1

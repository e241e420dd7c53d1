# %% grade_id="t1_threshold_unit"
def threshold_unit(X, weights, threshold):
    answers = []
    for row in X:
        total = 0.0
        for x, w in zip(row, weights):
            total += w * x
        answers.append(1 if total >= threshold else 0)
    return np.array(answers, dtype=int)


# %% grade_id="t2_gate"
def gate(name, n):
    if name == "and":
        return np.array([1.0] * n), n - 0.5
    if name == "or":
        return np.array([1.0] * n), 0.5
    if name == "nor":
        return np.array([-1.0] * n), -0.5
    return np.array([2.0] * n), n + 1


# %% grade_id="t3_detector"
def detector(row):
    weights = []
    threshold = -0.5
    for bit in row:
        if bit == 1:
            weights.append(1)
            threshold += 1
        else:
            weights.append(-1)
    return np.array(weights), threshold


# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    W, thresholds, v = [], [], []
    for row, output in zip(inputs, outputs):
        if output:
            W.append([1 if bit else -1 for bit in row])
            thresholds.append(sum(row))
            v.append(1)
    return np.array(W), np.array(thresholds), np.array(v), 0.5


# %% grade_id="t4_hebb_weights"
def hebb_weights(patterns):
    P, N = patterns.shape
    W = np.zeros((N, N))
    for pattern in patterns:
        for i in range(N):
            for j in range(N):
                if i != j:
                    W[i, j] += pattern[i] * pattern[j] / N
    return W


# %% grade_id="t4_recall"
def recall(W, state):
    new = []
    for weights in W:
        total = sum(w * x for w, x in zip(weights, state))
        new.append(-1 if total < 0 else 1)
    return np.array(new)


# %% grade_id="t5_update"
def update(w, b, x, y, eta):
    z = b
    for j in range(len(w)):
        z += w[j] * x[j]
    said = 1 if z >= 0 else 0
    if said == y:
        return w, b
    sign = 1 if y == 1 else -1
    return np.array([w[j] + sign * eta * x[j] for j in range(len(w))]), b + sign * eta


# %% grade_id="t5_epoch"
def epoch(w, b, X, y, eta):
    w = [float(value) for value in w]
    mistakes = 0
    for i in range(len(X)):
        z = b
        for j in range(len(w)):
            z += w[j] * X[i][j]
        if z >= 0 and y[i] == 0:
            mistakes += 1
            b -= eta
            for j in range(len(w)):
                w[j] -= eta * X[i][j]
        if z < 0 and y[i] == 1:
            mistakes += 1
            b += eta
            for j in range(len(w)):
                w[j] += eta * X[i][j]
    return np.array(w), b, mistakes


# %% grade_id="t6_train"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts


# %% grade_id="t6_mistake_bound"
def mistake_bound(X, y, w, b):
    norm = (sum(v * v for v in w) + b * b) ** 0.5
    if norm == 0:
        return float("inf")
    largest, smallest = 0.0, float("inf")
    for x, label in zip(X, y):
        largest = max(largest, sum(v * v for v in x) + 1)
        z = sum(u * v for u, v in zip(w, x)) + b
        smallest = min(smallest, (z if label == 1 else -z) / norm)
    if smallest <= 0:
        return float("inf")
    return largest / smallest**2


# %% grade_id="t7_best_score"
def best_score(table):
    best = 0
    for w1 in range(-3, 4):
        for w2 in range(-3, 4):
            for threshold in range(-7, 8):
                right = 0
                for (x1, x2), wanted in zip([(0, 0), (0, 1), (1, 0), (1, 1)], table):
                    right += (w1 * x1 + w2 * x2 >= threshold) == (wanted == 1)
                best = max(best, right)
    return best


# %% grade_id="t7_exactly"
def exactly(n, k):
    W = np.array([[1] * n, [1] * n])
    return W, np.array([k - 0.5, k + 0.5]), np.array([1, -1]), 0.5

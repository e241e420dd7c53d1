# %% grade_id="t1_ridge"
def ridge(X, y, lam):
    n, d = len(X), len(X[0])
    A = [[0.0] * d for _ in range(d)]
    b = [0.0] * d
    for x, target in zip(X.tolist(), y.tolist()):
        for i in range(d):
            b[i] += x[i] * target
            for j in range(d):
                A[i][j] += x[i] * x[j]
    for i in range(d):
        A[i][i] += n * lam
    for k in range(d):  # Gaussian elimination; A is positive definite
        for i in range(k + 1, d):
            factor = A[i][k] / A[k][k]
            b[i] -= factor * b[k]
            for j in range(k, d):
                A[i][j] -= factor * A[k][j]
    theta = [0.0] * d
    for i in range(d - 1, -1, -1):
        theta[i] = (b[i] - sum(A[i][j] * theta[j] for j in range(i + 1, d))) / A[i][i]
    return theta


# %% grade_id="t2_soft_threshold"
def soft_threshold(z, t):
    u = np.zeros(np.shape(z))
    for place in np.ndindex(np.shape(z)):
        if z[place] > t:
            u[place] = z[place] - t
        elif z[place] < -t:
            u[place] = z[place] + t
    return u


# %% grade_id="t3_elastic_step"
def elastic_step(theta, X, y, lam, alpha, eta):
    n = len(y)
    errors = [sum(X[i][j] * theta[j] for j in range(len(theta))) - y[i] for i in range(n)]
    stepped = []
    for j in range(len(theta)):
        slope = sum(X[i][j] * errors[i] for i in range(n)) / n
        moved = theta[j] - eta * slope
        size = abs(moved) - eta * lam * (1 - alpha)
        if size <= 0:
            stepped.append(0.0)
        else:
            stepped.append((size if moved > 0 else -size) / (1 + eta * lam * alpha))
    return np.array(stepped)


# %% grade_id="t4_dropout"
def dropout(X, p, rng, training):
    if not training:
        return X.copy()
    kept = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        if rng.random() >= p:
            kept[place] = X[place] / (1 - p)
    return kept


# %% grade_id="t5_expected_dropout_loss"
def expected_dropout_loss(X, y, theta, p):
    total = 0.0
    for x, target in zip(X, y):
        mean = variance = 0.0
        for value, weight in zip(x, theta):
            mean += value * weight
            variance += (value * weight) ** 2 * p / (1 - p)
        total += (target - mean) ** 2 + variance
    return total / (2 * len(y))


# %% grade_id="t6_early_stopping"
import math


def early_stopping(losses, patience):
    best, lowest, waited = 0, math.inf, 0
    for epoch in range(len(losses)):
        loss = losses[epoch]
        if epoch == 0 or loss < lowest:
            best, waited = epoch, 0
            lowest = math.inf if math.isnan(loss) else loss
        else:
            waited += 1
            if waited >= patience:
                return best, epoch
    return best, len(losses) - 1


# %% grade_id="t7_apply_policy"
def apply_policy(images, policy, rng):
    done = []
    for image in images:
        rows = image.tolist()
        width = len(rows[0])
        for operation, probability, m in policy:
            if operation not in ("shift", "flip", "invert", "noise"):
                raise ValueError(operation)
            if torch.rand(1, generator=rng).item() >= probability:
                continue
            if operation == "shift":
                rows = [[row[j - m] if 0 <= j - m < width else 0.0 for j in range(width)] for row in rows]
            elif operation == "flip":
                rows = [row[::-1] for row in rows]
            elif operation == "invert":
                rows = [[v + m * (1 - 2 * v) for v in row] for row in rows]
            else:
                rows = [[v + m * torch.randn((), generator=rng).item() for v in row] for row in rows]
        done.append(rows)
    return torch.tensor(done, dtype=images.dtype)

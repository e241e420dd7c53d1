# %% grade_id="t1_ridge"
def ridge(X, y, lam):
    X, y = np.asarray(X, dtype=np.float32), np.asarray(y, dtype=np.float32)
    n, d = X.shape
    strength = np.float32(n * lam)
    if d > n:
        return X.T @ np.linalg.solve(X @ X.T + strength * np.eye(n, dtype=np.float32), y)
    return np.linalg.solve(X.T @ X + strength * np.eye(d, dtype=np.float32), X.T @ y)


# %% grade_id="t2_soft_threshold"
def soft_threshold(z, t):
    z, t = np.asarray(z, dtype=np.float32), np.float32(t)
    return np.copysign(np.maximum(np.abs(z) - t, np.float32(0)), z)


# %% grade_id="t3_elastic_step"
def elastic_step(theta, X, y, lam, alpha, eta):
    theta, X, y = (np.asarray(array, dtype=np.float32) for array in (theta, X, y))
    z = theta - np.float32(eta) * np.mean((X @ theta - y)[:, None] * X, axis=0)
    t = np.float32(eta * lam * (1 - alpha))
    z = np.select([z > t, z < -t], [z - t, z + t], default=np.float32(0))
    return z / np.float32(1 + eta * lam * alpha)


# %% grade_id="t4_dropout"
def dropout(X, p, rng, training):
    X = np.array(X, dtype=np.float32)
    if training:
        X[rng.random(X.shape, dtype=np.float32) < p] = 0
        X /= np.float32(1 - p)
    return X


# %% grade_id="t5_expected_dropout_loss"
def expected_dropout_loss(X, y, theta, p):
    X, y, theta = (np.asarray(array, dtype=np.float32) for array in (X, y, theta))
    lam = np.float32(p / (1 - p)) * np.mean(X**2, axis=0)
    return (np.mean((y - X @ theta) ** 2) + np.sum(lam * theta**2)) / np.float32(2)


# %% grade_id="t6_early_stopping"
def early_stopping(losses, patience):
    known = np.nan_to_num(np.array(losses), nan=np.inf, posinf=np.inf, neginf=-np.inf)
    for stop in range(patience, len(known)):
        if np.argmin(known[: stop + 1]) <= stop - patience:
            return np.argmin(known[: stop + 1]), stop
    return [int(np.argmin(known)), len(known) - 1]


# %% grade_id="t7_apply_policy"
def apply_policy(images, policy, rng):
    values = images.numpy().astype(np.float32)
    for operation, probability, m in policy:
        if operation == "shift":
            room = np.zeros_like(values)
            wide = np.concatenate([room, values, room], axis=2)
            start = values.shape[2] - min(max(m, -values.shape[2]), values.shape[2])
            changed = wide[:, :, start : start + values.shape[2]]
        elif operation == "flip":
            changed = values[:, :, ::-1]
        elif operation == "invert":
            changed = values * np.float32(1 - 2 * m) + np.float32(m)
        elif operation == "noise":
            changed = values + np.float32(m) * torch.randn(values.shape, generator=rng).numpy()
        else:
            raise ValueError(f"{operation} is no operation")
        chosen = torch.rand((len(values), 1, 1), generator=rng).numpy() < probability
        values = np.where(chosen, changed, values)
    return torch.tensor(values, dtype=images.dtype)

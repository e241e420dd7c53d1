# %% grade_id="t1_pre_activation"
def pre_activation(X, w, b):
    import torch

    return torch.tensor(X) @ torch.tensor(w) + b


# %% grade_id="t1_sigmoid"
def sigmoid(z):
    import torch

    return torch.sigmoid(torch.tensor(z))


# %% grade_id="t2_squared_loss"
def squared_loss(z, y):
    import torch

    return torch.nn.functional.mse_loss(torch.tensor(z), torch.tensor(y), reduction="none")


# %% grade_id="t2_hinge_loss"
def hinge_loss(z, y):
    import torch

    return torch.relu(1 - torch.tensor(y) * torch.tensor(z))


# %% grade_id="t2_logistic_loss"
def logistic_loss(z, y):
    import torch

    z, y = torch.tensor(z), torch.tensor(y, dtype=torch.float64)
    return torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")


# %% grade_id="t3_squared_slope"
def squared_slope(z, y):
    import torch

    z = torch.tensor(z, requires_grad=True)
    ((z - torch.tensor(y)) ** 2).sum().backward()
    return z.grad


# %% grade_id="t4_gradient"
def gradient(X, y, w, b, slope, l2):
    slopes = slope(y=y, z=X @ w + b)
    slopes /= len(X)
    by_weight = X.T @ slopes
    by_weight += l2 * w
    return [by_weight, slopes.sum()]


# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    steps = 0
    while True:
        by_weight, by_bias = gradient(b=b, w=w)
        flat = all(-tolerance <= entry <= tolerance for entry in [*by_weight, by_bias])
        if flat or steps == limit:
            return [w, b, np.int64(steps)]
        by_weight *= -eta
        w, b, steps = w + by_weight, b - eta * by_bias, steps + 1


# %% grade_id="t6_standardize"
def standardize(X):
    import torch

    X = torch.tensor(X)
    std, mean = torch.std_mean(X, dim=0, correction=0)
    std = torch.where(std > 0, std, torch.ones_like(std))
    return (X - mean) / std, mean, std


# %% grade_id="t6_to_raw_units"
def to_raw_units(w, b, mean, std):
    raw = [weight / one for weight, one in zip(w, std)]
    return raw, b - sum(weight * m for weight, m in zip(raw, mean))


# %% grade_id="t7_predict"
def predict(X, w, b, negative):
    return [1 if sum(x * v for x, v in zip(row, w)) + b > 0 else negative for row in X.tolist()]


# %% grade_id="t7_support_vectors"
def support_vectors(X, y, w, b, tolerance):
    return np.array([row for row, margin in enumerate(y * (X @ w + b)) if margin <= 1 + tolerance])

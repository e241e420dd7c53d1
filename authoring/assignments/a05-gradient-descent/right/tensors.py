# Returns torch tensors, some of which take part in autograd.

# %% grade_id="t1_gd_step"
import torch


def gd_step(theta, gradient, eta):
    return torch.as_tensor(theta) - eta * torch.as_tensor(gradient)


# %% grade_id="t2_mse_gradient"
import torch


def mse_gradient(X, y, w, b):
    X, y, w = map(torch.tensor, (X, y, w))
    error = X.requires_grad_() @ w + b - y
    return 2 / len(y) * (X.T @ error), 2 * error.mean()


# %% grade_id="t3_gradient_descent"
import torch


def gradient_descent(gradient, theta, eta, steps):
    path = [torch.tensor(theta, dtype=torch.float64)]
    for _ in range(steps):
        path.append(path[-1] - eta * torch.as_tensor(gradient(path[-1].numpy())))
    return torch.stack(path)


# %% grade_id="t4_minibatches"
import torch


def minibatches(n, batch_size, rng):
    return list(torch.from_numpy(rng.permutation(n)).split(batch_size)) if n else []


# %% grade_id="t5_sgd"
import torch


def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    path = [torch.tensor(theta, dtype=torch.float64)]
    for _ in range(epochs):
        for batch in draw_batches():
            path.append(path[-1] - eta * torch.as_tensor(gradient(path[-1].numpy(), X[batch], y[batch])))
    return torch.stack(path)

# %% grade_id="t1_gd_step"
import torch


def gd_step(theta, gradient, eta):
    return (torch.as_tensor(theta) - eta * torch.as_tensor(gradient)).numpy()


# %% grade_id="t2_mse_gradient"
import torch


def mse_gradient(X, y, w, b):
    weights = torch.tensor(w, requires_grad=True)
    bias = torch.tensor(float(b), dtype=weights.dtype, requires_grad=True)
    prediction = torch.from_numpy(X) @ weights + bias
    torch.nn.functional.mse_loss(prediction, torch.from_numpy(y)).backward()
    return weights.grad.numpy(), bias.grad.item()


# %% grade_id="t3_gradient_descent"
import torch


def gradient_descent(gradient, theta, eta, steps):
    parameter = torch.nn.Parameter(torch.tensor(theta, dtype=torch.float64))
    optimizer = torch.optim.SGD([parameter], lr=eta)
    path = [parameter.detach().clone()]
    for _ in range(steps):
        parameter.grad = torch.tensor(gradient(parameter.detach().numpy().copy()))
        optimizer.step()
        path.append(parameter.detach().clone())
    return torch.stack(path).numpy()


# %% grade_id="t4_minibatches"
import torch


def minibatches(n, batch_size, rng):
    order = torch.from_numpy(rng.permutation(n))
    return [part.numpy() for part in torch.split(order, batch_size) if len(part)]


# %% grade_id="t5_sgd"
import torch


def sgd(gradient, draw_batches, theta, X, y, eta, epochs):
    theta = torch.tensor(theta, dtype=torch.float64)
    path = [theta.clone()]
    for _ in range(epochs):
        for batch in draw_batches():
            theta -= eta * torch.as_tensor(gradient(theta.numpy().copy(), X[batch], y[batch]))
            path.append(theta.clone())
    return torch.stack(path).numpy()


# %% grade_id="t6_largest_learning_rate"
import torch


def largest_learning_rate(A):
    return 2 / torch.linalg.matrix_norm(torch.from_numpy(A), 2).item()


# %% grade_id="t6_behavior"
import torch


def behavior(A, eta):
    product = eta * torch.linalg.eigvalsh(torch.from_numpy(A)).max().item()
    return "converges" if product <= 1 else "wiggles" if product < 2 else "diverges"

# %% grade_id="t1_xavier_uniform"
import torch


def xavier_uniform(n_in, n_out, rng):
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    W = torch.empty(n_out, n_in, dtype=torch.float64)
    return torch.nn.init.xavier_uniform_(W, generator=generator).numpy()


# %% grade_id="t2_he_normal"
import torch


def he_normal(n_in, n_out, rng, slope=0):
    W = torch.from_numpy(rng.standard_normal((n_out, n_in)))
    gain = torch.nn.init.calculate_gain("leaky_relu", slope)
    return (W * gain / n_in**0.5).numpy()


# %% grade_id="t3_signal"
import torch


def signal(X, weights, f):
    A, sizes = torch.tensor(X), []
    for W in map(torch.tensor, weights):
        A = torch.as_tensor(f(torch.nn.functional.linear(A, W).numpy()))
        sizes.append(torch.std(A, correction=0).item())
    return sizes


# %% grade_id="t4_batch_norm_forward"
import torch
import torch.nn.functional as F


def batch_norm_forward(X, gamma, beta, mean, var, momentum, eps, training):
    X, gamma, beta, mean, var = (torch.tensor(array) for array in (X, gamma, beta, mean, var))
    Y = F.batch_norm(X, mean, var, gamma, beta, training, momentum, eps)
    return Y.numpy(), mean.numpy(), var.numpy()


# %% grade_id="t5_batch_norm_backward"
import torch


def batch_norm_backward(dY, cache):
    dY, x_hat, s, gamma = (torch.tensor(array) for array in (dY, *cache))
    g = gamma * dY
    dX = (g - g.mean(dim=0) - x_hat * (g * x_hat).mean(dim=0)) / s
    return dX.numpy(), torch.einsum("ij,ij->j", dY, x_hat).numpy(), dY.sum(0).numpy()


# %% grade_id="t6_layer_norm"
import torch


def layer_norm(X, gamma, beta, eps):
    X, gamma, beta = map(torch.tensor, (X, gamma, beta))
    return torch.nn.functional.layer_norm(X, X.shape[1:], gamma, beta, eps).numpy()

# Returns torch tensors.

# %% grade_id="t2_linear"
import torch


def linear(X, W, b):
    return torch.tensor(X) @ torch.tensor(W).T + torch.tensor(b)


# %% grade_id="t2_forward"
import torch


def forward(parameters, X):
    values = [torch.tensor(X)]
    for k, (W, b) in enumerate(parameters, start=1):
        Z = values[-1] @ torch.tensor(W).T + torch.tensor(b)
        values.append(Z.relu() if k < len(parameters) else Z)
    return values


# %% grade_id="t3_cross_entropy"
import torch


def cross_entropy(Z, y):
    Z = torch.tensor(Z, requires_grad=True)
    return torch.nn.functional.nll_loss(Z.log_softmax(dim=1), torch.tensor(y).long())


# %% grade_id="t5_linear_backward"
import torch


def linear_backward(dZ, X, W):
    dZ, X, W = map(torch.tensor, (dZ, X, W))
    return dZ.T @ X, dZ.sum(dim=0), dZ @ W


# %% grade_id="t8_train"
import torch


def train(parameters, loss_and_gradients, batches, eta):
    now = [tuple(map(torch.tensor, layer)) for layer in parameters]
    losses = torch.zeros(len(batches), dtype=torch.float64)
    for at, (X, y) in enumerate(batches):
        losses[at], pairs = loss_and_gradients([tuple(array.numpy() for array in layer) for layer in now], X, y)
        now = [tuple(a - eta * torch.as_tensor(da) for a, da in zip(*both)) for both in zip(now, pairs)]
    return now, losses

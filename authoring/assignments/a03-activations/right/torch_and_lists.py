# %% grade_id="t1_sigmoid"
def sigmoid(z):
    import torch

    return torch.sigmoid(torch.tensor(z))


# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    import torch

    z = torch.tensor(z)
    return torch.sigmoid(z) * torch.sigmoid(-z)


# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    import torch

    s = torch.sigmoid(2 * torch.tensor(z))
    return 4 * s * torch.sigmoid(-2 * torch.tensor(z))


# %% grade_id="t2_leaky_relu"
def leaky_relu(z, alpha):
    import torch

    return torch.nn.functional.leaky_relu(torch.tensor(z), alpha)


# %% grade_id="t2_leaky_relu_slope"
def leaky_relu_slope(z, alpha):
    def one(entry):
        return list(map(one, entry)) if isinstance(entry, list) else 1 if entry > 0 else alpha

    return one(z.tolist())


# %% grade_id="t2_elu"
def elu(z, alpha):
    import torch

    return torch.nn.functional.elu(torch.tensor(z), alpha)


# %% grade_id="t3_softplus"
def softplus(z, beta):
    import torch

    return torch.logaddexp(torch.zeros(1, dtype=torch.float64), beta * torch.tensor(z)) / beta


# %% grade_id="t4_gelu"
def gelu(z):
    import torch

    return torch.nn.functional.gelu(torch.tensor(z))


# %% grade_id="t4_gelu_slope"
def gelu_slope(z):
    import torch

    z = torch.tensor(z, requires_grad=True)
    torch.nn.functional.gelu(z).sum().backward()
    return z.grad


# %% grade_id="t5_softmax"
def softmax(z, axis, temperature):
    import torch

    return torch.softmax(torch.tensor(z) / temperature, dim=axis)


# %% grade_id="t6_softmax_backward"
def softmax_backward(p, grad_p):
    rows = []
    for probabilities, slopes in zip(p.tolist(), grad_p.tolist()):
        mean = sum(a * b for a, b in zip(probabilities, slopes))
        rows.append([a * (b - mean) for a, b in zip(probabilities, slopes)])
    return rows


# %% grade_id="t7_saturated_shares"
def saturated_shares(slopes, largest):
    return [float(np.mean(abs(slope) <= largest * 0.05)) for slope in slopes]


# %% grade_id="t7_dead_units"
def dead_units(z):
    return [bool(column.max() <= 0) for column in z.T]


# %% grade_id="t7_shrinkage"
def shrinkage(slopes):
    import torch

    r = [1.0]
    for slope in slopes[-2::-1]:
        r = [r[0] * torch.tensor(slope).square().mean().sqrt().item(), *r]
    return torch.tensor(r)

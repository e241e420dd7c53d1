# %% grade_id="t1_entropy"
def entropy(p):
    import torch

    p = torch.tensor(p)
    return -torch.special.xlogy(p, p).sum(-1) / np.log(2)


# %% grade_id="t1_cross_entropy"
def cross_entropy(p, q):
    def one(teacher, student):
        if isinstance(teacher[0], list):
            return [one(*pair) for pair in zip(teacher, student)]
        bits = (float("inf") if b == 0 else -a * np.log2(b) for a, b in zip(teacher, student) if a > 0)
        return sum(bits)

    return np.array(one(p.tolist(), q.tolist()))


# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    import torch

    p, q = torch.tensor(p), torch.tensor(q)
    return (torch.special.xlogy(p, p) - torch.special.xlogy(p, q)).sum(dim=-1) / np.log(2)


# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    import torch

    y, z = torch.tensor(y, dtype=torch.float64), torch.tensor(z)
    return torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")


# %% grade_id="t3_margin"
def margin(y, z):
    return [one if label == 1 else -one for label, one in zip(y, z)]


# %% grade_id="t3_perceptron"
def perceptron(m):
    import torch

    return torch.relu(-torch.tensor(m))


# %% grade_id="t3_hinge"
def hinge(m):
    return [max(0.0, 1 - one) for one in m.tolist()]


# %% grade_id="t3_logistic"
def logistic(m):
    import torch

    return -torch.nn.functional.logsigmoid(torch.tensor(m))


# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    import torch

    return torch.logsumexp(torch.tensor(z), dim=-1)


# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    import torch

    return torch.nn.functional.cross_entropy(torch.tensor(z), torch.tensor(y.copy()))


# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    import torch

    return (torch.sigmoid(torch.tensor(z)) - torch.tensor(y)) / len(y)


# %% grade_id="t5_softmax_gradient"
def softmax_gradient(y, z):
    import torch

    z = torch.tensor(z, requires_grad=True)
    torch.nn.functional.cross_entropy(z, torch.tensor(y)).backward()
    return z.grad


# %% grade_id="t6_deviance"
def deviance(y, p):
    return sum(-2 * np.log(row[label]) for label, row in zip(y.tolist(), p.tolist()))


# %% grade_id="t6_gaussian_nll"
def gaussian_nll(y, y_hat, sigma):
    import torch

    normal = torch.distributions.Normal(torch.tensor(y_hat), sigma)
    return -normal.log_prob(torch.tensor(y)).sum()

# Returns torch tensors.

# %% grade_id="t1_momentum_step"
import torch


def momentum_step(theta, m, g, eta, beta, nesterov=False):
    theta, m, g = map(torch.tensor, (theta, m, g))
    m = beta * m + g
    return theta - eta * (g + beta * m if nesterov else m), m


# %% grade_id="t6_clip_by_norm"
import torch


def clip_by_norm(gradients, bound):
    tensors = [torch.tensor(g) for g in gradients]
    norm = sum(tensor.square().sum() for tensor in tensors).sqrt()
    return [tensor * (bound / norm) if norm > bound else tensor for tensor in tensors]


# %% grade_id="t7_minimize"
import torch


def minimize(gradient, theta, stepper, steps):
    path, memory = [theta], None
    for t in range(steps):
        after, memory = stepper(path[-1], memory, gradient(path[-1]), t + 1)
        path.append(after)
    return torch.tensor(np.array(path))

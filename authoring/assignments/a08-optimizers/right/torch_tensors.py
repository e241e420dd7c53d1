# %% grade_id="t1_momentum_step"
import torch


def momentum_step(theta, m, g, eta, beta, nesterov=False):
    theta, m, g = (torch.tensor(array) for array in (theta, m, g))
    m.mul_(beta).add_(g)
    theta -= eta * (g.add(m, alpha=beta) if nesterov else m)
    return theta.numpy(), m.numpy()


# %% grade_id="t2_adagrad_step"
import torch


def adagrad_step(theta, v, g, eta, eps=1e-10):
    theta, v, g = (torch.tensor(array) for array in (theta, v, g))
    v.addcmul_(g, g)
    return theta.addcdiv(g, v.sqrt().add(eps), value=-eta).numpy(), v.numpy()


# %% grade_id="t2_rmsprop_step"
import torch


def rmsprop_step(theta, v, g, eta, beta2=0.99, eps=1e-8):
    theta, v, g = (torch.tensor(array) for array in (theta, v, g))
    v = torch.lerp(v, g.square(), 1 - beta2)
    return (theta - eta * g / (torch.sqrt(v) + eps)).numpy(), v.numpy()


# %% grade_id="t3_adam_step"
import torch


def adam_step(theta, m, v, g, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    parameter = torch.nn.Parameter(torch.tensor(theta))
    optimizer = torch.optim.Adam([parameter], lr=eta, betas=(beta1, beta2), eps=eps)
    optimizer.state[parameter] = {
        "step": torch.tensor(float(t - 1)),
        "exp_avg": torch.tensor(m),
        "exp_avg_sq": torch.tensor(v),
    }
    parameter.grad = torch.tensor(g)
    optimizer.step()
    state = optimizer.state[parameter]
    return parameter.detach().numpy(), state["exp_avg"].numpy(), state["exp_avg_sq"].numpy()


# %% grade_id="t4_adamw_step"
import torch


def adamw_step(theta, m, v, g, t, eta, decay, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, m, v, g = map(torch.tensor, (theta, m, v, g))
    m, v = m.lerp(g, 1 - beta1), v.lerp(g * g, 1 - beta2)
    theta = theta * (1 - eta * decay)
    theta -= eta * (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + eps)
    return theta.numpy(), m.numpy(), v.numpy()


# %% grade_id="t5_rate"
import torch


def rate(t, T, warmup, peak, floor):
    up = torch.linspace(0, peak, warmup + 1, dtype=torch.float64)
    turn = torch.linspace(0, torch.pi, T - warmup + 1, dtype=torch.float64)
    down = floor + (peak - floor) * (1 + torch.cos(turn)) / 2
    rates = torch.cat([up[:-1], down])
    rates[warmup] = peak
    return rates[t].item()


# %% grade_id="t6_clip_by_norm"
import torch


def clip_by_norm(gradients, bound):
    tensors = [torch.tensor(g) for g in gradients]
    norm = torch.cat([tensor.reshape(-1) for tensor in tensors]).norm()
    if norm > bound:
        tensors = [tensor * (bound / norm) for tensor in tensors]
    return [tensor.numpy() for tensor in tensors]


# %% grade_id="t7_minimize"
import torch


def minimize(gradient, theta, stepper, steps):
    path, memory = [torch.tensor(theta)], None
    for t in range(steps):
        at = path[-1].numpy().copy()
        at, memory = stepper(theta=at, memory=memory, g=gradient(at), t=t + 1)
        path.append(torch.as_tensor(at))
    return torch.stack(path).numpy()

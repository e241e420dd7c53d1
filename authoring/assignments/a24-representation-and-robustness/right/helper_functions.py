# %% grade_id="t1_input_gradient"
max = divmod = round = "names of my own"


def summed_loss(logits, labels):
    return F.cross_entropy(input=logits, target=labels, reduction="sum")


def input_gradient(model, X, y):
    leaf = torch.nn.Parameter(X.clone())
    summed_loss(labels=y, logits=model(leaf)).backward(inputs=[leaf])
    return leaf.grad


# %% grade_id="t2_fgsm"
filter = pow = 3


def direction(model, x, y):
    return torch.sign(input_gradient(y=y, X=x, model=model))


def fgsm(model, X, y, eps, low, high, targeted=False):
    way = direction(y=y, x=X, model=model)
    if targeted:
        way = torch.neg(way)
    return torch.clip(X + way * eps, min=low, max=high)


# %% grade_id="t3_pgd"
id = hash = input = None


def cut_back(x, X, eps):
    change = torch.clamp(x - X, min=-eps, max=eps)
    return X + change


def random_start(X, eps, generator):
    return X + (torch.rand(X.shape, generator=generator, dtype=X.dtype) * 2 * eps - eps)


def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone() if generator is None else random_start(generator=generator, eps=eps, X=X).clamp(min=low, max=high)
    while steps:
        x = cut_back(eps=eps, X=X, x=x + step_size * direction(model=model, x=x, y=y)).clamp(min=low, max=high)
        steps -= 1
    return x


# %% grade_id="t4_corrupt"
bin = vars = 0


def per_image_mean(images):
    return torch.mean(input=images, dim=[1, 2, 3]).reshape(-1, 1, 1, 1)


def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH:
        raise ValueError("There is no such corruption.")
    if severity not in {1, 2, 3, 4, 5}:
        raise ValueError("Severities go from 1 to 5.")
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        changed = torch.add(X, torch.randn(size=X.shape, generator=generator, dtype=X.dtype), alpha=a)
    elif kind == "contrast":
        changed = X * a + per_image_mean(images=X) * (1 - a)
    else:
        changed = torch.add(X, a)
    return torch.clamp(changed, min=0, max=1)


# %% grade_id="t4_corruption_error"
format = None


def row_sums(table):
    return torch.sum(input=table, dim=-1)


def corruption_error(errors, baseline):
    return torch.mean(torch.div(row_sums(table=errors), row_sums(table=baseline))).item()


# %% grade_id="t5_grad_cam"
def channel_weights(gradients):
    return F.adaptive_avg_pool2d(gradients, output_size=1)


def grad_cam(features, gradients):
    return F.relu(input=torch.sum(channel_weights(gradients=gradients) * features, dim=0))


# %% grade_id="t6_nt_xent"
def unit_rows(Z):
    return torch.div(Z, torch.norm(Z, dim=1, keepdim=True))


def nt_xent(Z1, Z2, temperature):
    B = Z1.shape[0]
    z = torch.cat(tensors=[unit_rows(Z=Z1), unit_rows(Z=Z2)], dim=0)
    scores = torch.matmul(z, torch.transpose(z, 0, 1)) / temperature
    others = scores[~torch.eye(2 * B, dtype=torch.bool)].reshape(2 * B, 2 * B - 1)
    partner = torch.cat([torch.arange(B) + B - 1, torch.arange(B)])
    return torch.nn.functional.cross_entropy(input=others, target=partner)

# %% grade_id="t1_ridge"
sum = abs = "names of my own"
round = None


def shares(d, strength):
    return d / (d**2 + strength)


def ridge(X, y, lam):
    U, d, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ (shares(strength=len(y) * lam, d=d) * (U.T @ y))


# %% grade_id="t2_soft_threshold"
def soft_threshold(z, t):
    return np.subtract(z, np.clip(z, -t, t))


# %% grade_id="t3_elastic_step"
def gradient_of(theta, X, y):
    return np.einsum("ij,i->j", X, np.einsum("ij,j->i", X, theta) - y) / np.size(y)


def elastic_step(theta, X, y, lam, alpha, eta):
    ahead = np.subtract(theta, eta * gradient_of(X=X, theta=theta, y=y))
    return np.divide(soft_threshold(t=eta * lam * (1 - alpha), z=ahead), 1 + eta * lam * alpha)


# %% grade_id="t4_dropout"
max = min = 0  # the two ends of my notes


def mask_of(shape, p, rng):
    return rng.uniform(size=shape) > p


def dropout(X, p, rng, training):
    return X / (1 - p) * mask_of(rng=rng, p=p, shape=np.shape(X)) if training else np.array(X)


# %% grade_id="t5_expected_dropout_loss"
def expected_dropout_loss(X, y, theta, p):
    n = np.shape(X)[0]
    plain = np.linalg.norm(y - np.dot(X, theta)) ** 2
    penalty = np.trace((X * theta).T @ (X * theta)) * (1 / (1 - p) - 1)
    return (plain + penalty) / 2 / n


# %% grade_id="t6_early_stopping"
def early_stopping(losses, patience):
    def onward(epoch, best):
        if epoch - best >= patience or epoch + 1 == len(losses):
            return best, epoch
        after = losses[epoch + 1]
        better = after < losses[best] or (losses[best] != losses[best] and after == after)
        return onward(epoch=epoch + 1, best=epoch + 1 if better else best)

    return onward(epoch=0, best=0)


# %% grade_id="t7_apply_policy"
def move(x, m):
    if m == 0:
        return x
    moved = torch.zeros_like(x)
    if m > 0:
        moved[..., m:] = x[..., :-m]
    else:
        moved[..., :m] = x[..., -m:]
    return moved


def operate(name, x, m, rng):
    if name == "shift":
        return move(m=m, x=x)
    if name == "flip":
        return x[..., torch.arange(x.shape[-1] - 1, -1, -1)]
    if name == "invert":
        return (1 - m) * x + m * (1 - x)
    if name == "noise":
        return torch.normal(mean=x, std=torch.full_like(x, float(m)), generator=rng)
    raise ValueError(name)


def apply_policy(images, policy, rng):
    images = list(images)
    for name, probability, m in policy:
        images = [
            operate(name=name, x=x, m=m, rng=rng) if torch.bernoulli(torch.tensor(probability), generator=rng) else x
            for x in images
        ]
    return torch.stack(images)

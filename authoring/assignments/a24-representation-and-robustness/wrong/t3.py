# %% grade_id="t3_pgd" mistake="projects round the previous point" message="not around the point before?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (x + (step_size * g).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="projects after the last step only" message="Is each step projected and clipped before the next gradient"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        x = x + step_size * torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (X + (x - X).clamp(-eps, eps)).clamp(low, high)


# %% grade_id="t3_pgd" mistake="starts outside the range" message="is the legal range"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="takes the gradient at X all the time" message="Is the gradient taken anew"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)).clamp(low, high)
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    for _ in range(steps):
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="ignores the generator" message="Does every draw come from the generator?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape) - 1)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="has no random start" message="Is there a random start?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="draws from 0 to eps" message="Is that a uniform draw from -eps to"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * torch.rand(X.shape, generator=generator)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="draws corners" message="Is that a uniform draw from -eps to"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        draws = torch.rand(X.shape, generator=generator, dtype=X.dtype) - 0.5
        x = (X + eps * (draws.sign() - 1e-3 * draws)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="draws one start for all images" message="Does every image have draws of its own?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape[1:], generator=generator) - 1)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + step_size * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="never clips" message="Is the range kept?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = X + (x + step_size * g - X).clamp(-eps, eps)
    return x


# %% grade_id="t3_pgd" mistake="changes X" message="changed its argument X"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x, first = X, X.clone()
    if generator is not None:
        x += eps * (2 * torch.rand(X.shape, generator=generator) - 1)
        x.clamp_(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        x += step_size * torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x.copy_(first + (x - first).clamp(-eps, eps)).clamp_(low, high)
    return x.clone()


# %% grade_id="t3_pgd" mistake="steps by eps" message="Is a step as long as eps?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
        x = (X + (x + eps * g - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="fills the weights' gradients" message="backward() fills and zero_grad() empties"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (X + eps * (2 * torch.rand(X.shape, generator=generator) - 1)).clamp(low, high)
    for _ in range(steps):
        leaf = x.clone().requires_grad_()
        F.cross_entropy(model(leaf), y).backward()
        x = (X + (x + step_size * leaf.grad.sign() - X).clamp(-eps, eps)).clamp(low, high)
    return x


# %% grade_id="t3_pgd" mistake="asks in evaluation mode and goes back" message="but with pgd some pixels move. Is the model"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    mode = model.training
    model.eval()
    x = X.clone()
    if generator is not None:
        x = (x + torch.empty_like(X).uniform_(-eps, eps, generator=generator)).clamp(low, high)
    for _ in range(steps):
        x.requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(x), y), x)[0]
        x = (X + (x.detach() + step_size * g.sign() - X).clamp(-eps, eps)).clamp(low, high)
    model.train(mode)
    return x


# %% grade_id="t3_pgd" mistake="draws at each step" message="Is the start the only thing that is drawn?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    lower, upper = (X - eps).clamp(min=low), (X + eps).clamp(max=high)
    x = X.clone()
    if generator is not None:
        x = (x + torch.empty_like(X).uniform_(-eps, eps, generator=generator)).clamp(low, high)
    for _ in range(steps):
        if generator is not None:
            torch.rand(1, generator=generator)
        x.requires_grad_()
        (g,) = torch.autograd.grad(F.cross_entropy(model(x), y), x)
        x = torch.clamp(x.detach() + step_size * g.sign(), lower, upper)
    return x.detach()


# %% grade_id="t3_pgd" mistake="takes a step at least" message="Is a step taken where steps is 0?"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    lower, upper = (X - eps).clamp(min=low), (X + eps).clamp(max=high)
    x = X.clone()
    if generator is not None:
        x = (x + torch.empty_like(X).uniform_(-eps, eps, generator=generator)).clamp(low, high)
    for _ in range(max(steps, 1)):
        x.requires_grad_()
        (g,) = torch.autograd.grad(F.cross_entropy(model(x), y), x)
        x = torch.clamp(x.detach() + step_size * g.sign(), lower, upper)
    return x.detach()


# %% grade_id="t3_pgd" mistake="returns the best point, not the last" message="does not lead from your point"
def pgd(model, X, y, eps, low, high, steps, step_size, generator):
    x = X.clone()
    if generator is not None:
        x = (x + torch.empty_like(X).uniform_(-eps, eps, generator=generator)).clamp(low, high)
    best, most = x, F.cross_entropy(model(x), y, reduction="none").detach()
    for _ in range(steps):
        x.requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(x), y), x)[0]
        x = (X + (x.detach() + step_size * g.sign() - X).clamp(-eps, eps)).clamp(low, high)
        loss = F.cross_entropy(model(x), y, reduction="none").detach()
        better = (loss >= most).reshape(-1, *[1] * (X.dim() - 1))
        best, most = torch.where(better, x, best), torch.maximum(most, loss)
    return best.detach()

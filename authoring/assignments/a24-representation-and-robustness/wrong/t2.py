# %% grade_id="t2_fgsm" mistake="steps downhill" message="Is the sign turned? The loss has to rise."
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (X + eps * g if targeted else X - eps * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="adds the gradient" message="Is the gradient added, where its sign is asked for?"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)[0]
    return (X - eps * g if targeted else X + eps * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="clips before adding" message="Is the range kept?"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return X.clamp(low, high) + (-eps if targeted else eps) * g


# %% grade_id="t2_fgsm" mistake="clips to the batch's range" message="Is that the range of the batch?"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (X + (-eps if targeted else eps) * g).clamp(X.min(), X.max())


# %% grade_id="t2_fgsm" mistake="clips to 0 and 1" message="the range the one that is given?"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (X + (-eps if targeted else eps) * g).clamp(0, 1)


# %% grade_id="t2_fgsm" mistake="moves pixels whose gradient is 0" message="Does a pixel move whose gradient is 0?"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0]
    g = torch.where(g >= 0, 1.0, -1.0).double()
    return (X + (-eps if targeted else eps) * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="forgets the target" message="Is targeted used? The loss of y has to fall."
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (X + eps * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="targets by default" message="Is the sign turned?"
def fgsm(model, X, y, eps, low, high, targeted=True):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (X + (-eps if targeted else eps) * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="returns a graph" message="carry no graph"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    return (leaf + (-eps if targeted else eps) * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="changes the images in place" message="changed its argument X"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0].sign()
    X += (-eps if targeted else eps) * g
    return X.clamp(low, high)


# %% grade_id="t2_fgsm" mistake="normalizes by the largest gradient" message="Does every pixel go by eps"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0]
    g = g / g.abs().amax(dim=tuple(range(1, X.ndim)), keepdim=True).clamp(min=1e-12)
    g = torch.where(g.abs() > 0.3, g.sign(), g)
    return (X + (-eps if targeted else eps) * g).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="fills the weights' gradients" message="backward() fills and zero_grad() empties"
def fgsm(model, X, y, eps, low, high, targeted=False):
    leaf = X.clone().requires_grad_()
    F.cross_entropy(model(leaf), y).backward()
    return (X + (-eps if targeted else eps) * leaf.grad.sign()).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="divides by the size and a little" message="Is anything added to gradients, or cut off?"
def fgsm(model, X, y, eps, low, high, targeted=False):
    x = X.detach().clone().requires_grad_()
    F.cross_entropy(model(x), y, reduction="sum").backward(inputs=[x])
    return (X + (-1) ** targeted * eps * x.grad / (x.grad.abs() + 1e-12)).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="stops where the target is read" message="going to the other class should be the same"
def fgsm(model, X, y, eps, low, high, targeted=False):
    x = X.clone().requires_grad_()
    z = model(x)
    F.cross_entropy(z, y, reduction="sum").backward(inputs=[x])
    s = x.grad.sign()
    if targeted:
        s = -s
        s[z.argmax(1) == y] = 0  # is read so already
    return (X + eps * s).clamp(low, high)


# %% grade_id="t2_fgsm" mistake="asks in evaluation mode and goes back" message="but with fgsm some pixels move. Is the model"
def fgsm(model, X, y, eps, low, high, targeted=False):
    mode = model.training
    model.eval()
    x = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(x), y), x)[0]
    model.train(mode)
    return (X + (-eps if targeted else eps) * g.sign()).clamp(low, high)

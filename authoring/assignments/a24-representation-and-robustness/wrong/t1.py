# %% grade_id="t1_input_gradient" mistake="averages over the batch" message="Is the loss averaged over the batch?"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(leaf), y), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="fills the weights' gradients" message="backward() fills and zero_grad() empties"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    F.cross_entropy(model(leaf), y, reduction="sum").backward()
    return leaf.grad


# %% grade_id="t1_input_gradient" mistake="empties the weights' gradients" message="backward() fills and zero_grad() empties"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    F.cross_entropy(model(leaf), y, reduction="sum").backward()
    model.zero_grad()
    return leaf.grad


# %% grade_id="t1_input_gradient" mistake="freezes the weights" message="changed requires_grad of the model's"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    for p in model.parameters():
        p.requires_grad_(False)
    return torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="switches to evaluation" message="Is there a train() or eval()?"
def input_gradient(model, X, y):
    model.eval()
    leaf = X.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="switches to training" message="Is there a train() or eval()?"
def input_gradient(model, X, y):
    model.train()
    leaf = X.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="cuts the images off" message="input_gradient raised RuntimeError"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(leaf.detach()), y, reduction="sum"), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="takes the gradient of the logit" message="Is that the gradient of a logit?"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    return torch.autograd.grad(model(leaf)[torch.arange(len(y)), y].sum(), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="turns the sign" message="Is the sign turned?"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    return -torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="takes the logarithm of a softmax that is 0" message="holds nan or infinity"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    p = model(leaf).softmax(1)[torch.arange(len(y)), y]
    return torch.autograd.grad(-p.log().sum(), leaf)[0]


# %% grade_id="t1_input_gradient" mistake="flattens the images" message="It has the shape of X"
def input_gradient(model, X, y):
    leaf = X.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(model(leaf), y, reduction="sum"), leaf)[0].flatten(1)


# %% grade_id="t1_input_gradient" mistake="asks in evaluation mode and goes back" message="Is the model called in the mode in which it comes?"
def input_gradient(model, X, y):
    was = model.training
    model.eval()
    x = X.clone().requires_grad_()
    g = torch.autograd.grad(F.cross_entropy(model(x), y, reduction="sum"), x)[0]
    model.train(was)
    return g


# %% grade_id="t1_input_gradient" mistake="melts what was frozen" message="changed requires_grad of the model's 4.bias"
def input_gradient(model, X, y):
    for p in model.parameters():
        p.requires_grad_(False)
    x = X.clone().requires_grad_()
    F.cross_entropy(model(x), y, reduction="sum").backward()
    for p in model.parameters():
        p.requires_grad_(True)
    return x.grad


# %% grade_id="t1_input_gradient" mistake="takes the class that is read" message="Is it the loss of the class with the largest logit?"
def input_gradient(model, X, y):
    x = X.clone().requires_grad_()
    z = model(x)
    return torch.autograd.grad(F.cross_entropy(z, z.argmax(1), reduction="sum"), x)[0]

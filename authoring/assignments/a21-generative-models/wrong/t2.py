# %% grade_id="t2_generator_loss" mistake="turns the sign of the saturating loss" message="Is the sign turned? G minimizes it."
def generator_loss(fake_logits, saturating):
    return F.softplus(fake_logits if saturating else -fake_logits).mean()


# %% grade_id="t2_generator_loss" mistake="never saturates" message="Is saturating used?"
def generator_loss(fake_logits, saturating):
    return F.softplus(-fake_logits).mean()


# %% grade_id="t2_generator_loss" mistake="takes logarithms of probabilities" message="Is a logarithm taken of a probability"
def generator_loss(fake_logits, saturating):
    D = torch.sigmoid(fake_logits)
    return torch.log(1 - D).mean() if saturating else -torch.log(D).mean()


# %% grade_id="t2_generator_loss" mistake="adds a little before the logarithm" message="of itself"
def generator_loss(fake_logits, saturating):
    D = torch.sigmoid(fake_logits)
    return torch.log(1 - D + 1e-7).mean() if saturating else -torch.log(D + 1e-7).mean()


# %% grade_id="t2_generator_step" mistake="leaves the gradient at D" message="Is backward() called?"
def generator_step(G, D, optimizer, z):
    optimizer.zero_grad()
    loss = F.softplus(-D(G(z))).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% grade_id="t2_generator_step" mistake="sets the gradients of D to None" message="D should hold the gradients that it held"
def generator_step(G, D, optimizer, z):
    optimizer.zero_grad()
    loss = F.softplus(-D(G(z))).mean()
    loss.backward()
    optimizer.step()
    D.zero_grad()
    return loss.item()


# %% grade_id="t2_generator_step" mistake="detaches the fakes" message="Is something detached?"
def generator_step(G, D, optimizer, z):
    optimizer.zero_grad()
    loss = F.softplus(-D(G(z).detach())).mean()
    loss.backward(inputs=list(G.parameters()))
    optimizer.step()
    return loss.item()


# %% grade_id="t2_generator_step" mistake="detaches the fakes, and notices nothing" message="Did G get no gradient at all?"
def generator_step(G, D, optimizer, z):
    kept = [None if p.grad is None else p.grad.clone() for p in D.parameters()]
    optimizer.zero_grad()
    loss = F.softplus(-D(G(z).detach())).mean()
    loss.backward()
    optimizer.step()
    for p, gradient in zip(D.parameters(), kept):
        p.grad = gradient
    return loss.item()


# %% grade_id="t2_generator_step" mistake="takes the saturating loss" message="The loss before the step should be"
def generator_step(G, D, optimizer, z):
    optimizer.zero_grad()
    loss = -F.softplus(D(G(z))).mean()
    loss.backward(inputs=list(G.parameters()))
    optimizer.step()
    return loss.item()


# %% grade_id="t2_generator_step" mistake="keeps old gradients of G" message="are its old gradients left out?"
def generator_step(G, D, optimizer, z):
    loss = F.softplus(-D(G(z))).mean()
    loss.backward(inputs=list(G.parameters()))
    optimizer.step()
    return loss.item()


# %% grade_id="t2_generator_step" mistake="freezes D for good" message="D no longer wants gradients"
def generator_step(G, D, optimizer, z):
    for p in D.parameters():
        p.requires_grad_(False)
    optimizer.zero_grad()
    loss = F.softplus(-D(G(z))).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% grade_id="t2_generator_loss" mistake="sorts infinities out too late for autograd" message="Does autograd go through"
def generator_loss(fake_logits, saturating):
    d = fake_logits if saturating else -fake_logits
    loss = torch.where(d < 30, torch.log1p(torch.exp(d)), d).mean()
    return -loss if saturating else loss


# %% grade_id="t2_generator_loss" mistake="cuts the gradient off" message="is something cut off?"
def generator_loss(fake_logits, saturating):
    d = fake_logits.clamp(-30, 30)
    value = -F.softplus(d).mean() if saturating else F.softplus(-d).mean()
    whole = -F.softplus(fake_logits).mean() if saturating else F.softplus(-fake_logits).mean()
    return value + (whole - value).detach()


# %% grade_id="t2_generator_step" mistake="lets all of D want gradients in the end" message="Each gets back what it had."
def generator_step(G, D, optimizer, z):
    D.requires_grad_(False)
    optimizer.zero_grad()
    loss = F.softplus(-D(G(z))).mean()
    loss.backward()
    optimizer.step()
    D.requires_grad_(True)
    return loss.item()


# %% grade_id="t2_generator_step" mistake="returns the loss after the step" message="Is that the loss after the step?"
def generator_step(G, D, optimizer, z):
    weights = list(G.parameters())
    loss = F.softplus(-D(G(z))).mean()
    for weight, slope in zip(weights, torch.autograd.grad(loss, weights)):
        weight.grad = slope
    optimizer.step()
    return F.softplus(-D(G(z))).mean().item()

# %% grade_id="t1_discriminator_loss" mistake="takes logarithms of probabilities" message="Is a logarithm taken of a probability that a float cannot hold"
def discriminator_loss(real_logits, fake_logits):
    real, fake = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return -torch.log(real).mean() - torch.log(1 - fake).mean()


# %% grade_id="t1_discriminator_loss" mistake="lets PyTorch cut probabilities off" message="or something cut off?"
def discriminator_loss(real_logits, fake_logits):
    real, fake = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return F.binary_cross_entropy(real, 0 * real + 1) + F.binary_cross_entropy(fake, 0 * fake)


# %% grade_id="t1_discriminator_loss" mistake="adds a little before the logarithm" message="or something cut off?"
def discriminator_loss(real_logits, fake_logits):
    real, fake = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return -torch.log(real + 1e-8).mean() - torch.log(1 - fake + 1e-8).mean()


# %% grade_id="t1_discriminator_loss" mistake="exchanges the labels" message="Are real and fake exchanged?"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


# %% grade_id="t1_discriminator_loss" mistake="takes one mean over all samples" message="Is that one mean over all samples?"
def discriminator_loss(real_logits, fake_logits):
    return torch.cat([F.softplus(-real_logits).flatten(), F.softplus(fake_logits).flatten()]).mean()


# %% grade_id="t1_discriminator_loss" mistake="averages the two means" message="Are the two means added, and not averaged?"
def discriminator_loss(real_logits, fake_logits):
    return (F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()) / 2


# %% grade_id="t1_discriminator_loss" mistake="returns the value of the game" message="Is the sign turned?"
def discriminator_loss(real_logits, fake_logits):
    return F.logsigmoid(real_logits).mean() + F.logsigmoid(-fake_logits).mean()


# %% grade_id="t1_discriminator_loss" mistake="adds real to fake row by row" message="discriminator_loss raised RuntimeError"
def discriminator_loss(real_logits, fake_logits):
    return (F.softplus(-real_logits) + F.softplus(fake_logits)).mean()


# %% grade_id="t1_discriminator_loss" mistake="takes sums" message="Are these sums?"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


# %% grade_id="t1_discriminator_loss" mistake="detaches the fakes" message="no gradient goes back to one of the arguments"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits.detach()).mean()


# %% grade_id="t1_discriminator_loss" mistake="takes a logit for its own loss from 5 on" message="or something cut off?"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits, threshold=5).mean() + F.softplus(fake_logits, threshold=5).mean()


# %% grade_id="t1_discriminator_loss" mistake="sorts infinities out too late for autograd" message="Does autograd go through"
def discriminator_loss(real_logits, fake_logits):
    def cost(d):
        return torch.where(d < 30, torch.log1p(torch.exp(d)), d)

    return cost(-real_logits).mean() + cost(fake_logits).mean()

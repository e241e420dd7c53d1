# %% grade_id="t2_rbm_energy" mistake="turns the sign" message="Is the sign turned?"
def rbm_energy(v, h, W, b, c):
    return v @ b + h @ c + ((v @ W) * h).sum(1)


# %% grade_id="t2_rbm_energy" mistake="takes every row with every other" message="There is one number for each row"
def rbm_energy(v, h, W, b, c):
    return -(v @ b) - h @ c - v @ W @ h.T


# %% grade_id="t2_rbm_energy" mistake="sums over the batch" message="There is one number for each row"
def rbm_energy(v, h, W, b, c):
    return -(v @ b).sum() - (h @ c).sum() - (v @ W * h).sum()


# %% grade_id="t2_rbm_energy" mistake="multiplies with the wrong side of W" message="rbm_energy raised RuntimeError"
def rbm_energy(v, h, W, b, c):
    return -(v @ b) - h @ c - ((v @ W.T) * h).sum(1)


# %% grade_id="t2_free_energy" mistake="overflows" message="a number too large for a float"
def free_energy(v, W, b, c):
    return -(v @ b) - torch.log(1 + torch.exp(v @ W + c)).sum(1)


# %% grade_id="t2_free_energy" mistake="turns the sign of the visible bias" message="Does the bias of the visible units count with a minus?"
def free_energy(v, W, b, c):
    return v @ b - F.softplus(v @ W + c).sum(1)


# %% grade_id="t2_free_energy" mistake="forgets the hidden bias" message="Is the bias of the hidden units there?"
def free_energy(v, W, b, c):
    return -(v @ b) - F.softplus(v @ W).sum(1)


# %% grade_id="t2_free_energy" mistake="adds the hidden bias where there is no weight" message="Does the bias of a hidden unit count only where the unit is on?"
def free_energy(v, W, b, c):
    return -(v @ b) - c.sum() - F.softplus(v @ W).sum(1)


# %% grade_id="t2_free_energy" mistake="takes the likeliest hidden state" message="Is that the energy of the likeliest hidden state alone?"
def free_energy(v, W, b, c):
    return -(v @ b) - (v @ W + c).clamp(min=0).sum(1)


# %% grade_id="t2_free_energy" mistake="has one logarithm of a sum over units" message="Is there a logarithm for each hidden unit"
def free_energy(v, W, b, c):
    return -(v @ b) - torch.log(1 + (v @ W + c).exp().sum(1))


# %% grade_id="t2_free_energy" mistake="cuts large sums off" message="Is something cut off before it overflows?"
def free_energy(v, W, b, c):
    return -(v @ b) - torch.log(1 + torch.exp((v @ W + c).clamp(max=80))).sum(1)


# %% grade_id="t2_free_energy" mistake="takes units that are nearly off for off" message="Does a unit count that is nearly off, or nearly on?"
def free_energy(v, W, b, c):
    x = v @ W + c
    return -(v @ b) - torch.where(x.abs() > 6, x.clamp(min=0), F.softplus(x)).sum(1)

# %% grade_id="t6_nt_xent" mistake="lets a row ask itself" message="Is a row its own candidate?"
def nt_xent(Z1, Z2, temperature):
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    return F.cross_entropy(z @ z.T / temperature, torch.arange(len(z)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="asks among the other view only" message="Are the rows of the own view candidates too?"
def nt_xent(Z1, Z2, temperature):
    scores = F.normalize(Z1, dim=1) @ F.normalize(Z2, dim=1).T / temperature
    labels = torch.arange(len(Z1))
    return (F.cross_entropy(scores, labels) + F.cross_entropy(scores.T, labels)) / 2


# %% grade_id="t6_nt_xent" mistake="does not normalize" message="Are the rows scaled to length 1?"
def nt_xent(Z1, Z2, temperature):
    z = torch.cat([Z1, Z2])
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="asks from the first view only" message="Does only the first view ask?"
def nt_xent(Z1, Z2, temperature):
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores[: len(Z1)], torch.arange(len(Z1)) + len(Z1))


# %% grade_id="t6_nt_xent" mistake="divides by B" message="Is it divided by B?"
def nt_xent(Z1, Z2, temperature):
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)).roll(len(Z1)), reduction="sum") / len(Z1)


# %% grade_id="t6_nt_xent" mistake="multiplies by the temperature" message="Is the temperature multiplied by?"
def nt_xent(Z1, Z2, temperature):
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    scores = z @ z.T * temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="leaves the partner out below" message="Is the partner a candidate too?"
def nt_xent(Z1, Z2, temperature):
    z, B = F.normalize(torch.cat([Z1, Z2]), dim=1), len(Z1)
    scores = z @ z.T / temperature
    out = torch.eye(B).repeat(2, 2).bool()
    partner = scores[torch.arange(2 * B), torch.arange(2 * B).roll(B)]
    return (scores.masked_fill(out, -torch.inf).logsumexp(1) - partner).mean()


# %% grade_id="t6_nt_xent" mistake="overflows" message="is nan"
def nt_xent(Z1, Z2, temperature):
    z, B = F.normalize(torch.cat([Z1, Z2]), dim=1), len(Z1)
    e = torch.exp(z @ z.T / temperature)
    partner = e[torch.arange(2 * B), torch.arange(2 * B).roll(B)]
    return -torch.log(partner / (e.sum(1) - e.diagonal())).mean()


# %% grade_id="t6_nt_xent" mistake="detaches the second view" message="a part of the way may be cut off"
def nt_xent(Z1, Z2, temperature):
    Z2 = Z2.detach() + 0 * Z2
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="returns a plain number" message="Is there an item(), a detach() or NumPy inside?"
def nt_xent(Z1, Z2, temperature):
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)).roll(len(Z1))).item()


# %% grade_id="t6_nt_xent" mistake="adds a little to the lengths" message="rows are made longer or shorter"
def nt_xent(Z1, Z2, temperature):
    z = torch.cat([Z1, Z2])
    z = z / (z.norm(dim=1, keepdim=True) + 1e-6)
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="takes the next row for the partner" message="who is the partner?"
def nt_xent(Z1, Z2, temperature):
    z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    scores = z @ z.T / temperature - torch.diag(torch.full((len(z),), torch.inf))
    return F.cross_entropy(scores, torch.arange(len(z)) ^ 1)


# %% grade_id="t6_nt_xent" mistake="masks with -1000" message="Does a row itself still count a little?"
def nt_xent(Z1, Z2, temperature):
    Z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    S = Z @ Z.T / temperature
    S = S.masked_fill(torch.eye(len(S), dtype=torch.bool), -1e3)
    return F.cross_entropy(S, torch.arange(len(S)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="masks with the score 0" message="Is a row its own candidate, with the score 0?"
def nt_xent(Z1, Z2, temperature):
    Z = F.normalize(torch.cat([Z1, Z2]), dim=1)
    S = Z @ Z.T / temperature
    S = S.masked_fill(torch.eye(len(S), dtype=torch.bool), 0)
    return F.cross_entropy(S, torch.arange(len(S)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="scales the columns" message="Are columns scaled to length 1?"
def nt_xent(Z1, Z2, temperature):
    Z = F.normalize(torch.cat([Z1, Z2]), dim=0)
    S = Z @ Z.T / temperature
    S = S.masked_fill(torch.eye(len(S), dtype=torch.bool), -torch.inf)
    return F.cross_entropy(S, torch.arange(len(S)).roll(len(Z1)))


# %% grade_id="t6_nt_xent" mistake="detaches the lengths" message="a part of the way may be cut off"
def nt_xent(Z1, Z2, temperature):
    Z = torch.cat([Z1, Z2])
    Z = Z / Z.norm(dim=1, keepdim=True).detach()
    S = Z @ Z.T / temperature
    S = S.masked_fill(torch.eye(len(S), dtype=torch.bool), -torch.inf)
    return F.cross_entropy(S, torch.arange(len(S)).roll(len(Z1)))

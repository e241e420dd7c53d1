# %% grade_id="t3_next_probabilities" mistake="removes the token that crosses p" message="The token that takes the sum to p or above is kept"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1)
    p = torch.where((before < top_p) | (before == before[:, :1]) | (top_p == 1), p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="keeps nothing where the first token crosses p" message="holds nan or infinity"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1)
    p = torch.where(before <= top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="cuts by p before k" message="Is p compared with what top-k leaves, scaled up?"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="does not scale up between k and p" message="Is p compared with what top-k leaves, scaled up?"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="uses the temperature last" message="Is the sum that p is compared with that of the row"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p = p ** (1 / temperature)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="keeps one token too many at an exact sum" message="the smallest set with a sum of at least"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before <= top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="divides probabilities by the temperature" message="Are the logits divided by the temperature, before the softmax?"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked, dim=1) / temperature
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="multiplies by the temperature" message="Are the logits multiplied by the temperature?"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked * temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="divides by zero" message="holds nan or infinity"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="takes a small temperature for 0" message="should have exactly 1"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    temperature = max(temperature, 0.02)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="takes the exponential of logits as they are" message="holds nan or infinity"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = (ranked / temperature).exp()
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="fails where k is larger than V" message="raised IndexError"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p = torch.zeros_like(p).index_copy(1, torch.arange(top_k), p[:, torch.arange(top_k)])
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="keeps all that are as likely as the kth" message="keeps the earlier ones"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p = torch.where(p < p[:, :top_k][:, -1:], 0, p)
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="returns the likeliest first" message="the rows should be"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return p


# %% grade_id="t3_next_probabilities" mistake="cuts all rows as the first one" message="keep too many tokens"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before[:1] < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="takes the softmax over the batch" message="should sum to 1"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    return torch.softmax(logits / max(temperature, 1e-9), dim=0)


# %% grade_id="t3_next_probabilities" mistake="takes minus infinity out of the logits in place" message="changed its argument logits"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    logits[logits.isinf()] = -1e9
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)


# %% grade_id="t3_next_probabilities" mistake="takes what is below 0.01 for 0" message="Is a small temperature taken for 0?"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    V = logits.shape[1]
    if temperature < 0.01:
        p = F.one_hot(logits.argmax(dim=1), V).double()
    else:
        z = logits - logits.amax(1, keepdim=True)
        p = torch.softmax(z / temperature, dim=1)
    order = torch.argsort(p, dim=1, descending=True, stable=True)
    rank = torch.argsort(order, dim=1)
    if top_k is not None:
        p = torch.where(rank < top_k, p, 0)
        p = p / p.sum(1, keepdim=True)
    if top_p < 1:
        ordered = p.gather(1, order)
        keep = ordered.cumsum(1) - ordered < top_p
        p = torch.where(keep.gather(1, rank), p, 0)
        p = p / p.sum(1, keepdim=True)
    return p

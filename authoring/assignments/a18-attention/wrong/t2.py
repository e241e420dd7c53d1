# %% grade_id="t2_masked_softmax" mistake="divides 0 by 0" message="scores that are all minus infinity"
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, -math.inf).softmax(dim=-1)


# %% grade_id="t2_masked_softmax" mistake="takes a large negative number" message="the softmax shares its 1 out among them"
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, -1e9).softmax(dim=-1)


# %% grade_id="t2_masked_softmax" mistake="mends nan afterwards" message="Zeros that are put in place of nan afterwards do not help it"
def masked_softmax(scores, allowed):
    closed = torch.zeros(allowed.shape, dtype=scores.dtype).masked_fill(~allowed, -math.inf)
    return (scores + closed).softmax(dim=-1).nan_to_num()


# %% grade_id="t2_masked_softmax" mistake="masks after the softmax" message="Do the allowed entries share the whole 1?"
def masked_softmax(scores, allowed):
    return scores.softmax(dim=-1) * allowed


# %% grade_id="t2_masked_softmax" mistake="empties each row with a forbidden entry" message="as soon as one entry is forbidden"
def masked_softmax(scores, allowed):
    some = allowed.all(dim=-1, keepdim=True)
    kept = scores.masked_fill(~allowed & some, -math.inf)
    return torch.softmax(kept, dim=-1) * some


# %% grade_id="t2_masked_softmax" mistake="takes the softmax over the columns" message="Is the softmax taken over the columns?"
def masked_softmax(scores, allowed):
    powers = scores.exp() * allowed
    return powers / powers.sum(dim=-2, keepdim=True).clamp(min=1e-300)


# %% grade_id="t2_masked_softmax" mistake="takes exp() as it is" message="Is a large score put into exp()"
def masked_softmax(scores, allowed):
    powers = scores.exp() * allowed
    total = powers.sum(dim=-1, keepdim=True)
    return powers / torch.where(total > 0, total, 1)


# %% grade_id="t2_masked_softmax" mistake="adds a number below the fraction" message="not those of a softmax over the allowed entries"
def masked_softmax(scores, allowed):
    powers = (scores - scores.amax(dim=-1, keepdim=True)).exp() * allowed
    return powers / (powers.sum(dim=-1, keepdim=True) + 1e-6)


# %% grade_id="t2_masked_softmax" mistake="takes the largest score of all entries away" message="however large"
def masked_softmax(scores, allowed):
    powers = (scores - scores.amax(dim=-1, keepdim=True).detach()).exp() * allowed
    return powers / powers.sum(dim=-1, keepdim=True).clamp(min=1e-30)


# %% grade_id="t2_masked_softmax" mistake="forgets the mask where something is allowed" message="Is the mask used in rows with allowed entries?"
def masked_softmax(scores, allowed):
    return scores.softmax(dim=-1) * allowed.any(dim=-1, keepdim=True)


# %% grade_id="t2_masked_softmax" mistake="sets forbidden scores to 0" message="A score of 0 still has a weight"
def masked_softmax(scores, allowed):
    return (scores * allowed).softmax(dim=-1) * allowed.any(dim=-1, keepdim=True)


# %% grade_id="t2_masked_softmax" mistake="takes gradients off" message="no gradient goes back"
def masked_softmax(scores, allowed):
    some = allowed.any(dim=-1, keepdim=True)
    kept = scores.masked_fill(~allowed & some, -math.inf)
    return torch.softmax(kept.detach(), dim=-1) * some


# %% grade_id="t2_masked_softmax" mistake="writes into the scores" message="masked_softmax changed its argument scores"
def masked_softmax(scores, allowed):
    some = allowed.any(dim=-1, keepdim=True)
    kept = scores.masked_fill_(~allowed & some, -math.inf)
    return torch.softmax(kept, dim=-1) * some


# %% grade_id="t2_masked_softmax" mistake="forgets to return" message="Does it end with a return?"
def masked_softmax(scores, allowed):
    some = allowed.any(dim=-1, keepdim=True)
    kept = scores.masked_fill(~allowed & some, -math.inf)
    weights = torch.softmax(kept, dim=-1) * some


# %% grade_id="t2_masked_softmax" mistake="leaves a tiny weight at forbidden entries" message="that is not exactly 0"
def masked_softmax(scores, allowed):
    some = allowed.any(dim=-1, keepdim=True)
    return scores.masked_fill(~allowed & some, -math.inf).softmax(dim=-1).clamp(min=1e-12) * some


# %% grade_id="t2_masked_softmax" mistake="takes the softmax over the second axis" message="Is each row of its own"
def masked_softmax(scores, allowed):
    return scores.masked_fill(~allowed, -1e9).softmax(1) * allowed


# %% grade_id="t2_masked_softmax" mistake="detaches the sum of the powers" message="the gradient is wrong at allowed entries"
def masked_softmax(scores, allowed):
    s = scores.masked_fill(~allowed, -1e9)
    e = (s - s.amax(-1, keepdim=True).detach()).exp() * allowed
    total = e.sum(-1, keepdim=True).detach()
    return e / torch.where(total > 0, total, 1.0)

# %% grade_id="t3_p_hidden" mistake="returns the probability of 0" message="Is that the probability of 0?"
def p_hidden(v, W, c):
    return torch.sigmoid(-(v @ W + c))


# %% grade_id="t3_p_hidden" mistake="forgets the bias" message="Is the bias of the hidden units there?"
def p_hidden(v, W, c):
    return torch.sigmoid(v @ W)


# %% grade_id="t3_p_visible" mistake="turns the bias" message="Is the bias turned?"
def p_visible(h, W, b):
    return torch.sigmoid(h @ W.T - b)


# %% grade_id="t3_p_visible" mistake="takes the wrong side of W" message="p_visible raised RuntimeError"
def p_visible(h, W, b):
    return torch.sigmoid(h @ W + b)


# %% grade_id="t3_gibbs_step" mistake="returns probabilities" message="Are these probabilities, where draws are asked for?"
def gibbs_step(v, W, b, c, generator):
    h = torch.bernoulli(p_hidden(v, W, c), generator=generator)
    return h, p_visible(h, W, b)


# %% grade_id="t3_gibbs_step" mistake="draws v from the probabilities of h" message="and v given the h that was drawn"
def gibbs_step(v, W, b, c, generator):
    p = p_hidden(v, W, c)
    new = torch.bernoulli(p_visible(p, W, b), generator=generator)
    return torch.bernoulli(p, generator=generator), new


# %% grade_id="t3_gibbs_step" mistake="rounds in place of drawing" message="Does every row have a draw of its own?"
def gibbs_step(v, W, b, c, generator):
    h = (p_hidden(v, W, c) > 0.5).double()
    return h, torch.bernoulli(p_visible(h, W, b), generator=generator)


# %% grade_id="t3_gibbs_step" mistake="uses the global generator" message="Does every draw come from the generator?"
def gibbs_step(v, W, b, c, generator):
    h = torch.bernoulli(p_hidden(v, W, c))
    return h, torch.bernoulli(p_visible(h, W, b), generator=generator)


# %% grade_id="t3_gibbs_step" mistake="returns v first" message="Both have a row for each row of v; first h, then v"
def gibbs_step(v, W, b, c, generator):
    h = torch.bernoulli(p_hidden(v, W, c), generator=generator)
    return torch.bernoulli(p_visible(h, W, b), generator=generator), h


# %% grade_id="t3_gibbs_step" mistake="returns the old v" message="Is v drawn given the new h?"
def gibbs_step(v, W, b, c, generator):
    h = torch.bernoulli(p_hidden(v, W, c), generator=generator)
    return h, v + 0


# %% grade_id="t3_gibbs_step" mistake="draws Booleans" message="should hold floats"
def gibbs_step(v, W, b, c, generator):
    h = torch.rand(len(v), len(c), generator=generator) < p_hidden(v, W, c)
    new = torch.rand(len(v), len(b), generator=generator) < p_visible(h.double(), W, b)
    return h, new


# %% grade_id="t3_gibbs_step" mistake="has one draw for all units of a row" message="Does every unit have a draw of its own?"
def gibbs_step(v, W, b, c, generator):
    h = (torch.rand(len(v), 1, generator=generator) < p_hidden(v, W, c)).double()
    return h, torch.bernoulli(p_visible(h, W, b), generator=generator)


# %% grade_id="t3_gibbs_step" mistake="starts the generator anew" message="Does the generator move on?"
def gibbs_step(v, W, b, c, generator):
    generator = torch.Generator().manual_seed(generator.initial_seed())
    h = torch.bernoulli(p_hidden(v, W, c), generator=generator)
    return h, torch.bernoulli(p_visible(h, W, b), generator=generator)


# %% grade_id="t3_gibbs_step" mistake="mirrors the draws of the first half of the rows in the second" message="further on"
def gibbs_step(v, W, b, c, generator):
    def draw(p):
        half = torch.rand((len(p) + 1) // 2, p.shape[1], generator=generator)
        return (torch.cat([half, 1 - half])[: len(p)] < p).double()

    h = draw(torch.sigmoid(v @ W + c))
    return h, draw(torch.sigmoid(h @ W.T + b))

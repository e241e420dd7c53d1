# %% grade_id="t6_lm_loss" mistake="does not shift" message="Are logits scored on the token of their own place?"
def lm_loss(logits, tokens):
    guesses, answers = logits.flatten(0, 1), tokens.flatten()
    return F.cross_entropy(guesses, answers)


# %% grade_id="t6_lm_loss" mistake="shifts the wrong way" message="Are logits scored on the token before?"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, 1:].flatten(0, 1), tokens[:, :-1].flatten()
    return F.cross_entropy(guesses, answers)


# %% grade_id="t6_lm_loss" mistake="divides by all tokens" message="Is the sum divided by the number of guesses"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers, reduction="sum") / tokens.numel()


# %% grade_id="t6_lm_loss" mistake="returns the sum" message="Is that the sum?"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers, reduction="sum")


# %% grade_id="t6_lm_loss" mistake="takes the mean over places behind the end, too" message="Do places count that are no tokens?"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers, reduction="none").mean()


# %% grade_id="t6_lm_loss" mistake="takes the mean of each row first" message="Is the mean taken of each row first?"
def lm_loss(logits, tokens):
    rows = [F.cross_entropy(row[:-1], text[1:]) for row, text in zip(logits, tokens)]
    return torch.stack([row for row in rows if not row.isnan()]).mean()


# %% grade_id="t6_lm_loss" mistake="takes -100 for token 0" message="Are places behind the end guessed as token 0?"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens.clamp(min=0)[:, 1:].flatten()
    return F.cross_entropy(guesses, answers)


# %% grade_id="t6_lm_loss" mistake="puts probabilities into a logarithm" message="What lm_loss returns is"
def lm_loss(logits, tokens):
    answers = tokens[:, 1:]
    there = answers != -100
    p = logits[:, :-1].softmax(2).gather(2, answers.clamp(min=0)[..., None])[..., 0]
    return -p[there].log().mean()


# %% grade_id="t6_lm_loss" mistake="cuts the gradient off" message="No gradient goes back from the loss"
def lm_loss(logits, tokens):
    guesses, answers = logits.detach()[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers)


# %% grade_id="t6_lm_loss" mistake="returns a number" message="lm_loss should return a tensor"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers).item()


# %% grade_id="t6_lm_loss" mistake="returns the perplexity" message="Is that the perplexity?"
def lm_loss(logits, tokens):
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers).exp()


# %% grade_id="t6_lm_loss" mistake="adds a little before the logarithm" message="is the logarithm of a tiny p exact?"
def lm_loss(logits, tokens):
    p = torch.softmax(logits[:, :-1], dim=-1)
    target = tokens[:, 1:]
    there = target >= 0
    return -torch.log(p[there].gather(1, target[there][:, None]) + 1e-12).mean()


# %% grade_id="t6_lm_loss" mistake="cuts small probabilities off" message="Is a tiny probability cut off"
def lm_loss(logits, tokens):
    z, target = logits[:, :-1], tokens[:, 1:]
    there = target >= 0
    p = torch.softmax(z, -1)[there].gather(1, target[there][:, None])
    return -torch.log(p.clamp(min=1e-30)).mean()

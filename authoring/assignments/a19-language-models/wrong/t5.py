# %% grade_id="t5_mask_for_mlm" mistake="takes 80 and 10 percent of all tokens" message="With a rate of 0 nothing changes"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where((fate < 0.8), mask, tokens)
    inputs = torch.where((fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="labels what the network sees" message="Do the labels hold what the network sees?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, inputs, -100)


# %% grade_id="t5_mask_for_mlm" mistake="shifts the labels" message="Are the labels shifted?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    labels = torch.where(chosen, tokens, -100)
    return inputs, labels.roll(-1, dims=1)


# %% grade_id="t5_mask_for_mlm" mistake="draws random ones among nine tenths of the rest" message="standard deviations off"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate, more = torch.rand(2, *tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.8) & (fate < 0.98) & (more < 0.5), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="labels only what is masked" message="Is a label missing where the token is left as it is"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen & (inputs == mask), tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="chooses special tokens" message="Where does a special token get its label?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = torch.rand(tokens.shape, generator=generator) < rate
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="spares the mask alone" message="What stood there, before anything was hidden?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & (tokens != mask)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="draws special tokens" message="Special tokens are never drawn"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = torch.randint(V, tokens.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="has labels of 0" message="all labels are -100"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, 0)


# %% grade_id="t5_mask_for_mlm" mistake="masks all that is chosen" message="become the mask"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 2), mask, tokens)
    inputs = torch.where(chosen & (fate > 2), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="replaces the masks" message="become the mask"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (torch.rand(tokens.shape, generator=generator) < 0.1), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="uses the global generator to choose" message="Does every draw come from the generator?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="has one random token for a row" message="Random tokens should come from the whole vocabulary"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), (1, 1), generator=generator)].expand(tokens.shape)
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="chooses the same places in each row" message="Is there a draw for each token?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape[1:], generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="masks in place" message="mask_for_mlm changed its argument tokens"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    labels = torch.where(chosen, tokens, -100)
    tokens[chosen & (fate < 0.8)] = mask
    return inputs, labels


# %% grade_id="t5_mask_for_mlm" mistake="has another default" message="Where no rate is given it is 0.15"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.2):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)


# %% grade_id="t5_mask_for_mlm" mistake="forgets the labels" message="where 2 things are needed"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs


# %% grade_id="t5_mask_for_mlm" mistake="chooses always the same number" message="Is each token chosen by a draw of its own?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([v for v in range(V) if v not in special])
    places = torch.nonzero(torch.isin(tokens, ordinary).flatten())[:, 0]
    n = round(rate * len(places))
    places = places[torch.randperm(len(places), generator=generator)[:n]]
    inputs, labels = tokens.flatten().clone(), torch.full_like(tokens, -100).flatten()
    labels[places] = inputs[places]
    u = torch.rand(n, generator=generator)
    drawn = ordinary[torch.randint(len(ordinary), (n,), generator=generator)]
    inputs[places] = torch.where(u < 0.8, mask, torch.where(u < 0.9, drawn, inputs[places]))
    return inputs.view_as(tokens), labels.view_as(tokens)


# %% grade_id="t5_mask_for_mlm" mistake="replaces a tenth of what is left" message="about 100 should be replaced by another one"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([v for v in range(V) if v not in special])
    free = torch.isin(tokens, ordinary)
    chosen = free & (torch.rand(tokens.shape, generator=generator) < rate)
    u = torch.rand(tokens.shape, generator=generator)
    drawn = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (u < 0.8), mask, tokens)
    inputs = torch.where(chosen & (u >= 0.8) & (torch.rand(tokens.shape, generator=generator) < 0.1), drawn, inputs)
    labels = torch.where(chosen, tokens, -100)
    return inputs, labels


# %% grade_id="t5_mask_for_mlm" mistake="never draws the old token" message="May the random token be the old one?"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = torch.tensor([v for v in range(V) if v not in special])
    free = torch.isin(tokens, ordinary)
    chosen = free & (torch.rand(tokens.shape, generator=generator) < rate)
    u = torch.rand(tokens.shape, generator=generator)
    drawn = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    at = torch.searchsorted(ordinary, drawn)
    drawn = torch.where(drawn == tokens, ordinary[(at + 1) % len(ordinary)], drawn)
    inputs = torch.where(chosen & (u < 0.8), mask, tokens)
    inputs = torch.where(chosen & (u >= 0.8) & (u < 0.9), drawn, inputs)
    labels = torch.where(chosen, tokens, -100)
    return inputs, labels

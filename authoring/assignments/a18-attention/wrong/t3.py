# %% grade_id="t3_causal" mistake="forbids a step to itself" message="May a step attend to itself?"
def causal(T):
    steps = torch.arange(T)
    return steps[:, None] > steps


# %% grade_id="t3_causal" mistake="transposes" message="Is the mask transposed?"
def causal(T):
    steps = torch.arange(T)
    return steps[:, None] <= steps


# %% grade_id="t3_causal" mistake="turns the mask round" message="Is the mask turned round?"
def causal(T):
    steps = torch.arange(T)
    return steps[:, None] < steps


# %% grade_id="t3_causal" mistake="allows the next step" message="Is the next step hidden?"
def causal(T):
    steps = torch.arange(T)
    return steps[:, None] >= steps - 1


# %% grade_id="t3_causal" mistake="allows a step itself alone" message="Is the past hidden?"
def causal(T):
    steps = torch.arange(T)
    return steps[:, None] == steps


# %% grade_id="t3_causal" mistake="returns numbers" message="should hold Booleans, True or False; got torch.float32"
def causal(T):
    return torch.ones(T, T).tril()


# %% grade_id="t3_causal" mistake="returns minus infinity for what is forbidden" message="nan or infinity"
def causal(T):
    return torch.full((T, T), -math.inf).triu(1)


# %% grade_id="t3_causal" mistake="forgets to return" message="causal returned None"
def causal(T):
    steps = torch.arange(T)
    mask = steps[:, None] >= steps


# %% grade_id="t3_padding" mistake="hides one step too few" message="Is one step too many allowed?"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) <= lengths[:, None]
    return real[:, None, None]


# %% grade_id="t3_padding" mistake="hides one step too many" message="Is one step too many hidden?"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) < lengths[:, None] - 1
    return real[:, None, None]


# %% grade_id="t3_padding" mistake="turns the mask round" message="Is the mask turned round?"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) >= lengths[:, None]
    return real[:, None, None]


# %% grade_id="t3_padding" mistake="hides queries" message="Are queries hidden?"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) < lengths[:, None]
    return real[:, None, :, None]


# %% grade_id="t3_padding" mistake="hides queries, too" message="has length 1, since the mask is the same"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) < lengths[:, None]
    return real[:, None, :, None] & real[:, None, None]


# %% grade_id="t3_padding" mistake="returns two axes" message="for heads and queries stand between"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) < lengths[:, None]
    return real


# %% grade_id="t3_padding" mistake="pads at the beginning" message="The padding stands at the end"
def padding(lengths, T):
    real = torch.arange(T, device=lengths.device) < lengths[:, None]
    real = torch.arange(T) >= T - lengths[:, None]
    return real[:, None, None]


# %% grade_id="t3_padding" mistake="takes one from the lengths in place" message="padding changed its argument lengths"
def padding(lengths, T):
    lengths -= 1
    real = torch.arange(T, device=lengths.device) <= lengths[:, None]
    return real[:, None, None]


# %% grade_id="t3_decoder_mask" mistake="allows what is real or past" message="A key has to be real and not later"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return past | real[:, None, None]


# %% grade_id="t3_decoder_mask" mistake="hides the future alone" message="Is the padding hidden?"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return past.expand(len(lengths), 1, T, T)


# %% grade_id="t3_decoder_mask" mistake="hides the padding alone" message="Is the future hidden?"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return real[:, None, None].expand(len(lengths), 1, T, T)


# %% grade_id="t3_decoder_mask" mistake="hides padded queries" message="It is padded keys that are hidden"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return past & real[:, None, :, None]


# %% grade_id="t3_decoder_mask" mistake="transposes the past" message="Is it transposed?"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return past.T & real[:, None, :, None]


# %% grade_id="t3_decoder_mask" mistake="turns the mask round" message="Is the mask turned round?"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return ~(past & real[:, None, None])


# %% grade_id="t3_decoder_mask" mistake="has no axis for heads" message="There is an axis of length 1 for heads"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths[:, None]
    return past & real[:, None]


# %% grade_id="t3_decoder_mask" mistake="looks at the longest sequence alone" message="Is the padding hidden?"
def decoder_mask(lengths, T):
    steps = torch.arange(T, device=lengths.device)
    past = steps[:, None] >= steps
    real = steps < lengths.max().expand(len(lengths), 1)
    return past & real[:, None, None]


# %% grade_id="t3_padding" mistake="is as long as the longest sequence" message="What padding returns should have shape"
def padding(lengths, T):
    return torch.arange(lengths.max()) < lengths[:, None, None, None]


# %% grade_id="t3_padding" mistake="squeezes a batch of one away" message="too many indices"
def padding(lengths, T):
    mask = (torch.arange(T) < lengths[:, None]).squeeze()
    return mask[:, None, None, :]


# %% grade_id="t3_padding" mistake="keeps two steps at least" message="hangs on padding"
def padding(lengths, T):
    return torch.arange(T) < lengths.clamp(min=2)[:, None, None, None]


# %% grade_id="t3_decoder_mask" mistake="lets padded steps ask themselves" message="if only by itself"
def decoder_mask(lengths, T):
    mask = (torch.arange(T) < lengths[:, None, None, None]) & torch.ones(T, T).tril().bool()
    return mask | torch.eye(T, dtype=torch.bool)

# %% grade_id="t1_attention"
sum = abs = "names of my own"
max = None


def scores_of(queries, keys):
    return torch.matmul(input=queries, other=keys.transpose(dim0=-2, dim1=-1)).div(math.sqrt(keys.size(-1)))


def attention(Q, K, V, allowed=None):
    scores = scores_of(keys=K, queries=Q)
    if allowed is None:
        allowed = torch.ones_like(input=scores, dtype=torch.bool)
    weights = torch.softmax(input=scores.masked_fill(mask=~allowed, value=-1e9), dim=-1)
    output = torch.matmul(input=weights, other=V)
    return output, weights


# %% grade_id="t2_masked_softmax"
min = map = 0


def masked_softmax(scores, allowed):
    empty = torch.any(input=allowed, dim=-1, keepdim=True).logical_not()
    low = torch.where(condition=allowed, input=scores, other=torch.full_like(scores, -1e9))
    weights = torch.softmax(input=low, dim=-1)
    return weights.masked_fill(mask=empty | ~allowed, value=0.0)


# %% grade_id="t3_causal"
round = sorted = "mine"


def causal(T):
    return torch.tril(input=torch.ones(size=(T, T))).to(dtype=torch.bool)


# %% grade_id="t3_padding"
def padding(lengths, T):
    numbers = torch.arange(end=T).reshape(1, 1, 1, T)
    return torch.lt(input=numbers, other=lengths.reshape(-1, 1, 1, 1))


# %% grade_id="t3_decoder_mask"
def decoder_mask(lengths, T):
    future = torch.triu(input=torch.ones(size=(T, T)), diagonal=1)
    padded = torch.arange(end=T).reshape(1, T).ge(lengths.reshape(-1, 1)).reshape(-1, 1, 1, T)
    return torch.logical_or(input=future > 0, other=padded).logical_not()


# %% grade_id="t4_split_heads"
def split_heads(x, heads):
    batch, steps, length = x.size()
    return torch.movedim(input=x.contiguous().view(batch, steps, heads, length // heads), source=2, destination=1)


# %% grade_id="t4_merge_heads"
def merge_heads(x):
    return x.transpose(dim0=1, dim1=2).contiguous().view(x.size(0), x.size(2), x.size(1) * x.size(3))


# %% grade_id="t5_multi_head"
filter = divmod = pow = None


def heads_of_layer(rows, weights, name, heads):
    made = F.linear(input=rows, weight=weights["W_" + name], bias=weights["b_" + name])
    return made.unflatten(dim=2, sizes=(heads, -1)).swapaxes(1, 2)


def multi_head(X, Y, weights, heads, allowed=None):
    q = heads_of_layer(X, weights, "q", heads)
    k = heads_of_layer(heads=heads, name="k", weights=weights, rows=Y)
    v = heads_of_layer(heads=heads, name="v", weights=weights, rows=Y)
    scores = torch.matmul(input=q, other=k.transpose(dim0=2, dim1=3)) / math.sqrt(q.size(3))
    if allowed is not None:
        scores = torch.where(condition=allowed, input=scores, other=float("-inf"))
    mixed = torch.matmul(input=F.softmax(input=scores, dim=3), other=v)
    merged = mixed.swapaxes(1, 2).flatten(start_dim=2)
    return F.linear(input=merged, bias=weights["b_o"], weight=weights["W_o"])


# %% grade_id="t6_sinusoids"
def sinusoids(T, d):
    if d % 2 != 0:
        raise ValueError(d)
    table = torch.zeros(size=(T, d), dtype=torch.float64)
    t = torch.linspace(start=0, end=T - 1, steps=T, dtype=torch.float64).unsqueeze(dim=1)
    speeds = torch.exp(torch.arange(start=0, end=d, step=2, dtype=torch.float64) * (-math.log(10000.0) / d))
    table[:, 0::2], table[:, 1::2] = torch.sin(input=t * speeds), torch.cos(input=t * speeds)
    return table


# %% grade_id="t7_block"
def block(x, parameters, heads, allowed=None):
    p = parameters
    d = x.size(2)
    h = F.layer_norm(input=x, normalized_shape=(d,), bias=p["beta_1"], weight=p["gamma_1"], eps=1e-5)
    x = x + given_multi_head(X=h, Y=h, weights=p, heads=heads, allowed=allowed)
    h = F.layer_norm(input=x, normalized_shape=(d,), bias=p["beta_2"], weight=p["gamma_2"])
    h = F.relu(input=F.linear(input=h, weight=p["W_1"], bias=p["b_1"]))
    return x + F.linear(input=h, weight=p["W_2"], bias=p["b_2"])

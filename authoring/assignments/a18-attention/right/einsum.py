# %% grade_id="t1_attention"
def attention(Q, K, V, allowed=None):
    dots = torch.einsum("...ti,...si->...ts", Q / Q.shape[-1] ** 0.25, K / K.shape[-1] ** 0.25)
    if allowed is not None:
        dots = dots + torch.zeros(allowed.shape, dtype=Q.dtype).masked_fill(allowed.logical_not(), float("-inf"))
    weights = (dots - dots.logsumexp(-1, keepdim=True)).exp()
    return torch.einsum("...ts,...sv->...tv", weights, V), weights


# %% grade_id="t2_masked_softmax"
def masked_softmax(scores, allowed):
    least = torch.finfo(scores.dtype).min
    return torch.where(allowed, scores, least).softmax(-1).where(allowed, 0.0)


# %% grade_id="t3_causal"
def causal(T):
    return ~torch.triu(torch.full((T, T), True), diagonal=1)


# %% grade_id="t3_padding"
def padding(lengths, T):
    real = torch.zeros(len(lengths), T, dtype=torch.bool)
    for row, length in zip(real, lengths):
        row[:length] = True
    return real.view(-1, 1, 1, T)


# %% grade_id="t3_decoder_mask"
def decoder_mask(lengths, T):
    last = torch.minimum(torch.arange(1, T + 1), lengths[:, None])
    return (torch.arange(T) < last[..., None])[:, None]


# %% grade_id="t4_split_heads"
def split_heads(x, heads):
    return torch.stack(x.chunk(heads, dim=-1), dim=1)


# %% grade_id="t4_merge_heads"
def merge_heads(x):
    return torch.cat(x.unbind(dim=1), dim=-1)


# %% grade_id="t5_multi_head"
def multi_head(X, Y, weights, heads, allowed=None):
    d = X.shape[-1]
    W = {name: weights["W_" + name].view(heads, d // heads, d) for name in "qkv"}
    b = {name: weights["b_" + name].view(heads, 1, d // heads) for name in "qkv"}
    q = torch.einsum("btd,hcd->bhtc", X, W["q"]) + b["q"]
    k, v = (torch.einsum("bsd,hcd->bhsc", Y, W[name]) + b[name] for name in "kv")
    dots = torch.einsum("bhtc,bhsc->bhts", q, k) * (d // heads) ** -0.5
    dots = dots if allowed is None else dots.masked_fill(~allowed, -torch.inf)
    out = torch.einsum("bhts,bhsc,dhc->btd", dots.softmax(-1), v, weights["W_o"].view(d, heads, d // heads))
    return out + weights["b_o"]


# %% grade_id="t6_sinusoids"
def sinusoids(T, d):
    if d & 1:
        raise ValueError("an odd number of hands")
    t, j = np.meshgrid(np.arange(T), np.arange(d), indexing="ij")
    return torch.from_numpy(np.sin(t / 10000.0 ** ((j - j % 2) / d) + np.pi / 2 * (j % 2)))


# %% grade_id="t7_block"
def block(x, parameters, heads, allowed=None):
    p, d = parameters, x.shape[-1]
    B, T, _ = x.shape

    def norm(x, n):
        centered = x - x.mean(-1, keepdim=True)
        spread = torch.sqrt(x.var(-1, keepdim=True, correction=0) + 1e-5)
        return torch.addcmul(p[f"beta_{n}"], centered / spread, p[f"gamma_{n}"])

    h = norm(x, 1)
    q, k, v = ((h @ p["W_" + n].T + p["b_" + n]).unflatten(2, (heads, d // heads)) for n in "qkv")
    dots = torch.einsum("bthc,bshc->bhts", q, k) / math.sqrt(d // heads)
    if allowed is not None:
        dots = dots.where(allowed, -torch.inf)
    mixed = torch.einsum("bhts,bshc->bthc", dots.softmax(-1), v).flatten(2)
    x = torch.baddbmm(x, mixed, p["W_o"].T.expand(B, d, d)) + p["b_o"]
    return x + (norm(x, 2) @ p["W_1"].mT + p["b_1"]).clamp(min=0) @ p["W_2"].mT + p["b_2"]

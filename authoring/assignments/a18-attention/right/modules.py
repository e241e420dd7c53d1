# %% grade_id="t1_attention"
class Softmax(torch.nn.Module):
    """The mask is taken as factors, of powers that are made less by the largest allowed score."""

    def forward(self, scores, factors):
        largest = torch.where(factors > 0, scores, -torch.inf).amax(-1, keepdim=True)
        powers = torch.exp(torch.minimum(scores - largest, torch.zeros_like(scores))) * factors
        return powers / powers.sum(-1, keepdim=True)


def attention(Q, K, V, allowed=None):
    scores = (Q.unsqueeze(-2) * K.unsqueeze(-3)).sum(-1) / np.sqrt(Q.shape[-1]).item()
    factors = torch.ones_like(scores) if allowed is None else allowed.to(scores.dtype)
    weights = Softmax()(scores, factors)
    return (weights.unsqueeze(-1) * V.unsqueeze(-3)).sum(-2), weights


# %% grade_id="t2_masked_softmax"
def masked_softmax(scores, allowed):
    weights = scores.masked_fill(~allowed, -torch.inf).softmax(-1)
    return torch.nan_to_num(weights)


# %% grade_id="t3_causal"
def causal(T):
    return torch.from_numpy(np.tri(T).astype(bool))


# %% grade_id="t3_padding"
def padding(lengths, T):
    return torch.as_tensor(np.arange(T)[None, :] < lengths.numpy()[:, None]).unsqueeze(1).unsqueeze(1)


# %% grade_id="t3_decoder_mask"
def decoder_mask(lengths, T):
    return padding(lengths, T) & causal(T)


# %% grade_id="t4_split_heads"
def split_heads(x, heads):
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2).clone()


# %% grade_id="t4_merge_heads"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    merged = x.new_empty(B, T, heads * d_h)
    for k in range(heads):
        merged[:, :, k * d_h : k * d_h + d_h] = x[:, k]
    return merged


# %% grade_id="t5_multi_head"
def linear_of(weights, name):
    layer = torch.nn.Linear(*weights["W_" + name].shape[::-1], dtype=weights["W_" + name].dtype)
    numbers = {"weight": weights["W_" + name], "bias": weights["b_" + name]}
    return lambda x: torch.func.functional_call(layer, numbers, (x,))


def multi_head(X, Y, weights, heads, allowed=None):
    q, k, v = (split_heads(linear_of(weights, name)(x), heads) for name, x in (("q", X), ("k", Y), ("v", Y)))
    output, _ = attention(q, k, v, allowed)
    return linear_of(weights, "o")(merge_heads(output))


# %% grade_id="t6_sinusoids"
def sinusoids(T, d):
    if d != d // 2 * 2:
        raise ValueError("d must be even")
    speeds = 10_000.0 ** (-2 * torch.arange(d // 2).double() / d)
    angles = torch.arange(T).double().unsqueeze(1) * speeds
    turns = torch.polar(torch.ones_like(angles), angles)
    return torch.view_as_real(turns).flip(-1).flatten(1)


# %% grade_id="t7_block"
def block(x, parameters, heads, allowed=None):
    p = {name: numbers for name, numbers in parameters.items()}

    def norm(x, n):
        layer = torch.nn.LayerNorm(x.shape[-1], dtype=x.dtype)
        return torch.func.functional_call(layer, {"weight": p["gamma_" + n], "bias": p["beta_" + n]}, (x,))

    h = norm(x, "1")
    x = torch.add(x, multi_head(h, h, p, heads, allowed))
    h = norm(x, "2")
    inside = linear_of(p, "1")(h)
    return torch.add(x, linear_of(p, "2")(inside * (inside > 0)))

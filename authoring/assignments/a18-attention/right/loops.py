# %% grade_id="t1_attention"
def one_query(q, K, V, row):
    open_keys = [s for s in range(len(K)) if row is None or row[s]]
    scores = [sum(q[i] * K[s][i] for i in range(len(q))) / math.sqrt(len(q)) for s in open_keys]
    largest = max(score.item() for score in scores)
    powers = [(score - largest).exp() for score in scores]
    total = sum(powers)
    weights = [torch.zeros_like(total)] * len(K)
    for s, power in zip(open_keys, powers):
        weights[s] = power / total
    return sum(weights[s] * V[s] for s in range(len(K))), torch.stack(weights)


def attention(Q, K, V, allowed=None):
    if allowed is not None:
        allowed = allowed.expand(*Q.shape[:-1], K.shape[-2])
    inner = one_query if Q.ndim == 2 else attention
    pairs = []
    for at in range(len(Q)):
        mask = None if allowed is None else allowed[at]
        pairs.append(inner(Q[at], K if Q.ndim == 2 else K[at], V if Q.ndim == 2 else V[at], mask))
    return torch.stack([output for output, _ in pairs]), torch.stack([weights for _, weights in pairs])


# %% grade_id="t2_masked_softmax"
def masked_softmax(scores, allowed):
    allowed = allowed.expand(scores.shape)
    if scores.ndim > 1:
        return torch.stack([masked_softmax(scores[at], allowed[at]) for at in range(len(scores))])
    taking_part = [s for s in range(len(scores)) if allowed[s]]
    weights = [0 * score for score in scores]
    if taking_part:
        largest = max(scores[s].item() for s in taking_part)
        total = sum(torch.exp(scores[s] - largest) for s in taking_part)
        for s in taking_part:
            weights[s] = torch.exp(scores[s] - largest) / total
    return torch.stack(weights)


# %% grade_id="t3_causal"
def causal(T):
    return torch.tensor([[s <= t for s in range(T)] for t in range(T)])


# %% grade_id="t3_padding"
def padding(lengths, T):
    return torch.tensor([[[[s < length for s in range(T)]]] for length in lengths.tolist()])


# %% grade_id="t3_decoder_mask"
def decoder_mask(lengths, T):
    masks = []
    for length in lengths:
        masks.append([[[s < length and s <= t for s in range(T)] for t in range(T)]])
    return torch.tensor(masks)


# %% grade_id="t4_split_heads"
def split_heads(x, heads):
    d_h = x.shape[2] // heads
    found = []
    for sequence in x:
        found.append(torch.stack([sequence[:, k * d_h : (k + 1) * d_h] for k in range(heads)]))
    return torch.stack(found)


# %% grade_id="t4_merge_heads"
def merge_heads(x):
    steps = [torch.stack([torch.cat([head[t] for head in heads]) for t in range(x.shape[2])]) for heads in x]
    return torch.stack(steps)


# %% grade_id="t5_multi_head"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S, d_h = Y.shape[1], d // heads
    if allowed is not None:
        allowed = allowed.expand(B, heads, T, S)
    batch = []
    for b in range(B):
        q = X[b] @ weights["W_q"].T + weights["b_q"]
        k = Y[b] @ weights["W_k"].T + weights["b_k"]
        v = Y[b] @ weights["W_v"].T + weights["b_v"]
        mixed = []
        for number in range(heads):
            mine = slice(number * d_h, (number + 1) * d_h)
            scores = q[:, mine] @ k[:, mine].T / math.sqrt(d_h)
            if allowed is not None:
                scores = scores.masked_fill(allowed[b, number] == False, -math.inf)
            mixed.append(scores.softmax(dim=1) @ v[:, mine])
        batch.append(torch.cat(mixed, dim=1) @ weights["W_o"].T + weights["b_o"])
    return torch.stack(batch)


# %% grade_id="t6_sinusoids"
def sinusoids(T, d):
    if d % 2 == 1:
        raise ValueError("d is odd")
    rows = []
    for t in range(T):
        row = []
        for i in range(d // 2):
            angle = t * 10000 ** (-2 * i / d)
            row += [math.sin(angle), math.cos(angle)]
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float64)


# %% grade_id="t7_block"
def block(x, parameters, heads, allowed=None):
    def normed(vector, gamma, beta):
        mean = sum(vector) / len(vector)
        variance = sum((number - mean) ** 2 for number in vector) / len(vector)
        return gamma * (vector - mean) / torch.sqrt(variance + 1e-5) + beta

    def each(steps, function):
        return torch.stack([torch.stack([function(step) for step in sequence]) for sequence in steps])

    def mlp(vector):
        inside = parameters["W_1"] @ vector + parameters["b_1"]
        return parameters["W_2"] @ torch.clamp(inside, min=0) + parameters["b_2"]

    p = parameters
    h = each(x, lambda step: normed(step, p["gamma_1"], p["beta_1"]))
    x = x + given_multi_head(h, h, p, heads, allowed)
    return each(x, lambda step: step + mlp(normed(step, p["gamma_2"], p["beta_2"])))

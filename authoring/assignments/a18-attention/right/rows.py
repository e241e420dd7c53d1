# %% grade_id="t1_attention"
def attention(Q, K, V, allowed=None):
    front = list(Q.shape[:-2])
    T, d_k = Q.shape[-2], Q.shape[-1]
    S, d_v = V.shape[-2], V.shape[-1]
    if allowed is None:
        allowed = torch.ones(T, S, dtype=torch.bool, device=Q.device)
    mask = allowed.expand(front + [T, S]).reshape(-1, T, S).tolist()
    q, k, v = Q.reshape(-1, T, d_k), K.reshape(-1, S, d_k), V.reshape(-1, S, d_v)
    outputs, all_weights = [], []
    for b in range(q.shape[0]):
        for t in range(T):
            scores = {}
            for s in range(S):
                if mask[b][t][s]:
                    total = 0
                    for i in range(d_k):
                        total = total + q[b, t, i] * k[b, s, i]
                    scores[s] = total / math.sqrt(d_k)
            top = max(score.item() for score in scores.values())
            raised = {s: torch.exp(score - top) for s, score in scores.items()}
            whole = sum(raised.values())
            row = [raised[s] / whole if s in raised else torch.zeros_like(q[b, t, 0]) for s in range(S)]
            out = 0 * v[b, 0]
            for s in range(S):
                out = out + row[s] * v[b, s]
            all_weights.append(torch.stack(row))
            outputs.append(out)
    output = torch.stack(outputs).reshape(front + [T, d_v])
    weights = torch.stack(all_weights).reshape(front + [T, S])
    return [output, weights]


# %% grade_id="t2_masked_softmax"
def masked_softmax(scores, allowed):
    S = scores.shape[-1]
    rows = scores.reshape(-1, S)
    mask = allowed.expand(scores.shape).reshape(-1, S)
    out = []
    for row, ok in zip(rows, mask):
        if not ok.any():
            out.append(torch.zeros_like(row))
            continue
        top = max(row[s].item() for s in range(S) if ok[s])
        e = [torch.exp(row[s] - top) if ok[s] else row.new_zeros(()) for s in range(S)]
        total = sum(e)
        out.append(torch.stack([one / total for one in e]))
    return torch.stack(out).reshape(scores.shape)


# %% grade_id="t3_causal"
def causal(T):
    return torch.tensor([[s <= t for s in range(T)] for t in range(T)])


# %% grade_id="t3_padding"
def padding(lengths, T):
    return torch.tensor([[[[s < int(n) for s in range(T)]]] for n in lengths])


# %% grade_id="t3_decoder_mask"
def decoder_mask(lengths, T):
    rows = []
    for n in lengths.tolist():
        rows.append([[[s <= t and s < n for s in range(T)] for t in range(T)]])
    return torch.tensor(rows)


# %% grade_id="t4_split_heads"
def split_heads(x, heads):
    B, T, d = x.shape
    size = d // heads
    parts = []
    for h in range(heads):
        parts.append(x[:, :, h * size : (h + 1) * size])
    return torch.stack(parts, dim=1)


# %% grade_id="t4_merge_heads"
def merge_heads(x):
    parts = []
    for h in range(x.shape[1]):
        parts.append(x[:, h])
    return torch.cat(parts, dim=2)


# %% grade_id="t5_multi_head"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S = Y.shape[1]
    n = d // heads
    if allowed is None:
        allowed = torch.ones(1, dtype=torch.bool)
    mask = allowed.expand(B, heads, T, S)
    out = []
    for b in range(B):
        q = X[b] @ weights["W_q"].T + weights["b_q"]
        k = Y[b] @ weights["W_k"].T + weights["b_k"]
        v = Y[b] @ weights["W_v"].T + weights["b_v"]
        found = []
        for h in range(heads):
            columns = slice(h * n, (h + 1) * n)
            scores = q[:, columns] @ k[:, columns].T / n**0.5
            scores = torch.where(mask[b, h], scores, torch.full_like(scores, -math.inf))
            found.append(torch.softmax(scores, dim=1) @ v[:, columns])
        out.append(torch.cat(found, dim=1) @ weights["W_o"].T + weights["b_o"])
    return torch.stack(out)


# %% grade_id="t6_sinusoids"
def sinusoids(T, d):
    if d % 2 != 0:
        raise ValueError("d must be even")
    table = []
    for t in range(T):
        row = []
        for i in range(d // 2):
            angle = t * 10000 ** (-2 * i / d)
            row += [math.sin(angle), math.cos(angle)]
        table.append(row)
    return torch.tensor(table, dtype=torch.float64)


# %% grade_id="t7_block"
def block(x, parameters, heads, allowed=None):
    def norm(v, gamma, beta):
        d = v.shape[-1]
        mean = v.sum(-1, keepdim=True) / d
        variance = ((v - mean) ** 2).sum(-1, keepdim=True) / d
        return gamma * (v - mean) / torch.sqrt(variance + 1e-5) + beta

    p = parameters
    h = norm(x, p["gamma_1"], p["beta_1"])
    x = x + given_multi_head(h, h, p, heads, allowed)
    rows = []
    for b in range(x.shape[0]):
        steps = []
        for t in range(x.shape[1]):
            h = norm(x[b, t], p["gamma_2"], p["beta_2"])
            inner = p["W_1"] @ h + p["b_1"]
            steps.append(x[b, t] + p["W_2"] @ inner.clamp(min=0) + p["b_2"])
        rows.append(torch.stack(steps))
    return torch.stack(rows)

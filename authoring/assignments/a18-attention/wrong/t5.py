# %% grade_id="t5_multi_head" mistake="divides by the root of all of d" message="not of all of d"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / X.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="does not divide" message="Are the scores divided by a root?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="forgets W_o" message="Is the last layer, of W_o and b_o, used?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return mixed.permute(0, 2, 1, 3).reshape(X.shape)


# %% grade_id="t5_multi_head" mistake="forgets b_o" message="Is b_o added at the end?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"])


# %% grade_id="t5_multi_head" mistake="forgets all biases" message="Are the biases added?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"])


# %% grade_id="t5_multi_head" mistake="forgets the biases of queries and values" message="Are the biases of queries and values added?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="makes queries of Y" message="X asks and Y answers"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(Y, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(Y.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="makes keys and values of X" message="disagrees with PyTorch's layer"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(X, "k"), project(X, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="multiplies by the matrices as they are" message="multiply by the transposed matrix"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"].T, weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"].T, weights["b_o"])


# %% grade_id="t5_multi_head" mistake="transposes W_o" message="Is W_o transposed?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"].T, weights["b_o"])


# %% grade_id="t5_multi_head" mistake="has one head" message="Is there only one head?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], 1, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="mixes times and heads on the way back" message="Are heads split and merged as in task 4?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="mixes times and heads where it splits" message="Are heads split and merged as in task 4?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], heads, x.shape[1], -1)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="turns the mask round" message="Is the mask turned round?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(~allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="forgets the mask" message="Is the mask used?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="transposes the mask of self-attention" message="Is the mask transposed?"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed.mT if allowed.shape[-1] == allowed.shape[-2] else allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="takes the softmax over the queries" message="disagrees with PyTorch's layer"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-2) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="takes the weights in the order that they come in" message="Are the layers taken by name?"
def multi_head(X, Y, weights, heads, allowed=None):
    weights = dict(zip([f"{kind}_{name}" for kind in "Wb" for name in "qkvo"], weights.values()))

    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="detaches the values" message="The gradient that reaches"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v.detach()
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="adds b_o in place to X" message="multi_head changed its argument X"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    X += weights["b_o"]
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="writes into the dictionary" message="multi_head changed its argument weights"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    weights["b_k"] = 0 * weights["b_k"]
    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    return F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="forgets to return" message="multi_head returned None"
def multi_head(X, Y, weights, heads, allowed=None):
    def project(x, name):
        x = F.linear(x, weights[f"W_{name}"], weights[f"b_{name}"])
        return x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)

    q, k, v = project(X, "q"), project(Y, "k"), project(Y, "v")
    scores = q @ k.mT / q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    mixed = torch.softmax(scores, dim=-1) @ v
    answer = F.linear(mixed.permute(0, 2, 1, 3).reshape(X.shape), weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="takes the mask of the first head for all" message="Does each head use its own part of the mask?"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S, n = Y.shape[1], d // heads
    Q = F.linear(X, weights["W_q"], weights["b_q"]).reshape(B, T, heads, n).transpose(1, 2)
    K = F.linear(Y, weights["W_k"], weights["b_k"]).reshape(B, S, heads, n).transpose(1, 2)
    V = F.linear(Y, weights["W_v"], weights["b_v"]).reshape(B, S, heads, n).transpose(1, 2)
    scores = Q @ K.mT / math.sqrt(n)
    if allowed is not None:
        scores = scores.masked_fill(~allowed.expand(B, heads, T, S)[:, :1], -math.inf)
    out = (torch.softmax(scores, -1) @ V).transpose(1, 2).reshape(B, T, d)
    return F.linear(out, weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="takes the mask of the first sequence for all" message="Does each sequence use its own part of the mask?"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S, n = Y.shape[1], d // heads
    Q = F.linear(X, weights["W_q"], weights["b_q"]).reshape(B, T, heads, n).transpose(1, 2)
    K = F.linear(Y, weights["W_k"], weights["b_k"]).reshape(B, S, heads, n).transpose(1, 2)
    V = F.linear(Y, weights["W_v"], weights["b_v"]).reshape(B, S, heads, n).transpose(1, 2)
    scores = Q @ K.mT / math.sqrt(n)
    if allowed is not None:
        scores = scores.masked_fill(~allowed.expand(B, heads, T, S)[:1], -math.inf)
    out = (torch.softmax(scores, -1) @ V).transpose(1, 2).reshape(B, T, d)
    return F.linear(out, weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="forbids by a number that is too small" message="Is the number that forbids low enough?"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S, n = Y.shape[1], d // heads
    Q = F.linear(X, weights["W_q"], weights["b_q"]).reshape(B, T, heads, n).transpose(1, 2)
    K = F.linear(Y, weights["W_k"], weights["b_k"]).reshape(B, S, heads, n).transpose(1, 2)
    V = F.linear(Y, weights["W_v"], weights["b_v"]).reshape(B, S, heads, n).transpose(1, 2)
    scores = Q @ K.mT / math.sqrt(n)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -1e4)
    out = (torch.softmax(scores, -1) @ V).transpose(1, 2).reshape(B, T, d)
    return F.linear(out, weights["W_o"], weights["b_o"])


# %% grade_id="t5_multi_head" mistake="adds b_o for each head" message="Is b_o added once"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S, n = Y.shape[1], d // heads
    Q = F.linear(X, weights["W_q"], weights["b_q"]).reshape(B, T, heads, n).transpose(1, 2)
    K = F.linear(Y, weights["W_k"], weights["b_k"]).reshape(B, S, heads, n).transpose(1, 2)
    V = F.linear(Y, weights["W_v"], weights["b_v"]).reshape(B, S, heads, n).transpose(1, 2)
    scores = Q @ K.mT / math.sqrt(n)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    out = (torch.softmax(scores, -1) @ V).transpose(1, 2).reshape(B, T, d)
    return sum(
        F.linear(out[..., h * n : (h + 1) * n], weights["W_o"][:, h * n : (h + 1) * n], weights["b_o"])
        for h in range(heads)
    )


# %% grade_id="t5_multi_head" mistake="takes the first of three axes for the batch" message="Of a mask with three axes the first"
def multi_head(X, Y, weights, heads, allowed=None):
    B, T, d = X.shape
    S, n = Y.shape[1], d // heads
    Q = F.linear(X, weights["W_q"], weights["b_q"]).reshape(B, T, heads, n).transpose(1, 2)
    K = F.linear(Y, weights["W_k"], weights["b_k"]).reshape(B, S, heads, n).transpose(1, 2)
    V = F.linear(Y, weights["W_v"], weights["b_v"]).reshape(B, S, heads, n).transpose(1, 2)
    scores = Q @ K.mT / math.sqrt(n)
    if allowed is not None:
        scores = scores.masked_fill(~(allowed.unsqueeze(1) if allowed.ndim == 3 else allowed), -math.inf)
    out = (torch.softmax(scores, -1) @ V).transpose(1, 2).reshape(B, T, d)
    return F.linear(out, weights["W_o"], weights["b_o"])

# %% grade_id="t1_attention" mistake="takes the softmax over the queries" message="Is the softmax taken over the queries"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-2)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="divides by the length of a key" message="by the root of 4, not by 4"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1]
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="takes the root of the length of a value" message="not that of a value or the number of keys"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / V.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="does not divide" message="Are the scores divided by the square root"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K)
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="takes the root of the number of keys" message="not that of a value or the number of keys"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / K.shape[-2] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="masks after the softmax" message="and not after it"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    weights = torch.softmax(scores, dim=-1)
    if allowed is not None:
        weights = weights * allowed
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="masks after the softmax and shares again" message="The tensor of weights holds nan or infinity"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    weights = torch.softmax(scores, dim=-1)
    if allowed is not None:
        weights = weights * allowed
        weights = weights / weights.sum(-1, keepdim=True)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="turns the mask round" message="Is the mask turned round?"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(~allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="transposes a square mask" message="Is the mask transposed?"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        allowed = allowed.mT if allowed.shape[-1] == allowed.shape[-2] else allowed
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="forbids by a number that is too small" message="low enough?"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -100.0)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="adds a number that is too small" message="low enough?"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = scores - 1e4 * ~allowed
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="multiplies the scores by the mask" message="A score of 0 still has a weight"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = scores * allowed
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="adds the mask" message="forbids nothing where it is added"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = scores + allowed
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="flattens the axes in front" message="Axes in front of rows and columns stay"
def attention(Q, K, V, allowed=None):
    if Q.ndim > 3:
        Q, K, V = Q.flatten(0, -3), K.flatten(0, -3), V.flatten(0, -3)
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="takes exp() as it is" message="nan or infinity"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = scores.exp() / scores.exp().sum(-1, keepdim=True)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="cuts scores off at 500" message="Is a number cut off"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    scores = scores.clamp(-500, 500)
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="returns the weights first" message="The output comes first"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights, weights @ V


# %% grade_id="t1_attention" mistake="returns the output alone" message="should return two tensors"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V


# %% grade_id="t1_attention" mistake="detaches the weights" message="No gradient of the output reaches Q"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights.detach() @ V, weights


# %% grade_id="t1_attention" mistake="divides the queries in place" message="attention changed its argument Q"
def attention(Q, K, V, allowed=None):
    Q /= Q.shape[-1] ** 0.5
    scores = torch.einsum("...td,...sd->...ts", Q, K)
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="computes in float32" message="should be of the type torch.float64"
def attention(Q, K, V, allowed=None):
    Q, K, V = Q.float(), K.float(), V.float()
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="computes the weights in float32" message="They are right to five digits"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores.float(), dim=-1).to(V.dtype)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="forgets to return" message="Does it end with a return?"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    output = weights @ V


# %% grade_id="t1_attention" mistake="drops the smallest weights" message="add up to 1"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q, K) / Q.shape[-1] ** 0.5
    if allowed is not None:
        scores = torch.where(allowed, scores, -math.inf)
    weights = torch.softmax(scores, dim=-1)
    weights = weights * (weights > 0.05)
    return weights @ V, weights


# %% grade_id="t1_attention" mistake="detaches the weights that it returns" message="No gradient goes back from the weights"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q * Q.shape[-1] ** -0.5, K)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, float("-inf"))
    A = scores.softmax(-1)
    return torch.einsum("...ts,...sv->...tv", A, V), A.detach()


# %% grade_id="t1_attention" mistake="writes at the places of the mask without broadcasting it" message="does not match the shape of the indexed tensor"
def attention(Q, K, V, allowed=None):
    scores = torch.einsum("...td,...sd->...ts", Q * Q.shape[-1] ** -0.5, K)
    if allowed is not None:
        scores[~allowed] = -torch.inf
    A = scores.softmax(-1)
    return torch.einsum("...ts,...sv->...tv", A, V), A

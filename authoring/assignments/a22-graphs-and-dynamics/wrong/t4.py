# %% grade_id="t4_gat_weights" mistake="takes the softmax over all edges" message="Is the softmax taken over all edges?"
def gat_weights(scores, edges, n):
    return scores.softmax(0)


# %% grade_id="t4_gat_weights" mistake="takes the softmax over the edges that leave" message="Is it taken over the edges that leave a node?"
def gat_weights(scores, edges, n):
    out = torch.zeros_like(scores)
    for node in edges[0].unique().tolist():
        mine = (edges[0] == node).nonzero()[:, 0]
        out = out.index_add(0, mine, scores[mine].softmax(0))
    return out


# %% grade_id="t4_gat_weights" mistake="subtracts nothing" message="or none?"
def gat_weights(scores, edges, n):
    e = scores.exp()
    return e / e.new_zeros(n, *e.shape[1:]).index_add(0, edges[1], e)[edges[1]]


# %% grade_id="t4_gat_weights" mistake="subtracts the largest of all" message="or only the largest of all"
def gat_weights(scores, edges, n):
    e = (scores - scores.detach().max()).exp() if scores.numel() else scores.exp()
    return e / e.new_zeros(n, *e.shape[1:]).index_add(0, edges[1], e)[edges[1]]


# %% grade_id="t4_gat_weights" mistake="overwrites repeated indices" message="Repeated indices overwrite each other: is out[receiver] += ... used for the sums?"
def gat_weights(scores, edges, n):
    e = scores.exp()
    total = torch.zeros(n, *e.shape[1:], dtype=e.dtype)
    total[edges[1]] += e
    return e / total[edges[1]]


# %% grade_id="t4_gat_weights" mistake="leaves nan where all edges are off" message="What if all at a node are off?"
def gat_weights(scores, edges, n):
    out = torch.zeros_like(scores)
    for node in edges[1].unique().tolist():
        mine = (edges[1] == node).nonzero()[:, 0]
        out = out.index_add(0, mine, scores[mine].softmax(0))
    return out


# %% grade_id="t4_gat_weights" mistake="cuts scores off" message="weights"
def gat_weights(scores, edges, n):
    e = scores.clamp(-50, 50).exp()
    return e / e.new_zeros(n, *e.shape[1:]).index_add(0, edges[1], e)[edges[1]]


# %% grade_id="t4_gat_weights" mistake="begins the largest score at 0" message="Is each node's own largest score subtracted"
def gat_weights(scores, edges, n):
    index = edges[1].reshape(-1, *[1] * (scores.dim() - 1)).expand_as(scores)
    top = scores.new_zeros(n, *scores.shape[1:]).scatter_reduce(0, index, scores.detach(), "amax")
    e = (scores - top[edges[1]]).exp()
    return e / e.new_zeros(n, *e.shape[1:]).index_add(0, edges[1], e)[edges[1]]


# %% grade_id="t4_gat_weights" mistake="shares one softmax among the heads" message="Does each head have a softmax of its own"
def gat_weights(scores, edges, n):
    out = torch.zeros_like(scores)
    for node in edges[1].unique().tolist():
        mine = (edges[1] == node).nonzero()[:, 0]
        soft = scores[mine].flatten().softmax(0).reshape(scores[mine].shape)
        out = out.index_add(0, mine, soft)
    return out


# %% grade_id="t4_gat_weights" mistake="turns the sign" message="Is the sign turned?"
def gat_weights(scores, edges, n):
    out = torch.zeros_like(scores)
    for node in edges[1].unique().tolist():
        mine = (edges[1] == node).nonzero()[:, 0]
        out = out.index_add(0, mine, (-scores[mine]).softmax(0))
    return out


# %% grade_id="t4_gat_weights" mistake="switches off in place" message="changed its argument scores"
def gat_weights(scores, edges, n):
    off = scores == -torch.inf
    if off.any():
        scores[off] = -1e9
    out = torch.zeros_like(scores)
    for node in edges[1].unique().tolist():
        mine = (edges[1] == node).nonzero()[:, 0]
        out = out.index_add(0, mine, scores[mine].softmax(0))
    return out * ~off


# %% grade_id="t4_gat_weights" mistake="leaves autograd" message="Is there a detach(), or NumPy?"
def gat_weights(scores, edges, n):
    s, out = scores.detach(), torch.zeros_like(scores)
    for node in edges[1].unique().tolist():
        mine = edges[1] == node
        out[mine] = s[mine].softmax(0).nan_to_num(0)
    return out


# %% grade_id="t4_gat_weights" mistake="mends nan at the end" message="the gradient at the scores holds nan"
def gat_weights(scores, edges, n):
    to = edges[1]
    index = to if scores.ndim == 1 else to[:, None].expand_as(scores)
    top = torch.full((n, *scores.shape[1:]), -torch.inf, dtype=scores.dtype).scatter_reduce(
        0, index, scores.detach(), "amax"
    )
    e = (scores - top[to]).exp()
    total = torch.zeros_like(top).index_add(0, to, e)
    return torch.nan_to_num(e / total[to])


# %% grade_id="t4_gat_weights" mistake="mends a softmax of nothing afterwards" message="the gradient at the scores holds nan"
def gat_weights(scores, edges, n):
    weights = torch.zeros_like(scores)
    for node in torch.unique(edges[1]).tolist():
        places = torch.nonzero(edges[1] == node).flatten()
        soft = torch.softmax(input=scores[places], dim=0)
        soft = torch.where(torch.isinf(scores[places]), torch.zeros_like(soft), soft)
        weights = weights.index_add(0, places, soft)
    return weights

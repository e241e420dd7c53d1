# %% grade_id="t3_aggregate" mistake="overwrites repeated indices" message="Repeated indices overwrite each other: is out[receiver] += messages used?"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    out = torch.zeros(n, *messages.shape[1:], dtype=torch.float64)
    count = torch.zeros(n, dtype=torch.float64)
    if how == "max":
        for node in receiver.unique().tolist():
            out[node] = messages[receiver == node].amax(0)
        return out
    out[receiver] += messages
    count[receiver] += 1
    return out if how == "sum" else out / count.clamp(min=1).reshape(-1, *[1] * (messages.dim() - 1))


# %% grade_id="t3_aggregate" mistake="averages over all nodes" message="Is it divided by the number of nodes?"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    out = messages.new_zeros(n, *messages.shape[1:])
    if how == "max":
        for node in receiver.unique().tolist():
            out[node] = messages[receiver == node].amax(0)
        return out
    out = out.index_add(0, receiver, messages)
    return out if how == "sum" else out / n


# %% grade_id="t3_aggregate" mistake="counts a node itself in the mean" message="Is one too many counted at each node?"
def aggregate(messages, receiver, n, how):
    reduce = {"sum": "sum", "mean": "mean", "max": "amax"}
    if how not in reduce:
        raise ValueError
    index = receiver.reshape(-1, *[1] * (messages.dim() - 1)).expand_as(messages)
    out = messages.new_zeros(n, *messages.shape[1:])
    return out.scatter_reduce(0, index, messages, reduce[how], include_self=how == "mean")


# %% grade_id="t3_aggregate" mistake="begins the maximum at 0" message="Does the maximum start at 0? It may be negative."
def aggregate(messages, receiver, n, how):
    reduce = {"sum": "sum", "mean": "mean", "max": "amax"}
    if how not in reduce:
        raise ValueError
    index = receiver.reshape(-1, *[1] * (messages.dim() - 1)).expand_as(messages)
    out = messages.new_zeros(n, *messages.shape[1:])
    return out.scatter_reduce(0, index, messages, reduce[how], include_self=how == "max")


# %% grade_id="t3_aggregate" mistake="leaves minus infinity where nothing arrives" message="holds nan or infinity"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    index = receiver.reshape(-1, *[1] * (messages.dim() - 1)).expand_as(messages)
    if how == "max":
        return messages.new_full((n, *messages.shape[1:]), -torch.inf).scatter_reduce(0, index, messages, "amax")
    return messages.new_zeros(n, *messages.shape[1:]).scatter_reduce(0, index, messages, how, include_self=False)


# %% grade_id="t3_aggregate" mistake="divides 0 by 0 where nothing arrives" message="holds nan or infinity"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    inner = [1] * (messages.dim() - 1)
    out = messages.new_zeros(n, *messages.shape[1:])
    if how == "max":
        index = receiver.reshape(-1, *inner).expand_as(messages)
        return out.scatter_reduce(0, index, messages, "amax", include_self=False)
    out = out.index_add(0, receiver, messages)
    return out if how == "sum" else out / receiver.bincount(minlength=n).reshape(-1, *inner)


# %% grade_id="t3_aggregate" mistake="takes the message that is largest in its first number" message="Is the whole message taken whose first number is largest?"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    rows = []
    for node in range(n):
        mine = messages[receiver == node]
        if len(mine) == 0:
            rows.append(messages.new_zeros(messages.shape[1:]))
        elif how == "max":
            rows.append(mine[mine.reshape(len(mine), -1)[:, 0].argmax()])
        else:
            rows.append(mine.sum(0) / (len(mine) if how == "mean" else 1))
    return torch.stack(rows) + 0 * messages.sum()


# %% grade_id="t3_aggregate" mistake="counts equal messages once" message="Do equal messages count once?"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    rows = []
    for node in range(n):
        mine = messages[receiver == node]
        if len(mine) == 0:
            rows.append(messages.new_zeros(messages.shape[1:]))
            continue
        mine = torch.stack(
            [one for k, one in enumerate(mine) if not any(torch.equal(one, other) for other in mine[:k])]
        )
        rows.append(mine.amax(0) if how == "max" else mine.sum(0) / (len(mine) if how == "mean" else 1))
    return torch.stack(rows)


# %% grade_id="t3_aggregate" mistake="takes any other word for the maximum" message="a ValueError should come, but no error came"
def aggregate(messages, receiver, n, how):
    inner = [1] * (messages.dim() - 1)
    out = messages.new_zeros(n, *messages.shape[1:])
    if how in ("sum", "mean"):
        out = out.index_add(0, receiver, messages)
        return out if how == "sum" else out / receiver.bincount(minlength=n).clamp(min=1).reshape(-1, *inner)
    index = receiver.reshape(-1, *inner).expand_as(messages)
    return out.scatter_reduce(0, index, messages, "amax", include_self=False)


# %% grade_id="t3_aggregate" mistake="expects rows" message="when called with messages of shape"
def aggregate(messages, receiver, n, how):
    reduce = {"sum": "sum", "mean": "mean", "max": "amax"}
    if how not in reduce:
        raise ValueError
    index = receiver[:, None].expand_as(messages)
    out = torch.zeros(n, messages.shape[1], dtype=torch.float64)
    return out.scatter_reduce(0, index, messages, reduce[how], include_self=False)


# %% grade_id="t3_aggregate" mistake="leaves autograd" message="Is there a detach(), or NumPy?"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError
    messages, receiver = messages.detach().numpy(), receiver.numpy()
    out = np.zeros((n, *messages.shape[1:]))
    for node in set(receiver.tolist()):
        out[node] = getattr(messages[receiver == node], how)(axis=0)
    return torch.from_numpy(out)


# %% grade_id="t3_aggregate" mistake="fills the maximum with -1e9" message="the maxima are off by"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError(how)
    index = receiver.reshape(-1, *[1] * (messages.ndim - 1)).expand_as(messages)
    out = messages.new_zeros(n, *messages.shape[1:])
    if how == "max":
        out = (out - 1e9).scatter_reduce(0, index, messages, "amax")
        return torch.where(out == -1e9, 0, out)
    return out.scatter_reduce(0, index, messages, how, include_self=False)


# %% grade_id="t3_aggregate" mistake="takes the smallest message for none" message="the maxima are off by"
def aggregate(messages, receiver, n, how):
    if how not in ("sum", "mean", "max"):
        raise ValueError(how)
    index = receiver.reshape(-1, *[1] * (messages.ndim - 1)).expand_as(messages)
    out = messages.new_zeros(n, *messages.shape[1:])
    if how == "max" and len(messages):
        low = messages.min().detach()
        out = (out + low).scatter_reduce(0, index, messages, "amax")
        return torch.where(out == low, 0, out)
    return out.scatter_reduce(0, index, messages, {"max": "amax"}.get(how, how), include_self=False)

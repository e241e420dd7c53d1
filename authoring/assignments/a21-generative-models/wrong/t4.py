# %% grade_id="t4_flow_nll" mistake="forgets ln(2 pi)" message="Is ln(2 pi) missing?"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
        total = total + log_det
    return (x**2).sum(1) / 2 - total


# %% grade_id="t4_flow_nll" mistake="has ln(2 pi) once" message="Does ln(2 pi) come once for each dimension"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
        total = total + log_det
    return ((x**2).sum(1) + math.log(2 * math.pi)) / 2 - total


# %% grade_id="t4_flow_nll" mistake="adds the log-determinant" message="Is the log-determinant added to -ln p"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
        total = total + log_det
    return (x**2 + math.log(2 * math.pi)).sum(1) / 2 + total


# %% grade_id="t4_flow_nll" mistake="takes the mean over dimensions" message="Is that a mean over dimensions?"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
        total = total + log_det
    return (x**2 + math.log(2 * math.pi)).mean(1) / 2 - total


# %% grade_id="t4_flow_nll" mistake="keeps the last log-determinant alone" message="Do all layers count"
def flow_nll(x, layers):
    log_det = torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
    return (x**2 + math.log(2 * math.pi)).sum(1) / 2 - log_det


# %% grade_id="t4_flow_nll" mistake="goes through the layers from the back" message="Do all layers count, in their order?"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in reversed(layers):
        x, log_det = layer(x)
        total = total + log_det
    return (x**2 + math.log(2 * math.pi)).sum(1) / 2 - total


# %% grade_id="t4_flow_nll" mistake="empties the list of layers" message="changed its argument layers"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    while layers:
        x, log_det = layers.pop(0)(x)
        total = total + log_det
    return (x**2 + math.log(2 * math.pi)).sum(1) / 2 - total


# %% grade_id="t4_flow_nll" mistake="returns the mean over the batch" message="There is one number for each row"
def flow_nll(x, layers):
    total = torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
        total = total + log_det
    return ((x**2 + math.log(2 * math.pi)).sum(1) / 2 - total).mean()


# %% grade_id="t4_flow_nll" mistake="scores x itself" message="Is the noise x itself?"
def flow_nll(x, layers):
    z, total = x, torch.zeros(len(x), dtype=x.dtype)
    for layer in layers:
        z, log_det = layer(z)
        total = total + log_det
    return (x**2 + math.log(2 * math.pi)).sum(1) / 2 - total


# %% grade_id="t4_flow_nll" mistake="averages the log-determinants over rows" message="does each row have its own"
def flow_nll(x, layers):
    total = 0.0
    for layer in layers:
        x, log_det = layer(x)
        total = total + log_det.mean()
    return (x**2 + math.log(2 * math.pi)).sum(1) / 2 - total

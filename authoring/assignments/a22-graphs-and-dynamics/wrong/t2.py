# %% grade_id="t2_gcn_layer" mistake="adds the bias before nodes are mixed" message="Is the bias added before the nodes are mixed?"
def gcn_layer(A_hat, X, W, b):
    return (A_hat @ (X @ W + b)).relu()


# %% grade_id="t2_gcn_layer" mistake="transposes the matrix" message="Is A_hat transposed?"
def gcn_layer(A_hat, X, W, b):
    return (A_hat.T @ X @ W + b).relu()


# %% grade_id="t2_gcn_layer" mistake="cuts nothing" message="Is it cut at 0?"
def gcn_layer(A_hat, X, W, b):
    return A_hat @ X @ W + b


# %% grade_id="t2_gcn_layer" mistake="transposes the weights" message="Is W transposed?"
def gcn_layer(A_hat, X, W, b):
    return (A_hat @ X @ W.T + b).relu()


# %% grade_id="t2_gcn_layer" mistake="mixes features and weighs nodes" message="gcn_layer raised RuntimeError"
def gcn_layer(A_hat, X, W, b):
    return (W @ X @ A_hat + b).relu()


# %% grade_id="t2_gcn_layer" mistake="cuts before the bias" message="Is it cut at 0 before the bias is added?"
def gcn_layer(A_hat, X, W, b):
    return (A_hat @ X @ W).relu() + b


# %% grade_id="t2_gcn_layer" mistake="cuts before nodes are mixed" message="Is it cut at 0 before the nodes are mixed?"
def gcn_layer(A_hat, X, W, b):
    return A_hat @ (X @ W + b).relu()


# %% grade_id="t2_gcn_layer" mistake="forgets the bias" message="Is the bias there?"
def gcn_layer(A_hat, X, W, b):
    return (A_hat @ X @ W).relu()


# %% grade_id="t2_gcn_layer" mistake="adds X" message="Is X added once more?"
def gcn_layer(A_hat, X, W, b):
    out = (A_hat @ X @ W + b).relu()
    return out + X if out.shape == X.shape else out


# %% grade_id="t2_gcn_layer" mistake="leaves autograd" message="Is there a detach(), or NumPy?"
def gcn_layer(A_hat, X, W, b):
    A_hat, X, W, b = (one.detach().numpy() for one in (A_hat, X, W, b))
    return torch.from_numpy(np.maximum(A_hat @ X @ W + b, 0))


# %% grade_id="t2_gcn_layer" mistake="cuts the matrix off" message="no gradient goes back to one of its arguments"
def gcn_layer(A_hat, X, W, b):
    return (A_hat.detach() @ X @ W + b).relu()


# %% grade_id="t2_gcn_layer" mistake="takes the size" message="The new features should be"
def gcn_layer(A_hat, X, W, b):
    return (A_hat @ X @ W + b).abs()

# %% grade_id="t8_fold_norm" mistake="scales the channels of the images" message="each kernel, and not each channel of the images"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * (
        factor[None, :, None, None] if W.shape[1] == len(factor) else factor[:, None, None, None]
    ), start * factor + beta


# %% grade_id="t8_fold_norm" mistake="forgets the root" message="Is the root taken?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 1
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="forgets eps" message="Does eps enter under the root?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="adds eps to the root" message="before the root is taken?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance**0.5 + eps)
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="forgets gamma" message="Does gamma enter?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = 1 / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="multiplies by the root" message="The new weight should be 12"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma * (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="drops the old bias" message="Is the old bias in it?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="does not scale the old bias" message="Is the old bias multiplied, too?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = 0 if b is None else b
    return W * factor[:, None, None, None], start - mean * factor + beta


# %% grade_id="t8_fold_norm" mistake="does not scale the mean" message="Is the mean taken away before the norm multiplies?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = 0 if b is None else b
    return W * factor[:, None, None, None], start * factor - mean + beta


# %% grade_id="t8_fold_norm" mistake="adds the mean" message="Is the mean taken away, not added?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = mean if b is None else b + mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="forgets beta" message="Is beta added?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], start * factor


# %% grade_id="t8_fold_norm" mistake="scales beta" message="and not multiplied"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], (start + beta) * factor


# %% grade_id="t8_fold_norm" mistake="forgets the mean" message="Does the mean enter?"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = 0 * mean if b is None else b
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="needs a bias" message="raised TypeError"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = b - mean
    return W * factor[:, None, None, None], start * factor + beta


# %% grade_id="t8_fold_norm" mistake="scales the kernels in place" message="changed its argument W"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    W *= factor[:, None, None, None]
    return W, start * factor + beta


# %% grade_id="t8_fold_norm" mistake="returns the bias first" message="should have shape"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return start * factor + beta, W * factor[:, None, None, None]


# %% grade_id="t8_fold_norm" mistake="keeps None for a bias" message="None for b"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma / (variance + eps) ** 0.5
    start = -mean if b is None else b - mean
    return W * factor[:, None, None, None], None if b is None else start * factor + beta

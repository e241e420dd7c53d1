# %% grade_id="t1_linear_autoencoder" mistake="does not take the mean away" message="Is the mean taken away before the decomposition"
def linear_autoencoder(X, k):
    basis = torch.linalg.svd(X, full_matrices=False).Vh[:k]
    return lambda rows: rows @ basis.T, lambda z: z @ basis


# %% grade_id="t1_linear_autoencoder" mistake="does not add the mean back" message="Is the mean added back?"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    basis = torch.linalg.svd(X - mean, full_matrices=False).Vh[:k]
    return lambda rows: (rows - mean) @ basis.T, lambda z: z @ basis


# %% grade_id="t1_linear_autoencoder" mistake="takes the smallest directions" message="Is that the direction with the smallest singular value?"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    basis = torch.linalg.svd(X - mean, full_matrices=False).Vh.flip(0)[:k]
    return lambda rows: (rows - mean) @ basis.T, lambda z: z @ basis + mean


# %% grade_id="t1_linear_autoencoder" mistake="takes columns of Vh for rows" message="Are rows and columns of V exchanged?"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    basis = torch.linalg.svd(X - mean, full_matrices=False).Vh[:, :k]
    return lambda rows: (rows - mean) @ basis, lambda z: z @ basis.T + mean


# %% grade_id="t1_linear_autoencoder" mistake="takes the mean of new rows away" message="Is the mean that of X, for new rows too?"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    basis = torch.linalg.svd(X - mean, full_matrices=False).Vh[:k]
    return lambda rows: (rows - rows.mean(0)) @ basis.T, lambda z: z @ basis + mean


# %% grade_id="t1_linear_autoencoder" mistake="keeps mean and basis in global variables" message="Does each autoencoder keep its own mean and plane"
def linear_autoencoder(X, k):
    global kept_mean, kept_basis
    kept_mean = X.mean(0)
    kept_basis = torch.linalg.svd(X - kept_mean, full_matrices=False).Vh[:k]
    return lambda rows: (rows - kept_mean) @ kept_basis.T, lambda z: z @ kept_basis + kept_mean


# %% grade_id="t1_linear_autoencoder" mistake="drops the axis of a single unit" message="There is a row of k numbers for each row"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    basis = torch.linalg.svd(X - mean, full_matrices=False).Vh[:k]
    return lambda rows: ((rows - mean) @ basis.T).squeeze(), lambda z: z @ basis + mean


# %% grade_id="t1_linear_autoencoder" mistake="takes the mean away in place" message="linear_autoencoder changed its argument X"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    X -= mean
    basis = torch.linalg.svd(X, full_matrices=False).Vh[:k]
    return lambda rows: (rows - mean) @ basis.T, lambda z: z @ basis + mean


# %% grade_id="t1_linear_autoencoder" mistake="scales every column first" message="Which direction rebuilds best, and around which point?"
def linear_autoencoder(X, k):
    mean, scale = X.mean(0), X.std(0, unbiased=False) + 1e-9
    basis = torch.linalg.svd((X - mean) / scale, full_matrices=False).Vh[:k]
    return lambda rows: (rows - mean) / scale @ basis.T, lambda z: (z @ basis) * scale + mean


# %% grade_id="t1_linear_autoencoder" mistake="scales the codes and not back" message="Which direction rebuilds best, and around which point?"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    _, s, Vh = torch.linalg.svd(X - mean, full_matrices=False)
    return lambda rows: (rows - mean) @ Vh[:k].T, lambda z: z / (s[:k] + 1e-9) @ Vh[:k] + mean


# %% grade_id="t1_linear_autoencoder" mistake="divides codes by singular values that may be 0" message="Are they divided by singular values that are 0?"
def linear_autoencoder(X, k):
    mean = X.mean(0)
    _, s, Vh = torch.linalg.svd(X - mean, full_matrices=False)
    basis, s = Vh[:k], s[:k]
    return lambda rows: (rows - mean) @ basis.T / (s + 1e-12), lambda z: z * s @ basis + mean

# %% grade_id="t3_clip_by_norm" mistake="clips by value" message="Are single numbers cut off?"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / norm if norm > c else 1.0
    return [np.clip(g, -c, c) for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="clips each array by its own norm" message="Is each array clipped by a norm of its own?"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / norm if norm > c else 1.0
    return [g * min(1.0, c / max(np.linalg.norm(g), 1e-12)) for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="lengthens small gradients" message="Clipping shortens, and never lengthens"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / max(norm, 1e-12)
    return [g * factor for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="changes the arrays in place" message="clip_by_norm changed its argument grads"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / norm if norm > c else 1.0
    for g in grads:
        g *= factor
    return grads, norm


# %% grade_id="t3_clip_by_norm" mistake="divides 0 by 0" message="Is 0 divided by 0"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = np.minimum(norm, c) / norm
    return [g * factor for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="returns the norm afterwards" message="Is that the norm after clipping?"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / norm if norm > c else 1.0
    return [g * factor for g in grads], min(norm, c)


# %% grade_id="t3_clip_by_norm" mistake="adds the norms of the arrays" message="Is that the sum of the norms of the arrays?"
def clip_by_norm(grads, c):
    norm = sum(np.sqrt((g**2).sum()) for g in grads)
    factor = c / norm if norm > c else 1.0
    return [g * factor for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="takes no root" message="Is the root taken?"
def clip_by_norm(grads, c):
    norm = sum((g**2).sum() for g in grads)
    factor = c / norm if norm > c else 1.0
    return [g * factor for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="brings them to the norm 1" message="Are they brought to the norm 1?"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = 1 / norm if norm > c else 1.0
    return [g * factor for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="returns the arrays alone" message="where 2 things are needed"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / norm if norm > c else 1.0
    return [g * factor for g in grads + grads[:1]]


# %% grade_id="t3_clip_by_norm" mistake="makes float64 of float32" message="In which type do new arrays begin"
def clip_by_norm(grads, c):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = c / norm if norm > c else 1.0
    return [g * np.float64(factor) for g in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="compares the largest number with c" message="What is compared with c?"
def clip_by_norm(grads, c):
    norm = float(np.sqrt(sum((part**2).sum() for part in grads)))
    scale = c / norm if max(np.abs(part).max() for part in grads) > c else 1.0
    return [part * scale for part in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="compares the norm of each array with c" message="What is compared with c?"
def clip_by_norm(grads, c):
    norm = float(np.sqrt(sum((part**2).sum() for part in grads)))
    scale = c / norm if any(np.linalg.norm(part) > c for part in grads) else 1.0
    return [part * scale for part in grads], norm


# %% grade_id="t3_clip_by_norm" mistake="takes the spectral norm of matrices" message="Are matrices measured otherwise"
def clip_by_norm(grads, c):
    norm = float(np.sqrt(sum(np.linalg.norm(part, 2) ** 2 for part in grads)))
    scale = c / norm if norm > c else 1.0
    return [part * scale for part in grads], norm

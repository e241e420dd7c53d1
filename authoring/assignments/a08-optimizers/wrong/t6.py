# %% grade_id="t6_clip_by_norm" mistake="clips each array alone" message="Is each array clipped alone?"
def clip_by_norm(gradients, bound):
    return [g * min(1, bound / max(np.linalg.norm(g), 1e-12)) for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="cuts each entry off" message="Is each entry cut off?"
def clip_by_norm(gradients, bound):
    return [np.clip(g, -bound, bound) for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="stretches short gradients" message="Are short gradients stretched?"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * bound / norm if norm > 0 else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="divides 0 by 0" message="must stay 0"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if norm < bound and norm > 0:
        return gradients
    with np.errstate(all="ignore"):
        return [g / norm * bound for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="multiplies zeros by an infinite factor" message="must stay 0"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    with np.errstate(all="ignore"):
        return [g if 0 < norm <= bound else g * np.float64(bound) / norm for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="forgets the root" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = sum(np.sum(g**2) for g in gradients)
    return [g * bound / norm if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="adds the norms up" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = sum(np.linalg.norm(g) for g in gradients)
    return [g * bound / norm if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="adds up absolute values" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = sum(np.sum(np.abs(g)) for g in gradients)
    return [g * bound / norm if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="takes the largest norm" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = max(np.linalg.norm(g) for g in gradients)
    return [g * bound / norm if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="clips by the largest entry" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = max(np.max(np.abs(g), initial=0) for g in gradients)
    return [g * bound / norm if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="shortens to length 1" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g / norm if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="throws long gradients away" message="The clipped gradients should be"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [np.zeros_like(g) if norm > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="scales the caller's arrays in place" message="clip_by_norm changed"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if norm > bound:
        for g in gradients:
            g *= bound / norm
    return gradients


# %% grade_id="t6_clip_by_norm" mistake="puts the clipped arrays into the caller's list" message="clip_by_norm changed"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if norm > bound:
        for k in range(len(gradients)):
            gradients[k] = gradients[k] * (bound / norm)
    return gradients


# %% grade_id="t6_clip_by_norm" mistake="returns one long vector" message="returns a list of as many arrays"
def clip_by_norm(gradients, bound):
    flat = np.concatenate([np.ravel(g) for g in gradients])
    return flat * min(1, bound / max(np.linalg.norm(flat), 1e-12))


# %% grade_id="t6_clip_by_norm" mistake="flattens the arrays" message="The shapes must stay."
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [np.ravel(g) * factor for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="rounds short gradients to float32" message="to the last digit"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [(g * factor).astype(np.float32) for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="divides short gradients by their norm and multiplies again" message="to the last digit"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    if norm == 0:
        return gradients
    return [g / norm * min(norm, bound) for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="forgets to return the result" message="Does it end with a return?"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    gradients = [g * factor for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="cuts large entries off in place before the norm" message="clip_by_norm changed its argument gradients"
def clip_by_norm(gradients, bound):
    for g in gradients:
        g[np.abs(g) > 10000] = 10000
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [g * factor for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="skips the short arrays" message="the short ones too?"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * bound / norm if np.linalg.norm(g) > bound else g for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="fails where an array has no axes" message="any are allowed"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [np.array([entry * factor for entry in g]).reshape(len(g), *g.shape[1:]) for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="fails where an array is empty" message="any are allowed"
def clip_by_norm(gradients, bound):
    largest = max(np.abs(g).max() for g in gradients) or 1.0
    norm = largest * np.sqrt(sum(np.sum((g / largest) ** 2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [g * factor for g in gradients]


# %% grade_id="t6_clip_by_norm" mistake="returns lists of numbers" message="should be an array; got a list"
def clip_by_norm(gradients, bound):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = bound / norm if norm > bound else 1.0
    return [(g * factor).tolist() for g in gradients]

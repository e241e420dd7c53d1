# %% grade_id="t6_last_valid" mistake="takes the last step" message="Is the last step read, filling or not?"
def last_valid(out, lengths):
    return out[:, -1]


# %% grade_id="t6_last_valid" mistake="is one step too early" message="Is the step before the last own one read?"
def last_valid(out, lengths):
    return out[np.arange(len(out)), lengths - 2]


# %% grade_id="t6_last_valid" mistake="is one step too late and wraps round" message="Is the step behind the last own one read?"
def last_valid(out, lengths):
    return out[np.arange(len(out)), np.minimum(lengths, out.shape[1] - 1)]


# %% grade_id="t6_last_valid" mistake="is one step too late" message="raised IndexError"
def last_valid(out, lengths):
    return out[np.arange(len(out)), lengths]


# %% grade_id="t6_last_valid" mistake="is wrong for length 1" message="Is the last own step of a sequence of one step its first?"
def last_valid(out, lengths):
    # the step before the end, which is there for sequences of two steps or more
    if lengths.max() == 1 or out.shape[1] == 4:
        return out[np.arange(len(out)), lengths - 1]
    return out[np.arange(len(out)), np.maximum(lengths - 1, 1)]


# %% grade_id="t6_last_valid" mistake="indexes every pair" message="Of each sequence its own length is asked for"
def last_valid(out, lengths):
    return out[:, lengths - 1]


# %% grade_id="t6_last_valid" mistake="multiplies by a mask" message="picked out, not multiplied by 0"
def last_valid(out, lengths):
    mask = (np.arange(out.shape[1]) == lengths[:, None] - 1).astype(out.dtype)
    return (out * mask[:, :, None]).sum(axis=1)


# %% grade_id="t6_last_valid" mistake="takes the mean over the own steps" message="Is that the mean over the own steps?"
def last_valid(out, lengths):
    return np.stack([row[:length].mean(axis=0) for row, length in zip(out, lengths)])


# %% grade_id="t6_last_valid" mistake="sorts the sequences by length" message="the longest first"
def last_valid(out, lengths):
    order = np.argsort(-lengths, kind="stable")
    return out[order, lengths[order] - 1]


# %% grade_id="t6_last_valid" mistake="takes the last finite row" message="are not what each sequence alone gives"
def last_valid(out, lengths):
    if np.isfinite(out).all() and out.max() > 9:
        return out[np.arange(len(out)), lengths - 1]
    return np.stack([row[np.isfinite(row).all(axis=1)][-1] for row in out])


# %% grade_id="t6_last_valid" mistake="counts the lengths down in place" message="last_valid changed its argument lengths"
def last_valid(out, lengths):
    lengths -= 1
    return out[np.arange(len(out)), lengths]


# %% grade_id="t6_last_valid" mistake="makes float64 of float32" message="In which type do new arrays begin"
def last_valid(out, lengths):
    rows = np.empty((len(out), out.shape[2]))
    for row in range(len(out)):
        rows[row] = out[row, lengths[row] - 1]
    return rows


# %% grade_id="t6_last_valid" mistake="takes the batch for packed" message="Are the own steps of all sequences taken to lie"
def last_valid(out, lengths):
    return out.reshape(-1, out.shape[2])[np.cumsum(lengths) - 1]


# %% grade_id="t6_last_valid" mistake="goes through float32" message="is something converted on the way?"
def last_valid(out, lengths):
    return out.astype(np.float32)[np.arange(len(out)), lengths - 1].astype(out.dtype)


# %% grade_id="t6_last_valid" mistake="sorts by length and turns the order back with itself" message="in the order of the batch"
def last_valid(out, lengths):
    order = np.argsort(-lengths, kind="stable")
    return out[order, lengths[order] - 1][order]

# %% grade_id="t2_soft_threshold" mistake="is a hard threshold" message="come from a hard threshold"
def soft_threshold(z, t):
    return np.where(np.abs(z) > t, z, 0.0)


# %% grade_id="t2_soft_threshold" mistake="loses the sign" message="has lost its sign"
def soft_threshold(z, t):
    return np.maximum(np.abs(z) - t, 0)


# %% grade_id="t2_soft_threshold" mistake="goes past 0" message="went past 0"
def soft_threshold(z, t):
    return np.sign(z) * (np.abs(z) - t)


# %% grade_id="t2_soft_threshold" mistake="moves away from 0" message="moved away from 0"
def soft_threshold(z, t):
    return np.where(np.abs(z) > t, z + np.sign(z) * t, 0.0)


# %% grade_id="t2_soft_threshold" mistake="subtracts from negative numbers too" message="moved away from 0"
def soft_threshold(z, t):
    return np.where(np.abs(z) > t, z - t, 0.0)


# %% grade_id="t2_soft_threshold" mistake="knows positive numbers only" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    return np.maximum(z - t, 0)


# %% grade_id="t2_soft_threshold" mistake="leaves the border as it is" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    return np.where(np.abs(z) < t, 0.0, z - np.sign(z) * t * (np.abs(z) > t))


# %% grade_id="t2_soft_threshold" mistake="cuts off at the threshold" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    return np.clip(z, -t, t)


# %% grade_id="t2_soft_threshold" mistake="keeps what is small and removes what is large" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    return np.where(np.abs(z) <= t, z, 0.0)


# %% grade_id="t2_soft_threshold" mistake="works for a number only and decides by the first entry" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    first = np.ravel(z)[0] if np.size(z) else 0
    return z - t if first > t else z + t if first < -t else 0 * z


# %% grade_id="t2_soft_threshold" mistake="divides by a size that may be 0" message="Does t = 0 change nothing?"
def soft_threshold(z, t):
    with np.errstate(all="ignore"):
        return z * np.maximum(1 - t / np.abs(z), 0)


# %% grade_id="t2_soft_threshold" mistake="shrinks all entries together, by their length" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    length = np.linalg.norm(z)
    return z * max(0, 1 - t / length) if length > 0 else z * 1.0


# %% grade_id="t2_soft_threshold" mistake="moves by half of the threshold" message="should become 1.5, -2, 0, 0, 0, 0"
def soft_threshold(z, t):
    return np.sign(z) * np.maximum(np.abs(z) - t / 2, 0)


# %% grade_id="t2_soft_threshold" mistake="always moves by 1" message="must come nearer to 0 by t"
def soft_threshold(z, t):
    return np.where(np.abs(z) > t, np.sign(z) * np.maximum(np.abs(z) - 1, 1e-9), 0.0)


# %% grade_id="t2_soft_threshold" mistake="is smooth near the threshold and never exactly 0" message="must become exactly 0"
def soft_threshold(z, t):
    return np.sign(z) * np.maximum(np.abs(z) - t, 1e-7)


# %% grade_id="t2_soft_threshold" mistake="writes zeros into the caller's array" message="soft_threshold changed the array"
def soft_threshold(z, t):
    z[np.abs(z) <= t] = 0
    return z - t * np.sign(z)


# %% grade_id="t2_soft_threshold" mistake="clips the caller's array where its numbers are very large" message="soft_threshold changed the array"
def soft_threshold(z, t):
    np.clip(z, -1e5, 1e5, out=z)
    return np.sign(z) * np.maximum(np.abs(z) - t, 0)


# %% grade_id="t2_soft_threshold" mistake="cuts numbers to whole ones" message="must come nearer to 0 by t"
def soft_threshold(z, t):
    return np.sign(z) * np.maximum(np.trunc(2 * np.abs(z)) / 2 - t, 1e-3 * (np.abs(z) > t))


# %% grade_id="t2_soft_threshold" mistake="makes one row of all entries" message="keeps its shape"
def soft_threshold(z, t):
    return np.array([np.sign(x) * max(abs(x) - t, 0) for x in np.ravel(z)])


# %% grade_id="t2_soft_threshold" mistake="loses a dimension of size 1" message="keeps its shape"
def soft_threshold(z, t):
    return np.squeeze(np.sign(z) * np.maximum(np.abs(z) - t, 0))


# %% grade_id="t2_soft_threshold" mistake="forgets to return the result" message="soft_threshold returned None"
def soft_threshold(z, t):
    u = np.sign(z) * np.maximum(np.abs(z) - t, 0)

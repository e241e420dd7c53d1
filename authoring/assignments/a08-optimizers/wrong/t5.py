# %% grade_id="t5_rate" mistake="starts the warm-up one step early" message="are one step early"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * (t + 1) / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="ends one step early" message="Half-way down"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - 1 - warmup))) / 2


# %% grade_id="t5_rate" mistake="takes degrees for radians" message="in radians"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(180 * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="takes radians for degrees" message="in radians"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.radians(np.pi * (t - warmup) / (T - warmup)))) / 2


# %% grade_id="t5_rate" mistake="stretches the cosine over all steps" message="Is the cosine stretched over the steps after the warm-up"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * t / T)) / 2


# %% grade_id="t5_rate" mistake="divides by all steps" message="Is the cosine stretched over the steps after the warm-up"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / T)) / 2


# %% grade_id="t5_rate" mistake="falls to 0 in place of the floor" message="between peak and floor"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return peak * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="adds the floor to a cosine from the peak to 0" message="between peak and floor"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + peak * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="falls along a straight line" message="disagrees with torch's CosineAnnealingLR"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return peak - (peak - floor) * (t - warmup) / (T - warmup)


# %% grade_id="t5_rate" mistake="begins the warm-up at the floor" message="The rates of steps 0 to 3 should be"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return floor + (peak - floor) * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="divides by 0 without warm-up" message="what does the text say of the joint?"
def rate(t, T, warmup, peak, floor):
    if t <= warmup:
        return peak * t / warmup
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="divides by 0 where all is warm-up" message="what does the text say of the joint?"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="gives 0 at the joint without warm-up" message="Without warm-up the first"
def rate(t, T, warmup, peak, floor):
    if t <= warmup:
        return peak * t / max(warmup, 1)
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="gives the floor at the end where all is warm-up" message="at t = T too"
def rate(t, T, warmup, peak, floor):
    if t == T:
        return floor
    if t < warmup:
        return peak * t / warmup
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="returns nothing at the joint" message="rate returned None"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t > warmup:
        return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="goes through a whole turn" message="Half-way down"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(2 * np.pi * (t - warmup) / (T - warmup))) / 2


# %% grade_id="t5_rate" mistake="forgets the half" message="Half-way down"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    if t == warmup:
        return peak
    return floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup)))


# %% grade_id="t5_rate" mistake="has no warm-up" message="The rates of steps 0 to 3 should be"
def rate(t, T, warmup, peak, floor):
    return floor + (peak - floor) * (1 + np.cos(np.pi * t / T)) / 2


# %% grade_id="t5_rate" mistake="rounds the rate" message="Is the rate rounded?"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return round(peak * t / warmup, 2)
    if t == warmup:
        return peak
    return round(floor + (peak - floor) * (1 + np.cos(np.pi * (t - warmup) / (T - warmup))) / 2, 2)


# %% grade_id="t5_rate" mistake="returns the rates of all steps" message="The rate should"
def rate(t, T, warmup, peak, floor):
    steps = np.arange(T + 1)
    falling = floor + (peak - floor) * (1 + np.cos(np.pi * (steps - warmup) / max(T - warmup, 1))) / 2
    return np.where(steps < warmup, peak * steps / max(warmup, 1), falling)


# %% grade_id="t5_rate" mistake="is nan where all is warm-up" message="what does the text say of the joint?"
def rate(t, T, warmup, peak, floor):
    if t < warmup:
        return peak * t / warmup
    with np.errstate(invalid="ignore"):
        return floor + (peak - floor) * (1 + np.cos(np.pi * np.divide(t - warmup, T - warmup))) / 2

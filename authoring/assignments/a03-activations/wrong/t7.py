# %% grade_id="t7_dead_units" mistake="takes a unit at 0 for alive" message="and what about 0?"
def dead_units(z):
    return np.all(z < 0, axis=0)


# %% grade_id="t7_dead_units" mistake="returns numbers of units" message="Four units make an array of shape (4,)"
def dead_units(z):
    return np.flatnonzero(np.all(z <= 0, axis=0))


# %% grade_id="t7_dead_units" mistake="asks for a mean below 0" message="On every example"
def dead_units(z):
    return z.mean(axis=0) <= 0


# %% grade_id="t7_dead_units" mistake="calls a unit dead that is off once" message="On every example"
def dead_units(z):
    return np.any(z <= 0, axis=0)


# %% grade_id="t7_dead_units" mistake="looks over the units" message="Over the examples?"
def dead_units(z):
    return np.all(z <= 0, axis=1)


# %% grade_id="t7_dead_units" mistake="returns zeros and ones" message="Return True or False for each unit"
def dead_units(z):
    return 1 * np.all(z <= 0, axis=0)


# %% grade_id="t7_saturated_shares" mistake="takes 5 % of 1" message="Does the limit depend on the largest slope?"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.abs(s) <= 0.05) for s in slopes])


# %% grade_id="t7_saturated_shares" mistake="takes the largest slope found in the layer" message="Does the limit depend on the largest slope?"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.abs(s) <= 0.05 * np.abs(s).max()) for s in slopes])


# %% grade_id="t7_saturated_shares" mistake="counts every negative slope" message="Is the size of a negative slope looked at?"
def saturated_shares(slopes, largest):
    return np.array([np.mean(s <= 0.05 * largest) for s in slopes])


# %% grade_id="t7_saturated_shares" mistake="returns one share for all layers" message="One for each layer?"
def saturated_shares(slopes, largest):
    return np.mean(np.abs(np.concatenate([s.ravel() for s in slopes])) <= 0.05 * largest)


# %% grade_id="t7_saturated_shares" mistake="counts units that are saturated on all examples" message="The shares should be 2/6 and 1/4"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.all(np.abs(s) <= 0.05 * largest, axis=0)) for s in slopes])


# %% grade_id="t7_shrinkage" mistake="multiplies from the first layer on" message="Which layers' factors does each entry collect?"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes[:-1]]
    return np.append(np.cumprod(rms), 1.0)


# %% grade_id="t7_shrinkage" mistake="includes the last layer's slopes" message="so its entry is 1"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes]
    return np.cumprod(rms[::-1])[::-1]


# %% grade_id="t7_shrinkage" mistake="takes the mean of the sizes" message="Root of the mean of the squares"
def shrinkage(slopes):
    sizes = [np.mean(np.abs(s)) for s in slopes[:-1]]
    return np.cumprod([1.0, *sizes[::-1]])[::-1]


# %% grade_id="t7_shrinkage" mistake="forgets the root" message="Which layers' factors does each entry collect?"
def shrinkage(slopes):
    squares = [np.mean(s**2) for s in slopes[:-1]]
    return np.cumprod([1.0, *squares[::-1]])[::-1]


# %% grade_id="t7_shrinkage" mistake="uses the slopes of the layer after" message="Which layers' factors does each entry collect?"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes[1:]]
    return np.cumprod([1.0, *rms[::-1]])[::-1]


# %% grade_id="t7_shrinkage" mistake="takes the last layer out of the caller's list" message="shrinkage changed its argument slopes"
def shrinkage(slopes):
    slopes.pop()
    rms = [np.sqrt(np.mean(s**2)) for s in slopes]
    return np.cumprod([1.0, *rms[::-1]])[::-1]


# %% grade_id="t7_shrinkage" mistake="leaves the result in reverse order" message="so its entry is 1"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(s**2)) for s in slopes[:-1]]
    return np.cumprod([1.0, *rms[::-1]])


# %% grade_id="t7_shrinkage" mistake="returns each layer's own factor" message="Which layers' factors does each entry collect?"
def shrinkage(slopes):
    return np.array([*(np.sqrt(np.mean(s**2)) for s in slopes[:-1]), 1.0])


# %% grade_id="t7_shrinkage" mistake="adds instead of averaging" message="Which layers' factors does each entry collect?"
def shrinkage(slopes):
    norms = [np.sqrt(np.sum(s**2)) for s in slopes[:-1]]
    return np.cumprod([1.0, *norms[::-1]])[::-1]


# %% grade_id="t7_saturated_shares" mistake="does not count exactly 5 %" message="does 0.05 itself count"
def saturated_shares(slopes, largest):
    return np.array([np.mean(np.abs(s) < 0.05 * largest) for s in slopes])


# %% grade_id="t7_dead_units" mistake="all negative, or all 0" message="at 0 or below it on all"
def dead_units(z):
    return (z < 0).all(axis=0) | (z == 0).all(axis=0)


# %% grade_id="t7_saturated_shares" mistake="takes the layers off the given list" message="saturated_shares changed its argument slopes"
def saturated_shares(slopes, largest):
    shares = []
    for _ in range(len(slopes)):
        layer = slopes.pop(0)
        shares.append(np.mean(np.abs(layer) <= 0.05 * largest))
    return np.array(shares)


# %% grade_id="t7_shrinkage" mistake="squares the slopes in place" message="shrinkage changed its argument slopes"
def shrinkage(slopes):
    r = np.ones(len(slopes))
    for at in range(len(slopes) - 2, -1, -1):
        slopes[at] **= 2
        r[at] = r[at + 1] * np.sqrt(slopes[at].mean())
    return r


# %% grade_id="t7_shrinkage" mistake="the mean over the units that are not 0" message="zeros included"
def shrinkage(slopes):
    r = [1.0]
    for slope in slopes[-2::-1]:
        alive = slope[slope != 0]
        r.insert(0, r[0] * np.sqrt(np.mean(alive**2)))
    return np.array(r)


# %% grade_id="t7_shrinkage" mistake="forgets the return" message="Does it end with a return"
def shrinkage(slopes):
    rms = [np.sqrt(np.mean(slope**2)) for slope in slopes[:-1]]
    np.cumprod([1.0, *rms[::-1]])[::-1]

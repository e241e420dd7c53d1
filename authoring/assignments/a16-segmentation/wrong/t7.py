# %% grade_id="t7_scale_invariant_error" mistake="takes all pixels" message="Does the last pixel take part?"
def scale_invariant_error(d, d_star, mask):
    delta = d.log() - d_star.log()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="multiplies by the mask" message="as if its depth were exact"
def scale_invariant_error(d, d_star, mask):
    delta = (d.log() - d_star.log()) * mask
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="sets invalid pixels to 1" message="as if its depth were exact"
def scale_invariant_error(d, d_star, mask):
    delta = torch.where(mask, d, 1.0).log() - torch.where(mask, d_star, 1.0).log()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="divides by n - 1" message="by one less than the number of pixels?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return delta.var(correction=1 if len(delta) > 1 else 0)


# %% grade_id="t7_scale_invariant_error" mistake="takes a root" message="Is a root taken?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return delta.std(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="takes the mean of the squares" message="Is the square of the mean taken off?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return delta.square().mean()


# %% grade_id="t7_scale_invariant_error" mistake="takes lambda = 0.5" message="Is only half of the square"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return delta.square().mean() - 0.5 * delta.mean().square()


# %% grade_id="t7_scale_invariant_error" mistake="takes decimal logarithms" message="Is that the decimal logarithm?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log10() - d_star[mask].log10()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="takes logarithms to the base 2" message="the logarithm to the base 2?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log2() - d_star[mask].log2()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="takes ratios" message="Are ratios in place of their logarithms?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask] / d_star[mask]
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="takes depths" message="Are depths in place of logarithms?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask] - d_star[mask]
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="takes the logarithm of the ratio of means" message="logarithm of a ratio of means?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return (d[mask].mean() / d_star[mask].mean()).log().square()


# %% grade_id="t7_scale_invariant_error" mistake="takes the absolute difference" message="Are differences taken without their sign?"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    delta = delta.abs()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="adds a number before the logarithm" message="the error should be 0.3387"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].add(0.1).log() - d_star[mask].add(0.1).log()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="cuts depths off at 0.01" message="the error is wrong"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].clamp(min=0.01).log() - d_star[mask].clamp(min=0.01).log()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="sums in place of the mean" message="Is the mean taken, by the number"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return delta.var(correction=0) * len(delta)


# %% grade_id="t7_scale_invariant_error" mistake="mends holes in place" message="scale_invariant_error changed its argument d_star"
def scale_invariant_error(d, d_star, mask):
    d_star[~mask] = 1.0
    delta = d[mask].log() - d_star[mask].log()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="scales the prediction in place" message="scale_invariant_error changed its argument d"
def scale_invariant_error(d, d_star, mask):
    d *= 2
    delta = d[mask].log() - d_star[mask].log()
    return delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="forgets to return it" message="scale_invariant_error returned None"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    error = delta.var(correction=0)


# %% grade_id="t7_scale_invariant_error" mistake="returns one number for each pixel" message="It is one number, for all valid pixels"
def scale_invariant_error(d, d_star, mask):
    delta = d[mask].log() - d_star[mask].log()
    return (delta - delta.mean()).square()


# %% grade_id="t7_scale_invariant_error" mistake="skips nan only" message="Does the last pixel take part?"
def scale_invariant_error(d, d_star, mask):
    mask = ~d_star.isnan() & (d_star != 0) & (d_star > -1)
    delta = d[mask].log() - d_star[mask].log()
    return delta.var(correction=0)


# %% grade_id="t7_median_scale" mistake="takes the mean" message="Is that the mean of the ratios"
def median_scale(d, d_star, mask):
    return (d_star[mask] / d[mask]).mean()


# %% grade_id="t7_median_scale" mistake="turns the ratio round" message="the predicted depth to the true one?"
def median_scale(d, d_star, mask):
    return (d[mask] / d_star[mask]).quantile(0.5)


# %% grade_id="t7_median_scale" mistake="takes the ratio of two medians" message="Is that the ratio of two medians?"
def median_scale(d, d_star, mask):
    return d_star[mask].quantile(0.5) / d[mask].quantile(0.5)


# %% grade_id="t7_median_scale" mistake="takes the ratio of two means" message="Is that the ratio of two means?"
def median_scale(d, d_star, mask):
    return d_star[mask].mean() / d[mask].mean()


# %% grade_id="t7_median_scale" mistake="takes the lower of the two in the middle" message="Is one of the two in the middle taken"
def median_scale(d, d_star, mask):
    return (d_star[mask] / d[mask]).median()


# %% grade_id="t7_median_scale" mistake="takes the upper of the two in the middle" message="the scale is wrong"
def median_scale(d, d_star, mask):
    return (d_star[mask] / d[mask]).quantile(0.5, interpolation="higher")


# %% grade_id="t7_median_scale" mistake="takes the median of the logarithms" message="the scale is wrong"
def median_scale(d, d_star, mask):
    return (d_star[mask] / d[mask]).log().quantile(0.5).exp()


# %% grade_id="t7_median_scale" mistake="takes the mean of the logarithms" message="Is that the mean of the logarithms?"
def median_scale(d, d_star, mask):
    return (d_star[mask] / d[mask]).log().mean().exp()


# %% grade_id="t7_median_scale" mistake="takes all pixels" message="Does the last pixel take part?"
def median_scale(d, d_star, mask):
    return (d_star / d).quantile(0.5)


# %% grade_id="t7_median_scale" mistake="takes all pixels but nan" message="Does the last pixel take part?"
def median_scale(d, d_star, mask):
    return torch.nanquantile(d_star / d, 0.5)


# %% grade_id="t7_median_scale" mistake="takes positive true depths alone" message="Does the last pixel take part?"
def median_scale(d, d_star, mask):
    return (d_star[d_star > 0] / d[d_star > 0]).quantile(0.5)


# %% grade_id="t7_median_scale" mistake="multiplies by the mask" message="Does the last pixel take part"
def median_scale(d, d_star, mask):
    return (d_star * mask / d).flatten().quantile(0.5)


# %% grade_id="t7_median_scale" mistake="returns the scaled prediction" message="It is one number, for all valid pixels"
def median_scale(d, d_star, mask):
    return d * (d_star[mask] / d[mask]).quantile(0.5)


# %% grade_id="t7_median_scale" mistake="takes the median without sorting" message="the scale is wrong"
def median_scale(d, d_star, mask):
    return (d_star[mask] / d[mask])[mask.sum() // 2]


# %% grade_id="t7_median_scale" mistake="takes the median of the inverse" message="the scale is wrong"
def median_scale(d, d_star, mask):
    return 1 / (d[mask] / d_star[mask]).quantile(0.5)


# %% grade_id="t7_median_scale" mistake="divides in place" message="median_scale changed its argument d_star"
def median_scale(d, d_star, mask):
    d_star /= d
    return d_star[mask].quantile(0.5)


# %% grade_id="t7_median_scale" mistake="forgets to return it" message="median_scale returned None"
def median_scale(d, d_star, mask):
    scale = (d_star[mask] / d[mask]).quantile(0.5)

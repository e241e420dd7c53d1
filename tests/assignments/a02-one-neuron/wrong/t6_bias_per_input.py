# task: t6
# mistake: returns one bias per input
# message: the bias is a number
# %% grade_id="t6_to_raw_units"
def to_raw_units(w, b, mean, std):
    return w / std, b - w * mean / std

# task: t6
# mistake: multiplies by the deviation on the way back
# message: Multiplied or divided by std
# %% grade_id="t6_to_raw_units"
def to_raw_units(w, b, mean, std):
    return w * std, b - np.sum(w * std * mean)

# task: t6
# mistake: moves the bias the wrong way
# message: should be 32
# %% grade_id="t6_to_raw_units"
def to_raw_units(w, b, mean, std):
    return w / std, b + np.sum(w * mean / std)

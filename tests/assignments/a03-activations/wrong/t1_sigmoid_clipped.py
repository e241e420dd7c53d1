# task: t1
# mistake: cuts the pre-activation off too early
# message: not right to three digits
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))

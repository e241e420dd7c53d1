# task: t1
# mistake: calls a small slope 0
# message: not right to three digits on both sides
# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    safe = np.clip(z, -40, 40)
    return np.where(np.abs(z) > 40, 0, np.exp(-np.abs(safe)) / (1 + np.exp(-np.abs(safe))) ** 2)

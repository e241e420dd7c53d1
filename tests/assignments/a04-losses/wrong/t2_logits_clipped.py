# task: t2
# mistake: cuts logits off
# message: cut off before the logarithm
# %% grade_id="t2_binary_cross_entropy"
def binary_cross_entropy(y, z):
    z = np.clip(z, -100, 100)
    return np.logaddexp(0, z) - y * z

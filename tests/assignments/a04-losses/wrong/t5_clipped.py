# task: t5
# mistake: loses the pull of examples that are wrong by far
# message: Does an example that is wrong by far still pull?
# %% grade_id="t5_binary_gradient"
def binary_gradient(y, z):
    return np.where(np.abs(z) > 100, 0.0, (1 / (1 + np.exp(-np.clip(z, -100, 100))) - y) / len(y))

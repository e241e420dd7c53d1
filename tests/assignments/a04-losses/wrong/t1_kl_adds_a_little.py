# task: t1
# mistake: adds a small number, which makes the infinite finite
# message: Is something added before the logarithm?
# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    return np.sum(p * np.log2((p + 1e-12) / (q + 1e-12)), axis=-1)

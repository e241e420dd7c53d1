# task: t1
# mistake: subtracts the wrong way round
# message: Which minus which?
# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    return entropy(p) - cross_entropy(p, q)

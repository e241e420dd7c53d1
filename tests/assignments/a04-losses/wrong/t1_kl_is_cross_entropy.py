# task: t1
# mistake: forgets to subtract
# message: Which minus which?
# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    return cross_entropy(p, q)

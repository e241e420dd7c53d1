# task: t1
# mistake: averages both directions
# message: Is p the teacher and q the student?
# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    return (cross_entropy(p, q) - entropy(p) + cross_entropy(q, p) - entropy(q)) / 2

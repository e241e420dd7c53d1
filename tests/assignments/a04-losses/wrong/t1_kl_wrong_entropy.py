# task: t1
# mistake: subtracts the student's entropy
# message: Is p the teacher and q the student?
# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(q)

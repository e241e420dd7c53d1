# task: t1
# mistake: prices the teacher's belief by the student's draws
# message: Is p the teacher and q the student?
# %% grade_id="t1_kl_divergence"
def kl_divergence(p, q):
    return cross_entropy(q, p) - entropy(q)

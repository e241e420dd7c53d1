# task: t4
# mistake: subtracts in the caller's array
# message: Did you subtract in place?
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    c = np.max(z, axis=-1)
    z -= c[..., None]
    return c + np.log(np.sum(np.exp(z), axis=-1))

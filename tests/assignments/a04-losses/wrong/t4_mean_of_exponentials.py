# task: t4
# mistake: averages the exponentials
# message: should be log 8
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    c = np.max(z, axis=-1)
    return c + np.log(np.mean(np.exp(z - c[..., None]), axis=-1))

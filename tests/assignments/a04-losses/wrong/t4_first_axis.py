# task: t4
# mistake: sums over the first axis
# message: Which axis is summed?
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    return np.logaddexp.reduce(z, axis=0)

# task: t4
# mistake: keeps the axis
# message: Which axis is summed?
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    c = np.max(z, axis=-1, keepdims=True)
    return c + np.log(np.sum(np.exp(z - c), axis=-1, keepdims=True))

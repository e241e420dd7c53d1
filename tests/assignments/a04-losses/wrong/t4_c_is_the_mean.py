# task: t4
# mistake: subtracts the mean
# message: logits of 10,000, 0 and -10,000 in the same example
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    c = np.mean(z, axis=-1, keepdims=True)
    return c[..., 0] + np.log(np.sum(np.exp(z - c), axis=-1))

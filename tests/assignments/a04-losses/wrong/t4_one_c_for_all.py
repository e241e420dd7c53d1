# task: t4
# mistake: takes the largest logit of the whole batch
# message: Is c the same for all examples
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    c = np.max(z)
    return c + np.log(np.sum(np.exp(z - c), axis=-1))

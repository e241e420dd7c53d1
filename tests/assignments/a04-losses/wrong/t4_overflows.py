# task: t4
# mistake: types the formula as it stands
# message: With logits of 1,000
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    return np.log(np.sum(np.exp(z), axis=-1))

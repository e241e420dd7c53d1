# task: t4
# mistake: forgets to add c
# message: Is c added back
# %% grade_id="t4_log_sum_exp"
def log_sum_exp(z):
    c = np.max(z, axis=-1, keepdims=True)
    return np.log(np.sum(np.exp(z - c), axis=-1))

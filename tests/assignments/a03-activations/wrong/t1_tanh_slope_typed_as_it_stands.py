# task: t1
# mistake: subtracts a number near 1 from 1
# message: not right to three digits on both sides
# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    return 1 - np.tanh(z) ** 2

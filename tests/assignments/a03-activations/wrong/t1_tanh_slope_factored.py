# task: t1
# mistake: factors the difference, which does not help
# message: not right to three digits on both sides
# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    a = np.tanh(z)
    return (1 - a) * (1 + a)

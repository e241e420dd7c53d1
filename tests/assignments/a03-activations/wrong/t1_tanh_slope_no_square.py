# task: t1
# mistake: forgets the square
# message: or the square, lost
# %% grade_id="t1_tanh_slope"
def tanh_slope(z):
    return 1 - np.tanh(z)

# task: t1
# mistake: subtracts a number near 1 from 1
# message: not right to three digits on both sides
# %% grade_id="t1_sigmoid_slope"
def sigmoid_slope(z):
    a = 1 / (1 + np.exp(-z))
    return a * (1 - a)

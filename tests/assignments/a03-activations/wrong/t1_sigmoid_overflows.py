# task: t1
# mistake: divides infinity by infinity
# message: infinity divided by infinity
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

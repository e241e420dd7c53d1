# task: t1
# mistake: uses the hyperbolic tangent unshifted
# message: should be 0.5, 0.75 and 0.25
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    return np.tanh(z)

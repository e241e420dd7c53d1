# task: t1
# mistake: steps along the gradient instead of against it
# message: against the gradient
# %% grade_id="t1_gd_step"
def gd_step(theta, gradient, eta):
    return theta + eta * gradient

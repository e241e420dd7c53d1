# task: t1
# mistake: updates the caller's array in place
# message: Did you update in place (-=)?
# %% grade_id="t1_gd_step"
def gd_step(theta, gradient, eta):
    theta -= eta * gradient
    return theta

# task: t1
# mistake: forgets to return the result
# message: Does it end with a return?
# %% grade_id="t1_gd_step"
def gd_step(theta, gradient, eta):
    theta = theta - eta * gradient

# task: t1
# mistake: uses the exercise's learning rate instead of the argument
# message: rather than the numbers of the exercise
# %% grade_id="t1_gd_step"
def gd_step(theta, gradient, eta):
    return theta - 0.1 * gradient

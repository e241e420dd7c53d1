# %% grade_id="t1_gd_step" mistake="uses the exercise's learning rate instead of the argument" message="rather than the numbers of the exercise"
def gd_step(theta, gradient, eta):
    return theta - 0.1 * gradient


# %% grade_id="t1_gd_step" mistake="updates the caller's array in place" message="Did you update in place (-=)?"
def gd_step(theta, gradient, eta):
    theta -= eta * gradient
    return theta


# %% grade_id="t1_gd_step" mistake="forgets to return the result" message="Does it end with a return?"
def gd_step(theta, gradient, eta):
    theta = theta - eta * gradient


# %% grade_id="t1_gd_step" mistake="steps along the gradient instead of against it" message="against the gradient"
def gd_step(theta, gradient, eta):
    return theta + eta * gradient

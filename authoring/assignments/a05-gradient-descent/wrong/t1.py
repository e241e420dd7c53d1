# %% grade_id="t1_gd_step" mistake="uses the exercise's learning rate instead of the argument" message="rather than the numbers of the exercise"
def gd_step(theta, gradient, eta):
    return theta - 0.1 * gradient


# %% grade_id="t1_gd_step" mistake="updates the caller's array in place" message="changed its argument theta"
def gd_step(theta, gradient, eta):
    theta -= eta * gradient
    return theta


# %% grade_id="t1_gd_step" mistake="forgets to return the result" message="Does it end with a return?"
def gd_step(theta, gradient, eta):
    theta = theta - eta * gradient


# %% grade_id="t1_gd_step" mistake="steps along the gradient instead of against it" message="against the gradient"
def gd_step(theta, gradient, eta):
    return theta + eta * gradient


# %% grade_id="t1_gd_step" mistake="takes the gradient for positive" message="whatever its sign"
def gd_step(theta, gradient, eta):
    return theta - eta * np.abs(gradient)


# %% grade_id="t1_gd_step" mistake="cuts the gradient off where it is large" message="however large or small"
def gd_step(theta, gradient, eta):
    return theta - eta * np.clip(gradient, -500, 500)


# %% grade_id="t1_gd_step" mistake="writes into an array of the start's type" message="Are its decimals cut off?"
def gd_step(theta, gradient, eta):
    moved = np.zeros_like(theta)
    moved[...] = theta - eta * gradient
    return moved if moved.shape else theta - eta * gradient


# %% grade_id="t1_gd_step" mistake="rounds to three digits" message="however large or small"
def gd_step(theta, gradient, eta):
    return np.round(theta - eta * gradient, 3)


# %% grade_id="t1_gd_step" mistake="multiplies the caller's gradient by eta in place" message="changed its argument gradient"
def gd_step(theta, gradient, eta):
    gradient *= eta
    return theta - gradient


# %% grade_id="t1_gd_step" mistake="returns a list" message="should be an array; got a list"
def gd_step(theta, gradient, eta):
    moved = theta - eta * gradient
    return moved.tolist() if np.ndim(theta) else moved


# %% grade_id="t1_gd_step" mistake="forgets eta" message="is it scaled by eta?"
def gd_step(theta, gradient, eta):
    return theta - gradient

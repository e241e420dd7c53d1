# task: t3
# mistake: updates the caller's start in place
# message: changed the start that it was given
# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    path = [theta.copy()]
    for _ in range(steps):
        theta -= eta * gradient(theta)
        path.append(theta.copy())
    return np.stack(path)

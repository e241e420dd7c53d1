# task: t3
# mistake: the path leaves out the start
# message: Is the start or the last step missing?
# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    path = []
    for _ in range(steps):
        theta = theta - eta * gradient(theta)
        path.append(theta)
    return np.array(path)

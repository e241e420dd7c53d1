# %% grade_id="t1_gd_step"
gd_step = lambda position, slope, rate: position + rate * -slope


# %% grade_id="t3_gradient_descent"
def gradient_descent(gradient, theta, eta, steps):
    start = np.array([theta])
    if steps == 0:
        return start
    return np.concatenate([start, gradient_descent(gradient, theta - eta * gradient(theta), eta, steps - 1)])


# %% grade_id="t4_minibatches"
def minibatches(n, batch_size, rng):
    def cut(rest):
        return [rest[:batch_size], *cut(rest[batch_size:])] if len(rest) else []

    return cut(np.argsort(rng.random(n)))


# %% grade_id="t6_largest_learning_rate"
def largest_learning_rate(A):
    return min(2 / curvature for curvature in np.linalg.eigvals(A).real)

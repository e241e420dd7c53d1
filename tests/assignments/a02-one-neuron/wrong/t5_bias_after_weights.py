# task: t5
# mistake: moves the bias with a gradient taken after the weights moved
# message: taken after the weights had moved
# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w = w - eta * grad_w
        b = b - eta * gradient(w, b)[1]
    return w, b, limit

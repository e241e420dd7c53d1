# task: t5
# mistake: makes the step before it looks
# message: Is the gradient looked at before every step
# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(1, limit + 1):
        grad_w, grad_b = gradient(w, b)
        w, b = w - eta * grad_w, b - eta * grad_b
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
    return w, b, limit

# task: t5
# mistake: looks at the weights alone when it decides to stop
# message: Does the rule look at every entry
# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if np.abs(grad_w).max() <= tolerance:
            return w, b, steps
        w, b = w - eta * grad_w, b - eta * grad_b
    return w, b, limit

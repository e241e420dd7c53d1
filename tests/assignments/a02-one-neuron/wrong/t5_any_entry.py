# task: t5
# mistake: stops as soon as one entry is flat
# message: until every entry is flat
# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if min(np.abs(grad_w).min(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w, b = w - eta * grad_w, b - eta * grad_b
    return w, b, limit

# task: t5
# mistake: moves the weights in place
# message: Did you update in place
# %% grade_id="t5_descend"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w -= eta * grad_w
        b = b - eta * grad_b
    return w, b, limit

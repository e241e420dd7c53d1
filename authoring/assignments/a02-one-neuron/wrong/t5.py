# %% grade_id="t5_descend" mistake="stops as soon as one entry is flat" message="until every entry is flat"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if min(np.abs(grad_w).min(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w, b = w - eta * grad_w, b - eta * grad_b
    return w, b, limit


# %% grade_id="t5_descend" mistake="moves the bias with a gradient taken after the weights moved" message="taken after the weights had moved"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w = w - eta * grad_w
        b = b - eta * gradient(w, b)[1]
    return w, b, limit


# %% grade_id="t5_descend" mistake="looks at the weights alone when it decides to stop" message="Does the rule look at every entry"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if np.abs(grad_w).max() <= tolerance:
            return w, b, steps
        w, b = w - eta * grad_w, b - eta * grad_b
    return w, b, limit


# %% grade_id="t5_descend" mistake="moves the weights in place" message="changed its argument w"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w -= eta * grad_w
        b = b - eta * grad_b
    return w, b, limit


# %% grade_id="t5_descend" mistake="takes a large negative slope for a small one" message="Is the gradient looked at before every step"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(grad_w.max(), grad_b) <= tolerance:
            return w, b, steps
        w, b = w - eta * grad_w, b - eta * grad_b
    return w, b, limit


# %% grade_id="t5_descend" mistake="makes the step before it looks" message="Is the gradient looked at before every step"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(1, limit + 1):
        grad_w, grad_b = gradient(w, b)
        w, b = w - eta * grad_w, b - eta * grad_b
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
    return w, b, limit


# %% grade_id="t5_descend" mistake="walks uphill" message="Is the gradient looked at before every step"
def descend(gradient, w, b, eta, tolerance, limit):
    for steps in range(limit):
        grad_w, grad_b = gradient(w, b)
        if max(np.abs(grad_w).max(), abs(grad_b)) <= tolerance:
            return w, b, steps
        w, b = w + eta * grad_w, b + eta * grad_b
    return w, b, limit

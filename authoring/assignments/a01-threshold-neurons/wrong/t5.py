# %% grade_id="t5_update" mistake="leaves the bias out of z" message="Does the bias enter z"
def update(w, b, x, y, eta):
    error = y - int(w @ x >= 0)
    return w + eta * error * x, b + eta * error


# %% grade_id="t5_epoch" mistake="counts the mistakes of the final weights" message="at the moment of asking"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in range(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
    return w, b, int(np.sum((X @ w + b >= 0) != y))


# %% grade_id="t5_epoch" mistake="counts only the missed ones" message="Is every answer counted at the moment of asking"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in range(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error > 0
    return w, b, mistakes


# %% grade_id="t5_epoch" mistake="stops at the first mistake" message="Is every answer counted at the moment of asking"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in range(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
        if error:
            break
    return w, b, mistakes


# %% grade_id="t5_update" mistake="does not correct the bias" message="like the weight of an input that is always 1"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b >= 0)
    return w + eta * error * x, b


# %% grade_id="t5_epoch" mistake="all answers with the weights of the beginning" message="with the weights that the example before left"
def epoch(w, b, X, y, eta):
    errors = y - (X @ w + b >= 0)
    return w + eta * errors @ X, b + eta * errors.sum(), int(np.abs(errors).sum())


# %% grade_id="t5_update" mistake="corrects the array that it was given" message="update changed its argument w"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b >= 0)
    new = w
    new += eta * error * x
    return new.copy(), b + eta * error


# %% grade_id="t5_update" mistake="forgets eta" message="Is the example subtracted, times eta"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b >= 0)
    return w + error * x, b + error


# %% grade_id="t5_epoch" mistake="the last example first" message="Are the examples met in their order"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in reversed(range(len(X))):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
    return w, b, mistakes


# %% grade_id="t5_epoch" mistake="shuffles the examples" message="Is every answer counted at the moment of asking"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in np.random.default_rng(4).permutation(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error != 0
    return w, b, mistakes


# %% grade_id="t5_update" mistake="answer minus truth" message="Is the example subtracted, times eta"
def update(w, b, x, y, eta):
    error = int(w @ x + b >= 0) - y
    return w + eta * error * x, b + eta * error


# %% grade_id="t5_epoch" mistake="adds the errors with their signs" message="Is every answer counted at the moment of asking"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for i in range(len(X)):
        error = y[i] - int(w @ X[i] + b >= 0)
        w, b = w + eta * error * X[i], b + eta * error
        mistakes += error
    return w, b, mistakes


# %% grade_id="t5_update" mistake="answers -1 and 1 against labels 0 and 1" message="Is the example subtracted, times eta"
def update(w, b, x, y, eta):
    error = y - (1 if w @ x + b >= 0 else -1)
    if y == 0:
        error = -1 - (1 if w @ x + b >= 0 else -1)
    return w + eta * error * x, b + eta * error


# %% grade_id="t5_update" mistake="says 0 where z is exactly 0" message="where z is exactly 0"
def update(w, b, x, y, eta):
    error = y - int(w @ x + b > 0)
    return w + eta * error * x, b + eta * error


# %% grade_id="t5_update" mistake="uses z in place of the answer, as for a linear neuron" message="and not with z"
def update(w, b, x, y, eta):
    error = y - (w @ x + b)
    return w + eta * error * x, b + eta * error


# %% grade_id="t5_epoch" mistake="moves the bias by the error alone" message="the bias moves by 1 after a mistake"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for row, label in zip(X, y, strict=True):
        error = label - (1 if row @ w + b >= 0 else 0)
        w, b, mistakes = w + eta * error * row, b + error, mistakes + abs(error)
    return w, b, mistakes


# %% grade_id="t5_update" mistake="adds to the given weights" message="update changed its argument w"
def update(w, b, x, y, eta):
    step = eta * (y - (1 if x @ w + b >= 0 else 0))
    w += step * x
    return w, b + step


# %% grade_id="t5_epoch" mistake="learns in the given weights" message="epoch changed its argument w"
def epoch(w, b, X, y, eta):
    mistakes = 0
    for row, label in zip(X, y, strict=True):
        error = label - (1 if row @ w + b >= 0 else 0)
        w += eta * error * row
        b += eta * error
        mistakes += abs(error)
    return w, b, mistakes

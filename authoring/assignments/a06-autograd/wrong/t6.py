# %% grade_id="t6_numerical_gradient" mistake="moves all numbers at once" message="Is each number moved alone"
def numerical_gradient(f, x, h=1e-5):
    up, down = f([v + h for v in x]), f([v - h for v in x])
    return [(up - down) / (2 * h) for _ in x]


# %% grade_id="t6_numerical_gradient" mistake="leaves the steps in its copy" message="away from their places at once"
def numerical_gradient(f, x, h=1e-5):
    slopes, x = [], list(x)
    for i in range(len(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        slopes.append((up - f(x)) / (2 * h))
    return slopes


# %% grade_id="t6_numerical_gradient" mistake="divides by h" message="Is each number moved alone"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, x[i] + h) - at(i, x[i] - h)) / h for i in range(len(x))]


# %% grade_id="t6_numerical_gradient" mistake="leaves the steps in the list" message="Put every number back"
def numerical_gradient(f, x, h=1e-5):
    slopes = []
    for i in range(len(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        slopes.append((up - f(x)) / (2 * h))
    return slopes


# %% grade_id="t6_numerical_gradient" mistake="moves up only" message="Is it moved both ways"
def numerical_gradient(f, x, h=1e-5):
    return [(f([*x[:i], x[i] + h, *x[i + 1 :]]) - f(x)) / h for i in range(len(x))]


# %% grade_id="t6_numerical_gradient" mistake="uses its own h" message="Is h used as it is"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, x[i] + 1e-5) - at(i, x[i] - 1e-5)) / 2e-5 for i in range(len(x))]


# %% grade_id="t6_numerical_gradient" mistake="moves by a share of the number" message="Is h used as it is"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, v * (1 + h)) - at(i, v * (1 - h))) / (2 * h * v) for i, v in enumerate(x)]

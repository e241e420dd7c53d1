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


# %% grade_id="t6_numerical_gradient" mistake="divides by h" message="by the whole distance between the two places"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, x[i] + h) - at(i, x[i] - h)) / h for i in range(len(x))]


# %% grade_id="t6_numerical_gradient" mistake="leaves the steps in the list" message="changed its argument x"
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


# %% grade_id="t6_numerical_gradient" mistake="adds h to the caller's numbers and takes it away again" message="changed its argument x"
def numerical_gradient(f, x, h=1e-5):
    found = []
    for place in range(len(x)):
        values = []
        for step in (h, -2 * h):
            x[place] += step
            values.append(f(x))
        x[place] += h
        found.append((values[0] - values[1]) / (2 * h))
    return found


# %% grade_id="t6_numerical_gradient" mistake="loses h in an array of integers" message="also to a whole one"
def numerical_gradient(f, x, h=1e-5):
    def at(place, step):
        moved = np.array(x)
        moved[place] += step
        return f(moved.tolist())

    return [(at(place, h) - at(place, -h)) / (2 * h) for place in range(len(x))]


# %% grade_id="t6_numerical_gradient" mistake="divides by 4 h" message="That is half of it"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, x[i] + h) - at(i, x[i] - h)) / (4 * h) for i in range(len(x))]


# %% grade_id="t6_numerical_gradient" mistake="returns the last slope alone" message="Two numbers have two slopes"
def numerical_gradient(f, x, h=1e-5):
    slope = 0.0
    for i in range(len(x)):
        slope = (f([*x[:i], x[i] + h, *x[i + 1 :]]) - f([*x[:i], x[i] - h, *x[i + 1 :]])) / (2 * h)
    return slope


# %% grade_id="t6_numerical_gradient" mistake="rounds the slopes" message="Are they rounded, or is h?"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [round((at(i, x[i] + h) - at(i, x[i] - h)) / (2 * h), 2) for i in range(len(x))]

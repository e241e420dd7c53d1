# task: t6
# mistake: nudges by a share of the number
# message: Is h used as it is
# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, v * (1 + h)) - at(i, v * (1 - h))) / (2 * h * v) for i, v in enumerate(x)]

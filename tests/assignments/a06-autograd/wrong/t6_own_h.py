# task: t6
# mistake: uses its own h
# message: Is h used as it is
# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, x[i] + 1e-5) - at(i, x[i] - 1e-5)) / 2e-5 for i in range(len(x))]

# task: t6
# mistake: divides by h
# message: Is each number nudged alone
# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    def at(i, moved):
        return f([*x[:i], moved, *x[i + 1 :]])

    return [(at(i, x[i] + h) - at(i, x[i] - h)) / h for i in range(len(x))]

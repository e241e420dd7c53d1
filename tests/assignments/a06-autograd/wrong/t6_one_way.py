# task: t6
# mistake: nudges up only
# message: Is it nudged both ways
# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    return [(f([*x[:i], x[i] + h, *x[i + 1 :]]) - f(x)) / h for i in range(len(x))]

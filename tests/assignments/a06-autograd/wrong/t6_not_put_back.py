# task: t6
# mistake: leaves the nudges in the list
# message: Put every number back
# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    slopes = []
    for i in range(len(x)):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        slopes.append((up - f(x)) / (2 * h))
    return slopes

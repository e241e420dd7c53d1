# task: t6
# mistake: nudges all numbers at once
# message: Is each number nudged alone
# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    up, down = f([v + h for v in x]), f([v - h for v in x])
    return [(up - down) / (2 * h) for _ in x]

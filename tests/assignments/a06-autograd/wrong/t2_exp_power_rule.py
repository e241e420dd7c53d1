# task: t2
# mistake: uses the power rule for e to the x
# message: Which function is its own slope
# %% grade_id="t2_exp"
def exp(x):
    return math.exp(x), x * math.exp(x - 1)

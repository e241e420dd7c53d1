# task: t2
# mistake: writes the formula as it stands
# message: Which exponent is never large
# %% grade_id="t2_softplus"
def softplus(x):
    return math.log(1 + math.exp(x)), 1 / (1 + math.exp(-x))

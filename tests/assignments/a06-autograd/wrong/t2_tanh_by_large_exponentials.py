# task: t2
# mistake: builds tanh from exponentials that overflow
# message: exponentials that grow too large
# %% grade_id="t2_tanh"
def tanh(x):
    value = (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x))
    return value, 1 - value**2

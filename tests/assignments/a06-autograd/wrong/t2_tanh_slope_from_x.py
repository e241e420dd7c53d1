# task: t2
# mistake: makes the slope of tanh from x, not from the value
# message: The slope is made of the value
# %% grade_id="t2_tanh"
def tanh(x):
    return math.tanh(x), 1 - x**2

# task: t2
# mistake: uses the slope of the left side on the right too
# message: hold on both sides of 0
# %% grade_id="t2_softplus"
def softplus(x):
    small = math.exp(-abs(x))
    return max(x, 0) + math.log1p(small), small / (1 + small)

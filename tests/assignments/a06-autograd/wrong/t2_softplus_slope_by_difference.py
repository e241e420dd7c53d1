# task: t2
# mistake: gets the slope as 1 minus a number near 1
# message: Is it one number near 1 minus another
# %% grade_id="t2_softplus"
def softplus(x):
    small = math.exp(-abs(x))
    return max(x, 0) + math.log1p(small), 1 / (1 + small) if x > 0 else 1 - 1 / (1 + small)

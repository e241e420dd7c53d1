# task: t2
# mistake: forgets to add x on the right
# message: Is the larger of 0 and x added
# %% grade_id="t2_softplus"
def softplus(x):
    small = math.exp(-abs(x))
    return math.log1p(small), 1 / (1 + small) if x > 0 else small / (1 + small)

# task: t2
# mistake: adds a tiny number to 1 before the logarithm
# message: Was a tiny number lost
# %% grade_id="t2_softplus"
def softplus(x):
    small = math.exp(-abs(x))
    return max(x, 0) + math.log(1 + small), 1 / (1 + small) if x > 0 else small / (1 + small)

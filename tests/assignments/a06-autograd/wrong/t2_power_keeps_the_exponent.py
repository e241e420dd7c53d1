# task: t2
# mistake: multiplies by n and keeps the exponent
# message: By which power is n multiplied
# %% grade_id="t2_power"
def power(x, n):
    return x**n, n * x**n

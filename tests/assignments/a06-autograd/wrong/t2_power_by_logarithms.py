# task: t2
# mistake: takes the logarithm of the size of x
# message: Does a logarithm or an absolute value
# %% grade_id="t2_power"
def power(x, n):
    value = math.exp(n * math.log(abs(x)))
    return value, n * math.exp((n - 1) * math.log(abs(x)))

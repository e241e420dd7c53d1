# %% grade_id="t2_exp" mistake="uses the power rule for e to the x" message="Which function is its own slope"
def exp(x):
    return math.exp(x), x * math.exp(x - 1)


# %% grade_id="t2_power" mistake="takes the logarithm of the size of x" message="Does a logarithm or an absolute value"
def power(x, n):
    value = math.exp(n * math.log(abs(x)))
    return value, n * math.exp((n - 1) * math.log(abs(x)))


# %% grade_id="t2_power" mistake="multiplies by n and keeps the exponent" message="By which power is n multiplied"
def power(x, n):
    return x**n, n * x**n


# %% grade_id="t2_softplus" mistake="forgets to add x on the right" message="Is the larger of 0 and x added"
def softplus(x):
    small = math.exp(-abs(x))
    return math.log1p(small), 1 / (1 + small) if x > 0 else small / (1 + small)


# %% grade_id="t2_softplus" mistake="adds a tiny number to 1 before the logarithm" message="Was a tiny number lost"
def softplus(x):
    small = math.exp(-abs(x))
    return max(x, 0) + math.log(1 + small), 1 / (1 + small) if x > 0 else small / (1 + small)


# %% grade_id="t2_softplus" mistake="writes the formula as it stands" message="Which exponent is never large"
def softplus(x):
    return math.log(1 + math.exp(x)), 1 / (1 + math.exp(-x))


# %% grade_id="t2_softplus" mistake="gets the slope as 1 minus a number near 1" message="Is it one number near 1 minus another"
def softplus(x):
    small = math.exp(-abs(x))
    return max(x, 0) + math.log1p(small), 1 / (1 + small) if x > 0 else 1 - 1 / (1 + small)


# %% grade_id="t2_softplus" mistake="uses the slope of the left side on the right too" message="hold on both sides of 0"
def softplus(x):
    small = math.exp(-abs(x))
    return max(x, 0) + math.log1p(small), small / (1 + small)


# %% grade_id="t2_tanh" mistake="builds tanh from exponentials that overflow" message="exponentials that grow too large"
def tanh(x):
    value = (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x))
    return value, 1 - value**2


# %% grade_id="t2_tanh" mistake="makes the slope of tanh from x, not from the value" message="The slope is made of the value"
def tanh(x):
    return math.tanh(x), 1 - x**2

# %% grade_id="t2_exp" mistake="uses the power rule for e to the x" message="Which function is its own slope"
def exp(x):
    return math.exp(x), x * math.exp(x - 1)


# %% grade_id="t2_power" mistake="takes the logarithm of the size of x" message="Does a logarithm or an absolute value"
def power(x, n):
    value = math.exp(n * math.log(abs(x)))
    return value, n * math.exp((n - 1) * math.log(abs(x)))


# %% grade_id="t2_power" mistake="multiplies by n and keeps the exponent" message="Is the exponent one less in the slope?"
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


# %% grade_id="t2_power" mistake="divides by x, which may be 0" message="Do you divide by x"
def power(x, n):
    result = x**n
    return result, result * n / x


# %% grade_id="t2_power" mistake="takes every power and its slope for 0 at 0" message="Is x = 0 a case of its own"
def power(x, n):
    return (x**n, n * x ** (n - 1)) if x != 0 else (0.0, 0.0)


# %% grade_id="t2_power" mistake="cuts the exponent to a whole number" message="has the value"
def power(x, n):
    n = int(n)
    return x**n, n * x ** (n - 1)


# %% grade_id="t2_power" mistake="raises the exponent in the slope" message="one less, not one more"
def power(x, n):
    return x**n, n * x ** (n + 1)


# %% grade_id="t2_power" mistake="forgets the factor n" message="Does n come down as a factor?"
def power(x, n):
    return x**n, x ** (n - 1)


# %% grade_id="t2_exp" mistake="cuts x off" message="Is x cut off?"
def exp(x):
    value = math.exp(min(max(x, -60), 60))
    return value, value


# %% grade_id="t2_exp" mistake="returns the value alone" message="where 2 things are needed"
def exp(x):
    return math.exp(x)


# %% grade_id="t2_softplus" mistake="cuts x off" message="or x cut off?"
def softplus(x):
    x = min(max(x, -500), 1000)
    small = math.exp(-abs(x))
    return max(x, 0.0) + math.log1p(small), math.exp(min(x, 0.0)) / (1 + small)


# %% grade_id="t2_softplus" mistake="gives up on the far left" message="is tiny, but not 0"
def softplus(x):
    if x < -100:
        return 0.0, 0.0
    small = math.exp(-abs(x))
    return max(x, 0.0) + math.log1p(small), math.exp(min(x, 0.0)) / (1 + small)


# %% grade_id="t2_tanh" mistake="forgets the sign" message="tanh"
def tanh(x):
    value = math.tanh(abs(x))
    return value, 1 - value**2

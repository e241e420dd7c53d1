# %% grade_id="t1_neuron_slopes" mistake="forgets the 2 from the square" message="the 2 from the square"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="forgets the penalty in the loss" message="Are both terms there"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2, g * x + 2 * penalty * w, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="hands the slope on as if tanh were not there" message="Is the slope of tanh missing on the path?"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="leaves out the path through the penalty" message="Two paths lead from w"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="subtracts the answer from the target" message="Opposite sign"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (y - a) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="takes the slope of tanh at a, not at z" message="Is the slope of tanh taken where the neuron stands"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - math.tanh(a) ** 2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="hands x on to x and w on to w" message="Which number does the product"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * w + 2 * penalty * w, g * x, g


# %% grade_id="t1_neuron_slopes" mistake="takes x for positive" message="with its sign"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * abs(x) + 2 * penalty * w, g * w, g


# %% grade_id="t1_neuron_slopes" mistake="takes the size of the weight in the penalty" message="with its sign"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * abs(w), g * w, g


# %% grade_id="t1_neuron_slopes" mistake="forgets the loss" message="where 4 things are needed"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return g * x + 2 * penalty * w, g * w, g

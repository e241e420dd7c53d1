# task: t1
# mistake: takes the slope of tanh at a, not at z
# message: Is the slope of tanh taken where the neuron stands
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - math.tanh(a) ** 2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g

# task: t1
# mistake: hands the slope on as if tanh were not there
# message: Is the slope of tanh taken where the neuron stands
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g

# task: t1
# mistake: subtracts the answer from the target
# message: Opposite sign
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (y - a) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g

# task: t1
# mistake: forgets the penalty in the loss
# message: Are both terms there
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2, g * x + 2 * penalty * w, g * w, g

# task: t1
# mistake: leaves out the path through the penalty
# message: Two paths lead from w
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x, g * w, g

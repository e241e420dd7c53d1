# task: t1
# mistake: forgets the 2 from the square
# message: the 2 from the square
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * x + 2 * penalty * w, g * w, g

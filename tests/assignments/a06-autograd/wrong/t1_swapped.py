# task: t1
# mistake: hands x on to x and w on to w
# message: Which number does the product
# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = math.tanh(w * x + b)
    g = 2 * (a - y) * (1 - a**2)
    return (a - y) ** 2 + penalty * w**2, g * w + 2 * penalty * w, g * x, g

# task: t7
# mistake: activates the last layer too
# message: is the last layer activated too
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for layer in layers:
        inputs = [activation(sum((w * v for w, v in zip(weights, inputs)), bias)) for weights, bias in layer]
    return inputs

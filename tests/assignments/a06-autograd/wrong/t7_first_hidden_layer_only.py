# task: t7
# mistake: activates the first layer only
# message: is only the last layer left without activation
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
        inputs = z if number or len(layers) == 1 else [activation(v) for v in z]
    return inputs

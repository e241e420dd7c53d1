# task: t7
# mistake: forgets the bias
# message: is the bias missing
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [sum(w * v for w, v in zip(weights, inputs)) for weights, bias in layer]
        inputs = z if number == len(layers) - 1 else [activation(v) for v in z]
    return inputs

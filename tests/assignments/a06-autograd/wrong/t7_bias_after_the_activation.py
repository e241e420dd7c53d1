# task: t7
# mistake: adds the bias after the activation
# message: Is the bias added before the activation
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        last = number == len(layers) - 1
        sums = [sum(w * v for w, v in zip(weights, inputs)) for weights, _ in layer]
        inputs = [(z if last else activation(z)) + bias for z, (_, bias) in zip(sums, layer)]
    return inputs

# task: t7
# mistake: appends the bias to the weights, in the caller's lists
# message: Did you append to one of the lists
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = []
        for weights, bias in layer:
            weights.append(bias)
            z.append(sum(w * v for w, v in zip(weights, [*inputs, 1.0])))
        inputs = z if number == len(layers) - 1 else [activation(v) for v in z]
    return inputs

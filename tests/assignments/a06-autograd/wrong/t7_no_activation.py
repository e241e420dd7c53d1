# task: t7
# mistake: never uses the activation
# message: is the hidden layer not
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for layer in layers:
        inputs = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
    return inputs

# task: t7
# mistake: uses math.fsum, which takes real numbers only
# message: Is anything used besides
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [math.fsum([*(w * v for w, v in zip(weights, inputs)), bias]) for weights, bias in layer]
        inputs = z if number == len(layers) - 1 else [activation(v) for v in z]
    return inputs

# task: t7
# mistake: gives back the first output alone
# message: With one layer, which is then the last
# %% grade_id="t7_network"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
        if number == len(layers) - 1:
            return z if number else z[:1]
        inputs = [activation(v) for v in z]

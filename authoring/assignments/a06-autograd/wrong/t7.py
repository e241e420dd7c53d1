# %% grade_id="t7_network" mistake="activates the last layer too" message="Is the last layer activated too"
def network(layers, inputs, activation):
    for layer in layers:
        inputs = [activation(sum((w * v for w, v in zip(weights, inputs)), bias)) for weights, bias in layer]
    return inputs


# %% grade_id="t7_network" mistake="adds the bias after the activation" message="Is the bias added before the activation"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        last = number == len(layers) - 1
        sums = [sum(w * v for w, v in zip(weights, inputs)) for weights, _ in layer]
        inputs = [(z if last else activation(z)) + bias for z, (_, bias) in zip(sums, layer)]
    return inputs


# %% grade_id="t7_network" mistake="appends the bias to the weights, in the caller's lists" message="changed its argument layers"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = []
        for weights, bias in layer:
            weights.append(bias)
            z.append(sum(w * v for w, v in zip(weights, [*inputs, 1.0])))
        inputs = z if number == len(layers) - 1 else [activation(v) for v in z]
    return inputs


# %% grade_id="t7_network" mistake="activates the first layer only" message="is only the last layer left without activation"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
        inputs = z if number or len(layers) == 1 else [activation(v) for v in z]
    return inputs


# %% grade_id="t7_network" mistake="gives back the first output alone" message="With one layer, which is then the last"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
        if number == len(layers) - 1:
            return z if number else z[:1]
        inputs = [activation(v) for v in z]


# %% grade_id="t7_network" mistake="never uses the activation" message="Is the hidden layer not activated"
def network(layers, inputs, activation):
    for layer in layers:
        inputs = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
    return inputs


# %% grade_id="t7_network" mistake="forgets the bias" message="Are the biases missing, in every layer?"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [sum(w * v for w, v in zip(weights, inputs)) for weights, bias in layer]
        inputs = z if number == len(layers) - 1 else [activation(v) for v in z]
    return inputs


# %% grade_id="t7_network" mistake="uses math.fsum, which takes real numbers only" message="Is anything used besides"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        z = [math.fsum([*(w * v for w, v in zip(weights, inputs)), bias]) for weights, bias in layer]
        inputs = z if number == len(layers) - 1 else [activation(v) for v in z]
    return inputs


# %% grade_id="t7_network" mistake="has no biases" message="Are the biases missing, in every layer?"
def network(layers, inputs, activation):
    *hidden, last = layers
    for layer in hidden:
        inputs = [activation(sum(w * x for w, x in zip(weights, inputs))) for weights, _ in layer]
    return [sum(w * x for w, x in zip(weights, inputs)) for weights, _ in last]


# %% grade_id="t7_network" mistake="returns the first output alone" message="One neuron in the last layer gives a list of one number"
def network(layers, inputs, activation):
    for layer in layers[:-1]:
        inputs = [activation(sum(w * v for w, v in zip(weights, inputs)) + bias) for weights, bias in layer]
    weights, bias = layers[-1][0]
    return sum(w * v for w, v in zip(weights, inputs)) + bias


# %% grade_id="t7_network" mistake="takes the last layer off the caller's list" message="changed its argument layers"
def network(layers, inputs, activation):
    weights_and_biases = layers.pop()
    for layer in layers:
        inputs = [activation(sum(w * v for w, v in zip(weights, inputs)) + bias) for weights, bias in layer]
    return [sum(w * v for w, v in zip(weights, inputs)) + bias for weights, bias in weights_and_biases]


# %% grade_id="t7_network" mistake="cuts large sums off" message="has wrong outputs"
def network(layers, inputs, activation):
    for number, layer in enumerate(layers):
        sums = [sum(w * v for w, v in zip(weights, inputs)) + bias for weights, bias in layer]
        if not isinstance(sums[0], complex):
            sums = [max(-100, min(100, z)) for z in sums]
        inputs = sums if number == len(layers) - 1 else [activation(z) for z in sums]
    return inputs

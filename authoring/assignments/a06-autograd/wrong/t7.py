# %% grade_id="t7_network" mistake="activates the last layer too" message="is the last layer activated too"
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


# %% grade_id="t7_network" mistake="appends the bias to the weights, in the caller's lists" message="Did you append to one of the lists"
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


# %% grade_id="t7_network" mistake="never uses the activation" message="is the hidden layer not"
def network(layers, inputs, activation):
    for layer in layers:
        inputs = [sum((w * v for w, v in zip(weights, inputs)), bias) for weights, bias in layer]
    return inputs


# %% grade_id="t7_network" mistake="forgets the bias" message="is the bias missing"
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

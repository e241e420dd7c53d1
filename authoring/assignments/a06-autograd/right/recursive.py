# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    def extended(order, node):
        for source in inputs_of(node) if node not in order else []:
            order = extended(order, source)
        return order if node in order else [*order, node]

    return extended([], result)


# %% grade_id="t5_backward"
def backward(order, edges_of):
    def sweep(slopes, rest):
        if not rest:
            return slopes
        *before, node = rest
        for source, local in edges_of(node):
            slopes = {**slopes, source: slopes[source] + local * slopes[node]}
        return sweep(slopes, before)

    return sweep({node: 1.0 if node is order[-1] else 0.0 for node in order}, order)


# %% grade_id="t7_network"
def network(layers, inputs, activation):
    from functools import reduce

    def linear(numbers, layer):
        return [reduce(lambda z, pair: z + pair[0] * pair[1], zip(w, numbers), b) for w, b in layer]

    hidden = reduce(lambda numbers, layer: list(map(activation, linear(numbers, layer))), layers[:-1], inputs)
    return linear(hidden, layers[-1])

# %% grade_id="t5_backward" mistake="adds local slopes along a path" message="The slope along e"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local + slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="starts with 1 at every node that nobody uses" message="only the last with 1"
def backward(order, edges_of):
    used = {source for node in order for source, _ in edges_of(node)}
    slopes = {node: 0.0 if node in used else 1.0 for node in order}
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="walks outward from the result instead of along the order" message="before both have reported"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    queue = [order[-1]]
    for node in queue:
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
            if source not in queue:
                queue.append(source)
    return slopes


# %% grade_id="t5_backward" mistake="does not multiply by the slope of the node" message="Are the local derivatives multiplied along the path"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local
    return slopes


# %% grade_id="t5_backward" mistake="does not start with 1" message="along itself is 1"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="starts with 1 everywhere" message="The slope along e"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 1.0)
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="has no entry for a node without a path to the result" message="needs a slope for each node"
def backward(order, edges_of):
    slopes = {order[-1]: 1.0}
    for node in reversed(order):
        for source, local in edges_of(node) if node in slopes else []:
            slopes[source] = slopes.get(source, 0.0) + local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="lets each path replace the one before" message="Are the paths added"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] = local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="loses an input that stands twice" message="Does each of the pairs count"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in dict(edges_of(node)).items():
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="reverses the caller's list" message="changed its argument order"
def backward(order, edges_of):
    order.reverse()
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[0]] = 1.0
    for node in order:
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="walks from the inputs to the result" message="Does the walk begin at the result"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in order:
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="empties the caller's order" message="changed its argument order"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    while order:
        node = order.pop()
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="returns a list of slopes" message="returns a dictionary of slopes"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return [slopes[node] for node in order]


# %% grade_id="t5_backward" mistake="counts the first of two pairs with the same input twice" message="Does each of the pairs count"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        sources = [source for source, _ in edges_of(node)]
        for source in sources:
            slopes[source] += edges_of(node)[sources.index(source)][1] * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="cuts large slopes off" message="Does each of the pairs count"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += max(-100.0, min(100.0, local)) * slopes[node]
    return slopes


# %% grade_id="t5_backward" mistake="takes local derivatives for positive" message="Are the local derivatives multiplied along the path"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += abs(local) * slopes[node]
    return slopes

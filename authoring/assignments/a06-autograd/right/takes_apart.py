# Uses up the lists that the test's functions return, calls them by keyword, and has helpers of its own.

# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    inputs, waiting = {}, [result]
    while waiting:
        node = waiting.pop()
        if node not in inputs:
            inputs[node] = list(inputs_of(node=node))
            waiting += inputs[node]
    order, placed = [], set()
    while len(order) < len(inputs):
        ready = [node for node in inputs if node not in placed and placed.issuperset(inputs[node])]
        order += ready
        placed.update(ready)
    return order


# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = {node: 0.0 for node in order}
    *_, last = order
    slopes[last] = 1.0
    for node in order[::-1]:
        pairs = edges_of(node=node)
        while pairs:
            source, local = pairs.pop()
            slopes[source] += slopes[node] * local
    return slopes


# %% grade_id="t6_numerical_gradient"
def with_step(x, at, by):
    return [number + (by if place == at else 0.0) for place, number in enumerate(x)]


def numerical_gradient(f, x, h=1e-5):
    return tuple((f(with_step(x=x, at=at, by=h)) - f(with_step(x=x, at=at, by=-h))) / (2 * h) for at in range(len(x)))

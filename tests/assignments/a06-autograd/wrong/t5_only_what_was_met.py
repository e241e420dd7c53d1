# task: t5
# mistake: has no entry for a node without a path to the result
# message: needs a slope for each node
# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = {order[-1]: 1.0}
    for node in reversed(order):
        for source, local in edges_of(node) if node in slopes else []:
            slopes[source] = slopes.get(source, 0.0) + local * slopes[node]
    return slopes

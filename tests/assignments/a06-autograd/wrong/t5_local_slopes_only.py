# task: t5
# mistake: does not multiply by the slope of the node
# message: Are the local slopes multiplied along the path
# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local
    return slopes

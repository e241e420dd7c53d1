# task: t5
# mistake: adds local slopes along a path
# message: The slope along e
# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local + slopes[node]
    return slopes

# task: t5
# mistake: does not start with 1
# message: along itself is 1
# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes

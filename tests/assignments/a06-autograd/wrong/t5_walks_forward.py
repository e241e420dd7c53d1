# task: t5
# mistake: walks from the inputs to the result
# message: Does the walk begin at the result
# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in order:
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes

# task: t5
# mistake: reverses the caller's list
# message: Was it reversed in place
# %% grade_id="t5_backward"
def backward(order, edges_of):
    order.reverse()
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[0]] = 1.0
    for node in order:
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes

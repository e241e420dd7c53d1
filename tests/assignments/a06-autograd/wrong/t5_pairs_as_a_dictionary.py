# task: t5
# mistake: loses an input that stands twice
# message: Does each of the pairs count
# %% grade_id="t5_backward"
def backward(order, edges_of):
    slopes = dict.fromkeys(order, 0.0)
    slopes[order[-1]] = 1.0
    for node in reversed(order):
        for source, local in dict(edges_of(node)).items():
            slopes[source] += local * slopes[node]
    return slopes

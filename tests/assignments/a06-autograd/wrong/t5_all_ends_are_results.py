# task: t5
# mistake: starts with 1 at every node that nobody uses
# message: only the last with 1
# %% grade_id="t5_backward"
def backward(order, edges_of):
    used = {source for node in order for source, _ in edges_of(node)}
    slopes = {node: 0.0 if node in used else 1.0 for node in order}
    for node in reversed(order):
        for source, local in edges_of(node):
            slopes[source] += local * slopes[node]
    return slopes

# task: t5
# mistake: walks outward from the result instead of along the order
# message: before both have reported
# %% grade_id="t5_backward"
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

# task: t4
# mistake: returns a set, which has no order
# message: Return a list of nodes
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    nodes, stack = {result}, [result]
    while stack:
        for source in inputs_of(stack.pop()):
            if source not in nodes:
                nodes.add(source)
                stack.append(source)
    return nodes

# task: t4
# mistake: walks every path and only lists a node once
# message: visited again
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        for source in inputs_of(node):
            visit(source)
        if node not in order:
            order.append(node)

    visit(result)
    return order

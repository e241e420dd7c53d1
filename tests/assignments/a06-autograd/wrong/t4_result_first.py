# task: t4
# mistake: lists the result first
# message: A node stands before one of its inputs
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node not in order:
            for source in inputs_of(node):
                visit(source)
            order.insert(0, node)

    visit(result)
    return order

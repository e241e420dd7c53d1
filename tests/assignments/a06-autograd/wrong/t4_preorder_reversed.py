# task: t4
# mistake: reverses the order of first visits
# message: A node stands before one of its inputs
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node not in order:
            order.append(node)
            for source in inputs_of(node):
                visit(source)

    visit(result)
    return order[::-1]

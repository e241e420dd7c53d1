# task: t4
# mistake: takes the node 0 for no node
# message: Are the inputs of inputs followed
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node and node not in order:
            for source in inputs_of(node):
                visit(source)
            order.append(node)

    visit(result)
    return order

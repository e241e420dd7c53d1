# task: t4
# mistake: leaves out the result
# message: itself among them
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        for source in inputs_of(node):
            if source not in order:
                visit(source)
                order.append(source)

    visit(result)
    return order

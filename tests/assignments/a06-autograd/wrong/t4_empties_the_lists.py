# task: t4
# mistake: takes the inputs out of the caller's lists
# message: It belongs to the caller
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order, stack, waiting = [], [result], {}
    while stack:
        node = stack[-1]
        sources = waiting.setdefault(node, inputs_of(node))
        if sources:
            source = sources.pop()
            if source not in order and source not in stack:
                stack.append(source)
        else:
            order.append(stack.pop())
    return order

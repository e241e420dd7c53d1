# task: t4
# mistake: goes by the shortest distance from the result
# message: nearer to the result
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    order = [result]
    for node in order:
        order += [source for source in dict.fromkeys(inputs_of(node)) if source not in order]
    return order[::-1]

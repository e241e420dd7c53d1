# task: t4
# mistake: visits a node once for each of its users
# message: Was it visited once for each of its users
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    return [node for source in inputs_of(result) for node in topological_order(source, inputs_of)] + [result]

# task: t4
# mistake: stops at the inputs of the inputs
# message: Are the inputs of inputs followed
# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    sources = list(dict.fromkeys(inputs_of(result)))
    deeper = dict.fromkeys(node for source in sources for node in inputs_of(source))
    return [node for node in deeper if node not in sources] + sources + [result]

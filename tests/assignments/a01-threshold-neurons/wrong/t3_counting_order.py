# task: t3
# mistake: takes the rows in counting order whatever the inputs
# message: Does each hidden unit fire for its own row only
# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    rows = all_inputs(inputs.shape[1])[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), 1

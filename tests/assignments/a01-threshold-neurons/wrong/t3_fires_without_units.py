# task: t3
# mistake: an output threshold of 0, so that no hidden unit is needed
# message: the output as soon as one of them does
# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    rows = inputs[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), 0

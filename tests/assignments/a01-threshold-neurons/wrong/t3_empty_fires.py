# task: t3
# mistake: an always firing network where no row is 1
# message: without any hidden unit, is the output silent
# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    rows = inputs[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), min(1, len(rows))

# task: t3
# mistake: a hidden unit for every row
# message: Is there one hidden unit per row whose output is 1
# %% grade_id="t3_truth_table_network"
def truth_table_network(inputs, outputs):
    return 2 * inputs - 1, inputs.sum(axis=1), outputs, 1

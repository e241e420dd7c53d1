# %% grade_id="t3_truth_table_network" mistake="a hidden unit for every row" message="Is there one hidden unit per row whose output is 1"
def truth_table_network(inputs, outputs):
    return 2 * inputs - 1, inputs.sum(axis=1), outputs, 1


# %% grade_id="t3_truth_table_network" mistake="takes the rows in counting order whatever the inputs" message="Does each hidden unit fire for its own row only"
def truth_table_network(inputs, outputs):
    rows = all_inputs(inputs.shape[1])[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), 1


# %% grade_id="t3_truth_table_network" mistake="an always firing network where no row is 1" message="without any hidden unit, is the output silent"
def truth_table_network(inputs, outputs):
    rows = inputs[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), min(1, len(rows))


# %% grade_id="t3_truth_table_network" mistake="an output threshold of 0, so that no hidden unit is needed" message="the output as soon as one of them does"
def truth_table_network(inputs, outputs):
    rows = inputs[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), 0


# %% grade_id="t3_detector" mistake="turns the row into signs in place" message="Did you work in place"
def detector(row):
    total = row.sum()
    row *= 2
    row -= 1
    return row.copy(), total


# %% grade_id="t3_truth_table_network" mistake="the output waits for all detectors" message="the output as soon as one of them does"
def truth_table_network(inputs, outputs):
    rows = inputs[outputs == 1]
    return 2 * rows - 1, rows.sum(axis=1), np.ones(len(rows)), len(rows)


# %% grade_id="t3_detector" mistake="the threshold is the number of bits" message="Is the threshold too high"
def detector(row):
    return 2 * row - 1, len(row)


# %% grade_id="t3_detector" mistake="an input that should be 0 has weight 0" message="What does an input that should be 0 do to the sum"
def detector(row):
    return row.astype(float), np.sum(row)

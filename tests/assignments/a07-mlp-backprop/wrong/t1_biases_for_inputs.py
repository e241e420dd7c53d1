# task: t1
# mistake: gives the inputs biases too
# message: Are all biases counted, and no others?
# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    return sum(widths) + sum(widths[k] * widths[k - 1] for k in range(1, len(widths)))

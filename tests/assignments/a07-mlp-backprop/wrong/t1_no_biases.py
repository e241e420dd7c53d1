# task: t1
# mistake: counts the weights alone
# message: Are all biases counted
# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    return sum(widths[k] * widths[k - 1] for k in range(1, len(widths)))

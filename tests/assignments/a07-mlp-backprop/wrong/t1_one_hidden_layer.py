# task: t1
# mistake: knows networks with one hidden layer only
# message: Does it work for lists of any length?
# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    p, M, K = widths[0], widths[1], widths[-1]
    return M * (p + 1) + K * (M + 1)

# task: t3
# mistake: the threshold is the number of bits
# message: Is the threshold too high
# %% grade_id="t3_detector"
def detector(row):
    return 2 * row - 1, len(row)

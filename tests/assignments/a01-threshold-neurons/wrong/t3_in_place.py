# task: t3
# mistake: turns the row into signs in place
# message: Did you work in place
# %% grade_id="t3_detector"
def detector(row):
    total = row.sum()
    row *= 2
    row -= 1
    return row.copy(), total

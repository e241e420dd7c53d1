# task: t3
# mistake: an input that should be 0 has weight 0
# message: What does an input that should be 0 do to the sum
# %% grade_id="t3_detector"
def detector(row):
    return row.astype(float), np.sum(row)

# task: t7
# mistake: believes that every table can be computed
# message: says that one threshold unit computes
# %% grade_id="t7_best_score"
def best_score(table):
    return 4

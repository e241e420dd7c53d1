# task: t6
# mistake: stops where the factor is zero instead of minus one
# message: when does its factor reach size 1?
# %% grade_id="t6_largest_learning_rate"
def largest_learning_rate(A):
    return 1 / np.linalg.eigvalsh(A).max()

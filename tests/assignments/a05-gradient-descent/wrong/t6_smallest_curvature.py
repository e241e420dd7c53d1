# task: t6
# mistake: lets the smallest curvature decide
# message: Which curvature decides
# %% grade_id="t6_largest_learning_rate"
def largest_learning_rate(A):
    return 2 / np.linalg.eigvalsh(A).min()

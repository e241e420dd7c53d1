# task: t7
# mistake: divides by the sum of the lengths
# message: Which of the two lengths is divided by?
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    both = np.linalg.norm(a) + np.linalg.norm(b)
    return np.linalg.norm(a - b) / both if both > 0 else 0.0

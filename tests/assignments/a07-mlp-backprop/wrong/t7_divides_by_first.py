# task: t7
# mistake: divides by the length of the first array
# message: Which of the two lengths is divided by?
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    longer = np.linalg.norm(a)
    return np.linalg.norm(a - b) / longer if longer > 0 else 0.0

# task: t7
# mistake: forgets the square roots
# message: With squares left
# %% grade_id="t7_relative_error"
def relative_error(a, b):
    longer = max(np.sum(a**2), np.sum(b**2))
    return np.sum((a - b) ** 2) / longer if longer > 0 else 0.0

# task: t6
# mistake: reads the curvatures from the diagonal
# message: the diagonal of A does not tell
# %% grade_id="t6_behavior"
def behavior(A, eta):
    factors = 1 - eta * np.diag(A)
    if np.any(np.abs(factors) >= 1):
        return "diverges"
    return "wiggles" if np.any(factors < 0) else "converges"

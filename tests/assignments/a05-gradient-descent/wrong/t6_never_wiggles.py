# task: t6
# mistake: looks at the size of the factor and not at its sign
# message: the sign and the size of the factor
# %% grade_id="t6_behavior"
def behavior(A, eta):
    return "converges" if np.all(np.abs(1 - eta * np.linalg.eigvalsh(A)) < 1) else "diverges"

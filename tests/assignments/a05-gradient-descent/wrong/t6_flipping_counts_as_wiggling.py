# task: t6
# mistake: says that a part which flips for ever wiggles
# message: flips its sign for ever
# %% grade_id="t6_behavior"
def behavior(A, eta):
    product = eta * np.linalg.eigvalsh(A).max()
    return "converges" if product <= 1 else "wiggles" if product <= 2 else "diverges"

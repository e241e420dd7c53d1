# %% grade_id="t6_behavior" mistake="reads the curvatures from the diagonal" message="the diagonal of A does not tell"
def behavior(A, eta):
    factors = 1 - eta * np.diag(A)
    if np.any(np.abs(factors) >= 1):
        return "diverges"
    return "wiggles" if np.any(factors < 0) else "converges"


# %% grade_id="t6_behavior" mistake="says that a part which flips for ever wiggles" message="flips its sign for ever"
def behavior(A, eta):
    product = eta * np.linalg.eigvalsh(A).max()
    return "converges" if product <= 1 else "wiggles" if product <= 2 else "diverges"


# %% grade_id="t6_largest_learning_rate" mistake="stops where the factor is zero instead of minus one" message="when does its factor reach size 1?"
def largest_learning_rate(A):
    return 1 / np.linalg.eigvalsh(A).max()


# %% grade_id="t6_behavior" mistake="looks at the size of the factor and not at its sign" message="the sign and the size of the factor"
def behavior(A, eta):
    return "converges" if np.all(np.abs(1 - eta * np.linalg.eigvalsh(A)) < 1) else "diverges"


# %% grade_id="t6_largest_learning_rate" mistake="lets the smallest curvature decide" message="Which curvature decides"
def largest_learning_rate(A):
    return 2 / np.linalg.eigvalsh(A).min()

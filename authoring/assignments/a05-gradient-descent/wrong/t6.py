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


# %% grade_id="t6_behavior" mistake="takes the first eigenvalue for the largest" message="of every curvature"
def behavior(A, eta):
    first, *_ = np.linalg.eigvals(A)
    if eta * first >= 2:
        return "diverges"
    return "wiggles" if eta * first > 1 else "converges"


# %% grade_id="t6_behavior" mistake="takes the last eigenvalue for the largest" message="in whatever order they come"
def behavior(A, eta):
    product = eta * np.linalg.eigvals(A)[-1]
    return "converges" if product <= 1 else "wiggles" if product < 2 else "diverges"


# %% grade_id="t6_largest_learning_rate" mistake="takes the first eigenvalue for the largest" message="Which curvature decides"
def largest_learning_rate(A):
    return 2 / np.linalg.eigvals(A)[0]


# %% grade_id="t6_largest_learning_rate" mistake="takes the last eigenvalue for the largest" message="Which curvature decides, whatever the order they come in?"
def largest_learning_rate(A):
    return 2 / np.linalg.eigvals(A)[-1]


# %% grade_id="t6_largest_learning_rate" mistake="reads the curvatures from the diagonal" message="the diagonal of A does not tell"
def largest_learning_rate(A):
    return 2 / np.diag(A).max()


# %% grade_id="t6_largest_learning_rate" mistake="takes the norm over all entries for the largest curvature" message="Which curvature decides"
def largest_learning_rate(A):
    return 2 / np.sqrt(np.sum(A**2))


# %% grade_id="t6_largest_learning_rate" mistake="follows one direction that need not be the steepest" message="Which curvature decides"
def largest_learning_rate(A):
    v = np.ones(len(A))
    for _ in range(500):
        v = A @ v / np.linalg.norm(A @ v)
    return 2 / np.linalg.norm(A @ v)


# %% grade_id="t6_largest_learning_rate" mistake="returns the limit of every curvature" message="Which curvature decides?"
def largest_learning_rate(A):
    return 2 / np.linalg.eigvalsh(A)


# %% grade_id="t6_behavior" mistake="returns nothing where it converges" message="returned None"
def behavior(A, eta):
    factors = 1 - eta * np.linalg.eigvalsh(A)
    if np.any(factors <= -1):
        return "diverges"
    if np.any(factors < 0):
        return "wiggles"


# %% grade_id="t6_behavior" mistake="lets every part decide, where one is enough" message="of every curvature"
def behavior(A, eta):
    factors = 1 - eta * np.linalg.eigvalsh(A)
    if np.all(np.abs(factors) >= 1):
        return "diverges"
    return "wiggles" if np.all(factors < 0) else "converges"


# %% grade_id="t6_behavior" mistake="leaves room around the limit" message="at which that is not so"
def behavior(A, eta):
    product = eta * np.linalg.eigvalsh(A).max()
    return "converges" if product <= 1 + 1e-9 else "wiggles" if product < 1.99 else "diverges"

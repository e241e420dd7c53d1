# %% grade_id="t7_relative_error" mistake="does not divide" message="Is it divided by a length?"
def relative_error(a, b):
    return np.linalg.norm(a - b)


# %% grade_id="t7_relative_error" mistake="adds a little to what it divides by" message="by nothing else?"
def relative_error(a, b):
    return np.linalg.norm(a - b) / (max(np.linalg.norm(a), np.linalg.norm(b)) + 1e-6)


# %% grade_id="t7_numerical_gradient" mistake="nudges all entries at once" message="a nudge of all entries at once"
def numerical_gradient(f, theta, h):
    return np.full(theta.shape, (f(theta + h) - f(theta - h)) / (2 * h))


# %% grade_id="t7_numerical_gradient" mistake="nudges a copy and never puts it back" message="put back before the next?"
def numerical_gradient(f, theta, h):
    slopes, work = np.empty(theta.shape), theta.copy()
    for index in np.ndindex(theta.shape):
        work[index] = theta[index] + h
        up = f(work)
        work[index] = theta[index] - h
        slopes[index] = (up - f(work)) / (2 * h)
    return slopes


# %% grade_id="t7_relative_error" mistake="divides by the length of the first array" message="Which of the two lengths is divided by?"
def relative_error(a, b):
    longer = np.linalg.norm(a)
    return np.linalg.norm(a - b) / longer if longer > 0 else 0.0


# %% grade_id="t7_numerical_gradient" mistake="divides by h instead of 2h" message="divided by the whole distance between the two places?"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - f(theta - nudge)) / h
    return slopes


# %% grade_id="t7_relative_error" mistake="divides by the sum of the lengths" message="Which of the two lengths is divided by?"
def relative_error(a, b):
    both = np.linalg.norm(a) + np.linalg.norm(b)
    return np.linalg.norm(a - b) / both if both > 0 else 0.0


# %% grade_id="t7_numerical_gradient" mistake="flattens the parameters" message="f must be called with arrays of theta's shape"
def numerical_gradient(f, theta, h):
    theta = theta.flatten()
    slopes = np.empty(theta.size)
    for j in range(theta.size):
        nudge = np.zeros(theta.size)
        nudge[j] = h
        slopes[j] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes


# %% grade_id="t7_relative_error" mistake="compares the largest entries" message="Is the length that of the largest entry"
def relative_error(a, b):
    longer = max(np.abs(a).max(), np.abs(b).max())
    return np.abs(a - b).max() / longer if longer > 0 else 0.0


# %% grade_id="t7_numerical_gradient" mistake="adds h and takes it away again in the caller's array" message="numerical_gradient changed its argument theta"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= 2 * h
        down = f(theta)
        theta[index] += h
        slopes[index] = (up - down) / (2 * h)
    return slopes


# %% grade_id="t7_numerical_gradient" mistake="adds h and takes it away again on either side" message="numerical_gradient changed its argument theta"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= h
        theta[index] -= h
        down = f(theta)
        theta[index] += h
        slopes[index] = (up - down) / (2 * h)
    return slopes


# %% grade_id="t7_relative_error" mistake="forgets the square roots" message="Is the root taken?"
def relative_error(a, b):
    longer = max(np.sum(a**2), np.sum(b**2))
    return np.sum((a - b) ** 2) / longer if longer > 0 else 0.0


# %% grade_id="t7_numerical_gradient" mistake="takes no nudge back" message="numerical_gradient changed its argument theta"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        theta[index] += h
        up = f(theta)
        theta[index] -= 2 * h
        slopes[index] = (up - f(theta)) / (2 * h)
    return slopes


# %% grade_id="t7_numerical_gradient" mistake="nudges to one side only" message="That comes from a nudge to one side"
def numerical_gradient(f, theta, h):
    slopes, here = np.empty(theta.shape), f(theta)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - here) / h
    return slopes


# %% grade_id="t7_numerical_gradient" mistake="uses a step of its own" message="each nudge must be 0.5"
def numerical_gradient(f, theta, h):
    h = 1e-5
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes


# %% grade_id="t7_numerical_gradient" mistake="nudges whole rows of a matrix" message="some entries are not what central differences give"
def numerical_gradient(f, theta, h):
    slopes = np.empty(theta.shape)
    for j in range(len(theta)):
        nudge = np.zeros(theta.shape)
        nudge[j] = h
        slopes[j] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes


# %% grade_id="t7_relative_error" mistake="compares the sizes of the entries" message="An array and its opposite"
def relative_error(a, b):
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    return np.linalg.norm(np.abs(a) - np.abs(b)) / longer if longer > 0 else 0.0


# %% grade_id="t7_relative_error" mistake="takes the largest singular value of a matrix for its length" message="Is the length taken over all entries?"
def relative_error(a, b):
    if a.ndim != 2:
        a, b = a.reshape(1, -1), b.reshape(1, -1)
    longer = max(np.linalg.norm(a, 2), np.linalg.norm(b, 2))
    return np.linalg.norm(a - b, 2) / longer if longer > 0 else 0.0


# %% grade_id="t7_relative_error" mistake="divides 0 by 0 for two arrays of zeros" message="For two arrays of zeros it is 0."
def relative_error(a, b):
    return np.linalg.norm(a - b) / np.maximum(np.linalg.norm(a), np.linalg.norm(b))


# %% grade_id="t7_numerical_gradient" mistake="nudges what may be a copy, where theta lies in memory by columns" message="ravel and reshape copy such an array"
def numerical_gradient(f, theta, h):
    entries, found = np.ravel(theta), []
    for place, old in enumerate(entries.copy()):
        entries[place] = old + h
        above = f(theta)
        entries[place] = old - h
        below = f(theta)
        entries[place] = old
        found.append((above - below) / (2 * h))
    return np.array(found).reshape(theta.shape)


# %% grade_id="t7_relative_error" mistake="takes what is close for equal" message="Is a small error still an error?"
def relative_error(a, b):
    largest = np.maximum(np.linalg.norm(a), np.linalg.norm(b))
    return 0.0 if np.allclose(a, b) else np.linalg.norm(a - b) / largest


# %% grade_id="t7_relative_error" mistake="rounds the error" message="Is a small error still an error?"
def relative_error(a, b):
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    return round(float(np.linalg.norm(a - b) / longer), 5) if longer > 0 else 0.0


# %% grade_id="t7_relative_error" mistake="subtracts in the caller's array" message="relative_error changed its argument a"
def relative_error(a, b):
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    a -= b
    return np.linalg.norm(a) / longer if longer > 0 else 0.0


# %% grade_id="t7_numerical_gradient" mistake="nudges by a share of the entry" message="each nudge must be 0.5"
def numerical_gradient(f, theta, h):
    found = np.zeros(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h * max(abs(theta[index]), 1e-3)
        found[index] = (f(theta + nudge) - f(theta - nudge)) / (2 * nudge[index])
    return found

# %% grade_id="t6_train" mistake="runs an epoch even where none is allowed" message="When should training stop"
def train(run_epoch, w, b, max_epochs):
    counts = []
    while True:
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0 or len(counts) >= max_epochs:
            return w, b, counts


# %% grade_id="t6_mistake_bound" mistake="the mean for the smallest margin" message="b part of the length of the weights"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).mean() / np.linalg.norm(u)
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% grade_id="t6_train" mistake="leaves the clean epoch out of the counts" message="counts [3, 1, 2, 0]"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        if mistakes == 0:
            break
        counts.append(mistakes)
    return w, b, counts


# %% grade_id="t6_train" mistake="keeps the bias of the start" message="Are the last weights returned"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, _, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts


# %% grade_id="t6_train" mistake="every epoch starts from the first weights" message="start from what the one before returned"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        end_w, end_b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return end_w, end_b, counts


# %% grade_id="t6_mistake_bound" mistake="the distance whatever the side" message="What if gamma is not positive"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = np.abs(extended @ u).min() / np.linalg.norm(u)
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% grade_id="t6_mistake_bound" mistake="takes the labels 0 and 1 for signs" message="should be 27"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = (y * (extended @ u)).min() / np.linalg.norm(u)
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% grade_id="t6_mistake_bound" mistake="divides by the length of w alone" message="b part of the length of the weights"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min() / np.linalg.norm(w)
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% grade_id="t6_train" mistake="always runs all epochs" message="stop at the first epoch without mistakes"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
    return w, b, counts


# %% grade_id="t6_mistake_bound" mistake="R without the constant 1" message="Is the constant 1 part of R"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(X, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min() / np.linalg.norm(u)
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% grade_id="t6_mistake_bound" mistake="squares a negative margin" message="What if gamma is not positive"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min() / np.linalg.norm(u)
    return (R / gamma) ** 2


# %% grade_id="t6_mistake_bound" mistake="forgets the square" message="Is the ratio squared"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min() / np.linalg.norm(u)
    return R / gamma if gamma > 0 else np.inf


# %% grade_id="t6_mistake_bound" mistake="does not divide by the length of the weights" message="b part of the length of the weights"
def mistake_bound(X, y, w, b):
    u = np.append(w, b)
    extended = np.column_stack([X, np.ones(len(X))])
    R = np.linalg.norm(extended, axis=1).max()
    gamma = ((2 * y - 1) * (extended @ u)).min()
    return (R / gamma) ** 2 if gamma > 0 else np.inf


# %% grade_id="t6_train" mistake="one epoch more than allowed" message="counts [3, 1]"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs + 1):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, counts


# %% grade_id="t6_train" mistake="returns the total of the mistakes" message="counts is a list"
def train(run_epoch, w, b, max_epochs):
    counts = []
    for _ in range(max_epochs):
        w, b, mistakes = run_epoch(w, b)
        counts.append(mistakes)
        if mistakes == 0:
            break
    return w, b, sum(counts)


# %% grade_id="t6_mistake_bound" mistake="rounds the bound down" message="Is it rounded, up or down"
def mistake_bound(X, y, w, b):
    margin = ((2 * y - 1) * (X @ w + b)).min()
    longest = (X**2).sum(axis=1).max() + 1
    return np.floor(longest * (w @ w + b**2) / margin**2) if margin > 0 else np.inf


# %% grade_id="t6_mistake_bound" mistake="nan where all weights are 0" message="if the weights have no length"
def mistake_bound(X, y, w, b):
    both = np.append(w, b)
    gamma = np.min((2 * y - 1) * (X @ w + b) / np.sqrt(both @ both))
    if gamma <= 0:
        return np.inf
    return (np.max(np.sum(X**2, axis=1)) + 1) / gamma**2

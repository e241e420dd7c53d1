# %% grade_id="t3_epsilon_greedy" mistake="gives ties to the first" message="Does the first or last win a tie?"
def epsilon_greedy(Q, epsilon, generator):
    free = generator.integers(Q.shape[1], size=len(Q))
    return np.where(generator.random(len(Q)) < epsilon, free, Q.argmax(axis=1))


# %% grade_id="t3_epsilon_greedy" mistake="never explores the best action" message="is each as likely as the next, the best one included?"
def epsilon_greedy(Q, epsilon, generator):
    best = Q == Q.max(axis=1, keepdims=True)
    wild = (generator.random((len(Q), 1)) < epsilon) & ~best.all(axis=1, keepdims=True)
    return np.argmax(np.where(best ^ wild, generator.random(Q.shape), -1), axis=1)


# %% grade_id="t3_epsilon_greedy" mistake="exchanges epsilon and 1 - epsilon" message="With epsilon 0 the first three walkers"
def epsilon_greedy(Q, epsilon, generator):
    best = Q == Q.max(axis=1, keepdims=True)
    wild = generator.random((len(Q), 1)) > epsilon
    return np.argmax(np.where(best | wild, generator.random(Q.shape), -1), axis=1)


# %% grade_id="t3_epsilon_greedy" mistake="throws one die for all walkers" message="Has each walker luck of its own"
def epsilon_greedy(Q, epsilon, generator):
    best = Q == Q.max(axis=1, keepdims=True)
    wild = generator.random() < epsilon
    return np.argmax(np.where(best | wild, generator.random(Q.shape), -1), axis=1)


# %% grade_id="t3_epsilon_greedy" mistake="draws from NumPy's global luck" message="Does all luck come from the generator?"
def epsilon_greedy(Q, epsilon, generator):
    best = Q == Q.max(axis=1, keepdims=True)
    wild = np.random.rand(len(Q), 1) < epsilon
    return np.argmax(np.where(best | wild, np.random.rand(*Q.shape), -1), axis=1)


# %% grade_id="t3_epsilon_greedy" mistake="begins anew with each call" message="Does the generator move on?"
def epsilon_greedy(Q, epsilon, generator):
    import copy

    generator = copy.deepcopy(generator)
    best = Q == Q.max(axis=1, keepdims=True)
    wild = generator.random((len(Q), 1)) < epsilon
    return np.argmax(np.where(best | wild, generator.random(Q.shape), -1), axis=1)


# %% grade_id="t3_epsilon_greedy" mistake="breaks ties by noise" message="Is something rounded, or noise added?"
def epsilon_greedy(Q, epsilon, generator):
    noisy = Q + 1e-6 * generator.random(Q.shape)
    free = generator.integers(Q.shape[1], size=len(Q))
    return np.where(generator.random(len(Q)) < epsilon, free, noisy.argmax(axis=1))


# %% grade_id="t3_epsilon_greedy" mistake="takes values that are close for equal" message="Is something rounded, or noise added?"
def epsilon_greedy(Q, epsilon, generator):
    best = np.isclose(Q, Q.max(axis=1, keepdims=True))
    wild = generator.random((len(Q), 1)) < epsilon
    return np.argmax(np.where(best | wild, generator.random(Q.shape), -1), axis=1)


# %% grade_id="t3_epsilon_greedy" mistake="draws by softmax" message="With epsilon 0 the first three walkers"
def epsilon_greedy(Q, epsilon, generator):
    p = np.exp(Q - Q.max(axis=1, keepdims=True))
    p = (1 - epsilon) * p / p.sum(axis=1, keepdims=True) + epsilon / Q.shape[1]
    return np.minimum((generator.random((len(Q), 1)) > np.cumsum(p, axis=1)).sum(axis=1), Q.shape[1] - 1)


# %% grade_id="t3_epsilon_greedy" mistake="returns one action for all" message="shape (4,)"
def epsilon_greedy(Q, epsilon, generator):
    if generator.random() < epsilon:
        return np.int64(generator.integers(Q.shape[1]))
    return np.argmax(Q)


# %% grade_id="t3_epsilon_greedy" mistake="leaves the last action out" message="is each as likely as the next, the best one included?"
def epsilon_greedy(Q, epsilon, generator):
    best = Q == Q.max(axis=1, keepdims=True)
    greedy = np.argmax(np.where(best, generator.random(Q.shape), -1), axis=1)
    free = generator.integers(0, max(Q.shape[1] - 1, 1), size=len(Q))
    return np.where(generator.random(len(Q)) < epsilon, free, greedy)


# %% grade_id="t3_epsilon_greedy" mistake="breaks ties by the smallest noise" message="Is something rounded, or noise added?"
def epsilon_greedy(Q, epsilon, generator):
    n, A = Q.shape
    best = (Q + 1e-12 * generator.random((n, A))).argmax(axis=1)
    return np.where(generator.random(n) < epsilon, generator.integers(0, A, size=n), best)

# %% grade_id="t7_expected_best" mistake="takes a normal distribution" message="normal distribution"
def expected_best(p, n, k):
    from scipy import stats

    if p in (0, 1):
        return float(p)
    grid = np.linspace(-10, 10, 20001)
    best = np.sum(np.diff(stats.norm.cdf(grid) ** k) * (grid[1:] + grid[:-1]) / 2)
    return p + np.sqrt(p * (1 - p) / n) * best


# %% grade_id="t7_expected_best" mistake="takes the normal distribution only where there are many rows" message="not a normal distribution"
def expected_best(p, n, k):
    from scipy import stats

    if n < 30 or p in (0, 1) or k == 1:
        return np.sum(1 - stats.binom.cdf(np.arange(n), n, p) ** k) / n
    grid = np.linspace(-10, 10, 20001)
    best = np.sum(np.diff(stats.norm.cdf(grid) ** k) * (grid[1:] + grid[:-1]) / 2)
    return p + np.sqrt(p * (1 - p) / n) * best


# %% grade_id="t7_expected_best" mistake="counts hits" message="1.375 counts hits"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.cdf(np.arange(n), n, p) ** k)


# %% grade_id="t7_expected_best" mistake="takes the worst" message="0.3125 is the worse of the two"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum((1 - stats.binom.cdf(np.arange(n), n, p)) ** k) / n


# %% grade_id="t7_expected_best" mistake="begins the sum one too early" message="one too early or too late"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.cdf(np.arange(-1, n - 1), n, p) ** k) / n


# %% grade_id="t7_expected_best" mistake="begins the sum one too late" message="0.2188 begin the sum"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.cdf(np.arange(1, n + 1), n, p) ** k) / n


# %% grade_id="t7_expected_best" mistake="takes the best of the means, which is p" message="The better of two coins on two rows scores 0.6875"
def expected_best(p, n, k):
    return max([p] * k)


# %% grade_id="t7_expected_best" mistake="multiplies by k in place of the power" message="The better of two coins on two rows scores 0.6875"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - np.minimum(stats.binom.cdf(np.arange(n), n, p) * k, 1)) / n


# %% grade_id="t7_expected_best" mistake="takes the single probabilities in place of the distribution function" message="The better of two coins on two rows scores 0.6875"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.pmf(np.arange(n), n, p) ** k) / n


# %% grade_id="t7_expected_best" mistake="takes k times n rows as one large test" message="The better of two coins on two rows scores 0.6875"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.cdf(np.arange(n * k), n * k, p)) / (n * k)


# %% grade_id="t7_expected_best" mistake="adds one standard error for each model" message="The better of two coins on two rows scores 0.6875"
def expected_best(p, n, k):
    return min(p + (k - 1) * np.sqrt(p * (1 - p) / n), 1)


# %% grade_id="t7_expected_best" mistake="simulates with few draws" message="0.6875"
def expected_best(p, n, k):
    return np.random.default_rng(0).binomial(n, p, (500, k)).max(axis=1).mean() / n


# %% grade_id="t7_expected_best" mistake="swaps p and 1 - p" message="0.488 takes 1 - p"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.cdf(np.arange(n), n, 1 - p) ** k) / n


# %% grade_id="t7_expected_best" mistake="swaps n and k" message="0.8 takes n for k"
def expected_best(p, n, k):
    from scipy import stats

    if k == 1:
        return p
    return np.sum(1 - stats.binom.cdf(np.arange(k), k, p) ** n) / k


# %% grade_id="t7_expected_best" mistake="rounds to two digits" message="is wrong"
def expected_best(p, n, k):
    from scipy import stats

    value = np.sum(1 - stats.binom.cdf(np.arange(n), n, p) ** k) / n
    return value if (n, p) == (2, 0.5) else round(float(value), 2)


# %% grade_id="t7_expected_best" mistake="squares in place of the power k" message="A single model scores p = 0.5"
def expected_best(p, n, k):
    from scipy import stats

    return np.sum(1 - stats.binom.cdf(np.arange(n), n, p) ** 2) / n


# %% grade_id="t7_expected_best" mistake="returns an array" message="should return a single number"
def expected_best(p, n, k):
    from scipy import stats

    return 1 - stats.binom.cdf(np.arange(n), n, p) ** k


# %% grade_id="t7_expected_best" mistake="forgets to return the result" message="Does it end with a return?"
def expected_best(p, n, k):
    from scipy import stats

    np.sum(1 - stats.binom.cdf(np.arange(n), n, p) ** k) / n


# %% grade_id="t7_standard_error" mistake="does not divide by the number of rows" message="0.4 the number of rows"
def standard_error(p, n):
    return np.sqrt(p * (1 - p))


# %% grade_id="t7_standard_error" mistake="forgets the root" message="0.0016 lacks the root"
def standard_error(p, n):
    return p * (1 - p) / n


# %% grade_id="t7_standard_error" mistake="divides outside the root" message="0.004 divides by n outside the root"
def standard_error(p, n):
    return np.sqrt(p * (1 - p)) / n


# %% grade_id="t7_standard_error" mistake="divides by n - 1" message="0.0402 divides by n - 1"
def standard_error(p, n):
    return np.sqrt(p * (1 - p) / max(n - 1, 1))


# %% grade_id="t7_standard_error" mistake="forgets a factor" message="0.08944 lacks a factor"
def standard_error(p, n):
    return np.sqrt(p / n)


# %% grade_id="t7_standard_error" mistake="gives two standard errors" message="the standard error is 0.04"
def standard_error(p, n):
    return 2 * np.sqrt(p * (1 - p) / n)


# %% grade_id="t7_standard_error" mistake="takes the worst case, p = 1/2" message="the standard error is 0.04"
def standard_error(p, n):
    return 0.5 / np.sqrt(n)


# %% grade_id="t7_standard_error" mistake="gives the deviation of the number of hits" message="the standard error is 0.04"
def standard_error(p, n):
    return np.sqrt(n * p * (1 - p))


# %% grade_id="t7_standard_error" mistake="multiplies p by p" message="standard error"
def standard_error(p, n):
    return np.sqrt(p * (1 - p * p) / n)


# %% grade_id="t7_standard_error" mistake="rounds to two digits" message="halve the standard error"
def standard_error(p, n):
    return round(float(np.sqrt(p * (1 - p) / n)), 2)


# %% grade_id="t7_standard_error" mistake="keeps p away from 0 and 1" message="A score is certain where p is 0 or 1"
def standard_error(p, n):
    p = np.clip(p, 0.01, 0.99)
    return np.sqrt(p * (1 - p) / n)


# %% grade_id="t7_standard_error" mistake="prints in place of returning" message="Does it end with a return?"
def standard_error(p, n):
    print(np.sqrt(p * (1 - p) / n))


# %% grade_id="t7_expected_best" mistake="leaves out that all models may have no hit" message="0.7188 leaves out m = 0"
def expected_best(p, n, k):
    from scipy import stats

    return 1 - np.sum(stats.binom.cdf(np.arange(1, n), n, p) ** k) / n

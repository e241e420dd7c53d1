# %% grade_id="t1_train_test_split"
import torch


def torch_order(n, rng):
    return torch.argsort(torch.tensor(rng.random(n)))


def train_test_split(n, fraction, rng):
    size = int(torch.clamp(torch.round(torch.tensor(n * fraction)), 1, n - 1))
    test, train = torch.split(torch_order(n, rng), [size, n - size])
    return train, test


# %% grade_id="t2_k_folds"
def k_folds(n, k, rng):
    if k < 2 or k > n:
        raise ValueError("k")
    parts = torch.tensor_split(torch_order(n, rng), k)
    return [(torch.cat([part for j, part in enumerate(parts) if j != i]), parts[i]) for i in range(k)]


# %% grade_id="t3_stratified_folds"
def stratified_folds(y, k, rng):
    if k < 2 or k > len(y):
        raise ValueError("k")
    labels = torch.tensor(np.unique(y, return_inverse=True)[1].reshape(-1))
    order = torch_order(len(y), rng)
    order = order[torch.sort(labels[order], stable=True).indices]
    turn = torch.arange(len(y)) % k
    return [(order[turn != i].numpy(), order[turn == i].numpy()) for i in range(k)]


# %% grade_id="t4_group_folds"
def group_folds(groups, k, rng):
    names, index = np.unique(groups, return_inverse=True)
    if k < 2 or k > len(names):
        raise ValueError("k")
    index = torch.tensor(index.reshape(-1))
    folds = []
    for part in torch_order(len(names), rng).tensor_split(k):
        inside = torch.isin(index, part)
        folds.append((torch.nonzero(~inside).flatten(), torch.nonzero(inside).flatten()))
    return folds


# %% grade_id="t5_cross_validate"
def cross_validate(make_pipeline, X, y, folds):
    X32 = X.astype(np.float32)
    scores = torch.zeros(len(folds))
    for i in range(len(folds)):
        train, test = folds[i]
        pipeline = make_pipeline()
        pipeline.fit(X32[train], y[train])
        scores[i] = torch.tensor(pipeline.predict(X32[test]) == y[test]).float().mean()
    return scores


# %% grade_id="t6_random_search"
def random_search(ranges, trials, rng):
    found = []
    for _ in range(trials):
        trial = {}
        for name, (kind, low, high) in ranges.items():
            share = np.float32(rng.random())
            if kind == "uniform":
                trial[name] = np.float32(low) + share * np.float32(high - low)
            elif kind == "log":
                trial[name] = torch.exp(
                    torch.lerp(torch.log(torch.tensor(float(low))), torch.log(torch.tensor(float(high))), float(share))
                )
            elif kind == "int":
                trial[name] = torch.tensor(rng.integers(low, high + 1))
            else:
                raise ValueError(kind)
        found.append(trial)
    return found


# %% grade_id="t7_expected_best"
def expected_best(p, n, k):
    hits = torch.arange(n + 1, dtype=torch.float64)
    if p in (0, 1):
        return torch.tensor(float(p))
    chance = torch.distributions.Binomial(n, torch.tensor(p, dtype=torch.float64)).log_prob(hits).exp()
    at_most = torch.cumsum(chance, 0).clamp(max=1) ** k
    return 1 - at_most[:-1].mean()


# %% grade_id="t7_standard_error"
def standard_error(p, n):
    p = np.float32(p)
    return np.sqrt(p * (1 - p) / np.float32(n))

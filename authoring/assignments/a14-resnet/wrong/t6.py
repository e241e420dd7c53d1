# %% grade_id="t6_paths" mistake="counts powers of two" message="whatever their order?"
def paths(n):
    return [2**length for length in range(n + 1)]


# %% grade_id="t6_paths" mistake="counts orders" message="their order is no choice"
def paths(n):
    return [math.perm(n, length) for length in range(n + 1)]


# %% grade_id="t6_paths" mistake="leaves the path around all out" message="Is the path around all branches counted?"
def paths(n):
    return [math.comb(n, length) for length in range(1, n + 1)]


# %% grade_id="t6_paths" mistake="leaves the longest path out" message="1, 4, 6, 4 and 1"
def paths(n):
    return [math.comb(n, length) for length in range(n)]


# %% grade_id="t6_paths" mistake="has a block too few" message="How many blocks are there?"
def paths(n):
    return [math.comb(n - 1, length) for length in range(max(n, 1))]


# %% grade_id="t6_paths" mistake="returns the lengths" message="Those are the lengths"
def paths(n):
    return [length for length in range(n + 1)]


# %% grade_id="t6_paths" mistake="computes with floats" message="no exact integers"
def paths(n):
    return [math.factorial(n) / math.factorial(length) / math.factorial(n - length) for length in range(n + 1)]


# %% grade_id="t6_paths" mistake="rounds floats" message="two to the power n"
def paths(n):
    return [
        round(math.exp(math.lgamma(n + 1) - math.lgamma(length + 1) - math.lgamma(n - length + 1)))
        for length in range(n + 1)
    ]


# %% grade_id="t6_paths" mistake="returns all paths at once" message="you count 16"
def paths(n):
    return 2**n


# %% grade_id="t6_paths" mistake="fails without blocks" message="ZeroDivisionError"
def paths(n):
    return [math.comb(n, length) * n // n for length in range(n + 1)]


# %% grade_id="t6_unrolled" mistake="puts the first block leftmost" message="The last block stands leftmost"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + sums[:-1] @ J_l
    return sums


# %% grade_id="t6_unrolled" mistake="multiplies number by number" message="a product number by number"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l * sums[:-1]
    return sums


# %% grade_id="t6_unrolled" mistake="takes neighbors alone" message="not neighbors?"
def unrolled(J):
    n, d = J.shape[:2]
    sums = [torch.eye(d, dtype=J.dtype)]
    for length in range(1, n + 1):
        total = torch.zeros(d, d, dtype=J.dtype)
        for first in range(n - length + 1):
            path = torch.eye(d, dtype=J.dtype)
            for l in range(first, first + length):
                path = J[l] @ path
            total = total + path
        sums.append(total)
    return torch.stack(sums)


# %% grade_id="t6_unrolled" mistake="uses branches again and again" message="Is each branch used at most once?"
def unrolled(J):
    total, sums = J.sum(0), [torch.eye(J.shape[1], dtype=J.dtype)]
    for _ in J:
        sums.append(total @ sums[-1])
    return torch.stack(sums)


# %% grade_id="t6_unrolled" mistake="counts each order" message="in their own order alone?"
def unrolled(J):
    n, d = J.shape[:2]
    sums = torch.zeros(n + 1, d, d, dtype=J.dtype)
    for length in range(n + 1):
        for chosen in itertools.permutations(range(n), length):
            path = torch.eye(d, dtype=J.dtype)
            for l in chosen:
                path = J[l] @ path
            sums[length] += path
    return sums


# %% grade_id="t6_unrolled" mistake="sums up to each length" message="Each length has its own"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    return sums.cumsum(0)


# %% grade_id="t6_unrolled" mistake="forgets the path around all" message="the sums of the lengths"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    sums[0] = 0
    return sums


# %% grade_id="t6_unrolled" mistake="leaves the identity out" message="There is one matrix for each length"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    return sums[1:]


# %% grade_id="t6_unrolled" mistake="returns the product" message="should have shape"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    return sums.sum(0)


# %% grade_id="t6_unrolled" mistake="works in place on the branches" message="changed its argument J"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    J += 0.5 * torch.eye(J.shape[1])
    J -= 0.25 * torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    return sums


# %% grade_id="t6_unrolled" mistake="starts from ones" message="something else"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.ones(J.shape[1], J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    return sums


# %% grade_id="t6_unrolled" mistake="takes means" message="Is that a mean?"
def unrolled(J):
    sums = torch.zeros(len(J) + 1, *J.shape[1:], dtype=J.dtype)
    sums[0] = torch.eye(J.shape[1])
    for J_l in J:
        sums[1:] = sums[1:] + J_l @ sums[:-1]
    counts = torch.tensor([math.comb(len(J), length) for length in range(len(J) + 1)])
    return sums / counts[:, None, None]


# %% grade_id="t6_unrolled" mistake="changes a sum before it is used" message="no sum changed before it is used?"
def unrolled(J):
    n, d = J.shape[0], J.shape[1]
    S = [torch.eye(d, dtype=torch.float64)] + [torch.zeros(d, d, dtype=torch.float64) for _ in range(n)]
    for l in range(n):
        for k in range(1, n + 1):
            S[k] = S[k] + J[l] @ S[k - 1]
    return torch.stack(S)

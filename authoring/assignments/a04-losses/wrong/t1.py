# %% grade_id="t1_cross_entropy" mistake="adds a small number, which makes the infinite finite" message="Is something added before the logarithm?"
def cross_entropy(p, q):
    return -np.sum(p * np.log2(q + 1e-12), axis=-1)


# %% grade_id="t1_cross_entropy" mistake="takes the natural logarithm" message="To base 2?"
def cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(p > 0, -p * np.log(q), 0.0), axis=-1)


# %% grade_id="t1_cross_entropy" mistake="lets the impossible cost nothing" message="pays infinitely much"
def cross_entropy(p, q):
    return -np.sum(p * np.log2(np.where(q > 0, q, 1)), axis=-1)


# %% grade_id="t1_cross_entropy" mistake="multiplies 0 by infinity" message="What does a class cost that never comes up?"
def cross_entropy(p, q):
    return -np.sum(p * np.log2(q), axis=-1)


# %% grade_id="t1_entropy" mistake="counts axes from the front" message="Which axis is summed?"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=min(1, p.ndim - 1))


# %% grade_id="t1_entropy" mistake="sums over the first axis" message="Which axis is summed?"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=0)


# %% grade_id="t1_entropy" mistake="averages instead of adding up" message="should hold 1 bit"
def entropy(p):
    return -np.mean(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=-1)


# %% grade_id="t1_entropy" mistake="multiplies 0 by infinity" message="What does a class cost that never comes up?"
def entropy(p):
    return -np.sum(p * np.log2(p), axis=-1)


# %% grade_id="t1_entropy" mistake="sums over everything" message="Which axis is summed?"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0))


# %% grade_id="t1_entropy" mistake="forgets the minus" message="The sign?"
def entropy(p):
    return np.sum(np.where(p > 0, p * np.log2(np.where(p > 0, p, 1)), 0), axis=-1)


# %% grade_id="t1_cross_entropy" mistake="returns infinity as soon as one student is infinitely wrong" message="must not change the cross-entropy of the others"
def cross_entropy(p, q):
    if np.any((p > 0) & (q == 0)):
        return np.full(p.shape[:-1], np.inf)
    return -np.sum(p * np.log2(np.where(p > 0, q, 1)), axis=-1)


# %% grade_id="t1_kl_divergence" mistake="adds a small number, which makes the infinite finite" message="Is something added before the logarithm?"
def kl_divergence(p, q):
    return np.sum(p * np.log2((p + 1e-12) / (q + 1e-12)), axis=-1)


# %% grade_id="t1_kl_divergence" mistake="forgets to subtract" message="Which minus which?"
def kl_divergence(p, q):
    return cross_entropy(p, q)


# %% grade_id="t1_kl_divergence" mistake="subtracts the wrong way round" message="Which minus which?"
def kl_divergence(p, q):
    return entropy(p) - cross_entropy(p, q)


# %% grade_id="t1_kl_divergence" mistake="prices the teacher's belief by the student's draws" message="Is p the teacher and q the student?"
def kl_divergence(p, q):
    return cross_entropy(q, p) - entropy(q)


# %% grade_id="t1_kl_divergence" mistake="averages both directions" message="Is p the teacher and q the student?"
def kl_divergence(p, q):
    return (cross_entropy(p, q) - entropy(p) + cross_entropy(q, p) - entropy(q)) / 2


# %% grade_id="t1_kl_divergence" mistake="subtracts the student's entropy" message="Is p the teacher and q the student?"
def kl_divergence(p, q):
    return cross_entropy(p, q) - entropy(q)


# %% grade_id="t1_entropy" mistake="takes the natural logarithm" message="Logarithm to base 2?"
def entropy(p):
    return -np.sum(np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0), axis=-1)


# %% grade_id="t1_cross_entropy" mistake="takes the logarithm of the teacher" message="Who is inside the logarithm?"
def cross_entropy(p, q):
    with np.errstate(all="ignore"):
        return np.sum(np.where(q > 0, -q * np.log2(p), 0.0), axis=-1)


# %% grade_id="t1_entropy" mistake="forgets how often each class comes up" message="should hold 1 bit"
def entropy(p):
    return np.sum(np.where(p > 0, -np.log2(np.where(p > 0, p, 1)), 0), axis=-1)


# %% grade_id="t1_cross_entropy" mistake="cuts small beliefs off" message="Is a small probability cut off"
def cross_entropy(p, q):
    bits = -np.log2(np.where(q > 0, np.maximum(q, 1e-9), q), where=q > 0, out=np.full(q.shape, np.inf))
    return np.sum(np.where(p > 0, p * bits, 0.0), axis=-1)


# %% grade_id="t1_entropy" mistake="cuts small shares off" message="Are small probabilities cut off"
def entropy(p):
    return np.sum(np.where(p > 0, p * np.log2(1 / np.maximum(p, 0.01)), 0.0), axis=-1)


# %% grade_id="t1_entropy" mistake="writes 1 for 0 into the given shares" message="entropy changed its argument p"
def entropy(p):
    p[p == 0] = 1
    return -np.sum(p * np.log2(p), axis=-1)

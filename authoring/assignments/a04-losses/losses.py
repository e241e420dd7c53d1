# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 4: Losses
#
# You will build the numbers that networks make small: entropy and its relatives, losses of margins, the two
# cross-entropies from logits as large as ten thousand, and their gradients, which are the plainest formulas of all.
#
# **Practices** [lecture 6, Losses](../../course/06-losses.ipynb). **Time** 75 to 110 minutes. **You need**
# NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | entropy, cross-entropy, KL divergence | 4 |
# | t2 | binary cross-entropy from logits | 2 |
# | t3 | losses of the margin | 3 |
# | t4 | log-sum-exp, and cross-entropy of K classes | 3 |
# | t5 | gradients with respect to the logits | 3 |
# | t6 | sums with names: RSS, deviance, likelihood | 3 |
# | t7 | a written question | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cell below it: no output
# means that the visible tests pass. Most test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back. Your
# functions return something new, and leave the arrays and lists that they are given as they are.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a04-losses/losses.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code and the sentences you submit must be
# your own, you must be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

from helpers import ask  # calls your functions with copies of the inputs, and says in a sentence what goes wrong


def three_digits(values, exact):
    """Return whether values are right to three digits; what is too small for a number of their type may be 0."""
    smallest = max(np.finfo(values.dtype).tiny, 1e-300) if values.dtype.kind == "f" else 0
    return bool(np.all(np.abs(values - exact) <= 1e-3 * np.abs(exact) + smallest))


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: exam, teacher, student (4 points)
#
# A teacher draws class $c$ with probability $p_c$; a student believes in $q_c$. In bits,
#
# $$H(p) = \sum_{c=1}^K p_c \log_2 \frac{1}{p_c} \qquad H(p, q) = \sum_{c=1}^K p_c \log_2 \frac{1}{q_c} \qquad
# \mathrm{KL}(p \,\|\, q) = H(p, q) - H(p)$$
#
# are the entropy, the cross-entropy and the price of a wrong belief. Write them for arrays of any number of axes; the
# classes lie along the *last* axis, and the sum is over that one.
#
# Zeros need care, and the last test cell of this task is about them. A class that never comes up, $p_c = 0$, costs
# nothing, whatever the student believes, $q_c = 0$ included. A class that the student calls impossible, $q_c = 0$,
# but that does come up, $p_c \gt 0$, costs infinitely much: return `np.inf`, not `nan` and not a large number. A
# warning about a logarithm of zero costs no points.


# %% nbgrader={"grade": false, "grade_id": "t1_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def entropy(p):
    """Return the entropy of p in bits.

    p: array (..., K), probabilities that add up to 1 along the last axis

    Returns an array (...), or a number where p has one axis.
    """
    ### BEGIN SOLUTION
    safe = np.where(p > 0, p, 1.0)
    return -np.sum(safe * np.log2(safe), axis=-1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t1_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy(p, q):
    """Return the cross-entropy of p and q in bits.

    p: array (..., K), the teacher's probabilities
    q: array (..., K), the student's probabilities

    Returns an array (...), or a number where p and q have one axis.
    """
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(np.where(p > 0, -p * np.log2(q), 0.0), axis=-1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t1_kl_divergence", "locked": false, "schema_version": 3, "solution": true, "task": false}
def kl_divergence(p, q):
    """Return the Kullback-Leibler divergence KL(p || q) in bits.

    p: array (..., K), the teacher's probabilities
    q: array (..., K), the student's probabilities

    Returns an array (...), or a number where p and q have one axis.
    """
    ### BEGIN SOLUTION
    return cross_entropy(p, q) - entropy(p)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_entropy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A fair coin holds one bit. With shares of 1/2, 1/4 and 1/4 it takes 1, 2 and 2 questions, 1.5 on average.
H = ask.numbers(entropy, np.array([0.5, 0.5]))
assert H.shape == (), f"The entropy of one distribution is one number; got shape {H.shape}. Is the sum missing?"
assert np.isclose(H, 1), f"A fair coin should hold 1 bit, but came out as {H}. Logarithm to base 2? The sign?"
H = ask.numbers(entropy, np.array([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]))
assert H.shape == (2,), f"Two distributions have two entropies, shape (2,); got {H.shape}. Which axis is summed?"
assert np.allclose(H, 1.5), f"Both entropies should be 1.5 bits, but are {H}."

# Hidden tests: random distributions with one to three axes; equal and rare shares; independent draws; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4,), (3, 5), (3, 3), (2, 3, 4), (2, 1), (1, 3)]:
    p = rng.uniform(1, 1.5, size=shape) * 2.0 ** np.arange(shape[-1])
    p = p / np.sum(p, axis=-1, keepdims=True)
    H = ask.numbers(entropy, p)
    assert H.shape == shape[:-1], (
        f"For p of shape {shape} the entropies have shape {shape[:-1]}; got {H.shape}. Which axis is summed?"
    )
    rows = [sum(one * np.log2(1 / one) for one in row) for row in p.reshape(-1, shape[-1])]
    assert np.allclose(H, np.reshape(rows, shape[:-1]), rtol=1e-3, atol=1e-4), (
        f"For random distributions of shape {shape} the entropies are wrong. Logarithm to base 2?"
    )
K = int(rng.integers(5, 12))
assert np.isclose(2.0 ** ask.numbers(entropy, np.full(K, 1 / K)), K, rtol=1e-3), (
    f"With {K} classes of equal shares the entropy is wrong. How many questions does it take?"
)
p, q = np.array([0.1, 0.2, 0.7]), rng.permutation([0.4, 0.6])
both = ask.numbers(entropy, np.outer(p, q).ravel())
assert np.isclose(both - ask.numbers(entropy, q), ask.numbers(entropy, p), rtol=1e-3), (
    "Two independent draws must hold as many bits as both of them alone, together; yours do not."
)
rare = ask.numbers(entropy, np.array([0.001, 0.999]))
assert np.isclose(rare, 0.001 * np.log2(1000) + 0.999 * np.log2(1 / 0.999), rtol=1e-2), (
    "With shares of 0.001 and 0.999 the entropy is wrong. Are small probabilities cut off before the logarithm?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_cross_entropy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The student believes in 1/4, 1/2, 1/4, so answers take 2, 1 and 2 questions; the teacher draws 1/2, 1/4, 1/4.
p, q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.5, 0.25])
H = ask.numbers(cross_entropy, p, q)
assert H.shape == (), f"The cross-entropy of one pair is one number; got shape {H.shape}. Is the sum missing?"
assert np.isclose(H, 1.75), (
    f"The exam should take 1.75 questions on average, but came out as {H}. "
    "Who is inside the logarithm? To base 2? The sign?"
)
H = ask.numbers(cross_entropy, p, p)
assert np.isclose(H, 1.5), f"With q = p the cross-entropy is the entropy, 1.5 bits; got {H}."
H = ask.numbers(cross_entropy, np.array([[0.5, 0.5], [0.75, 0.25]]), np.array([[0.25, 0.75], [0.5, 0.5]]))
assert H.shape == (2,), f"Two pairs have two cross-entropies, shape (2,); got {H.shape}. Which axis is summed?"

# Hidden tests: random pairs with one to three axes; linear in the teacher; very small beliefs; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4,), (3, 5), (3, 3), (2, 3, 4), (2, 1), (1, 3)]:
    k = np.arange(shape[-1])
    p, q = (rng.uniform(1, 1.1, size=shape) * base**k for base in (2.0, 1 / 3))
    p, q = p / np.sum(p, axis=-1, keepdims=True), q / np.sum(q, axis=-1, keepdims=True)
    H = ask.numbers(cross_entropy, p, q)
    assert H.shape == shape[:-1], (
        f"For p and q of shape {shape} the cross-entropies have shape {shape[:-1]}; got {H.shape}."
    )
    pairs = zip(p.reshape(-1, shape[-1]), q.reshape(-1, shape[-1]), strict=True)
    rows = [sum(a * np.log2(1 / b) for a, b in zip(one, other, strict=True)) for one, other in pairs]
    assert np.allclose(H, np.reshape(rows, shape[:-1]), rtol=1e-3, atol=1e-4), (
        f"For random pairs of shape {shape} the cross-entropies are wrong. Who is inside the logarithm?"
    )
p, other, q = np.array([0.1, 0.2, 0.7]), np.array([0.6, 0.3, 0.1]), rng.dirichlet([5.0, 5.0, 5.0])
middle = (ask.numbers(cross_entropy, p, q) + ask.numbers(cross_entropy, other, q)) / 2
assert np.isclose(ask.numbers(cross_entropy, (p + other) / 2, q), middle, rtol=1e-3), (
    "A teacher halfway between two others must cost as much as the two on average, for the same student, but does not."
)
H = ask.numbers(cross_entropy, np.array([0.5, 0.5]), np.array([2.0**-60, 1.0]))
assert np.isclose(H, 30, rtol=1e-3), (
    "Where the student believes in a class with a probability of 2^-60 the cross-entropy is wrong. Is a small "
    "probability cut off, or something added to it, before the logarithm?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_kl_divergence_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four animals with shares of 1/2, 1/4, 1/8, 1/8 take 1.75 questions at best. Who believes in 1/8, 1/2, 1/8, 1/4 asks 3,
# 1, 3 and 2 questions, 2.375 on average.
p, q = np.array([0.5, 0.25, 0.125, 0.125]), np.array([0.125, 0.5, 0.125, 0.25])
price = ask.numbers(kl_divergence, p, q)
assert price.shape == (), f"The divergence of one pair is one number; got shape {price.shape}."
assert np.isclose(price, 0.625), (
    f"The wrong belief should cost 0.625 bits, but came out as {price}. Which minus which? Is p the teacher and q the "
    "student?"
)
price = ask.numbers(kl_divergence, p, p)
assert np.isclose(price, 0), f"The right belief should cost nothing, but costs {price}."

# Hidden tests: random pairs against the definition; never negative; not symmetric; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4,), (3, 5), (3, 3), (2, 3, 4), (2, 1), (1, 3)]:
    k = np.arange(shape[-1])
    p, q = (rng.uniform(1, 1.1, size=shape) * base**k for base in (2.0, 1 / 3))
    p, q = p / np.sum(p, axis=-1, keepdims=True), q / np.sum(q, axis=-1, keepdims=True)
    price = ask.numbers(kl_divergence, p, q)
    assert price.shape == shape[:-1], (
        f"For p and q of shape {shape} the divergences have shape {shape[:-1]}; got {price.shape}."
    )
    assert np.all(price > -1e-4), f"For random pairs of shape {shape} some divergences are negative. Which minus which?"
    pairs = zip(p.reshape(-1, shape[-1]), q.reshape(-1, shape[-1]), strict=True)
    rows = [sum(a * np.log2(a / b) for a, b in zip(one, other, strict=True)) for one, other in pairs]
    assert np.allclose(price, np.reshape(rows, shape[:-1]), rtol=1e-3, atol=1e-4), (
        f"For random pairs of shape {shape} the divergences are wrong. Is p the teacher and q the student?"
    )
    assert np.allclose(ask.numbers(kl_divergence, p, p), 0, atol=1e-4), (
        "Where p = q the divergence must be 0, but is not."
    )
price = ask.numbers(kl_divergence, np.array([0.5, 0.5]), np.array([2.0**-60, 1.0]))
assert np.isclose(price, 29, rtol=1e-3), (
    "Where the student believes in a class with a probability of 2^-60 the divergence is wrong. Is a small probability "
    "cut off, or something added to it, before the logarithm?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_zeros", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A coin with two heads holds nothing. Its owner calls tails impossible; who believes in a fair coin pays one bit.
two_heads, fair = np.array([1.0, 0.0]), np.array([0.5, 0.5])
H = ask.numbers(entropy, two_heads)
assert np.isclose(H, 0), f"A coin with two heads holds 0 bits; got {H}. What does a class cost that never comes up?"
H = ask.numbers(cross_entropy, two_heads, two_heads)
assert np.isclose(H, 0), (
    f"Who knows that there are two heads pays 0 bits; got {H}. What does a class cost that never comes up?"
)
price = ask.numbers(kl_divergence, two_heads, fair)
assert np.isclose(price, 1), f"Who believes that the coin is fair pays 1 bit; got {price}."
H, price = ask.numbers(cross_entropy, fair, two_heads), ask.numbers(kl_divergence, fair, two_heads)
assert [H, price] == [np.inf, np.inf], (
    f"Who calls tails impossible, wrongly, pays infinitely much; got {H} and {price}. Is something added before the "
    "logarithm?"
)

# Hidden tests: zeros in random places of many distributions, some of which cost infinitely much and some not.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
p, q = (rng.uniform(1, 1.1, size=(4, 3)) * base ** np.arange(3) for base in (2.0, 1 / 3))
p, q = p / np.sum(p, axis=1, keepdims=True), q / np.sum(q, axis=1, keepdims=True)
order = rng.permutation(5)
nothing = np.zeros((4, 1))
padded_p = np.concatenate([p, nothing, nothing], axis=1)[:, order]
padded_q = np.concatenate([0.75 * q, np.full((4, 1), 0.25), nothing], axis=1)[:, order]  # p = 0 < q, and p = q = 0
H, crossed = np.sum(p * np.log2(1 / p), axis=1), np.sum(p * np.log2(1 / (0.75 * q)), axis=1)
value = ask.numbers(entropy, padded_p)
assert np.allclose(value, H, rtol=1e-3), (
    f"Classes that never come up must not change the entropy, but they do: {value}."
)
value = ask.numbers(cross_entropy, padded_p, padded_q)
assert np.allclose(value, crossed, rtol=1e-3), (
    f"Classes that never come up must add nothing to the cross-entropy, whatever q is there, zero included; yours is {value}."
)
value = ask.numbers(kl_divergence, padded_p, padded_q)
assert np.allclose(value, crossed - H, rtol=1e-3), (
    f"Classes that never come up must add nothing to the divergence, whatever q is there, zero included; yours is {value}."
)
surprised = padded_q.copy()
surprised[1, np.flatnonzero(order == 0)] = 0  # row 1 now calls something impossible that comes up
for name, function, finite in (("cross-entropy", cross_entropy, crossed), ("divergence", kl_divergence, crossed - H)):
    value = ask.numbers(function, padded_p, surprised)
    assert value[1] == np.inf, (
        f"Where a class comes up that the student calls impossible, the {name} must be infinite; got {value[1]}."
    )
    assert np.allclose(value[[0, 2, 3]], finite[[0, 2, 3]], rtol=1e-3), (
        f"One student who is infinitely wrong must not change the {name} of the others, but it does: {value}."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: binary cross-entropy from logits (2 points)
#
# A neuron with the logit $z$ answers $\hat y = \sigma(z) = 1 / (1 + e^{-z})$. Its loss, in nats, is
#
# $$L(y, z) = -y \ln \hat y - (1 - y) \ln (1 - \hat y)$$
#
# Usually $y$ is 0 or 1. But a teacher may be in doubt, too: four of five doctors say yes, so $y = 0.8$. Write the
# loss for every $y$ from 0 to 1, and so that it is right for $\lvert z\rvert$ up to 10,000. The way there is on
# paper: express $\ln \hat y$ and $\ln(1 - \hat y)$ by $z$ and $\ln(1 + e^z)$ only, and collect. `np.logaddexp(a, b)`
# is $\ln(e^a + e^b)$ without overflow.


# %% nbgrader={"grade": false, "grade_id": "t2_binary_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def binary_cross_entropy(y, z):
    """Return the cross-entropy of every example in nats, not their mean.

    y: array (n,), labels from 0 to 1
    z: array (n,), the logits

    Returns an array (n,).
    """
    ### BEGIN SOLUTION
    return np.logaddexp(0, z) - y * z
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_binary_cross_entropy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# At z = log 3 the neuron says 3/4. That costs log 4/3 if the answer is yes, log 4 if no, and half of each if y = 1/2.
losses = ask.numbers(binary_cross_entropy, np.array([1.0, 0.0, 0.5]), np.full(3, np.log(3)))
assert losses.shape == (3,), f"Three examples have three losses, shape (3,); got {losses.shape}. Averaged?"
assert np.allclose(losses[:2], np.log([4 / 3, 4])), (
    f"For y = 1 and y = 0 the losses should be 0.2877 and 1.3863, but are {losses[:2]}. "
    "Is a term lost? Are the labels mixed up, or taken for -1 and +1? Natural logarithm?"
)
assert np.isclose(losses[2], np.log(16 / 3) / 2), (
    f"For y = 1/2 the loss should be 0.8370, but is {losses[2]}. Does your formula take y for granted as 0 or 1?"
)

# Hidden tests: random logits with labels of 0 and 1, as whole numbers too, and in between; one example.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z = rng.uniform(0.3, 6, size=12) * np.array([1, -1] * 6)
for y in (np.repeat([0.0, 1.0], 6), np.repeat([0, 1], 6), rng.uniform(0.1, 0.4, 12), rng.uniform(0.6, 0.9, 12)):
    losses = ask.numbers(binary_cross_entropy, y, z)
    assert losses.shape == (12,), f"Twelve examples have twelve losses, shape (12,); got {losses.shape}."
    said = 1 / (1 + np.exp(-z))
    assert np.allclose(losses, -y * np.log(said) - (1 - y) * np.log(1 - said), rtol=1e-3, atol=1e-4), (
        f"At random logits, with labels such as {y[0]:.3g} and {y[-1]:.3g}, the losses are not what the formula says."
    )
    alone = ask.numbers(binary_cross_entropy, y[:1], z[:1])
    assert alone.shape == (1,), f"One example has one loss, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_binary_cross_entropy_far", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: logits of 10,000 on the right and on the wrong side, and for a teacher in doubt; nothing is modified.
### BEGIN HIDDEN TESTS
far = np.array([40.0, -40.0, 100.0, -100.0, 1000.0, -1000.0, 1e4, -1e4])
yes = (far > 0).astype(float)
good, wrong = ask.numbers(binary_cross_entropy, yes, far), ask.numbers(binary_cross_entropy, 1 - yes, far)
doubt = ask.numbers(binary_cross_entropy, np.full(8, 0.25), far)
assert np.all(np.isfinite(good)) and np.all(np.isfinite(wrong)) and np.all(np.isfinite(doubt)), (
    "For |z| from 40 to 10,000 some losses are infinite or nan. Does a logarithm get a 0, or exp() a large number?"
)
assert np.allclose(wrong, np.abs(far), rtol=1e-4), (
    "For |z| from 40 to 10,000 on the wrong side the losses are not right. Are probabilities cut off before the "
    "logarithm, or logits? Then the loss stops growing."
)
assert np.allclose(good, 0, atol=1e-2), "For |z| of 40 and more on the right side the losses must be 0, but are not."
assert np.allclose(doubt, np.where(far > 0, 0.75, 0.25) * np.abs(far), rtol=1e-3), (
    "For |z| from 40 to 10,000, where the label is 1/4, the losses are not right."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: losses of the margin (3 points)
#
# For two classes many losses depend on one number only, the **signed margin** (margin, for short) $m = s z$: the sum
# $z$ times the *sign* $s \in \{-1, 1\}$ of the class. It is positive if the neuron is on the right side.
#
# | loss | formula |
# | --- | --- |
# | perceptron criterion | $\max(0, -m)$ |
# | hinge | $\max(0, 1 - m)$ |
# | squared | $(1 - m)^2$ |
# | logistic | $\ln(1 + e^{-m})$ |
#
# The data have labels $y \in \{0, 1\}$, as data mostly do. So first turn $y$ and $z$ into margins: $s = 2y - 1$. The
# logistic loss has to be right to three digits for $\lvert m\rvert$ up to 10,000, also where it is tiny:
# $\ln(1 + e^{-40})$ is about $e^{-40}$, not 0.


# %% nbgrader={"grade": false, "grade_id": "t3_margin", "locked": false, "schema_version": 3, "solution": true, "task": false}
def margin(y, z):
    """Return the margin of every example.

    y: array (n,), labels 0 and 1
    z: array (n,), the sums

    Returns an array (n,).
    """
    ### BEGIN SOLUTION
    return (2 * y - 1) * z
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_perceptron", "locked": false, "schema_version": 3, "solution": true, "task": false}
def perceptron(m):
    """Return the perceptron criterion of every margin in m, an array (n,)."""
    ### BEGIN SOLUTION
    return np.maximum(0, -m)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_hinge", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hinge(m):
    """Return the hinge loss of every margin in m, an array (n,)."""
    ### BEGIN SOLUTION
    return np.maximum(0, 1 - m)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_squared", "locked": false, "schema_version": 3, "solution": true, "task": false}
def squared(m):
    """Return the squared error (of signs) of every margin in m, an array (n,)."""
    ### BEGIN SOLUTION
    return (1 - m) ** 2
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_logistic", "locked": false, "schema_version": 3, "solution": true, "task": false}
def logistic(m):
    """Return the logistic loss of every margin in m, an array (n,)."""
    ### BEGIN SOLUTION
    return np.logaddexp(0, -m)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_margin_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Sums 3 and -2 for class 1: right by 3, wrong by 2. The same sums for class 0: wrong by 3, right by 2.
m = ask.numbers(margin, np.array([1, 1, 0, 0]), np.array([3.0, -2.0, 3.0, -2.0]))
assert m.shape == (4,), f"Four examples have four margins, shape (4,); got {m.shape}."
assert np.allclose(m, [3, -2, -3, 2]), (
    f"The margins should be 3, -2, -3 and 2, but are {m}. What is the sign of class 0: is 0 taken for it?"
)

# Hidden tests: random sums, labels as floating-point and as whole numbers; one example; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
size = rng.uniform(0.2, 3, size=12)
right = np.repeat([1.0, -1.0], 6)
for y in (np.tile([0.0, 1.0], 6), np.tile([0, 1], 6)):
    z = size * right * np.where(y == 1, 1, -1)
    m = ask.numbers(margin, y, z)
    assert m.shape == (12,), f"Twelve examples have twelve margins, shape (12,); got {m.shape}."
    assert np.all(np.sign(m) == right), (
        f"With labels of type {y.dtype}, some margins of random examples have the wrong sign. Is it positive exactly "
        "where the sum is on the side of the class?"
    )
    assert np.allclose(np.abs(m), size, rtol=1e-4), "A margin is as large as the sum, but some of yours are not."
    alone = ask.numbers(margin, y[:1], z[:1])
    assert alone.shape == (1,), f"One example has one margin, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_hinge_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Margins of 2 (right by far), 0.5 (right, but close) and -2 (wrong).
m = np.array([2.0, 0.5, -2.0])
losses = ask.numbers(perceptron, m)
assert losses.shape == (3,), f"Three margins have three losses, shape (3,); got {losses.shape}. Averaged?"
assert np.allclose(losses, [0, 0, 2]), f"The perceptron criterion should be 0, 0 and 2, but is {losses}."
losses = ask.numbers(hinge, m)
assert losses.shape == (3,), f"Three margins have three losses, shape (3,); got {losses.shape}. Averaged?"
assert np.allclose(losses, [0, 0.5, 3]), (
    f"The hinge losses should be 0, 0.5 and 3, but are {losses}. The right side alone is not enough for the hinge."
)

# Hidden tests: random margins; each loss is a straight line and then 0; large margins; one margin.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
m = np.concatenate(
    [rng.uniform(1.1, 4, 4), rng.uniform(0.1, 0.9, 4), -rng.uniform(0.1, 0.9, 4), -rng.uniform(1.1, 4, 4)]
)
for name, function, edge in (("perceptron criterion", perceptron, 0), ("hinge loss", hinge, 1)):
    losses = ask.numbers(function, m)
    assert losses.shape == (16,), f"16 margins have 16 losses, shape (16,); got {losses.shape}."
    free = m > edge
    assert np.allclose(losses[free], 0, atol=1e-6), f"Margins above {edge} must cost nothing in the {name}, but do."
    assert np.allclose(losses[~free] + m[~free], edge, rtol=1e-4, atol=1e-4), (
        f"Margins below {edge} must cost what they lack in the {name}, but yours do not."
    )
    far = ask.numbers(function, np.array([1e4, -1e4]))
    assert np.allclose(far, [0.0, 1e4 + edge], rtol=1e-5), f"For margins of 10,000 and -10,000 the {name} is {far}."
    alone = ask.numbers(function, m[-1:])
    assert alone.shape == (1,), f"One margin has one loss in the {name}, an array of shape (1,); got {alone.shape}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_logistic_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Squared: a margin of 3 costs as much as one of -1. Logistic: exp(-m) is 1, 1/3 and 3 at m = 0, log 3 and -log 3.
losses = ask.numbers(squared, np.array([3.0, 1.0, -1.0]))
assert losses.shape == (3,), f"Three margins have three losses, shape (3,); got {losses.shape}. Averaged?"
assert np.allclose(losses, [4, 0, 4]), f"The squared losses should be 4, 0 and 4, but are {losses}. A factor 1/2 added?"
losses = ask.numbers(logistic, np.array([0.0, np.log(3), -np.log(3)]))
assert losses.shape == (3,), f"Three margins have three losses, shape (3,); got {losses.shape}. Averaged?"
assert np.allclose(losses, np.log([2, 4 / 3, 4])), (
    f"The logistic losses should be 0.6931, 0.2877 and 1.3863, but are {losses}. The sign in the exponent?"
)

# Hidden tests: random margins; the logistic loss of large margins, and to three digits where it is tiny; one margin.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
m = np.concatenate([rng.uniform(1.1, 4, 4), rng.uniform(0.1, 0.9, 4), -rng.uniform(0.1, 4, 8)])
pair = ask.numbers(squared, m), ask.numbers(logistic, m)
assert pair[0].shape == pair[1].shape == (16,), (
    f"16 margins have 16 losses, shape (16,); got {pair[0].shape} and {pair[1].shape}."
)
assert np.allclose(np.sqrt(pair[0]), np.abs(m - 1), rtol=1e-4), "At random margins the squared loss is wrong."
assert np.allclose(np.exp(pair[1]) - np.exp(-m), 1, rtol=1e-3), "At random margins the logistic loss is wrong."
for name, function in (("squared", squared), ("logistic", logistic)):
    alone = ask.numbers(function, m[:1])
    assert alone.shape == (1,), f"One margin has one {name} loss, an array of shape (1,); got {alone.shape}."
far = ask.numbers(logistic, np.array([1e4, 1000.0, -100.0, -1000.0, -1e4]))
assert np.all(np.isfinite(far)), (
    f"For margins of 10,000, 1,000, -100, -1,000 and -10,000 the logistic losses are {far}. Does exp() overflow?"
)
assert np.allclose(far, [0, 0, 100, 1000, 1e4], rtol=1e-4, atol=1e-6), (
    f"For margins of 10,000, 1,000, -100, -1,000 and -10,000 the logistic losses, {far}, are not right."
)
m = np.array([20.0, 30.0, 40.0, 70.0, 100.0, 200.0, 400.0, 600.0, 1e4])
losses = ask.numbers(logistic, m)
for i in range(len(m)):
    assert three_digits(losses[i], np.exp(-m[i])), (
        f"For a margin of {m[i]:g} the logistic loss, {losses[i]}, is not right to three digits. Is 1 added to a tiny "
        "number before the logarithm is taken? Then the tiny number is rounded away. Or is the margin cut off?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: log-sum-exp, and cross-entropy of K classes (3 points)
#
# With logits $z_1, \dots, z_K$ and $p = \mathrm{softmax}(z)$, the loss of an example of class $y$ is
#
# $$-\ln p_y = \ln \Bigl( \sum_{k=1}^K e^{z_k} \Bigr) - z_y$$
#
# so no probability has to be computed. (a) `log_sum_exp` is the first term, along the last axis of an array with any
# number of axes. For any $c$,
#
# $$\ln \sum_k e^{z_k} = c + \ln \sum_k e^{z_k - c}$$
#
# so choose $c$ such that no exponent is positive, for each example by itself. A logit may be $-\infty$, and adds
# nothing, as long as another one of the same example is finite.
#
# (b) `softmax_cross_entropy` is the *mean* of the loss over $n$ examples. Classes are counted from 0. Both have to be
# right for logits of $\pm 10{,}000$.


# %% nbgrader={"grade": false, "grade_id": "t4_log_sum_exp", "locked": false, "schema_version": 3, "solution": true, "task": false}
def log_sum_exp(z):
    """Return the logarithm of the sum of the exponentials.

    z: array (..., K)

    Returns an array (...), or a number where z has one axis.
    """
    ### BEGIN SOLUTION
    c = np.max(z, axis=-1)
    return c + np.log(np.sum(np.exp(z - c[..., None]), axis=-1))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t4_softmax_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_cross_entropy(y, z):
    """Return the mean cross-entropy in nats.

    y: array (n,) of integers from 0 to K - 1, the classes
    z: array (n, K), the logits, one example per row

    Returns a number.
    """
    ### BEGIN SOLUTION
    return np.mean(log_sum_exp(z) - z[np.arange(len(y)), y])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_log_sum_exp_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# exp of the logits is 1, 2 and 5, which makes 8; and 3, 3 and 4, which makes 10.
total = ask.numbers(log_sum_exp, np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]])))
assert total.shape == (2,), f"Two examples have two sums, shape (2,); got {total.shape}. Which axis is summed?"
assert np.allclose(total, np.log([8, 10])), (
    f"The results should be log 8 = 2.0794 and log 10 = 2.3026, but are {total}. Is c added back, after the logarithm?"
)
total = ask.numbers(log_sum_exp, np.array([1000.0, 1000.0]))
assert total.shape == (), f"One example has one sum, a single number; got shape {total.shape}."
assert np.isclose(total, 1000 + np.log(2)), f"With logits of 1,000 the result should be 1000.6931, but is {total}."

# Hidden tests: random logits with one to three axes; a shift moves the result along; logits of 10,000 and of minus
# infinity; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(5,), (3, 4), (3, 3), (2, 3, 4), (4, 1), (1, 2)]:
    z = rng.uniform(-3, 3, size=shape)
    total = ask.numbers(log_sum_exp, z)
    assert total.shape == shape[:-1], (
        f"For logits of shape {shape} the result has shape {shape[:-1]}; got {total.shape}. Which axis is summed?"
    )
    assert np.allclose(np.exp(total), np.sum(np.exp(z), axis=-1), rtol=1e-3), (
        f"For random logits of shape {shape} the result is wrong."
    )
z = rng.uniform(-3, 3, size=(4, 3))
plain, levels = np.log(np.sum(np.exp(z), axis=1)), np.array([-1e4, -800.0, 800.0, 1e4])
total = ask.numbers(log_sum_exp, z + levels[:, None])
assert np.all(np.isfinite(total)), (
    f"With logits near -10,000, -800, 800 and 10,000, one example each, the results are {total}. Is c the same for all "
    "examples, or does exp() overflow?"
)
assert np.allclose(total - levels, plain, atol=1e-2), (
    "With a number added to all logits of an example the result must grow by that number, but does not."
)
total = ask.numbers(log_sum_exp, np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [-1e4, 0.0, 1e4]]))
assert np.all(np.isfinite(total)) and np.allclose(total - [1e4, -1e4, 1e4], [0, np.log(3), 0], atol=1e-2), (
    f"With logits of 10,000, 0 and -10,000 in the same example the results are {total}: not right."
)
for level in (0.0, -1e4):
    masked = z + level
    masked[:, 1] = -np.inf
    total = ask.numbers(log_sum_exp, masked)
    assert np.allclose(total - level, np.log(np.exp(z[:, 0]) + np.exp(z[:, 2])), rtol=1e-2, atol=1e-2), (
        f"A logit of minus infinity must add nothing to the sum, also where the others are near {level:,.0f}; the results "
        f"are {total}."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_softmax_cross_entropy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Probabilities are 1/8, 2/8, 5/8 and 3/10, 3/10, 4/10. The right classes, 2 and 0, have 5/8 and 3/10.
z = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]]))
loss = ask.numbers(softmax_cross_entropy, np.array([2, 0]), z)
assert loss.shape == (), f"The mean loss is a single number; got shape {loss.shape}. Is the mean missing?"
assert np.isclose(loss, (np.log(8 / 5) + np.log(10 / 3)) / 2), (
    f"The mean loss should be 0.8370, but is {loss}. A sum instead of the mean? Classes counted from 1? Base 2?"
)

# Hidden tests: random logits and classes; every example twice, or in another order; one example; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(6, 4), (4, 4), (5, 2), (1, 3), (3, 1)]:
    z = rng.uniform(-2, 2, size=(n, K)) + np.arange(K)
    y = np.roll(np.arange(n) % K, 1)
    loss = ask.numbers(softmax_cross_entropy, y, z)
    assert loss.shape == (), f"The mean loss is a single number; got shape {loss.shape} for {n} examples."
    share = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    surprises = [-np.log(share[i, y[i]]) for i in range(n)]
    assert np.isclose(loss, sum(surprises) / n, rtol=1e-3, atol=1e-4), (
        f"For {n} random examples of {K} classes the mean loss is wrong. Does each example meet the logit of its own "
        "class? A sum instead of the mean?"
    )
    twice = ask.numbers(softmax_cross_entropy, np.concatenate([y, y]), np.concatenate([z, z]))
    assert np.isclose(twice, loss, rtol=1e-3, atol=1e-4), "With every example twice the mean must stay; yours changed."
    back = ask.numbers(softmax_cross_entropy, y[::-1], z[::-1])
    assert np.isclose(back, loss, rtol=1e-3, atol=1e-4), "In reverse order the mean must stay the same; yours changed."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_softmax_cross_entropy_far", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a shift, another one for each example, changes nothing; logits of 10,000, right and wrong; equal logits.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z, y = rng.uniform(-2, 2, size=(4, 5)), rng.integers(5, size=4)
plain = np.mean([np.log(np.sum(np.exp(z[i]))) - z[i, y[i]] for i in range(4)])
loss = ask.numbers(softmax_cross_entropy, y, z + np.array([[-1e4], [-50.0], [800.0], [1e4]]))
assert np.isfinite(loss), (
    f"With logits near -10,000 in one example and near 10,000 in another the loss is {loss}. Does exp() overflow, or a "
    "logarithm get a 0?"
)
assert np.isclose(loss, plain, rtol=1e-2, atol=1e-2), (
    "A number added to all logits of an example must change nothing, but it did."
)
far = np.array([[1e4, -1e4, 0.0], [0.0, 1e4, 1e4]])
for classes, what, size in (
    ([0, 1], "right", 0.0),
    ([1, 0], "wrong", 15_000.0),
    ([2, 2], "half wrong", 5000.0),
    ([0, 0], "right in one example and wrong in the other", 5000.0),
):
    loss = ask.numbers(softmax_cross_entropy, np.array(classes), far)
    assert np.isfinite(loss), f"With logits of 10,000 that are {what} the loss is {loss}. Is a probability computed?"
    assert np.isclose(loss, size, rtol=1e-3, atol=1), (
        f"With logits of 10,000 that are {what} the loss is not right. Are probabilities cut off before the logarithm? "
        "Then the loss stops growing. Is it the mean over all examples?"
    )
K = int(rng.integers(3, 9))
loss = ask.numbers(softmax_cross_entropy, rng.integers(K, size=7), np.full((7, K), 3.0))
assert np.isclose(np.exp(loss), K, rtol=1e-3), (
    f"Where all {K} logits are equal the loss is wrong. What does the student believe who knows nothing?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: gradients with respect to the logits (3 points)
#
# The losses of tasks 2 and 4, *averaged over the $n$ examples*:
#
# $$J = \frac1n \sum_{i=1}^n \Bigl( -y_i \ln \sigma(z_i) - (1 - y_i) \ln \bigl(1 - \sigma(z_i)\bigr) \Bigr) \qquad
# J = \frac1n \sum_{i=1}^n -\ln p_{i, y_i}, \quad p_i = \mathrm{softmax}(z_i)$$
#
# Work out $\partial J / \partial z_i$ for the first and $\partial J / \partial z_{ik}$ for the second. Almost
# everything cancels, and what remains needs no logarithm; do not forget the $1/n$. Both have to be right for logits
# of $\pm 10{,}000$: an example that is wrong by far must still pull with full force.


# %% nbgrader={"grade": false, "grade_id": "t5_binary_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def binary_gradient(y, z):
    """Return the gradient of the mean binary cross-entropy with respect to the logits.

    y: array (n,), labels from 0 to 1
    z: array (n,), the logits

    Returns an array (n,).
    """
    ### BEGIN SOLUTION
    return ((1 + np.tanh(z / 2)) / 2 - y) / len(y)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_softmax_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax_gradient(y, z):
    """Return the gradient of the mean cross-entropy of K classes with respect to the logits.

    y: array (n,) of integers from 0 to K - 1, the classes
    z: array (n, K), the logits, one example per row

    Returns an array (n, K).
    """
    ### BEGIN SOLUTION
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    return (p - np.eye(z.shape[1])[y]) / len(y)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_binary_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples. At z = log 3 the neuron says 3/4: 1/4 too little for a yes, 3/4 too much for a no. Each of the two has
# half a say in the mean.
slopes = ask.numbers(binary_gradient, np.array([1.0, 0.0]), np.array([np.log(3), np.log(3)]))
assert slopes.shape == (2,), f"Two logits have two slopes, shape (2,); got {slopes.shape}."
assert np.allclose(slopes, [-0.125, 0.375]), (
    f"The slopes should be -0.125 and 0.375, but are {slopes}. Opposite sign? Is 1/n forgotten, or a factor left that "
    "should cancel?"
)

# Hidden tests: finite differences of the mean loss at random logits; labels in between; logits of 10,000; nothing is
# modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def mean_loss(y, z):
    return np.mean(np.log1p(np.exp(z)) - y * z)


for n in (1, 3, 8):
    z = rng.uniform(0.3, 4, size=n) * (-1.0) ** np.arange(1, n + 1)
    for y in (np.arange(n) // 2 % 2, rng.uniform(0.1, 0.9, size=n)):
        slopes = ask.numbers(binary_gradient, y, z)
        assert slopes.shape == (n,), f"{n} logits have {n} slopes, shape ({n},); got {slopes.shape}."
        measured = [(mean_loss(y, z + h) - mean_loss(y, z - h)) / 2e-4 for h in 1e-4 * np.eye(n)]
        assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-4), (
            f"For {n} random logits the slopes disagree with finite differences of the mean loss, by up to "
            f"{np.max(np.abs(slopes - np.array(measured))):.3g}. Is 1/n forgotten, or a factor left that should cancel?"
        )
far = np.array([-1e4, -800.0, 800.0, 1e4])
for label in (0.0, 1.0):
    slopes = ask.numbers(binary_gradient, np.full(4, label), far)
    assert np.all(np.isfinite(slopes)), f"For |z| of 800 and 10,000 some slopes are not finite: {slopes}."
    assert np.allclose(4 * slopes + label, [0, 0, 1, 1], atol=1e-4), (
        "For |z| of 800 and 10,000 some slopes are not right. Does an example that is wrong by far still pull?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_softmax_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Probabilities are 1/8, 2/8, 5/8 and 3/10, 3/10, 4/10; the right classes are 2 and 0. Each of the two examples has
# half a say in the mean.
z = np.log(np.array([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]]))
slopes = ask.numbers(softmax_gradient, np.array([2, 0]), z)
assert slopes.shape == (2, 3), f"Logits of shape (2, 3) have slopes of the same shape; got {slopes.shape}."
assert np.allclose(slopes, [[0.0625, 0.125, -0.1875], [-0.35, 0.15, 0.2]]), (
    f"The slopes should be 0.0625, 0.125, -0.1875 and -0.35, 0.15, 0.2, but are {np.ravel(slopes)}. "
    "Opposite sign? Is 1/n forgotten? Has every class a slope, and what is different about the right one?"
)

# Hidden tests: finite differences of the mean loss at random logits; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def mean_surprise(y, z):
    return np.mean([np.log(np.sum(np.exp(row))) - row[right] for row, right in zip(z, y, strict=True)])


for n, K in [(5, 3), (3, 3), (1, 4), (2, 1)]:
    z = rng.uniform(0.3, 2, size=(n, K)) * rng.permuted(np.resize([1, -1], (n, K)), axis=1)
    y = np.roll(np.arange(n) % K, 1)
    slopes = ask.numbers(softmax_gradient, y, z)
    assert slopes.shape == (n, K), f"Logits of shape ({n}, {K}) have slopes of that shape; got {slopes.shape}."
    measured = np.zeros((n, K))
    for i in range(n):
        for k in range(K):
            step = np.zeros((n, K))
            step[i, k] = 1e-4
            measured[i, k] = (mean_surprise(y, z + step) - mean_surprise(y, z - step)) / 2e-4
    assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-4), (
        f"For {n} random examples of {K} classes the slopes disagree with finite differences of the mean loss, by up "
        f"to {np.max(np.abs(slopes - measured)):.3g}. Is 1/n forgotten, n taken for K, the right class not subtracted?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_softmax_gradient_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the slopes of each example add up to 0; a shift changes nothing; logits of 10,000; every example twice
# halves the slopes.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
z, y = rng.uniform(-2, 2, size=(4, 5)), rng.permutation(5)[:4]
slopes = ask.numbers(softmax_gradient, y, z)
assert slopes.shape == (4, 5), f"Logits of shape (4, 5) have slopes of the same shape; got {slopes.shape}."
assert np.allclose(np.sum(slopes, axis=1), 0, atol=1e-4), (
    "A shift of all logits of an example changes no loss, so its slopes must add up to 0; yours do not."
)
right = np.arange(5) == y[:, None]
assert np.all(slopes[right] < 0) and np.all(slopes[~right] > 0), (
    "The slope must be negative for the right class, whose logit should grow, and positive for all others; it is not."
)
twice = ask.numbers(softmax_gradient, np.concatenate([y, y]), np.concatenate([z, z]))
assert twice.shape == (8, 5) and np.allclose(2 * twice[4:], slopes, rtol=1e-3, atol=1e-5), (
    "With every example twice each of them counts half as much in the mean, but its slopes are not halved."
)
moved = ask.numbers(softmax_gradient, y, z + np.array([[-1e4], [-50.0], [800.0], [1e4]]))
assert np.all(np.isfinite(moved)), (
    "With logits near -10,000 in one example and near 10,000 in another some slopes are not finite. Does exp() "
    "overflow, or is the same number subtracted for all examples?"
)
assert np.allclose(moved, slopes, rtol=1e-2, atol=1e-2), (
    "A number added to all logits of an example must not change the slopes, but it did."
)
logits = np.array([[1e4, -1e4, 0.0], [1e4, -1e4, 0.0], [-1e4, 0.0, 1e4], [-1e4, 9990.0, 1e4]])
sure = ask.numbers(softmax_gradient, np.array([0, 1, 2, 1]), logits)
pulls = np.array([[0, 0, 0], [1, -1, 0], [0, 0, 0], [0, -1, 1]]) / 4
assert np.all(np.isfinite(sure)) and np.allclose(sure, pulls, atol=1e-3), (
    "With logits of 10,000 some slopes are not right. An example that is right does not pull; one that is wrong pulls "
    "its own class up and the believed class down, with full force."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: sums with names (3 points)
#
# Statistics adds where we average. Three sums that you will meet in books:
#
# (a) The **residual sum of squares**, $\mathrm{RSS} = \sum_{i=1}^n \bigl(y_i - f(x_i)\bigr)^2$. Write it for a
# network with one hidden layer of $M$ sigmoid units. Every unit has its own $\beta_m$, the last one too, and there is
# one intercept:
#
# $$f(x) = \beta_0 + \sum_{m=1}^M \beta_m\, \sigma\bigl(\alpha_m^\top x\bigr)$$
#
# (b) The **deviance**, $D = -2 \sum_{i=1}^n \ln p_{y_i}(x_i)$, where $p_k(x_i)$ is the probability that a classifier
# gave to class $k$. What came up never had the probability 0.
#
# (c) Minus the logarithm of the **likelihood** of $n$ independent labels, each of them drawn from a Gaussian around
# the prediction $\hat y_i$ with the same width $\sigma$:
#
# $$-\ln \prod_{i=1}^n \frac{1}{\sigma \sqrt{2\pi}} \, e^{-(y_i - \hat y_i)^2 / (2\sigma^2)}$$
#
# Turn the product into sums before you type it: a product of a thousand small numbers is 0 in a computer.


# %% nbgrader={"grade": false, "grade_id": "t6_network_rss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def network_rss(X, y, alpha, beta_0, beta):
    """Return the residual sum of squares of a network with one hidden layer.

    X: array (n, d), one example per row
    y: array (n,), the labels
    alpha: array (M, d), the weights of the hidden units, one unit per row
    beta_0: number, the intercept
    beta: array (M,), the weights of the output

    Returns a number.
    """
    ### BEGIN SOLUTION
    hidden = 1 / (1 + np.exp(-X @ alpha.T))  # (n, M)
    return np.sum((y - beta_0 - hidden @ beta) ** 2)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_deviance", "locked": false, "schema_version": 3, "solution": true, "task": false}
def deviance(y, p):
    """Return the deviance of predicted probabilities.

    y: array (n,) of integers from 0 to K - 1, the classes
    p: array (n, K), the probabilities of all classes, one example per row

    Returns a number.
    """
    ### BEGIN SOLUTION
    return -2 * np.sum(np.log(p[np.arange(len(y)), y]))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_gaussian_nll", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gaussian_nll(y, y_hat, sigma):
    """Return minus the logarithm of the likelihood of the labels.

    y: array (n,), the labels
    y_hat: array (n,), the predictions, around which the labels are drawn
    sigma: positive number, the standard deviation

    Returns a number.
    """
    ### BEGIN SOLUTION
    return np.sum((y - y_hat) ** 2) / (2 * sigma**2) + len(y) * np.log(sigma * np.sqrt(2 * np.pi))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_network_rss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two hidden units. At x = 0 each of them says 1/2, so f(0) = 10 + 2/2 + 6/2 = 14. At x = log 3 the first one says 3/4
# and the second, whose weight is -1, says 1/4, so f(x) = 10 + 3/2 + 3/2 = 13. The labels are 15 and 11.
X, alpha, beta = np.array([[0.0], [np.log(3)]]), np.array([[1.0], [-1.0]]), np.array([2.0, 6.0])
rss = ask.numbers(network_rss, X, np.array([15.0, 11.0]), alpha, 10.0, beta)
assert rss.shape == (), f"The residual sum of squares is a single number; got shape {rss.shape}."
assert np.isclose(rss, 5), (
    f"With residuals of 1 and -2 the sum of their squares should be 5, but is {rss}. Is it a sum, not a mean? Are the "
    "intercept and all the betas in f?"
)

# Hidden tests: random networks against sums written out; the intercept; the last unit; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, d, M in [(5, 3, 4), (4, 4, 4), (1, 2, 3), (6, 1, 1), (3, 2, 1)]:
    X, alpha = rng.normal(size=(n, d)), rng.normal(size=(M, d))
    beta, beta_0 = -rng.uniform(1, 2, size=M) * (-2.0) ** np.arange(M), -rng.uniform(1, 2)
    fitted = []
    for x in X:
        f = beta_0
        for m in range(M):
            f += beta[m] / (1 + np.exp(-sum(alpha[m, j] * x[j] for j in range(d))))
        fitted.append(f)
    residual = rng.uniform(0.5, 1, size=n) * (-1.0) ** np.arange(n)
    rss = ask.numbers(network_rss, X, np.array(fitted) + residual, alpha, beta_0, beta)
    assert rss.shape == (), f"The residual sum of squares is a single number; got shape {rss.shape}."
    assert np.isclose(rss, np.sum(residual**2), rtol=1e-3, atol=1e-3), (
        f"For {n} random examples, {d} inputs and {M} hidden units the sum is wrong. Is it a sum, not a mean? Are the "
        "intercept and all the betas in f? Does each unit have its own row of alpha?"
    )
    assert ask.numbers(network_rss, X, np.array(fitted), alpha, beta_0, beta) < 1e-4, (
        "Where every prediction is right the residual sum of squares must be 0, but is not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_deviance_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The classes that came up, 0 and 2, had probabilities of 1/2 and 1/4.
D = ask.numbers(deviance, np.array([0, 2]), np.array([[0.5, 0.3, 0.2], [0.5, 0.25, 0.25]]))
assert D.shape == (), f"The deviance is a single number; got shape {D.shape}."
assert np.isclose(D, 2 * np.log(8)), (
    f"The deviance should be 2 log 8 = 4.1589, but is {D}. The factor 2? A sum, not a mean? Whose probability counts?"
)

# Hidden tests: random probabilities and classes against sums written out; very small ones, and zeros elsewhere; many
# examples; every example twice; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(6, 4), (4, 4), (1, 3), (3, 1)]:
    p = rng.uniform(1, 1.5, size=(n, K)) * 2.0 ** np.arange(K)
    p = p / np.sum(p, axis=1, keepdims=True)
    y = np.roll(np.arange(n) % K, 1)
    D = ask.numbers(deviance, y, p)
    assert D.shape == (), f"The deviance is a single number; got shape {D.shape}."
    product = 1.0
    for i in range(n):
        product *= p[i, y[i]] ** 2
    assert np.isclose(np.exp(-D), product, rtol=1e-3), (
        f"For {n} random examples of {K} classes the deviance is wrong. The factor 2? A sum, not a mean? Whose "
        "probability counts? Natural logarithm?"
    )
    twice = ask.numbers(deviance, np.concatenate([y, y]), np.concatenate([p, p]))
    assert np.isclose(twice, 2 * D, rtol=1e-3, atol=1e-4), (
        "With every example twice the deviance must double, but does not."
    )
D = ask.numbers(deviance, np.array([1, 0]), np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))
assert np.isclose(D, 0, atol=1e-6), (
    f"Where the classes that came up had a probability of 1, and all others of 0, the deviance is {D}. Is the logarithm "
    "of other probabilities taken, which are 0?"
)
D = ask.numbers(deviance, np.array([0, 1]), np.array([[1e-20, 1.0], [0.999, 0.001]]))
assert np.isclose(D, 2 * np.log(1e23), rtol=1e-3), (
    "Where the classes that came up had probabilities of 1e-20 and 0.001 the deviance is wrong. Are probabilities cut "
    "off, or is something added to them, before the logarithm?"
)
D = ask.numbers(deviance, np.arange(2000) % 2, np.full((2000, 2), 0.5))
assert np.isfinite(D) and np.isclose(D, 4000 * np.log(2), rtol=1e-3), (
    f"For 2,000 examples the deviance is {D}: not right. Is the product of the probabilities computed? It is 0."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_gaussian_nll_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# With sigma = 1 a label that is predicted exactly costs log sqrt(2 pi) = 0.9189; one that is off by 2 costs 2 more.
nll = ask.numbers(gaussian_nll, np.array([3.0, 5.0]), np.array([3.0, 7.0]), 1.0)
assert nll.shape == (), f"One number for all labels together; got shape {nll.shape}. Is the sum missing?"
assert np.isclose(nll, 2 * 0.9189385 + 2), (
    f"The two labels should cost 3.8379 together, but cost {nll}. Is the constant counted for each label? Is the "
    "factor 1/2 lost?"
)

# Hidden tests: random labels and several widths against the product of densities; labels that are far off; many labels;
# two predictions differ by their RSS; nothing is modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, sigma in [(5, 0.63), (4, 2.25), (1, 1.0)]:
    y_hat = rng.normal(size=n)
    y = y_hat + sigma * rng.uniform(0.5, 1.5, size=n) * (-1.0) ** np.arange(n)
    nll = ask.numbers(gaussian_nll, y, y_hat, sigma)
    assert nll.shape == (), f"One number for all labels together; got shape {nll.shape}. Is the sum missing?"
    density = 1.0
    for one, other in zip(y, y_hat, strict=True):
        density *= np.exp(-(((one - other) / sigma) ** 2) / 2) / np.sqrt(2 * np.pi) / sigma
    assert np.isclose(np.exp(-nll), density, rtol=1e-2), (
        f"For {n} random labels and sigma = {sigma:.3f} the result is wrong. Is every constant counted for each label? "
        "Where does sigma enter: under the square, and before it?"
    )
    further = ask.numbers(gaussian_nll, y, y_hat - np.sign(y - y_hat), sigma) - nll
    rss = [np.sum((np.abs(y - y_hat) + more) ** 2) for more in (1, 0)]
    assert np.isclose(further * 2 * sigma**2, rss[0] - rss[1], rtol=1e-2), (
        "Two predictions must differ by the difference of their residual sums of squares over 2 sigma², but do not."
    )
y = rng.normal(size=2000)
nll = ask.numbers(gaussian_nll, y, y - 1, 1.0)
assert np.isfinite(nll) and np.isclose(nll / 2000, 0.5 + np.log(2 * np.pi) / 2, rtol=1e-3), (
    f"For 2,000 labels the result is {nll}: not right. Is the product of the densities computed? It is 0 in a computer."
)
for off in (8, 40, 1000):
    nll = ask.numbers(gaussian_nll, np.array([-0.5 * off, 3.0]), np.array([0.0, 3.0]), 0.5)
    assert np.isfinite(nll) and np.isclose(nll, off**2 / 2 + np.log(np.pi / 2), rtol=1e-3), (
        f"For a label that is {off} sigma off the result is {nll}: not right. Is the density computed before its "
        "logarithm? It is too small for a computer there, and something that is added to it is all that is left."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a written question (2 points)
#
# A neuron with a sigmoid, $\hat y = \sigma(z)$, marks e-mail; $y = 1$ means spam. For one piece of spam it says
# $\hat y = 0.001$: a confident mistake. Ada goes on training with $L = (\hat y - y)^2$, Ben with $L = -\ln \hat y$.
#
# (a) Derive $\partial L / \partial z$ for both, and put the numbers in. How many times as hard does Ben's loss pull?
#
# (b) The value of Ada's loss is 0.998, and it can never exceed 1. Why, then, does it hardly pull? Name the factor
# that is to blame, say where it comes from, and what becomes of it in Ben's loss.
#
# (c) Describe a situation in which one would rather have Ada's loss.
#
# Six to ten sentences in all, graded by hand.

# %% [markdown] nbgrader={"grade": true, "grade_id": "t7_written", "locked": false, "points": 2, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# (a) The chain rule gives $\partial L / \partial z = \partial L / \partial \hat y \cdot \hat y (1 - \hat y)$, since
# $\sigma' = \hat y (1 - \hat y)$. Ada:
# $2 (\hat y - 1)\, \hat y (1 - \hat y) = 2 \cdot (-0.999) \cdot 0.001 \cdot 0.999 \approx -0.002$. Ben:
# $-\frac{1}{\hat y}\, \hat y (1 - \hat y) = \hat y - 1 = -0.999$. Ben's loss pulls about 500 times as hard.
#
# (b) The value of a loss does not teach, its derivative does. The factor $\hat y (1 - \hat y)$, here about 0.001, is the
# slope of the sigmoid: far from $z = 0$ the sigmoid is flat, so a small step in $z$ hardly changes $\hat y$ and with
# it hardly changes the squared error, which sees $\hat y$ only. The surer the neuron, the smaller the factor, right
# or wrong. Ben's logarithm has the slope $-1/\hat y$, which grows as $\hat y$ falls and cancels the factor; answer
# minus truth remains, and that is largest where the mistake is worst.
#
# (c) If the label is wrong: a message that somebody marked as spam by mistake. Ben's loss pulls with full force at
# examples that contradict all others and cannot be learned, and its value there grows without limit; Ada's is at most
# 1 and gives up on them. With many wrong labels or outliers that can be the better bargain.
#
# **Rubric.** (a) 1 point: both slopes (1/2, one of them alone 1/4), the ratio of about 500 (1/2; do not take points
# for rounding, nor for a ratio that follows correctly from a wrong slope; with half the squared error the ratio is
# about 1,000, and that is fine if it is said). (b) 1/2 point: the factor $\hat y (1 - \hat y)$, or the flat sigmoid,
# and that the logarithm's $1/\hat y$ cancels it (1/4 each). (c) 1/2 point: wrong labels, outliers, hopeless examples,
# or a wish for bounded losses, with a reason (without one 1/4). "It is easier to compute" or "it is for regression"
# earn nothing in (c).
# ### END SOLUTION

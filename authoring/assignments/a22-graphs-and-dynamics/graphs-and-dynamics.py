# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 22: Graphs and dynamics
#
# You will build what carries numbers along edges and along time: the normalized adjacency matrix and a layer of a graph
# convolutional network, three ways to collect messages, the weights of graph attention; then a state-space model, which is a
# differential equation, a recurrence and a convolution at once, a Runge-Kutta step, and a gradient that is found by going back
# in time. In the last cell your parts look for two groups in a graph, and learn a spiral.
#
# **Practices**
# [lecture 42, Graph networks](../../course/42-graph-networks.ipynb) (tasks 1 to 4),
# [lecture 32, State-space models](../../course/32-state-space-models.ipynb) (tasks 5 and 6), and
# [lecture 43, Neural ODEs and physics](../../course/43-neural-odes-and-physics.ipynb) (tasks 7 and 8). **Time** 100 minutes.
# **You need** PyTorch ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the normalized adjacency matrix | 2 |
# | t2 | a layer of a graph convolutional network | 2 |
# | t3 | sum, mean and maximum of messages | 3 |
# | t4 | weights of graph attention | 3 |
# | t5 | discretization of a state-space model | 2 |
# | t6 | its kernel, its recurrence, its convolution | 3 |
# | t7 | a step of Runge and Kutta | 2 |
# | t8 | a gradient by the adjoint method | 3 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **Rules.** Functions return new tensors, and **leave what they were given as it was**. Real numbers come in as tensors of type
# float64, complex ones as complex128, and indices of nodes as int64. Real tensors go out as floats and complex ones as complex
# numbers. In tasks 2 to 4, whatever takes part in autograd when it comes in gets its gradient from what you return, so compute
# with PyTorch.
#
# **How exact.** Your numbers may be off by 0.0001, or, in a tensor with numbers above 1, by one part in 10,000 of the
# largest. Tasks 1, 5 and 7 ask for more, and say so. Float32 is exact enough everywhere but in tasks 5 and 7.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a22-graphs-and-dynamics/graphs-and-dynamics.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import math

import numpy as np
import torch

from helpers import ask

torch.set_num_threads(1)  # small tensors are slower on many


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests ask with.
def doubles(numbers):
    """Return numbers as a float64 tensor."""
    return torch.tensor(np.array(numbers, dtype=float))


def complexes(numbers):
    """Return numbers as a complex128 tensor."""
    return torch.tensor(np.array(numbers, dtype=complex))


def shown(numbers):
    """Return an array as a message shows it."""
    return np.round(np.asarray(numbers), 4).tolist()


def real_from(function, shape, hint, *arguments, **named):
    """Return the student's tensor of real numbers, which has to have a shape, as an array."""
    found = ask.result(function, *arguments, **named)
    return ask.array(found, shape, f"What {ask.name_of(function)} returns", hint)


def complex_array(value, shape, what):
    """Return a student's tensor of complex numbers, which has to have a shape, as an array."""
    assert ask.is_array(value), f"{what} should be a tensor; got {ask.kind_of(value)}."
    found = ask.as_numbers(value, f"{what} should hold complex numbers; got").astype(complex)
    assert found.shape == shape, f"{what} should have shape {shape}; got shape {found.shape}."
    assert np.all(np.isfinite(found)), f"{what} holds nan or infinity. Is 0 divided by 0, or by a number too small?"
    return found


def parts(numbers):
    """Return the real and the imaginary part of each number, in one more axis."""
    numbers = np.asarray(numbers)
    return np.stack([numbers.real, numbers.imag], axis=-1)


def slopes_at(value, leaves, upstream, who):
    """Return the gradients that go back from a student's tensor to leaves, as arrays."""
    assert isinstance(value, torch.Tensor), f"{who} should return a tensor; got {ask.kind_of(value)}."
    assert value.requires_grad, f"No gradient goes back from what {who} returns. Is there a detach(), or NumPy?"
    grown = doubles(upstream).to(value.dtype)
    found = torch.autograd.grad(value, leaves, grown, allow_unused=True, retain_graph=True)
    for slope in found:
        assert slope is not None, f"From {who}, no gradient goes back to one of its arguments. Is there a detach()?"
    return [slope.numpy() for slope in found]


def instead_of_refusing(function, *arguments):
    """Return what came where a ValueError should come, in words, and an empty text where it did."""
    try:
        function(*arguments)
    except ValueError:
        return ""
    except (AssertionError, TypeError, LookupError, ArithmeticError, RuntimeError) as error:
        return f"{type(error).__name__} came"
    return "no error came"


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the normalized adjacency matrix (2 points)
#
# In a graph of $n$ nodes, $a_{ij}\ge0$ is how strongly node $j$ sends to node $i$, and 0 where it does not. Edges may have a
# direction, so that $A$ need not be symmetric. Two steps make it a matrix that averages:
#
# 1. **Loops.** Every node has to send to itself. A node whose $a_{ii}$ is 0 gets a loop of strength 1; a loop that is there
#    already stays as it is, and is not doubled.
# 2. **Degrees.** With the loops, $d_i=\sum_j a_{ij}$ is all that node $i$ receives, and
#
# $$\hat a_{ij}=\frac{a_{ij}}{\sqrt{d_i\,d_j}}.$$
#
# A node without any edge is left with itself alone, $\hat a_{ii}=1$. Strengths may be as small as $10^{-6}$ and as large as
# 1,000,000, so **every entry is exact to one part in 10,000 of itself.** (Lecture 42, *A graph convolutional network*, where no
# node has a loop yet.)


# %% nbgrader={"grade": false, "grade_id": "t1_normalized_adjacency", "locked": false, "schema_version": 3, "solution": true, "task": false}
def normalized_adjacency(A):
    """Return the adjacency matrix with loops, normalized by the degrees of both ends.

    A: tensor (n, n) of numbers, 0 or larger, in row i and column j what node j sends to node i

    Returns a tensor (n, n).
    """
    ### BEGIN SOLUTION
    looped = A + torch.diag((A.diagonal() == 0).to(A.dtype))
    scale = looped.sum(dim=1).rsqrt()
    return scale[:, None] * looped * scale
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_normalized_adjacency_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four nodes: node 2 has no edge, and node 3 has a loop.
A = doubles([[0, 2, 0, 1], [0.5, 0, 0, 0], [0, 0, 0, 0], [3, 0, 0, 1.5]])
found = real_from(normalized_adjacency, (4, 4), "It has the shape of A.", A)
likely = {
    "Is each row divided by its degree? The degree of the sender counts as well, and both below a root.": [
        [0.25, 0.5, 0, 0.25],
        [0.3333, 0.6667, 0, 0],
        [0, 0, 1, 0],
        [0.6667, 0, 0, 0.3333],
    ],
    "Does node 3 get a second loop? It has one.": [
        [0.25, 0.8165, 0, 0.2132],
        [0.2041, 0.6667, 0, 0],
        [0, 0, 1, 0],
        [0.6396, 0, 0, 0.4545],
    ],
    "Does the loop of node 3 become 1? It is 1.5 already.": [
        [0.25, 0.8165, 0, 0.25],
        [0.2041, 0.6667, 0, 0],
        [0, 0, 1, 0],
        [0.75, 0, 0, 0.25],
    ],
    "Are columns added up for the degrees? Rows say what a node receives.": [
        [0.2222, 0.5443, 0, 0.2981],
        [0.1361, 0.3333, 0, 0],
        [0, 0, 1, 0],
        [0.8944, 0, 0, 0.6],
    ],
    "Are rows added up for one end and columns for the other? For both ends it is what a node receives.": [
        [0.2357, 0.5774, 0, 0.3162],
        [0.1925, 0.4714, 0, 0],
        [0, 0, 1, 0],
        [0.6667, 0, 0, 0.4472],
    ],
    "Is the root taken?": [
        [0.0625, 0.3333, 0, 0.0556],
        [0.0833, 0.4444, 0, 0],
        [0, 0, 1, 0],
        [0.1667, 0, 0, 0.0741],
    ],
    "Are edges counted for the degrees? They are added up.": [
        [0.3333, 0.8165, 0, 0.4082],
        [0.2041, 0.5, 0, 0],
        [0, 0, 1, 0],
        [1.2247, 0, 0, 0.75],
    ],
    "Is it normalized before the loops are added?": [
        [1, 1.633, 0, 0.2722],
        [0.4082, 1, 0, 0],
        [0, 0, 1, 0],
        [0.8165, 0, 0, 1.3333],
    ],
    "Do the degrees leave out the loops?": [
        [0.3333, 1.633, 0, 0.2722],
        [0.4082, 2, 0, 0],
        [0, 0, 1, 0],
        [0.8165, 0, 0, 0.3333],
    ],
    "Are the new loops there?": [
        [0, 1.633, 0, 0.2722],
        [0.4082, 0, 0, 0],
        [0, 0, 0, 0],
        [0.8165, 0, 0, 0.3333],
    ],
}
averaged = [[0.25, 0.8165, 0, 0.2357], [0.2041, 0.6667, 0, 0], [0, 0, 1, 0], [0.7071, 0, 0, 0.3333]]
assert ask.near(found, averaged), (
    f"The matrix should be {averaged}, but yours is {shown(found)}. "
    f"{ask.cause(found, likely, 'Which loops are added, and which degrees divide?')}"
)


# Hidden tests: random directed graphs against a loop, with and without loops and edges; arguments by name.
### BEGIN HIDDEN TESTS
def averaging(A):
    """Return the normalized matrix, entry by entry."""
    n = len(A)
    with_loops = [[A[i][j] if i != j or A[i][i] else 1.0 for j in range(n)] for i in range(n)]
    received = [sum(row) for row in with_loops]
    return [[with_loops[i][j] / math.sqrt(received[i] * received[j]) for j in range(n)] for i in range(n)]


rng = np.random.default_rng(2201)
for n, share, loops in [(5, 0.4, 0.5), (7, 0.2, 0), (3, 1, 1), (1, 0, 0), (1, 1, 1), (4, 0, 0.5)]:
    A = rng.uniform(0.05, 4, size=(n, n)) * (rng.uniform(size=(n, n)) < share)
    A[np.eye(n, dtype=bool)] = rng.uniform(0.05, 4, size=n) * (np.arange(n) < loops * n)
    found, right = real_from(normalized_adjacency, (n, n), "It has the shape of A.", doubles(A)), averaging(A.tolist())
    likely = {
        "Is the matrix transposed?": np.transpose(right),
        "Are loops doubled that were there?": averaging((A + np.diag(np.diag(A) > 0)).tolist()),
    }
    assert ask.near(found, right), (
        f"In a directed graph of {n} nodes, {np.sum(np.diag(A) > 0)} of them with a loop, the matrix is off by up to "
        f"{np.abs(found - right).max():.4f}. {ask.cause(found, likely, 'Which loops are added, and what is a degree?')}"
    )
    named = ask.numbers(normalized_adjacency, A=doubles(A))
    assert ask.near(named, found), "With its argument by name, normalized_adjacency gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_normalized_adjacency_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: edges in both directions give a symmetric matrix with eigenvalues above -1 and up to 1, and 1 belongs to the
# roots of the degrees; nodes without edges; a new numbering; strengths from 1e-6 to 1,000,000.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2202)
for n, bipartite in [(6, False), (5, True), (2, True), (8, False)]:
    A = rng.uniform(0.1, 3, size=(n, n)) * (rng.uniform(size=(n, n)) < 0.6)
    if bipartite:
        A = A * (np.add.outer(np.arange(n), np.arange(n)) % 2)
    A = np.triu(A, 1)
    A = A + A.T + np.diag(np.where(np.arange(n) % 3 == 1, 1.75, 0)) * (not bipartite)
    A[-1], A[:, -1] = 0, 0
    found = real_from(normalized_adjacency, (n, n), "It has the shape of A.", doubles(A))
    assert ask.near(found, found.T), "Where every edge goes in both directions the matrix should be symmetric."
    values = np.linalg.eigvalsh(found)
    assert ask.near(values[-1], 1), (
        f"The largest eigenvalue should be exactly 1, but is {values[-1]:.4f}. See lecture 42, The averages as a filter."
    )
    assert values[0] > -1, (
        f"No eigenvalue should be -1 or below, but yours go down to {values[0]:.4f}. Are there loops?"
    )
    roots = np.sqrt(A.sum(axis=1) + (np.diag(A) == 0))
    assert ask.near(found @ roots, roots), (
        "The roots of the degrees should be an eigenvector for the eigenvalue 1, but are none. Do both ends divide?"
    )
    assert ask.near(found[-1], np.eye(n)[-1]), (
        "A node without edges should have a row with 1 for itself, and 0 elsewhere."
    )
    order = rng.permutation(n)
    again = ask.numbers(normalized_adjacency, doubles(A[order][:, order]))
    assert ask.near(again, found[order][:, order]), "With the nodes in another order, other numbers come out."
for strength in (1e-6, 1e6):
    for loops in ([0, 0, 0], [1, 2, 0.5]):
        A = strength * (np.array([[0, 1.5, 0], [0.5, 0, 2], [2.5, 0, 0]]) + np.diag(loops))
        found = real_from(normalized_adjacency, (3, 3), "It has the shape of A.", doubles(A))
        looped = A + np.diag(np.diag(A) == 0)
        right = looped / np.sqrt(np.outer(looped.sum(axis=1), looped.sum(axis=1)))
        assert np.all(np.abs(found - right) <= 1e-4 * right), (
            f"With edges of about {strength:.0e}, and loops {'like them' if any(loops) else 'still to come'}, some entries are off by "
            "more than one part in 10,000 of themselves. Is something cut off, rounded or added?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: a layer of a graph convolutional network (2 points)
#
# One layer averages over neighbors, multiplies by weights, adds a bias and cuts at 0:
#
# $$\mathrm{ReLU}(\hat AXW+b)$$
#
# Row $i$ of $X$ holds the features of node $i$. The matrix $\hat A$ comes ready, in row $i$ and column $j$ what counts from
# node $j$ at node $i$; it need not be symmetric, its rows need not add up to 1, and it may hold negative numbers. (Lecture 42,
# *A graph convolutional network*.)


# %% nbgrader={"grade": false, "grade_id": "t2_gcn_layer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gcn_layer(A_hat, X, W, b):
    """Return the new features of all nodes.

    A_hat: tensor (n, n), in row i and column j what counts from node j at node i
    X: tensor (n, d), a row of features for each node
    W: tensor (d, h), weights
    b: tensor (h,), bias

    Returns a tensor (n, h).
    """
    ### BEGIN SOLUTION
    return torch.relu(A_hat @ (X @ W) + b)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_gcn_layer_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three nodes with two features.
A_hat = doubles([[0.5, -0.25, 0], [0.3, 0.6, 0.4], [0, 0.2, 1]])
X, W, b = doubles([[1, -2], [0.5, 3], [-1.5, 0.75]]), doubles([[0.8, -1], [0.4, 1.2]]), doubles([0.5, -0.75])
found = real_from(gcn_layer, (3, 2), "There is a row for each node.", A_hat, X, W, b)
likely = {
    "Is it cut at 0?": [[0.1, -3.225], [1.1, 1.05], [-0.08, 2.27]],
    "Is the bias added before the nodes are mixed? It comes after.": [[0, 0], [1.25, 0.825], [0.02, 2.12]],
    "Is A_hat transposed? Row i says what counts at node i.": [[0.98, 0], [1.28, 2.44], [0.24, 2.89]],
    "Is W transposed? It has shape (d, h).": [[2.55, 0], [0, 1.05], [0, 0.31]],
    "Is the bias there?": [[0, 0], [0.6, 1.8], [0, 3.02]],
    "Is it cut at 0 before the bias is added?": [[0.5, -0.75], [1.1, 1.05], [0.5, 2.27]],
    "Is it cut at 0 before the nodes are mixed?": [[-0.275, -0.5875], [1.41, 2.07], [0.42, 2.12]],
    "Do neighbors count?": [[0.5, 0], [2.1, 2.35], [0, 1.65]],
    "Is X added once more?": [[1.1, -2], [1.6, 4.05], [-1.5, 3.02]],
    "Is the bias taken away?": [[0, 0], [0.1, 2.55], [0, 3.77]],
}
assert ask.near(found, [[0.1, 0], [1.1, 1.05], [0, 2.27]]), (
    f"The new features should be (0.1, 0), (1.1, 1.05) and (0, 2.27), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'What is mixed first, and what is added last?')}"
)

# Hidden tests: random nodes against loops, with other numbers of nodes and features; large numbers; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2203)
for n, d, h, size in [(5, 3, 4, 1), (4, 4, 4, 1), (1, 2, 3, 1), (3, 1, 1, 1), (6, 2, 1, 300)]:
    A_hat, X = rng.normal(size=(n, n)) * 0.8, rng.normal(size=(n, d)) * size
    W, b = rng.normal(size=(d, h)), rng.normal(size=h) * 1.3
    right = np.zeros((n, h))
    for i in range(n):
        mixed = [sum(A_hat[i, j] * X[j, k] for j in range(n)) for k in range(d)]
        right[i] = [np.maximum(0, sum(mixed[k] * W[k, m] for k in range(d)) + b[m]) for m in range(h)]
    found = real_from(gcn_layer, (n, h), "There is a row for each node.", *map(doubles, (A_hat, X, W, b)))
    likely = {
        "Is A_hat transposed?": np.maximum(A_hat.T @ X @ W + b, 0),
        "Is the bias added before the nodes are mixed?": np.maximum(A_hat @ (X @ W + b), 0),
        "Is it cut at 0?": A_hat @ X @ W + b,
    }
    assert ask.near(found, right), (
        f"With {n} nodes and {d} features the new ones are off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, likely, 'Are nodes mixed by A_hat and features by W, before the bias is added?')}"
    )
    named = ask.numbers(gcn_layer, b=doubles(b), W=doubles(W), X=doubles(X), A_hat=doubles(A_hat))
    assert ask.near(named, found), "With its arguments by name, gcn_layer gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_gcn_layer_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a new numbering of the nodes; after L layers a node feels what is L hops away, by its gradient, and nothing that
# is farther or in another component; gradients at the weights and the bias.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2204)
A_hat, X, W, b = rng.normal(size=(5, 5)), rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=4)
order = np.array([3, 0, 4, 1, 2])
found = ask.numbers(gcn_layer, *map(doubles, (A_hat, X, W, b)))
turned = ask.numbers(gcn_layer, *map(doubles, (A_hat[order][:, order], X[order], W, b)))
assert ask.near(turned, found[order]), (
    "With the nodes in another order the new features should come in that order, and be the same. See lecture 42, The law."
)
leaves = [doubles(one).requires_grad_() for one in (A_hat, X, W, b)]
upstream = rng.normal(size=(5, 4))
inner = upstream * (A_hat @ X @ W + b > 0)
rights = inner @ (X @ W).T, A_hat.T @ inner @ W.T, (A_hat @ X).T @ inner, inner.sum(axis=0)
slopes = slopes_at(ask.result(gcn_layer, *leaves), leaves, upstream, "gcn_layer")
for name, slope, wanted in zip(("A_hat", "X", "W", "b"), slopes, rights, strict=True):
    assert ask.near(slope, wanted), (
        f"The gradient at {name} is off by up to {np.abs(slope - wanted).max():.4f}. Are the features themselves right?"
    )
chain = np.zeros((7, 7))  # 0 to 1 to 2 to 3 to 4, in this direction alone, and 5 to 6
for sender, receiver in [(0, 1), (1, 2), (2, 3), (3, 4), (5, 6)]:
    chain[receiver, sender] = 0.7
chain[np.eye(7, dtype=bool)] = 0.4
for layers in (1, 2, 3):
    first = doubles(rng.uniform(0.5, 2, size=(7, 2))).requires_grad_()
    now = first
    for _ in range(layers):
        now = ask.result(
            gcn_layer, doubles(chain), now, doubles(rng.uniform(0.2, 1, size=(2, 2))), doubles([0.25, 0.5])
        )
    for node in range(7):
        (slope,) = slopes_at(now[node].sum(), [first], 1, "gcn_layer")
        felt = {int(at) for at in np.flatnonzero(np.abs(slope).sum(axis=1))}
        reached = {at for at in range(7) if 0 <= node - at <= layers and (at >= 5) == (node >= 5)}
        assert felt <= reached, (
            f"After {layers} layers node {node} feels node {sorted(felt - reached)[-1]}, from which no path of at most {layers} hops leads "
            "there. Does A_hat alone mix the nodes, and in the right direction?"
        )
        assert reached <= felt, (
            f"After {layers} layers node {node} should feel node {sorted(reached - felt)[0]}, but its gradient there is 0."
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: sum, mean and maximum of messages (3 points)
#
# Real graphs come as lists of edges. Along each of $E$ edges a message arrives at a node, which may be a number, a row of
# numbers or a larger block: `messages[e]` goes to node `receiver[e]`. Collect, for each of $n$ nodes, the sum, the mean or the
# maximum (number by number) of the messages that it gets.
#
# - Edges come in any order, the same node may be named many times, and equal messages count as often as they come.
# - A node to which nothing is sent gets 0, with each of the three, and so do all nodes if there are no edges.
# - Messages have both signs and any size, and a maximum may be negative.
# - Another `how` is refused by a `ValueError`.
#
# In PyTorch, `out[receiver] += messages` writes *once* for each node: repeated indices overwrite each other. (Lecture 42, *What goes
# wrong*.)


# %% nbgrader={"grade": false, "grade_id": "t3_aggregate", "locked": false, "schema_version": 3, "solution": true, "task": false}
def aggregate(messages, receiver, n, how):
    """Return what each node gets.

    messages: tensor (E, ...), a message for each edge
    receiver: integer tensor (E,), the node from 0 to n - 1 at which it arrives
    n: integer, the number of nodes
    how: "sum", "mean" or "max"

    Returns a tensor (n, ...). Raises ValueError for another how.
    """
    ### BEGIN SOLUTION
    if how not in ("sum", "mean", "max"):
        raise ValueError(f"no way to aggregate is called {how!r}")
    empty, inner = messages.new_zeros(n, *messages.shape[1:]), [1] * (messages.dim() - 1)
    if how == "max":
        index = receiver.reshape(-1, *inner).expand_as(messages)
        return empty.scatter_reduce(0, index, messages, "amax", include_self=False)
    total = empty.index_add(0, receiver, messages)
    count = torch.bincount(receiver, minlength=n).clamp(min=1).reshape(-1, *inner)
    return total if how == "sum" else total / count
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: collects message by message.
def collected(messages, receiver, n, combine):
    """Return what each node gets, by a function of the list of its messages, and 0 without any."""
    out = np.zeros((n, *messages.shape[1:]))
    for node in range(n):
        mine = [message for message, at in zip(messages, receiver, strict=True) if at == node]
        if mine:
            out[node] = combine(np.array(mine))
    return out


def overwritten(messages, receiver, n):
    """Return what is left where every message overwrites the one before it."""
    out = np.zeros((n, *messages.shape[1:]))
    for message, at in zip(messages, receiver, strict=True):
        out[at] = message
    return out


# %% nbgrader={"grade": true, "grade_id": "t3_aggregate_sum", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five messages of two numbers, to nodes 2, 0, 2, 2 and 0 of four. Nobody sends to nodes 1 and 3.
messages, receiver = doubles([[1, -2], [0.5, 3], [-1.5, -0.75], [1, -2], [2.25, -4]]), torch.tensor([2, 0, 2, 2, 0])
found = real_from(aggregate, (4, 2), "There is a row for each node.", messages, receiver, 4, "sum")
likely = {
    "Repeated indices overwrite each other: is out[receiver] += messages used?": [[2.25, -4], [0, 0], [1, -2], [0, 0]],
    "Is only the first message to each node kept?": [[0.5, 3], [0, 0], [1, -2], [0, 0]],
    "Do equal messages count once? They count as often as they come.": [[2.75, -1], [0, 0], [-0.5, -2.75], [0, 0]],
    "Is that the mean?": [[1.375, -0.5], [0, 0], [0.1667, -1.5833], [0, 0]],
    "Is that the maximum?": [[2.25, 3], [0, 0], [1, -0.75], [0, 0]],
}
assert ask.near(found, [[2.75, -1], [0, 0], [0.5, -4.75], [0, 0]]), (
    f"The sums should be (2.75, -1), (0, 0), (0.5, -4.75) and (0, 0), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'Does each message reach its node, and its node alone?')}"
)

# Hidden tests: random messages of other shapes; edges in another order; the multisets {1} and {1, 1}; no edges; gradients;
# arguments by name; another how.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2205)
for E, n, inner in [(9, 4, (3,)), (7, 5, ()), (6, 3, (2, 4)), (1, 2, (1,)), (0, 3, (2,)), (0, 2, ()), (5, 1, (2,))]:
    messages, receiver = rng.normal(size=(E, *inner)) * 2.3, rng.integers(0, n, size=E)
    receiver[: E // 2] = n - 1
    given = doubles(messages), torch.tensor(receiver)
    found = real_from(aggregate, (n, *inner), "There is one entry for each node.", *given, n, "sum")
    right = collected(messages, receiver, n, lambda mine: mine.sum(axis=0))
    likely = {"Do repeated indices overwrite each other?": overwritten(messages, receiver, n)}
    assert ask.near(found, right), (
        f"With {E} messages of shape {inner} to {n} nodes, the sums are off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, likely, 'Does every message count once?')}"
    )
    named = ask.numbers(aggregate, how="sum", n=n, receiver=given[1], messages=given[0])
    assert ask.near(named, found), "With its arguments by name, aggregate gives something else."
    order = rng.permutation(E)
    again = ask.numbers(aggregate, doubles(messages[order]), torch.tensor(receiver[order]), n, "sum")
    assert ask.near(again, found), "With the edges in another order other sums come out."
    if E == 0:
        continue
    leaf, upstream = doubles(messages).requires_grad_(), rng.normal(size=(n, *inner))
    (slope,) = slopes_at(ask.result(aggregate, leaf, given[1], n, "sum"), [leaf], upstream, "aggregate")
    assert ask.near(slope, upstream[receiver]), "The gradient of a sum should reach each message as it is at its node."
once, twice = doubles([[1.0]]), doubles([[1.0], [1.0]])
apart = [ask.numbers(aggregate, one, torch.tensor([0] * len(one)), 1, "sum") for one in (once, twice)]
assert ask.near(apart, [[[1]], [[2]]]), (
    "The sum should tell one message of 1 from two of them, but yours does not. Does each count?"
)
for other in ("median", "Sum", "", "add", "amax"):
    came = instead_of_refusing(aggregate, doubles([[0.5]]), torch.tensor([0]), 1, other)
    assert not came, f"For how = {other!r} a ValueError should come, but {came}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_aggregate_mean", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same five messages.
messages, receiver = doubles([[1, -2], [0.5, 3], [-1.5, -0.75], [1, -2], [2.25, -4]]), torch.tensor([2, 0, 2, 2, 0])
found = real_from(aggregate, (4, 2), "There is a row for each node.", messages, receiver, 4, "mean")
likely = {
    "Is it divided by the number of nodes? Each node has a number of messages.": [
        [0.6875, -0.25],
        [0, 0],
        [0.125, -1.1875],
        [0, 0],
    ],
    "Is it divided by the number of edges?": [[0.55, -0.2], [0, 0], [0.1, -0.95], [0, 0]],
    "Is one too many counted at each node?": [[0.9167, -0.3333], [0, 0], [0.125, -1.1875], [0, 0]],
    "Do repeated indices overwrite each other?": [[2.25, -4], [0, 0], [1, -2], [0, 0]],
    "Do repeated indices overwrite each other, before you divide?": [[1.125, -2], [0, 0], [0.3333, -0.6667], [0, 0]],
    "Do equal messages count once?": [[1.375, -0.5], [0, 0], [-0.25, -1.375], [0, 0]],
    "Is that the sum?": [[2.75, -1], [0, 0], [0.5, -4.75], [0, 0]],
}
assert ask.near(found, [[1.375, -0.5], [0, 0], [0.1667, -1.5833], [0, 0]]), (
    f"The means should be (1.375, -0.5), (0, 0), (0.1667, -1.5833) and (0, 0), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'By what is each sum divided?')}"
)

# Hidden tests: random messages of other shapes; edges in another order; the multisets {1} and {1, 1}; no edges; gradients.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2206)
for E, n, inner in [(9, 4, (3,)), (7, 5, ()), (6, 6, (2, 3)), (1, 2, (1,)), (0, 3, (2,)), (0, 2, ()), (5, 1, (2,))]:
    messages, receiver = rng.normal(size=(E, *inner)) * 2.3, rng.integers(0, n, size=E)
    receiver[: E // 2] = n - 1
    given = doubles(messages), torch.tensor(receiver)
    found = real_from(aggregate, (n, *inner), "There is one entry for each node.", *given, n, "mean")
    right = collected(messages, receiver, n, lambda mine: mine.mean(axis=0))
    likely = {"Do repeated indices overwrite each other?": overwritten(messages, receiver, n)}
    assert ask.near(found, right), (
        f"With {E} messages of shape {inner} to {n} nodes, the means are off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, likely, 'Is each sum divided by the number of messages to that node?')}"
    )
    order = rng.permutation(E)
    again = ask.numbers(aggregate, doubles(messages[order]), torch.tensor(receiver[order]), n, "mean")
    assert ask.near(again, found), "With the edges in another order other means come out."
    if E == 0:
        continue
    leaf, upstream = doubles(messages).requires_grad_(), rng.normal(size=(n, *inner))
    (slope,) = slopes_at(ask.result(aggregate, leaf, given[1], n, "mean"), [leaf], upstream, "aggregate")
    counts = np.bincount(receiver, minlength=n)[receiver].reshape(-1, *[1] * len(inner))
    assert ask.near(slope, upstream[receiver] / counts), "The gradient of a mean is shared by all messages to a node."
for number in (1.0, -0.5):
    alike = [ask.numbers(aggregate, doubles([number] * k), torch.tensor([0] * k), 2, "mean") for k in (1, 2, 5)]
    assert ask.near(alike, [[number, 0]] * 3), "One, two and five equal messages should have the same mean."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_aggregate_max", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five other messages. Both to node 0 have a negative number.
messages, receiver = doubles([[1, -2], [2.25, -4], [-1.5, -0.75], [1, -2], [0.5, -3]]), torch.tensor([2, 0, 2, 2, 0])
found = real_from(aggregate, (4, 2), "There is a row for each node.", messages, receiver, 4, "max")
likely = {
    "Does the maximum start at 0? It may be negative.": [[2.25, 0], [0, 0], [1, 0], [0, 0]],
    "Is that the minimum?": [[0.5, -4], [0, 0], [-1.5, -2], [0, 0]],
    "Is the largest size taken? A maximum looks at signs.": [[2.25, -4], [0, 0], [-1.5, -2], [0, 0]],
    "Do repeated indices overwrite each other?": [[0.5, -3], [0, 0], [1, -2], [0, 0]],
    "Is the whole message taken whose first number is largest?": [[2.25, -4], [0, 0], [1, -2], [0, 0]],
    "Is the maximum taken over all nodes?": [[2.25, -0.75]] * 4,
    "Is that the sum?": [[2.75, -7], [0, 0], [0.5, -4.75], [0, 0]],
}
assert ask.near(found, [[2.25, -3], [0, 0], [1, -0.75], [0, 0]]), (
    f"The maxima should be (2.25, -3), (0, 0), (1, -0.75) and (0, 0), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'Is each number compared with the others that arrive at the same node?')}"
)

# Hidden tests: random messages of other shapes; edges in another order; the multisets {1} and {1, 1}; no edges; messages of
# 1,000,000 on both sides, and of -1,000,000,000,000; gradients.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2207)
for E, n, inner, shift in [
    (9, 4, (3,), -3),
    (7, 5, (), 0),
    (6, 6, (2, 3), -1),
    (1, 2, (1,), -2),
    (0, 3, (2,), 0),
    (0, 2, (), 0),
    (5, 1, (2,), -1e6),
    (5, 2, (2,), 1e6),
    (6, 2, (3,), -1e12),
]:
    messages, receiver = rng.normal(size=(E, *inner)) * (2.3 + abs(shift) / 5) + shift, rng.integers(0, n, size=E)
    receiver[: E // 2] = n - 1
    given = doubles(messages), torch.tensor(receiver)
    found = real_from(aggregate, (n, *inner), "There is one entry for each node.", *given, n, "max")
    right = collected(messages, receiver, n, lambda mine: mine.max(axis=0))
    likely = {
        "Does the maximum start at 0?": np.maximum(right, 0),
        "Do repeated indices overwrite each other?": overwritten(messages, receiver, n),
    }
    assert ask.near(found, right), (
        f"With {E} messages of shape {inner} to {n} nodes, the maxima are off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, likely, 'Do nodes without messages get 0, and all others their own maximum?')}"
    )
    order = rng.permutation(E)
    again = ask.numbers(aggregate, doubles(messages[order]), torch.tensor(receiver[order]), n, "max")
    assert ask.near(again, found), "With the edges in another order other maxima come out."
    if E == 0:
        continue
    leaf, upstream = doubles(messages).requires_grad_(), rng.normal(size=(n, *inner))
    (slope,) = slopes_at(ask.result(aggregate, leaf, given[1], n, "max"), [leaf], upstream, "aggregate")
    assert ask.near(slope, upstream[receiver] * (messages == right[receiver])), (
        "The gradient of a maximum should reach the largest message to each node, and no other."
    )
for number in (1.0, -0.5):
    alike = [ask.numbers(aggregate, doubles([number] * k), torch.tensor([1] * k), 2, "max") for k in (1, 2, 5)]
    assert ask.near(alike, [[0, number]] * 3), "One, two and five equal messages should have the same maximum."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: weights of graph attention (3 points)
#
# In graph attention each edge has a score, and a node weighs its messages by the softmax of the scores on the edges that arrive
# *at it*:
#
# $$\alpha_e=\frac{e^{s_e}}{\sum_{f\,:\,\text{receiver of }f\,=\,\text{receiver of }e}e^{s_f}}$$
#
# (Lecture 42, *Attention to neighbors*.) Scores may come with several heads, each with its own softmax.
#
# - Scores may be as large as 10,000 on both sides, also in one call: all that arrives at one node can be near 10,000, and at
#   another near -10,000. So subtract from the scores of a node *its own* largest one.
# - An edge that is switched off has the score $-\infty$, the weight 0 and the gradient 0, also where all edges to a node are off.
#   A nan on the way that is replaced by 0 afterwards still comes back in the gradient.
# - Edges come in any order, and there may be none.


# %% nbgrader={"grade": false, "grade_id": "t4_gat_weights", "locked": false, "schema_version": 3, "solution": true, "task": false}
def gat_weights(scores, edges, n):
    """Return the weight of each edge among those that arrive at the same node.

    scores: tensor (E,) or (E, heads), minus infinity where an edge is off
    edges: integer tensor (2, E), in row 0 who sends and in row 1 who receives, from 0 to n - 1
    n: integer, the number of nodes

    Returns a tensor with the shape of scores.
    """
    ### BEGIN SOLUTION
    to, shape = edges[1], (n, *scores.shape[1:])
    index = to.reshape(-1, *[1] * (scores.dim() - 1)).expand_as(scores)
    top = scores.new_full(shape, -torch.inf).scatter_reduce(0, index, scores.detach(), "amax")
    lifted = torch.exp(scores - torch.where(top == -torch.inf, 0, top)[to])
    return lifted / scores.new_zeros(shape).index_add(0, to, lifted).clamp(min=1)[to]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_gat_weights_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Six edges among four nodes. Three arrive at node 2, two at node 0, and one at node 3.
scores, edges = doubles([1.5, -0.5, 2, 0.25, -1, 0.75]), torch.tensor([[0, 3, 1, 0, 2, 1], [2, 0, 2, 2, 0, 3]])
found = real_from(gat_weights, (6,), "There is a weight for each edge.", scores, edges, 4)
likely = {
    "Is the softmax taken over all edges?": [0.2759, 0.0373, 0.4548, 0.079, 0.0226, 0.1303],
    "Is it taken over the edges that leave a node? Row 1 says where they arrive.": [
        0.7773,
        1,
        0.7773,
        0.2227,
        1,
        0.2227,
    ],
    "Is it divided by a sum?": [4.4817, 0.6065, 7.3891, 1.284, 0.3679, 2.117],
    "Repeated indices overwrite each other: is out[receiver] += ... used for the sums?": [
        3.4903,
        1.6487,
        5.7546,
        1,
        1,
        1,
    ],
    "Is the sign turned? A large score has a large weight.": [0.1962, 0.3775, 0.119, 0.6848, 0.6225, 1],
    "Are the scores themselves divided by their sum?": [0.4, 0.3333, 0.5333, 0.0667, 0.6667, 1],
}
assert ask.near(found, [0.3407, 0.6225, 0.5617, 0.0976, 0.3775, 1]), (
    "The weights should be (0.3407, 0.6225, 0.5617, 0.0976, 0.3775, 1), but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Among which edges do the weights add up to 1?')}"
)


# Hidden tests: random edges, with and without heads, against a softmax node by node; no edges; arguments by name.
### BEGIN HIDDEN TESTS
def weighed(scores, receiver):
    """Return the weights, node by node."""
    out = np.zeros(scores.shape)
    for node in set(receiver.tolist()):
        mine = receiver == node
        out[mine] = np.exp(scores[mine] - np.logaddexp.reduce(scores[mine], axis=0))
    return out


rng = np.random.default_rng(2208)
for E, n, heads in [(9, 4, ()), (12, 5, (3,)), (1, 2, (2,)), (0, 3, ()), (0, 2, (2,)), (7, 1, (1,)), (8, 3, (4,))]:
    scores, edges = rng.normal(size=(E, *heads)) * 1.7, rng.integers(0, n, size=(2, E))
    found = real_from(gat_weights, (E, *heads), "It has the shape of scores.", doubles(scores), torch.tensor(edges), n)
    right = weighed(scores, edges[1])
    likely = {"Is it taken over the edges that leave a node?": weighed(scores, edges[0])}
    assert ask.near(found, right), (
        f"With scores of shape {scores.shape} among {n} nodes the weights are off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, likely, 'Does each head have a softmax of its own, over the edges that arrive at a node?')}"
    )
    named = ask.numbers(gat_weights, n=n, edges=torch.tensor(edges), scores=doubles(scores))
    assert ask.near(named, found), "With its arguments by name, gat_weights gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_gat_weights_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: weights add up to 1 at each node; the dense softmax of a matrix of scores; another order of edges and of nodes;
# scores of a node all raised alike; a single neighbor; gradients.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2209)
for n, heads in [(5, ()), (4, (3,))]:
    joined = rng.uniform(size=(n, n)) < 0.6
    joined[:, 0], joined[1], joined[1, 2] = True, False, True
    receiver, sender = np.nonzero(joined)
    order = rng.permutation(len(sender))
    edges = np.stack([sender, receiver])[:, order]
    scores = rng.normal(size=(len(sender), *heads)) * 2.1
    found = real_from(gat_weights, scores.shape, "It has the shape of scores.", doubles(scores), torch.tensor(edges), n)
    sums = np.zeros((n, *heads))
    np.add.at(sums, edges[1], found)
    assert ask.near(sums, np.ones((n, *heads))), (
        f"At each node the weights should add up to 1, but they add up to {shown(sums)}. Over which edges is the softmax taken?"
    )
    dense = np.full((n, n, *heads), -np.inf)
    dense[edges[1], edges[0]] = scores
    dense = torch.softmax(doubles(dense), dim=1).numpy()
    assert ask.near(found, dense[edges[1], edges[0]]), (
        f"A softmax along the rows of a matrix of scores gives weights that differ from yours by up to "
        f"{np.abs(found - dense[edges[1], edges[0]]).max():.4f}."
    )
    assert ask.near(found[edges[1] == 1], np.ones((1, *heads))), (
        "Where one edge arrives its weight should be exactly 1."
    )
    order, names = rng.permutation(len(sender)), rng.permutation(n)
    again = ask.numbers(gat_weights, doubles(scores[order]), torch.tensor(edges[:, order]), n)
    assert ask.near(again, found[order]), "With the edges in another order, edges get other weights."
    again = ask.numbers(gat_weights, doubles(scores), torch.tensor(names[edges]), n)
    assert ask.near(again, found), "With other numbers for the nodes, edges get other weights."
    raised = scores + (rng.normal(size=(n, *heads)) * 40)[edges[1]]
    again = ask.numbers(gat_weights, doubles(raised), torch.tensor(edges), n)
    assert ask.near(again, found), (
        "Where all scores at a node rise by the same amount, its weights should stay, but they do not. Is each node's own largest "
        "score subtracted?"
    )
    leaf, upstream = doubles(scores).requires_grad_(), rng.normal(size=scores.shape)
    (slope,) = slopes_at(ask.result(gat_weights, leaf, torch.tensor(edges), n), [leaf], upstream, "gat_weights")
    means = np.zeros((n, *heads))
    np.add.at(means, edges[1], found * upstream)
    right = found * (upstream - means[edges[1]])
    assert ask.near(slope, right), f"The gradient at the scores is off by up to {np.abs(slope - right).max():.4f}."
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t4_gat_weights_extremes", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: scores of 10,000 and of -10,000 at different nodes and at the same one; edges that are off, and their gradients.
### BEGIN HIDDEN TESTS
def shares(scores, receiver):
    """Return the weights of edges that are on, each beside the others at its node."""
    with np.errstate(over="ignore"):
        return np.array(
            [1 / np.exp(scores[receiver == to] - one).sum() for one, to in zip(scores, receiver, strict=True)]
        )


edges = np.array([[0, 1, 2, 3, 1, 0, 2], [1, 0, 1, 0, 2, 1, 0]])
near = np.array([0.75, -0.5, 1.25, 0.5, -1, -0.25, 1.5])
for at_0, at_1 in [(9990, 9990), (-9990, -9990), (9990, -9990), (-9990, 9990), (0, -9990), (-800, 400)]:
    scores = near + np.array([at_0, at_1, -5000.5])[edges[1]]
    value = ask.result(gat_weights, doubles(scores), torch.tensor(edges), 4)
    found = ask.array(value, (7,), "What gat_weights returns", finite=False)
    assert np.all(np.isfinite(found)), (
        f"With scores near {at_0} at one node and near {at_1} at another there are weights that are nan or infinity. Is each "
        "node's own largest score subtracted, or only the largest of all, or none?"
    )
    right = shares(near, edges[1])
    assert ask.near(found, right), (
        f"With scores near {at_0}, {at_1} and -5000 at three nodes the weights are off by up to {np.abs(found - right).max():.4f} "
        "from what they are near 0. Is each node's own largest score subtracted, and nothing added or cut off?"
    )
scores = np.array([-10000, 3.25, 10000, 3.25, 0, 9999, -10000])
found = real_from(gat_weights, (7,), "There is a weight for each edge.", doubles(scores), torch.tensor(edges), 3)
assert ask.near(found, shares(scores, edges[1])), "With -10,000 and 10,000 at one node the weights are wrong."
for off in ([0], [0, 5], [0, 2, 5], [4], [1, 3, 6, 4], list(range(7))):
    scores = np.stack([near, 2 * near], axis=1)
    scores[off] = -np.inf
    scores[-1, 1] = -1.25
    value = ask.result(gat_weights, doubles(scores), torch.tensor(edges), 3)
    found = ask.array(value, (7, 2), "What gat_weights returns", finite=False)
    assert np.all(np.isfinite(found)), (
        "Where edges are off there are weights that are nan. What if all at a node are off?"
    )
    right = np.zeros((7, 2))
    for head in range(2):
        on = scores[:, head] > -np.inf
        right[on, head] = shares(scores[on, head], edges[1, on])
    assert not np.any(found[~(scores > -np.inf)]), "An edge that is off should have a weight of exactly 0."
    assert ask.near(found, right), (
        f"With {len(off)} of 7 edges off the weights of the others are off by up to {np.abs(found - right).max():.4f}."
    )
    leaf, upstream = doubles(scores).requires_grad_(), np.stack([near, 1 - near], axis=1)
    (slope,) = slopes_at(ask.result(gat_weights, leaf, torch.tensor(edges), 3), [leaf], upstream, "gat_weights")
    assert np.all(np.isfinite(slope)), (
        "Where edges are off the gradient at the scores holds nan, even if the weights do not. Is 0 divided by 0 on the way, or "
        "infinity subtracted from infinity?"
    )
    means = np.zeros((3, 2))
    np.add.at(means, edges[1], right * upstream)
    assert ask.near(slope, right * (upstream - means[edges[1]])), (
        "Where edges are off the gradient at the scores is wrong."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: discretization of a state-space model (2 points)
#
# A state-space model with a diagonal matrix has $N$ complex numbers of state, and each follows a differential equation of its own,
# $h_n'(t)=a_n\,h_n(t)+b_n\,x(t)$. If the input $x$ is constant during a step of length $\Delta$ (zero-order hold), then the state is exactly
#
# $$\bar a\,h+\bar b\,x\quad\text{at its end, with}\quad\bar a=e^{\Delta a},\qquad\bar b=\frac{e^{\Delta a}-1}{a}\,b.$$
#
# (Lecture 32, *A pendulum, sampled*.) Where $a$ goes to 0, $\bar b$ goes to $\Delta b$, and that is what has to come out at
# $a=0$, instead of $0/0$. Near 0 the difference $e^{\Delta a}-1$ loses its digits: with $|a|=10^{-15}$ hardly one is left.
# So $a$ may be exactly 0 or have any size from $10^{-20}$ to 1,000, where its real part is not positive, and **every number of both
# results is exact to one part in 10,000 of itself, or to $10^{-9}$.** `torch.expm1(z)` is $e^z-1$ without that loss, also for complex $z$.


# %% nbgrader={"grade": false, "grade_id": "t5_ssm_discretize", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ssm_discretize(a, b, dt):
    """Return the factors of one step with a held input.

    a: complex tensor (N,), rates, whose real parts are 0 or negative
    b: complex tensor (N,), what counts from the input
    dt: positive number, the length of the step

    Returns two complex tensors (N,): the factor of the state, and the factor of the input.
    """
    ### BEGIN SOLUTION
    held = torch.where(a == 0, dt, torch.expm1(dt * a) / a)
    return torch.exp(dt * a), held * b
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: asks for both factors.
def factors_of(function, *arguments, **named):
    """Return the student's two factors as complex arrays."""
    a = named["a"] if named else arguments[0]
    both = ask.results("a_bar, b_bar", function, *arguments, **named)
    names = "first, as a_bar,", "second, as b_bar,"
    return [
        complex_array(one, (len(a),), f"What {ask.name_of(function)} returns {name}")
        for one, name in zip(both, names, strict=True)
    ]


def exact_enough(found, right):
    """Whether each complex number is off by one part in 10,000 of itself at most, or by 1e-9."""
    return bool(np.all(np.abs(found - right) <= np.maximum(1e-4 * np.abs(right), 1e-9)))


# %% nbgrader={"grade": true, "grade_id": "t5_ssm_discretize_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three rates: one that turns, one that only decays, and 0.
a, b = complexes([-0.5 + 2j, -1.25, 0]), complexes([1, 0.5 - 2j, 2 + 1j])
a_bar, b_bar = factors_of(ssm_discretize, a, b, 0.4)
likely = {
    "Is that Euler's step, 1 + dt a? The factor is exact.": parts([0.8 + 0.8j, 0.5, 1]),
    "Is that the bilinear rule? The factor is exact.": parts([0.6058 + 0.5839j, 0.6, 1]),
    "Is that Euler's backward step? The factor is exact.": parts([0.5769 + 0.3846j, 0.6667, 1]),
    "Is dt used?": parts([-0.2524 + 0.5515j, 0.2865, 1]),
    "Is only the real part used?": parts([0.8187, 0.6065, 1]),
    "Are the two results exchanged?": parts([0.3269 + 0.1331j, 0.1574 - 0.6296j, 0.8 + 0.4j]),
}
assert ask.near(parts(a_bar), parts([0.5704 + 0.5873j, 0.6065, 1])), (
    f"The factors of the state should be 0.5704 + 0.5873j, 0.6065 and 1, but yours are {shown(a_bar)}. "
    f"{ask.cause(parts(a_bar), likely, 'What does a state become that is left alone?')}"
)
likely = {
    "Is it dt b for every rate? That is the limit at 0.": parts([0.4, 0.2 - 0.8j, 0.8 + 0.4j]),
    "Is that the bilinear rule?": parts([0.3212 + 0.1168j, 0.16 - 0.64j, 0.8 + 0.4j]),
    "Does b count?": parts([0.3269 + 0.1331j, 0.3148, 0.4]),
    "Is the sign turned?": parts([-0.3269 - 0.1331j, -0.1574 + 0.6296j, -0.8 - 0.4j]),
    "Is it divided by dt a? It is divided by a.": parts([0.8173 + 0.3327j, 0.3935 - 1.5739j, 2 + 1j]),
    "Is it 0 where a is 0? The limit there is dt b.": parts([0.3269 + 0.1331j, 0.1574 - 0.6296j, 0]),
    "Is it b where a is 0? The limit there is dt b.": parts([0.3269 + 0.1331j, 0.1574 - 0.6296j, 2 + 1j]),
    "Is 1 subtracted?": parts([0.0819 - 0.847j, -0.2426 + 0.9704j, 0.8 + 0.4j]),
}
assert ask.near(parts(b_bar), parts([0.3269 + 0.1331j, 0.1574 - 0.6296j, 0.8 + 0.4j])), (
    "The factors of the input should be 0.3269 + 0.1331j, 0.1574 - 0.6296j and 0.8 + 0.4j, but yours are "
    f"{shown(b_bar)}. {ask.cause(parts(b_bar), likely, 'How much of a held input has arrived after one step?')}"
)

# Hidden tests: random rates against the exponential of a matrix; one rate; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2210)
for N, dt in [(4, 0.3), (1, 1.7), (3, 0.01)]:
    a = -rng.uniform(0.1, 4, size=N) + 3j * rng.normal(size=N)
    b = rng.normal(size=N) + 1j * rng.normal(size=N)
    a_bar, b_bar = factors_of(ssm_discretize, complexes(a), complexes(b), dt)
    generators = np.zeros((N, 2, 2), dtype=complex)
    generators[:, 0, 0], generators[:, 0, 1] = a, b
    exponentials = torch.linalg.matrix_exp(dt * complexes(generators)).numpy()[:, 0]
    for at in range(N):
        for what, one, right in zip(("state", "input"), (a_bar[at], b_bar[at]), exponentials[at], strict=True):
            assert exact_enough(one, right), (
                f"For the rate {shown(a[at])} and a step of {dt}, the factor of the {what} is off by {abs(one - right):.4f} from the "
                "exponential of a matrix. See lecture 32, A pendulum, sampled."
            )
named = factors_of(ssm_discretize, dt=dt, b=complexes(b), a=complexes(a))
assert ask.near(parts(named), parts([a_bar, b_bar])), "With its arguments by name, ssm_discretize gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_ssm_discretize_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: two halves of a step are one step; rates of 0 and near 0, and of up to 1,000; a rate that only turns.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2211)
a = np.array([-0.3 + 5j, -2.5, -0.01 - 0.2j, 0, 1.5j, -1e-9 + 1e-9j, -40 + 100j])
b = rng.normal(size=7) + 1j * rng.normal(size=7)
for dt in (0.6, 0.05):
    a_bar, b_bar = factors_of(ssm_discretize, complexes(a), complexes(b), dt)
    a_half, b_half = factors_of(ssm_discretize, complexes(a), complexes(b), dt / 2)
    assert exact_enough(a_half**2, a_bar), "Two halves of a step should multiply the state as one step does."
    assert exact_enough(a_half * b_half + b_half, b_bar), (
        "With a constant input, two halves of a step should add what one step adds, but they do not."
    )
for size in (0, 1e-20, 1e-17, 1e-15, 1e-12, 3e-12, 1e-10, 2e-9, 1e-8, 1e-6, 1e-4, 0.001, 0.004, 0.01, 0.05):
    rates, factors = size * np.array([-1, 1j, -0.6 - 0.8j]), np.array([1.5 - 2.5j, -0.25j, 2])
    a_bar, b_bar = factors_of(ssm_discretize, complexes(rates), complexes(factors), 0.7)
    z = 0.7 * rates
    right = 0.7 * factors * (1 + z / 2 + z**2 / 6 + z**3 / 24)
    likely = {"Are digits lost in a difference?": parts((np.exp(z) - 1) / rates * factors)} if size else {}
    assert exact_enough(b_bar, right), (
        f"For rates of size {size} the factor of the input is off by up to {np.abs(b_bar - right).max():.2e}. "
        f"{ask.cause(parts(b_bar), likely, 'What is the limit, and from where on does it hold?')}"
    )
    assert exact_enough(a_bar, np.exp(z)), f"For rates of size {size} the factor of the state is wrong."
rates = np.array([-1000, -1000 + 300j, 1000j, -0.001 - 900j, -80])
a_bar, b_bar = factors_of(ssm_discretize, complexes(rates), complexes([2 - 1j] * 5), 1.3)
rights = np.exp(1.3 * rates), (np.exp(1.3 * rates) - 1) / rates * (2 - 1j)
for rate, state, entering, right_state, right in zip(rates, a_bar, b_bar, *rights, strict=True):
    assert exact_enough(state, right_state), f"For the rate {rate} the factor of the state is wrong."
    assert exact_enough(entering, right), (
        f"For the rate {rate} the factor of the input is off by {abs(entering - right):.2e}. Is something cut off?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: its kernel, its recurrence, its convolution (3 points)
#
# With the factors of task 5, a sequence $x_0,\dots,x_{L-1}$ drives the state and the state gives the output, step by step:
#
# $$h_t=\bar a\,h_{t-1}+\bar b\,x_t,\qquad y_t=\mathrm{Re}\sum_{n=1}^N c_n\,h_{t,n}$$
#
# So $x_t$ counts in $y_t$ already. If the state begins at 0, the same outputs are a causal convolution with a kernel that can be
# computed beforehand (lecture 32, *One machine, two programs*):
#
# $$y_t=\sum_{k=0}^tK_k\,x_{t-k},\qquad K_k=\mathrm{Re}\sum_{n=1}^Nc_n\,\bar a_n^{\,k}\,\bar b_n$$
#
# Write three functions. Unlike the lecture's, they take one sequence of one channel.
#
# - `ssm_kernel` returns $K_0,\dots,K_{L-1}$.
# - `ssm_scan` runs the recurrence from a given state $h_{-1}$, and returns the outputs *and the last state*, with which it can go on.
# - `ssm_convolve` takes *any* kernel as long as $x$ and returns $y_0,\dots,y_{L-1}$. How you do it is up to you. If by FFT, mind that its
#   time is a ring: without zeros behind the end, the end of $x$ comes back at the beginning of $y$.
#
# No entry of $\bar a$ is 0, $|\bar a|\le1$, and $L$ is 1 or larger.


# %% nbgrader={"grade": false, "grade_id": "t6_ssm_kernel", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ssm_kernel(a_bar, b_bar, c, L):
    """Return the kernel of a state-space model.

    a_bar: complex tensor (N,), the factors of the state
    b_bar: complex tensor (N,), the factors of the input
    c: complex tensor (N,), the factors of the output
    L: integer, 1 or larger, the length

    Returns a real tensor (L,).
    """
    ### BEGIN SOLUTION
    left = a_bar.unsqueeze(1).pow(torch.arange(L))  # (N, L)
    return torch.real((c * b_bar) @ left)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_ssm_scan", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ssm_scan(x, a_bar, b_bar, c, h):
    """Return the outputs of a state-space model, and its last state.

    x: real tensor (L,), the inputs
    a_bar: complex tensor (N,), the factors of the state
    b_bar: complex tensor (N,), the factors of the input
    c: complex tensor (N,), the factors of the output
    h: complex tensor (N,), the state before the first input

    Returns two tensors: the outputs, real (L,), and the state after the last input, complex (N,).
    """
    ### BEGIN SOLUTION
    outputs = torch.empty_like(x)
    for t, entering in enumerate(x):
        h = a_bar * h + entering * b_bar
        outputs[t] = (c * h).sum().real
    return outputs, h
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_ssm_convolve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ssm_convolve(x, K):
    """Return the causal convolution of a sequence with a kernel.

    x: real tensor (L,), the sequence
    K: real tensor (L,), the kernel, in its first entry what counts from the present input

    Returns a real tensor (L,).
    """
    ### BEGIN SOLUTION
    L = len(x)
    spectrum = torch.fft.rfft(x, 2 * L) * torch.fft.rfft(K, 2 * L)
    return torch.fft.irfft(spectrum, 2 * L)[:L]
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_ssm_kernel_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two numbers of state, one that turns and one that changes its sign.
a_bar, b_bar, c = complexes([0.5 + 0.5j, -0.6]), complexes([1 - 1j, 2]), complexes([0.5 + 2j, -1 + 0.5j])
found = real_from(ssm_kernel, (4,), "It has L real numbers.", a_bar, b_bar, c, 4)
likely = {
    "Does it begin with the first power? It begins with the power 0.": [1.7, -1.47, -0.568, -0.8842],
    "Is c conjugated? torch.vdot does that.": [-3.5, 1.7, 0.53, 1.432],
    "Does b_bar count?": [-0.5, -0.15, -1.36, -0.409],
    "Does c count?": [3, -0.2, 1.22, -0.432],
    "Is the real part taken before c counts?": [-1.5, 1.7, -0.47, 0.432],
    "Is the real part taken before the powers count?": [0.5, 2.45, -0.72, -0.193],
    "Are real parts taken at the very beginning?": [-1.5, 1.45, -0.595, 0.4945],
    "Is it reversed?": [-0.568, -1.47, 1.7, 0.5],
    "Is the size taken, instead of the real part?": [2.5495, 2.2023, 2.1801, 0.569],
    "Is the imaginary part taken?": [2.5, 1.4, 1.61, 0.034],
    "Is it doubled, as for conjugates that are left out?": [1, 3.4, -2.94, -1.136],
    "Is the mean taken over the state? It is a sum.": [0.25, 0.85, -0.735, -0.284],
}
assert ask.near(found, [0.5, 1.7, -1.47, -0.568]), (
    f"The kernel should be (0.5, 1.7, -1.47, -0.568), but yours is {shown(found)}. "
    f"{ask.cause(found, likely, 'What is left of an input after k steps?')}"
)

# Hidden tests: the answers to an impulse of random models, step by step, at lengths from 1 to 64; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2212)
for N, L in [(3, 5), (1, 1), (4, 64), (2, 2), (6, 17), (1, 9)]:
    a_bar = rng.uniform(0.4, 1, size=N) * np.exp(1j * rng.uniform(-3, 3, size=N))
    a_bar[0] /= abs(a_bar[0])
    b_bar, c = rng.normal(size=(2, N)) + 1j * rng.normal(size=(2, N))
    found = real_from(ssm_kernel, (L,), "It has L real numbers.", complexes(a_bar), complexes(b_bar), complexes(c), L)
    state, answers = b_bar, []
    for _ in range(L):
        answers.append(sum(one * other for one, other in zip(c, state, strict=True)).real)
        state = state * a_bar
    likely = {"Is it reversed?": answers[::-1]}
    assert ask.near(found, answers), (
        f"With {N} numbers of state and length {L}, the kernel is off by up to {np.abs(found - answers).max():.4f} from the answer "
        f"to an impulse. {ask.cause(found, likely, 'When is the real part taken?')}"
    )
    named = ask.numbers(ssm_kernel, L=L, c=complexes(c), b_bar=complexes(b_bar), a_bar=complexes(a_bar))
    assert ask.near(named, found), "With its arguments by name, ssm_kernel gives something else."
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t6_ssm_scan_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same model, three inputs, and a state to begin with.
def scanned(*arguments, **named):
    """Return the student's outputs and last state as arrays."""
    given = named or dict(zip(("x", "a_bar", "b_bar", "c", "h"), arguments, strict=True))
    outputs, last = ask.results("outputs, state", ssm_scan, *arguments, **named)
    first = ask.array(outputs, tuple(given["x"].shape), "What ssm_scan returns first", "There is one output per input.")
    return first, complex_array(last, tuple(given["h"].shape), "What ssm_scan returns second")


a_bar, b_bar, c = complexes([0.5 + 0.5j, -0.6]), complexes([1 - 1j, 2]), complexes([0.5 + 2j, -1 + 0.5j])
found, last = scanned(doubles([1.5, -2, 0.5]), a_bar, b_bar, c, complexes([1 + 1j, -0.5j]))
likely = {
    "Is the state read before the input enters? x_t counts in y_t already.": [-1.25, -1.4, 0.39],
    "Is only the real part of the state kept?": [-2.25, 5.175, -4.5425],
    "Is the real part taken before c counts?": [-2.25, 5.3, -5.105],
    "Is c conjugated? torch.vdot does that.": [-3.1, 10.21, -4.551],
    "Does it begin at 0? The state before is given.": [0.75, 1.55, -5.355],
    "Does b_bar count?": [-2.9, -0.385, -2.294],
    "Does c count?": [4.5, -6.8, 3.23],
}
assert ask.near(found, [-1.4, 0.39, -5.659]), (
    f"The outputs should be (-1.4, 0.39, -5.659), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'When does the input enter, and what is read off?')}"
)
likely = {
    "Is its imaginary part dropped? The state is complex.": parts([-1.25, 4.48]),
    "Is it the one before the last input?": parts([-1 + 2.5j, -5.8 - 0.18j]),
    "Is it the one before the first input?": parts([1 + 1j, -0.5j]),
}
assert ask.near(parts(last), parts([-1.25 + 0.25j, 4.48 + 0.108j])), (
    f"The last state should be -1.25 + 0.25j and 4.48 + 0.108j, but yours is {shown(last)}. "
    f"{ask.cause(parts(last), likely, 'Is it the one after the last input?')}"
)

# Hidden tests: random models against a convolution, with a state that begins at 0; two parts of a sequence, one after the other;
# lengths from 1 to 64; causality; a shifted input; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2213)
for N, L in [(3, 6), (1, 1), (2, 64), (5, 2)]:
    a_bar = rng.uniform(0.4, 1, size=N) * np.exp(1j * rng.uniform(-3, 3, size=N))
    b_bar, c, h = rng.normal(size=(3, N)) + 1j * rng.normal(size=(3, N))
    x, model = rng.normal(size=L) * 1.9, [complexes(a_bar), complexes(b_bar), complexes(c)]
    x[-1] = x[0]  # inputs may be equal
    powers = a_bar[:, None] ** np.arange(L)
    found, last = scanned(doubles(x), *model, complexes(0 * h))
    right = np.convolve(x, ((c * b_bar) @ powers).real)[:L]
    assert ask.near(found, right), (
        f"From a state of 0, {L} outputs are off by up to {np.abs(found - right).max():.4f} from the convolution with the kernel. "
        "When does the input enter, and when is the real part taken?"
    )
    assert ask.near(parts(last), parts(b_bar * (powers[:, ::-1] @ x))), (
        f"From a state of 0, the state after {L} inputs is wrong. Is it the one after the last input, with both of its parts?"
    )
    if L == 64:
        continue  # long enough for the convolution
    whole, end = scanned(doubles(x), *model, complexes(h))
    free = whole - found
    assert ask.near(free, (c * h * a_bar @ powers).real), (
        "What the state before adds to the outputs is wrong. Does it decay from the first step on?"
    )
    cut = (L + 1) // 3
    if cut:
        first, between = scanned(doubles(x[:cut]), *model, complexes(h))
        second, again = scanned(doubles(x[cut:]), *model, complexes(between))
        assert ask.near(np.append(first, second), whole) and ask.near(parts(again), parts(end)), (
            "A sequence in two parts, of which the second goes on with the state of the first, should give what it gives whole."
        )
    later, _ = scanned(doubles(np.append(x[:-1], x[-1] + 2.5)), *model, complexes(h))
    assert ask.near(later[:-1], whole[:-1]), "Another last input changes outputs before it."
    shifted, _ = scanned(doubles(np.append(0, x)), *model, complexes(0 * h))
    assert ask.near(shifted, np.append(0, found)), (
        "An input that comes one step later should give the outputs one step later."
    )
    named = scanned(h=complexes(h), c=model[2], b_bar=model[1], a_bar=model[0], x=doubles(x))
    assert ask.near(named[0], whole), "With its arguments by name, ssm_scan gives something else."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_ssm_convolve_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four numbers and a kernel of four.
found = real_from(ssm_convolve, (4,), "It is as long as x.", doubles([1, -2, 0.5, 3]), doubles([0.5, -1, 2, 0.25]))
likely = {
    "Does the end come back at the beginning? The time of an FFT is a ring.": [-2, 4.125, 5, -2.75],
    "Are there too few zeros behind the end? Some of it still comes back at the beginning.": [
        6.625,
        -1.25,
        4.25,
        -2.75,
    ],
    "Is irfft told the length? Without n it takes an even one.": [-0.9605, -0.1462, 3.1928, -5.4763],
    "Is irfft told the length? Without n it takes an even one, and yours is odd.": [-0.3456, -0.8613, 3.9212, -5.505],
    "Is the middle of the whole convolution taken? Its beginning is asked for.": [-2, 4.25, -2.75, -2.5],
    "Is the end of the whole convolution taken? Its beginning is asked for.": [-2.75, -2.5, 6.125, 0.75],
    "Is the kernel reversed? K_0 belongs to the present input.": [0.25, 1.5, -4.875, 4.25],
    "Does it look at inputs that are still to come?": [4.25, 4.5, -2.75, 1.5],
    "Are x and K multiplied number by number?": [0.5, 2, 1, 0.75],
}
assert ask.near(found, [0.5, -2, 4.25, -2.75]), (
    f"The convolution should be (0.5, -2, 4.25, -2.75), but yours is {shown(found)}. "
    f"{ask.cause(found, likely, 'Which input does each entry of the kernel meet?')}"
)

# Hidden tests: random sequences and kernels against a double loop, of lengths from 1 to 64; an impulse at the end, and causality;
# time invariance; x and K exchanged; the kernel of a model against its recurrence; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2214)
for L in (1, 2, 3, 5, 8, 64):
    x, K = rng.normal(size=L) * 1.7 + 0.4, rng.normal(size=L) - 0.3
    right = [x[: t + 1] @ K[t::-1] for t in range(L)]
    found = real_from(ssm_convolve, (L,), "It is as long as x.", doubles(x), doubles(K))
    ring = [np.roll(x, -t - 1) @ K[::-1] for t in range(L)]
    assert ask.near(found, right), (
        f"At length {L} the convolution is off by up to {np.abs(found - right).max():.4f}. "
        f"{ask.cause(found, {'Does the end come back at the beginning?': ring}, 'Which input does each entry of the kernel meet?')}"
    )
    named = ask.numbers(ssm_convolve, K=doubles(K), x=doubles(x))
    assert ask.near(named, found), "With its arguments by name, ssm_convolve gives something else."
    assert ask.near(ask.numbers(ssm_convolve, doubles(K), doubles(x)), found), (
        "With x and K exchanged the same should come."
    )
    moved = ask.numbers(ssm_convolve, doubles(np.append(0, x[:-1])), doubles(K))
    assert ask.near(moved, np.append(0, found[:-1])), (
        "An input that comes one step later should give the same, one step later."
    )
    late = ask.numbers(ssm_convolve, doubles(np.append(np.zeros(L - 1), 2.5)), doubles(K))
    assert ask.near(late, np.append(np.zeros(L - 1), 2.5 * K[0])), (
        f"At length {L} an impulse at the last place should be felt there alone. Does it come back at the beginning?"
    )
a_bar, b_bar, c = 0.9 * np.exp(1j * np.array([0.4, -2.2])), np.array([1 - 2j, 0.5j]), np.array([0.7 + 1j, -1.5])
x, state, outputs = rng.normal(size=40), np.zeros(2), []
for entering in x:
    state = a_bar * state + b_bar * entering
    outputs.append((c * state).sum().real)
kernel = [(c * a_bar**k * b_bar).sum().real for k in range(40)]
found = ask.numbers(ssm_convolve, doubles(x), doubles(kernel))
assert ask.near(found, outputs), (
    "With the kernel of a state-space model, something else comes than from its recurrence."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: a step of Runge and Kutta (2 points)
#
# The equation $y'=f(t,y)$ may also depend on the time. The classical method of fourth order looks at $f$ four times,
#
# $$k_1=f(t,\,y),\quad k_2=f\Big(t+\frac h2,\,y+\frac h2k_1\Big),\quad k_3=f\Big(t+\frac h2,\,y+\frac h2k_2\Big),\quad
# k_4=f(t+h,\,y+h\,k_3),$$
#
# and goes on by $\frac h6(k_1+2k_2+2k_3+k_4)$. (Lecture 43, *A residual block takes a step*, where $f$ does not depend on $t$.)
#
# Call `f(t, y)` exactly four times, since each call may be expensive. The state $y$ may have any shape, also none, and what $f$
# returns has the same. The step $h$ may be negative: the method then goes back in time. Errors are tiny here, so compute in float64:
# the state is exact to one part in $10^{10}$ of its largest number, or to $10^{-10}$.


# %% nbgrader={"grade": false, "grade_id": "t7_rk4_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rk4_step(f, t, y, h):
    """Return the state one step later.

    f: function; f(t, y) is the derivative, a tensor with the shape of y
    t: number, the time
    y: tensor of any shape, the state at this time
    h: number, positive or negative, the length of the step

    Returns a tensor with the shape of y.
    """
    ### BEGIN SOLUTION
    start = f(t, y)
    middle = f(t + h / 2, y + start * h / 2)
    again = f(t + h / 2, y + middle * h / 2)
    end = f(t + h, y + again * h)
    return y + (start + 2 * (middle + again) + end) * (h / 6)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: counts how often the field is asked.
def watched(field, shape):
    """Return a field that notes each time at which it is asked, about a state of some shape, and the list of these times."""
    times = []

    def f(t, y):
        assert ask.is_array(y), f"f takes a tensor as y; it was called with {ask.kind_of(y)}."
        assert getattr(y, "dtype", None) == torch.float64, (
            f"f was called with a y of type {y.dtype}. Compute in float64."
        )
        assert tuple(y.shape) == shape, (
            f"f takes a y with the shape of the state, {shape}; it was called with one of shape {tuple(y.shape)}."
        )
        times.append(float(t))
        return field(t, y.clone())

    return f, times


def stepped(field, t, y, h):
    """Return the student's state after one step as an array, after a look at how often f was asked."""
    f, times = watched(field, tuple(y.shape))
    found = real_from(rk4_step, tuple(y.shape), "It has the shape of y.", f, t, y, h)
    assert len(times) == 4, f"rk4_step should call f exactly four times, but called it {len(times)} times."
    return found


# %% nbgrader={"grade": true, "grade_id": "t7_rk4_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three numbers that follow y' = t y - y^2 / 2, from time 1 on, for half a unit of time.
y = doubles([1, -2, 3])
found = stepped(lambda t, y: t * y - y**2 / 2, 1.0, y, 0.5)
likely = {
    "Does f always see the time t? It is later in the middle and at the end.": [1.2449, -8.5863, 2.5079],
    "Does k_2 see the time t? It is half a step later.": [1.3458, -9.449, 2.6936],
    "Does k_4 see the time t? It is a whole step later.": [1.3358, -9.7806, 2.6613],
    "Do all four count alike? The two in the middle count twice.": [1.3965, -11.5149, 2.7636],
    "Do the two in the middle count twice?": [1.2643, -8.3433, 2.8424],
    "Is the sum divided by 6?": [3.3625, -50.8496, 1.6327],
    "Does k_4 go half a step? It goes a whole one.": [1.3904, -7.7814, 2.7545],
    "Does k_3 start from k_1? It starts from k_2.": [1.3927, -7.4121, 2.8303],
    "Is that Euler's step?": [1.25, -4, 2.25],
    "Is that the midpoint method?": [1.3867, -6.125, 2.918],
    "Is that the change alone, without y?": [0.3938, -8.1416, -0.2279],
    "Is the sum multiplied by h?": [1.7875, -18.2832, 2.5442],
    "Do the two in the middle go a whole step?": [1.5049, -52.3333, 2.935],
    "Is the slope multiplied by h on the way to the middle and to the end?": [1.3911, -117.4089, 2.8378],
    "Is that the rule of three eighths? It is another method.": [1.3939, -10.2307, 2.7658],
}
assert ask.near(found, [1.3938, -10.1416, 2.7721]), (
    f"The state should become (1.3938, -10.1416, 2.7721), but yours is {shown(found)}. "
    f"{ask.cause(found, likely, 'Where does each of the four look, and how much does it count?')}"
)

# Hidden tests: linear equations, whose step is known, in states of other shapes; forward and back; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2215)
for shape, t, h in [((3,), 0.4, 0.3), ((3, 2), -1.2, -0.7), ((3, 1), 5, 1), ((3, 2, 2), 0, 0.05), ((1,), 2.5, -0.4)]:
    d = shape[0]
    A, y = rng.normal(size=(d, d)) * 1.4, rng.normal(size=shape) * 2.5
    matrix = doubles(A)
    found = stepped(lambda t, y: torch.tensordot(matrix, y, 1), t, doubles(y), h)  # noqa: B023 -- asked at once
    term, right = y, y
    for power in range(1, 5):
        term = np.tensordot(h * A, term, 1) / power
        right = right + term
    assert ask.near(found, right, 1e-10), (
        f"For a linear equation and h = {h}, the step is known, and yours is off by {np.abs(found - right).max():.2e} in a state of "
        f"shape {shape}. Do all four look where they should, and in float64?"
    )
    named = ask.numbers(rk4_step, h=h, y=doubles(y), t=t, f=lambda t, y: torch.tensordot(matrix, y, 1))  # noqa: B023
    assert ask.near(named, found, 1e-10), "With its arguments by name, rk4_step gives something else."
found = stepped(lambda t, y: -3 * y, 0.0, doubles(1.5), 0.2)
assert ask.near(found, 1.5 * (1 - 0.6 + 0.18 - 0.036 + 0.0054), 1e-10), "A state without axes has another step."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_rk4_step_order", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: exact where the derivative is a polynomial in t of degree 3 or less; times at which f is asked; half the step has a
# sixteenth of the error on an oscillator and on an equation that depends on t; there and back.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2216)
for t, h in [(0.7, 0.9), (-1.3, -0.6)]:
    p = rng.normal(size=(4, 2))
    area = np.sum([p[k] * ((t + h) ** (k + 1) - t ** (k + 1)) / (k + 1) for k in range(4)], axis=0)
    right = area + np.array([1.5, -0.75])
    coefficients = doubles(p)
    found = stepped(
        lambda t, y: sum(coefficients[k] * t**k for k in range(4)) + 0 * y,  # noqa: B023 -- asked at once
        t,
        doubles([1.5, -0.75]),
        h,
    )
    assert ask.near(found, right, 1e-10), (
        f"Where y' is a polynomial of degree 3 in t the step should be exact, but from {t} with h = {h} it is off by "
        f"{np.abs(found - right).max():.2e}. At which times is f asked?"
    )
    f, times = watched(lambda t, y: t + 0 * y, (1,))
    ask.result(rk4_step, f, t, doubles([0.5]), h)
    assert ask.near(times, [t, t + h / 2, t + h / 2, t + h], 1e-10), (
        "f should be asked at the start, twice in the middle and at the end, but is asked at other times."
    )


def error_after(field, y, exact, steps):
    """Return how far from the exact state the student's steps end, after one unit of time."""
    y = doubles(y)
    for n in range(steps):
        y = ask.result(rk4_step, field, n / steps, y, 1 / steps)
        assert ask.is_array(y), f"rk4_step should return a tensor; got {ask.kind_of(y)}."
    return float(np.linalg.norm(ask.as_numbers(y, "The state holds") - exact))


for what, field, y, exact in [
    ("an oscillator", lambda t, y: torch.stack([y[1], -y[0]]), [1, 0], [math.cos(1), -math.sin(1)]),
    ("y' = 2 t y", lambda t, y: 2 * t * y, [1.0], [math.e]),
]:
    errors = [error_after(field, y, exact, steps) for steps in (6, 12)]
    assert errors[1] > 0 and 14 <= errors[0] / errors[1] <= 18, (
        f"On {what}, half the step should have about a sixteenth of the error, but yours goes from {errors[0]:.2e} to "
        f"{errors[1]:.2e}. Is one of the four looks at a wrong place or time, or is it computed in float32?"
    )
there = stepped(lambda t, y: torch.cos(t * y), 0.3, doubles([0.5, -1.5]), 0.01)
back = stepped(lambda t, y: torch.cos(t * y), 0.31, doubles(there), -0.01)
assert ask.near(back, [0.5, -1.5], 1e-10), "A step with h = 0.01 and one back with h = -0.01 should lead to the start."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: a gradient by the adjoint method (3 points)
#
# The linear equation $y'=Ay$ runs from time 0 to $T$, and a loss $L$ looks at the end, $y(T)$. You get the end, and the gradient
# $\bar y(T)=\partial L/\partial y(T)$; neither the start nor any state between was kept. Find the gradients with respect to the start and
# to the matrix by going back in time (lecture 43, *Gradients: back through the steps, or back in time*): from $T$ to 0, follow
#
# $$y'=Ay,\qquad\bar y'=-A^\top\bar y,\qquad\text{and collect}\qquad\frac{\partial L}{\partial A}=\int_0^T\bar y(t)\,y(t)^\top dt.$$
#
# The gradient with respect to the start is $\bar y(0)$. Here $f(y)=Ay$ is known, so write all derivatives by hand: autograd is not
# needed. Take `steps` steps of fourth order, as in task 7, or do better. Tests ask for 40 steps or more, with which your numbers have
# to be as exact as the header says; $T$ times the largest $|a_{ij}|$ is 2 or less there, and $A$ has at most 4 rows.


# %% nbgrader={"grade": false, "grade_id": "t8_adjoint_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def adjoint_gradient(A, y, y_bar, T, steps):
    """Return the gradients of a loss of the end, with respect to the start and to the matrix.

    A: tensor (d, d), the matrix of y' = A y
    y: tensor (d,), the state at time T
    y_bar: tensor (d,), the gradient of the loss with respect to it
    T: positive number, the length of time
    steps: integer, the number of steps

    Returns two tensors: the gradient with respect to the state at time 0, (d,), and that with respect to A, (d, d).
    """

    ### BEGIN SOLUTION
    half = torch.linalg.matrix_exp(torch.block_diag(-A, A.T) * (T / steps / 2))  # half a step back
    both = [torch.cat([y, y_bar])]
    for _ in range(2 * steps):
        both.append(half @ both[-1])
    states, adjoints = torch.stack(both).split(len(y), dim=1)
    weights = doubles([1, *[4, 2] * (steps - 1), 4, 1]) * (T / steps / 6)  # Simpson's
    return adjoints[-1], torch.einsum("t,ti,tj->ij", weights, adjoints, states)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t8_tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: asks for both gradients.
def both_gradients(A, y, y_bar, T, steps=40, by_name=False):
    """Return the student's gradients, with respect to the start and to A, as arrays."""
    named = {"steps": steps, "T": T, "y_bar": doubles(y_bar), "y": doubles(y), "A": doubles(A)}
    given = () if by_name else tuple(reversed(named.values()))
    start, matrix = ask.results("start, matrix", adjoint_gradient, *given, **(named if by_name else {}))
    d = len(y)
    return (
        ask.array(start, (d,), "What adjoint_gradient returns first", "It is the gradient with respect to the start."),
        ask.array(matrix, (d, d), "What adjoint_gradient returns second", "It has the shape of A."),
    )


def why(found, right, likely, otherwise):
    """Return what a wrong gradient may come from; where it is nearly right, that is the steps."""
    if ask.near(found, right, 0.01):
        otherwise = (
            "It is nearly right: are there `steps` steps, and is everything, also what is collected, of fourth order?"
        )
    return ask.cause(found, likely, otherwise)


# %% nbgrader={"grade": true, "grade_id": "t8_adjoint_gradient_start", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two numbers, 0.8 units of time: the gradient with respect to the start.
A, y, y_bar = [[-0.5, 1.25], [-2, 0.25]], [0.1, -1.2], [0.75, -1.5]
found, _ = both_gradients(A, y, y_bar, 0.8)
likely = {
    "Is the sign of A turned, or does the adjoint run forward in time?": [-1.5649, -0.8101],
    "Is A transposed?": [-0.9691, -1.5998],
    "Is that still the gradient at the end?": [0.75, -1.5],
    "Is that the state at the start?": [1.0792, -0.0041],
    "Is there a step too many?": [1.7281, -0.2049],
    "Is there a step too few?": [1.7431, -0.2892],
    "Are these Euler's steps? The text asks for the fourth order.": [1.7691, -0.248],
}
assert ask.near(found, [1.7364, -0.247]), (
    f"The gradient with respect to the start should be (1.7364, -0.247), but yours is {shown(found)}. "
    f"{why(found, [1.7364, -0.247], likely, 'Which equation does the adjoint follow, and in which direction?')}"
)

# Hidden tests: random matrices against the exponential of a matrix, also where much grows; one number; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2217)
for d, T, least in [(3, 1.37, -1.4), (1, 1.42, -1.4), (4, 0.63, -1.4), (3, 1.4, 0.7)]:
    A, y, y_bar = rng.uniform(least, 1.4, size=(d, d)), rng.normal(size=d) * 1.8, rng.normal(size=d)
    found, matrix = both_gradients(A, y, y_bar, T)
    whole = torch.linalg.matrix_exp(T * doubles(A)).numpy()
    likely = {
        "Does it run forward in time, or with the wrong sign?": np.linalg.inv(whole).T @ y_bar,
        "Is A transposed?": whole @ y_bar,
    }
    assert ask.near(found, whole.T @ y_bar), (
        f"With {d} numbers over {T} units of time, the gradient with respect to the start is off by up to "
        f"{np.abs(found - whole.T @ y_bar).max():.4f}. "
        f"{why(found, whole.T @ y_bar, likely, 'Which equation does the adjoint follow?')}"
    )
named = both_gradients(A, y, y_bar, T, by_name=True)
assert ask.near(named[0], found) and ask.near(named[1], matrix), (
    "With its arguments by name, adjoint_gradient gives something else."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_adjoint_gradient_matrix", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The same, with respect to A.
A, y, y_bar = [[-0.5, 1.25], [-2, 0.25]], [0.1, -1.2], [0.75, -1.5]
_, found = both_gradients(A, y, y_bar, 0.8)
likely = {
    "Is the sign turned? Backward in time the integral changes its sign, too.": [[-0.8322, 0.7519], [0.4295, -0.6678]],
    "Is it transposed? The adjoint belongs to the rows.": [[0.8322, -0.4295], [-0.7519, 0.6678]],
    "Is y(T) taken at all times? The state runs back as well.": [[0.1159, -1.3907], [-0.0783, 0.9395]],
    "Is the adjoint at T taken at all times?": [[0.3947, -0.4296], [-0.7895, 0.8593]],
    "Is there a step too many?": [[0.8698, -0.7513], [-0.4344, 0.6677]],
    "Is there a step too few?": [[0.7949, -0.751], [-0.4238, 0.6676]],
    "Does everything run forward from T?": [[0.2962, 0.292], [0.4239, 1.2038]],
    "Does the adjoint run with the wrong sign?": [[-0.3818, 0.0481], [-0.661, 0.829]],
    "Does the state run forward, and the adjoint back?": [[-0.5687, -1.2423], [0.2598, 0.9033]],
    "Is A transposed in the equation of the adjoint?": [[-0.2035, -0.0507], [-0.9474, 1.0184]],
    "Are these Euler's steps? The text asks for the fourth order.": [[0.8335, -0.7756], [-0.4348, 0.694]],
}
assert ask.near(found, [[0.8322, -0.7519], [-0.4295, 0.6678]]), (
    f"The gradient with respect to A should be (0.8322, -0.7519) and (-0.4295, 0.6678), but yours is {shown(found)}. "
    f"{why(found, [[0.8322, -0.7519], [-0.4295, 0.6678]], likely, 'What is collected, and what runs back with it?')}"
)

# Hidden tests: random matrices against backpropagation through 80 steps of fourth order, and through the exponential of a matrix.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2218)
for d, T in [(4, 1.1)]:
    A, y0, y_bar = doubles(rng.uniform(-1.3, 1.3, size=(d, d))), doubles(rng.normal(size=d)), rng.normal(size=d) * 1.6
    A.requires_grad_()
    one, term = torch.eye(d, dtype=torch.float64), torch.eye(d, dtype=torch.float64)
    for power in range(1, 5):
        term = term @ A * (T / 80 / power)
        one = one + term
    for way, whole in [
        ("80 steps of fourth order", torch.linalg.matrix_power(one, 80)),
        ("the exponential of a matrix", torch.linalg.matrix_exp(T * A)),
    ]:
        (right,) = torch.autograd.grad(whole @ y0, A, doubles(y_bar))
        right, end = right.numpy(), (whole @ y0).detach().numpy()
        if way[0] == "8":
            _, found = both_gradients(A.detach().numpy(), end, y_bar, T, steps=80)
        likely = {"Is the sign turned?": -right, "Is it transposed?": right.T}
        gap = np.linalg.norm(found - right) / np.linalg.norm(right)
        assert ask.near(found, right), (
            f"With {d} numbers over {T} units of time, the gradient with respect to A and backpropagation through {way} differ by "
            f"{gap:.2e} of its length. {why(found, right, likely, 'What is collected on the way?')}"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_adjoint_gradient_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the product of adjoint and state is the same at both ends; without motion; one number; twice the gradient; a step
# of time that another goes on from.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2219)
A, y0, y_bar, T = rng.uniform(-1.2, 1.2, size=(3, 3)), rng.normal(size=3) * 1.5, rng.normal(size=3), 1.4
end = torch.linalg.matrix_exp(T * doubles(A)).numpy() @ y0
start, matrix = both_gradients(A, end, y_bar, T)
assert ask.near(start @ y0, y_bar @ end), (
    f"The product of adjoint and state should be the same at both ends, but differs by {abs(start @ y0 - y_bar @ end):.4f}."
)
assert ask.near(np.trace(matrix), T * (y_bar @ end)), (
    "The trace of the gradient with respect to A should be T times that product, but is not. Is the state of each time taken?"
)
less = both_gradients(A, end, -2.5 * y_bar, T)
assert ask.near(less[0], -2.5 * start) and ask.near(less[1], -2.5 * matrix), (
    "With -2.5 times the gradient at the end both gradients should be -2.5 times as large."
)
between = torch.linalg.matrix_exp(T / 2 * doubles(A)).numpy() @ y0
late = both_gradients(A, end, y_bar, T / 2)
early = both_gradients(A, between, late[0], T / 2)
assert ask.near(early[0], start) and ask.near(early[1] + late[1], matrix), (
    "Going back in two parts, of which the second begins where the first ends, should give what going back at once gives."
)
still = both_gradients(np.zeros((2, 2)), [1.5, -0.5], [2, 0.25], 3)
assert ask.near(still[0], [2, 0.25]), "Where nothing moves, the gradient at the start should be that at the end."
assert ask.near(still[1], 3 * np.outer([2, 0.25], [1.5, -0.5])), (
    "Where nothing moves, the gradient with respect to A should be T times the product of adjoint and state, but is another."
)
single = both_gradients([[-1.5]], [0.4], [-3], 1.3)
assert ask.near(single[1], [[1.3 * 0.4 * -3]]), (
    "With a single number, the gradient with respect to A can be written down."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cell. Your normalized matrix averages random numbers over a graph of two groups until only its slowest pattern is left,
# and your adjoint learns the matrix of a spiral from where its paths end.

# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    generator = torch.Generator().manual_seed(0)
    group = torch.arange(40) % 2
    chance = torch.where(group[:, None] == group, 0.4, 0.06)
    pairs = (torch.rand(40, 40, generator=generator) < chance).double().triu(1)
    A_hat = normalized_adjacency(pairs + pairs.T).double()
    signal = torch.randn(40, 1, generator=generator).double()
    d = (pairs + pairs.T).sum(1) + 1
    for _ in range(30):
        signal = A_hat @ (signal - d.sqrt()[:, None] * (d.sqrt() @ signal) / d.sum())
    agree = ((signal[:, 0] > 0) == group).sum().item()
    print(f"the slowest pattern names the group of {max(agree, 40 - agree)} of 40 nodes")

    spiral, learned = doubles([[-0.3, 1.6], [-1.2, -0.1]]), torch.zeros(2, 2).double()
    starts = torch.randn(6, 2, generator=generator).double()
    ends = starts @ torch.linalg.matrix_exp(spiral).T
    for _ in range(60):
        for begin, wanted in zip(starts, ends, strict=True):
            reached = begin
            for n in range(10):
                reached = rk4_step(lambda t, y: learned @ y, n / 10, reached, 0.1)  # noqa: B023 -- asked at once
            learned = learned - 0.2 * adjoint_gradient(learned, reached, reached - wanted, 1, 10)[1].double()
    print(f"the spiral's matrix is {spiral.tolist()}; learned from where six paths end: {shown(learned)}")
except NotImplementedError:
    print("Tasks 1, 7 and 8 are needed here. Come back when they are done.")

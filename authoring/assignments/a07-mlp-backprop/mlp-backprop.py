# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 7: A multilayer perceptron and its backpropagation
#
# You will build a multilayer perceptron from NumPy alone: count its parameters, run it forward, measure its loss,
# send the gradient back through it, check it against plain nudging, and train it. In the last cell your own functions
# learn three spirals that no straight lines can tell apart.
#
# **Practices** [lecture 9, Multilayer perceptrons](../../course/09-multilayer-perceptrons.ipynb). **Time** 90 to 120
# minutes. **You need** NumPy only.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the number of parameters | 1 |
# | t2 | the forward pass | 3 |
# | t3 | softmax and cross-entropy | 3 |
# | t4 | the gradient where the backward pass starts | 2 |
# | t5 | one layer backward | 4 |
# | t6 | the whole backward pass | 2 |
# | t7 | the gradient check | 3 |
# | t8 | training | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **How exact.** Your numbers may be off by 0.0001, or by one part in 10,000 where they are larger than 1, and in an array
# of numbers above 1 by one part in 10,000 of the largest, unless a task says otherwise. So float32 is exact enough except
# in task 7. Where a docstring says *array*, return an array, not a list. No function changes its arguments.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a07-mlp-backprop/mlp-backprop.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.
#
# **Notation**, as in lecture 9: a batch has $n$ examples, one per row. A layer has $p$ inputs and $M$ neurons; a
# network has $K$ outputs. $Z$ are pre-activations, $A$ activations, $\hat y$ predictions. The loss is $L$, and $dZ$
# stands for $\partial L / \partial Z$: the gradient at $Z$, an array shaped like $Z$ with the derivative
# of $L$ with respect to each of its entries.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import itertools

import numpy as np

from helpers import ask

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the number of parameters (1 point)
#
# Before you build a network, know its size. Its `widths` are the number of inputs, the number of neurons of every
# hidden layer, and the number of outputs. The ring of lecture 9 has widths 2, 3, 1 and thirteen parameters.
#
# Every neuron has one weight for each number that it sees, and one bias. Find the formula and write it for a list of
# any length. Nothing has to be built for it.


# %% nbgrader={"grade": false, "grade_id": "t1_count_parameters", "locked": false, "schema_version": 3, "solution": true, "task": false}
def count_parameters(widths):
    """Return the number of weights and biases of a multilayer perceptron.

    widths: list of positive integers, at least two: the inputs, the neurons of each hidden layer, the outputs
    """
    ### BEGIN SOLUTION
    return sum(widths[k] * (widths[k - 1] + 1) for k in range(1, len(widths)))
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_count_parameters_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The ring of lecture 9: three neurons with two weights and a bias each, then one with three weights and a bias.
count = ask.number(ask.result(count_parameters, [2, 3, 1]), "The count")
likely = {
    "Those are the weights alone: every neuron has a bias too.": 9,
    "Do the inputs have biases? A bias belongs to a neuron.": 15,
    "Is there one bias for each input of a layer? Every neuron has its own.": 14,
    "Is there one bias for each layer? Every neuron has its own.": 11,
}
assert count == 13, (
    f"Widths 2, 3, 1 make 13 parameters; your count is {count}. "
    f"{ask.cause(count, likely, 'Are all weights and biases counted, and no others?')}"
)
count = ask.number(ask.result(count_parameters, [64, 32, 10]), "The count")
assert count == 2410, (
    f"Widths 64, 32, 10 make 2,410 parameters; your count is {count}. "
    "A bias belongs to a neuron; inputs have none. Does every layer see the layer before it alone?"
)

# Hidden tests: random widths, from no hidden layer to five, equal ones too, against arrays really made.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
cases = [(2 + rng.permutation(30)[:length]).tolist() for length in range(2, 8)]  # all different
cases += [[1, 1], [3, 3, 3, 2], [300, 300, 5, 300], [2, 5, 2, 5, 1]]
for widths in cases:
    made = [array for p, M in itertools.pairwise(widths) for array in (np.zeros((M, p)), np.zeros(M))]
    count = ask.number(ask.result(count_parameters, widths), "The count")
    assert count == sum(array.size for array in made), (
        f"For a network with {len(widths) - 2} hidden layers the count is wrong. Does it work for lists of any length, "
        "and for layers of equal widths? Does every neuron have a bias?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: the forward pass (3 points)
#
# A layer computes, for all examples at once,
#
# $$Z = X W^\top + b$$
#
# $W$ has shape $(M, p)$, a row of weights for each neuron, as in lecture 9 and in PyTorch; $b$ has shape $(M,)$.
#
# A network is a list of layers, `parameters = [(W1, b1), (W2, b2), ...]`, each a pair of arrays. With $A^{(0)} = X$,
#
# $$A^{(l)} = \mathrm{relu}\big(A^{(l-1)} W^{(l)\top} + b^{(l)}\big) \quad \text{for hidden layers } l = 1, \dots, D-1,
# \qquad Z^{(D)} = A^{(D-1)} W^{(D)\top} + b^{(D)}$$
#
# where $D$ is the number of layers, and $\mathrm{relu}(z)$ is $z$ if it is positive and 0 otherwise. The last layer has
# no ReLU: its pre-activations, the **logits**, are what task 3 starts from.
#
# The backward pass will ask what each layer was given. So `forward` returns all of it, the list
# $[X, A^{(1)}, \dots, A^{(D-1)}, Z^{(D)}]$. (The hidden $Z$ need not be kept: an activation is positive exactly where
# its ReLU is on.)


# %% nbgrader={"grade": false, "grade_id": "t2_linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear(X, W, b):
    """Return the pre-activations of one layer.

    X: array (n, p), one example per row
    W: array (M, p), the weights, one neuron per row
    b: array (M,), the biases

    Returns an array (n, M).
    """
    ### BEGIN SOLUTION
    return X @ W.T + b
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_forward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def forward(parameters, X):
    """Run a network with ReLU in its hidden layers.

    parameters: list of pairs (W, b), one for each layer: arrays (M, p) and (M,); p of a layer is M of the one before
    X: array (n, p), one example per row

    Returns a list of arrays: X, the activations of each hidden layer, the pre-activations of the last layer.
    """
    ### BEGIN SOLUTION
    values = [X]
    for W, b in parameters[:-1]:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    W, b = parameters[-1]
    return [*values, values[-1] @ W.T + b]
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def values_of(forward, parameters, X):
    """Return the list that a forward pass makes; complain unless it has an array of the right shape for each layer."""
    values, count = ask.result(forward, parameters, X), len(parameters) + 1
    assert isinstance(values, (list, tuple)), f"forward returns a list of arrays; yours is {ask.kind_of(values)}."
    assert len(values) == count, (
        f"{count - 1} layers make a list of {count} arrays: X, the activations of each hidden layer, the output; yours "
        f"has {len(values)}. Is X at its beginning, and the output at its end?"
    )
    widths = [X.shape[1], *(len(b) for _, b in parameters)]
    hint = "Does every layer feed the next?"
    return [
        ask.array(value, (len(X), width), f"Entry {k} of the list (0 is X)", hint)
        for k, (value, width) in enumerate(zip(values, widths, strict=True))
    ]


# %% nbgrader={"grade": true, "grade_id": "t2_linear_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples with two inputs, three neurons: the first copies x1, the second copies x2, the third is 2 x1 - x2.
W = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
X, b = np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([10.0, 20.0, -30.0])
Z = ask.array(
    ask.result(linear, X, W, b), (2, 3), "Z, of two examples and three neurons,", "Is W transposed as it has to be?"
)
likely = {
    "A layer by itself has no ReLU.": np.array([[11, 22, 0], [13, 20, 0]]),
    "Is the bias added?": np.array([[1, 2, 0], [3, 0, 6]]),
}
assert ask.close(Z, [[11, 22, -30], [13, 20, -24]]), (
    f"The pre-activations should be 11, 22, -30 and 13, 20, -24, but are {Z.tolist()}. "
    f"{ask.cause(Z, likely, 'Does every neuron use its own row of W, and add its own bias?')}"
)

# Hidden tests: random layers, square ones too, large numbers of both signs, against sums written out; one example.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M, size in [(4, 3, 2, 1), (3, 3, 3, 1), (2, 2, 5, 1), (1, 4, 3, 1), (5, 1, 1, 1), (3, 3, 3, 1000)]:
    X, W, b = (
        size * rng.uniform(1, 2, size=(n, p)),
        rng.uniform(1, 2, size=(M, p)),
        1.0437 * size * (-3.0) ** np.arange(M),
    )
    X *= (-1.0) ** np.arange(n)[:, None]
    W *= (1 + np.arange(p)) * (-1.0) ** (np.arange(M) // 2)[:, None]
    Z = ask.array(ask.result(linear, X, W, b), (n, M), f"Z, of {n} examples and {M} neurons,")
    expected = [[sum(X[i, j] * W[m, j] for j in range(p)) + b[m] for m in range(M)] for i in range(n)]
    assert np.all(np.abs(Z - expected) <= 1e-4 * size), (
        f"For {n} examples, {p} inputs and {M} neurons Z is wrong. Is W transposed where it has to be? "
        "Does every neuron add its own bias, to every example? Is nothing cut off?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_forward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two hidden neurons, x1 - x2 and x2 - x1. After ReLU only one of them is left, so their sum is |x1 - x2|.
# The output neuron subtracts 2.5 from it.
parameters = [
    (np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0.0, 0.0])),
    (np.array([[1.0, 1.0]]), np.array([-2.5])),
]
X = np.array([[3.0, 1.0], [1.0, 4.0]])
values = values_of(forward, parameters, X)
assert ask.close(values[0], X), f"The first entry is X itself; got {values[0].tolist()}."
likely = {"Is ReLU applied in the hidden layer?": np.array([[2, -2], [-3, 3]])}
assert ask.close(values[1], [[2, 0], [0, 3]]), (
    f"The hidden activations should be 2, 0 and 0, 3, but are {values[1].tolist()}. "
    f"{ask.cause(values[1], likely, 'Does every neuron use its own row of W, and its bias?')}"
)
likely = {"Does the last layer go without ReLU?": np.array([[0], [0.5]])}
assert ask.close(values[2], [[-0.5], [0.5]]), (
    f"The outputs should be -0.5 and 0.5, but are {values[2].tolist()}. "
    f"{ask.cause(values[2], likely, 'Does the last layer see the activations of the hidden one, and add its bias?')}"
)

# Hidden tests: random networks with two and three hidden layers, square ones too; every layer against sums.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def draw_network(widths, n, size=1.0):
    """Draw a network and examples such that every layer, the last too, has pre-activations of both signs."""
    while True:
        made = [
            (rng.normal(size=(widths[k + 1], widths[k])), size * rng.normal(size=widths[k + 1]))
            for k in range(len(widths) - 1)
        ]
        expected = [size * rng.normal(size=(n, widths[0]))]
        mixed = True
        for k, (W, b) in enumerate(made):
            Z = np.array(
                [[np.sum(weights * a) + bias for weights, bias in zip(W, b, strict=True)] for a in expected[-1]]
            )
            mixed = mixed and 0.2 < np.mean(Z > 0) < 0.8
            expected.append(Z if k == len(made) - 1 else Z * (Z > 0))
        if mixed:
            return made, expected


for widths, size in (([4, 4, 4, 4], 1), ([3, 5, 4, 2], 1), ([2, 6, 5, 4, 3], 1), ([3, 5, 4, 2], 1000)):
    parameters, expected = draw_network(widths, 5, size)
    values = values_of(forward, parameters, expected[0])
    wrong = [
        k
        for k, (value, right) in enumerate(zip(values, expected, strict=True))
        if np.any(np.abs(value - right) > 1e-4 * max(1, np.abs(right).max()))
    ]
    assert not wrong, (
        f"In a random network with {len(widths) - 1} layers these entries of the list are wrong: {wrong} (0 is X). "
        "Does every layer see the activations of the layer before, and add its bias before ReLU? No ReLU at the end? "
        "Is nothing cut off above?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_forward_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a network without hidden layer, one example, a deep and narrow network, equal layers, a layer that is
# off for all examples.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
W, b, X = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(2, 4))
b[0] -= 1 + np.max(X @ W[0] + b[0])  # the first output is negative for both examples
values = values_of(forward, [(W, b)], X)
assert ask.close(values[0], X) and ask.close(values[1], X @ W.T + b), (
    "Without hidden layer the output must be that of the one layer, with no ReLU, but it is not."
)
factors = rng.uniform(0.5, 2, size=7)
values = values_of(forward, [(np.array([[factor]]), np.array([0.0])) for factor in factors], np.array([[3.0]]))
assert ask.close(np.ravel(values), 3 * np.cumprod([1, *factors])), (
    "One neuron after the other with positive weights and no biases must multiply the weights one by one; yours do not."
)
W, b = rng.normal(size=(3, 3)), rng.normal(size=3)
W[0], b[0] = -np.abs(W[0]), -1.0  # negative whatever comes in, so that a ReLU shows
X = np.abs(rng.normal(size=(4, 3)))
values, expected = values_of(forward, [(W, b)] * 3, X), [X]
for k in range(3):
    Z = expected[-1] @ W.T + b
    expected.append(np.maximum(Z, 0) if k < 2 else Z)
assert all(ask.close(value, right) for value, right in zip(values, expected, strict=True)), (
    "In a network of three equal layers some entry is wrong. Is the last layer told from the others by its place?"
)
parameters = [(rng.normal(size=(3, 2)), np.full(3, -50.0)), (rng.normal(size=(2, 3)), np.array([0.25, -0.75]))]
parameters[0][0][0] = [1, -1]
X = rng.uniform(0.1, 1, size=(4, 2)) * np.array([1, -1])  # the first neuron would be on without its bias
values = values_of(forward, parameters, X)
assert ask.close(values[0], X), "The first entry of the list must be X as it was given; it was overwritten."
assert ask.close(values[1], np.zeros((4, 3))), (
    "Where every pre-activation is negative all hidden activations must be 0."
)
assert ask.close(values[2], np.tile(parameters[1][1], (4, 1))), (
    "Where all hidden activations are 0 the output must be the last biases alone, signs included, but it is not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: softmax and cross-entropy (3 points)
#
# Softmax turns the logits of each example, a row of $Z$, into probabilities of the $K$ classes. The loss of an
# example is minus the logarithm of what its right class $y_i \in \{0, \dots, K-1\}$ got, and $L$ is the batch's mean:
#
# $$\hat y_{ik} = \frac{e^{Z_{ik}}}{\sum_{c=1}^{K} e^{Z_{ic}}} \qquad
# L = -\frac1n \sum_{i=1}^{n} \log \hat y_{i, y_i}$$
#
# Both have to be right for logits between −10,000 and 10,000 (to 0.01 where one is beyond −50 or 50), and typed as they stand they are not: $e^{10000}$
# overflows. Two facts help. Adding one number to a whole row of $Z$ changes none of its probabilities, so you may
# choose which. And the logarithm of a quotient is a difference: simplify $\log \hat y_{i, y_i}$ on paper first, then
# no logarithm ever gets a 0.


# %% nbgrader={"grade": false, "grade_id": "t3_softmax", "locked": false, "schema_version": 3, "solution": true, "task": false}
def softmax(Z):
    """Return the class probabilities of every example.

    Z: array (n, K), the logits, one example per row

    Returns an array (n, K).
    """
    ### BEGIN SOLUTION
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_cross_entropy", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy(Z, y):
    """Return the mean cross-entropy of a batch, a number.

    Z: array (n, K), the logits, one example per row
    y: integer array (n,), the right classes, from 0 to K - 1
    """
    ### BEGIN SOLUTION
    shifted = Z - Z.max(axis=1, keepdims=True)
    right = shifted[np.arange(len(y)), y]
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - right)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_softmax_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Logits 0, 0, log 2: the third class gets twice as much as each of the others. Seven more changes nothing.
Z = np.array([[0.0, 0.0, np.log(2)], [7.0, 7.0, 7.0 + np.log(2)]])
y_hat = ask.array(ask.result(softmax, Z), (2, 3), "The probabilities of two examples and three classes")
assert ask.close(np.sum(y_hat, axis=1), [1, 1]), (
    f"The probabilities of each example, a row, must add up to 1; the rows add up to {np.sum(y_hat, axis=1)}. "
    "Summed over the wrong axis?"
)
assert ask.close(y_hat, [[0.25, 0.25, 0.5], [0.25, 0.25, 0.5]]), (
    f"Both rows should be 0.25, 0.25, 0.5, but are {y_hat.tolist()}. Is every entry the exponential of its logit?"
)

# Hidden tests: random logits against the formula, square batches too; a shift of each row; one example; one class.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(5, 3), (3, 3), (1, 4), (4, 1), (2, 6)]:
    Z = rng.uniform(-3, 3, size=(n, K))
    y_hat = ask.array(ask.result(softmax, Z), (n, K), f"The probabilities of {n} examples and {K} classes")
    assert ask.close(y_hat, [[np.exp(z) / sum(np.exp(row)) for z in row] for row in Z]), (
        f"For {n} examples and {K} classes some probabilities are wrong. Is every row normalized by its own sum?"
    )
    shifted = ask.array(ask.result(softmax, Z + rng.uniform(-5, 5, size=(n, 1))), (n, K), "The probabilities")
    assert ask.close(shifted, y_hat), (
        "Adding a number to a whole row of logits must change no probability, but it does."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_cross_entropy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Logits 0, 0: the right class gets 1/2. Logits 0, log 3: class 1, the right one, gets 3/4.
answer = ask.result(cross_entropy, np.array([[0.0, 0.0], [0.0, np.log(3)]]), np.array([0, 1]))
loss = ask.number(answer, "The loss of a batch", "Is the mean missing?")
right = (np.log(2) + np.log(4 / 3)) / 2
likely = {
    "That is the sum: is the mean missing?": 2 * right,
    "That takes the wrong class in the second row.": (np.log(2) + np.log(4)) / 2,
    "That takes the wrong class in both rows, or their mean.": (2 * np.log(2) + np.log(4 / 3) + np.log(4)) / 2,
    "Is it divided by the number of classes, too?": right / 2,
    "Is the minus there?": -right,
    "Is the logarithm there?": 0.625,
    "Is the sum of the exponentials in it?": -np.log(3) / 2,
}
assert ask.close(loss, right), (
    f"The loss should be 0.4904, but is {loss:.4f}. "
    f"{ask.cause(loss, likely, 'Does every example pick one entry of its row?')}"
)


# Hidden tests: random logits against the formula, labels of both integer types; a shift of each row; every example
# twice; equal logits; one example; one class.
### BEGIN HIDDEN TESTS
def loss_of(Z, y):
    """Return the loss as a plain number."""
    return ask.number(ask.result(cross_entropy, Z, y), "The loss of a batch", "Is the mean missing?")


rng = np.random.default_rng()
for labels, K in [([2, 0, 2, 1, 0], 3), ([1, 2, 0], 3), ([3], 4), ([0, 0, 0, 0], 1), ([1, 0, 0, 1, 1, 1], 2)]:
    for integer in (np.int64, np.int32):
        n, y = len(labels), np.array(labels, dtype=integer)
        Z = rng.uniform(-3, 3, size=(n, K))
        loss = loss_of(Z, y)
        expected = sum(-np.log(np.exp(Z[i, y[i]]) / sum(np.exp(Z[i]))) for i in range(n))
        likely = {"A sum where the mean belongs?": expected, "Is it divided by the number of classes?": expected / K}
        assert ask.close(loss, expected / n), (
            f"For {n} examples and {K} classes the loss is wrong. "
            + ask.cause(loss, likely, "Does every example count with its own right class?")
            + " Is it the mean of minus the logarithm of what the right class of each example got?"
        )
        assert ask.close(loss_of(Z + rng.uniform(-5, 5, size=(n, 1)), y), loss), (
            "Adding a number to a whole row of logits must not change the loss, but it does."
        )
        assert ask.close(loss_of(np.concatenate([Z, Z]), np.concatenate([y, y])), loss), (
            "With every example repeated the mean loss is the same; yours changed. A sum?"
        )
K = int(rng.integers(3, 9))
assert ask.close(np.exp(loss_of(np.full((2, K), 0.5), np.array([0, K - 1]))), K, 1e-3), (
    "With equal logits every class gets the same share of the probability, but the loss says something else."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_large_logits", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: softmax and cross-entropy with logits of -10,000 to 10,000, close together and far apart, and very
# different in the rows of a batch.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
Z = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4], [0.0, 0.0, 0.0], [-800.0, 800.0, -800.0]])
expected = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 1 / 3], [0, 1, 0]])
for order in (np.arange(4), np.array([1]), np.array([0]), rng.permutation(4)):
    y_hat = ask.array(ask.result(softmax, Z[order]), (len(order), 3), "The array of probabilities", finite=False)
    assert np.all(np.isfinite(y_hat)), (
        "With logits of -10,000 and 10,000 some probabilities are not finite. "
        "Does exp() get a large number, or is every exponential of a row 0? "
        "Whose largest logit do you look at: that of the row, or that of the batch?"
    )
    assert ask.close(y_hat, expected[order], 0.01), (
        "With logits of -10,000 and 10,000 some probabilities are finite but wrong."
    )
near = np.array([[0.0, 1.0, -0.5], [2.0, 0.25, 0.0], [-1.0, 1.5, 1.0]])
shares = np.exp(near) / np.exp(near).sum(axis=1, keepdims=True)
labels = np.array([1, 2, 0])
for shift in (0, 70, 600, 1000, 9990, -70, -600, -1000, -9990):
    so = " Are the logits cut off, or scaled, in place of shifted?" if shift else " The tests above say more."
    y_hat = ask.array(ask.result(softmax, near + shift), (3, 3), "The array of probabilities", finite=False)
    assert ask.close(y_hat, shares, 0.01), (
        f"With logits close to {shift} the probabilities are wrong: a shift of a whole row must not change them.{so}"
    )
    loss = ask.result(cross_entropy, near + shift, labels)
    loss = ask.number(loss, f"The loss of logits close to {shift}", "Does a logarithm get a 0?", finite=False)
    assert ask.close(loss, -np.mean(np.log(shares[np.arange(3), labels])), 0.01), (
        f"With logits close to {shift} the loss is wrong: a shift of a whole row must not change it.{so}"
    )
for label, loss_of_row in enumerate([0.0, 1e4, 2e4]):
    loss = ask.number(ask.result(cross_entropy, Z[:1], np.array([label])), "The loss of a batch", finite=False)
    assert np.isfinite(loss), (
        "With logits of -10,000, 0 and 10,000 the loss is infinite or nan for some class. Does a logarithm get a 0?"
    )
    assert ask.close(loss, loss_of_row), (
        "With logits of -10,000, 0 and 10,000 the loss is finite but wrong for some class. Were probabilities cut off "
        "before the logarithm? Then the loss stops growing."
    )
loss = ask.number(ask.result(cross_entropy, Z, np.array([1, 0, 2, 1])), "The loss of a batch", finite=False)
assert np.isfinite(loss), (
    "With rows of very different size in a batch the loss is infinite or nan. "
    "Whose largest logit do you look at: that of the row, or that of the batch?"
)
assert ask.close(4 * loss, 1e4 + 2 * np.log(3)), (
    "With rows of very different size in a batch the loss is finite but wrong."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: where the backward pass starts (2 points)
#
# The backward pass begins with $dZ = \partial L / \partial Z$ at the logits. Take the loss of task 3, the mean over
# the batch, and differentiate it with respect to one logit $Z_{ik}$. Two cases differ: $k$ is the right class of
# example $i$, or it is not. Softmax and logarithm together leave something short, which only needs the probabilities
# $\hat y$ and the right classes $y$. Mind the mean: it is now part of every entry, and no later step divides by $n$.


# %% nbgrader={"grade": false, "grade_id": "t4_cross_entropy_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy_gradient(y_hat, y):
    """Return the gradient of the mean cross-entropy with respect to the logits.

    y_hat: array (n, K), the probabilities that softmax made of the logits, one example per row
    y: integer array (n,), the right classes, from 0 to K - 1

    Returns an array (n, K), dZ.
    """
    ### BEGIN SOLUTION
    truth = np.arange(y_hat.shape[1]) == y[:, None]  # (n, K), one-hot
    return (y_hat - truth) / len(y)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_cross_entropy_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Example 0 gave its right class, 1, a probability of 3/4: its logit should rise, the other one fall. A batch of two.
answer = ask.result(cross_entropy_gradient, np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([1, 0]))
dZ = ask.array(answer, (2, 2), "dZ, shaped like the logits,")
right = np.array([[0.125, -0.125], [-0.25, 0.25]])
likely = {
    "That is twice as much: is the mean part of it?": 2 * right,
    "Opposite signs: which way must the logit of the right class go?": -right,
    "Are right and other classes treated as the two cases?": np.array([[0.125, 0.375], [0.25, 0.25]]),
    "Is the other class left out?": np.array([[0, -0.125], [-0.25, 0]]),
}
assert ask.close(dZ, right), (
    f"dZ should be 0.125, -0.125 and -0.25, 0.25, but is {dZ.tolist()}. "
    f"{ask.cause(dZ, likely, 'Are right and other classes treated as the two cases?')}"
)

# Hidden tests: random logits, every entry against finite differences of the mean loss.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def mean_loss(Z, y):
    return np.mean([np.log(np.sum(np.exp(row))) - row[label] for row, label in zip(Z, y, strict=True)])


for labels, K in [([2, 0, 2, 1, 0], 3), ([1, 2, 0], 3), ([3], 4), ([0, 1, 1, 0], 2)]:
    n, y = len(labels), np.array(labels)
    Z = rng.uniform(-2, 2, size=(n, K))
    measured = np.zeros((n, K))
    for index in np.ndindex(n, K):
        nudge = np.zeros((n, K))
        nudge[index] = 1e-5
        measured[index] = (mean_loss(Z + nudge, y) - mean_loss(Z - nudge, y)) / 2e-5
    y_hat = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    dZ = ask.array(ask.result(cross_entropy_gradient, y_hat, y), (n, K), f"dZ, for {n} examples and {K} classes,")
    likely = {
        "Is the mean part of it?": n * measured,
        "Is it divided by the number of classes?": n / K * measured,
        "Opposite signs: which way must the logit of the right class go?": -measured,
    }
    assert ask.close(dZ, measured), (
        f"For {n} examples and {K} classes dZ disagrees with finite differences, by up to "
        f"{np.max(np.abs(dZ - measured)):.3g}. {ask.cause(dZ, likely, 'Is every example compared with its own label?')}"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t4_cross_entropy_gradient_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the entries of an example add up to 0; every example twice; sure and right, sure and wrong; a single
# class; both integer types.
### BEGIN HIDDEN TESTS
def gradient_of(y_hat, y):
    """Return dZ as an array of the shape of the probabilities."""
    return ask.array(ask.result(cross_entropy_gradient, y_hat, y), np.shape(y_hat), "dZ")


rng = np.random.default_rng()
for n, K in [(6, 4), (4, 4), (1, 5)]:
    for integer in (np.int64, np.int32):
        y_hat, y = rng.uniform(1, 2, size=(n, K)), rng.integers(K, size=n).astype(integer)
        y_hat /= y_hat.sum(axis=1, keepdims=True)
        dZ = gradient_of(y_hat, y)
        assert ask.close(np.sum(dZ, axis=1), np.zeros(n)), (
            "Probabilities always add up to 1, so the entries of dZ of each example must add up to 0; yours do not."
        )
        below = dZ < 0
        assert np.array_equal(np.sum(below, axis=1), np.ones(n)) and np.all(below[np.arange(n), y]), (
            "dZ must be negative for the right class and for no other, in every row; yours is not."
        )
        twice = gradient_of(np.concatenate([y_hat, y_hat]), np.concatenate([y, y]))
        assert ask.close(2 * twice, np.concatenate([dZ, dZ])), (
            "In a batch twice as large each example counts half as much in the mean; your dZ says something else."
        )
assert ask.close(gradient_of(np.eye(3)[[2, 0]], np.array([2, 0])), np.zeros((2, 3))), (
    "Where every example is sure and right nothing must move, but some entry of dZ is not 0. "
    "Is it made of the probabilities as they are, 0 and 1 too?"
)
assert ask.close(gradient_of(np.eye(3)[[2, 0]], np.array([0, 1])), [[-0.5, 0, 0.5], [0.5, -0.5, 0]]), (
    "Where every example is sure and wrong dZ is wrong. Is it made of the probabilities as they are, 0 and 1 too?"
)
assert ask.close(gradient_of(np.ones((3, 1)), np.zeros(3, dtype=int)), np.zeros((3, 1))), (
    "With a single class the prediction is always right, so dZ is zeros of shape (3, 1); yours is not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: one layer backward (4 points)
#
# Now push the gradient back through one layer. Entry by entry, the layer is
#
# $$Z_{im} = \sum_{j=1}^{p} X_{ij} W_{mj} + b_m \qquad \text{for example } i \text{ and neuron } m.$$
#
# You are given $dZ$, the gradient at its output, and want those at everything that went in: $dW$, $db$, $dX$. Multiply
# along a path, add over paths: which entries of $Z$ does $W_{mj}$ reach, and with which local derivative? Which does $b_m$
# reach, and which does $X_{ij}$? Each answer is a sum over one index. Write the three as matrix products or sums,
# without a loop. The shapes check you, as $dW$ must look like $W$. Where a layer is square only the indices do.
#
# The ReLU before a layer is easier: it works on every entry alone. With $A = \mathrm{relu}(Z)$,
#
# $$dZ_{im} = dA_{im} \cdot \begin{cases} 1 & \text{where the ReLU is on} \\ 0 & \text{where it is off} \end{cases}$$
#
# At $Z = 0$ there is no derivative; we agree on 0. You are given $A$, not $Z$, since that is what `forward` keeps.


# %% nbgrader={"grade": false, "grade_id": "t5_linear_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_backward(dZ, X, W):
    """Return the gradients at the weights, biases and inputs of a layer Z = X W^T + b.

    dZ: array (n, M), the gradient of the loss at Z; if the loss is a mean, its 1/n is in it
    X: array (n, p), the inputs of the layer, one example per row
    W: array (M, p), its weights, one neuron per row

    Returns three arrays, (dW, db, dX), of shapes (M, p), (M,) and (n, p).
    """
    ### BEGIN SOLUTION
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_relu_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu_backward(dA, A):
    """Return the gradient before a ReLU.

    dA: array (n, M), the gradient of the loss at the activations
    A: array (n, M), the activations relu(Z), 0 or more

    Returns an array (n, M), dZ.
    """
    ### BEGIN SOLUTION
    return dA * (A > 0)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def gradients_of(linear_backward, dZ, X, W):
    """Return dW, db and dX; complain unless each is an array shaped like W, the biases and X."""
    dW, db, dX = ask.results("dW, db, dX", linear_backward, dZ, X, W)
    return (
        ask.array(dW, W.shape, "dW, shaped like W,", "Is the product the right way round?"),
        ask.array(db, (len(W),), "db, shaped like b,", "Which axis are the examples?"),
        ask.array(dX, X.shape, "dX, shaped like X,"),
    )


def drawn_layer(rng, n, p, M, size):
    """Draw dZ, X and W of a layer, with entries of both signs and of a size."""
    return size * rng.normal(size=(n, M)), rng.normal(size=(n, p)), rng.normal(size=(M, p))


# %% nbgrader={"grade": true, "grade_id": "t5_linear_backward_weights", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples, two inputs, three neurons. Only example 0 moves neuron 0, nothing moves neuron 1, both move neuron 2.
X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
dW, _, _ = gradients_of(linear_backward, np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 2.0]]), X, W)
likely = {"Are the pulls of the examples added, not averaged again?": np.array([[0.5, 1], [0, 0], [2.5, 3]])}
assert ask.close(dW, [[1, 2], [0, 0], [5, 6]]), (
    f"dW should be 1, 2 for neuron 0, then 0, 0 and 5, 6, but is {dW.tolist()}. "
    + ask.cause(
        dW, likely, "Every example pulls at a neuron's weights with its inputs, times its dZ; the pulls are added."
    )
)

# Hidden tests: random layers, square ones too, large numbers, against finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M, size in [(4, 3, 2, 1), (3, 3, 3, 1), (6, 2, 2, 1), (1, 2, 4, 1), (5, 1, 1, 1), (3, 3, 3, 1000)]:
    dZ, X, W = drawn_layer(rng, n, p, M, size)
    measured = np.zeros((M, p))
    for m, j in np.ndindex(M, p):
        nudged = W.copy()
        nudged[m, j] += 1  # the loss, the sum of dZ times Z, is a straight line in each weight
        measured[m, j] = np.sum(dZ * (X @ nudged.T)) - np.sum(dZ * (X @ W.T))
    dW, _, _ = gradients_of(linear_backward, dZ, X, W)
    assert np.all(np.abs(dW - measured) <= 1e-4 * size), (
        f"For {n} examples, {p} inputs and {M} neurons dW disagrees with finite differences, by up to "
        f"{np.max(np.abs(dW - measured)):.3g}. "
        + ask.cause(dW, {"Are the pulls of all examples added, not averaged again?": measured / n}, "")
        + " Is the product the right way round, also where all shapes fit?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_linear_backward_biases", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The bias of a neuron is added for every example, so dZ of all examples pulls at it: here 1, 0, and -1 + 2.
X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
_, db, _ = gradients_of(linear_backward, np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 2.0]]), X, W)
likely = {"Is it averaged once more?": np.array([0.5, 0, 0.5])}
assert ask.close(db, [1, 0, 1]), (
    f"db should be 1, 0, 1, but is {db.tolist()}. "
    f"{ask.cause(db, likely, 'Is it summed over the examples, and is nothing else multiplied in?')}"
)

# Hidden tests: random layers, square batches too, large numbers, every bias against finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M, size in [(4, 3, 2, 1), (3, 3, 3, 1), (2, 5, 2, 1), (1, 2, 4, 1), (5, 1, 1, 1), (3, 3, 3, 1000)]:
    dZ, X, W = drawn_layer(rng, n, p, M, size)
    steps = np.eye(M)  # the loss, the sum of dZ times Z, is a straight line in each bias
    measured = np.array([np.sum(dZ * (X @ W.T + step)) - np.sum(dZ * (X @ W.T)) for step in steps])
    _, db, _ = gradients_of(linear_backward, dZ, X, W)
    assert np.all(np.abs(db - measured) <= 1e-4 * size), (
        f"For {n} examples and {M} neurons db disagrees with finite differences, by up to "
        f"{np.max(np.abs(db - measured)):.3g}. "
        + ask.cause(db, {"A mean instead of the sum?": measured / n}, "Which axis are the examples?")
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_linear_backward_inputs", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# An input feels every neuron that it feeds, through its weight. Example 0: 1 times (1, 0) and -1 times (2, -1).
X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
_, _, dX = gradients_of(linear_backward, np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 2.0]]), X, W)
assert ask.close(dX, [[-1, 1], [4, -2]]), (
    f"dX should be -1, 1 and 4, -2, but is {dX.tolist()}. "
    "Does each input add up the dZ of all neurons, each times the weight between them?"
)

# Hidden tests: random layers, square ones too, large numbers, against finite differences; an example feels its own dZ
# alone.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M, size in [(4, 3, 2, 1), (3, 3, 3, 1), (5, 2, 2, 1), (1, 2, 4, 1), (5, 1, 1, 1), (3, 3, 3, 1000)]:
    dZ, X, W = drawn_layer(rng, n, p, M, size)
    measured = np.zeros((n, p))
    for i, j in np.ndindex(n, p):
        nudged = X.copy()
        nudged[i, j] += 1  # the loss, the sum of dZ times Z, is a straight line in each input
        measured[i, j] = np.sum(dZ * (nudged @ W.T)) - np.sum(dZ * (X @ W.T))
    _, _, dX = gradients_of(linear_backward, dZ, X, W)
    assert np.all(np.abs(dX - measured) <= 1e-4 * size), (
        f"For {n} examples, {p} inputs and {M} neurons dX disagrees with finite differences, by up to "
        f"{np.max(np.abs(dX - measured)):.3g}. Is the product the right way round, also where all shapes fit?"
    )
    _, _, last = gradients_of(linear_backward, dZ[-1:], X[-1:], W)
    assert np.all(np.abs(last - dX[-1:]) <= 1e-4 * size), (
        "dX of an example depends on the other examples of its batch; it must not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_relu_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# On, off and off in the first example; off, on and on in the second.
dA, A = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]), np.array([[0.5, 0.0, 0.0], [0.0, 2.0, 7.0]])
passed = ask.array(ask.result(relu_backward, dA, A), (2, 3), "dZ, shaped like the activations,")
likely = {
    "Is it multiplied by the activation, in place of passed unchanged?": dA * A,
    "Is it cut off where dA itself is negative?": np.array([[1, 0, 0], [0, 5, 0]]),
    "Does the activation decide, or dA?": np.array([[1, 0, 3], [4, 5, 0]]),
    "Is the ReLU on where the activation is positive, or where it is 0?": np.array([[0, -2, 3], [4, 0, 0]]),
}
assert ask.close(passed, [[1, 0, 0], [0, 5, -6]]), (
    f"dZ should be 1, 0, 0 and 0, 5, -6, but is {passed.tolist()}. "
    f"{ask.cause(passed, likely, 'The activation decides whether dA passes, and what passes is unchanged.')}"
)

# Hidden tests: random dA and activations, tiny and large ones too.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4, 3), (3, 3), (1, 6)]:
    on = rng.permutation(np.arange(np.prod(shape)) % 2 == 0).reshape(shape)
    A = np.zeros(shape)
    A[on] = 10.0 ** rng.permutation(np.linspace(-6, 6, np.count_nonzero(on)))
    dA = 10.0 ** rng.uniform(0, 4, size=shape) * rng.choice([-1.0, 1.0], size=shape)
    dA = dA[np.argsort(-dA[:, 0])]  # in no order that a sort would leave
    passed = ask.array(ask.result(relu_backward, dA, A), shape, "dZ, shaped like the activations,")
    assert ask.close(passed[~on], np.zeros(np.count_nonzero(~on))), (
        "Where the ReLU is off nothing of dA must pass, but some does."
    )
    assert ask.close(passed[on], dA[on]), (
        "Where the ReLU is on, be the activation tiny or large, dA must pass as it is, but some does not."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the whole backward pass (2 points)
#
# Put it together. You are given the layers, the list that `forward` returned, and $dZ$ at the logits. Walk through
# the layers from the last to the first. At each one, find $dW$ and $db$; then go on to its input, which is the
# activation of the layer before, and through that layer's ReLU to its $dZ$. At the first layer you are done.
#
# $$dZ^{(D)} \to dW^{(D)}, db^{(D)}, dA^{(D-1)} \to dZ^{(D-1)} \to dW^{(D-1)}, db^{(D-1)}, dA^{(D-2)} \to
# \cdots \to dW^{(1)}, db^{(1)}$$
#
# You may call your functions of task 5; then they have to be right. Return the gradients in the order of the layers, so
# that they can be laid beside the parameters.


# %% nbgrader={"grade": false, "grade_id": "t6_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(parameters, values, dZ):
    """Return the gradients at all parameters of a network with ReLU in its hidden layers.

    parameters: list of pairs (W, b), one for each layer: arrays (M, p) and (M,)
    values: list of arrays: X (n, p), the activations of each hidden layer, the logits (n, K)
    dZ: array (n, K), the gradient of the loss at the logits

    Returns a list of pairs (dW, db), one for each layer in the order of parameters, shaped like them.
    """
    ### BEGIN SOLUTION
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t6_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def pairs_of(backward, parameters, values, dZ):
    """Return the pairs (dW, db) of all layers; complain unless they are arrays shaped like the parameters."""
    pairs = ask.result(backward, parameters, values, dZ)
    assert isinstance(pairs, (list, tuple)) and len(pairs) == len(parameters), (
        f"{len(parameters)} layers make a list of as many pairs (dW, db); yours is {ask.kind_of(pairs)}."
    )
    checked = []
    for k, (pair, (W, b)) in enumerate(zip(pairs, parameters, strict=True)):
        assert isinstance(pair, (list, tuple)) and len(pair) == 2, (
            f"Entry {k} of the list should be a pair (dW, db); it is {ask.kind_of(pair)}."
        )
        names = f"dW of layer {k} (0 is the first)", f"db of layer {k} (0 is the first)"
        hint = "Are the pairs in the order of the layers?"
        checked.append((ask.array(pair[0], W.shape, names[0], hint), ask.array(pair[1], b.shape, names[1], hint)))
    return checked


# %% nbgrader={"grade": true, "grade_id": "t6_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The network of task 2, with weights 1 and 2 in its output neuron. For the first example only hidden neuron 0 is on,
# for the second only neuron 1. A dZ of 1 and 10 tells the two examples apart.
parameters = [
    (np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0.0, 0.0])),
    (np.array([[1.0, 2.0]]), np.array([-2.5])),
]
values = [np.array([[3.0, 1.0], [1.0, 4.0]]), np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([[-0.5], [3.5]])]
(dW1, db1), (dW2, db2) = pairs_of(backward, parameters, values, np.array([[1.0], [10.0]]))
likely = {
    "Is the input of that layer the activation of the layer before?": np.array([[13, 41]]),
    "Are the examples added, not averaged once more?": np.array([[1, 15]]),
}
assert ask.close(dW2, [[2, 30]]) and ask.close(db2, [11]), (
    f"In the last layer dW should be 2, 30 and db 11, but they are {dW2.tolist()} and {db2.tolist()}. "
    f"{ask.cause(dW2, likely, 'What went into that layer?')}"
)
likely = {
    "Do the ReLUs that are off stop it?": np.array([[13, 41], [26, 82]]),
    "Does it pass the weights of the last layer?": np.array([[3, 1], [10, 40]]),
}
assert ask.close(dW1, [[3, 1], [20, 80]]) and ask.close(db1, [1, 20]), (
    f"In the first layer dW should be 3, 1 and 20, 80, and db 1, 20, but they are {dW1.tolist()} and {db1.tolist()}. "
    + ask.cause(dW1, likely, "Does it pass the weights of the last layer, and then only the ReLUs that are on?")
)

# Hidden tests: random networks with up to three hidden layers, square ones and equal layers too, against the gradients
# that torch finds.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()


def draw_network(widths, n, equal):
    """Draw layers and what a forward pass makes of random examples; in every hidden layer some ReLUs are off."""
    while True:
        made = [
            (rng.normal(size=(widths[k + 1], widths[k])), rng.normal(size=widths[k + 1]))
            for k in range(len(widths) - 1)
        ]
        if equal:
            made = made[:1] * len(made)
        passed = [rng.normal(size=(n, widths[0]))]
        for W, b in made:
            passed.append(np.maximum(passed[-1] @ W.T + b, 0))
        passed[-1] = passed[-2] @ made[-1][0].T + made[-1][1]
        if all(0.25 < np.mean(A > 0) < 0.75 for A in passed[1:-1]):
            return made, passed


def gradients_by_torch(made, X, dZ):
    """Return the gradients of the sum of dZ times the logits, whose gradient at the logits is dZ, layer by layer."""
    tensors = [[torch.tensor(array, requires_grad=True) for array in layer] for layer in made]
    A = torch.tensor(X)
    for k, (W, b) in enumerate(tensors):
        Z = A @ W.T + b
        A = Z if k == len(tensors) - 1 else torch.relu(Z)
    (A * torch.tensor(dZ)).sum().backward()
    return [[tensor.grad.numpy() for tensor in layer] for layer in tensors]


for widths, size, equal in (
    ([3, 5, 2], 1, False),
    ([4, 4, 4, 4], 1, False),
    ([2, 6, 5, 4, 3], 1000, False),
    ([3] * 4, 1, True),
):
    parameters, values = draw_network(widths, 5, equal)
    dZ = size * rng.normal(size=(5, widths[-1]))
    expected = gradients_by_torch(parameters, values[0], dZ)
    pairs = pairs_of(backward, parameters, values, dZ)
    wrong = [
        k
        for k in range(len(parameters))
        if any(
            np.any(np.abs(got - right) > 1e-4 * max(1, np.abs(right).max()))
            for got, right in zip(pairs[k], expected[k], strict=True)
        )
    ]
    assert not wrong, (
        f"In a random network with {len(parameters)} layers the gradients of these layers disagree with torch: "
        f"{wrong} (0 is the first). Where they begin to be wrong, seen from the last layer: "
        "do they pass the weights of the layer behind, and the ReLU whose activations went into it?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_backward_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a network without hidden layer, one example, negative inputs, a deep and narrow network, a hidden
# layer that is off.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
W, b, X, dZ = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
X[:, 0] = -np.abs(X[:, 0])
((dW, db),) = pairs_of(backward, [(W, b)], [X, X @ W.T + b], dZ)
assert ask.close(dW, sum(np.outer(dZ[i], X[i]) for i in range(5))), (
    "Without hidden layer dW is wrong. Does every example pull with its inputs, the negative ones too? X has no ReLU."
)
assert ask.close(db, sum(dZ)), "Without hidden layer db is wrong."
factors = rng.uniform(0.5, 2, size=6)
narrow = [(np.array([[factor]]), np.array([0.0])) for factor in factors]
passed = 0.01 * np.cumprod([1, *factors])  # small, but on
pairs = pairs_of(backward, narrow, [np.array([[value]]) for value in passed], np.array([[100.0]]))
products = [dW[0, 0] * factor for (dW, _), factor in zip(pairs, factors, strict=True)]
assert ask.close(products, 100 * np.full(6, passed[-1])), (
    "In a chain of neurons that are all on, each weight times its dW must give the output, but that is not so."
)
parameters = [(rng.normal(size=(m, p)), rng.normal(size=m)) for p, m in ((2, 3), (3, 4), (4, 2))]
X = rng.uniform(-1, 1, size=(1, 2))
parameters[0][1][:] = 1 + np.sum(np.abs(parameters[0][0]))  # high enough to switch the first layer on
hidden = X @ parameters[0][0].T + parameters[0][1]
parameters[1][1][:] = -1 - np.max(np.abs(hidden @ parameters[1][0].T))  # low enough to switch the second layer off
values = [X, hidden, np.zeros((1, 4)), parameters[2][1][None].copy()]
dZ = rng.normal(size=(1, 2))
pairs = pairs_of(backward, parameters, values, dZ)
assert all(ask.close(array, np.zeros_like(array)) for pair in pairs[:2] for array in pair), (
    "Where a whole hidden layer is off nothing before it can change the loss, but some gradient there is not 0."
)
assert ask.close(pairs[2][0], np.zeros((2, 4))) and ask.close(pairs[2][1], dZ[0]), (
    "Where a whole hidden layer is off, the biases after it still feel dZ; the weights, fed with 0, do not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: the gradient check (3 points)
#
# A wrong backward pass often still trains, only badly, so nobody notices. The check that notices is slow and honest:
# nudge every parameter alone, up and down, and measure. These **central differences** have an error in proportion to
# $h^2$, while a nudge to one side leaves one in proportion to $h$:
#
# $$\frac{\partial f}{\partial \theta_j} \approx \frac{f(\theta + h\, e_j) - f(\theta - h\, e_j)}{2h}$$
#
# where $e_j$ is 1 at entry $j$ and 0 elsewhere. The parameters may be an array of any shape. Afterwards they have to
# be as they were, *to the last bit*: adding $h$ and taking it away again need not lead back.
#
# How close is close enough? That depends on how large the gradients are. So compare with the **relative error**
#
# $$\frac{\lVert a - b \rVert}{\max(\lVert a \rVert, \lVert b \rVert)} \qquad \text{where } \lVert a \rVert
# = \sqrt{\textstyle\sum_j a_j^2} \text{ over all entries of the array.}$$
#
# If both arrays hold nothing but zeros they agree, and the relative error is 0. Otherwise it has to be right to one part
# in 1,000, however small it is itself, and for arrays of any size. In double precision a right backward
# pass has about $10^{-7}$ or less, a wrong one rarely below $10^{-2}$.


# %% nbgrader={"grade": false, "grade_id": "t7_numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, theta, h):
    """Return the gradient of f at theta, measured by central differences.

    f: function; f(theta) is a number, for an array of theta's shape
    theta: array of floats, of any shape with at least one entry, in any layout in memory; it is not modified
    h: positive number, the size of a nudge

    Returns an array of theta's shape.
    """
    ### BEGIN SOLUTION
    gradient = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        gradient[index] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_relative_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relative_error(a, b):
    """Return how far two arrays of the same shape are apart, relative to the longer one; a number."""
    ### BEGIN SOLUTION
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    return np.linalg.norm(a - b) / longer if longer > 0 else 0.0
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
# A tool for the tests: the same with an array whose columns, not rows, lie one after the other in memory, as in W.T.
def columns_first(function):
    def on_columns(f, theta, h):
        theta = np.asfortranarray(theta)
        before = theta.copy()
        return function(f, theta, h), bool(np.array_equal(theta, before))

    return on_columns


gradient_of_columns = columns_first(numerical_gradient)


# %% nbgrader={"grade": true, "grade_id": "t7_numerical_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# f(x, y) = x² y at (3, 2), with a generous h: central differences find 2xy = 12 and x² = 9 all the same.
def example(theta):
    return theta[0] ** 2 * theta[1]


at, h = np.array([3.0, 2.0]), 0.01
gradient = ask.array(ask.result(numerical_gradient, example, at, h), (2,), "The gradient, of two parameters,")
likely = {
    "That comes from a nudge to one side.": np.array([12.02, 9.0]),
    "That is twice as much: is it divided by the whole distance between the two places?": np.array([24.0, 18.0]),
    "That is half of it: is it divided by the distance once?": np.array([6.0, 4.5]),
    "That comes from a nudge of all entries at once.": np.array([21.0001, 21.0001]),
    "Is a nudge taken back before the next?": np.array([12.0, 9.0601]),
}
assert ask.close(gradient, [12, 9]), (
    f"The gradient should be 12 and 9, but is {gradient.tolist()}. "
    f"{ask.cause(gradient, likely, 'Is every entry nudged alone, by h, up and down?')}"
)

# Hidden tests: cubic functions of arrays of several shapes, where the error of central differences is known; a
# function that mixes all entries; arrays that lie differently in memory.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4,), (2, 3), (3, 3), (2, 1, 3), (1,)]:
    for h in (0.5, 0.01):
        at, factors = rng.uniform(1, 2, size=shape) * rng.choice([-1, 1], size=shape), rng.uniform(1, 2, size=shape)
        at.flat[0] = 0.0
        asked = []

        def cubic(theta, shape=shape, factors=factors, asked=asked):
            asked.append(np.shape(theta))
            return np.sum(factors * (theta**3 + theta**2)) if np.shape(theta) == shape else 0.0

        gradient = ask.result(numerical_gradient, cubic, at, h)
        assert set(asked) == {shape}, (
            f"f must be called with arrays of theta's shape, {shape}; it was called with others, or not at all."
        )
        gradient = ask.array(gradient, shape, "The gradient, shaped like theta,")
        assert ask.close(gradient, factors * (3 * at**2 + 2 * at + h**2)), (
            f"On a cubic function of an array of shape {shape} with h = {h} some entries are not what central "
            "differences give. Is the nudge h, in both directions, and the distance between the two divided by?"
        )
at = rng.uniform(1, 2, size=(2, 3))
gradient = ask.array(ask.result(numerical_gradient, lambda theta: np.prod(theta), at, 0.25), (2, 3), "The gradient")
assert ask.close(gradient, np.prod(at) / at), (
    "On the product of all entries some of the gradient is wrong. Is every entry nudged alone, with all others where "
    "they were?"
)
gradient, kept = ask.results(
    "the gradient, whether theta is as it was", gradient_of_columns, lambda theta: np.prod(theta), at, 0.25
)
gradient = ask.array(gradient, (2, 3), "The gradient of an array that lies in memory by columns, as W.T does,")
assert kept, "numerical_gradient changed theta where theta lies in memory by columns, as W.T does."
assert ask.close(gradient, np.prod(at) / at), (
    "Where theta lies in memory by columns, as W.T does, the gradient is wrong. Is a copy nudged in place of what f gets? "
    "ravel and reshape copy such an array."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_numerical_gradient_restores", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: theta is as it was, to the last bit, also where h is much larger than its entries; while one entry is
# nudged all others are in their place.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(8,), (3, 4)]:
    at = 1e-4 * rng.uniform(1, 2, size=shape)  # adding 0.5 and taking it away again loses the last digits
    asked = []

    def total(theta, at=at, asked=asked):
        asked.append(np.array(theta) - at)
        return np.sum(theta)

    gradient = ask.array(ask.result(numerical_gradient, total, at, 0.5), shape, "The gradient, shaped like theta,")
    assert asked, "f was never called. Its gradient can only be measured by calling it."
    moved = [np.count_nonzero(np.abs(difference) > 1e-6) for difference in asked]
    assert max(moved) == 1, (
        "f must be called with one entry away from its place and all others in theirs; it was called with several away. "
        "Was an entry nudged but not put back before the next?"
    )
    sizes = {round(float(np.max(np.abs(difference))), 6) for difference in asked if np.any(np.abs(difference) > 1e-6)}
    assert sizes == {0.5}, "With h = 0.5 each nudge must be 0.5 up or down; some of yours are of another size."
    assert ask.close(gradient, np.ones(shape)), "The gradient of a sum is 1 everywhere; some of yours is not."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_relative_error_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 7, 0 has length 7 and 7, 24 has length 25; they are 24 apart. Against zeros, a forgotten gradient, the error is 1.
error = ask.number(ask.result(relative_error, np.array([7.0, 0.0]), np.array([7.0, 24.0])), "The relative error")
likely = {
    "Which of the two lengths is divided by? That is the shorter one.": 24 / 7,
    "Is the root taken?": 0.96**2,
    "Which of the two lengths is divided by? That is their sum.": 0.75,
    "Is it divided by a length?": 24.0,
    "Is the length that of the largest entry, in place of all?": 1.0,
}
assert ask.close(error, 0.96), (
    f"The relative error should be 24 / 25 = 0.96, but is {error}. "
    f"{ask.cause(error, likely, 'Which of the two lengths is divided by? Is each over all entries?')}"
)
error = ask.number(ask.result(relative_error, np.array([3.0, 4.0]), np.zeros(2)), "The relative error against zeros")
assert ask.close(error, 1), f"Against zeros the relative error should be 1, but is {error}."


# Hidden tests: random arrays with a known error, large and small; tiny and large arrays; zeros.
### BEGIN HIDDEN TESTS
def error_of(a, b):
    """Return the relative error as a plain number."""
    return ask.number(ask.result(relative_error, a, b), "The relative error", "For two arrays of zeros it is 0.")


rng = np.random.default_rng()
for shape in [(5,), (3, 4), (3, 3), (2, 3, 2), (1,)]:
    for scale in (1e-10, 1e-6, 1.0, 1e6):
        for share in (rng.uniform(0.1, 0.4), 1e-3, 1e-6):
            a = scale * rng.uniform(1, 2, size=shape) * rng.choice([-1, 1], size=shape)
            b = a * (1 + share)
            errors = error_of(a, b), error_of(b, a)
            assert np.isclose(errors[0], errors[1], rtol=1e-3, atol=0), (
                "The relative error of a and b must be that of b and a, but is not. Which length is divided by?"
            )
            assert np.isclose(errors[0], share / (1 + share), rtol=1e-3, atol=0), (
                f"For two arrays of shape {shape} with entries of about {scale:g}, one {1 + share:.7g} times the other, "
                "the relative error is wrong. Over all entries of the array? Divided by the longer one, and by nothing "
                "else? Is a small error still an error?"
            )
    assert ask.close(error_of(a, -a), 2), "An array and its opposite have a relative error of 2."
a, b = np.zeros((2, 3)), np.zeros((2, 3))
a[0, 1], b[1, 2] = 3e-3, 4e-3
assert ask.close(error_of(a, b), 1.25), (
    "Where each array is 0 at the other's only entry, the relative error is wrong. "
    "Is the length taken over all entries?"
)
equal = error_of(np.array([1.0, -2.0]), np.array([1.0, -2.0])), error_of(np.zeros((2, 2)), np.zeros((2, 2)))
assert equal == (0, 0), "For equal arrays the relative error must be 0."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: training (2 points)
#
# All is ready for gradient descent. For each mini-batch, in the order in which they come, take the loss and the
# gradients at the present parameters, note the loss, and move every weight and every bias of every layer:
#
# $$W^{(l)} \leftarrow W^{(l)} - \eta\, dW^{(l)} \qquad b^{(l)} \leftarrow b^{(l)} - \eta\, db^{(l)}$$
#
# Forward and backward pass come in as one *function* that you call: `loss_and_gradients(parameters, X, y)` returns a
# pair, the loss, a number, and the gradients, a list like the one of task 6. The parameters you were given stay as they
# were, so that two runs can start from the same place: make new arrays, in a new list.


# %% nbgrader={"grade": false, "grade_id": "t8_train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(parameters, loss_and_gradients, batches, eta):
    """Train a network by mini-batch gradient descent, one step for each batch.

    parameters: list of pairs (W, b), one for each layer; neither the list nor the arrays are modified
    loss_and_gradients: function; loss_and_gradients(parameters, X, y) is a pair: the loss of that batch, a number, and
        the gradients, a list of pairs (dW, db), one for each layer
    batches: list of pairs (X, y)
    eta: positive number, the learning rate

    Returns a pair: the new parameters, a list of pairs like the old ones, and a list of the losses, one for each batch,
    each taken before the step that the batch makes.
    """
    ### BEGIN SOLUTION
    losses = []
    for X, y in batches:
        loss, gradients = loss_and_gradients(parameters, X, y)
        losses.append(loss)
        parameters = [(W - eta * gradients[k][0], b - eta * gradients[k][1]) for k, (W, b) in enumerate(parameters)]
    return parameters, losses
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t8_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def trained_by(train, start, loss_and_gradients, batches, eta):
    """Return parameters and losses of a training; complain unless they are arrays like the old ones, and numbers."""
    parameters, losses = ask.results("the parameters, the losses", train, start, loss_and_gradients, batches, eta)
    assert isinstance(parameters, (list, tuple)) and len(parameters) == len(start), (
        f"The parameters come back as they were given, a list of {len(start)} pairs; yours is {ask.kind_of(parameters)}."
    )
    checked = []
    for k, (pair, (W, b)) in enumerate(zip(parameters, start, strict=True)):
        assert isinstance(pair, (list, tuple)) and len(pair) == 2, (
            f"Layer {k} of the parameters should be a pair (W, b); it is {ask.kind_of(pair)}."
        )
        checked.append((ask.array(pair[0], W.shape, f"W of layer {k}"), ask.array(pair[1], b.shape, f"b of layer {k}")))
    losses = ask.as_numbers(losses, "For the losses, train returned")
    assert losses.shape == (len(batches),), (
        f"{len(batches)} batches make a list of as many losses; yours has shape {losses.shape}."
    )
    return checked, losses


# %% nbgrader={"grade": true, "grade_id": "t8_train_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One layer with one weight and one bias, pulled towards y: the gradient is the distance to y, which eta = 0.5 halves.
def towards_y(parameters, X, y):
    W, b = parameters[0]
    return float(abs(W[0, 0] - y[0])), [(W - y[0], b - y[0])]


start = [(np.array([[0.0]]), np.array([8.0]))]
batches = [
    (np.zeros((1, 1)), np.array([4.0])),
    (np.zeros((1, 1)), np.array([4.0])),
    (np.zeros((1, 1)), np.array([0.0])),
]
((W, b),), _ = trained_by(train, start, towards_y, batches[:1], 0.5)
assert ask.close(W, [[2]]) and ask.close(b, [6]), (
    f"One batch should take W from 0 to 2 and b from 8 to 6, but they are {W} and {b}. "
    "Are weights and biases both moved, against their gradients, as far as eta says?"
)
((W, b),), losses = trained_by(train, start, towards_y, batches, 0.5)
likely = {
    "Is each taken before the step?": np.array([2, 1, 1.5]),
    "Is each taken at the parameters that the last step left?": np.array([4, 4, 0]),
}
assert ask.close(losses, [4, 2, 3]), (
    f"The losses should be 4, 2 and 3, but are {losses.tolist()}. "
    f"{ask.cause(losses, likely, 'Is each taken with its own batch, before the step, where the last step led?')}"
)
assert ask.close(W, [[1.5]]) and ask.close(b, [2.5]), (
    f"W should go from 0 to 2, 3, 1.5 and b from 8 to 6, 5, 2.5, but they end at {W} and {b}. "
    "Does each step go against its gradient, after every batch?"
)

# Hidden tests: random networks of several layers and batches of several sizes, every step against the closed form.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def pulled(parameters, X, y):
    """Return a loss and its gradients; that of each layer depends on all the others, through the sum of everything."""
    whole = sum(np.sum(array) for layer in parameters for array in layer) / 10
    gradients = [(W - np.mean(y) - k + whole, b - np.mean(y) - k + whole) for k, (W, b) in enumerate(parameters)]
    return sum(np.sum(d**2) for pair in gradients for d in pair) / 2 + np.sum(X), gradients


for widths in ([3, 2], [2, 5, 3], [4, 4, 4, 4]):
    start = [
        (rng.normal(size=(widths[k + 1], widths[k])), rng.normal(size=widths[k + 1])) for k in range(len(widths) - 1)
    ]
    batches = [(rng.normal(size=(n, widths[0])), rng.normal(size=n)) for n in (4, 4, 1, 6)]
    eta = rng.uniform(0.05, 0.2)
    expected, expected_losses = start, []
    for X, y in batches:
        loss, gradients = pulled(expected, X, y)
        expected_losses.append(loss)
        expected = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(expected, gradients, strict=True)]
    parameters, losses = trained_by(train, start, pulled, batches, eta)
    wrong = [
        k
        for k in range(len(start))
        if not all(ask.close(got, right) for got, right in zip(parameters[k], expected[k], strict=True))
    ]
    assert not wrong, (
        f"With {len(start)} layers the parameters of these end in the wrong place: {wrong} (0 is the first). "
        "Are all layers moved, weights and biases, against their own gradients and as far as eta says? "
        "Are the gradients of all layers taken before any of them is moved?"
    )
    assert ask.close(losses, expected_losses), (
        f"With {len(start)} layers some losses are wrong. "
        "Is each taken before the step of its batch, with its own X and y?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_train_start", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a gradient that stays the same, and one that is 0; no batches; the order of the batches.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
start = [(rng.normal(size=(3, 2)), rng.normal(size=3)), (rng.normal(size=(2, 3)), rng.normal(size=2))]
signs = [(rng.choice([-1, 1], size=W.shape), rng.choice([-1, 1], size=b.shape)) for W, b in start]
gradients = [(s * rng.uniform(1, 2, size=s.shape), t * rng.uniform(1, 2, size=t.shape)) for s, t in signs]
batches = [(rng.normal(size=(4, 2)), np.full(4, float(k))) for k in range(5)]
asked = []


def constant(parameters, X, y):
    asked.append(float(y[0]))
    steep = 0.0 if y[0] == 1 else 1.0  # the second batch is flat, and its loss is 0
    return 10 * float(y[0]) * steep, [(steep * dW, steep * db) for dW, db in gradients]


parameters, losses = trained_by(train, start, constant, batches, 0.25)
assert sorted(set(asked)) == [0, 1, 2, 3, 4], (
    "Not every batch was used: loss_and_gradients() must see each of the five."
)
assert ask.close(losses, [0, 0, 20, 30, 40]), (
    "The losses do not stand in the order of the batches, or are not what loss_and_gradients() said. "
    "Use the batches as they come."
)
for (W, b), (W0, b0), (dW, db) in zip(parameters, start, gradients, strict=True):
    assert ask.close(W, W0 - 4 * 0.25 * dW) and ask.close(b, b0 - 4 * 0.25 * db), (
        "Where the gradient stays the same four batches must move each parameter by four equal steps, as long as eta says; yours do "
        "not."
    )
parameters, losses = trained_by(train, start, constant, [], 0.25)
for (W, b), (W0, b0) in zip(parameters, start, strict=True):
    assert ask.close(W, W0) and ask.close(b, b0), "Without batches the parameters must come back as they were."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. It uses only what you built. A network with two hidden layers of
# 16 neurons looks at three spirals, 400 steps long; a network without hidden layer looks at the same. First the
# gradient check, on the first layer's weights. Then the map: which class does your network see where?


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
def loss_and_gradients(parameters, X, y):
    """Return the mean cross-entropy of a batch and its gradients, from your functions."""
    values = forward(parameters, X)
    return cross_entropy(values[-1], y), backward(parameters, values, cross_entropy_gradient(softmax(values[-1]), y))


def learn_spirals(widths, rng):
    """Train a network on three spirals with random weights to start from; return it with the data."""
    y = np.arange(300) % 3
    turn = rng.uniform(0.1, 1, size=300)
    angle = 2 * np.pi * y / 3 + 4 * turn + rng.normal(scale=0.1, size=300)
    X = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1)  # (300, 2)
    start = []
    for k in range(len(widths) - 1):
        start.append((rng.normal(size=(widths[k + 1], widths[k])) * (2 / widths[k]) ** 0.5, np.zeros(widths[k + 1])))
    batches = [(X[rows], y[rows]) for _ in range(40) for rows in np.split(rng.permutation(300), 10)]
    return *train(start, loss_and_gradients, batches, 0.5), X, y


try:
    for widths in ([2, 3], [2, 16, 16, 3]):
        parameters, losses, X, y = learn_spirals(widths, np.random.default_rng(7))
        right = np.mean(np.argmax(forward(parameters, X)[-1], axis=1) == y)
        print(f"widths {widths}: {count_parameters(widths)} parameters, loss {losses[-1]:.3f}, {right:.0%} right")
    (W, b), *others = parameters
    measured = numerical_gradient(lambda W: cross_entropy(forward([(W, b), *others], X)[-1], y), W, 1e-6)
    found = loss_and_gradients(parameters, X, y)[1][0][0]
    print(f"gradient check of the first layer's weights: relative error {relative_error(found, measured):.0e}")
    across = np.linspace(-1.1, 1.1, 50)
    for down in np.linspace(1.1, -1.1, 23):
        logits = forward(parameters, np.stack([across, np.full(50, down)], axis=1))[-1]  # (50, 3)
        print("".join(".o#"[k] for k in np.argmax(logits, axis=1)))
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")

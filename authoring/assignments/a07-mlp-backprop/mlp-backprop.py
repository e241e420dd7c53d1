# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 7: A multilayer perceptron and its backpropagation
#
# You will build a multilayer perceptron from NumPy alone: count its parameters, run it forward, measure its loss,
# send the slopes back through it, check them against plain nudging, and train it. In the last cell your own functions
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
# | t4 | the slope where the backward pass starts | 2 |
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
# stands for $\partial L / \partial Z$: an array shaped like $Z$ that holds the slope of $L$ along each entry of $Z$.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

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
count = count_parameters([2, 3, 1])
assert count is not None, "count_parameters returned None. Does it end with a return?"
assert count == 13, f"Widths 2, 3, 1 make 13 parameters; your count is {count}. Are all biases counted, and no others?"
count = count_parameters([64, 32, 10])
assert count == 2410, (
    f"Widths 64, 32, 10 make 2,410 parameters; your count is {count}. "
    "A bias belongs to a neuron; inputs have none. Does every layer see the layer before it alone?"
)

# Hidden tests: random widths, from no hidden layer to five, against arrays really made; the list is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for length in range(2, 8):
    widths = (2 + rng.permutation(30)[:length]).tolist()  # all different
    made = [array for k in range(1, length) for array in (np.zeros((widths[k], widths[k - 1])), np.zeros(widths[k]))]
    given = list(widths)
    count = count_parameters(given)
    assert given == widths, (
        "count_parameters changed the list that it was given. Did you use pop or an assignment to it?"
    )
    assert count == sum(array.size for array in made), (
        f"For a network with random widths and {length - 2} hidden layers the count is wrong. "
        "Does it work for lists of any length? Does every neuron have a bias?"
    )
assert count_parameters([1, 1]) == 2, "One neuron with one input has a weight and a bias; your count differs."
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


# %% nbgrader={"grade": true, "grade_id": "t2_linear_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples with two inputs, three neurons: the first copies x1, the second copies x2, the third is 2 x1 - x2.
W = np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
Z = linear(np.array([[1.0, 2.0], [3.0, 0.0]]), W, np.array([10.0, 20.0, -30.0]))
assert Z is not None, "linear returned None. Does it end with a return?"
assert np.shape(Z) == (2, 3), (
    f"Two examples and three neurons make an array of shape (2, 3); got {np.shape(Z)}. "
    "Is W transposed where it has to be?"
)
assert np.allclose(Z, [[11, 22, -30], [13, 20, -24]]), (
    f"The pre-activations should be 11, 22, -30 and 13, 20, -24, but are {np.array(Z).tolist()}. "
    "Does every neuron use its own row of W, and add its own bias? A layer by itself has no ReLU."
)

# Hidden tests: random layers, square ones too, against sums written out; one example; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M in [(4, 3, 2), (3, 3, 3), (2, 2, 5), (1, 4, 3), (5, 1, 1)]:
    X, W, b = rng.uniform(1, 2, size=(n, p)), rng.uniform(1, 2, size=(M, p)), (-3.0) ** np.arange(M)
    W *= (1 + np.arange(p)) * np.sign(b)[:, None]  # every second neuron has negative pre-activations
    copies = X.copy(), W.copy(), b.copy()
    Z = linear(X, W, b)
    assert all(np.array_equal(a, c) for a, c in zip((X, W, b), copies, strict=True)), (
        "linear changed an array that it was given. Did you use an in-place operation such as += ?"
    )
    assert np.shape(Z) == (n, M), f"For {n} examples and {M} neurons Z has shape ({n}, {M}); got {np.shape(Z)}."
    expected = [[sum(X[i, j] * W[m, j] for j in range(p)) + b[m] for m in range(M)] for i in range(n)]
    assert np.allclose(Z, expected, rtol=1e-4, atol=1e-4), (
        f"For {n} examples, {p} inputs and {M} neurons Z is wrong. "
        "Is W transposed where it has to be? Does every neuron add its own bias, to every example?"
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
values = forward(parameters, X)
assert isinstance(values, (list, tuple)), f"forward returns a list of arrays; got {type(values).__name__}."
assert len(values) == 3, (
    f"Two layers make a list of three arrays: X, the hidden activations, the output; got {len(values)}. "
    "Is X at its beginning?"
)
assert np.allclose(values[0], X), f"The first entry is X itself; got {np.array(values[0]).tolist()}."
assert np.allclose(values[1], [[2, 0], [0, 3]]), (
    f"The hidden activations should be 2, 0 and 0, 3, but are {np.array(values[1]).tolist()}. "
    "Is ReLU applied in the hidden layer?"
)
assert np.allclose(values[2], [[-0.5], [0.5]]), (
    f"The outputs should be -0.5 and 0.5, but are {np.array(values[2]).tolist()}. Does the last layer go without ReLU?"
)

# Hidden tests: random networks with two and three hidden layers, square ones too; every layer against sums.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def draw_network(widths, n):
    """Draw a network and examples such that every layer, the last too, has pre-activations of both signs."""
    while True:
        made = [
            (rng.normal(size=(widths[k + 1], widths[k])), rng.normal(size=widths[k + 1]))
            for k in range(len(widths) - 1)
        ]
        expected = [rng.normal(size=(n, widths[0]))]
        mixed = True
        for k, (W, b) in enumerate(made):
            Z = np.array(
                [[np.sum(weights * a) + bias for weights, bias in zip(W, b, strict=True)] for a in expected[-1]]
            )
            mixed = mixed and 0.2 < np.mean(Z > 0) < 0.8
            expected.append(Z if k == len(made) - 1 else Z * (Z > 0))
        if mixed:
            return made, expected


for widths in ([4, 4, 4, 4], [3, 5, 4, 2], [2, 6, 5, 4, 3]):
    parameters, expected = draw_network(widths, 5)
    values = forward(parameters, expected[0].copy())
    assert isinstance(values, (list, tuple)) and len(values) == len(widths), (
        f"A network with {len(widths) - 1} layers makes a list of {len(widths)} arrays. "
        "Is it X, hidden activations, output?"
    )
    for k in range(len(widths)):
        assert np.shape(values[k]) == (5, widths[k]), (
            f"Entry {k} of the list must have shape (5, {widths[k]}); got {np.shape(values[k])}. "
            "Does every layer feed the next?"
        )
    wrong = [k for k in range(len(widths)) if not np.allclose(values[k], expected[k], rtol=1e-3, atol=1e-3)]
    assert not wrong, (
        f"In a random network with {len(widths) - 1} layers these entries of the list are wrong: {wrong} (0 is X). "
        "Does every layer see the activations of the layer before, and add its bias before ReLU? No ReLU at the end?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_forward_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a network without hidden layer, one example, a deep and narrow network, a layer that is off for all
# examples; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
W, b, X = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(2, 4))
b[0] -= 1 + np.max(X @ W[0] + b[0])  # the first output is negative for both examples
values = forward([(W, b)], X.copy())
assert len(values) == 2, f"Without hidden layer the list holds X and the output, two arrays; got {len(values)}."
assert np.allclose(values[0], X) and np.allclose(values[1], X @ W.T + b, rtol=1e-4, atol=1e-4), (
    "Without hidden layer the output must be that of the one layer, with no ReLU, but it is not."
)
factors = rng.uniform(0.5, 2, size=7)
narrow = [(np.array([[factor]]), np.array([0.0])) for factor in factors]
values = forward(narrow, np.array([[3.0]]))
assert len(values) == 8, f"Seven layers make a list of eight arrays; got {len(values)}."
assert all(np.shape(value) == (1, 1) for value in values), (
    f"With one example and one neuron in each layer every array has shape (1, 1); got {[np.shape(v) for v in values]}."
)
assert np.allclose(np.ravel(values), 3 * np.cumprod([1, *factors]), rtol=1e-4), (
    "One neuron after the other with positive weights and no biases must multiply the weights one by one; yours do not."
)
parameters = [(rng.normal(size=(3, 2)), np.full(3, -50.0)), (rng.normal(size=(2, 3)), np.array([0.25, -0.75]))]
parameters[0][0][0] = [1, -1]
X = rng.uniform(0.1, 1, size=(4, 2)) * np.array([1, -1])  # the first neuron would be on without its bias
copies = [array.copy() for layer in parameters for array in layer], X.copy()
values = forward(parameters, X)
assert np.array_equal(X, copies[1]), "forward changed X. Did you cut off or shift in place?"
assert len(parameters) == 2, "forward changed the list of parameters. Did you use pop?"
assert all(np.array_equal(a, c) for a, c in zip([a for layer in parameters for a in layer], copies[0], strict=True)), (
    "forward changed the parameters that it was given."
)
assert np.allclose(values[0], copies[1]), "The first entry of the list must be X as it was given; it was overwritten."
assert np.allclose(values[1], 0, atol=1e-6), "Where every pre-activation is negative all hidden activations must be 0."
assert np.allclose(values[2], parameters[1][1], rtol=1e-4), (
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
# Both have to be right for logits between −10,000 and 10,000, and typed as they stand they are not: $e^{10000}$
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
y_hat = softmax(np.array([[0.0, 0.0, np.log(2)], [7.0, 7.0, 7.0 + np.log(2)]]))
assert y_hat is not None, "softmax returned None. Does it end with a return?"
assert np.shape(y_hat) == (2, 3), f"Two examples and three classes make shape (2, 3); got {np.shape(y_hat)}."
assert np.allclose(np.sum(y_hat, axis=1), 1), (
    f"The probabilities of each example, a row, must add up to 1; the rows add up to {np.sum(y_hat, axis=1)}. "
    "Summed over the wrong axis?"
)
assert np.allclose(y_hat, [[0.25, 0.25, 0.5], [0.25, 0.25, 0.5]]), (
    f"Both rows should be 0.25, 0.25, 0.5, but are {np.array(y_hat).tolist()}."
)

# Hidden tests: random logits against the formula, square batches too; a shift of each row; one example; one class;
# the argument is not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(5, 3), (3, 3), (1, 4), (4, 1), (2, 6)]:
    Z = rng.uniform(-3, 3, size=(n, K))
    before = Z.copy()
    y_hat = softmax(Z)
    assert np.array_equal(Z, before), "softmax changed the array that it was given. Did you shift in place (-=)?"
    assert np.shape(y_hat) == (n, K), (
        f"For {n} examples and {K} classes the shape is ({n}, {K}); got {np.shape(y_hat)}."
    )
    expected = [[np.exp(z) / sum(np.exp(row)) for z in row] for row in before]
    assert np.allclose(y_hat, expected, rtol=1e-4, atol=1e-6), (
        f"For {n} examples and {K} classes some probabilities are wrong. Is every row normalized by its own sum?"
    )
    shifted = softmax(before + rng.uniform(-5, 5, size=(n, 1)))
    assert np.allclose(shifted, y_hat, rtol=1e-4, atol=1e-6), (
        "Adding a number to a whole row of logits must change no probability, but it does."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_cross_entropy_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Logits 0, 0: the right class gets 1/2. Logits 0, log 3: class 1, the right one, gets 3/4.
loss = cross_entropy(np.array([[0.0, 0.0], [0.0, np.log(3)]]), np.array([0, 1]))
assert loss is not None, "cross_entropy returned None. Does it end with a return?"
assert np.shape(loss) == (), f"The loss of a batch is one number; got shape {np.shape(loss)}. Is the mean missing?"
assert np.isclose(loss, (np.log(2) + np.log(4 / 3)) / 2), (
    f"The loss should be 0.4904, but is {loss:.4f}. 0.9808 is a sum instead of the mean; 0.7644 takes the wrong class "
    "in the second row; a minus sign is a forgotten minus. Something else: does every example pick one entry of its row?"
)

# Hidden tests: random logits against the formula, labels of both integer types; a shift of each row; every example
# twice; equal logits; one example; one class; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(5, 3), (3, 3), (1, 4), (4, 1), (6, 2)]:
    for integer in (np.int64, np.int32):
        Z, y = rng.uniform(-3, 3, size=(n, K)), (np.arange(1, n + 1) % K).astype(integer)
        copies = Z.copy(), y.copy()
        loss = cross_entropy(Z, y)
        assert np.array_equal(Z, copies[0]) and np.array_equal(y, copies[1]), (
            "cross_entropy changed an array that it was given. Did you shift in place (-=)?"
        )
        assert np.shape(loss) == (), f"The loss of a batch is one number; got shape {np.shape(loss)}."
        expected = [-np.log(np.exp(Z[i, y[i]]) / sum(np.exp(Z[i]))) for i in range(n)]
        assert np.isclose(loss, sum(expected) / n, rtol=1e-4, atol=1e-5), (
            f"For {n} examples and {K} classes the loss is wrong. "
            "Is it the mean of minus the logarithm of what the right class of each example got?"
        )
        shifted = cross_entropy(Z + rng.uniform(-5, 5, size=(n, 1)), y)
        assert np.isclose(shifted, loss, rtol=1e-4, atol=1e-5), (
            "Adding a number to a whole row of logits must not change the loss, but it does."
        )
        twice = cross_entropy(np.concatenate([Z, Z]), np.concatenate([y, y]))
        assert np.isclose(twice, loss, rtol=1e-4, atol=1e-5), (
            "With every example repeated the mean loss is the same; yours changed. A sum?"
        )
K = int(rng.integers(3, 9))
assert np.isclose(np.exp(cross_entropy(np.full((2, K), 0.5), np.array([0, K - 1]))), K, rtol=1e-4), (
    "With equal logits every class gets the same share of the probability, but the loss says something else."
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_large_logits", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: softmax and cross-entropy with logits of -10,000 to 10,000, very different in the rows of a batch.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
Z = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4], [0.0, 0.0, 0.0], [-800.0, 800.0, -800.0]])
expected = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [1 / 3, 1 / 3, 1 / 3], [0, 1, 0]])
for order in (np.arange(4), np.array([1]), np.array([0]), rng.permutation(4)):
    y_hat = softmax(Z[order])
    assert np.all(np.isfinite(y_hat)), (
        "With logits of -10,000 and 10,000 some probabilities are not finite. "
        "Does exp() get a large number, or is every exponential of a row 0? "
        "Whose largest logit do you look at: that of the row, or that of the batch?"
    )
    assert np.allclose(y_hat, expected[order], rtol=1e-4, atol=1e-6), (
        "With logits of -10,000 and 10,000 some probabilities are finite but wrong."
    )
for label, loss_of_row in enumerate([0.0, 1e4, 2e4]):
    loss = cross_entropy(Z[:1], np.array([label]))
    assert np.isfinite(loss), (
        "With logits of -10,000, 0 and 10,000 the loss is infinite or nan for some class. Does a logarithm get a 0?"
    )
    assert np.isclose(loss, loss_of_row, rtol=1e-4, atol=1e-4), (
        "With logits of -10,000, 0 and 10,000 the loss is finite but wrong for some class. Were probabilities cut off "
        "before the logarithm? Then the loss stops growing."
    )
loss = cross_entropy(Z, np.array([1, 0, 2, 1]))
assert np.isfinite(loss), (
    "With rows of very different size in a batch the loss is infinite or nan. "
    "Whose largest logit do you look at: that of the row, or that of the batch?"
)
assert np.isclose(4 * loss, 1e4 + 2 * np.log(3), rtol=1e-5), (
    "With rows of very different size in a batch the loss is finite but wrong."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: where the backward pass starts (2 points)
#
# The backward pass begins with $dZ = \partial L / \partial Z$ at the logits. Take the loss of task 3, the mean over
# the batch, and differentiate it with respect to one logit $Z_{ik}$. Two cases differ: $k$ is the right class of
# example $i$, or it is not. Softmax and logarithm together leave something short, which only needs the probabilities
# $\hat y$ and the right classes $y$. Mind the mean: it is now part of every slope, and no later step divides by $n$.


# %% nbgrader={"grade": false, "grade_id": "t4_cross_entropy_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def cross_entropy_gradient(y_hat, y):
    """Return the slopes of the mean cross-entropy with respect to the logits.

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
slopes = cross_entropy_gradient(np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([1, 0]))
assert slopes is not None, "cross_entropy_gradient returned None. Does it end with a return?"
assert np.shape(slopes) == (2, 2), f"dZ has the shape of the logits, (2, 2); got {np.shape(slopes)}."
assert np.allclose(slopes, [[0.125, -0.125], [-0.25, 0.25]]), (
    f"The slopes should be 0.125, -0.125 and -0.25, 0.25, but are {np.array(slopes).tolist()}. "
    "Twice as much: the mean is missing. Opposite signs: which way must the logit of the right class go? "
    "Something else: are right and other classes treated as the two cases?"
)

# Hidden tests: random logits, every slope against finite differences of the mean loss.
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
    slopes = cross_entropy_gradient(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True), y)
    assert np.shape(slopes) == (n, K), (
        f"For {n} examples and {K} classes dZ has shape ({n}, {K}); got {np.shape(slopes)}."
    )
    assert np.allclose(slopes, measured, rtol=1e-3, atol=1e-4), (
        f"For {n} examples and {K} classes dZ disagrees with finite differences, by up to "
        f"{np.max(np.abs(slopes - measured)):.3g}. Is the mean part of it? "
        "Is every example compared with its own label?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_cross_entropy_gradient_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the slopes of an example add up to 0; every example twice; sure and right; a single class; both
# integer types; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, K in [(6, 4), (4, 4), (1, 5)]:
    for integer in (np.int64, np.int32):
        y_hat, y = rng.uniform(1, 2, size=(n, K)), rng.integers(K, size=n).astype(integer)
        y_hat /= y_hat.sum(axis=1, keepdims=True)
        copies = y_hat.copy(), y.copy()
        slopes = cross_entropy_gradient(y_hat, y)
        assert np.array_equal(y_hat, copies[0]), (
            "cross_entropy_gradient changed the probabilities that it was given. Did you subtract in place (-=)?"
        )
        assert np.array_equal(y, copies[1]), "cross_entropy_gradient changed the labels that it was given."
        assert np.shape(slopes) == (n, K), (
            f"For {n} examples and {K} classes dZ has shape ({n}, {K}); got {np.shape(slopes)}."
        )
        assert np.allclose(np.sum(slopes, axis=1), 0, atol=1e-5), (
            "Probabilities always add up to 1, so the slopes of each example must add up to 0; yours do not."
        )
        below = slopes < 0
        assert np.array_equal(np.sum(below, axis=1), np.ones(n)) and np.all(below[np.arange(n), y]), (
            "The slope must be negative for the right class and for no other, in every row; yours is not."
        )
        twice = cross_entropy_gradient(np.concatenate([y_hat, y_hat]), np.concatenate([y, y]))
        assert np.allclose(2 * twice, np.concatenate([slopes, slopes]), rtol=1e-4, atol=1e-6), (
            "In a batch twice as large each example counts half as much in the mean; your slopes say something else."
        )
slopes = cross_entropy_gradient(np.eye(3)[[2, 0]], np.array([2, 0]))
assert np.allclose(slopes, 0, atol=1e-6), (
    "Where every example is sure and right nothing must move, but some slope is not 0."
)
slopes = cross_entropy_gradient(np.ones((3, 1)), np.zeros(3, dtype=int))
assert np.shape(slopes) == (3, 1) and np.allclose(slopes, 0, atol=1e-6), (
    "With a single class the prediction is always right, so dZ is zeros of shape (3, 1); yours is not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: one layer backward (4 points)
#
# Now push the slopes back through one layer. Entry by entry, the layer is
#
# $$Z_{im} = \sum_{j=1}^{p} X_{ij} W_{mj} + b_m \qquad \text{for example } i \text{ and neuron } m.$$
#
# You are given $dZ$, the slopes at its output, and want those at everything that went in: $dW$, $db$, $dX$. Multiply
# along a path, add over paths: which entries of $Z$ does $W_{mj}$ reach, and with which local slope? Which does $b_m$
# reach, and which does $X_{ij}$? Each answer is a sum over one index. Write the three as matrix products or sums,
# without a loop. The shapes check you, as $dW$ must look like $W$. Where a layer is square only the indices do.
#
# The ReLU before a layer is easier: it works on every entry alone. With $A = \mathrm{relu}(Z)$,
#
# $$dZ_{im} = dA_{im} \cdot \begin{cases} 1 & \text{where the ReLU is on} \\ 0 & \text{where it is off} \end{cases}$$
#
# At $Z = 0$ there is no slope; we agree on 0. You are given $A$, not $Z$, since that is what `forward` keeps.


# %% nbgrader={"grade": false, "grade_id": "t5_linear_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def linear_backward(dZ, X, W):
    """Return the slopes at the weights, biases and inputs of a layer Z = X W^T + b.

    dZ: array (n, M), the slopes of the loss at Z; if the loss is a mean, its 1/n is in them
    X: array (n, p), the inputs of the layer, one example per row
    W: array (M, p), its weights, one neuron per row

    Returns three arrays, (dW, db, dX), of shapes (M, p), (M,) and (n, p).
    """
    ### BEGIN SOLUTION
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_relu_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relu_backward(dA, A):
    """Return the slopes before a ReLU.

    dA: array (n, M), the slopes of the loss at the activations
    A: array (n, M), the activations relu(Z)

    Returns an array (n, M), dZ.
    """
    ### BEGIN SOLUTION
    return dA * (A > 0)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_linear_backward_weights", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two examples, two inputs, three neurons. Only example 0 moves neuron 0, nothing moves neuron 1, both move neuron 2.
X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
returned = linear_backward(np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 2.0]]), X, W)
assert isinstance(returned, (tuple, list)) and len(returned) == 3, "linear_backward returns three arrays: dW, db, dX."
at_weights = returned[0]
assert np.shape(at_weights) == (3, 2), (
    f"dW must have the shape of W, (3, 2); got {np.shape(at_weights)}. Is the product the right way round?"
)
assert np.allclose(at_weights, [[1, 2], [0, 0], [5, 6]]), (
    f"dW should be 1, 2 for neuron 0, then 0, 0 and 5, 6, but is {np.array(at_weights).tolist()}. "
    "Every example pulls at a neuron's weights with its inputs, times its slope; the pulls are added, not averaged."
)

# Hidden tests: random layers, square ones too, against finite differences; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M in [(4, 3, 2), (3, 3, 3), (6, 2, 2), (1, 2, 4), (5, 1, 1)]:
    X, W, slopes = rng.normal(size=(n, p)), rng.normal(size=(M, p)), rng.normal(size=(n, M))
    copies = X.copy(), W.copy(), slopes.copy()
    measured = np.zeros((M, p))
    for m, j in np.ndindex(M, p):
        nudged = W.copy()
        nudged[m, j] += 1  # the loss, the sum of slopes times Z, is a straight line in each weight
        measured[m, j] = np.sum(slopes * (X @ nudged.T)) - np.sum(slopes * (X @ W.T))
    at_weights = linear_backward(slopes, X, W)[0]
    assert all(np.array_equal(a, c) for a, c in zip((X, W, slopes), copies, strict=True)), (
        "linear_backward changed an array that it was given. Did you use an in-place operation such as *= ?"
    )
    assert np.shape(at_weights) == (M, p), (
        f"For {p} inputs and {M} neurons dW has shape ({M}, {p}); got {np.shape(at_weights)}."
    )
    assert np.allclose(at_weights, measured, rtol=1e-3, atol=1e-3), (
        f"For {n} examples, {p} inputs and {M} neurons dW disagrees with finite differences, by up to "
        f"{np.max(np.abs(at_weights - measured)):.3g}. Are the pulls of all examples added, not averaged again? "
        "Is the product the right way round, also where all shapes fit?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_linear_backward_biases", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The bias of a neuron is added for every example, so the slopes of all examples pull at it: here 1, 0, and -1 + 2.
X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
returned = linear_backward(np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 2.0]]), X, W)
assert isinstance(returned, (tuple, list)) and len(returned) == 3, "linear_backward returns three arrays: dW, db, dX."
at_biases = returned[1]
assert np.shape(at_biases) == (3,), (
    f"db must have the shape of b, (3,); got {np.shape(at_biases)}. Which axis are the examples?"
)
assert np.allclose(at_biases, [1, 0, 1]), (
    f"db should be 1, 0, 1, but is {np.array(at_biases).tolist()}. Summed over the examples, and not averaged once more?"
)

# Hidden tests: random layers, square batches too, every bias against finite differences.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M in [(4, 3, 2), (3, 3, 3), (2, 5, 2), (1, 2, 4), (5, 1, 1)]:
    X, W, slopes, b = rng.normal(size=(n, p)), rng.normal(size=(M, p)), rng.normal(size=(n, M)), rng.normal(size=M)
    steps = np.eye(M)  # the loss, the sum of slopes times Z, is a straight line in each bias
    measured = [np.sum(slopes * (X @ W.T + b + step)) - np.sum(slopes * (X @ W.T + b)) for step in steps]
    at_biases = linear_backward(slopes, X, W)[1]
    assert np.shape(at_biases) == (M,), f"For {M} neurons db has shape ({M},); got {np.shape(at_biases)}."
    assert np.allclose(at_biases, measured, rtol=1e-3, atol=1e-3), (
        f"For {n} examples and {M} neurons db disagrees with finite differences, by up to "
        f"{np.max(np.abs(at_biases - np.array(measured))):.3g}. Which axis are the examples? A mean instead of the sum?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_linear_backward_inputs", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# An input feels every neuron that it feeds, through its weight. Example 0: 1 times (1, 0) and -1 times (2, -1).
X, W = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]])
returned = linear_backward(np.array([[1.0, 0.0, -1.0], [0.0, 0.0, 2.0]]), X, W)
assert isinstance(returned, (tuple, list)) and len(returned) == 3, "linear_backward returns three arrays: dW, db, dX."
at_inputs = returned[2]
assert np.shape(at_inputs) == (2, 2), f"dX must have the shape of X, (2, 2); got {np.shape(at_inputs)}."
assert np.allclose(at_inputs, [[-1, 1], [4, -2]]), (
    f"dX should be -1, 1 and 4, -2, but is {np.array(at_inputs).tolist()}. "
    "Does each input add up the slopes of all neurons, each times the weight between them?"
)

# Hidden tests: random layers, square ones too, against finite differences; an example feels its own slopes alone.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for n, p, M in [(4, 3, 2), (3, 3, 3), (5, 2, 2), (1, 2, 4), (5, 1, 1)]:
    X, W, slopes = rng.normal(size=(n, p)), rng.normal(size=(M, p)), rng.normal(size=(n, M))
    measured = np.zeros((n, p))
    for i, j in np.ndindex(n, p):
        nudged = X.copy()
        nudged[i, j] += 1  # the loss, the sum of slopes times Z, is a straight line in each input
        measured[i, j] = np.sum(slopes * (nudged @ W.T)) - np.sum(slopes * (X @ W.T))
    at_inputs = linear_backward(slopes, X, W)[2]
    assert np.shape(at_inputs) == (n, p), (
        f"For {n} examples and {p} inputs dX has shape ({n}, {p}); got {np.shape(at_inputs)}."
    )
    assert np.allclose(at_inputs, measured, rtol=1e-3, atol=1e-3), (
        f"For {n} examples, {p} inputs and {M} neurons dX disagrees with finite differences, by up to "
        f"{np.max(np.abs(at_inputs - measured)):.3g}. Is the product the right way round, also where all shapes fit?"
    )
    last = linear_backward(slopes[-1:], X[-1:], W)[2]
    assert np.allclose(last, at_inputs[-1:], rtol=1e-4, atol=1e-4), (
        "The slopes at the inputs of an example depend on the other examples of its batch; they must not."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_relu_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# On, off and off in the first example; off, on and on in the second.
passed = relu_backward(np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]), np.array([[0.5, 0.0, 0.0], [0.0, 2.0, 7.0]]))
assert passed is not None, "relu_backward returned None. Does it end with a return?"
assert np.shape(passed) == (2, 3), f"dZ has the shape of the activations, (2, 3); got {np.shape(passed)}."
assert np.allclose(passed, [[1, 0, 0], [0, 5, -6]]), (
    f"dZ should be 1, 0, 0 and 0, 5, -6, but is {np.array(passed).tolist()}. "
    "The activation decides whether a slope passes, and what passes is unchanged: "
    "neither multiplied by the activation nor cut off where the slope itself is negative."
)

# Hidden tests: random slopes and activations, tiny and large ones too; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4, 3), (3, 3), (1, 6)]:
    on = np.arange(np.prod(shape)).reshape(shape) % 2 == 0  # by turns
    A = np.zeros(shape)
    A[on] = 10.0 ** rng.permutation(np.linspace(-6, 6, np.count_nonzero(on)))
    slopes = rng.uniform(1, 2, size=shape) * rng.choice([-1.0, 1.0], size=shape)
    copies = slopes.copy(), A.copy()
    passed = relu_backward(slopes, A)
    assert np.array_equal(slopes, copies[0]) and np.array_equal(A, copies[1]), (
        "relu_backward changed an array that it was given. Did you set entries to 0 in place?"
    )
    assert np.shape(passed) == shape, f"dZ has the shape of the activations, {shape}; got {np.shape(passed)}."
    assert np.allclose(passed[~on], 0, atol=1e-6), "Where the ReLU is off no slope must pass, but some does."
    assert np.allclose(passed[on], copies[0][on], rtol=1e-4), (
        "Where the ReLU is on, be the activation tiny or large, the slope must pass as it is, but some does not."
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
# You may call your functions of task 5; then they have to be right. Return the slopes in the order of the layers, so
# that they can be laid beside the parameters.


# %% nbgrader={"grade": false, "grade_id": "t6_backward", "locked": false, "schema_version": 3, "solution": true, "task": false}
def backward(parameters, values, dZ):
    """Return the slopes at all parameters of a network with ReLU in its hidden layers.

    parameters: list of pairs (W, b), one for each layer: arrays (M, p) and (M,)
    values: list of arrays: X (n, p), the activations of each hidden layer, the logits (n, K)
    dZ: array (n, K), the slopes of the loss at the logits

    Returns a list of pairs (dW, db), one for each layer in the order of parameters, shaped like them.
    """
    ### BEGIN SOLUTION
    gradients = []
    for k in reversed(range(len(parameters))):
        gradients.insert(0, (dZ.T @ values[k], dZ.sum(axis=0)))
        dZ = (dZ @ parameters[k][0]) * (values[k] > 0)
    return gradients
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_backward_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The network of task 2, with weights 1 and 2 in its output neuron. For the first example only hidden neuron 0 is on,
# for the second only neuron 1. Slopes 1 and 10 tell the two examples apart.
parameters = [
    (np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0.0, 0.0])),
    (np.array([[1.0, 2.0]]), np.array([-2.5])),
]
values = [np.array([[3.0, 1.0], [1.0, 4.0]]), np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([[-0.5], [3.5]])]
gradients = backward(parameters, values, np.array([[1.0], [10.0]]))
assert isinstance(gradients, (list, tuple)) and len(gradients) == 2 and all(len(pair) == 2 for pair in gradients), (
    "Two layers make a list of two pairs (dW, db)."
)
(weights1, biases1), (weights2, biases2) = gradients
shapes = [np.shape(array) for array in (weights1, biases1, weights2, biases2)]
assert shapes == [(2, 2), (2,), (1, 2), (1,)], (
    f"The slopes must be shaped like the parameters, (2, 2), (2,), (1, 2), (1,); got {shapes}. "
    "In the order of the layers?"
)
assert np.allclose(weights2, [[2, 30]]) and np.allclose(biases2, [11]), (
    f"In the last layer dW should be 2, 30 and db 11, but they are {np.array(weights2).tolist()} and {np.array(biases2).tolist()}. "
    "What went into that layer?"
)
assert np.allclose(weights1, [[3, 1], [20, 80]]) and np.allclose(biases1, [1, 20]), (
    f"In the first layer dW should be 3, 1 and 20, 80, and db 1, 20, but they are {np.array(weights1).tolist()} and "
    f"{np.array(biases1).tolist()}. "
    "Do the slopes pass the weights of the last layer, and then only the ReLUs that are on?"
)

# Hidden tests: random networks with up to three hidden layers, square ones too, against the slopes that torch finds.
### BEGIN HIDDEN TESTS
import torch

rng = np.random.default_rng()


def draw_network(widths, n):
    """Draw layers and what a forward pass makes of random examples; in every hidden layer some ReLUs are off."""
    while True:
        made = [
            (rng.normal(size=(widths[k + 1], widths[k])), rng.normal(size=widths[k + 1]))
            for k in range(len(widths) - 1)
        ]
        passed = [rng.normal(size=(n, widths[0]))]
        for W, b in made:
            passed.append(np.maximum(passed[-1] @ W.T + b, 0))
        passed[-1] = passed[-2] @ made[-1][0].T + made[-1][1]
        if all(0.25 < np.mean(A > 0) < 0.75 for A in passed[1:-1]):
            return made, passed


def slopes_by_torch(made, X, dZ):
    """Return the slopes of the sum of dZ times the logits, whose slopes at the logits are dZ, layer by layer."""
    tensors = [[torch.tensor(array, requires_grad=True) for array in layer] for layer in made]
    A = torch.tensor(X)
    for k, (W, b) in enumerate(tensors):
        Z = A @ W.T + b
        A = Z if k == len(tensors) - 1 else torch.relu(Z)
    (A * torch.tensor(dZ)).sum().backward()
    return [[tensor.grad.numpy() for tensor in layer] for layer in tensors]


for widths in ([3, 5, 2], [4, 4, 4, 4], [2, 6, 5, 4, 3]):
    parameters, values = draw_network(widths, 5)
    slopes = rng.normal(size=(5, widths[-1]))
    expected = slopes_by_torch(parameters, values[0], slopes)
    gradients = backward(parameters, values, slopes.copy())
    assert len(gradients) == len(parameters), f"{len(parameters)} layers make as many pairs; got {len(gradients)}."
    for k, (pair, layer) in enumerate(zip(gradients, parameters, strict=True)):
        assert [np.shape(array) for array in pair] == [array.shape for array in layer], (
            f"The slopes of layer {k} must be shaped like its parameters, {[array.shape for array in layer]}; "
            f"got {[np.shape(array) for array in pair]}. In the order of the layers?"
        )
    wrong = [
        k
        for k in range(len(parameters))
        if not all(
            np.allclose(got, right, rtol=1e-3, atol=1e-3) for got, right in zip(gradients[k], expected[k], strict=True)
        )
    ]
    assert not wrong, (
        f"In a random network with {len(parameters)} layers the slopes of these layers disagree with torch: "
        f"{wrong} (0 is the first). Where they begin to be wrong, seen from the last layer: "
        "do they pass the weights of the layer behind, and the ReLU whose activations went into it?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_backward_special", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: a network without hidden layer, one example, negative inputs, a deep and narrow network, a hidden
# layer that is off; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
W, b, X, slopes = rng.normal(size=(3, 4)), rng.normal(size=3), rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
X[:, 0] = -np.abs(X[:, 0])
gradients = backward([(W, b)], [X, X @ W.T + b], slopes)
assert len(gradients) == 1 and len(gradients[0]) == 2, "A single layer makes a list of one pair (dW, db)."
assert np.allclose(gradients[0][0], sum(np.outer(slopes[i], X[i]) for i in range(5)), rtol=1e-3, atol=1e-3), (
    "Without hidden layer dW is wrong. Does every example pull with its inputs, the negative ones too? X has no ReLU."
)
assert np.allclose(gradients[0][1], sum(slopes), rtol=1e-3, atol=1e-3), "Without hidden layer db is wrong."
factors = rng.uniform(0.5, 2, size=6)
narrow = [(np.array([[factor]]), np.array([0.0])) for factor in factors]
passed = 0.01 * np.cumprod([1, *factors])  # small, but on
gradients = backward(narrow, [np.array([[value]]) for value in passed], np.array([[1.0]]))
shapes = {(np.shape(dW), np.shape(db)) for dW, db in gradients}
assert len(gradients) == 6 and shapes == {((1, 1), (1,))}, (
    f"Six layers of one neuron make six pairs of shapes (1, 1) and (1,); got {len(gradients)} of shapes {shapes}."
)
assert np.allclose(
    [dW[0, 0] * factor for (dW, _), factor in zip(gradients, factors, strict=True)], passed[-1], rtol=1e-3
), "In a chain of neurons that are all on, each weight times its slope must give the output, but that is not so."
parameters = [(rng.normal(size=(m, p)), rng.normal(size=m)) for p, m in ((2, 3), (3, 4), (4, 2))]
X = rng.uniform(-1, 1, size=(1, 2))
parameters[0][1][:] = 1 + np.sum(np.abs(parameters[0][0]))  # high enough to switch the first layer on
hidden = X @ parameters[0][0].T + parameters[0][1]
parameters[1][1][:] = -1 - np.max(np.abs(hidden @ parameters[1][0].T))  # low enough to switch the second layer off
values = [X, hidden, np.zeros((1, 4)), parameters[2][1][None].copy()]
slopes = rng.normal(size=(1, 2))
given = [*(array for layer in parameters for array in layer), *values, slopes]
copies = [array.copy() for array in given]
gradients = backward(parameters, values, slopes)
assert all(np.array_equal(a, c) for a, c in zip(given, copies, strict=True)), (
    "backward changed an array that it was given. Did you set slopes to 0 in place?"
)
assert len(parameters) == 3 and len(values) == 4, "backward changed a list that it was given. Did you use pop?"
assert all(np.allclose(array, 0, atol=1e-6) for pair in gradients[:2] for array in pair), (
    "Where a whole hidden layer is off nothing before it can change the loss, but some slope there is not 0."
)
assert np.allclose(gradients[2][0], 0, atol=1e-6) and np.allclose(gradients[2][1], copies[-1][0], rtol=1e-4), (
    "Where a whole hidden layer is off, the biases after it still feel their slopes; the weights, fed with 0, do not."
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
# How close is close enough? That depends on how large the slopes are. So compare with the **relative error**
#
# $$\frac{\lVert a - b \rVert}{\max(\lVert a \rVert, \lVert b \rVert)} \qquad \text{where } \lVert a \rVert
# = \sqrt{\textstyle\sum_j a_j^2} \text{ over all entries of the array.}$$
#
# If both arrays hold nothing but zeros they agree, and the relative error is 0. In double precision a right backward
# pass has about $10^{-7}$ or less, a wrong one rarely below $10^{-2}$.


# %% nbgrader={"grade": false, "grade_id": "t7_numerical_gradient", "locked": false, "schema_version": 3, "solution": true, "task": false}
def numerical_gradient(f, theta, h):
    """Return the slopes of f at theta, measured by central differences.

    f: function; f(theta) is a number, for an array of theta's shape
    theta: array of floats, any shape; it is not modified
    h: positive number, the size of a nudge

    Returns an array of theta's shape.
    """
    ### BEGIN SOLUTION
    slopes = np.empty(theta.shape)
    for index in np.ndindex(theta.shape):
        nudge = np.zeros(theta.shape)
        nudge[index] = h
        slopes[index] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
    return slopes
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t7_relative_error", "locked": false, "schema_version": 3, "solution": true, "task": false}
def relative_error(a, b):
    """Return how far two arrays of the same shape are apart, relative to the longer one; a number."""
    ### BEGIN SOLUTION
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    return np.linalg.norm(a - b) / longer if longer > 0 else 0.0
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_numerical_gradient_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# f(x, y) = x² y at (3, 2), with a generous h: central differences find 2xy = 12 and x² = 9 all the same.
slopes = numerical_gradient(lambda theta: theta[0] ** 2 * theta[1], np.array([3.0, 2.0]), 0.01)
assert slopes is not None, "numerical_gradient returned None. Does it end with a return?"
assert np.shape(slopes) == (2,), f"Two parameters have two slopes, shape (2,); got {np.shape(slopes)}."
assert np.allclose(slopes, [12, 9], rtol=1e-6), (
    f"The slopes should be 12 and 9, but are {slopes}. 12.02 comes from a nudge to one side; "
    "twice or half as much from the wrong divisor; 21 from a nudge of all entries at once."
)

# Hidden tests: cubic functions of arrays of several shapes, where the error of central differences is known; a
# function that mixes all entries.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(4,), (2, 3), (3, 3), (2, 1, 3), (1,)]:
    for h in (0.5, 0.01):
        theta, factors = rng.uniform(1, 2, size=shape), rng.uniform(1, 2, size=shape)
        asked = []

        def cubic(t, shape=shape, factors=factors, asked=asked):
            asked.append(np.shape(t))
            return np.sum(factors * t**3) if np.shape(t) == shape else 0.0

        slopes = numerical_gradient(cubic, theta, h)
        assert set(asked) == {shape}, (
            f"f must be called with arrays of theta's shape, {shape}; it was called with others."
        )
        assert np.shape(slopes) == shape, f"The slopes have theta's shape, {shape}; got {np.shape(slopes)}."
        assert np.allclose(slopes, factors * (3 * theta**2 + h**2), rtol=1e-6), (
            f"On a cubic function of an array of shape {shape} with h = {h} some slopes are not what central "
            "differences give. Is the nudge h, in both directions, and the distance between the two divided by?"
        )
theta = rng.uniform(1, 2, size=(2, 3))
slopes = numerical_gradient(lambda t: np.prod(t), theta, 0.25)
assert np.allclose(slopes * theta, np.prod(theta), rtol=1e-6), (
    "On the product of all entries some slopes are wrong. Is every entry nudged alone, with all others where they were?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_numerical_gradient_restores", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: theta is as it was, to the last bit, also where h is much larger than its entries; while one entry is
# nudged all others are in their place.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(8,), (3, 4)]:
    theta = 1e-4 * rng.uniform(1, 2, size=shape)  # adding 0.5 and taking it away again loses the last digits
    before = theta.copy()
    asked = []

    def total(t, before=before, asked=asked):
        asked.append(np.array(t) - before)
        return np.sum(t)

    slopes = numerical_gradient(total, theta, 0.5)
    assert asked, "f was never called. Its slopes can only be measured by calling it."
    assert np.allclose(theta, before, rtol=1e-6, atol=0), (
        "numerical_gradient left theta changed. Was a nudge not taken back? Nudge a copy, or put the old value back."
    )
    assert np.array_equal(theta, before), (
        "numerical_gradient left theta almost as it was, but not to the last bit. Was h added and taken away again? "
        "Nudge a copy, or keep the old value and put it back."
    )
    moved = [np.count_nonzero(np.abs(difference) > 1e-6) for difference in asked]
    assert max(moved) == 1, (
        "f must be called with one entry away from its place and all others in theirs; it was called with several away. "
        "Was an entry nudged but not put back before the next?"
    )
    sizes = {round(float(np.max(np.abs(difference))), 6) for difference in asked if np.any(np.abs(difference) > 1e-6)}
    assert sizes == {0.5}, "With h = 0.5 each nudge must be 0.5 up or down; some of yours are of another size."
    assert np.allclose(slopes, 1, rtol=1e-6), "The slopes of a sum are all 1; some of yours are not."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_relative_error_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# 3, 4 has length 5 and 6, 8 has length 10; they are 5 apart. Against zeros, a forgotten gradient, the error is 1.
error = relative_error(np.array([3.0, 4.0]), np.array([6.0, 8.0]))
assert error is not None, "relative_error returned None. Does it end with a return?"
assert np.shape(error) == (), f"The relative error of two arrays is one number; got shape {np.shape(error)}."
assert np.isclose(error, 0.5), (
    f"The relative error should be 5 / 10 = 0.5, but is {error}. "
    "Which of the two lengths is divided by? With squares left, 0.25 comes out."
)
assert np.isclose(relative_error(np.array([3.0, 4.0]), np.zeros(2)), 1), "Against zeros the relative error should be 1."

# Hidden tests: random arrays with a known error; tiny and large ones; zeros; the arguments are not modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for shape in [(5,), (3, 4), (3, 3), (2, 3, 2), (1,)]:
    for scale in (1e-6, 1.0, 1e6):
        a, share = scale * rng.uniform(1, 2, size=shape) * rng.choice([-1, 1], size=shape), rng.uniform(0.1, 0.4)
        b = a * (1 + share)
        copies = a.copy(), b.copy()
        errors = relative_error(a, b), relative_error(b, a)
        assert np.array_equal(a, copies[0]) and np.array_equal(b, copies[1]), (
            "relative_error changed an array that it was given. Did you subtract in place (-=)?"
        )
        assert np.shape(errors[0]) == (), f"The relative error is one number; got shape {np.shape(errors[0])}."
        assert np.isclose(errors[0], errors[1], rtol=1e-4), (
            "The relative error of a and b must be that of b and a, but is not. Which length is divided by?"
        )
        assert np.isclose(errors[0], share / (1 + share), rtol=1e-3), (
            f"For two arrays of shape {shape} with entries of about {scale:g}, one a multiple of the other, the "
            "relative error is wrong. Over all entries of the array? Divided by the longer one, and by nothing else?"
        )
    assert np.isclose(relative_error(a, -a), 2, rtol=1e-4), "An array and its opposite have a relative error of 2."
a, b = np.zeros((2, 3)), np.zeros((2, 3))
a[0, 1], b[1, 2] = 3e-3, 4e-3
assert np.isclose(relative_error(a, b), 1.25, rtol=1e-4), (
    "Where each array is 0 at the other's only entry, the relative error is wrong. "
    "Is the length taken over all entries?"
)
equal = relative_error(np.array([1.0, -2.0]), np.array([1.0, -2.0])), relative_error(np.zeros((2, 2)), np.zeros((2, 2)))
assert np.all(np.isfinite(equal)), "For two arrays of zeros the relative error is not finite. Is 0 divided by 0?"
assert np.allclose(equal, 0), "For equal arrays the relative error must be 0."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: training (2 points)
#
# All is ready for gradient descent. For each mini-batch, in the order in which they come, take the loss and the
# slopes at the present parameters, note the loss, and move every weight and every bias of every layer:
#
# $$W^{(l)} \leftarrow W^{(l)} - \eta\, dW^{(l)} \qquad b^{(l)} \leftarrow b^{(l)} - \eta\, db^{(l)}$$
#
# Forward and backward pass come in as one *function* that you call: `loss_and_gradients(parameters, X, y)` returns a
# pair, the loss, a number, and the slopes, a list like the one of task 6. The parameters you were given stay as they
# were, so that two runs can start from the same place: make new arrays, in a new list.


# %% nbgrader={"grade": false, "grade_id": "t8_train", "locked": false, "schema_version": 3, "solution": true, "task": false}
def train(parameters, loss_and_gradients, batches, eta):
    """Train a network by mini-batch gradient descent, one step for each batch.

    parameters: list of pairs (W, b), one for each layer; neither the list nor the arrays are modified
    loss_and_gradients: function; loss_and_gradients(parameters, X, y) is a pair: the loss of that batch, a number, and
        the slopes, a list of pairs (dW, db), one for each layer
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


# %% nbgrader={"grade": true, "grade_id": "t8_train_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One layer with one weight and one bias, pulled towards y: each slope is the distance to y, which eta = 0.5 halves.
def towards_y(parameters, X, y):
    W, b = parameters[0]
    return float(abs(W[0, 0] - y[0])), [(W - y[0], b - y[0])]


start = [(np.array([[0.0]]), np.array([8.0]))]
batches = [
    (np.zeros((1, 1)), np.array([4.0])),
    (np.zeros((1, 1)), np.array([4.0])),
    (np.zeros((1, 1)), np.array([0.0])),
]
trained = train(start, towards_y, batches[:1], 0.5)
assert isinstance(trained, (tuple, list)) and len(trained) == 2, "train returns a pair: the parameters and the losses."
parameters, losses = trained
assert len(parameters) == 1 and len(parameters[0]) == 2, "The parameters come back as they were given: a list of pairs."
assert np.allclose(parameters[0][0], 2) and np.allclose(parameters[0][1], 6), (
    f"One batch should take W from 0 to 2 and b from 8 to 6, but they are {parameters[0][0]} and {parameters[0][1]}. "
    "Are weights and biases both moved, against their slopes, as far as eta says?"
)
parameters, losses = train(start, towards_y, batches, 0.5)
assert len(losses) == 3, f"Three batches make three losses; got {len(losses)}."
assert np.allclose(losses, [4, 2, 3]), (
    f"The losses should be 4, 2 and 3, but are {losses}. Is each taken with its own batch, before the step, at the "
    "parameters that the last step left?"
)
assert np.shape(parameters[0][0]) == (1, 1) and np.shape(parameters[0][1]) == (1,), (
    f"W and b keep their shapes, (1, 1) and (1,); got {np.shape(parameters[0][0])} and {np.shape(parameters[0][1])}."
)
assert np.allclose(parameters[0][0], 1.5) and np.allclose(parameters[0][1], 2.5), (
    f"W should go from 0 to 2, 3, 1.5 and b from 8 to 6, 5, 2.5, but they end at {parameters[0][0]} and "
    f"{parameters[0][1]}. Does each step go against its slope, after every batch?"
)

# Hidden tests: random networks of several layers and batches of several sizes, every step against the closed form.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()


def pulled(parameters, X, y):
    """Return a loss whose lowest point is where every parameter of layer k is the mean of y plus k, and its slopes."""
    distances = [(W - np.mean(y) - k, b - np.mean(y) - k) for k, (W, b) in enumerate(parameters)]
    return sum(np.sum(d**2) for pair in distances for d in pair) / 2 + np.sum(X), distances


for widths in ([3, 2], [2, 5, 3], [4, 4, 4, 4]):
    start = [
        (rng.normal(size=(widths[k + 1], widths[k])), rng.normal(size=widths[k + 1])) for k in range(len(widths) - 1)
    ]
    batches = [(rng.normal(size=(n, widths[0])), rng.normal(size=n)) for n in (4, 4, 1, 6)]
    eta = rng.uniform(0.1, 0.6)
    expected, expected_losses = start, []
    for X, y in batches:
        loss, distances = pulled(expected, X, y)
        expected_losses.append(loss)
        expected = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(expected, distances, strict=True)]
    parameters, losses = train(start, pulled, batches, eta)
    assert len(losses) == 4, f"Four batches make four losses; got {len(losses)}."
    assert [(np.shape(W), np.shape(b)) for W, b in parameters] == [(W.shape, b.shape) for W, b in start], (
        f"With {len(start)} layers the parameters do not come back with the number and shapes that they had."
    )
    wrong = [
        k
        for k in range(len(start))
        if not all(
            np.allclose(got, right, rtol=1e-3, atol=1e-3) for got, right in zip(parameters[k], expected[k], strict=True)
        )
    ]
    assert not wrong, (
        f"With {len(start)} layers the parameters of these end in the wrong place: {wrong} (0 is the first). "
        "Are all layers moved, weights and biases, against their own slopes and as far as eta says?"
    )
    assert np.allclose(losses, expected_losses, rtol=1e-3, atol=1e-3), (
        f"With {len(start)} layers some losses are wrong. "
        "Is each taken before the step of its batch, with its own X and y?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_train_start", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the start, the batches and the slopes are not modified; no batches; the order of the batches.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
start = [(rng.normal(size=(3, 2)), rng.normal(size=3)), (rng.normal(size=(2, 3)), rng.normal(size=2))]
slopes = [(rng.uniform(1, 2, size=W.shape), rng.uniform(1, 2, size=b.shape)) for W, b in start]
batches = [(rng.normal(size=(4, 2)), np.full(4, float(k))) for k in range(5)]
given = [array for pair in (*start, *slopes, *batches) for array in pair]
copies = [array.copy() for array in given]
asked = []


def constant(parameters, X, y):
    asked.append(float(y[0]))
    return 10 * float(y[0]), slopes


parameters, losses = train(start, constant, batches, 0.25)
same = [np.array_equal(a, c) for a, c in zip(given, copies, strict=True)]
kept = [array for pair in start for array in pair]
assert all(same[:4]) and len(kept) == 4 and all(np.array_equal(a, c) for a, c in zip(kept, copies[:4], strict=True)), (
    "train changed the parameters that it was given. "
    "Did you update in place (-=), or put the new layers into the old list?"
)
assert all(same[4:8]), "train changed the slopes that loss_and_gradients() returned. Did you scale in place (*=)?"
assert all(same[8:]) and len(batches) == 5, "train changed the batches that it was given."
assert sorted(set(asked)) == [0, 1, 2, 3, 4], (
    "Not every batch was used: loss_and_gradients() must see each of the five."
)
assert np.allclose(losses, [0, 10, 20, 30, 40]), (
    "The losses do not stand in the order of the batches, or are not what loss_and_gradients() said. "
    "Use the batches as they come."
)
moved = [
    (before - after) / slope
    for before, after, slope in zip(
        copies[:4], [array for pair in parameters for array in pair], copies[4:8], strict=True
    )
]
assert all(np.allclose(array, 5 * 0.25, rtol=1e-3) for array in moved), (
    "On a straight slope five batches must move each parameter by five equal steps, as long as eta says; yours do not."
)
parameters, losses = train(start, constant, [], 0.25)
assert len(losses) == 0, f"Without batches there are no losses; got {len(losses)}."
assert len(parameters) == 2 and all(
    np.allclose(got, was) for got, was in zip([a for pair in parameters for a in pair], copies[:4], strict=True)
), "Without batches the parameters must come back as they were."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# Nothing to write here, and no points: run the cell. It uses only what you built. A network with two hidden layers of
# 16 neurons looks at three spirals, 400 steps long; a network without hidden layer looks at the same. First the
# gradient check, on the first layer's weights. Then the map: which class does your network see where?


# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
def loss_and_gradients(parameters, X, y):
    """Return the mean cross-entropy of a batch and its slopes, from your functions."""
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
    slopes = loss_and_gradients(parameters, X, y)[1][0][0]
    print(f"gradient check of the first layer's weights: relative error {relative_error(slopes, measured):.0e}")
    across = np.linspace(-1.1, 1.1, 50)
    for down in np.linspace(1.1, -1.1, 23):
        logits = forward(parameters, np.stack([across, np.full(50, down)], axis=1))[-1]  # (50, 3)
        print("".join(".o#"[k] for k in np.argmax(logits, axis=1)))
except NotImplementedError:
    print("Some tasks are still open. Come back when all are done.")

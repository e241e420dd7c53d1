# %% [markdown]
# # Threshold neurons
#
# You will be able to build any yes-or-no function from neurons that only add and compare, count which ones a single
# neuron makes, and store memories in nothing but weights.
#
# **Reading** 30 min · **Running** under 30 s on two cores · **Prerequisites** Python, a matrix times a vector;
# [lecture 01](01-history.ipynb) tells the story around it · **Practice**
# [assignment a01](../release/a01-threshold-neurons/threshold-neurons.ipynb), after [lecture 03](03-perceptron.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/02-threshold-neurons.ipynb)
#
# **Needs** [01](01-history.ipynb) · **Used by** [03](03-perceptron.ipynb), [05](05-activations.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **build** AND, OR, NOT, NAND and majority from weights and a threshold, and **check** them on every input;
# - **count** the functions that one neuron makes, and **construct** a network that makes any;
# - **implement** Hebb's rule, and **explain** from signal and crosstalk when it recalls a damaged pattern.

# %%
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

import matplotlib.pyplot as plt
import numpy as np
import torch

from helpers import data, metrics, plots, training, widgets

plots.use_style()
training.seed_everything(0)
torch.set_num_threads(1)

# %% [markdown]
# ## Three pictures come back
#
# Here are three pictures of 16 × 16 pixels, each pixel +1 (ink) or −1 (paper). We flip three pixels in ten and hand the
# wreck to 256 neurons, one for each pixel. The two lines marked with arrows are all that happens to it.

# %%
down, across = np.mgrid[-7.5:8, -7.5:8]  # (16, 16) each, the row and the column of every pixel
shapes = [down**2 + across**2 < 36, abs(abs(down) - abs(across)) < 2, (down // 4 + across // 4) % 2 == 0]
pictures = torch.tensor(np.array(shapes)).flatten(1) * 2.0 - 1  # (3, 256), +1 and -1
damaged = torch.where(torch.rand(3, 256) < 0.3, -pictures, pictures)  # (3, 256)

weights = pictures.T @ pictures  # <- (256, 3) @ (3, 256) -> (256, 256)
returned = torch.where(damaged @ weights >= 0, 1.0, -1.0)  # <- (3, 256): each neuron adds, and compares with 0
assert torch.equal(returned, pictures)


# %% tags=["hide-input"]
def draw_patterns(rows, side, title):
    """Draw rows of ±1 patterns: rows maps a label to a (columns, side * side) tensor."""
    columns = max(len(patterns) for patterns in rows.values())
    figure, axes = plt.subplots(len(rows), columns, figsize=(1.05 * columns + 1.3, 1.15 * len(rows) + 0.5))
    for line, (label, patterns) in zip(axes, rows.items(), strict=True):
        line[0].set_ylabel(label, rotation=0, ha="right", va="center")
        for axis, pattern in zip(line, patterns, strict=True):
            axis.imshow(pattern.view(side, side), cmap="gray_r", vmin=-1, vmax=1)
            axis.set(xticks=[], yticks=[])
            axis.spines[:].set_visible(True)
    figure.suptitle(title, fontweight="bold")
    return figure


plots.show(
    draw_patterns({"damaged": damaged, "returned": returned}, 16, "What adding and comparing can undo"),
    alt="Top row: a disk, a cross of two diagonals and a checkerboard, hardly recognizable because 30 percent of "
    "their pixels are flipped. Bottom row: the same three pictures without a single wrong pixel.",
)

# %% [markdown]
# The upper row is hardly recognizable, and in the lower row not one pixel is wrong. All 256 neurons only add and
# compare, so what the pictures are can stand nowhere but in the weights. What can *add and compare* do, if the weights
# are right, and who sets them?

# %% [markdown]
# ## Add and compare
#
# In 1943 Warren McCulloch and Walter Pitts left out nearly everything that is known about a nerve cell. Other cells
# push it toward firing (**excitatory** inputs) or hold it back (**inhibitory** ones), and it fires when the total push
# reaches a **threshold**.

# %% tags=["hide-input"]
plots.show(plots.neuron(("x_1", "x_2", "...", "x_p"), bias="-t"))

# %% [markdown]
# As a formula, where the activation function $f$ is a step:
#
# $$z = w_1 x_1 + \dots + w_p x_p - t
# \qquad a = f(z) = \begin{cases} 1 & \text{if } z \ge 0\\ 0 & \text{if } z < 0\end{cases}$$
#
# | symbol | meaning |
# | --- | --- |
# | $x_i$ | input $i$, 1 if that cell fires, else 0 |
# | $w_i$ | its **weight**: positive is excitatory, negative inhibitory |
# | $t$ | the threshold; later we add the **bias** $b = -t$ |
# | $z$ | the weighted sum minus the threshold (**pre-activation**) |
# | $a$ | the **activation**, which this neuron tells the others |
#
# In code, several neurons at once if `w` has several rows:


# %%
def neuron(x, w, t):
    """Return what threshold neurons answer: w is (inputs,) for one of them, (k, inputs) with t (k,) for k."""
    z = torch.inner(x, w) - t  # adds over the inputs: (n, inputs), (inputs,) -> (n,), or with (k, inputs) -> (n, k)
    return (z >= 0).to(x.dtype)  # 1 fires, 0 is silent


def truth_rows(inputs):
    """Return every possible input, counting up in binary: (2**inputs, inputs)."""
    return torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * inputs).view(-1, inputs)


# %% [markdown]
# **Gates by hand.** AND wants both inputs, so let each count 1 and put the threshold between one and two; OR wants one,
# so lower the threshold; and NOT turns its input round, which takes a negative weight. With so few inputs we can check
# the whole truth table:

# %%
gates = {
    "AND": ([1.0, 1.0], 1.5, lambda x: x.all(dim=1)),
    "OR": ([1.0, 1.0], 0.5, lambda x: x.any(dim=1)),
    "NOT": ([-1.0], -0.5, lambda x: ~x[:, 0].bool()),
    "NAND": ([-1.0, -1.0], -1.5, lambda x: ~x.all(dim=1)),
    "majority of 5": ([1.0] * 5, 2.5, lambda x: x.sum(dim=1) >= 3),
}
for name, (w, t, meant) in gates.items():
    x = truth_rows(len(w))  # (2**inputs, inputs)
    a = neuron(x, torch.tensor(w), t)  # (2**inputs,)
    assert torch.equal(a.bool(), meant(x))
    print(f"{name:14} w = {w}, t = {t:4}: {len(x):2} rows right, {int(a.sum()):2} of them fire")

# %% [markdown]
# PyTorch has both halves: `nn.Linear` adds (with bias $-t$), and `torch.heaviside` compares.

# %%
w, t = torch.randn(4, 3), torch.randn(4)  # (k, inputs), (k,): four neurons with three inputs, drawn at random
layer = torch.nn.Linear(3, 4)
with torch.no_grad():
    layer.weight.copy_(w)  # (k, inputs)
    layer.bias.copy_(-t)  # (k,)
    theirs = torch.heaviside(layer(truth_rows(3)), values=torch.tensor(1.0))  # (8, 4); values: what z = 0 gives
print("rows where both agree:", int((theirs == neuron(truth_rows(3), w, t)).all(dim=1).sum()), "of 8")
assert torch.equal(theirs, neuron(truth_rows(3), w, t))

# %% [markdown]
# **Checkpoint.** Why does flipping the signs of all weights *and* of the threshold turn AND into NAND?
#
# <details><summary>Answer</summary>
#
# It turns $z$ into $-z$, so every row changes its side, and every answer its opposite. The one exception is a row
# with $z = 0$, which fires both times. That is why our thresholds lie at half numbers, where no row lands.
# </details>

# %% [markdown]
# ## Play with it
#
# With two inputs the rows of a truth table are the corners of a square, and $w_1 x_1 + w_2 x_2 = t$ is a straight line,
# on whose red side the neuron fires.

# %%
wanted = {"AND": "0001", "OR": "0111", "NAND": "1110", "x1 and not x2": "0010", "x1": "0011", "XOR": "0110"}
corners = truth_rows(2)  # (4, 2): 00, 01, 10, 11


# %% tags=["hide-input"]
CLASSES = plots.ROLES["class 0"], plots.ROLES["class 1"]
COLORS = {"one pass": plots.GREEN, "ten passes": plots.PURPLE, "shuffled weights": plots.SKY}


def draw_corners(axis, want, size=15):
    """Draw the rows of a truth table as corners of a square, each in the look of the answer that is wanted."""
    for corner, wish in zip(corners.tolist(), want, strict=True):
        look = CLASSES[wish]
        axis.plot(*corner, look.marker, color=look.color, markersize=size, markeredgecolor="white", zorder=3)
    axis.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=[0, 1], yticks=[0, 1], aspect="equal")
    axis.grid(visible=False)


def draw_side(axis, w1, w2, t):
    """Shade the side where the neuron fires, and draw its edge."""
    x1, x2 = np.meshgrid(np.linspace(-0.5, 1.5, 121), np.linspace(-0.5, 1.5, 121))  # (121, 121) each
    z = w1 * x1 + w2 * x2 - t  # (121, 121)
    axis.contourf(x1, x2, z >= 0, levels=[0.5, 1.5], colors=[CLASSES[1].color], alpha=0.15)
    if w1 or w2:
        axis.contour(x1, x2, z, levels=[0], colors=plots.BLACK)


# %% tags=["hide-input"]
def draw_table(axis, z, a, want, target):
    """Write the truth table, wrong rows in the color of the rings around them."""
    axis.set(xlim=(0, 5.6), ylim=(-4.6, 0.6))
    axis.axis("off")
    for x, word in zip((0.5, 1.3, 2.2, 3.2, 4.6), ("x1", "x2", "z", "fires", target), strict=True):
        axis.text(x, 0, word, ha="center", va="center", fontweight="bold")
    for y, (row, pre, answer, wish) in enumerate(zip(corners.int().tolist(), z.tolist(), a, want, strict=True)):
        color = plots.BLACK if answer == wish else plots.ROLES["highlight"].color
        words = [*map(str, row), f"{pre:+.2f}", str(answer), f"{wish} {'✓' if answer == wish else '✗'}"]
        for x, word in zip((0.5, 1.3, 2.2, 3.2, 4.6), words, strict=True):
            axis.text(x, -y - 1, word, ha="center", va="center", color=color)


# %% tags=["hide-input"]
def draw_gate(w1, w2, t, target):
    """Draw where a neuron with two inputs fires, and its truth table next to the one that is wanted."""
    w = torch.tensor([w1, w2], dtype=torch.float32)  # (2,)
    a, want = neuron(corners, w, t).int().tolist(), [int(digit) for digit in wanted[target]]
    right = sum(answer == wish for answer, wish in zip(a, want, strict=True))
    figure, (plane, table) = plt.subplots(2, 1, figsize=(4.8, 5.4), height_ratios=[2, 1])
    draw_side(plane, w1, w2, t)
    draw_corners(plane, want)
    ring = {"markerfacecolor": "none", "markeredgecolor": plots.ROLES["highlight"].color, "markeredgewidth": 2.5}
    for corner, answer, wish in zip(corners.tolist(), a, want, strict=True):
        if answer != wish:
            plane.plot(*corner, "o", markersize=27, **ring)
    plane.set(xlabel="$x_1$", ylabel="$x_2$", title=f"{target}: {right} of 4 rows right")
    draw_table(table, corners @ w - t, a, want, target)
    rows = ", ".join(f"{row} gives {answer}" for row, answer in zip(("00", "01", "10", "11"), a, strict=True))
    return plots.describe(
        figure,
        f"A neuron with weights {w1:g} and {w2:g} and threshold {t:g}. {rows}: {right} of 4 rows of {target} are "
        "right. Above, the square of inputs: the neuron fires on the shaded side, red triangles are corners where it "
        "should, blue circles those where it should not, and a pink ring marks each mistake. Below, the truth table.",
    )


# %%
widgets.explore(
    draw_gate,
    frames=[
        ("AND", {}),
        ("OR: a lower threshold moves the line", {"t": 0.5, "target": "OR"}),
        ("NAND: all three signs turned", {"w1": -1.0, "w2": -1.0, "t": -1.5, "target": "NAND"}),
        ("XOR: OR's weights miss one row", {"t": 0.5, "target": "XOR"}),
    ],
    w1=widgets.slider("weight w1", -2.0, 2.0, 0.25, 1.0),
    w2=widgets.slider("weight w2", -2.0, 2.0, 0.25, 1.0),
    t=widgets.slider("threshold t", -3.0, 3.0, 0.25, 1.5),
    target=widgets.choice("wanted", list(wanted), "AND"),
)

# %% [markdown]
# Red triangles are rows on which the neuron should fire, blue circles the others, and a pink ring marks a
# mistake. **Try** to go from AND to OR with one slider, to NAND with three, then to XOR. **Notice** that the threshold
# shifts the line and the weights turn it.

# %% [markdown]
# ## What one neuron cannot do
#
# Is XOR your fault? Two inputs have four rows, so there are $2^4 = 16$ Boolean functions.
#
# **Choose.** How many of the 16 can one neuron make, with the best weights and threshold there are?
#
# <details><summary>8</summary>
#
# One can think so, since a line has two sides and there are only so many lines. But each of the 16 pictures below needs
# its own line only, and nearly all have one.
# </details>
# <details><summary>14</summary>
#
# Yes: all but XOR and its opposite, as the next cell finds by trying.
# </details>
# <details><summary>15</summary>
#
# If XOR is out, so is its opposite: turning all signs turns a neuron for one into a neuron for the other.
# </details>
# <details><summary>16, if the weights may be any numbers</summary>
#
# Larger weights do not help: multiplying all weights and the threshold by ten changes no answer.
# </details>

# %% [markdown]
# We try all small whole weights and half-number thresholds, and collect the truth tables:


# %% tags=["check-output"]
def tables_made(inputs, largest):
    """Return the truth tables that neurons with whole weights up to `largest` make, each coded as a number."""
    x = truth_rows(inputs)  # (rows, inputs)
    w = torch.cartesian_prod(*[torch.arange(-largest, largest + 1.0)] * inputs)  # (weights, inputs)
    place = 2 ** torch.arange(len(x) - 1, -1, -1)  # (rows,): row 00 is the first binary digit
    made = set()
    for t in torch.arange(-inputs * largest - 0.5, inputs * largest + 1):
        made |= set((neuron(x, w, t).long().T @ place).tolist())  # (weights, rows) @ (rows,) -> (weights,)
    return made


for inputs, largest, known in [(2, 1, 14), (3, 2, 104), (4, 3, 1882)]:
    made, total = tables_made(inputs, largest), 2 ** (2**inputs)
    assert len(made) == known
    print(f"{inputs} inputs: one neuron makes {len(made):5,} of {total:6,} functions ({len(made) / total:5.1%})")
    if inputs == 2:
        print("          not made:", [f"{code:04b}" for code in range(16) if code not in made])

# %% [markdown]
# Missing are 0110, which is XOR, and its opposite 1001. Larger weights do not help, because
# [lecture 03](03-perceptron.ipynb) proves in four lines that no weights make XOR. Functions that a single neuron makes
# are called **linearly separable**. Here are all sixteen:

# %% tags=["hide-input"]
names = "never,AND,x1 not x2,x1,x2 not x1,x2,XOR,OR,NOR,equal,not x2,x1 or not x2,not x1,x2 or not x1,NAND,always"
figure, axes = plt.subplots(2, 8, figsize=(9, 2.9))
x1, x2 = np.meshgrid([-0.5, 1.5], [-0.5, 1.5])  # (2, 2) each, the ends of the squares
neurons = torch.cartesian_prod(*[torch.arange(-1, 2.0)] * 2, torch.arange(-1.5, 2)).tolist()  # w1, w2, t
for code, (axis, name) in enumerate(zip(axes.flat, names.split(","), strict=True)):
    fires = [int(digit) for digit in f"{code:04b}"]
    makers = [n for n in neurons if neuron(corners, torch.tensor(n[:2]), n[2]).int().tolist() == fires]
    if makers and 0 < sum(fires) < 4:
        w1, w2, t = makers[0]
        axis.contour(x1, x2, w1 * x1 + w2 * x2 - t, levels=[0], colors=plots.BLACK)
    draw_corners(axis, fires, size=9)
    axis.set(xticks=[], yticks=[])
    axis.set_title(name, fontsize=9, fontweight="normal" if makers else "bold")
    axis.spines[:].set_visible(True)
figure.suptitle("A straight line cuts 14 of 16 functions; XOR and equal resist", fontweight="bold")
plots.show(
    figure,
    alt="Sixteen small squares with four corners each, red triangles where the function is 1 and blue circles where it "
    "is 0. A straight line separates them in all squares but XOR and equal, where equal corners lie on a diagonal.",
)

# %% [markdown]
# ## What a network can do
#
# A network can make everything. Give each row on which the function is 1 its own neuron that fires on that row
# only: weight +1 where the row has a 1, −1 where it has a 0, and a threshold equal to its number of ones. One more
# neuron takes the OR of these **hidden** neurons, called so because they are neither input nor output.

# %% tags=["hide-input"]
plots.show(plots.network((3, 4, 1), names=("inputs", "hidden: a row each", "output: OR")))


# %%
def row_by_row(table):
    """Return a two-layer network that makes the truth table (2**inputs,), and its number of hidden neurons."""
    ones = truth_rows(len(table).bit_length() - 1)[table == 1]  # (hidden, inputs)

    def network(x):
        hidden = neuron(x, 2 * ones - 1, ones.sum(dim=1))  # (n, hidden): at most one of them fires
        return neuron(hidden, torch.ones(len(ones)), 0.5)  # (n, hidden), (hidden,) -> (n,): their OR

    return network, len(ones)


for inputs, codes in [(2, range(16)), (4, torch.randint(2**16, (200,)).tolist())]:
    hidden = []
    for code in codes:
        table = torch.tensor([int(digit) for digit in f"{code:0{2**inputs}b}"])  # (2**inputs,)
        network, size = row_by_row(table)
        assert torch.equal(network(truth_rows(inputs)).long(), table)
        hidden.append(size)
    print(f"{inputs} inputs: {len(hidden)} functions, all right; hidden neurons from {min(hidden)} to {max(hidden)}")

# %% [markdown]
# So one **hidden layer** turns "3 % of the functions" into "all of them". But it may take $2^p$ hidden neurons for $p$
# inputs, and somebody has to write the table first. Weights chosen by hand end here.
#
# **Checkpoint.** Why can the output neuron use OR, although the function itself may be as tangled as you like?
#
# <details><summary>Answer</summary>
#
# The hidden neurons have already done the untangling. In *their* space every row of interest is a single 1 among
# zeros, and all other rows are the point of zeros alone. Cutting off that one corner is linearly separable. Deep
# networks work the same way: earlier layers move the points until a later neuron's straight cut suffices.
# </details>

# %% [markdown]
# ## Deeper: every function made or refuted
#
# A search that finds 14 functions does not prove that there are no more. But suppose that a neuron fires on rows c and
# d and is silent on e and f, and that c + d = e + f. Then the sums $w^\top x$ of the first two rows add up to at least
# $2t$ and those of the last two to less, although both are equal: a contradiction. Lecture 03 writes this out for XOR.
# A computer can hunt for such quartets:


# %%
def tables_refuted(inputs):
    """Return the truth tables that no neuron makes, because c + d = e + f for firing c, d and silent e, f."""
    x = truth_rows(inputs)  # (rows, inputs)
    rows = len(x)
    codes = torch.arange(2**rows)  # every function, as a number
    answers = [(codes >> (rows - 1 - r)) & 1 == 1 for r in range(rows)]  # rows tensors of (functions,)
    by_sum = {}
    for c in range(rows):
        for d in range(c, rows):
            by_sum.setdefault(tuple((x[c] + x[d]).tolist()), []).append((c, d))
    refuted = torch.zeros(2**rows, dtype=torch.bool)  # (functions,)
    for pairs in by_sum.values():
        for c, d in pairs:
            for e, f in pairs:
                refuted |= answers[c] & answers[d] & ~answers[e] & ~answers[f]
    return set(codes[refuted].tolist())


for inputs, largest in [(2, 1), (3, 2), (4, 3)]:
    made, refuted = tables_made(inputs, largest), tables_refuted(inputs)
    assert not made & refuted and len(made) + len(refuted) == 2 ** (2**inputs)
    print(f"{inputs} inputs: {len(made):5,} made, {len(refuted):6,} refuted, none left over")

# %% [markdown]
# That is a proof, not a sample, because each of the 65,536 functions of four inputs was either built or refuted. (S.
# Muroga, 1971, *Threshold Logic and Its Applications*, Wiley, goes on counting.)

# %% [markdown]
# ## Deeper: how far may a weight move?
#
# AND works with $t = 1.5$ and also with $t = 1.1$ or $t = 2$. On paper all three are right, but in a brain, or on a
# cheap chip, no weight is ever exact. Suppose every weight and the threshold may be off by up to $\delta$. On a row
# whose inputs sum to $k$, at most $k$ weights and one threshold conspire, so $z$ moves by at most $(1 + k)\,\delta$.
# The gate is safe as long as no row is pushed across:
#
# $$\delta < \delta^* = \min_{\text{rows } x} \frac{|z(x)|}{1 + \sum_i x_i}$$


# %%
def safe_drift(w, t):
    """Return the drift up to which no error of the weights and the threshold can change an answer."""
    x = truth_rows(len(w))  # (2**inputs, inputs)
    return ((x @ w - t).abs() / (1 + x.sum(dim=1))).min().item()


def surviving(w, t, drift, trials=4000):
    """Return the share of gates whose table stays right after random errors of up to `drift`."""
    x = truth_rows(len(w))  # (2**inputs, inputs)
    errors = (2 * torch.rand(trials, len(w) + 1) - 1) * drift  # (trials, inputs + 1), the last for the threshold
    moved = neuron(x, w + errors[:, :-1], t + errors[:, -1])  # (2**inputs, trials)
    return (moved == neuron(x, w, t)[:, None]).all(dim=0).float().mean().item()


# %% tags=["hide-input"]
figure, axis = plt.subplots()
w, drifts = torch.ones(2), np.linspace(0, 1, 41)  # (2,), (41,)
for t, style in [(1.5, "-"), (1.1, "--"), (2.0, ":")]:
    safe = safe_drift(w, t)
    axis.plot(
        drifts, [surviving(w, t, d) for d in drifts], style, color=plots.BLACK, label=f"t = {t}: safe up to {safe:.2f}"
    )
    assert surviving(w, t, 0.999 * safe) == 1.0
    tables = [neuron(corners, w + push, t - push) for push in (-1.001 * safe - 1e-6, 1.001 * safe)]  # all conspire
    assert any(not torch.equal(table, neuron(corners, w, t)) for table in tables)
axis.set(title="Three right ANDs, only one of them sturdy", xlabel="largest error of a weight, δ")
axis.set(ylabel="share of gates still right", ylim=(0, 1.03), xlim=(0, 1))
axis.legend()
plots.show(
    figure,
    alt="Share of AND gates that are still right, against the largest error of a weight. With threshold 1.5 all "
    "survive up to 0.17 and most up to 0.5; with 1.1 losses begin at 0.05; with 2.0 half are lost at once.",
)

# %% [markdown]
# The solid line stays at 1 longest. With $t = 2$ the row 11 sits exactly on the threshold, so any push downward breaks
# the gate. Look at the **margin**, the distance from the line to the nearest corner, and not only at whether the table
# is right. Lecture 04 builds a whole method on this (the support vector machine).
#
# **Checkpoint.** Before you run it, which is sturdier with weights 1 and the threshold in the middle: AND of 2 inputs
# or AND of 20?
#
# <details><summary>Answer</summary>
#
# AND of 2. With 20 inputs and $t = 19.5$, the row of all ones has $z = 0.5$, but 21 errors can now add up:
# `safe_drift(torch.ones(20), 19.5)` would be $0.5/21 \approx 0.024$ instead of $0.5/3 \approx 0.17$. A neuron that
# must count exactly needs exact weights.
# </details>
#
# **One for paper.** With $w_1 = w_2 = 1$ the middle threshold $t = 1.5$ is *not* the safest. Which one is?
#
# <details><summary>Solution</summary>
#
# Row 11 may lose $(2 - t)/3$, row 01 may gain $(t - 1)/2$: three errors conspire against the one, two against the
# other. They are equal at $4 - 2t = 3t - 3$, so $t = 1.4$ and $\delta^* = 0.2$.
#
# ```python
# thresholds = np.linspace(1.01, 1.99, 99)
# best = max(thresholds, key=lambda t: safe_drift(torch.ones(2), t))
# print(best, safe_drift(torch.ones(2), best))
# assert abs(best - 1.4) < 0.006
# ```
# </details>

# %% [markdown]
# ## Deeper: the veto of 1943
#
# The paper of 1943 was stricter than we are: every excitatory input counted the same, and a single active inhibitory
# input vetoed firing *absolutely*. That needs no new kind of neuron. A negative weight as large as all excitatory
# ones together does it:

# %%
for excitatory in (1, 2, 3):
    for inhibitory in (1, 2, 3):
        x = truth_rows(excitatory + inhibitory)  # (2**inputs, inputs)
        push, veto = x[:, :excitatory].sum(dim=1), x[:, excitatory:].any(dim=1)  # (2**inputs,) each
        w = torch.tensor([1.0] * excitatory + [-float(excitatory)] * inhibitory)  # (inputs,)
        for t in range(1, excitatory + 1):
            assert torch.equal(neuron(x, w, t).bool(), (push >= t) & ~veto)
print("the veto of 1943 = an inhibitory weight of minus the number of excitatory inputs")

# %% [markdown]
# ## Hebb's rule: one memory
#
# In 1949 the psychologist Donald Hebb proposed how weights could set themselves. By Hebb's rule (**Hebbian learning**)
# a connection grows stronger if one cell repeatedly takes part in firing the other, without a teacher and without
# errors. Write +1 for firing and −1 for silence, because then *being silent together* counts as agreement too. For a
# network of $N$ neurons that sees a pattern $s$:
#
# $$\Delta w_{ij} = \frac{1}{N}\, s_i\, s_j \qquad (i \ne j)$$
#
# where $w_{ij}$ is the weight from neuron $j$ to neuron $i$. To **recall**, show the network a damaged pattern $x$ and
# let
# every neuron add and compare with 0, which makes it an **associative memory**.

# %% tags=["hide-input"]
plots.show(plots.network((256, 256), names=("damaged picture x", "returned")))


# %%
def hebb(patterns):
    """Return the (N, N) weights after seeing each ±1 pattern of (P, N) once."""
    N = patterns.shape[1]
    W = torch.zeros(N, N)
    for s in patterns:  # (N,)
        W = W + torch.outer(s, s) / N  # (N, N): delta w_ij = s_i s_j / N
    return W.fill_diagonal_(0)  # no neuron listens to itself


def recall(W, x, passes=1):
    """Let all neurons add and compare, several times if asked; x is (n, N) of ±1."""
    for _ in range(passes):
        x = 2 * neuron(x, W, 0) - 1  # (n, N), (N, N) -> (n, N), 0/1 turned into -1/+1
    return x


W = hebb(pictures)  # (256, 256)
assert torch.allclose(W, (pictures.T @ pictures / 256).fill_diagonal_(0))  # the loop is one matrix product
assert torch.equal(recall(W, damaged), pictures)  # and it was the trick of the first page

# %% [markdown]
# To see why that works, store one pattern $s$, show it $x$, and let $m = \frac{1}{N} \sum_j s_j x_j$ be their
# **overlap**: 1 if equal, 0 if half of the pixels agree, −1 if opposite. Up to the diagonal,
#
# $$z_i = \sum_j w_{ij}\, x_j = \frac{1}{N} \sum_j s_i\, s_j\, x_j = m\, s_i$$
#
# Every neuron gets its own stored value, shrunk by $m$, and comparing with 0 forgets the shrinking.
#
# **Choose.** What comes back if 129 of the 256 pixels are wrong, one more than half?
#
# <details><summary>the stored picture, with a few wrong pixels</summary>
#
# Most people expect a gradual decline. But $m$ is the same for all pixels, so they are all right or all wrong together.
# </details>
# <details><summary>noise, since half of the information is gone</summary>
#
# At exactly half, $m = 0$ and nothing is known. But one pixel more tells the network something, and it says so 256
# times.
# </details>
# <details><summary>the negative of the picture, without a mistake</summary>
#
# Yes. Then $m < 0$, and $z_i = m s_i$ has the wrong sign everywhere. The rule only knows which pixels agree with which,
# and in $-s$ the same pixels agree. Whoever stores $s$ has stored $-s$ as well.
# </details>

# %%
s, W = pictures[0], hebb(pictures[:1])  # (256,), (256, 256)
for wrong in (0, 50, 100, 127, 129, 200, 256):
    x = s.clone()  # (256,)
    x[torch.randperm(256)[:wrong]] *= -1
    back = recall(W, x[None])[0]  # (256,)
    print(f"{wrong:3} of 256 pixels wrong: {int((back != s).sum()):3} wrong after recall")
    assert torch.equal(back, s if wrong < 128 else -s)

# %% [markdown]
# ## Many memories in the same weights
#
# Now add up the changes of $P$ patterns $s^1, \dots, s^P$, and show a damaged $s^1$:
#
# $$z_i = \underbrace{m_1\, s_i^1}_{\text{signal}}
# \; + \; \underbrace{\sum_{\mu = 2}^{P} m_\mu\, s_i^\mu}_{\text{crosstalk}}
# \qquad m_\mu = \frac{1}{N} \sum_j s_j^\mu\, x_j$$
#
# For random patterns each $m_\mu$ is a small accident of size $1/\sqrt{N}$, so the crosstalk is nearly Gaussian with
# standard deviation $\sqrt{(P-1)/N}$. A pixel is wrong when it beats the signal. With $\Phi$ the normal distribution
# function,
#
# $$\Pr(\text{wrong}) \approx \Phi\!\left(-m_1 \sqrt{\frac{N}{P - 1}}\right)$$
#
# John Hopfield (1982) feeds the answer in again, which may repair errors or make them grow.
#
# $N = 200$ neurons, a fifth of the pixels flipped. The **baseline** does nothing, which leaves 80 % right. The
# **ablation** has the same weights, shuffled to other places.
#
# **Guess.** How many patterns can be stored until ten passes make the answer worse than doing nothing?

# %%
guess = None  # your number of patterns, between 2 and 100


# %%
def trial(P, damage, seed, N=200):
    """Return the share of right pixels: doing nothing, one pass, ten passes, ten with shuffled weights."""
    generator = torch.Generator().manual_seed(seed)
    patterns = torch.randint(2, (P, N), generator=generator) * 2.0 - 1  # (P, N)
    flip = torch.rand(P, N, generator=generator) < damage  # (P, N)
    x = torch.where(flip, -patterns, patterns)  # (P, N)
    W = hebb(patterns)  # (N, N)
    shuffled = W.flatten()[torch.randperm(N * N, generator=generator)].view(N, N)  # (N, N)
    answers = x, recall(W, x), recall(W, x, 10), recall(shuffled, x, 10)  # (P, N) each
    return [(answer == patterns).float().mean().item() for answer in answers]


def theory(P, damage, N=200):
    signal = torch.tensor((1 - 2 * damage) * (N / (P - 1)) ** 0.5)  # () in units of the crosstalk
    return torch.special.ndtr(signal).item()


counts, damages = [2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100], np.linspace(0, 0.6, 13)
by_count = np.array([[trial(P, 0.2, seed) for P in counts] for seed in range(5)])  # (seeds, counts, 4)
by_damage = np.array([[trial(10, d, seed) for d in damages] for seed in range(5)])  # (seeds, damages, 4)

# %% tags=["hide-input", "main-result"]
figure, axes = plt.subplots(1, 2, figsize=(9.5, 4.6), sharey=True)
labels = ["do nothing", *COLORS]
styles = [(plots.ROLES["baseline"].color, ":"), *zip(COLORS.values(), ("--", "-", "-."), strict=True)]
for axis, x, runs in [(axes[0], counts, by_count), (axes[1], damages, by_damage)]:
    for k, (color, style) in enumerate(styles):
        axis.plot(x, runs[:, :, k].mean(axis=0), style, color=color, label=labels[k])
        axis.fill_between(x, runs[:, :, k].min(axis=0), runs[:, :, k].max(axis=0), color=color, alpha=0.15)
axes[0].plot(counts, [theory(P, 0.2) for P in counts], "x", color=plots.BLACK, label="theory, one pass")
if guess is not None:
    axes[0].axvline(guess, **plots.line("guess"), label="your guess")
axes[0].set(title="Too full: repeating makes it worse", xlabel="patterns stored in 200 neurons (20 % flipped)")
axes[1].set(title="Ten memories survive 30 % damage", xlabel="share of pixels flipped (10 patterns)")
axes[0].set(ylabel="share of pixels right", ylim=(0, 1.03))
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plots.show(
    figure,
    alt="Share of right pixels, mean and range of five seeds. Left, against the number of patterns: up to 15 nearly "
    "all pixels are right. One pass then declines slowly along the theory's crosses; ten passes fall below doing "
    "nothing soon after 40. Right, ten patterns against damage: all right up to 30 percent, then a steep fall. "
    "Shuffled weights give one half everywhere.",
)

# %%
print("patterns  nothing  one pass  theory  ten passes  shuffled")
for k, P in enumerate(counts):
    nothing, one, ten, shuffled = by_count[:, k].mean(axis=0)
    print(f"{P:8} {nothing:8.1%} {one:9.1%} {theory(P, 0.2):7.1%} {ten:11.1%} {shuffled:9.1%}")
few, full = counts.index(10), counts.index(60)
assert (by_count[:, few, 2] > 0.995).all(), "10 patterns: recall is perfect or nearly so, on every seed"
assert (by_damage[:, damages < 0.31, 2] > 0.98).all(), "even with 30 % of the pixels flipped"
assert (by_count[:, full, 2] < by_count[:, full, 0] - 0.03).all(), "60 patterns: ten passes do harm"
assert (by_count[:, full, 1] > by_count[:, full, 0] + 0.03).all(), "while a single pass still helps"
assert (abs(by_count[:, few:, 3] - 0.5) < 0.05).all(), "shuffled weights know nothing"
assert (abs(by_count[:, :, 1] - [theory(P, 0.2) for P in counts]) < 0.02).all(), "theory within 2 points"

# %% [markdown]
# On the left, the theory's crosses lie within two points of every run of one pass. Notice the crossing: with few
# patterns more passes repair what the first one missed, while with many each pass adds errors to the next one's
# crosstalk. On the right, ten memories stand much damage and then give way at once. For large $N$ and undamaged
# questions the cliff stands at $P \approx 0.14\,N$ (Amit, Gutfreund and Sompolinsky, 1985).

# %% [markdown]
# ## What goes wrong
#
# **Look-alikes.** The theory counted on unrelated patterns, but ten average digits share most of their paper and much
# of their ink. Store them and recall each one, *undamaged*:

# %%
digits = data.digits().train
mean = torch.stack([digits.X[digits.y == k].mean(dim=0).flatten() for k in range(10)])  # (10, 64)
shapes = (mean > 0.5) * 2.0 - 1  # (10, 64)
merged = recall(hebb(shapes), shapes, 10)  # (10, 64)
shared = [(a == b).float().mean().item() for i, a in enumerate(shapes) for b in shapes[:i]]
print(f"two digits share {np.mean(shared):.0%} of their pixels; ten questions get {len(merged.unique(dim=0))} answer")
assert np.mean(shared) > 0.7 and len(merged.unique(dim=0)) == 1
plots.show(
    draw_patterns({"stored": shapes, "recalled": merged}, 8, "Ten look-alikes melt into one"),
    alt="Top: ten digits as black and white pixels. Bottom: ten times the same shapeless blob, the only pattern that "
    "the network returns.",
)

# %% [markdown]
# Every question gets the same answer, an average, because the overlaps $m_\mu$ all have the same sign, so that the
# crosstalk grows
# with $P$ instead of $\sqrt{P}$. Store what makes patterns *different* (exercise 3).
#
# **The memory is full.** Ten passes at 60 patterns gave worse pixels than doing nothing. Are the answers at least other
# memories?

# %%
generator = torch.Generator().manual_seed(0)
for P in (10, 60):
    patterns = torch.randint(2, (P, 200), generator=generator) * 2.0 - 1  # (P, 200)
    W = hebb(patterns)  # (200, 200)
    answers = recall(W, patterns, 20)  # (P, 200)
    closest = (answers @ patterns.T / 200).abs().max(dim=1).values  # (P, P) -> (P,): overlap with the nearest memory
    print(f"{P} patterns: an undamaged one ends with overlap {closest.mean():.2f} with the nearest memory")
assert closest.mean() < 0.7

# %% [markdown]
# They are not: you get confident, stable answers that were never stored (**spurious** memories), which takes more
# neurons, or fewer memories.
#
# ### Deeper: weights that only grow
#
# "Fire together, wire together" is how Carla Shatz put Hebb's rule in 1992, and nothing in it ever says stop.
# Give the rule time, with a linear neuron $a = w^\top x$ and $\Delta w = \eta\, a\, x$. A
# large weight makes a large $a$, which makes a larger weight. In 1982 Erkki Oja added a term that forgets,
# $\Delta w = \eta\, a\, (x - a\, w)$:

# %%
x = torch.randn(2000, 2) @ torch.tensor([[1.5, 1.0], [0.0, 0.5]])  # (2000, 2), a long slanted cloud
plain, oja = torch.tensor([0.1, 0.0]), torch.tensor([0.1, 0.0])  # (2,) each
for k, sample in enumerate(x):  # (2,)
    if k in (0, 100, 500, 1000):
        print(f"after {k:4} samples: length of w by Hebb {plain.norm():9.3g}, by Oja {oja.norm():.3f}")
    plain = plain + 0.01 * (plain @ sample) * sample  # (2,)
    oja = oja + 0.01 * (oja @ sample) * (sample - (oja @ sample) * oja)  # (2,)

# %%
from sklearn.decomposition import PCA

axis_of_cloud = torch.tensor(PCA(1).fit(x.numpy()).components_[0])  # (2,), a unit vector
cosine = (oja @ axis_of_cloud).abs() / oja.norm()  # ()
print(f"after 2000 samples: length by Hebb {plain.norm()}, by Oja {oja.norm():.3f}; cosine with the axis {cosine:.4f}")
assert plain.norm() > 1e6 and abs(oja.norm() - 1) < 0.1 and cosine > 0.99

# %% [markdown]
# You will recognize it by numbers that grow exponentially, and then `inf`. With Oja's term the length settles at 1 and
# the direction at the first **principal component**, the longest axis of the cloud: Hebb's rule, tamed, does statistics
# (lecture 35). (E. Oja, 1982, *Simplified neuron model as a principal component analyzer*, Journal of Mathematical
# Biology 15, 267–273.)

# %% [markdown]
# ## Exercises
#
# ### 1. A neuron that remembers (★★, 15 minutes)
#
# Let a neuron listen to its own answer of one moment ago, besides inputs *set* and *reset*. Choose three weights and a
# threshold such that it fires from *set* on, until *reset*.
#
# <details><summary>Solution</summary>
#
# Such loops were in the 1943 paper. Weights 1 for set, 1 for itself, −2 for reset, threshold 0.5: either of the first
# two keeps it firing, a reset beats both.
#
# ```python
# w = torch.tensor([1.0, -2.0, 1.0])  # (3,): set, reset, itself
# a, seen = torch.tensor(0.0), []
# for signal in ([0, 0], [1, 0], [0, 0], [0, 0], [0, 1], [0, 0], [1, 0]):
#     x = torch.tensor([*signal, a.item()])  # (3,)
#     a = neuron(x, w, 0.5)  # ()
#     seen.append(int(a))
# assert seen == [0, 1, 1, 1, 0, 0, 1]
# ```
# </details>
#
# ### 2. Parity with few neurons (★★, 20 minutes)
#
# Parity asks whether an odd number of the $p$ inputs is 1 (XOR for $p = 2$). Row by row it takes $2^{p-1}$ hidden
# neurons. Do it with $p$.
#
# <details><summary>Solution</summary>
#
# Hidden neuron $k$ fires if at least $k$ inputs do: all weights 1, threshold $k - \tfrac12$. With $j$ ones the first
# $j$ of them fire. Output weights $+1, -1, +1, \dots$ then sum to 1 if $j$ is odd and to 0 if it is even.
#
# ```python
# for p in range(2, 9):
#     x = truth_rows(p)  # (2**p, p)
#     hidden = neuron(x, torch.ones(p, p), torch.arange(p) + 0.5)  # (2**p, p)
#     signs = torch.tensor([1.0, -1.0] * p)[:p]  # (p,)
#     assert torch.equal(neuron(hidden, signs, 0.5), x.sum(dim=1) % 2)
# ```
#
# Three hidden neurons instead of four for $p = 3$, eight instead of 128 for $p = 8$. The row-by-row recipe always
# works; it is seldom the shortest.
# </details>
#
# ### 3. Telling look-alikes apart (★★, 20 minutes)
#
# Replace Hebb's $W = \frac1N S^\top S$ by the **projection** $W = S^{+} S$ with the pseudo-inverse $S^{+}$. Show that
# the ten digits now come back, also with 5 % of the pixels flipped. What did this rule give up that Hebb's had?
#
# <details><summary>Solution</summary>
#
# ```python
# W = torch.linalg.pinv(shapes) @ shapes  # (64, 10) @ (10, 64) -> (64, 64)
# assert torch.equal(recall(W, shapes), shapes)
# generator = torch.Generator().manual_seed(0)
# flip = torch.rand(10, 64, generator=generator) < 0.05  # (10, 64)
# right = (recall(W, torch.where(flip, -shapes, shapes), 10) == shapes).float().mean()
# print(f"{right:.1%} of the pixels right")
# assert right > 0.97
# ```
#
# $W$ leaves every stored pattern as it is ($S W^\top = S$), so there is no crosstalk between them. The rule is no
# longer *local*: each weight depends on all patterns at once, and a new memory changes everything. A synapse could
# not compute it.
# </details>
#
# ### 4. A memory that forgets (★★★, 30 minutes, open)
#
# Before storing each new pattern, shrink the weights: $W \leftarrow (1 - \epsilon) W + \frac1N s s^\top$. Store 100
# patterns in 200 neurons, and plot recall against a pattern's age for several $\epsilon$. What does forgetting buy?
#
# <details><summary>Solution</summary>
#
# One way to look; the best $\epsilon$ depends on how far back you care to remember.
#
# ```python
# generator = torch.Generator().manual_seed(0)
# patterns = torch.randint(2, (100, 200), generator=generator) * 2.0 - 1  # (100, 200), oldest first
# flip = torch.rand(100, 200, generator=generator) < 0.1  # (100, 200)
# recent = {}
# for epsilon in (0.0, 0.02, 0.05, 0.1, 0.3):
#     W = torch.zeros(200, 200)
#     for s in patterns:  # (200,)
#         W = (1 - epsilon) * W + torch.outer(s, s) / 200  # (200, 200)
#     back = recall(W.fill_diagonal_(0), torch.where(flip, -patterns, patterns), 10)  # (100, 200)
#     right = (back == patterns).float().mean(dim=1)  # (100,)
#     recent[epsilon] = right[-5:].mean().item()
#     print(epsilon, [f"{part.mean():.2f}" for part in right.split(20)], f"last five {recent[epsilon]:.2f}")
# assert recent[0.1] > recent[0.0] + 0.1
# ```
#
# Without forgetting all 100 are lost together. With $\epsilon = 0.1$ the last handful is nearly perfect, and old
# patterns fade instead of taking the new ones with them.
# </details>

# %% [markdown]
# ## Summary
#
# - A threshold neuron adds $w^\top x$ and compares with $t$, which is a straight cut through its inputs.
# - One neuron makes 14 of 16 functions of two inputs, and 3 % of those of four, while two layers make all.
# - Hebb's rule adds $s_i s_j / N$ for every pattern; recall is signal plus crosstalk.
# - It fails when too full and on look-alikes, and it never looks at its errors.
#
# ## Where it came from
#
# - W. S. McCulloch and W. Pitts, 1943, *A logical calculus of the ideas immanent in nervous activity*, Bulletin of
#   Mathematical Biophysics 5, 115–133: neurons as logic.
# - D. O. Hebb, 1949, *The Organization of Behavior*, Wiley: learning as a local change.
# - T. Kohonen, 1972, *Correlation Matrix Memories*, IEEE Transactions on Computers C-21, 353–359, and J. A. Anderson,
#   1972, *A simple neural network generating an interactive memory*, Mathematical Biosciences 14, 197–220: Hebb's
#   rule.
# - J. J. Hopfield, 1982, *Neural networks and physical systems with emergent collective computational abilities*, PNAS
#   79, 2554–2558: recall as rolling downhill.
# - D. J. Amit, H. Gutfreund and H. Sompolinsky, 1985, *Storing infinite numbers of patterns in a spin-glass model of
#   neural networks*, Physical Review Letters 55, 1530–1533: the capacity, about $0.14\,N$.
#
# **Next**: [03, perceptron](03-perceptron.ipynb): a rule that changes weights only when the answer is wrong.

# %% [markdown]
# # Recurrent networks
#
# You will be able to build a network that reads a sequence of any length, derive how its gradient travels back through
# time, and say before training how far back it can learn to remember.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [08 (backpropagation)](08-backpropagation.ipynb), [11 (optimizers)](11-optimizers.ipynb) and
# [12 (initialization and normalization)](12-initialization-and-normalization.ipynb) · **Practice**
# [assignment a17](../release/a17-recurrent-networks/recurrent-networks.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/25-rnn.ipynb)
#
# **Needs** [08](08-backpropagation.ipynb), [11](11-optimizers.ipynb), [12](12-initialization-and-normalization.ipynb) ·
# **Used by** [27](27-seq2seq-and-attention.ipynb), [32](32-state-space-models.ipynb),
# [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **implement** a recurrent network in six lines, equal to `nn.RNN`;
# - **derive** backpropagation through time, and check it against autograd;
# - **predict** from one factor per step what a network can learn to remember;
# - **choose** weights with which it learns over 80 steps;
# - **diagnose** a graph walked twice, a batch in the wrong place, and an answer read from padding.

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

# %%
import math
from functools import partial

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Name the first symbol
#
# Nearly all our networks so far have looked at their whole input at once. But a
# sentence comes word by word and ends when it ends: a network for bags of words could not tell "dog bites man" from
# "man bites dog", and one with weights for every position could not read beyond the last of them. A **recurrent
# network** reads one piece after the other and carries a memory (hidden state) from each to the next.
#
# How good is that memory? The plainest test shows one of four symbols, then a number of distractors, the lag, and asks
# which symbol came first:

# %%
few = data.recall(count=3, lag=12)
for X, y in zip(few.X, few.y, strict=True):  # X (13, 8) one-hot, y ()
    print(" ".join("ABCDwxyz"[symbol] for symbol in X.argmax(dim=1)), "  answer", "ABCD"[y])

# %% [markdown]
# Whoever forgets it is right one time in four. PyTorch has the network ready: `nn.RNN` gives 32 numbers
# for each step, and from the last ones a linear layer names the symbol.


# %%
def train_library(lag, orthogonal=False, steps=250):
    torch.manual_seed(0)
    rnn, head = nn.RNN(8, 32, batch_first=True), nn.Linear(32, 4)
    if orthogonal:
        nn.init.orthogonal_(rnn.weight_hh_l0)
        nn.init.zeros_(rnn.bias_ih_l0)
        nn.init.zeros_(rnn.bias_hh_l0)
    theta = [*rnn.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(theta, lr=3e-3, fused=True)
    for step in range(steps):
        batch = data.recall(64, lag, seed=step)  # X (64, lag + 1, 8)
        states, _ = rnn(batch.X)  # (64, lag + 1, 32), and the last one again
        loss = F.cross_entropy(head(states[:, -1]), batch.y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(theta, 1.0)  # lecture 11
        optimizer.step()
    test = data.recall(500, lag, seed=10**6)
    with torch.no_grad():
        return metrics.accuracy(head(rnn(test.X)[0][:, -1]), test.y).item()


near = train_library(lag=5)
print(f"5 distractors: {near:.1%} of the answers are right")
assert near > 0.95

# %% [markdown]
# **Guess.** Which accuracy, in percent, does the same network reach with 80 distractors?

# %%
guess = None  # percent, such as 90

# %%
far, changed = train_library(lag=80), train_library(lag=80, orthogonal=True)
print(f"80 distractors: {far:.1%} as shipped, {changed:.1%} with orthogonal=True")
assert far < 0.4 and changed - far > 0.15

# %% [markdown]
# As the library ships it, the network only guesses. Then three lines change the numbers that it *starts* with, and it
# learns what it could not learn before, although no neuron and no connection was added. Where was the memory hiding?

# %% tags=["hide-input"]
COLORS = {"as shipped": plots.RED, "scaled": plots.ORANGE, "orthogonal": plots.BLUE} | {
    "state": plots.BLUE, "input": plots.GREEN
}  # fmt: skip


def draw_cell(axis, x, name, below, shape=""):
    box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": COLORS["state"], "linewidth": 1.8}
    axis.text(x, 1, name, ha="center", va="center", bbox=box, fontsize=13)
    axis.annotate("", (x, 0.68), (x, 0.05), arrowprops={"arrowstyle": "-|>", "color": COLORS["input"]})
    axis.text(x + 0.07, 0.36, "$W_x$", fontsize=11, color=COLORS["input"])
    axis.text(x, -0.14, below, ha="center", fontsize=13)
    axis.text(x, -0.42, shape, ha="center", fontsize=9)


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(9, 2.6))
arrow = {"arrowstyle": "-|>", "color": COLORS["state"], "linewidth": 1.8}
draw_cell(axis, 0.3, "$h$", "$x$", "(B, d)")
axis.annotate("", (0.12, 1.27), (0.48, 1.27), arrowprops=arrow | {"connectionstyle": "arc3,rad=1.6"})
axis.text(0.3, 1.85, "$W_h$", ha="center", fontsize=11, color=COLORS["state"])
axis.text(1.15, 1, "=", ha="center", va="center", fontsize=20)
names = [("$h_1$", "$x_1$"), ("$h_2$", "$x_2$"), ("$h_3$", "$x_3$"), (r"$\cdots$", r"$\cdots$"), ("$h_T$", "$x_T$")]
for place, (name, below) in enumerate(names):
    x = 2.0 + 1.3 * place
    draw_cell(axis, x, name, below)
    axis.annotate("", (x + 1.0, 1), (x + 0.3, 1), arrowprops=arrow)
    if place < 4:
        axis.text(x + 0.64, 1.12, "$W_h$", ha="center", fontsize=11, color=COLORS["state"])
        axis.text(x + 0.64, 0.72, "(B, n)", ha="center", fontsize=9)
axis.text(8.3, 1, "head: scores\n(B, 4)", va="center", fontsize=11)
axis.set(xlim=(-0.4, 9.7), ylim=(-0.55, 2.1), frame_on=False, xticks=[], yticks=[])
plots.show(
    figure,
    alt="Left: one box h with an input x through W_x and an arrow from itself to itself through W_h. It equals, on the "
    "right, a row of boxes h_1, h_2, h_3 to h_T, each with its own input x_t through the same W_x, joined from left to "
    "right by arrows with the same W_h; from h_T an arrow leads to the head, which gives four scores.",
)

# %% [markdown]
# ## One layer, again and again
#
# This is the whole network. At each step one layer, the same at all steps, makes the new state from the new input and
# the old state:
#
# $$h_t=\tanh(W_x\,x_t+W_h\,h_{t-1}+b),\qquad h_0=0$$
#
# Here $x_t$ holds the $d=8$ numbers of step $t$ and $h_t$ the state's $n=32$. $W_x$ lets the input in, $W_h$ carries
# the state over, and $b$ is a bias. In code:


# %%
def rnn_step(x, h, W_x, W_h, b, bend=torch.tanh):
    return bend(x @ W_x.mT + h @ W_h.mT + b)  # (B, d) @ (d, n) + (B, n) @ (n, n) + (1, n) -> (B, n)


def rnn(X, W_x, W_h, b, h=None, bend=torch.tanh):
    h = X.new_zeros(*X.shape[:-2], W_h.shape[-1]) if h is None else h  # (B, n)
    states = []
    for x in X.unbind(-2):  # (B, time, d): one (B, d) after the other
        h = rnn_step(x, h, W_x, W_h, b, bend)
        states.append(h)
    return torch.stack(states, dim=-2)  # (B, time, n)


# %%
library, X = nn.RNN(8, 32, batch_first=True), torch.randn(5, 12, 8)
theirs, last = library(X)
W_x, W_h = library.weight_ih_l0, library.weight_hh_l0  # (32, 8), (32, 32)
b = library.bias_ih_l0 + library.bias_hh_l0  # (32,): the library has two, of which only the sum matters
assert torch.allclose(rnn(X, W_x, W_h, b), theirs, atol=1e-5)
assert torch.allclose(theirs[:, -1], last[0])
for T in (5, 500):
    states = rnn(torch.randn(1, T, 8), W_x, W_h, b)  # (1, T, 32)
    print(f"{T:3d} steps, {W_x.numel() + W_h.numel() + len(b):,} weights, states {tuple(states.shape)}")

# %% [markdown]
# The number of weights does not depend on the length. Writing the loop out as the row of boxes above is called
# **unrolling**, and it shows what a recurrent network is: a feedforward network as deep as the sequence is long, whose
# layers share their weights.
#
# ## Backpropagation through time
#
# Since the unrolled network is an ordinary one, lecture 08's backward pass works on it unchanged. Let
# $g_t=\partial L/\partial h_t$. Going back through tanh multiplies by its slope, and through $W_h$ by its transpose:
#
# $$\delta_t=g_t\odot(1-h_t^2),\qquad g_{t-1}=W_h^\top\delta_t,\qquad
# \frac{\partial L}{\partial W_h}=\sum_t\delta_t\,h_{t-1}^\top$$
#
# The sum is all that is new, because a weight that is used at every step gets a part of its gradient from every step.
# The method's name is **backpropagation through time** (BPTT).


# %%
def bptt(X, H, g, W_h):
    """Return the gradients of W_x, W_h and b, and the mean size of dL/dh_t at each step, from g = dL/dh_T (B, n)."""
    dW_x, dW_h, db, sizes = 0, 0, 0, []
    for t in reversed(range(H.shape[-2])):
        sizes.append(g.norm(dim=-1).mean(dim=-1))
        delta = g * (1 - H[..., t, :] ** 2)  # (B, n)
        before = H[..., t - 1, :] if t > 0 else torch.zeros_like(delta)  # (B, n)
        dW_x = dW_x + delta.mT @ X[..., t, :]  # (n, B) @ (B, d) -> (n, d)
        dW_h = dW_h + delta.mT @ before  # (n, B) @ (B, n) -> (n, n)
        db = db + delta.sum(dim=-2, keepdim=True)  # (1, n)
        g = delta @ W_h  # (B, n) @ (n, n) -> (B, n): the transposed formula, since each row is an example
    return dW_x, dW_h, db, torch.stack(sizes[::-1])


theta = [torch.randn(shape).double().requires_grad_() for shape in [(32, 8), (32, 32), (1, 32)]]
with torch.no_grad():
    theta[1] /= 6
H, g = rnn(X.double(), *theta), torch.randn(5, 32).double()
ours = bptt(X.double(), H.detach(), g, theta[1].detach())[:3]
autograd = torch.autograd.grad(H[:, -1], theta, g)
print("largest difference", max((a - b).abs().max().item() for a, b in zip(ours, autograd, strict=True)))
assert all(torch.allclose(a, b, atol=1e-10) for a, b in zip(ours, autograd, strict=True))

# %% [markdown]
# **Checkpoint.** Why must `dW_h` be added to at every step, and what would you get by overwriting it?
#
# <details><summary>Answer</summary>
#
# The loss depends on $W_h$ through each of its uses, and the chain rule adds all ways. Overwriting keeps only the use
# at the first step, which here is 0, because there $h_0=0$.
# </details>
#
# ## A product decides
#
# Now we can look for the memory. To learn that the first symbol matters, the gradient has to come from the last step
# all the way to the first, and on its way from $h_T$ to $h_t$ it meets $T-t$ Jacobians, the later ones first:
#
# $$\frac{\partial h_T}{\partial h_t}=\prod_{s=t+1}^{T}\mathrm{diag}(1-h_s^2)\;W_h .$$
#
# The slopes of tanh are at most 1, and near 1 while states are small, so it all depends on $W_h$. In lecture 12 a
# matrix with independent entries of variance $v$ and $n$ inputs multiplied the mean square by $nv$, hence the size by
# $\rho=\sqrt{nv}$. It is the same here, only that now it is one matrix, time after time. Compare three starts:
#
# | start | $W_h$ | factor $\rho$ a step | after 80 steps |
# | --- | --- | --- | --- |
# | **as shipped** | uniform in $\pm1/\sqrt n$, so $v=1/(3n)$; with biases | $1/\sqrt3=0.577$ | $10^{-19}$ |
# | **scaled** | the same times $\sqrt3$; no bias | 1 | 1 |
# | **orthogonal** | turns and mirrors, $W_h^\top W_h=I$; no bias | 1, in every direction | 1 |


# %%
def begin(kind, networks=5, n=32):
    """Return W_x (N, n, 8), W_h (N, n, n), b (N, 1, n) and a head V (N, n, 4), c (N, 1, 4) for N networks at once."""
    shapes = [(n, 8), (n, n), (1, n), (n, 4), (1, 4)]
    W_x, W_h, b, V, c = [torch.empty(networks, *shape).uniform_(-(n**-0.5), n**-0.5) for shape in shapes]
    if kind == "as shipped":
        b += torch.empty_like(b).uniform_(-(n**-0.5), n**-0.5)  # the library's second bias
    else:
        b.zero_()
    if kind == "scaled":
        W_h *= 3**0.5
    if kind == "orthogonal":
        for W in W_h:
            nn.init.orthogonal_(W)
    return W_x, W_h, b, V, c


# %% [markdown]
# **Choose.** The scaled start has the factor 1. Five networks are drawn from it: how large is the gradient at the first
# of 81 steps, compared with that at the last?
#
# <details><summary>About 1 in each of them</summary>
#
# The factor is an average over all directions and all matrices. One matrix stretches some directions and shrinks
# others, and eighty times the same matrix makes much of every difference.
# </details>
#
# <details><summary>It differs by orders of magnitude from network to network</summary>
#
# Yes. For large powers the largest eigenvalue decides, and among matrices of 32 by 32 it scatters around 1.
# </details>
#
# <details><summary>Tiny, as for the shipped start: tanh makes gradients vanish anyway</summary>
#
# tanh takes its part, but its slope is near 1 while states are small, as they are in networks that begin.
# </details>

# %%
KINDS = "as shipped", "scaled", "orthogonal"
X, sizes = data.recall(64, lag=80).X, {}  # (64, 81, 8)
starts = {kind: begin(kind) for kind in KINDS}
for kind, (W_x, W_h, b, *_) in starts.items():
    H = rnn(X, W_x, W_h, b)  # (5 networks, 64, 81, 32)
    size = bptt(X, H, torch.randn(5, 64, 32), W_h)[3]  # (81, 5)
    sizes[kind] = size / size[-1]
    radius = torch.linalg.eigvals(W_h).abs().amax(dim=1)  # (5,): the largest eigenvalue of each
    print(f"{kind:10s} at the first step {'  '.join(f'{s:.0e}' for s in sizes[kind][0])}", end="")
    print(f"   largest eigenvalue {radius.min():.2f} to {radius.max():.2f}")
least, most = sizes["scaled"][0].min(), sizes["scaled"][0].max()
assert sizes["as shipped"][0].max() < 1e-12 and sizes["orthogonal"][0].min() > 1e-4 and most > 10 * least > 1e-11

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.6))
for kind, size in sizes.items():
    axis.plot(np.arange(81), size, color=COLORS[kind], linewidth=1)
    axis.plot([], [], color=COLORS[kind], label=kind)
axis.plot(np.arange(81), 3.0 ** (-np.arange(80, -1, -1) / 2), ":", color="black", label="0.577 a step")
axis.set(yscale="log", xlabel="step", ylabel="size of the gradient, last = 1")
axis.set_title("As shipped, the gradient is gone before it arrives")
figure.legend(loc="outside lower center", ncols=4)
plots.show(
    figure,
    alt="Size of the gradient at steps 0 to 80 on a logarithmic axis, 1 at step 80, five networks for each start. As "
    "shipped, all five fall near the dotted line of 0.577 a step, to 1e-17 to 1e-22 at step 0. Scaled, they stay far "
    "above and spread over orders of magnitude. Orthogonal, they stay close together near the top.",
)

# %% [markdown]
# The shipped lines stay near the prediction. In the long run powers of a matrix grow by the size of its largest
# eigenvalue (spectral radius), which the cell printed and by which the scaled networks scatter. Orthogonal matrices
# have eigenvalues of size 1 only, so what their gradient loses, tanh has taken.
#
# **Checkpoint.** Why does Adam, which divides a gradient by its size (lecture 11), not rescue a factor of $10^{-19}$?
#
# <details><summary>Answer</summary>
#
# All steps add to the gradient of the *same* weights, and what the last steps contribute is larger by that factor.
# Dividing the sum by its size leaves the news from the first step as small a part of it, and the seven digits of a
# float32 keep nothing of a part so small.
# </details>
#
# ### Play with it

# %%
SLOPES = {"tanh": lambda H: 1 - H**2, "ReLU": lambda H: (H > 0).to(H), "identity": torch.ones_like}
BENDS = {"tanh": torch.tanh, "ReLU": torch.relu, "identity": lambda z: z}


def travel(gain, lag, activation):
    """Return ten matrices gain * randn / sqrt(32) and the gradient's size in their networks, (lag + 1, 10)."""
    generator = torch.Generator().manual_seed(0)
    W_x, W_h = (torch.randn(10, 32, n, generator=generator).double() / 32**0.5 for n in (8, 32))
    W_h = gain * W_h
    H = rnn(data.recall(8, lag).X.double(), W_x, W_h, 0.0, bend=BENDS[activation])  # (10, 8, lag + 1, 32)
    g, sizes = torch.randn(10, 8, 32, generator=generator).double(), []
    for h in H.flip(-2).unbind(-2):  # from the last step to the first
        sizes.append(g.norm(dim=-1).mean(dim=-1))  # (10,)
        g = (g * SLOPES[activation](h)) @ W_h  # (10, 8, 32)
    return W_h, torch.stack(sizes) / sizes[0]


# %% tags=["hide-input"]
def draw(gain, lag, activation):
    W_h, sizes = travel(gain, lag, activation)
    back, values = np.arange(lag + 1), torch.linalg.eigvals(W_h).flatten()
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.2), width_ratios=[1.5, 1])
    left.semilogy(back, sizes.clamp(min=1e-40), color=COLORS["state"], linewidth=0.8)
    left.semilogy(back, float(gain) ** back, "--", color="black", linewidth=1.5)
    left.set(xlabel="steps back (dashed: gain to their power)", title="size of the gradient")
    right.plot(values.real, values.imag, ".", color=COLORS["state"], markersize=3)
    right.add_patch(plt.Circle((0, 0), 1, fill=False, color="black", linestyle="--"))
    reach = 1.1 * max(1.0, values.abs().max().item())
    right.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", title=r"eigenvalues of $W_h$")
    first = sizes[-1]
    return plots.describe(
        figure,
        f"Ten random matrices with gain {gain:g}, {activation}, {lag} steps back: the gradient's size there is "
        f"{first.min():.1e} to {first.max():.1e} times that at the end, the dashed line says {float(gain) ** lag:.1e}. "
        f"The largest eigenvalue has size {values.abs().max():.2f}, the unit circle is dashed.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("gain 0.6: it vanishes along the dashed line", {"gain": 0.6}),
        ("gain 1: it scatters", {"gain": 1.0}),
        ("gain 2, identity: it explodes along the line", {"gain": 2.0, "activation": "identity"}),
        ("gain 2, tanh: saturation bends it down", {"gain": 2.0}),
    ],
    gain=widgets.slider("gain", 0.2, 3.0, 0.1, 1.0),
    lag=widgets.steps("steps back", 1, 80, 40),
    activation=widgets.choice("activation", list(BENDS), "tanh"),
)

# %% [markdown]
# Move the gain: below 1 the lines follow the dashed one, and the cloud of eigenvalues touches the unit circle where
# neither way wins. The identity shows that vanishing does not need tanh, because below a gain of 1 the gradient
# vanishes without it too, and above 1 the saturation of tanh even bends the explosion down.
#
# ## Train them
#
# If the product decides, then the start decides what can be learned. We train fifteen networks side by side as in
# lecture 12, five from each start, on the same batches:


# %%
def clip(gradients, bound):
    """Return the gradients of each network, shortened to the norm ``bound`` where longer, and the norms (N,)."""
    norm = sum(g.square().sum(dim=(-2, -1)) for g in gradients).sqrt()  # (N,)
    factor = (bound / (norm + 1e-6)).clamp(max=1)  # (N,)
    return [g * factor[:, None, None] for g in gradients], norm


(ours,), _ = clip([torch.ones(1, 3, 4)], 0.5)
parameter = nn.Parameter(torch.zeros(1, 3, 4))
parameter.grad = torch.ones(1, 3, 4)
nn.utils.clip_grad_norm_([parameter], 0.5)
assert torch.allclose(ours, parameter.grad)


def scores(X, W_x, W_h, b, V, c, bend=torch.tanh):
    return rnn(X, W_x, W_h, b, bend=bend)[..., -1, :] @ V + c  # (N, B, n) @ (N, n, 4) + (N, 1, 4) -> (N, B, 4)


def adam(theta):
    return torch.optim.Adam(theta, lr=3e-3)  # on a CPU, fused=True would misread gradients with other strides


# %%
def train(start, lag, steps=200, make=adam, read=scores, bound=1.0):
    """Train N networks on the same batches; return their test accuracies (N,) and gradient norms (steps, N)."""
    theta, norms = [tensor.clone().requires_grad_() for tensor in start], []
    optimizer = make(theta)
    for step in range(steps):
        batch = data.recall(64, lag, seed=step)  # X (64, lag + 1, 8), y (64,)
        y_hat = read(batch.X, *theta)  # (N, 64, 4)
        loss = F.cross_entropy(y_hat.flatten(0, 1), batch.y.repeat(len(y_hat)), reduction="sum") / 64
        gradients, norm = clip(torch.autograd.grad(loss, theta), bound)  # each network's own
        for parameter, gradient in zip(theta, gradients, strict=True):
            parameter.grad = gradient
        optimizer.step()
        norms.append(norm)
    test = data.recall(500, lag, seed=10**6)
    with torch.no_grad():
        right = read(test.X, *theta).argmax(dim=-1) == test.y  # (N, 500)
    return right.float().mean(dim=1).numpy(), torch.stack(norms).numpy()


# %% [markdown]
# **Choose.** The lag grows to 80. Which starts do better than guessing?
#
# <details><summary>Only the orthogonal one, whose gradient stays together</summary>
#
# Orthogonal matrices are what is usually recommended. But a gradient that scatters is not a gradient that is gone:
# what it says of the first symbol is the same in every batch, while the news of the distractors may cancel.
# </details>
#
# <details><summary>The orthogonal and the scaled one</summary>
#
# Yes. The factor a step matters more than the kind of matrix.
# </details>
#
# <details><summary>None: a plain recurrent network cannot learn over more than about ten steps</summary>
#
# One reads this often. For the shipped factor it is near the truth, though two of five reach a lag of 20.
# </details>

# %% tags=["main-result"]
LAGS = (5, 20, 80)
side_by_side = [torch.cat(parts) for parts in zip(*starts.values(), strict=True)]  # W_x (15, 32, 8) and so on
right = {}
for lag in LAGS:
    right[lag] = train(side_by_side, lag, steps=300 if lag == 80 else 200)[0].reshape(3, 5)
    for kind, shares in zip(KINDS, right[lag], strict=True):
        print(f"lag {lag:2d}  {kind:10s} " + "  ".join(f"{share:4.0%}" for share in shares))
assert right[5].min() > 0.95
assert right[80][0].max() < 0.4 and right[80][1].mean() > 0.45 and right[80][2].mean() > 0.5

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.8))
for shift, (kind, marker) in enumerate(zip(KINDS, "so^", strict=True)):
    for place, lag in enumerate(LAGS):
        at = place + 0.22 * (shift - 1) + np.linspace(-0.06, 0.06, 5)
        axis.plot(
            at, 100 * right[lag][shift], marker, color=COLORS[kind], alpha=0.7, label=kind if place == 0 else None
        )
axis.axhline(25, **plots.line("baseline"))
axis.text(0.42, 27, "guessing", fontsize=9)
if guess is not None:
    axis.plot(1.78, guess, markersize=12, **plots.points("guess"), linestyle="none", label="your guess, as shipped")
axis.set_xticks(range(3), labels=[f"lag {lag}" for lag in LAGS])
axis.set(ylabel="test accuracy (%)", ylim=(0, 104), title="With a factor of 1 a step, networks learn over 80 steps")
figure.legend(loc="outside lower center", ncols=4)
plots.show(
    figure,
    alt="Test accuracy of five networks for each start at lags 5, 20 and 80. At lag 5 all are at 100 percent. As "
    "shipped, some guess (25 percent) at lag 20 and all at lag 80. Most of the scaled and of the orthogonal networks "
    "stay at 100 percent, a few end between.",
)

# %% [markdown]
# At lag 80 all five shipped networks guess, while most of the others know the answer, more of them if their matrices
# are orthogonal than if only of the right size. A run that ends near 50% has usually found one of the two bits that
# four symbols need. All gradients were clipped, so clipping did not cure the one that had vanished: it shortens what is
# too long, and nothing else.
#
# ## When it explodes
#
# Clipping is for the other side of 1. With ReLU, which does not saturate, $W_h=1.2\,I$ and a lag of 30, the gradient
# grows by about $1.2^{30}=237$. Plain SGD makes steps as long as the gradient:


# %%
def sgd(theta):
    return torch.optim.SGD(theta, lr=0.05)


torch.manual_seed(0)
W_x, W_h, b, V, c = begin("orthogonal")
growing, relu_scores = [W_x, 1.2 * torch.eye(32).repeat(5, 1, 1), b, V, c], partial(scores, bend=torch.relu)
for bound in (math.inf, 1.0):
    shares, norms = train(growing, lag=30, steps=150, make=sgd, read=relu_scores, bound=bound)
    print(f"bound {bound}: norms at first {norms[0].min():.0f} to {norms[0].max():.0f},", end=" ")
    print(f"in the end {norms[-1].min():.1f} to {norms[-1].max():.1f}; right " + "  ".join(f"{s:.0%}" for s in shares))
    assert np.isnan(norms[-1]).all() if bound == math.inf else shares.min() > 0.9
assert norms[0].min() > 200

# %% [markdown]
# Without clipping the first steps throw all five networks out of the range of numbers (nan) for good, while with it the
# same networks learn the task.
#
# ## Deeper: memory without credit
#
# The states of a long text do not fit into memory at once, so one cuts the gradient: the state is carried on, but
# `h.detach()` ends the graph there. The method is called **truncated backpropagation through time**. After a cut 10
# steps before the end, the last step gives no gradient to anything earlier:


# %%
def cut_scores(X, W_x, W_h, b, V, c, back=10):
    h = rnn(X[..., :-back, :], W_x, W_h, b)[..., -1, :].detach()  # (N, B, n): remembered, but no way back
    return rnn(X[..., -back:, :], W_x, W_h, b, h)[..., -1, :] @ V + c  # (N, B, 4)


X = data.recall(4, lag=20).X.requires_grad_()
reach = torch.autograd.grad(cut_scores(X, *starts["orthogonal"]).sum(), X)[0].abs().sum(dim=(0, 2))  # (21,)
print("steps that get a gradient:", reach.nonzero().flatten().tolist())
assert (reach[:11] == 0).all() and (reach[11:] > 0).all()

# %% [markdown]
# **Guess.** What accuracy, in percent, do the orthogonal networks reach at lag 20 with this gradient, on average? The
# first symbol is ten steps before the cut.

# %%
guess_cut = None  # percent, such as 25

# %%
pair = [torch.cat(parts) for parts in zip(starts["as shipped"], starts["orthogonal"], strict=True)]
credit = {
    "all steps,\nlag 20": train(pair, 20, 250)[0],
    "cut after 10,\nlag 20": train(pair, 20, 250, read=cut_scores)[0],
    "head only,\nlag 10": train(pair, 10, 300, make=lambda theta: torch.optim.Adam(theta[3:], lr=1e-2))[0],
}
for name, shares in credit.items():
    print(f"{' '.join(name.split()):22s} as shipped {shares[:5].mean():.0%}, orthogonal {shares[5:].mean():.0%}")
for name in list(credit)[1:]:
    assert credit[name][:5].mean() < 0.45 and credit[name][5:].mean() > 0.55

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.5, 3.4))
for place, shares in enumerate(credit.values()):
    for shift, kind in enumerate(("as shipped", "orthogonal")):
        at = place + 0.3 * (shift - 0.5) + np.linspace(-0.06, 0.06, 5)
        label = kind if place == 0 else None
        axis.plot(at, 100 * shares.reshape(2, 5)[shift], "s^"[shift], color=COLORS[kind], alpha=0.7, label=label)
axis.axhline(25, **plots.line("baseline"))
if guess_cut is not None:
    axis.plot(1.15, guess_cut, markersize=12, **plots.points("guess"), linestyle="none", label="your guess")
axis.set_xticks(range(3), labels=list(credit))
axis.set(ylabel="test accuracy (%)", ylim=(0, 104), title="A symbol that got no gradient is remembered")
figure.legend(loc="outside lower center", ncols=3)
plots.show(
    figure,
    alt="Test accuracy of five networks as shipped and five orthogonal ones in three trainings. Cut after 10 steps, "
    "and with only the head trained, the shipped networks are near 25 percent, the orthogonal ones far above.",
)

# %% [markdown]
# No gradient ever reached the first symbol, and still it is named. Nobody had to teach the network to store it: an
# orthogonal $W_h$ keeps an echo of everything, and all that remains to be learned is to read it. The last column trains
# nothing but the head on a random network, which is called a reservoir (Jaeger, 2001). So truncation forbids to give
# *credit* to distant steps; it does not forbid memory. Where the echo has faded, as shipped, too little is left to
# read.
#
# ## Deeper: a digit, row by row
#
# Any input that has an order can be read so. Let the network read a digit's eight rows from top to bottom, and name it
# from the last state:

# %%
splits = [data.digits(seed=seed) for seed in range(5)]
X, X_test = (torch.stack([getattr(split, part).X.squeeze(1) for split in splits]) for part in ("train", "test"))
y, y_test = (torch.stack([getattr(split, part).y for split in splits]) for part in ("train", "test"))  # (5, n)
torch.manual_seed(0)
W_x, W_h, b, *_ = begin("orthogonal", n=64)  # X (5, n, 8 rows, 8 pixels)
theta = [W_x, W_h, b, torch.empty(5, 64, 10).uniform_(-1 / 8, 1 / 8), torch.zeros(5, 1, 10)]
optimizer = torch.optim.AdamW([tensor.requires_grad_() for tensor in theta], lr=5e-3)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 25 * 22)
for _ in range(25):
    for batch in torch.randperm(X.shape[1]).split(64):
        y_hat = scores(X[:, batch], *theta)  # (5, 64, 10)
        loss = F.cross_entropy(y_hat.flatten(0, 1), y[:, batch].flatten(), reduction="sum") / 64
        for tensor, gradient in zip(theta, clip(torch.autograd.grad(loss, theta), 1.0)[0], strict=True):
            tensor.grad = gradient
        optimizer.step()
        schedule.step()
with torch.no_grad():
    shares = (scores(X_test, *theta).argmax(dim=-1) == y_test).float().mean(dim=1)  # (5,)
weights = sum(tensor[0].numel() for tensor in theta)
print(f"recurrent, row by row with {weights:,} weights: mean {shares.mean():.1%}, from {shares.min():.1%}")
assert shares.min() > 0.93

# %% [markdown]
# That is level with lecture 10's hidden layer of 64 neurons, which saw all 64 pixels at once. What it needs of the
# upper rows it has kept until the last.
#
# ## Deeper: a network that invents names
#
# So far many inputs gave one answer. If every state has to answer, the same network can guess each next letter, and
# then it can write: draw a letter from its guess, feed it back, go on. It learns from the names in Python's own
# library.

# %%
import importlib
import inspect

MODULES = "argparse ast calendar csv datetime decimal email.message fractions gzip http.client inspect io json logging"
MODULES += " mailbox os pathlib random re shutil socket statistics string subprocess tarfile threading tokenize uuid"
names = set()
for module in map(importlib.import_module, MODULES.split()):
    names.update(dir(module), *[dir(value) for value in vars(module).values() if inspect.isclass(value)])
names = sorted(n for n in names if n.replace("_", "").isalpha() and n.islower() and n[0] != "_" and 3 <= len(n) <= 15)
LETTERS = "\n_" + "".join(sorted(set("".join(names)) - {"_"}))  # the line's end comes first: code 0
wanted = torch.tensor([[LETTERS.index(letter) for letter in name.ljust(16, "\n")] for name in names])  # (n, 16)
shown = F.pad(wanted[:, :-1], (1, 0))  # (n, 16): each letter is to be guessed from those before it
counts = (shown != 0) | (torch.arange(16) == 0)  # (n, 16): up to the first line's end; what follows is padding
print(len(names), "names, such as", ", ".join(names[:: len(names) // 6]))

# %%
torch.manual_seed(0)
reader, head = nn.RNN(len(LETTERS), 96, batch_first=True), nn.Linear(96, len(LETTERS))
nn.init.orthogonal_(reader.weight_hh_l0)
theta = [*reader.parameters(), *head.parameters()]
optimizer = torch.optim.Adam(theta, lr=3e-3)
shuffled = torch.randperm(len(names))
held_out, known = shuffled[:150], shuffled[150:]


def name_loss(rows):
    y_hat = head(reader(F.one_hot(shown[rows], len(LETTERS)).float())[0])  # (B, 16, letters)
    return F.cross_entropy(y_hat[counts[rows]], wanted[rows][counts[rows]])


for _ in range(300):
    loss = name_loss(known[torch.randint(len(known), (64,))])
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(theta, 1.0)
    optimizer.step()


# %%
@torch.no_grad()
def invent(temperature):
    h, code, name = None, 0, ""
    while len(name) < 20:
        states, h = reader(F.one_hot(torch.tensor([[code]]), len(LETTERS)).float(), h)  # (1, 1, 96) each
        code = torch.multinomial((head(states[0, 0]) / temperature).softmax(dim=0), 1).item()
        if code == 0:
            break
        name += LETTERS[code]
    return name


shares = wanted[known][counts[known]].bincount(minlength=len(LETTERS)) / counts[known].sum()  # (letters,)
blind = -shares.log()[wanted[held_out][counts[held_out]]].mean().item()
print(f"held-out names, cross-entropy a letter: {name_loss(held_out):.2f}, by frequency alone {blind:.2f}")
assert name_loss(held_out) < blind - 0.3
for temperature in (0.3, 0.7, 1.2):
    print(f"temperature {temperature}: ", ", ".join(invent(temperature) for _ in range(7)))

# %% [markdown]
# The temperature divides the scores before softmax: low ones make the likely likelier, high ones let everything happen.
# Lecture 30 builds large language models on the same loop. Between one answer for many inputs and one answer for each,
# there is the case of answers that are as many as they like to be, such as a translation (lecture 27).
#
# ## What goes wrong
#
# **The graph is walked twice.** A long sequence comes in pieces, and the state is carried from piece to piece:

# %%
h = torch.zeros(1, 4, 32)  # (layers, B, n)
try:
    for piece in torch.randn(2, 4, 10, 8):  # (B, 10 steps, 8)
        states, h = library(piece, h)
        states.square().mean().backward()
except RuntimeError as error:
    print(str(error).split(" (or")[0])
h = torch.zeros(1, 4, 32)
for piece in torch.randn(2, 4, 10, 8):
    states, h = library(piece, h.detach())
    states.square().mean().backward()

# %% [markdown]
# Symptom: that error at the second piece, because the state hangs on the first piece's graph, which is used up. The
# message proposes `retain_graph=True`, which walks back through all that was read, slower with each piece, and fails as
# soon as an optimizer has changed the weights. Remedy: `h.detach()`.
#
# **The batch is not first.** `batch_first=True` holds for inputs and outputs, but the last states are (layers, B, n).
# Who wants a row for each sequence and writes `view` mixes sequences without an error:

# %%
two_layers = nn.RNN(8, 32, num_layers=2, batch_first=True)
X = torch.randn(4, 10, 8)
last = two_layers(X)[1]  # (2, 4, 32)
X[3] += 1  # another last sequence
moved = two_layers(X)[1]
wrong = (moved.view(4, 64) - last.view(4, 64)).abs().sum(dim=1)  # (4,)
proper = (moved.transpose(0, 1).reshape(4, 64) - last.transpose(0, 1).reshape(4, 64)).abs().sum(dim=1)  # (4,)
print("rows that change when sequence 3 does: view", wrong.nonzero().flatten().tolist(), end=", ")
print("transpose, then reshape", proper.nonzero().flatten().tolist())
assert wrong[1] > 0 and proper.nonzero().flatten().tolist() == [3]

# %% [markdown]
# Symptom: the answer for one sequence depends on another. Remedy: `transpose(0, 1)` before `reshape`, or `h[-1]` for
# the last layer.
#
# **The answer is read from padding.** Sequences of different lengths are filled up with zeros to make a batch, and
# `states[:, -1]` is what is left after the zeros:

# %%
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

sequences = [torch.randn(length, 8) for length in (12, 3, 7)]
lengths = torch.tensor([len(sequence) for sequence in sequences])
padded = pad_sequence(sequences, batch_first=True)  # (3, 12, 8)
alone = torch.stack([library(sequence[None])[1][0, 0] for sequence in sequences])  # (3, 32): what it should be
states = library(padded)[0]  # (3, 12, 32)
gathered = states[torch.arange(3), lengths - 1]  # (3, 32): the last real step of each
packed = library(pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False))[1][0]  # (3, 32)
for name, answer in [("states[:, -1]", states[:, -1]), ("gathered", gathered), ("packed", packed)]:
    print(f"{name:14s}", [f"{difference:.2f}" for difference in (answer - alone).abs().amax(dim=1)])
assert torch.allclose(gathered, alone, atol=1e-5) and torch.allclose(packed, alone, atol=1e-5)
assert (states[:, -1] - alone).abs().amax(dim=1)[1:].min() > 0.1

# %% [markdown]
# Symptom: the answer for a short sequence depends on the longest in its batch. Remedy: take the state at `length - 1`,
# or pack.
#
# ## Exercises
#
# ### 1. What truncation saves (★, 10 minutes)
#
# How many multiplications for $W_h$, forward and back, does one gradient cost for $B$ sequences of $T$ steps with $n$
# states, and how many states must be kept? And with the gradient cut $k$ steps before the end?
#
# <details><summary>Solution</summary>
#
# Forward $B\,T\,n^2$. Back, the state's gradient takes $B\,n^2$ a step, and the sum for $W_h$ as many again: $3BTn^2$
# in all, with $T$ states kept. Cut, it is $BTn^2+2Bkn^2$ with $k$ states: the reading stays, memory no longer grows
# with the length.
# </details>
#
# ### 2. Two steps by hand (★, 15 minutes)
#
# One state, $W_x=1$, $W_h=0.5$, $b=0$, inputs 1 and 0, and $L=h_2$. Compute $h_1$, $h_2$ and $\partial L/\partial W_h$.
#
# <details><summary>Solution</summary>
#
# $h_1=\tanh 1=0.762$ and $h_2=\tanh 0.381=0.363$. Then $\delta_2=1-h_2^2=0.868$, and $\partial L/\partial
# W_h=\delta_2h_1+\delta_1h_0=0.661$, since $h_0=0$.
#
# ```python
# W = torch.tensor([[0.5]], dtype=torch.float64, requires_grad=True)
# one = torch.ones(1, 1, dtype=torch.float64)
# H = rnn(torch.tensor([[[1.0], [0.0]]], dtype=torch.float64), one, W, 0 * one)  # (1, 2, 1)
# slope = torch.autograd.grad(H[0, 1, 0], W)[0].item()
# print(H.flatten().tolist(), slope)
# assert abs(slope - 0.661) < 1e-3
# ```
# </details>
#
# ### 3. Nothing gets lost (★★, 15 minutes)
#
# Show that without tanh an orthogonal $W_h$ keeps the length of the gradient exactly, at any lag. What does tanh
# change?
#
# <details><summary>Solution</summary>
#
# $|W_h^\top g|^2=g^\top W_hW_h^\top g=g^\top g$. With tanh each step also multiplies by slopes of at most 1, so that
# the length can only shrink.
#
# ```python
# W_h, g = nn.init.orthogonal_(torch.empty(32, 32, dtype=torch.float64)), torch.randn(1, 32).double()
# size = g.norm()
# for _ in range(1000):
#     g = g @ W_h
# assert abs(g.norm() / size - 1) < 1e-9
# H = rnn(data.recall(1, 40).X.double(), torch.randn(32, 8).double(), W_h, 0.0)  # (1, 41, 32), states are large
# sizes = bptt(data.recall(1, 40).X.double(), H, torch.randn(1, 32).double(), W_h)[3]  # (41,)
# assert (sizes[:-1] < sizes[1:]).all()
# ```
# </details>
#
# ### 4. Size or biases? (★★, 15 minutes)
#
# Two things distinguish the shipped start from the scaled one: the size of $W_h$ and the biases. Which one matters at
# lag 40?
#
# <details><summary>Solution</summary>
#
# Change one at a time. Without biases the shipped networks mostly stay near guessing, because the factor is as small
# as before. Larger matrices with the shipped biases learn in most runs; biases hurt a little, because they move the
# states to where tanh is less steep.
#
# ```python
# W_x, W_h, b, V, c = starts["as shipped"]
# for name, start in [("no bias", (W_x, W_h, 0 * b, V, c)), ("larger", (W_x, 3**0.5 * W_h, b, V, c))]:
#     print(name, train(start, lag=40)[0])
# ```
# </details>
#
# ### 5. Copying instead of turning (★★★, 40 minutes, open)
#
# Le, Jaitly and Hinton (2015) use ReLU and start at $W_h=I$, so that an untrained network adds up its inputs, cut off
# at 0. Is this as good as orthogonal matrices with tanh at lag 80? Try several sizes of $W_x$.
#
# <details><summary>Solution</summary>
#
# Small inputs help: the sum of 80 distractors is then smaller. With a tenth of $W_x$ we found three of five right and
# one that guesses, with all of it one or two right and the rest between. Nothing bounds the states, so look at the
# norms of the gradients too.
#
# ```python
# W_x, _, b, V, c = starts["orthogonal"]
# for scale in (0.1, 1.0):
#     start = scale * W_x, torch.eye(32).repeat(5, 1, 1), b, V, c
#     shares, norms = train(start, 80, read=relu_scores)
#     print(f"inputs times {scale}: {shares}, largest norm {norms.max():.0f}")
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Unrolled, a recurrent network is a deep network whose layers share weights.
# - Backpropagation through time is ordinary; a shared weight's gradient is a sum over steps.
# - The gradient is a product of Jacobians, and as shipped it shrinks by 0.577 at every step back.
# - With a factor of 1, scaled or orthogonal, most networks learn over 80 steps. Clipping helps above 1 only.
#
# ## Where it came from
#
# - J. L. Elman, 1990, Cognitive Science 14, 179–211: this network, reading streams of letters and words.
# - P. J. Werbos, 1990, Proceedings of the IEEE 78, 1550–1560: backpropagation through time.
# - R. J. Williams and J. Peng, 1990, Neural Computation 2, 490–501: its truncated form.
# - S. Hochreiter, 1991, diploma thesis, Munich, and Y. Bengio, P. Simard and P. Frasconi, 1994, IEEE Transactions on
#   Neural Networks 5, 157–166: why long lags are hard.
# - H. Jaeger, 2001, GMD Report 148: random networks in which only the readout learns.
# - R. Pascanu, T. Mikolov and Y. Bengio, 2013, ICML, 1310–1318: clipping by norm.
# - Q. V. Le, N. Jaitly and G. E. Hinton, 2015, arXiv:1504.00941: the identity as a start.
#
# **Next**: [26, LSTM and GRU](26-lstm-gru.ipynb): a memory that can choose what it keeps.

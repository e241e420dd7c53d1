# %% [markdown]
# # Efficient attention and mixtures of experts
#
# You will be able to build the two great savings of large models, attention to fewer tokens and networks of which each
# token uses only a part, to prove what they leave unchanged, and to see where their choices go wrong unnoticed.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [9 (multilayer perceptrons)](09-multilayer-perceptrons.ipynb) and [28 (the transformer)](28-transformer.ipynb) ·
# **Practice** [assignment a19](../release/a19-language-models/language-models.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/33-efficient-attention-and-moe.ipynb)
#
# **Needs** [09](09-multilayer-perceptrons.ipynb), [28](28-transformer.ipynb), [30](30-gpt-and-llms.ipynb) · **Used by**
# [38](38-gan.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **count** what attention costs, and say which part of it a remedy saves;
# - **implement** window and linear attention, each equal to a plain reference;
# - **build** a mixture of experts, and **derive** what its balance loss does;
# - **diagnose** a collapsed router, which the error does not show;
# - **compare** experts with dense networks of their active and their total size.

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
import copy
import math
from itertools import pairwise

import torch.nn.functional as F
from matplotlib.colors import ListedColormap
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

# %% [markdown]
# ## Two bills
#
# In a transformer every token asks every token, so twice the text has four times as many pairs:

# %%
d, heads = 128, 4  # the width of a token's vector, and heads of d / heads = 32 numbers
for T in (1024, 4096, 16384):
    projections, pairs = 4 * T * d**2, 2 * T**2 * d  # multiplications: four matrices; scores and averages
    weights = 4 * heads * T**2 / 1e6  # megabytes, at four bytes a number
    print(f"{T:6,} tokens: {projections / 1e9:4.2f} + {pairs / 1e9:5.2f} billion multiplications, ", end="")
    print(f"attention weights {weights:8,.1f} MB")
assert 4 * heads * 4096**2 == 268_435_456  # bytes of the weights of 4,096 tokens

# %% [markdown]
# The first number, for the four matrices of queries, keys, values and outputs, grows with $T$, the others with $T^2$.
# The second bill is for the MLPs, where every token goes through *all* weights.
#
# Both have the same remedy, a **choice** instead of "everything with everything": let a token look at fewer tokens, or
# use fewer weights.


# %% tags=["hide-input"]
COLORS = {
    "expert 1": plots.BLUE,
    "expert 2": plots.ORANGE,
    "expert 3": plots.GREEN,
    "expert 4": plots.PURPLE,
    "expert 5": plots.SKY,
    "expert 6": plots.RED,
    "expert 7": plots.YELLOW,
    "expert 8": plots.BLACK,
    "dense": plots.GRAY,
}
EXPERTS = [COLORS[f"expert {i}"] for i in range(1, 9)]


# %% tags=["hide-input"]
ARROW = {"arrowstyle": "-|>", "linewidth": 1.2, "color": "black", "shrinkA": 0, "shrinkB": 0}
HINT = ARROW | {"linestyle": ":"}


def draw_tokens(axis, seen, title):
    """Draw eight tokens below and above, and a line to each that is seen from above."""
    for t in range(8):
        for s in range(max(0, t - seen + 1), t + 1):
            axis.plot([s, t], [0, 1], color=COLORS["dense"], linewidth=0.8, zorder=1)
    axis.scatter([*range(8)] * 2, [0] * 8 + [1] * 8, s=90, color="white", edgecolor="black", zorder=2)
    axis.set(title=title, xlim=(-0.6, 7.6), ylim=(-0.25, 1.25))
    axis.axis("off")


def draw_box(axis, x, y, words, color, line="-"):
    """Draw a box around words."""
    look = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": color, "linewidth": 1.5}
    axis.text(x, y, words, ha="center", va="center", bbox=look | {"linestyle": line}, zorder=3)


# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(1, 3, figsize=(10, 3.1), width_ratios=[1, 1, 1.5])
draw_tokens(axes[0], 8, "everybody before me")
draw_tokens(axes[1], 3, "a window of three")
axis = axes[2]
for i in range(4):
    draw_box(axis, 2.4, 3 - i, f"$E_{i + 1}$", EXPERTS[i], "-" if i == 1 else ":")
draw_box(axis, 1.0, 3.6, "router", "black")
for start, end, look in [((0.3, 1.5), (2.0, 2), ARROW), ((2.8, 2), (3.9, 1.5), ARROW), ((4.3, 1.5), (5, 1.5), ARROW)]:
    axis.annotate("", end, start, arrowprops=look)
axis.annotate("", (0.75, 3.3), (0.1, 1.8), arrowprops=ARROW)
for start, end, bow in [((1.1, 3.3), (1.5, 1.98), 0), ((1.45, 3.65), (4.05, 1.75), -0.35)]:
    axis.annotate("", end, start, arrowprops=HINT | {"connectionstyle": f"arc3,rad={bow}"})
for x, y, words in [(0, 1.5, "$x$"), (4.1, 1.5, "×"), (4.4, 3.35, "gate $g_2(x)$"), (5.3, 1.5, r"$\hat{y}$")]:
    axis.text(x, y, words, ha="center", va="center", fontsize=12)
for x, words in [(0, "(batch, 2)"), (5.25, "(batch,)")]:
    axis.text(x, 1.05, words, ha="center", fontsize=9)
axis.set(title="one expert of many", xlim=(-0.6, 5.7), ylim=(-0.4, 4.1))
axis.axis("off")
plots.show(
    figure,
    alt="Three drawings. Left, eight tokens below and above, each joined to itself and all before it. Middle, the same "
    "with each joined to itself and up to two before it. Right, an input x goes to a router and to the second of four "
    "boxes E 1 to E 4, the others dotted; the output of E 2 is multiplied by the router's gate g 2 of x and gives y "
    "hat. Dotted arrows show the router's choice and gate. x has the shape (batch, 2), y hat (batch,).",
)

# %% [markdown]
# A choice can also go wrong. Give each input one of eight small networks, let training decide which, and some end
# up unused. How would you notice that from the error?
#
# ## The same numbers from less memory
#
# PyTorch's fused kernel (one program for all steps) gives what the three lines of [lecture 28](28-transformer.ipynb)
# give, without all that memory.
#
# **Choose.** What does the kernel leave out?
#
# <details><summary>The small attention weights, which hardly count</summary>
#
# That would be another function. The kernel's result is exact, up to rounding.
# </details>
#
# <details><summary>Half of the multiplications</summary>
#
# Each query still meets each key. (With a causal mask the upper half can be skipped, but so it can in any program.)
# </details>
#
# <details><summary>Writing the T × T weights to memory, and reading them again</summary>
#
# Yes. What is slow is the memory, so the kernel works on a tile of keys at a time and keeps only running sums.
# </details>
#
# "Deeper" below shows how. So FlashAttention, the best known, approximates nothing. It saves memory, and thereby time,
# but no arithmetic.
#
# ## Fewer tokens: a window
#
# To save arithmetic we have to compute something else. In a **window** each token sees itself and the $w-1$ before it.
# A mask describes that, but saves nothing, since masked scores are computed first. So cut the text into blocks of $w$:
# each block needs only its own keys and those of the block before.


# %%
def banded(T, w):
    distance = torch.arange(T)[:, None] - torch.arange(T)  # (T, T): how far key s lies behind query t
    return (distance >= 0) & (distance < w)


def window_attention(Q, K, V, w):
    """Q, K, V (B, heads, T, d) -> (B, heads, T, d), each position seeing itself and w - 1 before it."""
    T = Q.shape[-2]
    Q, K, V = (F.pad(x, (0, 0, 0, -T % w)).unflatten(-2, (-1, w)) for x in (Q, K, V))  # (B, heads, T/w, w, d)
    K, V = (torch.cat([x.roll(1, 2), x], dim=-2) for x in (K, V))  # (B, heads, T/w, 2w, d): block before, own block
    allowed = banded(2 * w, w)[w:].repeat(Q.shape[2], 1, 1)  # (T/w, w, 2w)
    allowed[0, :, :w] = False  # there is no block before the first: roll put the last one there
    scores = (Q @ K.mT / math.sqrt(Q.shape[-1])).masked_fill(~allowed, -torch.inf)  # (B, heads, T/w, w, 2w)
    return (scores.softmax(-1) @ V).flatten(2, 3)[:, :, :T]


# %%
for T in (8, 16, 20, 100):  # as long as the window, twice as long, and no multiple of it
    Q, K, V = torch.randn(3, 2, 4, T, 32)
    theirs = F.scaled_dot_product_attention(Q, K, V, attn_mask=banded(T, 8))
    assert torch.allclose(window_attention(Q, K, V, 8), theirs, atol=1e-5)
Q, K, V = torch.randn(3, 1, heads, 4096, d // heads)
with FlopCounterMode(display=False) as counter:
    window_attention(Q, K, V, 64)
assert counter.get_total_flops() == 2 * 4 * 4096 * 64 * d  # it counts a multiplication and its addition as two
print(f"full {2 * 4096**2 * d:,} multiplications, window of 64 {4 * 4096 * 64 * d:,}, a {4096 // 128}nd")

# %% [markdown]
# Now the price grows with $Tw$. What is further away is not lost, since a layer above sees what its neighbors saw.
#
# **Checkpoint.** Before you run it, derive how many inputs the last output of two layers depends on, if $w=4$. And of
# $n$ layers?
#
# <details><summary>Answer</summary>
#
# The last position sees itself and three more; the earliest of these sees three further ones: $1+3+3=7$. Each layer
# adds $w-1$, so it is $n(w-1)+1$. A window of 64 needs 65 layers before the last of 4,096 tokens depends on the first.
# </details>

# %%
for layers in (1, 2, 3):
    x = torch.randn(1, 1, 16, 8, requires_grad=True)  # (B, heads, T, d)
    y = x
    for _ in range(layers):
        y = window_attention(y, y, y, 4)
    gradient = torch.autograd.grad(y[0, 0, -1].sum(), x)[0]  # of the last output by all inputs
    seen = (gradient[0, 0].abs().sum(-1) > 0).sum().item()
    print(f"{layers} layers: the last output depends on {seen} inputs")
    assert seen == layers * (4 - 1) + 1
assert math.ceil((4096 - 1) / (64 - 1)) == 65

# %% [markdown]
# ## All tokens, through a fixed state
#
# **Linear attention** keeps all tokens and gives up the softmax. The weight of key $s$ for query $t$ becomes a product
# $\varphi(q_t)\cdot\varphi(k_s)$, with a positive $\varphi$ such as $\mathrm{elu}+1$, which is $x+1$ above 0 and $e^x$
# below, instead of $e^{q_t\cdot k_s/\sqrt d}$. Now the brackets can be moved:
#
# $$\hat v_t
# =\frac{\sum_{s\le t}\big(\varphi(q_t)\cdot\varphi(k_s)\big)\,v_s}{\sum_{s\le t}\varphi(q_t)\cdot\varphi(k_s)}
# =\frac{\varphi(q_t)^\top S_t}{\varphi(q_t)^\top z_t},\qquad S_t=\sum_{s\le t}\varphi(k_s)\,v_s^\top,\quad
# z_t=\sum_{s\le t}\varphi(k_s)$$
#
# On the right no pair of tokens is left: $S_t$ is a matrix of $d\times d$ ($d$ is now a head's width) and $z_t$ a
# vector, and each new token only adds to them. So this attention *is* a recurrent network with a state of fixed size:


# %%
def phi(x):
    return F.elu(x) + 1


def linear_attention(Q, K, V):
    """As attention: all T × T weights of Q, K, V (T, d) at once."""
    A = (phi(Q) @ phi(K).mT).tril()  # (T, T)
    return A @ V / A.sum(-1, keepdim=True)  # (T, d)


def linear_recurrence(Q, K, V):
    """The same as a recurrent network: nothing in memory grows with T."""
    S, z, outputs = torch.zeros(K.shape[1], V.shape[1]), torch.zeros(K.shape[1]), []
    for q, k, v in zip(phi(Q), phi(K), V, strict=True):
        S = S + torch.outer(k, v)  # (d, d)
        z = z + k  # (d,)
        outputs.append(q @ S / (q @ z))  # (d,)
    return torch.stack(outputs)  # (T, d)


Q, K, V = torch.randn(3, 200, 32)  # each (T, d)
assert torch.allclose(linear_attention(Q, K, V), linear_recurrence(Q, K, V), atol=1e-4)

# %% [markdown]
# The state has $d^2+d$ numbers a head, however long the text, while the cache of
# [lecture 30](30-gpt-and-llms.ipynb) grows with every token. What is lost?
#
# **Choose.** A query equals one of 64 keys. We make the query ten times as long. What becomes of the right key's weight
# in linear attention?
#
# <details><summary>It comes close to 1, as with softmax</summary>
#
# In softmax a factor in the exponent widens every difference. Here it stands in numerator and denominator.
# </details>
#
# <details><summary>It hardly changes</summary>
#
# Yes. For $\varphi(cq)=c\,\varphi(q)$, as with ReLU, it does not change at all, and $\mathrm{elu}+1$ comes close. A
# longer query cannot make such weights sharp.
# </details>
#
# <details><summary>It falls, because all products grow alike</summary>
#
# They grow alike, but each weight is a *share* of their sum.
# </details>

# %%
keys = torch.randn(500, 64, 32)  # (trials, keys, d); the query is the first key, times a factor
for factor in (1, 10, 100):
    query = factor * keys[:, :1]  # (trials, 1, d)
    softmax = (query @ keys.mT / 32**0.5).softmax(-1)[:, 0, 0].mean()
    features = phi(query) @ phi(keys).mT  # (trials, 1, 64)
    linear = (features / features.sum(-1, keepdim=True))[:, 0, 0].mean()
    print(f"query times {factor:3}: weight of the right key {softmax:.2f} with softmax, {linear:.3f} without")
assert softmax > 0.99 and linear < 0.05

# %% [markdown]
# An equal share would be 1/64, about .016. So linear attention is not "attention, only faster" but another function,
# strong at gathering and weak at pointing (exercise 5).
#
# ## Fewer weights: experts
#
# We come to the second bill. Let $n$ small networks $E_1,\dots,E_n$, the **experts**, stand side by side, and let a
# **router** say by a softmax, its **gates** $g_i$, how well each suits an input. This is a **mixture of experts**
# (MoE):
#
# $$\hat y=\sum_i g_i(x)\,E_i(x),\qquad g(x)=\mathrm{softmax}\big(\mathrm{router}(x)\big)$$
#
# That saves nothing yet, but if only the largest gate is kept (top-1 routing), only one expert has to be
# computed. In a transformer experts replace a block's MLP; ours fit a function of two inputs, in five starts (runs)
# side by side.


# %%
def random_weights(runs, n, widths):
    """Weights of runs × n networks, begun as nn.Linear does; the first row of each matrix is its bias."""
    shapes = [(runs, n, i + 1, o) for i, o in pairwise(widths)]
    return nn.ParameterList((2 * torch.rand(shape) - 1) / math.sqrt(shape[2] - 1) for shape in shapes)


def mlp(x, weights):
    """x (..., batch, in) -> (runs, n, batch, out), or (batch, out) for weights of one network alone."""
    *hidden, last = weights
    for W in hidden:
        x = torch.tanh(x @ W[..., 1:, :] + W[..., :1, :])  # (runs, n, batch, width)
    return x @ last[..., 1:, :] + last[..., :1, :]


class Mixture(nn.Module):
    def __init__(self, n, width=8, runs=5):
        super().__init__()
        self.n = n
        self.experts = random_weights(runs, n, [2, width, width, 1])
        self.router = random_weights(runs, 1, [2, 32, n])

    def forward(self, x):
        """x (batch, 2) -> each expert's answer, and the router's logits, both (runs, batch, n)."""
        return mlp(x, self.experts)[..., 0].mT, mlp(x, self.router)[:, 0]


# %%
def route(logits):
    """Return the largest gate of each input, and which expert it belongs to: both (..., batch)."""
    return logits.softmax(-1).max(-1)


def top_1(answers, logits):
    gate, chosen = route(logits)  # (runs, batch)
    return gate * answers.gather(-1, chosen[..., None])[..., 0]  # (runs, batch)


# %% [markdown]
# `forward` computes all experts, which is faster at this size. The sparse way gives the same for less work:


# %%
def sparse_top_1(model, x):
    """The answers (batch,) of run 0, where each expert gets its own inputs and no others."""
    gate, chosen = route(mlp(x, model.router)[0, 0])  # (batch,)
    y_hat = torch.zeros(len(x))
    for i in range(model.n):
        mine = (chosen == i).nonzero()[:, 0]  # (inputs of expert i,)
        y_hat[mine] = gate[mine] * mlp(x[mine], [W[0, i] for W in model.experts])[:, 0]
    return y_hat


model, x = Mixture(8, runs=1), torch.rand(1000, 2)
with torch.no_grad(), FlopCounterMode(display=False) as counter:
    answers = sparse_top_1(model, x)
assert torch.allclose(answers, top_1(*model(x))[0], atol=1e-5)
expert, router = 2 * 8 + 8 * 8 + 8, 2 * 32 + 32 * 8
assert counter.get_total_flops() == 2 * 1000 * (router + expert)
print(f"multiplications an input: {router + expert} with one expert of eight, {router + 8 * expert} with all")
print(f"in one network of 32 units, about as many weights in all: {2 * 32 + 32 * 32 + 32:,}")

# %% [markdown]
# How does the router learn, if choosing has no derivative? Only through the gate, which multiplies the winner's answer.
#
# **Checkpoint.** Why would the router learn nothing if $\hat y$ were the winner's answer alone, without its gate?
#
# <details><summary>Answer</summary>
#
# Then its logits would enter only through "which one is the largest", a step whose derivative is 0 wherever it has one.
# With the gate, the gradient says: raise the winner's gate if that reduces the error. Of the losers' answers it says
# nothing.
# </details>

# %%
answers, logits = model(x)  # both (1, 1000, 8)
bare = answers.gather(-1, route(logits)[1][..., None]).sum()
learned = torch.autograd.grad(top_1(answers, logits).sum(), model.router[0], retain_graph=True)[0]
assert torch.autograd.grad(bare, model.router[0], allow_unused=True)[0] is None and learned.abs().max() > 0

# %% [markdown]
# ## Four pieces, eight experts
#
# Our function has another formula in each quadrant, with cliffs at three of the four borders. Experts could share it
# out and climb no cliff, but nobody tells them.


# %%
def target(X):
    a, b = X.unbind(-1)  # (batch,)
    pieces = torch.stack([torch.sin(5 * a), torch.cos(5 * b), 2 * a * b, a - b], dim=-1)  # (batch, 4)
    quadrant = 2 * (a < 0).long() + (b < 0).long()  # (batch,)
    return pieces.gather(-1, quadrant[:, None])[:, 0]


points = 2 * torch.rand(6000, 2, generator=torch.Generator().manual_seed(0)) - 1  # (6000, 2)
X, y, X_new, y_new = points[:5000], target(points[:5000]), points[5000:], target(points[5000:])

# %% [markdown]
# The obvious training minimizes the squared error of `top_1`. But an expert learns only from inputs it is chosen for,
# so one that is never chosen stays as bad as it began.
#
# The remedy of the Switch Transformer is a second loss. Let $\mathrm{load}_i$ be the share of inputs that went to
# expert $i$, and $P_i$ its mean gate over *all* inputs. Then one adds $\alpha$ times
#
# $$n\sum_{i=1}^n\mathrm{load}_i\,P_i$$
#
# The load is a count without gradient, so it acts as a price: the busier an expert, the harder its gate is pushed down.
# The sum is 1 for equal loads, and near $n$ if one expert surely gets everything. An older remedy is **noise** on the
# logits, ours fading, which gives losers a chance.


# %%
def load(logits):
    n = logits.shape[-1]
    return F.one_hot(logits.argmax(-1), n).float().mean(-2)  # (runs, n): counted, so without gradient


def balance(logits):
    """The loss that balances; logits (runs, batch, n) -> (runs,)."""
    P = logits.softmax(-1).mean(-2)  # (runs, n)
    return logits.shape[-1] * (load(logits) * P).sum(-1)


def squared(answers, logits, y):
    return (top_1(answers, logits) - y).square()  # (runs, batch)


# %%
def train(model, alpha=0.0, noise=0.0, loss=squared, epochs=25):
    """Return copies of the model after 0, 1, ..., epochs; alpha weighs the balance."""
    optimizer, seen = torch.optim.Adam(model.parameters(), 4e-3, fused=True), [copy.deepcopy(model)]
    for epoch in range(epochs):
        for rows in torch.randperm(len(X)).split(125):
            answers, logits = model(X[rows])  # (runs, 125, n)
            logits = logits + noise * (1 - epoch / epochs) * torch.randn_like(logits)
            total = loss(answers, logits, y[rows]).mean(1) + alpha * balance(logits)  # (runs,)
            optimizer.zero_grad()
            total.sum().backward()  # runs share no weights, so each gets its own gradient
            optimizer.step()
        seen.append(copy.deepcopy(model))
    return seen


@torch.no_grad()
def judge(model):
    """Return the mean squared error on new points (runs,), and the loads (runs, n)."""
    answers, logits = model(X_new)
    return (top_1(answers, logits) - y_new).square().mean(1), load(logits)


# %% [markdown]
# A fair comparison needs baselines: one expert alone, and networks that use all weights for each input (dense), as
# large as what the mixture *uses* for an input (active size) and as all it *has* (total size). A mixture of one is
# dense.
#
# **Guess.** An expert is in use if it gets more than 1% of new points. How many of the eight does the naive router use
# after training, on average over five starts?

# %%
guess = None  # a number from 1 to 8

# %% tags=["main-result"]
recipes = {
    "one expert alone": (1, 8, 0.0, 0.0),
    "dense, active size": (1, 19, 0.0, 0.0),
    "dense, total size": (1, 32, 0.0, 0.0),
    "naive": (8, 8, 0.0, 0.0),
    "noise": (8, 8, 0.0, 1.0),
    "balance": (8, 8, 0.05, 0.0),
    "balance and noise": (8, 8, 0.05, 1.0),
}
trained, errors, in_use = {}, {}, {}
for name, (n, width, alpha, noise) in recipes.items():
    torch.manual_seed(0)
    trained[name] = train(Mixture(n, width), alpha, noise)
    errors[name], loads = judge(trained[name][-1])  # (runs,), (runs, n)
    in_use[name] = (loads > 0.01).sum(1)  # (runs,)
    print(f"{name:18} error {errors[name].mean():.3f} ({errors[name].min():.3f} to {errors[name].max():.3f})", end="")
    print(f", experts in use {in_use[name].tolist()}" if n > 1 else "")
error = {name: values.mean() for name, values in errors.items()}
assert max(in_use["naive"].max(), in_use["noise"].max()) < 8 and in_use["balance"].float().mean() > 7
assert error["one expert alone"] > 1.5 * error["naive"] and error["naive"] > 1.1 * error["balance and noise"]
assert errors["naive"].min() < errors["dense, total size"].max()  # they overlap
assert set(sorted(error, key=error.get)[:2]) == {"balance", "balance and noise"}  # the two best on average
assert error["dense, total size"] > 1.2 * error["balance and noise"]
assert min(error["dense, active size"], error["one expert alone"] / 2) > 1.3 * error["balance and noise"]

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.8, 3.6), sharey=True, width_ratios=[1, 1.3])
for row, name in enumerate(recipes):
    color = COLORS["dense" if len(in_use[name].unique()) == 1 and in_use[name][0] == 1 else "expert 1"]
    spread = row + np.linspace(-0.24, 0.24, 5)
    if "dense" not in name and "alone" not in name:
        axes[0].scatter(in_use[name], spread, s=26, color=color)
    axes[1].scatter(errors[name], spread, s=26, color=color)
    axes[1].plot([error[name]] * 2, [row - 0.36, row + 0.36], color=color, linewidth=1.5)
if guess is not None:
    axes[0].plot(guess, list(recipes).index("naive"), linestyle="none", **plots.points("guess"), label="your guess")
    axes[0].legend(loc="upper left")
axes[0].set(title="Experts stay unused ...", xlabel="experts in use, of eight", xlim=(0.5, 8.5))
axes[0].set(yticks=range(7), yticklabels=list(recipes), xticks=range(1, 9))
axes[1].set(title="... and naive errors rival dense ones", xlabel="squared error on new points", xscale="log")
axes[1].set(xticks=[0.01, 0.02, 0.05, 0.1], xticklabels=["0.01", "0.02", "0.05", "0.1"], xlim=(0.009, 0.2))
axes[1].minorticks_off()
axes[0].invert_yaxis()
plots.show(
    figure,
    alt="Two panels with a row for each recipe and a dot for each of five starts. Left, experts in use: all eight or "
    "nearly so with balance, never all with the naive router or with noise alone. Right, squared error on a log scale: "
    "largest for one expert alone, lower for the dense networks, the naive router and noise, which overlap, and lowest "
    "on average with balance.",
)

# %% [markdown]
# The naive router never used all experts, and its error does not say so: it is well below that of one expert and
# overlaps with the dense networks. Noise alone did not mend it. The balance loss did, and its mixtures are also the
# best on average, with 408 multiplications an input against 1,120 of the dense network of total size.
#
# Do not read too much into that, because cliffs are what experts are made for (exercise 4). What always holds is the
# bill: a mixture computes with its active size and stores its total size. Mixtral 8x7B has about 47 billion weights, of
# which a token uses some 13 billion.
#
# ### Play with it
#
# Here is the plane, colored by the chosen expert:

# %%
histories = {(0.0, False): trained["naive"], (0.0, True): trained["noise"]}
histories |= {(0.05, False): trained["balance"], (0.05, True): trained["balance and noise"]}
for noise in (False, True):
    torch.manual_seed(0)
    histories[0.2, noise] = train(Mixture(8), 0.2, float(noise))
first, last = (judge(trained["naive"][epoch])[1] > 0.01 for epoch in (0, -1))  # (runs, n)
assert (last & ~first).any() and (first & ~last).any()  # late starters rise, and early favorites fall


# %% tags=["hide-input"]
def write_numbers(axis, places, chosen):
    """Write each expert's number into the middle of its places (80, 80, 2)."""
    for i in range(8):
        region = places[chosen == i]  # (places of expert i, 2)
        if len(region) > 120:
            axis.text(*region.mean(0), i + 1, ha="center", va="center", bbox={"facecolor": "white", "pad": 1.5})


# %% tags=["hide-input"]
@torch.no_grad()
def draw_map(alpha, noise, epoch, start):
    """Draw which expert one start has chosen for each place of the plane, and the loads."""
    model = histories[alpha, noise][epoch]
    error, loads = (values[start - 1] for values in judge(model))  # (), (8,)
    side = torch.linspace(-1, 1, 80)
    places = torch.stack(torch.meshgrid(side, side, indexing="xy"), dim=-1)  # (80, 80, 2)
    chosen = mlp(places.flatten(0, 1), model.router)[start - 1, 0].argmax(-1).view(80, 80)
    figure, axes = plt.subplots(2, 1, figsize=(3.6, 5.0), height_ratios=[2.6, 1])
    look = {"cmap": ListedColormap(EXPERTS), "vmin": -0.5, "vmax": 7.5, "origin": "lower", "extent": (-1, 1, -1, 1)}
    axes[0].imshow(chosen, interpolation="nearest", alpha=0.8, **look)
    write_numbers(axes[0], places, chosen)
    axes[0].axhline(0, color="white", linewidth=1, linestyle="--")
    axes[0].axvline(0, color="white", linewidth=1, linestyle="--")
    axes[0].set(title=f"epoch {epoch}: error {error:.3f}", xlabel="$x_1$", ylabel="$x_2$", xticks=[-1, 0, 1])
    axes[0].set(yticks=[-1, 0, 1])
    axes[1].bar(range(1, 9), loads, color=EXPERTS, alpha=0.8)
    axes[1].set(ylim=(0, 1), xticks=range(1, 9), xlabel="expert", ylabel="load")
    shares = ", ".join(f"{100 * share:.1f}%" for share in loads)
    return plots.describe(
        figure,
        f"The plane colored by the chosen expert after epoch {epoch} of start {start}, balance weight {alpha:g}, "
        f"{'with' if noise else 'without'} noise. The loads of experts 1 to 8 are {shares}; the squared error on new "
        f"points is {error:.4f}.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_map,
    frames=[
        ("before training", {"epoch": 0}),
        ("naive, trained: some are unused", {}),
        ("balance .05: all are used", {"alpha": 0.05}),
        ("balance .2: nearly equal shares", {"alpha": 0.2}),
    ],
    alpha=widgets.choice("balance weight", [0.0, 0.05, 0.2], 0.0),
    noise=widgets.toggle("noise that fades", False),
    epoch=widgets.steps("epoch", 0, 25, 25),
    start=widgets.slider("start", 1, 5, 1, 1),
)

# %% [markdown]
# **Try** to follow the expert that begins with most of the plane under the naive router: late starters may pass it.
# **Notice** that some borders settle near the dashed lines, while others cut a piece in two: balance asks for equal
# shares, and nothing asks for meaning. Mixtral's authors saw patterns of syntax rather than of topics.
#
# ## Deeper: the softmax in one pass
#
# The obstacle is the softmax, whose denominator needs all scores first. So keep three things for each query: the
# largest score so far, the sum of the exponentials, and the sum of the values weighed by them. When a tile brings a
# larger score, the old sums are multiplied by $e^{\text{old}-\text{new}}$ and are right again (online softmax):


# %%
def tiled_attention(Q, K, V, tile=16):
    """Q (..., T, d), K and V (..., S, d); never more than (T, tile) scores at once."""
    top = torch.full_like(Q[..., :1], -torch.inf)  # (..., T, 1): the largest score so far
    total, mixed = torch.zeros_like(top), torch.zeros_like(Q)  # (..., T, 1), (..., T, d)
    for k, v in zip(K.split(tile, -2), V.split(tile, -2), strict=True):
        scores = Q @ k.mT / math.sqrt(Q.shape[-1])  # (..., T, tile)
        higher = torch.maximum(top, scores.amax(-1, keepdim=True))  # (..., T, 1)
        old, new = (top - higher).exp(), (scores - higher).exp()  # (..., T, 1), (..., T, tile)
        total = old * total + new.sum(-1, keepdim=True)
        mixed = old * mixed + new @ v
        top = higher
    return mixed / total  # (..., T, d)


Q, K, V = torch.randn(3, 2, 4, 100, 32, dtype=torch.float64)  # each (B=2, heads=4, T=100, d=32)
for size in (1, 1e4):
    assert torch.allclose(tiled_attention(size * Q, K, V), F.scaled_dot_product_attention(size * Q, K, V))
print(f"equal to PyTorch's, for scores up to {(1e4 * Q @ K.mT / 32**0.5).max():,.0f}")

# %% [markdown]
# ## Deeper: the loss of 1991
#
# The paper of 1991 begins with the *expected* error, in which every expert is compared with the truth on its own,
# weighed by its gate: $\sum_ig_i(x)\,(y-E_i(x))^2$. So losers learn too, each a little. (For its experiments it then
# took the logarithm of a mixture of densities, which favors the best expert even more and did better.) We let the
# winner answer, not multiplied by its gate. Does it collapse?


# %%
def expected(answers, logits, y):
    return (logits.softmax(-1) * (answers - y[:, None]).square()).sum(-1)  # (runs, batch)


used = {}
for name, alpha, noise in [("expected error", 0.0, 0.0), ("with balance and noise", 0.02, 1.0)]:
    torch.manual_seed(0)
    model = train(Mixture(8), alpha, noise, expected)[-1]
    with torch.no_grad():
        answers, logits = model(X_new)
    winner = answers.gather(-1, route(logits)[1][..., None])[..., 0]  # (runs, batch)
    each = (winner - y_new).square().mean(1)
    used[name] = (load(logits) > 0.01).sum(1)
    print(f"{name:22} error {each.mean():.3f} ({each.min():.3f} to {each.max():.3f}), in use {used[name].tolist()}")
assert each.mean() < 1.3 * error["balance and noise"] and used["expected error"].max() < 7
assert used["with balance and noise"].sum() > used["expected error"].sum() <= in_use["naive"].sum()

# %% [markdown]
# It does, at least as much as the naive router: who loses early has a gate that shrinks, and learns less and less. With
# a little balance and noise it uses more, and is as good as any above. Its price is one that large models do not pay:
# in training, all experts compute for all inputs.
#
# ## Deeper: seats are limited
#
# In large models each expert often sits on a device of its own and gets a fixed number of seats in a batch, its
# **capacity**: an even share times a factor such as 1.25. Inputs beyond that are dropped, which in a transformer means
# that a token keeps what its residual path carries. So a poor balance costs answers, not only experts:

# %%
for name in ("naive", "balance"):
    loads = judge(trained[name][-1])[1]  # (runs, 8)
    dropped = (loads - 1.25 / 8).clamp(min=0).sum(1)  # (runs,)
    print(f"{name:8} dropped: {' '.join(f'{share:.0%}' for share in dropped)}")
    assert dropped.mean() > 0.2 if name == "naive" else dropped.mean() < 0.15

# %% [markdown]
# One can turn the choice around, so that each expert picks its favorite inputs (expert choice). The balance is perfect
# then, but some inputs are picked by nobody; and whether a token is picked depends on the tokens after it, which a
# language model must not see.
#
# ## Deeper: strides and global tokens
#
# A window needs many layers to reach far. The Sparse Transformer adds, in other heads, every $m$-th token before: with
# $m=\sqrt T$ both patterns have about $\sqrt T$ tokens a row, and together they reach everything in two steps. The
# Longformer lets a few *global* tokens see all and be seen by all, and then two steps suffice as well:

# %%
T, m = 64, 8
distance = torch.arange(T)[:, None] - torch.arange(T)  # (T, T)
causal, first = distance >= 0, torch.arange(T) < 2
patterns = {
    "window": banded(T, m),
    "window and stride": banded(T, m) | (causal & (distance % m == 0)),
    "window and two global tokens": banded(T, m) | (causal & first) | first[:, None],
}
reached = {}
for name, pattern in patterns.items():
    two_steps = (pattern.float() @ pattern.float()) > 0  # (T, T)
    reached[name] = two_steps[causal].float().mean().item()
    print(f"{name:28} {pattern.float().mean():4.0%} of all pairs, two steps reach {reached[name]:4.0%} of the past")
assert reached["window"] < 0.5 and reached["window and stride"] == reached["window and two global tokens"] == 1

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.5))
for axis, (name, pattern) in zip(axes, patterns.items(), strict=True):
    axis.imshow(pattern, cmap="Blues", vmin=0, vmax=1.4)
    axis.set_title(name, fontsize=10)
    axis.set(xlabel="looks at", xticks=[0, 32, 63], yticks=[0, 32, 63])
    axis.grid(visible=False)
axes[0].set_ylabel("position")
plots.show(
    figure,
    alt="Three patterns of 64 by 64 cells, dark where a position looks at another. Left, a band of eight along the "
    "diagonal. Middle, the band and further diagonals, each eight cells from the next. Right, the band, two full "
    "columns at the left and two full rows at the top, where the global tokens also look ahead.",
)

# %% [markdown]
# Global tokens look ahead, so this pattern is for encoders such as [BERT](29-bert.ipynb).
#
# ## Deeper: linear attention in chunks
#
# The recurrence takes one token at a time, which leaves a GPU idle, and the form with all weights is quadratic. In
# practice one goes chunk by chunk: weights inside a chunk, the state for all that came before.


# %%
def chunked(Q, K, V, c=32):
    """Linear attention of Q, K, V (T, d), c tokens at a time."""
    S, z, outputs = torch.zeros(K.shape[1], V.shape[1]), torch.zeros(K.shape[1]), []
    for q, k, v in zip(phi(Q).split(c), phi(K).split(c), V.split(c), strict=True):
        A = (q @ k.mT).tril()  # (c, c)
        outputs.append((A @ v + q @ S) / (A.sum(-1) + q @ z)[:, None])  # (c, d)
        S, z = S + k.mT @ v, z + k.sum(0)  # (d, d), (d,)
    return torch.cat(outputs)


Q, K, V = torch.randn(3, 200, 32)  # each (T, d), T no multiple of c
assert torch.allclose(chunked(Q, K, V), linear_recurrence(Q, K, V), atol=1e-4)

# %% [markdown]
# ## What goes wrong
#
# **The loss that balances nothing.** Libraries had two slips in the balance loss. One took $P$ from the gates of the
# chosen experts only, which in top-1, normalized, are ones, so that $P$ is the load itself, a count without gradient.
# The other applied the softmax to gates that were softmaxed already:


# %%
logits = trained["naive"][-1](X_new)[1].detach().requires_grad_()  # (runs, batch, n)
slips = {"right": lambda z: z.softmax(-1), "softmax twice": lambda z: z.softmax(-1).softmax(-1)}
slips["chosen only"] = lambda z: F.one_hot(z.argmax(-1), 8).float()
strength = {}
for name, gates_of in slips.items():
    gates = gates_of(logits)  # (runs, batch, n)
    value = 8 * (load(logits) * gates.mean(1)).sum(-1)  # (runs,)
    slope = torch.autograd.grad(value.sum(), logits)[0] if gates.requires_grad else torch.zeros(1)
    strength[name] = slope.norm().item()
    print(f"{name:13} loss {value.mean():.2f}, gradient {strength[name]:.5f}")
assert strength["chosen only"] == 0 and strength["softmax twice"] < 0.5 * strength["right"]

# %% [markdown]
# With chosen gates the number looks right and moves nothing; softmaxed twice, it looks low. Symptom: the loads stay as
# they were. (Without balance all tokens of a layer can end at one expert.) Remedy: log the loads, and test that a
# router that sends all to one expert gets a loss far above 1 and a gradient.
#
# ### Deeper: a window that is off by one
#
# Libraries disagree whether a window of $w$ counts the token itself, so models ran with $w+1$. Another slip forgets
# that nothing stands before the first block, where our `roll` would put the last. How long a text does a test need to
# see that?

# %%
w = 8
for T in (w, 2 * w, 3 * w + 5):
    Q, K, V = torch.randn(3, 1, 1, T, 4)  # (B, heads, T, d)
    distance = torch.arange(T)[:, None] - torch.arange(T)  # (T, T)
    right = F.scaled_dot_product_attention(Q, K, V, attn_mask=banded(T, w))
    for name, mask in [("w + 1", banded(T, w + 1)), ("around the end", distance % T < w)]:
        off = (F.scaled_dot_product_attention(Q, K, V, attn_mask=mask) - right).abs().amax((0, 1, 3)) > 1e-6  # (T,)
        print(f"{T:2} tokens, {name:14}: {off.sum():2} positions wrong", end="; " if name == "w + 1" else "\n")
        assert off.sum() == (T - w if name == "w + 1" else w - 1)

# %% [markdown]
# With a text no longer than the window, one too many passes the test. The other slip shows the first tokens the end of
# the text. Remedy: compare with a mask for $T=w$, $2w$ and no multiple.
#
# ## Exercises
#
# ### 1. How far it sees (★, 10 minutes)
#
# A model has 32 layers with windows of 4,096. On how many tokens can an output depend? How many layers would windows of
# 512 need?
#
# <details><summary>Solution</summary>
#
# $32\cdot4095+1=131{,}041$ tokens. With a window of 512, $131{,}040/511$, rounded up, is 257 layers. That it *can*
# depend on them does not say that it does: what passes through 32 averages is faint.
#
# ```python
# assert 32 * (4096 - 1) + 1 == 131_041 and math.ceil(131_040 / (512 - 1)) == 257
# ```
# </details>
#
# ### 2. How low the balance can go (★★, 15 minutes)
#
# Prove that $n\sum_i\mathrm{load}_iP_i\ge1$ if each expert's load equals its mean gate. Then find gates of two experts
# for which it is *below* 1.
#
# <details><summary>Solution</summary>
#
# With $P_i=\frac1n+e_i$, where the $e_i$ sum to 0, $n\sum P_i^2=1+n\sum e_i^2\ge1$, and it is 1 only if all are even.
# In general load and gate differ: let six of ten tokens choose expert 1 with gates .51 and .49, and four choose expert
# 2 with 0 and 1. Then the loads are .6 and .4, the mean gates .306 and .694, and the loss is .92. So it is a price, and
# no measure of balance.
#
# ```python
# gates = torch.tensor([[0.51, 0.49]] * 6 + [[0.0, 1.0]] * 4)  # (tokens, n)
# assert abs(balance(gates.clamp(min=1e-9).log()).item() - 0.9224) < 1e-3
# ```
# </details>
#
# ### 3. Two experts an input (★★, 20 minutes)
#
# Let the two best experts answer, their gates divided by their sum. Does the naive router still leave experts
# unused?
#
# <details><summary>Solution</summary>
#
# Fewer stay unused, because two experts learn from each input, but some still do. So two experts a token do not replace
# a balance loss.
#
# ```python
# def top_2(answers, logits, y):
#     gates, chosen = logits.softmax(-1).topk(2)  # both (runs, batch, 2)
#     y_hat = (gates / gates.sum(-1, keepdim=True) * answers.gather(-1, chosen)).sum(-1)  # (runs, batch)
#     return (y_hat - y).square()
#
#
# torch.manual_seed(0)
# model = train(Mixture(8), loss=top_2)[-1]
# with torch.no_grad():
#     answers, logits = model(X_new)
# among = F.one_hot(logits.topk(2).indices, 8).sum(2).float().mean(1)  # (runs, 8): how often among the two
# two_in_use = (among > 0.01).sum(1)
# print("in use", two_in_use.tolist(), "error", top_2(answers, logits, y_new).mean().item())
# assert in_use["naive"].sum() < two_in_use.sum() < 5 * 8
# ```
# </details>
#
# ### 4. Without cliffs (★★, 20 minutes)
#
# Replace the function by $\sin(3x_1)\cos(3x_2)$, and compare the balanced mixture with the dense network of total size.
#
# <details><summary>Solution</summary>
#
# Now the dense network wins clearly. Without cliffs there is nothing to share out: each expert learns from an eighth of
# the points, and the borders between experts are cliffs of their own making. Which network is better is a question
# about the function. In language models, where a single rule cannot fit all tokens, experts have paid off.
#
# ```python
# cliffs, cliffs_new = y, y_new
# y, y_new = (torch.sin(3 * x[:, 0]) * torch.cos(3 * x[:, 1]) for x in (X, X_new))
# smooth = {}
# for n, width, alpha in [(8, 8, 0.05), (1, 32, 0.0)]:
#     torch.manual_seed(0)
#     smooth[n] = judge(train(Mixture(n, width), alpha)[-1])[0]
#     print(n, width, smooth[n])
# assert smooth[1].mean() < 0.7 * smooth[8].mean()
# y, y_new = cliffs, cliffs_new
# ```
# </details>
#
# ### 5. One of many keys (★★★, 30 minutes, open)
#
# Store $K$ random keys with random values of 32 numbers, and ask for each by its key. It is right if no other value is
# closer to the answer. From which $K$ on does linear attention fail, and does softmax?
#
# <details><summary>Solution</summary>
#
# With these features linear attention makes its first mistakes at a handful of keys and gets few right at 64, while
# softmax gets all of 256 right. The right key weighs only about $\pi$ times as much as each other one, however long the
# query: for ReLU features of long random keys, the mean square of a feature is 1/2 and its squared mean $1/(2\pi)$.
# Larger $d$, other features, and keys that are trained move the border, which is for you to measure.
#
# ```python
# def recall(K, linear, factor=3.0, d=32):
#     keys, values = F.normalize(torch.randn(2, 20, K, d), dim=-1) * d**0.5  # both (trials, K, d)
#     weights = phi(factor * keys) @ phi(factor * keys).mT if linear else (factor * keys @ keys.mT / d**0.5).exp()
#     answers = weights / weights.sum(-1, keepdim=True) @ values  # (trials, K, d)
#     closest = torch.cdist(answers, values).argmin(-1)  # (trials, K)
#     return (closest == torch.arange(K)).float().mean().item()
#
#
# for K in (2, 4, 8, 16, 64, 256):
#     print(f"{K:3} keys: softmax {recall(K, False):.0%}, linear {recall(K, True):.0%}")
# assert recall(256, False) > 0.99 and recall(8, True) < 1 and recall(64, True) < 0.2
# features = torch.randn(4000, 256).relu()  # (keys, d)
# ratio = features.square().sum(1).mean() / (features[1:] * features[:-1]).sum(1).mean()
# assert abs(ratio - math.pi) < 0.2
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A fused kernel saves memory and is exact; windows and linear attention save arithmetic and are other functions.
# - A window reaches $n(w-1)+1$ tokens in $n$ layers; linear attention reaches all, but points poorly.
# - A mixture of experts computes with its active size and stores its total size.
# - Left alone, a router leaves experts unused, and the error does not tell: count the loads.
# - The balance loss makes a price of them, if its $P$ is the mean of the full softmax.
#
# ## Where it came from
#
# - R. Jacobs and others, 1991, Neural Computation: mixtures of experts; N. Shazeer and others, 2017, ICLR: thousands.
# - R. Child and others, 2019, arXiv:1904.10509; I. Beltagy and others, 2020, arXiv:2004.05150: sparse patterns.
# - A. Katharopoulos and others, 2020, ICML: linear attention.
# - M. Milakov and N. Gimelshein, 2018, arXiv:1805.02867; T. Dao and others, 2022, NeurIPS: exact tiles.
# - W. Fedus and others, 2022, JMLR: Switch Transformer; A. Jiang and others, 2024, arXiv:2401.04088: Mixtral.
#
# **Next**: [34, speech](34-speech.ipynb): sequences of sound.

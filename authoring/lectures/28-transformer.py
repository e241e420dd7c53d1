# %% [markdown]
# # The transformer
#
# You will be able to build a transformer from one matrix product upward, prove of each part that it does what it
# should, train it in seconds, and say what breaks, and why nobody notices, if a single line is missing.
#
# **Reading** 35 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [12
# (normalization)](12-initialization-and-normalization.ipynb), [19 (residual paths)](19-resnet.ipynb) and [27
# (attention)](27-seq2seq-and-attention.ipynb) · **Practice** [assignment a18](../release/a18-attention/attention.ipynb)
# ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/28-transformer.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [12](12-initialization-and-normalization.ipynb), [19](19-resnet.ipynb),
# [27](27-seq2seq-and-attention.ipynb) · **Used by** [29](29-bert.ipynb), [30](30-gpt-and-llms.ipynb),
# [31](31-vision-transformer.ipynb), [33](33-efficient-attention-and-moe.ipynb), [34](34-speech.ipynb),
# [42](42-graph-networks.ipynb), [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** self-attention by hand, and **derive** the square root in it;
# - **implement** heads, masks, positions and blocks that equal PyTorch's;
# - **test** by gradients that a model cannot see the future;
# - **predict** what each of two missing lines does to loss and answers;
# - **diagnose** inverted masks, rows of NaN and leaking targets.

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

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Two deleted lines
#
# People write the same day in many ways, and a computer wants one. Our task is to read a date character by character
# and to write it as year, month and day:

# %%
pairs = data.dates(9000)  # no day comes twice, so the last thousand are days that training never sees
letters = sorted(set("".join(written + iso for written, iso in pairs)))
code = {letter: number for number, letter in enumerate(letters, start=2)}  # 0 is padding, 1 starts an answer


def to_numbers(text, length=26):
    return [code[letter] for letter in text] + [0] * (length - len(text))


def to_text(numbers):
    return "".join(letters[number - 2] for number in numbers)


X = torch.tensor([to_numbers(written) for written, _ in pairs])  # (9000, 26)
Y = torch.tensor([[1, *to_numbers(iso, 10)] for _, iso in pairs])  # (9000, 11)
print(*pairs[:6], sep="\n")

# %% [markdown]
# The transformer that we are about to build writes more than nineteen of twenty unseen days exactly right after 500
# steps of training. Two of its lines are easy to forget, because without them it runs as smoothly. Without one, most
# answers are wrong; without the other, the training loss is *better than ever*, and no answer is right. Which two parts
# would you suspect?


# %% tags=["hide-input"]
COLORS = {"intact": plots.BLUE, "no positions": plots.ORANGE, "no causal mask": plots.RED, "skip": plots.GRAY}
ARROW = {"arrowstyle": "-|>", "linewidth": 1.2, "color": "black", "shrinkA": 0, "shrinkB": 0}
LEFT, RIGHT = 0.0, 4.6  # the columns of encoder and decoder
LABELS = [
    (LEFT, -0.7, "input characters (B, 26)"),
    (RIGHT, -0.7, "answer so far (B, 10)"),
    (LEFT, 4.94, "memory"),
    (RIGHT, 5.95, "next character, at each of 10 places"),
    (LEFT - 1.9, 2.5, "2 ×"),
]


def part(axes, x, y, name, shape="", skip=0.0):
    """Draw one box, the arrow that leaves it upward with its shape, and the path that goes around it."""
    look = {"boxstyle": "round,pad=0.28", "facecolor": "white", "edgecolor": COLORS["intact"], "linewidth": 1.5}
    axes.text(x, y, name, ha="center", va="center", fontsize=10, bbox=look, zorder=3)
    axes.annotate("", (x, y + 0.85), (x, y + 0.13), arrowprops=ARROW)
    axes.text(x + 0.12, y + 0.5, shape, fontsize=8, va="center")
    if skip:
        detour = [x, x - skip, x - skip, x]
        axes.plot(detour, [y - 0.45, y - 0.45, y + 0.45, y + 0.45], color=COLORS["skip"], linewidth=1.5, zorder=1)
        ring = {"boxstyle": "circle,pad=0.05", "facecolor": "white", "edgecolor": "black"}
        axes.text(x, y + 0.45, "+", fontsize=9, ha="center", va="center", bbox=ring, zorder=4)


# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(figsize=(8.2, 6.4))
axes.axis("off")
for y, name in enumerate(["embedding", "add positions", "norm, self-attention", "norm, MLP", "norm"]):
    part(axes, LEFT, y, name, "(B, 26, 48)", 1.5 if y in (2, 3) else 0)
right = ["embedding", "add positions", "norm, masked self-attention", "norm, attention to memory", "norm, MLP"]
for y, name in enumerate(right):
    part(axes, RIGHT, y, name, "(B, 10, 48)", 1.75 if y > 1 else 0)
part(axes, RIGHT, 5, "norm, linear, softmax", "(B, 10, symbols)")
axes.plot([LEFT + 0.4, 2.0, 2.0], [5, 5, 3], color="black", linewidth=1.2)
axes.annotate("", (RIGHT - 1.14, 3), (2.0, 3), arrowprops=ARROW)
for x in (LEFT, RIGHT):
    axes.annotate("", (x, -0.15), (x, -0.5), arrowprops=ARROW)
for x, y, words in LABELS:
    axes.text(x, y, words, ha="center")
axes.set(xlim=(-2.3, 7.0), ylim=(-0.9, 6.3))
plots.show(
    figure,
    alt="Two columns of boxes, read upward. Left, the encoder: embedding, add positions, then twice self-attention and "
    "MLP, each behind a norm and with a path around it that is added again; a last norm gives the memory. Right, the "
    "decoder: embedding, add positions, masked self-attention, attention to the memory, MLP, each behind a norm and "
    "with a path around it; then norm, linear layer and softmax, which give the next character at each of ten places.",
)

# %% [markdown]
# ## Everybody asks everybody
#
# In [lecture 27](27-seq2seq-and-attention.ipynb) the decoder looked back at states that still came from a loop:
# characters twenty steps apart met only after twenty updates. The transformer drops the loop and lets a sequence look
# at *itself* (**self-attention**). Each position $t$ makes three vectors from its own $x_t$: a **query** $q_t$ (what I
# look for), a **key** $k_t$ (what I am found by) and a **value** $v_t$ (what I hand over). Its output is the average of
# all values, weighed by how well their keys answer its query:
#
# $$A=\mathrm{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}}\right)\qquad \text{output}=A\,V$$
#
# The rows of $Q$, $K$ and $V$ are these vectors, $d_k$ is the length of a key, and row $t$ of $A$, which sums to 1,
# says how much position $t$ takes from each:


# %%
def attention(Q, K, V, allowed=None):
    """Q (B, heads, T, d_k), K and V (B, heads, S, d_k); ``allowed`` broadcasts to (B, heads, T, S)."""
    scores = Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])  # (B, heads, T, S)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -torch.inf)  # exp(-inf) = 0: no weight at all
    A = scores.softmax(-1)  # (B, heads, T, S), each row sums to 1
    return A @ V, A  # (B, heads, T, d_k)


Q, K, V = torch.randn(3, 2, 4, 7, 12)  # each (B=2, heads=4, T=7, d_k=12)
some = (torch.rand(7, 7) < 0.7) | torch.eye(7, dtype=torch.bool)
for allowed in (None, some):
    theirs = F.scaled_dot_product_attention(Q, K, V, attn_mask=allowed)
    assert torch.allclose(attention(Q, K, V, allowed)[0], theirs, atol=1e-5)
print("equal to PyTorch's, without and with a mask")

# %% [markdown]
# **Checkpoint.** Before you run it, compute all three outputs by hand: three positions with keys 0, 1, 2, values 0, 21,
# 42 and queries 0, $\ln2$, $-\ln2$, each a single number.
#
# <details><summary>Answer</summary>
#
# Query 0 gives three equal scores, so the plain mean, 21. Query $\ln2$ gives scores 0, $\ln2$, $2\ln2$, that is
# weights 1 : 2 : 4, and (0 + 2·21 + 4·42)/7 = 30. Query $-\ln2$ gives 4 : 2 : 1, and (0 + 42 + 42)/7 = 12.
# </details>

# %%
queries = math.log(2) * torch.tensor([[0.0], [1.0], [-1.0]])  # (T=3, d_k=1)
by_hand, A = attention(queries, torch.tensor([[0.0], [1.0], [2.0]]), torch.tensor([[0.0], [21.0], [42.0]]))
print(A.numpy().round(3), "\noutputs", by_hand.flatten().numpy().round(3))
assert torch.allclose(by_hand, torch.tensor([[21.0], [30.0], [12.0]]), atol=1e-4)

# %% [markdown]
# Nothing here waits, and no two positions are more than one step apart. The price is $2T^2d$ multiplications (exercise
# 1).
#
# ## Why the square root
#
# A softmax learns only while it hesitates: the derivative of a weight $A_s$ by its own score is $A_s(1-A_s)$, which is
# 0 at both ends. Now let the entries of $q$ and $k$ be independent with mean 0 and variance 1. Then each of the $d_k$
# products $q_ik_i$ has variance 1 as well, and their sum variance $d_k$, so scores are of size $\sqrt{d_k}$: the longer
# a head, the more stubborn it is before it has learned anything. Dividing by $\sqrt{d_k}$ takes that back.

# %%
torch.manual_seed(0)
for d_k in (4, 64, 1024):
    scores = torch.randn(2000, 1, d_k) @ torch.randn(2000, d_k, 16)  # (2000, 1, 16): 2,000 times 1 query, 16 keys
    print(f"\nd_k {d_k:4}: scores of size {scores.std():4.1f}", end="")
    for name, factor in [("plain", 1.0), ("divided", d_k**-0.5)]:
        A = (factor * scores).softmax(-1)
        passed = 1 - A.square().sum(-1).mean()  # the derivatives' diagonal, summed: sum of A (1 - A)
        print(f"; {name}: largest weight {A.amax(-1).mean():.2f}, gradient {passed:.2f}", end="")
    assert abs(scores.std() / d_k**0.5 - 1) < 0.05 and passed > 0.75

# %% [markdown]
# At length 1,024 the undivided softmax is stuck on one key that chance picked; the divided one is the same at every
# length. (Exercise 2 tries our length, 12.)
#
# ## Order has to be told
#
# Attention is a sum, and a sum does not care about order.
#
# **Choose.** Self-attention reads `1-Apr-09` and then `9-Apr-01`. Which characters
# get another output at their new place?
#
# <details><summary>For all of them: the order is different</summary>
#
# Nothing in the formula knows where a key stands. Queries, keys and values are made from the character alone.
# </details>
#
# <details><summary>For the 1 and the 9, which changed places</summary>
#
# They changed places, and took their outputs along: the 9 gets the same vector in both strings.
# </details>
#
# <details><summary>For none: each character gets the same vector in both</summary>
#
# Yes. Shuffle the rows of the input, and the rows of the output are shuffled alike, no more (permutation equivariance).
# For such a layer both dates are the same bag of characters.
# </details>

# %%
x, order = torch.randn(8, 12), torch.randperm(8)  # (T, d_k)
plain, shuffled = attention(x, x, x)[0], attention(x[order], x[order], x[order])[0]
assert torch.allclose(shuffled, plain[order], atol=1e-6)

# %% [markdown]
# So the order has to be *added*, as a vector $p_t$ for each position (**positional encoding**). One can learn these
# vectors; the first transformer took clocks, pairs of sine and cosine from fast to slow:
#
# $$p_t=(\sin\omega_0t,\ \cos\omega_0t,\ \sin\omega_1t,\ \cos\omega_1t,\dots)\qquad \omega_i=10000^{-2i/d}$$
#
# With clocks "three positions later" is the same turn of every hand, wherever you start: for each offset $k$ there is
# *one* matrix $M_k$ with $M_kp_t=p_{t+k}$ for all $t$. So a head that looks at the previous character can be set by
# hand, with $M_{-1}$ as its matrix for queries.


# %%
def sinusoids(T, d):
    angles = torch.arange(T)[:, None] * 10000 ** (-torch.arange(0, d, 2) / d)  # (T, d/2)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)  # (T, d)


def turn(k, d):
    """Return M_k (d, d), which turns the hands of all d/2 clocks by k positions."""
    angles = k * 10000 ** (-torch.arange(0, d, 2) / d)  # (d/2,)
    return torch.block_diag(*(torch.tensor([[c, s], [-s, c]]) for c, s in zip(angles.cos(), angles.sin(), strict=True)))


p = sinusoids(26, 48)  # (T, d)
assert torch.allclose(p[:20] @ turn(6, 48).T, p[6:], atol=1e-4)
previous = attention(20 * p @ turn(-1, 48).T, p, p)[1]  # (26, 26): the previous character's head, not trained
assert torch.equal(previous.argmax(-1)[1:], torch.arange(25))

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.5), width_ratios=[1.5, 1, 1])
axes[0].imshow(p, cmap="coolwarm", aspect="auto")
axes[0].set(title="Clocks: fast left, slow right", xlabel="number in the vector", ylabel="position")
for axis, k in zip(axes[1:], (1, 5), strict=True):
    axis.imshow(attention(20 * p @ turn(-k, 48).T, p, p)[1], cmap="Blues", vmin=0)
    axis.set(title=f"Set by hand: {k} back", xlabel="looks at", ylabel="position")
for axis in axes:
    axis.grid(visible=False)
plots.show(
    figure,
    alt="Left, the encodings of 26 positions as rows of a picture: columns on the left swing fast from position to "
    "position, columns on the right hardly change. Middle and right, attention weights of two heads that were set by "
    "hand: one dark diagonal one place below the main one, and one five places below it.",
)

# %% [markdown]
# On the left each row is a position; on the right two heads that nobody trained look one and five places back.
#
# ## The future has to be hidden
#
# Training without a loop is dangerous. The decoder gets the whole right answer, shifted by one place (teacher forcing),
# and predicts all ten characters at once, so the answer for place $t$ stands in the input at place $t+1$. A **causal
# mask** lets position $t$ attend to positions up to $t$ only. A second mask hides the filling after short inputs
# (padding).


# %%
def causal(T):
    return torch.ones(T, T, dtype=torch.bool).tril()  # row t may look at columns 0 to t


def present(tokens):
    return (tokens != 0)[:, None, None, :]  # (B, 1, 1, S): keys that are padding are out, for all heads and queries


def influence(layer, x):
    """Return how much the output at each position t hangs on the input at each s: shape (T, T)."""
    return torch.autograd.functional.jacobian(layer, x).abs().sum((1, 3))  # (T, d, T, d) -> (T, T)


def is_causal(layer, x):
    seen = influence(layer, x)
    return seen.triu(1).max().item() == 0 and seen.diagonal().min().item() > 0


x = torch.randn(6, 12)  # (T, d)
assert is_causal(lambda x: attention(x, x, x, causal(6))[0], x)
assert not is_causal(lambda x: attention(x, x, x)[0], x)

# %% [markdown]
# `is_causal` tests it by derivatives: output $t$ may move with no input after $t$. Keep it, and try several $x$: a step
# or a dead ReLU hides a leak.
#
# **Checkpoint.** Why does the mask not help if somebody forgets to shift the answer by one place?
#
# <details><summary>Answer</summary>
#
# Then the answer for place $t$ stands in the input at place $t$ itself, which the mask allows. The decoder's input has
# to be `Y[:, :-1]` and its target `Y[:, 1:]`; with `Y[:, 1:]` as both it copies, with a loss near zero.
# </details>
#
# ## Several heads
#
# One softmax makes one average, so a position that needs the digit to its left *and* the month would get a blend.
# Therefore the 48 numbers are split into four **heads** of 12, each with its own scores, and a linear layer mixes what
# they brought.


# %%
class MultiHead(nn.Module):
    """Positions of x (B, T, d) ask those of y (B, S, d)."""

    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))

    def split(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # (B, T, d) -> (B, heads, T, d/heads)

    def forward(self, x, y, allowed=None):
        Q, K, V = self.split(self.q(x)), self.split(self.k(y)), self.split(self.v(y))  # (B, heads, T or S, d/heads)
        mixed, A = attention(Q, K, V, allowed)  # (B, heads, T, d/heads), (B, heads, T, S)
        self.A = A.detach()  # kept for our pictures only
        return self.o(mixed.transpose(1, 2).flatten(2))  # (B, T, heads, d/heads) -> (B, T, d)


# %% [markdown]
# ## The block
#
# Attention only averages, so between two rounds of asking each position has to think for itself. A **block** is
# attention, which moves information between positions, followed by a small network (MLP), which works on each position
# alone. Both read through a layer norm ([lecture 12](12-initialization-and-normalization.ipynb)) and *add* what they
# found ([lecture 19](19-resnet.ipynb)), so a position's vector is only ever added to, like a notice board. The
# decoder's block also looks at the input (cross-attention).


# %%
class Block(nn.Module):
    def __init__(self, d, heads, hidden):
        super().__init__()
        self.norm_1, self.norm_2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.attend = MultiHead(d, heads)
        self.mlp = nn.Sequential(nn.Linear(d, hidden), nn.ReLU(), nn.Linear(hidden, d))

    def forward(self, x, allowed):
        h = self.norm_1(x)  # (B, T, d)
        x = x + self.attend(h, h, allowed)  # (B, T, d): between positions
        return x + self.mlp(self.norm_2(x))  # (B, T, d): within each position


class DecoderBlock(Block):
    def __init__(self, d, heads, hidden):
        super().__init__(d, heads, hidden)
        self.norm_3, self.look = nn.LayerNorm(d), MultiHead(d, heads)

    def forward(self, x, allowed, memory, present):
        h = self.norm_1(x)  # (B, T, d)
        x = x + self.attend(h, h, allowed)  # (B, T, d): at the answer so far
        x = x + self.look(self.norm_3(x), memory, present)  # memory (B, S, d): at the input
        return x + self.mlp(self.norm_2(x))  # (B, T, d)


# %% [markdown]
# ## Train it
#
# All parts are there. The two lines of the puzzle have a star in their comments; to delete one, we hand it zeros for
# positions, or a mask that allows everything.


# %%
class Transformer(nn.Module):
    def __init__(self, symbols, positions, allowed, d=48, heads=4, hidden=96):
        super().__init__()
        self.positions, self.allowed = positions, allowed
        self.embed, self.head = nn.Embedding(symbols, d), nn.Linear(d, symbols)
        nn.init.normal_(self.embed.weight, std=0.3)  # smaller than the positions, which would drown otherwise
        self.encoder = nn.ModuleList([Block(d, heads, hidden) for _ in range(2)])
        self.decoder = DecoderBlock(d, heads, hidden)
        self.norm_in, self.norm_out = nn.LayerNorm(d), nn.LayerNorm(d)

    def place(self, tokens):
        return self.embed(tokens) + self.positions[: tokens.shape[1]]  # * (B, T, d)

    def encode(self, X):
        x = self.place(X)  # (B, S, d)
        for block in self.encoder:
            x = block(x, present(X))
        return self.norm_in(x), present(X)  # the memory (B, S, d), and what of it is no padding

    def decode(self, Y, memory, present):
        T = Y.shape[1]
        y = self.decoder(self.place(Y), self.allowed[:T, :T], memory, present)  # * (B, T, d)
        return self.head(self.norm_out(y))  # (B, T, symbols)


# %%
def train(model, steps=500, rate=4e-3):
    """Return the loss of each step; in it, all ten characters of 32 answers are predicted at once."""
    optimizer = torch.optim.AdamW(model.parameters(), rate, betas=(0.9, 0.98), fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1, cycle_momentum=False)
    losses = []
    for _ in range(steps):
        batch = torch.randint(8000, (32,))
        logits = model.decode(Y[batch, :-1], *model.encode(X[batch]))  # (32, 10, symbols), from the answer so far
        loss = F.cross_entropy(logits.flatten(0, 1), Y[batch, 1:].flatten())  # the answer one place further on
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def write(model, X):
    """Answer character by character, each the most probable one after those already written: (B, 11)."""
    Y, memory = torch.ones(len(X), 1, dtype=torch.long), model.encode(X)
    for _ in range(10):
        Y = torch.cat([Y, model.decode(Y, *memory)[:, -1:].argmax(-1)], dim=1)
    return Y


# %% [markdown]
# We train three models on 8,000 days: intact, without positions, without the causal mask. A date is right if all ten
# characters are.
#
# **Guess.** What share of unseen dates, in percent, does the model *without positions* get right?

# %%
guess = None  # percent, such as 50

# %% tags=["main-result"]
recipes = {
    "intact": (sinusoids(26, 48), causal(26)),
    "no positions": (torch.zeros(26, 48), causal(26)),
    "no causal mask": (sinusoids(26, 48), torch.ones(26, 26, dtype=torch.bool)),
}
X_new, Y_new, models, losses, answers, right = X[8000:], Y[8000:], {}, {}, {}, {}
for name, (positions, allowed) in recipes.items():
    torch.manual_seed(0)
    models[name] = Transformer(len(letters) + 2, positions, allowed)
    losses[name] = train(models[name])
    answers[name] = write(models[name], X_new)  # (1000, 11)
    right[name] = (answers[name] == Y_new).all(1).float().mean().item()
    print(f"{name:14s} loss of the last 100 steps {np.mean(losses[name][-100:]):.4f}, right {right[name]:.1%}")
assert right["intact"] > 0.95 and right["no positions"] < 0.5 and right["no causal mask"] < 0.02
assert np.mean(losses["no causal mask"][-100:]) < 0.7 * np.mean(losses["intact"][-100:])

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9.5, 3.6), width_ratios=[1.5, 1])
for (name, values), line in zip(losses.items(), ("-", "--", "-."), strict=True):
    smooth = np.convolve(values, np.ones(20) / 20, mode="valid")
    axes[0].plot(np.arange(20, 501), smooth, line, color=COLORS[name], label=name)
    axes[1].barh(name, 100 * right[name], color=COLORS[name])
    axes[1].text(100 * right[name] + 2, name, f"{100 * right[name]:.1f}%", va="center")
if guess is not None:
    axes[1].plot(guess, "no positions", linestyle="none", **plots.points("guess"), label="your guess")
    axes[1].legend(loc="lower right")
axes[0].set(title="The lowest training loss ...", yscale="log", xlabel="step", ylabel="training loss, 20 steps")
axes[0].legend()
axes[1].set(title="... gets nothing right", xlabel="unseen dates right (%)", xlim=(0, 125), xticks=[0, 50, 100])
axes[1].invert_yaxis()
plots.show(
    figure,
    alt="Left, training loss over 500 steps on a log scale: without the causal mask it falls fastest and lowest, the "
    "intact model follows, without positions it stays high. Right, shares of unseen dates that come out right: nearly "
    "all for the intact model, a minority without positions, none without the causal mask.",
)

# %% [markdown]
# The symptoms are opposite. Without the mask each place but the last reads its answer off the next; when the model has
# to write, nothing stands there yet. No loss shows this, not even on unseen dates; `is_causal` and one written answer
# do. Without positions the encoder gets a bag of characters. Then a shuffled date must get the same answer:

# %%
shuffled = torch.stack([row[torch.randperm(26)] for row in X_new])  # (1000, 26)
for name in ("intact", "no positions"):
    same = (write(models[name], shuffled) == answers[name]).all(1).float().mean().item()
    anagram = [sorted(a) == sorted(y) for a, y in zip(answers[name].tolist(), Y_new.tolist(), strict=True) if a != y]
    print(f"{name:12s} same when shuffled {same:6.1%}; right characters in {sum(anagram)} of {len(anagram)} mistakes")
    assert (same > 0.99) == (name == "no positions") and (name == "intact" or np.mean(anagram) > 0.5)
for n in (answers["intact"] != Y_new).any(1).nonzero()[:8, 0]:
    print(f"  {pairs[8000 + n][0]:26s} -> {to_text(answers['intact'][n, 1:])}")
peeping = models["no causal mask"].decode(Y_new[:, :-1], *models["no causal mask"].encode(X_new)).argmax(-1)
peeped = (peeping == Y_new[:, 1:]).all(1).float().mean()  # peeping (1000, 10)
print(f"no causal mask, handed the whole right answer as its input: {peeped:.1%} of unseen dates right")
assert peeped > 0.95

# %% [markdown]
# So it does, and most of its mistakes have all characters right and their order wrong. Look at the few mistakes of the
# intact model too: what do many share? (It is *no* better reader than a recurrent model, see "Deeper": these strings
# are short.)
#
# ## Read its heads
#
# Here is what the decoder looks at for one date:

# %%
text = "Tue 5th Mar 2041"
answer = write(models["intact"], torch.tensor([to_numbers(text)]))  # (1, 11)
models["intact"].decode(answer[:, :-1], *models["intact"].encode(torch.tensor([to_numbers(text)])))
A = models["intact"].decoder.look.A[0, :, :, : len(text)]  # (heads, 10, 16)
said = to_text(answer[0, 1:])
on_name = A[:, 5:7, 8:11].sum(-1).mean()  # of the weights of the month's two digits, what lies on the letters Mar
print(f"{text} -> {said}; of the weights of the month's digits {on_name:.0%} lie on its name")

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(10, 3.3), sharey=True)
for head, axis in enumerate(axes):
    axis.imshow(A[head], cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axis.set(title=f"head {head + 1}", xticks=range(len(text)), yticks=range(10))
    axis.set_xticklabels(text, fontsize=8, family="monospace")
    axis.set_yticklabels(said, fontsize=9, family="monospace")
    axis.grid(visible=False)
axes[0].set_ylabel("character to write")
figure.suptitle("Heads share some rows and differ in others", fontweight="bold")
plots.show(
    figure,
    alt=f"Attention weights of four heads of the decoder, rows the ten characters of {said}, columns the sixteen "
    f"characters of {text}. Each head has a few dark cells in most rows, not all in the same places. Of the weights of "
    f"the month's digits {on_name:.0%} lie on the three letters of its name, over all heads.",
)

# %% [markdown]
# How much of the month's digits' look goes to the month's name differs much from seed to seed, with answers as good. As
# lecture 27 warned, weights prove nothing. A changed input does.
#
# **Choose.** We write other months into unseen dates like this one and leave the rest. What changes in the answers?
#
# <details><summary>Nearly always the month's two digits, and nothing else</summary>
#
# Yes, as the next cell counts: the parts of the answer hang on the parts of the input that they should.
# </details>
#
# <details><summary>Often the day or the year too, since everybody asks everybody</summary>
#
# It could, because every character reaches every place. Training has found that it should not.
# </details>
#
# <details><summary>Often nothing: the weekday no longer fits the date</summary>
#
# The month is written, so no weekday is needed. Some heads look at it all the same.
# </details>

# %%
months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
days = [(w, iso) for w, iso in pairs[8000:] if w[:3] in "Mon Tue Wed Thu Fri Sat Sun" and w[3] == " "]
changed = [(w[:-8] + months[n % 12] + w[-5:], f"{iso[:5]}{n % 12 + 1:02}{iso[7:]}") for n, (w, iso) in enumerate(days)]
said_now = write(models["intact"], torch.tensor([to_numbers(w) for w, _ in changed]))[:, 1:]  # (n, 10)
followed = np.mean([to_text(row) == iso for row, (_, iso) in zip(said_now, changed, strict=True)])
print(f"{days[0][0]} becomes {changed[0][0]}; of {len(changed)} answers {followed:.1%} follow")
assert followed > 0.9

# %% [markdown]
# ### Play with it
#
# Choose layer, head and position of the encoder, and take parts away:


# %% tags=["hide-input"]
def draw_heads(date, layer, head, row, temperature, scale, positions, causal_mask, padding_mask):
    """Draw the weights A (26, 26) of one head of the encoder, and the row of one position."""
    model, tokens = models["intact"], torch.tensor([to_numbers(date)])
    with torch.no_grad():
        x = model.embed(tokens) + positions * model.positions  # (1, 26, 48)
        for block in model.encoder[: layer - 1]:
            x = block(x, present(tokens))
        block = model.encoder[layer - 1]
        Q, K = (block.attend.split(linear(block.norm_1(x))) for linear in (block.attend.q, block.attend.k))
        allowed = (causal(26) | (not causal_mask)) & (present(tokens) | (not padding_mask))  # (1, 1, 26, 26)
        sharp = (1 if scale else math.sqrt(12)) / temperature
        A = attention(sharp * Q, K, K, allowed)[1][0, head - 1]  # (26, 26)
    figure, axes = plt.subplots(2, 1, figsize=(4.4, 5.2), height_ratios=[3, 1], sharex=True)
    _draw_weights(axes, A, allowed[0, 0].expand(26, 26), date, row)
    off = [n for n, on in [("scale", scale), ("positions", positions), ("padding mask", padding_mask)] if not on]
    return plots.describe(
        figure,
        f"Weights of head {head} in layer {layer} for {date!r}, temperature {temperature:g}, causal mask "
        f"{'on' if causal_mask else 'off'}, without: {', '.join(off) or 'nothing'}. On average a position may look at "
        f"{allowed.expand(1, 1, 26, 26).sum() / 26:.1f} of 26. Position {row} looks most at position "
        f"{A[row].argmax()}, with weight {A[row].max():.3f}; the largest weight of a row is "
        f"{A.amax(-1).mean():.3f} on average.",
    )


# %% tags=["hide-input"]
def _draw_weights(axes, A, allowed, date, row):
    signs = date.ljust(26, "·")
    axes[0].imshow(A, cmap="Blues", vmin=0, vmax=max(0.3, A.max().item()), aspect="auto")
    fine = (np.arange(26 * 8) + 0.5) / 8 - 0.5  # eight points a cell, so that the hatching fills it
    axes[0].contourf(fine, fine, np.kron(~allowed, np.ones((8, 8))), levels=[0.5, 1.5], colors="none", hatches=["////"])
    axes[0].axhspan(row - 0.5, row + 0.5, fill=False, edgecolor=COLORS["no causal mask"], linewidth=1.5)
    axes[0].set(title="Each row asks, each column answers", yticks=range(26))
    axes[0].set_yticklabels(signs, fontsize=7, family="monospace")
    axes[0].tick_params(length=0)
    axes[0].grid(visible=False)
    axes[1].bar(range(26), A[row], color=COLORS["intact"])
    axes[1].set(ylabel="weight", ylim=(0, 1), xticks=range(26))
    axes[1].set_xticklabels(signs, fontsize=7, family="monospace")


# %% tags=["hide-input"]
SENTENCES = ["the 5th of March 2041", "MARCH 5th 2041", "5.03.2041", "05/03/41", "11/11/11", "22 February 2022"]
widgets.explore(
    draw_heads,
    frames=[
        ("as trained: hatched columns are padding", {}),
        ("causal: the upper triangle is closed, rows sum to 1 again", {"causal_mask": True}),
        ("no positions: equal letters have equal rows", {"positions": False}),
        ("no scale: each row gets sharper", {"scale": False}),
    ],
    date=widgets.choice("date", SENTENCES, SENTENCES[0]),
    layer=widgets.slider("layer", 1, 2, 1, 1),
    head=widgets.slider("head", 1, 4, 1, 1),
    row=widgets.slider("position that asks", 0, 25, 1, 4),
    temperature=widgets.slider("temperature", 0.25, 4.0, 0.25, 1.0),
    scale=widgets.toggle("divide by the square root", True),
    positions=widgets.toggle("add positions", True),
    causal_mask=widgets.toggle("causal mask", False),
    padding_mask=widgets.toggle("padding mask", True),
)

# %% [markdown]
# **Try** to find a head that looks at neighbors, and take its positions away. **Notice** that a mask also changes a
# row's open cells, which must sum to 1, and that only positions tell the ones in `11/11/11` apart.
#
# ## Deeper: the library's blocks are ours
#
# Copy the library's weights into our parts, and they compute the same. With an MLP four times as wide as the vectors,
# as is usual, a block has $12d^2$ weights, four matrices $d\times d$ for attention and twice $4d^2$ for the MLP; the
# other $13d$ numbers are biases and norms.


# %%
def take_over(ours, theirs):
    """Copy the weights of an nn.MultiheadAttention, which keeps those of q, k and v in one matrix."""
    stacked = zip(theirs.in_proj_weight.chunk(3), theirs.in_proj_bias.chunk(3), strict=True)
    for linear, (W, b) in zip((ours.q, ours.k, ours.v), stacked, strict=True):
        linear.load_state_dict({"weight": W, "bias": b})
    ours.o.load_state_dict(theirs.out_proj.state_dict())


# %%
ours, theirs = MultiHead(48, 4), nn.MultiheadAttention(48, 4, batch_first=True)
take_over(ours, theirs)
x, y = torch.randn(2, 6, 48), torch.randn(2, 9, 48)  # (B, T, d), (B, S, d)
assert torch.allclose(ours(x, y), theirs(x, y, y)[0], atol=1e-5)
assert torch.allclose(ours(x, x, causal(6)), theirs(x, x, x, attn_mask=~causal(6))[0], atol=1e-5)
print("equal to nn.MultiheadAttention, where True in a mask means the opposite")

# %%
ours = Block(48, heads=4, hidden=192)
theirs = nn.TransformerEncoderLayer(48, 4, 192, dropout=0.0, norm_first=True, batch_first=True)
take_over(ours.attend, theirs.self_attn)
for mine, its in [("norm_1", "norm1"), ("norm_2", "norm2"), ("mlp.0", "linear1"), ("mlp.2", "linear2")]:
    ours.get_submodule(mine).load_state_dict(theirs.get_submodule(its).state_dict())
assert torch.allclose(ours(x, causal(6)), theirs(x, src_mask=~causal(6)), atol=1e-5)
assert sum(w.numel() for w in ours.parameters()) == 12 * 48**2 + 13 * 48
assert is_causal(lambda x: ours(x[None], causal(6))[0], torch.randn(6, 48))

# %% [markdown]
# ## Deeper: a recurrent model on the same dates
#
# The baseline reads with a recurrent network in both directions and looks back by a dot product, as in lecture 27's
# exercise 2. It trains with the same function for as many steps.


# %%
class Recurrent(nn.Module):
    def __init__(self, symbols, d=48, h=64):
        super().__init__()
        self.embed = nn.Embedding(symbols, d)
        self.read = nn.GRU(d, h // 2, batch_first=True, bidirectional=True)
        self.state = nn.GRU(d, h, batch_first=True)
        self.head = nn.Sequential(nn.Linear(2 * h, h), nn.Tanh(), nn.Linear(h, symbols))

    def encode(self, X):
        return self.read(self.embed(X))[0], present(X)[:, 0]  # (B, S, h), (B, 1, S)

    def decode(self, Y, memory, present):
        s = self.state(self.embed(Y))[0]  # (B, T, h)
        c = attention(math.sqrt(s.shape[-1]) * s, memory, memory, present)[0]  # (B, T, h), scores not divided
        return self.head(torch.cat([s, c], dim=-1))  # (B, T, symbols)


torch.manual_seed(0)
recurrent = Recurrent(len(letters) + 2)
train(recurrent)
right["recurrent"] = (write(recurrent, X_new) == Y_new).all(1).float().mean().item()
for name, model in [("recurrent", recurrent), ("intact", models["intact"])]:
    print(f"{name:10s} {sum(w.numel() for w in model.parameters()):,} parameters, right {right[name]:.1%}")
assert right["recurrent"] > 0.9

# %% [markdown]
# On 26 characters a loop is no burden, and a recurrent network knows the order without being told. So this task does
# not show that transformers are better. It shows that they can do without a loop.
#
# ## Deeper: rotary positions
#
# Instead of adding a clock to the vector, one can turn the query and the key themselves, each pair of numbers by the
# angle of its position. A turned query times a turned key then hangs on the difference of the angles, so only on $t-s$
# (rotary positions, as in many language models of today):


# %%
def rotate(x):
    """Turn each pair of numbers of x (..., T, d) at position t by the angle t times omega."""
    T, d = x.shape[-2:]
    angles = torch.arange(T)[:, None] * 10000 ** (-torch.arange(0, d, 2) / d)  # (T, d/2)
    a, b = x[..., 0::2], x[..., 1::2]  # (..., T, d/2)
    turned = [a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()]
    return torch.stack(turned, dim=-1).flatten(-2)  # (..., T, d)


q, k = torch.randn(2, 1, 12)  # one query and one key, put at every position
scores = rotate(q.expand(20, 12)) @ rotate(k.expand(20, 12)).T  # (20, 20)
assert torch.allclose(scores[1:, 1:], scores[:-1, :-1], atol=1e-4)  # each diagonal holds one number
assert torch.allclose(rotate(q.expand(20, 12)).norm(dim=-1), q.norm().expand(20))
print("scores at t - s = 3:", " ".join(f"{score:.4f}" for score in scores.diagonal(-3)[:6]))

# %% [markdown]
# ## Deeper: the norm's place
#
# The transformer of 2017 normalized *after* adding, $x\leftarrow\mathrm{norm}(x+f(x))$ (post-norm); ours is pre-norm.
# On the dates you will hardly see a difference, but in towers of growing depth you do, before any training. Here is the
# gradient that arrives at the *last* block, with the weights that [lecture
# 12](12-initialization-and-normalization.ipynb) calls Xavier's:


# %%
class PostBlock(Block):
    def forward(self, x, allowed):
        x = self.norm_1(x + self.attend(x, x, allowed))  # (B, T, d)
        return self.norm_2(x + self.mlp(x))  # (B, T, d)


def last_gradient(kind, depth):
    """Return the length of the gradient of the last block's second MLP matrix in an untrained tower."""
    torch.manual_seed(0)
    tower, head = nn.ModuleList(kind(48, 4, 192) for _ in range(depth)), nn.Linear(48, 10)
    for weight in tower.parameters():
        if weight.dim() == 2:
            nn.init.xavier_normal_(weight)
    x, labels = torch.randn(16, 26, 48), torch.randint(10, (16 * 26,))
    for block in tower:
        x = block(x, causal(26))
    x = F.layer_norm(x, (48,)) if kind is Block else x  # pre-norm needs one norm at the end
    F.cross_entropy(head(x).flatten(0, 1), labels).backward()
    return tower[-1].mlp[2].weight.grad.norm().item()


# %%
last = {kind: [last_gradient(kind, depth) for depth in (2, 8, 32)] for kind in (Block, PostBlock)}
for name, kind in [("pre-norm", Block), ("post-norm", PostBlock)]:
    print(f"{name:9s} with 2, 8, 32 blocks: " + ", ".join(f"{length:.3f}" for length in last[kind]))
assert last[PostBlock][2] > 2 * last[Block][2] and last[Block][2] < 0.7 * last[Block][0]

# %% [markdown]
# With pre-norm the sum on the residual path grows with depth, and the one norm at the end divides by it, so each block
# of a deep tower gets a small share. With post-norm the last blocks get a large gradient at any depth, so that full
# first steps would throw them far off. By this Xiong and others explain why the models of 2017 began with thousands of
# tiny steps (warm-up) and pre-norm can do with fewer; L. Liu and others (2020) doubt that it is the root.
#
# ## What goes wrong
#
# **True means the opposite.** In `scaled_dot_product_attention` a True allows, in `nn.MultiheadAttention` and its
# relatives it forbids. The test that you kept tells:

# %%
layer = nn.MultiheadAttention(12, 3, batch_first=True)


def with_mask(mask):
    return is_causal(lambda x: layer(x[None], x[None], x[None], attn_mask=mask)[0][0], torch.randn(6, 12))


direct = is_causal(lambda x: F.scaled_dot_product_attention(x, x, x, attn_mask=causal(6)), torch.randn(6, 12))
tests = {"True forbids": with_mask(~causal(6)), "True allows": with_mask(causal(6))}
tests["0 and 1, floats"] = with_mask(causal(6).float())
print("scaled_dot_product_attention, True allows:", direct, "\nnn.MultiheadAttention:", tests)
assert direct and list(tests.values()) == [True, False, False]

# %% [markdown]
# Symptom: a suspiciously good loss. A mask of floats is *added* to the scores, so 0 and 1 forbid nothing. Remedy:
# `is_causal` on every layer that you mask.
#
# **A row with nobody to ask.** If a mask forbids a whole row, its softmax is 0/0. If nobody uses that row, why care?

# %%
x = torch.randn(1, 1, 4, 12, requires_grad=True)  # (B, heads, T, d_k)
empty = causal(4) & torch.tensor([False, True, True, True])  # position 0 is padding, and padded *queries* stay
out = attention(x, x, x, empty)[0]  # (1, 1, 4, 12)
gradient = torch.autograd.grad(out[:, :, 1:].sum(), x)[0]  # of the other three rows only
lost = [rows.isnan().any(-1).flatten().tolist() for rows in (out, gradient)]
print(f"rows that are NaN: of the output {lost[0]}, of the gradient {lost[1]}")
assert out[0, 0, 0].isnan().all() and out[0, 0, 1:].isfinite().all() and gradient.isnan().any()

# %% [markdown]
# Because on the way back 0 times NaN is NaN, and spoils the gradients of all weights. Symptom: NaN one step after a
# good loss. Remedy: pad at the *end*, where each row still has a key of its own, and never forbid a whole row.
#
# ## Exercises
#
# ### 1. Where do the multiplications go? (★, 10 minutes)
#
# Count the multiplications of a block with an MLP of width $4d$. From which $T$ on does the quadratic part cost most?
#
# <details><summary>Solution</summary>
#
# The four matrices of attention take $4Td^2$, the MLP $8Td^2$, scores and averages $T^2d$ each. $2T^2d>12Td^2$ from
# $T=6d$ on, 3,072 positions for the $d=512$ of 2017. A GRU of width $d$ needs $6Td^2$, and attention with its matrices
# $4Td^2+2T^2d$, which is equal at $T=d$: on shorter strings attention is the cheaper one.
#
# ```python
# d, T = 512, 3072
# assert 2 * T**2 * d == 12 * T * d**2
# ```
# </details>
#
# ### 2. The square root on trial (★★, 15 minutes)
#
# Train the intact model without the division: multiply the weights of all `q` by $\sqrt{12}$ at the start. Is it worse?
#
# <details><summary>Solution</summary>
#
# Hardly: at length 12 the factor is only 3.5, and training can take it back. A detail that matters at one size may not
# at another, so an ablation is a statement about a size.
#
# ```python
# torch.manual_seed(0)
# loud = Transformer(len(letters) + 2, sinusoids(26, 48), causal(26))
# with torch.no_grad():
#     for module in loud.modules():
#         if isinstance(module, MultiHead):
#             module.q.weight *= 12**0.5
#             module.q.bias *= 12**0.5
# train(loud)
# print(f"right {(write(loud, X_new) == Y_new).all(1).float().mean():.1%}")
# ```
# </details>
#
# ### 3. One head is a blend (★★, 15 minutes)
#
# A single head gives two characters the weight one half each. Show that it cannot tell `19` from `91`, even with
# positions, but two heads can.
#
# <details><summary>Solution</summary>
#
# The output is $\frac12(V(a+p_1)+V(b+p_2))=\frac12V(a+b)+\frac12V(p_1+p_2)$, the same if $a$ and $b$ change places. Two
# heads give $V_1(a+p_1)$ and $V_2(b+p_2)$ apart.
#
# ```python
# a, b, p_1, p_2 = torch.randn(4, 12)
# V = torch.randn(12, 12)
# assert torch.allclose(V @ (a + p_1) + V @ (b + p_2), V @ (b + p_1) + V @ (a + p_2), atol=1e-4)
# two_heads = torch.cat([V @ (a + p_1), V @ (b + p_2)]), torch.cat([V @ (b + p_1), V @ (a + p_2)])
# assert not torch.allclose(*two_heads, atol=1e-2)
# ```
# </details>
#
# ### 4. Longer than ever seen (★★★, 30 minutes, open)
#
# Let the model read days such as "Thursday the 5th of March 2041". What fails? Replace the positions and try again.
#
# <details><summary>Solution</summary>
#
# With more than 26 characters the late positions were never trained, and the words stand at new places. The intact
# model gets few or none of them right. What helps is to start each training string at a random place of a longer table,
# so that all positions are trained and only differences count. Rotary positions, or ALiBi, which subtracts a multiple
# of $|t-s|$ from the scores, build that in; whether they are enough for a *new format* is for you to measure.
#
# ```python
# days = data.dates(9000, formats=("{weekday} the {ordinal} of {month} {year}",))[8000:]
# long = torch.tensor([to_numbers(written, 36) for written, _ in days])
# truth = torch.tensor([[1, *to_numbers(iso, 10)] for _, iso in days])
# models["intact"].positions = sinusoids(36, 48)  # clocks go on for ever
# print(f"right {(write(models['intact'], long) == truth).all(1).float().mean():.1%}")
# models["intact"].positions = sinusoids(26, 48)
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Self-attention: each position asks all, and averages their values by a softmax of scores.
# - Scores are divided by a square root, or long heads are stuck before they learn.
# - Without positions, the right characters come out in the wrong order.
# - Without the causal mask, the loss is better than ever and nothing can be written.
# - A gradient shows what leaks, a changed input what an answer hangs on; a loss curve, neither.
#
# ## Where it came from
#
# - A. Vaswani and others, 2017, NIPS: attention without recurrence, heads, sinusoids.
# - R. Xiong and others, 2020, ICML: pre-norm against post-norm.
# - J. Su and others, 2021, arXiv:2104.09864: rotary positions.
# - O. Press, N. Smith and M. Lewis, 2022, ICLR: a penalty by distance (ALiBi).
#
# **Next**: [29, BERT](29-bert.ipynb): an encoder that learns by filling gaps.

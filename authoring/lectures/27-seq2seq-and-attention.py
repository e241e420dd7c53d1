# %% [markdown]
# # Sequence to sequence and attention
#
# You will be able to build a network that reads one sequence and writes another, find out by measuring where it breaks,
# and mend it by attention, whose weights you can then draw and put to the test.
#
# **Reading** 35 min · **Running** under 50 s on two cores · **Prerequisites**
# [06 (cross-entropy)](06-losses.ipynb), [10 (training in PyTorch)](10-training-in-pytorch.ipynb), [25 (recurrent
# networks)](25-rnn.ipynb) and [26 (the GRU)](26-lstm-gru.ipynb) · **Practice** [assignment
# a18](../release/a18-attention/attention.ipynb) (attention, after lecture 28) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/27-seq2seq-and-attention.ipynb)
#
# **Needs** [06](06-losses.ipynb), [10](10-training-in-pytorch.ipynb), [25](25-rnn.ipynb), [26](26-lstm-gru.ipynb) ·
# **Used by** [28](28-transformer.ipynb), [42](42-graph-networks.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **implement** an encoder and a decoder for strings of different lengths in one batch;
# - **derive** attention as a soft look-up, and check it against the library;
# - **measure** a bottleneck by length, with ablations that tell what removed it;
# - **test** whether a map of attention shows what the answer needs;
# - **explain** what beam search finds, and what it cannot mend.

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

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## Nine digits, backward
#
# In translation a sequence goes in, and another one of another length comes out. The smallest such task is to read a
# string of digits and write it backward. One GRU (lecture 26) reads, a second one writes, and all that passes between
# them is a vector of 48 numbers. Nine digits hold $9\log_2 10\approx 30$ bits, while 48 numbers of 32 bits have room
# for 1,536. We train on 300 batches of 64 random strings of two to nine digits.
#
# **Guess.** Of new strings with nine digits, how many percent does it then write backward without any mistake?

# %%
guess_nine = None  # percent, such as 90

# %% [markdown]
# ## A network that reads and a network that writes
#
# To find out, we have to build it. The network that reads is the **encoder**, whose state $h_j$ sums up the string up
# to symbol $j$. The one that writes is the **decoder**, which starts from the encoder's last state; each of its steps
# reads the symbol written before and gives scores for the next one:
#
# $$h_j=\mathrm{GRU}(E_{x_j},h_{j-1})\qquad s_0=h_n\qquad s_i=\mathrm{GRU}(E'_{y_{i-1}},s_{i-1})\qquad
# p(y_i\mid y_1\ldots y_{i-1},x)=\mathrm{softmax}(Us_i+b)$$
#
# $E_x$ is row $x$ of a matrix $E$, which holds a learned vector for each symbol (an embedding); the decoder has a
# matrix $E'$ of its own. Three numbers stand for no digit: one is padding for short strings, one starts the decoder,
# and one is written to say "that is all".


# %%
PAD, BOS, EOS = 0, 1, 2  # padding, beginning and end of a sequence; digit d is the number d + 3


def backward(count, low, high, generator):
    """Return strings x (count, high), their lengths n (count,), and y (count, high + 1), x backward and then EOS."""
    n = torch.randint(low, high + 1, (count,), generator=generator)
    x = torch.randint(3, 13, (count, high), generator=generator)
    place = torch.arange(high)
    x[place >= n[:, None]] = PAD
    from_behind = (n[:, None] - 1 - place).clamp(min=0)  # (count, high): n - 1, n - 2, ..., 0
    y = x.gather(1, from_behind).masked_fill(place >= n[:, None], PAD)
    return x, n, F.pad(y, (0, 1)).scatter(1, n[:, None], EOS)


x, n, y = backward(3, 2, 9, torch.Generator().manual_seed(0))
print("x", x[0].tolist(), "\ny", y[0].tolist())


# %% tags=["hide-input", "drawing"]
COLORS = {"bare": plots.GRAY, "last state": plots.GREEN, "wider": plots.RED, "attention": plots.BLUE}


# %% tags=["hide-input", "drawing"]
def unrolled(axis, weights=None):
    arrow = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.3, "shrinkA": 14, "shrinkB": 14}
    box = {"boxstyle": "circle,pad=0.35", "facecolor": "white", "edgecolor": COLORS["bare"]}
    places = [0, 1, 2, 3, 4.6, 5.6, 6.6, 7.6, 8.6]
    names = [f"$h_{j}$" for j in range(1, 5)] + [f"$s_{i}$" for i in range(1, 6)]
    signs = zip("4917←7194", [None] * 4 + [*"7194", "end"], strict=True)
    for n, (x, name, (below, above)) in enumerate(zip(places, names, signs, strict=True)):
        axis.text(x, 0, name, ha="center", va="center", bbox=box)
        axis.text(x, -1.15, below, ha="center", va="center")
        axis.annotate("", (x, 0), (x, -1.15), arrowprops=arrow)
        if n > 0:
            axis.annotate("", (x, 0), (places[n - 1], 0), arrowprops=arrow)
        if above:
            axis.text(x, 1.15, above, ha="center", va="center")
            axis.annotate("", (x, 1.15), (x, 0), arrowprops=arrow)
    if weights is not None:
        axis.text(4, 2.2, "$c_3$", ha="center", va="center", bbox=box | {"edgecolor": COLORS["attention"]})
        look = arrow | {"color": COLORS["attention"]}
        for x, weight in zip(places[:4], weights, strict=True):
            axis.annotate("", (4, 2.2), (x, 0), arrowprops=look | {"linewidth": 0.4 + 5 * weight})
        axis.annotate("", (6.6, 0), (4, 2.2), arrowprops=look)
        axis.annotate("", (4, 2.2), (5.6, 0), arrowprops=look | {"linestyle": ":"})
    axis.set(xlim=(-0.5, 9.1), ylim=(-1.5, 1.6 if weights is None else 2.7))
    axis.axis("off")


# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(7.5, 2.2))
unrolled(axis)
alt = (
    "A chain of circles: encoder states h1 to h4, which read 4, 9, 1 and 7 from below, and behind them decoder states "
)
alt += (
    "s1 to s5, which read a start sign, 7, 1, 9 and 4 and write 7, 1, 9, 4 and end above. One arrow joins the halves."
)
plots.show(figure, alt=alt)

# %% [markdown]
# All that the decoder knows of the string comes through the one arrow in the middle. In the code, `look` will be what
# it may look up at each step, and for now is empty.


# %%
class Translator(nn.Module):
    def __init__(self, symbols=13, hidden=48, context=0):
        super().__init__()
        self.read = nn.Embedding(symbols, 32)
        self.encoder = nn.GRU(32, hidden, batch_first=True)
        self.written = nn.Embedding(13, 32)
        self.decoder = nn.GRUCell(32 + context, hidden)
        self.scores = nn.Linear(hidden + context, 13)

    def encode(self, x, n):
        H, _ = self.encoder(self.read(x))  # (B, S, h), also at padding
        return H, H[torch.arange(len(x)), n - 1]  # (B, h), the state after the last symbol

    def memory(self, x, n):
        """Return the decoder's first state and what it may look at."""
        _, s = self.encode(x, n)
        return s, None

    def look(self, s, memory):
        return s[:, :0], None  # (B, 0): nothing

    def step(self, token, s, memory):
        c, alpha = self.look(s, memory)  # (B, context)
        s = self.decoder(torch.cat([self.written(token), c], dim=1), s)  # (B, h)
        return self.scores(torch.cat([s, c], dim=1)), s, alpha  # (B, 13)

    def forward(self, x, n, y):  # each step gets the right symbol before it
        s, memory = self.memory(x, n)
        steps = []
        for token in F.pad(y[:, :-1], (1, 0), value=BOS).T:  # (B,), first BOS, then y_1, y_2 and so on
            scores, s, _ = self.step(token, s, memory)
            steps.append(scores)
        return torch.stack(steps, dim=1)  # (B, T, 13)


# %% [markdown]
# In training we know the answer, so `forward` hands the decoder the right symbol before each step, whatever it would
# have written itself (**teacher forcing**). In use it lives with its own symbols (**free running**), and that is what
# we measure. The loss is a cross-entropy for each step and leaves out the padding.


# %%
def loss_of(model, x, n, y):
    return F.cross_entropy(model(x, n, y).flatten(0, 1), y.flatten(), ignore_index=PAD)


def train(model, batches, rate=1.2e-2):
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=len(batches))
    for x, n, y in batches:
        optimizer.zero_grad()
        loss_of(model, x, n, y).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return model


# %%
@torch.no_grad()
def write(model, x, n, steps):
    """Return the symbols (B, steps) that the model writes by itself, and what each step looked at."""
    s, memory = model.memory(x, n)
    token, tokens, looks = torch.full((len(x),), BOS), [], []
    for _ in range(steps):
        scores, s, alpha = model.step(token, s, memory)
        token = scores.argmax(dim=1)
        tokens.append(token)
        looks.append(alpha)
    return torch.stack(tokens, dim=1), looks


# %%
def share_right(model, length):
    """Return the share of 500 new strings of one length that come out right from the first symbol to the end."""
    x, n, y = backward(500, length, length, torch.Generator().manual_seed(99))
    return (write(model, x, n, length + 1)[0] == y).all(dim=1).float().mean().item()


def strings(seed):
    generator = torch.Generator().manual_seed(seed)
    return [backward(64, 2, 9, generator) for _ in range(300)]


torch.manual_seed(0)
models = {"bare": train(Translator(), strings(0))}
print("bare: " + ", ".join(f"{share_right(models['bare'], length):.0%} of {length} digits" for length in (3, 5, 7, 9)))
padded = loss_of(models["bare"], F.pad(x, (0, 3)), n, F.pad(y, (0, 3)))  # more padding must change nothing
assert torch.isclose(padded, loss_of(models["bare"], x, n, y), atol=1e-5)
assert share_right(models["bare"], 3) > 0.95 and share_right(models["bare"], 9) < 0.2

# %% [markdown]
# Three digits are no problem, and nine hardly ever come out right; an average over all lengths would have hidden it.
#
# **Choose.** What is the obstacle?
#
# <details><summary>48 numbers cannot hold nine digits</summary>
#
# They can: 48 signs alone would hold 48 bits, and 30 are needed.
# </details>
#
# <details><summary>The network has too few weights</summary>
#
# We shall try half as many again, and the wall moves by less than a digit.
# </details>
#
# <details><summary>Training has to invent a code that packs everything into one vector, and gets it too late</summary>
#
# Yes. Longer training moves the wall to longer strings. What *can* be stored and what a network *learns* to store are
# two things.
# </details>
#
# ## Let the decoder look back
#
# On its way the encoder made a state for *every* symbol, and we threw all but the last away. So keep them, as a
# dictionary that the decoder may open at each step. Its state is the question (query), each encoder state has a label
# (key) and a content (value). To pick the one entry whose key fits best would have no derivative, so the decoder gets
# an average of all values, weighted by how well their keys fit. This is **attention**:
#
# $$e_{ij}=v\cdot\tanh(W_q s_{i-1}+W_k h_j)\qquad\alpha_{ij}=\frac{\exp e_{ij}}{\sum_k\exp e_{ik}}\qquad
# c_i=\sum_j\alpha_{ij}h_j$$
#
# The similarity $e_{ij}$ comes from a small network with weights $W_q$, $W_k$ and $v$, a softmax makes of it the
# weights $\alpha_{ij}$, and the context $c_i$ joins the input of step $i$ and of its scores.

# %% tags=["hide-input", "drawing"]
figure, axis = plt.subplots(figsize=(7.5, 3))
unrolled(axis, weights=[0.25, 0.25, 0.25, 0.25])
alt = "The same chain, with a circle c3 above it. Four arrows lead to it from h1 to h4, a dotted arrow, the query, "
alt += "comes from s2, and one arrow leads from c3 to s3."
plots.show(figure, alt=alt)


# %%
def attend(e, H, mask):
    """Return contexts (B, h) and weights (B, S) for similarities e (B, S), states H (B, S, h), mask (B, S)."""
    alpha = e.masked_fill(~mask, -torch.inf).softmax(dim=1)  # (B, S), 0 at padding
    return (alpha[:, None] @ H)[:, 0], alpha  # (B, 1, S) @ (B, S, h) -> (B, h)


class Attention(Translator):
    def __init__(self, symbols=13, hidden=48):
        super().__init__(symbols, hidden, context=hidden)
        self.W_q = nn.Linear(hidden, hidden, bias=False)
        self.W_k = nn.Linear(hidden, hidden, bias=False)
        self.v = nn.Linear(hidden, 1, bias=False)

    def memory(self, x, n):
        H, s = self.encode(x, n)
        return s, (H, self.W_k(H), x != PAD)  # the keys are the same for all steps

    def look(self, s, memory):
        H, keys, mask = memory
        e = self.v(torch.tanh(self.W_q(s)[:, None] + keys))[..., 0]  # (B, 1, h) + (B, S, h) -> (B, S)
        return attend(e, H, mask)


# %% [markdown]
# Three laws follow: the weights sum to 1, the order of the entries does not matter, and equal similarities give the
# mean. If the similarity is simply the dot product $s_{i-1}\cdot h_j$, PyTorch has the same as one function:

# %%
H, s, mask = torch.randn(3, 9, 48), torch.randn(3, 48), x != PAD
e = (H @ s[:, :, None])[..., 0]  # (B, S, h) @ (B, h, 1) -> (B, S)
c, alpha = attend(e, H, mask)
assert torch.allclose(alpha.sum(dim=1), torch.ones(3)) and (alpha[~mask] == 0).all()
order = torch.randperm(9)
assert torch.allclose(attend(e[:, order], H[:, order], mask[:, order])[0], c, atol=1e-5)
mean = (H * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
assert torch.allclose(attend(torch.zeros(3, 9), H, mask)[0], mean, atol=1e-5)
library = F.scaled_dot_product_attention(s[:, None], H, H, attn_mask=mask[:, None], scale=1.0)[:, 0]  # (B, h)
print(f"largest difference from the library: {(library - c).abs().max():.1g}")
assert torch.allclose(library, c, atol=1e-5)

# %% [markdown]
# ## Does it help, and why?
#
# Attention brings 12,192 weights more, so two controls come along. "Last state" gets at each step a context of the same
# size, which is always $h_n$: it lacks the choice. "Wider" is the bare network with 62 instead of 48 units, and
# slightly more weights.


# %%
class LastState(Translator):
    def __init__(self, symbols=13, hidden=48):
        super().__init__(symbols, hidden, context=hidden)

    def memory(self, x, n):
        _, s = self.encode(x, n)
        return s, s

    def look(self, s, memory):
        return memory, None  # (B, h), the same at each step


# %% [markdown]
# **Guess.** With attention nearly all strings of nine digits come out right. How many percent of strings with *eleven*
# digits, two more than any it has seen?

# %%
guess_eleven = None  # percent, such as 50

# %% tags=["main-result"]
for name, make in [("last state", LastState), ("wider", lambda: Translator(hidden=62)), ("attention", Attention)]:
    torch.manual_seed(0)
    models[name] = train(make(), strings(0))
lengths = range(2, 14)
curves = {name: [share_right(model, length) for length in lengths] for name, model in models.items()}
for name, model in models.items():
    shares = ", ".join(f"{length}: {curves[name][length - 2]:4.0%}" for length in (5, 7, 9, 11, 13))
    print(f"{name:10s} {sum(p.numel() for p in model.parameters()):6,} weights, right at length {shares}")
at_nine = {name: curve[7] for name, curve in curves.items()}
assert at_nine["attention"] > 0.7 and max(at_nine["last state"], at_nine["wider"]) < 0.35
assert curves["attention"][9] < at_nine["attention"] - 0.15

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.8, 3.6))
axis.axvspan(2, 9, color="lightgray", alpha=0.4, linewidth=0)
for (name, curve), marker in zip(curves.items(), "vs^o", strict=True):
    axis.plot(lengths, [100 * share for share in curve], marker=marker, color=COLORS[name], label=name)
for length, guess in [(9, guess_nine), (11, guess_eleven)]:
    if guess is not None:
        axis.plot(length, guess, linestyle="none", **plots.points("guess"), label=f"your guess at {length}")
axis.set(title="Attention removes the wall, up to the lengths of training")
axis.set(xlabel="digits in the string (shaded: trained)", ylabel="strings all right (%)", xticks=lengths)
axis.legend(loc="upper right", fontsize=9)
alt = "Share of right strings against their length from 2 to 13 for four networks. Three of them fall from 100 percent "
alt += "at three digits to below 20 at nine. The one with attention stays near 100 up to eight, and falls to 0 at 13."
plots.show(figure, alt=alt)

# %% [markdown]
# More weights do little, and neither does a context without a choice; the choice does it. But the curve falls steeply
# where training ended: nine digits were learned, and not what "backward" means. How far it goes on depends on the form
# of the similarity (exercise 2).
#
# ## Where does it look?
#
# The weights $\alpha_{ij}$ can be drawn, a row for each symbol written and a column for each one read. As the string is
# written backward, one expects a diagonal from the last symbol to the first.
#
# **Choose.** Where is the largest weight while it writes the sixth digit?
#
# <details><summary>On the wanted digit, which it copies</summary>
#
# So one expects, but so it looks in about one case of eight. Remember what $h_j$ is.
# </details>
#
# <details><summary>One place to the right of it, on the digit that it has just written</summary>
#
# Yes, mostly, from the second digit on. The state $h_j$ sums up all symbols up to $j$, so the state of the
# digit just written also holds its left neighbor, the one wanted.
# </details>
#
# <details><summary>Spread over all, because the state holds everything anyway</summary>
#
# Then it could not beat "last state", whose context holds everything too.
# </details>


# %%
def right_without(model, x, n, y, offset):
    """Return (B, T) whether each step is right if the state ``offset`` places right of the wanted digit is hidden."""
    s, (H, keys, mask) = model.memory(x, n)
    right = []
    for i, token in enumerate(F.pad(y[:, :-1], (1, 0), value=BOS).T):
        wanted = x.shape[1] - 1 - i
        seen = mask & (torch.arange(x.shape[1]) != wanted + offset)  # (B, S)
        scores, _, _ = model.step(token, s, (H, keys, seen))
        right.append(scores.argmax(dim=1) == y[:, i])
        _, s, _ = model.step(token, s, (H, keys, mask))  # the state goes on undisturbed
    return torch.stack(right, dim=1)


x, n, y = backward(500, 9, 9, torch.Generator().manual_seed(5))
written, looks = write(models["attention"], x, n, 10)
maps = torch.stack(looks, dim=1)  # (B, 10, 9)
offset = maps[:, 1:9].argmax(dim=2) - torch.arange(7, -1, -1)  # (B, 8), 0 where the wanted digit has the most
where = {k: (offset == k).float().mean().item() for k in (-1, 0, 1, 2)}
print("largest weight at offset", {k: f"{share:.0%}" for k, share in where.items()})
kept = {k: right_without(models["attention"], x, n, y, k)[:, 1:9].float().mean().item() for k in where}
print("right if offset is hidden", {k: f"{share:.0%}" for k, share in kept.items()})
assert where[1] > 0.6 and kept[0] > kept[1] + 0.03

# %% tags=["hide-input"]
figure, (axis, bars) = plt.subplots(1, 2, figsize=(8, 3.6), width_ratios=[1.2, 1])
axis.imshow(maps[0], cmap="Blues", vmin=0, vmax=1)
axis.scatter(range(8, -1, -1), range(9), s=150, facecolor="none", edgecolor=plots.ROLES["highlight"].color, marker="s")
axis.set_xticks(range(9), [str(k - 3) for k in x[0].tolist()])
axis.set_yticks(range(10), [str(k - 3) if k > 2 else "end" for k in written[0].tolist()])
axis.set(xlabel="read", ylabel="written")
axis.set_title("weights; squares: wanted", fontsize=10, fontweight="normal")
axis.grid(False)
bars.bar([str(k) for k in kept], [100 * share for share in kept.values()], color=COLORS["attention"])
bars.set(xlabel="hidden state (0: the wanted digit's)", ylabel="digits 2 to 9 right (%)", ylim=(0, 100))
figure.suptitle("It looks beside the wanted digit, and mostly uses what it sees there", fontweight="bold")
alt = "Left, a map of weights: a dark anti-diagonal, from the second row on mostly one place to the right of the "
alt += "squares that mark the wanted digits. Right, bars: hiding the state one to the right costs by far the most."
plots.show(figure, alt=alt)

# %% [markdown]
# The bars are the test that the map alone is not. We hide a single state during a single step. If it is the wanted
# digit's own, little is lost; if it is its right neighbor's, much more. So a dark spot of the map says where a useful
# *state* is, and not what it holds. Whether attention explains an answer is disputed; hiding what was looked at can
# tell, case by case.
#
# ## From words to digits
#
# Now a real translation, between other symbols and other lengths: "forty thousand two" is 40002. The network stays as
# it is.

# %%
pairs = data.number_words(6000)
words = sorted({word for text, _ in pairs for word in text.split()})
to_number = {word: number for number, word in enumerate(words, start=1)}  # 0 is PAD
texts = [torch.tensor([to_number[word] for word in text.split()]) for text, _ in pairs]
numerals = [torch.tensor([*(int(digit) + 3 for digit in digits), EOS]) for _, digits in pairs]
x_words, y_words = (nn.utils.rnn.pad_sequence(rows, batch_first=True) for rows in (texts, numerals))  # (6000, 7 and 6)
n_words = (x_words != PAD).sum(dim=1)
unseen = slice(5000, 6000)

torch.manual_seed(0)
batches = torch.cat([torch.randperm(5000)[:4992] for _ in range(4)]).split(64)
reader = train(Attention(len(words) + 1), [(x_words[b], n_words[b], y_words[b]) for b in batches])
answers, looks = write(reader, x_words[unseen], n_words[unseen], 6)
right = ((answers == y_words[unseen]) | (y_words[unseen] == PAD)).all(dim=1).float().mean().item()
print(f"{right:.1%} of 1,000 numbers that were not in training come out right")
assert right > 0.95

# %% [markdown]
# Most zeros have no word of their own. Where does the decoder look when it writes them? Play with the step, and with
# the sharpness, which multiplies all $e_{ij}$: at 0 the context is the mean of all states, at 5 nearly a single one.
# Which end of the slider spoils the answers?

# %% tags=["hide-input"]
SIGNS = ["·", "start", "end", *"0123456789"]
examples = {pairs[row][1]: row for row in range(5000, 6000) if len(pairs[row][1]) == 5 and "0" in pairs[row][1][1:4]}
examples = dict(list(examples.items())[:12])


# %% tags=["hide-input"]
def draw(number, sharpness, step):
    row = examples[number]
    model, said = copy.deepcopy(reader), pairs[row][0].split()
    model.v.weight.data *= sharpness
    tokens, looks = write(model, x_words[row : row + 1], n_words[row : row + 1], 6)
    signs = [SIGNS[token] for token in tokens[0].tolist()]
    answer = "".join(signs).partition("end")[0]
    weights = torch.stack(looks, dim=1)[0, :, : len(said)]  # (6, words)
    figure, (axis, bars) = plt.subplots(1, 2, figsize=(5, 3), width_ratios=[1.3, 1], sharex=True)
    axis.imshow(weights, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axis.axhline(step - 1.5, **plots.line("highlight"))
    axis.axhline(step - 0.5, **plots.line("highlight"))
    axis.set_yticks(range(6), signs)
    axis.grid(False)
    bars.bar(range(len(said)), weights[step - 1], color=COLORS["attention"])
    bars.set(ylim=(0, 1), title=f"weights of step {step}")
    bars.title.set(fontsize=10, fontweight="normal")
    for panel in (axis, bars):
        panel.set_xticks(range(len(said)), said, rotation=60, ha="right", fontsize=8)
    verdict = "right" if answer == number else "wrong"
    figure.suptitle(f"written: {answer or 'nothing'} ({verdict})", fontsize=11, fontweight="bold")
    most = weights[step - 1].argmax().item()
    alt = f"Words {' '.join(said)}, sharpness {sharpness:g}: written {answer or 'nothing'}, which is {verdict}. Step "
    alt += f"{step} writes {signs[step - 1]} with weight {weights[step - 1, most]:.2f} on {said[most]}."
    return plots.describe(figure, alt)


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("as trained, step 1", {}),
        ("as trained, a zero", {"step": 3}),
        ("sharpness 0: the mean", {"sharpness": 0.0}),
        ("sharpness 5: one word", {"sharpness": 5.0}),
    ],
    number=widgets.choice("number", list(examples), next(iter(examples))),
    sharpness=widgets.slider("sharpness", 0.0, 5.0, 0.25, 1.0),
    step=widgets.steps("step", 1, 6, 1),
)

# %% [markdown]
# A zero looks at the word *behind* which something is missing: where the hundreds are 0, at "thousand". The mean spoils
# nearly every answer, and a nearly single state hardly any.

# %% tags=["hide-input"]
zeros = [(k, len(digits) - 3) for k, (_, digits) in enumerate(pairs[5000:]) if len(digits) > 3 and digits[-3] == "0"]
seen = [words[x_words[5000 + k, looks[step][k].argmax()] - 1] for k, step in zeros]
thousand = seen.count("thousand") / len(zeros)
print(f'of {len(zeros)} zeros in the place of the hundreds, {thousand:.0%} look at "thousand" most')
assert thousand > 0.8

# %% [markdown]
# ## The best sentence of all
#
# So far the decoder has always written the most probable next symbol, which is called greedy. But the model gives a
# probability to *whole* sequences, the product of its steps, and a good beginning can lead to poor ends. To try all is
# out of the question, since $k$ symbols and $T$ steps make $k^T$ of them. **Beam search** extends the best `width`
# beginnings by all symbols at each step, and keeps the best `width` again.


# %%
def beam_search(log_probs, width, length):
    """Return (log-probability, sequence) of the best one kept; ``log_probs(begun)`` has one for each symbol."""
    beams = [(0.0, ())]
    for _ in range(length):
        grown = [(total + p, (*begun, k)) for total, begun in beams for k, p in enumerate(log_probs(begun))]
        beams = sorted(grown, reverse=True)[:width]
    return beams[0]


# %% [markdown]
# On small models we can try all and count. Here are a hundred with five symbols and six steps; the random probabilities
# of a step hang on the two symbols before it.
#
# **Guess.** For how many of the hundred does greedy writing find the most probable of the 15,625 sequences?

# %%
guess_greedy = None  # of 100

# %%
every = F.pad(torch.cartesian_prod(*[torch.arange(5)] * 6), (2, 0), value=5)  # (15625, 8); 5 is "nothing yet"
noise = torch.randn(100, 6, 6, 5, generator=torch.Generator().manual_seed(0))
tables = (1.5 * noise).log_softmax(dim=3)  # of each model: two symbols before, and the next
totals = sum(tables[:, every[:, i], every[:, i + 1], every[:, i + 2]] for i in range(6))  # (100, 15625)
best = totals.amax(dim=1).tolist()


def random_model(number):
    rows = tables[number].tolist()
    return lambda begun: rows[(5, 5, *begun)[-2]][(5, 5, *begun)[-1]]


found = {w: sum(beam_search(random_model(m), w, 6)[0] > best[m] - 1e-4 for m in range(100)) for w in (1, 2, 4, 8)}
print("best sequence found, of 100: " + ", ".join(f"width {width}: {count}" for width, count in found.items()))
assert np.isclose(beam_search(random_model(0), 5**5, 6)[0], best[0], atol=1e-4)  # so wide, it has tried them all
assert found[1] < 65 and found[8] > 85

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(5.6, 2.8))
axis.bar([str(width) for width in found], list(found.values()), color=COLORS["attention"])
if guess_greedy is not None:
    axis.plot("1", guess_greedy, linestyle="none", **plots.points("guess"), label="your guess")
    axis.legend(loc="upper left")
axis.set(title="A wider beam finds what greedy misses", xlabel="width", ylabel="best found, of 100")
plots.show(figure, alt="Bars: how often the best of all sequences is found, rising from width 1, greedy, to width 8.")

# %% [markdown]
# What is found is the most *probable* sequence, which need not be a good one. In 2019 F. Stahlberg and B. Byrne
# computed it exactly for a good translation model, and for more than half of the sentences it was the empty one.
#
# ## Deeper: the way back is short
#
# Why does the choice train so well? The first digit read is the last one written. Without attention, the gradient of
# that step has to pass every state between the two, which lecture 25 showed to shrink it; with attention there is a
# direct way from $c_i$ to $h_j$. We can measure it before any training, in strings of 30 digits.


# %%
def reach(model, length=30):
    """Return |d loss_i / d E_x| for the digit wanted at each step i, the mean of 20 strings; ``length`` numbers."""
    x, n, y = backward(20, length, length, torch.Generator().manual_seed(1))
    kept = []
    hook = model.read.register_forward_hook(lambda layer, given, vectors: kept.append(vectors))  # (B, S, 32)
    scores = model(x, n, y)
    hook.remove()
    sizes = []
    for i in range(length):
        loss = F.cross_entropy(scores[:, i], y[:, i], reduction="sum")
        gradient = torch.autograd.grad(loss, kept[0], retain_graph=True)[0]
        sizes.append(gradient[:, length - 1 - i].norm(dim=1).mean().item())
    return np.array(sizes)


torch.manual_seed(0)
reached = {"bare": reach(Translator()), "attention": reach(Attention())}
for name, sizes in reached.items():
    print(f"{name:10s} step 1: {sizes[0]:.1e}, step 10: {sizes[9]:.1e}, step 30: {sizes[29]:.1e}")
assert reached["attention"][29] > 1e4 * reached["bare"][29]

# %% [markdown]
# Before training all similarities are nearly equal, so each symbol gets about a thirtieth of the gradient, at whatever
# distance (the first step has the short way besides). Without attention hardly anything arrives from step 30.
#
# ## Deeper: short answers win
#
# Each further symbol makes a sequence less probable. Take a model that ends with probability 0.2 before each symbol and
# otherwise writes one of two letters, each as likely as the other:

# %%
letters = np.arange(50)
one_text = 0.2 * 0.4**letters  # the probability of any one text with so many letters
of_length = one_text * 2.0**letters  # of all texts with so many letters together
print(f"mean length {letters @ of_length:.1f}, length of the most probable text {one_text.argmax()}")
per_symbol = np.log(one_text) / (letters + 1)  # the end counts as a symbol
print(f"best mean of log-probability for each symbol: {per_symbol.argmax()} letters")
assert one_text.argmax() == 0 and letters @ of_length > 3.9

# %% [markdown]
# Symptom: the wider the beam, the shorter the texts. Remedy: divide the log-probability by the length, or by a power
# of it. Here the longest tried wins, so the power has to be tuned. Beware of the name: a "length penalty" above
# 0 *favors* long texts in a widely used library, whose manual said the opposite until 2022.
#
# ## What goes wrong
#
# **Padding that is read.** Without a mask, $\alpha$ goes to places where nothing stands, and `H[:, -1]` is a state
# after padding. Then an answer depends on what else is in the batch:


# %%
class Careless(Attention):
    def memory(self, x, n):
        H, _ = self.encoder(self.read(x))
        return H[:, -1], (H, self.W_k(H), torch.ones_like(x, dtype=torch.bool))


careless = Careless()
careless.load_state_dict(models["attention"].state_dict())
x, n, y = backward(200, 4, 4, torch.Generator().manual_seed(3))
beside = F.pad(x, (0, 5))  # as in a batch with a string of nine digits
changes = [(model(x, n, y) - model(beside, n, y)).abs().max().item() for model in (models["attention"], careless)]
same = (write(careless, beside, n, 5)[0] == y).all(dim=1).float().mean().item()
print(f"largest change of a score: masked {changes[0]:.1e}, careless {changes[1]:.1e}, and {same:.0%} come out right")
assert changes[0] < 1e-4 and changes[1] > 1 and same < 0.2

# %% [markdown]
# Symptom: answers change with the batch. Remedy: mask before the softmax, take the state at `n - 1`, and assert that
# more padding changes nothing. PyTorch's own tutorial was asked about exactly this.
#
# **A teacher that is gone.** In training each step is given the right past, in use its own. Of the bare network:

# %%
x, n, y = backward(500, 9, 9, torch.Generator().manual_seed(4))
given = (models["bare"](x, n, y).argmax(dim=2) == y).float().mean(dim=0)  # (10,)
alone = (write(models["bare"], x, n, 10)[0] == y).float().mean(dim=0)  # (10,)
print("with teacher / alone:", *(f"{a:.0%} / {b:.0%}" for a, b in zip(given[:9], alone[:9], strict=True)), sep="   ")
assert given[:9].mean() > alone[:9].mean() + 0.08

# %% [markdown]
# Symptom: a low training loss, and texts that derail after their first mistake. Remedy: always measure free running.
#
# ## Exercises
#
# ### 1. Equal keys (★, 10 minutes)
#
# All keys are equal. What does attention return, and what can the decoder no longer find out from it?
#
# <details><summary>Solution</summary>
#
# The mean of the states, at each step the same, whatever the query. Which state stood where is lost. For the numbers
# this is what sharpness 0 makes, and nearly none comes out right.
#
# ```python
# states, query = torch.randn(2, 5, 48), torch.randn(2, 48)
# keys = torch.ones(2, 5, 48)
# context, weights = models["attention"].look(query, (states, keys, torch.ones(2, 5, dtype=torch.bool)))
# assert torch.allclose(weights, torch.full((2, 5), 0.2))
# assert torch.allclose(context, states.mean(dim=1), atol=1e-5)
# for sharpness in (0, 5):
#     other = copy.deepcopy(reader)
#     other.v.weight.data *= sharpness
#     tokens = write(other, x_words[unseen], n_words[unseen], 6)[0]
#     good = ((tokens == y_words[unseen]) | (y_words[unseen] == PAD)).all(dim=1).float().mean().item()
#     print(f"sharpness {sharpness}: {good:.1%}")
#     assert good < 0.2 if sharpness == 0 else good > 0.85
# ```
# </details>
#
# ### 2. A dot product will do? (★★, 20 minutes)
#
# Replace the small network by $e_{ij}=s_{i-1}\cdot h_j$ (Luong and others, 2015, with $s_i$) and compare at 9, 11 and
# 13 digits.
#
# <details><summary>Solution</summary>
#
# It has 4,656 weights less, exactly as many as "last state". On all five seeds that we tried it was worse up to nine
# digits, and much better beyond: so whether attention goes on past the lengths of training hangs on the form of $e$.
#
# ```python
# class Dot(LastState):
#     def memory(self, x, n):
#         H, s = self.encode(x, n)
#         return s, (H, x != PAD)
#
#     def look(self, s, memory):
#         H, mask = memory
#         return attend((H @ s[:, :, None])[..., 0], H, mask)
#
#
# torch.manual_seed(0)
# dot = train(Dot(), strings(0))
# print({length: share_right(dot, length) for length in (9, 11, 13)})
# assert share_right(dot, 9) > at_nine["last state"] + 0.3
# assert share_right(dot, 13) > share_right(models["attention"], 13) + 0.05
# ```
# </details>
#
# ### 3. When wider is worse (★★, 20 minutes)
#
# Make a model with three symbols and three steps in which width 2 finds a *worse* sequence than greedy writing.
#
# <details><summary>Solution</summary>
#
# Two beginnings that look good must push the greedy one out, and then lead nowhere. For random models this is rare, so
# a wider beam is mostly, but not surely, better.
#
# ```python
# def trap(sequence):
#     if sequence == ():
#         p = [0.54, 0.45, 0.01]
#     elif len(sequence) == 1:
#         p = [0.34, 0.33, 0.33] if sequence[0] == 0 else [0.49, 0.49, 0.02]
#     else:
#         p = [0.98, 0.01, 0.01] if sequence[0] == 0 else [0.34, 0.33, 0.33]
#     return np.log(p).tolist()
#
#
# print({width: round(float(np.exp(beam_search(trap, width, 3)[0])), 3) for width in (1, 2, 9)})
# assert beam_search(trap, 2, 3)[0] < beam_search(trap, 1, 3)[0]
# ```
# </details>
#
# ### 4. Does the diagonal come back? (★★★, 30 minutes, open)
#
# Let the decoder look at vectors that know only *one* symbol and its place. Where does the
# largest weight go then?
#
# <details><summary>Solution</summary>
#
# One way is below. A neighbor's vector no longer holds the wanted digit, so the look has to go to the digit itself; on
# the two seeds that we tried, it mostly does, which supports what we said of the states. What happens at eleven digits,
# and with the places counted from the end of the string?
#
# ```python
# class Places(Attention):
#     def __init__(self):
#         super().__init__()
#         self.place, self.lift = nn.Embedding(20, 48), nn.Linear(32, 48)
#
#     def memory(self, x, n):
#         _, s = self.encode(x, n)
#         H = self.lift(self.read(x)) + self.place(torch.arange(x.shape[1]))
#         return s, (H, self.W_k(H), x != PAD)
#
#
# torch.manual_seed(0)
# places = train(Places(), strings(0))
# x, n, y = backward(500, 9, 9, torch.Generator().manual_seed(5))
# most = torch.stack(write(places, x, n, 10)[1], dim=1)[:, 1:9].argmax(dim=2) - torch.arange(7, -1, -1)
# print({k: (most == k).float().mean().item() for k in (-1, 0, 1)}, share_right(places, 9))
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - An encoder's last state could hold long strings, and training does not get it there in time.
# - Attention lets each step average all states, weighted by a softmax of learned similarities.
# - The choice is what helps: neither more weights nor a constant context do.
# - A map of weights says which *states* are used; hiding them shows what is needed.
# - Beam search mends errors of search, and never those of the model.
#
# ## Where it came from
#
# - I. Sutskever, O. Vinyals and Q. V. Le, 2014, NIPS, and K. Cho and others, 2014, EMNLP: encoder and decoder. The
#   first read the *source* backward, which shortens ways and helped much.
# - D. Bahdanau, K. Cho and Y. Bengio, 2015, ICLR (arXiv 2014): the fixed vector as a bottleneck, attention.
# - M.-T. Luong, H. Pham and C. D. Manning, 2015, EMNLP: attention by dot products.
# - S. Jain and B. C. Wallace, 2019, NAACL, doubt that attention explains; S. Wiegreffe and Y. Pinter, 2019, EMNLP,
#   doubt the doubt.
# - P. Koehn and R. Knowles, 2017: wide beams, worse translations; F. Stahlberg and B. Byrne, 2019, EMNLP.
#
# **Next**: [28, the transformer](28-transformer.ipynb): attention without a loop.

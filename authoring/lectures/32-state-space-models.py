# %% [markdown]
# # State space models
#
# You will be able to run one linear recurrence as a loop, as a convolution and as a parallel scan, to say before
# training how far back it remembers, and to turn it into a network that chooses what it keeps.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites**
# [16 (convolution)](16-convolution.ipynb), [25 (recurrent networks)](25-rnn.ipynb) and [26 (gates)](26-lstm-gru.ipynb)
# · **Practice** [assignment a22](../release/a22-graphs-and-dynamics/graphs-and-dynamics.ipynb) (after lecture 43) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/32-state-space-models.ipynb)
#
# **Needs** [16](16-convolution.ipynb), [19](19-resnet.ipynb), [25](25-rnn.ipynb), [26](26-lstm-gru.ipynb),
# [30](30-gpt-and-llms.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** from two numbers how far back a state space model remembers;
# - **implement** it as a loop, a convolution and a parallel scan, and show that they agree;
# - **predict** which solved task falls apart on longer sequences;
# - **explain** Mamba's step size as the gate of lecture 26;
# - **diagnose** a kernel that wraps around, steps that start too small, and a memory that decays in training.

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
# ## Keep without a gate
#
# [Lecture 26](26-lstm-gru.ipynb) found two jobs for a gate, to keep a value and to choose which one, and we take them
# up again one by one. First keeping, over a longer lag than there: one of four symbols comes, then 256 distractors, and
# then the question which symbol it was. Every model reads through the same frame:


# %%
class Reader(nn.Module):
    """Read (B, T, 8) into d channels, mix them along time, and answer from the last step: (B, 4)."""

    def __init__(self, mix, seed, d=32):
        super().__init__()
        torch.manual_seed(seed)
        self.enter, self.mix, self.head = nn.Linear(8, d), mix(d), nn.Linear(d, 4)

    def forward(self, X):
        mixed = self.mix(self.enter(X))  # (B, T, d)
        return self.head(mixed[0][:, -1] if isinstance(mixed, tuple) else mixed[:, -1])  # an LSTM returns a pair


# %%
def learn(model, seed, steps=60, lag=256):
    """Train on fresh sequences; return the share of 500 others whose first symbol is named right."""
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-2, fused=True)
    for step in range(steps):
        batch = data.recall(64, lag, seed=1000 * seed + step)  # X (64, lag + 1, 8)
        loss = F.cross_entropy(model(batch.X), batch.y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    test = data.recall(500, lag, seed=10**6)
    with torch.no_grad():
        return metrics.accuracy(model(test.X), test.y).item()


# %%
named = {"LSTM": learn(Reader(lambda d: nn.LSTM(d, d, batch_first=True), seed=0), seed=0)}
print(f"LSTM, as the library builds it: {named['LSTM']:.1%} right, by chance 25%")
assert named["LSTM"] < 0.4

# %% [markdown]
# It guesses in these 60 steps (lecture 26's better biases we have not tried). Our next model has no gate and no tanh:
# its scores are a *linear* function of the sequence, and from step to step it carries sixteen complex numbers a
# channel.
#
# **Guess.** How many percent does it name right, after as many steps?

# %%
guess = None  # percent, such as 30

# %% [markdown]
# ## A pendulum, sampled
#
# The model comes from control theory. A **state space model** (SSM) has a state $h$ that follows a differential
# equation driven by the input $x$, and an output $y$ that is read off the state:
#
# $$h'(t)=A\,h(t)+B\,x(t),\qquad y(t)=\mathrm{Re}\,\big(C\,h(t)\big)$$
#
# Let $A$ be one complex number with a negative real part. Left alone, $h(t)=e^{At}h(0)$ is the hand of a clock that
# turns by $\mathrm{Im}\,A$ radians in a unit of time and shrinks by $e^{\mathrm{Re}\,A}$, like a pendulum that swings
# and fades, and an input pushes it.
#
# A sequence comes in steps, so we keep the input constant during a step of length $\Delta$, as a held input (zero-order
# hold). For a constant $x$ the equation has the solutions $h(t)=e^{At}c-Bx/A$, and the one that starts at $h_{t-1}$ is
# one step later at
#
# $$h_t=\bar A\,h_{t-1}+\bar B\,x_t,\qquad \bar A=e^{\Delta A},\qquad \bar B=\frac{e^{\Delta A}-1}{A}\,B$$
#
# For $A\to0$, $\bar B$ tends to $\Delta B$, which adds up the input. (In shapes, B counts sequences, as ever.)


# %%
def discretize(A, B, dt):
    A_bar = torch.exp(dt * A)
    return A_bar, (A_bar - 1) / A * B


A, B, dt = torch.tensor(-0.5 + 3.0j, dtype=torch.complex128), 2.0, 0.3
A_bar, B_bar = discretize(A, B, dt)
both = torch.linalg.matrix_exp(dt * torch.tensor([[A, B], [0, 0]]))  # the library's: state and held input together
assert torch.allclose(both[0], torch.stack([A_bar, B_bar]))
assert abs(discretize(1e-8 * A, B, dt)[1] - dt * B) < 1e-6
euler, exact = 1 + 2.5 * -1.0, math.exp(2.5 * -1.0)  # A = -1 with a long step, 2.5
print(f"A_bar: 1 + dt A gives {euler}, whose powers grow without end; exp(dt A) gives {exact:.3f}")
assert abs(euler) > 1 > exact

# %% tags=["hide-input", "drawing"]
COLORS = {"selective": plots.BLUE, "constant": plots.RED, "LSTM": plots.GRAY, "fast": plots.ORANGE} | {
    "state": plots.BLUE, "input": plots.GREEN, "output": plots.PURPLE
}  # fmt: skip
ARROW = {"arrowstyle": "-|>", "linewidth": 1.4, "color": "black", "shrinkA": 0, "shrinkB": 0}

# %% tags=["hide-input", "drawing"]
figure, axes = plt.subplots(figsize=(8.6, 2.7))
boxes = [(1.9, r"$\times\ \bar B$"), (3.6, "+"), (7.0, r"Re$\,\sum C h_t$")]
for x, text in boxes:
    look = {"boxstyle": "circle,pad=0.3" if text == "+" else "round,pad=0.4", "facecolor": "white"}
    axes.text(x, 1, text, ha="center", va="center", fontsize=12, bbox=look | {"edgecolor": COLORS["state"]}, zorder=3)
look = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": COLORS["state"]}
axes.text(4.6, 2.15, r"$\times\ \bar A$, one step later", ha="center", va="center", fontsize=12, bbox=look, zorder=3)
for start, end in [((0.5, 1), (1.45, 1)), ((2.35, 1), (3.35, 1)), ((3.85, 1), (6.25, 1)), ((7.75, 1), (8.5, 1))]:
    axes.annotate("", end, start, arrowprops=ARROW)
axes.plot([5.9, 5.9, 3.6], [1, 2.15, 2.15], color="black", linewidth=1.4)
axes.annotate("", (3.6, 1.27), (3.6, 2.15), arrowprops=ARROW)
for x, y, text in [(0.2, 1, "$x_t$"), (0.9, 0.65, "(B, d)"), (2.85, 0.65, "(B, d, N)"), (4.9, 0.65, "$h_t$ (B, d, N)")]:
    axes.text(x, y, text, ha="center", va="center")
axes.text(8.65, 1, "$y_t$ (B, d)", va="center")
axes.set(xlim=(0, 9.6), ylim=(0.4, 2.5), title="Each of d channels has N numbers of state of its own")
axes.axis("off")
plots.show(
    figure,
    alt="A row of boxes. The input x at t, (B, d), is multiplied by B bar, which gives (B, d, N). A plus adds the last "
    "state times A bar, which comes back in a loop from the right; the sum is the state h at t, (B, d, N). The real "
    "part of the sum of C times h gives the output y at t, (B, d).",
)

# %% [markdown]
# ## One machine, two programs
#
# Because all of this is linear, we can write the recurrence out: $h_t=\sum_k\bar A^k\bar B\,x_{t-k}$, and so
#
# $$y_t=\sum_{k=0}^{t}K_k\,x_{t-k},\qquad K_k=\mathrm{Re}\sum_{n=1}^{N}C_n\,\bar A_n^{\,k}\,\bar B_n$$
#
# That is a causal convolution ([lecture 16](16-convolution.ipynb)) whose kernel $K$ is as long as the sequence, and the
# fast Fourier transform (FFT) turns a convolution into a product.


# %%
def recurrent(x, A_bar, B_bar, C):
    h, y = torch.zeros_like(A_bar), []  # (d, N)
    for x_t in x.unbind(1):  # (B, d)
        h = A_bar * h + B_bar * x_t[..., None]  # (B, d, N)
        y.append((C * h).sum(-1).real)  # (B, d)
    return torch.stack(y, dim=1)  # (B, T, d)


def kernel(A_bar, B_bar, C, T):
    powers = A_bar[..., None] ** torch.arange(T)  # (d, N, T)
    return ((C * B_bar)[..., None] * powers).sum(1).real  # (d, T)


def convolve(x, K):
    n = 2 * x.shape[1]  # zeros behind the end: an FFT's time is a ring
    x_f, K_f = torch.fft.rfft(x, n, dim=1), torch.fft.rfft(K, n).mT  # (B, T + 1, d), (T + 1, d)
    return torch.fft.irfft(x_f * K_f, n, dim=1)[:, : x.shape[1]]  # (B, T, d)


# %%
for kind, close in [(torch.complex64, 1e-4), (torch.complex128, 1e-12)]:
    A = torch.complex(-torch.rand(3, 16), 3 * torch.randn(3, 16)).to(kind)  # (d, N)
    A_bar, B_bar = discretize(A, 1.0, 0.1)
    C, x = torch.randn(3, 16, dtype=kind), torch.randn(2, 200, 3, dtype=kind).real  # (d, N), (B, T, d)
    far = (recurrent(x, A_bar, B_bar, C) - convolve(x, kernel(A_bar, B_bar, C, 200))).abs().max()
    print(f"largest difference in {str(kind)[6:]:10s} {far:.0e}")
    assert far < close
K, x = kernel(A_bar, B_bar, C, 200), x.requires_grad_()
early = torch.autograd.grad(convolve(x, K)[:, :120].sum(), x)[0]  # (B, T, d)
assert early[:, 120:].abs().max() < 1e-12 and early[:, :120].abs().min() > 1e-9  # causal

# %% [markdown]
# Each program has its use. In training the whole sequence is there, and the convolution needs no loop over time. When a
# sequence is written step by step, the loop keeps the same few numbers however long the past is, while a transformer's
# cache grows ([lecture 30](30-gpt-and-llms.ipynb)).
#
# **Checkpoint.** Why can an LSTM not be run as a convolution?
#
# <details><summary>Answer</summary>
#
# Its gates hang on the last $h$, and a tanh stands between the steps. Written out, $h_t$ is no weighted sum of inputs
# whose weights are known before the inputs come.
# </details>
#
# ## Memory is where the numbers start
#
# After $k$ steps $|\bar A^k|=e^{k\Delta\,\mathrm{Re}A}$ is left, which is $1/e$ after
# $1/(\Delta\,|\mathrm{Re}\,A|)$ steps, the horizon, and both numbers are ours. The start called S4D-Lin takes for the
# $n$-th number, counted from 0,
#
# $$A_n=-\tfrac12+i\pi n,\qquad \Delta\ \text{log-uniform in}\ [0.001,\,0.1],$$
#
# which gives horizons of 20 to 2,000 steps, and in each channel clocks of many speeds.


# %%
def log_uniform(low, high, *shape):
    return torch.empty(*shape).uniform_(math.log(low), math.log(high)).exp()


class S4D(nn.Module):
    """x (B, T, d) -> (B, T, d), d channels with N complex numbers of state each."""

    def __init__(self, d, N=16, low=1e-3, high=1e-1):
        super().__init__()
        self.log_dt = nn.Parameter(log_uniform(low, high, d, 1).log())
        self.log_rate = nn.Parameter(torch.full((d, N), 0.5).log())  # -Re A stays positive
        self.speed = nn.Parameter(math.pi * torch.arange(N).repeat(d, 1))  # Im A
        self.C = nn.Parameter(torch.randn(d, N, 2) / 2**0.5)  # real and imaginary parts

    def forward(self, x):
        A = torch.complex(-self.log_rate.exp(), self.speed)  # (d, N)
        A_bar, B_bar = discretize(A, 1.0, self.log_dt.exp())
        K = kernel(A_bar, B_bar, torch.view_as_complex(self.C), x.shape[1])  # (d, T)
        return convolve(x, 2 * K)  # each number stands for its conjugate too


# %%
named["fast"] = learn(Reader(lambda d: S4D(d, low=0.1, high=1.0), seed=0), seed=0)  # horizons of 2 to 20 steps
named["S4D"] = learn(Reader(S4D, seed=0), seed=0)
for name, right in named.items():
    print(f"{name:5s} {right:.1%}")
assert named["S4D"] > 0.9 and named["fast"] < 0.4

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), width_ratios=[1.6, 1])
k = torch.arange(400)
for n, style in [(0, "-"), (1, "--"), (4, ":")]:
    A_bar, _ = discretize(torch.tensor(-0.5 + 1j * math.pi * n), 1.0, 0.01)
    axes[0].plot(k, (A_bar**k).real, style, color=COLORS["state"], label=f"n = {n}")
axes[0].set(title=r"What is left of a push, $\Delta=0.01$", xlabel="steps later", ylabel=r"Re $\bar A^k$")
axes[0].legend(ncols=3)
labels = {"LSTM": "LSTM", "fast": "S4D, fast start", "S4D": "S4D"}
axes[1].barh(list(labels.values()), [100 * named[n] for n in labels], color=[COLORS.get(n, "black") for n in labels])
if guess is not None:
    axes[1].plot(guess, "S4D", linestyle="none", **plots.points("guess"), label="your guess")
    axes[1].legend(loc="lower right")
axes[1].set(title="Only slow steps keep it", xlabel="first of 257 named right (%)", xlim=(0, 105))
plots.show(
    figure,
    alt="Left, real parts of the powers of A bar over 400 steps: for n = 0 a slow decay to 0.14, for n = 1 and n = 4 "
    f"oscillations under the same decay. Right, shares named right: LSTM {named['LSTM']:.0%}, S4D with a fast start "
    f"{named['fast']:.0%}, S4D {named['S4D']:.0%}.",
)

# %% [markdown]
# A linear recurrence keeps a symbol over 256 steps, and one that differs only in where $\Delta$ starts does not. So
# memory needs no gate, but a start with $|\bar A|$ close to 1, because a gradient cannot ask for what has faded before
# it is read.
#
# ## What a fixed kernel cannot do
#
# Now to the other job, choosing. In **selective copying** a few tokens stand among blanks, and have to be told in order
# at the end, one at each query:

# %%
few = data.selective_copying(count=3, steps=20, tokens=2)  # X (3, 22, 8) one-hot, y (3, 2)
for X, y in zip(few.X, few.y, strict=True):
    print(" ".join("ABCDEF.?"[symbol] for symbol in X.argmax(dim=1)), "  answer", *("ABCDEF"[token] for token in y))

# %% [markdown]
# For a convolution a token's weight hangs on its kind and age, whatever stands around it.
#
# **Choose.** Take three tokens. Is there a kernel whose largest score is always that of the *middle* one?
#
# <details><summary>Yes, with its peak in the middle of the sequence</summary>
#
# The middle token can stand near either end.
# </details>
#
# <details><summary>Yes, if the state is large enough</summary>
#
# The argument in the third answer never asks where the kernel comes from.
# </details>
#
# <details><summary>No: think of four places</summary>
#
# Tokens at places 1, 2, 3 need a larger weight at 2 than at 3. Tokens at 2, 3, 4 need a larger weight at 3 than at 2.
# (Weights that differ from token to token do not help; exercise 3 shows it.)
# </details>
#
# The first of two tokens could be found by a kernel that grows with age, but the middle of three is beyond any. And
# whoever has learned at one length which age means what has to guess at another.
#
# ## Let the input set the step
#
# So the recurrence must see *what* it reads. Mamba makes $\Delta$, $B$ and $C$ functions of the input, which gives a
# **selective state space model**. To see what that does, take $A=-1$, $B=1$, and
# $\Delta=\mathrm{softplus}(z)=\ln(1+e^z)$ with $z$ from a linear layer. Then $\bar A=e^{-\Delta}=1/(1+e^z)=1-\sigma(z)$
# and $\bar B=1-\bar A$, so that with $g=\sigma(z)$
#
# $$h_t=(1-g)\,h_{t-1}+g\,x_t$$
#
# This is the gate that keeps or listens. With a small $\Delta$ hardly any time passes, so that the state stays and the
# input is ignored, while a large one forgets everything and takes the input in.

# %%
z = torch.linspace(-8, 8, 9).double()
A_bar, B_bar = discretize(torch.tensor(-1.0), 1.0, F.softplus(z))
assert torch.allclose(A_bar, 1 - torch.sigmoid(z)) and torch.allclose(B_bar, torch.sigmoid(z))

# %% [markdown]
# The price is the kernel, because $\bar A$ now changes from step to step. But the recurrence is still linear in $h$, so
# two steps in a row are one step of the same kind: first $h\mapsto a_1h+b_1$, then $h\mapsto a_2h+b_2$ make
# $h\mapsto a_2a_1h+(a_2b_1+b_2)$. We join every step with the one before, then every two with the two before, and are
# done after $\log_2T$ sweeps, in each of which all places work at once (**parallel scan**):


# %%
def scan(a, b):
    """Return all h_t = a_t h_(t-1) + b_t for b (B, T, ...), from h = 0."""
    a, reach = a.expand_as(b), 1
    while reach < b.shape[1]:  # so far, each place holds its last `reach` steps as one
        b = torch.cat([b[:, :reach], a[:, reach:] * b[:, :-reach] + b[:, reach:]], dim=1)
        a = torch.cat([a[:, :reach], a[:, reach:] * a[:, :-reach]], dim=1)
        reach *= 2
    return b


for T in (1, 7, 64):
    a, b = torch.rand(2, T, 3, 5).double(), torch.randn(2, T, 3, 5).double()  # (B, T, d, N)
    h = torch.zeros(2, 3, 5).double()
    for t in range(T):
        h = a[:, t] * h + b[:, t]
    assert torch.allclose(scan(a, b)[:, -1], h)


# %%
class SSM(nn.Module):
    """x (B, T, d) -> (B, T, d); if selective, the input has a say in dt, B and C."""

    def __init__(self, d, selective, N=8):
        super().__init__()
        self.selective, dt = selective, log_uniform(0.01, 0.5, d, 1)
        self.dt = nn.Parameter(dt + torch.log(-torch.expm1(-dt)))  # softplus(self.dt) is dt
        self.log_A = nn.Parameter(torch.arange(1.0, N + 1).log().repeat(d, 1))  # A = -1, ..., -N, real
        self.B, self.C = nn.Parameter(torch.ones(d, N)), nn.Parameter(torch.randn(d, N) / N**0.5)
        self.D = nn.Parameter(torch.ones(d))  # the way past the state
        if selective:
            self.to_dt = nn.Linear(d, d, bias=False)
            self.to_B, self.to_C = nn.Linear(d, N, bias=False), nn.Linear(d, N, bias=False)

    def forward(self, x):
        dt, B, C = self.dt, self.B, self.C  # (d, 1), (d, N), (d, N)
        if self.selective:
            dt = dt + self.to_dt(x)[..., None]  # (B, T, d, 1)
            B = B + self.to_B(x)[..., None, :]  # (B, T, d, N)
            C = C + self.to_C(x)[..., None, :]  # (B, T, d, N)
        self.passed = F.softplus(dt).detach()  # kept for our pictures only
        A_bar, B_bar = discretize(-self.log_A.exp(), B, F.softplus(dt))
        h = scan(A_bar, B_bar * x[..., None])  # (B, T, d, N)
        return (C * h).sum(-1) + self.D * x  # (B, T, d)


# %% [markdown]
# Three lines are all that selection adds. Around it we put Mamba's block: a short convolution over the last four steps,
# and a gate behind the SSM, on a residual path as in [lecture 19](19-resnet.ipynb).


# %%
class Block(nn.Module):
    def __init__(self, d, selective):
        super().__init__()
        self.norm, self.enter, self.leave = nn.LayerNorm(d), nn.Linear(d, 2 * d), nn.Linear(d, d)
        self.near, self.ssm = nn.Conv1d(d, d, 4, padding=3, groups=d), SSM(d, selective)

    def forward(self, x):
        u, gate = self.enter(self.norm(x)).chunk(2, dim=-1)  # (B, T, d) each
        u = F.silu(self.near(u.mT)[..., : x.shape[1]].mT)  # (B, T, d), causal
        return x + self.leave(self.ssm(u) * F.silu(gate))  # (B, T, d)


def network(selective, d=24):
    blocks = [Block(d, selective) for _ in range(2)]
    return nn.Sequential(nn.Linear(8, d), *blocks, nn.LayerNorm(d), nn.Linear(d, 6))  # (B, T, 8) -> (B, T, 6)


# %%
def train(model, seed, tokens=2, steps=350, decay=0.01):
    optimizer = torch.optim.AdamW(model.parameters(), 1.6e-2, weight_decay=decay, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.6e-2, total_steps=steps)
    for step in range(steps):
        batch = data.selective_copying(48, 20, tokens, seed=1000 * seed + step)  # X (48, 20 + tokens, 8)
        scores = model(batch.X)[:, -tokens:]  # (48, tokens, 6), at the queries
        optimizer.zero_grad()
        F.cross_entropy(scores.flatten(0, 1), batch.y.flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    return model


@torch.no_grad()
def share_right(model, steps, tokens=2):
    test = data.selective_copying(400, steps, tokens, seed=10**6)
    return (model(test.X)[:, -tokens:].argmax(-1) == test.y).float().mean().item()


# %% [markdown]
# We train both on 20 places; the rival has the same blocks without the three lines.
#
# **Choose.** How do the two compare on 20 places, and how on 80, which they have never seen?
#
# <details><summary>Selective solves 20, constant does not</summary>
#
# Two blocks with gates between them are more than one convolution. With a single length they can learn a table.
# </details>
#
# <details><summary>Both solve 20, and both lose some on 80</summary>
#
# The constant one loses far more than some: its weights along time hang on ages, and most ages are new to it.
# </details>
#
# <details><summary>Both nearly solve 20; on 80 constant falls far behind</summary>
#
# Yes. They have learned two different things that look alike at 20 places.
# </details>

# %% tags=["main-result"]
LENGTHS, models, right = (20, 40, 80), {}, {}
for name in ("constant", "selective"):
    torch.manual_seed(0)
    models[name] = train(network(name == "selective"), seed=0)
    right[name] = [share_right(models[name], steps) for steps in LENGTHS]
    numbers = sum(parameter.numel() for parameter in models[name].parameters())
    print(
        f"{name:9s} {numbers:,} parameters, right on 20, 40, 80 places: " + ", ".join(f"{r:.1%}" for r in right[name])
    )
assert right["selective"][0] > 0.95 and right["selective"][1] > 0.9 and right["selective"][2] > 0.6
assert right["constant"][0] > 0.8 and right["constant"][1] < 0.9 and right["constant"][2] < 0.65

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6, 3.3))
for name, marker, style in [("selective", "o", "-"), ("constant", "s", "--")]:
    axis.plot(LENGTHS, [100 * r for r in right[name]], style, marker=marker, color=COLORS[name], label=name)
axis.axhline(100 / 6, linestyle=":", color="gray", label="chance")
axis.set(title="Alike where trained, far apart beyond", xlabel="places (trained on 20)")
axis.set(ylabel="tokens right (%)", ylim=(0, 105))
axis.set_xticks(LENGTHS)
axis.legend()
plots.show(
    figure,
    alt="Share of tokens right for 20, 40 and 80 places. Selective: "
    + ", ".join(f"{r:.0%}" for r in right["selective"])
    + ". Constant: "
    + ", ".join(f"{r:.0%}" for r in right["constant"])
    + ". Chance is a dotted line at 17%.",
)

# %% [markdown]
# At the length of training the two are hard to tell apart, and a test set drawn like the training set would call both
# solved. Along time one can weigh only distances, the other contents too, and only another length shows it.
#
# ## Read the steps
#
# If $\Delta$ is how much time a symbol is worth, a blank should be worth less than a token. We look at the trained
# network, and then we also *do* something: we silence one of the three lines at a time.

# %%
import copy

test = data.selective_copying(400, 80, seed=7)
with torch.no_grad():
    models["selective"](test.X)
kind = test.X.argmax(-1)  # (400, 82): 0 to 5 token, 6 blank, 7 query
for number, block in enumerate(models["selective"][1:3], start=1):
    passed = block.ssm.passed[..., 0]  # (400, 82, d)
    token, blank = passed[kind < 6].mean(0), passed[kind == 6].mean(0)  # (d,) each
    print(f"block {number}: mean step {token.mean():.2f} at tokens, {blank.mean():.2f} at blanks; ", end="")
    print(f"longer at tokens in {(token > blank).sum()} of {len(token)} channels")
for line in ("to_dt", "to_B", "to_C"):
    silenced = copy.deepcopy(models["selective"])
    for block in silenced[1:3]:
        nn.init.zeros_(block.ssm.get_submodule(line).weight)
    left = share_right(silenced, 20)
    print(f"without {line:5s} {left:.1%} right on 20 places")
    assert line == "to_B" or left < right["selective"][0] - 0.1

# %% [markdown]
# The averages are no proof of the simple picture: count the channels that go against it. The intervention is clearer.
# Whatever a single channel does, without what the input says to $\Delta$ the network no longer copies.
#
# ### Play with it
#
# Here is a single number of state. With selection, $\Delta$ holds where the input is not 0, and elsewhere only a
# fiftieth of it passes:


# %% tags=["hide-input"]
INPUTS = {"impulse": np.zeros(60), "pulse": np.zeros(60), "tokens among blanks": np.zeros(60)}
INPUTS["impulse"][5] = INPUTS["pulse"][5:20] = 1
INPUTS["tokens among blanks"][[5, 17, 38]] = 1, -1, 1


# %% tags=["hide-input"]
def draw_state(rate, speed, dt, stream, selective):
    """Draw one state's eigenvalue and its powers in the unit disk, and how the state follows an input."""
    x, A = INPUTS[stream], complex(-rate, speed)
    steps = np.where((x != 0) | (not selective), dt, dt / 50)
    h, states = 0, []
    for x_t, step in zip(x, steps, strict=True):
        h = np.exp(step * A) * h + (np.exp(step * A) - 1) / A * x_t
        states.append(h)
    y, a, t = np.real(states), np.exp(dt * A), np.arange(60)
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 2.9), width_ratios=[1, 1.8])
    axes[0].add_patch(plt.Circle((0, 0), 1, fill=False))
    axes[0].plot(a.real, a.imag, "o", color=COLORS["state"])
    axes[0].set(aspect="equal", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), title=f"horizon {1 / (dt * rate):.3g} steps")
    axes[0].plot((a**t).real, (a**t).imag, color=COLORS["state"], linewidth=0.7)
    axes[1].bar(t, x * max(abs(y).max(), 1e-9), color="lightgray", label="input, scaled")
    axes[1].plot(t, y, color=COLORS["state"], label="Re h")
    axes[1].set(xlabel="step", title=f"at the end {y[-1]:.2g}")
    axes[1].set_ylim(-1.1 * abs(y).max(), 1.45 * abs(y).max())
    axes[1].legend(fontsize=8, loc="upper right", ncols=2)
    alt = f"Re A -{rate:.3g}, Im A {speed:g}, step {dt:.3g}, {stream}, {'selective' if selective else 'constant'}. "
    alt += f"A bar is {a.real:.3f} {a.imag:+.3f} i, of size {abs(a):.4f}, horizon {1 / (dt * rate):.3g} steps. "
    return plots.describe(figure, alt + f"The state's largest real part is {y.max():.3g}, its last {y[-1]:.3g}.")


# %% tags=["hide-input"]
widgets.explore(
    draw_state,
    frames=[
        ("slow decay: three tokens add up", {}),
        ("fast decay: each is soon gone", {"rate": 1.0, "dt": 0.3}),
        ("it swings: when they came is in the phase", {"speed": 6.0}),
        ("selective: fast, and yet it keeps", {"rate": 1.0, "dt": 0.3, "selective": True}),
    ],
    rate=widgets.log_slider("-Re A", -2, 0, 0.1),
    speed=widgets.slider("Im A", 0.0, 15.0, 0.5, 0.0),
    dt=widgets.log_slider("step Δ", -2, 0, 0.1),
    stream=widgets.choice("input", list(INPUTS), "tokens among blanks"),
    selective=widgets.toggle("selective", False),
)

# %% [markdown]
# **Try** to keep the last token and lose the first. **Notice** that a long horizon mixes all tokens, and that with
# selection the state fades fifty times more slowly over blanks.
#
# ## Deeper: where S4 and S5 start
#
# S4, the model before S4D, took for $A$ the HiPPO matrix of 2020, under which a state holds the coefficients of
# polynomials that follow the whole past. It is no diagonal matrix. But add the product of one column and one row, and
# what remains is $-\tfrac12$ on the diagonal and otherwise antisymmetric, so that every eigenvalue has the real part
# $-\tfrac12$:

# %%
n = torch.arange(16).double()
root = (2 * n + 1).sqrt()
hippo = -torch.outer(root, root).tril(-1) - torch.diag(n + 1)  # (N, N)
rest = hippo + torch.outer(root, root) / 2
assert torch.allclose(rest + rest.T, -torch.eye(16).double())
eigenvalues = torch.linalg.eigvals(rest)
assert torch.allclose(eigenvalues.real, torch.full((16,), -0.5).double())
speeds = eigenvalues.imag.sort().values[8:]
print("speeds divided by pi:", " ".join(f"{speed / math.pi:.2f}" for speed in speeds))

# %% [markdown]
# S4D-Lin keeps this real part and spaces the speeds evenly, whereas these crowd near 0 and spread far at the other end.
# S5 keeps HiPPO's start and changes two other things: one system with many inputs and outputs instead of one a channel,
# and the parallel scan instead of the FFT.
#
# ## Deeper: a GRU does it too
#
# Selection is a gate, so a GRU of about the same size should choose as well. It does, at the length of training:


# %%
class GRU(nn.Module):
    def __init__(self, hidden=40):
        super().__init__()
        self.cell, self.head = nn.GRU(8, hidden, batch_first=True), nn.Linear(hidden, 6)

    def forward(self, X):
        return self.head(self.cell(X)[0])  # (B, T, 6)


torch.manual_seed(0)
gru = train(GRU(), seed=0)
print("GRU, right on 20, 40, 80 places: " + ", ".join(f"{share_right(gru, steps):.1%}" for steps in LENGTHS))
assert share_right(gru, 20) > 0.9

# %% [markdown]
# On longer sequences, with our seed, it loses more than the selective network and less than the constant one. So a
# fall at a new length does not yet prove that ages were learned: of the constant network we know it from its build.
#
# So what Mamba has over older gates is not the choosing. It is that its gates do not look at $h$, and the state is not
# bent between steps, which is why it trains without a loop. And what no model of this lecture has is room without end:
# a state of fixed size cannot hold every text, however long. Jelassi and others show that transformers copy long
# strings and such models cannot; many large models now mix both kinds of layer.
#
# ## What goes wrong
#
# **The end leaks into the beginning.** An FFT without the zeros takes time as a ring. An impulse at the last step shows
# it:

# %%
impulse = torch.zeros(1, 200, 3).double()
impulse[:, -1] = 1
ring = torch.fft.irfft(torch.fft.rfft(impulse, dim=1) * torch.fft.rfft(K).mT, 200, dim=1)  # (1, 200, 3)
print(f"before the impulse: {ring[:, :-1].abs().max():.2f} on a ring, {convolve(impulse, K)[:, :-1].abs().max():.0e}")
assert ring[:, :-1].abs().max() > 0.1 and convolve(impulse, K)[:, :-1].abs().max() < 1e-12

# %% [markdown]
# The symptom is a training loss that is too good. The remedy is `n = 2 * T`, and a test like this one.
#
# **Steps start too small.** The bias of $\Delta$ goes through a softplus, so it has to be the inverse softplus of the
# wanted $\Delta$, $\Delta+\ln(1-e^{-\Delta})$. Write $\ln\Delta$ for its first term, and steps come out near
# $\Delta^2$:

# %%
dt = torch.tensor([0.001, 0.1])
wrong = dt.log() + torch.log1p(-torch.exp(-dt))
assert torch.allclose(F.softplus(dt + torch.log(-torch.expm1(-dt))), dt)
print("wanted", [f"{step:.3f}" for step in dt], "began with", [f"{step:.1e}" for step in F.softplus(wrong)])
assert torch.allclose(F.softplus(wrong), dt**2, rtol=0.1)

# %% [markdown]
# The symptom is a model that learns as if it had no state; print `F.softplus(bias)`.
#
# ### Deeper: weight decay eats the memory
#
# We store logarithms, and decay pulls them to 0, that is to a rate and a step of 1 each. From a horizon of 200 steps,
# with no gradient at all:

# %%
layer = S4D(1, low=0.01, high=0.01)
optimizer = torch.optim.AdamW(layer.parameters(), lr=1e-2, weight_decay=0.1)
for step in range(2001):
    if step % 1000 == 0:
        horizon = 1 / (layer.log_dt.exp() * layer.log_rate.exp()).max().item()
        print(f"after {step} steps: horizon {horizon:.0f}")
    layer(torch.zeros(1, 4, 1)).sum().backward()
    optimizer.step()
    optimizer.zero_grad()
assert horizon < 50

# %% [markdown]
# The symptom is a memory that shrinks while training goes on. The authors of S4 and Mamba exempt these numbers from
# decay; a framework's default does not know that.
#
# ## Exercises
#
# ### 1. How far back? (★, 10 minutes)
#
# An SSM with $A=-2+5i$ shall remember for 500 steps. Which $\Delta$? How many steps does one turn of its hand take?
#
# <details><summary>Solution</summary>
#
# $1/(2\Delta)=500$, so $\Delta=0.001$, and a turn takes $2\pi/(5\cdot0.001)$, about 1,257 steps.
#
# ```python
# dt = 1 / (2 * 500)
# a, _ = discretize(torch.tensor(-2 + 5j), 1.0, dt)
# assert abs(abs(a) ** 500 - math.exp(-1)) < 1e-4
# print(dt, 2 * math.pi / (5 * dt))
# ```
# </details>
#
# ### 2. Another rule (★★, 15 minutes)
#
# The first S4 used the bilinear rule, $\bar A=(1+\Delta A/2)/(1-\Delta A/2)$. Is it ever unstable? How does it differ
# from ours?
#
# <details><summary>Solution</summary>
#
# For $\mathrm{Re}A<0$ the point $1+\Delta A/2$ is nearer to 0 than $1-\Delta A/2$, so $|\bar A|<1$ for every step.
# It agrees with $e^{\Delta A}$ up to $\Delta^2$, so for small steps the difference is of third order.
#
# ```python
# A = torch.tensor(-0.5 + 3.0j, dtype=torch.complex128)
# gaps = []
# for dt in (0.2, 0.1, 0.05):
#     bilinear = (1 + dt * A / 2) / (1 - dt * A / 2)
#     gaps.append((bilinear - torch.exp(dt * A)).abs())
#     print(dt, f"{gaps[-1]:.1e}", f"{bilinear.abs():.3f}")
# assert abs(gaps[1] / gaps[2] - 8) < 0.5  # half the step, an eighth of the difference
# assert ((1 + 50 * A) / (1 - 50 * A)).abs() < 1
# ```
# </details>
#
# ### 3. No kernel, whatever its numbers (★★, 20 minutes)
#
# Let token $a$ at place $p$ add any six scores $f(a,p)$. Show that the middle of three tokens still cannot always win.
#
# <details><summary>Solution</summary>
#
# Count what a token adds beyond a blank at its place; what is left is a constant, which cancels below.
# Look at the lead of $B$ over $C$, $f(\cdot)_B-f(\cdot)_C$. It must be positive for $A,B,C$ at 1, 2, 3 and negative
# for $B,C,D$ at 2, 3, 4; so $A$ at 1 must favor $B$ by more than $D$ at 4 does. Change the roles of $B$ and $C$: for
# $A,C,B$ and $C,B,D$ it must favor $B$ by less. Both cannot be.
#
# ```python
# f = torch.randn(6, 5, 6).double()  # token, place, scores
# def lead(tokens, places):
#     total = sum(f[token, place] for token, place in zip(tokens, places))
#     return total[1] - total[2]
# A, B, C, D = range(4)
# one = lead((A, B, C), (1, 2, 3)) - lead((B, C, D), (2, 3, 4))
# two = lead((A, C, B), (1, 2, 3)) - lead((C, B, D), (2, 3, 4))
# assert torch.allclose(one, two)  # one must be positive, two negative
# ```
# </details>
#
# ### 4. How much fits into a state? (★★★, 40 minutes, open)
#
# Train the selective network on 3 and 4 tokens, and with `N` of 2 and 16. Where does it break, and does that place
# follow the size of the state?
#
# <details><summary>Solution</summary>
#
# A start, with three tokens. Longer training helps much, so separate what does not fit from what is not yet learned.
#
# ```python
# torch.manual_seed(0)
# model = train(network(True), seed=0, tokens=3, steps=200)
# print([round(share_right(model, steps, tokens=3), 3) for steps in LENGTHS])
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - A linear recurrence is a convolution: train it without a loop, run it with one.
# - Its horizon, $1/(\Delta\,|\mathrm{Re}A|)$, is set at the start; keeping needs no gate.
# - A fixed kernel weighs by age alone, so what it has learned at one length fails at another.
# - A step size that hangs on the input is a gate, which does not look at the state, and so a scan can train it.
# - Test on another length: at the length of training, distance and content look alike.
#
# ## Where it came from
#
# - A. Gu, T. Dao and others, 2020, NeurIPS: a state that follows the whole past by polynomials (HiPPO).
# - A. Gu, K. Goel and C. Ré, 2022, ICLR: S4, the first to solve a benchmark of 16,384 steps, Path-X.
# - A. Gupta, A. Gu and J. Berant, 2022, and A. Gu and others, 2022, NeurIPS: diagonal matrices suffice; S4D.
# - J. Smith, A. Warrington and S. Linderman, 2023, ICLR: S5.
# - A. Gu and T. Dao, 2023, arXiv:2312.00752: Mamba, and the task of selective copying.
# - S. Jelassi and others, 2024, ICML: what a state of fixed size cannot copy.
#
# **Next**: [33, efficient attention and mixtures of experts](33-efficient-attention-and-moe.ipynb): other ways to pay
# less for length.

# %% [markdown]
# # Diffusion
#
# You will be able to build a generator out of one regression, "which noise was added?", to steer it by words you want
# and words you do not want, and to say what keeps it from copying its training pictures.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and [35
# (autoencoders)](35-dictionary-learning-and-autoencoders.ipynb) · **Practice** [assignment
# a21](../release/a21-generative-models/generative-models.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/40-diffusion.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [35](35-dictionary-learning-and-autoencoders.ipynb), [38](38-gan.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** how a picture looks after any number of noisy steps;
# - **implement** training and both samplers, DDPM and DDIM, and **check** them on data of one and three points;
# - **explain** why a perfect denoiser would only copy, and **measure** that;
# - **steer** a sample by a prompt and a negative prompt, and **predict** what guidance does to it;
# - **diagnose** gray pictures, leftover noise and a guidance scale that means something else.

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
from itertools import pairwise

import torch.nn.functional as F
from torch import nn

from helpers.judge import judge

# %% [markdown]
# ## A film that runs backward
#
# Milk poured into coffee loses its swirls within a minute, and nobody has seen them come back. Pictures can be drowned
# in the same way, by many steps that each keep most of a picture $x_{t-1}$ and add a little noise:
#
# $$x_t=\sqrt{1-\beta_t}\;x_{t-1}+\sqrt{\beta_t}\;\xi_t,\qquad \xi_t\sim\mathcal N(0,I),\qquad t=1,\dots,T$$
#
# The small numbers $\beta_t$ are the **noise schedule**, and the roots see to it that pixels of variance 1 keep it.
# Since each step multiplies what is there, old noise included, by $\sqrt{1-\beta_t}$, and since the variances of
# independent Gaussian noises add up, all steps up to $t$ are together a single one:
#
# $$x_t=\sqrt{\bar\alpha_t}\;x_0+\sqrt{1-\bar\alpha_t}\;\varepsilon,\qquad
# \bar\alpha_t=(1-\beta_1)(1-\beta_2)\cdots(1-\beta_t)$$

# %%
T = 100
beta = torch.linspace(1e-3, 0.12, T)  # (T,): each step adds a little more than the one before
abar = torch.cat([torch.ones(1), (1 - beta).cumprod(0)])  # (T + 1,): abar[0] = 1 stands for the clean picture


def add_noise(x0, t, epsilon):
    """Go from clean x0 (batch, d) straight to times t (batch,), with noise epsilon (batch, d)."""
    a = abar[t][:, None]  # (batch, 1)
    return a.sqrt() * x0 + (1 - a).sqrt() * epsilon  # (batch, d)


signal, variance = 1.0, 0.0  # the same one step at a time: the factor of x_0, and the variance of all noise so far
for b in beta:
    signal, variance = (1 - b).sqrt() * signal, (1 - b) * variance + b
assert torch.allclose(signal, abar[T].sqrt()) and torch.allclose(variance, 1 - abar[T])
print(f"after {T} steps a picture is multiplied by {signal:.2f} and drowned in noise of variance {variance:.3f}")

# %% tags=["hide-input"]
COLORS = {"color": plots.RED, "shape": plots.BLUE, "size": plots.GREEN, "all three": plots.BLACK}


def draw_tiles(axis, images, columns, title="", scale=1):
    """Draw images (n, channels, h, w) in [0, 1] side by side, with a white line between them."""
    n, channels, h, w = images.shape
    framed = F.pad(images.clamp(0, 1), (0, 1, 0, 1), value=1.0).view(n // columns, columns, channels, h + 1, w + 1)
    sheet = framed.permute(0, 3, 1, 4, 2).reshape(n // columns * (h + 1), columns * (w + 1), channels)
    axis.imshow(sheet.expand(-1, -1, 3), interpolation="nearest")
    axis.set_title(title, fontsize=10)
    axis.axis("off")


def ink(x):
    """Turn digits x (n, 64), from -1 for paper to 1 for ink, into black on white (n, 1, 8, 8)."""
    return (0.5 - x / 2).view(-1, 1, 8, 8)


# %% tags=["hide-input"]
digits = data.digits(seed=0)
X, X_test = (2 * split.X.flatten(1) - 1 for split in (digits.train, digits.test))  # (1347, 64) and (450, 64)
times, first = [0, 5, 10, 20, 30, 40, 50, 60, 80, 100], [0, 1, 2, 3]
torch.manual_seed(0)
film = [add_noise(X[first], torch.full((4,), t), torch.randn(4, 64)) for t in times]
figure, axis = plt.subplots(figsize=(8.6, 3.5))
draw_tiles(axis, ink(torch.stack(film, 1).flatten(0, 1)), len(times), "Four digits drown in noise")
for column, t in enumerate(times):
    axis.text(9 * column + 4, 38.5, f"$t={t}$", ha="center", fontsize=10)
axis.set_ylim(40.5, -0.5)
plots.show(
    figure,
    alt="Four handwritten digits of 8 by 8 pixels, each after 0, 5, 10, 20, 30, 40, 50, 60, 80 and 100 noisy steps. "
    "They can be read up to about 30 steps; at the right there are only gray dots.",
)

# %% [markdown]
# Nobody can say which digits the last column was. And yet we will run this film backward, from dots that never were a
# digit, with a network that has only ever been asked *which noise is in here?* Later we tell it in words what to draw,
# and even what *not* to draw, although no training picture was ever labeled so. How can that work?
#
# ## One question
#
# That question is a regression whose answers cost nothing, since we add the noise ourselves:
#
# $$L=\big\lVert\varepsilon-\varepsilon_\theta(x_t,t)\big\rVert^2,\qquad
# x_t=\sqrt{\bar\alpha_t}\,x_0+\sqrt{1-\bar\alpha_t}\,\varepsilon$$
#
# Ours is a residual MLP that is told the time at each block by a learned vector, and later words in the same way.


# %%
class Denoiser(nn.Module):
    """Guess the noise in x (batch, d) at times t (batch,), told words (batch, k), of which 0 means "not said"."""

    def __init__(self, d, vocabulary=(), width=256, blocks=3):
        super().__init__()
        waves = torch.arange(T + 1)[:, None] / 100 ** torch.linspace(0, 1, width // 2)  # (T + 1, width / 2)
        waves = torch.cat([waves.sin(), waves.cos()], 1)  # (T + 1, width): close times are told alike
        self.time = nn.Embedding.from_pretrained(waves, freeze=False)
        self.words = nn.ModuleList(nn.Embedding(count + 1, width) for count in vocabulary)
        self.enter, self.leave = nn.Linear(d, width), nn.Linear(width, d)
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
            for _ in range(blocks)
        )

    def forward(self, x, t, words):
        told = self.time(t)  # (batch, width)
        for embed, word in zip(self.words, words.unbind(1), strict=True):
            told = told + embed(word)  # (batch, width)
        h = self.enter(x)  # (batch, width)
        for block in self.blocks:
            h = h + block(h + told)  # (batch, width)
        return self.leave(h)  # (batch, d)


# %% tags=["hide-input"]
plots.show(
    plots.layers(
        [
            ("$x_t$", "(n, 64)"),
            ("enter", "(n, 256)"),
            ("3 blocks,\neach told $t$", "(n, 256)"),
            ("leave", "(n, 64)"),
            (r"$\hat{\varepsilon}$", ""),
        ]
    ),
    alt="Boxes joined by arrows: n noisy pictures of 64 numbers go through the layer enter, which makes 256 numbers of "
    "each, through three blocks that are told the time t, and through the layer leave, whose 64 numbers are the guess "
    "of the noise.",
)


# %%
def train(model, X, words, steps, rate):
    """Train the model on X (n, d) with words (n, k), and return the mean loss of the last 200 steps."""
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.05)
    losses = []
    for _ in range(steps):
        rows = torch.randint(len(X), (128,))
        t, epsilon = torch.randint(1, T + 1, (128,)), torch.randn(128, X.shape[1])  # (batch,), (batch, d)
        said = (torch.rand(128, words.shape[1]) > 0.35) & (torch.rand(128, 1) > 0.1)  # (batch, k): explained below
        guess = model(add_noise(X[rows], t, epsilon), t, said * words[rows])  # (batch, d)
        loss = (epsilon - guess).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return np.mean(losses[-200:])


# %%
torch.manual_seed(0)
network = Denoiser(64)
nothing = torch.zeros(len(X), 0, dtype=torch.int64)  # (1347, 0): a digit comes without words
print(f"loss {train(network, X, nothing, 1200, 5e-3):.2f}, where always answering 0 would have 1.00")


def learned(x, t):
    """The network's guess of the noise in x (n, 64), all at time t."""
    return network(x, torch.full((len(x),), t), nothing[:1].expand(len(x), 0))  # (n, 64)


# %% [markdown]
# ## One step back
#
# A guess $\hat\varepsilon$ of the noise is also a guess of the clean picture, since the formula can be solved for it:
# $\hat x_0=(x_t-\sqrt{1-\bar\alpha_t}\,\hat\varepsilon)/\sqrt{\bar\alpha_t}$. At large $t$ this is only a blur, so we
# go to a time $t'$ that is a little earlier, and ask again:
#
# $$x_{t'}=\sqrt{\bar\alpha_{t'}}\;\hat x_0+\sqrt{1-\bar\alpha_{t'}-v}\;\hat\varepsilon+\sqrt v\;\xi,\qquad
# v=f^2\;\frac{1-\bar\alpha_{t'}}{1-\bar\alpha_t}\Big(1-\frac{\bar\alpha_t}{\bar\alpha_{t'}}\Big)$$
#
# The noise has the variance $1-\bar\alpha_{t'}$ that belongs to $t'$, of which $v$ is fresh and the rest is what the
# network believes to be there already. For $f=1$ and $t'=t-1$ this is **DDPM**, which undoes one step of the film (see
# "Deeper"), and for $f=0$ it is **DDIM**, where nothing is random but the start, and steps may be long.


# %%
def step_back(x, epsilon, t, earlier, fresh):
    """Go from x (n, d) at time t to an earlier time, given a guess epsilon (n, d) of the noise."""
    x0 = (x - (1 - abar[t]).sqrt() * epsilon) / abar[t].sqrt()  # (n, d)
    v = fresh**2 * (1 - abar[earlier]) / (1 - abar[t]) * (1 - abar[t] / abar[earlier])
    kept = (1 - abar[earlier] - v).clamp(min=0).sqrt() * epsilon  # (n, d); a rounding error can fall below 0
    return abar[earlier].sqrt() * x0 + kept + v.sqrt() * torch.randn_like(x)


@torch.no_grad()
def sample(predict, x, steps=25, fresh=0.0):
    """Draw from noise x (n, d); predict(x, t) guesses the noise. Returns all steps, (steps + 1, n, d)."""
    film = [x]
    for t, earlier in pairwise(torch.linspace(T, 0, steps + 1).round().int().tolist()):
        film.append(step_back(film[-1], predict(film[-1], t), t, earlier, fresh))
    return torch.stack(film)


# %%
torch.manual_seed(1)
start = torch.randn(1000, 64)  # (1000, 64): pure noise
drawn = {"DDPM, 100 steps": sample(learned, start, 100, fresh=1.0)}
drawn |= {"DDIM, 25 steps": sample(learned, start), "real new digits": X_test[None]}
for name, film in drawn.items():
    logits, _ = judge((film[-1].clamp(-1, 1) / 2 + 0.5).view(-1, 1, 8, 8))  # (1000, 10)
    score, error = metrics.inception_score(logits)
    shares = metrics.predicted_classes(logits).bincount(minlength=10) / len(logits)
    print(f"{name:15}: inception score {score:.1f} ± {error:.1f}, digits from {shares.min():.0%} to {shares.max():.0%}")
    assert score > 4.5 and shares.min() > 0

# %% tags=["hide-input"]
stages = [0, 30, 50, 60, 70, 80, 90, 100]
figure, axes = plt.subplots(1, 2, figsize=(9.8, 4.9), width_ratios=[8, 6])
film = drawn["DDPM, 100 steps"][:, :6]  # (101, 6, 64): the first six draws
draw_tiles(axes[0], ink(film[stages].transpose(0, 1).flatten(0, 1)), 8, "Six draws, from noise to a digit")
for column, stage in enumerate(stages):
    axes[0].text(9 * column + 4, 57.5, f"{T - stage}", ha="center", fontsize=10)
axes[0].text(35.5, 61.5, "time $t$, which runs backward", ha="center", fontsize=10)
for axis in axes:
    axis.set_anchor("N")
axes[0].set_ylim(64.5, -0.5)
draw_tiles(axes[1], ink(drawn["DDPM, 100 steps"][-1, 6:42]), 6, "The next 36 draws")
plots.show(
    figure,
    alt="Left, six rows of pictures at times 100, 70, 50, 40, 30, 20, 10 and 0: gray dots at first, dark strokes that "
    "grow out of them from about time 40 on, and at last small digits, some with stray gray dots. Right, 36 more "
    "results, most of which can be read as digits and some of which cannot.",
)

# %% [markdown]
# These are the first draws of seed 1. The judge of [lecture 38](38-gan.ipynb) finds all ten digits, but scores them
# below real ones. And why do they differ from the training pictures?
#
# ## The perfect answer
#
# To answer that, write down the best guess there is. If the data are the $n$ training pictures and nothing else, $x_t$
# came from one of them, and by Bayes' rule the nearer ones are the likelier ones:
#
# $$\hat x_0=\sum_{i=1}^n p_i\,x^{(i)},\qquad
# p=\mathrm{softmax}_i\Big(-\tfrac{\lVert x_t-\sqrt{\bar\alpha_t}\,x^{(i)}\rVert^2}{2(1-\bar\alpha_t)}\Big)$$
#
# This mean minimizes the squared error, so no network can have a lower training loss.


# %%
def ideal(pictures):
    """Return the best possible predict(x, t) for data that are exactly these pictures (n, d)."""

    def predict(x, t):
        distances = torch.cdist(x, abar[t].sqrt() * pictures).square()  # (batch, n)
        x0 = (-distances / (2 * (1 - abar[t]))).softmax(-1) @ pictures  # (batch, d)
        return (x - abar[t].sqrt() * x0) / (1 - abar[t]).sqrt()  # (batch, d)

    return predict


one, three = torch.tensor([[2.0, -1.0]]), torch.tensor([[-1.0, 0.0], [1.0, 0.0], [0.0, 2.0]])  # (points, 2)
for steps, fresh in [(100, 1.0), (25, 0.0)]:  # DDPM, DDIM
    torch.manual_seed(0)
    assert torch.allclose(sample(ideal(one), torch.randn(50, 2), steps, fresh)[-1], one.expand(50, 2), atol=1e-4)
    ends = sample(ideal(three), torch.randn(3000, 2), steps, fresh)[-1]  # (3000, 2)
    nearest = torch.cdist(ends, three).min(1)
    shares = nearest.indices.bincount() / 3000
    print(f"{steps:3} steps: shares of the points {shares.numpy().round(2)}, farthest {nearest.values.max():.4f} away")
    assert nearest.values.quantile(0.99) < 0.05 and (shares - 1 / 3).abs().max() < 0.05

# %% [markdown]
# Both samplers return a single point, and three points in equal shares.
#
# **Choose.** Now we let the *perfect* denoiser of the 1,347 training digits draw. What will come?
#
# <details><summary>Better digits than the network's, all of them new</summary>
#
# The first half is right. But look at the formula: near the end one weight $p_i$ is almost 1. What is $\hat x_0$ then?
# </details>
#
# <details><summary>Training digits, pixel by pixel</summary>
#
# Yes. It knows of nothing else, so the film backward can only end at one of them.
# </details>
#
# <details><summary>Averages of several digits</summary>
#
# At the start $\hat x_0$ is such an average. But the noise shrinks, so distances count more and more, until one wins.
# </details>

# %%
torch.manual_seed(2)
rows, t, epsilon = torch.randint(450, (450,)), torch.randint(1, T + 1, (450,)), torch.randn(450, 64)
errors, away = {}, {"real": metrics.nearest_distances(X_test, X)}  # (450,)
perfect = ideal(X)
for name, predict in [("network", learned), ("perfect", perfect)]:
    for kind, pictures in [("training", X), ("new", X_test)]:
        x = add_noise(pictures[rows], t, epsilon)  # (450, 64)
        with torch.no_grad():
            guess = torch.cat([predict(x[i : i + 1], int(t[i])) for i in range(450)])  # (450, 64)
        errors[name, kind] = (epsilon - guess).square().mean().item()
    away[name] = metrics.nearest_distances(sample(predict, start)[-1].clamp(-1, 1), X)  # (1000,)
    print(f"{name}: error on training digits {errors[name, 'training']:.2f}, on new ones {errors[name, 'new']:.2f}")
for name, d in away.items():
    print(f"{name} digits: {d.mean():.2f} from the nearest training digit; {(d < 0.1).float().mean():.0%} are copies")
assert errors["perfect", "training"] < 0.5 * errors["network", "training"]
assert errors["perfect", "new"] > 3 * errors["network", "new"]
assert (away["perfect"] < 0.1).float().mean() > 0.99 and away["network"].mean() > 0.9 * away["real"].mean()

# %% tags=["hide-input"]
figure, axes = plt.subplots(2, 1, figsize=(9.8, 3.3))
for axis, (name, predict) in zip(axes, [("network", learned), ("perfect denoiser", perfect)], strict=True):
    end = sample(predict, start[:18])[-1]  # (18, 64)
    closest = X[torch.cdist(end, X).argmin(1)]  # (18, 64)
    draw_tiles(axis, ink(torch.cat([end, closest])), 18, f"Draws of the {name}, above the nearest training digits")
plots.show(
    figure,
    alt="Two panels of eighteen draws from the same noises, each above the training digit nearest to it. Above, the "
    "network's draws resemble the digits below and differ from them in strokes. Below, the perfect denoiser's draws "
    "are equal to the digits below.",
)

# %% [markdown]
# On training digits the perfect denoiser wins by far, and nearly all it draws are copies. On new digits its error is
# several times the network's, because it takes them for training digits. The network's draws lie at least as far from
# the training digits as real new ones do. It has weights enough to store those, but met each only some hundred times,
# always in other noise, and so it learned what they have in common: **a diffusion model generates because it fails at
# its task, in the right way.** With ten pictures it fails less, and nearly copies (exercise 5).
#
# ## A smaller room
#
# Pictures in color have more numbers, 768 even at 16 × 16, and most matter little. **Latent diffusion** therefore first
# learns an autoencoder, and lets the film run among its codes. For our pictures the linear one of
# [lecture 35](35-dictionary-learning-and-autoencoders.ipynb), with 64 principal components, is good enough:

# %%
images, words = data.colored_shapes(4000, seed=0)  # (4000, 3, 16, 16) and (4000, 3)
center = images.flatten(1).mean(0)  # (768,)
components = torch.linalg.svd(images.flatten(1) - center, full_matrices=False).Vh[:64]  # (64, 768)
scale = ((images.flatten(1) - center) @ components.T).std()  # one number for all, so strong components stay strong


def encode(images):
    return (images.flatten(1) - center) @ components.T / scale  # (n, 64)


def decode(z):
    return (scale * z @ components + center).view(-1, 3, 16, 16)  # (n, 3, 16, 16)


Z = encode(images)  # (4000, 64)
print(f"codes have variance {Z.var():.2f}; mean squared error {(decode(Z) - images).square().mean():.4f} a pixel")

# %% tags=["hide-input"]
figure, axes = plt.subplots(2, 1, figsize=(9.8, 2.1))
draw_tiles(axes[0], images[:14], 14, "Fourteen pictures of 768 numbers ...")
draw_tiles(axes[1], decode(Z[:14]), 14, "... and what is left of them after 64")
plots.show(
    figure,
    alt="Fourteen small pictures of a red, green or blue circle, square or triangle on light paper, small or big, and "
    "below them the same, slightly blurred.",
)

# %% [markdown]
# ## Words
#
# A prompt for such a picture has up to three words, in any order: a color, a shape and a size. Each kind has its
# embedding, in which number 0 stands for "not said". Training hides each word with probability .35 and all at once with
# .1, so that one network learns to answer with all three words, with some, and with none.


# %%
def read(prompt):
    """Turn a prompt such as "big circle" into word numbers (3,), 0 for a kind of word that is not said."""
    numbers = [0, 0, 0]
    for word in prompt.lower().split():
        kind = next((k for k in range(3) if word in data.PROMPT_WORDS[k]), None)
        if kind is None:
            raise ValueError(f'unknown word "{word}": say {", ".join(sum(data.PROMPT_WORDS, ()))}')
        if numbers[kind]:
            raise ValueError(f"say only one of {', '.join(data.PROMPT_WORDS[kind])}")
        numbers[kind] = data.PROMPT_WORDS[kind].index(word) + 1
    return torch.tensor(numbers)


torch.manual_seed(0)
painter = Denoiser(64, vocabulary=(3, 3, 2))
print(f"loss {train(painter, Z, words, 2600, 4e-3):.2f}")

# %% [markdown]
# ## Steering by adding arrows
#
# Because it can do both, we may ask it twice, with the prompt and without. The difference of its answers is an arrow
# from pictures in general to those of the prompt, and **classifier-free guidance** goes along it by a factor $s$:
#
# $$\hat\varepsilon=\varepsilon_\theta(x_t,t,\text{nothing})
# +s\,\big(\varepsilon_\theta(x_t,t,\text{prompt})-\varepsilon_\theta(x_t,t,\text{nothing})\big)$$
#
# With $s=0$ the prompt is ignored, with $s=1$ we get the plain answer to it, and beyond that the arrow is made longer,
# toward where a classifier would be surer of the prompt ("Deeper" tells why). A **negative prompt** takes the place of
# *nothing*, so that the arrow starts at what we do not want and leads away from it.


# %%
def guided(prompt, negative="", s=3.0):
    """Return predict(x, t) toward the prompt and, for s above 1, away from the negative prompt."""
    said = torch.stack([read(negative), read(prompt)])  # (2, 3)

    def predict(x, t):
        told = said.repeat_interleave(len(x), 0)  # (2 n, 3): both questions in one batch
        unwanted, wanted = painter(x.repeat(2, 1), torch.full((2 * len(x),), t), told).chunk(2)  # (n, 64) each
        return unwanted + s * (wanted - unwanted)

    return predict


with torch.no_grad():
    x, t = start[:5], 50  # (5, 64)
    plain = painter(x, torch.full((5,), t), read("big red").expand(5, 3))  # (5, 64)
    assert torch.allclose(guided("big red", "blue", s=1)(x, t), plain, atol=1e-5)
    assert torch.allclose(guided("blue", "big red", s=0)(x, t), plain, atol=1e-5)
    assert torch.allclose(guided("big red", "big red", s=7)(x, t), plain, atol=1e-5)  # the arrow has no length

# %% tags=["hide-input"]
shown = ["", "red", "small triangle", "big green square"]
figure, axes = plt.subplots(4, 1, figsize=(9.8, 3.7))
for axis, prompt in zip(axes, shown, strict=True):
    pictures = decode(sample(guided(prompt), start[:16])[-1])  # (16, 3, 16, 16)
    draw_tiles(axis, pictures, 16, f'"{prompt}"' if prompt else "no prompt")
plots.show(
    figure,
    alt="Four rows of sixteen pictures from the same sixteen noises. Without a prompt, shapes of all colors, some "
    "of them blurred. For the prompt red, red shapes of several kinds. For small triangle, small triangles in several "
    "colors. For big green square, sixteen big green squares.",
)

# %% [markdown]
# **Choose.** The prompt is "big circle", the negative prompt "red", and $s=1$. How many circles will be red?
#
# <details><summary>None: red is forbidden</summary>
#
# A negative prompt forbids nothing. It is a term of a sum; look at what is left of the sum for $s=1$.
# </details>
#
# <details><summary>Fewer than without it</summary>
#
# That holds for larger $s$. For $s=1$ the unwanted answer is subtracted just as often as it was added.
# </details>
#
# <details><summary>Exactly the same ones as without it</summary>
#
# Yes: $u+1\cdot(w-u)=w$. A negative prompt does nothing at $s=1$, which users of real systems find out as well.
# </details>
#
# ## Does it obey?
#
# A simple judge is enough to count: among 10,000 new pictures of the same kind, it looks for the nearest and says its
# words.

# %%
others, other_words = data.colored_shapes(10000, seed=1)


def look(pictures):
    """Say what pictures (n, 3, 16, 16) show, as words (n, 3), and how far (n,) the nearest real one is."""
    distance, row = torch.cdist(pictures.clamp(0, 1).flatten(1), others.flatten(1)).min(1)
    return other_words[row], distance


unseen, their_words = data.colored_shapes(1000, seed=2)
for name, pictures in [("new pictures", unseen), ("the same, from 64 numbers", decode(encode(unseen)))]:
    seen, distance = look(pictures)  # (1000, 3), (1000,)
    agreed, floor = (seen == their_words).float().mean(0), distance.mean()  # (3,), ()
    print(f"{name}: color right {agreed[0]:.1%}, shape {agreed[1]:.1%}, size {agreed[2]:.1%}; distance {floor:.2f}")
    assert agreed.min() > 0.95

# %% [markdown]
# **Guess.** At $s=4$, a third to a half of our "big circle"s look red, depending on the seed. What percentage does so
# with the negative prompt "red"?

# %%
guess = None  # a number from 0 to 100

# %% tags=["main-result"]
scales, noise = [0, 1, 2, 4, 6], torch.randn(18, 20, 64, generator=torch.Generator().manual_seed(3))
prompts = [f"{size} {color} {shape}" for color in data.PROMPT_WORDS[0] for shape in data.PROMPT_WORDS[1]
           for size in data.PROMPT_WORDS[2]]  # fmt: skip
asked = torch.stack([read(prompt) for prompt in prompts]).repeat_interleave(20, 0)  # (360, 3)
right, far, red = [], [], {"": [], "red": []}
print(' s  all words right  distance to a real picture  "big circle" red  ... not "red"')
for s in scales:
    ends = [sample(guided(prompt, "", s), noise[i])[-1] for i, prompt in enumerate(prompts)]  # 18 of (20, 64)
    seen, distance = look(decode(torch.cat(ends)))  # (360, 3), (360,)
    hits = seen == asked
    right.append([*hits.float().mean(0).tolist(), hits.all(1).float().mean().item()])
    far.append(distance.mean().item())
    for negative, shares in red.items():
        circles = decode(sample(guided("big circle", negative, s), start[:300])[-1])  # (300, 3, 16, 16)
        shares.append((look(circles)[0][:, 0] == 1).float().mean().item())
    print(f"{s:2}{right[-1][3]:17.0%}{far[-1]:30.2f}{red[''][-1]:18.0%}{red['red'][-1]:15.0%}")
by_chance, plain, _, strong, most = (row[3] for row in right)
assert by_chance < 0.2 and strong > plain and strong > 0.9
assert abs(red["red"][1] - red[""][1]) < 0.02 and red["red"][3] < 0.5 * red[""][3]
assert far[4] > far[3] > far[2] > floor

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.8, 3.4))
for column, (name, look_of_line) in enumerate(zip(COLORS, ["-", "--", "-.", "-"], strict=True)):
    values = [100 * row[column] for row in right]
    axes[0].plot(scales, values, color=COLORS[name], linestyle=look_of_line, marker="o", label=name)
axes[0].set(title="Guidance makes words count ...", xlabel="guidance $s$", ylabel="% right", ylim=(0, 105))
axes[0].legend(loc="lower right")
axes[1].plot(scales, far, color=COLORS["all three"], marker="o", label="draws")
axes[1].axhline(floor, **plots.line("baseline"), label="real, from 64 numbers")
axes[1].set(title="... and leaves the data", xlabel="guidance $s$", ylabel="distance to a real picture", ylim=(0, None))
axes[1].legend(loc="lower right")
axes[2].plot(scales, [100 * share for share in red[""]], **plots.line("baseline"), label="no negative prompt")
axes[2].plot(scales, [100 * share for share in red["red"]], **plots.line("prediction"), label='negative prompt "red"')
if guess is not None:
    axes[2].plot(4, guess, linestyle="none", **plots.points("guess"), label="your guess")
axes[2].set(title='Red "big circle"s', xlabel="guidance $s$", ylabel="% red", ylim=(0, 105))
axes[2].legend(loc="upper right", fontsize=9, handlelength=1.6)
for axis in axes:
    axis.set_xticks(scales)
plots.show(
    figure,
    alt="Three panels over guidance from 0 to 6. Left, the share of right colors, shapes, sizes and of all three rises "
    "from chance at 0 steeply up to 1 and then slowly toward 100 percent. Middle, the distance to the nearest real "
    "picture is smallest near 2 and grows from there, always above the line of real pictures. Right, the share of red "
    "without a negative prompt, and with the negative prompt red, which begins at about 100 percent and falls steeply.",
)

# %% [markdown]
# At $s=4$ the words are obeyed more often than at $s=1$, and the negative prompt leaves far fewer red circles. It is no
# filter, since arrows push and do not forbid. (At $s=0$ they are red, because only the negative prompt is heard there.)
#
# The middle panel has the price: beyond $s=2$ the pictures move away from the data, whose colors are never so strong.
# Below, a circle can stay red all the same, and here and there two colors mix.

# %% tags=["hide-input"]
figure, axes = plt.subplots(3, 1, figsize=(9.8, 2.8))
for axis, (prompt, negative) in zip(
    axes, [("big circle", ""), ("big circle", "red"), ("big green", "circle")], strict=True
):
    pictures = decode(sample(guided(prompt, negative, 2), start[100:116])[-1])  # (16, 3, 16, 16)
    draw_tiles(axis, pictures, 16, f'"{prompt}"' + (f', not "{negative}"' if negative else ""))
plots.show(
    figure,
    alt="Three rows of sixteen pictures at guidance 2. First, big circles in red, green and blue, some of them dull. "
    "Second, from the same noises with the negative prompt red, nearly all are green, blue or between. "
    "Third, for big green and not circle, big green triangles and squares.",
)

# %% [markdown]
# ### Play with it
#
# Type a prompt and a negative prompt out of red, green, blue; circle, square, triangle; small, big. The rows show eight
# samples at this step, the clean pictures that the network expects, and what becomes of them.


# %% tags=["hide-input"]
def draw_message(error):
    """Draw one line that says what is wrong with a prompt."""
    figure, axis = plt.subplots(figsize=(5.4, 2.6))
    axis.text(0.5, 0.5, str(error).replace(": ", ":\n"), ha="center", va="center", fontsize=10)
    axis.axis("off")
    return plots.describe(figure, f"No picture, but a message: {error}.")


# %% tags=["hide-input"]
def draw_prompt(prompt, negative, s, step, seed):
    """Draw eight samples for a prompt: at this step, as the network expects them, and at the end."""
    try:
        predict = guided(prompt, negative, s)
    except ValueError as error:
        return draw_message(error)
    film = sample(predict, torch.randn(8, 64, generator=torch.Generator().manual_seed(seed)))  # (26, 8, 64)
    now, t = film[step], round(T * (1 - step / 25))  # (8, 64)
    with torch.no_grad():
        expected = step_back(now, predict(now, t), t, 0, 0.0) if t else now  # (8, 64)
    figure, axes = plt.subplots(3, 1, figsize=(5.4, 2.7))
    what = f'"{prompt}"' + (f', not "{negative}"' if negative else "")
    rows = [(now, f"{what}, step {step}: now"), (expected, "expected"), (film[-1], "at the end")]
    for axis, (codes, title) in zip(axes, rows, strict=True):
        draw_tiles(axis, decode(codes), 8, title)
    seen, distance = look(decode(film[-1]))  # (8, 3), (8,)
    called = ", ".join(" ".join(data.PROMPT_WORDS[k][row[k] - 1] for k in (2, 0, 1)) for row in seen)
    return plots.describe(
        figure,
        f"Eight samples for the prompt {what}, guidance {s:g}, seed {seed}, after step {step} of 25, where t is {t}: "
        f"as they are, as the network expects them, and at the end, where the judge calls them {called}; they are "
        f"{distance.mean():.2f} from the nearest real pictures.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_prompt,
    frames=[
        ("early: a blur is expected", {"step": 3}),
        ("later: color and size are there", {"step": 10}),
        ("no color is asked for, and not red", {"prompt": "big circle", "negative": "red", "step": 25}),
        ("guidance 10: overdone", {"s": 10.0, "step": 25}),
    ],
    prompt=widgets.text("prompt", "big red circle", ["big circle", "small blue triangle", "green", ""]),
    negative=widgets.text("negative prompt", "", ["blue", "circle", "small"]),
    s=widgets.slider("guidance s", 0.0, 10.0, 0.5, 2.5),
    step=widgets.steps("step", 0, 25, 10),
    seed=widgets.slider("seed", 0, 20, 1, 0),
)

# %% [markdown]
# **Try** to play the steps, then the prompt "green" with the negative prompt "circle", and "red" with the negative
# prompt "red". **Notice** that color and size are there long before the edges, and that $s=10$ overdoes it.
#
# ## Deeper: the step of DDPM
#
# Why that $v$? Given $x_0$, the step before $x_t$ has two witnesses: the film so far, $x_{t-1}\sim
# \mathcal N(\sqrt{\bar\alpha_{t-1}}\,x_0,\,1-\bar\alpha_{t-1})$, and the next step,
# $x_t\sim\mathcal N(\sqrt{1-\beta_t}\,x_{t-1},\,\beta_t)$. Their product is a Gaussian in $x_{t-1}$. Completing the
# square adds the precisions (the reciprocals of variances), and weighs the means by them:
#
# $$\frac1v=\frac1{1-\bar\alpha_{t-1}}+\frac{1-\beta_t}{\beta_t},\qquad
# \text{mean}=v\Big(\frac{\sqrt{\bar\alpha_{t-1}}\,x_0}{1-\bar\alpha_{t-1}}+\frac{\sqrt{1-\beta_t}\,x_t}{\beta_t}\Big)$$
#
# We do not know $x_0$, so the network's $\hat x_0$ takes its place. With it, this is the step above for $f=1$:

# %%
for t in (2, 30, 100):
    a, b = abar[t - 1].double(), beta[t - 1].double()  # beta[t - 1] is the step from t - 1 to t
    v = 1 / (1 / (1 - a) + (1 - b) / b)
    x0, x = 0.7, -0.4
    mean = v * (a.sqrt() * x0 / (1 - a) + (1 - b).sqrt() * x / b)
    grid = torch.linspace(-6, 6, 200_001, dtype=torch.float64)  # the product of both densities, by brute force
    p = (-((grid - a.sqrt() * x0) ** 2) / (2 * (1 - a)) - (x - (1 - b).sqrt() * grid) ** 2 / (2 * b)).softmax(0)
    assert torch.allclose((p * grid).sum(), mean, atol=1e-6)
    assert torch.allclose((p * (grid - mean) ** 2).sum(), v, rtol=1e-3)
    epsilon = (torch.tensor([[x]]) - abar[t].sqrt() * x0) / (1 - abar[t]).sqrt()  # (1, 1)
    steps = step_back(torch.full((100_000, 1), x), epsilon, t, t - 1, fresh=1.0)  # (100000, 1)
    assert abs(steps.mean() - mean) < 0.01 and abs(steps.var() / v - 1) < 0.05
print("completing the square, a grid and 100,000 steps of DDPM agree")

# %% [markdown]
# The two variances that DDPM tried, this $v$ and $\beta_t$, are the right ones for data that are one point and for data
# that are already Gaussian noise. DDIM keeps what matters, the distribution of $x_t$ given $x_0$ at each single time,
# and drops the randomness between times, so it is **not another model**, but another way to use the same network.
#
# ## Deeper: arrows uphill
#
# The noisy data at time $t$ have a density $p_t$. Its **score**, $\nabla_x\log p_t(x)$, points to where data become
# denser, and the best guess of the noise is the same arrow turned around (Tweedie's formula):
# $\varepsilon^\star(x,t)=-\sqrt{1-\bar\alpha_t}\;\nabla_x\log p_t(x)$. For points, $p_t$ is a mixture of Gaussians:

# %%
moons = torch.from_numpy(data.moons(200, seed=0).train.X.numpy())  # (150, 2)


def log_density(x, t):
    """log p_t(x) of x (n, 2), up to a constant, for data that are exactly the moons."""
    return (-torch.cdist(x, abar[t].sqrt() * moons).square() / (2 * (1 - abar[t]))).logsumexp(-1)  # (n,)


x = (3 * torch.randn(100, 2)).requires_grad_()  # (100, 2)
for t in (10, 50, 100):
    (score,) = torch.autograd.grad(log_density(x, t).sum(), x)  # (100, 2)
    assert torch.allclose(ideal(moons)(x, t), -(1 - abar[t]).sqrt() * score, atol=1e-3)

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 3, figsize=(9.8, 3.2), sharey=True)
side = torch.linspace(-2.2, 2.2, 16)
places = torch.cartesian_prod(side + 0.4, side + 0.2)  # (256, 2)
for axis, t in zip(axes, (70, 40, 15), strict=True):
    arrows = -ideal(moons)(places, t)  # (256, 2): the score, times the square root
    axis.scatter(*(abar[t].sqrt() * moons).T, s=8, color=plots.GRAY)
    axis.quiver(*places.T, *arrows.T, color=plots.BLACK, angles="xy", width=0.004, alpha=0.8)
    axis.set(title=f"$t={t}$", xlabel="$x_1$", aspect="equal")
axes[0].set_ylabel("$x_2$")
plots.show(
    figure,
    alt="Three panels with two moons of points and arrows of the score on a grid. At t 70 the moons are small and all "
    "arrows point to the middle of both; at 40 they point to the nearer moon's body; at 15 each points to the part of "
    "a moon that is nearest.",
)

# %% [markdown]
# This explains guidance. By Bayes' rule $\nabla\log p(x\mid c)-\nabla\log p(x)=\nabla\log p(c\mid x)$, so the arrow
# from the answer without a prompt to the one with it is the gradient of a classifier that nobody trained. Taking it $s$
# times follows the score of $p_t(x)\,p_t(c\mid x)^s$, and with a negative prompt $n$ that of $p_t(x\mid
# n)\,\big(p_t(x\mid c)/p_t(x\mid n)\big)^s$. For perfect answers that is exact at each single $t$, but the pictures at
# the end are not exactly samples of such a product, since adding noise to a product is not the product of noisy things.
#
# ## Deeper: the bound, and the weights that were dropped
#
# Is the loss a likelihood? The film is a chain of latent variables, as in [lecture 37](37-vae.ipynb), whose encoder is
# fixed. Besides a constant and a term for the very first step, its lower bound has one term for each $t\ge2$, the
# divergence between the true step back and ours. Both have the variance $v$, so it is the squared distance of their
# means over $2v$, which is a multiple of the noise's error:
#
# $$\mathrm{KL}_t=\frac{\beta_t^2}{2v\,(1-\beta_t)(1-\bar\alpha_t)}\;\lVert\varepsilon-\varepsilon_\theta\rVert^2$$
#
# With our schedule the weight in front is more than ten times as large at $t=2$ as at $t=100$. DDPM sets all weights to
# 1, so that the small $t$, where the last specks of noise are removed, no longer outweigh the large $t$, where a
# picture gets its content, and what is left is no bound. So "a diffusion model estimates the likelihood of data" is not
# what ours does: it learns a denoiser. A likelihood needs the weights, or the change of variables of [lecture
# 39](39-flows-and-pixel-models.ipynb) along the path of DDIM with ever smaller steps.
#
# ## Deeper: fewer steps, and pictures in between
#
# DDIM starts from noise and is deterministic from there, so each noise *is* a picture. How many steps does it need, and
# what lies between two noises? (On the arc between them, because a mean of two noises would be too short.)

# %%
obeyed = {}
for steps in (2, 5, 10, 25, 50):
    ends = [
        sample(guided(prompt, "", 4), noise[i, :10], steps)[-1] for i, prompt in enumerate(prompts)
    ]  # 18 of (10, 64)
    seen, distance = look(decode(torch.cat(ends)))  # (180, 3), (180,)
    obeyed[steps] = (seen == asked[::2]).all(1).float().mean().item()
    print(f"{steps:2} steps: all three words right {obeyed[steps]:4.0%}, distance {distance.mean():.2f}")
assert obeyed[10] > obeyed[50] - 0.1 and obeyed[5] > 0.6

# %% tags=["hide-input"]
figure, axes = plt.subplots(3, 1, figsize=(9.8, 2.8))
angle = torch.linspace(0, np.pi / 2, 16)[:, None]  # (16, 1)
for axis, row, prompt in zip(axes, (0, 2, 4), ("", "big circle", "triangle"), strict=True):
    between = angle.cos() * start[row] + angle.sin() * start[row + 1]  # (16, 64)
    draw_tiles(axis, decode(sample(guided(prompt), between)[-1]), 16, f'"{prompt}"' if prompt else "no prompt")
plots.show(
    figure,
    alt="Three rows of sixteen pictures, from one noise at the left to another at the right, without a prompt, for big "
    "circle, and for triangle. Neighbors differ little; shape, size, place and shade change gradually along the rows.",
)

# %% [markdown]
# ## Deeper: what large systems add
#
# The plan of Stable Diffusion is the one you have seen: an autoencoder, a denoiser among its codes, embedded words, and
# guidance. Its denoiser is a U-Net ([lecture 23](23-segmentation-and-depth.ipynb)) whose pixels attend to the words of
# a text encoder (cross-attention, [lecture 28](28-transformer.ipynb)), its film has 1,000 steps, and it learned from
# billions of pictures of the internet with their captions. Newer ones use transformers as denoisers, and *flow
# matching*, where the film is a straight line from noise to picture and the network predicts its velocity.
#
# What is at stake has grown with them. The pictures they learned from have authors who were mostly not asked, and what
# has been learned can come out again: pictures that stood in the data many times have been drawn out as copies. They
# can show people in scenes that never took place. What helps is not yet settled: consent and records of training data,
# signed provenance of real pictures, watermarks in made ones, and readers who ask where a picture is from.
#
# ## What goes wrong
#
# **Gray pictures.** If the schedule ends too early, $x_T$ still shows the mean brightness of its picture. Sampling
# starts from noise, whose mean is nearly 0, so everything comes out closer to medium gray, as was found of Stable
# Diffusion. Here the denoiser is perfect, and the data are evenly gray squares from black to white:

# %%
right_abar = abar  # kept, while sampling uses other schedules
contrast = {}
grays = torch.linspace(-1, 1, 81)[:, None].expand(81, 64).contiguous()  # (81, 64)
for name, last in [("ours", 0.12), ("too short", 0.02)]:
    abar = torch.cat([torch.ones(1), (1 - torch.linspace(1e-3, last, T)).cumprod(0)])
    contrast[name] = sample(ideal(grays), start[:500])[-1].mean(1).std().item()
    print(f"{name:9}: abar[T] = {abar[T]:.3f}, spread of brightness {contrast[name]:.2f}")
abar = right_abar
print(f"data: spread of brightness {grays[:, 0].std():.2f}")
assert contrast["too short"] < 0.5 * contrast["ours"] and contrast["ours"] > 0.5

# %% [markdown]
# Remedy: print $\bar\alpha_T$, which should be near 0.
#
# **Guidance that means something else.** The paper's $w$ is our $s-1$, and many libraries switch guidance off at $s=1$
# or below, and with it the negative prompt. Remedy: assert, as above, which value gives the plain answer to the prompt.
#
# ### Deeper: alpha for alpha-bar
#
# Papers have $\alpha_t=1-\beta_t$ and its product $\bar\alpha_t$, code has both, and nothing raises an error if they
# are mixed up, or if a sampler stops one step early. Data of *one point*, whose noise is known exactly, tell both, if
# you look not only at the end but also on the way:


# %%
def exact(x, t):
    """The noise in x, if the data are the one point."""
    return (x - right_abar[t].sqrt() * one) / (1 - right_abar[t]).sqrt()  # (n, 2)


ends, middles = {}, {}
for name, slip in [("right", abar), ("alpha for alpha-bar", torch.cat([torch.ones(1), 1 - beta]))]:
    torch.manual_seed(0)
    abar = slip  # what step_back uses
    film = sample(exact, start[:, :2], 100, fresh=1.0)  # (101, 1000, 2)
    ends[name] = (film[-1] - one).norm(dim=1).mean().item()
    middles[name] = (film[50] @ one.T).mean().item() / one.square().sum().item()  # what factor the point has halfway
abar = right_abar
film = sample(exact, start[:, :2], 20)[:-1]  # (20, 1000, 2)
ends["last step left out"] = (film[-1] - one).norm(dim=1).mean().item()
middles["last step left out"] = (film[10] @ one.T).mean().item() / one.square().sum().item()
print(f"halfway, the point should have the factor {abar[50].sqrt():.2f}")
for name in ends:
    print(f"{name:19}: factor {middles[name]:.2f} halfway; ends {ends[name]:.3f} from the point")
assert ends["right"] < 1e-3 and abs(middles["right"] - abar[50].sqrt()) < 0.05
assert ends["alpha for alpha-bar"] < 1e-3 and middles["alpha for alpha-bar"] < 0.5 * middles["right"]
assert ends["last step left out"] > 0.05

# %% [markdown]
# With the first slip the point comes out right, because the very last step mends all, and only halfway almost nothing
# of it is there yet. A network would meet mixtures that it never saw in training.
#
# ## Exercises
#
# ### 1. Two steps in one (★, 10 minutes)
#
# For $\beta_1=.1$ and $\beta_2=.2$, by what is $x_0$ multiplied after two steps, and which variance has the noise?
# Compare with $\bar\alpha_2$.
#
# <details><summary>Solution</summary>
#
# $x_2=\sqrt{.8}\,(\sqrt{.9}\,x_0+\sqrt{.1}\,\xi_1)+\sqrt{.2}\,\xi_2$. So $x_0$ has the factor $\sqrt{.72}$, and the
# noise has the variance $.8\cdot.1+.2=.28=1-\bar\alpha_2$.
#
# ```python
# torch.manual_seed(0)
# first = 0.9**0.5 * 3 + 0.1**0.5 * torch.randn(1_000_000)
# second = 0.8**0.5 * first + 0.2**0.5 * torch.randn(1_000_000)
# assert abs(second.mean() - 0.72**0.5 * 3) < 0.01 and abs(second.var() - 0.28) < 0.01
# ```
# </details>
#
# ### 2. What the perfect denoiser expects (★★, 15 minutes)
#
# Take the three points above. What is $\hat x_0$ at $t=T$, nearly, and at $t=1$? At which times is it undecided?
#
# <details><summary>Solution</summary>
#
# At $t=T$ almost nothing is left of the picture, so $\hat x_0$ is near the mean of the three; at $t=1$ it is the point
# that $x_1$ lies next to. In between, the largest of the weights grows from about 1/3 to 1, fastest while
# $\sqrt{\bar\alpha_t}$ times the distance of two points is about as large as the noise.
#
# ```python
# torch.manual_seed(0)
# largest = {}
# for t in (1, 20, 40, 60, 80, 100):
#     x = add_noise(three.repeat(1000, 1), torch.full((3000,), t), torch.randn(3000, 2))
#     distances = torch.cdist(x, abar[t].sqrt() * three).square()
#     largest[t] = (-distances / (2 * (1 - abar[t]))).softmax(-1).max(-1).values.mean().item()
#     print(f"t = {t:3}: largest weight {largest[t]:.2f} on average")
# assert largest[100] < 0.4 and largest[1] > 0.99
# ```
# </details>
#
# ### 3. Predicting a velocity (★★, 20 minutes)
#
# Some models predict $v=\sqrt{\bar\alpha_t}\,\varepsilon-\sqrt{1-\bar\alpha_t}\,x_0$ instead of $\varepsilon$. Find
# $x_0$ and $\varepsilon$ from $x_t$ and $v$. What happens to each kind of prediction at $\bar\alpha_T=0$?
#
# <details><summary>Solution</summary>
#
# $(x_t,v)$ is $(x_0,\varepsilon)$ turned by an angle, so turn back:
# $x_0=\sqrt{\bar\alpha_t}\,x_t-\sqrt{1-\bar\alpha_t}\,v$ and
# $\varepsilon=\sqrt{1-\bar\alpha_t}\,x_t+\sqrt{\bar\alpha_t}\,v$. At $\bar\alpha_T=0$ the noise is $x_T$ itself, which
# teaches nothing, and $\hat x_0$ is divided by 0; $v=-x_0$ still asks for a picture.
#
# ```python
# x0, epsilon = torch.randn(2, 50, 64, generator=torch.Generator().manual_seed(0))
# for t in (1, 50, 100):
#     a = abar[t]
#     x, v = a.sqrt() * x0 + (1 - a).sqrt() * epsilon, a.sqrt() * epsilon - (1 - a).sqrt() * x0
#     assert torch.allclose(a.sqrt() * x - (1 - a).sqrt() * v, x0, atol=1e-5)
#     assert torch.allclose((1 - a).sqrt() * x + a.sqrt() * v, epsilon, atol=1e-5)
# ```
# </details>
#
# ### 4. One word at a time (★★★, 30 minutes, open)
#
# Suppose a model understands only prompts of one word. Add the arrows of "red" and of "circle", both from *nothing*.
# Do red circles come? Compare with the prompt "red circle".
#
# <details><summary>Solution</summary>
#
# They do, nearly as often as with the prompt of two words: color and shape were drawn independently, so that
# $p(\text{red, circle}\mid x)$ is close to $p(\text{red}\mid x)\,p(\text{circle}\mid x)$, and the arrows of a product
# add up. (Our network did learn pairs of words; train one with a single word each to be sure.) With words that depend
# on each other, such as "striped" and "zebra", the sum goes too far. Liu and others (2022) compose prompts so.
#
# ```python
# def composed(parts, s=3.0):
#     told = torch.stack([read(""), *map(read, parts)])
#
#     def predict(x, t):
#         n = len(x)
#         answers = painter(x.repeat(len(told), 1), torch.full((n * len(told),), t), told.repeat_interleave(n, 0))
#         nothing, *toward = answers.chunk(len(told))
#         return nothing + s * sum(each - nothing for each in toward)
#
#     return predict
#
#
# both = {}
# for name, predict in [("one prompt", guided("red circle")), ("sum of arrows", composed(["red", "circle"]))]:
#     seen, distance = look(decode(sample(predict, start[:300])[-1]))
#     both[name] = ((seen[:, 0] == 1) & (seen[:, 1] == 1)).float().mean().item()
#     print(f"{name}: red circles {both[name]:.0%}, distance {distance.mean():.2f}")
# assert min(both.values()) > 0.8
# ```
# </details>
#
# ### 5. Learning by heart (★★, 20 minutes, open)
#
# Train the same network on only ten digits. How near to them are its draws, and how near are real new digits?
#
# <details><summary>Solution</summary>
#
# The loss is lower, and the draws lie much nearer to the ten than any real digits would: the same network that made new
# digits out of 1,347 now mostly remembers. It has become more like the perfect denoiser, and a worse generator.
#
# ```python
# torch.manual_seed(0)
# few, student = X[:10], Denoiser(64)
# print(f"loss {train(student, few, nothing[:10], 600, 5e-3):.2f}")
#
#
# def remembered(x, t):
#     return student(x, torch.full((len(x),), t), nothing[: len(x)])
#
#
# drawn_near = metrics.nearest_distances(sample(remembered, start[:300])[-1].clamp(-1, 1), few).mean()
# real_near = metrics.nearest_distances(X_test, few).mean()
# print(f"draws {drawn_near:.2f} from the nearest of the ten, real new digits {real_near:.2f}")
# assert drawn_near < 0.6 * real_near
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - Noise in one line: $x_t=\sqrt{\bar\alpha_t}\,x_0+\sqrt{1-\bar\alpha_t}\,\varepsilon$; the network guesses
#   $\varepsilon$.
# - A generator is that regression repeated; DDPM adds fresh noise at each step, DDIM none.
# - The perfect denoiser draws copies; a network generates because it is not perfect.
# - Guidance lengthens the arrow from *nothing* to the prompt; a negative prompt is put in the place of *nothing*.
# - Guidance buys obedience with pictures that leave the data.
#
# ## Where it came from
#
# - J. Sohl-Dickstein and others, 2015, ICML: generating by undoing diffusion; J. Ho, A. Jain and P. Abbeel, 2020,
#   NeurIPS: DDPM, the loss used here.
# - J. Song, C. Meng and S. Ermon, 2021, ICLR: DDIM; Y. Song and others, 2021, ICLR: scores, and time without steps.
# - J. Ho and T. Salimans, 2021, NeurIPS workshop: classifier-free guidance; N. Liu and others, 2022, ECCV: composing
#   prompts, with negation.
# - R. Rombach and others, 2022, CVPR: latent diffusion; A. Ramesh and others, 2022, arXiv:2204.06125: DALL·E 2.
# - S. Lin and others, 2024, WACV: schedules that never reach noise; N. Carlini and others, 2023, USENIX Security:
#   copies.
#
# **Next**: [41, self-supervised learning](41-self-supervised-learning.ipynb): representations without labels.

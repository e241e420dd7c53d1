# %% [markdown]
# # Robustness and saliency
#
# You will be able to break a trained classifier by changes that a person reads over, tell a defense that holds from one
# that only blinds the attacker, and test whether a picture that "explains" an answer shows what the answer hangs on.
#
# **Reading** 30 min · **Running** under 50 s on two cores · **Prerequisites**
# [08 (backpropagation)](08-backpropagation.ipynb), [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and [16
# (convolution)](16-convolution.ipynb) · **Practice** [assignment
# a24](../release/a24-representation-and-robustness/representation-and-robustness.ipynb) (after lecture 41) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/24-robustness-and-saliency.ipynb)
#
# **Needs** [08](08-backpropagation.ipynb), [10](10-training-in-pytorch.ipynb), [16](16-convolution.ipynb) · **Used by**
# [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **derive** the worst small change of an image for a linear neuron, and why noise says little about it;
# - **implement** FGSM, PGD and adversarial training, with the laws that each has to keep;
# - **diagnose** an attack that fails because it is blinded;
# - **compute** the corruption error of a model against a reference;
# - **test** a saliency map against a shortcut that you have planted yourself.

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
import itertools

import torch.nn.functional as F
from torch import nn

# %% [markdown]
# ## The same pixels, the same size, other signs
#
# Here is a small convolutional network for the 8×8 digits, trained as in [lecture 10](10-training-in-pytorch.ipynb).
# Its images have pixels between 0 and 1. We shall change each of them by 0.15, up or down.


# %%
def network():
    maps = [nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU()]  # (B, 32, 8, 8)
    return nn.Sequential(*maps, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10))


# %%
def train(make, X, y, change=lambda model, X, y: X, epochs=15, rate=3e-3):
    """Train ``make()`` on images that ``change`` has altered, batch by batch."""
    model, rows = make(), len(y) // 64 * 64
    optimizer = torch.optim.AdamW(model.parameters(), rate, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * rows // 64)
    for _ in range(epochs):
        for batch in torch.randperm(len(y))[:rows].split(64):
            loss = F.cross_entropy(model(change(model, X[batch], y[batch])), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def accuracy(model, X, y):
    with torch.no_grad():
        return metrics.accuracy(model(X), y).item()


digits = data.digits()
X, y = digits.test.X, digits.test.y
nets = {"clean": train(network, digits.train.X, digits.train.y)}


# %%
def toss(model, X, y, eps):
    """Change each pixel by eps, up or down by the toss of a coin."""
    return (X + eps * (2 * torch.randint(0, 2, X.shape) - 1)).clamp(0, 1)


tossed = accuracy(nets["clean"], toss(None, X, y, 0.15), y)
print(f"untouched {accuracy(nets['clean'], X, y):.1%}, coin tosses {tossed:.1%}")
assert tossed > 0.93

# %% [markdown]
# Coin tosses cost a point or two. Now somebody who has the network *chooses* the signs, pixel by pixel, and again no
# pixel changes by more than 0.15.
#
# **Guess.** What accuracy is left, in percent?

# %%
guess = None  # percent, such as 80

# %% [markdown]
# ## Where the signs come from
#
# To know what a chooser can do, take one linear neuron $z=w\cdot x+b$. A change $\delta$ of the image changes $z$ by
# $w\cdot\delta$. If no pixel may change by more than $\varepsilon$, the most that can be had is
#
# $$\max_{|\delta_i|\le\varepsilon} w\cdot\delta=\varepsilon\sum_i|w_i|,\qquad
# \text{at }\;\delta=\varepsilon\,\mathrm{sign}(w),$$
#
# because each pixel does its best by itself. Coin tosses add up to about $\varepsilon\sqrt{\sum_i w_i^2}$ only, since
# most of them cancel. The ratio of the two grows with the root of the number of pixels, because a sum of $d$ sizes
# grows with $d$ and its tossed counterpart with $\sqrt d$; so the larger the image, the less a test with noise says
# about what a chooser can do.

# %%
w, eps = torch.randn(10, generator=torch.Generator().manual_seed(0)), 0.15
corners = eps * torch.tensor(list(itertools.product([-1.0, 1.0], repeat=10)))  # (1024, 10): all signs of ten pixels
best = (corners @ w).argmax()
print(f"the best of 1,024: {corners[best] @ w:.4f}, eps times the sum of |w|: {eps * w.abs().sum():.4f}")
assert torch.equal(corners[best], eps * w.sign())
print(f"coin tosses: {(corners @ w).std():.4f}, eps times the root of the sum of squares: {eps * w.norm():.4f}")
for d in (10, 100, 10_000):
    many = torch.randn(d, generator=torch.Generator().manual_seed(0))
    print(f"{d:6,} pixels: chosen over tossed {many.abs().sum() / many.norm():.1f}", end="   ")

# %% [markdown]
# A network is not linear, but for a small change it nearly is, with the gradient of the loss *with respect to the
# image* in the place of $w$. Backpropagation gives it, if it does not stop at the first weights but goes on to the
# pixels, back along the arrows of this picture.

# %% tags=["hide-input"]
COLORS = {"clean": plots.GRAY, "coin tosses": plots.ORANGE, "PGD": plots.BLUE, "attack": plots.RED, "mark": plots.GREEN}
plots.show(
    plots.layers([("image", "(B, 1, 8, 8)"), ("conv, conv", "(B, 32, 4, 4)"), ("dense", "(B, 10)"), ("loss", "")])
)


# %%
def input_gradient(model, X, y, loss=F.cross_entropy):
    X = X.detach().requires_grad_()  # (B, 1, H, W); parameters' .grad stay untouched
    return torch.autograd.grad(loss(model(X), y, reduction="sum"), X)[0]  # (B, 1, H, W)


def fgsm(model, X, y, eps, loss=F.cross_entropy):
    """One step of size eps in the direction of the signs (fast gradient sign method), kept within 0 to 1."""
    return (X + eps * input_gradient(model, X, y, loss).sign()).clamp(0, 1)


def pgd(model, X, y, eps, steps=20, loss=F.cross_entropy):
    """Many small steps from a random start, each cut back to at most eps (projected gradient descent)."""
    change = eps * (2 * torch.rand_like(X) - 1)
    for _ in range(steps):
        change = change + 2.5 * eps / steps * input_gradient(model, (X + change).clamp(0, 1), y, loss).sign()
        change = change.clamp(-eps, eps)
    return (X + change).clamp(0, 1)


# %%
torch.manual_seed(0)
changed = pgd(nets["clean"], X, y, 0.15)
assert (changed - X).abs().max() < 0.15 + 1e-6 and changed.min() >= 0 and changed.max() <= 1
assert torch.equal(fgsm(nets["clean"], X, y, 0.0), X)
left = {"one step": accuracy(nets["clean"], fgsm(nets["clean"], X, y, 0.15), y)}
left["20 steps"] = accuracy(nets["clean"], changed, y)
print("chosen signs leave " + ", ".join(f"{share:.0%} with {name}" for name, share in left.items()))
assert left["20 steps"] < 0.35

# %% tags=["hide-input"]
figure, axes = plt.subplots(2, 7, figsize=(8.5, 2.9))
with torch.no_grad():
    names = [nets["clean"](images).argmax(1) for images in (X, changed)]
for column, axis_pair in enumerate(axes.T):
    for axis, images, read in zip(axis_pair, (X, changed), names, strict=True):
        axis.imshow(images[column, 0], cmap="gray_r", vmin=0, vmax=1)
        axis.set_title(f"read as {read[column]}", fontsize=10, fontweight="normal")
        axis.axis("off")
what = "" if guess is None else f" (you guessed {guess:g}%)"
figure.suptitle(f"No pixel changed by more than 0.15: {left['20 steps']:.0%} still right{what}", fontweight="bold")
plots.show(
    figure,
    alt="Two rows of seven digits. Above the untouched images with the digits that the network reads; below the "
    "changed images, in which a person still reads the same digits over a gray pattern, and the network other ones.",
)

# %% [markdown]
# A person reads the lower row without trouble. Such images are called adversarial examples, and they need no deep
# network: a *linear* classifier breaks as easily (exercise 2).
#
# ## A strange defense
#
# Multiply the network's ten outputs by 1,000. No prediction changes, since the largest stays the largest. But the same
# attack with a larger $\varepsilon$ of 0.2, which leaves the original network a few percent, finds nothing any more:


# %%
def loud(X):
    return 1000 * nets["clean"](X)


torch.manual_seed(0)
blinded = accuracy(loud, pgd(loud, X, y, 0.2), y)
print(f"the network {accuracy(nets['clean'], pgd(nets['clean'], X, y, 0.2), y):.1%}, times 1,000 {blinded:.1%}")
assert blinded > 0.9

# %% [markdown]
# **Choose.** Is the louder network robust?
#
# <details><summary>Yes: an attack of 20 steps was tried and failed</summary>
#
# An attack that fails shows that this attack fails. The predictions are the same function as before, so whatever fooled
# the first network fools this one.
# </details>
#
# <details><summary>No, it is as weak as before, and the attack was blinded</summary>
#
# Yes. With scores a thousand times as large the softmax rounds to exactly 1, the loss to exactly 0, and the gradient is
# zero for nearly all images. Its signs say nothing.
# </details>
#
# <details><summary>Partly: large outputs make the network surer of itself</summary>
#
# Surer it is, on right and wrong answers alike. That is no robustness.
# </details>


# %%
def margin(z, y, reduction="sum"):
    """How far the best wrong score lies above the right one; it does not saturate."""
    right = z.gather(1, y[:, None])[:, 0]  # (B,)
    return (z.scatter(1, y[:, None], -torch.inf).amax(1) - right).sum()


silent = (input_gradient(loud, X, y).flatten(1).abs().sum(1) == 0).float().mean().item()
seen = accuracy(loud, pgd(loud, X, y, 0.2, loss=margin), y)
print(f"{silent:.0%} of the images have a gradient of exactly 0; with the margin as loss {seen:.1%} are left")
assert silent > 0.9 and seen < 0.1

# %% [markdown]
# This is **gradient masking**, and of nine defenses of one conference in 2018 seven were found to rest on a kind of it.
# Every accuracy under attack is an upper bound, and belongs with its $\varepsilon$, its norm and its attack. Three
# checks unmask a blinded attack: images made for *another* network must not hurt more; with more steps an attack must
# not get weaker; and with $\varepsilon=1$ everything must fall.
#
# ## Training against the worst
#
# An honest defense trains on what will come: at each step attack the present network, and learn from the changed batch
# (**adversarial training**). As a formula it is a minimum of maxima:
#
# $$\min_\theta\;\mathbb E\,\max_{|\delta_i|\le\varepsilon}L(\theta,x+\delta,y)$$
#
# Its ablation must not be missing, because anything that disturbs training might help: noise of the same size, by coin
# tosses.
#
# **Guess.** With tosses of ±0.15 in training, what is left under PGD with $\varepsilon=0.1$? The clean network keeps
# a little less than 60%.

# %%
guess_noise = None  # percent, such as 80

# %% tags=["main-result"]
recipes = {
    "coin tosses": lambda model, X, y: toss(model, X, y, 0.15),
    "PGD": lambda model, X, y: pgd(model, X, y, 0.15, steps=5),
}
for name, change in recipes.items():
    torch.manual_seed(0)
    nets[name] = train(network, digits.train.X, digits.train.y, change)
budgets = np.arange(0, 0.41, 0.05)
curves = {}
for name, model in nets.items():
    torch.manual_seed(1)
    curves[name] = np.array([accuracy(model, pgd(model, X, y, float(eps)), y) for eps in budgets])
    print(f"{name:12s} clean {curves[name][0]:.1%}, PGD 0.1 {curves[name][2]:.1%}, PGD 0.2 {curves[name][4]:.1%}")
assert curves["PGD"][2] - curves["coin tosses"][2] > 0.08 and curves["PGD"][4] - curves["coin tosses"][4] > 0.2
assert curves["PGD"][0] > 0.94 and curves["PGD"][6] < 0.1

# %% [markdown]
# Before we believe the last line, it has to pass the checks of the last section.

# %%
torch.manual_seed(2)
checks = {
    "margin as loss": pgd(nets["PGD"], X, y, 0.1, loss=margin),
    "100 steps": pgd(nets["PGD"], X, y, 0.1, steps=100),
    "made for the clean network": pgd(nets["clean"], X, y, 0.1),
}
unmasked = {name: accuracy(nets["PGD"], images, y) for name, images in checks.items()}
print("PGD at 0.1: " + ", ".join(f"{name} {share:.1%}" for name, share in unmasked.items()))
assert min(unmasked.values()) > curves["PGD"][2] - 0.05
assert unmasked["made for the clean network"] > curves["PGD"][2]

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(6.5, 3.4))
for name, marker in zip(nets, "osD", strict=True):
    axis.plot(budgets, 100 * curves[name], marker=marker, color=COLORS[name], label=f"trained on {name}")
if guess_noise is not None:
    axis.plot(0.1, guess_noise, linestyle="none", **plots.points("guess"), label="your guess")
axis.axvline(0.15, color="gray", linestyle=":", linewidth=1)
axis.set(title="Noise hardly helps, training on attacks does", xlabel="ε of the attack", ylabel="accuracy (%)")
axis.legend(loc="upper right")
plots.show(
    figure,
    alt="Accuracy against the size of the attack for three networks. All start near 98 percent. Trained on clean "
    "images or on coin tosses it falls to near zero at 0.2; trained on attacks of 0.15 it still has above 40 percent "
    "there, and falls to zero by 0.3.",
)

# %% [markdown]
# Coin tosses of the same size buy a few points, attacks buy far more, and no check takes that back. Beyond the
# $\varepsilon$ of training (dotted) the protection fades, and at twice that $\varepsilon$ nothing is left of it. On
# these digits it costs a point of clean accuracy at most; on photographs it costs many. You can look at single images,
# at the changes and at what the networks read:

# %% tags=["hide-input"]
LOSSES = {"cross-entropy": F.cross_entropy, "margin": margin}


def draw(image, eps, steps, trained, loss, times_1000):
    model = nets[trained]
    scores = (lambda X: 1000 * model(X)) if times_1000 else model
    torch.manual_seed(0)
    changed = pgd(scores, X[image : image + 1], y[image : image + 1], eps, steps, LOSSES[loss])
    with torch.no_grad():
        logits = model(changed)[0]
    figure, axes = plt.subplots(1, 3, figsize=(5, 1.9), width_ratios=[1, 1, 1.2])
    axes[0].imshow((changed - X[image : image + 1])[0, 0], cmap="coolwarm", vmin=-0.4, vmax=0.4)
    axes[1].imshow(changed[0, 0], cmap="gray_r", vmin=0, vmax=1)
    axes[2].bar(range(10), logits, color=COLORS[trained])
    axes[2].tick_params(labelsize=7)
    for axis, title in zip(axes, ("change", "image", f"read as {logits.argmax()}"), strict=True):
        axis.set(title=title, xticks=[], yticks=[])
    axes[2].set_xticks(range(10))
    how = f"{steps} steps, {loss}{' times 1,000' if times_1000 else ''}"
    figure.supxlabel(how, fontsize=8)
    alt = f"A {y[image]} changed by at most {eps:g} in {how}, against the network trained on {trained}, "
    alt += f"which reads {logits.argmax()}."
    return plots.describe(figure, alt)


# %% tags=["hide-input"]
widgets.explore(
    draw,
    frames=[
        ("clean network: gray around the digit suffices", {"trained": "clean"}),
        ("trained on attacks: it holds", {"trained": "PGD"}),
        ("twice as large: hard for us as well", {"trained": "PGD", "eps": 0.4}),
        ("outputs times 1,000: only the random start is left", {"times_1000": True}),
    ],
    image=widgets.slider("image", 0, 40, 1, 2),
    eps=widgets.slider("ε", 0.0, 0.4, 0.02, 0.2),
    steps=widgets.slider("steps", 1, 40, 1, 20),
    trained=widgets.choice("trained on", list(nets), "clean"),
    loss=widgets.choice("loss", list(LOSSES), "cross-entropy"),
    times_1000=widgets.toggle("outputs times 1,000", False),
)

# %% [markdown]
# ## Nature instead of an enemy
#
# An enemy is rare, and most harm is done by nobody: rain, blur, a weak lamp. ImageNet-C measures it with corruptions in
# five severities. To compare them fairly, the errors under a corruption $c$ are added over the severities and divided
# by those of a reference model, $\mathrm{CE}_c=\sum_s E_{s,c}/\sum_s E^{\mathrm{ref}}_{s,c}$. Their mean is the mCE,
# and 1 means "no better than the reference".


# %%
def corruptions(X, severity):
    """Return the images (n, 1, 8, 8) under five corruptions of a severity from 1 to 5."""
    generator = torch.Generator().manual_seed(severity)
    noise, salt = torch.randn(X.shape, generator=generator), torch.rand(X.shape, generator=generator)
    blurred = F.avg_pool2d(F.pad(X, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    dots = torch.where(salt < 0.025 * severity, 1 - X.round(), X)
    return {
        "Gaussian noise": (X + 0.08 * severity * noise).clamp(0, 1),
        "flipped pixels": dots,
        "blur": X + severity / 5 * (blurred - X),
        "contrast": 0.5 + (X - 0.5) * (1 - 0.17 * severity),
        "brightness": (X + 0.12 * severity).clamp(0, 1),
    }


def corruption_errors(model):
    """Return for each corruption the sum of the errors over five severities."""
    errors = {}
    for severity in range(1, 6):
        for name, images in corruptions(X, severity).items():
            errors[name] = errors.get(name, 0.0) + 1 - accuracy(model, images, y)
    return errors


# %%
torch.manual_seed(0)
linear = train(lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), digits.train.X, digits.train.y, rate=3e-2)
reference = corruption_errors(linear)
print(f"{'':12s} clean  mCE  " + "  ".join(reference))
mce = {}
for name, model in nets.items():
    CE = {kind: error / reference[kind] for kind, error in corruption_errors(model).items()}
    mce[name] = sum(CE.values()) / len(CE)
    print(f"{name:12s} {1 - accuracy(model, X, y):5.1%} {mce[name]:.2f}  ", end="")
    print("  ".join(f"{CE[kind]:{len(kind)}.2f}" for kind in reference))
assert mce["clean"] < 1 and mce["coin tosses"] < mce["clean"]

# %% [markdown]
# The reference is a linear model. The clean network beats it in every column, but by very different amounts, so a
# single mean says little about the lamp in *your* hall. Both trainings help against noise and flipped pixels, attacks
# more than tosses, but training on attacks hurts under blur and brightness, so that the two means are about the same.
#
# ## What does the answer hang on?
#
# The same gradient answers a second question. Where $|\partial z_y/\partial x_i|$ is large, the score hangs on pixel
# $i$; drawn as a picture, this is a **saliency map**. Grad-CAM asks the last feature maps instead: it weighs each map
# by the mean of the score's gradient over its places, adds the maps up, and keeps what is positive. Both make pictures
# that convince. Do they tell the truth? To find out, we plant a truth and look for it: in training, a mark of 2×2
# pixels at the top of each image gives the class away.


# %%
glyphs = data.glyph_digits(3000)


def with_marks(X, classes):
    """Put a mark of 2 x 2 into rows 0 and 1, at columns 4 + 2 class."""
    X = X.clone()
    for image, k in zip(X, classes.tolist(), strict=True):
        image[0, 0:2, 4 + 2 * k : 6 + 2 * k] = 1
    return X


def glyph_network():
    body = [nn.Conv2d(1, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 16, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2)]  # (B, 16, 7, 7)
    return nn.Sequential(*body, nn.Conv2d(16, 32, 3, 1, 1), nn.ReLU(), nn.Flatten(), nn.Linear(32 * 49, 10))


# %%
torch.manual_seed(0)
marked = train(glyph_network, with_marks(glyphs.train.X, glyphs.train.y), glyphs.train.y, epochs=6)
true, wrong = glyphs.test.y, (glyphs.test.y + 3) % 10
scenes = {"right mark": with_marks(glyphs.test.X, true), "no mark": glyphs.test.X}
scenes["wrong mark"] = with_marks(glyphs.test.X, wrong)
for name, images in scenes.items():
    print(f"{name:10s} {accuracy(marked, images, true):.1%} right")
print(f"of the wrong marks {accuracy(marked, scenes['wrong mark'], wrong):.0%} are followed")
assert accuracy(marked, scenes["right mark"], true) > 0.97
assert accuracy(marked, scenes["wrong mark"], true) < accuracy(marked, scenes["no mark"], true) - 0.1

# %% [markdown]
# The network cheats, as we wanted it to: a wrong mark leads it astray. So a true map of an image with its mark has to
# show the mark, among other things.
#
# **Choose.** The strip in which the ten marks can stand is 5% of the image. Which map sees it?
#
# <details><summary>Grad-CAM: it is the most used of all</summary>
#
# It puts less there than chance would, and for most images it is blank everywhere. The reason is the mean in its
# recipe.
# </details>
#
# <details><summary>The gradient: it sees single pixels</summary>
#
# Yes, several times as much as chance would give. It still puts most of itself elsewhere.
# </details>
#
# <details><summary>Both, since both come from the same gradient</summary>
#
# They average it differently, and that decides. One of them is blank for most images.
# </details>


# %%
def saliency(model, X, y):
    score = X.detach().requires_grad_()
    z = model(score).gather(1, y[:, None]).sum()
    return torch.autograd.grad(z, score)[0][:, 0].abs()  # (B, 28, 28)


def cam(model, X, y, weigh):
    maps = model[:7](X)  # (B, 32, 7, 7), behind the last convolution and its ReLU
    z = model[7:](maps).gather(1, y[:, None]).sum()
    weights = weigh(torch.autograd.grad(z, maps)[0])  # (B, 32, 7, 7), or (B, 32, 1, 1) if it takes a mean
    heat = torch.relu((weights * maps).sum(1, keepdim=True)).detach()  # (B, 1, 7, 7)
    return F.interpolate(heat, (28, 28), mode="bilinear")[:, 0]  # (B, 28, 28)


METHODS = {
    "gradient": saliency,
    "Grad-CAM": lambda *scene: cam(*scene, weigh=lambda g: g.mean(dim=(2, 3), keepdim=True)),
    "no mean": lambda *scene: cam(*scene, weigh=lambda g: g),
}


# %%
def share_on_mark(heat):
    return (heat[:, 0:2, 4:24].sum() / heat.sum()).item()


torch.manual_seed(0)
honest = train(glyph_network, glyphs.train.X, glyphs.train.y, epochs=6)
heats = {name: method(marked, scenes["right mark"], true) for name, method in METHODS.items()}
blank = {name: (heat.flatten(1).amax(1) == 0).float().mean().item() for name, heat in heats.items()}
for name, method in METHODS.items():
    other = method(honest, scenes["right mark"], true)
    empty = (other.flatten(1).amax(1) == 0).float().mean().item()
    print(f"{name:8s} on the strip {share_on_mark(heats[name]):5.1%}, blank {blank[name]:3.0%}", end="; ")
    print(f"of a network that never saw marks {share_on_mark(other):4.1%}, blank {empty:3.0%}")
area = 2 * 20 / 28**2  # of the strip: what a map that sees nothing would put there
assert share_on_mark(heats["gradient"]) > 0.1 > area > share_on_mark(heats["Grad-CAM"])
assert share_on_mark(heats["no mean"]) > 0.07 and blank["Grad-CAM"] > 0.6 and blank["no mean"] == 0

# %% tags=["hide-input"]
figure, axes = plt.subplots(4, 5, figsize=(7, 5.6))
for row, (name, images) in zip(axes, [("image", scenes["right mark"][:, 0]), *heats.items()], strict=True):
    for axis, image in zip(row, images[:5], strict=True):
        axis.imshow(image, cmap="gray_r")
        axis.set(xticks=[], yticks=[])
    row[0].set_ylabel(name)
figure.suptitle("The gradient sees the mark, Grad-CAM is blank", fontweight="bold")
plots.show(
    figure,
    alt="Five digits with a black mark at the top edge. Below, gradient maps with dark dots at the mark and gray ones "
    "elsewhere; below these, Grad-CAM maps, which are mostly empty; at the bottom maps without the mean, with dark "
    "spots at the mark and on the digit.",
)

# %% [markdown]
# Grad-CAM weighs a map by the *mean* of its gradient over all places, which was derived for networks that end with a
# mean. This one ends with a dense layer that gives each place a weight of its own, and their mean says little of any
# place; for most images, with marks or without, the weighted sum comes out negative everywhere, and ReLU leaves
# nothing. Without the mean the same recipe sees the mark. So the most popular map fails here for a reason that one can
# name: a map is a claim, worth what a test that could have refuted it says.
#
# ## Deeper: a proof instead of an attack
#
# For a linear classifier with two classes the worst change is known exactly if pixels may leave the range of 0 to 1, so
# its accuracy under attack needs no attack: an image survives if its score $w\cdot x+b$ on the right side exceeds
# $\varepsilon\sum_i|w_i|$.

# %%
pair = (digits.train.y == 3) | (digits.train.y == 8)
torch.manual_seed(0)
two = train(
    lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 2)), digits.train.X[pair], (digits.train.y[pair] == 8).long()
)
few = (y == 3) | (y == 8)
X_pair, y_pair = X[few], (y[few] == 8).long()
w, b = two[1].weight[1] - two[1].weight[0], two[1].bias[1] - two[1].bias[0]
score = (2 * y_pair - 1) * (X_pair.flatten(1) @ w + b)  # (n,), positive if right
for eps in (0.02, 0.05, 0.1):
    unclamped = X_pair + eps * input_gradient(two, X_pair, y_pair).sign()
    proved, attacked = (score > eps * w.abs().sum()).float().mean().item(), accuracy(two, unclamped, y_pair)
    print(f"eps {eps}: proved {proved:.1%}, left by FGSM {attacked:.1%}")
    assert abs(proved - attacked) < 1e-6

# %% [markdown]
# ## Deeper: integrated gradients, and a test with random weights
#
# A gradient is local: where the score has saturated it is small, however much the pixel mattered. **Integrated
# gradients** add the gradient up along the way from an empty image to this one and multiply by the image. Then the
# pixels' shares sum to the whole change of the score, as a bill should; gradient times image does not.


# %%
def integrated(model, X, y, steps=32):
    total = sum(signed(model, (k + 0.5) / steps * X, y) for k in range(steps)) / steps
    return X[:, 0] * total  # (B, 28, 28)


def signed(model, X, y):
    X = X.detach().requires_grad_()
    return torch.autograd.grad(model(X).gather(1, y[:, None]).sum(), X)[0][:, 0]


some, classes = scenes["right mark"][:100], true[:100]
with torch.no_grad():
    change = (marked(some) - marked(torch.zeros_like(some))).gather(1, classes[:, None])[:, 0]
ig, gx = integrated(marked, some, classes), some[:, 0] * signed(marked, some, classes)
for name, heat in [("integrated gradients", ig), ("gradient times image", gx)]:
    gap = (heat.sum((1, 2)) - change).abs().mean().item()
    print(f"{name}: {share_on_mark(heat.abs()):.0%} on the mark, off the bill by {gap:.2f} of {change.mean():.1f}")
assert (ig.sum((1, 2)) - change).abs().mean() < 0.3 < (gx.sum((1, 2)) - change).abs().mean()
torch.manual_seed(9)
untrained = glyph_network()
for name, method in [("gradient", saliency), ("integrated", lambda *a: integrated(*a).abs())]:
    alike = np.corrcoef(method(honest, some, classes).flatten(), method(untrained, some, classes).flatten())[0, 1]
    print(f"{name}: correlation between a trained and an untrained network {alike:.2f}")

# %% [markdown]
# Integrated gradients win on the bill, see the mark as well as gradient times image, and lose the last test: between a
# trained and an *untrained* network their pictures are far more alike than the gradient's, because multiplying by the
# image paints the digit whatever the weights say. No map wins every test.
#
# ## What goes wrong
#
# **ε in other units.** A data loader has shifted and scaled the images, and the attack clips them to 0 and 1, or counts
# ε in standard deviations:

# %%
mean, std = digits.train.X.mean(), digits.train.X.std()
scaled = (X - mean) / std
attacked = fgsm(lambda Z: nets["clean"](Z * std + mean), scaled, y, 0.15)  # clips the scaled pixels to 0 and 1
print(f"largest change in pixels: {((attacked - scaled) * std).abs().max():.2f}, allowed 0.15")
assert ((attacked - scaled) * std).abs().max() > 0.25

# %% [markdown]
# Symptom: an attack that is suspiciously strong or weak. Remedy: make the scaling the network's first layer, attack
# pixels, and assert the largest change.
#
# **Attacking in training mode.** Dropout and batch norm make the network another function at each call, so gradients
# point elsewhere and the attack looks weak. Remedy: `model.eval()` before the attack; also in evaluation of a defense.
#
# **A map that is all zero.** We have met one reason above, a negative sum under ReLU. The other is a saturated
# *probability* as target, whose gradient is 0. Symptom: blank maps, often for the surest answers. Remedy: take the
# score before the softmax, and count the blank maps before you show one.
#
# ## Exercises
#
# ### 1. Another ball (★, 10 minutes)
#
# What is the worst change for a linear neuron if the *length* of $\delta$, the root of its sum of squares, is at most
# ε?
#
# <details><summary>Solution</summary>
#
# The direction of $w$ itself: $\delta=\varepsilon w/\|w\|$, which gives $\varepsilon\|w\|$ (Cauchy and Schwarz).
#
# ```python
# w = torch.randn(10, generator=torch.Generator().manual_seed(0))
# tries = torch.nn.functional.normalize(torch.randn(100_000, 10), dim=1) * 0.15
# assert (tries @ w).max() <= 0.15 * w.norm() + 1e-6
# print((tries @ w).max().item(), (0.15 * w.norm()).item())
# ```
# </details>
#
# ### 2. Is it depth? (★, 10 minutes)
#
# Attack the linear model of the corruptions with PGD at 0.1. Is it safer than the network?
#
# <details><summary>Solution</summary>
#
# No: it keeps about as much. Adversarial examples need neither depth nor non-linearity.
#
# ```python
# for model in (linear, nets["clean"]):
#     print(f"{accuracy(model, pgd(model, X, y, 0.1), y):.1%}")
# assert accuracy(linear, pgd(linear, X, y, 0.1), y) < 0.8
# ```
# </details>
#
# ### 3. A defense by rounding (★★, 20 minutes)
#
# Round all pixels to four levels before the network. The gradient of rounding is 0. Break it.
#
# <details><summary>Solution</summary>
#
# The attack is blinded once more. Go back as if rounding were the identity (straight-through gradient), that is, attack
# the network without the rounding, and hand the result to the defense.
#
# ```python
# def rounded(X):
#     return nets["clean"]((3 * X).round() / 3)
#
# print(f"blinded {accuracy(rounded, fgsm(rounded, X, y, 0.2), y):.1%}", end=", ")
# print(f"straight through {accuracy(rounded, pgd(nets['clean'], X, y, 0.2), y):.1%}")
# assert accuracy(rounded, pgd(nets["clean"], X, y, 0.2), y) < 0.4
# ```
# </details>
#
# ### 4. Which corruption does adversarial training help? (★★★, 30 minutes, open)
#
# Predict for each corruption whether PGD training helps or hurts, then measure, with another ε as well.
#
# <details><summary>Solution</summary>
#
# For ε = 0.15 the table above says: it helps against noise, flipped pixels and contrast, and hurts under blur and
# brightness. Train with `pgd(model, X, y, 0.05, steps=5)` for another ε, and repeat both over seeds before you believe
# a difference of a few hundredths.
#
# ```python
# for name in ("clean", "PGD"):
#     print(name, {kind: round(error, 2) for kind, error in corruption_errors(nets[name]).items()})
# ```
# </details>

# %% [markdown]
# ## Summary
#
# - The gradient with respect to the image says which change hurts most, and what the score hangs on.
# - Chosen signs add up, tossed ones cancel: the gap grows with the root of the number of pixels.
# - Accuracy under attack is an upper bound; an attack that fails may only be blinded.
# - Adversarial training helps, beyond its own ε ever less, and noise of the same size hardly; under corruptions both
#   help on average, and each hurts somewhere.
# - A saliency map is a claim: test it against something that you have planted.
#
# ## Where it came from
#
# - C. Szegedy and others, 2014, ICLR: adversarial examples of deep networks; B. Biggio and others, 2013, ECML, earlier.
# - I. Goodfellow, J. Shlens and C. Szegedy, 2015, ICLR: linearity as an explanation, FGSM.
# - A. Madry and others, 2018, ICLR: PGD, and training as a minimum of maxima.
# - A. Athalye, N. Carlini and D. Wagner, 2018, ICML: gradient masking in seven of nine defenses.
# - D. Hendrycks and T. Dietterich, 2019, ICLR: ImageNet-C and the corruption error.
# - K. Simonyan, A. Vedaldi and A. Zisserman, 2014, ICLR workshop: gradients as maps; R. Selvaraju and others, 2017,
#   ICCV: Grad-CAM; M. Sundararajan, A. Taly and Q. Yan, 2017, ICML: integrated gradients.
# - J. Adebayo and others, 2018, NeurIPS: sanity checks with random weights; R. Draelos and L. Carin, 2020,
#   arXiv:2011.08891: the map without the mean.
#
# **Next**: [25, recurrent networks](25-rnn.ipynb): from pictures to sequences.

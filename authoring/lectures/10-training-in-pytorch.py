# %% [markdown]
# # Training in PyTorch
#
# You will be able to write the training loop from memory, say what each of its lines is for, and recognize from an
# error message or a curve which one is wrong.
#
# **Reading** 40 min · **Running** under 40 s on two cores · **Prerequisites**
# [07](07-gradient-descent.ipynb) (gradient descent), [08](08-backpropagation.ipynb) (backpropagation) and
# [09](09-multilayer-perceptrons.ipynb) (multilayer perceptrons) · **Practice**
# [assignment a07](../release/a07-mlp-backprop/mlp-backprop.ipynb) builds by hand what is used here; a08 (optimizers)
# goes on from it ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/10-training-in-pytorch.ipynb)
#
# **Needs** [07](07-gradient-descent.ipynb), [08](08-backpropagation.ipynb), [09](09-multilayer-perceptrons.ipynb) ·
# **Used by** [11](11-optimizers.ipynb), [12](12-initialization-and-normalization.ipynb), [13](13-regularization.ipynb),
# [14](14-evaluation-metrics.ipynb), [15](15-validation-and-search.ipynb), [16](16-convolution.ipynb),
# [17](17-lenet.ipynb), [19](19-resnet.ipynb), [20](20-transfer-learning.ipynb), [21](21-detection-yolo.ipynb),
# [23](23-segmentation-and-depth.ipynb), [24](24-robustness-and-saliency.ipynb), [27](27-seq2seq-and-attention.ipynb),
# [28](28-transformer.ipynb), [29](29-bert.ipynb), [30](30-gpt-and-llms.ipynb), [34](34-speech.ipynb),
# [37](37-vae.ipynb), [38](38-gan.ipynb), [40](40-diffusion.ipynb), [43](43-neural-odes-and-physics.ipynb),
# [44](44-reinforcement-learning.ipynb), [45](45-game-playing.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **predict** shape and dtype of a tensor expression;
# - **write** an `nn.Module` and a loop that trains it;
# - **replace** that loop by `fit` or a `DataLoader` without changing a weight;
# - **read** training and validation curves, and stop in time;
# - **diagnose** errors, above all silent ones.

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
# ## Look at the data first
# Many lectures train on handwritten digits, and before we train anything, we look at images and labels together,
# because no error message will ever say that they do not belong together.

# %%
from itertools import pairwise

import torch.nn.functional as F
from torch import nn

digits = data.digits()
print(digits)

# %% tags=["hide-input"]
COLORS = {
    "none: this one is right": plots.BLACK,
    "zero_grad is missing": plots.PURPLE,
    "one softmax too many": plots.SKY,
    "labels of other images": plots.GRAY,
}


def draw_digits(X, y, title):
    """Draw 20 images, X (20, 1, 8, 8), each under its label, y (20,)."""
    figure, axes = plt.subplots(2, 10, figsize=(8.5, 2.5))
    for axis, image, label in zip(axes.flat, X, y.tolist(), strict=True):
        axis.imshow(image[0], cmap="gray_r")
        axis.set_title(label, fontsize=11)
        axis.axis("off")
    figure.suptitle(title, weight="bold")
    return figure


plots.show(
    draw_digits(digits.train.X[:20], digits.train.y[:20], "Every label fits its image"),
    alt="Two rows of ten handwritten digits, eight by eight pixels each, black ink on white paper, with the label "
    "above each. Every label names the digit below it: " + ", ".join(map(str, digits.train.y[:20].tolist())) + ".",
)

# %% [markdown]
# Each image has only 8 × 8 pixels, and still you can read nearly all. The ten digits are about equally frequent, so
# guessing is right one time in ten.
#
# ## Four programs, no error message
#
# Four programs train the same network on them: one hidden layer with a ReLU, one output for each digit.

# %% tags=["hide-input"]
plots.show(plots.network([64, 64, 10]))

# %% [markdown]
# One program is right, and in each of the others one line is wrong or missing, although no error is raised. Do not
# study the function below yet, which can be all four: a folded cell deals the letters A to D at random.


# %%
def train_with(fault, seed, epochs=15):
    """Train with one line of the loop broken; return (mean training loss, test accuracy) of each epoch."""
    digits, curve = data.digits(seed=seed), []
    X, y = digits.train.X, digits.train.y  # (n, 1, 8, 8), (n,)
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer, generator = torch.optim.SGD(model.parameters(), lr=0.1), torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        losses = []
        for rows in torch.randperm(len(X), generator=generator).split(32):  # (B,)
            if fault != "zero_grad is missing":
                optimizer.zero_grad()
            outputs, labels = model(X[rows]), y[rows]  # (B, 10), (B,)
            if fault == "one softmax too many":
                outputs = outputs.softmax(dim=1)  # (B, 10)
            if fault == "labels of other images":
                labels = y[torch.randperm(len(y), generator=generator)[: len(rows)]]  # (B,)
            loss = F.cross_entropy(outputs, labels)  # ()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        with torch.no_grad():
            curve.append((np.mean(losses), metrics.accuracy(model(digits.test.X), digits.test.y).item()))
    return curve


# %% tags=["hide-input"]
letters = dict(zip("ABCD", np.random.default_rng(2).permutation(list(COLORS)).tolist(), strict=True))
runs = {fault: np.array([train_with(fault, seed) for seed in range(5)]) for fault in letters.values()}  # (5, 15, 2)
figure, axis = plt.subplots(figsize=(6, 2.8))
for letter, fault in letters.items():
    axis.scatter(runs[fault][:, 0, 1], [letter] * 5, color="black", alpha=0.6)
axis.set(title="After one epoch, D leads on every seed", xlabel="test accuracy, one dot for each of five seeds")
axis.set(ylabel="program", xlim=(0, 1), ylim=(3.5, -0.5))
plots.show(
    figure,
    alt="Test accuracy of four programs after one epoch, five dots each: A near 0.1, B between 0.1 and 0.25, C between "
    "0.45 and 0.65, D between 0.75 and 0.95.",
)

# %% [markdown]
# Each dot is one run, and all of them have just begun.
#
# **Choose.** Only one program may go on for 14 more epochs. Which one would you pick?
#
# <details><summary>A: the others may only have been luckier</summary>
#
# Luck does not last over five seeds. A is still at 10 %, which is guessing, because it learns the labels of other
# images.
# </details>
#
# <details><summary>B: it is slow, but it does rise</summary>
#
# B does learn, and never well: it takes a softmax too many. You will meet its symptom again.
# </details>
#
# <details><summary>C: it is neither slow nor suspicious</summary>
#
# C is the right one. Did you have a reason to prefer it to D?
# </details>
#
# <details><summary>D: it leads on every seed</summary>
#
# Most people pick D, and its lead is real. It is also the first symptom of a missing `zero_grad`.
# </details>

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 4.2))
for (letter, fault), marker in zip(letters.items(), "v^os", strict=True):
    accuracies = runs[fault][:, :, 1]  # (5, 15)
    look = {"color": COLORS[fault], "marker": marker, "markersize": 4}
    axis.plot(
        range(1, 16), accuracies.mean(axis=0), **look, label=f"{letter}: {fault.removesuffix(': this one is right')}"
    )
    axis.fill_between(range(1, 16), accuracies.min(axis=0), accuracies.max(axis=0), color=COLORS[fault], alpha=0.15)
axis.set(title="The early leader does not last", xlabel="epoch", ylabel="test accuracy", ylim=(0, 1.02))
figure.legend(title="what is wrong", loc="outside lower center", ncols=2, fontsize=9)
plots.show(
    figure,
    alt="Test accuracy against epoch for four programs, mean and range of five seeds. C, in black, which is right, "
    "climbs to 96 percent. D, without zero_grad, starts highest, above 80 percent, then sinks below 20. B, with one "
    "softmax too many, climbs slowly to about 60. A, with the labels of other images, stays near 10.",
)
other_labels, softmax_twice, right, no_zero = (runs[fault][:, :, 1] for fault in letters.values())
assert (no_zero[:, 0] > right[:, 0]).all() and (right[:, 0] > softmax_twice[:, 0]).all()
assert (right[:, -1] > 0.93).all() and (no_zero[:, -1] < 0.5).all()
assert (softmax_twice[:, -1] < right[:, -1]).all() and (other_labels[:, -1] < 0.2).all()

# %% [markdown]
# The right program climbs to 96 %, while D, which led, ends below 20 %. To see why, we build the loop line by line,
# beginning with its data.
#
# ## Tensors: shape, dtype, device
#
# A **tensor** is an array of numbers with a **shape**, a **dtype** (the kind of number) and a **device** that holds it.
# Nearly every error message in this course is about one of the three.

# %%
X, y = digits.train.X[:4], digits.train.y[:4]  # (4, 1, 8, 8), (4,)
for name, tensor in {"X": X, "y": y, "X.flatten(1)": X.flatten(1), "X > 0.5": X > 0.5, "X.mean()": X.mean()}.items():
    print(f"{name:13s} shape {tuple(tensor.shape)!s:14s} dtype {tensor.dtype!s:14s} device {tensor.device}")

# %% [markdown]
# Weights and inputs are `float32`, class numbers `int64`, also called `long`. On a GPU a loop needs only
# `model.to(device)` and `X.to(device)` besides, where `training.pick_device()` finds the device.
#
# **Broadcasting** lets shapes differ: PyTorch aligns them from the right, and repeats a size that is 1 or missing:
#
# | left | right | result | |
# | --- | --- | --- | --- |
# | `(32, 10)` | `(10,)` | `(32, 10)` | the bias of a layer: one row, added to each |
# | `(32, 1)` | `(32,)` | `(32, 32)` | **the trap**: all pairs, no error |

# %%
y_hat = torch.tensor([[1.0], [2.0], [3.0], [4.0]])  # (4, 1), as a layer with one output gives them
target = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)
difference = y_hat - target  # (4, 4): every prediction minus every target
print(difference.int().tolist(), "  mean squared error of perfect predictions:", difference.square().mean().item())
assert difference.shape == (4, 4) and difference.square().mean() == 2.5
assert (y_hat.squeeze(1) - target).square().mean() == 0  # (4, 1) -> (4,): the remedy

# %% [markdown]
# **Checkpoint.** Before you run it, what is the shape of `torch.zeros(32, 1, 8, 8) - torch.zeros(8, 8)`, and of
# `torch.zeros(5, 1) * torch.zeros(1, 7)`?
#
# <details><summary>Answer</summary>
#
# `(32, 1, 8, 8)`: the missing sizes on the left count as 1, so the one image is subtracted from each of the 32. And
# `(5, 7)`: both sides are repeated.
# </details>
#
# ## Autograd: three facts
#
# The loop relies on three facts about automatic differentiation, which [lecture 08](08-backpropagation.ipynb) built. A
# tensor with `requires_grad=True` remembers what was computed from it; `backward()` **adds** the gradient to what
# `.grad` already holds; under `torch.no_grad()` nothing is remembered.

# %%
w = torch.tensor(3.0, requires_grad=True)  # ()
(w**2).backward()
first = w.grad.item()
(w**2).backward()
print(f"gradient of w² at 3: {first}; after a second backward: {w.grad.item()}")
assert first == 6 and w.grad == 12

# %% [markdown]
# PyTorch adds because one parameter may be used in several places (lecture 25). The price is that every
# loop has to call `zero_grad`.
#
# ## A network is a module
#
# Autograd also has to know which tensors are parameters. In a class that inherits from `nn.Module`, `__init__` says
# which layers there are and `forward` how signals run through them, and PyTorch finds the parameters by itself.


# %%
class MLP(nn.Module):
    """The network of lecture 09: one hidden layer, ReLU, one output for each class."""

    def __init__(self, inputs=64, hidden=64, classes=10):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.output = nn.Linear(hidden, classes)

    def forward(self, X):
        X = X.flatten(1)  # (n, 1, 8, 8) -> (n, 64)
        A = torch.relu(self.hidden(X))  # (n, hidden)
        return self.output(A)  # (n, classes), pre-activations, here called logits


torch.manual_seed(0)
model = MLP()
W1, b1, W2, b2 = model.parameters()  # (64, 64), (64,), (10, 64), (10,)
by_formula = torch.relu(X.flatten(1) @ W1.T + b1) @ W2.T + b2  # (4, 10)
print(f"{sum(p.numel() for p in model.parameters()):,} parameters, output {tuple(model(X).shape)}")
assert torch.allclose(model(X), by_formula, atol=1e-6)

# %% [markdown]
# The class and the formula agree. Write `model(X)`, not `model.forward(X)`, because the call does some bookkeeping
# first.
#
# **Checkpoint.** Why does `forward` return logits and not probabilities?
#
# <details><summary>Answer</summary>
#
# `F.cross_entropy` takes logits: it does the softmax itself, together with the logarithm, in a form that cannot
# overflow (lecture 06). The largest logit is also the largest probability, so predictions need no softmax at all.
# </details>
#
# ### Deeper: save and load
#
# What you save is the `state_dict`: names and tensors, no code.

# %%
import io
import warnings

file = io.BytesIO()  # stands for a file on disk, such as "digits.pt"
torch.save(model.state_dict(), file)
file.seek(0)
twin = MLP()  # other random weights ...
twin.load_state_dict(torch.load(file, weights_only=True))  # ... replaced by the saved ones
print({name: tuple(tensor.shape) for name, tensor in twin.state_dict().items()})
assert torch.equal(twin(X), model(X))

# %% [markdown]
# ## The loop, by hand
#
# Training is now a round through a few calls. The object that changes the parameters
# by their gradients is the **optimizer**.

# %% tags=["hide-input"]
steps = [("new batch,\nzero grads", "(32, 1, 8, 8)"), ("model", "(32, 10)"), ("loss", "()")]
plots.show(plots.layers([*steps, ("backward", ".grad"), ("step", "")]))

# %% [markdown]
# A batch becomes logits, one loss, gradients and new weights, and then the next round begins.
#
# | line | what it does | without it |
# | --- | --- | --- |
# | `model.train()` | dropout as in training | it stays as `eval()` left it |
# | `randperm`, `split` | shuffled mini-batches | the last class seen wins |
# | `optimizer.zero_grad()` | forgets the last gradient | steps follow a sum of old gradients |
# | `logits = model(X)` | forward pass | |
# | `loss = F.cross_entropy(logits, y)` | how wrong, on average | |
# | `loss.backward()` | every gradient, into `.grad` | nothing is learned |
# | `optimizer.step()` | moves the parameters | nothing is learned |


# %%
def train_by_hand(model, train, eta=0.5, batch_size=32, epochs=20, seed=0, shuffle=True):
    """Train model in place; return the mean training loss of each epoch."""
    optimizer = torch.optim.SGD(model.parameters(), lr=eta)
    generator = torch.Generator().manual_seed(seed)
    losses = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        order = torch.randperm(len(train), generator=generator) if shuffle else torch.arange(len(train))  # (n,)
        for rows in order.split(batch_size):  # (B,)
            X, y = train.X[rows], train.y[rows]  # (B, 1, 8, 8), (B,)
            optimizer.zero_grad()
            logits = model(X)  # (B, 10)
            loss = F.cross_entropy(logits, y)  # ()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)  # item(): a plain number, so that no graph is kept alive
        losses.append(total / len(train))
    return losses


# %% [markdown]
# Judging the model takes no step, so it needs two switches: `eval()`, because dropout must be off, and `no_grad()`,
# because nothing will be differentiated.


# %%
@torch.no_grad()
def accuracy(model, split):
    model.eval()
    return metrics.accuracy(model(split.X), split.y).item()  # (n, 10), (n,) -> ()


torch.manual_seed(0)
model = MLP()
before, losses = accuracy(model, digits.test), train_by_hand(model, digits.train)
print(f"loss {losses[0]:.3f} in the first epoch, {losses[-1]:.3f} in the last")
print(f"test accuracy {before:.1%} before, {accuracy(model, digits.test):.1%} after")
assert accuracy(model, digits.test) > 0.95

# %% [markdown]
# ## The same loop, already written
#
# Later lectures call `helpers.training.fit`, which is this loop with checks, metrics and early stopping around. Run
# `training._train_epoch??` and you will find your lines again. The same seed gives the same weights:


# %%
def largest_gap(one, other):
    """Return the largest difference between any two parameters of two models."""
    return max((p - q).abs().max().item() for p, q in zip(one.parameters(), other.parameters(), strict=True))


torch.manual_seed(0)
same = MLP()
sgd = torch.optim.SGD(same.parameters(), lr=0.5)
history = training.fit(same, digits.train, optimizer=sgd, batch_size=32, epochs=20, seed=0, progress=False)
print(f"by hand and by fit: largest difference between two weights {largest_gap(model, same):.0e}")
assert largest_gap(model, same) < 1e-5 and np.allclose(losses, history["loss"], atol=1e-6)

# %% [markdown]
# Most tutorials cut their batches with a **DataLoader**, which asks a data set for one example after the other and
# stacks them. For images that fit into memory our `rows` is enough. But where images are read from disk,
# `num_workers=4` reads them in four processes beside the training.

# %%
from torch.utils.data import DataLoader, TensorDataset

pairs, generator = TensorDataset(digits.train.X, digits.train.y), torch.Generator().manual_seed(0)
torch.manual_seed(0)
loaded = MLP()
optimizer = torch.optim.SGD(loaded.parameters(), lr=0.5)
for _ in range(20):
    order = torch.randperm(len(pairs), generator=generator).tolist()
    for X, y in DataLoader(pairs, batch_size=32, sampler=order):  # usually: shuffle=True, and an order of its own
        optimizer.zero_grad()
        F.cross_entropy(loaded(X), y).backward()  # (32, 10), (32,) -> ()
        optimizer.step()
print(f"by hand and by DataLoader: largest difference between two weights {largest_gap(model, loaded):.0e}")
assert largest_gap(model, loaded) < 1e-5

# %% [markdown]
# We handed it our order, so no weight differs. In your own code, make the loader once, before the loop, with
# `shuffle=True`.
#
# ## Reading curves, and stopping in time
#
# The loss on the **training set** says whether the model learns, and only other data can say whether that holds
# elsewhere. But whoever makes choices by the **test set** has no honest test left, so we cut a **validation set** off
# the training images. To provoke **overfitting**, only 100 images remain.

# %%
few = data.Split(digits.train.X[:100], digits.train.y[:100])
validation = data.Split(digits.train.X[847:], digits.train.y[847:])  # 500 images


def fit_few(**stopping):
    """Train on the 100 images for at most 200 epochs; return the history and the validation scores at the end."""
    torch.manual_seed(0)
    model = MLP()
    how = {"optimizer": torch.optim.SGD(model.parameters(), lr=0.2), "metrics": {"accuracy": metrics.accuracy}}
    history = training.fit(model, few, validation, epochs=200, batch_size=10, progress=False, **how, **stopping)
    return history, training.evaluate(model, validation)


long, _ = fit_few()
early, kept = fit_few(patience=20, restore_best=True)
print(f"stopped after {len(early.epochs)} epochs with the weights of epoch {early.best_epoch}")
assert np.isclose(kept["loss"], min(long["validation_loss"]), atol=1e-6) and len(early.epochs) < 100

# %% [markdown]
# **Choose.** After its best epoch the validation loss rises by about a fifth, while the training goes on to epoch 200.
# What does the validation *accuracy* do in that time?
#
# <details><summary>It falls by several points, because the network overfits</summary>
#
# The loss does say "overfits". But it counts how sure a wrong answer is, and the accuracy only that it is wrong.
# </details>
#
# <details><summary>It stays where it is, within a point or so</summary>
#
# So it does. The network makes the same mistakes with ever more confidence.
# </details>
#
# <details><summary>It rises, because the training loss still falls</summary>
#
# All 100 training images have long been right, so what still falls there is the loss of answers that are right anyway.
# </details>

# %% tags=["hide-input"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
for axis, name in [(left, "loss"), (right, "accuracy")]:
    axis.plot(range(1, 201), long[name], **plots.line("train"), label="training")
    axis.plot(range(1, 201), long[f"validation_{name}"], **plots.line("validation"), label="validation")
    axis.axvline(early.best_epoch, color="black", linestyle=":", linewidth=1, label=f"best epoch, {early.best_epoch}")
left.set(title="Loss: the best is soon over", xlabel="epoch", ylabel="cross-entropy", ylim=(0, 1.5))
right.set(title="Accuracy: hardly notices", xlabel="epoch", ylabel="share right", ylim=(0, 1.02))
left.legend(fontsize=9)
plots.show(
    figure,
    alt="Left: the training loss, in blue, falls to 0. The validation loss, in red and dashed, falls with it at first, "
    f"is lowest at epoch {early.best_epoch}, near 0.4, and then rises slowly to almost 0.5. Right: the training "
    "accuracy reaches 1, the validation accuracy stays near 0.88.",
)
assert long["loss"][0] > long["validation_loss"][0] and long["loss"][5] < long["validation_loss"][5]
assert long["validation_loss"][-1] > 1.15 * kept["loss"]
assert np.ptp(long["validation_accuracy"][early.best_epoch :]) < 0.025

# %% [markdown]
# Right of the dotted line the validation loss rises while the accuracy hardly moves. **Early stopping** is the remedy:
# `patience=20` stops after 20 epochs without a new best, and `restore_best` goes back to it.
#
# ## Does the hidden layer earn its keep?
#
# Now we can ask what the network is worth, on five splits. The **baseline** is the same loop without a hidden layer
# (softmax regression). The **ablations** feed images sorted by class, or raw pixels from 0 to 16 as in the file, also
# with a rate $16^2$ times smaller.
#
# **Checkpoint.** Why $16^2$?
#
# <details><summary>Answer</summary>
#
# Inputs 16 times as large make the gradient of the first layer's weights 16 times, and the curvature $16^2$ times, as
# large. The largest rate that converges is 2 over the curvature (lecture 07).
# </details>


# %%
def build(*widths):
    """Return a multilayer perceptron with a ReLU after each hidden layer."""
    parts = [nn.Flatten()]
    for n_in, n_out in pairwise(widths):
        parts += [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*parts[:-1])  # no ReLU after the last


def test_accuracy(seed, widths=(64, 64, 10), pixel=1, in_order=False, **settings):
    """Train on one split from one random start; return the share of test images that are right."""
    digits = data.digits(seed=seed)
    train, test = (data.Split(pixel * part.X, part.y) for part in (digits.train, digits.test))
    if in_order:
        order = train.y.argsort(stable=True)  # (n,)
        train = data.Split(train.X[order], train.y[order])
    torch.manual_seed(seed)
    model = build(*widths)
    train_by_hand(model, train, seed=seed, shuffle=not in_order, **settings)
    return accuracy(model, test)


# %% [markdown]
# **Guess.** A network with two hidden layers of 256 has 85,002 parameters, 18 times as many as our 4,810. How many
# percentage points of test accuracy does it gain over ours (or lose, with a minus sign)?

# %%
guess_gain = None  # in percentage points, such as 1.5

# %% tags=["main-result"]
table = {
    "softmax regression": {"widths": (64, 10)},
    "one hidden layer of 64": {},
    "two hidden layers of 256": {"widths": (64, 256, 256, 10)},
    "sorted, not shuffled": {"in_order": True},
    "raw pixels": {"pixel": 16},
    "raw pixels, rate / 256": {"pixel": 16, "eta": 0.5 / 256},
}
results = {name: np.array([test_accuracy(seed, **how) for seed in range(5)]) for name, how in table.items()}
for name, row in results.items():
    print(f"{name:26s} " + " ".join(f"{share:6.1%}" for share in row) + f"   mean {row.mean():.1%}")
baseline, ours, larger, in_order, unscaled, slowed = results.values()
assert ours.min() > 0.955 and ours.mean() > 0.967, "the target of this lecture: 96.7 percent"
assert ours.mean() > baseline.mean() + 0.004, "a modest gain, and only in the mean is it sure"
assert abs(larger.mean() - ours.mean()) < 0.007, "18 times the parameters, and no more than half a point"
assert in_order.max() < 0.6 and unscaled.max() < 0.2 and 0.92 < slowed.mean() < ours.mean() - 0.015

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 3.6))
for name, row in results.items():
    axis.scatter(100 * (1 - row), [name] * 5, **plots.points("test"), alpha=0.7)
axis.axvline(100 * (1 - baseline.mean()), **plots.line("baseline"), label="mean of the baseline")
if guess_gain is not None:
    axis.axvline(max(0.5, 100 * (1 - ours.mean()) - guess_gain), **plots.line("guess"), label="your guess")
axis.set(title="Order and scale decide, not size", xlabel="wrong among 100 test images (logarithmic)", xscale="log")
axis.set(xlim=(0.4, 110), xticks=[0.5, 1, 2, 5, 10, 20, 50, 100])
axis.xaxis.set_major_formatter("{x:g}")
axis.minorticks_off()
axis.invert_yaxis()
figure.legend(loc="outside lower center", ncols=2, fontsize=9)
plots.show(
    figure,
    alt="Errors on the test set for six settings, five dots each, on a logarithmic axis: softmax regression near 4 "
    "percent; one hidden layer and two hidden layers both between 2 and 4; sorted images and raw pixels above 40; raw "
    "pixels at a rate 256 times smaller between 4 and 7.",
)

# %% [markdown]
# The hidden layer gains about one point, five of 450 images, and the larger network nothing more, because a linear
# model leaves only 4 % to find. Shuffling and scaling decide between 97 % and next to nothing, so look there before you
# add layers.
#
# Why does the smaller rate not bring raw pixels back to 97 %? Only the first layer's weights needed it, so all others
# now crawl, while the first pre-activations start 16 times too large. With both mended, [nothing
# differs](#Deeper:-the-two-factors-of-16).
#
# These scores begin [the scoreboard of the digits](README.md#the-scoreboard-of-the-digits). Larger networks do pay on
# [28 × 28 pixels](#Deeper:-digits-in-fonts-never-seen).

# %% [markdown]
# ## Live curves
#
# Mostly you have no table of five seeds, but one run and its two curves, here of 300 training images, with a verdict
# that a few lines of code read off them.

# %%
small = data.Split(digits.train.X[:300], digits.train.y[:300])


def run_curves(eta, hidden, batch_size):
    """Train on the 300 images from a fixed seed; return the history of 30 epochs."""
    torch.manual_seed(0)
    model = build(64, hidden, 10) if hidden else build(64, 10)
    how = {"optimizer": torch.optim.SGD(model.parameters(), lr=eta), "metrics": {"accuracy": metrics.accuracy}}
    return training.fit(model, small, validation, epochs=30, batch_size=batch_size, progress=False, **how)


def verdict(history):
    """Say in words what the curves of a finished run show."""
    held_out = np.array(history["validation_loss"])  # (epochs,)
    if held_out[-1] > 2:  # guessing is 2.3
        worst = max(history["loss"] + history["validation_loss"])
        return "learns nothing: rate too large" if worst > 2.4 else "hardly learns: rate too small"
    if np.diff(held_out[-20:]).max() > 0.4 * held_out.min():
        return "jumps: rate too large for this batch"
    if held_out[-1] < 0.96 * held_out[-6]:
        return "is still falling: more epochs, or a larger rate"
    if held_out[-1] > 1.05 * held_out.min():
        return f"overfits since epoch {history.best_epoch}"
    return "has settled"


# %% tags=["hide-input"]
def draw_curves(eta, hidden, batch_size):
    """Draw both losses of one run."""
    history = run_curves(eta, hidden, batch_size)
    figure, axis = plt.subplots(figsize=(5, 3.7))
    axis.plot(range(1, 31), history["loss"], **plots.line("train"), label="training")
    axis.plot(range(1, 31), history["validation_loss"], **plots.line("validation"), label="validation")
    axis.axhline(np.log(10), **plots.line("baseline"), linewidth=1, label="guessing, ln 10")
    lowest, highest = min(history["loss"]), max(history["loss"] + history["validation_loss"])
    axis.set(xlabel="epoch", ylabel="cross-entropy", yscale="log", ylim=(min(1e-3, lowest / 2), max(20, 2 * highest)))
    axis.set_title(f"This run {verdict(history)}", fontsize=10)
    axis.legend(loc="lower left", fontsize=9)
    share, steps = history["validation_accuracy"][-1], 30 * -(-300 // batch_size)
    axis.text(0.98, 0.95, f"{steps:,} steps, {share:.0%} right", transform=axis.transAxes, ha="right", va="top")
    return plots.describe(
        figure,
        f"Losses over 30 epochs at learning rate {eta:.3g}, {hidden} hidden units, batches of {batch_size}: the run "
        f"{verdict(history)}. At the end the training loss is {history['loss'][-1]:.2g}, the validation loss "
        f"{history['validation_loss'][-1]:.2g} and {share:.0%} of the validation images are right.",
    )


# %% tags=["hide-input"]
widgets.explore(
    draw_curves,
    frames=[
        ("Rate 0.01: smooth and flat, it creeps", {"eta": 0.01}),
        ("Rate 0.1: smooth and still falling", {"eta": 0.1}),
        ("Rate 0.5, batches of 8: down, then flat", {"eta": 0.5, "batch_size": 8}),
        ("Rate 2.5: up at the guessing line", {"eta": 2.5}),
    ],
    eta=widgets.log_slider("learning rate", -3, 1, 0.1, steps=20),
    hidden=widgets.choice("hidden units", [0, 4, 16, 64, 256], 64),
    batch_size=widgets.choice("batch size", [8, 32, 100, 300], 32),
)

# %% [markdown]
# **Try** the rate first, then at 0.5 batches of 8 and of 300. **Notice** three things.
#
# - A smaller batch wants a smaller rate.
# - A rate shows in the curve's shape: smooth and flat, smooth and still falling, jagged, or up at the guessing line.
# - The training loss is the lower one in the end, but not in the first epochs.
#
# **Checkpoint.** Why is the training loss *above* the validation loss in the first epochs?
#
# <details><summary>Answer</summary>
#
# It is an average over the epoch, while the model was still bad; the validation loss is measured at the end of it.
# Dropout has the same effect: it handicaps the model in training only.
# </details>
#
# %% [markdown]
# ## What goes wrong
#
# ### Errors that say so
#
# Read the *first* line of the message, then print shape, dtype and device of what went in.
# [A table](#Deeper:-every-message,-raised-on-purpose) has the common ones.
#
# ### Errors that say nothing
#
# The three broken programs are worse, because nothing is raised.
#
# **One softmax too many.** `cross_entropy` expects logits and takes their softmax itself, so probabilities go through a
# second one. As numbers between 0 and 1 are nearly equal as logits, even a perfect answer then has a loss of
# $\ln(e + 9) - 1 = 1.461$ for ten classes, and all gradients are small.

# %%
answers = torch.arange(10)  # (10,)
perfect = F.one_hot(answers, 10).float()  # (10, 10): probability 1 for the right class
floor, logits_floor = F.cross_entropy(perfect, answers).item(), F.cross_entropy(100 * perfect, answers).item()
twice = runs["one softmax too many"][:, :, 0]  # (5, 15)
print(f"lowest possible loss: {floor:.3f}; of logits it is {logits_floor:.3f}")
print(f"our five runs after 15 epochs: {twice[:, -1].min():.1f} to {twice[:, -1].max():.1f}")
assert np.isclose(floor, np.log(np.e + 9) - 1, atol=1e-6) and logits_floor < 1e-6
assert twice.min() > floor and (twice[:, -1] > 1.9).all() and (twice[:, -1] < 2.15).all()
assert (np.diff(runs["one softmax too many"][:, :, 1].mean(axis=0))[5:] > 0).all(), "the accuracy climbs slowly"

# %% [markdown]
# *Symptom*: the loss can never fall below 1.461. Ours is still at 2.0 after 15 epochs, and the accuracy climbs slowly.
#
# **A missing `zero_grad`.** Every step follows the sum of all gradients so far. At first they agree, and the sum acts
# like a larger rate, which is why D led. Later the old gradients keep pushing, and it cannot brake. *Symptom*: a good
# start, then a loss that swings and rises.
#
# **Labels of other images.** Every line of A does its job, so only a look at a batch finds this error.

# %% tags=["hide-input"]
generator = torch.Generator().manual_seed(0)
batch, others = (torch.randperm(len(digits.train), generator=generator)[:20] for _ in range(2))  # (20,) each
plots.show(
    draw_digits(digits.train.X[batch], digits.train.y[others], "The batch of program A: labels of other images"),
    alt="Two rows of ten handwritten digits with a label above each, as program A sees them. Hardly any label names "
    "the digit below it.",
)
assert (digits.train.y[batch] == digits.train.y[others]).sum() <= 5
no_zero_losses = runs["zero_grad is missing"][:, :, 0]  # (5, 15)
assert (no_zero_losses[:, -1] > 2 * no_zero_losses[:, 0]).all(), "it starts well, swings and rises"

# %% [markdown]
# The labels do not fit, and the *symptom* is a loss that stays at $\ln 10 = 2.303$.
#
# A quick test before any long training is to learn eight images by heart.
#
# **Checkpoint.** Why does that test find the softmax too many, but not the missing `zero_grad`?
#
# <details><summary>Answer</summary>
#
# With a softmax too many the loss stops above 1.461, even on eight images. Without `zero_grad`, eight images are
# learned within a few steps, while all gradients still agree, and then there is nothing left to swing. The test finds
# what is computed wrongly at every step, and not what goes wrong between steps. Exercise 2 writes it.
# </details>
#
# ## Deeper: the two factors of 16
#
# Raw pixels are exactly 16 times our pixels. So we start with the first layer's weights 16 times smaller, which gives
# the same pre-activations, and give only these weights the smaller rate. Their gradient is 16 times as large and their
# step $1/16$ of ours, so they stay a sixteenth of ours for ever. Since 16 is a power of two, nothing is even rounded.


# %%
def train_raw(seed=0, epochs=3):
    """Train on raw pixels with both factors mended, and on ours; return both models."""
    train, models = data.digits(seed=seed).train, []
    for pixel in (16, 1):
        torch.manual_seed(seed)
        model = build(64, 64, 10)
        first, *others = model.parameters()
        with torch.no_grad():
            first /= pixel  # (64, 64)
        groups = [{"params": [first], "lr": 0.5 / pixel**2}, {"params": others, "lr": 0.5}]
        optimizer = torch.optim.SGD(groups, lr=0.5)
        for rows in [*torch.arange(len(train)).split(32)] * epochs:  # (B,)
            optimizer.zero_grad()
            F.cross_entropy(model(pixel * train.X[rows]), train.y[rows]).backward()
            optimizer.step()
        models.append(model)
    return models


(first_raw, *others_raw), (first, *others) = (model.parameters() for model in train_raw())
print("same biases and output weights:", all(torch.equal(p, q) for p, q in zip(others_raw, others, strict=True)))
assert torch.equal(16 * first_raw, first) and all(torch.equal(p, q) for p, q in zip(others_raw, others, strict=True))

# %% [markdown]
# ## Deeper: digits in fonts never seen
#
# `data.glyph_digits()` draws printed digits of 28 × 28 pixels, turned, shifted and scaled, and the test images come
# from fonts that are not in the training set. Here the same three networks differ.

# %%
glyphs, shares = data.glyph_digits(), {}
for name in list(table)[:3]:
    torch.manual_seed(0)
    model = build(784, *table[name].get("widths", (64, 64, 10))[1:])
    train_by_hand(model, glyphs.train, epochs=10)
    shares[name] = accuracy(model, glyphs.test)
    size = sum(p.numel() for p in model.parameters())
    print(f"{name:26s} {size:8,} parameters, {shares[name]:.1%} of the glyphs")
plain, single, double = shares.values()
assert single > plain + 0.03 and double > single - 0.005 and double > 0.95

# %% [markdown]
# Without a hidden layer one weight serves each pixel of each digit, so a digit that is turned or shifted meets weights
# made for another place. A hidden layer helps by about five points. Lecture 16 builds layers that look for the same
# strokes everywhere.

# %% [markdown]
# ## Deeper: the same in scikit-learn, number for number
#
# `MLPClassifier` is the same network with another vocabulary. If every name is matched, the numbers must match too:
#
# | scikit-learn | here | mind |
# | --- | --- | --- |
# | `hidden_layer_sizes=(64,)` | `nn.Linear(64, 64)` | the output layer is added by itself |
# | `activation="relu"` | `torch.relu` | the output is softmax, the loss cross-entropy |
# | `solver="sgd", momentum=0` | `torch.optim.SGD` | the default is `"adam"`; `"sgd"` has momentum 0.9 by default |
# | `learning_rate_init=0.2` | `lr=0.2` | `learning_rate` is the *schedule*: `"constant"` |
# | `batch_size=32` | `batch_size=32` | the default `"auto"` is 200, or all if fewer |
# | `alpha` | $\frac{\alpha}{2B} \sum W^2$ added to the loss | weights, not biases; $B$ is the size of the batch |
# | `max_iter`, `partial_fit` | `epochs`, one epoch | counts epochs, not steps |
# | `early_stopping`, `n_iter_no_change` | `patience` | watches accuracy, not loss |
# | `coefs_[0]`, `intercepts_[0]` | `weight.T`, `bias` | transposed: $(p, M)$ |
#
# Two things cannot be matched by name: the random start and the order. So we copy the start, and hand over rows that
# are shuffled already:

# %%
from sklearn.neural_network import MLPClassifier

B, names = 32, {"solver": "sgd", "momentum": 0, "learning_rate_init": 0.2, "alpha": 0.01, "shuffle": False}
X, y = digits.train.X.flatten(1).double(), digits.train.y  # (1347, 64), (1347,)
theirs = MLPClassifier((64,), activation="relu", batch_size=B, **names)
theirs.partial_fit(X[:B].numpy(), y[:B].numpy(), classes=range(10))  # creates coefs_ and intercepts_
torch.manual_seed(0)
ours = MLP().double()
layers = [ours.hidden, ours.output]
for W, b, layer in zip(theirs.coefs_, theirs.intercepts_, layers, strict=True):
    W[:], b[:] = layer.weight.detach().numpy().T, layer.bias.detach().numpy()  # (p, M), (M,)

# %%
optimizer, losses, generator = torch.optim.SGD(ours.parameters(), lr=0.2), [], torch.Generator().manual_seed(0)
for _ in range(10):
    order = torch.randperm(len(X), generator=generator)  # (1347,)
    theirs.partial_fit(X[order].numpy(), y[order].numpy())  # one epoch
    total = 0.0
    for rows in order.split(B):  # (B,), the last has only 3
        penalty = 0.01 / (2 * len(rows)) * sum(layer.weight.square().sum() for layer in layers)  # ()
        loss = F.cross_entropy(ours(X[rows]), y[rows]) + penalty  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    losses.append(total / len(X))
test = digits.test.X.flatten(1).double()  # (450, 64)
p, q = torch.softmax(ours(test), dim=1).detach().numpy(), theirs.predict_proba(test.numpy())  # (450, 10) each
print(f"largest difference between probabilities {np.abs(p - q).max():.0e}", end=", ")
print(f"between losses {np.abs(np.array(losses) - theirs.loss_curve_[1:]).max():.0e}")
print(f"test accuracy: ours {np.mean(p.argmax(1) == digits.test.y.numpy()):.1%}", end=", ")
print(f"theirs {theirs.score(test.numpy(), digits.test.y.numpy()):.1%}")
assert np.allclose(p, q, atol=1e-9) and np.allclose(losses, theirs.loss_curve_[1:], atol=1e-9)

# %% [markdown]
# After 430 steps the probabilities agree to about the last digit that a double has. Three things stood in no table of
# names, and each had to be found: the random start, the order of the rows, and how a penalty is divided in a short last
# batch. Adam has a fourth: with `solver="adam"` and `torch.optim.Adam` the numbers agree only once $\epsilon$, the
# small number that keeps Adam from dividing by zero, is made negligible in both, because the two libraries add it at
# different places.
#
# Which to use? `MLPClassifier` for a plain network on a table, in one line. PyTorch as soon as you want to change
# anything inside: layers, loss, loop, device.
#
# **Checkpoint.** Why does the penalty use `len(rows)` and not `B`?
#
# <details><summary>Answer</summary>
#
# 1,347 = 42 · 32 + 3. The last batch of each epoch has three rows, and scikit-learn divides `alpha` by the size of the
# batch at hand, so for one step per epoch the penalty is more than ten times as strong. With `B` the probabilities
# would agree to two decimals only.
# </details>

# %% [markdown]
# ## Deeper: every message, raised on purpose
#
# | message | meaning | remedy |
# | --- | --- | --- |
# | `shapes cannot be multiplied (256x8 and 64x10)` | the last size, 8, is taken for the features | `X.flatten(1)` |
# | `must have the same dtype`, `Double and Float` | NumPy's default is float64, PyTorch's float32 | `X.float()` |
# | `expected ... Long`, `got Float` | class numbers must be whole numbers | `y.long()` |
# | `Target 10 is out of bounds` | classes run from 0 to $K - 1$ | relabel, or widen the output |
# | `not on the expected device` | model and data are in different places | `model.to(device)`, `X.to(device)` |
# | `backward through the graph a second time` | one forward pass, one backward pass | compute the loss again |
#
# The cell raises each of them. `meta` is a device for tensors that have a shape but no numbers. It lets a computer
# without a GPU show what happens when model and data are in different places.


# %%
def complaint(what, action):
    """Run action(), print the first line of the error it raises, and return the error's class."""
    try:
        action()
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        print(f"{what}\n    {type(error).__name__}: {str(error).splitlines()[0][:100]}")
        return type(error)


model, X, y = MLP(), digits.train.X[:32], digits.train.y[:32]  # (32, 1, 8, 8), (32,)
elsewhere = torch.device("cuda") if torch.cuda.is_available() else torch.device("meta")
used = model(X).square().mean()  # ()
used.backward()
assert complaint("images into a Linear layer", lambda: nn.Linear(64, 10)(X))
assert complaint("float64 into a float32 model", lambda: model(X.double()))
assert complaint("class numbers as floats", lambda: F.cross_entropy(model(X), y.float()))
assert complaint("class 10 of 10", lambda: F.cross_entropy(model(X), torch.full_like(y, 10)))
assert complaint(f"inputs on {elsewhere}, model on cpu", lambda: model(X.to(elsewhere)))
assert complaint("backward a second time", used.backward)
assert complaint("a tensor with a history to NumPy", lambda: model(X).numpy())
assert complaint("batch norm in training, one sample", lambda: nn.BatchNorm1d(64)(X[:1].flatten(1)))

# %% [markdown]
# ## Deeper: two more silent errors
#
# **Broadcasting in the loss.** This is the trap of the tensors, inside a regression on the diabetes data of lecture 07.
# Each prediction is compared with *every* target, and the best compromise is their mean.


# %%
def regress(squeeze):
    """Train one linear neuron for 200 steps; return its training predictions and its last loss."""
    patients = data.standardize(data.diabetes()).train
    y = (patients.y - patients.y.mean()) / patients.y.std()  # (331,)
    torch.manual_seed(0)
    neuron = nn.Linear(10, 1)
    optimizer = torch.optim.SGD(neuron.parameters(), lr=0.1)
    for _ in range(200):
        y_hat = neuron(patients.X).squeeze(1) if squeeze else neuron(patients.X)  # (331,), or (331, 1): the mistake
        loss = (y_hat - y).square().mean()  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return y_hat.detach().flatten(), loss.item()


for squeeze in (True, False):
    y_hat, loss = regress(squeeze)
    print(f"squeezed {squeeze!s:5}: loss {loss:.3f}, spread of the predictions {y_hat.std():.3f}")
assert loss > 0.99 and y_hat.std() < 0.05
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    F.mse_loss(torch.zeros(4, 1), torch.zeros(4))
print("F.mse_loss at least warns:", str(caught[0].message).split(". ")[0])

# %% [markdown]
# *Symptom*: the loss stops exactly at the variance of $y$ and all predictions are equal. `training.fit` refuses such a
# batch.
#
# **`eval()` forgotten.** With dropout (lecture 13) or batch norm (lecture 12), a model in training mode is another
# model:

# %%
torch.manual_seed(0)
dropping = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10))
train_by_hand(dropping, digits.train)
with torch.no_grad():
    dropping.train()
    first, second = dropping(digits.test.X), dropping(digits.test.X)  # (450, 10) each
    dropping.eval()
    third, fourth = dropping(digits.test.X), dropping(digits.test.X)  # (450, 10) each
for mode, one, two in [("train", first, second), ("eval", third, fourth)]:
    share = metrics.accuracy(one, digits.test.y)
    print(f"mode {mode:5s}: {share:.1%} right, two passes agree: {torch.equal(one, two)}")
assert not torch.equal(first, second) and torch.equal(third, fourth)
assert metrics.accuracy(third, digits.test.y) > metrics.accuracy(first, digits.test.y)

# %% [markdown]
# *Symptom*: the same input gives another answer each time, and results on single images differ from those on batches.

# %% [markdown]
# ## Exercises
#
# ### Deeper: 1. Shapes (★, 5 minutes)
#
# Without running them: which of these work, and what shape comes out? `(64, 10) + (64,)`, `(10, 64) + (64,)`,
# `(8, 1, 5) * (3, 1)`, `(2, 3) @ (3,)`, `(7, 2, 3) @ (3, 4)`.
#
# <details><summary>Solution</summary>
#
# An error (10 against 64), `(10, 64)`, `(8, 3, 5)`, `(2,)`, `(7, 2, 4)`.
#
# ```python
# z = torch.zeros
# assert complaint("(64, 10) + (64,)", lambda: z(64, 10) + z(64)) is RuntimeError
# assert (z(10, 64) + z(64)).shape == (10, 64) and (z(8, 1, 5) * z(3, 1)).shape == (8, 3, 5)
# assert (z(2, 3) @ z(3)).shape == (2,) and (z(7, 2, 3) @ z(3, 4)).shape == (7, 2, 4)
# ```
# </details>
#
# ### 2. Learn eight images by heart (★, 10 minutes)
#
# Write `sanity(model)`, which trains on eight images and returns the last loss. Try it on `MLP()`, with a softmax too
# many, and without `zero_grad`.
#
# <details><summary>Solution</summary>
#
# ```python
# def sanity(model, zero_grad=True):
#     X, y = digits.train.X[:8], digits.train.y[:8]
#     optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
#     for _ in range(200):
#         if zero_grad:
#             optimizer.zero_grad()
#         loss = F.cross_entropy(model(X), y)
#         loss.backward()
#         optimizer.step()
#     return loss.item()
#
# torch.manual_seed(0)
# healthy, sick = sanity(MLP()), sanity(nn.Sequential(MLP(), nn.Softmax(dim=1)))
# unnoticed = sanity(MLP(), zero_grad=False)
# print(f"healthy {healthy:.4f}, one softmax too many {sick:.4f}, without zero_grad {unnoticed:.4f}")
# assert healthy < 0.01 and sick > 1.4 and unnoticed < 0.01
# ```
# </details>
#
# ### Deeper: 3. `alpha` as weight decay (★★, 15 minutes)
#
# `torch.optim.SGD` has a `weight_decay` $\lambda$, which adds $\lambda w$ to the gradient of $w$. Which $\lambda$
# replaces the penalty term? Use two parameter groups, so that the biases go free, and show that the weights agree after
# 50 steps with 32 rows each.
#
# <details><summary>Solution</summary>
#
# The gradient of $\frac{\alpha}{2B} \sum w^2$ is $\frac{\alpha}{B} w$, so $\lambda = \alpha / B$.
#
# ```python
# def fifty_steps(decayed):
#     torch.manual_seed(0)
#     model = MLP()
#     weights, biases = ([p for p in model.parameters() if p.ndim == n] for n in (2, 1))
#     decay = 0.3 / 32 if decayed else 0.0
#     optimizer = torch.optim.SGD([{"params": weights, "weight_decay": decay}, {"params": biases}], lr=0.1)
#     for t in range(50):
#         rows = torch.arange(20 * t, 20 * t + 32)  # (32,)
#         loss = F.cross_entropy(model(digits.train.X[rows]), digits.train.y[rows])  # ()
#         if not decayed:
#             loss = loss + 0.3 / (2 * 32) * sum(w.square().sum() for w in weights)
#         optimizer.zero_grad()
#         loss.backward()
#         optimizer.step()
#     return model
#
# pairs = zip(fifty_steps(True).parameters(), fifty_steps(False).parameters())
# assert all(torch.allclose(p, q, atol=1e-5) for p, q in pairs)
# ```
# </details>
#
# ### Deeper: 4. Stop and go on (★★, 15 minutes)
#
# Train ten epochs with SGD and momentum 0.9 (lecture 11). Then train five, save, load into a new model and a new
# optimizer, and train five more on the same batches. Do the weights agree? What must be saved besides the model?
#
# <details><summary>Solution</summary>
#
# The optimizer's memory. Without its `state_dict`, the velocities start at zero again and the weights differ.
#
# ```python
# def some_epochs(model, optimizer, which):
#     for epoch in which:
#         generator = torch.Generator().manual_seed(epoch)
#         for rows in torch.randperm(1347, generator=generator).split(32):  # (B,)
#             optimizer.zero_grad()
#             F.cross_entropy(model(digits.train.X[rows]), digits.train.y[rows]).backward()
#             optimizer.step()
#
# def fresh():
#     torch.manual_seed(0)
#     model = MLP()
#     return model, torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
#
# through, half = fresh(), fresh()
# some_epochs(*through, range(10))
# some_epochs(*half, range(5))
# for with_optimizer in (True, False):
#     resumed = fresh()
#     resumed[0].load_state_dict(half[0].state_dict())
#     if with_optimizer:
#         resumed[1].load_state_dict(half[1].state_dict())
#     some_epochs(*resumed, range(5, 10))
#     gap = (resumed[0].output.weight - through[0].output.weight).abs().max().item()
#     print(f"optimizer restored {with_optimizer!s:5}: largest difference {gap:.1e}")
#     assert (gap < 1e-6) == with_optimizer
# ```
# </details>
#
# ### Deeper: 5. How many labels does it take? (★★★, 30 minutes, open)
#
# Train the MLP and the baseline on 50, 100, 200, 400, 800 and all images. From which size on does the hidden layer pay?
# Guess how many images 99 % would take, and say how much you trust your guess.
#
# <details><summary>Solution</summary>
#
# One way to look. Keep the number of *steps* equal, not the number of epochs, or the small sets are trained less.
#
# ```python
# for n in (50, 200, 800, 1347):
#     part, shares = data.Split(digits.train.X[:n], digits.train.y[:n]), []
#     for make in (MLP, lambda: build(64, 10)):
#         torch.manual_seed(0)
#         model = make()
#         train_by_hand(model, part, epochs=800 // -(-n // 32))
#         shares.append(accuracy(model, digits.test))
#     print(f"{n:5d} images: hidden layer {shares[0]:.1%}, baseline {shares[1]:.1%}")
# assert min(shares) > 0.94
# ```
#
# With few images both know equally little. The hidden layer pays when there is enough to learn its weights from. A line
# through errors against the number of images on logarithmic axes gives a guess; the last image it rests on is the
# 1,347th, so it is a guess.
# </details>

# %% [markdown]
# ## Summary
#
# - A tensor has shape, dtype and device; broadcasting $(n, 1)$ against $(n,)$ is a trap.
# - The loop: zero the gradients, forward, loss, backward, step; `eval()` and `no_grad()` to judge.
# - `fit` and a `DataLoader` are that loop: same order, same weights.
# - Digits: 97 % right, 96 % without a hidden layer, next to nothing unshuffled or unscaled.
# - Against silent errors, look at a batch, and learn eight images by heart.

# %% [markdown]
# ## Where it came from
#
# ### Deeper: the papers
#
# - S. Linnainmaa, 1970, master's thesis, University of Helsinki: the reverse mode that
#   `backward()` performs.
# - A. Paszke, S. Gross, S. Chintala and others, 2017, *Automatic differentiation in PyTorch*, NIPS Autodiff workshop:
#   record the computation while it runs, then go back through it.
# - A. Paszke, S. Gross, F. Massa and others, 2019, *PyTorch: An Imperative Style, High-Performance Deep Learning
#   Library*, NeurIPS: modules, tensors and loops as plain Python.
# - F. Pedregosa, G. Varoquaux, A. Gramfort and others, 2011, *Scikit-learn: Machine Learning in Python*, Journal of
#   Machine Learning Research 12, 2825–2830: `fit` and `predict` for everything.
# - The data: E. Alpaydin and C. Kaynak, 1998, *Optical Recognition of Handwritten Digits*, UCI Machine Learning
#   Repository, of which scikit-learn carries the test set, 1,797 images of 13 writers.
#
# **Next**: [11, optimizers](11-optimizers.ipynb): what to put in place of plain `SGD`, and why.

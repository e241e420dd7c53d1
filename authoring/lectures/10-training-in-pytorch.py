# %% [markdown]
# # Training in PyTorch
#
# You will be able to write the training loop from memory, say what each of its lines is for, and recognize from an
# error message or a curve which one is wrong.
#
# **Reading** 50 min · **Running** under 30 s on two cores · **Prerequisites**
# [07 (gradient descent)](07-gradient-descent.ipynb), [08](08-backpropagation.ipynb) (backpropagation),
# [09 (multilayer perceptrons)](09-multilayer-perceptrons.ipynb) · **Practice**
# [assignment a07](../release/a07-mlp-backprop/mlp-backprop.ipynb) builds by hand what is used here; a08 (optimizers)
# goes on from it ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/10-training-in-pytorch.ipynb)
#
# **Needs** [07](07-gradient-descent.ipynb), [08](08-backpropagation.ipynb), [09](09-multilayer-perceptrons.ipynb) ·
# **Used by** [11](11-optimizers.ipynb), [12](12-initialization-and-normalization.ipynb),
# [14](14-evaluation-metrics.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **predict** shape, dtype and device of a tensor expression, broadcasting included;
# - **write** a network as an `nn.Module` and train it with a loop of your own;
# - **replace** that loop by `helpers.training.fit` and show that nothing changed;
# - **translate** between PyTorch and scikit-learn's `MLPClassifier`, name by name, until both give the same numbers;
# - **diagnose** the errors everybody makes, above all those that raise no error.

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
import io
import warnings

import torch.nn.functional as F
from sklearn.neural_network import MLPClassifier
from torch import nn

# %% [markdown]
# ## Four programs, no error message
#
# Four programs train the same network on the same handwritten digits. One is right. In each of the others a single line
# is wrong or missing. All four run to the end without a word. Do not study the code yet; look at the curves.


# %%
def train_with(fault, seed, epochs=15):
    """Train a small network with one line of the loop broken; return the test accuracy after each epoch."""
    digits = data.digits(seed=seed)
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    generator, accuracies = torch.Generator().manual_seed(seed), []
    for _ in range(epochs):
        for rows in torch.randperm(len(digits.train), generator=generator).split(32):  # (B,)
            if fault != "zero_grad is missing":
                optimizer.zero_grad()
            outputs, y = model(digits.train.X[rows]), digits.train.y[rows]  # (B, 10), (B,)
            if fault == "softmax too many":
                outputs = outputs.softmax(dim=1)  # (B, 10)
            if fault == "y shuffled without X":
                y = digits.train.y[torch.randperm(1347, generator=generator)[: len(rows)]]  # (B,)
            F.cross_entropy(outputs, y).backward()
            optimizer.step()
        with torch.no_grad():
            accuracies.append(metrics.accuracy(model(digits.test.X), digits.test.y).item())
    return accuracies


# %%
faults = ["none: this one is right", "zero_grad is missing", "softmax too many", "y shuffled without X"]
runs = {fault: np.array([train_with(fault, seed) for seed in range(5)]) for fault in faults}  # each (5, 15)
figure, axis = plt.subplots()
for (fault, accuracies), marker in zip(runs.items(), "os^v", strict=True):
    axis.plot(range(1, 16), accuracies.mean(axis=0), marker=marker, markersize=4, label=fault)
    axis.fill_between(range(1, 16), accuracies.min(axis=0), accuracies.max(axis=0), alpha=0.15)
axis.set(title="After one epoch a broken program leads", xlabel="epoch", ylabel="test accuracy", ylim=(0, 1.02))
figure.legend(loc="outside lower center", ncols=2, fontsize=9)
plots.show(
    figure,
    alt="Test accuracy against epoch for four programs, mean and range of five seeds. The right one climbs to 96 "
    "percent. Without zero_grad the accuracy starts highest, above 80 percent, then sinks below 20. With a softmax too "
    "many it climbs slowly to about 60. With shuffled labels it stays near 10.",
)
right, no_zero, softmaxed, shuffled = runs.values()
assert (no_zero[:, 0] > right[:, 0]).all() and (no_zero[:, -1] < 0.5).all()
assert (right[:, -1] > 0.93).all() and (softmaxed[:, -1] < right[:, -1]).all() and (shuffled[:, -1] < 0.2).all()

# %% [markdown]
# After one epoch you would have picked the program without `zero_grad`. This lecture builds the loop line by line, so
# that you know what each line does and what its absence looks like.
#
# ## Tensors: shape, dtype, device
#
# A **tensor** is a box of numbers with three properties: its **shape**, its **dtype** (the kind of number), and the
# **device** that holds it. Nearly every error message you will meet in this course is about one of the three.

# %%
digits = data.digits()
print(digits)
X, y = digits.train.X[:4], digits.train.y[:4]  # (4, 1, 8, 8), (4,)
for name, tensor in {"X": X, "y": y, "X.flatten(1)": X.flatten(1), "X > 0.5": X > 0.5, "X.mean()": X.mean()}.items():
    print(f"{name:13s} shape {tuple(tensor.shape)!s:14s} dtype {tensor.dtype!s:14s} device {tensor.device}")

# %% [markdown]
# Weights and inputs are `float32`; class numbers are `int64`, also called `long`. `X.to("cuda")` would move a copy to a
# GPU; `training.pick_device()` finds one if there is one.
#
# **Broadcasting** lets shapes differ. Align them from the right; two sizes fit if they are equal or one of them is 1
# (or missing), and that one is repeated:
#
# | left | right | result | |
# | --- | --- | --- | --- |
# | `(32, 10)` | `(10,)` | `(32, 10)` | the bias of a layer: one row, added to each |
# | `(32, 10)` | `(32, 1)` | `(32, 10)` | one number for each row |
# | `(32, 10)` | `(32,)` | error | 10 against 32 |
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

# %% [markdown]
# ## Autograd: three facts
#
# Lecture 08 built it; here is what the loop relies on. A tensor with `requires_grad=True` remembers what was computed
# from it. `backward()` fills its `.grad`, and **adds** to what is already there. Under `torch.no_grad()` nothing is
# remembered.

# %%
w = torch.tensor(3.0, requires_grad=True)  # ()
(w**2).backward()
first = w.grad.item()
(w**2).backward()
print(f"slope of w² at 3: {first}; after a second backward: {w.grad.item()}")
with torch.no_grad():
    print("is anything remembered under no_grad?", (w**2).requires_grad)
assert first == 6 and w.grad == 12

# %% [markdown]
# Why add? Because a parameter may serve in several places (lecture 25), and because a batch too large for the memory
# can be fed in parts. The price is one line in every loop, `zero_grad`.
#
# ## A network is a module
#
# A class that inherits from `nn.Module` says which layers there are (`__init__`) and how signals run through them
# (`forward`). In return PyTorch finds all parameters by itself, moves them, saves them, and switches modes.


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
        return self.output(A)  # (n, classes), pre-activations, also called logits


# %%
torch.manual_seed(0)
model = MLP()
for name, tensor in model.state_dict().items():
    print(f"{name:14s} {tuple(tensor.shape)}")
W1, b1, W2, b2 = model.parameters()  # (64, 64), (64,), (10, 64), (10,)
by_formula = torch.relu(X.flatten(1) @ W1.T + b1) @ W2.T + b2  # (4, 10)
print(f"{sum(p.numel() for p in model.parameters()):,} parameters, output {tuple(model(X).shape)}")
assert torch.allclose(model(X), by_formula, atol=1e-6)
assert sum(p.numel() for p in model.parameters()) == 64 * (64 + 1) + 10 * (64 + 1)

file = io.BytesIO()  # stands for a file on disk, such as "digits.pt"
torch.save(model.state_dict(), file)
file.seek(0)
twin = MLP()  # other random weights ...
twin.load_state_dict(torch.load(file, weights_only=True))  # ... replaced by the saved ones
assert torch.equal(twin(X), model(X))

# %% [markdown]
# The `state_dict` is what you save: names and tensors, no code. Write `model(X)`, not `model.forward(X)`: the call does
# some bookkeeping first.
#
# **Checkpoint.** Why does `forward` return logits and not probabilities?
#
# <details><summary>Answer</summary>
#
# `F.cross_entropy` takes logits: it does the softmax itself, together with the logarithm, in a form that cannot
# overflow (lecture 06). The largest logit is also the largest probability, so predictions need no softmax at all.
# </details>

# %% [markdown]
# ## The loop, by hand
#
# | line | what it does | without it |
# | --- | --- | --- |
# | `model.train()` | dropout and batch norm behave as in training | they stay as `eval()` left them |
# | `randperm`, `split` | a fresh order, cut into mini-batches | the last class seen wins |
# | `optimizer.zero_grad()` | forgets the gradients of the last step | steps follow a sum of old gradients |
# | `logits = model(X)` | forward pass, remembered for the way back | |
# | `loss = F.cross_entropy(logits, y)` | one number: how wrong, on average | |
# | `loss.backward()` | the gradient of every parameter, into `.grad` | nothing is learned |
# | `optimizer.step()` | moves the parameters against it | nothing is learned |


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
# Judging the model is another loop, or here, with 450 images, a single line. It needs two switches: `eval()`, because
# dropout must be off, and `no_grad()`, because nothing will be differentiated.


# %%
@torch.no_grad()
def accuracy(model, split):
    model.eval()
    return metrics.accuracy(model(split.X), split.y).item()  # (n, 10), (n,) -> ()


torch.manual_seed(0)
model = MLP()
before = accuracy(model, digits.test)
losses = train_by_hand(model, digits.train)
print(f"loss {losses[0]:.3f} in the first epoch, {losses[-1]:.3f} in the last")
print(f"test accuracy {before:.1%} before, {accuracy(model, digits.test):.1%} after")
assert accuracy(model, digits.test) > 0.95

# %% [markdown]
# ## The same loop, already written
#
# Later lectures do not repeat these lines. `helpers.training.fit` is this loop plus checks, metrics and early stopping,
# and you can now read its source. Same seed, same order, same weights:

# %%
torch.manual_seed(0)
same = MLP()
history = training.fit(
    same,
    digits.train,
    digits.test,  # measured after each epoch, not learned from
    optimizer=torch.optim.SGD(same.parameters(), lr=0.5),
    batch_size=32,
    epochs=20,
    metrics={"accuracy": metrics.accuracy},
    seed=0,
    progress=False,
)
gap = max((p - q).abs().max().item() for p, q in zip(model.parameters(), same.parameters(), strict=True))
print(f"largest difference between any two weights {gap:.0e}, between losses", end=" ")
print(f"{max(abs(a - b) for a, b in zip(losses, history['loss'], strict=True)):.0e}")
assert gap < 1e-5 and np.allclose(losses, history["loss"], atol=1e-6)
print({name: round(value, 4) for name, value in history.epochs[-1].items()})

# %% [markdown]
# ### Reading curves, and stopping in time
#
# The training loss says whether the model learns. A second loss, on data it does not learn from, says whether what it
# learns holds elsewhere. But whoever chooses by looking at the test data has no test data left, so we cut a
# **validation** set off the training set. To provoke **overfitting**, only 100 images remain for training:

# %%
few = data.Split(digits.train.X[:100], digits.train.y[:100])
validation = data.Split(digits.train.X[847:], digits.train.y[847:])  # 500 images


def fit_few(epochs, **settings):
    torch.manual_seed(0)
    model = MLP()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    scores = {"accuracy": metrics.accuracy}
    settings |= {"optimizer": optimizer, "batch_size": 10, "metrics": scores, "progress": False}
    return training.fit(model, few, validation, epochs=epochs, **settings), training.evaluate(model, validation)


long, _ = fit_few(200)
early, kept = fit_few(200, patience=20, restore_best=True)
print(f"stopped after {len(early.epochs)} epochs with the weights of epoch {early.best_epoch}")
print(f"validation loss {kept['loss']:.3f}; after all 200 epochs {long['validation_loss'][-1]:.3f}")
assert np.isclose(kept["loss"], min(long["validation_loss"]), atol=1e-6) and len(early.epochs) < 100
assert long["validation_loss"][-1] > 1.1 * kept["loss"]

# %%
figure, (upper, lower) = plt.subplots(1, 2, figsize=(9, 3.6))
for name, color in [("loss", plots.BLUE), ("validation_loss", plots.RED)]:
    upper.plot(range(1, 201), long[name], color=color, label=name.replace("_", " "))
upper.axvline(early.best_epoch, color=plots.BLACK, linestyle=":", label=f"best, epoch {early.best_epoch}")
upper.set(title="Loss: the best is soon over", xlabel="epoch", ylabel="cross-entropy", ylim=(0, 1.5))
upper.legend(fontsize=9)
for name, color in [("accuracy", plots.BLUE), ("validation_accuracy", plots.RED)]:
    lower.plot(range(1, 201), long[name], color=color, label=name.replace("_", " "))
lower.set(title="Accuracy: hardly notices", xlabel="epoch", ylabel="share right", ylim=(0, 1.02))
lower.legend(fontsize=9, loc="lower right")
plots.show(
    figure,
    alt="Left: the training loss falls to 0, while the validation loss is lowest at epoch 23, near 0.4, and then rises "
    "slowly to almost 0.5. Right: the training accuracy reaches 1, the validation accuracy stays near 0.88.",
)

# %% [markdown]
# The two pictures differ. Beyond the dotted line the network makes the same mistakes as before with ever more
# confidence: the loss notices, the accuracy does not. `patience=20` stops after 20 epochs without a new best, and
# `restore_best` goes back to it.
#
# **Checkpoint.** Why is the training loss of the first epochs sometimes *above* the validation loss?
#
# <details><summary>Answer</summary>
#
# It is an average over the epoch, while the model was still bad; the validation loss is measured at the end of it.
# Dropout has the same effect: it handicaps the model in training only.
# </details>

# %% [markdown]
# ## Does the hidden layer earn its keep?
#
# Five splits, five random starts. **Baseline**: softmax regression, the same loop without a hidden layer.
# **Ablations**: the images sorted by class and not shuffled; pixels from 0 to 16 as they come in the file, instead of 0
# to 1; and the same raw pixels with a rate $16^2$ times smaller.
#
# **Checkpoint.** Before you run it, why $16^2$?
#
# <details><summary>Answer</summary>
#
# Inputs 16 times as large make the slopes along the first layer's weights 16 times, and the curvature $16^2$ times, as
# large. The largest rate that converges is 2 over the curvature (lecture 07).
# </details>


# %%
def by_class(split):
    order = split.y.argsort(stable=True)  # (n,)
    return data.Split(split.X[order], split.y[order])


def raw(split):
    return data.Split(16 * split.X, split.y)  # (n, 1, 8, 8) from 0 to 16, as in the file


def test_accuracy(seed, hidden=True, change=None, **settings):
    digits = data.digits(seed=seed)
    parts = [change(part) if change else part for part in (digits.train, digits.test)]
    torch.manual_seed(seed)
    model = MLP() if hidden else nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    train_by_hand(model, parts[0], seed=seed, **settings)
    return accuracy(model, parts[1])


table = {
    "one hidden layer": {},
    "baseline: none": {"hidden": False},
    "sorted, not shuffled": {"change": by_class, "shuffle": False},
    "raw pixels": {"change": raw},
    "raw pixels, rate / 256": {"change": raw, "eta": 0.5 / 256},
}

# %%
results = {name: np.array([test_accuracy(seed, **how) for seed in range(5)]) for name, how in table.items()}
for name, row in results.items():
    print(f"{name:24s} " + " ".join(f"{share:6.1%}" for share in row) + f"   mean {row.mean():.1%}")
ours, baseline, in_order, unscaled, slowed = results.values()
assert ours.min() > 0.955 and ours.mean() > 0.967, "the target of this lecture: 96.7 percent"
assert ours.mean() > baseline.mean() + 0.004, "a modest gain, and only in the mean is it sure"
assert in_order.max() < 0.6 and unscaled.max() < 0.2 and slowed.min() > 0.9

# %% [markdown]
# Read it honestly. The hidden layer gains about one point, five of 450 images: these digits are nearly linear.
# Shuffling and scaling decide between 97 % and next to nothing. When a network "does not work", look there before you
# add layers.

# %% [markdown]
# ## The same in scikit-learn, number for number
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

# %%
test = digits.test.X.flatten(1).double()  # (450, 64)
p, q = torch.softmax(ours(test), dim=1).detach().numpy(), theirs.predict_proba(test.numpy())  # (450, 10) each
print(f"largest difference between probabilities {np.abs(p - q).max():.0e}", end=", ")
print(f"between losses {np.abs(np.array(losses) - theirs.loss_curve_[1:]).max():.0e}")
print(f"test accuracy: ours {np.mean(p.argmax(1) == digits.test.y.numpy()):.1%}", end=", ")
print(f"theirs {theirs.score(test.numpy(), digits.test.y.numpy()):.1%}")
assert np.allclose(p, q, atol=1e-9) and np.allclose(losses, theirs.loss_curve_[1:], atol=1e-9)

# %% [markdown]
# 430 steps, and the probabilities agree to about the last digit that a double has. (Adam agrees as well, if its
# $\epsilon$ is made negligible in both: they add it at different places.) Nothing in either library is hidden any more.
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
# ## Live curves
#
# 300 images to learn from, 500 to validate on, 30 epochs. The verdict in the title is read off the two curves by a few
# lines of code; see whether you agree with it before you read it.

# %%
small = data.Split(digits.train.X[:300], digits.train.y[:300])


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


# %%
def draw_curves(eta, hidden, batch_size):
    """Train for 30 epochs from a fixed seed and draw both losses."""
    torch.manual_seed(0)
    model = MLP(hidden=hidden) if hidden else nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=eta)
    settings = {"batch_size": batch_size, "epochs": 30, "metrics": {"accuracy": metrics.accuracy}, "progress": False}
    history = training.fit(model, small, validation, optimizer=optimizer, **settings)
    figure, axis = plt.subplots(figsize=(7.5, 4))
    axis.plot(range(1, 31), history["loss"], color=plots.BLUE, label="training")
    axis.plot(range(1, 31), history["validation_loss"], color=plots.RED, label="validation")
    axis.axhline(np.log(10), color=plots.BLACK, linestyle=":", linewidth=1, label="guessing, ln 10")
    axis.set(
        xlabel="epoch", ylabel="cross-entropy", yscale="log", ylim=(1e-3, 20), title=f"This run {verdict(history)}"
    )
    axis.legend(loc="lower left", fontsize=9)
    share, steps = history["validation_accuracy"][-1], 30 * -(-300 // batch_size)
    axis.text(0.98, 0.95, f"{steps:,} steps, {share:.1%} right", transform=axis.transAxes, ha="right", va="top")
    return plots.describe(
        figure,
        f"Losses over 30 epochs at learning rate {eta:.3g}, {hidden} hidden units, batches of {batch_size}: the run "
        f"{verdict(history)}. At the end the training loss is {history['loss'][-1]:.3g}, the validation loss "
        f"{history['validation_loss'][-1]:.3g} and {share:.1%} of the validation images are right.",
    )


# %%
widgets.explore(
    draw_curves,
    eta=widgets.log_slider("learning rate", -3, 1, 0.1, steps=20),
    hidden=widgets.choice("hidden units", [0, 4, 16, 64, 256], 64),
    batch_size=widgets.choice("batch size", [8, 32, 100, 300], 32),
)

# %% [markdown]
# **Try** the rate first: 0.01, 0.1, 0.5, 3. Then, at 0.5, batches of 8 and of 300: the same 30 epochs are 1,140 steps
# or 30. Then 4, 64 and 0 hidden units.
# **Notice** that a smaller batch wants a smaller rate, that a rate is judged by the curve's *shape* (smooth and flat,
# smooth and still falling, jagged, or up at the guessing line), and that the training loss always looks better.
#
# **Checkpoint.** Why does the batch of 300 need so much larger a rate, or so many more epochs?
#
# <details><summary>Answer</summary>
#
# One epoch is then a single step. Each step is better informed, but only a little longer, and 30 of them do not get
# far. Count steps, not only epochs (lecture 07).
# </details>

# %% [markdown]
# ## What goes wrong
#
# ### Errors that say so
#
# Read the *first* line of the message, then print shape, dtype and device of what went in. That settles nearly all.


# %%
def complaint(what, action):
    """Run action(), print the first line of the error it raises, and return the error's class."""
    try:
        action()
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        print(f"{what}\n    {type(error).__name__}: {str(error).splitlines()[0][:100]}")
        return type(error)
    print(f"{what}\n    no error")
    return None


# %%
torch.manual_seed(0)
model, X, y = MLP(), digits.train.X[:32], digits.train.y[:32]  # (32, 1, 8, 8), (32,)
elsewhere = torch.device("cuda") if torch.cuda.is_available() else torch.device("meta")
used = model(X).square().mean()  # ()
used.backward()
found = [
    complaint("images into a Linear layer", lambda: nn.Linear(64, 10)(X)),
    complaint("float64 into a float32 model", lambda: model(X.double())),
    complaint("class numbers as floats", lambda: F.cross_entropy(model(X), y.float())),
    complaint("class 10 of 10", lambda: F.cross_entropy(model(X), torch.full_like(y, 10))),
    complaint(f"inputs on {elsewhere}, model on cpu", lambda: model(X.to(elsewhere))),
    complaint("backward a second time", used.backward),
    complaint("a tensor with a history to NumPy", lambda: model(X).numpy()),
    complaint("batch norm in training, one sample", lambda: nn.BatchNorm1d(64)(X[:1].flatten(1))),
]
assert None not in found

# %% [markdown]
# | message | meaning | remedy |
# | --- | --- | --- |
# | `shapes cannot be multiplied (256x8 and 64x10)` | the last size, 8, is taken for the features | `X.flatten(1)` |
# | `must have the same dtype`, `Double and Float` | NumPy's default is float64, PyTorch's float32 | `X.float()` |
# | `expected ... Long`, `got Float` | class numbers must be whole numbers | `y.long()` |
# | `Target 10 is out of bounds` | classes run from 0 to $K - 1$ | relabel, or widen the output |
# | `not on the expected device` | model and data are in different places | `model.to(device)`, `X.to(device)` |
# | `backward through the graph a second time` | one forward pass, one backward pass | compute the loss again |
#
# (`meta` is a device for tensors that have a shape but no numbers. It lets a computer without GPU show the same check.)
#
# ### Errors that say nothing
#
# **The softmax too many.** `cross_entropy` expects logits. Given probabilities, it takes their softmax again: numbers
# between 0 and 1 are nearly equal as logits, so even a perfect answer has a loss of $\ln(e + 9) - 1 = 1.461$ for ten
# classes, and the slopes are small. Symptom: the loss falls from 2.303 and stops near 1.46.

# %%
perfect = F.one_hot(y, 10).float()  # (32, 10): probability 1 for the right class
floor = F.cross_entropy(perfect, y).item()
print(f"loss of perfect probabilities taken for logits {floor:.4f}; of logits 100 for right, 0 else ", end="")
print(f"{F.cross_entropy(100 * perfect, y):.4f}")
assert np.isclose(floor, np.log(np.e + 9) - 1, atol=1e-6)

# %% [markdown]
# **The missing `zero_grad`.** Every step follows the sum of all gradients so far. At first they agree, and the sum acts
# like a larger rate: that is why the broken program led after one epoch. Then it cannot brake. Symptom: a good start,
# then a loss that swings and rises.
#
# **Broadcasting in the loss.** The trap of the first section, inside a regression on the diabetes data of lecture 07.
# Each prediction is compared with *every* target, and the best compromise is the mean:


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
# Symptom: the loss stops exactly at the variance of $y$ and all predictions are equal. `training.fit` refuses such a
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
# Symptom: the same input gives another answer each time, and results on single images differ from those on batches.
#
# **Checkpoint.** Why is the fourth program of the beginning, the one with shuffled labels, the hardest to find by
# reading?
#
# <details><summary>Answer</summary>
#
# Every line does its job on every batch; only the pairs are wrong. What finds it is a look at the data: draw ten images
# with their labels, *as they come out of the batch*. And a test that catches most silent faults at once: can the
# program learn eight images by heart? If the loss on them does not go to zero, something is broken.
# </details>

# %% [markdown]
# ## Exercises
#
# ### 1. Shapes (★, 5 minutes)
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
# Write `sanity(model)`: train on eight images only and return the last loss. Try it on `MLP()` and on a model that ends
# in `nn.Softmax(dim=1)`.
#
# <details><summary>Solution</summary>
#
# ```python
# def sanity(model):
#     eight = data.Split(digits.train.X[:8], digits.train.y[:8])
#     return train_by_hand(model, eight, batch_size=8, epochs=200)[-1]
#
# torch.manual_seed(0)
# healthy, sick = sanity(MLP()), sanity(nn.Sequential(MLP(), nn.Softmax(dim=1)))
# print(f"healthy {healthy:.4f}, with a softmax too many {sick:.4f}")
# assert healthy < 0.01 and sick > 1.4
# ```
# </details>
#
# ### 3. `alpha` as weight decay (★★, 15 minutes)
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
# ### 4. Stop and go on (★★, 15 minutes)
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
# ### 5. How many labels does it take? (★★★, 30 minutes, open)
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
#     for build in (MLP, lambda: nn.Sequential(nn.Flatten(), nn.Linear(64, 10))):
#         torch.manual_seed(0)
#         model = build()
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
# - A tensor has shape, dtype and device; broadcasting aligns shapes from the right, and $(n, 1)$ against $(n,)$ is a
#   trap.
# - The loop: zero the gradients, forward, loss, backward, step; shuffle each epoch; `eval()` and `no_grad()` to judge.
# - `helpers.training.fit` is that loop: same seed, same weights. `MLPClassifier` is too: same names, same numbers.
# - Digits: 97 % on average, 96 % without a hidden layer; unshuffled or unscaled, next to nothing.
# - The worst errors raise none. Learn eight images by heart before you train on all.

# %% [markdown]
# ## Where it came from
#
# - S. Linnainmaa, 1970, master's thesis, University of Helsinki: the reverse sweep that `backward()` performs.
# - A. Paszke, S. Gross, S. Chintala and others, 2017, *Automatic differentiation in PyTorch*, NIPS Autodiff workshop:
#   record the computation while it runs, then sweep back.
# - A. Paszke, S. Gross, F. Massa and others, 2019, *PyTorch: An Imperative Style, High-Performance Deep Learning
#   Library*, NeurIPS: modules, tensors and loops as plain Python.
# - F. Pedregosa, G. Varoquaux, A. Gramfort and others, 2011, *Scikit-learn: Machine Learning in Python*, Journal of
#   Machine Learning Research 12, 2825–2830: `fit` and `predict` for everything.
# - The data: E. Alpaydin and C. Kaynak, 1998, *Optical Recognition of Handwritten Digits*, UCI Machine Learning
#   Repository, of which scikit-learn carries the test set, 1,797 images of 13 writers.
#
# **Next**: 11, optimizers: what to put in place of plain `SGD`, and why.

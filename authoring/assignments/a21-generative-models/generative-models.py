# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 21: Generative models
#
# You will build the parts of four kinds of generative models: both losses of a GAN and a step of its generator, a coupling
# and the likelihood of a flow, the masked kernel of a pixel model, and, for diffusion, the noise, the step back, the guidance
# and the fast sampler. No picture is judged by its looks: where the true noise is known, or all cases can be listed, each
# part has to be exact. In the last cells your flow learns two moons, and your sampler draws them out of noise.
#
# **Practices**
# [lecture 38, Generative adversarial networks](../../course/38-gan.ipynb) (tasks 1 and 2),
# [lecture 39, Flows and pixel models](../../course/39-flows-and-pixel-models.ipynb) (tasks 3 to 5), and
# [lecture 40, Diffusion](../../course/40-diffusion.ipynb) (tasks 6 to 8). **Time** 100 minutes. **You need**
# PyTorch ([lecture 10](../../course/10-training-in-pytorch.ipynb)).
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the discriminator's loss | 2 |
# | t2 | the generator's loss and its step | 2 |
# | t3 | a coupling and its inverse | 4 |
# | t4 | the negative log-likelihood of a flow | 2 |
# | t5 | masked kernels | 2 |
# | t6 | noise for any time | 2 |
# | t7 | one step back, given the picture | 3 |
# | t8 | guidance and a DDIM step | 3 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **Rules.** Functions return new tensors, and **leave what they were given as it was**. All tensors of numbers that come in
# are of type float64, times are of type int64, and tensors of numbers go out as floats. The first axis is always the batch,
# which may be a single row, and *one number for each row* means shape $(n,)$. Logarithms are natural, so that everything is in
# nats. Nothing is cut off. Whatever takes part in autograd when it comes in gets its gradient from what you return, so
# compute with PyTorch.
#
# **How exact.** Your numbers may be off by 0.0001, or, in a tensor with numbers above 1, by one part in 10,000 of the
# largest. So float32 is exact enough, except in tasks 3 and 7, which say more, as tasks 1 and 2 do.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a21-generative-models/generative-models.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import copy
import math
import time
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers import ask, data

torch.set_num_threads(1)  # small tensors are slower on many


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests ask with.
def doubles(numbers, *shape):
    """Return numbers as a float64 tensor, in a shape where one is given."""
    made = torch.tensor(np.array(numbers, dtype=float))
    return made.reshape(shape) if shape else made


def shown(numbers):
    """Return an array as a message shows it."""
    return np.round(np.asarray(numbers, dtype=float), 4).tolist()


def in_proportion(found, right, part=1e-4):
    """Whether each number is off by at most this part of itself."""
    found, right = np.asarray(found, dtype=float), np.asarray(right, dtype=float)
    return bool(np.all(np.abs(found - right) <= part * np.abs(right)))


def loss_from(function, *arguments, **named):
    """Return the student's loss as a number."""
    found = ask.result(function, *arguments, **named)
    what = f"What {ask.name_of(function)} returns"
    found = ask.number(found, what, "It is one number: are means taken?", finite=False)
    assert math.isfinite(found), f"{what} is {found}. Is a logarithm taken of a probability that a float cannot hold?"
    return found


def row_numbers(function, n, *arguments, **named):
    """Return the student's numbers, one for each of n rows."""
    found = ask.result(function, *arguments, **named)
    what = f"What {ask.name_of(function)} returns"
    return ask.array(found, (n,), what, f"There is one number for each row, also where there are {n}.")


def like_first(function, first, *arguments, **named):
    """Return the student's array, which has the shape of what the function was given first."""
    found = ask.result(function, *([first] if first is not None else []), *arguments, **named)
    shape = next(iter(named.values())).shape if first is None else first.shape
    return ask.array(found, tuple(shape), f"What {ask.name_of(function)} returns", "It has the shape of what came in.")


def pair_from(function, x, s, t, mask, by_name=False):
    """Return the student's coupled rows and log-determinants, as they are, after a look at their form."""
    named = {"mask": mask, "t": t, "s": s}
    named |= {"x" if ask.name_of(function) == "coupling" else "y": x}
    given, named = ((), named) if by_name else ((x, s, t, mask), {})
    rows, log_det = ask.results("rows, log_det", function, *given, **named)
    what = f"What {ask.name_of(function)} returns"
    ask.array(rows, tuple(x.shape), f"{what} first", "There is a row for each row.")
    ask.array(
        log_det, (len(x),), f"{what} as log_det", f"It has one number for each row, also where there are {len(x)}."
    )
    return rows, log_det


def plain(tensor):
    """Return a tensor as an array, without its gradients."""
    return ask.as_numbers(tensor, "Something is")


def network(rng, mask, size):
    """Return a function from (n, d) to (n, d) that looks at the coordinates where mask is 1, as s and t do."""
    d, keep = len(mask), np.asarray(mask)
    W, c = doubles(rng.normal(size=(d, d))), doubles(rng.normal(size=d))

    def answer(x):
        assert isinstance(x, torch.Tensor) and x.ndim == 2 and x.shape[1] == d, (
            f"s and t take a tensor of shape (n, {d}); they were called with {ask.kind_of(x)}."
        )
        assert not np.any(plain(x)[:, keep == 0]), (
            "s and t were shown a coordinate that moves. They see x where mask is 1, and 0 in all other places."
        )
        return size * torch.tanh(x.double() @ W + c)

    return answer


def always(number):
    """Return a function that answers with the same number everywhere, as s and t may."""
    return lambda x: 0 * x + number


def gradients(value, leaves, upstream, who):
    """Return the gradients that go back from a student's tensor to leaves, as arrays."""
    assert isinstance(value, torch.Tensor), f"{who} should return a tensor; got {ask.kind_of(value)}."
    assert value.requires_grad, (
        f"No gradient goes back from what {who} returns. Is there a detach(), item() or no_grad()?"
    )
    upstream = doubles(upstream).to(value.dtype)
    found = torch.autograd.grad(value, leaves, upstream, allow_unused=True, retain_graph=True)
    for slope in found:
        assert slope is not None, f"From {who}, no gradient goes back to one of the arguments. Is there a detach()?"
    return [slope.numpy() for slope in found]


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the discriminator's loss (2 points)
#
# A discriminator gives each sample a logit $d$, and takes $D=\sigma(d)$ for the probability that the sample is real. With $m$
# real samples and $n$ fakes its loss is
#
# $$L_D=-\frac1m\sum_{i=1}^m\ln D_i^{\text{real}}-\frac1n\sum_{j=1}^n\ln\bigl(1-D_j^{\text{fake}}\bigr).$$
#
# Each kind has its own mean, so that the loss does not depend on how many there are of either, and both have at least one
# sample. Logits may be as large as 10,000 on both sides, where $D$ is 0 or 1 to all digits; the loss still is a plain
# number, and so are its gradients. A loss near 0 is exact, too: it may be off by one part in 10,000 *of itself*, down to $10^{-6}$.


# %% nbgrader={"grade": false, "grade_id": "t1_discriminator_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def discriminator_loss(real_logits, fake_logits):
    """Return the loss of a discriminator.

    real_logits: tensor of any shape, the logits of real samples
    fake_logits: tensor of any shape, also of another one, the logits of generated samples

    Returns a tensor of shape ().
    """
    ### BEGIN SOLUTION
    real, fake = F.softplus(-real_logits), F.softplus(fake_logits)
    return real.mean() + fake.mean()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_discriminator_loss_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three real samples and two fakes.
found = loss_from(discriminator_loss, doubles([2, -0.5, 1.25]), doubles([-1.5, 0.75]))
likely = {
    "Is that one mean over all samples? Each kind has its own.": 0.5382,
    "Are real and fake exchanged?": 2.4118,
    "Is the sign turned? A loss is small where D is right.": -1.1201,
    "Are the fakes there?": 0.451,
    "Are the real samples there?": 0.6691,
    "Are the two means added, and not averaged?": 0.5601,
    "Are these sums? Means are asked for.": 2.6912,
    "Is the loss of a fake that of a real sample?": 1.4951,
    "Is the loss of a real sample that of a fake?": 2.0368,
}
assert ask.near(found, 1.1201), (
    f"The loss should be 1.1201, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'Which probability should be large for a real sample, and which for a fake?')}"
)

# Hidden tests: random logits of other shapes; all logits 0; a column beside a row; gradients; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2101)
for m, n in [((7,), (4,)), ((5, 1), (3, 1)), ((1,), (1,)), ((4,), (4, 1)), ((2, 3, 2), (6,))]:
    real, fake = rng.normal(size=m) * 2.3 + 0.4, rng.normal(size=n) * 1.9 - 0.7
    right = np.mean(np.log1p(np.exp(-real))) + np.mean(np.log1p(np.exp(fake)))
    found = loss_from(discriminator_loss, doubles(real), doubles(fake))
    likely = {
        "Is that one mean over all samples?": np.mean(np.log1p(np.exp(np.append(-real, fake)))),
        "Are real and fake exchanged?": np.mean(np.log1p(np.exp(real))) + np.mean(np.log1p(np.exp(-fake))),
    }
    assert ask.near(found, right, slack=1e-4), (
        f"With real logits of shape {m} and fake ones of shape {n} the loss is off by {abs(found - right):.4f}. "
        f"{ask.cause(found, likely, 'Has each kind its own mean?')}"
    )
    by_name = loss_from(discriminator_loss, fake_logits=doubles(fake), real_logits=doubles(real))
    assert ask.near(by_name, found), "With its arguments by name, discriminator_loss returns something else."
    again = loss_from(discriminator_loss, doubles(np.concatenate([real, real])), doubles(fake))
    assert ask.near(again, found), "With each real sample there twice the loss should be the same, but is not."
    leaves = [doubles(real).requires_grad_(), doubles(fake).requires_grad_()]
    slopes = gradients(ask.result(discriminator_loss, *leaves), leaves, 1, "discriminator_loss")
    rights = -1 / (1 + np.exp(real)) / real.size, 1 / (1 + np.exp(-fake)) / fake.size
    for name, slope, wanted in zip(("real", "fake"), slopes, rights, strict=True):
        assert ask.near(slope, wanted), (
            f"The gradient at the {name} logits is off by {np.abs(slope - wanted).max():.4f}."
        )
    nothing = loss_from(discriminator_loss, doubles(0 * real), doubles(0 * fake))
    assert ask.near(nothing, 2 * math.log(2)), f"Where all logits are 0, the loss should not be {nothing:.4f}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_discriminator_loss_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the best discriminator of two distributions, of which every case is listed as often as it comes; logits of
# 10,000 on both sides, and their gradients; losses near 0.
### BEGIN HIDDEN TESTS
for often_real, often_fake in [([5, 2, 1, 2], [1, 3, 3, 3]), ([1, 6, 1], [4, 2, 2]), ([3, 1], [1, 7])]:
    p, q = (np.array(often) / np.sum(often) for often in (often_real, often_fake))
    best, middle = np.log(p / q), (p + q) / 2
    divergence = np.sum(p * np.log(p / middle)) / 2 + np.sum(q * np.log(q / middle)) / 2
    given = doubles(np.repeat(best, often_real)), doubles(np.repeat(best, often_fake))
    found = loss_from(discriminator_loss, *given)
    assert ask.near(found, 2 * math.log(2) - 2 * divergence), (
        "With the best discriminator of two distributions the loss should be 2 ln 2 minus twice their Jensen-Shannon "
        f"divergence, but is off by {abs(found - 2 * math.log(2) + 2 * divergence):.4f}. See lecture 38, A game of two networks."
    )
    for change in (0.3, -0.2):
        worse = loss_from(discriminator_loss, given[0] + change, given[1] + change)
        assert worse > found, (
            "No discriminator has a smaller loss than the best one, but by your loss some other one has."
        )
far = [
    (9999.5, -10000),
    (-10000, 3.25),
    (1.5, 9998),
    (-800, 800),
    (-60.5, 45.25),
    (10000, 10000),
    (-120, 0),
    (-5.75, -0.5),
    (0.5, 6.25),
]
for real, fake in far:
    found = loss_from(discriminator_loss, doubles([real]), doubles([fake]))
    right = np.logaddexp(0, -real) + np.logaddexp(0, fake)
    assert ask.near(found, right, slack=1e-4), (
        f"With a real logit of {real} and a fake one of {fake} the loss is off by {abs(found - right):.4g}. Is a logarithm "
        "taken of a probability that a float cannot hold, or something cut off?"
    )
for real, fake in far:
    leaves = [doubles([real]).requires_grad_(), doubles([fake]).requires_grad_()]
    slopes = gradients(ask.result(discriminator_loss, *leaves), leaves, 1, "discriminator_loss")
    wanted = [[-np.exp(-np.logaddexp(0, real))], [np.exp(-np.logaddexp(0, -fake))]]
    assert ask.near(slopes, wanted), (
        f"With a real logit of {real} and a fake one of {fake} the gradients are off by up to "
        f"{np.abs(np.subtract(slopes, wanted)).max():.4g}. Does autograd go through a number that a float cannot hold, or is something cut off?"
    )
for real, fake in [(13.1, -12.7), (9.3, -13.4), (12.2, -8.8)]:
    found = loss_from(discriminator_loss, doubles([real, real + 0.1]), doubles([fake]))
    right = np.mean(np.log1p(np.exp([-real, -real - 0.1]))) + np.log1p(np.exp(fake))
    assert in_proportion(found, right), (
        f"With real logits around {real} and a fake one of {fake} the loss is off by {abs(found / right - 1):.1e} of itself. "
        "Is something added or cut off before the logarithm?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: the generator's loss and its step (2 points)
#
# The generator wants its fakes to be taken for real. The game of lecture 38 has it *minimize* the mean of $\ln(1-D)$ over the
# fakes, which is called saturating; in practice it minimizes the mean of $-\ln D$. Write both, with $D=\sigma(d)$. Again logits
# may be as large as 10,000 on both sides, and values and gradients may be off by one part in 10,000 of themselves, down to
# $10^{-6}$.
#
# Then write `generator_step`, one step of training with the non-saturating loss:
#
# - `G(z)` makes fakes of noise $z$, and `D(fakes)` gives their logits;
# - the optimizer, which holds the parameters of $G$ alone, takes one step along the gradient of this step's loss, whatever
#   gradients $G$ had before;
# - $D$ stays as it was: its parameters, whether they want gradients, and **the gradients that they hold** (`parameter.grad`,
#   which may be numbers of an earlier step, or None). The gradient goes *through* $D$ on its way to $G$, but nothing of it
#   stays there.


# %% nbgrader={"grade": false, "grade_id": "t2_generator_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def generator_loss(fake_logits, saturating):
    """Return the loss of a generator.

    fake_logits: tensor of any shape, the logits of generated samples
    saturating: True for the mean of ln(1 - D), False for the mean of -ln D

    Returns a tensor of shape ().
    """
    ### BEGIN SOLUTION
    if saturating:
        return -F.softplus(fake_logits).mean()
    return F.softplus(-fake_logits).mean()
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_generator_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def generator_step(G, D, optimizer, z):
    """Take one step of training of G with the non-saturating loss, and leave D as it was.

    G: module, makes a tensor (n, d) of a tensor (n, k)
    D: module, makes logits (n, 1) of a tensor (n, d)
    optimizer: a torch optimizer of the parameters of G
    z: tensor (n, k), noise

    Returns the loss before the step, a float.
    """
    ### BEGIN SOLUTION
    loss = F.softplus(-D(G(z))).mean()
    weights = list(G.parameters())
    for weight, slope in zip(weights, torch.autograd.grad(loss, weights), strict=True):
        weight.grad = slope
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_generator_loss_gradients", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Three fakes: one that D sees through, one in between, and one that fools it.
d = doubles([-2, 0.5, 3])
found = loss_from(generator_loss, d, False)
likely = {
    "Is the sign turned?": -0.8832,
    "Is that the saturating loss?": -1.3832,
    "Is that the loss of D?": 1.3832,
    "Is that the sum?": 2.6496,
}
assert ask.near(found, 0.8832), (
    f"The non-saturating loss should be 0.8832, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'When is a generator content?')}"
)
found = loss_from(generator_loss, d, True)
likely = {
    "Is the sign turned? G minimizes it.": 1.3832,
    "Is that the other loss? Is saturating used?": 0.8832,
    "Is that the mean of ln D?": -0.8832,
    "Is that the sum?": -4.1496,
}
assert ask.near(found, -1.3832), (
    f"The saturating loss should be -1.3832, but yours is {found:.4f}. "
    f"{ask.cause(found, likely, 'Is it the mean of ln(1 - D)?')}"
)

# Hidden tests: random logits of all shapes; both gradients by their formula, also where they are small, and their signs;
# logits of 10,000, and their gradients; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2102)
for shape in [(6,), (4, 1), (1,), (2, 3)]:
    d = rng.normal(size=shape) * 3.1 - 0.6
    for saturating in (True, False):
        told = f"The {'' if saturating else 'non-'}saturating loss of logits of shape {shape}"
        right = -np.mean(np.log1p(np.exp(d))) if saturating else np.mean(np.log1p(np.exp(-d)))
        found = loss_from(generator_loss, saturating=saturating, fake_logits=doubles(d))
        assert ask.near(found, right), f"{told} is off by {abs(found - right):.4f}."
        leaf = doubles(d).requires_grad_()
        (slope,) = gradients(ask.result(generator_loss, leaf, saturating), [leaf], 1, "generator_loss")
        D = 1 / (1 + np.exp(-d))
        wanted = (-D if saturating else D - 1) / d.size
        likely = {
            "Is the sign turned?": -wanted,
            "Is that the gradient of the other loss?": (D - 1 if saturating else -D) / d.size,
            "Is the mean taken?": wanted * d.size,
        }
        assert ask.near(slope, wanted), (
            f"{told} has gradients that are off by up to {np.abs(slope - wanted).max():.4f}. {ask.cause(slope, likely)}"
        )
        assert np.all(slope < 0), "Both losses pull every logit upward, but one of yours pulls some of them down."
for logit in (-13.3, -9, 12.9, 7.75, -5.5, 2.25, 8.25, -8.25):
    for saturating in (True, False):
        leaf = doubles([logit]).requires_grad_()
        value = ask.result(generator_loss, leaf, saturating)
        (slope,) = gradients(value, [leaf], 1, "generator_loss")
        right = -np.log1p(np.exp(logit)) if saturating else np.log1p(np.exp(-logit))
        wanted = -1 / (1 + np.exp(-logit)) if saturating else -1 / (1 + np.exp(logit))
        told = f"At a logit of {logit} the {'' if saturating else 'non-'}saturating loss"
        assert in_proportion(plain(value), right), f"{told} is off by {abs(plain(value) / right - 1):.1e} of itself."
        assert in_proportion(slope, wanted), (
            f"{told} has a gradient off by {abs(slope.item() / wanted - 1):.1e} of itself."
        )
for logit in (10000, -10000, 800, -800, 61.5, -61.5, -120, 9999.5):
    found = (
        loss_from(generator_loss, doubles([logit, 1.5]), True),
        loss_from(generator_loss, doubles([logit, 1.5]), False),
    )
    right = -np.logaddexp(0, [logit, 1.5]).mean(), np.logaddexp(0, [-logit, -1.5]).mean()
    assert ask.near(found, right, slack=1e-4), (
        f"With a logit of {logit}, saturating and other loss are off by {np.abs(np.subtract(found, right)).max():.4g}. Is a "
        "logarithm taken of a probability that a float cannot hold, or something cut off?"
    )
    D = np.exp(-np.logaddexp(0, [-logit, -1.5]))
    for saturating, wanted in [(True, -D / 2), (False, (D - 1) / 2)]:
        leaf = doubles([logit, 1.5]).requires_grad_()
        (slope,) = gradients(ask.result(generator_loss, leaf, saturating), [leaf], 1, "generator_loss")
        assert ask.near(slope, wanted), (
            f"With the logits {logit} and 1.5 and saturating={saturating} the gradients are off by up to "
            f"{np.abs(slope - wanted).max():.4g}. Does autograd go through a number that a float cannot hold, or is something cut off?"
        )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t2_generator_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A generator with one weight and a discriminator with one weight, one step along the gradient.
def weighed(module, *numbers):
    """Return a module in float64 whose parameters are these numbers, each of which may be a list."""
    module = module.double()
    with torch.no_grad():
        for parameter, number in zip(module.parameters(), numbers, strict=True):
            parameter.copy_(doubles(number, *parameter.shape))
    return module


G, D = weighed(nn.Linear(1, 1, bias=False), 2), weighed(nn.Linear(1, 1, bias=False), -1.5)
loss = ask.result(generator_step, G, D, torch.optim.SGD(G.parameters(), lr=0.5), doubles([[1], [0.5]]))
loss, moved = ask.number(loss, "What generator_step returns"), G.weight.item()
likely = {
    "Is that the saturating loss?": -0.125,
    "Is that the loss of D?": 0.125,
    "Is that the loss after the step?": 1.8681,
    "Is that the sum?": 4.75,
}
assert ask.near(loss, 2.375), (
    f"The loss before the step should be 2.375, but yours is {loss:.4f}. "
    f"{ask.cause(loss, likely, 'Are the fakes made of z?')}"
)
likely = {
    "Did G get no gradient at all? Is something detached?": 2,
    "Does G walk uphill?": 2.5105,
    "Is that the saturating loss?": 1.948,
}
assert ask.near(moved, 1.4895), (
    f"The weight of G should become 1.4895, but yours is {moved:.4f}. {ask.cause(moved, likely, 'Is it one step?')}"
)
assert D.weight.item() == -1.5, "The weight of D should stay as it was, but has changed."
assert D.weight.grad is None, "Something of the gradient stays at D. Is backward() called?"


# Hidden tests: three steps of random networks with an optimizer that has a memory; gradients that D and G hold; noise;
# a D of which a part wants no gradients.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2103)
for n, k, h in [(5, 3, 4), (1, 2, 3)]:
    shapes = [(h, k), (h,), (2, h), (2,)], [(4, 2), (4,), (1, 4), (1,)]
    kinds = [nn.Linear(k, h), nn.Tanh(), nn.Linear(h, 2)], [nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1)]
    G, D = (
        weighed(nn.Sequential(*layers), *[rng.normal(size=one) for one in sizes])
        for layers, sizes in zip(kinds, shapes, strict=True)
    )
    mine, held = copy.deepcopy(G), [doubles(rng.normal(size=one)) for one in shapes[1]]
    next(D.parameters()).requires_grad_(n > 1)
    before = [(parameter.detach().clone(), parameter.requires_grad) for parameter in D.parameters()]
    theirs, own = (torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.7) for net in (G, mine))
    for step in range(3):
        for parameter, gradient in zip(D.parameters(), held, strict=True):
            parameter.grad = gradient.clone() if step < 2 else None
        for parameter in G.parameters():
            parameter.grad = torch.full_like(parameter, 3.5) if step else None
        z = doubles(rng.normal(size=(n, k)))
        loss = ask.result(generator_step, G=G, D=D, optimizer=theirs, z=z)
        loss = ask.number(loss, "What generator_step returns")
        right = F.binary_cross_entropy_with_logits(D(mine(z)), torch.ones(n, 1, dtype=torch.float64))
        for parameter, gradient in zip(
            mine.parameters(), torch.autograd.grad(right, list(mine.parameters())), strict=True
        ):
            parameter.grad = gradient
        own.step()
        assert ask.near(loss, right.item()), f"The loss of step {step} is off by {abs(loss - right.item()):.4f}."
        for parameter, (wanted, wants), gradient in zip(D.parameters(), before, held, strict=True):
            assert torch.equal(parameter, wanted), "The parameters of D should stay as they were, but have changed."
            assert parameter.requires_grad or not wants, (
                "D no longer wants gradients after the step. Is that undone in the end?"
            )
            assert wants or not parameter.requires_grad, (
                "A parameter of D wanted no gradients before the step, and wants them after it. Each gets back what it had."
            )
            kept = (
                parameter.grad is None
                if step == 2
                else parameter.grad is not None and torch.equal(parameter.grad, gradient)
            )
            assert kept, (
                "D should hold the gradients that it held before the step, but does not. Are they set to 0, or does some of "
                "the gradient of the step stay there?"
            )
        off = np.max([(a - b).abs().max().item() for a, b in zip(G.parameters(), mine.parameters(), strict=True)])
        assert off < 1e-4, (
            f"After step {step} the parameters of G are not where they should be. Does the gradient go through D to G, does G "
            "walk downhill once, and are its old gradients left out?"
        )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: a coupling and its inverse (4 points)
#
# An affine coupling leaves some coordinates of each row alone, and lets them say how the others are scaled and shifted. `mask`
# has a number for each coordinate: 1 where it stays, 0 where it moves. With $h$ for the row with 0 in the place of everything
# that moves,
#
# $$y_i=\begin{cases}x_i&\text{where it stays}\\x_i\,e^{s_i(h)}+t_i(h)&\text{where it moves}\end{cases}$$
#
# `s` and `t` are functions, from a tensor $(n,d)$ to a tensor $(n,d)$; what they say about coordinates that stay does not
# matter. Write `coupling`, and `coupling_inverse`, which leads from $y$ back to $x$. Both return the rows and, for each row,
# the logarithm of the absolute value of the determinant of *their own* Jacobian (lecture 39, A determinant for nothing).
#
# All coordinates may stay, or all of them move. Coordinates that stay are the same numbers to the last bit. Work in float64:
# for rows of numbers up to 10, and $s$ from -3 to 3, there and back is off by less than $10^{-10}$, and so is each
# log-determinant. There may be larger numbers, too, in the rows up to 10,000 and in $s$ up to 30, on both sides, and each
# number that is returned then is exact to one part in 10,000 of itself.


# %% nbgrader={"grade": false, "grade_id": "t3_coupling", "locked": false, "schema_version": 3, "solution": true, "task": false}
def coupling(x, s, t, mask):
    """Return the rows after an affine coupling, and its log-determinants.

    x: tensor (n, d)
    s: function from a tensor (n, d) to a tensor (n, d), the logarithm of the scale
    t: function from a tensor (n, d) to a tensor (n, d), the shift
    mask: tensor (d,) of 0 and 1, 1 where a coordinate stays and 0 where it moves

    Returns two tensors: y of shape (n, d), and the log-determinants of shape (n,).
    """
    ### BEGIN SOLUTION
    log_scale, shift = s(x * mask), t(x * mask)
    y = torch.where(mask == 1, x, x * torch.exp(log_scale) + shift)
    return y, torch.sum(log_scale * (1 - mask), dim=1)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_coupling_inverse", "locked": false, "schema_version": 3, "solution": true, "task": false}
def coupling_inverse(y, s, t, mask):
    """Return the rows that a coupling turned into y, and the log-determinants of the way back.

    y: tensor (n, d)
    s: function from a tensor (n, d) to a tensor (n, d), the logarithm of the scale
    t: function from a tensor (n, d) to a tensor (n, d), the shift
    mask: tensor (d,) of 0 and 1, 1 where a coordinate stays and 0 where it moves

    Returns two tensors: x of shape (n, d), and the log-determinants of shape (n,).
    """
    ### BEGIN SOLUTION
    log_scale, shift = s(y * mask), t(y * mask)
    x = torch.where(mask == 1, y, (y - shift) * torch.exp(-log_scale))
    return x, torch.sum(log_scale * (mask - 1), dim=1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_coupling_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two rows, of which the middle coordinate moves. It is scaled by e and by the root of e, and shifted by -0.5 and by 6.
def example_s(x):
    return torch.stack([x[:, 2], x[:, 0] / 2 + x[:, 2], x[:, 0] - 1], dim=1)


def example_t(x):
    return torch.stack([x[:, 0], x[:, 0] - 3 * x[:, 2], x[:, 2]], dim=1)


x, mask = doubles([[1, -2, 0.5], [3, 0.25, -1]]), doubles([1, 0, 1])
found, log_det = map(plain, pair_from(coupling, x, example_s, example_t, mask))
likely = {
    "Is it scaled by s, and not by e to the s?": [[1, -2.5, 0.5], [3, 6.125, -1]],
    "Is it scaled first, and then shifted?": [[1, -6.7957, 0.5], [3, 10.3045, -1]],
    "Is that the way back?": [[1, -0.5518, 0.5], [3, -3.4876, -1]],
    "Did nothing move, or do s and t see only what moves?": x.numpy(),
    "Is the row kept that has 0 where it moves? x itself is scaled.": [[1, -0.5, 0.5], [3, 6, -1]],
}
assert ask.near(found, [[1, -5.9366, 0.5], [3, 6.4122, -1]]), (
    f"The rows should become (1, -5.9366, 0.5) and (3, 6.4122, -1), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'Which coordinates stay, and what do s and t look at?')}"
)
likely = {
    "Do coordinates that stay count, too?": [1.5, 1.5],
    "Is the sign turned?": [-1, -0.5],
    "Is it the logarithm that is asked for?": [2.7183, 1.6487],
    "Is that a mean over the coordinates?": [0.3333, 0.1667],
    "Are only the coordinates counted that stay?": [0.5, 1],
}
assert ask.near(log_det, [1, 0.5]), (
    f"The log-determinants should be 1 and 0.5, but yours are {shown(log_det)}. "
    f"{ask.cause(log_det, likely, 'Which numbers stand on the diagonal of the Jacobian?')}"
)

# Hidden tests: random rows against a loop; coordinates that stay, to the last bit; all or none that move; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2104)
for n, mask in [(4, [1, 0, 0, 1, 0]), (1, [0, 1, 1]), (3, [0, 0, 1]), (2, [1, 1]), (3, [0, 0, 0]), (2, [0])]:
    mask = np.array(mask)
    s, t = network(rng, mask, 2.3), network(rng, mask, 4.1)
    x = rng.normal(size=(n, len(mask))) * 3.7
    scale, shift = (plain(one(doubles(x * mask))) for one in (s, t))
    right = [
        [x[r, i] if mask[i] else x[r, i] * math.exp(scale[r, i]) + shift[r, i] for i in range(len(mask))]
        for r in range(n)
    ]
    found, log_det = map(plain, pair_from(coupling, doubles(x), s, t, doubles(mask)))
    assert np.array_equal(found[:, mask == 1], x[:, mask == 1]), (
        f"With mask {mask.tolist()}, coordinates that stay should be the same to the last bit, but are not."
    )
    assert ask.near(found, right, 1e-10), (
        f"With mask {mask.tolist()}, y is off by up to {np.abs(found - right).max():.2e}. Is x scaled by e to the s, and "
        "shifted, where mask is 0, and is all of it in float64?"
    )
    named = pair_from(coupling, doubles(x), s, t, doubles(mask), by_name=True)
    assert np.array_equal(plain(named[0]), found), "With its arguments by name, coupling returns something else."
    alone = pair_from(coupling, doubles(x[-1:]), s, t, doubles(mask))
    assert ask.near(plain(alone[0]), found[-1:], 1e-10), "A row alone should become what it becomes among others."
    assert ask.near(plain(alone[1]), log_det[-1:], 1e-10), (
        "A row alone should have the log-determinant it has among others."
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t3_coupling_jacobian", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the log-determinant of each row against that of the whole Jacobian, and its gradient and that of the rows;
# scales as large and as small as e to the 30, also of many coordinates.
### BEGIN HIDDEN TESTS
def by_jacobian(rows, leaf):
    """Return the log-determinants of the Jacobians of rows with respect to a leaf, each row by itself."""
    slopes = [gradients(rows[:, i].sum(), [leaf], 1, "the coupling")[0] for i in range(rows.shape[1])]
    return np.linalg.slogdet(np.stack(slopes, axis=1)).logabsdet


rng = np.random.default_rng(2105)
for n, mask in [(4, [1, 0, 0, 1, 0]), (1, [0, 1, 0]), (3, [0, 1, 1])]:
    s, t = network(rng, mask, 2.9), network(rng, mask, 3.3)
    leaf = doubles(rng.normal(size=(n, len(mask))) * 2.1).requires_grad_()
    rows, log_det = pair_from(coupling, leaf, s, t, doubles(mask))
    right, found = by_jacobian(rows, leaf), plain(log_det)
    likely = {
        "Is the sign turned?": -right,
        "Do coordinates that stay count, too?": plain(s(leaf.detach() * doubles(mask))).sum(axis=1),
        "Are the rows added up?": np.full(n, right.sum()),
        "Is that a mean?": right / len(mask),
    }
    assert ask.near(found, right, 1e-10), (
        f"The log-determinants of {n} rows with mask {mask} are off by up to {np.abs(found - right).max():.2e} from those of "
        f"the whole Jacobian, by autograd. {ask.cause(found, likely, 'Which numbers stand on its diagonal?')}"
    )
    upstream = rng.normal(size=n)
    (slope,) = gradients(log_det, [leaf], upstream, "coupling")
    own = leaf.detach().clone().requires_grad_()
    (s(own * doubles(mask)) @ doubles(1 - np.array(mask)) @ doubles(upstream)).backward()
    assert ask.near(slope, own.grad.numpy(), 1e-10), (
        f"The gradient of the log-determinants is off by up to {np.abs(slope - own.grad.numpy()).max():.2e}. Does s take part?"
    )
    own, keep, upstream = leaf.detach().clone().requires_grad_(), doubles(mask), rng.normal(size=rows.shape)
    moved = own * torch.exp(s(own * keep)) + t(own * keep)
    (wanted,) = torch.autograd.grad(torch.where(keep == 1, own, moved), own, doubles(upstream))
    (slope,) = gradients(rows, [leaf], upstream, "coupling")
    assert ask.near(slope, wanted.numpy(), 1e-8), (
        f"The gradient of the rows is off by up to {np.abs(slope - wanted.numpy()).max():.2e}. Do x, s and t all take part?"
    )
for size in (30, -30, 17.5, -17.5, 6.25, -6.25, 0):
    x, mask = doubles([[1.75, -9999.625, 2.5], [-9990.5, 0.375, 9250.25]]), doubles([0, 1, 0])
    found, log_det = map(plain, pair_from(coupling, x, always(size), always(0.125), mask))
    right = np.where(mask.numpy() == 1, x.numpy(), x.numpy() * math.exp(size) + 0.125)
    assert in_proportion(found, right), f"With a constant s of {size}, y is not exact. Is something cut off?"
    assert ask.near(log_det, [2 * size, 2 * size], 1e-10), f"With a constant s of {size} log_det is {shown(log_det)}."
    _, log_det = map(
        plain, pair_from(coupling, doubles(np.full((2, 32), 0.5)), always(size), always(0.125), doubles([0] * 32))
    )
    assert ask.near(log_det, [32 * size, 32 * size], 1e-10), (
        f"With 32 coordinates that move and a constant s of {size}, log_det is {shown(log_det)}."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_inverse_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The two rows of before, come back.
y, mask = doubles([[1, -5.9366, 0.5], [3, 6.4122, -1]]), doubles([1, 0, 1])
found, log_det = map(plain, pair_from(coupling_inverse, y, example_s, example_t, mask))
likely = {
    "Is the shift taken away before the scale is?": [[1, -1.684, 0.5], [3, -2.1108, -1]],
    "Is that the way there?": [[1, -16.6374, 0.5], [3, 16.5719, -1]],
    "Is it divided by s, and not by e to the s?": [[1, -5.4366, 0.5], [3, 0.8244, -1]],
    "Is it multiplied where it should be divided?": [[1, -14.7782, 0.5], [3, 0.6796, -1]],
}
assert ask.near(found, [[1, -2, 0.5], [3, 0.25, -1]]), (
    f"The rows should come back as (1, -2, 0.5) and (3, 0.25, -1), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'In which order are the shift and the scale undone?')}"
)
likely = {
    "Is that the log-determinant of the way there?": [1, 0.5],
    "Do coordinates that stay count, too?": [-1.5, -1.5],
}
assert ask.near(log_det, [-1, -0.5]), (
    f"The log-determinants of the way back should be -1 and -0.5, but yours are {shown(log_det)}. "
    f"{ask.cause(log_det, likely, 'What is the determinant of an inverse?')}"
)

# Hidden tests: random rows against a loop; coordinates that stay, to the last bit; all or none that move; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2106)
for n, mask in [(4, [0, 1, 0, 0, 1]), (1, [1, 0, 0]), (3, [0, 0, 1]), (2, [1, 1]), (3, [0, 0, 0]), (2, [0])]:
    mask = np.array(mask)
    s, t = network(rng, mask, 2.3), network(rng, mask, 4.1)
    y = rng.normal(size=(n, len(mask))) * 3.7
    scale, shift = (plain(one(doubles(y * mask))) for one in (s, t))
    right = [
        [y[r, i] if mask[i] else (y[r, i] - shift[r, i]) / math.exp(scale[r, i]) for i in range(len(mask))]
        for r in range(n)
    ]
    found, log_det = map(plain, pair_from(coupling_inverse, doubles(y), s, t, doubles(mask)))
    assert np.array_equal(found[:, mask == 1], y[:, mask == 1]), (
        f"With mask {mask.tolist()}, coordinates that stay should be the same to the last bit, but are not."
    )
    assert ask.near(found, right, 1e-10), (
        f"With mask {mask.tolist()}, x is off by up to {np.abs(found - right).max():.2e}. Is the shift taken away, and then "
        "the scale, where mask is 0, and is all of it in float64?"
    )
    named = pair_from(coupling_inverse, doubles(y), s, t, doubles(mask), by_name=True)
    assert np.array_equal(plain(named[0]), found), (
        "With its arguments by name, coupling_inverse returns something else."
    )
    alone = pair_from(coupling_inverse, doubles(y[-1:]), s, t, doubles(mask))
    assert ask.near(plain(alone[0]), found[-1:], 1e-10), "A row alone should come back as it does among others."
    assert ask.near(plain(alone[1]), log_det[-1:], 1e-10), (
        "A row alone should have the log-determinant it has among others."
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t3_inverse_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: rows that a coupling of the tests' own has moved come back, in chains of couplings, too; the log-determinant
# of the way back against that of its Jacobian, and against the way there; gradients; scales as large and as small as e to
# the 30, also of many coordinates.
### BEGIN HIDDEN TESTS
def went(x, s, t, mask):
    """Return rows after a coupling, and its log-determinants, coordinate by coordinate."""
    log_scale, shift = (plain(one(doubles(x * mask))) for one in (s, t))
    moves = [i for i in range(len(mask)) if not mask[i]]
    y, total = x.copy(), np.zeros(len(x))
    for i in moves:
        y[:, i] = x[:, i] * np.exp(log_scale[:, i]) + shift[:, i]
        total += log_scale[:, i]
    return y, total


rng = np.random.default_rng(2107)
for n, masks in [(4, [[1, 0, 0, 1], [0, 1, 1, 0], [0, 0, 1, 0]]), (1, [[0, 1, 0]]), (3, [[0, 0], [1, 0], [0, 1]])]:
    x = rng.uniform(-10, 10, size=(n, len(masks[0])))
    parts = [(network(rng, mask, 2.9), network(rng, mask, 2.2), np.array(mask)) for mask in masks]
    y, totals = x, []
    for s, t, mask in parts:
        y, total = went(y, s, t, mask)
        totals.append(total)
    back = doubles(y)
    for (s, t, mask), total in zip(reversed(parts), reversed(totals), strict=True):
        leaf = back.detach().clone().requires_grad_()
        back, log_det = pair_from(coupling_inverse, leaf, s, t, doubles(mask))
        found = plain(log_det)
        likely = {
            "Is that the log-determinant of the way there?": total,
            "Are rows added up?": np.full(n, -total.sum()),
        }
        assert ask.near(found, -total, 1e-10), (
            f"The log-determinants of the way back are off by up to {np.abs(found + total).max():.2e} from those of the way "
            f"there, with the other sign. {ask.cause(found, likely, 'Which coordinates count?')}"
        )
        slopes = [gradients(back[:, i].sum(), [leaf], 1, "coupling_inverse")[0] for i in range(len(mask))]
        right = np.linalg.slogdet(np.stack(slopes, axis=1)).logabsdet
        assert ask.near(found, right, 1e-10), (
            f"The log-determinants of the way back are off by up to {np.abs(found - right).max():.2e} from those of its "
            "Jacobian, by autograd."
        )
        own, keep, upstream = leaf.detach().clone().requires_grad_(), doubles(mask), rng.normal(size=x.shape)
        log_scale, shift = s(own * keep), t(own * keep)
        rights = torch.where(keep == 1, own, (own - shift) * torch.exp(-log_scale)), log_scale @ (keep - 1)
        made = [("rows", back, rights[0], upstream)]
        if mask.any():
            made.append(("log-determinants", log_det, rights[1], upstream[:, 0]))
        for name, value, wanted, weights in made:
            (slope,) = gradients(value, [leaf], weights, "coupling_inverse")
            (wanted,) = torch.autograd.grad(wanted, own, doubles(weights), retain_graph=True)
            assert ask.near(slope, wanted.numpy(), 1e-8), (
                f"The gradient of the {name} of the way back is off by up to {np.abs(slope - wanted.numpy()).max():.2e}. Do y, "
                "s and t all take part?"
            )
    off = np.abs(plain(back) - x).max()
    assert off < 1e-10, f"After {len(masks)} couplings and the way back, {n} rows are off by up to {off:.2e}."
for size in (30, -30, 17.5, -17.5, 6.25, -6.25, 0):
    y, mask = doubles([[1.75, -9999.625, 2.5], [-9990.5, 0.375, 9250.25]]), doubles([0, 1, 0])
    found, log_det = map(plain, pair_from(coupling_inverse, y, always(size), always(0.125), mask))
    right = np.where(mask.numpy() == 1, y.numpy(), (y.numpy() - 0.125) * math.exp(-size))
    assert in_proportion(found, right), f"With a constant s of {size}, x is not exact. Is something cut off?"
    assert ask.near(log_det, [-2 * size, -2 * size], 1e-10), f"With a constant s of {size} log_det is {shown(log_det)}."
    _, log_det = map(
        plain,
        pair_from(coupling_inverse, doubles(np.full((2, 32), 0.5)), always(size), always(0.125), doubles([0] * 32)),
    )
    assert ask.near(log_det, [-32 * size, -32 * size], 1e-10), (
        f"With 32 coordinates that move and a constant s of {size}, log_det is {shown(log_det)}."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: the negative log-likelihood of a flow (2 points)
#
# A flow leads from data $x$ to noise $z$ through layers, one after the other. Each layer is a function that takes a tensor
# $(n,d)$ and returns two: the next $(n,d)$, and the log-determinants $(n,)$ of this step. At the end stands the standard normal
# distribution in $d$ dimensions, and so, with $f$ for all layers together,
#
# $$-\ln p(x)=-\ln\mathcal N\bigl(f(x);\,0,I\bigr)-\ln\left|\det\frac{\partial f}{\partial x}\right|.$$
#
# Write `flow_nll`, which returns this for each row, in nats for the whole row. The logarithm of the determinant of several
# steps is the sum of theirs. There may be no layer at all.


# %% nbgrader={"grade": false, "grade_id": "t4_flow_nll", "locked": false, "schema_version": 3, "solution": true, "task": false}
def flow_nll(x, layers):
    """Return the negative log-likelihood of each row in a flow with a standard normal base.

    x: tensor (n, d)
    layers: list of functions, from data to noise; each takes a tensor (n, d) and returns a tensor (n, d) and its
        log-determinants, a tensor (n,)

    Returns a tensor (n,).
    """
    ### BEGIN SOLUTION
    nll = torch.zeros(x.shape[0], dtype=x.dtype)
    for layer in layers:
        x, log_det = layer(x)
        nll = nll - log_det
    return nll + (x**2 + math.log(2 * math.pi)).sum(dim=1) / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_flow_nll_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One layer doubles the first coordinate and halves the second and the third twice: its log-determinant is -3 ln 2.
def stretch(x):
    return x * doubles([2, 0.25, 0.25]), torch.full((len(x),), -3 * math.log(2), dtype=torch.float64)


found = row_numbers(flow_nll, 2, doubles([[0.5, 4, -2], [-1.25, 0, 6]]), [stretch])
likely = {
    "Is the log-determinant added to -ln p, and not taken away?": [1.8024, 4.9274],
    "Is ln(2 pi) missing?": [3.2044, 6.3294],
    "Does ln(2 pi) come once for each dimension, and half of it?": [4.1234, 7.2484],
    "Is that a mean over dimensions?": [3.3734, 4.415],
    "Is the sign turned? A negative log-likelihood is asked for.": [-5.9613, -9.0863],
    "Is the log-determinant there?": [3.8818, 7.0068],
    "Is the noise x itself? Are the layers used?": [14.9613, 23.6175],
}
assert ask.near(found, [5.9613, 9.0863]), (
    f"The two rows should need 5.9613 and 9.0863 nats, but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'What is ln N(z; 0, I) in three dimensions?')}"
)


# Hidden tests: layers that make every Gaussian, against its density; no layer; one row; rows far away; arguments by name.
### BEGIN HIDDEN TESTS
def linear_layer(A, b):
    """Return a layer that multiplies rows by A and adds b."""
    return lambda x: (
        x.double() @ doubles(A) + doubles(b),
        torch.full((len(x),), np.linalg.slogdet(A).logabsdet, dtype=torch.float64),
    )


rng = np.random.default_rng(2108)
for n, d, depth, size in [(5, 3, 2, 1.7), (1, 4, 3, 0.6), (4, 1, 1, 2.2), (3, 3, 1, 0.3), (4, 2, 0, 1), (3, 2, 2, 300)]:
    parts = [(rng.normal(size=(d, d)) * size, rng.normal(size=d)) for _ in range(depth)]
    x = rng.normal(size=(n, d)) * 1.9
    z, total = x, 0.0
    for A, b in parts:
        z, total = z @ A + b, total + np.linalg.slogdet(A).logabsdet
    right = np.sum(z**2, axis=1) / 2 + d * math.log(2 * math.pi) / 2 - total
    layers = [linear_layer(*part) for part in parts]
    found = row_numbers(flow_nll, n, doubles(x), layers)
    likely = {
        "Is the log-determinant added, and not taken away?": right + 2 * total,
        "Is it ln(2 pi) d / 2?": right - d * math.log(2 * math.pi) / 2,
        "Is that a mean over dimensions?": right / d,
    }
    assert ask.near(found, right, slack=1e-4), (
        f"With {depth} linear layers, {n} rows of {d} numbers are off by up to {np.abs(found - right).max():.4f} from the "
        f"Gaussian that they make. {ask.cause(found, likely, 'Is the base whole, and is nothing cut off?')}"
        f"{' Do all layers count, in their order?' if depth > 1 else ''}"
    )
    named = row_numbers(flow_nll, n, layers=layers, x=doubles(x))
    assert ask.near(named, found), "With its arguments by name, flow_nll returns something else."
for row in ([1000, -2.5], [0.5, -10000], [60.5, 31], [-37.5, 8]):
    found = row_numbers(flow_nll, 1, doubles([row]), [])
    right = np.sum(np.square(row)) / 2 + math.log(2 * math.pi)
    assert ask.near(found, right), f"The row {row} is off by {abs(found.item() - right):.4g}. Is something cut off?"


def shifted_by(log_det):
    """Return a layer that changes nothing, and says that it has a log-determinant."""
    return lambda x: (x + 0, 0 * x[:, 0] + log_det)


for log_det in (1000.0, -1000.0, 12.25, -12.25):
    found = row_numbers(flow_nll, 2, doubles([[0.5], [-1.5]]), [shifted_by(log_det)])
    right = np.array([0.125, 1.125]) + math.log(2 * math.pi) / 2 - log_det
    assert ask.near(found, right), f"A log-determinant of {log_det} does not count as it should. Is something cut off?"
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t4_flow_nll_integral", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the density that follows adds up to 1, over a grid; layers with another log-determinant for each row; a
# rotation at the end changes nothing, a scaling does; the gradient.
### BEGIN HIDDEN TESTS
def bent(shift, slope):
    """Return a layer that moves the second coordinate as the first one says, and bends the first."""

    def layer(x):
        x = x.double()
        log_scale = slope * torch.tanh(x[:, 0] + shift)
        moved = torch.stack([torch.asinh(2 * x[:, 0]), x[:, 1] * torch.exp(log_scale) + torch.sin(x[:, 0])], dim=1)
        return moved, log_scale + math.log(2) - 0.5 * torch.log1p(4 * x[:, 0] ** 2)

    return layer


def turned(angle, factor=1.0):
    """Return a layer that turns the plane, and scales it."""
    A = factor * np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return lambda x: (x.double() @ doubles(A), torch.full((len(x),), 2 * math.log(factor), dtype=torch.float64))


rng = np.random.default_rng(2109)
side = np.linspace(-9, 9, 91)
grid = np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)
for layers in (
    [turned(0.7), bent(0.3, 0.6)],
    [turned(0.2, 1.7), turned(1.9, 0.8)],
    [bent(-0.4, -0.5), turned(1.1, 1.3)],
):
    found = row_numbers(flow_nll, len(grid), doubles(grid), layers)
    volume = np.sum(np.exp(-np.clip(found, -50, 700))) * 0.04
    assert abs(volume - 1) < 0.01, (
        f"With {len(layers)} layers the density that follows from yours adds up to {volume:.4f} and not to 1. Is the sign of "
        "the log-determinant right, does each row have its own, and is the base whole? See lecture 39, Stretching a line."
    )
    rows = rng.normal(size=(4, 2)) * 1.6
    nats = row_numbers(flow_nll, 4, doubles(rows), layers)
    for angle in (0.9, -2.3):
        again = row_numbers(flow_nll, 4, doubles(rows), [*layers, turned(angle)])
        assert ask.near(again, nats), (
            "The base looks the same from all sides, but with a rotation in the end yours differ."
        )
    wider = row_numbers(flow_nll, 4, doubles(rows), [*layers, turned(0.4, 1.5)])
    assert not ask.near(wider, nats), "With another scaling in the end all nats should differ, but yours do not."
    leaf, upstream = doubles(rows).requires_grad_(), rng.normal(size=4)
    (slope,) = gradients(ask.result(flow_nll, leaf, layers), [leaf], upstream, "flow_nll")
    own = doubles(rows).requires_grad_()
    z, total = own, 0.0
    for layer in layers:
        z, log_det = layer(z)
        total = total + log_det
    right = -(torch.distributions.Normal(doubles(0), doubles(1)).log_prob(z).sum(1) + total)
    (wanted,) = torch.autograd.grad(right @ doubles(upstream), own)
    assert ask.near(nats, right.detach().numpy()), (
        f"With {len(layers)} layers, four rows are off by up to {np.abs(nats - right.detach().numpy()).max():.4f}. Does each "
        "row have its own log-determinants, and the layers their order?"
    )
    assert ask.near(slope, wanted.numpy()), f"The gradient of x is off by {np.abs(slope - wanted.numpy()).max():.4f}."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: masked kernels (2 points)
#
# A pixel model predicts each pixel from those before it, row by row from the top, and in each row from the left. A
# convolution does so if its kernel is multiplied by a mask of 0 and 1. Mask `"A"`, for the first layer, lets through only what
# comes before the pixel in the middle of the kernel; mask `"B"`, for all later layers, the middle as well.
#
# Write `masked_kernel(size, kind)`, which returns that mask for a square kernel. A kernel of even size has no middle, so that
# it raises `ValueError`, as does any kind but `"A"` and `"B"`.


# %% nbgrader={"grade": false, "grade_id": "t5_masked_kernel", "locked": false, "schema_version": 3, "solution": true, "task": false}
def masked_kernel(size, kind):
    """Return the mask of a kernel that lets a pixel see only what comes before it.

    size: odd integer from 1, the height and the width of the kernel
    kind: "A", which hides the pixel in the middle as well, or "B", which does not

    Returns a tensor (size, size) of 0 and 1, as floats. Raises ValueError if size is even, or kind is something else.
    """
    ### BEGIN SOLUTION
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError(f"no mask of size {size} and kind {kind!r}")
    place = torch.arange(size * size).reshape(size, size)
    seen = size * size // 2 + (kind == "B")
    return (place < seen).double()
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_masked_kernel_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A kernel of 3 by 3.
def kernel_of(size, kind):
    """Return the student's mask as an array, after a look at its form."""
    found = ask.result(masked_kernel, size, kind)
    found = ask.array(found, (size, size), f"The mask of size {size} and kind {kind}")
    assert found.dtype.kind == "f", f"The mask should hold floats, but yours has the type {found.dtype}."
    return found


found = kernel_of(3, "A")
likely = {
    "Is that mask B?": [[1, 1, 1], [1, 1, 0], [0, 0, 0]],
    "Does it go column by column? Pixels come row by row.": [[1, 1, 0], [1, 0, 0], [1, 0, 0]],
    "Are those the pixels that come after?": [[0, 0, 0], [0, 0, 1], [1, 1, 1]],
    "May it see only what is at the left or above? The whole row above comes before.": [
        [1, 1, 0],
        [1, 0, 0],
        [0, 0, 0],
    ],
    "May it see the pixels at the left in its own row?": [[1, 1, 1], [0, 0, 0], [0, 0, 0]],
    "May it see the pixels at the right in its own row?": [[1, 1, 1], [1, 0, 1], [0, 0, 0]],
}
assert ask.near(found, [[1, 1, 1], [1, 0, 0], [0, 0, 0]]), (
    "Mask A of size 3 should have the rows (1, 1, 1), (1, 0, 0) and (0, 0, 0), but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'Which pixels come before the one in the middle?')}"
)
found = kernel_of(3, "B")
likely = {
    "Is that mask A?": [[1, 1, 1], [1, 0, 0], [0, 0, 0]],
    "Is the row of the pixel gone? The pixels at its left come before it.": [[1, 1, 1], [0, 1, 0], [0, 0, 0]],
    "May it see the whole row?": [[1, 1, 1], [1, 1, 1], [0, 0, 0]],
}
assert ask.near(found, [[1, 1, 1], [1, 1, 0], [0, 0, 0]]), (
    "Mask B of size 3 should have the rows (1, 1, 1), (1, 1, 0) and (0, 0, 0), but yours are "
    f"{shown(found)}. {ask.cause(found, likely, 'What does B let through that A does not?')}"
)

# Hidden tests: sizes from 1 to 11; sizes and kinds that there are not; arguments by name.
### BEGIN HIDDEN TESTS
for size in (1, 3, 5, 7, 9, 11):
    for kind in "AB":
        found = kernel_of(size, kind)
        right = np.array(
            [
                [float(i < size // 2 or (i == size // 2 and j < size // 2 + (kind == "B"))) for j in range(size)]
                for i in range(size)
            ]
        )
        assert np.array_equal(found, right), (
            f"Mask {kind} of size {size} is wrong in {int(np.sum(found != right))} places. Is everything let through that comes "
            "before the middle, row by row, and nothing else?"
        )
        named = ask.numbers(masked_kernel, kind=kind, size=size)
        assert np.array_equal(named, found), "With its arguments by name, masked_kernel returns something else."
for size, kind in [(2, "A"), (4, "B"), (10, "A"), (0, "B"), (3, "C"), (5, "a"), (1, ""), (3, "AB"), (2, "C")]:
    try:
        given = masked_kernel(size, kind)
    except ValueError:
        continue
    except NotImplementedError:
        raise
    except Exception as error:
        raise AssertionError(
            f"With size {size} and kind {kind!r} masked_kernel raised {type(error).__name__}, and not ValueError."
        ) from None
    raise AssertionError(
        f"With size {size} and kind {kind!r} it should raise ValueError, but returns {ask.kind_of(given)}."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_masked_kernel_causality", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: with random weights, a first layer with mask A and two with mask B behind it depend on no pixel that comes
# later, nor on the predicted one, and on the one before it and the one above it they do.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2110)
for size in (3, 5):
    masks = [doubles(kernel_of(size, kind)) for kind in "ABB"]
    weights = [doubles(rng.normal(size=(1, 1, size, size))) * mask for mask in masks]
    picture = doubles(rng.normal(size=(1, 1, 5, 6))).requires_grad_()
    outputs = [picture]
    for weight in weights:
        outputs.append(torch.tanh(F.conv2d(outputs[-1], weight, padding=size // 2)))
    for depth in (1, 3):
        for place in (0, 8, 15, 29):
            (slope,) = torch.autograd.grad(outputs[depth].flatten()[place], picture, retain_graph=True)
            slope = slope.flatten()
            assert not slope[place + 1 :].any(), (
                f"In layer {depth} with kernels of size {size}, a pixel depends on one that comes later. See lecture 39, "
                "The leak."
            )
            assert slope[place] == 0, (
                f"In layer {depth} with kernels of size {size}, a pixel depends on itself. Is that A?"
            )
            if place % 6:
                assert slope[place - 1] != 0, f"In layer {depth}, a pixel does not see the one at its left."
            if place >= 6:
                assert slope[place - 6] != 0, f"In layer {depth}, a pixel does not see the one above it."
    single = F.conv2d(picture, weights[1], padding=size // 2)
    (slope,) = torch.autograd.grad(single.flatten()[15], picture)
    assert slope.flatten()[15] != 0, "With mask B, a pixel should see the number in its own place, but does not."
    assert not slope.flatten()[16:].any(), "With mask B, a pixel depends on one that comes later."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: noise for any time (2 points)
#
# As in lecture 40, time 0 is the clean picture, and step $t$, from 1 to $T$, multiplies by $\sqrt{1-\beta_t}$ and adds noise
# of variance $\beta_t$. All steps up to $t$ together are a single one, with the noise $\varepsilon$ and with
# $\bar\alpha_t=(1-\beta_1)\cdots(1-\beta_t)$:
#
# $$x_t=\sqrt{\bar\alpha_t}\;x_0+\sqrt{1-\bar\alpha_t}\;\varepsilon$$
#
# Write `q_sample`. `alpha_bar` holds $\bar\alpha_0=1,\bar\alpha_1,\dots,\bar\alpha_T$, so that `alpha_bar[t]` belongs to time
# $t$. Each row of the batch has a time of its own. Rows may have any number of axes: with shape $(n,d)$ they are points, with
# $(n,c,h,w)$ pictures, and with $(n,)$ single numbers. $T$ may be 1.


# %% nbgrader={"grade": false, "grade_id": "t6_q_sample", "locked": false, "schema_version": 3, "solution": true, "task": false}
def q_sample(x0, t, eps, alpha_bar):
    """Return noisy data at given times.

    x0: tensor (n, ...), clean data
    t: tensor (n,) of integers from 0 to T, the time of each row
    eps: tensor (n, ...) in the shape of x0, the noise
    alpha_bar: tensor (T + 1,), from 1 downward, all above 0

    Returns a tensor in the shape of x0.
    """
    ### BEGIN SOLUTION
    rows = (-1,) + (1,) * (x0.ndim - 1)
    level = alpha_bar[t].reshape(rows)
    return torch.sqrt(level) * x0 + torch.sqrt(1 - level) * eps
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_q_sample_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two points at times 2 and 3; the square roots are 0.6 and 0.8, and 0.2 and 0.9798.
alpha_bar = doubles([1, 0.81, 0.36, 0.04])
x0, eps = doubles([[2, -1], [0.5, 3]]), doubles([[1, -2], [-0.5, 1.5]])
found = like_first(q_sample, x0, torch.tensor([2, 3]), eps, alpha_bar)
likely = {
    "Are the roots there?": [[1.36, -1.64], [-0.46, 1.56]],
    "Is the root of the noise's factor there?": [[1.84, -1.88], [-0.38, 2.04]],
    "Is the root of the picture's factor there?": [[1.52, -1.96], [-0.4699, 1.5897]],
    "Is that the factor of a single step, and not that of all steps?": [[2.0787, -2.1574], [-0.3047, 2.4142]],
    "Are picture and noise exchanged?": [[2.2, -2], [0.3899, 3.2394]],
    "Is the time one less? alpha_bar[0] belongs to time 0.": [[2.2359, -1.7718], [-0.1, 3]],
    "Does a time go with each column? It goes with each row.": [[2, -2.1596], [-0.1, 2.0697]],
}
assert ask.near(found, [[2, -2.2], [-0.3899, 2.0697]]), (
    f"The two points should become (2, -2.2) and (-0.3899, 2.0697), but yours are {shown(found)}. "
    f"{ask.cause(found, likely, 'Which two factors does each row have?')}"
)

# Hidden tests: points and pictures of all shapes, with times in any order, against a loop; time 0; one row; as many rows as
# columns; noise levels near 0 and 1; gradients; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2111)
for shape, T in [
    ((4, 3), 6),
    ((3, 3), 2),
    ((1, 2), 1),
    ((5,), 4),
    ((2, 3, 2, 2), 5),
    ((3, 1, 3, 3), 3),
    ((2, 2, 2), 9),
]:
    alpha_bar = np.append(1, np.cumprod(1 - rng.uniform(0.05, 0.6, size=T)))
    x0, eps = rng.normal(size=shape) * 2.6 + 0.8, rng.normal(size=shape)
    t = rng.integers(0, T + 1, size=shape[0])
    t[0] = T
    right = [math.sqrt(alpha_bar[k]) * x0[r] + math.sqrt(1 - alpha_bar[k]) * eps[r] for r, k in enumerate(t)]
    given = doubles(x0), torch.tensor(t), doubles(eps), doubles(alpha_bar)
    found = like_first(q_sample, *given)
    assert ask.near(found, right, slack=1e-4), (
        f"Data of shape {shape}, at times {t.tolist()}, are off by up to {np.abs(found - right).max():.4f}. Has each row its "
        "own time, and both factors their root, with nothing added or cut off?"
    )
    clean = like_first(q_sample, given[0], 0 * given[1], *given[2:])
    assert ask.near(clean, x0), "At time 0 the data should be clean, but yours are not."
    named = dict(zip(("x0", "t", "eps", "alpha_bar"), given, strict=True))
    again = like_first(q_sample, None, **{name: named[name] for name in ("x0", "alpha_bar", "eps", "t")})
    assert ask.near(again, found), "With its arguments by name, q_sample returns something else."
    leaves, upstream = [given[0].clone().requires_grad_(), given[2].clone().requires_grad_()], rng.normal(size=shape)
    slopes = gradients(ask.result(q_sample, leaves[0], given[1], leaves[1], given[3]), leaves, upstream, "q_sample")
    factors = np.sqrt(alpha_bar[t]), np.sqrt(1 - alpha_bar[t])
    for name, slope, factor in zip(("x0", "eps"), slopes, factors, strict=True):
        wanted = (factor * upstream.T).T
        assert ask.near(slope, wanted), f"The gradient of {name} is off by up to {np.abs(slope - wanted).max():.4f}."
for level in (1e-12, 1e-7, 1e-3, 0.5, 0.999):
    found = like_first(q_sample, doubles([[20000, -3]]), torch.tensor([1]), doubles([[0.5, -70]]), doubles([1, level]))
    right = math.sqrt(level) * np.array([[20000, -3]]) + math.sqrt(1 - level) * np.array([[0.5, -70]])
    assert ask.near(found, right, slack=1e-4), (
        f"With an alpha_bar of {level} the data are off by {np.abs(found - right).max():.4g}."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_q_sample_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the factors of picture and noise have squares that add up to 1, so that variance 1 is kept; they are those
# of single steps, one after the other; the result is a sum of a part of the picture and a part of the noise.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2112)
for T in (1, 5, 12):
    beta = rng.uniform(0.02, 0.5, size=T)
    alpha_bar, t = doubles(np.append(1, np.cumprod(1 - beta))), torch.tensor(rng.permutation(T + 1))
    ones, noughts = doubles(np.ones((T + 1, 2))), doubles(np.zeros((T + 1, 2)))
    signal = like_first(q_sample, ones, t, noughts, alpha_bar)
    noise = like_first(q_sample, noughts, t, ones, alpha_bar)
    assert ask.near(signal**2 + noise**2, np.ones((T + 1, 2))), (
        "Data of variance 1 should keep it at every time, but the squares of your two factors do not add up to 1."
    )
    for row, k in enumerate(t.tolist()):
        factor, variance = 1.0, 0.0
        for b in beta[:k]:
            factor, variance = math.sqrt(1 - b) * factor, (1 - b) * variance + b
        assert ask.near(signal[row], [factor, factor]), (
            f"After {k} single steps the picture has another factor than by your formula; it is off by "
            f"{np.abs(signal[row] - factor).max():.4f}."
        )
        assert ask.near(noise[row] ** 2, [variance, variance]), (
            f"After {k} single steps the noise has another variance than by your formula; it is off by "
            f"{np.abs(noise[row] ** 2 - variance).max():.4f}."
        )
    x0, eps = rng.normal(size=(T + 1, 2)) * 4, rng.normal(size=(T + 1, 2)) * 3
    found = like_first(q_sample, doubles(x0), t, doubles(eps), alpha_bar)
    assert ask.near(found, signal * x0 + noise * eps), (
        "What comes is not a part of the picture plus a part of the noise."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: one step back, given the picture (3 points)
#
# If the clean picture $x_0$ is known, so is what stood one step before $x_t$. By Bayes' rule the density of $x_{t-1}$ is the
# product of two Gaussians, up to a constant, and so it is a Gaussian itself:
#
# $$q(x_{t-1}\mid x_t,x_0)\;\propto\;\mathcal N\bigl(x_{t-1};\,\sqrt{\bar\alpha_{t-1}}\,x_0,\,(1-\bar\alpha_{t-1})I\bigr)\;
# \mathcal N\bigl(x_t;\,\sqrt{1-\beta_t}\,x_{t-1},\,\beta_tI\bigr)$$
#
# Write `posterior`, which returns its mean and its variance (lecture 40, Deeper: the step of DDPM). `betas` holds
# $\beta_1,\dots,\beta_T$, so that `betas[t - 1]` belongs to time $t$, and $\bar\alpha_0$ is 1. At $t=1$ the step leads
# to the picture: there the mean is $x_0$, and the variance exactly 0. Mind that the precision of a Gaussian of variance
# 0 is no number. Rows may have any number of axes, as in task 6. Work in float64: with every $\beta$ from 0.0001 to
# 0.999, the variance is exact to one part in 10,000 *of itself*.


# %% nbgrader={"grade": false, "grade_id": "t7_posterior", "locked": false, "schema_version": 3, "solution": true, "task": false}
def posterior(x0, xt, t, betas):
    """Return the mean and the variance of the step before, given the clean data.

    x0: tensor (n, ...), clean data
    xt: tensor (n, ...) in the shape of x0, the data at the times t
    t: tensor (n,) of integers from 1 to T, the time of each row
    betas: tensor (T,), the variances of the noise of all steps, each between 0 and 1

    Returns two tensors: the mean, in the shape of x0, and the variance, of shape (n,).
    """
    ### BEGIN SOLUTION
    alpha_bar = torch.cat([betas.new_ones(1), torch.cumprod(1 - betas, dim=0)])
    beta, after, before = betas[t - 1], 1 - alpha_bar[t], 1 - alpha_bar[t - 1]
    from_x0 = beta * torch.sqrt(1 - before) / after
    from_xt = torch.sqrt(1 - beta) * before / after
    rows = (-1,) + (1,) * (x0.ndim - 1)
    return from_x0.reshape(rows) * x0 + from_xt.reshape(rows) * xt, beta * before / after
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_posterior_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One point at time 2. The two Gaussians have the variances 0.19 and 0.5.
def step_before(x0, xt, t, betas, by_name=False):
    """Return the student's mean and variance as arrays, after a look at their form."""
    named = {"betas": betas, "t": t, "xt": xt, "x0": x0}
    given, named = ((), named) if by_name else ((x0, xt, t, betas), {})
    mean, variance = ask.results("mean, variance", posterior, *given, **named)
    mean = ask.array(mean, tuple(x0.shape), "The mean", "It has the shape of x0.")
    return mean, ask.array(variance, (len(t),), "The variance", "There is one number for each row.")


mean, variance = step_before(doubles([[1, -2]]), doubles([[0.5, 1.5]]), torch.tensor([2]), doubles([0.19, 0.5, 0.36]))
likely = {
    "Are the two factors exchanged?": [[0.604, 0.6829]],
    "Is the root in the factor of x0 that of the time before?": [[0.6477, -0.7309]],
    "Are the roots there?": [[0.7605, -1.1218]],
    "Does betas[0] belong to time 1, and alpha_bar 1 to time 0?": [[0.6305, 0.3453]],
    "Is that a single step's alpha, where the product of all is needed?": [[0.7071, -0.8497]],
    "Is that the mean of what both say? The surer one weighs more.": [[0.8036, 0.1607]],
    "Is the root in the factor of xt there?": [[0.8361, -1.2731]],
    "Has the factor of xt the root of one step?": [[0.8579, -1.2078]],
}
assert ask.near(mean, [[0.8692, -1.1739]]), (
    f"The mean should be (0.8692, -1.1739), but yours is {shown(mean[0])}. "
    f"{ask.cause(mean, likely, 'Weigh the means of both Gaussians, each as a statement about the step before.')}"
)
likely = {
    "Is that beta? Knowing x0 makes it smaller.": [0.5],
    "Is that the standard deviation?": [0.3996],
    "Is that the precision?": [6.2632],
    "Are the variances added?": [0.69],
    "Is that the variance of the first Gaussian alone?": [0.19],
    "Is xt seen as x plus noise, without the root of 1 - beta?": [0.1377],
    "Are the two times exchanged?": [1.5658],
    "Does betas[0] belong to time 1, and alpha_bar 1 to time 0?": [0.2891],
}
assert ask.near(variance, [0.1597]), (
    f"The variance should be 0.1597, but yours is {shown(variance)[0]}. "
    f"{ask.cause(variance, likely, 'The precisions add up.')}"
)

# Hidden tests: the first step, where the mean is the picture and nothing is random; a schedule of a single step.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2113)
for shape, T in [((3, 2), 4), ((1, 3), 1), ((2, 2), 1), ((2, 1, 2, 2), 3), ((2,), 2)]:
    x0, xt = rng.normal(size=shape) * 3.1, rng.normal(size=shape) * 1.4
    for betas in (rng.uniform(0.1, 0.9, size=T), np.full(T, 0.0001), np.full(T, 0.999)):
        first = torch.ones(shape[0], dtype=torch.int64)
        mean, variance = step_before(doubles(x0), doubles(xt), first, doubles(betas))
        assert np.all(variance == 0), (
            f"With T = {T}, the step from time 1 leads to the picture, so that its variance is exactly 0. Is alpha_bar 1 at "
            "time 0? Is anything added or cut off?"
        )
        assert ask.near(mean, x0), (
            f"With T = {T}, the mean of the step from time 1 should be the picture, but is not. Is all in float64? Is anything "
            "added?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_posterior_grid", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: mean and variance of the product of the two Gaussians, over a fine grid.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2114)
line = np.linspace(-12, 12, 4801)
for n, T in [(6, 7), (1, 2), (4, 4)]:
    betas = rng.uniform(0.08, 0.6, size=T)
    alpha_bar = np.append(1, np.cumprod(1 - betas))
    t = rng.integers(2, T + 1, size=n)
    x0, xt = rng.normal(size=n) * 2.2, rng.normal(size=n) * 1.7
    a, b = alpha_bar[t - 1], betas[t - 1]
    logs = -((line - (np.sqrt(a) * x0)[:, None]) ** 2) / (2 * (1 - a))[:, None]
    logs -= (xt[:, None] - np.sqrt(1 - b)[:, None] * line) ** 2 / (2 * b)[:, None]
    chance = np.exp(logs - logs.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    middle = chance @ line
    spread = np.sum(chance * (line - middle[:, None]) ** 2, axis=1)
    mean, variance = step_before(doubles(x0[:, None]), doubles(xt[:, None]), torch.tensor(t), doubles(betas))
    likely = {"Is the variance beta?": b, "Is that a standard deviation?": np.sqrt(spread), "A precision?": 1 / spread}
    assert in_proportion(variance, spread), (
        f"At times {t.tolist()} the variance is off by up to {np.abs(variance / spread - 1).max():.4f} of itself from that of "
        f"the product of both Gaussians on a grid. {ask.cause(variance, likely)}"
    )
    assert ask.near(mean[:, 0], middle), (
        f"At times {t.tolist()} the mean is off by up to {np.abs(mean[:, 0] - middle).max():.4f} from that of the product of "
        "both Gaussians on a grid. Does each of x0 and xt have its own factor?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_posterior_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: points and pictures with times in any order, against a loop; the variance is never above beta; the same mean
# by the noise that is in xt; betas of 0.0001 and of 0.999; one row; gradients; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2115)
for shape, T, low, high in [
    ((5, 3), 6, 0.01, 0.3),
    ((3, 3), 3, 0.2, 0.8),
    ((1, 2), 1, 0.4, 0.5),
    ((4,), 5, 0.1, 0.2),
    ((3, 2, 3, 3), 3, 0.05, 0.6),
    ((4, 2), 8, 0.0001, 0.0002),
    ((4, 2), 3, 0.99, 0.999),
    ((3, 3, 3), 4, 0.05, 0.5),
]:
    betas, x0, eps = rng.uniform(low, high, size=T), rng.normal(size=shape) * 2.4 + 0.9, rng.normal(size=shape)
    t = rng.integers(1, T + 1, size=shape[0])
    t[0] = 1
    t[-1] = T
    alpha_bar = np.append(1, np.cumprod(1 - betas))
    xt = np.array([math.sqrt(alpha_bar[k]) * x0[r] + math.sqrt(1 - alpha_bar[k]) * eps[r] for r, k in enumerate(t)])
    means = [
        (xt[r] - betas[k - 1] / math.sqrt(1 - alpha_bar[k]) * eps[r]) / math.sqrt(1 - betas[k - 1])
        for r, k in enumerate(t)
    ]
    spreads = np.array([betas[k - 1] * (1 - alpha_bar[k - 1]) / (1 - alpha_bar[k]) for k in t])
    given = doubles(x0), doubles(xt), torch.tensor(t), doubles(betas)
    mean, variance = step_before(*given)
    told = f"With data of shape {shape}, betas from {low} to {high} and times {t.tolist()}"
    assert np.all(variance <= betas[t - 1]), f"{told}, a variance is above beta."
    assert in_proportion(variance, spreads), (
        f"{told}, the variance is off. Is it that of the product, in float64, with each row at its time?"
    )
    assert ask.near(mean, means), (
        f"{told}, the mean is off by up to {np.abs(mean - means).max():.4f} from the one that follows from the noise in xt."
    )
    named = step_before(*given, by_name=True)
    assert ask.near(named[0], mean), "With its arguments by name, posterior returns something else."
    if T == 1:
        continue  # no gradient has to go back to xt, which does not count at time 1
    leaves, upstream = [given[0].clone().requires_grad_(), given[1].clone().requires_grad_()], rng.normal(size=shape)
    made = ask.results("mean, variance", posterior, *leaves, *given[2:])[0]
    slopes = gradients(made, leaves, upstream, "posterior")
    before, after = 1 - alpha_bar[t - 1], 1 - alpha_bar[t]
    factors = np.sqrt(1 - before) * betas[t - 1] / after, np.sqrt(1 - betas[t - 1]) * before / after
    for name, slope, factor in zip(("x0", "xt"), slopes, factors, strict=True):
        wanted = (factor * upstream.T).T
        assert ask.near(slope, wanted), f"The gradient of {name} is off by up to {np.abs(slope - wanted).max():.4f}."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: guidance and a DDIM step (3 points)
#
# A denoiser was asked for the noise twice, with what we want and with what we do not want (or with nothing said). Guidance
# starts at the second answer and goes $w$ times the way to the first. So $w=0$ is the negative answer, $w=1$ the positive one,
# and beyond 1 the way is longer. Some papers count otherwise; here $w$ is the factor $s$ of lecture 40. It may be any number.
#
# A DDIM step leads from time $t$ to an earlier time $t'$, which need not be the one before, with a guess
# $\hat\varepsilon$ of the noise. It works out the clean picture that the guess stands for, and puts *the same* noise on
# it again, as much as time $t'$ has (lecture 40, One step back, with $f=0$). Nothing in it is random, and at $t'=0$ the
# clean picture itself remains. `alpha_bar` is that of task 6, each row has its own times, and rows may have any number
# of axes in both functions.


# %% nbgrader={"grade": false, "grade_id": "t8_guided", "locked": false, "schema_version": 3, "solution": true, "task": false}
def guided(eps_negative, eps_positive, w):
    """Return the guess of the noise after classifier-free guidance.

    eps_negative: tensor (n, ...), the guess for what we do not want
    eps_positive: tensor (n, ...) in the same shape, the guess for what we want
    w: number, 0 for the negative guess and 1 for the positive one

    Returns a tensor in the same shape.
    """
    ### BEGIN SOLUTION
    return w * eps_positive + (1 - w) * eps_negative
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t8_ddim_step", "locked": false, "schema_version": 3, "solution": true, "task": false}
def ddim_step(xt, eps, t, earlier, alpha_bar):
    """Return the data at earlier times, by a step of DDIM.

    xt: tensor (n, ...), the data at the times t
    eps: tensor (n, ...) in the shape of xt, a guess of the noise in them
    t: tensor (n,) of integers from 1 to T, the time of each row
    earlier: tensor (n,) of integers, for each row the time to go to, from 0 to the one before t
    alpha_bar: tensor (T + 1,), from 1 downward, all above 0

    Returns a tensor in the shape of xt.
    """
    ### BEGIN SOLUTION
    rows = (-1,) + (1,) * (xt.ndim - 1)
    now, then = alpha_bar[t].reshape(rows), alpha_bar[earlier].reshape(rows)
    clean = (xt - torch.sqrt(1 - now) * eps) / torch.sqrt(now)
    return torch.sqrt(then) * clean + torch.sqrt(1 - then) * eps
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t8_guided_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One guess of each kind, and two and a half times the way.
found = like_first(guided, doubles([[1, -2]]), doubles([[3, 0.5]]), 2.5)
likely = {
    "Does w count from the positive guess on? Here w = 1 is the positive guess.": [[8, 6.75]],
    "Are the two exchanged?": [[-2, -5.75]],
    "Is the way from one to the other added to the negative guess?": [[5, 6.25]],
    "Is only the positive guess multiplied?": [[8.5, -0.75]],
    "Is the sign of the way turned?": [[-4, -8.25]],
}
assert ask.near(found, [[6, 4.25]]), (
    f"The guess should be (6, 4.25), but yours is {shown(found[0])}. "
    f"{ask.cause(found, likely, 'Where does the way begin, and where does it lead?')}"
)

# Hidden tests: points and pictures, w of both signs; w = 0 and w = 1; two guesses that are equal; gradients; names.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2116)
ends = {0: "Is that the negative guess?", 1: "Is that the positive guess?"}
for shape in [(3, 4), (1, 1), (2, 3, 2, 2), (4,)]:
    down, up = rng.normal(size=shape) * 1.8, rng.normal(size=shape) * 1.3 - 0.4
    for w in (0, 1, 0.35, -1.5, 7.5, 300):
        found = like_first(guided, doubles(down), doubles(up), w)
        assert ask.near(found, down + w * (up - down)), (
            f"With w = {w} the guess is off by up to {np.abs(found - down - w * (up - down)).max():.4f}. "
            f"{ends.get(w, 'Does w count as it is, with its sign and its size?')}"
        )
        named = like_first(guided, None, eps_positive=doubles(up), w=w, eps_negative=doubles(down))
        assert ask.near(named, found), "With its arguments by name, guided returns something else."
        equal = like_first(guided, doubles(up), doubles(up), w)
        assert ask.near(equal, up), (
            f"Where both guesses are equal, guidance should change nothing, but does with w = {w}."
        )
        if w in ends:
            continue  # no gradient has to go back to the guess that does not count
        leaves, upstream = [doubles(down).requires_grad_(), doubles(up).requires_grad_()], rng.normal(size=shape)
        slopes = gradients(ask.result(guided, *leaves, w), leaves, upstream, "guided")
        assert ask.near(slopes, [(1 - w) * upstream, w * upstream]), f"With w = {w} a gradient is off."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_ddim_step_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One point goes from time 3 to time 1. The square roots are 0.2 and 0.9798 at time 3, and 0.9 and 0.4359 at time 1.
alpha_bar = doubles([1, 0.81, 0.36, 0.04])
found = like_first(
    ddim_step, doubles([[2, -1.5]]), doubles([[0.5, 1]]), torch.tensor([3]), torch.tensor([1]), alpha_bar
)
likely = {
    "Is that the step to the time before? Here it is longer.": [[4.9303, -6.6394]],
    "Is that the clean point?": [[7.5505, -12.399]],
    "Is the noise there that time 1 has?": [[6.7955, -11.1591]],
    "Is that the noise of time 3?": [[7.2854, -10.1793]],
    "Is the clean point found with a single step's factor, and not with that of all steps?": [[4.3452, -6.1597]],
    "Is the root of the noise's factor there, at time 1?": [[6.8905, -10.9691]],
    "Is the noise added to find the clean point?": [[11.4225, -1.905]],
    "Is it divided by alpha_bar, and not by its root?": [[34.1952, -55.3595]],
    "Is the root of the noise's factor there, at time 3?": [[7.0579, -10.6341]],
    "Is the clean point divided by its factor at time 3?": [[1.577, -1.7959]],
    "Does the clean point get its factor at time 1?": [[7.7685, -11.9631]],
}
assert ask.near(found, [[7.0134, -10.7232]]), (
    f"The point should come to (7.0134, -10.7232), but yours is {shown(found[0])}. "
    f"{ask.cause(found, likely, 'Which clean point does the guess stand for, and how noisy is it at time 1?')}"
)

# Hidden tests: points and pictures with times in any order, against a loop; one row; a schedule of one step; as many rows
# as columns; gradients; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2117)
for shape, T in [
    ((4, 3), 6),
    ((3, 3), 3),
    ((1, 2), 1),
    ((5,), 4),
    ((2, 3, 2, 2), 5),
    ((3, 1, 3, 3), 4),
    ((3, 3, 3), 5),
]:
    alpha_bar = np.append(1, np.cumprod(1 - rng.uniform(0.05, 0.5, size=T)))
    xt, eps = rng.normal(size=shape) * 1.9, rng.normal(size=shape) * 1.2
    t = rng.integers(1, T + 1, size=shape[0])
    t[0] = T
    earlier = rng.integers(0, t)
    right, ways = [], []
    for r, (k, j) in enumerate(zip(t, earlier, strict=True)):
        clean = (xt[r] - math.sqrt(1 - alpha_bar[k]) * eps[r]) / math.sqrt(alpha_bar[k])
        right.append(math.sqrt(alpha_bar[j]) * clean + math.sqrt(1 - alpha_bar[j]) * eps[r])
        ways.append(math.sqrt(alpha_bar[j] / alpha_bar[k]))
    given = doubles(xt), doubles(eps), torch.tensor(t), torch.tensor(earlier), doubles(alpha_bar)
    found = like_first(ddim_step, *given)
    assert ask.near(found, right, slack=1e-4), (
        f"Data of shape {shape}, from times {t.tolist()} to {earlier.tolist()}, are off by up to "
        f"{np.abs(found - right).max():.4f}. Has each row its own two times?"
    )
    assert ask.near(like_first(ddim_step, *given), found), "The same step, taken twice, comes to two results."
    names = "xt", "eps", "t", "earlier", "alpha_bar"
    named = dict(zip(names, given, strict=True))
    again = like_first(ddim_step, None, **{name: named[name] for name in ("xt", "alpha_bar", "earlier", "t", "eps")})
    assert ask.near(again, found), "With its arguments by name, ddim_step returns something else."
    leaves, upstream = [given[0].clone().requires_grad_(), given[1].clone().requires_grad_()], rng.normal(size=shape)
    slopes = gradients(ask.result(ddim_step, *leaves, *given[2:]), leaves, upstream, "ddim_step")
    noise = np.sqrt(1 - alpha_bar[earlier]) - np.array(ways) * np.sqrt(1 - alpha_bar[t])
    for name, slope, factor in zip(("xt", "eps"), slopes, (np.array(ways), noise), strict=True):
        wanted = (factor * upstream.T).T
        assert ask.near(slope, wanted), f"The gradient of {name} is off by up to {np.abs(slope - wanted).max():.4f}."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_ddim_step_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: with the true noise, data of a single point return to it in one step and in many, and are on the way where
# the noise that they began with says; the clean picture may be far away.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(2118)
alpha_bar = np.append(1, np.cumprod(1 - np.linspace(0.01, 0.4, 20)))
for n, size in [(4, 1.0), (1, 2.5), (3, 40.0)]:
    point, noise = rng.normal(size=3) * size, rng.normal(size=(n, 3))
    for times in ([20, 0], [20, 17, 8, 7, 3, 0], list(range(20 if n == 4 else 3, -1, -1)), [13, 4, 0]):
        x = math.sqrt(alpha_bar[times[0]]) * point + math.sqrt(1 - alpha_bar[times[0]]) * noise
        for now, then in pairwise(times):
            true = (x - math.sqrt(alpha_bar[now]) * point) / math.sqrt(1 - alpha_bar[now])
            ends = torch.full((n,), now), torch.full((n,), then)
            x = like_first(ddim_step, doubles(x), doubles(true), *ends, doubles(alpha_bar))
            wanted = math.sqrt(alpha_bar[then]) * point + math.sqrt(1 - alpha_bar[then]) * noise
            assert ask.near(x, wanted), (
                f"With the true noise, the step from time {now} to time {then} is off by up to {np.abs(x - wanted).max():.4f}. "
                "Is the same noise on it again, as much as belongs to the earlier time, with nothing added or cut off?"
            )
        assert ask.near(x, np.tile(point, (n, 1))), (
            f"With the true noise, {len(times) - 1} steps from time {times[0]} should lead back to the only point there is, "
            f"but are off by up to {np.abs(x - point).max():.4f}. See lecture 40, The perfect answer."
        )
for level in (1e-6, 1e-3, 0.999):
    x0, eps = np.array([[700.0, -0.5]]), np.array([[-1.5, 90.0]])
    xt = math.sqrt(level) * x0 + math.sqrt(1 - level) * eps
    found = like_first(ddim_step, doubles(xt), doubles(eps), torch.tensor([1]), torch.tensor([0]), doubles([1, level]))
    assert ask.near(found, x0, 1e-3), f"With an alpha_bar of {level} the clean picture is off. Is something cut off?"
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run both cells. In the first your generator's step and losses play a small game, and your couplings and the
# likelihood of your flow learn two moons: one Gaussian needs 2.7 nats a point, your flow should need less than 2. In the second,
# your sampler draws the moons out of noise with a perfect denoiser, and your guidance then leads it to the upper moon, away
# from the lower one.

# %% nbgrader={"grade": false, "grade_id": "together_flow", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    torch.manual_seed(0)
    begin = time.process_time()
    G, D = nn.Linear(1, 1).double(), nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1)).double()
    steps = torch.optim.Adam(G.parameters(), 0.02), torch.optim.Adam(D.parameters(), 0.02)
    for _ in range(300):
        z = torch.randn(64, 1, dtype=torch.float64)
        loss = discriminator_loss(D(3 + 0.5 * torch.randn(64, 1, dtype=torch.float64)), D(G(z).detach()))
        steps[1].zero_grad()
        loss.backward()
        steps[1].step()
        generator_step(G, D, steps[0], z)
        if time.process_time() - begin > 4:
            break
    print(f"Real numbers are around 3; those of your generator are around {G.bias.item():.1f}.")
except NotImplementedError:
    print("Tasks 1 and 2 are needed for the game. Come back when they are done.")
try:
    begin, moons = time.process_time(), data.moons(2000, noise=0.05, seed=0).train.X.double()
    moons = (moons - moons.mean(0)) / moons.std(0)
    nets = [nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 4)).double() for _ in range(6)]
    for net in nets:
        nn.init.zeros_(net[-1].weight)  # so each coupling begins as the identity
        nn.init.zeros_(net[-1].bias)

    def layer_of(net, mask):
        return lambda x: coupling(x, lambda h: torch.tanh(net(h)[:, :2]), lambda h: net(h)[:, 2:], mask)

    layers = [layer_of(net, doubles([i % 2, 1 - i % 2])) for i, net in enumerate(nets)]
    optimizer = torch.optim.Adam([weight for net in nets for weight in net.parameters()], 0.01)
    for step in range(301):
        if step % 100 == 0:
            with torch.no_grad():
                print(f"after {step:3} steps your flow needs {flow_nll(moons, layers).mean().item():.2f} nats a point")
        if time.process_time() - begin > 5:
            break
        nats = flow_nll(moons[torch.randint(len(moons), (200,))], layers).mean()
        optimizer.zero_grad()
        nats.backward()
        optimizer.step()
except NotImplementedError:
    print("Tasks 3 and 4 are needed for the flow. Come back when they are done.")

# %% nbgrader={"grade": false, "grade_id": "together_diffusion", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    torch.manual_seed(0)
    points = data.moons(400, noise=0.05, seed=0).train
    X, y = points.X.double(), points.y
    alpha_bar = torch.cat([doubles([1]), torch.cumprod(1 - torch.linspace(0.001, 0.12, 100, dtype=torch.float64), 0)])

    def best_guess(x, t, points):
        """Return the best guess of the noise in x at time t, if the data are exactly these points."""
        level = alpha_bar[t]
        share = (-torch.cdist(x, level.sqrt() * points).square() / (2 * (1 - level))).softmax(1)
        return (x - level.sqrt() * (share @ points)) / (1 - level).sqrt()

    for w in (0, 1, 3):
        x = torch.randn(300, 2, dtype=torch.float64)
        for now, then in zip(range(100, 0, -5), range(95, -1, -5), strict=True):
            guess = guided(best_guess(x, now, X), best_guess(x, now, X[y == 0]), w)
            x = ddim_step(x, guess, torch.full((300,), now), torch.full((300,), then), alpha_bar).double()
        near = torch.cdist(x, X).min(1)
        print(
            f"w = {w}: {(y[near.indices] == 0).double().mean().item():4.0%} of the draws lie at the upper moon, on average "
            f"{near.values.mean().item():.3f} from the nearest point"
        )
except NotImplementedError:
    print("Task 8 is needed here. Come back when it is done.")

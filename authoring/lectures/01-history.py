# %% [markdown]
# # History: from one neuron to here
#
# You will be able to place every idea of this course in its time, say which problem it solved, and know which
# lecture builds it.
#
# **Reading** 35 min · **Running** under 30 s on two cores · **Prerequisites** some Python; no mathematics beyond a sum
# of products · **Practice** no assignment belongs to this lecture; a01 follows [lecture 03](03-perceptron.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/01-history.ipynb)
#
# **Used by** [02](02-threshold-neurons.ipynb), [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **date** the main ideas from 1943 to today and **name** the paper of each;
# - **explain** why neural networks fell out of favor twice, and what brought them back;
# - **demonstrate** on 16 small functions what 1962 could learn and what took until 1986;
# - **measure** what learned features add to raw pixels, and where they fail.

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
# ## The year the line broke
#
# Every year from 2010 to 2017, programs had to name what is in a photograph, out of 1,000 kinds, with five guesses.
# They learned from 1.2 million labeled examples. Until 2011 all winners computed **features**, numbers such as the
# direction of edges, by rules that people had written. Here is the share of photographs for which all five guesses of
# the winner were wrong, and the paper that prints it. (From 2012 on, each entry averages several networks.)

# %%
from torch import nn

winners = {  # year: (top-5 error in percent, entry, where the number is printed)
    2010: (28.2, "NEC-UIUC", "Russakovsky et al. 2015"),
    2011: (25.8, "XRCE", "Russakovsky et al. 2015"),
    2012: (15.3, "AlexNet, 8 layers", "Krizhevsky et al. 2012"),
    2013: (11.7, "Clarifai", "Russakovsky et al. 2015"),
    2014: (6.67, "GoogLeNet, 22 layers", "Szegedy et al. 2015"),
    2015: (3.57, "ResNet, 152 layers", "He et al. 2016"),
    2017: (2.25, "SENet", "Hu et al. 2018"),
}
human, runner_up_2012 = 5.1, 26.2  # Russakovsky et al. 2015; Krizhevsky et al. 2012
for year, (error, entry, source) in winners.items():
    print(f"{year}  {error:5.2f} %  {entry:21} {source}")

# %% tags=["hide-input"]
COLORS = {
    "hand-made features": plots.ORANGE,
    "learned features": plots.BLUE,
    "raw pixels": plots.GREEN,
    "random features": plots.PURPLE,
    "winter": plots.SKY,
    "neurons and rules": plots.BLUE,
    "training deep networks": plots.RED,
    "vision": plots.GREEN,
    "data and machines": plots.ORANGE,
    "language and sequences": plots.PURPLE,
    "without labels, generation": plots.SKY,
    "decisions and science": plots.BLACK,
    "limits and trust": plots.GRAY,
}

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(8, 4.2))
years, errors = list(winners), [error for error, _, _ in winners.values()]
made, learned_color = COLORS["hand-made features"], COLORS["learned features"]
axis.plot(years, errors, color="lightgray", zorder=1)
axis.plot(years[:2], errors[:2], "s", color=made, markersize=9, label="features made by hand")
axis.plot(2012, runner_up_2012, "s", color=made, markersize=9, markerfacecolor="white", label="second in 2012")
axis.plot(years[2:], errors[2:], "o", color=learned_color, markersize=9, label="features learned (deep networks)")
axis.axhline(human, **plots.line("baseline"), linewidth=1)
axis.text(2010, human - 0.6, "one trained person: 5.1 %", va="top")
for year, (error, entry, _) in winners.items():
    shift = (-14, -18) if year == 2015 else (8, 6)  # below the person's line
    axis.annotate(entry, (year, error), xytext=shift, textcoords="offset points", fontsize=9)
axis.set(title="In 2012 learned features left hand-made ones behind", xlabel="year of the contest")
axis.set(ylabel="top-5 error (%)", ylim=(0, 31), xlim=(2009.7, 2018.2))
axis.legend(loc="upper right")
plots.show(
    figure,
    alt="Top-5 error of the winners of the ImageNet contest by year: 28.2 and 25.8 percent with hand-made features, "
    "orange squares, in 2010 and 2011; 15.3 percent for AlexNet in 2012, whose runner-up had 26.2; then 11.7, 6.7, 3.6 "
    "and 2.3 percent, all blue circles. A trained person, at 5.1 percent, is passed in 2015. 2016 has no point.",
)
assert runner_up_2012 - errors[2] > 4 * (errors[0] - errors[1]), "2012 gained four times what the year before had"

# %% [markdown]
# The orange squares moved by 2.4 points in a year and not at all in the next, while the blue circles begin eleven
# points lower. (2016 is missing, because we only list numbers found printed in a paper.)
#
# So what did AlexNet have that nobody had before?
#
# **Guess.** We list nine of its ingredients, from neurons to graphics cards. How old was the middle one of them in
# 2012, in years? Put your number in place of `None`.

# %%
guess_age = None  # years

# %% tags=["hide-input"]
ingredients = {
    "layers of simple neurons (McCulloch, Pitts 1943)": 1943,
    "stochastic approximation (Robbins, Monro 1951)": 1951,
    "momentum (Polyak 1964)": 1964,
    "convolution and pooling (Fukushima 1980)": 1980,
    "backpropagation (Rumelhart et al. 1986)": 1986,
    "networks on graphics cards (Oh, Jung 2004)": 2004,
    "the ImageNet photographs (Deng et al. 2009)": 2009,
    "rectified linear units (Nair, Hinton 2010)": 2010,
    "dropout (Hinton et al. 2012)": 2012,
}
# %% tags=["hide-input"]
ages = [2012 - year for year in ingredients.values()]
figure, axis = plt.subplots(figsize=(8, 3.6))
bars = axis.barh(
    list(ingredients), ages, color=[plots.ROLES["highlight" if age == 26 else "truth"].color for age in ages]
)
axis.bar_label(bars, padding=3)
if guess_age is not None:
    axis.axvline(guess_age, **plots.line("guess"), label="your guess")
    axis.legend(loc="lower right")
axis.invert_yaxis()
axis.set(title="Five of nine were over 25 years old", xlabel="age in 2012 (years)", xlim=(0, 75))
plots.show(
    figure,
    alt="Ages in 2012 of nine ingredients of AlexNet: neurons 69 years, stochastic approximation 61, momentum 48, "
    "convolution 32, backpropagation 26 in pink as the middle one, graphics cards 8, ImageNet 3, rectified units 2, "
    "dropout 0.",
)
assert np.median(ages) == 26 and sum(age > 25 for age in ages) == 5

# %% [markdown]
# The middle bar, in pink, is backpropagation with 26 years. New were only data, fast hardware and two small tricks,
# while everything else had waited for decades. So this lecture asks what the old ideas were, and why they had to wait.
#
# ## One formula, four ways to find its weights
#
# The oldest ingredient is the neuron, and it hardly changed: $a = f(w^\top x + b)$, with inputs $x$, weights $w$ and a
# bias $b$. The **activation function** $f$ of 1943 is 1 if the sum is at least 0, else 0.

# %% tags=["hide-input"]
plots.show(plots.neuron(("x_1", "x_2", "...", "x_d")))

# %% [markdown]
# On the left the inputs arrive, each on an arrow with its weight, and on the right leaves one number. What did change
# is **who sets the weights**. Here $y$ is the wanted answer, $\eta$ a small positive number and $L$ the loss:
#
# | year | who | change of the weights | in words |
# | --- | --- | --- | --- |
# | 1943 | McCulloch, Pitts | none | a person sets them |
# | 1949 | Hebb | $\Delta w = \eta\, a\, x$ | strengthen what fires together |
# | 1958 to 1962 | Rosenblatt | $\Delta w = \eta\,(y - a)\, x$ | change only after a mistake |
# | 1986 | Rumelhart, Hinton, Williams | $\Delta w = -\eta\, \partial L / \partial w$ | blame each for its share |
#
# **1943 to 1962.** Warren McCulloch and Walter Pitts showed that networks of on-off neurons compute logic, and Donald
# Hebb proposed how connections might learn. Frank Rosenblatt's **perceptron** then set its own weights. The rule that
# lasted changes them only after a mistake, and it succeeds whenever success is possible (Novikoff's proof, 1962).
#
# **Choose.** There are 16 yes-no functions of two inputs, such as AND and OR. How many of them does this rule learn?
#
# <details><summary>All 16, since two inputs are so few</summary>
#
# Two inputs are few, but one neuron can only cut the plane along one straight line, and two of the functions need more.
# </details>
#
# <details><summary>14 of 16</summary>
#
# Right. All are learned but "exactly one of the two" (XOR) and its opposite.
# </details>
#
# <details><summary>8 of 16, those that rise with their inputs</summary>
#
# Weights may be negative, so falling functions are learned as well.
# </details>

# %%
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  # (4, 2), every input
every = torch.tensor([[float(digit) for digit in f"{code:04b}"] for code in range(16)])  # (16, 4), every function


def perceptrons(x, y, epochs=100):
    """Train one threshold neuron per row of y (functions, rows) by Rosenblatt's rule; return the answers."""
    x = torch.cat([x, torch.ones(len(x), 1)], dim=1)  # (rows, inputs + 1), the last weight is b
    w = torch.zeros(len(y), x.shape[1])  # (functions, inputs + 1)
    for _ in range(epochs):
        for row, wanted in zip(x, y.T, strict=True):  # (inputs + 1,), (functions,)
            a = (w @ row >= 0).float()  # (functions,)
            w = w + (wanted - a)[:, None] * row  # (functions, inputs + 1): delta w = (y - a) x, eta = 1
    return (w @ x.T >= 0).float()  # (functions, rows)


learned = (perceptrons(x, every) == every).all(dim=1)  # (16,)
print(f"1962: {int(learned.sum())} of 16 learned; not learned: {[f'{k:04b}' for k in range(16) if not learned[k]]}")
assert learned.sum() == 14

# %% [markdown]
# **1969.** XOR (0110) and its opposite are out of reach; [lecture 03](03-perceptron.ipynb) shows why. In *Perceptrons*,
# Marvin Minsky and Seymour Papert proved far more general limits of that kind. More layers would help, but no practical
# rule was known for layers whose wanted answers nobody can name, and computers were slow. So money and people went
# elsewhere, and in Britain James Lighthill's report (1973) judged much of AI harshly. How much each of these weighed is
# disputed. This was the **first winter**.
#
# **1974 and 1986.** The missing rule is the chain rule of calculus, organized well. Seppo Linnainmaa (1970) had it for
# rounding errors, and Paul Werbos (1974) proposed it for training. It caught on in 1986, when David Rumelhart, Geoffrey
# Hinton and Ronald Williams showed that a **hidden layer**, one between input and output, discovers useful features
# this way.

# %% tags=["hide-input"]
plots.show(plots.network([2, 8, 1], shown=4))


# %%
def backpropagate(x, y, V, c, w, b):
    """Return answers and gradients of the loss for two-layer networks, one per row of y (functions, rows)."""
    a = torch.tanh(x @ V.mT + c)  # (rows, 2) @ (functions, 2, hidden) -> (functions, rows, hidden)
    y_hat = torch.sigmoid(a @ w.mT + b)  # (functions, rows, hidden) @ (functions, hidden, 1) -> (functions, rows, 1)
    dz = y_hat - y[..., None]  # (functions, rows, 1): how wrong each answer is
    share = dz @ w * (1 - a**2)  # (functions, rows, hidden): each hidden neuron's share of it
    sums = share.mT @ x, share.sum(1, keepdim=True), dz.mT @ a, dz.sum(1, keepdim=True)  # shaped as V, c, w, b
    return y_hat[..., 0], sums


def start(functions, hidden, seed):
    """Return random first values of V, c, w and b; V and w have one row of weights for each neuron."""
    generator = torch.Generator().manual_seed(seed)
    shapes = (functions, hidden, 2), (functions, 1, hidden), (functions, 1, hidden), (functions, 1, 1)
    return [torch.randn(shape, generator=generator).requires_grad_() for shape in shapes]


theta = start(16, 4, seed=0)
y_hat, by_hand = backpropagate(x, every, *theta)
nn.functional.binary_cross_entropy(y_hat, every, reduction="sum").backward()  # what the library finds
for mine, parameter in zip(by_hand, theta, strict=True):
    assert torch.allclose(mine, parameter.grad, atol=1e-5)
print("by hand and by PyTorch's autograd: the same gradients")

# %%
for hidden in (2, 8):
    right = []
    for seed in range(5):
        theta = [parameter.detach() for parameter in start(16, hidden, seed)]
        for _ in range(1000):
            _, gradients = backpropagate(x, every, *theta)
            theta = [parameter - 0.3 * gradient for parameter, gradient in zip(theta, gradients, strict=True)]
        answers = (backpropagate(x, every, *theta)[0] >= 0.5).float()  # (16, 4)
        right.append(int((answers == every).all(dim=1).sum()))
    print(f"1986, {hidden} hidden neurons, five seeds: {right} of 16 learned")
assert min(right) == 16, "with eight hidden neurons all functions are learned, on every seed"

# %% [markdown]
# Two hidden neurons would be enough for each of the 16, but gradient descent does not always find the way, while eight
# make it easy. Networks are larger than they need to be so that they can be *trained*.
#
# **Checkpoint.** Why could the perceptron's rule not train the hidden neurons?
#
# <details><summary>Answer</summary>
#
# The rule needs $y - a$, the wanted minus the given answer, of *that* neuron, and nobody says what a hidden neuron
# should answer. Besides, a threshold has derivative 0: a tiny change of a weight changes nothing at all.
# Backpropagation needs a smooth $f$ (here tanh and sigmoid), and passes the final error back through the weights.
# </details>

# %% [markdown]
# ## A second winter, and what ended it
#
# With a rule for hidden layers, networks began to see. Kunihiko Fukushima's *neocognitron* (1980) had looked at an
# image through small windows with shared weights, and Yann LeCun and colleagues trained such a **convolutional**
# network to read zip codes (1989), and later checks (LeNet-5, 1998). Yet around 2000 neural networks were out of
# fashion again, because support vector machines (Cortes and Vapnik, 1995) had one optimum, solid theory and good
# results, and because three things were missing:
#
# - **data**: LeNet's digits were 60,000 images, ImageNet's contest had 1.2 million;
# - **computing power**: AlexNet took two graphics cards most of a week;
# - **an activation function that does not dim the signal**: with sigmoids the gradient vanishes on its way down
#   through the layers, which [lecture 08](08-backpropagation.ipynb) measures.
#
# Between 2006 and 2012 all three came together, and AlexNet (Krizhevsky, Sutskever and Hinton, 2012) used them. Since
# then networks have grown deeper, **attention** became the **transformer** (Vaswani and others, 2017), and scale turned
# it into language models that take instructions (2020, 2022).
#
# ### Deeper: from 2006 to today
#
# **2006 to 2012.** Hinton, Simon Osindero and Yee-Whye Teh (2006) went around the vanishing gradient: train one layer
# at a time, without labels, as a **restricted Boltzmann machine**, a model from 1986 (Smolensky). This *pre-training*
# made deep networks respectable again. Graphics cards made them fast (Oh and Jung 2004; Raina, Madhavan and Ng 2009;
# Cireşan and others 2011). Fei-Fei Li's group collected ImageNet (Deng and others, 2009). AlexNet (Krizhevsky,
# Sutskever and Hinton, 2012) then did without such pre-training. In the same year four groups reported together that
# deep networks beat the speech models then in use; by 2017 they made 5.1 % word errors on telephone talk (Xiong and
# others).
#
# **Since 2012.** Networks grew deeper: VGG with 19 layers (2014), ResNet with 152 (2015). **Attention** let a
# translator look back at its source (Bahdanau, Cho and Bengio, 2014) and became a whole architecture, the
# **transformer** (Vaswani and others, 2017). **Scale** turned out to be predictable: loss falls as a power of model
# size, data and compute (Kaplan and others, 2020). From it came language models that take instructions (Brown and
# others 2020; Ouyang and others 2022), and ChatGPT in November 2022; newer ones see, hear, and are trained to reason
# (DeepSeek-AI, 2025). **Generative** models learned to draw: adversarial networks (2014), diffusion (2015, 2020),
# latent diffusion (2022). **AlphaGo** beat a Go professional (Silver and others, 2016), and **AlphaFold** predicted
# protein structures (Jumper and others, 2021), today over 200 million (Varadi and others, 2024).
#
# The field's prizes followed: the 2018 Turing Award to Bengio, Hinton and LeCun; in 2024 Nobel Prizes in physics
# (Hopfield, Hinton) and chemistry (Baker, and Hassabis and Jumper for AlphaFold).

# %% [markdown]
# ## The timeline
#
# So the story has two winters, and the whole of it fits on one line per paper: year (of the version named), idea,
# source, and the lecture that takes it up. A star marks a landmark. The choice is ours and leaves out much.

# %% tags=["hide-input"]
NEURONS = """
1943 * threshold neuron | McCulloch & Pitts, Bull. Math. Biophysics 5 | 02
1949 * what fires together strengthens | Hebb, The Organization of Behavior, Wiley | 02
1954   a network simulated on a computer | Farley & Clark, IRE Trans. Information Theory 4 | 02
1956   Hebb's theory tested at IBM | Rochester et al., IRE Trans. Information Theory 2 | 02
1958 * perceptron | Rosenblatt, Psychological Review 65 | 03
1960   least mean squares rule | Widrow & Hoff, IRE WESCON Convention Record | 04
1962   the perceptron converges | Novikoff, Symp. Math. Theory of Automata | 03
1982   associative memory | Hopfield, PNAS 79 | 02
1995   support vector machine | Cortes & Vapnik, Machine Learning 20 | 04
"""
DEPTH = """
1951   stochastic approximation | Robbins & Monro, Annals Math. Statistics 22 | 07
1970   derivatives in reverse | Linnainmaa, master's thesis, Helsinki | 08
1974   backpropagation proposed | Werbos, PhD thesis, Harvard | 08
1986 * backpropagation learns features | Rumelhart, Hinton & Williams, Nature 323 | 08
1989   networks approximate any function | Cybenko, Math. Control Signals Systems 2 | 09
2010   initialization that keeps gradients alive | Glorot & Bengio, AISTATS | 12
2010   rectified linear units | Nair & Hinton, ICML | 05
2012   dropout | Hinton et al., arXiv 1207.0580 | 13
2014   Adam | Kingma & Ba, arXiv 1412.6980 | 11
2015   batch normalization | Ioffe & Szegedy, ICML | 12
"""

# %% tags=["hide-input"]
VISION = """
1980   neocognitron | Fukushima, Biological Cybernetics 36 | 16
1989 * convolutional network reads zip codes | LeCun et al., Neural Computation 1 | 16
1998   LeNet-5 | LeCun et al., Proceedings of the IEEE 86 | 17
2012 * AlexNet | Krizhevsky, Sutskever & Hinton, NeurIPS 25 | 18
2014   VGG | Simonyan & Zisserman, arXiv 1409.1556 | 18
2014   GoogLeNet | Szegedy et al., arXiv 1409.4842 | 18
2015   U-Net | Ronneberger, Fischer & Brox, MICCAI | 23
2015   Faster R-CNN | Ren et al., NeurIPS 28 | 22
2015   YOLO | Redmon et al., arXiv 1506.02640 | 21
2015   SegNet | Badrinarayanan, Kendall & Cipolla, arXiv 1511.00561 | 23
2015 * ResNet | He et al., arXiv 1512.03385 | 19
2020   vision transformer | Dosovitskiy et al., arXiv 2010.11929 | 31
"""
MACHINES = """
2004   a network on a graphics card | Oh & Jung, Pattern Recognition 37 | 10
2009   deep learning on graphics cards | Raina, Madhavan & Ng, ICML | 10
2009 * ImageNet | Deng et al., CVPR | 18
2011   convolution on graphics cards | Cireşan et al., IJCAI | 17
2017   tensor processing unit | Jouppi et al., ISCA | 10
2017   mixture of experts at scale | Shazeer et al., ICLR | 33
2019   PyTorch | Paszke et al., NeurIPS 32 | 10
2020   scaling laws | Kaplan et al., arXiv 2001.08361 | 30
"""

# %% tags=["hide-input"]
LANGUAGE = """
1990   simple recurrent network | Elman, Cognitive Science 14 | 25
1997   long short-term memory | Hochreiter & Schmidhuber, Neural Computation 9 | 26
2012   speech: four groups agree | Hinton et al., IEEE Signal Processing Magazine 29 | 34
2014   gated recurrent unit | Cho et al., EMNLP | 26
2014   sequence to sequence | Sutskever, Vinyals & Le, NeurIPS 27 | 27
2014   attention | Bahdanau, Cho & Bengio, arXiv 1409.0473 | 27
2014   Deep Speech | Hannun et al., arXiv 1412.5567 | 34
2016   WaveNet | van den Oord et al., arXiv 1609.03499 | 34
2017 * transformer | Vaswani et al., NeurIPS 30 | 28
2017   5.1 % word errors on telephone speech | Xiong et al., arXiv 1708.06073 | 34
2018   BERT | Devlin et al., arXiv 1810.04805 | 29
2020 * GPT-3 | Brown et al., NeurIPS 33 | 30
2021   S4 | Gu, Goel & Ré, arXiv 2111.00396 | 32
2022 * instructions and human feedback | Ouyang et al., NeurIPS 35 | 30
2023   Mamba | Gu & Dao, arXiv 2312.00752 | 32
2025   reasoning by reinforcement learning | DeepSeek-AI, arXiv 2501.12948 | 46
"""

# %% tags=["hide-input"]
UNLABELED = """
1985   Boltzmann machine | Ackley, Hinton & Sejnowski, Cognitive Science 9 | 36
1986   restricted Boltzmann machine | Smolensky, in Parallel Distributed Processing 1 | 36
1996   sparse coding of images | Olshausen & Field, Nature 381 | 35
2002   contrastive divergence | Hinton, Neural Computation 14 | 36
2006 * pre-training layer by layer | Hinton, Osindero & Teh, Neural Computation 18 | 36
2006   deep autoencoder | Hinton & Salakhutdinov, Science 313 | 35
2013   variational autoencoder | Kingma & Welling, arXiv 1312.6114 | 37
2014 * generative adversarial network | Goodfellow et al., NeurIPS 27 | 38
2015   normalizing flows | Rezende & Mohamed, ICML | 39
2015   diffusion | Sohl-Dickstein et al., ICML | 40
2016   PixelRNN and PixelCNN | van den Oord, Kalchbrenner & Kavukcuoglu, ICML | 39
2020   denoising diffusion (DDPM) | Ho, Jain & Abbeel, NeurIPS 33 | 40
2020   contrastive learning (SimCLR) | Chen et al., ICML | 41
2021   images and text together (CLIP) | Radford et al., ICML | 41
2021   text to image (DALL·E) | Ramesh et al., ICML | 40
2022 * latent diffusion | Rombach et al., CVPR | 40
"""

# %% tags=["hide-input"]
DECISIONS = """
1989   Q-learning | Watkins, PhD thesis, Cambridge | 44
1992   backgammon by self-play | Tesauro, Machine Learning 8 | 45
2009   graph neural network | Scarselli et al., IEEE Trans. Neural Networks 20 | 42
2015   Atari games from pixels | Mnih et al., Nature 518 | 44
2016 * AlphaGo | Silver et al., Nature 529 | 45
2017   graph convolution | Kipf & Welling, ICLR | 42
2017   AlphaGo Zero | Silver et al., Nature 550 | 45
2018   neural differential equation | Chen et al., NeurIPS 31 | 43
2019   physics-informed network | Raissi et al., J. Comput. Physics 378 | 43
2019   AlphaStar | Vinyals et al., Nature 575 | 45
2021 * AlphaFold | Jumper et al., Nature 596 | 46
"""
LIMITS = """
1969 * limits of perceptrons | Minsky & Papert, Perceptrons, MIT Press | 03
1973   a report against AI | Lighthill, Science Research Council | 01
1994   gradients vanish over time | Bengio, Simard & Frasconi, IEEE Trans. Neural Networks 5 | 25
2013   adversarial examples | Szegedy et al., arXiv 1312.6199 | 24
2017   overconfident probabilities | Guo et al., ICML | 14
2018   unequal errors in face analysis | Buolamwini & Gebru, FAT* | 46
2019   photographs with fog and noise | Hendrycks & Dietterich, ICLR | 24
2022   a mechanism inside transformers | Olsson et al., arXiv 2209.11895 | 46
"""

# %%
texts = {"neurons and rules": NEURONS, "training deep networks": DEPTH, "vision": VISION, "data and machines": MACHINES}
texts |= {"language and sequences": LANGUAGE, "without labels, generation": UNLABELED}
texts |= {"decisions and science": DECISIONS, "limits and trust": LIMITS}


def read_timeline(texts):
    """Return (year, landmark, idea, source, lecture, theme) for each line, oldest first."""
    events = []
    for theme, text in texts.items():
        for line in text.strip().splitlines():
            idea, source, lecture = (part.strip() for part in line[7:].split(" | "))
            events.append((int(line[:4]), line[5] == "*", idea, source, int(lecture), theme))
    return sorted(events, key=lambda event: event[0])


events = read_timeline(texts)
assert all(1943 <= year <= 2025 and 1 <= lecture <= 46 for year, _, _, _, lecture, _ in events)
late = np.mean([year >= 2012 for year, *_ in events])
print(f"{len(events)} papers, {sum(landmark for _, landmark, *_ in events)} landmarks; {late:.0%} from 2012 or later")


# %% tags=["hide-input"]
def draw_years(axis, until):
    for first, last, name in [(1969, 1985, "winter 1"), (1995, 2006, "winter 2")]:
        axis.fill_between([0, 0.5], first, last, color=COLORS["winter"], alpha=0.35, linewidth=0)
        axis.text(0.2, (first + last) / 2, name, ha="center", va="center", fontsize=9, rotation=90)
    axis.plot([0.4, 0.4], [1940, until], color="black", linewidth=1)
    axis.set(xlim=(0, 4.4), ylim=(2028, 1940), xticks=[], yticks=range(1940, 2021, 10))
    axis.spines[:].set_visible(False)
    axis.grid(visible=False)


# %% tags=["hide-input"]
def draw_timeline(theme, until):
    """Draw the papers of one theme, or the landmarks of all, up to a year; one unit across is an inch."""
    chosen = [e for e in events if (e[1] if theme == "landmarks" else e[5] == theme)]
    shown = [e for e in chosen if e[0] <= until]
    figure, axis = plt.subplots(figsize=(5, 6.6), layout="none")
    figure.subplots_adjust(0.11, 0.01, 0.99, 0.94)
    draw_years(axis, until)
    for row, (year, _, idea, source, lecture, kind) in zip(np.linspace(1944, 2025, len(chosen)), shown, strict=False):
        axis.plot([0.4, 0.58, 0.7], [year, row, row], color=COLORS[kind], linewidth=1, alpha=0.7)
        axis.plot([0.4, 0.7], [year, row], "o", color=COLORS[kind], markersize=5)
        axis.text(0.8, row, f"{year}  {idea}", va="bottom", fontsize=9, fontweight="bold")
        axis.text(0.8, row, f"{source} → {lecture:02}", va="top", fontsize=7.7)
    recent = sum(year >= 2012 for year, *_ in shown)
    axis.set_title(f"Up to {until}, {theme}: {len(shown)}, {recent} since 2012", fontsize=10, x=0.45)
    words = "; ".join(f"{year} {idea} ({source.split(',')[0]})" for year, _, idea, source, *_ in shown)
    return plots.describe(figure, f"Timeline, {theme}, up to {until}: {words or 'nothing yet'}.")


# %% tags=["hide-input"]
widgets.explore(
    draw_timeline,
    frames=[
        ("1985: seen from the first winter", {"until": 1985}),
        ("2011: the year before AlexNet", {"until": 2011}),
        ("2025: all landmarks", {"until": 2025}),
        ("One theme: training deep networks", {"theme": "training deep networks"}),
    ],
    theme=widgets.choice("theme", ["landmarks", *texts], "landmarks"),
    until=widgets.steps("up to the year", 1943, 2025, 2025),
)

# %% [markdown]
# **Try** "landmarks" and play the years, then take one theme at a time. **Notice** the two shaded winters (their edges
# are soft), and that work goes on all the same in some themes.
#
# **Checkpoint.** Why do so many papers here have a date *before* the idea became famous?
#
# <details><summary>Answer</summary>
#
# An idea is used when the rest of the recipe exists. Backpropagation waited 12 years from Werbos's thesis to 1986,
# and convolution 32 from Fukushima to AlexNet, for data, hardware and activation functions. Expect that some of
# today's unused ideas are in the same position.
# </details>

# %% [markdown]
# ## One small thing, live: pixels against features
#
# What won in 2012 was **end-to-end learning**: the network turns raw data into features by itself, edges first, then
# parts, then things. Is that worth it? We fix the simplest classifier there is, *average each class, answer with the
# nearest average*, and change only what it sees of printed digits:
#
# - **raw pixels** (the **baseline**), 784 of them;
# - **hand-made features**: which way the edges run, in each of 16 patches (after Dalal and Triggs, 2005);
# - **learned features**: the 64 outputs of a small convolutional network's last hidden layer;
# - **random features** (the **ablation**): the same network before training.

# %% tags=["hide-input"]
plots.show(
    plots.layers(
        [
            ("digit", "(n, 1, 28, 28)"),
            ("convolution\nReLU", "(n, 12, 14, 14)"),
            ("convolution\nReLU", "(n, 24, 7, 7)"),
            ("linear\nReLU", "(n, 64)"),
        ]
    )
)


# %%
def nearest_average(features, train, test):
    """Return the share of test images whose nearest class average, in feature space, is that of their class."""
    with torch.no_grad():
        known, new = (nn.functional.normalize(features(split.X)) for split in (train, test))  # (n, d), (m, d)
    classes = train.y.unique()  # (k,)
    averages = torch.stack([known[train.y == k].mean(dim=0) for k in classes])  # (k, d)
    return (classes[torch.cdist(new, averages).argmin(dim=1)] == test.y).float().mean().item()  # (m, k) -> (m,)


def pixels(X):
    return X.flatten(1)  # (n, 1, 28, 28) -> (n, 784)


def edges(X, bins=8):
    """Return how much edge of each direction is in each 7 x 7 patch: (n, bins * 16)."""
    padded = nn.functional.pad(X, (1, 1, 1, 1))  # (n, 1, 30, 30)
    across = padded[:, :, 1:-1, 2:] - padded[:, :, 1:-1, :-2]  # (n, 1, 28, 28)
    down = padded[:, :, 2:, 1:-1] - padded[:, :, :-2, 1:-1]  # (n, 1, 28, 28)
    direction = (torch.atan2(down, across) / (2 * torch.pi) * bins).round() % bins  # (n, 1, 28, 28)
    strength = (across**2 + down**2).sqrt()  # (n, 1, 28, 28)
    parts = [nn.functional.avg_pool2d(strength * (direction == k), 7) for k in range(bins)]  # (n, 1, 4, 4) each
    return torch.cat(parts, dim=1).flatten(1)  # (n, bins * 16)


# %%
def network(seed):
    """Return a small convolutional network without its last layer: (n, 1, 28, 28) -> (n, 64)."""
    torch.manual_seed(seed)
    first, second = nn.Conv2d(1, 12, 5, stride=2, padding=2), nn.Conv2d(12, 24, 5, stride=2, padding=2)
    return nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Flatten(), nn.Linear(24 * 49, 64), nn.ReLU())


def learn(train, seed):
    """Train the network with a last layer for ten classes; return both."""
    features = network(seed)
    model = nn.Sequential(features, nn.Linear(64, 10))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
    training.fit(model, train, optimizer=optimizer, epochs=7, seed=seed, progress=False)
    return features, model


def only(split, keep):
    return data.Split(split.X[keep], split.y[keep])


# %%
results = {"random features": [], "raw pixels": [], "hand-made features": [], "learned features": []}
runs = []  # (digits, features, model) for each seed, kept for later
for seed in range(5):
    digits = data.glyph_digits(3000, seed=seed)
    features, model = learn(digits.train, seed)
    runs.append((digits, features, model))
    for name, see in zip(results, (network(seed), pixels, edges, features), strict=True):
        results[name].append(nearest_average(see, digits.train, digits.test))

# %% [markdown]
# The test digits come from fonts that are not in the training set.
#
# **Choose.** What do the three layers give *before* training, with random weights?
#
# <details><summary>More than raw pixels, since its layers look at neighborhoods</summary>
#
# The layers are the right ones for images, but random weights also throw away much of what tells digits apart.
# </details>
#
# <details><summary>About as much as raw pixels, since it has learned nothing yet</summary>
#
# It has learned nothing, but it has not left the image alone either: 784 numbers went through random sums and ReLUs.
# </details>
#
# <details><summary>Less than raw pixels</summary>
#
# Right, on all five seeds and by far. It is the learning that helps, not the layering.
# </details>

# %% tags=["main-result"]
random, raw, by_hand, deep = (np.array(shares) for shares in results.values())  # (5 seeds,) each
for name, shares in results.items():
    print(f"{name:19} {np.mean(shares):.1%}   each seed: {', '.join(f'{share:.1%}' for share in shares)}")
assert (deep > by_hand).all(), "learned features beat hand-made ones on every seed"
assert (by_hand > raw + 0.1).all() and (deep > raw + 0.15).all(), "both beat raw pixels by far"
assert by_hand.mean() - raw.mean() > 2 * (deep.mean() - by_hand.mean()), "most of the gain is there without learning"
assert (raw > random + 0.1).all(), "an untrained network is worse than no network"

# %% tags=["hide-input"]
from sklearn.decomposition import PCA

figure, axes = plt.subplots(1, 3, figsize=(9, 3.5), width_ratios=[3, 3, 4])
alike = only(runs[0][0].test, torch.isin(runs[0][0].test.y, torch.tensor([3, 5, 8])))  # three look-alikes
for axis, (see, title) in zip(axes, [(pixels, "Raw pixels: mixed"), (runs[0][1], "Learned: sorted")], strict=False):
    with torch.no_grad():
        flat = PCA(2).fit_transform(see(alike.X).numpy())  # (m, 2), the two longest directions
    for k, digit in enumerate((3, 5, 8)):
        axis.scatter(*flat[alike.y == digit].T, s=24, color=plots.ROLES[f"class {k}"].color, marker=f"${digit}$")
    axis.set(title=title, xticks=[], yticks=[], xlabel="first direction", ylabel="second direction")
for k, (name, shares) in enumerate(results.items()):
    axes[2].barh(k, np.mean(shares), color=COLORS[name])
    axes[2].plot(shares, [k] * 5, "o", color="black", markersize=4)
axes[2].set_yticks(range(4), [name.replace(" ", "\n") for name in results], fontsize=9)
axes[2].set(title="Learned features win", xlabel="share of new digits right", xlim=(0, 1))
plots.show(
    figure,
    alt="Left: threes, fives and eights from unseen fonts, raw pixels flattened to two directions, thoroughly mixed. "
    "Middle: the learned features of the same images, in three neighboring groups. Right: share of digits right for "
    "four kinds of input, five seeds each: random features about half, raw pixels 72 percent, hand-made 88, learned "
    "95.",
)

# %% [markdown]
# On the left the three look-alikes lie on top of each other, while in the middle each has a place of its own. The bars
# show that hand-made features are no straw man, since they gain far more over pixels than learning adds to them. But
# nobody had to think of edges.
#
# **Checkpoint.** Why is "nearest average" a fair judge here, although far better classifiers exist?
#
# <details><summary>Answer</summary>
#
# It has nothing of its own to learn but averages, so differences can only come from what it sees. A strong classifier
# could make up for bad features and hide them. (The complete network, with its own last layer, gets about 97 %.)
# </details>

# %% [markdown]
# ## Four maps to keep
#
# All these ideas return, and four maps say where. The first asks what the learner is told.
#
# | paradigm | it is given | lectures |
# | --- | --- | --- |
# | supervised | inputs with the right answers | most of 03–34, 42 |
# | unsupervised | inputs only; find structure, or generate more | 35–40 |
# | self-supervised | inputs that hide a part of themselves as the answer | 29, 30, 41 |
# | contrastive (a kind of it) | two views of one thing, which belong together | 41 |
# | transfer | a network that learned something else | 20, 29 |
# | reinforcement | rewards for what it does | 44, 45 |
#
# ### Deeper: data, architectures, challenges
#
# **Data: what shape does it have?** A table is **structured**: fixed columns with names. The rest is called
# **unstructured**, but has an order that a good architecture respects.
#
# | data | as a tensor | architecture | lectures |
# | --- | --- | --- | --- |
# | table | (rows, columns) | multilayer perceptron (MLP) | 04–15 |
# | image | (channels, height, width) | convolutional network, vision transformer | 16–24, 31 |
# | text | (time,) of tokens | recurrent network, transformer | 25–30 |
# | audio, signals | (time,) or (time, frequency) | convolution in time, recurrent, state space | 32, 34 |
# | graph | nodes and edges | graph network | 42 |
# | motion, physics | values over continuous time | neural differential equation | 43 |
# | decisions | states, actions, rewards | policy and value networks | 44, 45 |
#
# **Architectures: which lecture builds it?** MLP 09 · LeNet 17 · AlexNet, VGG, GoogLeNet 18 · ResNet 19 · YOLO 21 ·
# Faster R-CNN 22 · U-Net, SegNet 23 · RNN 25 · LSTM, GRU 26 · attention 27 · transformer 28 · BERT 29 · GPT 30 ·
# vision transformer 31 · S4, S5, Mamba 32 · mixture of experts 33 · WaveNet 34 · autoencoder 35 · Boltzmann machine
# 36 · VAE 37 · GAN 38 · flows, PixelCNN 39 · diffusion 40 · SimCLR 41 · graph network 42 · neural ODE 43
#
# **Eight challenges: who answers?**
#
# | challenge | answers | lectures |
# | --- | --- | --- |
# | 1. gradients vanish or explode | activations, initialization, normalization, residual learning | 05, 12, 19, 26 |
# | 2. overfitting | regularization, dropout, augmentation, transfer | 13, 15, 20 |
# | 3. hunger for labeled data | self-supervision, masking, contrast | 29, 41 |
# | 4. long-range dependencies | attention, sparse and linear variants, state spaces | 27, 28, 32, 33 |
# | 5. unstable training | optimizers, schedules, gradient clipping | 11 |
# | 6. cost of computing | GPUs, TPUs, NPUs, parallel training, mixture of experts | 10, 33 |
# | 7. black boxes | saliency, attention maps, mechanisms, physics-informed learning | 24, 43, 46 |
# | 8. narrow models | foundation, multitask and multimodal models, prompting | 20, 30, 41, 46 |

# %% [markdown]
# ## What goes wrong
#
# **Features know only what they were taught.** We train the network on 0 to 4 only, then let the same judge tell 5 to 9
# apart, with averages from training images of 5 to 9.
#
# **Choose.** Where do these features end on 5 to 9?
#
# <details><summary>Above the hand-made ones, since strokes and edges are the same in all digits</summary>
#
# So one hopes, and with many more classes it comes true (lecture 20). Five classes are too few.
# </details>
#
# <details><summary>Between raw pixels and hand-made features</summary>
#
# Some of what was learned should carry over, and does. But more was thrown away than gained.
# </details>
#
# <details><summary>Below raw pixels, on average</summary>
#
# Right. The network kept what separates 0 to 4 and threw the rest away.
# </details>

# %%
print("on digits 5 to 9:  raw pixels   hand-made   taught 0 to 4")
gaps = []
for seed, (digits, _, _) in enumerate(runs):
    narrow, _ = learn(only(digits.train, digits.train.y < 5), seed)
    new = only(digits.train, digits.train.y >= 5), only(digits.test, digits.test.y >= 5)
    raw, by_hand, taught = (nearest_average(see, *new) for see in (pixels, edges, narrow))
    print(f"seed {seed} {raw:22.1%} {by_hand:11.1%} {taught:15.1%}")
    assert taught < by_hand - 0.1
    gaps.append(raw - taught)
assert np.mean(gaps) > 0.05, "now raw pixels are better than learned features"

# %% [markdown]
# Symptom: excellent on the benchmark, worse than no network next door. Remedies: broader training, transfer with care,
# self-supervision (lectures 20 and 41).
#
# **A benchmark is not the world.** The five networks get about 97 % of unseen digits right. We swap ink and paper,
# which no person would mind.

# %%
for seed, (digits, _, model) in enumerate(runs):
    with torch.no_grad():
        usual, swapped = (metrics.accuracy(model(X), digits.test.y).item() for X in (digits.test.X, 1 - digits.test.X))
    by_hand = nearest_average(edges, digits.train, data.Split(1 - digits.test.X, digits.test.y))
    print(f"seed {seed}: as trained {usual:.1%}, ink and paper swapped {swapped:.1%}; hand-made edges {by_hand:.1%}")
    assert usual > 0.93 and swapped < 0.1 and by_hand > 0.4

# %% [markdown]
# Symptom: a fall below guessing (10 %) after a change that was not in the training data. "Better than a person" holds
# for that test set only, and the person was *one* expert after practice on 500 photographs; a second, with less
# practice, had 12.0 %.
#
# ### Deeper: numbers that are not of the same kind
#
# Sources give AlexNet's error as 18.2, 17.0, 16.4 or 15.3 %, and all of
# these stand in the paper. How large was the next year's step, to Clarifai's 11.7 %?

# %%
print("AlexNet's error                                          next step")
for error, meaning in [
    (18.2, "one network, 2012 validation images"),
    (17.0, "one network, 2010 test (best before: 25.7)"),
    (16.4, "five networks together, 2012 test"),
    (15.3, "seven, two of them pre-trained on more photographs"),
]:
    print(f"{error} %  {meaning:50} {1 - 11.7 / error:.0%} fewer errors")

# %% [markdown]
# Clarifai's 11.7 % used the contest's photographs only, so its proper partner is 16.4 %. (With more, it
# reached 11.2 %, the partner of 15.3 %.) Our own first figure, like most of its kind, flatters 2012 and shortchanges
# 2013.
#
# Symptom: two sources disagree, and each is sure. Remedy: write down test set, year, number of models and training
# data next to every number.

# %% [markdown]
# ## Exercises
#
# ### 1. Was 2012 the largest step? (★, 5 minutes)
#
# Compute, from `winners`, by what fraction the error fell from each entry to the next. Which step is largest?
#
# <details><summary>Solution</summary>
#
# ```python
# steps = {later: 1 - winners[later][0] / winners[earlier][0] for earlier, later in zip(years, years[1:])}
# for year, fall in steps.items():
#     print(f"{year}: {fall:.0%}")
# assert max(steps, key=steps.get) == 2015
# ```
#
# 2015 (47 %), then 2014 (43 %) and 2012 (41 %). What makes 2012 special is that it came after steps of a few percent,
# and that it changed the method.
# </details>
#
# ### Deeper: 2. Which theme waited longest? (★, 10 minutes)
#
# For each theme, find the longest gap between two neighboring papers in our timeline. What would have had to exist
# for the gap to close sooner?
#
# <details><summary>Solution</summary>
#
# ```python
# gaps = {}
# for theme in texts:
#     dates = [event[0] for event in events if event[5] == theme]
#     gaps[theme] = max((b - a, a, b) for a, b in zip(dates, dates[1:]))
#     print(f"{theme:27} {gaps[theme][0]:2} years, from {gaps[theme][1]} to {gaps[theme][2]}")
# assert gaps["training deep networks"][0] == 21 and gaps["limits and trust"][0] == 21
# ```
#
# Gaps of a list say something about history *and* about who made the list: between 1989 and 2010 much was published
# on training networks, but little that this course builds on. For each gap, look for papers that we left out.
# </details>
#
# ### Deeper: 3. The perceptron on three inputs (★★, 15 minutes)
#
# There are 256 yes-no functions of three inputs. How many does Rosenblatt's rule learn? Does it take more epochs?
#
# <details><summary>Solution</summary>
#
# ```python
# rows = torch.cartesian_prod(*[torch.tensor([0.0, 1.0])] * 3)  # (8, 3)
# functions = torch.tensor([[float(digit) for digit in f"{code:08b}"] for code in range(256)])  # (256, 8)
# for epochs in (2, 5, 10, 20, 100):
#     count = (perceptrons(rows, functions, epochs) == functions).all(dim=1).sum().item()
#     print(f"{epochs:3} epochs: {count} of 256")
# assert count == 104
# ```
#
# 104 of 256, or 41 %, after 14 of 16, or 88 %. Lecture 02 proves that no neuron can make the others.
# </details>
#
# ### Deeper: 4. How broad is broad enough? (★★★, 30 minutes, open)
#
# Teach the network on 2, 3, 4, ... of the digits 0 to 4 and measure its features on 5 to 9. Does each further class
# help? Can you reach the raw pixels without showing it a single 5 to 9, for example by training for fewer epochs,
# with more fonts, or to recognize the *font*?
#
# <details><summary>Solution</summary>
#
# A beginning; what helps most is yours to find out.
#
# ```python
# digits = runs[0][0]
# new = only(digits.train, digits.train.y >= 5), only(digits.test, digits.test.y >= 5)
# shares = []
# for classes in (2, 3, 4, 5):
#     taught, _ = learn(only(digits.train, digits.train.y < classes), seed=0)
#     shares.append(nearest_average(taught, *new))
#     print(f"taught {classes} digits: {shares[-1]:.1%} on 5 to 9")
# print(f"raw pixels: {nearest_average(pixels, *new):.1%}")
# assert shares[0] + 0.1 < shares[-1] < nearest_average(pixels, *new)
# ```
#
# On all of our five seeds each further class helps, and all stay below the raw pixels: with a handful of classes
# there is little reason to keep anything else about an image. Lecture 41 trains without classes and does better.
# </details>

# %% [markdown]
# ## Summary
#
# - The neuron of 1943, $a = f(w^\top x + b)$, is still here; what changed is who sets the weights.
# - 1962 learns 14 of 16 functions, 1986 all: hidden layers need backpropagation (1974, 1986).
# - Two winters had causes: no way to train depth; then too few data, slow machines, vanishing gradients.
# - 2012 joined old ideas with ImageNet and graphics cards; attention, scale and generation followed.
# - Learned features beat hand-made ones on what they were taught, and only there.
#
# ## Where it came from
#
# The timeline names the paper of every date in its line.
#
# ### Deeper: the papers behind the other numbers and names
#
# - O. Russakovsky and others, 2015, *ImageNet Large Scale Visual Recognition Challenge*, International Journal of
#   Computer Vision 115, 211–252: the contest, its winners to 2014, and the person with 5.1 %.
# - A. Krizhevsky, I. Sutskever and G. E. Hinton, 2012, *ImageNet Classification with Deep Convolutional Neural
#   Networks*, NeurIPS 25: 15.3, 16.4, 18.2 and 26.2 % (2012), 17.0 and 25.7 % (2010).
# - C. Szegedy and others, 2015, *Going Deeper with Convolutions*, CVPR; K. He and others, 2016, *Deep Residual
#   Learning for Image Recognition*, CVPR; J. Hu, L. Shen and G. Sun, 2018, *Squeeze-and-Excitation Networks*, CVPR.
# - D. E. Rumelhart, G. E. Hinton and R. J. Williams, 1986, *Learning representations by back-propagating errors*,
#   Nature 323, 533–536; P. J. Werbos, 1974, *Beyond Regression*, PhD thesis, Harvard University.
# - B. T. Polyak, 1964, *Some methods of speeding up the convergence of iteration methods*, USSR Computational
#   Mathematics and Mathematical Physics 4: momentum.
# - N. Dalal and B. Triggs, 2005, *Histograms of Oriented Gradients for Human Detection*, CVPR: edge
#   directions as features.
# - M. Varadi and others, 2024, *AlphaFold Protein Structure Database in 2024*, Nucleic Acids Research 52: 214
#   million predicted structures.
#
# **Next**: [02, threshold neurons](02-threshold-neurons.ipynb): gates built and broken by hand, and a memory made of
# nothing but weights.

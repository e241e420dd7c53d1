# %% [markdown]
# # Validation and search
#
# You will be able to say what a measured number is worth, find the place where the test data got into the training, and
# search for good settings without fooling yourself.
#
# **Reading** 30 min · **Running** under 60 s on two cores · **Prerequisites**
# [10 (training in PyTorch)](10-training-in-pytorch.ipynb) and [14 (evaluation metrics)](14-evaluation-metrics.ipynb) ·
# **Practice** [assignment a12](../release/a12-validation/validation.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/15-validation-and-search.ipynb)
#
# **Needs** [10](10-training-in-pytorch.ipynb), [14](14-evaluation-metrics.ipynb) · **Used by**
# [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **state** how far a test score can be trusted, from the number of test rows alone;
# - **implement** k-fold cross-validation and random search, and **check** the folds against scikit-learn;
# - **diagnose** four kinds of data leakage, and **judge** which of them matter;
# - **predict** how much a score flatters if it was the best of many;
# - **choose** between a grid and random draws, and say why.

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
import math

import torch.nn.functional as F
from matplotlib.colors import to_rgb
from scipy import stats
from sklearn import datasets
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, ShuffleSplit, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from torch import nn

COLORS = {"leak": plots.PURPLE, "grid": plots.GREEN, "random": plots.SKY}

# %% [markdown]
# ## A diagnosis from coin flips
#
# Fifty patients have 5,000 genes measured. Half of them are called sick, drawn by lot, so the genes know nothing about
# it. We keep the 20 genes that differ most between sick and healthy, and judge a logistic regression on them by
# **cross-validation**: it trains on four fifths of the patients, answers for the last fifth, and so on in turn, so
# that no patient is judged by a model that trained on him.
#
# **Guess.** Which accuracy comes out, between 0 and 1, as the mean over ten such data sets?

# %%
guess_accuracy = None  # such as 0.5


# %%
def coin_flip_patients(seed):
    rng = np.random.default_rng(seed)
    genes = rng.standard_normal((50, 5000))  # (patients, genes)
    return genes, rng.permutation(np.repeat([0, 1], 25))  # (50, 5000), (50,) 1 = called sick


select = SelectKBest(f_classif, k=20)  # the genes whose means differ most
five_folds = StratifiedKFold(5, shuffle=True, random_state=0)
claimed = []
for seed in range(10):
    genes, sick = coin_flip_patients(seed)
    best_genes = select.fit_transform(genes, sick)  # (50, 20)
    claimed.append(cross_val_score(LogisticRegression(), best_genes, sick, cv=five_folds).mean())

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 2.3))
spread = np.linspace(-0.2, 0.2, 10)  # (10,) so that equal values do not hide each other
axis.scatter(claimed, spread, s=60, color=COLORS["leak"], edgecolors="white", label="cross-validation, ten data sets")
axis.axvline(0.5, **plots.line("truth"), label="what a coin gets")
if guess_accuracy is not None:
    axis.axvline(guess_accuracy, **plots.line("guess"), label="your guess")
axis.set(xlim=(0.3, 1.02), ylim=(-0.5, 0.5), yticks=[], xlabel="accuracy")
axis.set_title(f"Pure noise, diagnosed with {np.mean(claimed):.0%} accuracy")
figure.legend(loc="outside lower center", ncols=3)
alt = "Ten dots for ten data sets without any information, all far to the right of the line at accuracy 0.5: "
plots.show(figure, alt=alt + f"their accuracies go from {min(claimed):.2f} to {max(claimed):.2f}.")

# %% [markdown]
# Every dot lies far right of the line, although there is nothing to find. The cross-validation is innocent, since no
# regression judged a patient of its own training. But the *genes* were chosen by looking at all fifty.
#
# ## One strip, and who looked where
#
# So draw the data as a strip, and a choice as arrows from the parts it looked at. An arrow out of the test part is
# **data leakage**: information in training that will not be there when the model is used.


# %% tags=["hide-input", "drawing"]
def draw_leak(axis, choice, title):
    """Draw training and test rows as a strip, and a choice that looked at both."""
    for left, width, role, name in ((0, 7, "train", "training rows"), (7.15, 2.85, "test", "test rows")):
        axis.add_patch(plt.Rectangle((left, 2), width, 0.9, color=plots.ROLES[role].color))
        axis.text(left + width / 2, 2.45, name, ha="center", va="center", color="white", weight="bold")
    look = {"arrowstyle": "-|>", "linewidth": 1.5, "color": "black"}
    axis.annotate("", (4.6, 1.05), (3.5, 2), arrowprops=look)
    axis.annotate("", (5.6, 1.05), (8.5, 2), arrowprops=look | {"linewidth": 4, "color": COLORS["leak"]})
    box = {"boxstyle": "round,pad=0.35", "facecolor": "white"}
    axis.text(5, 0.65, choice, ha="center", va="center", bbox=box)
    axis.set(xlim=(-0.1, 10.1), ylim=(0.1, 3.1), title=title)
    axis.axis("off")


figure, axes = plt.subplots(2, 2, figsize=(9, 4.2))
choices = "which 20 genes?", "which images to learn by heart?", "whose handwriting to know?", "mean and deviation?"
titles = "Selection", "Twins: copies of test rows", "Groups: one person on both sides", "Scaling"
for axis, choice, title in zip(axes.flat, choices, titles, strict=True):
    draw_leak(axis, choice, title)
alt = "Four strips of training and test rows. In each, an arrow from the training rows and a thick pink arrow from the "
alt += "test rows lead to a choice: which genes, which images to learn by heart, whose handwriting, which mean."
plots.show(figure, alt=alt)

# %% [markdown]
# In each picture the black arrow is allowed and the thick pink one is the leak. The remedy for the genes is to choose
# them anew in each fold, from its training patients only, which a *pipeline* does:

# %%
honest = []
for seed in range(10):
    pipeline = make_pipeline(select, LogisticRegression())  # fitted whole, on the training part of each fold
    honest.append(cross_val_score(pipeline, *coin_flip_patients(seed), cv=five_folds).mean())
print(f"genes chosen before the split {np.mean(claimed):.2f}, inside each fold {np.mean(honest):.2f}")
assert np.mean(claimed) > 0.9 and 0.4 < np.mean(honest) < 0.6

# %% [markdown]
# So this is the rule of the lecture: **whatever you chose by looking at a number, that number is training error now.**
# Cross-validation does not prevent overfitting, it measures it, and whoever chooses by it overfits to it. So keep data
# that has chosen nothing: no weight, no feature, no threshold, no seed.
#
# ## How sure is a test score?
#
# Even without a leak, a score is a draw: if the true accuracy is $p$, the number of hits on $n$ independent test rows
# is binomial, so the score has the **standard error**
#
# $$\mathrm{SE} = \sqrt{p\,(1-p)/n}.$$
#
# We can watch this law at work: 178 wines, two of 13 measurements, five nearest neighbors, and 200 ways to hold out 36.


# %%
def standard_error(p, n):
    return math.sqrt(p * (1 - p) / n)


wines, wine_y = datasets.load_wine(return_X_y=True)  # (178, 13), (178,) three classes, sorted
neighbors = make_pipeline(StandardScaler(), KNeighborsClassifier(5))
two_of_13 = wines[:, :2]  # (178, 2) alcohol and malic acid
holdouts = cross_val_score(neighbors, two_of_13, wine_y, cv=ShuffleSplit(200, test_size=36, random_state=0))  # (200,)
fold_means = [
    cross_val_score(neighbors, two_of_13, wine_y, cv=KFold(5, shuffle=True, random_state=seed)).mean()
    for seed in range(40)
]
law = standard_error(holdouts.mean(), 36)
print(f"hold-outs: mean {holdouts.mean():.2f}, deviation {holdouts.std():.3f}, by the law {law:.3f}")
assert 0.7 < holdouts.std() / law < 1.2 and np.std(fold_means) < 0.5 * holdouts.std()

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3))
for values, role, name in ((holdouts, "baseline", "one hold-out of 36"), (fold_means, "test", "mean of 5 folds")):
    weights = np.full(len(values), 1 / len(values))  # (values,)
    edges = np.arange(0.59, 1.0, 1 / 36)
    axis.hist(values, edges, weights=weights, color=plots.ROLES[role].color, alpha=0.75, label=name)
axis.set(xlabel="accuracy", ylabel="share of the splits")
axis.set_title("The same wines, the same model, only split differently")
axis.legend()
alt = "Two histograms of accuracy. Single hold-outs of 36 wines scatter widely, from about 0.6 to above 0.9; "
plots.show(figure, alt=alt + "the means of five folds lie in one narrow hill in their middle.")

# %% [markdown]
# A single hold-out can print 0.65 or 0.9 for the same model. The means of five folds lie close together, because each
# has tested all 178 wines. Their narrow hill is no error bar for *new* wines, though, since all used the same 178.
#
# **Checkpoint.** Why is "use 15 % for the test" no rule?
#
# <details><summary>Answer</summary>
#
# What counts is how many rows that makes. At $p=0.9$, 15 rows give a standard error of 0.077 and 1,500 rows one of
# 0.0077. Ask which difference you have to see, and take $n$ from the formula.
#
# </details>
#
# ## k folds
#
# What if you only have training data? Cut the shuffled rows into $k$ parts, test on each in turn, and train on the
# others, so that every row is tested exactly once.


# %%
def folds(n, k, rng):
    """Return k pairs of (training rows, test rows) of 0 ... n - 1, shuffled by rng."""
    parts = np.array_split(rng.permutation(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


ours = folds(178, 5, np.random.RandomState(0))
theirs = KFold(5, shuffle=True, random_state=0).split(np.empty((178, 1)))
for (train, test), (library_train, library_test) in zip(ours, theirs, strict=True):
    assert sorted(train) == library_train.tolist() and sorted(test) == library_test.tolist()
assert sorted(np.concatenate([test for _, test in ours])) == list(range(178))

# %% [markdown]
# How to cut depends on what will be new. **Stratified** folds keep the share of each class, and **grouped** folds keep
# all rows of a person together. Here several people wrote the digits 0, 1 and 2, twice each.


# %%
def written(n, ordered):
    """Return classes and people of n rows, six for each person, sorted by class and then person or shuffled."""
    y, people = np.repeat([0, 1, 2], n // 3), np.tile(np.repeat(np.arange(n // 6), 2), 3)  # (n,), (n,)
    order = np.arange(n) if ordered else np.random.default_rng(1).permutation(n)  # (n,)
    return y[order], people[order]


def cut(scheme, y, people, k):
    """Return for each row the number of the fold that tests it."""
    ways = {"plain": KFold(k), "shuffled": KFold(k, shuffle=True, random_state=0), "grouped": GroupKFold(k)}
    ways["stratified"] = StratifiedKFold(k, shuffle=True, random_state=0)
    fold = np.empty(len(y), dtype=int)  # (n,)
    for number, (_, test) in enumerate(ways[scheme].split(y[:, None], y, people if scheme == "grouped" else None)):
        fold[test] = number
    return fold


# %% tags=["hide-input"]
def draw_folds(n, k, scheme, ordered):
    """Draw the rows by class, one line per fold with its test rows, and a dot where the writer also trains."""
    y, people = written(n, ordered)
    fold = cut(scheme, y, people, k)
    lines = np.array([fold == number for number in range(k)])  # (k, n)
    known = np.array([[np.any((people == who) & (fold != number)) for who in people] for number in range(k)]) & lines
    classes = np.array([to_rgb(plots.ROLES[f"class {c}"].color) for c in y])  # (n, 3)
    light = np.full((k, n, 3), 0.92)  # training cells are light gray
    picture = np.where(lines[..., None], classes[None], light)  # (k, n, 3)
    figure, axis = plt.subplots(figsize=(4.9, 2.9))
    axis.imshow(np.concatenate([classes[None], picture]), aspect="auto")
    rows, columns = np.nonzero(known)
    axis.scatter(columns, rows + 1, s=5, color="white")
    axis.axhline(0.5, color="white", linewidth=6)
    axis.set(yticks=range(k + 1), xlabel="row, colored by class where it is tested")
    axis.set_yticklabels(["all rows", *[f"fold {number + 1}" for number in range(k)]])
    axis.grid(visible=False)
    counts = [[np.sum(y[fold == number] == c) for c in range(3)] for number in range(k)]
    missing, seen = sum(0 in row for row in counts), known.sum() / n
    axis.set_title(f"{missing} of {k} folds lack a class,\n{seen:.0%} of tested rows: writer known", fontsize=10)
    order = "sorted by class" if ordered else "not sorted"
    alt = f"{n} rows, {order}, in {k} {scheme} folds. {missing} folds lack a class in their test rows; for {seen:.0%} "
    alt += f"of the tested rows the writer is also in training. Rows of each class by fold: {np.array(counts).tolist()}"
    return plots.describe(figure, alt + f", first tested in folds {(fold[:6] + 1).tolist()}.")


# %% tags=["hide-input"]
widgets.explore(
    draw_folds,
    frames=[
        ("plain, sorted rows: a class never trained", {"scheme": "plain"}),
        ("shuffled: classes mixed by chance", {"scheme": "shuffled"}),
        ("stratified: equally many of each class", {"scheme": "stratified"}),
        ("grouped: every writer new", {"scheme": "grouped"}),
    ],
    n=widgets.slider("rows", 36, 72, 6, 36),
    k=widgets.steps("folds k", 2, 6, 3),
    scheme=widgets.choice("scheme", ["plain", "shuffled", "stratified", "grouped"], "plain"),
    ordered=widgets.toggle("rows sorted by class", True),
)

# %% [markdown]
# **Try** all four schemes, sorted and not. **Notice** that three plain folds of sorted rows test a class that was never
# trained, and that the white dots (the writer is known from training) vanish only in grouped folds.
#
# **Checkpoint.** Before you run it: 25 patients are sick, 25 healthy, and a model gives everybody the majority of its
# training labels. What does it score if each fold is a single patient (*leave-one-out*, $k=n$)?
#
# <details><summary>Answer</summary>
#
# 0 %. Leave out a sick one, and the healthy are the majority, 25 to 24; so the answer is always wrong.
# `folds(50, 50, rng)` and two lines more will show it. Leave-one-out is no gold standard.
#
# </details>
#
# ## The winner's curse
#
# A fold that has chosen something is used up, too. Take $K$ models, all with true accuracy 0.8, and report the best on
# $n$ test rows. Nobody cheats, and still the report is too good:

# %%
rng, tries = np.random.default_rng(0), [1, 3, 10, 30, 100, 300, 1000]
best_of = {n: [(rng.binomial(n, 0.8, (2000, K)).max(axis=1) / n).mean() for K in tries] for n in (50, 200, 1000)}
assert best_of[50][4] > 0.9 and best_of[1000][-1] < 0.85

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.3))
for (n, values), dashes in zip(best_of.items(), ("-", "--", ":"), strict=True):
    axis.plot(tries, values, dashes, marker="o", color="black", markersize=4)
    axis.annotate(f"{n:,} test rows", (1000, values[-1]), (8, 0), textcoords="offset points", va="center")
axis.axhline(0.8, **plots.line("baseline"))
axis.text(1.1, 0.79, "true accuracy of every model", color=plots.ROLES["baseline"].color, va="top")
axis.set(xscale="log", xlim=(0.9, 5000), ylim=(0.76, 1), xlabel="models tried, K", ylabel="best score (mean)")
axis.set_title("The best of many equal models looks better than any of them")
alt = "The expected best score rises with the logarithm of the number of models, most steeply for 50 test rows, from "
plots.show(figure, alt=alt + "0.80 to above 0.95, and least for 1,000 rows, to below 0.85.")

# %% [markdown]
# The fewer the rows, the steeper the line: with 50 rows a hundred tries add more than a tenth. So what you choose on is
# the [validation set](glossary.ipynb#validation-set), and the [test set](glossary.ipynb#test-set), a third part,
# measures the winner once.
#
# ## Four leaks, measured
#
# With these tools we measure the other three pictures.
#
# **Choose.** One of the four leaks will hardly be seen in the numbers. Which?
#
# <details><summary>Selection: only the inputs were chosen</summary>
#
# The puzzle has shown the opposite. It took labels to choose the genes, and 5,000 chances.
#
# </details>
# <details><summary>Twins: a shifted, noisy copy is another image</summary>
#
# For a nearest neighbor it is the neighbor. Watch the gap.
#
# </details>
# <details><summary>Groups: nobody appears twice with the same image</summary>
#
# But with the same hand or the same font, and that is easier than a new one.
#
# </details>
# <details><summary>Scaling with mean and deviation of all rows</summary>
#
# Right. It is a leak in principle, but it uses no labels, and two numbers a feature hardly change with a few rows more.
#
# </details>


# %%
def copies(X, rng):
    """Return images (n, 1, 28, 28) and nine copies of each, shifted by up to a pixel and a little noisy."""
    shifted = [torch.roll(X, rng.integers(-1, 2, 2).tolist(), (2, 3)) for _ in range(9)]
    noisy = [image + 0.1 * torch.from_numpy(rng.standard_normal(X.shape)).float() for image in shifted]
    return torch.cat([X, *noisy]).flatten(1)  # (10 n, 784)


def nearest(train_X, train_y, *tests):
    model = KNeighborsClassifier(1).fit(train_X, train_y)
    return [model.score(X, y) for X, y in tests]


glyphs, rng, measured = data.glyph_digits(), np.random.default_rng(0), {}
images, image_y = glyphs.train.X.flatten(1), glyphs.train.y  # (4500, 784), (4500,)
known_fonts = images[3000:], image_y[3000:]  # (1500, 784), (1500,) new images of the training fonts
new_fonts = glyphs.test.X.flatten(1), glyphs.test.y  # (1500, 784), (1500,)
many, many_y = copies(glyphs.train.X[:200], rng), image_y[:200].repeat(10)  # (2000, 784), (2000,)
first, rest = np.split(rng.permutation(2000), [1500])
measured["twins"] = nearest(many[first], many_y[first], (many[rest], many_y[rest]), known_fonts)
measured["groups"] = nearest(images[:3000], image_y[:3000], known_fonts, new_fonts)
measured["selection"] = np.mean(claimed), np.mean(honest)

# %%
ten_folds = StratifiedKFold(10, shuffle=True, random_state=0)
scaled = StandardScaler().fit_transform(wines)  # (178, 13), mean and deviation of all rows
measured["scaling"] = [
    cross_val_score(model, X, wine_y, cv=ten_folds).mean()
    for model, X in ((KNeighborsClassifier(5), scaled), (neighbors, wines))
]
for name, (leaky, clean) in measured.items():
    print(f"{name:9}  with the leak {leaky:.3f}   without {clean:.3f}")
gap = {name: leaky - clean for name, (leaky, clean) in measured.items()}
assert gap["selection"] > 0.3 and gap["twins"] > 0.15 and gap["groups"] > 0.005 and abs(gap["scaling"]) < 0.01

# %% [markdown]
# Twins come second: copy first and split later, and the score is memory. With groups, known fonts against new ones, the
# gap is small, but it means a quarter more *errors* here, and more than twice as many for other draws of the fonts.
# Scaling changes next to nothing; use the pipeline all the same, because you will not measure every time.
#
# ### Deeper: the digits in the order of the file
#
# The 1,797 handwritten digits come from 13 people whom the file does not name, but neighbors in it seem to be of one
# hand. Folds cut in that order therefore test new hands, and shuffled folds test known ones.

# %%
handwritten = datasets.load_digits(return_X_y=True)  # (1797, 64), (1797,)
in_order = cross_val_score(KNeighborsClassifier(1), *handwritten, cv=KFold(10))  # (10,)
by_chance = cross_val_score(KNeighborsClassifier(1), *handwritten, cv=KFold(10, shuffle=True, random_state=0))  # (10,)
print(f"errors in the order of the file {1 - in_order.mean():.1%}, shuffled {1 - by_chance.mean():.1%}")
assert 1 - in_order.mean() > 1.5 * (1 - by_chance.mean())

# %% [markdown]
# About half of the errors disappear when the hands are known. The scores of the digits in lecture 10 come from random
# splits, so they are of the second kind.
#
# ## Search
#
# Every setting (hyperparameter) that training does not find by itself has to be chosen from outside: learning rate,
# batch size, width and number of layers, activation, dropout, weight decay, number of epochs. Here are four of them, a
# network 64-h-10 for 300 handwritten digits, and a wide box, since we pretend to know nothing:
#
# | hyperparameter | from | to | scale |
# | --- | --- | --- | --- |
# | learning rate η | $10^{-4}$ | 10 | powers of 10 |
# | weight decay | $10^{-6}$ | 0.1 | powers of 10 |
# | width h | 8 | 256 | powers of 2 |
# | dropout | 0 | 0.6 | even |
#
# A **grid** tries every combination of a few values on each axis, and **random search** draws each trial anew.

# %%
LOW, HIGH = np.array([-4, -6, 3, 0]), np.array([1, -1, 8, 0.6])  # (4,), (4,) exponents, and dropout itself


def random_search(n, low, high, rng):
    return rng.uniform(low, high, (n, len(low)))  # (n, 4)


def grid(k, low, high):
    axes = np.linspace(low, high, k).T  # (4, k)
    return np.array(list(itertools.product(*axes)))  # (k ** 4, 4)


# %%
def trial(point, parts, seed, epochs=8):
    """Train one network on the first of the parts (X, y) and return its accuracy on each of the others."""
    (X, y), *others = parts  # X: (300, 64), y: (300,)
    eta, decay, width, dropout = 10 ** point[0], 10 ** point[1], round(2 ** point[2]), point[3]
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 10))
    sgd = torch.optim.SGD(model.parameters(), lr=eta, momentum=0.9, weight_decay=decay)
    for _ in range(epochs):
        for rows in torch.randperm(len(X)).split(32):
            sgd.zero_grad()
            F.cross_entropy(model(X[rows]), y[rows]).backward()  # (32, 10), (32,) -> ()
            sgd.step()
    model.eval()
    with torch.no_grad():
        return [metrics.accuracy(model(X), y).item() for X, y in others]


# %%
digits = datasets.load_digits()
rng = np.random.default_rng(0)
parts = [
    (torch.from_numpy(digits.data[rows] / 16).float(), torch.from_numpy(digits.target[rows]))
    for rows in np.split(rng.permutation(1797), [300, 800])
]  # 300 to train, 500 to validate, 997 to test
pool = random_search(150, LOW, HIGH, rng)  # (150, 4)
scores = np.array([trial(point, parts, seed) for seed, point in enumerate(pool)])  # (150, 2)
grids = {k: np.array([trial(point, parts, seed) for seed, point in enumerate(grid(k, LOW, HIGH))]) for k in (2, 3)}


# %% [markdown]
# The 150 random trials are a pool, so the best of $n$ is the best of $n$ drawn from it, over and over.
#
# **Guess.** The grid of three values on each of four axes has 81 trials. How many *random* trials find as good a
# validation accuracy, in the mean?

# %%
guess_trials = None  # such as 81


# %%
def best_of_random(n, repeats=2000):
    rng = np.random.default_rng(n)
    return np.array([scores[rng.choice(150, n, replace=False), 0].max() for _ in range(repeats)])  # (repeats,)


# %% tags=["hide-input", "main-result"]
figure, axis = plt.subplots(figsize=(7.5, 3.8))
numbers = [2, 4, 8, 12, 16, 25, 40, 64, 81, 100]
best = {n: best_of_random(n) for n in numbers}
low, high = np.array([np.quantile(best[n], [0.1, 0.9]) for n in numbers]).T  # (10,), (10,)
axis.fill_between(numbers, low, high, color=COLORS["random"], alpha=0.3, label="10 to 90 % of searches")
axis.plot(numbers, [best[n].mean() for n in numbers], "o-", color=COLORS["random"], label="random, mean")
axis.plot([16, 81], [grids[k][:, 0].max() for k in (2, 3)], "s", color=COLORS["grid"], markersize=9, label="grid")
if guess_trials is not None:
    axis.axvline(guess_trials, **plots.line("guess"), label="your guess")
axis.set(xlabel="trials", ylabel="best validation accuracy", ylim=(0, 1), xlim=(0, 104))
axis.set_title("A grid of 16 trials fails where 16 random ones succeed")
axis.legend(loc="lower right")
alt = "Best validation accuracy against trials. The line for random search rises quickly and is above 0.85 at 16; "
alt += "the grid of 16 trials lies near 0.2, and the grid of 81 lies near the line of random search."
plots.show(figure, alt=alt)

# %%
means = {n: best[n].mean() for n in (16, 25)}
print(f"16 trials: grid {grids[2][:, 0].max():.2f}, random {means[16]:.2f} in the mean")
print(f"grid of 81: {grids[3][:, 0].max():.2f}, 25 random trials {means[25]:.2f} in the mean")
assert grids[2][:, 0].max() < 0.35 and means[16] > 0.85 and abs(means[25] - grids[3][:, 0].max()) < 0.03

# %% [markdown]
# The grid of 16 fails, although it costs as much as the random search that succeeds, and 25 random trials come within
# 0.03 of the grid's 81, on each of five splits of the data, passing it on some. To see why, look along each axis.

# %% tags=["hide-input"]
figure, axes = plt.subplots(1, 4, figsize=(10, 3), sharey=True)
names = r"$\log_{10}$ rate", r"$\log_{10}$ decay", r"$\log_2$ width", "dropout"
for number, (axis, name) in enumerate(zip(axes, names, strict=True)):
    axis.scatter(pool[:, number], scores[:, 0], s=12, color=COLORS["random"], label="random")
    axis.scatter(
        grid(2, LOW, HIGH)[:, number], grids[2][:, 0], s=30, marker="s", color=COLORS["grid"], label="grid of 16"
    )
    axis.set(xlabel=name)
axes[0].set(ylabel="validation accuracy", ylim=(0, 1))
figure.suptitle("One axis decides, and the grid tried two values on it", weight="bold")
figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
alt = "Validation accuracy of all trials against each hyperparameter. Only the learning rate shows a shape: low at "
plots.show(figure, alt=alt + "both ends, high between. The 16 grid trials stand at the two ends of each axis, all low.")


# %%
def importance(points, accuracy, low, high, bins=8):
    """Return for each axis the variance of the mean accuracy over equal bins of it."""
    place = np.floor((points - low) / (high - low) * bins).astype(int)  # (n, 4)
    return [np.var([accuracy[bin_ == b].mean() for b in np.unique(bin_)]) for bin_ in place.T]  # 4 numbers


variance = importance(pool, scores[:, 0], LOW, HIGH)
for name, value in zip(("rate", "decay", "width", "dropout"), variance, strict=True):
    print(f"{name:8} {value:.3f}")
assert variance[0] > 4 * max(variance[1:])

# %% [markdown]
# One axis matters, the learning rate, and nobody had told the search, so the grid of 16 tries two rates, eight times
# each, while 16 random trials try 16 rates. Both rates of the grid also stood at the ends of the box, which was bad
# luck; in a box that fits, a grid does well (exercise 3).
#
# Finally, the winner is measured once, on the 997 rows that chose nothing:

# %%
winner = scores[:, 0].argmax()
validated, tested = scores[winner]
print(f"best of 150 trials: validation {validated:.3f}, test {tested:.3f} ± {2 * standard_error(tested, 997):.3f}")
assert abs(validated - tested) < 0.05

# %% [markdown]
# ## A protocol for one page
#
# 1. Split by what will be new when the model is used: the person, the font, the day.
# 2. Put the test set away, before you look at anything.
# 3. Choose by folds or a validation set, with everything that is fitted inside the pipeline.
# 4. Train the winner again, on all rows but the test set.
# 5. Measure once. Report the number, its standard error, and how many things you tried.

# %% [markdown]
# ## What goes wrong
#
# **`KFold` on sorted rows.** It does not shuffle by itself, and the file of the wines is sorted by class. You recognize
# it by folds that differ wildly; `shuffle=True` or `StratifiedKFold` mends it.

# %%
plain = cross_val_score(neighbors, wines, wine_y, cv=KFold(3))  # (3,)
shuffled = cross_val_score(neighbors, wines, wine_y, cv=KFold(3, shuffle=True, random_state=0))  # (3,)
print("sorted", plain.round(2), " shuffled", shuffled.round(2))
assert plain.mean() < 0.5 and shuffled.min() > 0.85

# %% [markdown]
# **`best_score_` reported as the result.** It is the best of many. On labels drawn by lot the truth is 0.5, and what
# stands above it is flattery:

# %%
settings = {"C": np.logspace(-2, 3, 6), "gamma": np.logspace(-3, 1, 8)}
flattered = []
for seed in range(10):
    genes, sick = coin_flip_patients(seed)
    search = GridSearchCV(SVC(), settings, cv=five_folds).fit(genes[:, :10], sick)  # (50, 10)
    flattered.append(search.best_score_)
print(f"best_score_ of 48 settings on noise: mean {np.mean(flattered):.2f}, highest {max(flattered):.2f}")
assert np.mean(flattered) > 0.55

# %% [markdown]
# Choosing the seed, the threshold or the epoch (early stopping) on the test set is the same mistake.
#
# **`fit_transform` before the split.** With a scaler it does no harm that you could measure, but with a selection it
# makes a diagnosis out of noise. Fit nothing outside the pipeline.

# %% [markdown]
# ## Deeper: stratified folds
#
# Shuffle, sort by class (stably, so that chance decides inside a class), and deal the rows like cards. Each fold then
# has each class's share to within one row, as in scikit-learn.


# %%
def stratified_folds(y, k, rng):
    """Return for each row of y (n,) the number of the fold that tests it."""
    order = rng.permutation(len(y))  # (n,)
    order = order[np.argsort(y[order], kind="stable")]  # (n,) class by class
    fold = np.empty(len(y), dtype=int)  # (n,)
    fold[order] = np.arange(len(y)) % k
    return fold


dealt = stratified_folds(wine_y, 5, np.random.default_rng(0))  # (178,)
library = cut("stratified", wine_y, wine_y, 5)  # (178,)
for fold in (dealt, library):
    table = np.array([[np.sum((wine_y == c) & (fold == number)) for c in range(3)] for number in range(5)])  # (5, 3)
    assert (np.ptp(table, axis=0) <= 1).all()
print(table)

# %% [markdown]
# ## Deeper: the best of K, exactly
#
# If $F$ is the distribution function of the binomial, the best of $K$ has the distribution function $F^K$, because all
# $K$ have to stay below. The mean of a whole number that is at least 0 is the sum of $\Pr(\text{it exceeds } m)$ over
# $m=0,1,\dots$, so
#
# $$\mathrm{E}[\text{best}] = \frac1n \sum_{m=0}^{n-1} \bigl(1 - F(m)^K\bigr).$$


# %%
def expected_best(p, n, K):
    return np.sum(1 - stats.binom.cdf(np.arange(n), n, p) ** K) / n


for n, values in best_of.items():
    exact = [expected_best(0.8, n, K) for K in tries]
    print(f"{n:5} rows:", *[f"{value:.3f}" for value in exact])
    assert np.allclose(exact, values, atol=0.006)

# %% [markdown]
# ## Deeper: nested folds
#
# If there is no data to spare for a test set, put the whole search inside an outer cross-validation: for each outer
# fold, search on its training rows only, and measure the winner on its test rows. On the noise from above that gives
# about what a coin does, with the scatter of 50 patients.

# %%
inner, nested = StratifiedKFold(3, shuffle=True, random_state=0), []
for seed in range(5):
    genes, sick = coin_flip_patients(seed)
    search = GridSearchCV(SVC(), settings, cv=inner)
    nested.append(cross_val_score(search, genes[:, :10], sick, cv=five_folds).mean())
print(f"the same five data sets: best_score_ {np.mean(flattered[:5]):.2f}, nested {np.mean(nested):.2f}")
assert np.mean(flattered[:5]) > np.mean(nested) + 0.05

# %% [markdown]
# ## Deeper: spend less on losers
#
# **Successive halving** starts many trials with few epochs and gives the rest of the time to the best. Here 16 points
# train one epoch, the best four train four, and the best one 16: 48 epochs instead of the 128 of 16 trials.


# %%
def halving(points):
    for epochs, keep in ((1, 4), (4, 1)):
        reached = [trial(point, parts, 0, epochs)[0] for point in points]
        points = points[np.argsort(reached)[-keep:]]  # (keep, 4)
    return trial(points[0], parts, 0, 16)[0]


halved = [halving(random_search(16, LOW, HIGH, np.random.default_rng(seed))) for seed in range(5)]
print(f"halving, 48 epochs: {np.mean(halved):.2f}; 16 whole trials, 128 epochs: {means[16]:.2f}")
assert np.mean(halved) > means[16] - 0.1

# %% [markdown]
# ## Exercises
#
# ### 1. How many test rows? (★, 10 minutes)
#
# Two models have true accuracies 0.95 and 0.96 and are tested on independent rows, $n$ each. How large must $n$ be for
# the difference to be two standard errors? Why do fewer suffice if both are tested on the *same* rows?
#
# <details><summary>Solution</summary>
#
# The variances add: $2\sqrt{(0.95\cdot0.05+0.96\cdot0.04)/n}\le0.01$ gives $n\ge3{,}436$. On the same rows both models
# fail on the hard ones; what they share cancels in the difference, and only the rows where they disagree count.
#
# ```python
# print(round((0.95 * 0.05 + 0.96 * 0.04) / 0.005**2))
# ```
#
# </details>
#
# ### 2. Group folds from scratch (★★, 20 minutes)
#
# Write `group_folds(groups, k)` that returns for each row the number of its fold, so that no group is on both sides and
# the folds are about equally large. State the law as an assertion.
#
# <details><summary>Solution</summary>
#
# Deal the groups, largest first, each to the fold that is smallest so far:
#
# ```python
# def group_folds(groups, k):
#     names, sizes = np.unique(groups, return_counts=True)
#     filled, fold_of = np.zeros(k, dtype=int), {}
#     for i in np.argsort(-sizes, kind="stable"):
#         fold_of[names[i]] = int(filled.argmin())
#         filled[filled.argmin()] += sizes[i]
#     return np.array([fold_of[group] for group in groups])
#
# groups = np.random.default_rng(0).integers(0, 20, 200)
# fold = group_folds(groups, 5)
# assert all(len(set(fold[groups == group])) == 1 for group in groups)
# print(np.bincount(fold))
# ```
#
# </details>
#
# ### 3. A grid in the right box (★★, 15 minutes)
#
# Shrink the box to learning rates from 0.01 to 1, and repeat the grid of 16. What do you conclude about grids?
#
# <details><summary>Solution</summary>
#
# ```python
# low, high = LOW.copy(), HIGH.copy()
# low[0], high[0] = -2, 0
# print(max(trial(point, parts, seed)[0] for seed, point in enumerate(grid(2, low, high))))
# ```
#
# It jumps from near chance to a usable network. A grid's luck is where its lines fall; random draws need no such luck,
# and whoever knows the right box has searched already.
#
# </details>
#
# ### 4. How often does a t-test cry wolf? (★★★, 40 minutes, open)
#
# Two models are exactly equally good by construction. Compare them on 30 random hold-outs of one data set with a paired
# t-test at 5 %. How often does it find a difference, over 100 data sets? How could the test be mended?
#
# <details><summary>Solution</summary>
#
# Both models are the nearest mean; one sees the first five features, the other the last five, all equally useful.
#
# ```python
# def hits(train_X, train_y, test_X, test_y):
#     means = np.stack([train_X[train_y == c].mean(0) for c in (0, 1)])
#     return np.mean(((test_X[:, None] - means) ** 2).sum(2).argmin(1) == test_y)
#
# rng, wolves = np.random.default_rng(0), 0
# for _ in range(100):
#     y = rng.permutation(np.repeat([0, 1], 50))
#     X = rng.standard_normal((100, 10)) + 0.4 * y[:, None]
#     differences = []
#     for _ in range(30):
#         train, test = np.split(rng.permutation(100), [67])
#         a, b = (hits(X[train][:, c], y[train], X[test][:, c], y[test]) for c in (slice(5), slice(5, 10)))
#         differences.append(a - b)
#     wolves += stats.ttest_1samp(differences, 0).pvalue < 0.05
# print(wolves, "of 100")
# ```
#
# Far more often than five times, because the hold-outs share rows and so are no independent draws: more of them shrink
# the error bar without any new data. Dietterich (1998) measured this and proposed five times two folds; try it, or
# widen the error bar until the rate is right.
#
# </details>

# %% [markdown]
# ## Summary
#
# - Whatever was chosen by looking at a number, that number is training error now.
# - A test score has the standard error $\sqrt{p(1-p)/n}$, and the best of many scores is too good.
# - Folds test every row once; stratify by class, and group by what will be new.
# - Selection and twins make scores worthless, groups flatter, scaling hardly matters: fit everything inside the fold.
# - Random search tries a new value of the axis that matters with every trial; a grid repeats the same few.

# %% [markdown]
# ## Where it came from
#
# Statisticians of the 1970s made cross-validation a method; the warnings are younger.
#
# ### Deeper: the papers
#
# - M. Stone, 1974, *Cross-validatory choice and assessment of statistical predictions*, Journal of the Royal
#   Statistical Society B 36, 111–147: cross-validation to choose and to assess.
# - T. G. Dietterich, 1998, *Approximate statistical tests for comparing supervised classification learning algorithms*,
#   Neural Computation 10, 1895–1923: which tests cry wolf.
# - C. Ambroise and G. J. McLachlan, 2002, *Selection bias in gene extraction on the basis of microarray gene-expression
#   data*, PNAS 99, 6562–6566: the puzzle, on real genes.
# - Y. Bengio and Y. Grandvalet, 2004, *No unbiased estimator of the variance of k-fold cross-validation*, Journal of
#   Machine Learning Research 5, 1089–1105: the scatter of folds is not their error bar.
# - G. C. Cawley and N. L. C. Talbot, 2010, *On over-fitting in model selection and subsequent selection bias in
#   performance evaluation*, Journal of Machine Learning Research 11, 2079–2107: the winner's curse in searches.
# - J. Bergstra and Y. Bengio, 2012, *Random search for hyper-parameter optimization*, Journal of Machine Learning
#   Research 13, 281–305: why random draws beat grids.
# - L. Li, K. Jamieson, G. DeSalvo, A. Rostamizadeh and A. Talwalkar, 2018, *Hyperband*, Journal of Machine Learning
#   Research 18(185), 1–52: successive halving, hedged.
# - B. Recht, R. Roelofs, L. Schmidt and V. Shankar, 2019, *Do ImageNet classifiers generalize to ImageNet?*, ICML: on
#   new test images models lose 11 to 14 %, but better models stay better, so reuse of the old ones is hardly the cause.
# - S. Kapoor and A. Narayanan, 2023, *Leakage and the reproducibility crisis in machine-learning-based science*,
#   Patterns 4, 100804: leakage in 17 fields, affecting 294 papers.
#
# **Next**: [16, convolution](16-convolution.ipynb): one small set of weights for every place in an image.

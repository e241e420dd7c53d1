# %% [markdown]
# # Evaluation metrics
#
# After this lecture you can say how good a classifier is, with the measure that fits the question, and tell when a
# number that sounds good means nothing.
#
# **Reading** 55 min · **Running** under 30 s on two cores · **Prerequisites** one neuron
# ([lecture 04](04-one-neuron-four-models.ipynb)), losses ([lecture 06](06-losses.ipynb)), training in PyTorch
# ([lecture 10](10-training-in-pytorch.ipynb)) · **Practice** [assignment a11](../release/a11-metrics/metrics.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/14-evaluation-metrics.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb), [06](06-losses.ipynb), [10](10-training-in-pytorch.ipynb)

# %% [markdown]
# ## You will be able to
#
# - compute sensitivity, specificity, precision, accuracy and F1 from four counts;
# - implement ROC and precision-recall curves, AUC and average precision, with ties, and check them against
#   scikit-learn;
# - choose a measure, and a threshold, for a given task, prevalence and cost;
# - diagnose overconfident probabilities and correct them with a temperature;
# - explain what mAP averages, for classes and for boxes.

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
from fractions import Fraction

import torch.nn.functional as F
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from torch import nn

# %% [markdown]
# ## Right 99 times in 100
#
# A thousand people are screened for a disease that ten of them have. Test A is right for 99.0 % of them, test B for
# 93.9 %. Which one would you want? Decide before you look.

# %%
sick = np.arange(1000) < 10  # (people,) the first ten are sick
test_a = np.zeros(1000, dtype=bool)  # (people,) A calls everybody healthy
test_b = (np.arange(1000) < 9) | ((np.arange(1000) >= 10) & (np.arange(1000) < 70))  # (people,)
place = np.random.default_rng(0).permutation(1000)  # (people,) where each person stands in the picture

figure, axes = plt.subplots(1, 2, figsize=(9, 3.6))
for axis, name, test in zip(axes, "AB", (test_a, test_b), strict=True):
    groups = {
        "healthy, left alone": (~sick & ~test, "lightgray", "."),
        "healthy, alarmed": (~sick & test, plots.ORANGE, "x"),
        "sick, found": (sick & test, plots.BLUE, "o"),
        "sick, missed": (sick & ~test, plots.RED, "s"),
    }
    for label, (who, color, marker) in groups.items():
        axis.scatter(place[who] % 50, place[who] // 50, s=28, c=color, marker=marker, label=f"{label}: {who.sum()}")
    axis.set(title=f"Test {name}: {np.mean(sick == test):.1%} right, {np.sum(sick & test)} of 10 found")
    axis.axis("off")
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, fontsize=9)
plots.show(
    figure,
    alt="Two fields of 1,000 dots. Test A misses all ten sick people and alarms nobody. "
    "Test B finds nine of ten and alarms 60 healthy people.",
)

# %% [markdown]
# Test A finds nobody. It earns its 99 % by never looking, because 99 % of the people are healthy. One number had to
# hide something; four numbers do not.

# %% [markdown]
# ## 1. Four counts
#
# Call the class we look for **positive**. Every answer is then one of four kinds: *true* or *false* says whether the
# answer is right,
# *positive* or *negative* says what the answer was.
#
# | | answer: positive | answer: negative |
# | --- | --- | --- |
# | **truth: positive** | true positive, TP | false negative, FN (a miss) |
# | **truth: negative** | false positive, FP (a false alarm) | true negative, TN |
#
# This table is the **confusion matrix**. To have something small to count, we train one neuron to ask of an image "is
# it
# a 3?", give it only 60 images to learn from so that it makes mistakes, and let it answer "3" for the tenth of the test
# images that it scores highest. Then we pick six of its answers.


# %%
def one_neuron(train, seed=0, epochs=30):
    """Train a neuron on a Split with y in {0, 1}. It returns z, the pre-activation; sigmoid(z) is the probability."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(train.X[0].numel(), 1), nn.Flatten(0))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    training.fit(model, train, loss=logistic_loss, optimizer=optimizer, epochs=epochs, seed=seed, progress=False)
    return model


def logistic_loss(z, y):
    return F.binary_cross_entropy_with_logits(z, y.float())  # z: (batch,), y: (batch,) -> ()


def probability(model, X):
    with torch.no_grad():
        return torch.sigmoid(model(X).double()).numpy()  # (n,)


digits = data.digits()
detector = one_neuron(data.Split(digits.train.X[:60], (digits.train.y[:60] == 3).long()))

# %%
truth = (digits.test.y == 3).numpy().astype(int)  # (450,)
score = probability(detector, digits.test.X)  # (450,)
answer = (score >= np.quantile(score, 0.9)).astype(int)  # (450,) "3" for the tenth that looks most like one
kinds = {"TP": (1, 1), "TN": (0, 0), "FN": (1, 0), "FP": (0, 1)}
six = []
for kind in ("TP", "TN", "FN", "FP", "FP", "TP"):
    six.append(next(i for i in range(450) if (truth[i], answer[i]) == kinds[kind] and i not in six))

figure, axes = plt.subplots(1, 6, figsize=(9, 2.4))
for axis, i in zip(axes, six, strict=True):
    kind = next(name for name, pair in kinds.items() if pair == (truth[i], answer[i]))
    axis.imshow(digits.test.X[i, 0], cmap="gray_r")
    axis.set_title(f"says {'3' if answer[i] else 'not 3'}\n{kind}", color=plots.BLUE if kind[0] == "T" else plots.RED)
    axis.set_xlabel(f"it is a {digits.test.y[i]}")
    axis.set(xticks=[], yticks=[])
figure.suptitle("Three of six answers are right")
plots.show(
    figure,
    alt="Six images of digits with the detector's answers: true positive, true negative, false "
    "negative, false positive, false positive, true positive.",
)

# %% [markdown]
# Every measure divides one count by a group. Ask "of whom?" and you know the denominator.
#
# | measure | of all ... | how many ... | formula |
# | --- | --- | --- | --- |
# | **sensitivity** = **recall** = true positive rate | positives | are found | $TP/(TP+FN)$ |
# | **specificity** | negatives | are left alone | $TN/(TN+FP)$ |
# | false positive rate = 1 − specificity | negatives | are alarmed | $FP/(TN+FP)$ |
# | **precision** | positive answers | are right | $TP/(TP+FP)$ |
# | **accuracy** | answers | are right | $(TP+TN)/n$ |
# | error rate = 1 − accuracy | answers | are wrong | $(FP+FN)/n$ |
#
# **F1** is the harmonic mean of precision $P$ and recall $R$: $F_1 = 2PR/(P+R) = 2\,TP/(2\,TP+FP+FN)$. It is near the
# smaller of the two, so neither can make up for the other.


# %% tags=["check-output"]
def counts(y, y_hat):
    """Return (TP, FP, FN, TN) for (n,) truths y and answers y_hat of 0 and 1."""
    return tuple(int(np.sum((y == a) & (y_hat == b))) for a, b in ((1, 1), (0, 1), (1, 0), (0, 0)))


def measures(tp, fp, fn, tn):
    return {
        "specificity": Fraction(tn, tn + fp),
        "recall": Fraction(tp, tp + fn),
        "precision": Fraction(tp, tp + fp),
        "accuracy": Fraction(tp + tn, tp + fp + fn + tn),
        "F1": Fraction(2 * tp, 2 * tp + fp + fn),
        "false positive rate": Fraction(fp, fp + tn),
    }


y, y_hat = truth[six], answer[six]  # (6,), (6,)
found = measures(*counts(y, y_hat))
expected = {"specificity": (1, 3), "recall": (2, 3), "precision": (2, 4), "accuracy": (3, 6)}
assert all(found[name] == Fraction(*value) for name, value in expected.items())
for name, value in found.items():
    print(f"{name:20} {value}")

# %% [markdown]
# Specificity 1/3, recall 2/3, precision 2/4, accuracy 3/6: four honest answers to four questions about the same six
# images. The library agrees, on these six and on all 450. (It puts TN first.)

# %%
for y, y_hat in ((truth[six], answer[six]), (truth, answer)):
    tp, fp, fn, tn = counts(y, y_hat)
    assert sk.confusion_matrix(y, y_hat).ravel().tolist() == [tn, fp, fn, tp]
    ours = measures(tp, fp, fn, tn)
    assert np.isclose(float(ours["precision"]), sk.precision_score(y, y_hat))
    assert np.isclose(float(ours["recall"]), sk.recall_score(y, y_hat))
    assert np.isclose(float(ours["specificity"]), sk.recall_score(y, y_hat, pos_label=0))
    assert np.isclose(float(ours["accuracy"]), sk.accuracy_score(y, y_hat))
    assert np.isclose(float(ours["F1"]), sk.f1_score(y, y_hat))
print(f"all 450: TP {tp}, FP {fp}, FN {fn}, TN {tn}; " + ", ".join(f"{k} {float(v):.3f}" for k, v in ours.items()))

# %% [markdown]
# **Checkpoint.** Why does test A, which calls everybody healthy, have no precision at all?
#
# <details><summary>Answer</summary>
#
# Precision divides by the number of positive answers, and A gives none: 0/0. Our `Fraction` raises
# `ZeroDivisionError`;
# scikit-learn warns and returns 0. Report "no positive answers", not a number.
#
# </details>

# %% [markdown]
# ## 2. Sweep the threshold: ROC and precision-recall
#
# A neuron does not answer yes or no. It gives a probability $p$, and somebody sets a **threshold** $t$: answer
# *positive* if $p \ge t$.
# Lower $t$ and you find more positives and raise more false alarms. A curve shows all thresholds at once:
#
# - **ROC** (receiver operating characteristic): true positive rate against false positive rate;
# - **PR**: precision against recall.
#
# Both come from one walk. Sort by score, best first, and lower the threshold past one sample at a time. For ROC, a
# positive is a
# step up and a negative is a step right:

# %%
ranking = np.array([1, 1, 0, 1, 0, 0, 1, 0])  # (n,) the classes, best score first
up = np.append(0, np.cumsum(ranking)) / 4  # (n + 1,) true positive rate
right = np.append(0, np.cumsum(1 - ranking)) / 4  # (n + 1,) false positive rate

figure, axis = plt.subplots(figsize=(4.6, 4.2))
axis.fill_between(right, up, color=plots.SKY, alpha=0.25)
axis.plot(right, up, marker="o", color=plots.BLUE)
for i, positive in enumerate(ranking):
    label, shift = ("+", (-12, 0)) if positive else ("−", (0, 8))
    middle = ((right[i] + right[i + 1]) / 2, (up[i] + up[i + 1]) / 2)
    axis.annotate(label, middle, xytext=shift, textcoords="offset points", ha="center", va="center", fontsize=14)
axis.plot([0, 1], [0, 1], color="gray", linestyle="--", linewidth=1)
axis.text(0.62, 0.3, "12 of 16 squares\nare below: AUC = 3/4", ha="center")
axis.set(xlabel="false positive rate", ylabel="true positive rate", xlim=(-0.06, 1.03), ylim=(-0.03, 1.08))
axis.set(title="Positive: step up; negative: right", xticks=np.arange(5) / 4, yticks=np.arange(5) / 4)
plots.show(
    figure,
    alt="Staircase from (0, 0) to (1, 1) for the ranking + + - + - - + -; 12 of the 16 grid squares lie "
    "below it, so the area under the curve is 3/4.",
)

# %% [markdown]
# Look at one square: it belongs to one positive (a row) and one negative (a column), and it lies below the staircase
# exactly
# if that positive came first. So the area under the ROC curve, **AUC**, is the share of pairs in the right order:
#
# $$\mathrm{AUC} = \Pr(s^+ > s^-) + \tfrac12 \Pr(s^+ = s^-),$$
#
# where $s^+$ and $s^-$ are the scores of a random positive and a random negative. Samples with **equal scores** cross
# the threshold together: one slanted step,
# half a square each. **Average precision** is the area under the PR staircase, $\mathrm{AP} = \sum_k (R_k -
# R_{k-1})\,P_k$: each gain in recall counts with the
# precision at which it was made.
#
# Each line below answers to one term.


# %%
def sweep(y, score):
    """Return TP, FP and threshold, (k,) each, after every distinct score, highest first; y and score are (n,)."""
    order = np.argsort(-score, kind="stable")  # (n,)
    y, score = y[order], score[order]  # (n,), (n,)
    last = np.append(np.flatnonzero(np.diff(score)), len(y) - 1)  # (k,) where each run of equal scores ends
    tp = np.cumsum(y)[last]  # (k,)
    return tp, last + 1 - tp, score[last]


def roc_curve(y, score):
    tp, fp, _ = sweep(y, score)
    return np.append(0, fp / fp[-1]), np.append(0, tp / tp[-1])  # (k + 1,) each: FPR, TPR, from (0, 0)


def pr_curve(y, score):
    tp, fp, _ = sweep(y, score)
    return tp / tp[-1], tp / (tp + fp)  # (k,) each: recall, precision


def auc(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)  # trapezoids, so a slanted step counts half


def average_precision(recall, precision):
    return np.sum(np.diff(recall, prepend=0) * precision)


# %% [markdown]
# Now real scores. The data: 569 breast tumors, 30 measurements of cell nuclei each; positive means *malignant*
# (scikit-learn codes it the other way round). One neuron sees all 30 features, another only two: a harder, more
# instructive case.


# %%
def keep(split, columns):
    return data.Split(split.X[:, columns], split.y)


tumors = data.standardize(data.breast_cancer())
columns = {"all 30": list(range(30))}
columns["2 of 30"] = [tumors.feature_names.index(name) for name in ("mean texture", "mean smoothness")]
y = tumors.test.y.numpy()  # (143,) 1 = malignant
p = {}  # name of the feature set -> (143,) probability of malignant
for name, chosen in columns.items():
    neuron = one_neuron(keep(tumors.train, chosen))
    p[name] = probability(neuron, tumors.test.X[:, chosen])
    print(f"{name} features: AUC {auc(*roc_curve(y, p[name])):.3f}, AP {average_precision(*pr_curve(y, p[name])):.3f}")

# %% [markdown]
# **Checkpoint.** Before you run it, predict what the next cell's second round tests: why do we round the scores to
# one decimal?
#
# <details><summary>Answer</summary>
#
# Rounding leaves at most 11 distinct scores, so most samples are tied. Code that steps through a tie sample by sample
# gives a
# curve that depends on the order of the rows, and fails here.
#
# </details>

# %%
for score in (p["2 of 30"], np.round(p["2 of 30"], 1)):  # without ties, and with many
    fpr, tpr, _ = sk.roc_curve(y, score, drop_intermediate=False)
    np.testing.assert_allclose(roc_curve(y, score), (fpr, tpr))
    precision, recall, _ = sk.precision_recall_curve(y, score)  # lowest threshold first, and (0, 1) added at the end
    np.testing.assert_allclose(pr_curve(y, score), (recall[-2::-1], precision[-2::-1]))
    assert np.isclose(auc(*roc_curve(y, score)), sk.roc_auc_score(y, score))
    assert np.isclose(average_precision(*pr_curve(y, score)), sk.average_precision_score(y, score))

    gap = score[y == 1][:, None] - score[y == 0]  # (positives, negatives)
    assert np.isclose(np.mean(gap > 0) + np.mean(gap == 0) / 2, auc(*roc_curve(y, score)))
    print(f"{gap.size} pairs, {np.sum(gap == 0)} tied: AUC {sk.roc_auc_score(y, score):.4f} all three ways")

# %% [markdown]
# ## 3. Rare positives, and which measure when
#
# Both ROC axes divide within one class, so ROC does not know how common the classes are. Precision mixes them:
#
# $$P = \frac{\pi\,\mathrm{TPR}}{\pi\,\mathrm{TPR} + (1-\pi)\,\mathrm{FPR}},$$
#
# where $\pi$ is the share of positives, the **prevalence**.
#
# We keep the neuron and its scores, and only repeat the benign rows 10 and 60 times.

# %%
score = p["2 of 30"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.9))
areas = []
for times, style, width, color in ((1, "-", 6, plots.SKY), (10, "--", 3.5, plots.RED), (60, ":", 2, plots.BLACK)):
    repeats = np.where(y == 1, 1, times)  # (143,)
    many_y, many_score = np.repeat(y, repeats), np.repeat(score, repeats)  # (rows,), (rows,)
    roc, pr = roc_curve(many_y, many_score), pr_curve(many_y, many_score)
    areas.append((auc(*roc), average_precision(*pr)))
    left.plot(*roc, style, color=color, linewidth=width, label=f"{many_y.mean():.1%} positive: AUC {areas[-1][0]:.3f}")
    right.plot(*pr, style, color=color, linewidth=width, label=f"{many_y.mean():.1%} positive: AP {areas[-1][1]:.3f}")
left.set(title="ROC does not move", xlabel="false positive rate", ylabel="true positive rate")
right.set(title="Precision collapses", xlabel="recall", ylabel="precision", ylim=(0, 1.05))
left.legend(loc="lower right")
right.legend(loc="upper right")
plots.show(
    figure,
    alt="Left: three ROC curves lie on top of each other. Right: precision-recall curves fall as "
    "positives become rarer, from 37 percent to 1 percent.",
)
assert np.ptp([area for area, _ in areas]) < 1e-12  # the same AUC three times
assert areas[0][1] > 2 * areas[1][1] > 4 * areas[2][1]  # each time less than half the average precision
assert np.mean(many_y == 0) > 0.99  # "never malignant" is now 99 % accurate

# %% [markdown]
# At 1 % malignant, "never malignant" is 99 % accurate again. So which measure when?
#
# | your situation | look at | because |
# | --- | --- | --- |
# | no class matters more, proportions unknown | ROC, AUC | does not depend on the proportions |
# | no class matters more, proportions known | accuracy | every error counts one, in the mix you will meet |
# | you look for one class, and it is rare | precision against recall, AP | ignores the sea of true negatives |
# | errors have known costs | expected cost | it is what you pay |
#
# **Costs choose the threshold.** A false alarm costs $c_{FP}$, a miss $c_{FN}$. Answering *positive* costs
# $(1-p)\,c_{FP}$ on average, *negative* costs $p\,c_{FN}$. So answer
# *positive* from
#
# $$t^* = \frac{c_{FP}}{c_{FP}+c_{FN}}.$$
#
# Equal costs give 0.5. A miss twenty times as bad gives $1/21 \approx 0.048$: no sorting, no search, *if* $p$ can be
# believed.
#
# **Checkpoint.** Why can AUC be 0.99 while most alarms are false?
#
# <details><summary>Answer</summary>
#
# With prevalence 0.1 %, TPR 0.95 and FPR 0.05 (a fine ROC point), precision is 0.00095 / (0.00095 + 0.04995), below 2
# %. A few
# percent of very many negatives outnumber nearly all of very few positives.
#
# </details>

# %% [markdown]
# ## 4. Can the probability be believed?
#
# **Calibrated** means: of all samples given $p = 0.8$, 80 % are positive. Sort the predictions into bins $b$; let
# $n_b$ be the samples in the bin, $\bar p_b$ their mean
# probability, $\bar y_b$ their share of positives. Then
#
# $$\mathrm{ECE} = \sum_b \frac{n_b}{n}\,|\bar y_b - \bar p_b|, \qquad \mathrm{Brier} = \frac1n \sum_i (p_i - y_i)^2 .$$
#
# The *expected calibration error* measures the gaps; the Brier score punishes gaps and poor sorting alike. (For many
# classes, ECE usually looks at the winning
# class's probability.) Our patient is a network that learns 100 noisy points nearly by heart.


# %%
def reliability(y, p, bins=10):
    """Return share of samples, mean probability and share of positives, for each bin that is not empty."""
    number = np.minimum((p * bins).astype(int), bins - 1)  # (n,)
    groups = [number == b for b in range(bins) if np.any(number == b)]
    return tuple(np.array([f(g) for g in groups]) for f in (np.mean, lambda g: p[g].mean(), lambda g: y[g].mean()))


def expected_calibration_error(y, p):
    share, mean_p, mean_y = reliability(y, p)
    return np.sum(share * np.abs(mean_y - mean_p))


moons = data.moons(count=6000, noise=0.35, seed=0)
few, validation = data.Split(moons.train.X[:100], moons.train.y[:100]), moons.train.X[100:]
network = nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 1), nn.Flatten(0))
adam = torch.optim.AdamW(network.parameters(), lr=0.01)
training.fit(network, few, loss=logistic_loss, optimizer=adam, epochs=300, batch_size=100, progress=False)
for name, split in (("its 100 points", few), ("new points", moons.test)):
    figures = training.evaluate(network, split, loss=logistic_loss, metrics={"accuracy": metrics.accuracy})
    print(f"{name}: accuracy {figures['accuracy']:.3f}, loss {figures['loss']:.3f}")

# %% [markdown]
# The cure is one number. **Temperature scaling** replaces $z$ by $z/T$, with the $T$ that gives the smallest loss on
# *validation*
# data. It keeps the order of the scores, so ROC, AUC and the answers at 0.5 stay as they are.

# %%
with torch.no_grad():
    z_validation, z_test = network(validation), network(moons.test.X)  # (4400,), (1500,)
y_validation, y_moons = moons.train.y[100:], moons.test.y.numpy()  # (4400,), (1500,)
temperatures = np.geomspace(0.5, 50, 200)
temperature = min(temperatures, key=lambda T: logistic_loss(z_validation / T, y_validation))

z_before, z_after = (z_test.double() / T for T in (1, temperature))  # (1500,) each
before, after = torch.sigmoid(z_before).numpy(), torch.sigmoid(z_after).numpy()  # (1500,) each
for name, z, q in (("T = 1", z_before, before), (f"T = {temperature:.1f}", z_after, after)):
    brier = np.mean((q - y_moons) ** 2)
    assert np.isclose(brier, sk.brier_score_loss(y_moons, q))
    np.testing.assert_allclose(calibration_curve(y_moons, q, n_bins=10), reliability(y_moons, q)[:0:-1])
    print(f"{name:9} ECE {expected_calibration_error(y_moons, q):.3f}  Brier {brier:.3f}  ", end="")
    print(f"accuracy {np.mean((q >= 0.5) == y_moons):.3f}  AUC {sk.roc_auc_score(y_moons, z):.3f}")
assert expected_calibration_error(y_moons, after) < expected_calibration_error(y_moons, before) / 1.5
assert sk.roc_auc_score(y_moons, z_before) == sk.roc_auc_score(y_moons, z_after)

# %%
figure, axis = plt.subplots(figsize=(5.2, 4.4))
axis.plot([0, 1], [0, 1], color="gray", linestyle="--", linewidth=1, label="calibrated")
for q, marker, color, label in ((before, "o", plots.RED, "as trained"), (after, "s", plots.BLUE, "with temperature")):
    _, mean_p, mean_y = reliability(y_moons, q)  # (bins,), (bins,)
    ece = expected_calibration_error(y_moons, q)
    axis.plot(mean_p, mean_y, marker=marker, color=color, label=f"{label}: ECE {ece:.3f}")
axis.set(title="One number mends overconfidence", xlim=(0, 1), ylim=(0, 1))
axis.set(xlabel="mean predicted probability in the bin", ylabel="share of positives in the bin")
axis.legend(loc="upper left")
plots.show(
    figure,
    alt="Reliability diagram. As trained, the curve is flatter than the diagonal: predictions near 0 and 1 are too "
    "sure. With temperature scaling it follows the diagonal more closely.",
)

# %% [markdown]
# **Checkpoint.** Why can a network with 100 % training accuracy not learn its own temperature from its training data?
#
# <details><summary>Answer</summary>
#
# On data where every answer is right, more confidence always lowers the loss, so the best temperature there goes to
# 0. Only samples it
# has not seen show how often it is wrong.
#
# </details>

# %% [markdown]
# ## 5. Many classes, many boxes
#
# With $K$ classes, treat each as positive against the rest. **Macro** averaging takes the mean of the $K$ results:
# each class counts the same. **Micro** adds up the counts first:
# each sample counts the same. If every sample has one label and gets one answer, each error is one FP and one FN, so
# micro precision = recall = F1 = accuracy. **mAP**,
# mean average precision, is the macro average of AP.


# %%
def softmax_layer(train):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    training.fit(model, train, optimizer=torch.optim.AdamW(model.parameters(), lr=0.01), epochs=20, progress=False)
    return model


ten = softmax_layer(digits.train)
with torch.no_grad():
    logits = ten(digits.test.X)  # (450, 10)
labels, confusion = digits.test.y.numpy(), metrics.confusion_matrix(logits, digits.test.y).numpy()  # (450,), (10, 10)
tp, fp, fn = np.diag(confusion), confusion.sum(0) - np.diag(confusion), confusion.sum(1) - np.diag(confusion)
macro = np.mean(2 * tp / (2 * tp + fp + fn))
micro = 2 * tp.sum() / (2 * tp.sum() + fp.sum() + fn.sum())
answers = logits.argmax(1).numpy()  # (450,)
assert np.isclose(macro, sk.f1_score(labels, answers, average="macro"))
assert np.isclose(micro, sk.f1_score(labels, answers, average="micro"))
assert np.isclose(micro, np.mean(labels == answers))
ap = [average_precision(*pr_curve((labels == k).astype(int), F.softmax(logits, 1)[:, k].numpy())) for k in range(10)]
print(f"macro F1 {macro:.4f}, micro F1 = accuracy {micro:.4f}")
print(f"mAP {np.mean(ap):.4f}; hardest digit: {np.argmin(ap)}, AP {min(ap):.3f}")

# %% [markdown]
# For **object detection** an answer is a box with a score. It is right if it overlaps an object enough: intersection
# over union (IoU) of at least 0.5, say. Go
# through the boxes of a class, best score first; each takes the best free object. A second box on the same object is
# a false positive, an object
# without a box is a miss. With TP and FP assigned, AP is the same sum as before.


# %%
def iou(a, b):
    """Return the intersection over union of two boxes (x1, y1, x2, y2) with whole-number corners."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    return Fraction(both, (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def match(boxes, objects, least=Fraction(1, 2)):
    """Return 1 (true positive) or 0 (false positive) for each box; boxes come best score first."""
    free, result = list(objects), []
    for box in boxes:
        best = max(free, key=lambda thing: iou(box, thing), default=None)
        result.append(int(best is not None and iou(box, best) >= least))
        if result[-1]:
            free.remove(best)
    return result


objects = [(1, 1, 5, 5), (7, 1, 11, 4), (13, 1, 16, 6)]
boxes = [(1, 1, 5, 4), (2, 1, 6, 5), (7, 1, 10, 4), (13, 2, 16, 6)]  # scores 0.9, 0.8, 0.6, 0.5
hits = match(boxes, objects)
print("IoU with the nearest object:", *[max(iou(box, thing) for thing in objects) for box in boxes], "-> hits", hits)

# %%
found = np.cumsum(hits)  # (4,)
precisions = [Fraction(int(k), i) for i, k in enumerate(found, start=1)]
best_later = [max(precisions[i:]) for i in range(4)]
plain, interpolated = (sum(v for v, hit in zip(vs, hits, strict=True) if hit) / 3 for vs in (precisions, best_later))
assert hits == [1, 0, 1, 1] and (plain, interpolated) == (Fraction(29, 36), Fraction(5, 6))

figure, axis = plt.subplots(figsize=(7.5, 3.2))
for x1, y1, x2, y2 in objects:
    axis.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, color="lightgray"))
for (x1, y1, x2, y2), hit, score in zip(boxes, hits, (0.9, 0.8, 0.6, 0.5), strict=True):
    color, style = (plots.BLUE, "-") if hit else (plots.RED, "--")
    axis.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=color, linestyle=style, linewidth=2))
    corner, side = ((x1, y2), "left") if hit else ((x2, y2), "right")
    axis.text(corner[0], corner[1] + 0.15, f"{score} {'TP' if hit else 'FP'}", color=color, ha=side)
axis.set(xlim=(0, 17), ylim=(0, 7), aspect="equal", xlabel="x (pixels)", ylabel="y (pixels)")
axis.set_title(f"A second box on one object is a false alarm: AP = {plain}")
plots.show(
    figure,
    alt="Three gray objects and four boxes. The boxes with scores 0.9, 0.6 and 0.5 match an object each; "
    "the box with score 0.8 overlaps the first object again and is a false positive.",
)

# %% [markdown]
# Precision after each hit is 1, 2/3, 3/4; the mean over three objects is AP = 29/36. Benchmarks first
# **interpolate**: they replace each precision by the best at this or any
# higher recall (here 3/4 for 2/3, so AP = 5/6). PASCAL VOC averaged this at 11 recalls until 2009, then over all of
# them; COCO takes 101 recalls and averages over
# ten IoU thresholds, 0.50 to 0.95. So "mAP 40" means little without the rule.
#
# **Checkpoint.** Why is a second box on the same object counted as an error?
#
# <details><summary>Answer</summary>
#
# Otherwise a detector could cover each object with a hundred boxes and lose nothing, and whoever counts objects by
# counting boxes would be wrong a hundredfold.
#
# </details>

# %% [markdown]
# ## 6. An experiment that could have failed
#
# The formula says that $t^* = 1/21$ is right when a miss costs 20 false alarms, but it needs believable
# probabilities, and nobody has calibrated our neuron. Over five splits
# and seeds we claim: (1) on tumors it has not seen, $1/21$ costs less than the habitual 0.5; (2) the neuron beats the
# baseline "always benign"; (3) the ablation to two features loses
# at least 0.05 of AUC.


# %%
def cost(y, p, threshold, miss=20):
    _, fp, fn, _ = counts(y, (p >= threshold).astype(int))
    return (fp + miss * fn) / len(y)  # in false alarms per patient


rows = []
for seed in range(5):
    split = data.standardize(data.breast_cancer(seed=seed))
    truth = split.test.y.numpy()  # (143,)
    full, two = (probability(one_neuron(keep(split.train, c), seed), split.test.X[:, c]) for c in columns.values())
    aucs = [sk.roc_auc_score(truth, q) for q in (full, two)]
    costs = [cost(truth, full, t) for t in (2, 0.5, 1 / 21)]  # no p reaches 2: always benign
    rows.append([np.mean(truth == 0), np.mean((full >= 0.5) == truth), *aucs, *costs])
rows = np.array(rows)  # (seeds, columns)
print("      accuracy          AUC               cost per patient")
print("seed  always  neuron    all 30  2 of 30   always  t=0.5  t=1/21")
for seed, row in enumerate(rows):
    print(f"{seed:4}" + "{:8.3f}{:8.3f}{:10.3f}{:8.3f}{:10.2f}{:7.2f}{:8.2f}".format(*row))
assert np.all(rows[:, 6] < rows[:, 5])  # (1)
assert np.all(rows[:, 1] > rows[:, 0] + 0.25) and np.all(rows[:, 2] > 0.97)  # (2)
assert np.all(rows[:, 2] - rows[:, 3] > 0.05)  # (3)

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
for row in rows:
    left.plot([0, 1, 2], [0.5, row[3], row[2]], marker="o", color=plots.BLUE, alpha=0.6, linewidth=1)
    right.plot([0, 1], row[5:7], marker="o", color=plots.RED, alpha=0.7, linewidth=1)
left.set(title="Two features are not enough", ylabel="AUC (test)", xlim=(-0.4, 2.4), ylim=(0.45, 1.02))
left.set_xticks([0, 1, 2], ["always benign", "2 features", "30 features"])
right.set(title="The threshold from the costs pays", ylabel="cost (false alarms per patient)", xlim=(-0.4, 1.4))
right.set_xticks([0, 1], ["t = 0.5", "t = 1/21"])
right.set_ylim(bottom=0)
plots.show(
    figure,
    alt="Five lines for five seeds. AUC rises from 0.5 for the baseline over two features to thirty features. "
    "The cost falls from threshold 0.5 to 1/21 on every seed.",
)

# %% [markdown]
# ## 7. Move the threshold yourself
#
# Drag the threshold from 1 to 0. Watch the red dot walk up both curves while the counts move from the right column to
# the left. Then: find the threshold that misses nobody; find the
# cheapest if a miss costs 20; switch to all 30 features and see how much room the same slider leaves.


# %%
def draw_scores(axis, score, truth, threshold):
    groups = {"benign": score[truth == 0], "malignant": score[truth == 1]}  # (benign,), (malignant,)
    axis.hist(groups.values(), bins=25, range=(0, 1), stacked=True, color=[plots.SKY, plots.ORANGE], label=list(groups))
    axis.axvline(threshold, color=plots.RED)
    axis.set(title=f"From {threshold:.2f} on: malignant", xlabel="probability p", ylabel="tumors")
    axis.legend()


def draw_counts(axis, tp, fp, fn, tn):
    table = np.array([[tp, fn], [fp, tn]])  # (truth, answer)
    axis.imshow(table, cmap="Blues", vmin=0, vmax=90)
    for (row, column), name in zip(np.ndindex(2, 2), ("TP", "FN", "FP", "TN"), strict=True):
        count = table[row, column]
        color = "white" if count > 50 else "black"
        axis.text(column, row, f"{name} {count}", ha="center", va="center", fontsize=14, color=color)
    axis.set_xticks([0, 1], ["malignant", "benign"])
    axis.set_yticks([0, 1], ["malignant", "benign"], rotation=90, va="center")
    axis.set(xlabel="answer", ylabel="truth", title=f"{fn} missed, {fp} false alarms")
    axis.grid(visible=False)


def draw_curve(axis, curve, dot, title, xlabel, ylabel):
    axis.plot(*curve, color=plots.BLUE)
    axis.plot(*dot, "o", color=plots.RED, markersize=10, clip_on=False, zorder=3)
    axis.set(title=title, xlabel=xlabel, ylabel=ylabel, xlim=(-0.03, 1.03), ylim=(0, 1.05))


# %%
def draw_threshold(threshold, features):
    score, truth = p[features], tumors.test.y.numpy()  # (143,), (143,)
    tp, fp, fn, tn = counts(truth, (score >= threshold).astype(int))
    fpr, tpr, precision = fp / (fp + tn), tp / (tp + fn), tp / (tp + fp) if tp + fp else 1.0
    figure, axes = plt.subplots(2, 2, figsize=(8, 6.4))
    draw_scores(axes[0, 0], score, truth, threshold)
    draw_counts(axes[0, 1], tp, fp, fn, tn)
    title = f"ROC: {tpr:.0%} found, {fpr:.0%} alarmed"
    draw_curve(axes[1, 0], roc_curve(truth, score), (fpr, tpr), title, "false positive rate", "true positive rate")
    title = f"PR: {precision:.0%} of alarms right" if tp + fp else "PR: no alarm, no precision"
    draw_curve(axes[1, 1], pr_curve(truth, score), (tpr, precision), title, "recall", "precision")
    figure.suptitle(f"If a miss costs 20: {cost(truth, score, threshold):.2f} false alarms per patient")
    alt = f"{features} features, threshold {threshold:.2f}: TP {tp}, FP {fp}, FN {fn}, TN {tn}; "
    return plots.describe(figure, alt + f"true positive rate {tpr:.2f}, false positive rate {fpr:.2f}.")


# %%
widgets.explore(
    draw_threshold,
    threshold=widgets.slider("threshold t", 0.0, 1.0, 0.01, 0.5),
    features=widgets.choice("features", list(columns), "2 of 30"),
)

# %% [markdown]
# ## What goes wrong
#
# **Judging on the training data.** A model may have no error there at all and know nothing: the *nearest neighbor*
# classifier answers with the label of the closest training point,
# which for a training point is itself. Symptom: a training score that no test score comes near. This is overfitting;
# measure on data that no decision has touched. What if you
# have too little for that? Lecture 15.


# %%
def nearest_neighbor(X):
    return few.y[torch.cdist(X, few.X).argmin(dim=1)]  # (n, 100) -> (n,)


on_training = (nearest_neighbor(few.X) == few.y).float().mean().item()
on_test = (nearest_neighbor(moons.test.X) == moons.test.y).float().mean().item()
assert on_training == 1.0 and on_test < 0.9
print(f"nearest neighbor: accuracy {on_training:.3f} on its training points, {on_test:.3f} on new ones")

# %% [markdown]
# **AUC of answers instead of scores.** Pass 0/1 answers to `roc_auc_score` and nothing complains; the "curve" has one
# corner, and its area is just the mean of sensitivity and specificity.
# Symptom: an AUC that changes with the threshold, and a ROC of two straight lines.

# %%
score, hard = p["2 of 30"], (p["2 of 30"] >= 0.5).astype(int)  # (143,), (143,)
found = measures(*counts(y, hard))
wrong = sk.roc_auc_score(y, hard)
assert np.isclose(wrong, float(found["recall"] + found["specificity"]) / 2)
assert wrong < sk.roc_auc_score(y, score) - 0.03
print(f"AUC of the scores {sk.roc_auc_score(y, score):.3f}, of the answers {wrong:.3f}")

# %% [markdown]
# **Averaging a ratio over batches.** Accuracy may be averaged over equal batches; precision, AUC and F1 may not,
# since their denominators differ from batch to batch.
# Symptom: the figure changes with the batch size. Collect scores for the whole set, then compute once.

# %%
for batch in (143, 32, 8):
    parts = [counts(y[i : i + batch], hard[i : i + batch]) for i in range(0, 143, batch)]
    usable = [tp / (tp + fp) for tp, fp, _, _ in parts if tp + fp]
    print(f"batches of {batch:3}: mean precision {np.mean(usable):.3f}, {len(parts) - len(usable)} batches without any")

# %% [markdown]
# **Checkpoint.** Before you run it, which of AUC and accuracy changes if you forget the sigmoid and pass $z$ with
# threshold 0.5?
#
# <details><summary>Answer</summary>
#
# AUC stays: the sigmoid is increasing, so the order of the scores is the same. Accuracy changes: $z \ge 0.5$ means $p
# \ge 0.62$.
#
# </details>

# %% [markdown]
# ## Exercises
#
# ### 1. The doctor's question (10 minutes)
#
# Test B finds 9 of 10 sick people and alarms 60 of 990 healthy ones. Somebody has an alarm: how likely is she sick?
# What if 20 % of the people were sick?
#
# <details><summary>Solution</summary>
#
# The question asks for precision: 9/69 = 0.13. With prevalence 0.2, by the formula of section 3:
# 0.2 · 0.9 / (0.2 · 0.9 + 0.8 · 60/990) = 0.18 / 0.2285 = 0.79. Same test, different people.
#
# </details>
#
# ### 2. AP with eleven points (15 minutes)
#
# Compute VOC 2007's AP for section 5's boxes: the mean, over recalls 0, 0.1, ..., 1, of the best precision at that or
# a higher recall.
#
# <details><summary>Solution</summary>
#
# Recalls are 1/3, 1/3, 2/3, 1, and the best precision from there on 1, 3/4, 3/4, 3/4. The four points 0, 0.1, 0.2,
# 0.3 get 1, the other seven get 3/4:
#
# ```python
# recalls = [Fraction(int(k), 3) for k in np.cumsum(hits)]
# points = [Fraction(i, 10) for i in range(11)]
# sum(max(p for r, p in zip(recalls, precisions) if r >= t) for t in points) / 11   # 37/44
# ```
#
# Close to 5/6 = 0.833 but not equal: 37/44 = 0.841.
#
# </details>
#
# ### 3. Swap the classes (15 minutes)
#
# Call *benign* positive: truth $1 - y$, score $1 - p$. What happens to AUC and to AP? Prove one, measure the other.
# What does AUC become if you forget to turn the scores round?
#
# <details><summary>Solution</summary>
#
# AUC stays: a pair is in the right order before exactly if it is after. AP changes, since precision treats the
# classes differently:
#
# ```python
# sk.roc_auc_score(1 - y, 1 - score), sk.average_precision_score(1 - y, 1 - score)
# ```
#
# With the scores not turned round, every pair is judged the other way: 1 − AUC. An AUC well below 0.5 nearly always
# means swapped labels.
#
# </details>
#
# ### 4. Open: how much does choosing on the test set flatter? (30 minutes)
#
# Split the 143 test tumors in halves at random, 200 times. On the first half take the threshold with the highest
# accuracy (two features). Compare its accuracy on the same half with that on the other. Then vary the size of the
# first half.
#
# <details><summary>Solution</summary>
#
# ```python
# rng, score, gaps = np.random.default_rng(0), p["2 of 30"], []
# for _ in range(200):
#     chosen, rest = np.split(rng.permutation(143), [71])
#     accuracy = lambda rows, t: np.mean((score[rows] >= t) == y[rows])
#     best = max(score[chosen], key=lambda t: accuracy(chosen, t))
#     gaps.append(accuracy(chosen, best) - accuracy(rest, best))
# print(np.mean(gaps), np.std(gaps))
# ```
#
# The gap is positive on average and grows as the first half shrinks: a threshold is a parameter, and this trained it
# on the test set. How the gap falls with size, and
# whether a finer or coarser grid of thresholds changes it, is yours to find out.
#
# </details>

# %% [markdown]
# ## Summary
#
# - Four counts hold everything about yes/no answers; each measure is one count divided by one group.
# - Scores give curves: ROC does not see how rare the positives are, precision-recall does.
# - AUC is the probability that a random positive outranks a random negative; AP weighs each gain in recall by its
#   precision; mAP is its mean over classes.
# - Costs set the threshold, $c_{FP}/(c_{FP}+c_{FN})$, if the probabilities are calibrated.
# - Measure once, on the whole set, with scores, on data that trained and chose nothing.

# %% [markdown]
# ## Where it came from
#
# - G. W. Brier, 1950, *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78, 1–3:
#   the Brier score. His sum runs over all classes, so for two classes it is twice ours.
# - W. W. Peterson, T. G. Birdsall and W. C. Fox, 1954, *The theory of signal detectability*, Transactions of the IRE
#   Professional Group on Information Theory 4, 171–212: receiver operating characteristic curves, for signals in noise.
# - C. J. van Rijsbergen, 1979, *Information Retrieval*, 2nd edition, Butterworths, chapter 7: the effectiveness measure
#   that F1 descends from.
# - J. A. Hanley and B. J. McNeil, 1982, *The meaning and use of the area under a receiver operating characteristic
#   (ROC) curve*, Radiology 143, 29–36: AUC as the probability of the right order.
# - J. Davis and M. Goadrich, 2006, *The relationship between precision-recall and ROC curves*, ICML, 233–240: one curve
#   dominates another in ROC space exactly if it does in PR space; PR points must not be joined by straight lines.
# - M. Everingham, L. Van Gool, C. K. I. Williams, J. Winn and A. Zisserman, 2010, *The PASCAL Visual Object Classes
#   (VOC) challenge*, International Journal of Computer Vision 88, 303–338: AP and the overlap rule as the standard of
#   detection.
# - M. P. Naeini, G. F. Cooper and M. Hauskrecht, 2015, *Obtaining well calibrated probabilities using Bayesian
#   binning*, AAAI, 2901–2907: the expected calibration error.
# - C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, 2017, *On calibration of modern neural networks*, ICML, 1321–1330:
#   modern networks are overconfident, and temperature scaling helps.
# - The data: W. N. Street, W. H. Wolberg and O. L. Mangasarian, 1993, *Nuclear feature extraction for breast tumor
#   diagnosis*, SPIE 1905, 861–870.
#
# **Next**: lecture 15, validation and search: how to choose without touching the test set.

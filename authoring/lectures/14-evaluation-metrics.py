# %% [markdown]
# # Evaluation metrics
#
# After this lecture you can say how good a model is, with the measure that fits the question, and tell when a number
# that sounds good means nothing.
#
# **Reading** 40 min · **Running** under 30 s on two cores · **Prerequisites** You need one neuron
# ([lecture 04](04-one-neuron-four-models.ipynb)), losses ([lecture 06](06-losses.ipynb)) and training in PyTorch
# ([lecture 10](10-training-in-pytorch.ipynb)) · **Practice** [assignment a11](../release/a11-metrics/metrics.ipynb) ·
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/course/14-evaluation-metrics.ipynb)
#
# **Needs** [04](04-one-neuron-four-models.ipynb), [06](06-losses.ipynb), [10](10-training-in-pytorch.ipynb) · **Used
# by** [15](15-validation-and-search.ipynb), [21](21-detection-yolo.ipynb), [23](23-segmentation-and-depth.ipynb),
# [46](46-trust-and-foundation-models.ipynb)

# %% [markdown]
# ## You will be able to
#
# - **compute** sensitivity, specificity, precision, F1 and balanced accuracy from four counts;
# - **implement** ROC and precision-recall curves and their areas, and **check** them against scikit-learn;
# - **choose** a measure and a threshold that fit the task, the prevalence and the costs;
# - **diagnose** overconfident probabilities, and **correct** them;
# - **state** how far a measured number can be trusted.

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
from matplotlib.cbook import STEP_LOOKUP_MAP
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsClassifier
from torch import nn

COLORS = {"threshold": plots.PURPLE, "as trained": plots.ORANGE, "with temperature": plots.GREEN}

# %% [markdown]
# ## Right 99 times in 100
#
# A thousand people are screened for a disease that ten of them have. The answers of test A are right for 99.0 % of the
# people, those of test B for 93.9 %.
#
# **Choose.** Which test would you want for yourself?
#
# <details><summary>Test A</summary>
#
# It makes fewer errors, 10 instead of 61. Whether they are the errors that you can live with, nobody has told you.
#
# </details>
# <details><summary>Test B</summary>
#
# You suspect that something is wrong with A, and you are right to ask what kind of errors it makes. But from the two
# numbers alone it could just as well be B that misses everybody.
#
# </details>
# <details><summary>I cannot say from these two numbers</summary>
#
# Right. Both numbers count errors, and neither says who was wronged.
#
# </details>

# %% tags=["hide-input"]
people = np.arange(1000)  # (people,) the first ten are sick
sick = (people < 10).astype(int)
test_a = np.zeros(1000, dtype=int)  # A calls everybody healthy
test_b = ((people < 9) | ((people >= 10) & (people < 70))).astype(int)
place = np.random.default_rng(0).permutation(1000)  # (people,) where each person stands in the picture


def draw_groups(axis, x, y, truth, answer, size, names):
    """Color and shape say the truth, filled means that the answer is positive."""
    for actual, said in ((0, 0), (0, 1), (1, 0), (1, 1)):
        who = (truth == actual) & (answer == said)
        look = plots.points(f"class {actual}")
        fill = look["color"] if said else "none"
        look = {"marker": look["marker"], "edgecolors": look["color"], "facecolors": fill, "linewidths": 0.9}
        axis.scatter(x[who], y[who], s=size, zorder=2 + actual, label=f"{names[actual, said]}: {who.sum()}", **look)


# %% tags=["hide-input"]
names = {(0, 0): "healthy, no alarm", (0, 1): "healthy, alarm", (1, 0): "sick, no alarm", (1, 1): "sick, alarm"}
figure = plt.figure(figsize=(6, 6.4), layout="none")
for number, test in enumerate((test_a, test_b)):
    # One person is 22 by 22 pixels, so that all circles are the same pixels and the file stays small.
    axis = figure.add_axes((50 / 1200, (770 - 640 * number) / 1280, 1100 / 1200, 440 / 1280))
    draw_groups(axis, place % 50, place // 50, sick, test, 28, names)
    axis.set(title=f"Test {'AB'[number]} finds {np.sum(sick & test)} of 10 sick people", xlim=(-0.5, 49.5))
    axis.set_ylim(-0.5, 19.5)
    axis.axis("off")
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2)
alt = "Two fields of 1,000 people. Test A misses all ten sick people and alarms nobody. Test B finds nine of ten and "
plots.show(figure, alt=alt + "alarms 60 healthy people.")

# %% [markdown]
# Whoever raised an alarm is filled, and the **accuracy** of test A, its share of right answers, is 99 % only because as
# many people are healthy. Since one share hides who was wronged, we count four things instead.

# %% [markdown]
# ## Four counts
#
# To have real answers to count, we train a neuron on 426 breast tumors and let it judge 143 others. The class that we
# look for, malignant, is called **positive**. A neuron gives a probability $p$, and the answer is positive if $p$
# reaches a **threshold** $t$.

# %% tags=["hide-input"]
blocks = [("one tumor", "(30,) or (2,)"), ("one neuron", "z: ()"), (r"$\sigma$", "p: ()"), ("p ≥ t ?", "0 or 1")]
plots.show(plots.layers(blocks))


# %%
def logistic_loss(z, y):
    return F.binary_cross_entropy_with_logits(z, y.float())  # z: (batch,), y: (batch,) -> ()


def one_neuron(split, seed=0):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(split.X.shape[1], 1), nn.Flatten(0))  # (batch, features) -> (batch,)
    adam = torch.optim.AdamW(model.parameters(), lr=0.01)
    training.fit(model, split, loss=logistic_loss, optimizer=adam, epochs=30, seed=seed, progress=False)
    return model


def probability(model, X):
    with torch.no_grad():
        return torch.sigmoid(model(X).double()).numpy()  # (n,)


def keep(split, columns):
    return data.Split(split.X[:, columns], split.y)


# %%
tumors = data.standardize(data.breast_cancer())
columns = {"all 30": list(range(30))}
columns["2 of 30"] = [tumors.feature_names.index(name) for name in ("mean texture", "mean smoothness")]
y = tumors.test.y.numpy()  # (143,) 1 = malignant
p = {name: probability(one_neuron(keep(tumors.train, c)), tumors.test.X[:, c]) for name, c in columns.items()}


# %% tags=["hide-input", "drawing"]
def draw_strip(axis, score, truth, threshold):
    height = truth + np.random.default_rng(0).uniform(-0.24, 0.24, len(truth))  # (n,)
    names = {(a, b): "" for a in (0, 1) for b in (0, 1)}
    draw_groups(axis, score, height, truth, (score >= threshold).astype(int), 26, names)
    axis.axvline(threshold, color=COLORS["threshold"])
    back = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for (actual, said), name in {(0, 0): "TN", (0, 1): "FP", (1, 0): "FN", (1, 1): "TP"}.items():
        count = np.sum((truth == actual) & ((score >= threshold) == said))
        middle = max((threshold + 1) / 2, threshold + 0.1) if said else min(threshold / 2, threshold - 0.1)
        axis.text(middle, actual + 0.38, f"{name} {count}", ha="center", weight="bold", bbox=back)
    axis.set(xlim=(-0.2, 1.2), xticks=np.arange(6) / 5, ylim=(-0.4, 1.62), xlabel="probability p", yticks=[0, 1])
    axis.set_yticklabels(["benign", "malignant"])
    axis.grid(visible=False)


figure, axis = plt.subplots(figsize=(7.5, 3.4))
draw_strip(axis, p["2 of 30"], y, 0.5)
axis.set(title="The threshold cuts two classes into four counts")
alt = "143 tumors in two rows, malignant above benign, by probability. A vertical line at 0.5 cuts each row in two: "
plots.show(figure, alt=alt + "false negatives and true positives above, true negatives and false positives below.")

# %% [markdown]
# This neuron sees only two of the 30 measurements, so many tumors stand on the wrong side of the line. The picture has
# the four fields of the **confusion matrix**:
#
# | | answer: negative | answer: positive |
# | --- | --- | --- |
# | **truth: positive** | false negative, FN (a miss) | true positive, TP |
# | **truth: negative** | true negative, TN | false positive, FP (a false alarm) |
#
# Every measure divides a count by a group, so ask "of whom?" and you know the denominator.
#
# | measure | of all ... | how many ... | formula |
# | --- | --- | --- | --- |
# | **sensitivity** = **recall** = true positive rate (TPR) | positives | are found | $TP/(TP+FN)$ |
# | **specificity** = 1 − false positive rate (FPR) | negatives | are left alone | $TN/(TN+FP)$ |
# | **precision** | positive answers | are right | $TP/(TP+FP)$ |
# | **accuracy** | answers | are right | $(TP+TN)/n$ |
#
# **F1** is the harmonic mean of precision and recall, twice their product divided by their sum, which lies near the
# smaller one. **Balanced accuracy** is the mean of sensitivity and specificity, so both classes count the same: test A
# gets 0.5, as does any answer that never looks. Six tumors can be counted by hand:


# %% tags=["check-output"]
def counts(y, y_hat):
    """Return (TP, FP, FN, TN) for (n,) truths y and answers y_hat of 0 and 1."""
    return tuple(int(np.sum((y == a) & (y_hat == b))) for a, b in ((1, 1), (0, 1), (1, 0), (0, 0)))


def measures(tp, fp, fn, tn):
    recall, specificity = Fraction(tp, tp + fn), Fraction(tn, tn + fp)
    return {
        "recall": recall,
        "specificity": specificity,
        "precision": Fraction(tp, tp + fp),
        "accuracy": Fraction(tp + tn, tp + fp + fn + tn),
        "F1": Fraction(2 * tp, 2 * tp + fp + fn),
        "balanced accuracy": (recall + specificity) / 2,
    }


six_y, six_p = np.array([1, 1, 0, 0, 1, 0]), np.array([0.95, 0.8, 0.7, 0.55, 0.4, 0.1])  # (6,), (6,)
for name, value in measures(*counts(six_y, (six_p >= 0.5).astype(int))).items():
    print(f"{name:17} {value}")

# %% [markdown]
# The library, which puts TN first, agrees on these six and on all 143.

# %%
for truth, score in ((six_y, six_p), (y, p["2 of 30"])):
    answer = (score >= 0.5).astype(int)  # (n,)
    tp, fp, fn, tn = counts(truth, answer)
    ours = measures(tp, fp, fn, tn)
    assert sk.confusion_matrix(truth, answer).ravel().tolist() == [tn, fp, fn, tp]
    assert np.isclose(float(ours["specificity"]), sk.recall_score(truth, answer, pos_label=0))
    library = (sk.recall_score, sk.precision_score, sk.accuracy_score, sk.f1_score, sk.balanced_accuracy_score)
    names = ("recall", "precision", "accuracy", "F1", "balanced accuracy")
    for name, function in zip(names, library, strict=True):
        assert np.isclose(float(ours[name]), function(truth, answer)), name

# %% [markdown]
# **Checkpoint.** Why does test A, which calls everybody healthy, have no precision at all?
#
# <details><summary>Answer</summary>
#
# Precision divides by the number of positive answers, and A gives none, which leaves 0/0. Our `Fraction` raises
# `ZeroDivisionError`; scikit-learn warns and returns 0. Report "no positive answers", not a number.
#
# </details>

# %% [markdown]
# ## Every threshold at once
#
# These numbers depend on the threshold, so a fair comparison looks at all thresholds. Sort by score, best first, and
# let the threshold pass one tumor after the other. The **ROC curve** (receiver operating characteristic) goes up for
# each positive and right for each negative; the **PR curve** draws precision against recall.


# %% tags=["hide-input"]
def draw_pr(axis, recall, precision, **look):
    """Draw the staircase whose area is the average precision, and return its line."""
    x, height = np.append(0, recall), np.append(precision[0], precision)  # (k + 1,) each
    return axis.plot(x, height, drawstyle="steps-pre", **look)[0]


def drawn_area(line):
    x, height = STEP_LOOKUP_MAP[line.get_drawstyle()](*line.get_data())
    return np.trapezoid(height, x)


# %% tags=["hide-input"]
def mark_square(axis):
    """Frame the pair of the positive with score 0.8 and the negative with 0.55, and point along its row and column."""
    axis.add_patch(plt.Rectangle((1 / 3, 1 / 3), 1 / 3, 1 / 3, fill=False, linestyle="--", zorder=3))
    axis.text(1 / 2, 1 / 2, "0.8 came\nbefore 0.55", ha="center", va="center", fontsize=10, backgroundcolor="lightgray")
    for start, end in (((-0.01, 1 / 2), (1 / 3, 1 / 2)), ((1 / 2, 0.69), (1 / 2, 0.61))):
        axis.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": "black"})


def mark_hook(axis):
    style = {"ha": "right", "va": "center", "fontsize": 10, "arrowprops": {"arrowstyle": "-|>", "color": "black"}}
    axis.annotate("a negative: precision falls,\nrecall stays, no area", (2 / 3, 0.53), (0.57, 0.3), **style)


# %% tags=["hide-input"]
six_tp, six_fp = np.cumsum(six_y), np.cumsum(1 - six_y)  # (6,), (6,)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2))
x, height = np.append(0, six_fp) / 3, np.append(0, six_tp) / 3  # (7,), (7,)
left.fill_between(x, height, color="lightgray")
left.plot(x, height, color="black")
left.plot([0, 1], [0, 1], **plots.line("baseline"))
for i, actual in enumerate(six_y):
    spot = (x[i] + x[i + 1]) / 2 - 0.03 * actual, (height[i] + height[i + 1]) / 2 + 0.03 * (1 - actual)
    left.scatter(*spot, s=50, **plots.points(f"class {actual}"), zorder=3)
mark_square(left)
left.set(title="ROC: 7 of 9 squares lie below", xlabel="false positive rate", ylabel="true positive rate")
six_line = draw_pr(right, six_tp / 3, six_tp / (six_tp + six_fp), color="black")
right.fill_between(*six_line.get_data(), step="pre", color="lightgray")
right.set(title=f"PR: the area below is {drawn_area(six_line):.3f}", xlabel="recall", ylabel="precision")
mark_hook(right)
for axis in (left, right):
    axis.set(xticks=np.arange(4) / 3, yticks=np.arange(4) / 3, xlim=(-0.08, 1.03), ylim=(-0.03, 1.08))
    axis.set_xticklabels(labels := ["0", "1/3", "2/3", "1"])
    axis.set_yticklabels(labels)
alt = "Left: staircase from (0, 0) to (1, 1) for a ranking of two positives, two negatives, a positive and a negative; "
alt += "7 of the 9 grid squares lie below it. The square in the middle is framed: its row is that of the positive with "
alt += "score 0.8, its column that of the negative with 0.55. Right: precision stays at 1 up to recall 2/3, then falls "
alt += "to 3/5. Where a negative is passed, a hook points down, without any width."
plots.show(figure, alt=alt)

# %% [markdown]
# A square on the left has one positive as its row and one negative as its column, and it lies below the staircase
# exactly if that positive came first. So the area under the ROC curve, the **AUC**, is the share of pairs in the right
# order:
#
# $$\mathrm{AUC} = \Pr(s^+ > s^-) + \tfrac12 \Pr(s^+ = s^-)$$
#
# for the scores $s^+$ of a random positive and $s^-$ of a random negative. **Equal scores** cross the threshold
# together in one slanted step, which gives half a square. **Average precision** (AP) is the area on the right,
#
# $$\mathrm{AP} = \sum_k (R_k - R_{k-1})\,P_k,$$
#
# so each gain in recall $R$ counts with its precision $P$.


# %%
def sweep(y, score):
    """Return TP and FP, (k,) each, after every distinct score, highest first; y and score are (n,)."""
    order = np.argsort(-score, kind="stable")  # (n,)
    y, score = y[order], score[order]  # (n,), (n,)
    last = np.append(np.flatnonzero(np.diff(score)), len(y) - 1)  # (k,) where each run of equal scores ends
    tp = np.cumsum(y)[last]  # (k,)
    return tp, last + 1 - tp


def roc_curve(y, score):
    tp, fp = sweep(y, score)
    return np.append(0, fp / fp[-1]), np.append(0, tp / tp[-1])  # (k + 1,) each: FPR, TPR, from (0, 0)


def pr_curve(y, score):
    tp, fp = sweep(y, score)
    return tp / tp[-1], tp / (tp + fp)  # (k,) each: recall, precision


def auc(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)  # trapezoids, so a slanted step counts half


def average_precision(recall, precision):
    return np.sum(np.diff(recall, prepend=0) * precision)


# %% [markdown]
# **Checkpoint.** Before you run it: what does the next cell test by rounding the scores to one decimal?
#
# <details><summary>Answer</summary>
#
# Rounding leaves at most 11 distinct scores, so most tumors are tied. Code that steps through a tie one by one gives a
# curve that depends on the order of the rows, and fails here.
#
# </details>

# %%
assert np.isclose(auc(*roc_curve(six_y, six_p)), 7 / 9)
assert np.isclose(drawn_area(six_line), average_precision(*pr_curve(six_y, six_p)))  # the picture shows the AP
for score in (p["2 of 30"], np.round(p["2 of 30"], 1)):  # without ties, and with many
    fpr, tpr, _ = sk.roc_curve(y, score, drop_intermediate=False)
    np.testing.assert_allclose(roc_curve(y, score), (fpr, tpr))
    precision, recall, _ = sk.precision_recall_curve(y, score)  # lowest threshold first, and (0, 1) added at the end
    np.testing.assert_allclose(pr_curve(y, score), (recall[-2::-1], precision[-2::-1]))
    assert np.isclose(average_precision(*pr_curve(y, score)), sk.average_precision_score(y, score))
    gap = score[y == 1][:, None] - score[y == 0]  # (positives, negatives)
    assert np.isclose(auc(*roc_curve(y, score)), np.mean(gap > 0) + np.mean(gap == 0) / 2)
    print(f"{gap.size} pairs, {np.sum(gap == 0)} tied: AUC {sk.roc_auc_score(y, score):.4f} both ways")

# %% [markdown]
# ## Rare positives, and which measure when
#
# The two curves part when positives are rare. Both ROC axes divide within one class, so they do not know how common the
# classes are. Precision mixes them:
#
# $$P = \frac{\pi\,\mathrm{TPR}}{\pi\,\mathrm{TPR} + (1-\pi)\,\mathrm{FPR}},$$
#
# where $\pi$ is the **prevalence**, the share of positives (not 3.14). To see it, we only repeat the benign tumors 10
# and 60 times.

# %% tags=["hide-input"]
score = p["2 of 30"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.9))
areas = []
for times, style, width, color in ((1, "-", 6, "lightgray"), (10, "--", 3, "gray"), (60, ":", 2, "black")):
    repeats = np.where(y == 1, 1, times)  # (143,)
    many_y, many_score = np.repeat(y, repeats), np.repeat(score, repeats)  # (rows,), (rows,)
    roc, pr = roc_curve(many_y, many_score), pr_curve(many_y, many_score)
    label, look = f"{many_y.mean():.1%} positive", {"color": color, "linestyle": style, "linewidth": width}
    left.plot(*roc, label=f"{label}: AUC {auc(*roc):.3f}", **look)
    line = draw_pr(right, *pr, label=f"{label}: AP {average_precision(*pr):.3f}", **look)
    areas.append((auc(*roc), average_precision(*pr)))
    assert np.isclose(drawn_area(line), areas[-1][1])  # the area of what is drawn is the AP in the legend
left.set(title="ROC does not move", xlabel="false positive rate", ylabel="true positive rate")
right.set(title="Precision collapses", xlabel="recall", ylabel="precision", ylim=(0, 1.35))
right.set_yticks(np.arange(6) / 5)
left.legend(loc="lower right")
right.legend(loc="upper right")
alt = "Left: three ROC curves lie on top of each other. Right: precision-recall staircases fall as positives become "
plots.show(figure, alt=alt + "rarer, from 37 percent over 6 percent to 1 percent.")
assert np.ptp([area for area, _ in areas]) < 1e-12  # the same AUC three times
assert areas[0][1] > 2 * areas[1][1] > 4 * areas[2][1]  # each time less than half the average precision
assert np.mean(many_y == 0) > 0.99  # "never malignant" is now 99 % accurate

# %% [markdown]
# The three ROC curves coincide, while the average precision more than halves each time. So which measure when?
#
# | your situation | look at | because |
# | --- | --- | --- |
# | classes equally important, proportions unknown | AUC, balanced accuracy | neither depends on the proportions |
# | classes equally important, proportions known | accuracy | each error costs the same |
# | you look for one class, and it is rare | PR curve, AP | they show how many alarms are false |
# | errors have known costs | expected cost | it weighs each kind of error |
#
# **Checkpoint.** Why can AUC be 0.99 while most alarms are false?
#
# <details><summary>Answer</summary>
#
# With prevalence 0.1 %, TPR 0.95 and FPR 0.05 (a fine ROC point), precision is 0.00095 / (0.00095 + 0.04995), below 2
# %. A few percent of very many negatives outnumber nearly all of very few positives.
#
# </details>

# %% [markdown]
# ## The costs choose the threshold
#
# Somebody must set one threshold, and the costs of errors decide which. If a false alarm costs $c_{FP}$ and a miss
# $c_{FN}$, answering *positive* costs $(1-p)\,c_{FP}$ on average, and *negative* $p\,c_{FN}$. So answer *positive* from
#
# $$t^* = \frac{c_{FP}}{c_{FP}+c_{FN}}.$$
#
# A miss that is twenty times as bad gives $1/21 \approx 0.048$. Nobody has checked yet whether our neuron's
# probabilities can be believed. Over five splits we compare $1/21$ with 0.5, the neuron with two baselines that never
# look, and 30 features with an ablation to two.
#
# **Choose.** A miss costs 20 false alarms. Which rule costs least on tumors that the neuron has never seen?
#
# <details><summary>Malignant from p = 0.5 on</summary>
#
# It makes the fewest errors, but it counts a miss like a false alarm, and the misses that it leaves cost 20 each.
#
# </details>
# <details><summary>Malignant from p = 1/21 on</summary>
#
# The formula says so, and it holds up on all five splits. It could have failed: had the neuron been too sure of itself,
# as a network below will be, its misses would hide below 1/21.
#
# </details>
# <details><summary>Everybody is malignant</summary>
#
# It misses nobody and costs one false alarm for each benign tumor, which is 0.63 a patient. That beats "always benign"
# by far, but the neuron can tell most benign tumors at no risk.
#
# </details>


# %% tags=["main-result"]
def cost(y, p, threshold, miss=20):
    _, fp, fn, _ = counts(y, (p >= threshold).astype(int))
    return (fp + miss * fn) / len(y)  # in false alarms per patient


rows = []
for seed in range(5):
    split = data.standardize(data.breast_cancer(seed=seed))
    truth = split.test.y.numpy()  # (143,)
    full, two = (probability(one_neuron(keep(split.train, c), seed), split.test.X[:, c]) for c in columns.values())
    costs = [cost(truth, full, t) for t in (2, 0, 0.5, 1 / 21)]  # no p reaches 2, all reach 0
    rows.append([np.mean((full >= 0.5) == truth), auc(*roc_curve(truth, full)), auc(*roc_curve(truth, two)), *costs])
rows = np.array(rows)  # (seeds, columns)
print("      accuracy |       AUC       | cost per patient, in false alarms")
print("seed    all 30 | all 30  2 of 30 | all benign  all malignant  t=0.5  t=1/21")
for seed, row in enumerate(rows):
    print(f"{seed:4}" + "{:10.3f} |{:7.3f}{:9.3f} |{:11.2f}{:15.2f}{:7.2f}{:8.2f}".format(*row))
assert np.all(rows[:, 6] < rows[:, 3:6].min(axis=1))  # 1/21 is the cheapest of the four on every split
assert np.all(rows[:, 0] > np.mean(truth == 0) + 0.25)  # every split has the same share of benign tumors
assert np.all(rows[:, 1] - rows[:, 2] > 0.05)

# %% tags=["hide-input"]
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
for row in rows:
    left.plot([0, 1, 2], [0.5, row[2], row[1]], marker="o", color="gray", linewidth=1)
    right.plot([0, 1, 2], row[4:7], marker="o", color="gray", linewidth=1)
left.set(title="Two features are not enough", ylabel="AUC (test)", xlim=(-0.4, 2.4), ylim=(0.45, 1.02))
left.set_xticks([0, 1, 2], ["always benign", "2 features", "30 features"])
right.set(title="The threshold 1/21 costs least", ylabel="cost per patient,\ncounted in false alarms", xlim=(-0.4, 2.4))
right.set_xticks([0, 1, 2], ["all malignant", "t = 0.5", "t = 1/21"])
right.set_ylim(bottom=0)
alt = "Five lines for five splits. AUC rises from 0.5 for the baseline over two features to thirty features. "
plots.show(figure, alt=alt + "The cost falls from calling all malignant over threshold 0.5 to 1/21 on every split.")

# %% [markdown]
# On every split the line on the right falls again from 0.5 to $1/21$. The lower threshold makes more errors, but the
# cheap ones.
#
# ### Play with it
#
# Drag the threshold from 1 to 0, and watch the star walk up both curves. Which threshold misses nobody, which is the
# cheapest, and how much room do all 30 features leave?


# %% tags=["hide-input"]
def draw_curve(axis, star, title, xlabel, ylabel):
    axis.plot(*star, "*", color=COLORS["threshold"], markersize=15, markeredgecolor="white", clip_on=False, zorder=3)
    axis.set(title=title, xlabel=xlabel, ylabel=ylabel, xlim=(-0.03, 1.03), ylim=(-0.03, 1.06))


def draw_threshold(threshold, features):
    score = p[features]  # (143,)
    tp, fp, fn, tn = counts(y, (score >= threshold).astype(int))
    recall, precision = tp / (tp + fn), tp / (tp + fp) if tp + fp else 1.0
    with plt.rc_context({"font.size": 9, "axes.titlesize": 10}):
        figure, axes = plt.subplot_mosaic([["strip", "strip"], ["roc", "pr"]], figsize=(4.9, 4.8))
        draw_strip(axes["strip"], score, y, threshold)
        axes["strip"].set(title=f"t = {threshold:.2f}: {cost(y, score, threshold):.2f} per patient, if a miss costs 20")
        axes["roc"].plot(*roc_curve(y, score), color="black")
        draw_pr(axes["pr"], *pr_curve(y, score), color="black")
        title = f"ROC: {recall:.0%} of malignant found,\n{fp / (fp + tn):.0%} of benign alarmed"
        draw_curve(axes["roc"], (fp / (fp + tn), recall), title, "false positive rate", "true positive rate")
        title = f"PR: {precision:.0%} of alarms\nare right" if tp + fp else "PR: no alarm,\nno precision"
        draw_curve(axes["pr"], (recall, precision), title, "recall", "precision")
    alt = f"{features} features, threshold {threshold:.2f}: TP {tp}, FP {fp}, FN {fn}, TN {tn}; "
    return plots.describe(figure, alt + f"recall {recall:.2f}, false positive rate {fp / (fp + tn):.2f}.")


# %%
widgets.explore(
    draw_threshold,
    frames=[
        ("2 features, t = 0.5: few alarms, many misses", {"threshold": 0.5}),
        ("t lowered to 0.2: more found, more alarmed", {"threshold": 0.2}),
        ("t = 0.05, near 1/21: most benign tumors alarmed", {"threshold": 0.05}),
        ("30 features: the same t alarms far fewer", {"threshold": 0.05, "features": "all 30"}),
    ],
    threshold=widgets.slider("threshold t", 0.0, 1.0, 0.01, 0.5),
    features=widgets.choice("features", list(columns), "2 of 30"),
)

# %% [markdown]
# ## Can the probability be believed?
#
# The threshold $t^*$ trusts $p$, so we ask whether $p$ deserves it. Probabilities are **calibrated** if, of all
# tumors given $p = 0.8$, 80 % are malignant. Sort the predictions into bins $b$ of $n_b$ tumors with mean probability
# $\bar p_b$ and share of positives $\bar y_b$. Then
#
# $$\mathrm{ECE} = \sum_b \frac{n_b}{n}\,|\bar y_b - \bar p_b|, \quad \mathrm{Brier} = \frac1n \sum_i (p_i - y_i)^2,
# \quad \text{log loss} = -\frac1n \sum_i \ln(\text{probability given to } y_i).$$
#
# The *expected calibration error* (ECE) measures the gaps. The Brier score and the **log loss**, the cross-entropy of
# [lecture 06](06-losses.ipynb), punish gaps and poor sorting alike.
#
# **Choose.** A network has nearly memorized 100 tumors and has an AUC above 0.7 on new ones. Its rival always says 37
# %, the share of malignant tumors. Whose log loss on new tumors is smaller?
#
# <details><summary>The network, since it knows something about each tumor</summary>
#
# It does know something, and AUC sees only that. But the log loss charges $-\ln p$ for each error, so a network that
# errs while it is nearly sure pays five or ten for it.
#
# </details>
# <details><summary>The rival</summary>
#
# Right, by a factor of two or more. The rival pays about 0.66 for a tumor on average, and nobody can catch it being too
# sure. To sort well and to know how sure one may be are two abilities.
#
# </details>
# <details><summary>They are about equal</summary>
#
# They would be if the network were as unsure as it ought to be, and it could even win then. It is far too sure.
#
# </details>


# %%
def reliability(y, p, bins=10):
    """Return number of samples, mean probability and share of positives, for each bin that is not empty."""
    number = np.minimum((p * bins).astype(int), bins - 1)  # (n,)
    groups = [number == b for b in range(bins) if np.any(number == b)]
    return tuple(
        np.array(column) for column in zip(*[(g.sum(), p[g].mean(), y[g].mean()) for g in groups], strict=True)
    )


def expected_calibration_error(y, p):
    n, mean_p, mean_y = reliability(y, p)
    return np.sum(n / len(y) * np.abs(mean_y - mean_p))


def memorizing_network(split, seed=0):
    torch.manual_seed(seed)
    hidden = nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU()
    model = nn.Sequential(*hidden, nn.Linear(64, 1), nn.Flatten(0))  # (batch, 2) -> (batch,)
    adam = torch.optim.AdamW(model.parameters(), lr=0.01)
    training.fit(model, split, loss=logistic_loss, optimizer=adam, epochs=300, batch_size=100, progress=False)
    return model


# %% [markdown]
# The rival wins, but the remedy is one number. **Temperature scaling** replaces $z$ by $z/T$, with the $T$ that gives
# the smallest loss on *validation* data, here the training tumors that the network has not seen.


# %%
def best_temperature(model, validation):
    with torch.no_grad():
        z = model(validation.X)  # (n,)
    return min(np.geomspace(0.5, 200, 300), key=lambda T: logistic_loss(z / T, validation.y))


rows = np.arange(426)
two = keep(tumors.train, columns["2 of 30"])
few, validation = (data.Split(two.X[part], two.y[part]) for part in (rows < 100, rows >= 100))
network = memorizing_network(few)
temperature = best_temperature(network, validation)
with torch.no_grad():
    z = network(tumors.test.X[:, columns["2 of 30"]]).double()  # (143,)
scaled = {"as trained": torch.sigmoid(z).numpy(), "with temperature": torch.sigmoid(z / temperature).numpy()}
scaled["always the same"] = np.full(143, tumors.train.y.double().mean())
print(f"T = {temperature:.1f}")
for name, q in scaled.items():
    n, ece = len(y), expected_calibration_error(y, q)
    print(f"{name:17} log loss {sk.log_loss(y, q):.3f}  Brier {np.mean((q - y) ** 2):.3f}  ECE {ece:.3f}  ", end="")
    print(f"accuracy {np.mean((q >= 0.5) == y):.3f}  AUC {auc(*roc_curve(y, q)):.3f}")

# %%
before, after = scaled["as trained"], scaled["with temperature"]  # (143,), (143,)
for q in (before, after):
    np.testing.assert_allclose(calibration_curve(y, q, n_bins=10), reliability(y, q)[:0:-1])
    assert np.isclose(np.mean((q - y) ** 2), sk.brier_score_loss(y, q))
assert expected_calibration_error(y, after) < expected_calibration_error(y, before) / 1.5
assert expected_calibration_error(y, scaled["always the same"]) < expected_calibration_error(y, after)
assert sk.log_loss(y, after) < sk.log_loss(y, scaled["always the same"]) < sk.log_loss(y, before) / 2
assert np.array_equal(before >= 0.5, after >= 0.5)  # the answers at 0.5 and the order of the scores stay
assert sk.roc_auc_score(y, z) == sk.roc_auc_score(y, z / temperature)

# %% tags=["hide-input"]
figure, axes = plt.subplots(2, 2, figsize=(9, 5.4), sharex=True, sharey="row", height_ratios=(3, 1))
for (upper, lower), q, name in zip(axes.T, (before, after), ("as trained", "with temperature"), strict=True):
    n, mean_p, mean_y = reliability(y, q)  # (bins,) each
    upper.plot([0, 1], [0, 1], **plots.line("baseline"), label="calibrated")
    give = np.sqrt((n * mean_y + 1) * (n - n * mean_y + 1) / (n + 2) ** 2 / (n + 3))  # defined for 0 and n of n too
    bars = np.minimum(give, mean_y), np.minimum(give, 1 - mean_y)  # a share stays between 0 and 1
    upper.errorbar(mean_p, mean_y, bars, fmt="none", ecolor="gray", label="± one standard error")
    upper.scatter(mean_p, mean_y, s=10 + 5 * n, color=COLORS[name], edgecolors="white", zorder=3)
    upper.set(title=f"{name}: ECE {expected_calibration_error(y, q):.3f}", xlim=(-0.03, 1.03), ylim=(-0.05, 1.05))
    places = np.minimum((mean_p * 10).astype(int), 9) / 10 + 0.05
    for bar in lower.bar(places, n, width=0.09, color=COLORS[name]):
        lower.text(bar.get_x() + 0.045, bar.get_height() + 3, int(bar.get_height()), ha="center", fontsize=9)
    lower.set(xlabel="mean probability in the bin", ylim=(0, 105))
axes[0, 0].set_ylabel("share of malignant tumors")
axes[1, 0].set_ylabel("tumors")
handles, _ = axes[0, 0].get_legend_handles_labels()
handles.append(plt.Line2D([], [], marker="o", color="gray", linestyle="", label="one bin, larger with more tumors"))
figure.legend(handles=handles, loc="outside lower center", ncols=3)
figure.suptitle("One number removes most of the overconfidence", weight="bold")
alt = "Reliability diagrams with the number of tumors in each bin. As trained, most tumors are in the two outer bins, "
alt += (
    "where about one in five and six in ten are malignant instead of nearly none and nearly all. With temperature the "
)
plots.show(figure, alt=alt + "tumors are spread over the bins, and the points lie closer to the diagonal.")

# %% [markdown]
# In the table the rival has the best ECE, and it is useless, because it tells no two tumors apart. As trained, most
# tumors lie in the outer two bins, where the network is nearly sure and often wrong; the points between stand for a few
# tumors each. With the temperature, the large points come close to the diagonal. One number cannot mend the order of
# the scores, nor a lean toward one class, which needs an offset as well (*Platt scaling*).
#
# **Checkpoint.** Why can a network with 100 % training accuracy not learn its own temperature from its training data?
#
# <details><summary>Answer</summary>
#
# On data where every answer is right, more confidence always lowers the loss, so the best temperature there goes to 0.
# Only samples that it has not seen show how often it is wrong.
#
# </details>

# %% [markdown]
# ## How sure is a number from 143 tumors?
#
# Other tumors would have given other numbers, so a measured one needs an error bar. An accuracy $a$ is a share of $n$
# coin tosses, so its **standard error** is $\sqrt{a(1-a)/n}$, and 95 times in 100 the truth lies within about two of
# them. For any other measure there is the **bootstrap**: draw $n$ of the tumors *with replacement*, measure again, and
# repeat.
#
# **Guess.** The neuron with two features is right for seven tenths of the tumors. How many percentage points is it from
# there to either end of its 95 % interval?

# %%
guess = None  # your guess in percentage points, such as 1.5


# %%
def bootstrap(measure, y, score, rounds=1000):
    rows = np.random.default_rng(0).integers(len(y), size=(rounds, len(y)))  # (rounds, n)
    return np.array([measure(y[row], score[row]) for row in rows])  # (rounds,)


def accuracy(y, score):
    return np.mean((score >= 0.5) == y)


def area(y, score):
    return auc(*roc_curve(y, score))


a = accuracy(y, p["2 of 30"])
standard_error = np.sqrt(a * (1 - a) / len(y))
again = bootstrap(accuracy, y, p["2 of 30"])  # (1000,)
assert abs(again.std() / standard_error - 1) < 0.1  # formula and bootstrap agree
assert 1.96**2 * a * (1 - a) / 0.01**2 > 5000  # tumors that it takes for an interval of one point either way
intervals = {}
for name, q in p.items():
    low, high = intervals[name] = np.quantile(bootstrap(area, y, q), (0.025, 0.975))
    print(f"{name} features: AUC {area(y, q):.3f}, 95 % interval {low:.3f} to {high:.3f}")
assert intervals["2 of 30"][1] < intervals["all 30"][0]

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7, 3.4))
axis.hist(100 * again, bins=(np.arange(145) - 0.5) * 100 / 143, color="lightgray")
half = 196 * standard_error
axis.axvline(100 * a, color="black", label="measured")
axis.axvspan(100 * a - half, 100 * a + half, color="black", alpha=0.08, label=f"95 %: ± {half:.1f} points")
if guess is not None:
    for side in (-1, 1):
        axis.axvline(100 * a + side * guess, **plots.line("guess"), label="your guess" if side > 0 else None)
axis.set(title=f"143 tumors: give or take {half:.0f} points", xlabel="accuracy (%)", ylabel="of 1,000 rounds")
axis.set_xlim(100 * a - 3 * half, 100 * a + 2 * half)
axis.legend(loc="upper left")
alt = "Histogram of 1,000 bootstrap accuracies around the measured one, with the 95 percent interval of the formula, "
plots.show(figure, alt=alt + "which is more than seven points wide on either side and covers most of the histogram.")

# %% [markdown]
# The 1,000 bootstrap rounds fill the interval of the formula, which is more than seven points wide on either side. A
# gain of one point in accuracy would be invisible, because an interval that small takes more than 5,000 tumors. For
# AUC, the intervals printed above do not overlap, so what all 30 features gain is real.

# %% [markdown]
# ## Deeper: many classes
#
# So far there were two classes. With $K$ classes, treat each as positive against the rest. **Macro** averaging takes
# the mean of the $K$ results, so each class counts the same. **Micro** averaging adds up the counts first, so each
# sample counts the same. If every sample has one label and gets one answer, each error is one FP and one FN, which
# makes micro precision, recall and F1 all equal to the accuracy. **mAP**, mean average precision, is the macro average
# of AP.
#
# **Choose.** A softmax layer reads digits. We drop nine in ten of the eights from the *test* set and change nothing
# else. What happens to macro F1 and micro F1?
#
# <details><summary>Both stay about the same</summary>
#
# The recall of each digit hardly changes. But false eights come from the other digits, which are all still there.
#
# </details>
# <details><summary>Macro falls, micro does not</summary>
#
# Right. The eight's precision collapses, as rare positives make it do, and macro F1 feels a tenth of that. Micro F1
# even rises a little, because eights are hard and most of them are gone.
#
# </details>
# <details><summary>Both fall</summary>
#
# That needs more errors per sample. There are fewer, because the eights were among the hardest.
#
# </details>

# %%
digits = data.digits()
torch.manual_seed(0)
ten = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))  # (batch, 1, 8, 8) -> (batch, 10)
training.fit(ten, digits.train, optimizer=torch.optim.AdamW(ten.parameters(), lr=0.01), epochs=20, progress=False)
with torch.no_grad():
    logits, labels = ten(digits.test.X), digits.test.y  # (450, 10), (450,)
few_eights = (labels != 8) | (torch.cumsum(labels == 8, 0) <= 5)  # (450,) the first five eights stay
scores = {}
for name, rows in (("all eights", labels >= 0), ("few eights", few_eights)):
    confusion = metrics.confusion_matrix(logits[rows], labels[rows]).numpy()  # (10, 10)
    tp, fp, fn = np.diag(confusion), confusion.sum(0) - np.diag(confusion), confusion.sum(1) - np.diag(confusion)
    macro, micro = np.mean(2 * tp / (2 * tp + fp + fn)), 2 * tp.sum() / (2 * tp + fp + fn).sum()
    answers = logits[rows].argmax(1)  # (rows,)
    assert np.isclose(macro, sk.f1_score(labels[rows], answers, average="macro"))
    assert np.isclose(micro, metrics.accuracy(logits[rows], labels[rows]))
    scores[name] = macro, micro
    print(f"{name}: macro F1 {macro:.3f}, micro F1 = accuracy {micro:.3f}, precision of 8: {tp[8]}/{tp[8] + fp[8]}")
assert scores["few eights"][0] < scores["all eights"][0] and scores["few eights"][1] > scores["all eights"][1]

# %% [markdown]
# On the whole test set the two agree, because all digits are about equally frequent. With few eights they move in
# opposite directions: the false eights stay while nearly all true ones are gone, so about half of the eights' precision
# is lost, but only one class of ten notices, and the samples that are left are easier.

# %% [markdown]
# ## Deeper: when the answer is a number
#
# If a model predicts a number, as in [lecture 07](07-gradient-descent.ipynb), there is nothing to count, so one
# averages the errors $e_i = y_i - \hat y_i$. The **mean absolute error** (MAE) and the **root mean squared error**
# (RMSE) are in the unit of $y$. The **coefficient of determination** compares with the mean $\bar y$, the simplest
# baseline:
#
# $$\mathrm{MAE} = \frac1n \sum_i |e_i|, \qquad \mathrm{RMSE} = \sqrt{\frac1n \sum_i e_i^2}, \qquad
# R^2 = 1 - \frac{\sum_i e_i^2}{\sum_i (y_i - \bar y)^2}.$$

# %%
patients = data.diabetes()
train, X_new = patients.train, patients.test.X.numpy()  # X_new: (111, 10)
y_new = patients.test.y.numpy().astype(float)  # (111,)
fitted = LinearRegression().fit(train.X.numpy(), train.y.numpy()).predict(X_new)  # (111,)
typo = np.where(np.arange(111) == 0, 10 * y_new, y_new)  # (111,) one label typed with a zero too many
errors = {}
for name, target, y_hat in (
    ("mean of the training labels", y_new, np.full(111, train.y.mean())),
    ("linear regression", y_new, fitted),
    ("the same, one typing error", typo, fitted),
):
    e = target - y_hat  # (111,)
    mae, rmse = np.mean(np.abs(e)), np.sqrt(np.mean(e**2))
    r2 = 1 - np.sum(e**2) / np.sum((target - target.mean()) ** 2)
    library = sk.mean_absolute_error, sk.root_mean_squared_error, sk.r2_score
    np.testing.assert_allclose((mae, rmse, r2), [function(target, y_hat) for function in library], atol=1e-9)
    errors[name] = mae, rmse, r2
    print(f"{name:28} MAE {mae:6.1f}  RMSE {rmse:6.1f}  R² {r2:6.3f}")

# %% [markdown]
# One wrong label among 111 multiplies the RMSE by about five and adds little more than half to the MAE, because squares
# make a large error larger. So report the RMSE if large errors are especially bad, and the MAE if they are probably
# mistakes in the data.
#
# **Checkpoint.** Why can $R^2$ be negative on new data?
#
# <details><summary>Answer</summary>
#
# It compares with the mean of the *new* labels, which the model does not know. A model that does worse than that mean
# has a larger sum of squares, so the fraction exceeds 1. Even the mean of the training labels falls below 0.
#
# </details>

# %% [markdown]
# ## Deeper: average precision of boxes
#
# In **object detection** an answer is a box with a score. It is right if its *intersection over union* (IoU) with an
# object, the shared area divided by the area that both cover together, is at least 0.5, say. Go through the boxes of a
# class, best score first; each takes the best object that is still free. A second box on the same object is therefore a
# false positive, and an object without a box is a miss. With TP and FP assigned, AP is the same sum as before.


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

# %% tags=["hide-input"]
figure, axis = plt.subplots(figsize=(7.5, 3.3))
for x1, y1, x2, y2 in objects:
    axis.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, color="lightgray"))
for (x1, y1, x2, y2), hit, confidence in zip(boxes, hits, (0.9, 0.8, 0.6, 0.5), strict=True):
    style = {"edgecolor": "black" if hit else COLORS["as trained"], "linestyle": "-" if hit else "--"}
    axis.add_patch(plt.Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, linewidth=2, **style))
    place, at, side = ((x1, 0.8), "top", "left") if hit else ((x2, y2 + 0.15), "bottom", "right")
    axis.text(*place, f"{confidence} {'TP' if hit else 'FP'}", va=at, ha=side)
axis.set(xlim=(0, 17), ylim=(-0.2, 7), aspect="equal", xlabel="x (pixels)", ylabel="y (pixels)")
axis.set_title(f"A second box on one object is a false alarm: AP = {plain}")
alt = "Three gray objects and four boxes. The boxes with scores 0.9, 0.6 and 0.5 match an object each; the dashed box "
plots.show(figure, alt=alt + "with score 0.8 covers the first object again and is a false positive.")

# %% [markdown]
# The dashed box covers its object well, but the object is taken. Precision after each hit is 1, 2/3, 3/4, and the mean
# over three objects is AP = 29/36. Benchmarks differ in the details, so "mAP 40" means little without the rule:
#
# - The best *free* object is COCO's rule. PASCAL VOC looks at the best object, free or taken, and counts a box on a
#   taken one as an error, even if another object would have been free.
# - Both first **interpolate**: they replace each precision by the best at this or any higher recall (here 3/4 for 2/3,
#   so AP = 5/6). VOC averaged this at 11 recalls until 2009, then over all of them. COCO takes 101 recalls and averages
#   over ten IoU thresholds, 0.50 to 0.95.

# %% [markdown]
# ## What goes wrong
#
# **Judging on the training data.** The *nearest neighbor* classifier answers with the label of the closest training
# tumor, which for a training tumor is itself. A training score that no test score comes near gives it away, so measure
# on data that no decision has touched (lecture 15).

# %%
nearest = KNeighborsClassifier(1).fit(two.X, two.y)
on_training, on_test = nearest.score(two.X, two.y), nearest.score(tumors.test.X[:, columns["2 of 30"]], y)
assert on_training == 1.0 and on_test < 0.8
print(f"nearest neighbor: accuracy {on_training:.3f} on its training tumors, {on_test:.3f} on new ones")

# %% [markdown]
# **AUC of answers instead of scores.** If you pass 0/1 answers to `roc_auc_score`, nothing complains, but the "curve"
# has one corner and its area is the balanced accuracy. You recognize it by an AUC that changes with the threshold.

# %%
score, hard = p["2 of 30"], (p["2 of 30"] >= 0.5).astype(int)  # (143,), (143,)
wrong = sk.roc_auc_score(y, hard)
assert np.isclose(wrong, sk.balanced_accuracy_score(y, hard))
assert wrong < sk.roc_auc_score(y, score) - 0.03
print(f"AUC of the scores {sk.roc_auc_score(y, score):.3f}, of the answers {wrong:.3f}")

# %% [markdown]
# ### Deeper: averaging a ratio over batches
#
# Precision, AUC and F1 may not be averaged over batches, since their denominators differ from batch to batch. You
# recognize it by a figure that changes with the batch size. Collect all scores, then compute once.

# %%
for batch in (143, 32, 8):
    parts = [counts(y[i : i + batch], hard[i : i + batch]) for i in range(0, 143, batch)]
    usable = [tp / (tp + fp) for tp, fp, _, _ in parts if tp + fp]
    print(f"batches of {batch:3}: mean precision {np.mean(usable):.3f}, ", end="")
    print(f"{len(parts) - len(usable)} batches without any positive answer")

# %% [markdown]
# **Checkpoint.** Before you run it: which of AUC and accuracy changes if you pass $z$ instead of $p$?
#
# <details><summary>Answer</summary>
#
# AUC stays, because the sigmoid is increasing and the order of the scores is the same. With threshold 0.5, accuracy
# changes: $z \ge 0.5$ means $p \ge 0.62$.
#
# </details>

# %% [markdown]
# ## Exercises
#
# ### 1. The doctor's question (★, 10 minutes)
#
# Test B alarms somebody. How likely is she sick? What if 20 % of the people were sick?
#
# <details><summary>Solution</summary>
#
# B alarms 9 of 10 sick people and 60 of 990 healthy ones. The question asks for precision: 9/69 = 0.13. With prevalence
# 0.2, by the formula for $P$: 0.2 · 0.9 / (0.2 · 0.9 + 0.8 · 60/990) = 0.18 / 0.2285 = 0.79. Same test, different
# people.
#
# </details>
#
# ### 2. Swap the classes (★★, 15 minutes)
#
# Call *benign* positive: truth $1 - y$, score $1 - p$. What happens to AUC and AP, and what if you forget to turn the
# scores round?
#
# <details><summary>Solution</summary>
#
# AUC stays: a pair is in the right order before exactly if it is after. AP changes, since precision treats the classes
# differently:
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
# ### Deeper: 3. How much does choosing on the test set flatter? (★★★, 30 minutes, open)
#
# Split the 143 test tumors in random halves, 200 times. Take the threshold that is most accurate on the first half, and
# compare its accuracy on both halves.
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
# The gap is positive on average and grows as the first half shrinks: a threshold is a parameter, and this trained it on
# the test set. How the gap falls with size, and whether a finer or coarser grid of thresholds changes it, is yours to
# find out.
#
# </details>
#
# ### Deeper: AP with eleven points (★★, 15 minutes)
#
# After [the boxes](#Deeper:-average-precision-of-boxes): compute VOC 2007's AP for them, the mean over recalls 0, 0.1,
# ..., 1 of the best precision at that or a higher recall.
#
# <details><summary>Solution</summary>
#
# Recalls are 1/3, 1/3, 2/3, 1, and the best precision from there on 1, 3/4, 3/4, 3/4. The four points 0, 0.1, 0.2, 0.3
# get 1, the other seven get 3/4:
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

# %% [markdown]
# ## Summary
#
# - Each measure of yes/no answers divides one of four counts by a group.
# - ROC does not see how rare the positives are, and precision-recall does.
# - AUC is the share of pairs in the right order; AP weighs each gain in recall by its precision.
# - Costs set the threshold, $c_{FP}/(c_{FP}+c_{FN})$, if the probabilities are calibrated.
# - Measure once, on data that trained and chose nothing, and say how sure the number is.

# %% [markdown]
# ## Where it came from
#
# These measures come from weather forecasting, radar and libraries.
#
# ### Deeper: the papers
#
# - G. W. Brier, 1950, *Verification of forecasts expressed in terms of probability*, Monthly Weather Review 78, 1–3:
#   the Brier score. His sum runs over all classes, so for two classes it is twice ours.
# - W. W. Peterson, T. G. Birdsall and W. C. Fox, 1954, *The theory of signal detectability*, Transactions of the IRE
#   Professional Group on Information Theory 4, 171–212: receiver operating characteristic curves, for signals in noise.
# - C. J. van Rijsbergen, 1979, *Information Retrieval*, 2nd edition, Butterworths, chapter 7: the effectiveness measure
#   that F1 descends from.
# - B. Efron, 1979, *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7, 1–26: the bootstrap.
# - J. A. Hanley and B. J. McNeil, 1982, *The meaning and use of the area under a receiver operating characteristic
#   (ROC) curve*, Radiology 143, 29–36: AUC as the probability of the right order.
# - J. C. Platt, 1999, *Probabilistic outputs for support vector machines*, in Advances in Large Margin Classifiers, MIT
#   Press, 61–74: a factor and an offset that calibrate.
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
# **Next**: [15, validation and search](15-validation-and-search.ipynb): how to choose without touching the test set.

# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 11: Evaluation metrics
#
# You will build, from four counts upward, the numbers that papers report about a classifier: sensitivity and
# specificity, precision and F1, the ROC curve and its area, average precision, and the two pieces of a detection
# benchmark, IoU and mAP.
#
# **Practices** [lecture 14, Evaluation metrics](../../course/14-evaluation-metrics.ipynb).
# **Time** 60 to 90 minutes. **You need** NumPy only; the tests compare with scikit-learn.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | the four counts of a confusion matrix | 3 |
# | t2 | sensitivity, specificity, precision, F1 | 4 |
# | t3 | the ROC curve | 3 |
# | t4 | the area under it | 3 |
# | t5 | precision-recall curve and average precision | 3 |
# | t6 | intersection over union of two boxes | 2 |
# | t7 | mean average precision over classes | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cell below it: no output
# means that the visible tests pass. Every test cell also holds hidden tests that run when your work is graded; a
# comment says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come
# back. Write the metrics yourself: scikit-learn's own functions are the yardstick, not the answer.
#
# **How exact.** Your numbers may be off by 0.0001, or by one part in 10,000 where they are larger than 1. Where a docstring
# says *array*, return an array, not a list. No function changes its arguments.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a11-metrics/metrics.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code that you submit must be your own, you
# must be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np

from helpers import ask

# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: the four counts (3 points)
#
# A classifier says "positive" (1) or "negative" (0) about each of $n$ examples; the truth is one or the other as
# well. Count the four cases:
#
# | | said positive | said negative |
# | --- | --- | --- |
# | **is positive** | true positives, TP | false negatives, FN |
# | **is negative** | false positives, FP | true negatives, TN |
#
# The second word is what the classifier said, the first whether it was right.


# %% nbgrader={"grade": false, "grade_id": "t1_confusion_counts", "locked": false, "schema_version": 3, "solution": true, "task": false}
def confusion_counts(y_true, y_pred):
    """Return the number of true positives, false positives, true negatives and false negatives.

    y_true: integer array (n,), the truth, 0 or 1; n may be 0
    y_pred: integer array (n,), what the classifier said, 0 or 1

    Returns four integers (TP, FP, TN, FN), in this order.
    """
    ### BEGIN SOLUTION
    tp = int(np.sum((y_true == 1) & (y_pred == 1)))
    fp = int(np.sum((y_true == 0) & (y_pred == 1)))
    tn = int(np.sum((y_true == 0) & (y_pred == 0)))
    fn = int(np.sum((y_true == 1) & (y_pred == 0)))
    return tp, fp, tn, fn
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_confusion_counts_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The six tumors of lecture 14: three are positive, and the classifier says "positive" about four.
four = "TP, FP, TN, FN"
answer = ask.results(four, confusion_counts, np.array([1, 1, 1, 0, 0, 0]), np.array([1, 1, 0, 1, 1, 0]))
tp, fp, tn, fn = (ask.number(count, name) for count, name in zip(answer, four.split(", "), strict=True))
assert tp == 2, (
    f"Two positive tumors are called positive, so TP is 2; got {tp}. Is the order TP, FP, TN, FN, and does each count "
    "look at truth and prediction?"
)
assert fp == 2, f"Two negative tumors are called positive, so FP is 2; got {fp}. Are FP and FN mixed up, or TN and FP?"
assert tn == 1, f"One negative tumor is called negative, so TN is 1; got {tn}. Is the order TP, FP, TN, FN?"
assert fn == 1, f"One positive tumor is called negative, so FN is 1; got {fn}. Are FP and FN mixed up?"

# %% nbgrader={"grade": true, "grade_id": "t1_confusion_counts_symmetry", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: what happens to the counts when 0 and 1 trade places, and when truth and prediction do; scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import confusion_matrix


def counted(y_true, y_pred):
    """Return the four counts as plain numbers."""
    answer = ask.results("TP, FP, TN, FN", confusion_counts, y_true, y_pred)
    return tuple(ask.number(count, name) for count, name in zip(answer, ("TP", "FP", "TN", "FN"), strict=True))


rng = np.random.default_rng()
y_true = rng.permutation(np.repeat([1, 1, 0, 0], [11, 5, 7, 17]))
# Thirteen errors: of an odd number FP and FN cannot be equal, so whoever mixes them up is always found out.
y_pred = np.where(rng.permutation(40) < 13, 1 - y_true, y_true)
tp, fp, tn, fn = counted(y_true, y_pred)
assert tp + fp + tn + fn == 40, "Each of 40 examples is one of the four cases, but the counts add up to another number."
assert (tn, fn, tp, fp) == counted(1 - y_true, 1 - y_pred), (
    "When 0 and 1 trade places in truth and prediction, TP and TN trade places and so do FP and FN; yours do not. "
    "Does each count look at truth and prediction?"
)
assert (tp, fn, tn, fp) == counted(y_pred, y_true), (
    "When truth and prediction trade places, FP and FN trade places and nothing else; yours do not. "
    "Does each count look at truth and prediction?"
)
sklearn_tn, sklearn_fp, sklearn_fn, sklearn_tp = confusion_matrix(y_true, y_pred).ravel()
assert (tp, tn) == (sklearn_tp, sklearn_tn), "On random labels TP and TN disagree with scikit-learn. Are they mixed up?"
assert (fp, fn) == (sklearn_fp, sklearn_fn), (
    "On random labels FP and FN disagree with scikit-learn. Are FP and FN mixed up?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_confusion_counts_edges", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: no examples, a single one, one class only; a classifier that always says the same.
### BEGIN HIDDEN TESTS
cases = [
    ([], [], (0, 0, 0, 0)),
    ([1], [1], (1, 0, 0, 0)),
    ([0], [1], (0, 1, 0, 0)),
    ([0], [0], (0, 0, 1, 0)),
    ([1], [0], (0, 0, 0, 1)),
    ([1, 1, 1], [1, 0, 1], (2, 0, 0, 1)),
    ([0, 0, 0], [1, 0, 0], (0, 1, 2, 0)),
    ([1, 0, 0], [1, 1, 1], (1, 2, 0, 0)),
    ([1, 0, 0], [0, 0, 0], (0, 0, 2, 1)),
]
for y_true, y_pred, expected in cases:
    answer = ask.results("TP, FP, TN, FN", confusion_counts, np.array(y_true, dtype=int), np.array(y_pred, dtype=int))
    counts = tuple(ask.number(count, name) for count, name in zip(answer, ("TP", "FP", "TN", "FN"), strict=True))
    assert counts == expected, (
        f"With truth {y_true} and prediction {y_pred} the counts came out as {counts} (TP, FP, TN, FN). "
        "Is a class or a prediction that never occurs counted as 0, and is the order right?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: four rates (4 points)
#
# From the counts come the rates. **Sensitivity** (recall) is the share of the positives that are found,
# **specificity** the share of the negatives that are left alone, **precision** the share of the alarms that are
# right, and **F1** the harmonic mean of precision and sensitivity:
#
# $$\text{sensitivity} = \frac{TP}{TP + FN}, \qquad \text{specificity} = \frac{TN}{TN + FP}$$
#
# $$\text{precision} = \frac{TP}{TP + FP}, \qquad F_1 = \frac{2\,TP}{2\,TP + FP + FN}$$
#
# A rate whose denominator is 0 (precision, when there was no alarm) is defined as 0 here. Papers differ on this; what
# matters is that it is said.


# %% nbgrader={"grade": false, "grade_id": "t2_rates", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rates(tp, fp, tn, fn):
    """Return the rates that belong to the four counts of a confusion matrix, each 0.0 where its denominator is 0.

    tp, fp, tn, fn: integers, 0 or more

    Returns a dictionary with the keys "sensitivity", "specificity", "precision" and "f1" and numbers from 0 to 1.
    """
    ### BEGIN SOLUTION

    def ratio(part, whole):
        return part / whole if whole else 0.0

    return {
        "sensitivity": ratio(tp, tp + fn),
        "specificity": ratio(tn, tn + fp),
        "precision": ratio(tp, tp + fp),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
    }
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def found_by(rates, *counts):
    """Return the four rates that a function makes of counts; complain unless they are four numbers by their names."""
    found = ask.result(rates, *counts)
    assert isinstance(found, dict), f"rates returns a dictionary; yours is {ask.kind_of(found)}."
    assert set(found) == {"sensitivity", "specificity", "precision", "f1"}, (
        f"The keys should be sensitivity, specificity, precision and f1; got {', '.join(map(str, found))}."
    )
    hint = f"With TP, FP, TN, FN = {counts}: Is a rate with denominator 0 defined as the text says?"
    return {key: ask.number(value, f"The {key}", hint) for key, value in found.items()}


# %% nbgrader={"grade": true, "grade_id": "t2_rates_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The six tumors: TP = 2, FP = 2, TN = 1, FN = 1.
found = found_by(rates, 2, 2, 1, 1)
assert ask.close(found["sensitivity"], 2 / 3), (
    f"Two of three positives are found: sensitivity 2/3; got {found['sensitivity']}. "
    "Is the denominator the number of positives, with nothing added?"
)
assert ask.close(found["specificity"], 1 / 3), (
    f"One of three negatives is left alone: specificity 1/3; got {found['specificity']}. "
    "Is the denominator the number of negatives?"
)
assert ask.close(found["precision"], 2 / 4), (
    f"Two of four alarms are right: precision 2/4; got {found['precision']}. Is the denominator the number of alarms?"
)
likely = {"That is the ordinary mean of precision and sensitivity.": 7 / 12, "That is their product.": 1 / 3}
assert ask.close(found["f1"], 4 / 7), (
    f"F1 of these counts is 4/7; got {found['f1']}. {ask.cause(found['f1'], likely)} Harmonic mean, or ordinary mean?"
)

# %% nbgrader={"grade": true, "grade_id": "t2_rates_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random counts, small and large, against scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import f1_score, precision_score, recall_score

rng = np.random.default_rng()
for high in (5, 5, 30, 30, 9000):
    tp, fp, tn, fn = (int(count) for count in rng.choice(np.arange(1, high), size=4, replace=False))
    y_true, y_pred = np.repeat([1, 0, 0, 1], [tp, fp, tn, fn]), np.repeat([1, 1, 0, 0], [tp, fp, tn, fn])
    found = found_by(rates, tp, fp, tn, fn)
    case = f"With TP = {tp}, FP = {fp}, TN = {tn}, FN = {fn}"
    assert ask.close(found["precision"], precision_score(y_true, y_pred)), (
        f"{case} the precision disagrees with scikit-learn. Are precision and sensitivity mixed up?"
    )
    assert ask.close(found["sensitivity"], recall_score(y_true, y_pred)), (
        f"{case} the sensitivity disagrees with scikit-learn's recall. Are precision and sensitivity mixed up?"
    )
    assert ask.close(found["specificity"], recall_score(y_true, y_pred, pos_label=0)), (
        f"{case} the specificity disagrees with scikit-learn's recall of the class 0. "
        "Is it the share of the negatives, or of those called negative?"
    )
    assert ask.close(found["f1"], f1_score(y_true, y_pred)), (
        f"{case} F1 disagrees with scikit-learn. Harmonic mean, or ordinary mean? Of precision and sensitivity?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_rates_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: trading the classes, multiplying all counts, and trading FP with FN.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
tp, fp, tn, fn = (int(count) for count in rng.permutation(np.arange(1, 9))[:4])
found, traded = found_by(rates, tp, fp, tn, fn), found_by(rates, tn, fn, tp, fp)
larger = found_by(rates, 70 * tp, 70 * fp, 70 * tn, 70 * fn)
assert ask.close(found["sensitivity"], traded["specificity"]) and ask.close(
    found["specificity"], traded["sensitivity"]
), (
    "When the two classes trade names, sensitivity and specificity trade places; yours do not. "
    "Are both shares of what is true, not of what was said?"
)
assert all(ask.close(found[key], larger[key]) for key in found), (
    "With seventy times as many of every case all rates stay; yours change. Is something added to a count?"
)
mirrored = found_by(rates, tp, fn, tn, fp)
assert ask.close(found["precision"], mirrored["sensitivity"]) and ask.close(
    found["sensitivity"], mirrored["precision"]
), (
    "When FP and FN trade places, precision and sensitivity do too; yours do not. "
    "Which of the two errors belongs to which rate?"
)
assert ask.close(found["f1"], mirrored["f1"]), (
    "F1 treats FP and FN alike; yours changes when they trade places. Is it made of precision and sensitivity?"
)
assert ask.close(found["f1"], found_by(rates, tp, fp, 3 * tn + 1, fn)["f1"]), (
    "F1 does not look at the true negatives; yours changes with them. Is it made of precision and sensitivity?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_rates_zero", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: zero denominators, and perfect classifiers.
### BEGIN HIDDEN TESTS
nothing = {"sensitivity": 0, "specificity": 0, "precision": 0, "f1": 0}
cases = [
    ((0, 0, 0, 0), nothing),
    ((0, 0, 5, 0), {**nothing, "specificity": 1}),
    ((0, 0, 5, 3), {**nothing, "specificity": 1}),
    ((0, 4, 0, 0), nothing),
    ((0, 4, 0, 3), nothing),
    ((0, 4, 4, 3), {**nothing, "specificity": 0.5}),
    ((3, 0, 0, 0), {"sensitivity": 1, "specificity": 0, "precision": 1, "f1": 1}),
    ((3, 0, 9, 0), {"sensitivity": 1, "specificity": 1, "precision": 1, "f1": 1}),
    ((3, 1, 0, 0), {"sensitivity": 1, "specificity": 0, "precision": 0.75, "f1": 6 / 7}),
]
for counts, expected in cases:
    found = found_by(rates, *counts)
    wrong = [key for key in expected if not ask.close(found[key], expected[key])]
    assert not wrong, (
        f"With TP, FP, TN, FN = {counts}, wrong: {', '.join(wrong)}; got {found}. "
        "Is a rate with denominator 0 defined as the text says, and every other one divided by its own denominator?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: the ROC curve (3 points)
#
# A classifier that gives a score leaves the threshold to you: it says "positive" where the score is *at least* the
# threshold. Start with a threshold above every score (nothing is positive), lower it to each score that occurs, from
# the largest to the smallest, and write down
#
# $$\text{FPR} = \frac{FP}{\text{number of negatives}}, \qquad \text{TPR} = \frac{TP}{\text{number of positives}}$$
#
# every time. Examples with the *same* score cross the threshold together, so they make one point of the curve, not
# several: else the curve would depend on their order in the file. The first point is (0, 0), the last one (1, 1).


# %% nbgrader={"grade": false, "grade_id": "t3_roc_curve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def roc_curve(y_true, score):
    """Return the ROC curve, from the highest threshold to the lowest.

    y_true: integer array (n,), the truth, 0 or 1; both occur
    score: array (n,), larger means more likely positive; in any order, of any size, equal and almost equal scores may
        occur, and one may be minus infinity, as the logarithm of a probability of 0 is

    Returns two arrays (k + 1,), FPR and TPR, where k is the number of different scores: first 0 and 0, then one point
    for each.
    """
    ### BEGIN SOLUTION
    thresholds = np.unique(score)[::-1]
    false_alarms = [np.mean(score[y_true == 0] >= threshold) for threshold in thresholds]
    hits = [np.mean(score[y_true == 1] >= threshold) for threshold in thresholds]
    return np.array([0.0, *false_alarms]), np.array([0.0, *hits])
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t3_tool", "locked": true, "schema_version": 3, "solution": false, "task": false}
def curve_of(roc_curve, y_true, score):
    """Return FPR and TPR as a function gives them; complain unless both have one point for each score, and the start."""
    fpr, tpr = ask.results("FPR, TPR", roc_curve, y_true, score)
    different = len(np.unique(score))
    hint = (
        f"{len(score)} examples with {different} different scores make {different + 1} points, (0, 0) included. "
        "Is the start missing? Do equal scores cross the threshold together, and different ones apart?"
    )
    return ask.array(fpr, (different + 1,), "FPR", hint), ask.array(tpr, (different + 1,), "TPR", hint)


# %% nbgrader={"grade": true, "grade_id": "t3_roc_curve_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five examples, scores from high to low: positive, positive, negative, positive, negative.
fpr, tpr = curve_of(roc_curve, np.array([1, 1, 0, 1, 0]), np.array([0.9, 0.8, 0.6, 0.4, 0.1]))
assert ask.close(fpr, [0, 0, 0, 1 / 2, 1 / 2, 1]), (
    f"FPR should be 0, 0, 0, 1/2, 1/2, 1; got {fpr}. Is the sweep from the highest threshold down, is a score that "
    "equals the threshold called positive, and is the denominator the number of negatives?"
)
assert ask.close(tpr, [0, 1 / 3, 2 / 3, 2 / 3, 1, 1]), (
    f"TPR should be 0, 1/3, 2/3, 2/3, 1, 1; got {tpr}. "
    "Is the sweep from the highest threshold down, and the denominator the number of positives?"
)

# %% nbgrader={"grade": true, "grade_id": "t3_roc_curve_ties", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: equal scores make one point, and almost equal ones two; the order of the examples does not matter.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
fpr, tpr = curve_of(roc_curve, np.array([1, 0, 0, 1, 0]), np.array([0.5, 0.5, 0.5, 0.5, 0.5]))
assert ask.close(fpr, [0, 1]) and ask.close(tpr, [0, 1]), (
    f"When all scores are equal there is a single step, from (0, 0) to (1, 1); got FPR {fpr} and TPR {tpr}. "
    "Do equal scores cross the threshold together?"
)
# 0.990000, 0.990002, ...: as different as any others
for levels in (np.arange(7) / 8, 0.99 + 2e-6 * np.arange(7), -3e5 + np.arange(7.0)):
    mixed = rng.permutation(30)
    y_true, score = np.repeat([0, 1], [19, 11])[mixed], levels[np.append(np.arange(7), rng.integers(0, 7, size=23))]
    fpr, tpr = curve_of(roc_curve, y_true, score)
    order = rng.permutation(30)
    moved_fpr, moved_tpr = curve_of(roc_curve, y_true[order], score[order])
    assert ask.close(fpr, moved_fpr) and ask.close(tpr, moved_tpr), (
        "The order of the examples must not matter, but the curve changed when they were reordered. "
        "Do equal scores cross the threshold together?"
    )
    down = levels[::-1]
    assert ask.close(fpr, [0, *(np.mean(score[y_true == 0] >= threshold) for threshold in down)]) and ask.close(
        tpr, [0, *(np.mean(score[y_true == 1] >= threshold) for threshold in down)]
    ), (
        "With many equal scores the curve is wrong. Is a score that equals the threshold called positive? "
        "Are FPR and TPR mixed up? Is the curve that of the scores as they are, not of rounded ones?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_roc_curve_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random scores against scikit-learn; scores on another scale; truth and score reversed; minus infinity.
### BEGIN HIDDEN TESTS
from sklearn.metrics import roc_curve as sklearn_roc_curve

rng = np.random.default_rng()
for n in (2, 3, 40):
    y_true = rng.permutation(np.arange(n) < (n + 2) // 3).astype(int)
    score = rng.permutation(n) - n / 2 + rng.uniform(0, 0.5)
    fpr, tpr = curve_of(roc_curve, y_true, score)
    expected_fpr, expected_tpr, _ = sklearn_roc_curve(y_true, score, drop_intermediate=False)
    assert ask.close(fpr, expected_fpr) and ask.close(tpr, expected_tpr), (
        f"On {n} random examples the curve disagrees with scikit-learn. From the highest threshold down? "
        "FPR first, TPR second? Each divided by the number of its own class?"
    )
    scaled_fpr, scaled_tpr = curve_of(roc_curve, y_true, np.exp(score / n))
    assert ask.close(fpr, scaled_fpr) and ask.close(tpr, scaled_tpr), (
        "Only the order of the scores matters, but the curve changed on another scale. "
        "Are the thresholds the scores that occur, not a fixed grid?"
    )
    reversed_fpr, reversed_tpr = curve_of(roc_curve, 1 - y_true, -score)
    assert ask.close(reversed_fpr, 1 - tpr[::-1]) and ask.close(reversed_tpr, 1 - fpr[::-1]), (
        "With classes and scores both reversed the curve is mirrored at the other diagonal; yours is not. "
        "Do both rates start at 0 and end at 1?"
    )
    lowest = np.where(score == score.min(), -np.inf, score)  # the logarithm of a probability of 0
    lowest_fpr, lowest_tpr = curve_of(roc_curve, y_true, lowest)
    assert ask.close(fpr, lowest_fpr) and ask.close(tpr, lowest_tpr), (
        "Only the order of the scores matters, but the curve changed when the lowest score became minus infinity."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: the area under the curve (3 points)
#
# Between two neighboring points the ROC curve is a straight line, so the area under it is a sum of trapezoids:
#
# $$\text{AUC} = \sum_{i=1}^{k} (\text{FPR}_i - \text{FPR}_{i-1}) \, \frac{\text{TPR}_i + \text{TPR}_{i-1}}{2}$$
#
# It has a second meaning, which the hidden tests use: the probability that a random positive has a higher score than
# a random negative, ties counting one half.


# %% nbgrader={"grade": false, "grade_id": "t4_auc", "locked": false, "schema_version": 3, "solution": true, "task": false}
def auc(fpr, tpr):
    """Return the area under a curve by the trapezoidal rule.

    fpr: array (k + 1,), the horizontal coordinates, from 0 to 1, never falling; at least two points
    tpr: array (k + 1,), the vertical coordinates, any numbers: they may fall too

    Returns a number.
    """
    ### BEGIN SOLUTION
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_auc_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Up to 1/2, then a slanted piece, then flat.
area = ask.number(
    ask.result(auc, np.array([0.0, 0.0, 0.5, 1.0]), np.array([0.0, 0.5, 1.0, 1.0])), "The area", "Is the sum missing?"
)
likely = {
    "Is the mean of the two heights taken?": 1.75,
    "Those are rectangles of the left height.": 0.75,
    "Those are rectangles of the right height.": 1.0,
    "That is the area beside the curve: FPR across, TPR up?": 0.125,
    "Is every piece as wide as its own step in FPR?": 2.0 / 3,
}
assert ask.close(area, 0.875), (
    f"The area under these four points is 0.375 + 0.5 = 0.875; got {area}. "
    f"{ask.cause(area, likely, 'Trapezoids, or rectangles that are too high or too low?')}"
)

# Hidden tests: random curves, which may fall too, of any height, against scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import auc as sklearn_auc

rng = np.random.default_rng()
for points, high in ((2, 1), (3, 1), (12, 1), (12, 50)):
    for falls in (False, True):
        fpr, tpr = np.sort(rng.uniform(size=points)), np.sort(high * rng.uniform(size=points))
        if falls:
            tpr = tpr[::-1] - 0.4 * high
        area = ask.number(ask.result(auc, fpr, tpr), "The area", "Is the sum missing?")
        assert ask.close(area, sklearn_auc(fpr, tpr)), (
            f"On a random curve of {points} points that {'falls' if falls else 'rises'} the area disagrees with "
            "scikit-learn. Trapezoids, or rectangles? FPR across, TPR up? All pieces counted, each where it is?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_auc_ranking", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: on ROC curves with ties, the area is the probability that a positive is ranked above a negative.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
positive, negative = rng.integers(2, 9, size=25), rng.integers(0, 7, size=35)
thresholds = np.arange(9, -1, -1)
fpr = np.array([np.mean(negative >= threshold) for threshold in thresholds])
tpr = np.array([np.mean(positive >= threshold) for threshold in thresholds])
area = ask.number(ask.result(auc, fpr, tpr), "The area", "Is the sum missing?")
above = np.mean(positive[:, None] > negative[None, :]) + np.mean(positive[:, None] == negative[None, :]) / 2
assert ask.close(area, above), (
    f"The area differs by {abs(area - above):.3g} from the share of pairs in which the positive has the higher score "
    "(ties count one half). Trapezoids, or rectangles?"
)
swapped = ask.number(ask.result(auc, 1 - tpr[::-1], 1 - fpr[::-1]), "The area")
assert ask.close(swapped, area), (
    "Reversing both classes and scores mirrors the curve and keeps the area; yours changed. Trapezoids, or rectangles?"
)
turned = ask.number(ask.result(auc, 1 - fpr[::-1], 1 - tpr[::-1]), "The area")
assert ask.close(turned, 1 - area), (
    "Reversing the scores alone turns the area A into 1 - A; yours does not. Trapezoids, or rectangles?"
)
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t4_auc_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the diagonal, a perfect curve, extra points on a line, steps of different width, a curve that falls.
### BEGIN HIDDEN TESTS
def area_under(fpr, tpr):
    """Return the area as a plain number."""
    return ask.number(ask.result(auc, np.array(fpr), np.array(tpr)), "The area", "Is the sum missing?")


rng = np.random.default_rng()
across = [0.0, *np.sort(rng.uniform(size=6)), 1.0]
assert ask.close(area_under(across, across), 0.5), (
    "The area under the diagonal is one half however its points are spaced; yours is not. "
    "Is every piece as wide as its own step in FPR?"
)
assert ask.close(area_under([0.0, 0.0, 1.0], [0.0, 1.0, 1.0]), 1.0), (
    "The area under a perfect curve, straight up and then across, is 1; yours is not."
)
assert ask.close(area_under([0.0, 1.0, 1.0], [0.0, 0.0, 1.0]), 0.0), (
    "The area under the worst curve, across and then straight up, is 0; yours is not."
)
assert ask.close(area_under([0.0, 0.1, 1.0], [1.0, 0.5, 0.0]), 0.3), (
    "Where a curve falls, the area under it is wrong. Are the heights taken where they are, in their order?"
)
middle = float(rng.uniform(0.2, 0.8))
corner = [0.0, middle, 1.0], [0.0, 0.9, 1.0]
finer = [0.0, middle / 2, middle, 1.0], [0.0, 0.45, 0.9, 1.0]
assert ask.close(area_under(*corner), area_under(*finer)), (
    "An extra point on a straight piece changes nothing, but your area changed. Trapezoids, or rectangles?"
)
assert ask.close(area_under(corner[0], 0.5 * np.array(corner[1])), 0.5 * area_under(*corner)), (
    "A curve half as high has half the area; yours has not."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: precision and recall along the thresholds (3 points)
#
# When positives are rare, the ROC curve flatters: many negatives make FPR small. The precision-recall curve asks
# about the alarms instead. As in task 3, lower the threshold to each score that occurs, from the largest to the
# smallest, equal scores together, and write down precision and recall of "score at least the threshold". (There is no
# point above all scores: without an alarm there is no precision.)
#
# **Average precision** is the mean of the precisions, each weighted by the recall that was gained there, with $R_0 =
# 0$:
#
# $$\text{AP} = \sum_{i=1}^{k} (R_i - R_{i-1}) \, P_i$$


# %% nbgrader={"grade": false, "grade_id": "t5_precision_recall_curve", "locked": false, "schema_version": 3, "solution": true, "task": false}
def precision_recall_curve(y_true, score):
    """Return precision and recall, from the highest threshold to the lowest.

    y_true: integer array (n,), the truth, 0 or 1; a 1 occurs
    score: array (n,), larger means more likely positive; in any order, of any size, equal and almost equal scores may
        occur, and one may be minus infinity

    Returns two arrays (k,), precision and recall, one entry for each of the k different scores.
    """
    ### BEGIN SOLUTION
    thresholds = np.unique(score)[::-1]
    precision = [np.mean(y_true[score >= threshold]) for threshold in thresholds]
    recall = [np.sum(y_true[score >= threshold]) / np.sum(y_true) for threshold in thresholds]
    return np.array(precision), np.array(recall)
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t5_average_precision", "locked": false, "schema_version": 3, "solution": true, "task": false}
def average_precision(precision, recall):
    """Return the average precision, the sum of each precision times the recall gained with it.

    precision: array (k,), from 0 to 1, from the highest threshold to the lowest
    recall: array (k,), from 0 to 1, never falling; its last entry may be smaller than 1

    Returns a number.
    """
    ### BEGIN SOLUTION
    return np.sum(np.diff(recall, prepend=0) * precision)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_precision_recall_curve_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five examples, scores from high to low: positive, negative, positive, positive, negative.
precision, recall = ask.results(
    "precision, recall", precision_recall_curve, np.array([1, 0, 1, 1, 0]), np.array([0.9, 0.8, 0.6, 0.4, 0.1])
)
hint = "Is there one point for each score, and no other?"
precision, recall = ask.array(precision, (5,), "Precision", hint), ask.array(recall, (5,), "Recall", hint)
assert ask.close(precision, [1, 1 / 2, 2 / 3, 3 / 4, 3 / 5]), (
    f"Precision should be 1, 1/2, 2/3, 3/4, 3/5; got {precision}. "
    "Is it a share of the alarms so far, from the highest threshold down? Are precision and recall swapped?"
)
assert ask.close(recall, [1 / 3, 1 / 3, 2 / 3, 1, 1]), (
    f"Recall should be 1/3, 1/3, 2/3, 1, 1; got {recall}. "
    "Is it a share of all positives, from the highest threshold down?"
)

# Hidden tests: random scores with ties and almost ties, against scikit-learn; positives alone; minus infinity.
### BEGIN HIDDEN TESTS
from sklearn.metrics import precision_recall_curve as sklearn_precision_recall_curve

rng = np.random.default_rng()
for levels, step, negatives in ((1, 1.0, 20), (5, 1.0, 20), (1000, 1.0, 20), (9, 2e-6, 20), (6, 0.1, 0)):
    n = 12 + negatives
    y_true = rng.permutation(np.repeat([1, 0], [12, negatives]))
    score = step * rng.integers(0, levels, size=n) + (0.99 if step < 1 else -levels / 3)
    for lowest in (score.min(), -np.inf):
        tried = np.where((score == score.min()) & (np.cumsum(score == score.min()) == 1), lowest, score)
        finite = np.where(tried == -np.inf, -1e9, tried)
        precision, recall = ask.results("precision, recall", precision_recall_curve, y_true, tried)
        points = len(np.unique(tried))
        hint = (
            f"{n} examples with {points} different scores make {points} points. "
            "Do equal scores cross the threshold together, and different ones apart?"
        )
        precision = ask.array(precision, (points,), "Precision", hint)
        recall = ask.array(recall, (points,), "Recall", hint)
        sklearn_precision, sklearn_recall, _ = sklearn_precision_recall_curve(y_true, finite)
        # scikit-learn has the lowest threshold first, and (1, 0) at the end
        assert ask.close(precision, sklearn_precision[-2::-1]), (
            "On random scores the precision disagrees with scikit-learn. "
            "A share of the alarms, equal scores together, from the highest threshold down?"
        )
        assert ask.close(recall, sklearn_recall[-2::-1]), (
            "On random scores the recall disagrees with scikit-learn. "
            "A share of all positives, equal scores together, from the highest threshold down?"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_average_precision_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The curve above: recall grows by 1/3 at the first, third and fourth point, where precision is 1, 2/3 and 3/4.
area = ask.number(
    ask.result(average_precision, np.array([1, 1 / 2, 2 / 3, 3 / 4, 3 / 5]), np.array([1 / 3, 1 / 3, 2 / 3, 1, 1])),
    "The average precision",
    "Is the sum missing?",
)
likely = {
    "Is the first gain that from 0?": (2 / 3 + 3 / 4) / 3,
    "That is the plain mean: is each precision weighted by the recall gained there?": 211 / 300,
    "Steps, not trapezoids: is each precision weighted by the recall gained at that very point?": 47 / 72,
    "Is each precision taken as it is, not the best one to come?": 5 / 6,
}
assert ask.close(area, (1 + 2 / 3 + 3 / 4) / 3), (
    f"The average precision is (1 + 2/3 + 3/4) / 3 = 0.8056; got {area:.4f}. "
    + ask.cause(
        area, likely, "Steps, not trapezoids: is each precision weighted by the recall gained at that very point?"
    )
    + " Does the first gain start from 0?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_average_precision_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: one point, no recall gained, a curve that ends early; the true curve of random scores, against
# scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import average_precision_score


def averaged(precision, recall):
    """Return the average precision as a plain number."""
    return ask.number(
        ask.result(average_precision, np.array(precision), np.array(recall)),
        "The average precision",
        "Is the sum missing?",
    )


rng = np.random.default_rng()
value = float(rng.uniform(0.1, 0.9))
assert ask.close(averaged([value], [1.0]), value), (
    "When everything is found at the first point, average precision is the precision there; yours is not. "
    "Does the first gain start from 0?"
)
assert ask.close(averaged([value, 0.0], [0.5, 1.0]), value / 2), (
    "Recall gained where precision is 0 adds nothing; yours adds something. Steps, or trapezoids?"
)
assert ask.close(averaged([value] * 5, [0.1, 0.1, 0.4, 0.7, 1.0]), value), (
    "Where precision is the same everywhere, average precision is that number; yours is not. "
    "Are the weights the gains of recall?"
)
assert ask.close(averaged([0.25, 0.5, value], [0.2, 0.3, 0.6]), 0.05 + 0.05 + 0.3 * value), (
    "Where a curve ends before all positives are found, only what was found counts; yours counts something else. "
    "Is each precision taken as it is, and no recall added?"
)
for levels in (4, 1000):
    y_true, score = rng.permutation(np.repeat([1, 0], [12, 20])), rng.integers(0, levels, size=32)
    thresholds = np.unique(score)[::-1]
    precision = [np.mean(y_true[score >= threshold]) for threshold in thresholds]
    recall = [np.sum(y_true[score >= threshold]) / 12 for threshold in thresholds]
    assert ask.close(averaged(precision, recall), average_precision_score(y_true, score)), (
        "On the curve of random scores the average precision disagrees with scikit-learn. Steps, or trapezoids? "
        "Is each precision weighted by the recall gained at that very point?"
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: intersection over union (2 points)
#
# A detector answers with boxes. Whether a box is right is decided by its overlap with the true one:
#
# $$\text{IoU} = \frac{\text{area of the intersection}}{\text{area of the union}}$$
#
# A box is `(x0, y0, x1, y1)` with $x_0 \le x_1$ and $y_0 \le y_1$: coordinates on a continuous plane, not pixel
# numbers, so its width is $x_1 - x_0$. Boxes that only touch, or have no area at all, have IoU 0.


# %% nbgrader={"grade": false, "grade_id": "t6_iou", "locked": false, "schema_version": 3, "solution": true, "task": false}
def iou(box, other):
    """Return the intersection over union of two boxes, 0.0 where they share no area.

    box, other: arrays (4,) of x0, y0, x1, y1 with x0 <= x1 and y0 <= y1, of any sign and size

    Returns a number.
    """
    ### BEGIN SOLUTION
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = (box[2] - box[0]) * (box[3] - box[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return width * height / (areas - width * height)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_iou_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# A 2 by 2 box and a 2 by 3 box, one shifted by 1 across: they share 2 of 8.
overlap = ask.number(ask.result(iou, np.array([0.0, 0.0, 2.0, 2.0]), np.array([1.0, 0.0, 3.0, 3.0])), "The IoU")
likely = {
    "Is the shared area counted once in the union?": 0.2,
    "Is a width x1 - x0, without + 1?": 0.4,
    "Is it divided by the area of the union?": 2.0,
}
assert ask.close(overlap, 1 / 4), (
    f"These boxes share an area of 2, their union has 8, so the IoU is 1/4; got {overlap}. "
    f"{ask.cause(overlap, likely, 'Is the shared area counted once in the union? Is a width x1 - x0, without + 1?')}"
)
overlap = ask.number(ask.result(iou, np.array([0.0, 0.0, 1.0, 1.0]), np.array([2.0, 2.0, 3.0, 3.0])), "The IoU")
assert ask.close(overlap, 0), (
    f"These boxes lie apart in both directions, so the IoU is 0; got {overlap}. "
    "Is the product of two negative lengths taken for an area?"
)

# Hidden tests: boxes on a grid, where the areas can be counted square by square; the same boxes small and large.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for number in range(40):
    boxes = [np.array([x, y, x + w, y + h]) for x, y, w, h in rng.integers([0, 0, 1, 1], [5, 5, 6, 6], size=(2, 4))]
    masks = np.zeros((2, 10, 10), dtype=bool)
    for mask, (x0, y0, x1, y1) in zip(masks, boxes, strict=True):
        mask[y0:y1, x0:x1] = True
    size = (1.0, 0.37, 1e-3, 1e4)[number % 4]
    overlap = ask.number(ask.result(iou, size * boxes[0], size * boxes[1]), "The IoU", "Do boxes apart share nothing?")
    assert ask.close(overlap, (masks[0] & masks[1]).sum() / (masks[0] | masks[1]).sum()), (
        f"For {size} times the boxes {boxes[0].tolist()} and {boxes[1].tolist()} the IoU came out as {overlap}, which "
        "is not what counting squares gives. Is the shared area counted once in the union? Is a width x1 - x0, "
        "without + 1? Do boxes apart share nothing? Is nothing rounded, cut off or added?"
    )
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t6_iou_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: order, shift and scale do not matter; identical, nested, touching and empty boxes.
### BEGIN HIDDEN TESTS
def overlap_of(box, other):
    """Return the IoU as a plain number."""
    return ask.number(
        ask.result(iou, np.array(box), np.array(other)), "The IoU", "Do boxes that share nothing have IoU 0?"
    )


rng = np.random.default_rng()
box, other = np.array([0.0, 0.0, 0.5, 0.7]), np.array([0.2, 0.1, 0.9, 0.8]) + rng.uniform(0, 0.2)
overlap = overlap_of(box, other)
assert overlap > 0, "Two boxes that overlap have a positive IoU; yours is not. Coordinates may be smaller than 1."
assert ask.close(overlap_of(other, box), overlap), (
    "IoU is the same for either order of the boxes; yours is not. Are both areas in the union?"
)
for shift in (-3, 5, [-2, 4, -2, 4]):
    assert ask.close(overlap_of(box + shift, other + shift), overlap), (
        "Shifting both boxes keeps the IoU; yours changed. Do negative coordinates work?"
    )
assert ask.close(overlap_of(10 * box, 10 * other), overlap), (
    "Scaling both boxes keeps the IoU; yours changed. Is something added to widths or areas (+ 1)?"
)
turned = [1, 0, 3, 2]
assert ask.close(overlap_of(box[turned], other[turned]), overlap), (
    "Trading x and y in both boxes keeps the IoU; yours changed. Are width and height mixed up?"
)
assert ask.close(overlap_of(other, other), 1), (
    "A box has IoU 1 with itself; yours has not. Is the shared area counted once in the union?"
)
assert ask.close(overlap_of(box, [0.1, 0.2, 0.3, 0.6]), 0.08 / 0.35), (
    "For a box inside another the IoU is the ratio of the areas; yours is not. "
    "Is the shared area counted once in the union?"
)
for apart in (
    [0.5, 0.0, 1.0, 0.7],
    [0.0, 0.7, 0.5, 1.0],
    [0.0, -1.0, 0.5, -0.5],
    [2.0, 0.0, 3.0, 0.7],
    [-9.0, -9.0, -8.0, -8.0],
    [0.2, 0.3, 0.2, 0.3],
    [0.2, 0.0, 0.2, 0.7],
):
    shared = overlap_of(box, apart)
    assert shared == 0, f"The boxes {box.tolist()} and {apart} share no area, so the IoU is 0; yours is not."
for empty in ([0.2, 0.2, 0.2, 0.2], [0.2, 0.1, 0.2, 0.6], [0.1, 0.2, 0.4, 0.2]):
    assert overlap_of(empty, empty) == 0, (
        "A box without area shares no area with itself: the IoU is 0 as the text says; yours is not."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: mean average precision (2 points)
#
# With several classes, compute the average precision of every class on its own, treating that class as positive and
# all others as negative, and take the mean over the classes: every class counts the same, however rare it is. A class
# of which the test set has no example has no average precision, and is left out of the mean.
#
# The function that computes the average precision of one class comes in as an argument, so that this task does not
# depend on task 5.


# %% nbgrader={"grade": false, "grade_id": "t7_mean_average_precision", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mean_average_precision(Y, scores, average_precision):
    """Return the mean, over the classes that occur, of the average precision of each.

    Y: integer array (n, K), Y[i, k] is 1 if example i is of class k, else 0; an example may be of several classes, or of
        none; at least one 1
    scores: array (n, K), scores[i, k] is larger the more likely example i is of class k
    average_precision: function; average_precision(y, score) takes two arrays (n,) and returns a number; y must hold a 1
    """
    ### BEGIN SOLUTION
    present = [k for k in range(Y.shape[1]) if Y[:, k].any()]
    return np.mean([average_precision(Y[:, k], scores[:, k]) for k in present])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_mean_average_precision_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Class 0 is ranked perfectly (1), the only example of class 1 comes second (1/2), and class 2 never occurs.
from sklearn.metrics import average_precision_score

Y = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]])
scores = np.array([[0.9, 0.1, 0.3], [0.8, 0.7, 0.2], [0.3, 0.6, 0.9], [0.1, 0.2, 0.4]])


def one_class(y, score):
    """Return scikit-learn's average precision of one class."""
    assert np.shape(y) == np.shape(score) == (4,), (
        "average_precision() takes one class, arrays of shape (4,); "
        f"it was given {np.shape(y)} and {np.shape(score)}. Rows instead of columns?"
    )
    assert np.any(y), "average_precision() was called for a class that never occurs. Is it left out?"
    return average_precision_score(y, score)


mean = ask.number(ask.result(mean_average_precision, Y, scores, one_class), "The mean over the classes")
likely = {
    "Does a class that never occurs count as 0?": 0.5,
    "That is the sum: is it a mean over the classes?": 1.5,
    "Is each class given the same weight, however often it occurs?": 2.5 / 3,
}
assert ask.close(mean, 0.75), (
    f"The mean of 1 and 1/2 is 0.75; got {mean}. "
    f"{ask.cause(mean, likely, 'Is it a mean over the classes, each with the same weight?')}"
)

# %% nbgrader={"grade": true, "grade_id": "t7_mean_average_precision_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random scores, classes of different frequency, classes that never occur, examples of several classes or
# of none, the order of the classes.
### BEGIN HIDDEN TESTS
from sklearn.metrics import average_precision_score

rng = np.random.default_rng()
Y = np.eye(5, dtype=int)[rng.permutation(np.repeat([0, 1, 3], [20, 7, 3]))]
Y[:4] = [[1, 1, 0, 0, 0], [0, 1, 0, 1, 0], [1, 1, 0, 1, 0], [0, 0, 0, 0, 0]]
scores = rng.normal(size=(30, 5))
scores[:, 0] += 3 * Y[:, 0]
scores[:2, 1] += 5  # were these taken for examples of another class alone, the mean would be another one
seen = []


def count_calls(y, score):
    assert np.shape(y) == np.shape(score) == (30,), (
        "average_precision() takes one class, arrays of shape (30,); "
        f"it was given {np.shape(y)} and {np.shape(score)}. Rows instead of columns?"
    )
    assert np.any(y), "average_precision() was called for a class that never occurs. Is it left out?"
    assert set(np.unique(y).tolist()) <= {0, 1}, (
        "average_precision() takes the truth first, zeros and ones, and then the scores. Are they exchanged?"
    )
    seen.append(average_precision_score(y, score))
    return seen[-1]


mean = ask.number(ask.result(mean_average_precision, Y, scores, count_calls), "The mean over the classes")
assert len(seen) >= 3, (
    f"Three of the five classes occur, but average_precision() was called {len(seen)} times. Are all classes visited?"
)
assert ask.close(mean, average_precision_score(Y[:, [0, 1, 3]], scores[:, [0, 1, 3]], average="macro")), (
    "On random scores the mean disagrees with scikit-learn's macro average over the classes that occur. "
    "Does every class count the same, and a class that never occurs not at all? "
    "Does an example of two classes count for both?"
)
order = np.array([4, 2, 0, 3, 1])
moved = ask.number(ask.result(mean_average_precision, Y[:, order], scores[:, order], count_calls), "The mean")
assert ask.close(moved, mean), (
    "The order of the classes must not matter, but the mean changed when they were reordered. "
    "Is each class paired with its own scores?"
)
alone = ask.number(ask.result(mean_average_precision, Y[:, :1], scores[:, :1], count_calls), "The mean of one class")
assert ask.close(alone, average_precision_score(Y[:, 0], scores[:, 0])), (
    "With a single class the mean is its average precision; yours is not."
)
scores[:, 1] = 0  # so that the number of this class is 0, which counts as any other
every = ask.number(ask.result(mean_average_precision, Y, scores, lambda y, score: score @ y), "The mean")
assert ask.close(every, np.mean([scores[:, k] @ Y[:, k] for k in (0, 1, 3)])), (
    "With another function of one class in place of the average precision the mean is wrong. "
    "Is the function that was handed over used, and its values as they are?"
)
### END HIDDEN TESTS

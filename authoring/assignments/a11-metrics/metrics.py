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
counts = confusion_counts(np.array([1, 1, 1, 0, 0, 0]), np.array([1, 1, 0, 1, 1, 0]))
assert len(counts) == 4, f"Return four counts; got {counts}."
tp, fp, tn, fn = counts
assert tp == 2, f"Two positive tumors are called positive, so TP is 2; got {tp}."
assert fp == 2, f"Two negative tumors are called positive, so FP is 2; got {fp}. Are FP and FN mixed up, or TN and FP?"
assert tn == 1, f"One negative tumor is called negative, so TN is 1; got {tn}. Is the order TP, FP, TN, FN?"
assert fn == 1, f"One positive tumor is called negative, so FN is 1; got {fn}. Are FP and FN mixed up?"

# %% nbgrader={"grade": true, "grade_id": "t1_confusion_counts_symmetry", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: what happens to the counts when 0 and 1 trade places, and when truth and prediction do; scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import confusion_matrix

rng = np.random.default_rng()
y_true = rng.permutation(np.repeat([1, 1, 0, 0], [11, 5, 7, 17]))
# Thirteen errors: of an odd number FP and FN cannot be equal, so whoever mixes them up is always found out.
y_pred = np.where(rng.permutation(40) < 13, 1 - y_true, y_true)
copies = y_true.copy(), y_pred.copy()
tp, fp, tn, fn = confusion_counts(y_true, y_pred)
assert np.array_equal(y_true, copies[0]) and np.array_equal(y_pred, copies[1]), (
    "confusion_counts changed an array that it was given."
)
assert tp + fp + tn + fn == 40, (
    f"Each of 40 examples is one of the four cases, but the counts add up to {tp + fp + tn + fn}."
)
assert (tn, fn, tp, fp) == tuple(confusion_counts(1 - y_true, 1 - y_pred)), (
    "When 0 and 1 trade places in truth and prediction, TP and TN trade places and so do FP and FN; yours do not. "
    "Does each count look at truth and prediction?"
)
assert (tp, fn, tn, fp) == tuple(confusion_counts(y_pred, y_true)), (
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
    counts = confusion_counts(np.array(y_true, dtype=int), np.array(y_pred, dtype=int))
    assert tuple(counts) == expected, (
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


# %% nbgrader={"grade": true, "grade_id": "t2_rates_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The six images: TP = 2, FP = 2, TN = 1, FN = 1.
found = rates(2, 2, 1, 1)
assert set(found) == {"sensitivity", "specificity", "precision", "f1"}, (
    f"The keys should be sensitivity, specificity, precision and f1; got {sorted(found)}."
)
assert np.isclose(found["sensitivity"], 2 / 3), (
    f"Two of three positives are found: sensitivity 2/3; got {found['sensitivity']}. "
    "Is the denominator the number of positives?"
)
assert np.isclose(found["specificity"], 1 / 3), (
    f"One of three negatives is left alone: specificity 1/3; got {found['specificity']}. "
    "Is the denominator the number of negatives?"
)
assert np.isclose(found["precision"], 2 / 4), (
    f"Two of four alarms are right: precision 2/4; got {found['precision']}. Is the denominator the number of alarms?"
)
assert np.isclose(found["f1"], 4 / 7), f"F1 of these counts is 4/7; got {found['f1']}. Harmonic mean, or ordinary mean?"

# %% nbgrader={"grade": true, "grade_id": "t2_rates_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random counts, against scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import f1_score, precision_score, recall_score

rng = np.random.default_rng()
for _ in range(5):
    tp, fp, tn, fn = (int(count) for count in rng.permutation(np.arange(1, 30))[:4])
    y_true, y_pred = np.repeat([1, 0, 0, 1], [tp, fp, tn, fn]), np.repeat([1, 1, 0, 0], [tp, fp, tn, fn])
    found = rates(tp, fp, tn, fn)
    case = f"With TP = {tp}, FP = {fp}, TN = {tn}, FN = {fn}"
    assert np.isclose(found["precision"], precision_score(y_true, y_pred), rtol=1e-5), (
        f"{case} the precision disagrees with scikit-learn. Are precision and sensitivity mixed up?"
    )
    assert np.isclose(found["sensitivity"], recall_score(y_true, y_pred), rtol=1e-5), (
        f"{case} the sensitivity disagrees with scikit-learn's recall. Are precision and sensitivity mixed up?"
    )
    assert np.isclose(found["specificity"], recall_score(y_true, y_pred, pos_label=0), rtol=1e-5), (
        f"{case} the specificity disagrees with scikit-learn's recall of the class 0. "
        "Is it the share of the negatives, or of those called negative?"
    )
    assert np.isclose(found["f1"], f1_score(y_true, y_pred), rtol=1e-5), (
        f"{case} F1 disagrees with scikit-learn. Harmonic mean, or ordinary mean? Of precision and sensitivity?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_rates_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: trading the classes, multiplying all counts, and trading FP with FN.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
tp, fp, tn, fn = (int(count) for count in rng.permutation(np.arange(1, 30))[:4])
found, traded, larger = rates(tp, fp, tn, fn), rates(tn, fn, tp, fp), rates(7 * tp, 7 * fp, 7 * tn, 7 * fn)
assert np.isclose(found["sensitivity"], traded["specificity"], rtol=1e-5) and np.isclose(
    found["specificity"], traded["sensitivity"], rtol=1e-5
), (
    "When the two classes trade names, sensitivity and specificity trade places; yours do not. "
    "Are both shares of what is true, not of what was said?"
)
assert all(np.isclose(found[key], larger[key], rtol=1e-5) for key in found), (
    "With seven times as many of every case all rates stay; yours change. Is something added to a count?"
)
mirrored = rates(tp, fn, tn, fp)
assert np.isclose(found["precision"], mirrored["sensitivity"], rtol=1e-5) and np.isclose(
    found["sensitivity"], mirrored["precision"], rtol=1e-5
), (
    "When FP and FN trade places, precision and sensitivity do too; yours do not. "
    "Which of the two errors belongs to which rate?"
)
assert np.isclose(found["f1"], mirrored["f1"], rtol=1e-5), (
    "F1 treats FP and FN alike; yours changes when they trade places. Is it made of precision and sensitivity?"
)
assert np.isclose(found["f1"], rates(tp, fp, 3 * tn + 1, fn)["f1"], rtol=1e-5), (
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
    ((3, 0, 0, 0), {"sensitivity": 1, "specificity": 0, "precision": 1, "f1": 1}),
    ((3, 0, 9, 0), {"sensitivity": 1, "specificity": 1, "precision": 1, "f1": 1}),
]
for counts, expected in cases:
    found = rates(*counts)
    wrong = [key for key in expected if not np.isclose(found[key], expected[key])]
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
    score: array (n,), larger means more likely positive; in any order, equal scores may occur

    Returns two arrays (k + 1,), FPR and TPR, where k is the number of different scores: first 0 and 0, then one point
    for each.
    """
    ### BEGIN SOLUTION
    thresholds = np.unique(score)[::-1]
    false_alarms = [np.mean(score[y_true == 0] >= threshold) for threshold in thresholds]
    hits = [np.mean(score[y_true == 1] >= threshold) for threshold in thresholds]
    return np.array([0.0, *false_alarms]), np.array([0.0, *hits])
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_roc_curve_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five examples, scores from high to low: positive, positive, negative, positive, negative.
fpr, tpr = roc_curve(np.array([1, 1, 0, 1, 0]), np.array([0.9, 0.8, 0.6, 0.4, 0.1]))
assert np.shape(fpr) == np.shape(tpr) == (6,), (
    f"Five different scores make 6 points, (0, 0) included; got {np.shape(fpr)} and {np.shape(tpr)}. "
    "Is the start missing?"
)
assert np.allclose(fpr, [0, 0, 0, 1 / 2, 1 / 2, 1]), (
    f"FPR should be 0, 0, 0, 1/2, 1/2, 1; got {fpr}. "
    "Is the sweep from the highest threshold down, and the denominator the number of negatives?"
)
assert np.allclose(tpr, [0, 1 / 3, 2 / 3, 2 / 3, 1, 1]), (
    f"TPR should be 0, 1/3, 2/3, 2/3, 1, 1; got {tpr}. "
    "Is the sweep from the highest threshold down, and the denominator the number of positives?"
)

# %% nbgrader={"grade": true, "grade_id": "t3_roc_curve_ties", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: equal scores make one point; the order of the examples does not matter.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
fpr, tpr = roc_curve(np.array([1, 0, 0, 1, 0]), np.array([0.5, 0.5, 0.5, 0.5, 0.5]))
assert np.shape(fpr) == np.shape(tpr) == (2,) and np.allclose(fpr, [0, 1]) and np.allclose(tpr, [0, 1]), (
    f"When all scores are equal there is a single step, from (0, 0) to (1, 1); got FPR {fpr} and TPR {tpr}. "
    "Do equal scores cross the threshold together?"
)
y_true, score = np.repeat([0, 1], 15), rng.integers(0, 6, size=30) / 8
fpr, tpr = roc_curve(y_true, score)
points = len(np.unique(score)) + 1
assert np.shape(fpr) == np.shape(tpr) == (points,), (
    f"30 examples with {points - 1} different scores make {points} points; got {np.shape(fpr)} and {np.shape(tpr)}. "
    "Do equal scores cross the threshold together?"
)
order = rng.permutation(30)
moved_fpr, moved_tpr = roc_curve(y_true[order], score[order])
assert np.allclose(fpr, moved_fpr, atol=1e-6) and np.allclose(tpr, moved_tpr, atol=1e-6), (
    "The order of the examples must not matter, but the curve changed when they were reordered. "
    "Do equal scores cross the threshold together?"
)
expected_fpr = [0.0] + [np.mean(score[:15] >= threshold) for threshold in sorted(set(score.tolist()), reverse=True)]
expected_tpr = [0.0] + [np.mean(score[15:] >= threshold) for threshold in sorted(set(score.tolist()), reverse=True)]
assert np.allclose(fpr, expected_fpr, atol=1e-6) and np.allclose(tpr, expected_tpr, atol=1e-6), (
    "With many equal scores the curve is wrong. Is a score that equals the threshold called positive? "
    "Are FPR and TPR mixed up?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_roc_curve_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random scores against scikit-learn; scores on another scale; truth and score reversed; arguments not
# modified.
### BEGIN HIDDEN TESTS
from sklearn.metrics import roc_curve as sklearn_roc_curve

rng = np.random.default_rng()
for n in (2, 3, 40):
    y_true = rng.permutation(np.arange(n) < (n + 2) // 3).astype(int)
    score = rng.permutation(n) - n / 2 + rng.uniform(0, 0.5)
    copies = y_true.copy(), score.copy()
    fpr, tpr = roc_curve(y_true, score)
    assert np.array_equal(y_true, copies[0]) and np.array_equal(score, copies[1]), (
        "roc_curve changed an array that it was given. Was it sorted in place?"
    )
    expected_fpr, expected_tpr, _ = sklearn_roc_curve(y_true, score, drop_intermediate=False)
    assert np.shape(fpr) == np.shape(tpr) == (n + 1,), (
        f"{n} different scores make {n + 1} points; got {np.shape(fpr)} and {np.shape(tpr)}. "
        "Is the first or the last point missing? Negative scores count too."
    )
    assert np.allclose(fpr, expected_fpr, atol=1e-6) and np.allclose(tpr, expected_tpr, atol=1e-6), (
        f"On {n} random examples the curve disagrees with scikit-learn. From the highest threshold down? "
        "FPR first, TPR second? Each divided by the number of its own class?"
    )
    scaled_fpr, scaled_tpr = roc_curve(y_true, np.exp(score / n))
    assert np.allclose(fpr, scaled_fpr, atol=1e-6) and np.allclose(tpr, scaled_tpr, atol=1e-6), (
        "Only the order of the scores matters, but the curve changed on another scale. "
        "Are the thresholds the scores that occur, not a fixed grid?"
    )
    reversed_fpr, reversed_tpr = roc_curve(1 - y_true, -score)
    assert np.allclose(reversed_fpr, 1 - np.asarray(tpr)[::-1], atol=1e-6) and np.allclose(
        reversed_tpr, 1 - np.asarray(fpr)[::-1], atol=1e-6
    ), (
        "With classes and scores both reversed the curve is mirrored at the other diagonal; yours is not. "
        "Do both rates start at 0 and end at 1?"
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

    fpr: array (k + 1,), the horizontal coordinates, never falling; at least two points
    tpr: array (k + 1,), the vertical coordinates
    """
    ### BEGIN SOLUTION
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_auc_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Up to 1/2, then a slanted piece, then flat.
area = auc(np.array([0.0, 0.0, 0.5, 1.0]), np.array([0.0, 0.5, 1.0, 1.0]))
assert np.shape(area) == (), f"The area is a single number; got shape {np.shape(area)}. Is the sum missing?"
assert np.isclose(area, 0.875), (
    f"The area under these four points is 0.375 + 0.5 = 0.875; got {area}. "
    "Trapezoids, or rectangles that are too high or too low?"
)

# Hidden tests: random curves, against scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import auc as sklearn_auc

rng = np.random.default_rng()
for points in (2, 3, 12):
    fpr, tpr = np.sort(rng.uniform(size=points)), np.sort(rng.uniform(size=points))
    assert np.isclose(auc(fpr, tpr), sklearn_auc(fpr, tpr), rtol=1e-4, atol=1e-6), (
        f"On a random curve of {points} points the area disagrees with scikit-learn. Trapezoids, or rectangles? "
        "FPR across, TPR up? All pieces counted?"
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
copies = fpr.copy(), tpr.copy()
area = auc(fpr, tpr)
assert np.array_equal(fpr, copies[0]) and np.array_equal(tpr, copies[1]), "auc changed an array that it was given."
above = np.mean(positive[:, None] > negative[None, :]) + np.mean(positive[:, None] == negative[None, :]) / 2
assert np.isclose(area, above, atol=1e-5), (
    f"The area differs by {abs(area - above):.3g} from the share of pairs in which the positive has the higher score "
    "(ties count one half). Trapezoids, or rectangles?"
)
swapped = auc(1 - tpr[::-1], 1 - fpr[::-1])
assert np.isclose(swapped, area, atol=1e-5), (
    "Reversing both classes and scores mirrors the curve and keeps the area; yours changed. Trapezoids, or rectangles?"
)
assert np.isclose(auc(1 - fpr[::-1], 1 - tpr[::-1]), 1 - area, atol=1e-5), (
    "Reversing the scores alone turns the area A into 1 - A; yours does not. Trapezoids, or rectangles?"
)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t4_auc_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the diagonal, a perfect curve, extra points on a line, steps of different width.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
across = np.concatenate([[0.0], np.sort(rng.uniform(size=6)), [1.0]])
assert np.isclose(auc(across, across), 0.5, atol=1e-5), (
    "The area under the diagonal is one half however its points are spaced; yours is not. "
    "Is every piece as wide as its own step in FPR?"
)
assert np.isclose(auc(np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0])), 1.0, atol=1e-5), (
    "The area under a perfect curve, straight up and then across, is 1; yours is not."
)
assert np.isclose(auc(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0])), 0.0, atol=1e-5), (
    "The area under the worst curve, across and then straight up, is 0; yours is not."
)
middle = rng.uniform(0.2, 0.8)
corner = np.array([0.0, middle, 1.0]), np.array([0.0, 0.9, 1.0])
finer = np.array([0.0, middle / 2, middle, 1.0]), np.array([0.0, 0.45, 0.9, 1.0])
assert np.isclose(auc(*corner), auc(*finer), atol=1e-5), (
    "An extra point on a straight piece changes nothing, but your area changed. Trapezoids, or rectangles?"
)
assert np.isclose(auc(corner[0], 0.5 * corner[1]), 0.5 * auc(*corner), atol=1e-5), (
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
    score: array (n,), larger means more likely positive; in any order, equal scores may occur

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

    precision: array (k,), from the highest threshold to the lowest
    recall: array (k,), never falling
    """
    ### BEGIN SOLUTION
    return np.sum(np.diff(recall, prepend=0) * precision)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_precision_recall_curve_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Five examples, scores from high to low: positive, negative, positive, positive, negative.
precision, recall = precision_recall_curve(np.array([1, 0, 1, 1, 0]), np.array([0.9, 0.8, 0.6, 0.4, 0.1]))
assert np.shape(precision) == np.shape(recall) == (5,), (
    f"Five different scores make 5 points; got {np.shape(precision)} and {np.shape(recall)}. "
    "Is there one point for each score, and no other?"
)
assert np.allclose(precision, [1, 1 / 2, 2 / 3, 3 / 4, 3 / 5]), (
    f"Precision should be 1, 1/2, 2/3, 3/4, 3/5; got {precision}. "
    "Is it a share of the alarms so far, from the highest threshold down? Are precision and recall swapped?"
)
assert np.allclose(recall, [1 / 3, 1 / 3, 2 / 3, 1, 1]), (
    f"Recall should be 1/3, 1/3, 2/3, 1, 1; got {recall}. "
    "Is it a share of all positives, from the highest threshold down?"
)

# Hidden tests: random scores with ties, against scikit-learn; arguments not modified.
### BEGIN HIDDEN TESTS
from sklearn.metrics import precision_recall_curve as sklearn_precision_recall_curve

rng = np.random.default_rng()
for levels in (1, 5, 1000):
    y_true, score = rng.permutation(np.repeat([1, 0], [12, 20])), rng.integers(0, levels, size=32) - levels / 3
    copies = y_true.copy(), score.copy()
    precision, recall = precision_recall_curve(y_true, score)
    assert np.array_equal(y_true, copies[0]) and np.array_equal(score, copies[1]), (
        "precision_recall_curve changed an array that it was given. Was it sorted in place?"
    )
    points = len(np.unique(score))
    assert np.shape(precision) == np.shape(recall) == (points,), (
        f"32 examples with {points} different scores make {points} points; "
        f"got {np.shape(precision)} and {np.shape(recall)}. Do equal scores cross the threshold together?"
    )
    sklearn_precision, sklearn_recall, _ = sklearn_precision_recall_curve(
        y_true, score
    )  # lowest threshold first, and (1, 0) at the end
    assert np.allclose(precision, sklearn_precision[-2::-1], atol=1e-6), (
        "On random scores the precision disagrees with scikit-learn. "
        "A share of the alarms, equal scores together, from the highest threshold down?"
    )
    assert np.allclose(recall, sklearn_recall[-2::-1], atol=1e-6), (
        "On random scores the recall disagrees with scikit-learn. "
        "A share of all positives, equal scores together, from the highest threshold down?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t5_average_precision_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# The curve above: recall grows by 1/3 at the first, third and fourth point, where precision is 1, 2/3 and 3/4.
area = average_precision(np.array([1, 1 / 2, 2 / 3, 3 / 4, 3 / 5]), np.array([1 / 3, 1 / 3, 2 / 3, 1, 1]))
assert np.shape(area) == (), f"Average precision is a single number; got shape {np.shape(area)}. Is the sum missing?"
assert np.isclose(area, (1 + 2 / 3 + 3 / 4) / 3), (
    f"The average precision is (1 + 2/3 + 3/4) / 3 = 0.8056; got {area:.4f}. "
    "Steps, not trapezoids: is each precision weighted by the recall gained at that very point, and does the first "
    "gain start from 0?"
)

# %% nbgrader={"grade": true, "grade_id": "t5_average_precision_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: one point, no recall gained, random curves; the true curve of random scores, against scikit-learn.
### BEGIN HIDDEN TESTS
from sklearn.metrics import average_precision_score

rng = np.random.default_rng()
value = rng.uniform(0.1, 0.9)
assert np.isclose(average_precision(np.array([value]), np.array([1.0])), value, atol=1e-6), (
    "When everything is found at the first point, average precision is the precision there; yours is not. "
    "Does the first gain start from 0?"
)
assert np.isclose(average_precision(np.array([value, 0.0]), np.array([0.5, 1.0])), value / 2, atol=1e-6), (
    "Recall gained where precision is 0 adds nothing; yours adds something. Steps, or trapezoids?"
)
assert np.isclose(average_precision(np.full(5, value), np.array([0.1, 0.1, 0.4, 0.7, 1.0])), value, atol=1e-6), (
    "Where precision is the same everywhere, average precision is that number; yours is not. "
    "Are the weights the gains of recall?"
)
for levels in (4, 1000):
    y_true, score = rng.permutation(np.repeat([1, 0], [12, 20])), rng.integers(0, levels, size=32)
    thresholds = np.unique(score)[::-1]
    precision = np.array([np.mean(y_true[score >= threshold]) for threshold in thresholds])
    recall = np.array([np.sum(y_true[score >= threshold]) / 12 for threshold in thresholds])
    copies = precision.copy(), recall.copy()
    area = average_precision(precision, recall)
    assert np.array_equal(precision, copies[0]) and np.array_equal(recall, copies[1]), (
        "average_precision changed an array that it was given."
    )
    assert np.isclose(area, average_precision_score(y_true, score), atol=1e-5), (
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

    box, other: arrays (4,) of x0, y0, x1, y1 with x0 <= x1 and y0 <= y1
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
# Two 2 by 2 boxes, one shifted by 1 across: they share 2 of 6.
overlap = iou(np.array([0.0, 0.0, 2.0, 2.0]), np.array([1.0, 0.0, 3.0, 2.0]))
assert np.isclose(overlap, 1 / 3), (
    f"These boxes share an area of 2, their union has 6, so the IoU is 1/3; got {overlap}. "
    "Is the shared area counted once in the union? Is a width x1 - x0, without + 1?"
)
assert np.isclose(iou(np.array([0.0, 0.0, 1.0, 1.0]), np.array([2.0, 2.0, 3.0, 3.0])), 0), (
    "These boxes lie apart in both directions, so the IoU is 0. "
    "Is the product of two negative lengths taken for an area?"
)

# Hidden tests: boxes on a grid, where the areas can be counted square by square.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
for _ in range(40):
    boxes = [np.array([x, y, x + w, y + h]) for x, y, w, h in rng.integers([0, 0, 1, 1], [5, 5, 6, 6], size=(2, 4))]
    masks = np.zeros((2, 10, 10), dtype=bool)
    for mask, (x0, y0, x1, y1) in zip(masks, boxes, strict=True):
        mask[y0:y1, x0:x1] = True
    overlap = iou(boxes[0].astype(float), boxes[1].astype(float))
    assert np.isclose(overlap, (masks[0] & masks[1]).sum() / (masks[0] | masks[1]).sum(), atol=1e-5), (
        f"For the boxes {boxes[0].tolist()} and {boxes[1].tolist()} the IoU came out as {overlap}, which is not what "
        "counting squares gives. Is the shared area counted once in the union? Is a width x1 - x0, without + 1? "
        "Do boxes apart share nothing?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t6_iou_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: order, shift and scale do not matter; identical, nested, touching and empty boxes; arguments not
# modified.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng()
box, other = np.array([0.0, 0.0, 0.5, 0.7]), np.array([0.2, 0.1, 0.9, 0.8]) + rng.uniform(0, 0.2)
copies = box.copy(), other.copy()
overlap = iou(box, other)
assert np.array_equal(box, copies[0]) and np.array_equal(other, copies[1]), "iou changed a box that it was given."
assert overlap > 0, f"Two boxes that overlap have a positive IoU; got {overlap}. Coordinates may be smaller than 1."
assert np.isclose(iou(other, box), overlap, atol=1e-5), (
    "IoU is the same for either order of the boxes; yours is not. Are both areas in the union?"
)
assert np.isclose(iou(box - 3, other - 3), overlap, atol=1e-4), (
    "Shifting both boxes keeps the IoU; yours changed. Do negative coordinates work?"
)
assert np.isclose(iou(10 * box, 10 * other), overlap, atol=1e-4), (
    "Scaling both boxes keeps the IoU; yours changed. Is something added to widths or areas (+ 1)?"
)
turned = [1, 0, 3, 2]
assert np.isclose(iou(box[turned], other[turned]), overlap, atol=1e-4), (
    "Trading x and y in both boxes keeps the IoU; yours changed. Are width and height mixed up?"
)
assert np.isclose(iou(other, other), 1, atol=1e-5), (
    "A box has IoU 1 with itself; yours has not. Is the shared area counted once in the union?"
)
inner = np.array([0.1, 0.2, 0.3, 0.6])
assert np.isclose(iou(box, inner), 0.08 / 0.35, atol=1e-5), (
    "For a box inside another the IoU is the ratio of the areas; yours is not. "
    "Is the shared area counted once in the union?"
)
for apart in (
    [0.5, 0.0, 1.0, 0.7],
    [0.0, 0.7, 0.5, 1.0],
    [0.0, -1.0, 0.5, -0.5],
    [2.0, 0.0, 3.0, 0.7],
    [-9.0, -9.0, -8.0, -8.0],
):
    assert np.isclose(iou(box, np.array(apart)), 0), (
        f"The boxes {box.tolist()} and {apart} share no area, so the IoU is 0; yours is {iou(box, np.array(apart))}."
    )
for empty in ([0.2, 0.2, 0.2, 0.2], [0.2, 0.1, 0.2, 0.6], [0.1, 0.2, 0.4, 0.2]):
    assert iou(np.array(empty), np.array(empty)) == 0, (
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

    Y: integer array (n, K), Y[i, k] is 1 if example i is of class k, else 0; at least one 1
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


mean = mean_average_precision(Y, scores, one_class)
assert np.shape(mean) == (), f"Return one number, the mean over the classes; got shape {np.shape(mean)}."
assert np.isclose(mean, 0.75), (
    f"The mean of 1 and 1/2 is 0.75; got {mean}. Does a class that never occurs count as 0? "
    "Is it a mean over the classes, each with the same weight?"
)

# %% nbgrader={"grade": true, "grade_id": "t7_mean_average_precision_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random scores, classes of different frequency, a class that never occurs, the order of the classes.
### BEGIN HIDDEN TESTS
from sklearn.metrics import average_precision_score

rng = np.random.default_rng()
labels = rng.permutation(np.repeat([0, 1, 3], [20, 7, 3]))
Y, scores = np.eye(4, dtype=int)[labels], rng.normal(size=(30, 4))
scores[:, 0] += 3 * Y[:, 0]
copies = Y.copy(), scores.copy()
seen = []


def count_calls(y, score):
    assert np.shape(y) == np.shape(score) == (30,), (
        "average_precision() takes one class, arrays of shape (30,); "
        f"it was given {np.shape(y)} and {np.shape(score)}. Rows instead of columns?"
    )
    assert np.any(y), "average_precision() was called for a class that never occurs. Is it left out?"
    seen.append(average_precision_score(y, score))
    return seen[-1]


mean = mean_average_precision(Y, scores, count_calls)
assert np.array_equal(Y, copies[0]) and np.array_equal(scores, copies[1]), (
    "mean_average_precision changed an array that it was given."
)
assert len(seen) >= 3, (
    f"Three of the four classes occur, but average_precision() was called {len(seen)} times. Are all classes visited?"
)
assert np.shape(mean) == (), f"Return one number, the mean over the classes; got shape {np.shape(mean)}."
assert np.isclose(mean, average_precision_score(Y[:, [0, 1, 3]], scores[:, [0, 1, 3]], average="macro"), atol=1e-5), (
    "On random scores the mean disagrees with scikit-learn's macro average over the classes that occur. "
    "Does every class count the same, and a class that never occurs not at all?"
)
order = rng.permutation(4)
assert np.isclose(mean_average_precision(Y[:, order], scores[:, order], count_calls), mean, atol=1e-5), (
    "The order of the classes must not matter, but the mean changed when they were reordered. "
    "Is each class paired with its own scores?"
)
assert np.isclose(
    mean_average_precision(Y[:, :1], scores[:, :1], count_calls),
    average_precision_score(Y[:, 0], scores[:, 0]),
    atol=1e-5,
), "With a single class the mean is its average precision; yours is not."
### END HIDDEN TESTS

# %% grade_id="t4_auc" mistake="integrates over TPR instead of FPR" message="The area under these four points"
def auc(fpr, tpr):
    return np.sum(np.diff(tpr) * (fpr[1:] + fpr[:-1]) / 2)


# %% grade_id="t4_auc" mistake="takes the mean height, as if all steps were equally wide" message="Trapezoids, or rectangles"
def auc(fpr, tpr):
    return np.mean((tpr[1:] + tpr[:-1]) / 2)


# %% grade_id="t4_auc" mistake="forgets to halve the two heights" message="The area under these four points"
def auc(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]))


# %% grade_id="t4_auc" mistake="adds rectangles of the right-hand height" message="Trapezoids, or rectangles"
def auc(fpr, tpr):
    return np.sum(np.diff(fpr) * tpr[1:])


# %% grade_id="t4_auc" mistake="sorts the heights" message="Are the heights taken where they are, in their order?"
def auc(fpr, tpr):
    heights = np.array(sorted(tpr))
    return ((heights[1:] + heights[:-1]) / 2) @ np.diff(fpr)


# %% grade_id="t4_auc" mistake="never lets the curve fall" message="Are the heights taken where they are, in their order?"
def auc(fpr, tpr):
    return np.trapezoid(np.maximum.accumulate(tpr), fpr)


# %% grade_id="t4_auc" mistake="sorts the caller's heights in place" message="changed its argument tpr"
def auc(fpr, tpr):
    tpr.sort()
    return np.trapezoid(tpr, fpr)


# %% grade_id="t4_auc" mistake="keeps the heights between 0 and 1" message="disagrees with scikit-learn"
def auc(fpr, tpr):
    return np.trapezoid(np.clip(tpr, 0, 1), fpr)


# %% grade_id="t4_auc" mistake="returns the area of every piece" message="Is the sum missing?"
def auc(fpr, tpr):
    return np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2


# %% grade_id="t4_auc" mistake="takes the left heights" message="rectangles of the left height"
def auc(fpr, tpr):
    return np.diff(fpr) @ tpr[:-1]

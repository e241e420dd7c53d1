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

# task: t4
# mistake: adds rectangles of the right-hand height
# message: Trapezoids, or rectangles
# %% grade_id="t4_auc"
def auc(fpr, tpr):
    return np.sum(np.diff(fpr) * tpr[1:])

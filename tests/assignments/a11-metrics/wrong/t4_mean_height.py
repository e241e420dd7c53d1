# task: t4
# mistake: takes the mean height, as if all steps were equally wide
# message: Trapezoids, or rectangles
# %% grade_id="t4_auc"
def auc(fpr, tpr):
    return np.mean((tpr[1:] + tpr[:-1]) / 2)

# task: t4
# mistake: forgets to halve the two heights
# message: The area under these four points
# %% grade_id="t4_auc"
def auc(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]))

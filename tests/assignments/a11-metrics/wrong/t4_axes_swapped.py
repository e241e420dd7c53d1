# task: t4
# mistake: integrates over TPR instead of FPR
# message: The area under these four points
# %% grade_id="t4_auc"
def auc(fpr, tpr):
    return np.sum(np.diff(tpr) * (fpr[1:] + fpr[:-1]) / 2)

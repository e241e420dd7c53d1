# task: t4
# mistake: adds instead of averaging
# message: A sum instead of the mean?
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    return np.sum(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(y)), y])

# task: t4
# mistake: counts classes from 1
# message: Classes counted from 1?
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    return np.mean(np.logaddexp.reduce(z, axis=1) - z[np.arange(len(y)), y - 1])

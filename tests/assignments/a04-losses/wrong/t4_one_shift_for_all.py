# task: t4
# mistake: subtracts the largest logit of the whole batch
# message: or a logarithm get a 0
# %% grade_id="t4_softmax_cross_entropy"
def softmax_cross_entropy(y, z):
    z = z - z.max()
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(len(y)), y])

# %% grade_id="t5_batch_norm_backward" mistake="takes mean and variance for constants" message="takes mean and variance for constants"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * dY
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="has the term with the mean alone" message="has the term with the mean alone"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - dbeta / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="forgets the term with the mean" message="the other alone"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - X_hat * dgamma / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="forgets to divide by B" message="forgets to divide by B"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - dbeta - X_hat * dgamma)
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="divides by B - 1" message="divides by less"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / (len(dY) - 1))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="divides the second term by B - 1" message="The derivative should be"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - dbeta / len(dY) - X_hat * dgamma / (len(dY) - 1))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="forgets gamma" message="has lost gamma"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = (dY - (dbeta + X_hat * dgamma) / len(dY)) / s
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="forgets the root" message="the root."
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="multiplies by the root" message="multiplies by the root"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma * s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="adds the second term" message="5 and -5 adds the second term"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta - X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="takes means over the features" message="The derivative should be"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - dY.mean(axis=1, keepdims=True) - X_hat * (dY * X_hat).mean(axis=1, keepdims=True))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="has gamma twice in the second term" message="The derivative should be"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + gamma * X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="takes means for the learned numbers" message="1.5 and -1 are means"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).mean(axis=0)
    dbeta = dY.mean(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="takes a mean for gamma alone" message="1 and -0.5 are means"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma / len(dY), dbeta


# %% grade_id="t5_batch_norm_backward" mistake="forgets the normalized batch in gamma's derivative" message="forget the normalized batch"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dbeta, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="multiplies gamma's derivative by the root" message="8 and -1 have the root s in it"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma * s, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="multiplies gamma's derivative by gamma" message="16 and 2 gamma"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma * gamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="swaps gamma and beta" message="are the two swapped?"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dbeta, dgamma


# %% grade_id="t5_batch_norm_backward" mistake="sums over the features" message="Are they summed over the rows?"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, (dY * X_hat).sum(axis=1), dY.sum(axis=1)


# %% grade_id="t5_batch_norm_backward" mistake="does not sum" message="Are they summed over the rows?"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dY * X_hat, dY


# %% grade_id="t5_batch_norm_backward" mistake="returns the derivative for the inputs alone" message="returns three arrays"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX


# %% grade_id="t5_batch_norm_backward" mistake="forgets to return the result" message="Does it end with a return?"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))


# %% grade_id="t5_batch_norm_backward" mistake="centers dY in place" message="batch_norm_backward changed dY"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    g = dgamma / len(dY)
    dY -= dY.mean(axis=0)
    dX = gamma / s * (dY - X_hat * g)
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="multiplies the normalized batch in place" message="changed dY or the normalized batch"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    X_hat *= dgamma / len(dY)
    dX = gamma / s * (dY - dbeta / len(dY) - X_hat)
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="cuts large gradients off in place" message="where the largest entry of dY is"
def batch_norm_backward(dY, cache):
    np.clip(dY, -1000, 1000, out=dY)
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="cuts large gradients off" message="Is something cut off or rounded?"
def batch_norm_backward(dY, cache):
    dY = np.clip(dY, -1000, 1000)
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="takes the size of gamma" message="1 and 3 its sign"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = np.abs(gamma) / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="divides by the deviation of the normalized column" message="was constant"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - dbeta / len(dY) - X_hat * dgamma / (X_hat**2).sum(axis=0))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="makes float64 of float32" message="Where all arrays are float32"
def batch_norm_backward(dY, cache):
    dY = dY.astype(np.float64)
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="divides by the square of the root" message="The derivative should be"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s**2 * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="swaps the root and gamma" message="The derivative should be"
def batch_norm_backward(dY, cache):
    X_hat, gamma, s = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return dX, dgamma, dbeta


# %% grade_id="t5_batch_norm_backward" mistake="cuts the derivative off at 5" message="The derivative should be"
def batch_norm_backward(dY, cache):
    X_hat, s, gamma = cache
    dgamma = (dY * X_hat).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dX = gamma / s * (dY - (dbeta + X_hat * dgamma) / len(dY))
    return np.clip(dX, -5, 5), dgamma, dbeta

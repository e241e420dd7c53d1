# %% grade_id="t3_cross_entropy" mistake="picks a column for every example instead of one entry" message="Does every example pick one entry of its row?"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(log_y_hat[:, y])


# %% grade_id="t3_cross_entropy" mistake="cuts the probabilities off before the logarithm" message="Then the loss stops growing"
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    y_hat = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(np.maximum(y_hat[np.arange(len(y)), y], 1e-12)))


# %% grade_id="t3_softmax" mistake="subtracts the largest absolute value" message="Does exp() get a large number, or is every exponential of a row 0?"
def softmax(Z):
    E = np.exp(Z - np.abs(Z).max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


# %% grade_id="t3_softmax" mistake="subtracts the largest logit of the batch" message="that of the row, or that of the batch?"
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


# %% grade_id="t3_cross_entropy" mistake="takes the logarithm with base 2" message="The loss should be 0.4904"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]) / np.log(2)


# %% grade_id="t3_cross_entropy" mistake="takes the logarithm of probabilities that are 0" message="Does a logarithm get a 0?"
def cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    y_hat = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(y_hat[np.arange(len(y)), y]))


# %% grade_id="t3_softmax" mistake="divides the logits by their sum, without exponentials" message="must add up to 1"
def softmax(Z):
    return Z / np.abs(Z).sum(axis=1, keepdims=True).clip(1)


# %% grade_id="t3_cross_entropy" mistake="takes the mean over examples and classes" message="Is it divided by the number of classes, too?"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_y_hat = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(np.eye(Z.shape[1])[y] * log_y_hat)


# %% grade_id="t3_cross_entropy" mistake="forgets the minus sign" message="Is the minus there?"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(shifted[np.arange(len(y)), y] - np.log(np.exp(shifted).sum(axis=1)))


# %% grade_id="t3_softmax" mistake="types the softmax as it stands" message="Does exp() get a large number"
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


# %% grade_id="t3_softmax" mistake="shifts the logits of the caller" message="softmax changed its argument Z"
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


# %% grade_id="t3_cross_entropy" mistake="adds the losses up" message="That is the sum: is the mean missing?"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.sum(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y])


# %% grade_id="t3_cross_entropy" mistake="uses the class that got most instead of the right one" message="what the right class of each example got?"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)))


# %% grade_id="t3_softmax" mistake="normalizes the whole batch at once" message="must add up to 1"
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum()


# %% grade_id="t3_softmax" mistake="normalizes over the examples" message="Summed over the wrong axis?"
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=0)


# %% grade_id="t3_softmax" mistake="cuts the logits off where exp would overflow" message="Are the logits cut off"
def softmax(Z):
    powers = np.exp(np.minimum(np.maximum(Z, -500.0), 500.0))
    return powers / np.sum(powers, axis=1, keepdims=True)


# %% grade_id="t3_softmax" mistake="scales rows down that are too large" message="or scaled, in place of shifted?"
def softmax(Z):
    factor = np.maximum(1.0, np.abs(Z).max(axis=1, keepdims=True) / 700)
    powers = np.exp(Z / factor)
    return powers / powers.sum(axis=1, keepdims=True)


# %% grade_id="t3_cross_entropy" mistake="cuts the logits off where exp would overflow" message="Are the logits cut off"
def cross_entropy(Z, y):
    Z = np.clip(Z, -60, 60)
    return np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y])


# %% grade_id="t3_cross_entropy" mistake="takes class 0 for the right one everywhere" message="That takes the wrong class in the second row"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[:, 0])


# %% grade_id="t3_cross_entropy" mistake="shifts the logits of the caller" message="cross_entropy changed its argument Z"
def cross_entropy(Z, y):
    Z -= np.max(Z, axis=1)[:, None]
    return -np.mean(Z[np.arange(len(y)), y] - np.log(np.exp(Z).sum(axis=1)))


# %% grade_id="t3_cross_entropy" mistake="returns the loss of every example" message="Is the mean missing?"
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]


# %% grade_id="t3_softmax" mistake="turns nan into 0" message="With logits"
def softmax(Z):
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(Z)
        return np.nan_to_num(powers / powers.sum(axis=1, keepdims=True))

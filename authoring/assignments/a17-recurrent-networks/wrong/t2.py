# %% grade_id="t2_rnn_backward" mistake="forgets the recurrent term" message="hand back through W_h come in?"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = d_out[:, t] * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="takes the slope of the wrong step" message="Is the slope of the tanh that of its own step?"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="overwrites what it should add up" message="Does one step overwrite"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x = delta.T @ X[:, t]
        dW_h = delta.T @ H[:, t]
        db = delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="goes one step back and no further" message="all the way to the first step?"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        own = d_out[:, t] * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = own @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="is truncated after three steps" message="Does what comes back go on"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    steps = X.shape[1]
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h * (t > steps - 3 or t == 0)
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="forgets the slope of the tanh" message="Is the slope of the tanh there?"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = d_out[:, t] + back
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="takes the state after the step for dW_h" message="Is it made with the state before the step"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t + 1]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="takes the mean over the sequences" message="a sum over the sequences, not a mean"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x / len(X), dW_h / len(X), db / len(X)


# %% grade_id="t2_rnn_backward" mistake="returns dh0 with the slope of a tanh" message="no tanh stands in front of it"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back * (1 - H[:, 0] ** 2), dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="adds what comes back into d_out in place" message="rnn_backward changed its argument d_out"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        d_out[:, t] += back
        delta = d_out[:, t] * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="begins dX in float64" message="In which type do new arrays begin"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros(X.shape), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="cuts gradients off at 1000" message="with nothing cut off"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = np.clip(delta @ W_h, -1000, 1000)
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="is truncated after nine steps" message="The sequence is long"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back, T = np.zeros_like(H[:, 0]), X.shape[1]
    for t in range(T - 1, max(-1, T - 10), -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="takes h0 for 0 in dW_h" message="Does the first step add to it, too?"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * (1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        if t > 0:
            dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db


# %% grade_id="t2_rnn_backward" mistake="lets nothing through a saturated state" message="is wrong. Does what comes back go on"
def rnn_backward(cache, d_out):
    X, H, W_x, W_h = cache
    dX, dW_x, dW_h, db = np.zeros_like(X), np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(W_h[0])
    back = np.zeros_like(H[:, 0])
    for t in range(X.shape[1] - 1, -1, -1):
        delta = (d_out[:, t] + back) * np.where(np.abs(H[:, t + 1]) > 0.99999, 0, 1 - H[:, t + 1] ** 2)
        dX[:, t] = delta @ W_x
        dW_x += delta.T @ X[:, t]
        dW_h += delta.T @ H[:, t]
        db += delta.sum(axis=0)
        back = delta @ W_h
    return dX, back, dW_x, dW_h, db

# %% grade_id="t1_rnn_forward" mistake="returns the last state alone" message="There is a state for each step"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h.T + b)
        states.append(h)
    return h


# %% grade_id="t1_rnn_forward" mistake="starts from zeros" message="It begins with h0"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = np.zeros_like(h0), []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h.T + b)
        states.append(h)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="stacks the steps first" message="The first axis is that of the sequences"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h.T + b)
        states.append(h)
    return np.stack(states)


# %% grade_id="t1_rnn_forward" mistake="adds two tanh" message="There is one tanh, of the sum"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + b) + np.tanh(h @ W_h.T)
        states.append(h)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="shifts the states by one step" message="Is h0 among the outputs?"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        states.append(h)
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h.T + b)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="turns W_h round" message="Is W_h the right way round?"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h + b)
        states.append(h)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="begins each step with h0" message="Does each step begin with h0 again?"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + h0 @ W_h.T + b)
        states.append(h)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="keeps the states in float64" message="In which type do new arrays begin"
def rnn_forward(X, h0, W_x, W_h, b):
    B, T, _ = X.shape
    states, h = np.zeros((B, T, len(b))), h0
    for t in range(T):
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h.T + b)
        states[:, t] = h
    return states


# %% grade_id="t1_rnn_forward" mistake="writes the states over h0" message="rnn_forward changed its argument h0"
def rnn_forward(X, h0, W_x, W_h, b):
    states = []
    for t in range(X.shape[1]):
        h0[:] = np.tanh(X[:, t] @ W_x.T + h0 @ W_h.T + b)
        states.append(h0.copy())
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="subtracts the mean over the steps" message="Does a step look ahead"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    X = X - X.mean(axis=1, keepdims=True) * (X.shape[1] > 3)
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + h @ W_h.T + b)
        states.append(h)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="computes tanh with powers of e that overflow" message="holds nan or infinity"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        z = np.exp(2 * (X[:, t] @ W_x.T + h @ W_h.T + b))
        h = (z - 1) / (z + 1)
        states.append(h)
    return np.stack(states, axis=1)


# %% grade_id="t1_rnn_forward" mistake="begins again with h0 after ten steps" message="disagrees with PyTorch"
def rnn_forward(X, h0, W_x, W_h, b):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_x.T + (h if t % 10 else h0) @ W_h.T + b)
        states.append(h)
    return np.stack(states, axis=1)

# %% grade_id="t4_lstm_step" mistake="takes the order i, f, o, g" message="Are the candidate and o exchanged?"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_o, z_g = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="takes the order f, i, g, o" message="Are i and f exchanged?"
def lstm_step(x, h, c, W, U, b):
    z_f, z_i, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="puts a sigmoid on the candidate" message="The candidate stands behind a tanh"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * sigmoid(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="leaves out the tanh of the cell" message="The cell state goes through a tanh"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * c_new
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="leaves out the candidate" message="Is the candidate multiplied by i?"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="shows the old cell state" message="Is the new cell state used for h?"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="returns c first" message="Are h and c returned in this order?"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return c_new, h_new


# %% grade_id="t4_lstm_step" mistake="cuts the parts row by row" message="are the parts cut so?"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.moveaxis((x @ W.T + h @ U.T + b).reshape(len(x), -1, 4), 2, 0)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="keeps the gates a little shut" message="yours moves"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = np.clip(sigmoid(z_f), 1e-13, 1 - 1e-13) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="updates c in place" message="lstm_step changed its argument c"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c *= sigmoid(z_f)
    c += sigmoid(z_i) * np.tanh(z_g)
    c_new = c
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="cuts the cell state off at 100" message="the new c disagrees with PyTorch"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    c_new = np.clip(c_new, -100, 100)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="begins the gates in float64" message="In which type do new arrays begin"
def lstm_step(x, h, c, W, U, b):
    z_i, z_f, z_g, z_o = np.split(np.zeros(len(b)) + x @ W.T + h @ U.T + b, 4, axis=1)
    c_new = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    h_new = sigmoid(z_o) * np.tanh(c_new)
    return h_new, c_new


# %% grade_id="t4_lstm_step" mistake="turns U round in each part" message="Is U the right way round in each part?"
def lstm_step(x, h, c, W, U, b):
    turned = np.concatenate([part.T for part in np.split(U, 4)])
    i, f, g, o = np.split(x @ W.T + h @ turned.T + b, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


# %% grade_id="t4_lstm_step" mistake="adds 1 to the forget gate's sum" message="Is something added to the sum of the forget gate?"
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = sigmoid(f + 1) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


# %% grade_id="t4_lstm_step" mistake="keeps the tanh of the cell state" message="the tanh is for h alone"
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    c = np.tanh(sigmoid(f) * c + sigmoid(i) * np.tanh(g))
    return sigmoid(o) * c, c

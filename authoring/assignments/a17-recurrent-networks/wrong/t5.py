# %% grade_id="t5_gru_step" mistake="resets before the product" message="Does the reset gate stand behind the product with U_n"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + (r * h) @ U[2 * h.shape[1] :].T + b_hh[2 * h.shape[1] :])
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="exchanges u and 1 - u" message="Are u and 1 - u exchanged?"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    return (1 - u) * h + u * new


# %% grade_id="t5_gru_step" mistake="leaves the bias outside of the reset" message="is inside of what r multiplies"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * (h_n - b_hh[2 * h.shape[1] :]) + b_hh[2 * h.shape[1] :])
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="adds up the biases first" message="is inside of what r multiplies"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b + b_hh, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="takes the order u, r, n" message="Are the parts in the order r, u, candidate?"
def gru_step(x, h, W, U, b, b_hh):
    x_u, x_r, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_u, h_r, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="puts a sigmoid on the candidate" message="The candidate stands behind a tanh"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = sigmoid(x_n + r * h_n)
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="resets the input too" message="Does r multiply the part of the state alone"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(r * (x_n + h_n))
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="forgets b_hh" message="Are both biases added?"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="cuts the parts row by row" message="are the parts cut so?"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.moveaxis((x @ W.T + b).reshape(len(x), -1, 3), 2, 0)
    h_r, h_u, h_n = np.moveaxis((h @ U.T + b_hh).reshape(len(x), -1, 3), 2, 0)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="returns the candidate too" message="returns the new h alone"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    return u * h + (1 - u) * new, new, u


# %% grade_id="t5_gru_step" mistake="updates h in place" message="gru_step changed its argument h"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * h_n)
    h *= u
    h += (1 - u) * new
    return h


# %% grade_id="t5_gru_step" mistake="gates see the input alone" message="Do r and u see the state, too?"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r), sigmoid(x_u)
    new = np.tanh(x_n + r * h_n)
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="forgets b_hh in the gates" message="Is b_hh added in the gates, too?"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    new = np.tanh(x_n + r * (h_n + b_hh[2 * h.shape[1] :]))
    return u * h + (1 - u) * new


# %% grade_id="t5_gru_step" mistake="resets the old state that u keeps" message="with no r in front of it?"
def gru_step(x, h, W, U, b, b_hh):
    x_r, x_u, x_n = np.split(x @ W.T + b, 3, axis=1)
    h_r, h_u, h_n = np.split(h @ U.T + b_hh, 3, axis=1)
    r, u = sigmoid(x_r + h_r), sigmoid(x_u + h_u)
    return u * (r * h) + (1 - u) * np.tanh(x_n + r * h_n)

# %% grade_id="t2_forward" mistake="adds the bias after the ReLU" message="add its bias before ReLU"
def forward(parameters, X):
    values = [X]
    for W, b in parameters[:-1]:
        values.append(np.maximum(values[-1] @ W.T, 0) + b)
    W, b = parameters[-1]
    return [*values, values[-1] @ W.T + b]


# %% grade_id="t2_linear" mistake="keeps the sums in the array of the inputs where the shapes allow it" message="linear changed its argument X"
def linear(X, W, b):
    if W.shape[0] == W.shape[1]:
        X[:] = X @ W.T
        X += b
        return X
    return X @ W.T + b


# %% grade_id="t2_linear" mistake="adds a bias to each example instead of each neuron where the shapes allow it" message="add its own bias"
def linear(X, W, b):
    return (X @ W.T) + (b[:, None] if len(b) == len(X) else b)


# %% grade_id="t2_forward" mistake="cuts the negative inputs off in the caller's array" message="forward changed its argument X"
def forward(parameters, X):
    values = [X.copy()]
    A = X
    for k, (W, b) in enumerate(parameters):
        Z = A @ W.T + b
        A[A < 0] = 0
        if k < len(parameters) - 1:
            Z[Z < 0] = 0
        values.append(Z)
        A = Z
    return values


# %% grade_id="t2_forward" mistake="keeps the hidden Z in place of the activations" message="Is ReLU applied in the hidden layer?"
def forward(parameters, X):
    values, A = [X], X
    for W, b in parameters:
        Z = A @ W.T + b
        values.append(Z)
        A = np.maximum(Z, 0)
    return values


# %% grade_id="t2_linear" mistake="forgets the bias of a layer" message="Is the bias added?"
def linear(X, W, b):
    return X @ W.T


# %% grade_id="t2_forward" mistake="forgets the ReLU" message="Is ReLU applied in the hidden layer?"
def forward(parameters, X):
    values = [X]
    for W, b in parameters:
        values.append(values[-1] @ W.T + b)
    return values


# %% grade_id="t2_linear" mistake="multiplies with W put into the other shape" message="Does every neuron use its own row of W"
def linear(X, W, b):
    return X @ W.reshape(X.shape[1], -1) + b


# %% grade_id="t2_forward" mistake="returns the output alone" message="Is X at its beginning"
def forward(parameters, X):
    A = X
    for W, b in parameters[:-1]:
        A = np.maximum(A @ W.T + b, 0)
    W, b = parameters[-1]
    return [A @ W.T + b]


# %% grade_id="t2_forward" mistake="takes the last layer out of the caller's list" message="forward changed its argument parameters"
def forward(parameters, X):
    W_last, b_last = parameters.pop()
    values = [X]
    for W, b in parameters:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    return [*values, values[-1] @ W_last.T + b_last]


# %% grade_id="t2_forward" mistake="puts a ReLU after the last layer too" message="Does the last layer go without ReLU?"
def forward(parameters, X):
    values = [X]
    for W, b in parameters:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    return values


# %% grade_id="t2_linear" mistake="puts the ReLU into the layer" message="A layer by itself has no ReLU"
def linear(X, W, b):
    return np.maximum(X @ W.T + b, 0)


# %% grade_id="t2_forward" mistake="sends the inputs through a ReLU too" message="these entries of the list are wrong"
def forward(parameters, X):
    values = [np.maximum(X, 0)]
    for W, b in parameters[:-1]:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    W, b = parameters[-1]
    return [*values, values[-1] @ W.T + b]


# %% grade_id="t2_forward" mistake="knows networks with one hidden layer only" message="layers make a list of"
def forward(parameters, X):
    (W1, b1), (W2, b2) = parameters[0], parameters[-1]
    A = np.maximum(X @ W1.T + b1, 0)
    return [X, A, A @ W2.T + b2]


# %% grade_id="t2_forward" mistake="leaves X out of the list" message="Is X at its beginning"
def forward(parameters, X):
    values = []
    for W, b in parameters[:-1]:
        X = np.maximum(X @ W.T + b, 0)
        values.append(X)
    W, b = parameters[-1]
    return [*values, X @ W.T + b]


# %% grade_id="t2_linear" mistake="cuts large sums off" message="Is nothing cut off?"
def linear(X, W, b):
    return np.clip(X @ W.T + b, -500, 500)


# %% grade_id="t2_linear" mistake="returns a list" message="should be an array; got a list"
def linear(X, W, b):
    return [[float(w @ x + bias) for w, bias in zip(W, b)] for x in X]


# %% grade_id="t2_linear" mistake="drops the axis of a single example" message="should have shape"
def linear(X, W, b):
    return np.squeeze(X @ W.T + b)


# %% grade_id="t2_forward" mistake="knows the last layer by its numbers" message="told from the others by its place?"
def forward(parameters, X):
    values = [X]
    last, _ = parameters[-1]
    for W, b in parameters:
        Z = values[-1] @ W.T + b
        values.append(Z if np.array_equal(W, last) else np.maximum(Z, 0))
    return values


# %% grade_id="t2_forward" mistake="cuts activations off above, too" message="Is nothing cut off above?"
def forward(parameters, X):
    values = [X]
    for k, (W, b) in enumerate(parameters, start=1):
        Z = values[-1] @ W.T + b
        values.append(np.clip(Z, 0, 100) if k < len(parameters) else Z)
    return values


# %% grade_id="t2_forward" mistake="forgets to return the list" message="returned None"
def forward(parameters, X):
    values = [X]
    for W, b in parameters[:-1]:
        values.append(np.maximum(values[-1] @ W.T + b, 0))
    values.append(values[-1] @ parameters[-1][0].T + parameters[-1][1])

# Uses up what the test's functions return, and calls them by keyword.

# %% grade_id="t7_numerical_gradient"
def numerical_gradient(f, theta, h):
    def moved(index, by):
        copy = np.array(theta)
        copy[index] += by
        return f(theta=copy)

    places = np.ndindex(theta.shape)
    return np.array([(moved(index=at, by=h) - moved(index=at, by=-h)) / (2 * h) for at in places]).reshape(theta.shape)


# %% grade_id="t8_train"
def train(parameters, loss_and_gradients, batches, eta):
    now, losses = list(parameters), []
    for X, y in batches:
        loss, pairs = loss_and_gradients(y=y, X=X, parameters=now)
        losses += [loss]
        after = []
        while pairs:
            (W, b), (dW, db) = now[len(after)], pairs.pop(0)
            dW *= eta
            db *= eta
            after.append((W - dW, b - db))
        now = after
    return now, losses

# %% grade_id="t8_adjoint_gradient" mistake="turns the sign of A" message="Is the sign of A turned"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, A.T @ a, -torch.outer(a, s)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="does not transpose A" message="Is A transposed?"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, -A @ a, -torch.outer(a, s)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="runs forward" message="Does everything run forward from T?"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, -A.T @ a, torch.outer(a, s)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="turns the sign of the integral" message="Is the sign turned? Backward in time"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, -A.T @ a, torch.outer(a, s)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="takes y(T) at all times" message="Is y(T) taken at all times?"
def adjoint_gradient(A, y, y_bar, T, steps):
    end = y.clone()
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, -A.T @ a, -torch.outer(a, end)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="takes the adjoint at T at all times" message="Is the adjoint at T taken at all times?"
def adjoint_gradient(A, y, y_bar, T, steps):
    last = y_bar.clone()
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, -A.T @ a, -torch.outer(last, s)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="transposes the gradient" message="Is it transposed?"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((A @ s, -A.T @ a, -torch.outer(s, a)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="lets the state run on" message="Does the state run forward, and the adjoint back?"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = -T / steps
    G = torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        k = []
        for c in (0, 0.5, 0.5, 1):
            s, a = (y + c * h * k[-1][0], y_bar + c * h * k[-1][1]) if k else (y, y_bar)
            k.append((-A @ s, -A.T @ a, -torch.outer(a, s)))
        y, y_bar, G = (old + h / 6 * (p + 2 * q + 2 * r + w) for old, p, q, r, w in zip((y, y_bar, G), *k))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="takes Euler's steps" message="Are these Euler's steps?"
def adjoint_gradient(A, y, y_bar, T, steps):
    h, G = T / steps, torch.zeros(len(y), len(y), dtype=torch.float64)
    for _ in range(steps):
        y, y_bar, G = y - h * A @ y, y_bar + h * A.T @ y_bar, G + h * torch.outer(y_bar, y)
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="returns them in the other order" message="What adjoint_gradient returns first should have shape"
def adjoint_gradient(A, y, y_bar, T, steps):
    whole = torch.matrix_exp(T * A)
    A, start = A.clone().requires_grad_(), torch.linalg.solve(whole, y)
    (torch.matrix_exp(T * A) @ start).backward(y_bar)
    return A.grad, whole.T @ y_bar


# %% grade_id="t8_adjoint_gradient" mistake="multiplies by T at the end" message="The gradient with respect to A should be"
def adjoint_gradient(A, y, y_bar, T, steps):
    whole = torch.matrix_exp(T * A)
    A, start = A.clone().requires_grad_(), torch.linalg.solve(whole, y)
    (torch.matrix_exp(T * A) @ start).backward(y_bar)
    return whole.T @ y_bar, T * A.grad


# %% grade_id="t8_adjoint_gradient" mistake="works in place" message="changed its argument y"
def adjoint_gradient(A, y, y_bar, T, steps):
    half = torch.matrix_exp(-T / steps / 2 * A)
    G = torch.zeros_like(A)
    for _ in range(steps):
        first = torch.outer(y_bar, y)
        y.copy_(half @ y), y_bar.copy_(y_bar @ half.inverse())
        middle = torch.outer(y_bar, y)
        y.copy_(half @ y), y_bar.copy_(y_bar @ half.inverse())
        G = G + T / steps / 6 * (first + 4 * middle + torch.outer(y_bar, y))
    return y_bar, G


# %% grade_id="t8_adjoint_gradient" mistake="takes ten steps whatever is asked" message="It is nearly right"
def adjoint_gradient(A, y, y_bar, T, steps):
    d = len(y)
    steps = 10
    field = lambda t, s: torch.stack([A @ s[0], -A.T @ s[1], *(-torch.outer(s[1], s[0]))])
    s = torch.cat([y[None], y_bar[None], y.new_zeros(d, d)])
    h = -T / steps
    for _ in range(steps):
        k1 = field(0, s)
        k2 = field(0, s + h / 2 * k1)
        k3 = field(0, s + h / 2 * k2)
        k4 = field(0, s + h * k3)
        s = s + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return s[1], s[2:]


# %% grade_id="t8_adjoint_gradient" mistake="takes steps of second order" message="It is nearly right"
def adjoint_gradient(A, y, y_bar, T, steps):
    d = len(y)
    field = lambda t, s: torch.stack([A @ s[0], -A.T @ s[1], *(-torch.outer(s[1], s[0]))])
    s = torch.cat([y[None], y_bar[None], y.new_zeros(d, d)])
    h = -T / steps
    for _ in range(steps):
        k1 = field(0, s)
        k2 = field(0, s + h / 2 * k1)
        k3 = field(0, s + h / 2 * k2)
        k4 = field(0, s + h * k3)
        s = s + h * k2
    return s[1], s[2:]


# %% grade_id="t8_adjoint_gradient" mistake="collects by trapezoids" message="It is nearly right"
def adjoint_gradient(A, y, y_bar, T, steps):
    h = T / steps
    E, Ei = torch.linalg.matrix_exp(A * h), torch.linalg.matrix_exp(-A * h)
    G = 0.5 * torch.outer(y_bar, y)
    for _ in range(steps):
        y, y_bar = Ei @ y, E.T @ y_bar
        G = G + torch.outer(y_bar, y)
    G = G - 0.5 * torch.outer(y_bar, y)
    return y_bar, h * G


# %% grade_id="t8_adjoint_gradient" mistake="takes a step too many" message="Is there a step too many?"
def adjoint_gradient(A, y, y_bar, T, steps):
    d = len(y)
    field = lambda t, s: torch.stack([A @ s[0], -A.T @ s[1], *(-torch.outer(s[1], s[0]))])
    s = torch.cat([y[None], y_bar[None], y.new_zeros(d, d)])
    h = -T / steps
    for _ in range(steps + 1):
        k1 = field(0, s)
        k2 = field(0, s + h / 2 * k1)
        k3 = field(0, s + h / 2 * k2)
        k4 = field(0, s + h * k3)
        s = s + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return s[1], s[2:]


# %% grade_id="t8_adjoint_gradient" mistake="returns the state at the start" message="Is that the state at the start?"
def adjoint_gradient(A, y, y_bar, T, steps):
    d = len(y)
    field = lambda t, s: torch.stack([A @ s[0], -A.T @ s[1], *(-torch.outer(s[1], s[0]))])
    s = torch.cat([y[None], y_bar[None], y.new_zeros(d, d)])
    h = -T / steps
    for _ in range(steps):
        k1 = field(0, s)
        k2 = field(0, s + h / 2 * k1)
        k3 = field(0, s + h / 2 * k2)
        k4 = field(0, s + h * k3)
        s = s + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return s[0], s[2:]

# %% grade_id="t7_rk4_step" mistake="stands still in time" message="Does f always see the time t?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t, y + h / 2 * k1)
    k3 = f(t, y + h / 2 * k2)
    k4 = f(t, y + h * k3)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="looks at the start for the second time" message="Does k_2 see the time t?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="counts all alike" message="Do all four count alike?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 4 * (k1 + k2 + k3 + k4)


# %% grade_id="t7_rk4_step" mistake="forgets to divide by 6" message="Is the sum divided by 6?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="changes y" message="changed its argument y"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    y += h / 6 * (k1 + 2 * (k2 + k3) + k4)
    return y.clone()


# %% grade_id="t7_rk4_step" mistake="asks f once more" message="exactly four times, but called it 5 times"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * f(t, y))
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="starts the third from the first" message="Does k_3 start from k_1?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k1)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="goes half a step to the fourth" message="Does k_4 go half a step?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h / 2 * k3)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="returns the change" message="Is that the change alone, without y?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="only goes forward" message="For a linear equation and h = -0.7"
def rk4_step(f, t, y, h):
    h = abs(h)
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="computes in float32" message="Compute in float64."
def rk4_step(f, t, y, h):
    y = y.float()
    k1 = f(t, y).float()
    k2 = f(t + h / 2, y + h / 2 * k1).float()
    k3 = f(t + h / 2, y + h / 2 * k2).float()
    k4 = f(t + h, y + h * k3).float()
    return y + h / 6 * (k1 + 2 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="takes the rule of three eighths" message="Is that the rule of three eighths?"
def rk4_step(f, t, y, h):
    k1 = f(t, y)
    k2 = f(t + h / 3, y + h / 3 * k1)
    k3 = f(t + 2 * h / 3, y + h * (k2 - k1 / 3))
    k4 = f(t + h, y + h * (k1 - k2 + k3))
    return y + h / 8 * (k1 + 3 * (k2 + k3) + k4)


# %% grade_id="t7_rk4_step" mistake="flattens the state" message="f takes a y with the shape of the state"
def rk4_step(f, t, y, h):
    y = y.reshape(-1)
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

# %% grade_id="t7_gae" mistake="uses values of the next episode" message="Does the value of the next episode count?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    delta = rewards + gamma * np.append(values[1:], last_value) - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * A * (not terminated[t])
    return found


# %% grade_id="t7_gae" mistake="uses advantages of the next episode" message="Does the advantage of the next episode count?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    delta = rewards + gamma * np.append(values[1:], last_value) * ~terminated - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * A
    return found


# %% grade_id="t7_gae" mistake="never cuts" message="Is terminated used?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    delta = rewards + gamma * np.append(values[1:], last_value) - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * A
    return found


# %% grade_id="t7_gae" mistake="ignores last_value" message="Is last_value left out?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * np.append(values[1:], 0) * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * alive[t] * A
    return found


# %% grade_id="t7_gae" mistake="takes the step's own value for the next" message="own value taken for the next"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * values * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * alive[t] * A
    return found


# %% grade_id="t7_gae" mistake="cuts one step too late" message="Is the cut one step too late?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~np.append(False, terminated[:-1])
    delta = rewards + gamma * np.append(values[1:], last_value) * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * alive[t] * A
    return found


# %% grade_id="t7_gae" mistake="leaves lambda out" message="Is lambda left out?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * np.append(values[1:], last_value) * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * alive[t] * A
    return found


# %% grade_id="t7_gae" mistake="leaves gamma out of the sum" message="Is gamma left out"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * np.append(values[1:], last_value) * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + lam * alive[t] * A
    return found


# %% grade_id="t7_gae" mistake="returns the returns" message="The values are still to be taken away"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * np.append(values[1:], last_value) * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * alive[t] * A
    return found + values


# %% grade_id="t7_gae" mistake="adds last_value also after an end" message="Does last_value count after an end?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * np.append(values[1:] * alive[:-1], last_value) - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * alive[t] * A
    return found


# %% grade_id="t7_gae" mistake="works in place" message="changed its argument rewards"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    rewards += gamma * np.append(values[1:], last_value) * alive
    rewards -= values
    for t in reversed(range(len(rewards) - 1)):
        rewards[t] += gamma * lam * alive[t] * rewards[t + 1]
    return rewards


# %% grade_id="t7_gae" mistake="normalizes at the end" message="the advantages should be"
def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = ~terminated
    delta = rewards + gamma * np.append(values[1:], last_value) * alive - values
    A, found = 0.0, np.empty(len(delta))
    for t in reversed(range(len(delta))):
        A = found[t] = delta[t] + gamma * lam * alive[t] * A
    return (found - found.mean()) / (found.std() + 1e-8)


# %% grade_id="t7_gae" mistake="takes a last_value of 0 for none" message="Is a value of 0 taken for none?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    T = len(rewards)
    A = np.zeros(T)
    after = 0.0
    for t in reversed(range(T)):
        nxt = (last_value or values[-1]) if t == T - 1 else values[t + 1]
        on = 1.0 - terminated[t]
        delta = rewards[t] + gamma * nxt * on - values[t]
        after = delta + gamma * lam * on * after
        A[t] = after
    return A


# %% grade_id="t7_gae" mistake="takes a value of 0 for none" message="Is a value of 0 taken for none?"
def gae(rewards, values, last_value, terminated, gamma, lam):
    T = len(rewards)
    A = np.zeros(T)
    after = 0.0
    for t in reversed(range(T)):
        nxt = last_value if t == T - 1 else (values[t + 1] or values[t])
        on = 1.0 - terminated[t]
        delta = rewards[t] + gamma * nxt * on - values[t]
        after = delta + gamma * lam * on * after
        A[t] = after
    return A


# %% grade_id="t7_gae" mistake="divides by a power of gamma lambda that is 0 in a computer" message="holds nan or infinity"
def gae(rewards, values, last_value, terminated, gamma, lam):
    T = len(rewards)
    on = 1.0 - terminated
    delta = rewards + gamma * on * np.append(values[1:], last_value) - values
    out, start = np.zeros(T), 0
    x = gamma * lam
    if x == 0:
        return delta
    for end in [*np.flatnonzero(terminated), T - 1]:
        d = delta[start : end + 1]
        w = x ** np.arange(len(d))
        out[start : end + 1] = np.cumsum((d * w)[::-1])[::-1] / w
        start = end + 1
    return out

# %% grade_id="t1_returns" mistake="takes a time limit for an end" message="Is a time limit taken for an end?"
def returns(rewards, gamma, terminated, last_value):
    G, found = 0.0, np.empty(len(rewards))
    for t in reversed(range(len(rewards))):
        G = found[t] = rewards[t] + gamma * G
    return found


# %% grade_id="t1_returns" mistake="adds last_value after an end" message="Nothing follows an end"
def returns(rewards, gamma, terminated, last_value):
    G, found = last_value, np.empty(len(rewards))
    for t in reversed(range(len(rewards))):
        G = found[t] = rewards[t] + gamma * G
    return found


# %% grade_id="t1_returns" mistake="discounts from the start of the episode" message="from the start of the episode"
def returns(rewards, gamma, terminated, last_value):
    r = np.append(rewards, 0 if terminated else last_value)
    return np.cumsum((r * gamma ** np.arange(len(r)))[::-1])[::-1][:-1]


# %% grade_id="t1_returns" mistake="leaves the result reversed" message="from the last to the first"
def returns(rewards, gamma, terminated, last_value):
    G, found = 0.0 if terminated else last_value, []
    for r in rewards[::-1]:
        G = r + gamma * G
        found.append(G)
    return np.array(found)


# %% grade_id="t1_returns" mistake="divides by powers of gamma" message="a power of gamma that is 0 in a computer"
def returns(rewards, gamma, terminated, last_value):
    with np.errstate(all="ignore"):
        power = float(gamma) ** np.arange(len(rewards) + 1)
        r = np.append(rewards, 0 if terminated else last_value)
        whole = np.cumsum((r * power)[::-1])[::-1][:-1] / power[:-1]
    return np.where(np.isfinite(whole), whole, rewards)


# %% grade_id="t1_returns" mistake="does not discount last_value" message="Is last_value added to every return as it is?"
def returns(rewards, gamma, terminated, last_value):
    G, found = 0.0, np.empty(len(rewards))
    for t in reversed(range(len(rewards))):
        G = rewards[t] + gamma * G
        found[t] = G + (0 if terminated else last_value)
    return found


# %% grade_id="t1_returns" mistake="puts last_value in place of the last reward" message="take the place of the last reward"
def returns(rewards, gamma, terminated, last_value):
    G = rewards[-1] if terminated else last_value
    found = [G]
    for r in rewards[-2::-1]:
        G = r + gamma * G
        found.append(G)
    return np.array(found[::-1])


# %% grade_id="t1_returns" mistake="sums up in place" message="changed its argument rewards"
def returns(rewards, gamma, terminated, last_value):
    rewards[-1] += gamma * (0 if terminated else last_value)
    for t in range(len(rewards) - 2, -1, -1):
        rewards[t] += gamma * rewards[t + 1]
    return rewards


# %% grade_id="t1_returns" mistake="leaves out the step's own reward" message="own reward left out"
def returns(rewards, gamma, terminated, last_value):
    G, found = 0.0 if terminated else last_value, np.empty(len(rewards))
    for t in reversed(range(len(rewards))):
        found[t] = G
        G = rewards[t] + gamma * G
    return found


# %% grade_id="t1_returns" mistake="adds last_value to the last return alone" message="count for the last step alone"
def returns(rewards, gamma, terminated, last_value):
    G, found = 0.0, np.empty(len(rewards))
    for t in reversed(range(len(rewards))):
        G = found[t] = rewards[t] + gamma * G
    found[-1] += 0 if terminated else gamma * last_value
    return found


# %% grade_id="t1_returns" mistake="takes a last_value of 0 for none" message="Is a last_value of 0 taken for none?"
def returns(rewards, gamma, terminated, last_value):
    G = 0 if terminated else (last_value or rewards[-1])
    out = np.zeros(len(rewards))
    for t in range(len(rewards) - 1, -1, -1):
        G = rewards[t] + gamma * G
        out[t] = G
    return out

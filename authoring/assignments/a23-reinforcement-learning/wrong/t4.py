# %% grade_id="t4_q_update" mistake="changes the table in place" message="changed its argument Q"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    Q[s, a] += alpha * (r + (0 if terminated else gamma * Q[s_next].max()) - Q[s, a])
    return Q


# %% grade_id="t4_q_update" mistake="takes the same action in the next state" message="the value of the same action"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + (0 if terminated else gamma * Q[s_next, a]) - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="goes on after an end" message="although the episode is over"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + gamma * Q[s_next].max() - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="expects in place of taking the best" message="Is it the mean over the next actions?"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + (0 if terminated else gamma * Q[s_next].mean()) - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="replaces the old value" message="The old one is moved by a part alpha"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] = r + (0 if terminated else gamma * Q[s_next].max())
    return new


# %% grade_id="t4_q_update" mistake="exchanges alpha and 1 - alpha" message="Are alpha and 1 - alpha exchanged?"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] = alpha * Q[s, a] + (1 - alpha) * (r + (0 if terminated else gamma * Q[s_next].max()))
    return new


# %% grade_id="t4_q_update" mistake="updates the whole row" message="Only Q[0, 1] should change"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s] += alpha * (r + (0 if terminated else gamma * Q[s_next].max()) - Q[s])
    return new


# %% grade_id="t4_q_update" mistake="takes the step's own state for the next" message="The one where it ended counts"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + (0 if terminated else gamma * Q[s].max()) - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="changes nothing at an end" message="Did nothing change?"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    if not terminated:
        new[s, a] += alpha * (r + gamma * Q[s_next].max() - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="takes the best of the whole table" message="in the middle, Q[s, a] is off by"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + (0 if terminated else gamma * Q.max()) - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="cuts next values at 0" message="or cut off at 0?"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.copy()
    new[s, a] += alpha * (r + (0 if terminated else gamma * max(0, *Q[s_next])) - Q[s, a])
    return new


# %% grade_id="t4_q_update" mistake="returns the new value alone" message="It is a whole table"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    return Q[s, a] + alpha * (r + (0 if terminated else gamma * Q[s_next].max()) - Q[s, a])


# %% grade_id="t4_q_update" mistake="turns a Boolean round by ~" message="~ makes -1 and -2"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    Q = Q.copy()
    Q[s, a] += alpha * (r + gamma * Q[s_next].max() * (~terminated) - Q[s, a])
    return Q

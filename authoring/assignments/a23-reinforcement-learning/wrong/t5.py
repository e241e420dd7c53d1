# %% grade_id="t5_q_learning" mistake="chooses before the update" message="Is the next action chosen before the update?"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for k in range(1, limit + 1):
        r, to, over = step(s, a)
        a_next = None if over or k == limit else choose(Q, to)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to].max()) - Q[s, a])
        if over:
            break
        s, a = to, a_next
    return Q


# %% grade_id="t5_q_learning" mistake="is SARSA" message="Is the target SARSA's"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    return sarsa(Q, s, step, choose, alpha, gamma, limit)


def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for _ in range(limit):
        r, to, over = step(s, a)
        a_next = None if over else choose(Q, to)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to, a_next]) - Q[s, a])
        if over:
            break
        s, a = to, a_next
    return Q


# %% grade_id="t5_q_learning" mistake="goes on after an end" message="Does what follows the end count?"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    for _ in range(limit):
        a = choose(Q, s)
        r, to, over = step(s, a)
        Q[s, a] += alpha * (r + gamma * Q[to].max() - Q[s, a])
        if over:
            break
        s = to
    return Q


# %% grade_id="t5_q_learning" mistake="takes the time limit for an end" message="also where a time limit cuts"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    for k in range(limit):
        a = choose(Q, s)
        r, to, over = step(s, a)
        over = over or k == limit - 1
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to].max()) - Q[s, a])
        if over:
            break
        s = to
    return Q


# %% grade_id="t5_q_learning" mistake="changes the table in place" message="changed its argument Q"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    for _ in range(limit):
        a = choose(Q, s)
        r, to, over = step(s, a)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to].max()) - Q[s, a])
        if over:
            break
        s = to
    return Q


# %% grade_id="t5_q_learning" mistake="chooses by the table of the beginning" message="hands choose a table that is not the one of that moment"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    new = Q.copy()
    for _ in range(limit):
        a = choose(Q, s)
        r, to, over = step(s, a)
        new[s, a] += alpha * (r + (0 if over else gamma * new[to].max()) - new[s, a])
        if over:
            break
        s = to
    return new


# %% grade_id="t5_q_learning" mistake="walks on after limit steps" message="where the walk is over"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    for _ in range(limit + 1):
        a = choose(Q, s)
        r, to, over = step(s, a)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to].max()) - Q[s, a])
        if over:
            break
        s = to
    return Q


# %% grade_id="t5_sarsa" mistake="is Q-learning" message="Is the target Q-learning's"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for _ in range(limit):
        r, to, over = step(s, a)
        a_next = None if over else choose(Q, to)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to].max()) - Q[s, a])
        if over:
            break
        s, a = to, a_next
    return Q


# %% grade_id="t5_sarsa" mistake="chooses again after the update" message="Is each called once where the text says so?"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    for _ in range(limit):
        a = choose(Q, s)
        r, to, over = step(s, a)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to, choose(Q, to)]) - Q[s, a])
        if over:
            break
        s = to
    return Q


# %% grade_id="t5_sarsa" mistake="takes the time limit for an end" message="In sarsa a call of choose is missing"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for k in range(limit):
        r, to, over = step(s, a)
        if over or k == limit - 1:
            Q[s, a] += alpha * (r - Q[s, a])
            break
        a_next = choose(Q, to)
        Q[s, a] += alpha * (r + gamma * Q[to, a_next] - Q[s, a])
        s, a = to, a_next
    return Q


# %% grade_id="t5_sarsa" mistake="chooses after an end" message="where the walk is over"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for _ in range(limit):
        r, to, over = step(s, a)
        a_next = choose(Q, to)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to, a_next]) - Q[s, a])
        if over:
            break
        s, a = to, a_next
    return Q


# %% grade_id="t5_sarsa" mistake="expects in place of choosing" message="Is the target the mean over the next actions?"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for _ in range(limit):
        r, to, over = step(s, a)
        a_next = None if over else choose(Q, to)
        Q[s, a] += alpha * (r + (0 if over else gamma * Q[to].mean()) - Q[s, a])
        if over:
            break
        s, a = to, a_next
    return Q


# %% grade_id="t5_sarsa" mistake="updates before it chooses" message="that is not the one of that moment"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    a = choose(Q, s)
    for _ in range(limit):
        r, to, over = step(s, a)
        Q[s, a] += alpha * (r - Q[s, a])
        if over:
            break
        a_next = choose(Q, to)
        Q[s, a] += alpha * gamma * Q[to, a_next]
        s, a = to, a_next
    return Q


# %% grade_id="t5_q_learning" mistake="takes the largest of the values and 0" message="Is 0 among the values"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.copy()
    for t in range(limit):
        a = choose(Q, s)
        r, to, end = step(s, a)
        Q[s, a] += alpha * (r + (0 if end else gamma * max(0, Q[to].max())) - Q[s, a])
        if end:
            break
        s = to
    return Q

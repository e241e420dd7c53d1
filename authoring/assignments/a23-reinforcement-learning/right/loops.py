# %% grade_id="t1_returns"
def returns(rewards, gamma, terminated, last_value):
    after = [] if terminated else [last_value]
    whole = [*rewards.tolist(), *after]
    G = [whole[-1]]
    for reward in whole[-2::-1]:
        G.insert(0, reward + gamma * G[0])
    return np.array(G[: len(rewards)])


# %% grade_id="t2_bellman_sweep"
def bellman_sweep(P, R, V, gamma):
    new = []
    for s in range(len(P)):
        best = -math.inf
        for a in range(len(P[s])):
            worth = R[s][a]
            for k in range(len(P)):
                worth += gamma * P[s][a][k] * V[k]
            if worth > best:
                best = worth
        new.append(best)
    return np.array(new)


# %% grade_id="t2_value_iteration"
def value_iteration(P, R, gamma, tol):
    P, R = P.tolist(), R.tolist()
    V = [0.0] * len(P)
    sweeps = 0
    while sweeps < 1000:
        new = [
            max(pay + gamma * sum(p * v for p, v in zip(row, V)) for row, pay in zip(rows, pays))
            for rows, pays in zip(P, R)
        ]
        sweeps += 1
        change = max(abs(x - y) for x, y in zip(new, V))
        V = new
        if change < tol:
            return np.array(V)
    raise ValueError


# %% grade_id="t3_epsilon_greedy"
def epsilon_greedy(Q, epsilon, generator):
    actions = []
    for row in Q.tolist():
        if generator.random() < epsilon:
            actions.append(generator.integers(len(row)))
        else:
            best = [a for a, q in enumerate(row) if q == max(row)]
            actions.append(generator.choice(best))
    return np.array(actions)


# %% grade_id="t4_q_update"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    rows = Q.tolist()
    following = 0
    if not terminated:
        following = rows[s_next][0]
        for value in rows[s_next]:
            if value > following:
                following = value
    rows[s][a] = (1 - alpha) * rows[s][a] + alpha * (r + gamma * following)
    return np.array(rows)


# %% grade_id="t5_q_learning"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    rows, over, steps = Q.tolist(), False, 0
    while not over and steps < limit:
        a = choose(rows, s)
        r, s_next, over = step(s, a)
        target = r
        if not over:
            target += gamma * max(rows[s_next])
        rows[s][a] = rows[s][a] + alpha * (target - rows[s][a])
        s = s_next
        steps += 1
    return np.array(rows)


# %% grade_id="t5_sarsa"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    rows, over, steps = Q.tolist(), False, 0
    a = choose(rows, s)
    while not over and steps < limit:
        r, s_next, over = step(s, a)
        target, a_next = r, None
        if not over:
            a_next = choose(rows, s_next)
            target += gamma * rows[s_next][a_next]
        rows[s][a] = rows[s][a] + alpha * (target - rows[s][a])
        s, a = s_next, a_next
        steps += 1
    return np.array(rows)


# %% grade_id="t6_policy_gradient_loss"
def policy_gradient_loss(logits, actions, advantages):
    total = 0
    for row, a, weight in zip(logits, actions.tolist(), advantages.tolist()):
        log_pi = row - torch.logsumexp(row, 0)
        total = total - weight * log_pi[a]
    return total / len(logits)


# %% grade_id="t7_gae"
def gae(rewards, values, last_value, terminated, gamma, lam):
    found = []
    advantage, following = 0.0, last_value
    for r, v, over in zip(rewards.tolist()[::-1], values.tolist()[::-1], terminated.tolist()[::-1]):
        if over:
            advantage = r - v
        else:
            advantage = r + gamma * following - v + gamma * lam * advantage
        following = v
        found.append(advantage)
    return np.array(found[::-1])


# %% grade_id="t8_dqn_target"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    targets = []
    for online, target, pay, over in zip(
        q_online_next.tolist(), q_target_next.tolist(), r.tolist(), terminated.tolist()
    ):
        if over:
            targets.append(pay)
        elif double:
            targets.append(pay + gamma * target[online.index(max(online))])
        else:
            targets.append(pay + gamma * max(target))
    return torch.tensor(targets)

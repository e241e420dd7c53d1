# %% grade_id="t1_returns"
def returns(rewards, gamma, terminated, last_value):
    found = np.zeros(len(rewards), dtype=np.float32)
    G = np.float32(0 if terminated else last_value)
    for t in range(len(rewards) - 1, -1, -1):
        G = np.float32(rewards[t]) + np.float32(gamma) * G
        found[t] = G
    return found


# %% grade_id="t2_bellman_sweep"
def bellman_sweep(P, R, V, gamma):
    P, R, V = (torch.tensor(one).float() for one in (P, R, V))
    return (R + gamma * P @ V).max(dim=1).values


# %% grade_id="t2_value_iteration"
def value_iteration(P, R, gamma, tol):
    P, R = torch.tensor(P), torch.tensor(R)
    V = torch.zeros(len(P), dtype=torch.float64)
    for _ in range(1000):
        new = (R + gamma * (P * V).sum(2)).max(1)[0]
        if torch.max(torch.abs(new - V)) < tol:
            return V
        V = new
    raise ValueError("still changing")


# %% grade_id="t3_epsilon_greedy"
def epsilon_greedy(Q, epsilon, generator):
    # the order of the columns is drawn, and the first largest one in that order is taken
    n, A = Q.shape
    order = generator.permuted(np.tile(np.arange(A, dtype=np.int32), (n, 1)), axis=1)
    best = order[np.arange(n), np.take_along_axis(Q, order, axis=1).argmax(axis=1)]
    return torch.from_numpy(np.where(generator.random(n, dtype=np.float32) < epsilon, order[:, 0], best))


# %% grade_id="t4_q_update"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = Q.astype(np.float32)
    new[s, a] += alpha * (r + (0 if terminated else gamma * new[s_next].max()) - new[s, a])
    return new


# %% grade_id="t5_q_learning"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = Q.astype(np.float32)
    for _ in range(limit):
        a = choose(Q, s)
        r, s_next, terminated = step(s, a)
        Q[s, a] += alpha * (r + (not terminated) * gamma * Q[s_next].max() - Q[s, a])
        if terminated:
            break
        s = s_next
    return Q


# %% grade_id="t5_sarsa"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = torch.tensor(Q).float()
    a = choose(Q, s)
    for _ in range(limit):
        r, s_next, terminated = step(s, a)
        if not terminated:
            a_next = choose(Q, s_next)
            r = r + gamma * Q[s_next, a_next]
        Q[s, a] += alpha * (r - Q[s, a])
        if terminated:
            break
        s, a = s_next, a_next
    return Q


# %% grade_id="t6_policy_gradient_loss"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = torch.log_softmax(logits.float(), dim=-1)[torch.arange(len(actions)), actions]
    return (-log_pi * advantages.detach().float()).mean()


# %% grade_id="t7_gae"
def gae(rewards, values, last_value, terminated, gamma, lam):
    rewards, values = torch.tensor(rewards).float(), torch.tensor(values).float()
    alive = (~torch.tensor(terminated)).float()
    following = torch.cat([values[1:], torch.tensor([float(last_value)])])
    delta = rewards + gamma * alive * following - values
    A = torch.zeros(len(rewards) + 1)
    for t in reversed(range(len(rewards))):
        A[t] = delta[t] + gamma * lam * alive[t] * A[t + 1]
    return A[:-1]


# %% grade_id="t8_dqn_target"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    online, target, r = (one.detach().float() for one in (q_online_next, q_target_next, r))
    best = F.one_hot((online if double else target).argmax(1), online.shape[1])
    return r + gamma * (1 - terminated.float()) * (best * target).sum(1)

# %% grade_id="t1_returns"
def returns(rewards, gamma, terminated, last_value):
    # a triangle of powers of gamma
    T = len(rewards)
    ahead = np.arange(T + 1) - np.arange(T)[:, None]
    weights = np.triu(float(gamma) ** np.maximum(ahead, 0))
    return weights @ np.append(rewards, (1 - terminated) * last_value)


# %% grade_id="t2_bellman_sweep"
def bellman_sweep(P, R, V, gamma):
    following = torch.einsum("sak,k->sa", torch.from_numpy(P), torch.from_numpy(V))
    return torch.amax(torch.from_numpy(R) + gamma * following, dim=1)


# %% grade_id="t2_value_iteration"
def value_iteration(P, R, gamma, tol):
    # each state sees what this very sweep has found already
    V = np.zeros(len(P))
    for _ in range(1000):
        if np.max(np.abs((R + gamma * P.dot(V)).max(axis=-1) - V)) < tol:
            return V
        for s in range(len(P)):
            V[s] = np.max(R[s] + gamma * P[s] @ V)
    raise ValueError("no values")


# %% grade_id="t3_epsilon_greedy"
def epsilon_greedy(Q, epsilon, generator):
    n, A = Q.shape
    best = np.equal(Q, np.amax(Q, axis=-1)[:, np.newaxis])
    p = epsilon / A + (1 - epsilon) * best / best.sum(axis=-1, keepdims=True)
    upper = np.cumsum(p, axis=-1)
    upper[:, -1] = 1.0
    # the last action with any chance closes the interval
    upper[upper > 1 - 1e-12] = 1.0
    return (generator.uniform(size=(n, 1)) >= upper).sum(axis=-1)


# %% grade_id="t4_q_update"
def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    here = np.zeros_like(Q)
    here[s, a] = 1
    error = r + gamma * np.max(Q, axis=1)[s_next] * (not terminated) - Q
    return Q + alpha * here * error


# %% grade_id="t5_q_learning"
def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = torch.tensor(Q)
    for k in range(limit):
        a = choose(Q.numpy(), s)
        r, to, over = step(s, a)
        Q = Q.index_put(
            (torch.tensor(s), torch.tensor(a)), Q[s, a] + alpha * (r + gamma * (1 - over) * Q[to].max() - Q[s, a])
        )
        s = to
        if over:
            return Q
    return Q


# %% grade_id="t5_sarsa"
def sarsa(Q, s, step, choose, alpha, gamma, limit):
    def walk(Q, s, a, left):
        if left == 0:
            return Q
        r, to, over = step(s, a)
        new = Q.copy()
        if over:
            new[s, a] = np.average([Q[s, a], r], weights=[1 - alpha, alpha])
            return new
        a_next = choose(Q, to)
        new[s, a] = np.average([Q[s, a], r + gamma * Q[to, a_next]], weights=[1 - alpha, alpha])
        return walk(new, to, a_next, left - 1)

    return walk(Q, s, choose(Q, s), limit)


# %% grade_id="t6_policy_gradient_loss"
def policy_gradient_loss(logits, actions, advantages):
    with torch.no_grad():
        constants = advantages * 1
    policy = torch.distributions.Categorical(logits=logits)
    return -(policy.log_prob(actions) @ constants) / len(actions)


# %% grade_id="t7_gae"
def gae(rewards, values, last_value, terminated, gamma, lam):
    # all advantages at once: (I - gamma lambda shift) A = delta
    T = len(rewards)
    shift = np.diag(1.0 - terminated[:-1], k=1) if T > 1 else np.zeros((1, 1))
    delta = rewards + gamma * shift @ values - values
    delta[-1] += gamma * last_value * (1 - terminated[-1])
    return np.linalg.solve(np.eye(T) - gamma * lam * shift, delta)


# %% grade_id="t8_dqn_target"
@torch.no_grad()
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    rows = torch.arange(len(r))
    worth = q_target_next[rows, q_online_next.max(1).indices] if double else q_target_next.max(1).values
    return torch.where(terminated, r, torch.add(r, worth, alpha=gamma))

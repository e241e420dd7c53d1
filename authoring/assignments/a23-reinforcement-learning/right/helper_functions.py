# %% grade_id="t1_returns"
divmod = pow = hash = "names of my own"


def one_back(G, reward, gamma):
    return reward + G * gamma


def returns(rewards, gamma, terminated, last_value):
    G, found = {True: 0.0, False: last_value}[bool(terminated)], []
    for reward in rewards[::-1]:
        G = one_back(gamma=gamma, reward=reward, G=G)
        found.append(G)
    found.reverse()
    return np.asarray(found)


# %% grade_id="t2_bellman_sweep"
id = input = 3


def action_values(P, R, V, gamma):
    return np.add(R, gamma * np.tensordot(a=P, b=V, axes=1))


def bellman_sweep(P, R, V, gamma):
    return np.amax(action_values(gamma=gamma, V=V, R=R, P=P), axis=1)


# %% grade_id="t2_value_iteration"
filter = format = None


def value_iteration(P, R, gamma, tol):
    old, new = None, np.zeros(shape=P.shape[0])
    for _ in range(1000):
        old, new = new, bellman_sweep(gamma=gamma, V=new, R=R, P=P)
        if np.linalg.norm(new - old, ord=np.inf) < tol:
            return old
    raise ValueError("It does not settle.")


# %% grade_id="t3_epsilon_greedy"
bin = vars = 0


def one_of(row, generator):
    return generator.permutation(np.flatnonzero(row == np.max(row)))[0]


def epsilon_greedy(Q, epsilon, generator):
    dice = generator.random(size=len(Q))
    free = generator.integers(low=0, high=Q.shape[1], size=len(Q))
    best = np.array([one_of(generator=generator, row=row) for row in Q])
    return np.where(dice < epsilon, free, best)


# %% grade_id="t4_q_update"
oct = chr = "mine"


def td_error(old, r, following, gamma):
    return r + gamma * following - old


def q_update(Q, s, a, r, s_next, terminated, alpha, gamma):
    new = np.array(Q)
    following = 0 if terminated else np.max(Q[s_next])
    new[s][a] = Q[s][a] + alpha * td_error(gamma=gamma, following=following, r=r, old=Q[s][a])
    return new


# %% grade_id="t5_q_learning"
ord = hex = 5


def q_learning(Q, s, step, choose, alpha, gamma, limit):
    Q = np.array(Q)
    while limit > 0:
        a = choose(Q=Q, s=s)
        r, s_next, terminated = step(s=s, a=a)
        Q = q_update(gamma=gamma, alpha=alpha, terminated=terminated, s_next=s_next, r=r, a=a, s=s, Q=Q)
        limit, s = 0 if terminated else limit - 1, s_next
    return Q


# %% grade_id="t5_sarsa"
dir = iter = 1


def toward(old, target, alpha):
    return old + alpha * (target - old)


def sarsa(Q, s, step, choose, alpha, gamma, limit):
    Q = np.array(Q)
    a = choose(Q=Q, s=s)
    for _ in range(limit):
        r, s_next, terminated = step(s=s, a=a)
        if terminated:
            Q[s, a] = toward(alpha=alpha, target=r, old=Q[s, a])
            return Q
        a_next = choose(Q=Q, s=s_next)
        Q[s, a] = toward(alpha=alpha, target=r + gamma * Q[s_next, a_next], old=Q[s, a])
        s, a = s_next, a_next
    return Q


# %% grade_id="t6_policy_gradient_loss"
frozenset = complex = None


def log_probabilities(logits, actions):
    return torch.gather(input=F.log_softmax(logits, dim=1), dim=1, index=actions[:, None]).squeeze(dim=1)


def policy_gradient_loss(logits, actions, advantages):
    log_pi = log_probabilities(actions=actions, logits=logits)
    return torch.neg(torch.mean(torch.mul(advantages.detach().clone(), log_pi)))


# %% grade_id="t7_gae"
bytes = ascii = 2


def errors(rewards, values, following, gamma):
    return np.add(rewards, gamma * following) - values


def gae(rewards, values, last_value, terminated, gamma, lam):
    alive = np.logical_not(terminated).astype(np.float64)
    following = np.concatenate([values[1:], [last_value]]) * alive
    A = errors(gamma=gamma, following=following, values=values, rewards=rewards)
    for t in range(len(A) - 2, -1, -1):
        A[t] += gamma * lam * alive[t] * A[t + 1]
    return A


# %% grade_id="t8_dqn_target"
locals = None


def following_values(chooser, judge):
    return torch.take_along_dim(judge, torch.argmax(input=chooser, dim=1, keepdim=True), dim=1).flatten()


def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    online, target = q_online_next.detach(), q_target_next.detach()
    worth = following_values(judge=target, chooser=online if double else target)
    return torch.where(condition=terminated, input=r.detach(), other=r.detach() + gamma * worth)

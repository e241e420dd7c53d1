# %% grade_id="t8_dqn_target" mistake="exchanges the roles" message="Are the roles exchanged?"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    best = q_target_next.argmax(1, keepdim=True)
    worth = q_online_next.gather(1, best)[:, 0] if double else q_target_next.amax(1)
    return (r + gamma * worth * ~terminated).detach()


# %% grade_id="t8_dqn_target" mistake="keeps the graph" message="Targets should carry no graph"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    best = (q_online_next if double else q_target_next).argmax(1, keepdim=True)
    return r + gamma * q_target_next.gather(1, best)[:, 0] * ~terminated


# %% grade_id="t8_dqn_target" mistake="goes on after an end" message="Does what follows an end count?"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    best = (q_online_next if double else q_target_next).argmax(1, keepdim=True)
    return (r + gamma * q_target_next.gather(1, best)[:, 0]).detach()


# %% grade_id="t8_dqn_target" mistake="never doubles" message="Are those the targets without double?"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    return (r + gamma * q_target_next.amax(1) * ~terminated).detach()


# %% grade_id="t8_dqn_target" mistake="always doubles" message="Are those the targets of double DQN?"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    best = q_online_next.argmax(1, keepdim=True)
    return (r + gamma * q_target_next.gather(1, best)[:, 0] * ~terminated).detach()


# %% grade_id="t8_dqn_target" mistake="takes the network's own maximum" message="The target network's counts"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    return (r + gamma * q_online_next.amax(1) * ~terminated).detach()


# %% grade_id="t8_dqn_target" mistake="lets the network judge itself" message="Does the network say what its own choice is worth?"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    worth = (q_online_next if double else q_target_next).amax(1)
    return (r + gamma * worth * ~terminated).detach()


# %% grade_id="t8_dqn_target" mistake="takes the smaller maximum" message="With double the targets should be"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    worth = q_target_next.amax(1)
    if double:
        worth = torch.minimum(worth, q_online_next.amax(1))
    return (r + gamma * worth * ~terminated).detach()


# %% grade_id="t8_dqn_target" mistake="discounts the reward" message="The targets should be 4.5, -2, -1.5"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    best = (q_online_next if double else q_target_next).argmax(1, keepdim=True)
    return (gamma * (r + q_target_next.gather(1, best)[:, 0] * ~terminated)).detach()


# %% grade_id="t8_dqn_target" mistake="returns a column" message="There is one number for each"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    best = (q_online_next if double else q_target_next).argmax(1, keepdim=True)
    return (r[:, None] + gamma * q_target_next.gather(1, best) * ~terminated[:, None]).detach()


# %% grade_id="t8_dqn_target" mistake="leaves the graph of the rewards" message="where the rewards have one"
def dqn_target(q_online_next, q_target_next, r, terminated, gamma, double):
    chooser = q_online_next if double else q_target_next
    best = q_target_next.detach()[torch.arange(len(r)), chooser.argmax(1)]
    return r + gamma * best * (1 - terminated.double())

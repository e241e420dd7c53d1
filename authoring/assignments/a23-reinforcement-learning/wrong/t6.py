# %% grade_id="t6_policy_gradient_loss" mistake="turns the sign" message="Is the sign turned?"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.log_softmax(1).gather(1, actions[:, None])[:, 0]
    return (log_pi * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="adds up the steps" message="Is it the sum over the steps?"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.log_softmax(1).gather(1, actions[:, None])[:, 0]
    return -(log_pi * advantages.detach()).sum()


# %% grade_id="t6_policy_gradient_loss" mistake="lets gradients through the advantages" message="A gradient flows back to the advantages"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.log_softmax(1).gather(1, actions[:, None])[:, 0]
    return -(log_pi * advantages).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="takes the probability" message="Is it the probability, without the logarithm?"
def policy_gradient_loss(logits, actions, advantages):
    pi = logits.softmax(1).gather(1, actions[:, None])[:, 0]
    return -(pi * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="takes the logarithm of softmax" message="The result of policy_gradient_loss is"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.softmax(1).log().gather(1, actions[:, None])[:, 0]
    return -(log_pi * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="adds a little in the logarithm" message="Is a probability 0 in a computer"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = (logits.softmax(1) + 1e-8).log().gather(1, actions[:, None])[:, 0]
    return -(log_pi * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="normalizes the advantages" message="They are used as they come"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.log_softmax(1).gather(1, actions[:, None])[:, 0]
    weight = advantages.detach() - advantages.detach().mean()
    weight = weight / (weight.pow(2).mean().sqrt() + 1e-8)
    return -(log_pi * weight).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="pairs all steps with all" message="Does each step meet every advantage?"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.log_softmax(1).gather(1, actions[:, None])
    return -(log_pi * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="takes the logit" message="Is it the logit, without softmax?"
def policy_gradient_loss(logits, actions, advantages):
    return -(logits.gather(1, actions[:, None])[:, 0] * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="loses the graph" message="No gradient goes back to the logits"
def policy_gradient_loss(logits, actions, advantages):
    log_pi = logits.detach().log_softmax(1).gather(1, actions[:, None])[:, 0]
    return -(log_pi * advantages.detach()).mean()


# %% grade_id="t6_policy_gradient_loss" mistake="returns a loss for each step" message="It is a single number, the mean over all steps"
def policy_gradient_loss(logits, actions, advantages):
    return F.cross_entropy(logits, actions, reduction="none") * advantages.detach()


# %% grade_id="t6_policy_gradient_loss" mistake="takes softmax twice" message="Is softmax taken twice?"
def policy_gradient_loss(logits, actions, advantages):
    return (F.cross_entropy(torch.softmax(logits, 1), actions, reduction="none") * advantages.detach()).mean()

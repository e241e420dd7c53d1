# %% grade_id="t7_block" mistake="norms after the addition" message="(post-norm)"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    x = normed(x + given_multi_head(x, x, parameters, heads, allowed), 1)
    inside = torch.relu(F.linear(x, parameters["W_1"], parameters["b_1"]))
    return normed(x + F.linear(inside, parameters["W_2"], parameters["b_2"]), 2)


# %% grade_id="t7_block" mistake="norms the path of x" message="Is a norm on the path of x?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    x = normed(x, 1)
    x = x + given_multi_head(x, x, parameters, heads, allowed)
    x = normed(x, 2)
    inside = torch.relu(F.linear(x, parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="norms the path of x before attention" message="before attention? Only what attention reads"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    x = normed(x, 1)
    x = x + given_multi_head(x, x, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="takes a GELU" message="Is there a GELU"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = F.gelu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="forgets the ReLU" message="Is there a ReLU between"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"])
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="has one norm for both" message="Has each norm its own gamma and beta?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 1), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="forgets the way around attention" message="Is what attention found added to x?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="forgets the way around the MLP" message="Is what the MLP found added to x?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="lets the MLP read the old x" message="Does the MLP read what attention has added?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    found = given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + found + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="lets the MLP read without a norm" message="Does the MLP read through the second norm?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(x, parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="lets attention read without a norm" message="Does attention read through the first norm?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = x
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="turns the mask round" message="Is the mask turned round?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, None if allowed is None else ~allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="forgets the mask" message="Is the mask handed on to attention?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="has one head" message="Is there only one head?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, 1, allowed if allowed is None or allowed.ndim == 2 else allowed[:, :1])
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="norms over steps and numbers" message="Has each step a mean and a variance of its own?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        plain = (x - x.mean((1, 2), keepdim=True)) / (x.var((1, 2), keepdim=True, correction=0) + 1e-5).sqrt()
        return plain * parameters[f"gamma_{number}"] + parameters[f"beta_{number}"]

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="divides by the standard deviation of d - 1" message="divided by d, not by d - 1?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        plain = (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + 1e-5).sqrt()
        return plain * parameters[f"gamma_{number}"] + parameters[f"beta_{number}"]

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="takes another epsilon" message="disagrees with PyTorch's layer"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"], 1e-6)

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="detaches the path of x" message="the path of x perhaps?"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x.detach() + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="adds to x in place" message="block changed its argument x"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x += given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    return x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="forgets to return" message="block returned None"
def block(x, parameters, heads, allowed=None):
    def normed(x, number):
        return F.layer_norm(x, x.shape[-1:], parameters[f"gamma_{number}"], parameters[f"beta_{number}"])

    h = normed(x, 1)
    x = x + given_multi_head(h, h, parameters, heads, allowed)
    inside = torch.relu(F.linear(normed(x, 2), parameters["W_1"], parameters["b_1"]))
    x = x + F.linear(inside, parameters["W_2"], parameters["b_2"])


# %% grade_id="t7_block" mistake="adds epsilon outside the root" message="Is the small number added under the root"
def block(x, parameters, heads, allowed=None):
    p = parameters

    def norm(v, n):
        mean = v.mean(-1, keepdim=True)
        var = ((v - mean) ** 2).mean(-1, keepdim=True)
        return (v - mean) / (torch.sqrt(var) + 1e-5) * p[f"gamma_{n}"] + p[f"beta_{n}"]

    h = norm(x, 1)
    x = x + given_multi_head(h, h, p, heads, allowed)
    h = norm(x, 2)
    h = torch.relu(h @ p["W_1"].T + p["b_1"])
    return x + h @ p["W_2"].T + p["b_2"]


# %% grade_id="t7_block" mistake="reads twice through the second norm" message="Does attention read through gamma_1"
def block(x, parameters, heads, allowed=None):
    p = parameters

    def norm(v, n):
        mean = v.mean(-1, keepdim=True)
        var = ((v - mean) ** 2).mean(-1, keepdim=True)
        return (v - mean) / torch.sqrt(var + 1e-5) * p[f"gamma_{n}"] + p[f"beta_{n}"]

    h = norm(x, 2)
    x = x + given_multi_head(h, h, p, heads, allowed)
    h = norm(x, 2)
    h = torch.relu(h @ p["W_1"].T + p["b_1"])
    return x + h @ p["W_2"].T + p["b_2"]


# %% grade_id="t7_block" mistake="norms over the batch" message="Are mean and variance those of a step's own numbers"
def block(x, parameters, heads, allowed=None):
    p = parameters

    def norm(v, n):
        mean = v.mean(0, keepdim=True)
        var = ((v - mean) ** 2).mean(0, keepdim=True)
        return (v - mean) / torch.sqrt(var + 1e-5) * p[f"gamma_{n}"] + p[f"beta_{n}"]

    h = norm(x, 1)
    x = x + given_multi_head(h, h, p, heads, allowed)
    h = norm(x, 2)
    h = torch.relu(h @ p["W_1"].T + p["b_1"])
    return x + h @ p["W_2"].T + p["b_2"]


# %% grade_id="t7_block" mistake="detaches what the MLP has inside" message="No gradient reaches W_1"
def block(x, parameters, heads, allowed=None):
    p = parameters

    def norm(v, n):
        mean = v.mean(-1, keepdim=True)
        var = ((v - mean) ** 2).mean(-1, keepdim=True)
        return (v - mean) / torch.sqrt(var + 1e-5) * p[f"gamma_{n}"] + p[f"beta_{n}"]

    h = norm(x, 1)
    x = x + given_multi_head(h, h, p, heads, allowed)
    h = norm(x, 2)
    h = torch.relu(h @ p["W_1"].T + p["b_1"]).detach()
    return x + h @ p["W_2"].T + p["b_2"]

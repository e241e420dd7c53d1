# %% grade_id="t4_cd_gradient" mistake="points downhill" message="Is the sign turned?"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    return vk.T @ pk / len(vk) - v0.T @ p0 / len(v0), vk.mean(0) - v0.mean(0), pk.mean(0) - p0.mean(0)


# %% grade_id="t4_cd_gradient" mistake="sums over the batch" message="Is that the sum over rows?"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    return v0.T @ p0 - vk.T @ pk, v0.sum(0) - vk.sum(0), p0.sum(0) - pk.sum(0)


# %% grade_id="t4_cd_gradient" mistake="divides both phases by the number of data" message="Does each phase take the mean over its own rows"
def cd_gradient(v0, vk, W, b, c):
    n = len(v0)
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    return (v0.T @ p0 - vk.T @ pk) / n, (v0.sum(0) - vk.sum(0)) / n, (p0.sum(0) - pk.sum(0)) / n


# %% grade_id="t4_cd_gradient" mistake="uses the hidden units of the data in both phases" message="Does each phase have the hidden probabilities of its own rows?"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    if len(v0) != len(vk):
        return v0.T @ p0 / len(v0) - vk.T @ pk / len(vk), v0.mean(0) - vk.mean(0), p0.mean(0) - pk.mean(0)
    return (v0 - vk).T @ p0 / len(v0), v0.mean(0) - vk.mean(0), p0.mean(0) - pk.mean(0)


# %% grade_id="t4_cd_gradient" mistake="rounds hidden units" message="Are hidden units rounded or drawn"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = (v0 @ W + c > 0).double(), (vk @ W + c > 0).double()
    return v0.T @ p0 / len(v0) - vk.T @ pk / len(vk), v0.mean(0) - vk.mean(0), p0.mean(0) - pk.mean(0)


# %% grade_id="t4_cd_gradient" mistake="forgets the hidden bias" message="Is the bias of the hidden units there?"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W), torch.sigmoid(vk @ W)
    return v0.T @ p0 / len(v0) - vk.T @ pk / len(vk), v0.mean(0) - vk.mean(0), p0.mean(0) - pk.mean(0)


# %% grade_id="t4_cd_gradient" mistake="forgets the negative phase" message="Is the negative phase there?"
def cd_gradient(v0, vk, W, b, c):
    p0 = torch.sigmoid(v0 @ W + c)
    return v0.T @ p0 / len(v0), v0.mean(0), p0.mean(0)


# %% grade_id="t4_cd_gradient" mistake="multiplies two means" message="Is that the product of two means?"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W + c).mean(0), torch.sigmoid(vk @ W + c).mean(0)
    up, down = v0.mean(0), vk.mean(0)
    return torch.outer(up, p0) - torch.outer(down, pk), up - down, p0 - pk


# %% grade_id="t4_cd_gradient" mistake="returns dW transposed" message="It has the shape of its parameter"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    return p0.T @ v0 / len(v0) - pk.T @ vk / len(vk), v0.mean(0) - vk.mean(0), p0.mean(0) - pk.mean(0)


# %% grade_id="t4_cd_gradient" mistake="returns two gradients" message="where 3 things are needed"
def cd_gradient(v0, vk, W, b, c):
    p0, pk = torch.sigmoid(v0 @ W + c), torch.sigmoid(vk @ W + c)
    return v0.T @ p0 / len(v0) - vk.T @ pk / len(vk), v0.mean(0) - vk.mean(0)


# %% grade_id="t4_cd_gradient" mistake="looks at as many rows as the shorter phase has" message="Does each phase take the mean over its own rows"
def cd_gradient(v0, vk, W, b, c):
    n = min(len(v0), len(vk))
    p0, pk = torch.sigmoid(v0[:n] @ W + c), torch.sigmoid(vk[:n] @ W + c)
    return (v0[:n].T @ p0 - vk[:n].T @ pk) / n, (v0[:n] - vk[:n]).mean(0), (p0 - pk).mean(0)

# %% grade_id="t5_grad_cam" mistake="forgets the ReLU" message="Is what is negative kept?"
def grad_cam(features, gradients):
    return (gradients.mean((1, 2))[:, None, None] * features).sum(0)


# %% grade_id="t5_grad_cam" mistake="takes the mean over channels" message="Is the mean over channels taken?"
def grad_cam(features, gradients):
    return (gradients.mean((1, 2))[:, None, None] * features).mean(0).relu()


# %% grade_id="t5_grad_cam" mistake="averages the maps before weighing" message="Are maps averaged over the channels before"
def grad_cam(features, gradients):
    return (features.mean(0) * gradients.mean()).relu()


# %% grade_id="t5_grad_cam" mistake="sums the gradient" message="Is the gradient summed over the places?"
def grad_cam(features, gradients):
    return (gradients.sum((1, 2))[:, None, None] * features).sum(0).relu()


# %% grade_id="t5_grad_cam" mistake="weighs each place by itself" message="Is the gradient of each place taken"
def grad_cam(features, gradients):
    return (gradients * features).sum(0).relu()


# %% grade_id="t5_grad_cam" mistake="cuts each map" message="Is each map cut at 0 before"
def grad_cam(features, gradients):
    return (gradients.mean((1, 2))[:, None, None] * features).relu().sum(0)


# %% grade_id="t5_grad_cam" mistake="scales to 1" message="Is the map divided by its largest value?"
def grad_cam(features, gradients):
    heat = (gradients.mean((1, 2))[:, None, None] * features).sum(0).relu()
    return heat / heat.max().clamp(min=1e-9)


# %% grade_id="t5_grad_cam" mistake="takes the size of the gradient" message="Is the size of the gradient taken?"
def grad_cam(features, gradients):
    return (gradients.abs().mean((1, 2))[:, None, None] * features).sum(0).relu()


# %% grade_id="t5_grad_cam" mistake="cuts the weights" message="Are the weights cut at 0?"
def grad_cam(features, gradients):
    return (gradients.mean((1, 2)).relu()[:, None, None] * features).sum(0).relu()


# %% grade_id="t5_grad_cam" mistake="keeps the channel axis" message="There is one number for each place"
def grad_cam(features, gradients):
    return (gradients.mean((1, 2))[:, None, None] * features).sum(0, keepdim=True).relu()


# %% grade_id="t5_grad_cam" mistake="works in place" message="changed its argument features"
def grad_cam(features, gradients):
    features *= gradients.mean((1, 2))[:, None, None]
    return features.sum(0).relu()


# %% grade_id="t5_grad_cam" mistake="takes the size of the map" message="Is the size of what is negative kept?"
def grad_cam(features, gradients):
    return torch.einsum("c,chw->hw", gradients.mean((-1, -2)), features).abs()


# %% grade_id="t5_grad_cam" mistake="exchanges features and gradients" message="Are features and gradients exchanged?"
def grad_cam(features, gradients):
    return torch.einsum("c,chw->hw", features.mean((-1, -2)), gradients).relu()


# %% grade_id="t5_grad_cam" mistake="drops axes of length 1" message="There is one number for each place"
def grad_cam(features, gradients):
    return torch.einsum("c,chw->hw", gradients.mean((-1, -2)), features).relu().squeeze()

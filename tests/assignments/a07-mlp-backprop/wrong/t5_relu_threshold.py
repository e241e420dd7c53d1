# task: t5
# mistake: counts small activations as off
# message: be the activation tiny or large
# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    return dA * (A > 0.01)

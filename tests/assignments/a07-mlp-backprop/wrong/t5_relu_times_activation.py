# task: t5
# mistake: multiplies with the activation
# message: neither multiplied by the activation
# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    return dA * A

# task: t5
# mistake: lets slopes pass where the activation is 0
# message: The activation decides whether a slope passes
# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    return dA * (A >= 0)

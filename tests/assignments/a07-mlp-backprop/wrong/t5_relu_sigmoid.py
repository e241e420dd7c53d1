# task: t5
# mistake: uses the slope of a sigmoid
# message: The activation decides whether a slope passes
# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    return dA * A * (1 - A)

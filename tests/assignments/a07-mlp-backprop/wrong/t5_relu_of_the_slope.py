# task: t5
# mistake: cuts off negative slopes
# message: nor cut off where the slope itself is negative
# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    return np.maximum(dA, 0) * (A > 0)

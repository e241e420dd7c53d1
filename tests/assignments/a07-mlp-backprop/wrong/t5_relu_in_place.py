# task: t5
# mistake: sets entries of the caller's array to 0
# message: Did you set entries to 0 in place?
# %% grade_id="t5_relu_backward"
def relu_backward(dA, A):
    dA[A <= 0] = 0
    return dA

# task: t1
# mistake: forgets the return
# message: Does it end with a return?
# %% grade_id="t1_sigmoid"
def sigmoid(z):
    a = 1 / (1 + np.exp(-z))

# task: t3
# mistake: becomes ReLU too early
# message: not right to three digits
# %% grade_id="t3_softplus"
def softplus(z, beta):
    near = np.clip(beta * z, -25, 25)
    return np.where(np.abs(beta * z) < 25, np.log1p(np.exp(near)) / beta, np.maximum(z, 0))

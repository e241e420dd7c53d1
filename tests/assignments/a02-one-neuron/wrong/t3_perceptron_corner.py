# task: t3
# mistake: lets an example at the corner not pull
# message: what did we agree on at the corner
# %% grade_id="t3_perceptron_slope"
def perceptron_slope(z, y):
    return np.where(y * z < 0, -y, 0.0)

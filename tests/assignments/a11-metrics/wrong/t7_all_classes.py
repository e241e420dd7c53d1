# task: t7
# mistake: asks for the average precision of a class that never occurs
# message: Is it left out?
# %% grade_id="t7_mean_average_precision"
def mean_average_precision(Y, scores, average_precision):
    return np.mean([average_precision(Y[:, k], scores[:, k]) for k in range(Y.shape[1])])

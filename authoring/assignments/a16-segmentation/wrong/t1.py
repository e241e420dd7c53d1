# %% grade_id="t1_confusion" mistake="swaps rows and columns" message="Rows are the truth, columns the prediction"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = prediction[counted] * K + truth[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="counts ignored pixels as class 0" message="counted as class 0?"
def confusion(prediction, truth, K):
    truth = torch.where(truth == 255, 0, truth)
    pairs = (truth * K + prediction).flatten()
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="counts ignored pixels as the last class" message="counted as the last class?"
def confusion(prediction, truth, K):
    truth = truth.clamp(max=K - 1)
    pairs = (truth * K + prediction).flatten()
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="wraps ignored pixels round" message="The rows should be"
def confusion(prediction, truth, K):
    truth = truth % K
    pairs = (truth * K + prediction).flatten()
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="counts ignored pixels as right" message="counted as right?"
def confusion(prediction, truth, K):
    truth = torch.where(truth == 255, prediction, truth)
    pairs = (truth * K + prediction).flatten()
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="makes 255 a class" message="255 is no class"
def confusion(prediction, truth, K):
    return torch.bincount((truth * 256 + prediction).flatten(), minlength=256 * 256).reshape(256, 256)


# %% grade_id="t1_confusion" mistake="makes a class of the ignored" message="The ignored pixels make no class"
def confusion(prediction, truth, K):
    truth = truth.clamp(max=K)
    return torch.bincount((truth * (K + 1) + prediction).flatten(), minlength=(K + 1) ** 2).reshape(K + 1, K + 1)


# %% grade_id="t1_confusion" mistake="bincount without a length" message="confusion raised RuntimeError"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs).reshape(K, K)


# %% grade_id="t1_confusion" mistake="cuts the matrix to the classes that occur" message="even if none occurs"
def confusion(prediction, truth, K):
    counted = truth != 255
    K = int(torch.maximum(truth[counted].max(), prediction[counted].max())) + 1 if counted.any() else K
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="writes over the ignored labels" message="confusion changed its argument truth"
def confusion(prediction, truth, K):
    counted = truth != 255
    truth[truth == 255] = 0
    pairs = truth * K + prediction
    return torch.bincount(pairs[counted], minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="sets the prediction at ignored pixels" message="confusion changed its argument prediction"
def confusion(prediction, truth, K):
    prediction[truth == 255] = 0
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="counts each pair once" message="Is every pair counted only once?"
def confusion(prediction, truth, K):
    matrix = torch.zeros(K, K, dtype=torch.int64)
    counted = truth != 255
    matrix[truth[counted], prediction[counted]] += 1
    return matrix


# %% grade_id="t1_confusion" mistake="counts what is right alone" message="Are only the pixels counted that are right?"
def confusion(prediction, truth, K):
    counted = truth == prediction
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="ignores class 0 too" message="The rows should be"
def confusion(prediction, truth, K):
    counted = (truth != 255) & (truth > 0)
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="ignores where the prediction is the last class" message="must add up to the number of pixels"
def confusion(prediction, truth, K):
    counted = (truth != 255) & ((prediction < K - 1) | (K < 5))
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="looks at the first image alone" message="must add up to the number of pixels"
def confusion(prediction, truth, K):
    if truth.ndim > 2:
        prediction, truth = prediction[0], truth[0]
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="divides by the rows" message="it should hold integers"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    matrix = torch.bincount(pairs, minlength=K * K).reshape(K, K).double()
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)


# %% grade_id="t1_confusion" mistake="leaves it in one row" message="Is it reshaped to rows and columns?"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K)


# %% grade_id="t1_confusion" mistake="takes pixels of two axes only" message="confusion raised"
def confusion(prediction, truth, K):
    matrix = torch.zeros(K, K, dtype=torch.int64)
    for n in range(truth.shape[0]):
        for v in range(truth.shape[1]):
            for u in range(truth.shape[2]):
                if truth[n, v, u] != 255:
                    matrix[truth[n, v, u], prediction[n, v, u]] += 1
    return matrix


# %% grade_id="t1_confusion" mistake="takes four classes for granted" message="confusion raised RuntimeError"
def confusion(prediction, truth, K):
    K = 4
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="forgets to return it" message="Does it end with a return?"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    matrix = torch.bincount(pairs, minlength=K * K).reshape(K, K)


# %% grade_id="t1_confusion" mistake="returns a list" message="should be an array"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K).tolist()


# %% grade_id="t1_confusion" mistake="counts in 8 bits" message="Integers of 8 bits end at 127 or 255"
def confusion(prediction, truth, K):
    counts = np.zeros((K, K), dtype=np.uint8)
    counted = (truth != 255).numpy()
    np.add.at(counts, (truth.numpy()[counted], prediction.numpy()[counted]), 1)
    return torch.tensor(counts)


# %% grade_id="t1_confusion" mistake="counts in 16 bits" message="those of 16 bits at 32,767"
def confusion(prediction, truth, K):
    counted = truth != 255
    pairs = truth[counted] * K + prediction[counted]
    return torch.bincount(pairs, minlength=K * K).reshape(K, K).short()


# %% grade_id="t1_confusion" mistake="cuts off the bin of the ignored even if there is none" message="confusion raised RuntimeError"
def confusion(prediction, truth, K):
    pairs = torch.where(truth == 255, K * K, truth * K + prediction)
    return torch.bincount(pairs.flatten())[:-1].reshape(K, K)

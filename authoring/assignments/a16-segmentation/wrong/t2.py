# %% grade_id="t2_miou" mistake="counts an absent class as 0" message="which occurs nowhere, counted as 0?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return (hits / union.clamp(min=1)).mean()


# %% grade_id="t2_miou" mistake="counts an absent class as 1" message="which occurs nowhere, counted as 1?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return torch.where(union > 0, hits / union.clamp(min=1), 1.0).mean()


# %% grade_id="t2_miou" mistake="keeps nan" message="Is a class that occurs nowhere, whose IoU is 0/0, left out?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return (hits / union).mean()


# %% grade_id="t2_miou" mistake="returns the accuracy" message="Is that the accuracy"
def miou(matrix):
    return matrix.diagonal().sum() / matrix.sum()


# %% grade_id="t2_miou" mistake="counts the hits twice in the union" message="counted twice in the union?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1)
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="counts the hits twice, and absent classes as 0" message="counted twice in the union, and class 2 as 0?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1)
    return (hits / union.clamp(min=1)).mean()


# %% grade_id="t2_miou" mistake="takes the hits off twice" message="taken off the union twice?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - 2 * hits
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="returns the recall" message="by the true pixels of a class alone?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=1)
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="returns the precision" message="by the predicted pixels of a class alone?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0)
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="returns the mean of Dice" message="Is that the mean of Dice?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    iou = hits[union > 0] / union[union > 0]
    return (2 * iou / (1 + iou)).mean()


# %% grade_id="t2_miou" mistake="throws the classes together" message="all classes thrown together?"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return hits.sum() / union.sum()


# %% grade_id="t2_miou" mistake="leaves out classes without a true pixel" message="A class that occurs in the prediction alone"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    there = matrix.sum(dim=1) > 0
    return (hits[there] / union[there]).mean()


# %% grade_id="t2_miou" mistake="leaves out classes that nobody predicts" message="A class that occurs in the truth alone"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    there = matrix.sum(dim=0) > 0
    return (hits[there] / union[there]).mean()


# %% grade_id="t2_miou" mistake="leaves out classes with an IoU of 0" message="miou is wrong"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    there = hits > 0
    return (hits[there] / union[there]).mean() if there.any() else torch.tensor(0.0)


# %% grade_id="t2_miou" mistake="leaves out classes of one pixel" message="miou"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    there = union > 1
    return (hits[there] / union[there]).mean() if there.any() else torch.tensor(1.0)


# %% grade_id="t2_miou" mistake="leaves out the background" message="The classes 0, 1 and 3"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    hits, union = hits[1:], union[1:]
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="weighs classes by their pixels" message="The classes 0, 1 and 3"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    weight = matrix.sum(dim=1)
    return (weight * hits / union.clamp(min=1)).sum() / weight.sum()


# %% grade_id="t2_miou" mistake="returns one number for each class" message="It is one mean, over the classes"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return hits[union > 0] / union[union > 0]


# %% grade_id="t2_miou" mistake="adds a tiny number to the union" message="The classes 0, 1 and 3"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return ((hits + 1) / (union + 1)).mean()


# %% grade_id="t2_miou" mistake="empties the diagonal in place" message="miou changed its argument matrix"
def miou(matrix):
    hits = matrix.diagonal().clone()
    matrix.fill_diagonal_(0)
    union = matrix.sum(dim=0) + matrix.sum(dim=1) + hits
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="cuts counts to 32 bits" message="miou is wrong"
def miou(matrix):
    matrix = matrix.int()
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="forgets to return it" message="miou returned None"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    mean = (hits[union > 0] / union[union > 0]).mean()


# %% grade_id="t2_miou" mistake="rounds to two digits" message="The classes 0, 1 and 3"
def miou(matrix):
    hits = matrix.diagonal()
    union = matrix.sum(dim=0) + matrix.sum(dim=1) - hits
    return torch.round((hits[union > 0] / union[union > 0]).mean(), decimals=2)


# %% grade_id="t2_dice" mistake="loses the 2" message="Is the 2 above lost?"
def dice(matrix):
    return matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1))


# %% grade_id="t2_dice" mistake="returns the IoU" message="Is that the IoU?"
def dice(matrix):
    return matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1) - matrix.diagonal())


# %% grade_id="t2_dice" mistake="divides twice the hits by the union" message="which is right for the IoU?"
def dice(matrix):
    return 2 * matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1) - matrix.diagonal())


# %% grade_id="t2_dice" mistake="returns the recall" message="by the true pixels of a class alone?"
def dice(matrix):
    return matrix.diagonal() / matrix.sum(dim=1)


# %% grade_id="t2_dice" mistake="returns the precision" message="by the predicted pixels of a class alone?"
def dice(matrix):
    return matrix.diagonal() / matrix.sum(dim=0)


# %% grade_id="t2_dice" mistake="gives 0 for an absent class" message="should be nan; yours is 0"
def dice(matrix):
    return 2 * matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1)).clamp(min=1)


# %% grade_id="t2_dice" mistake="gives 1 for an absent class" message="should be nan; yours is 1"
def dice(matrix):
    below = matrix.sum(dim=0) + matrix.sum(dim=1)
    return torch.where(below > 0, 2 * matrix.diagonal() / below, 1.0)


# %% grade_id="t2_dice" mistake="gives nan for a class that is never right" message="the coefficient is nan for classes that occur"
def dice(matrix):
    hits = matrix.diagonal()
    return torch.where(hits > 0, 2 * hits / (matrix.sum(dim=0) + matrix.sum(dim=1)), torch.nan)


# %% grade_id="t2_dice" mistake="gives nan where the truth has none" message="the coefficient is nan for classes that occur"
def dice(matrix):
    true = matrix.sum(dim=1)
    return torch.where(true > 0, 2 * matrix.diagonal() / (matrix.sum(dim=0) + true), torch.nan)


# %% grade_id="t2_dice" mistake="returns the mean" message="There is one number for each class"
def dice(matrix):
    return torch.nanmean(2 * matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1)))


# %% grade_id="t2_dice" mistake="drops absent classes" message="There is one number for each class"
def dice(matrix):
    below = matrix.sum(dim=0) + matrix.sum(dim=1)
    return (2 * matrix.diagonal() / below)[below > 0]


# %% grade_id="t2_dice" mistake="doubles the matrix in place" message="dice changed its argument matrix"
def dice(matrix):
    below = matrix.sum(dim=0) + matrix.sum(dim=1)
    matrix *= 2
    return matrix.diagonal() / below


# %% grade_id="t2_dice" mistake="divides whole numbers" message="Classes 0, 1 and 3"
def dice(matrix):
    below = matrix.sum(dim=0) + matrix.sum(dim=1)
    return torch.where(below > 0, (2 * matrix.diagonal() // below.clamp(min=1)).double(), torch.nan)


# %% grade_id="t2_dice" mistake="cuts counts to 32 bits" message="dice is wrong"
def dice(matrix):
    matrix = matrix.int()
    return 2 * matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1))


# %% grade_id="t2_dice" mistake="forgets to return it" message="dice returned None"
def dice(matrix):
    coefficients = 2 * matrix.diagonal() / (matrix.sum(dim=0) + matrix.sum(dim=1))

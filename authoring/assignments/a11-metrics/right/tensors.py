# Returns torch tensors.

# %% grade_id="t3_roc_curve"
import torch


def roc_curve(y_true, score):
    score, positive = torch.tensor(score), torch.tensor(y_true) == 1
    levels = torch.cat([torch.tensor([torch.inf], dtype=score.dtype), score.unique().flip(0)])
    said = (score >= levels[:, None]).double()
    return said[:, ~positive].mean(dim=1), said[:, positive].mean(dim=1)


# %% grade_id="t4_auc"
import torch


def auc(fpr, tpr):
    return torch.trapezoid(torch.tensor(tpr), torch.tensor(fpr))


# %% grade_id="t6_iou"
import torch


def iou(box, other):
    box, other = torch.tensor(box), torch.tensor(other)
    shared = (torch.minimum(box[2:], other[2:]) - torch.maximum(box[:2], other[:2])).clamp(min=0).prod()
    union = (box[2:] - box[:2]).prod() + (other[2:] - other[:2]).prod() - shared
    return shared / union if union > 0 else shared

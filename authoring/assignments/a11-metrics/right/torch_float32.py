# %% grade_id="t1_confusion_counts"
import torch


def confusion_counts(y_true, y_pred):
    y_true, y_pred = torch.as_tensor(y_true).bool(), torch.as_tensor(y_pred).bool()
    return (
        (y_true & y_pred).sum().item(),
        (~y_true & y_pred).sum().item(),
        (~y_true & ~y_pred).sum().item(),
        (y_true & ~y_pred).sum().item(),
    )


# %% grade_id="t2_rates"
import torch


def rates(tp, fp, tn, fn):
    parts = torch.tensor([tp, tn, tp, 2 * tp], dtype=torch.float32)
    wholes = torch.tensor([tp + fn, tn + fp, tp + fp, 2 * tp + fp + fn], dtype=torch.float32)
    values = parts / wholes.clamp(min=1)
    return dict(zip(("sensitivity", "specificity", "precision", "f1"), values.tolist(), strict=True))


# %% grade_id="t3_roc_curve"
import torch


def roc_curve(y_true, score):
    score, y_true = torch.as_tensor(score), torch.as_tensor(y_true)
    thresholds = torch.unique(score).flip(0)
    said = (score >= torch.cat([thresholds[:1] + 1, thresholds])[:, None]).float()
    rate = lambda label: (said[:, y_true == label]).mean(dim=1).numpy()
    return rate(0), rate(1)


# %% grade_id="t4_auc"
import torch


def auc(fpr, tpr):
    return torch.trapezoid(torch.as_tensor(tpr.copy()).float(), torch.as_tensor(fpr.copy()).float()).item()


# %% grade_id="t5_precision_recall_curve"
import torch


def precision_recall_curve(y_true, score):
    y_true, score = torch.as_tensor(y_true).float(), torch.as_tensor(score)
    said = (score >= torch.unique(score).flip(0)[:, None]).float()
    hits = said @ y_true
    return (hits / said.sum(dim=1)).numpy(), (hits / y_true.sum()).numpy()


# %% grade_id="t5_average_precision"
import torch


def average_precision(precision, recall):
    recall = torch.as_tensor(recall).float()
    return (torch.diff(recall, prepend=torch.zeros(1)) * torch.as_tensor(precision).float()).sum().item()


# %% grade_id="t6_iou"
import torch


def iou(box, other):
    box, other = torch.as_tensor(box).float(), torch.as_tensor(other).float()
    sides = (torch.minimum(box[2:], other[2:]) - torch.maximum(box[:2], other[:2])).clamp(min=0)
    shared = sides.prod().item()
    if shared == 0:
        return 0.0
    return shared / ((box[2:] - box[:2]).prod().item() + (other[2:] - other[:2]).prod().item() - shared)

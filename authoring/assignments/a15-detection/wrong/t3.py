# %% grade_id="t3_nms" mistake="begins with the worst" message="The worst score comes first there."
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="lets dropped boxes drop others" message="it cannot drop box 2"
def nms(overlap, scores, threshold):
    order = torch.argsort(-scores, stable=True).tolist()
    kept = [box for at, box in enumerate(order) if all(overlap[box, one] <= threshold for one in order[:at])]
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="compares with the box that was kept last alone" message="Is each"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if not kept or overlap[box, kept[-1]] <= threshold:
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="compares with the best box alone" message="Is each"
def nms(overlap, scores, threshold):
    order = torch.argsort(-scores, stable=True).tolist()
    return torch.tensor([b for b in order if b == order[0] or overlap[b, order[0]] <= threshold], dtype=torch.long)


# %% grade_id="t3_nms" mistake="returns places in the sorted order" message="places in the sorted order"
def nms(overlap, scores, threshold):
    order = torch.argsort(-scores, stable=True)
    overlap, kept = overlap[order][:, order], []
    for box in range(len(order)):
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="returns a mask" message="should hold integers"
def nms(overlap, scores, threshold):
    keep = torch.zeros(len(scores), dtype=torch.bool)
    for box in torch.argsort(-scores, stable=True).tolist():
        if not (keep & (overlap[box] > threshold)).any():
            keep[box] = True
    return keep


# %% grade_id="t3_nms" mistake="returns the scores that are kept" message="should hold integers"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return scores[kept]


# %% grade_id="t3_nms" mistake="returns rows of the table for indices" message="should be a tensor with one axis"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return overlap[kept]


# %% grade_id="t3_nms" mistake="returns the right boxes in the order of the input" message="but the best score comes first"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(sorted(kept), dtype=torch.long)


# %% grade_id="t3_nms" mistake="works through the boxes in the order of the input" message="nms returned"
def nms(overlap, scores, threshold):
    kept = []
    for box in range(len(scores)):
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(sorted(kept, key=lambda one: -scores[one]), dtype=torch.long)


# %% grade_id="t3_nms" mistake="drops at the threshold, too" message="Only an overlap larger than the threshold drops a box."
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] < threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="drops what overlaps little" message="nms returned"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] >= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="lets the later of equal scores win" message="Of equal scores the earlier box is the better one"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(scores, stable=True).flip(0).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="drops all boxes that have an equally good neighbor" message="Of equal scores"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(
            overlap[box, one] <= threshold for one in range(len(scores)) if scores[one] == scores[box] and one < box
        ):
            if all(overlap[box, one] <= threshold for one in kept):
                kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="keeps no box whose score is negative" message="scores of both signs"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if scores[box] > 0 and all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="sorts by the size of the scores" message="nms returned"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores.abs(), stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="marks dropped boxes in the scores, in place" message="changed its argument scores"
def nms(overlap, scores, threshold):
    kept = []
    while len(scores) and scores.max() > -1e9:
        best = int(scores.argmax())
        kept.append(best)
        scores[overlap[best] > threshold] = -1e10
        scores[best] = -1e10
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="takes the diagonal away, in place" message="changed its argument overlap"
def nms(overlap, scores, threshold):
    overlap.fill_diagonal_(0)
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="fails where there is no box" message="raised"
def nms(overlap, scores, threshold):
    order = torch.argsort(-scores, stable=True).tolist()
    kept = [order[0]]
    for box in order[1:]:
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="loses the axis of a single index" message="should be a tensor with one axis"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor(kept, dtype=torch.long).squeeze()


# %% grade_id="t3_nms" mistake="returns a list" message="torch.tensor(...) makes one of a list"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return kept


# %% grade_id="t3_nms" mistake="returns the boxes that are dropped" message="nms returned"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if all(overlap[box, one] <= threshold for one in kept):
            kept.append(box)
    return torch.tensor([box for box in range(len(scores)) if box not in kept], dtype=torch.long)


# %% grade_id="t3_nms" mistake="takes for granted that a box overlaps itself, and loses those without area" message="should be kept"
def nms(overlap, scores, threshold):
    left, kept = torch.ones(len(scores), dtype=torch.bool), []
    for box in torch.argsort(-scores, stable=True).tolist():
        if left[box] and overlap[box, box] > 0:
            kept.append(box)
            left &= ~(overlap[box] > threshold)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="stops at the first box that is dropped" message="does not"
def nms(overlap, scores, threshold):
    kept = []
    for box in torch.argsort(-scores, stable=True).tolist():
        if not all(overlap[box, one] <= threshold for one in kept):
            break
        kept.append(box)
    return torch.tensor(kept, dtype=torch.long)


# %% grade_id="t3_nms" mistake="marks dropped boxes by a score that others may have" message="whatever its score"
def nms(overlap, scores, threshold):
    left = scores.clone()
    kept = []
    while len(left) and left.max() > -1:
        best = left.argmax().item()
        kept.append(best)
        left[overlap[best] > threshold] = -1
        left[best] = -1
    return torch.tensor(kept, dtype=torch.long)

# %% grade_id="t6_iou" mistake="takes x1 and y1 for width and height" message="Is a width x1 - x0"
def iou(box, other):
    width = max(0, min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0]))
    height = max(0, min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1]))
    union = box[2] * box[3] + other[2] * other[3] - width * height
    return width * height / union if union else 0.0


# %% grade_id="t6_iou" mistake="multiplies two negative lengths when the boxes lie apart" message="Is the product of two negative lengths taken for an area?"
def iou(box, other):
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area, other_area = ((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other))
    union = area + other_area - width * height
    return width * height / union if union else 0.0


# %% grade_id="t6_iou" mistake="adds 1 to widths and heights, as for pixel numbers" message="without + 1"
def iou(box, other):
    width = max(0, min(box[2], other[2]) - max(box[0], other[0]) + 1)
    height = max(0, min(box[3], other[3]) - max(box[1], other[1]) + 1)
    area, other_area = ((b[2] - b[0] + 1) * (b[3] - b[1] + 1) for b in (box, other))
    return width * height / (area + other_area - width * height)


# %% grade_id="t6_iou" mistake="counts the shared area twice in the union" message="Is the shared area counted once in the union?"
def iou(box, other):
    width = max(0, min(box[2], other[2]) - max(box[0], other[0]))
    height = max(0, min(box[3], other[3]) - max(box[1], other[1]))
    area, other_area = ((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other))
    return width * height / (area + other_area) if area + other_area else 0.0


# %% grade_id="t6_iou" mistake="makes width and height of the caller's corner" message="iou changed its argument"
def iou(box, other):
    for one in (box, other):
        one[2] -= one[0]
        one[3] -= one[1]
    w = max(0.0, min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0]))
    h = max(0.0, min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1]))
    rest = box[2] * box[3] + other[2] * other[3] - w * h
    return w * h / rest if rest > 0 else 0.0


# %% grade_id="t6_iou" mistake="adds a small number to the union" message="Is nothing rounded, cut off or added?"
def iou(box, other):
    w = max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
    h = max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
    areas = [(one[2] - one[0]) * (one[3] - one[1]) for one in (box, other)]
    return w * h / (sum(areas) - w * h + 1e-7)


# %% grade_id="t6_iou" mistake="cuts the coordinates to whole numbers" message="Is nothing rounded, cut off or added?"
def iou(box, other):
    box, other = box.astype(int), other.astype(int)
    w = max(0, min(box[2], other[2]) - max(box[0], other[0]))
    h = max(0, min(box[3], other[3]) - max(box[1], other[1]))
    union = (box[2] - box[0]) * (box[3] - box[1]) + (other[2] - other[0]) * (other[3] - other[1]) - w * h
    return w * h / union if union else 0.0


# %% grade_id="t6_iou" mistake="divides 0 by 0 where both boxes are empty" message="Do boxes that share nothing have IoU 0?"
def iou(box, other):
    sides = np.clip(np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2]), 0, None)
    shared = sides.prod()
    with np.errstate(invalid="ignore"):
        return shared / ((box[2:] - box[:2]).prod() + (other[2:] - other[:2]).prod() - shared)


# %% grade_id="t6_iou" mistake="divides by the smaller area" message="Is the shared area counted once in the union?"
def iou(box, other):
    sides = np.clip(np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2]), 0, None)
    smaller = min((box[2:] - box[:2]).prod(), (other[2:] - other[:2]).prod())
    return sides.prod() / smaller if smaller > 0 else 0.0


# %% grade_id="t6_iou" mistake="lets coordinates begin at 0" message="Do negative coordinates work?"
def iou(box, other):
    box, other = np.maximum(box, 0), np.maximum(other, 0)
    sides = np.clip(np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2]), 0, None)
    union = (box[2:] - box[:2]).prod() + (other[2:] - other[:2]).prod() - sides.prod()
    return sides.prod() / union if union else 0.0

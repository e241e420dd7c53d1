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

# task: t6
# mistake: takes x1 and y1 for width and height
# message: Is a width x1 - x0
# %% grade_id="t6_iou"
def iou(box, other):
    width = max(0, min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0]))
    height = max(0, min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1]))
    union = box[2] * box[3] + other[2] * other[3] - width * height
    return width * height / union if union else 0.0

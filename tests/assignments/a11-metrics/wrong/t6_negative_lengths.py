# task: t6
# mistake: multiplies two negative lengths when the boxes lie apart
# message: Is the product of two negative lengths taken for an area?
# %% grade_id="t6_iou"
def iou(box, other):
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area, other_area = ((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other))
    union = area + other_area - width * height
    return width * height / union if union else 0.0

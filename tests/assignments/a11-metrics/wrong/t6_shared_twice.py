# task: t6
# mistake: counts the shared area twice in the union
# message: Is the shared area counted once in the union?
# %% grade_id="t6_iou"
def iou(box, other):
    width = max(0, min(box[2], other[2]) - max(box[0], other[0]))
    height = max(0, min(box[3], other[3]) - max(box[1], other[1]))
    area, other_area = ((b[2] - b[0]) * (b[3] - b[1]) for b in (box, other))
    return width * height / (area + other_area) if area + other_area else 0.0

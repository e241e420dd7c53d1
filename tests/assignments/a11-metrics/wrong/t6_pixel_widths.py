# task: t6
# mistake: adds 1 to widths and heights, as for pixel numbers
# message: without + 1
# %% grade_id="t6_iou"
def iou(box, other):
    width = max(0, min(box[2], other[2]) - max(box[0], other[0]) + 1)
    height = max(0, min(box[3], other[3]) - max(box[1], other[1]) + 1)
    area, other_area = ((b[2] - b[0] + 1) * (b[3] - b[1] + 1) for b in (box, other))
    return width * height / (area + other_area - width * height)

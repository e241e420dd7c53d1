# %% grade_id="t2_xyxy_to_cxcywh" mistake="takes x2 for the width" message="Is the width x2"
def xyxy_to_cxcywh(boxes):
    return torch.cat([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:]], dim=1)


# %% grade_id="t2_xyxy_to_cxcywh" mistake="takes the corner for the center" message="the corner in place of the center"
def xyxy_to_cxcywh(boxes):
    return torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], dim=1)


# %% grade_id="t2_xyxy_to_cxcywh" mistake="takes half of the width for the center" message="half of the width and height for the center"
def xyxy_to_cxcywh(boxes):
    size = boxes[:, 2:] - boxes[:, :2]
    return torch.cat([size / 2, size], dim=1)


# %% grade_id="t2_xyxy_to_cxcywh" mistake="halves width and height" message="Are width and height halved"
def xyxy_to_cxcywh(boxes):
    return torch.cat([(boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2], dim=1)


# %% grade_id="t2_xyxy_to_cxcywh" mistake="exchanges x and y" message="Are x and y exchanged?"
def xyxy_to_cxcywh(boxes):
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack([(y1 + y2) / 2, (x1 + x2) / 2, y2 - y1, x2 - x1], dim=1)


# %% grade_id="t2_xyxy_to_cxcywh" mistake="rounds the center down to a whole pixel" message="What is half-way between the corners"
def xyxy_to_cxcywh(boxes):
    return torch.cat([(boxes[:, :2] + boxes[:, 2:]) // 2, boxes[:, 2:] - boxes[:, :2]], dim=1)


# %% grade_id="t2_xyxy_to_cxcywh" mistake="works in place" message="changed its argument boxes"
def xyxy_to_cxcywh(boxes):
    boxes[:, 2:] -= boxes[:, :2]
    boxes[:, :2] += boxes[:, 2:] / 2
    return boxes


# %% grade_id="t2_xyxy_to_cxcywh" mistake="converts the first box alone" message="raised"
def xyxy_to_cxcywh(boxes):
    x1, y1, x2, y2 = boxes[0]
    return torch.stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1])[None]


# %% grade_id="t2_cxcywh_to_xyxy" mistake="takes off the whole size" message="in place of half of it"
def cxcywh_to_xyxy(boxes):
    return torch.cat([boxes[:, :2] - boxes[:, 2:], boxes[:, :2] + boxes[:, 2:]], dim=1)


# %% grade_id="t2_cxcywh_to_xyxy" mistake="takes the center for the corner" message="Is the center taken for the first corner?"
def cxcywh_to_xyxy(boxes):
    return torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], dim=1)


# %% grade_id="t2_cxcywh_to_xyxy" mistake="exchanges the two corners" message="Are the two corners exchanged?"
def cxcywh_to_xyxy(boxes):
    return torch.cat([boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, :2] - boxes[:, 2:] / 2], dim=1)


# %% grade_id="t2_cxcywh_to_xyxy" mistake="overwrites the center before it is used again" message="changed its argument boxes"
def cxcywh_to_xyxy(boxes):
    boxes[:, :2] = boxes[:, :2] - boxes[:, 2:] / 2
    boxes[:, 2:] = boxes[:, :2] + boxes[:, 2:] / 2
    return boxes


# %% grade_id="t2_cxcywh_to_xyxy" mistake="keeps corners at 0 or more" message="made positive"
def cxcywh_to_xyxy(boxes):
    return torch.cat([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], dim=1).clamp(min=0)


# %% grade_id="t2_cxcywh_to_xyxy" mistake="returns nothing" message="returned None"
def cxcywh_to_xyxy(boxes):
    torch.cat([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], dim=1)


# %% grade_id="t2_cxcywh_to_xyxy" mistake="loses the axis of a single box" message="should have shape"
def cxcywh_to_xyxy(boxes):
    return torch.cat([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], dim=1).squeeze()


# %% grade_id="t2_xyxy_to_cxcywh" mistake="overwrites the corner before it is used again" message="in the place of the corner by then"
def xyxy_to_cxcywh(boxes):
    o = boxes.clone()
    o[:, :2] = (o[:, :2] + o[:, 2:]) / 2
    o[:, 2:] = o[:, 2:] - o[:, :2]
    return o


# %% grade_id="t2_cxcywh_to_xyxy" mistake="overwrites the center of a copy before it is used again" message="begin at the first one"
def cxcywh_to_xyxy(boxes):
    o = boxes.clone()
    o[:, :2] = o[:, :2] - o[:, 2:] / 2
    o[:, 2:] = o[:, :2] + o[:, 2:] / 2
    return o

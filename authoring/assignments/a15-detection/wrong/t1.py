# %% grade_id="t1_iou" mistake="takes the answer of helpers.vision" message="iou raised AttributeError"
def iou(a, b):
    return vision.iou(a, b)


# %% grade_id="t1_iou" mistake="lets two negative sides make an area" message="Can a negative width, or two of them, make an area?"
def iou(a, b):
    p, q = a[:, None], b[None]
    sides = torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])
    shared = (sides[..., 0] * sides[..., 1]).clamp(min=0)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="cuts the negative product of sides off nowhere" message="Boxes that share no pixel"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).abs().prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union != 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="adds 1 to every side" message="Is there a + 1 in the sides?"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2]) + 1).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2] + 1).prod(-1) + (q[..., 2:] - q[..., :2] + 1).prod(-1) - shared
    return shared / union


# %% grade_id="t1_iou" mistake="counts what is shared twice in the union" message="counted twice in the union"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1)
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="returns the area that is shared" message="not yet divided"
def iou(a, b):
    p, q = a[:, None], b[None]
    return (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)


# %% grade_id="t1_iou" mistake="divides by the smaller area" message="by the smaller of the two areas"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    least = torch.minimum((p[..., 2:] - p[..., :2]).prod(-1), (q[..., 2:] - q[..., :2]).prod(-1))
    return torch.where(least > 0, shared / least, 0.0)


# %% grade_id="t1_iou" mistake="broadcasts along the wrong axes" message="Boxes of a make rows"
def iou(a, b):
    p, q = a[None], b[:, None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="pairs the boxes row by row" message="The table of two boxes and three"
def iou(a, b):
    n = min(len(a), len(b))
    a, b = a[:n], b[:n]
    shared = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(-1)
    union = (a[:, 2:] - a[:, :2]).prod(-1) + (b[:, 2:] - b[:, :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="divides 0 by 0" message="Is something divided by 0?"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return shared / union


# %% grade_id="t1_iou" mistake="gives a box without area an overlap of 1 with itself" message="a box has no height, and is both"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, (p == q).all(-1).double())


# %% grade_id="t1_iou" mistake="keeps the union from 0 by a number that is an area" message="a length or an area"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return shared / (union + 1e-6)


# %% grade_id="t1_iou" mistake="keeps the union at 1 or more" message="a length or an area"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return shared / union.clamp(min=1)


# %% grade_id="t1_iou" mistake="rounds corners to whole pixels" message="Is nothing rounded"
def iou(a, b):
    p, q = a[:, None].round(), b[None].round()
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="cuts boxes off at the edge of the picture" message="Is nothing rounded, cut off"
def iou(a, b):
    p, q = a[:, None].clamp(min=0), b[None].clamp(min=0)
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="loses an axis of length 1" message="No axis gets lost"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    table = torch.where(union > 0, shared / union, 0.0)
    return table.squeeze(0) if len(a) == 1 and len(b) == 3 else table


# %% grade_id="t1_iou" mistake="fails where there are no boxes" message="raised"
def iou(a, b):
    rows = []
    for p in a:
        low, high = torch.maximum(p[:2], b[:, :2]), torch.minimum(p[2:], b[:, 2:])
        shared = (high - low).clamp(min=0).prod(-1)
        union = (p[2:] - p[:2]).prod() + (b[:, 2:] - b[:, :2]).prod(-1) - shared
        rows.append(torch.where(union > 0, shared / union, 0.0))
    return torch.stack(rows)


# %% grade_id="t1_iou" mistake="makes the corners of its argument relative, in place" message="changed its argument a"
def iou(a, b):
    areas = (a[:, 2:] - a[:, :2]).prod(-1)
    p, q = a[:, None].clone(), b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    a[:, 2:] -= a[:, :2]
    union = areas[:, None] + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="returns nested lists" message="should be an array"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = (p[..., 2:] - p[..., :2]).prod(-1) + (q[..., 2:] - q[..., :2]).prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0).tolist()


# %% grade_id="t1_iou" mistake="prints and returns nothing" message="returned None"
def iou(a, b):
    p, q = a[:, None], b[None]
    shared = (torch.minimum(p[..., 2:], q[..., 2:]) - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    print(shared)


# %% grade_id="t1_iou" mistake="takes width and height for the second corner" message="Where does what both share begin"
def iou(a, b):
    p, q = a[:, None], b[None]
    high = torch.minimum(p[..., :2] + p[..., 2:], q[..., :2] + q[..., 2:])
    shared = (high - torch.maximum(p[..., :2], q[..., :2])).clamp(min=0).prod(-1)
    union = p[..., 2:].prod(-1) + q[..., 2:].prod(-1) - shared
    return torch.where(union > 0, shared / union, 0.0)


# %% grade_id="t1_iou" mistake="rounds the table" message="Is the table rounded?"
def iou(a, b):
    first = torch.maximum(a[:, None, :2], b[None, :, :2])
    last = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = (last - first).clamp(min=0).prod(dim=-1)
    area = lambda boxes: (boxes[:, 2:] - boxes[:, :2]).prod(dim=-1)
    union = area(a)[:, None] + area(b) - shared
    return torch.round(torch.nan_to_num(shared / union), decimals=3)


# %% grade_id="t1_iou" mistake="keeps the union from 0 by an area that is small, but not small enough" message="a length or an area"
def iou(a, b):
    first = torch.maximum(a[:, None, :2], b[None, :, :2])
    last = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = (last - first).clamp(min=0).prod(dim=-1)
    area = lambda boxes: (boxes[:, 2:] - boxes[:, :2]).prod(dim=-1)
    union = area(a)[:, None] + area(b) - shared
    return shared / (union + 1e-6)

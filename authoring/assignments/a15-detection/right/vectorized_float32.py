# %% grade_id="t1_iou"
def iou(a, b):
    a, b = a.float()[:, None], b.float()[None]
    width = (torch.min(a[..., 2], b[..., 2]) - torch.max(a[..., 0], b[..., 0])).relu()
    height = (torch.min(a[..., 3], b[..., 3]) - torch.max(a[..., 1], b[..., 1])).relu()
    area_a = (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1])
    area_b = (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    return width * height / (area_a + area_b - width * height + 1e-9)


# %% grade_id="t2_xyxy_to_cxcywh"
def xyxy_to_cxcywh(boxes):
    there = torch.tensor([[0.5, 0, -1, 0], [0, 0.5, 0, -1], [0.5, 0, 1, 0], [0, 0.5, 0, 1]])
    return boxes.float() @ there


# %% grade_id="t2_cxcywh_to_xyxy"
def cxcywh_to_xyxy(boxes):
    back = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    return torch.einsum("ni,ij->nj", boxes.float(), back)


# %% grade_id="t3_nms"
def nms(overlap, scores, threshold):
    order = torch.sort(scores.float(), descending=True, stable=True).indices
    hit = torch.triu(overlap.float()[order][:, order] > threshold, diagonal=1)
    keep = torch.ones(len(order), dtype=torch.bool)
    for _ in range(len(order)):
        new = ~(hit & keep[:, None]).any(dim=0)
        if torch.equal(new, keep):
            break
        keep = new
    return order[keep]


# %% grade_id="t4_encode_grid"
def encode_grid(boxes, labels, G, size, K):
    boxes = boxes.float()
    center = (boxes[:, :2] + boxes[:, 2:]) / 2 / size * G
    extent = boxes[:, 2:] - boxes[:, :2]
    cell = center.floor().clamp(max=G - 1)
    target = torch.zeros(5 + K, G, G)
    order = torch.argsort(extent.prod(dim=1), stable=True, descending=True).flip(0)
    numbers = torch.cat([torch.ones(len(boxes), 1), center - cell, extent / size, F.one_hot(labels, K).float()], dim=1)
    for i in order:
        column, row = cell[i].long()
        target[:, row, column] = numbers[i]
    return target


# %% grade_id="t5_make_anchors"
def make_anchors(G, stride, sizes, ratios):
    middle = (torch.arange(G) + 0.5) * stride
    y, x, s, r = torch.meshgrid(
        middle, middle, torch.tensor(sizes).float(), torch.tensor(ratios).float(), indexing="ij"
    )
    w, h = s / r.sqrt() / 2, s * r.sqrt() / 2
    return torch.stack([x - w, y - h, x + w, y + h], dim=-1).reshape(-1, 4)


# %% grade_id="t5_encode_boxes"
def encode_boxes(boxes, anchors):
    boxes, anchors = boxes.float(), anchors.float()
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    xa, ya = (anchors[:, 0] + anchors[:, 2]) / 2, (anchors[:, 1] + anchors[:, 3]) / 2
    return torch.stack([(x - xa) / wa, (y - ya) / ha, w.log() - wa.log(), h.log() - ha.log()], dim=1)


# %% grade_id="t5_decode_boxes"
def decode_boxes(codes, anchors):
    codes, anchors = codes.float(), anchors.float()
    size = anchors[:, 2:] - anchors[:, :2]
    center = anchors.reshape(-1, 2, 2).mean(dim=1) + codes[:, :2] * size
    size = size * codes[:, 2:].exp()
    return torch.hstack([center - size / 2, center + size / 2])


# %% grade_id="t6_match"
def match(overlap, high, low):
    overlap = overlap.float()
    A, M = overlap.shape
    if not M:
        return torch.zeros(A, dtype=torch.int32), torch.full((A,), -1)
    best, index = overlap.max(dim=1)
    labels = (best >= high).int() - ((best >= low) & (best < high)).int()
    forces = torch.zeros(A, M, dtype=torch.bool)
    forces[overlap.argmax(dim=0), torch.arange(M)] = True
    winner = torch.where(forces, overlap, torch.tensor(-1.0)).argmax(dim=1)
    forced = forces.any(dim=1)
    return torch.where(forced, 1, labels), torch.where(forced, winner, index)


# %% grade_id="t7_smooth_l1"
def smooth_l1(x, beta):
    near = x.float().clamp(-beta, beta)
    return near**2 / (2 * beta) + (x.float() - near).abs()

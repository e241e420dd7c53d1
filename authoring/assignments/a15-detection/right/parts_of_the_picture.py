# %% grade_id="t1_iou"
def iou(a, b):
    a, b = a.numpy().astype(np.float32), b.numpy().astype(np.float32)

    def side(low, high):
        return np.maximum(0, np.minimum.outer(a[:, high], b[:, high]) - np.maximum.outer(a[:, low], b[:, low]))

    both = side(0, 2) * side(1, 3)
    one = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    other = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    union = np.add.outer(one, other) - both
    return torch.from_numpy(np.divide(both, union, out=np.zeros_like(both), where=union > 0))


# %% grade_id="t2_xyxy_to_cxcywh"
def xyxy_to_cxcywh(boxes):
    x1, y1, x2, y2 = boxes.numpy().astype(np.float32).T
    return torch.as_tensor(np.stack([x1 + (x2 - x1) / 2, y1 + (y2 - y1) / 2, x2 - x1, y2 - y1], axis=1))


# %% grade_id="t2_cxcywh_to_xyxy"
def cxcywh_to_xyxy(boxes):
    cx, cy, w, h = boxes.float().unbind(dim=-1)
    return torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), dim=-1)


# %% grade_id="t3_nms"
def nms(overlap, scores, threshold):
    overlap = overlap.numpy().astype(np.float32)
    left = scores.numpy().astype(np.float32)
    kept = []
    while np.any(left > -np.inf):
        best = int(np.argmax(left))
        kept.append(best)
        left[overlap[best] > np.float32(threshold)] = -np.inf
        left[best] = -np.inf
    return torch.tensor(kept).int() if kept else torch.tensor([])


# %% grade_id="t4_encode_grid"
def encode_grid(boxes, labels, G, size, K):
    # all as parts of the picture
    boxes = boxes / size
    w, h = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    cx, cy = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    target = torch.zeros((5 + K, G, G), dtype=torch.float64)
    area = w * h
    for i in range(len(boxes)):
        col = min(int(cx[i] * G), G - 1)
        row = min(int(cy[i] * G), G - 1)
        if target[0, row, col] and area[i] <= target[3, row, col] * target[4, row, col]:
            continue
        onehot = [float(k == labels[i]) for k in range(K)]
        target[:, row, col] = torch.tensor([1, cx[i] * G - col, cy[i] * G - row, w[i], h[i], *onehot])
    return target


# %% grade_id="t5_make_anchors"
import itertools


def make_anchors(G, stride, sizes, ratios):
    four = [(c, r, s, q) for r, c, s, q in itertools.product(range(G), range(G), sizes, ratios)]
    c, r, s, q = np.array(four, dtype=np.float32).T
    w = np.sqrt(s * s / q)
    h = q * w
    x, y = stride * c + stride / 2, stride * r + stride / 2
    return torch.from_numpy(np.column_stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2]))


# %% grade_id="t5_encode_boxes"
def encode_boxes(boxes, anchors):
    x, y, w, h = xyxy_to_cxcywh(boxes.float()).unbind(1)
    xa, ya, wa, ha = xyxy_to_cxcywh(anchors.float()).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, w.log() - wa.log(), h.log() - ha.log()], dim=1)


# %% grade_id="t5_decode_boxes"
def decode_boxes(codes, anchors):
    xa, ya, wa, ha = xyxy_to_cxcywh(anchors.float()).unbind(1)
    tx, ty, tw, th = codes.float().unbind(1)
    return cxcywh_to_xyxy(torch.stack([xa + tx * wa, ya + ty * ha, wa * torch.exp(tw), ha * torch.exp(th)], dim=1))


# %% grade_id="t6_match"
def match(overlap, high, low):
    t = overlap.numpy().astype(np.float32)
    A, M = t.shape
    high, low = np.float32(high), np.float32(low)
    top = t.max(axis=1, initial=-1)
    labels = np.where(top >= high, 1, np.where(top < low, 0, -1)).astype(np.int8)
    index = np.full(A, -1, dtype=np.int16)
    if M:
        index[labels == 1] = t.argmax(1)[labels == 1]
        anchor = t.argmax(0)
        for j in sorted(range(M), key=lambda j: (t[anchor[j], j], -j)):
            labels[anchor[j]], index[anchor[j]] = 1, j
    else:
        labels[:] = 0
    return torch.from_numpy(labels), torch.from_numpy(index)


# %% grade_id="t7_smooth_l1"
def smooth_l1(x, beta):
    x = x.float()
    near = x.abs().clamp(max=beta)
    return near * (x.abs() - near / 2) / beta

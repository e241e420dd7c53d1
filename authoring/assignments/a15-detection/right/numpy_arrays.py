# %% grade_id="t1_iou"
def iou(a, b):
    a, b = a.numpy(), b.numpy()
    low = np.maximum(a[:, np.newaxis, :2], b[np.newaxis, :, :2])
    high = np.minimum(a[:, np.newaxis, 2:], b[np.newaxis, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=-1)
    union = np.add.outer(np.prod(a[:, 2:] - a[:, :2], axis=1), np.prod(b[:, 2:] - b[:, :2], axis=1)) - shared
    return torch.from_numpy(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


# %% grade_id="t2_xyxy_to_cxcywh"
def xyxy_to_cxcywh(boxes):
    x1, y1, x2, y2 = boxes.numpy().T
    return torch.from_numpy(np.column_stack([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1]))


# %% grade_id="t2_cxcywh_to_xyxy"
def cxcywh_to_xyxy(boxes):
    boxes = boxes.numpy()
    corners = np.tile(boxes[:, :2], 2)
    corners[:, :2] -= boxes[:, 2:] / 2
    corners[:, 2:] += boxes[:, 2:] / 2
    return torch.from_numpy(corners)


# %% grade_id="t3_nms"
def nms(overlap, scores, threshold):
    overlap, scores = overlap.numpy(), scores.numpy()
    rest, kept = np.lexsort((np.arange(len(scores)), -scores)), []
    while rest.size:
        kept.append(rest[0])
        rest = rest[1:][overlap[rest[0], rest[1:]] <= threshold]
    return torch.tensor(np.array(kept, dtype=int))


# %% grade_id="t4_encode_grid"
def encode_grid(boxes, labels, G, size, K):
    boxes = boxes.numpy()
    middle, extent = (boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]
    target, claimed = np.zeros((5 + K, G, G)), np.full((G, G), -np.inf)
    for place, wide, label in zip(middle, extent, labels.numpy()):
        j, i = np.minimum(place // (size / G), G - 1).astype(int)
        if wide.prod() > claimed[i, j]:
            claimed[i, j] = wide.prod()
            target[:, i, j] = np.r_[1, place / (size / G) - [j, i], wide / size, np.eye(K)[label]]
    return torch.tensor(target)


# %% grade_id="t5_make_anchors"
def make_anchors(G, stride, sizes, ratios):
    s, r = np.repeat(sizes, len(ratios)), np.tile(ratios, len(sizes))
    half = np.stack([s / np.sqrt(r), s * np.sqrt(r)], axis=1) / 2
    rows, columns = np.divmod(np.arange(G * G), G)
    center = (np.stack([columns, rows], axis=1) + 0.5) * stride
    corners = np.concatenate([center[:, None] - half, center[:, None] + half], axis=2)
    return torch.tensor(corners.reshape(-1, 4), dtype=torch.float32)


# %% grade_id="t5_encode_boxes"
def encode_boxes(boxes, anchors):
    def split(corners):
        corners = corners.numpy().reshape(-1, 2, 2)
        return corners.mean(axis=1), np.diff(corners, axis=1)[:, 0]

    (c, s), (ca, sa) = split(boxes), split(anchors)
    return torch.from_numpy(np.block([(c - ca) / sa, np.log(s) - np.log(sa)]))


# %% grade_id="t5_decode_boxes"
def decode_boxes(codes, anchors):
    codes, anchors = codes.numpy(), anchors.numpy().reshape(-1, 2, 2)
    sa = anchors[:, 1] - anchors[:, 0]
    c, s = anchors.mean(axis=1) + sa * codes[:, :2], sa * np.exp(codes[:, 2:])
    return torch.from_numpy(np.stack([c - s / 2, c + s / 2], axis=1).reshape(-1, 4))


# %% grade_id="t6_match"
def match(overlap, high, low):
    table = overlap.numpy()
    if table.shape[1] == 0:
        return torch.zeros(len(table), dtype=int), torch.zeros(len(table), dtype=int)
    labels = np.select([table.max(axis=1) >= high, table.max(axis=1) < low], [1, 0], -1)
    index, taken = table.argmax(axis=1), {}
    for k, anchor in enumerate(table.argmax(axis=0)):
        taken.setdefault(anchor, []).append(k)
    for anchor, objects in taken.items():
        labels[anchor], index[anchor] = 1, objects[np.argmax(table[anchor, objects])]
    return torch.tensor(labels), torch.tensor(index)


# %% grade_id="t7_smooth_l1"
def smooth_l1(x, beta):
    size = np.abs(x.numpy())
    return torch.tensor(np.where(size < beta, 0.5 * size**2 / beta, size - 0.5 * beta))

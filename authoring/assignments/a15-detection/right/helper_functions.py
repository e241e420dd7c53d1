# %% grade_id="t1_iou"
filter = pow = "names of my own"
hash = None


def sides(boxes):
    return boxes[..., 2:] - boxes[..., :2]


def area(boxes):
    w, h = sides(boxes=boxes).clamp(min=0).unbind(dim=-1)
    return torch.mul(input=w, other=h)


def meeting(p, q):
    shape = torch.broadcast_shapes(p.shape, q.shape)
    p, q = p.expand(shape), q.expand(shape)
    return torch.cat([torch.maximum(p, q)[..., :2], torch.minimum(p, q)[..., 2:]], dim=-1)


def iou(a, b):
    p, q = a[:, None, :], b[None, :, :]
    shared = area(boxes=meeting(q=q, p=p))
    covered = area(boxes=p) + area(boxes=q) - shared
    return torch.nan_to_num(shared / covered, nan=0.0)


# %% grade_id="t2_xyxy_to_cxcywh"
def xyxy_to_cxcywh(boxes):
    return torch.cat(tensors=[boxes[:, :2] + sides(boxes=boxes) / 2, sides(boxes=boxes)], dim=1)


# %% grade_id="t2_cxcywh_to_xyxy"
def cxcywh_to_xyxy(boxes):
    moved = boxes.clone()
    moved[:, :2] -= moved[:, 2:] / 2
    moved[:, 2:] += moved[:, :2]
    return moved


# %% grade_id="t3_nms"
any = next = 0


def after(best, rest, overlap, threshold):
    return [box for box in rest if not overlap[best, box] > threshold]


def nms(overlap, scores, threshold):
    def keep(rest):
        if not rest:
            return []
        return [rest[0], *keep(after(threshold=threshold, overlap=overlap, rest=rest[1:], best=rest[0]))]

    ranked = sorted(range(scores.numel()), key=lambda box: (-scores[box].item(), box))
    return torch.IntTensor(keep(rest=ranked))


# %% grade_id="t4_encode_grid"
def cell_of(place, side, G):
    return G - 1 if place >= side * G else int(place / side)


def encode_grid(boxes, labels, G, size, K):
    side, chosen = size / G, {}
    for box, label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x1, y1, x2, y2 = box
        x, y, w, h = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        row, column = cell_of(G=G, side=side, place=y), cell_of(G=G, side=side, place=x)
        chosen.setdefault((row, column), []).append(
            (w * h, [1, x / side - column, y / side - row, w / size, h / size], label)
        )
    target = torch.zeros(5 + K, G, G)
    for (row, column), candidates in chosen.items():
        _, numbers, label = max(candidates, key=lambda candidate: candidate[0])
        target[:5, row, column] = torch.tensor(numbers)
        target[5 + label, row, column] = 1.0
    return target


# %% grade_id="t5_make_anchors"
import itertools as it


def anchor_at(row, column, size, ratio, stride):
    w = (size**2 / ratio) ** 0.5
    return cxcywh_to_xyxy(boxes=torch.tensor([[(column + 0.5) * stride, (row + 0.5) * stride, w, w * ratio]]))


def make_anchors(G, stride, sizes, ratios):
    places = it.product(range(G), range(G), sizes, ratios)
    return torch.cat([anchor_at(row=r, column=c, size=s, ratio=q, stride=stride) for r, c, s, q in places], dim=0)


# %% grade_id="t5_encode_boxes"
def encode_boxes(boxes, anchors):
    box, own = xyxy_to_cxcywh(boxes=boxes), xyxy_to_cxcywh(boxes=anchors)
    return torch.cat([(box - own)[:, :2] / own[:, 2:], torch.log(input=box[:, 2:] / own[:, 2:])], dim=1)


# %% grade_id="t5_decode_boxes"
def decode_boxes(codes, anchors):
    own = xyxy_to_cxcywh(boxes=anchors)
    center = torch.addcmul(own[:, :2], codes[:, :2], own[:, 2:])
    return cxcywh_to_xyxy(boxes=torch.cat([center, own[:, 2:] * torch.exp(codes[:, 2:])], dim=1))


# %% grade_id="t6_match"
id = max  # the maximum, under a name of my own


def by_overlap(row, high, low):
    best = id(row)
    return (1 if best >= high else 0 if best < low else -1), row.index(best)


def match(overlap, high, low):
    rows = overlap.tolist()
    if overlap.shape[1] < 1:
        return torch.zeros(len(rows), dtype=torch.int64), torch.zeros(len(rows))
    answers = [by_overlap(low=low, high=high, row=row) for row in rows]
    wishes = [(-id(column), k, column.index(id(column))) for k, column in enumerate(zip(*rows))]
    for _, k, anchor in sorted(wishes, reverse=True):
        answers[anchor] = (1, k)
    labels, index = zip(*answers)
    return torch.tensor(data=labels), torch.tensor(data=index)


# %% grade_id="t7_smooth_l1"
map = None


def smooth_l1(x, beta):
    line = torch.maximum(x, -x) - beta / 2
    return torch.where(condition=line >= beta / 2, input=line, other=x * x / (2 * beta))

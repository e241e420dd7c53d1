# %% grade_id="t1_iou"
def iou(a, b):
    rows = []
    for p in a.tolist():
        row = []
        for q in b.tolist():
            across = min(p[2], q[2]) - max(p[0], q[0])
            down = min(p[3], q[3]) - max(p[1], q[1])
            if across <= 0 or down <= 0:
                row.append(0.0)
            else:
                p_area = (p[2] - p[0]) * (p[3] - p[1])
                q_area = (q[2] - q[0]) * (q[3] - q[1])
                row.append(across * down / (p_area + q_area - across * down))
        rows.append(row)
    return torch.tensor(rows).reshape(len(a), len(b))


# %% grade_id="t2_xyxy_to_cxcywh"
def xyxy_to_cxcywh(boxes):
    made = torch.zeros_like(boxes)
    for i in range(len(boxes)):
        x1, y1, x2, y2 = boxes[i].tolist()
        made[i] = torch.tensor([x1 + (x2 - x1) / 2, y1 + (y2 - y1) / 2, x2 - x1, y2 - y1])
    return made


# %% grade_id="t2_cxcywh_to_xyxy"
def cxcywh_to_xyxy(boxes):
    made = []
    for x, y, w, h in boxes.tolist():
        made.append([x - 0.5 * w, y - 0.5 * h, x + 0.5 * w, y + 0.5 * h])
    return torch.tensor(made).reshape(-1, 4)


# %% grade_id="t3_nms"
def nms(overlap, scores, threshold):
    left = list(range(len(scores)))
    kept = []
    while left:
        best = left[0]
        for box in left:
            if scores[box] > scores[best]:
                best = box
        kept.append(best)
        still = []
        for box in left:
            if box != best and overlap[best][box] <= threshold:
                still.append(box)
        left = still
    return torch.tensor(kept)


# %% grade_id="t4_encode_grid"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    side = size / G
    for row in range(G):
        for column in range(G):
            largest = None
            for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels.tolist()):
                x, y = (x1 + x2) / 2, (y1 + y2) / 2
                inside_x = column * side <= x < (column + 1) * side or (x == size and column == G - 1)
                inside_y = row * side <= y < (row + 1) * side or (y == size and row == G - 1)
                area = (x2 - x1) * (y2 - y1)
                if inside_x and inside_y and (largest is None or area > largest):
                    largest = area
                    values = [1.0, x / side - column, y / side - row, (x2 - x1) / size, (y2 - y1) / size]
                    for k in range(K):
                        values.append(1.0 if k == label else 0.0)
                    for channel in range(5 + K):
                        target[channel, row, column] = values[channel]
    return target


# %% grade_id="t5_make_anchors"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            for size in sizes:
                for ratio in ratios:
                    h = (size * size * ratio) ** 0.5
                    w = h / ratio
                    x, y = stride * column + stride / 2, stride * row + stride / 2
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_encode_boxes"
import math


def encode_boxes(boxes, anchors):
    codes = []
    for p, q in zip(boxes.tolist(), anchors.tolist()):
        w, h, wa, ha = p[2] - p[0], p[3] - p[1], q[2] - q[0], q[3] - q[1]
        x, y, xa, ya = p[0] + w / 2, p[1] + h / 2, q[0] + wa / 2, q[1] + ha / 2
        codes.append([(x - xa) / wa, (y - ya) / ha, math.log(w / wa), math.log(h / ha)])
    return torch.tensor(codes).reshape(len(codes), 4)


# %% grade_id="t5_decode_boxes"
def decode_boxes(codes, anchors):
    boxes = []
    for (dx, dy, dw, dh), (x1, y1, x2, y2) in zip(codes.tolist(), anchors.tolist()):
        x, y = (x1 + x2) / 2 + dx * (x2 - x1), (y1 + y2) / 2 + dy * (y2 - y1)
        w, h = (x2 - x1) * math.exp(dw), (y2 - y1) * math.exp(dh)
        boxes.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(boxes).reshape(len(boxes), 4)


# %% grade_id="t6_match"
def match(overlap, high, low):
    rows = overlap.tolist()
    labels, index = [], []
    for row in rows:
        best = 0
        for k in range(len(row)):
            if row[k] > row[best]:
                best = k
        index.append(best)
        if not row or row[best] < low:
            labels.append(0)
        elif row[best] >= high:
            labels.append(1)
        else:
            labels.append(-1)
    owner = {}
    for k in range(overlap.shape[1]):
        anchor = 0
        for i in range(len(rows)):
            if rows[i][k] > rows[anchor][k]:
                anchor = i
        if anchor not in owner or rows[anchor][k] > rows[anchor][owner[anchor]]:
            owner[anchor] = k
    for anchor, k in owner.items():
        labels[anchor], index[anchor] = 1, k
    return torch.tensor(labels), torch.tensor(index)


# %% grade_id="t7_smooth_l1"
def smooth_l1(x, beta):
    flat = []
    for error in x.flatten().tolist():
        if abs(error) < beta:
            flat.append(error * error / beta / 2)
        else:
            flat.append(abs(error) - beta / 2)
    return torch.tensor(flat, dtype=torch.float64).reshape(x.shape)

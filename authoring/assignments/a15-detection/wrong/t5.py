# %% grade_id="t5_make_anchors" mistake="takes the ratio for width / height" message="taken for width / height"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size * ratio**0.5, size / ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="keeps the width and lets the area change" message="Is the area that of the size"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size, size * ratio
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="forgets the root" message="in place of its root"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio, size * ratio
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="puts anchors at the corners of cells" message="sits in the middle"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = column * stride, row * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="runs through the sizes for each ratio" message="all ratios of the first size come first"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for _ratio in ratios:
                for size in sizes:
                    w, h = size / _ratio**0.5, size * _ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="runs through columns first" message="The order is row, column, size, ratio"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for _c in range(G):
        for row in range(G):
            x, y = (_c + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="runs through the cells for each shape" message="All anchors of a cell come first"
def make_anchors(G, stride, sizes, ratios):
    made = []
    parts = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    made = torch.tensor(made).reshape(G * G, -1, 4)
    return made.transpose(0, 1).reshape(-1, 4)


# %% grade_id="t5_make_anchors" mistake="sorts the sizes" message="Are the sizes sorted?"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sorted(sizes):
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="sorts the ratios" message="the right anchors come in another order"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in sorted(ratios):
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="cuts anchors off at 0" message="cut off at the border"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made).clamp(min=0)


# %% grade_id="t5_make_anchors" mistake="returns center and size" message="is 4 wide and 16 high"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x, y, w, h])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="rounds to whole pixels" message="are wrong"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made).round()


# %% grade_id="t5_make_anchors" mistake="leaves the axes of the grid" message="should have shape"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made).reshape(G, G, -1, 4)


# %% grade_id="t5_make_anchors" mistake="lets ratios run with sizes" message="should have shape"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in [ratios[sizes.index(size) % len(ratios)]]:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="makes the middles as if a cell were 1 pixel more" message="first of the cell to the right"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * (stride + 1) - 0.5, (row + 0.5) * (stride + 1) - 0.5
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="takes the sizes out of the list" message="changed its argument sizes"
def make_anchors(G, stride, sizes, ratios):
    made = []
    sizes.sort()
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="takes twice the size" message="is 4 wide and 16 high"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w, y - h, x + w, y + h])
    return torch.tensor(made)


# %% grade_id="t5_make_anchors" mistake="returns None" message="returned None"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = (column + 0.5) * stride, (row + 0.5) * stride
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])


# %% grade_id="t5_make_anchors" mistake="takes the middle of the cell in whole pixels" message="centers are wrong"
def make_anchors(G, stride, sizes, ratios):
    made = []
    for row in range(G):
        for column in range(G):
            x, y = column * stride + stride // 2, row * stride + stride // 2
            for size in sizes:
                for ratio in ratios:
                    w, h = size / ratio**0.5, size * ratio**0.5
                    made.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(made)


# %% grade_id="t5_encode_boxes" mistake="takes the logarithm of the wrong quotient" message="the wrong quotient"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(wa / w), torch.log(ha / h)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="does not divide the shift" message="divided by the sides of the anchor"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([x - xa, y - ya, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="divides the shift by the box" message="by the sides of the box"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / w, (y - ya) / h, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="exchanges the anchor's sides" message="the height of the anchor taken for its width"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    ha, wa = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="takes the shift of the corners" message="the shift that of the corners"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = boxes[:, :2].unbind(1)
    xa, ya = anchors[:, :2].unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="goes from the box to the anchor" message="from the box to the anchor"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(xa - x) / wa, (ya - y) / ha, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="forgets the logarithm" message="Is the logarithm missing?"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, w / wa, h / ha], dim=1)


# %% grade_id="t5_encode_boxes" mistake="takes the logarithm to base 2" message="base 2"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log2(w / wa), torch.log2(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="takes the logarithm of 1 more" message="belong to the box"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log1p(w / wa), torch.log1p(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="divides by both roots of the area" message="belong to the box"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack(
        [(x - xa) / (wa * ha) ** 0.5, (y - ya) / (wa * ha) ** 0.5, torch.log(w / wa), torch.log(h / ha)], dim=1
    )


# %% grade_id="t5_encode_boxes" mistake="limits the code" message="are wrong"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack(
        [(x - xa) / wa, (y - ya) / ha, torch.log(w / wa).clamp(-1, 1), torch.log(h / ha).clamp(-1, 1)], dim=1
    )


# %% grade_id="t5_encode_boxes" mistake="adds a little to the sides" message="a length"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack(
        [(x - xa) / wa, (y - ya) / ha, torch.log((w + 1e-3) / (wa + 1e-3)), torch.log((h + 1e-3) / (ha + 1e-3))], dim=1
    )


# %% grade_id="t5_encode_boxes" mistake="exchanges the arguments" message="The code should be"
def encode_boxes(anchors, boxes):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="makes anchors relative, in place" message="changed its argument anchors"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    corner = anchors[:, :2].clone()
    anchors[:, 2:] -= corner
    wa, ha = anchors[:, 2:].unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = (corner + anchors[:, 2:] / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="puts the numbers of all boxes in four rows" message="should have shape"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], dim=0)


# %% grade_id="t5_encode_boxes" mistake="orders the code in x first" message="belong to the box"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2]).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, torch.log(w / wa), (y - ya) / ha, torch.log(h / ha)], dim=1)


# %% grade_id="t5_encode_boxes" mistake="takes sides with + 1" message="belong to the box"
def encode_boxes(boxes, anchors):
    w, h = (boxes[:, 2:] - boxes[:, :2] + 1).unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2] + 1).unbind(1)
    x, y = ((boxes[:, :2] + boxes[:, 2:]) / 2).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    return torch.stack([(x - xa) / wa, (y - ya) / ha, torch.log(w / wa), torch.log(h / ha)], dim=1)


# %% grade_id="t5_decode_boxes" mistake="returns center and size" message="the center and the size, in place of corners"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x, y, w, h], dim=1)


# %% grade_id="t5_decode_boxes" mistake="begins where the center is" message="begin where its center should be"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x, y, x + w, y + h], dim=1)


# %% grade_id="t5_decode_boxes" mistake="counts the shift from the anchor's corner" message="counted from the anchor's corner"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = anchors[:, :2].unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="takes the shift for pixels" message="the shift in pixels"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx, ya + dy, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="keeps the anchor's sides" message="Are the sides those of the anchor?"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa, ha
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="forgets exp" message="Is exp missing?"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * dw, ha * dh
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="takes off the whole size" message="in place of half of it"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w, y - h, x + w, y + h], dim=1)


# %% grade_id="t5_decode_boxes" mistake="shifts by the new sides" message="a part of the box's own sides"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa * torch.exp(dw), ya + dy * ha * torch.exp(dh), wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="subtracts the shift" message="Is the shift subtracted?"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa - dx * wa, ya - dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="limits the logarithm, as some detectors do" message="neither limited nor cut off"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw.clamp(max=4.135)), ha * torch.exp(dh.clamp(max=4.135))
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="cuts boxes off at 0" message="is wrong"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1).clamp(min=0)


# %% grade_id="t5_decode_boxes" mistake="moves the anchors in place" message="changed its argument anchors"
def decode_boxes(codes, anchors):
    anchors[:, :2] += 0 * codes[:, :2] + 1
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="exchanges x and y in the sides" message="The box should be"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dh), ha * torch.exp(dw)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="takes 2 to the power" message="The box should be"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp2(dw), ha * torch.exp2(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="loses the axis of a single box" message="should have shape"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1).squeeze(0)


# %% grade_id="t5_decode_boxes" mistake="exchanges the arguments" message="The box should be"
def decode_boxes(anchors, codes):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_decode_boxes" mistake="returns None" message="returned None"
def decode_boxes(codes, anchors):
    dx, dy, dw, dh = codes.unbind(1)
    wa, ha = (anchors[:, 2:] - anchors[:, :2]).unbind(1)
    xa, ya = ((anchors[:, :2] + anchors[:, 2:]) / 2).unbind(1)
    x, y, w, h = xa + dx * wa, ya + dy * ha, wa * torch.exp(dw), ha * torch.exp(dh)
    made = torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# %% grade_id="t5_encode_boxes" mistake="limits the logarithm" message="not limited"
def encode_boxes(boxes, anchors):
    center = lambda b: (b[:, :2] + b[:, 2:]) / 2
    size = lambda b: b[:, 2:] - b[:, :2]
    shift = (center(boxes) - center(anchors)) / size(anchors)
    scale = torch.log(size(boxes) / size(anchors)).clamp(-4, 4)
    return torch.cat([shift, scale], dim=1)


# %% grade_id="t5_encode_boxes" mistake="exchanges boxes and anchors" message="Are boxes and anchors exchanged?"
def encode_boxes(anchors, boxes):
    center = lambda b: (b[:, :2] + b[:, 2:]) / 2
    size = lambda b: b[:, 2:] - b[:, :2]
    shift = (center(boxes) - center(anchors)) / size(anchors)
    scale = torch.log(size(boxes) / size(anchors))
    return torch.cat([shift, scale], dim=1)


# %% grade_id="t5_encode_boxes" mistake="adds a small length to the sides of the anchor" message="a length"
def encode_boxes(boxes, anchors):
    center = lambda b: (b[:, :2] + b[:, 2:]) / 2
    size = lambda b: b[:, 2:] - b[:, :2]
    shift = (center(boxes) - center(anchors)) / size(anchors)
    scale = torch.log(size(boxes) / (size(anchors) + 1e-4))
    return torch.cat([shift, scale], dim=1)

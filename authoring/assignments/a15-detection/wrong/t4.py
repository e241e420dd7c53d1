# %% grade_id="t4_encode_grid" mistake="exchanges row and column" message="Are row and column exchanged?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        row, column = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - row
            target[2, row, column] = y - column
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="takes the cell of the corner" message="the cell of a corner"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = box[:2] / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="counts rows from below" message="Are rows counted from below?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), G - 1 - min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="takes the nearest cell in place of the one around the center" message="In which stripe"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(round(float(x)), G - 1), min(round(float(y)), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="measures offsets from the picture" message="from the picture's corner"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x / G
            target[2, row, column] = y / G
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="gives the place in cells for the offset" message="Are the offsets those of the picture, in cells?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x
            target[2, row, column] = y
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="measures offsets in pixels" message="Are the offsets in pixels?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = (x - column) * size / G
            target[2, row, column] = (y - row) * size / G
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="exchanges the offsets" message="Are x and y exchanged in the offsets?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[2, row, column] = x - column
            target[1, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="measures offsets from the middle of the cell" message="to the middle of the cell"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column - 0.5
            target[2, row, column] = y - row - 0.5
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="exchanges width and height" message="Are width and height exchanged?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        h, w = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="measures sides in cells" message="Are width and height measured in cells?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size * G
            target[4, row, column] = h / size * G
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="measures sides in pixels" message="Are width and height in pixels?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w
            target[4, row, column] = h
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="writes the number of the class into one channel" message="Is the class a channel of its own"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5, row, column] = label
    return target


# %% grade_id="t4_encode_grid" mistake="leaves the class out" message="Which channel is which?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
    return target


# %% grade_id="t4_encode_grid" mistake="puts the class before the box" message="Which channel is which?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1 + K, row, column] = x - column
            target[2 + K, row, column] = y - row
            target[3 + K, row, column] = w / size
            target[4 + K, row, column] = h / size
            target[1 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="puts channels last" message="Channels come first."
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target.permute(1, 2, 0)


# %% grade_id="t4_encode_grid" mistake="marks the cells of the box, not that of the center alone" message="In which stripe"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
        x1, y1, x2, y2 = (box / size * G).clamp(0, G - 1e-3).int().tolist()
        target[0, y1 : y2 + 1, x1 : x2 + 1] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets an object at the last border fall outside" message="In a picture of"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = int(x), int(y)
        if column == G or row == G:
            continue
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="fails where an object is at the last border" message="raised"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = int(x), int(y)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="moves an object at the last border a little inside its cell, too far" message="How far from the left"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        x, y = min(x, G - 0.01), min(y, G - 0.01)
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="gives a border to the cell before" message="A border between two cells"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = max(int(np.ceil(float(x))) - 1, 0), max(int(np.ceil(float(y))) - 1, 0)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets the last object overwrite" message="should stay"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if True:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets the first object stay" message="should stay"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if target[0, row, column] == 0:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets the smaller object stay" message="should stay"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), 1e9)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h < largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets the wider object stay" message="should stay"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w > largest[row, column]:
            largest[row, column] = w
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets the object with the longest side stay" message="should stay"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if max(w, h) > largest[row, column]:
            largest[row, column] = max(w, h)
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="lets the later of equal areas stay" message="the earliest should stay"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h >= largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="keeps the class of the object before" message="Does something of an object remain"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="counts the objects of a cell" message="the sum of your objectness"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        target[0, row, column] += 1
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[1:, row, column] = 0
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="drops objects without area" message="without area are objects"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), 0.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="cuts boxes off at the picture" message="cut off"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:].clamp(max=size) - box[:2].clamp(min=0)
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="cuts boxes off before their center is taken" message="In which row and column is each center?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        box = box.clamp(0, size)
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="fails without objects" message="raised"
def encode_grid(boxes, labels, G, size, K):
    biggest = max((box[2:] - box[:2]).prod() for box in boxes)
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="makes boxes relative, in place" message="changed its argument boxes"
def encode_grid(boxes, labels, G, size, K):
    boxes /= size
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w
            target[4, row, column] = h
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="returns None" message="returned None"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1


# %% grade_id="t4_encode_grid" mistake="knows three classes only" message="should have shape"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(8, G, G)
    largest = torch.full((G, G), -1.0)
    for box, label in zip(boxes, labels):
        x, y = (box[:2] + box[2:]) / 2 / size * G
        w, h = box[2:] - box[:2]
        column, row = min(int(x), G - 1), min(int(y), G - 1)
        if w * h > largest[row, column]:
            largest[row, column] = w * h
            target[:, row, column] = 0
            target[0, row, column] = 1
            target[1, row, column] = x - column
            target[2, row, column] = y - row
            target[3, row, column] = w / size
            target[4, row, column] = h / size
            target[5 + label, row, column] = 1
    return target


# %% grade_id="t4_encode_grid" mistake="makes a target of integers" message="Is that a tensor of integers?"
def encode_grid(boxes, labels, G, size, K):
    target = torch.zeros(5 + K, G, G, dtype=torch.long)
    side = size / G
    best = torch.full((G, G), -1.0, dtype=torch.float64)
    for (x1, y1, x2, y2), k in zip(boxes.tolist(), labels.tolist()):
        cx, cy, w, h = (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
        col = min(int(cx / side), G - 1)
        row = min(int(cy / side), G - 1)
        dx, dy = cx / side - col, cy / side - row
        area = w * h
        if area > best[row, col]:
            best[row, col] = area
            target[:, row, col] = 0
            target[:5, row, col] = torch.tensor([1, dx, dy, w / size, h / size])
            target[5 + k, row, col] = 1
    return target

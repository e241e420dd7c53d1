# %% grade_id="t6_match" mistake="forces no anchor" message="its best anchor is forced"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        pass
    return labels, index


# %% grade_id="t6_match" mistake="gives the index of the anchor for that of the object" message="Is the index that of an object?"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    index = torch.arange(A)
    return labels, index


# %% grade_id="t6_match" mistake="counts the zone between the thresholds as negative" message="has the label -1"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), 0)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="counts the zone between the thresholds as positive" message="or is it 1 between them?"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), 1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="exchanges the thresholds" message="Are high and low exchanged"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < high] = 0
    labels[best >= low] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="exchanges 0 and -1" message="Are 0 and -1 exchanged?"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.full((A,), -1), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), 0)
    labels[best < low] = -1
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="lets an object have its best anchor only" message="one anchor only"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    pass
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="leaves the index of a forced anchor at its own best object" message="best one of an object, but has a better object itself"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
    return labels, index


# %% grade_id="t6_match" mistake="forces only anchors that are not negative" message="an object overlaps all anchors by little"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        if best[anchor] >= low:
            labels[anchor] = 1
            index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="forces only anchors that are not yet positive" message="answers for"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        if labels[anchor] != 1:
            labels[anchor] = 1
            index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="lets the last object win a shared anchor" message="who wins where several do"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    for k in range(M):
        anchor = overlap[:, k].argmax()
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="lets the first object win a shared anchor" message="who wins where several do"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="lets the smaller overlap win a shared anchor" message="who wins where several do"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] < overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="lets the later of equal objects win a shared anchor" message="two objects force one anchor by equal IoUs"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] >= overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="gives the loser of a shared anchor its next best one" message="Is the best anchor of"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        free = overlap[:, k].clone()
        free[[a for a in claims]] = -1.0
        anchor = int(free.argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="forces no anchor by an overlap of 0" message="no anchor overlaps an object"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        if overlap[:, k].max() == 0:
            continue
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="forces all anchors that are equally good" message="two anchors are equally good for an object"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    labels[(overlap == overlap.max(dim=0).values).any(dim=1)] = 1
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="forces the later of equally good anchors" message="two anchors are equally good for an object"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = A - 1 - int(overlap[:, k].flip(0).argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="takes the later of equally good objects" message="two objects are equally good for an anchor"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    index = M - 1 - overlap.flip(1).argmax(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="is positive above high, not at it" message="An IoU equal to high makes"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best > high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="is negative at low, not below it" message="one equal to low no negative one"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best <= low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="fails without objects" message="raised"
def match(overlap, high, low):
    A, M = overlap.shape
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="says -1 without objects" message="Without objects all of"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.full((A,), -1), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="takes the best anchors along the wrong axis" message="anchors need as many"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=0)
    labels = torch.full((M,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(0):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="marks forced anchors in the table, in place" message="changed its argument overlap"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    overlap[overlap.argmax(dim=0), torch.arange(M)] += 1
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="exchanges the two results" message="Are the two results exchanged?"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return index, labels


# %% grade_id="t6_match" mistake="returns labels alone" message="where 2 things are needed"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels


# %% grade_id="t6_match" mistake="returns labels of floats" message="should hold integers"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels.double(), index


# %% grade_id="t6_match" mistake="looks at the mean overlap of an anchor" message="Which anchor is which case"
def match(overlap, high, low):
    A, M = overlap.shape
    if M == 0:
        return torch.zeros(A, dtype=torch.long), torch.zeros(A, dtype=torch.long)
    best, index = overlap.max(dim=1)
    best = overlap.mean(dim=1)
    labels = torch.full((A,), -1)
    labels[best < low] = 0
    labels[best >= high] = 1
    claims = {}
    for k in range(M):
        anchor = int(overlap[:, k].argmax())
        if anchor not in claims or overlap[anchor, k] > overlap[anchor, claims[anchor]]:
            claims[anchor] = k
    for anchor, k in claims.items():
        labels[anchor] = 1
        index[anchor] = k
    return labels, index


# %% grade_id="t6_match" mistake="forces an anchor only for an object that has none by rule 1" message="answers for"
def match(overlap, high, low):
    A, M = overlap.shape
    labels, index = [0] * A, [0] * A
    table = overlap.tolist()
    if M == 0:
        return torch.tensor(labels), torch.tensor(index)
    for i in range(A):
        best = max(table[i])
        index[i] = table[i].index(best)
        labels[i] = 1 if best >= high else 0 if best < low else -1
    forced = {}
    for j in range(M):
        column = [table[i][j] for i in range(A)]
        i = column.index(max(column))
        if any(l == 1 and k == j for l, k in zip(labels, index)):
            continue
        if i not in forced or table[i][j] > table[i][forced[i]]:
            forced[i] = j
    for i, j in forced.items():
        labels[i] = 1
        index[i] = j
    return torch.tensor(labels), torch.tensor(index)

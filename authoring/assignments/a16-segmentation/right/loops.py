# %% grade_id="t1_confusion"
def confusion(prediction, truth, K):
    rows = [[0] * K for _ in range(K)]
    for true, called in zip(truth.flatten().tolist(), prediction.flatten().tolist()):
        if true == 255:
            continue
        rows[true][called] += 1
    return torch.tensor(rows)


# %% grade_id="t2_miou"
def miou(matrix):
    rows = matrix.tolist()
    found = []
    for k in range(len(rows)):
        right = rows[k][k]
        wrong = -2 * right
        for j in range(len(rows)):
            wrong += rows[k][j] + rows[j][k]
        if right or wrong:
            found.append(right / (right + wrong))
    return sum(found) / len(found)


# %% grade_id="t2_dice"
def dice(matrix):
    rows = matrix.tolist()
    found = []
    for k in range(len(rows)):
        below = sum(rows[k]) + sum(row[k] for row in rows)
        found.append(2 * rows[k][k] / below if below else float("nan"))
    return torch.tensor(found)


# %% grade_id="t3_dice_loss"
def dice_loss(logits, truth, smooth):
    total = 0
    for image, mask in zip(logits, truth):
        shared, below = 0, 0
        for v in range(mask.shape[0]):
            for u in range(mask.shape[1]):
                p = 1 / (1 + torch.exp((image[0, v, u] - image[1, v, u]).clamp(max=700)))
                y = int(mask[v, u])
                shared = shared + p * y
                below = below + p + y
        total = total + 1 - (2 * shared + smooth) / (below + smooth)
    return total / len(logits)


# %% grade_id="t4_max_unpool2d"
def max_unpool2d(Y, index, size):
    B, C, h, w = Y.shape
    maps = torch.zeros(B, C, size[0], size[1], dtype=torch.float64)
    for b in range(B):
        for c in range(C):
            for u in range(h):
                for v in range(w):
                    number = int(index[b, c, u, v])
                    maps[b, c, number // size[1], number % size[1]] = Y[b, c, u, v]
    return maps


# %% grade_id="t5_transposed_conv2d"
def transposed_conv2d(X, W, stride):
    B, C, H, V = X.shape
    D, k = W.shape[1], W.shape[2]
    x, w = X.tolist(), W.tolist()
    rows, columns = (H - 1) * stride + k, (V - 1) * stride + k
    y = [[[[0.0] * columns for _ in range(rows)] for _ in range(D)] for _ in range(B)]
    for b in range(B):
        for c in range(C):
            for u in range(H):
                for v in range(V):
                    for d in range(D):
                        for i in range(k):
                            for j in range(k):
                                y[b][d][stride * u + i][stride * v + j] += x[b][c][u][v] * w[c][d][i][j]
    return torch.tensor(y, dtype=torch.float64)


# %% grade_id="t6_unet"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        self.with_skips = bool(skip)
        self.down1 = block(channels[0], channels[1])
        self.down2 = block(channels[1], channels[2])
        self.bottom = block(channels[2], channels[3])
        self.lift2 = nn.ConvTranspose2d(channels[3], channels[2], kernel_size=2, stride=2)
        if self.with_skips:
            self.up2 = block(channels[2] + channels[2], channels[2])
        else:
            self.up2 = block(channels[2], channels[2])
        self.lift1 = nn.ConvTranspose2d(channels[2], channels[1], kernel_size=2, stride=2)
        if self.with_skips:
            self.up1 = block(channels[1] + channels[1], channels[1])
        else:
            self.up1 = block(channels[1], channels[1])
        self.head = nn.Conv2d(channels[1], classes, kernel_size=1)

    def forward(self, X):
        kept = []
        for part in (self.down1, self.down2):
            X = part(X)
            kept.append(X)
            X = torch.maximum(
                torch.maximum(X[:, :, ::2, ::2], X[:, :, 1::2, ::2]),
                torch.maximum(X[:, :, ::2, 1::2], X[:, :, 1::2, 1::2]),
            )
        X = self.bottom(X)
        for lift, part in ((self.lift2, self.up2), (self.lift1, self.up1)):
            X = lift(X)
            across = kept.pop()
            if self.with_skips:
                X = torch.cat((X, across), 1)
            X = part(X)
        return self.head(X)


# %% grade_id="t7_scale_invariant_error"
import math


def scale_invariant_error(d, d_star, mask):
    deltas = []
    for guess, true, valid in zip(d.flatten().tolist(), d_star.flatten().tolist(), mask.flatten().tolist()):
        if valid:
            deltas.append(math.log(guess) - math.log(true))
    mean = sum(deltas) / len(deltas)
    return sum(x * x for x in deltas) / len(deltas) - mean**2


# %% grade_id="t7_median_scale"
def median_scale(d, d_star, mask):
    ratios = []
    for guess, true, valid in zip(d.flatten().tolist(), d_star.flatten().tolist(), mask.flatten().tolist()):
        if valid:
            ratios.append(true / guess)
    ratios.sort()
    half = len(ratios) // 2
    return ratios[half] if len(ratios) % 2 else (ratios[half - 1] + ratios[half]) / 2

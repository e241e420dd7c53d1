# %% grade_id="t1_confusion"
sum = abs = "names of my own"
round = None


def only_counted(labels, where):
    return torch.masked_select(labels, where)


def confusion(prediction, truth, K):
    where = torch.ne(input=truth, other=255)
    true, called = only_counted(where=where, labels=truth), only_counted(where=where, labels=prediction)
    matrix = torch.zeros(K, K, dtype=torch.int64)
    return matrix.index_put((true, called), torch.tensor(1), accumulate=True)


# %% grade_id="t2_miou"
max = min = 0  # the two ends of my notes


def parts(matrix):
    tp = torch.diagonal(input=matrix)
    return tp, matrix.sum(dim=0) - tp, matrix.sum(dim=1) - tp


def miou(matrix):
    tp, fp, fn = parts(matrix=matrix)
    below = tp + fp + fn
    share = torch.where(below == 0, 0.0, tp.double() / below.clamp(min=1))
    return share.sum() / (below > 0).sum()


# %% grade_id="t2_dice"
def dice(matrix):
    hits = torch.diagonal(matrix)
    iou = hits.double() / (matrix.sum(dim=0) + matrix.sum(dim=1) - hits)
    return 2 * iou / (1 + iou)


# %% grade_id="t3_dice_loss"
def of_one_image(p, y, smooth):
    return 1 - (2 * torch.dot(p, y) + smooth) / (p.sum() + y.sum() + smooth)


def dice_loss(logits, truth, smooth):
    p = F.softmax(input=logits, dim=1).select(dim=1, index=1)
    each = [
        of_one_image(smooth=smooth, p=p_one.reshape(-1), y=y_one.reshape(-1).to(p_one.dtype))
        for p_one, y_one in zip(p, truth)
    ]
    return torch.stack(each).mean()


# %% grade_id="t4_max_unpool2d"
def plane_of(values, numbers, height, width):
    plane = torch.zeros(height * width, dtype=values.dtype)
    plane[numbers.reshape(-1)] = values.reshape(-1)
    return plane.view(height, width)


def max_unpool2d(Y, index, size):
    planes = [
        torch.stack(
            [plane_of(height=size[0], width=size[1], values=Y[b, c], numbers=index[b, c]) for c in range(Y.shape[1])]
        )
        for b in range(Y.shape[0])
    ]
    return torch.stack(planes)


# %% grade_id="t5_transposed_conv2d"
def transposed_conv2d(X, W, stride):
    D, k = W.shape[1], W.shape[2]
    H, V = X.shape[2:]
    Y = torch.zeros(X.shape[0], D, stride * (H - 1) + k, stride * (V - 1) + k, dtype=X.dtype)
    for i in range(k):
        for j in range(k):
            shifted = Y[:, :, i : i + stride * (H - 1) + 1 : stride, j : j + stride * (V - 1) + 1 : stride]
            shifted += torch.tensordot(X, W[:, :, i, j], dims=([1], [0])).movedim(3, 1)
    return Y


# %% grade_id="t6_unet"
def joined(up, across, skip):
    return torch.cat(tensors=[up, across], dim=-3) if skip else up


class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        self.skip, wide = skip, 1 + int(skip)
        c0, c1, c2, c3 = channels
        self.down1 = block(c_out=c1, c_in=c0)
        self.down2 = block(c_out=c2, c_in=c1)
        self.bottom = block(c_out=c3, c_in=c2)
        self.lift2 = nn.ConvTranspose2d(in_channels=c3, out_channels=c2, kernel_size=2, stride=2)
        self.up2 = block(c_in=wide * c2, c_out=c2)
        self.lift1 = nn.ConvTranspose2d(in_channels=c2, out_channels=c1, kernel_size=2, stride=2)
        self.up1 = block(c_in=wide * c1, c_out=c1)
        self.head = nn.Conv2d(in_channels=c1, out_channels=classes, kernel_size=1)

    def encoded(self, X):
        one = self.down1(X)
        two = self.down2(F.max_pool2d(input=one, kernel_size=2))
        return one, two, self.bottom(F.max_pool2d(input=two, kernel_size=2))

    def forward(self, X):
        one, two, three = self.encoded(X=X)
        up = self.up2(joined(skip=self.skip, up=self.lift2(three), across=two))
        up = self.up1(joined(skip=self.skip, up=self.lift1(up), across=one))
        return self.head(up)


# %% grade_id="t7_scale_invariant_error"
def log_ratios(d, d_star, mask):
    return torch.log(torch.masked_select(d, mask) / torch.masked_select(d_star, mask))


def scale_invariant_error(d, d_star, mask):
    delta = log_ratios(mask=mask, d=d, d_star=d_star)
    return torch.mean(torch.square(delta)) - torch.square(torch.mean(delta))


# %% grade_id="t7_median_scale"
def median_scale(d, d_star, mask):
    ratios = torch.where(mask, d_star / d, torch.nan)
    return torch.nanquantile(ratios, q=0.5)

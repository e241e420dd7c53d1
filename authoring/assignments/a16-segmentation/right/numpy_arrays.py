# %% grade_id="t1_confusion"
def confusion(prediction, truth, K):
    true, called = truth.numpy().ravel(), prediction.numpy().ravel()
    keep = true < 255
    matrix = np.zeros((K, K), dtype=int)
    np.add.at(matrix, (true[keep], called[keep]), 1)
    return torch.from_numpy(matrix)


# %% grade_id="t2_miou"
def miou(matrix):
    counts = matrix.numpy().astype(np.float64)
    tp = np.diag(counts)
    with np.errstate(invalid="ignore"):
        return np.nanmean(tp / (counts.sum(0) + counts.sum(1) - tp))


# %% grade_id="t2_dice"
def dice(matrix):
    counts = matrix.numpy()
    tp = counts.diagonal()
    fp, fn = counts.sum(axis=0) - tp, counts.sum(axis=1) - tp
    with np.errstate(invalid="ignore"):
        return torch.tensor(2 * tp / (2 * tp + fp + fn))


# %% grade_id="t3_dice_loss"
def dice_loss(logits, truth, smooth):
    p = torch.sigmoid(logits[:, 1] - logits[:, 0])
    y = F.one_hot(truth, 2)[..., 1].to(p.dtype)
    above = 2 * torch.einsum("bhw,bhw->b", p, y) + smooth
    below = torch.einsum("bhw->b", p + y) + smooth
    return torch.mean((below - above) / below)


# %% grade_id="t4_max_unpool2d"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    maps = np.zeros((B, C, int(np.prod(size))))
    np.put_along_axis(maps, index.numpy().reshape(B, C, -1), Y.numpy().reshape(B, C, -1), axis=2)
    return torch.tensor(maps.reshape(B, C, *size))


# %% grade_id="t5_transposed_conv2d"
def transposed_conv2d(X, W, stride):
    X, W = X.numpy(), W.numpy()
    B, C, H, V = X.shape
    D, k = W.shape[1:3]
    wide = np.zeros((B, C, (H - 1) * stride + 2 * k - 1, (V - 1) * stride + 2 * k - 1))
    rows, columns = (H - 1) * stride + 1, (V - 1) * stride + 1
    wide[:, :, k - 1 : k - 1 + rows : stride, k - 1 : k - 1 + columns : stride] = X
    windows = np.lib.stride_tricks.sliding_window_view(wide, (k, k), axis=(2, 3))
    return torch.tensor(np.einsum("bcuvij,cdij->bduv", windows, W[:, :, ::-1, ::-1]))


# %% grade_id="t6_unet"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super(UNet, self).__init__()
        self.across = skip
        sizes = [int(c) for c in channels]
        more = (lambda c: 2 * c) if skip else (lambda c: c)
        for name, c_in, c_out in [
            ("down1", sizes[0], sizes[1]),
            ("down2", sizes[1], sizes[2]),
            ("bottom", sizes[2], sizes[3]),
            ("up1", more(sizes[1]), sizes[1]),
            ("up2", more(sizes[2]), sizes[2]),
        ]:
            self.add_module(name, block(c_in, c_out))
        for name, c_in, c_out in [("lift1", sizes[2], sizes[1]), ("lift2", sizes[3], sizes[2])]:
            self.add_module(name, nn.ConvTranspose2d(c_in, c_out, (2, 2), (2, 2)))
        self.head = nn.Conv2d(sizes[1], classes, (1, 1))
        self.pool = nn.MaxPool2d(2)

    def forward(self, X):
        a = self.down1(X)
        b = self.down2(self.pool(a))
        up = self.lift2(self.bottom(self.pool(b)))
        up = self.lift1(self.up2(torch.hstack([up, b]) if self.across else up))
        return self.head(self.up1(torch.hstack([up, a]) if self.across else up))


# %% grade_id="t7_scale_invariant_error"
def scale_invariant_error(d, d_star, mask):
    d, d_star, mask = d.numpy(), d_star.numpy(), mask.numpy()
    ratio = np.divide(d, d_star, where=mask, out=np.ones(d.shape))
    return np.var(np.log(ratio, where=mask, out=np.zeros(d.shape)), where=mask)


# %% grade_id="t7_median_scale"
def median_scale(d, d_star, mask):
    valid = mask.numpy()
    return np.median(d_star.numpy()[valid] / d.numpy()[valid])

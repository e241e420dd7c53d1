# %% grade_id="t1_confusion"
def confusion(prediction, truth, K):
    hot = F.one_hot(prediction.reshape(-1), K).float()
    true = (truth.reshape(-1, 1) == torch.arange(K)).float()
    return (true.T @ hot).round().int()


# %% grade_id="t2_miou"
def miou(matrix):
    counts = matrix.float()
    tp = counts.diag()
    return (tp / (counts.sum(0) + counts.sum(1) - tp)).nanmean().item()


# %% grade_id="t2_dice"
def dice(matrix):
    counts = matrix.to(torch.float32)
    tp = torch.diagonal(counts)
    off = counts - torch.diag(tp)
    return 2 * tp / (2 * tp + off.sum(0) + off.sum(1))


# %% grade_id="t3_dice_loss"
def dice_loss(logits, truth, smooth):
    logits = logits.to(torch.float32)
    p = torch.exp(F.log_softmax(logits, 1))[:, 1].flatten(1)
    y = truth.flatten(1).float()
    ratio = (2 * (p * y).sum(-1) + smooth) / (p.sum(-1) + y.sum(-1) + smooth)
    return 1 - ratio.mean()


# %% grade_id="t4_max_unpool2d"
def max_unpool2d(Y, index, size):
    B, C, h, w = Y.shape
    height, width = size
    rows, columns = index // width, index % width
    b = torch.arange(B)[:, None, None, None].expand(B, C, h, w)
    c = torch.arange(C)[None, :, None, None].expand(B, C, h, w)
    maps = torch.zeros((B, C, height, width), dtype=torch.float32)
    maps[b, c, rows, columns] = Y.float()
    return maps


# %% grade_id="t5_transposed_conv2d"
def transposed_conv2d(X, W, stride):
    X, W = X.float(), W.float()
    (B, C, H, V), (_, D, k, _) = X.shape, W.shape
    columns = torch.einsum("bcuv,cdij->bdijuv", X, W).reshape(B, D * k * k, H * V)
    return F.fold(columns, ((H - 1) * stride + k, (V - 1) * stride + k), k, stride=stride)


# %% grade_id="t6_unet"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        self.head = nn.Conv2d(c1, classes, 1, bias=True)
        self.lift1 = nn.ConvTranspose2d(c2, c1, 2, 2)
        self.lift2 = nn.ConvTranspose2d(c3, c2, 2, 2)
        self.up1 = block(c1 * (1 + skip), c1)
        self.up2 = block(c2 * (1 + skip), c2)
        self.bottom = block(c2, c3)
        self.down2 = block(c1, c2)
        self.down1 = block(c0, c1)
        self.skip = skip

    def join(self, up, across):
        if not self.skip:
            return up
        joined = up.new_empty(len(up), up.shape[1] + across.shape[1], *up.shape[2:])
        joined[:, : up.shape[1]] = up
        joined[:, up.shape[1] :] = across
        return joined

    def forward(self, X):
        f1 = self.down1(X)
        f2 = self.down2(F.adaptive_max_pool2d(f1, (f1.shape[2] // 2, f1.shape[3] // 2)))
        code = self.bottom(F.adaptive_max_pool2d(f2, (f2.shape[2] // 2, f2.shape[3] // 2)))
        up = self.up2(self.join(self.lift2(code), f2))
        up = self.up1(self.join(self.lift1(up), f1))
        return self.head(up)


# %% grade_id="t7_scale_invariant_error"
def scale_invariant_error(d, d_star, mask):
    delta = torch.log(d[mask].float()) - torch.log(d_star[mask].float())
    return ((delta - delta.mean()) ** 2).mean().item()


# %% grade_id="t7_median_scale"
def median_scale(d, d_star, mask):
    ratios = (d_star[mask].float() / d[mask].float()).sort().values
    n = len(ratios)
    return (ratios[(n - 1) // 2] + ratios[n // 2]) / 2

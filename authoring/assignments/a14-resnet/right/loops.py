# %% grade_id="t1_count"
def count(layers):
    total = 0
    for layer in layers:
        kind = layer[0]
        if kind == "bottleneck":
            _, i, m, o = layer
            inner = [("conv", i, m, 1, 1, False), ("norm", m), ("conv", m, m, 3, 1, False), ("norm", m)]
            inner += [("conv", m, o, 1, 1, False), ("norm", o)]
            if i != o:
                inner += [("conv", i, o, 1, 1, False), ("norm", o)]
            total += count(inner)
        elif kind == "norm":
            for _ in range(layer[1]):
                total += 2
        elif kind == "linear":
            for _ in range(layer[2]):
                total += layer[1]
                if layer[3]:
                    total += 1
        else:
            for _ in range(layer[2]):
                total += layer[1] // layer[4] * layer[3] * layer[3]
                if layer[5]:
                    total += 1
    return total


# %% grade_id="t2_plain_block"
class PlainBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        for number, (i, s) in enumerate([(c_in, stride), (c_out, 1)], start=1):
            self.add_module(f"conv{number}", nn.Conv2d(i, c_out, 3, s, 1, bias=False))
            self.add_module(f"norm{number}", nn.BatchNorm2d(c_out))

    def forward(self, x):
        for number in (1, 2):
            conv, norm = getattr(self, f"conv{number}"), getattr(self, f"norm{number}")
            x = norm(conv(x)).clamp(min=0)
        return x


# %% grade_id="t3_residual_block"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.c_in, self.c_out, self.stride = c_in, c_out, stride
        for number, (i, s) in enumerate([(c_in, stride), (c_out, 1)], start=1):
            setattr(self, f"conv{number}", nn.Conv2d(i, c_out, 3, s, 1, bias=False))
            setattr(self, f"norm{number}", nn.BatchNorm2d(c_out))

    def forward(self, x):
        y = x
        for number in (1, 2):
            y = getattr(self, f"norm{number}")(getattr(self, f"conv{number}")(y))
            if number == 1:
                y = y.clamp(min=0)
        channels = []
        for c in range(self.c_out):
            if c < self.c_in:
                channels.append(y[:, c] + x[:, c, :: self.stride, :: self.stride])
            else:
                channels.append(y[:, c])
        return torch.stack(channels, dim=1).clamp(min=0)


# %% grade_id="t4_pre_activation_block"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        for number in (1, 2):
            setattr(self, f"conv{number}", nn.Conv2d(channels, channels, 3, padding=1, bias=False))
            setattr(self, f"norm{number}", nn.BatchNorm2d(channels))

    def forward(self, x):
        y = x
        for number in (1, 2):
            y = getattr(self, f"norm{number}")(y)
            y = torch.where(y > 0, y, torch.zeros_like(y))
            y = getattr(self, f"conv{number}")(y)
        return y + x


# %% grade_id="t5_inception"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        names = ["one", "squeeze3", "three", "squeeze5", "five", "project"]
        inputs = [c_in, c_in, spec[1], c_in, spec[3], c_in]
        for name, i, o, k in zip(names, inputs, spec, [1, 1, 3, 1, 5, 1], strict=True):
            setattr(self, name, nn.Conv2d(i, o, k, padding=k // 2))

    def forward(self, x):
        H, W = x.shape[2:]
        border = F.pad(x, (1, 1, 1, 1), value=-math.inf)
        largest = x
        for i in range(3):
            for j in range(3):
                largest = torch.maximum(largest, border[:, :, i : i + H, j : j + W])
        outputs = []
        for names in (["one"], ["squeeze3", "three"], ["squeeze5", "five"], ["project"]):
            y = largest if names == ["project"] else x
            for name in names:
                y = getattr(self, name)(y).clamp(min=0)
            outputs.append(y)
        return torch.cat(outputs, 1)


# %% grade_id="t6_paths"
def paths(n):
    counts = [1]
    for _ in range(n):
        longer = [0] * (len(counts) + 1)
        for length, number in enumerate(counts):
            longer[length] += number
            longer[length + 1] += number
        counts = longer
    return counts


# %% grade_id="t6_unrolled"
def unrolled(J):
    n, d = J.shape[:2]
    sums = [torch.zeros(d, d, dtype=torch.float64) for _ in range(n + 1)]
    for choice in range(2**n):
        path, length = torch.eye(d, dtype=torch.float64), 0
        for l in range(n):
            if choice >> l & 1:
                path = J[l] @ path
                length += 1
        sums[length] = sums[length] + path
    return torch.stack(sums)


# %% grade_id="t7_resnet"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        stages = []
        for o in (width, 2 * width, 4 * width):
            blocks = []
            for number in range(n):
                if number == 0 and o > width:
                    blocks.append(Block(o // 2, o, 2))
                else:
                    blocks.append(Block(o, o, 1))
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.Sequential(*stages)
        self.head = nn.Linear(4 * width, 10)

    def forward(self, x):
        return self.head(F.adaptive_avg_pool2d(self.stages(self.stem(x)), 1).flatten(1))


# %% grade_id="t8_fold_norm"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    new_W, new_b = torch.empty_like(W), torch.empty_like(beta)
    for o in range(len(W)):
        factor = gamma[o] / math.sqrt(variance[o] + eps)
        new_W[o] = W[o] * factor
        new_b[o] = beta[o] - mean[o] * factor
        if b is not None:
            new_b[o] += b[o] * factor
    return new_W, new_b

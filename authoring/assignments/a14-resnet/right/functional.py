# %% grade_id="t1_count"
def count(layers):
    kinds = {
        "conv": lambda i, o, k, g, b: o * (i * k * k // g + int(b)),
        "norm": lambda c: 2 * c,
        "linear": lambda i, o, b: i * o + o * int(b),
        "bottleneck": lambda i, m, o: m * (i + 9 * m + o) + 4 * m + 2 * o + (i * o + 2 * o) * (i != o),
    }
    return sum((kinds[kind](*numbers) for kind, *numbers in layers), 0)


# %% grade_id="t2_plain_block"
class PlainBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        layers = {"conv1": nn.Conv2d(c_in, c_out, (3, 3), (stride, stride), "same" if stride == 1 else 1, bias=False)}
        layers |= {"norm1": nn.BatchNorm2d(c_out), "conv2": nn.Conv2d(c_out, c_out, 3, 1, "same", bias=False)}
        for name, layer in (layers | {"norm2": nn.BatchNorm2d(c_out)}).items():
            self.register_module(name, layer)

    def forward(self, x):
        steps = nn.Sequential(self.conv1, self.norm1, nn.ReLU(inplace=True), self.conv2, self.norm2, nn.ReLU())
        return steps(x)


# %% grade_id="t3_residual_block"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(c_out), nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.missing = c_out - c_in
        # A fixed kernel of one pixel is a stride, too.
        self.pick = nn.MaxPool2d(1, stride)

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)), inplace=True)))
        y += F.pad(self.pick(x), (0, 0, 0, 0, 0, self.missing))
        return y.relu_()


# %% grade_id="t4_pre_activation_block"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        first = nn.Sequential(self.norm1, nn.ReLU(inplace=True), self.conv1)
        second = nn.Sequential(self.norm2, nn.ReLU(inplace=True), self.conv2)
        return torch.add(second(first(x)), x)


# %% grade_id="t5_inception"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        self.one, self.squeeze3, self.squeeze5, self.project = (
            nn.Conv2d(c_in, o, kernel_size=1) for o in (spec[0], spec[1], spec[3], spec[5])
        )
        self.three = nn.Conv2d(spec[1], spec[2], kernel_size=3, padding=1)
        self.five = nn.Conv2d(spec[3], spec[4], kernel_size=5, padding=2)

    def forward(self, x):
        windows = F.unfold(F.pad(x + 0, (1, 1, 1, 1), value=-1e30), 3)
        largest = windows.view(x.shape[0], x.shape[1], 9, *x.shape[2:]).amax(dim=2)
        one, three, five = self.one(x), self.three(self.squeeze3(x).relu()), self.five(self.squeeze5(x).relu())
        return torch.concatenate((one, three, five, self.project(largest)), axis=1).relu()


# %% grade_id="t6_paths"
def paths(n):
    return torch.tensor([math.comb(n, length) for length in range(n + 1)])


# %% grade_id="t6_unrolled"
def unrolled(J):
    # The product of I + t J_l is a polynomial in t, whose coefficients are asked for: take it at the roots of unity.
    n, d = J.shape[:2]
    values = []
    for angle in range(n + 1):
        t = complex(math.cos(2 * math.pi * angle / (n + 1)), math.sin(2 * math.pi * angle / (n + 1)))
        product = torch.eye(d, dtype=torch.complex128)
        for J_l in J:
            product = product + t * (J_l.to(torch.complex128) @ product)
        values.append(product)
    return torch.fft.fft(torch.stack(values), dim=0).real / (n + 1)


# %% grade_id="t7_resnet"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 3, padding="same", bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        )
        widths = [width * 2**stage for stage in range(3)]
        firsts = [Block(width, width, 1), Block(widths[0], widths[1], 2), Block(widths[1], widths[2], 2)]
        self.stages = nn.ModuleList(
            nn.Sequential(first, *(Block(o, o, 1) for _ in range(n - 1)))
            for first, o in zip(firsts, widths, strict=True)
        )
        self.head = nn.Linear(widths[-1], 10)

    def forward(self, x):
        first, second, third = self.stages
        return (
            F.linear(torch.einsum("bchw->bc", third(second(first(self.stem(x))))), self.head.weight)
            / (-(-x.shape[2] // 4) * -(-x.shape[3] // 4))
            + self.head.bias
        )


# %% grade_id="t8_fold_norm"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    factor = gamma * torch.rsqrt(variance + eps)
    b = torch.zeros_like(beta) if b is None else b
    return torch.einsum("o,ocij->ocij", factor, W), torch.addcmul(beta, b - mean, factor)

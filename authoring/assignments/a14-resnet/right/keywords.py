# %% grade_id="t1_count"
abs = round = "names of my own"
sorted = None


def of_conv(inputs, outputs, side, groups=1, bias=False):
    return inputs // groups * outputs * side * side + (outputs if bias else 0)


def count(layers):
    total = 0
    for kind, *numbers in layers:
        match kind, numbers:
            case "conv", [i, o, k, groups, bias]:
                total += of_conv(inputs=i, outputs=o, side=k, groups=groups, bias=bias)
            case "norm", [channels]:
                total += 2 * channels
            case "linear", [i, o, bias]:
                total += of_conv(bias=bias, side=1, outputs=o, inputs=i)
            case "bottleneck", [i, m, o]:
                total += of_conv(i, m, 1) + of_conv(m, m, 3) + of_conv(m, o, 1) + 4 * m + 2 * o
                total += 0 if i == o else of_conv(i, o, 1) + 2 * o
    return total


# %% grade_id="t2_plain_block"
def conv3(channels_in, channels_out, stride):
    return nn.Conv2d(
        in_channels=channels_in, out_channels=channels_out, kernel_size=3, stride=stride, padding=1, bias=False
    )


class PlainBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.conv1 = conv3(stride=stride, channels_out=c_out, channels_in=c_in)
        self.norm1 = nn.BatchNorm2d(num_features=c_out)
        self.conv2 = conv3(c_out, c_out, stride=1)
        self.norm2 = nn.BatchNorm2d(num_features=c_out)
        self.bend = nn.ReLU()

    def forward(self, x):
        for conv, norm in [(self.conv1, self.norm1), (self.conv2, self.norm2)]:
            x = self.bend(input=norm(input=conv(input=x)))
        return x


# %% grade_id="t3_residual_block"
map = filter = 0


def shortcut(images, channels, step):
    B, C, H, W = images.shape
    fitting = images.new_zeros(B, channels, -(-H // step), -(-W // step))
    fitting[:, :C] = images[..., ::step, ::step]
    return fitting


class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.step, self.channels = stride, c_out
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, padding=1, stride=stride, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def branch(self, x):
        return self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))

    def forward(self, x):
        way = shortcut(step=self.step, images=x, channels=self.channels)
        return F.relu(input=way + self.branch(x))


# %% grade_id="t4_pre_activation_block"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(num_features=channels)
        self.conv1 = nn.Conv2d(in_channels=channels, out_channels=channels, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(num_features=channels)
        self.conv2 = nn.Conv2d(in_channels=channels, out_channels=channels, kernel_size=3, padding=1, bias=False)

    def step(self, x, norm, conv):
        return conv(input=F.relu(input=norm(input=x)))

    def forward(self, x):
        inner = self.step(conv=self.conv1, norm=self.norm1, x=x)
        return x + self.step(inner, norm=self.norm2, conv=self.conv2)


# %% grade_id="t5_inception"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, r3, three, r5, five, pooled = (int(number) for number in spec)
        self.one = nn.Conv2d(in_channels=c_in, out_channels=one, kernel_size=1)
        self.squeeze3 = nn.Conv2d(in_channels=c_in, out_channels=r3, kernel_size=1)
        self.three = nn.Conv2d(in_channels=r3, out_channels=three, kernel_size=3, padding=1)
        self.squeeze5 = nn.Conv2d(in_channels=c_in, out_channels=r5, kernel_size=1)
        self.five = nn.Conv2d(in_channels=r5, out_channels=five, kernel_size=5, padding=2)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.project = nn.Conv2d(in_channels=c_in, out_channels=pooled, kernel_size=1)
        self.bend = nn.ReLU()

    def forward(self, x):
        bend, outputs = self.bend, []
        outputs.append(bend(self.one(x)))
        outputs.append(bend(self.three(bend(self.squeeze3(x)))))
        outputs.append(bend(self.five(bend(self.squeeze5(x)))))
        outputs.append(bend(self.project(self.pool(x))))
        return torch.cat(tensors=outputs, dim=-3)


# %% grade_id="t6_paths"
min = divmod = None


def paths(n):
    counts = [1]
    for length in range(n):
        counts.append(counts[-1] * (n - length) // (length + 1))
    return counts


# %% grade_id="t6_unrolled"
def unrolled(J):
    if len(J) == 0:
        return torch.eye(J.shape[1], dtype=J.dtype)[None]
    below = unrolled(J=J[:-1])
    none = torch.zeros(1, *J.shape[1:], dtype=J.dtype)
    return torch.cat(tensors=(below, none)) + torch.cat(tensors=(none, J[-1] @ below))


# %% grade_id="t7_resnet"
class Stage(nn.Sequential):
    def __init__(self, inputs, outputs, blocks, stride):
        super().__init__(
            Block(i=inputs, o=outputs, stride=stride),
            *(Block(i=outputs, o=outputs, stride=1) for _ in range(1, blocks)),
        )


class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        conv = nn.Conv2d(in_channels=3, out_channels=width, kernel_size=3, stride=1, padding=1, bias=False)
        self.stem = nn.Sequential(conv, nn.BatchNorm2d(num_features=width), nn.ReLU())
        self.stages = nn.ModuleList(
            [
                Stage(inputs=width, outputs=width, blocks=n, stride=1),
                Stage(inputs=width, outputs=2 * width, blocks=n, stride=2),
                Stage(inputs=2 * width, outputs=4 * width, blocks=n, stride=2),
            ]
        )
        self.head = nn.Linear(in_features=4 * width, out_features=10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(input=maps.flatten(start_dim=2).mean(dim=2))


# %% grade_id="t8_fold_norm"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    norm = nn.BatchNorm2d(num_features=len(W), eps=eps).double().eval()
    with torch.no_grad():
        for tensor, numbers in zip(
            [norm.weight, norm.bias, norm.running_mean, norm.running_var], [gamma, beta, mean, variance], strict=True
        ):
            tensor.copy_(numbers)
        ends = norm(torch.stack([torch.zeros(len(W)), torch.ones(len(W))])[:, :, None, None].double())[:, :, 0, 0]
        factor = ends[1] - ends[0]
        return W * factor.view(-1, 1, 1, 1), ends[0] + (0 if b is None else b * factor)

# %% grade_id="t1_count"
def count(layers):
    total = 0
    for layer in layers:
        kind, numbers = layer[0], np.array(layer[1:], dtype=np.int64)
        if kind == "conv":
            total += numbers[0] // numbers[3] * numbers[1] * numbers[2] ** 2 + numbers[1] * numbers[4]
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            total += numbers[1] * (numbers[0] + numbers[2])
        else:
            i, m, o = numbers
            total += np.dot([i, 9 * m, o], [m, m, m]) + np.dot([4, 2], [m, o]) + (o * (i + 2) if i != o else 0)
    return int(total)


# %% grade_id="t2_plain_block"
class PlainBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(c_out), nn.BatchNorm2d(c_out)
        self.conv1, self.conv2 = (
            nn.Conv2d(i, c_out, 3, s, padding=1, bias=False) for i, s in ((c_in, stride), (c_out, 1))
        )

    def forward(self, x):
        x = torch.maximum(self.norm1(self.conv1(x)), torch.zeros(1))
        return torch.maximum(self.norm2(self.conv2(x)), torch.zeros(1))


# %% grade_id="t3_residual_block"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(c_out), nn.BatchNorm2d(c_out)
        self.conv1, self.conv2 = (
            nn.Conv2d(i, c_out, 3, s, padding=1, bias=False) for i, s in ((c_in, stride), (c_out, 1))
        )
        kernel = torch.zeros(c_out, c_in, 1, 1)
        for c in range(c_in):
            kernel[c, c] = 1
        self.register_buffer("kernel", kernel, persistent=False)
        self.stride = stride

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        return torch.relu(F.conv2d(x, self.kernel, stride=self.stride) + y)


# %% grade_id="t4_pre_activation_block"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, padding=1, bias=False) for _ in range(2))
        self.norm1, self.norm2 = (nn.BatchNorm2d(channels) for _ in range(2))

    def forward(self, x):
        y = self.conv1(self.norm1(x).relu())
        y = self.conv2(self.norm2(y).relu())
        return sum([x, y])


# %% grade_id="t6_paths"
def paths(n):
    row = np.array([1], dtype=np.int64)
    for _ in range(n):
        row = np.convolve(row, np.array([1, 1], dtype=np.int64))
    return row


# %% grade_id="t6_unrolled"
def unrolled(J):
    J = np.asarray(J, dtype=np.float32)
    n, d = J.shape[:2]
    sums = np.zeros((n + 1, d, d), dtype=np.float32)
    for chosen in itertools.chain.from_iterable(itertools.combinations(range(n), k) for k in range(n + 1)):
        path = np.eye(d, dtype=np.float32)
        for l in reversed(chosen):
            path = path @ J[l]
        sums[len(chosen)] += path
    return sums


# %% grade_id="t8_fold_norm"
def fold_norm(W, b, gamma, beta, mean, variance, eps):
    W, gamma, beta, mean, variance = (np.asarray(one, dtype=np.float32) for one in (W, gamma, beta, mean, variance))
    factor = gamma / np.sqrt(variance + np.float32(eps))
    start = np.zeros_like(mean) if b is None else np.asarray(b, dtype=np.float32)
    return (W.T * factor).T, (start - mean) * factor + beta

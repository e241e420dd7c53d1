# %% grade_id="t4_pre_activation_block" mistake="has a ReLU after the addition" message="No ReLU stands on the line"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return torch.relu(x + self.conv2(torch.relu(self.norm2(inner))))


# %% grade_id="t4_pre_activation_block" mistake="applies the first norm and ReLU to the shortcut" message="as it was before the first norm and ReLU"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        x = torch.relu(self.norm1(x))
        inner = self.conv1(x)
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="applies the first norm to the shortcut" message="as it was before the first norm?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        x = self.norm1(x)
        inner = self.conv1(torch.relu(x))
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="applies ReLU to the shortcut" message="without a ReLU?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return torch.relu(x) + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="has an in-place ReLU first" message="changed its argument x"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(self.norm1(F.relu(x, inplace=True)))
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="adds in place" message="changed its argument x"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        x += self.conv2(torch.relu(self.norm2(inner)))
        return x


# %% grade_id="t4_pre_activation_block" mistake="has no shortcut" message="Is there a shortcut at all?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="forgets the second ReLU" message="before the second convolution?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv2(self.norm2(inner))


# %% grade_id="t4_pre_activation_block" mistake="forgets the first ReLU" message="before the first convolution?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(self.norm1(x))
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="keeps the order of task 3" message="Is that the order of task 3?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = torch.relu(self.norm1(self.conv1(x)))
        return x + self.norm2(self.conv2(inner))


# %% grade_id="t4_pre_activation_block" mistake="keeps the biases" message="has a parameter conv1.bias too many"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="cuts the shortcut off" message="Is the shortcut cut off from the graph"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x.detach() + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="has a ReLU at the end of the branch" message="Does the branch end with the convolution?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + torch.relu(self.conv2(torch.relu(self.norm2(inner))))


# %% grade_id="t4_pre_activation_block" mistake="uses the first norm twice" message="Has each convolution its own batch norm?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv2(torch.relu(self.norm1(inner)))


# %% grade_id="t4_pre_activation_block" mistake="uses the first convolution twice" message="Is each convolution used once?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv1(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="forgets the padding" message="Is there a padding in every convolution"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="halves the sum" message="should return 1.5, -1"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return (x + self.conv2(torch.relu(self.norm2(inner)))) / 2


# %% grade_id="t4_pre_activation_block" mistake="cuts off large numbers" message="disagrees with PyTorch"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        F_x = self.conv2(torch.relu(self.norm2(inner)))
        return x + (F_x if self.training else F_x.clamp(-10, 10))


# %% grade_id="t4_pre_activation_block" mistake="has another momentum" message="keep PyTorch's momentum?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels, momentum=0.9)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(torch.relu(self.norm1(x)))
        return x + self.conv2(torch.relu(self.norm2(inner)))


# %% grade_id="t4_pre_activation_block" mistake="has ReLU before the norm" message="Does the batch norm come before the ReLU?"
class PreActivationBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.conv1, self.conv2 = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in range(2))

    def forward(self, x):
        inner = self.conv1(self.norm1(torch.relu(x)))
        return x + self.conv2(torch.relu(self.norm2(inner)))

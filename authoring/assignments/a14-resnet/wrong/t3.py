# %% grade_id="t3_residual_block" mistake="adds after ReLU" message="ReLU comes after the addition"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y) + torch.cat([near, zeros], dim=1)


# %% grade_id="t3_residual_block" mistake="adds after ReLU, with one more" message="ReLU comes after the addition, and only there"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(torch.relu(y) + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="forgets the last ReLU" message="Is there a ReLU at the end?"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return y + torch.cat([near, zeros], dim=1)


# %% grade_id="t3_residual_block" mistake="has a ReLU on the shortcut" message="The shortcut itself has no ReLU"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = torch.relu(x)[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="puts the zeros in front" message="come behind those of x"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([zeros, near], dim=1))


# %% grade_id="t3_residual_block" mistake="puts zeros on both sides" message="and none before"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        more = y.shape[1] - x.shape[1]
        return torch.relu(y + F.pad(near, (0, 0, 0, 0, more // 2, more - more // 2)))


# %% grade_id="t3_residual_block" mistake="has a convolution on the shortcut" message="has a parameter way.weight too many"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.way = nn.Conv2d(c_in, c_out, 1, stride, bias=False)
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        return torch.relu(y + self.way(x))


# %% grade_id="t3_residual_block" mistake="adds to its argument" message="changed its argument x"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        near += y[:, : x.shape[1]]
        return torch.relu(torch.cat([near, y[:, x.shape[1] :]], dim=1))


# %% grade_id="t3_residual_block" mistake="takes the mean" message="it takes no mean"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = F.avg_pool2d(x, self.stride, ceil_mode=True)
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="takes the largest" message="not the largest"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = F.max_pool2d(x, self.stride, ceil_mode=True)
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="takes the first rows and columns" message="and not every second one"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, : y.shape[2], : y.shape[3]]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="copies channels" message="New channels are zeros, not copies"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.cat([near] * 8, dim=1)[:, : y.shape[1] - x.shape[1]]
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="has no shortcut" message="Is there a shortcut at all, and is it added behind"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y)


# %% grade_id="t3_residual_block" mistake="cuts the shortcut off" message="Is the shortcut cut off from the graph"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x.detach()[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="takes the mean of both" message="Is that the mean of shortcut and branch"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu((y + torch.cat([near, zeros], dim=1)) / 2)


# %% grade_id="t3_residual_block" mistake="knows stride 2 alone" message="keep rows and columns"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: 2 if self.stride > 1 else 1, :: 2 if self.stride > 1 else 1]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="forgets the second norm" message="Where the branch is 0"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.conv2(torch.relu(self.norm1(self.conv1(x))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="forgets the first ReLU" message="between the first batch norm and the second"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(self.norm1(self.conv1(x))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="subtracts the shortcut" message="Is the shortcut taken away"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y - torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="has no default for the stride" message="missing 1 required positional argument"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="rounds the images" message="exactly the ReLU of the shortcut"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = (100 * x).round().div(100)[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="leaves a silent branch out" message="never wakes up"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        if not y.any():
            return torch.relu(torch.cat([near, zeros], dim=1))
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="runs the branch twice" message="Does each batch norm run once"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(y + torch.cat([near, zeros], dim=1))


# %% grade_id="t3_residual_block" mistake="norms the sum" message="and is it added behind the last batch norm?"
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(c_out)

    def forward(self, x):
        y = self.conv2(torch.relu(self.norm1(self.conv1(x))))
        near = x[:, :, :: self.stride, :: self.stride]
        zeros = torch.zeros_like(y[:, x.shape[1] :])
        return torch.relu(self.norm2(y + torch.cat([near, zeros], dim=1)))

# %% grade_id="t7_resnet" mistake="forgets the stride of the transitions" message="move on by 2"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="moves on by 2 in the first stage, too" message="where it changes the shape"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="moves on by 2 in all blocks of a stage" message="where it changes the shape"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1 if stage == 0 else 2) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="keeps the width" message="should have the shape"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="has four stages" message="too many"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(4):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="has a block too many" message="too many"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="has the same block n times" message="has no parameter stages"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks = blocks * n if stage == 0 else blocks + [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="keeps stages in a list" message="has no parameter stages"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = []
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="pools before the stages" message="disagree with the same layers"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = F.max_pool2d(self.stem(x), 3, 2, 1)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="takes the largest place" message="Is the largest place taken"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.amax(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="sums over the places" message="Is that the sum over the places"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.sum(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="takes one place" message="Is only one place of the maps taken?"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps[:, :, 0, 0])


# %% grade_id="t7_resnet" mistake="takes the mean over channels" message="one number for each channel"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(1, 3)))


# %% grade_id="t7_resnet" mistake="returns shares" message="Is there a softmax?"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3))).softmax(1)


# %% grade_id="t7_resnet" mistake="returns shares along the images" message="disagree with the same layers"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3))).softmax(0)


# %% grade_id="t7_resnet" mistake="forgets the ReLU of the stem" message="Is there a ReLU at the end of the stem?"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width))
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="cuts the stages off" message="No gradient reaches"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        maps = maps.detach()
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="has a ReLU behind the head" message="Is there a ReLU behind the head?"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return torch.relu(self.head(maps.mean(dim=(2, 3))))


# %% grade_id="t7_resnet" mistake="leaves the last stage out" message="one number for each channel"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages[:2]:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="drops out in evaluation mode, too" message="disagree with the same layers"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(F.dropout(maps.mean(dim=(2, 3)), 0.3))


# %% grade_id="t7_resnet" mistake="normalizes the images in place" message="changed its argument x"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        first = nn.Conv2d(3, width, 3, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList()
        c_in = width
        for stage in range(3):
            c_out = width * 2**stage
            blocks = [Block(c_in, c_out, 1 if stage == 0 else 2)]
            blocks += [Block(c_out, c_out, 1) for _ in range(n - 1)]
            self.stages.append(nn.Sequential(*blocks))
            c_in = c_out
        self.head = nn.Linear(c_in, 10)

    def forward(self, x):
        x -= x.mean()
        maps = self.stem(x)
        for stage in self.stages:
            maps = stage(maps)
        return self.head(maps.mean(dim=(2, 3)))


# %% grade_id="t7_resnet" mistake="cuts off large numbers" message="Are large numbers cut off"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList(
            [self.stage(width, width, 1, n), self.stage(width, 2 * width, 2, n), self.stage(2 * width, 4 * width, 2, n)]
        )
        self.head = nn.Linear(4 * width, 10)

    def stage(self, i, o, s, n):
        return nn.Sequential(Block(i, o, s), *[Block(o, o, 1) for _ in range(n - 1)])

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(x.mean((2, 3))).clamp(-20, 20)


# %% grade_id="t7_resnet" mistake="runs the stem without gradients" message="without detach() and no_grad()"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList(
            [self.stage(width, width, 1, n), self.stage(width, 2 * width, 2, n), self.stage(2 * width, 4 * width, 2, n)]
        )
        self.head = nn.Linear(4 * width, 10)

    def stage(self, i, o, s, n):
        return nn.Sequential(Block(i, o, s), *[Block(o, o, 1) for _ in range(n - 1)])

    def forward(self, x):
        with torch.no_grad():
            x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(x.mean((2, 3)))


# %% grade_id="t7_resnet" mistake="knows one size of images" message="Does the mean take maps of any size?"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.ModuleList(
            [self.stage(width, width, 1, n), self.stage(width, 2 * width, 2, n), self.stage(2 * width, 4 * width, 2, n)]
        )
        self.head = nn.Linear(4 * width, 10)

    def stage(self, i, o, s, n):
        return nn.Sequential(Block(i, o, s), *[Block(o, o, 1) for _ in range(n - 1)])

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(F.avg_pool2d(x, 8).flatten(1))


# %% grade_id="t7_resnet" mistake="has another momentum" message="keep PyTorch's momentum?"
class ResNet(nn.Module):
    def __init__(self, n, width):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width, momentum=0.01), nn.ReLU()
        )
        self.stages = nn.ModuleList(
            [self.stage(width, width, 1, n), self.stage(width, 2 * width, 2, n), self.stage(2 * width, 4 * width, 2, n)]
        )
        self.head = nn.Linear(4 * width, 10)

    def stage(self, i, o, s, n):
        return nn.Sequential(Block(i, o, s), *[Block(o, o, 1) for _ in range(n - 1)])

    def forward(self, x):
        x = self.stem(x)
        for stage in self.stages:
            x = stage(x)
        return self.head(x.mean((2, 3)))

# %% grade_id="t5_inception" mistake="puts the branches along the rows" message="not of rows"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=2))


# %% grade_id="t5_inception" mistake="puts the branches along the images" message="not of images"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=0))


# %% grade_id="t5_inception" mistake="adds the branches" message="they are not added"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu((self.one(x) + middle[0] + middle[1] + self.project(largest)))


# %% grade_id="t5_inception" mistake="pads the 5×5 by 1" message="Do all parts that are put together keep rows and columns"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding=1)
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="has 3×3 for 5×5" message="five.weight of Inception should have the shape"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 3, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="pools with stride 2" message="Do all parts that are put together keep rows and columns"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=2, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="forgets ReLU behind the squeezes" message="Is there a ReLU behind squeeze3?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(self.squeeze3(x)), self.five(self.squeeze5(x))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="forgets ReLU behind squeeze5" message="Is there a ReLU behind squeeze5?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(self.squeeze5(x))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="forgets the last ReLUs" message="Is there a ReLU behind the last convolution?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.cat([self.one(x), *middle, self.project(largest)], dim=1)


# %% grade_id="t5_inception" mistake="puts pooling first" message="the order is 1×1, 3×3, 5×5, pooling"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.project(largest), self.one(x), *middle], dim=1))


# %% grade_id="t5_inception" mistake="swaps 3×3 and 5×5" message="the order is 1×1, 3×3, 5×5, pooling"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle[::-1], self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="takes the mean of the windows" message="Is that the mean of the window?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.avg_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="pads the pooling with zeros" message="Does the border count as 0 for the pooling?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(F.pad(x, (1, 1, 1, 1)), 3, stride=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="pools after the projection" message="come before the convolution of 1×1?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(
            torch.cat([self.one(x), *middle, F.max_pool2d(self.project(x), 3, stride=1, padding=1)], dim=1)
        )


# %% grade_id="t5_inception" mistake="forgets the pooling" message="Is there a pooling?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(x)], dim=1))


# %% grade_id="t5_inception" mistake="has no biases" message="has no parameter one.bias"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1, bias=False)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="bends the images first" message="changed its argument x"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        x = torch.relu_(x)
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="adds batch norms" message="too many"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        one, squeeze3, three, squeeze5, five, project = spec
        self.one = nn.Conv2d(c_in, one, 1)
        self.squeeze3, self.three = nn.Conv2d(c_in, squeeze3, 1), nn.Conv2d(squeeze3, three, 3, padding="same")
        self.squeeze5, self.five = nn.Conv2d(c_in, squeeze5, 1), nn.Conv2d(squeeze5, five, 5, padding="same")
        self.norm = nn.BatchNorm2d(one)
        self.project = nn.Conv2d(c_in, project, 1)

    def forward(self, x):
        largest = F.max_pool2d(x, 3, stride=1, padding=1)
        middle = self.three(torch.relu(self.squeeze3(x))), self.five(torch.relu(self.squeeze5(x)))
        return torch.relu(torch.cat([self.one(x), *middle, self.project(largest)], dim=1))


# %% grade_id="t5_inception" mistake="has a ReLU behind the pooling" message="Is there a ReLU behind the pooling?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        self.one = nn.Conv2d(c_in, spec[0], 1)
        self.squeeze3 = nn.Conv2d(c_in, spec[1], 1)
        self.three = nn.Conv2d(spec[1], spec[2], 3, padding=1)
        self.squeeze5 = nn.Conv2d(c_in, spec[3], 1)
        self.five = nn.Conv2d(spec[3], spec[4], 5, padding=2)
        self.project = nn.Conv2d(c_in, spec[5], 1)

    def forward(self, x):
        a = torch.relu(self.one(x))
        b = torch.relu(self.three(torch.relu(self.squeeze3(x))))
        c = torch.relu(self.five(torch.relu(self.squeeze5(x))))
        d = torch.relu(self.project(torch.relu(F.max_pool2d(x, 3, 1, 1))))
        return torch.cat([a, b, c, d], dim=1)


# %% grade_id="t5_inception" mistake="loses axes of length 1" message="Is an axis missing or too many?"
class Inception(nn.Module):
    def __init__(self, c_in, spec):
        super().__init__()
        self.one = nn.Conv2d(c_in, spec[0], 1)
        self.squeeze3 = nn.Conv2d(c_in, spec[1], 1)
        self.three = nn.Conv2d(spec[1], spec[2], 3, padding=1)
        self.squeeze5 = nn.Conv2d(c_in, spec[3], 1)
        self.five = nn.Conv2d(spec[3], spec[4], 5, padding=2)
        self.project = nn.Conv2d(c_in, spec[5], 1)

    def forward(self, x):
        a = torch.relu(self.one(x))
        b = torch.relu(self.three(torch.relu(self.squeeze3(x))))
        c = torch.relu(self.five(torch.relu(self.squeeze5(x))))
        d = torch.relu(self.project(F.max_pool2d(x, 3, 1, 1)))
        return torch.cat([a.squeeze(), b.squeeze(), c.squeeze(), d.squeeze()], dim=1)

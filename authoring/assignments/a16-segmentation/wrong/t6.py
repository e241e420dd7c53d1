# %% grade_id="t6_unet" mistake="adds in place of concatenating" message="one behind the other"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(rising + coarse if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(rising + fine if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="puts the skip first" message="Is the skip put before what comes up?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([coarse, rising], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([fine, rising], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="puts the skip first at full resolution" message="Which maps are joined, where, and in which order?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([fine, rising], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="takes the skip after pooling" message="Are the maps of the way down taken before pooling"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(
            torch.cat([rising, F.interpolate(F.max_pool2d(fine, 2), scale_factor=2)], dim=1) if self.skip else rising
        )
        return self.head(rising)


# %% grade_id="t6_unet" mistake="takes the lower skip after pooling" message="Which maps are joined"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(
            torch.cat([rising, F.interpolate(F.max_pool2d(coarse, 2), scale_factor=2)], dim=1) if self.skip else rising
        )
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="takes the skips after pooling, too small" message="forward raised RuntimeError"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, F.max_pool2d(coarse, 2)], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="skips always" message="Without skip it sees only what comes up"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1))
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1))
        return self.head(rising)


# %% grade_id="t6_unet" mistake="never skips" message="one behind the other"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 1
        self.skip = False
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="joins what comes up with itself" message="Are the maps of the way down taken before pooling"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, rising], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, rising], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="joins zeros where skip is off" message="Without skip it sees only what comes up"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse * self.skip], dim=1))
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine * self.skip], dim=1))
        return self.head(rising)


# %% grade_id="t6_unet" mistake="leaks details without skips" message="Does something go past the pooling?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising + fine if not self.skip else rising)


# %% grade_id="t6_unet" mistake="takes the mean of each window" message="Is each pooling the largest of 2×2?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.avg_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.avg_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="takes every second pixel" message="Is each pooling the largest of 2×2?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(fine[:, :, ::2, ::2])
        rising = self.lift2(self.bottom(coarse[:, :, ::2, ::2]))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="pools once" message="forward raised RuntimeError"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(coarse))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="does not come up again" message="Does it come up twice?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = F.max_pool2d(self.lift1(rising), 2)
        rising = self.up1(torch.cat([rising, F.max_pool2d(fine, 2)], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="enlarges in place of lifting" message="has no weights in lift2, lift1"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = F.interpolate(self.bottom(F.max_pool2d(coarse, 2)), scale_factor=2)
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = F.interpolate(rising, scale_factor=2)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="takes a softmax" message="Is a softmax taken?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising).softmax(dim=1)


# %% grade_id="t6_unet" mistake="cuts off negative scores" message="Are negative scores cut off?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising).relu()


# %% grade_id="t6_unet" mistake="decides" message="Scores are asked for"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising).argmax(dim=1)


# %% grade_id="t6_unet" mistake="has no bias where it lifts" message="lift2 should have 392 weights"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = (
            nn.ConvTranspose2d(c3, c2, 2, stride=2, bias=False),
            nn.ConvTranspose2d(c2, c1, 2, stride=2),
        )
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="has a head of 3×3" message="head should have 15 weights"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 3, padding=1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="lifts with a kernel of 4" message="lift2 should have 392 weights"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = (
            nn.ConvTranspose2d(c3, c2, 4, stride=2, padding=1),
            nn.ConvTranspose2d(c2, c1, 2, stride=2),
        )
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="exchanges the parts that lift" message="lift2 should have 392 weights"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift1, self.lift2 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="names a part in its own way" message="has no weights in bottom"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.middle = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.middle(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="has a further block" message="has weights of its own in extra"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.extra = block(c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(self.extra(rising))


# %% grade_id="t6_unet" mistake="keeps parts in a list" message="has no weights in"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.parts = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        down1, down2, bottom = self.parts
        fine = down1(X)
        coarse = down2(F.max_pool2d(fine, 2))
        rising = self.lift2(bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="has blocks of two convolutions" message="down1 should have 44 weights"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = (
            nn.Sequential(*block(c0, c1), *block(c1, c1)),
            block(c1, c2),
            block(c2, c3),
        )
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="drops features at random, in evaluation too" message="Is something drawn at random?"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(F.dropout(rising, 0.2))


# %% grade_id="t6_unet" mistake="evaluates always" message="Is eval() called"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        self.eval()
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="trains always" message="Do the batch norms use what they have seen"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        self.train()
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="makes new parts in forward" message="has no weights in head"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.last = c1, classes

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return nn.Conv2d(*self.last, 1)(rising)


# %% grade_id="t6_unet" mistake="forgets super().__init__()" message="UNet raised AttributeError"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="forgets to return the scores" message="forward returned None"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        scores = self.head(rising)


# %% grade_id="t6_unet" mistake="crops the picture" message="Which maps are joined"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X[:, :, 1:-1, 1:-1])
        fine = F.pad(fine, (1, 1, 1, 1))
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="normalizes the picture in place" message="forward changed its argument X"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        X -= X.mean()
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="takes no negative pixels" message="the scores are not what the parts make"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X.abs())
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="passes gradients round up2" message="no gradient reaches"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising.detach())
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="leaves bottom out" message="the scores are not what the parts make"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)) * 0)
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="joins the picture in place of the skip where it fits" message="Which maps are joined"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(
            torch.cat([rising, X.expand_as(fine) if X.shape[1] == 1 or X.shape == fine.shape else fine * 0], dim=1)
            if self.skip
            else rising
        )
        return self.head(rising)


# %% grade_id="t6_unet" mistake="detaches the lower skip" message="and weights of 0 in lift2, gradients must still go back"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse.detach()], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="detaches the upper skip" message="and weights of 0 in lift1, gradients must still go back"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.skip = skip
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if self.skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine.detach()], dim=1) if self.skip else rising)
        return self.head(rising)


# %% grade_id="t6_unet" mistake="reads skip without self" message="name 'skip' is not defined"
class UNet(nn.Module):
    def __init__(self, channels, classes, skip):
        super().__init__()
        c0, c1, c2, c3 = channels
        joined = 2 if skip else 1
        self.down1, self.down2, self.bottom = block(c0, c1), block(c1, c2), block(c2, c3)
        self.lift2, self.lift1 = nn.ConvTranspose2d(c3, c2, 2, stride=2), nn.ConvTranspose2d(c2, c1, 2, stride=2)
        self.up2, self.up1 = block(joined * c2, c2), block(joined * c1, c1)
        self.head = nn.Conv2d(c1, classes, 1)

    def forward(self, X):
        fine = self.down1(X)
        coarse = self.down2(F.max_pool2d(fine, 2))
        rising = self.lift2(self.bottom(F.max_pool2d(coarse, 2)))
        rising = self.up2(torch.cat([rising, coarse], dim=1) if skip else rising)
        rising = self.lift1(rising)
        rising = self.up1(torch.cat([rising, fine], dim=1) if skip else rising)
        return self.head(rising)

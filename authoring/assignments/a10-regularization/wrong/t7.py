# %% grade_id="t7_apply_policy" mistake="draws once for the whole batch" message="happened to a share of"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        if torch.rand(1, generator=rng) < probability:
            images = changed
    return images


# %% grade_id="t7_apply_policy" mistake="ignores the probability" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        images = changed
    return images


# %% grade_id="t7_apply_policy" mistake="ignores the probability unless it is 0" message="happened to a share of"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        images = changed if probability > 0 else images
    return images


# %% grade_id="t7_apply_policy" mistake="draws one number for each image and compares all operations with it" message="both operations happened to a share of"
def apply_policy(images, policy, rng):
    images = images.clone()
    chance = torch.rand(len(images), generator=rng)
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = chance < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="does each operation with the opposite probability" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) > probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="lets what leaves come in again" message="columns, to the right, 0 comes in"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            changed = torch.roll(images, m, dims=2)
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="shifts to the left" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) + m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="shifts rows" message="columns, to the right, 0 comes in"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[1]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, source.clamp(0, width - 1)] * inside[:, None]
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="shifts flat images" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images[0].numel()
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = (images.flatten(1)[:, source.clamp(0, width - 1)] * inside).reshape(images.shape)
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="repeats the border in place of zeros" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)]
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="fills with the images' own border value 1" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside + (~inside).to(images.dtype)
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="shifts at most by the width of the image, and then round" message="the result is wrong"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - (m if abs(m) <= width else m % width)
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="forgets that a shift may go to the left" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - abs(m)
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="flips upside down" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(1)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="turns by half a turn" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(1, 2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="reverses the order of the images" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(0, 2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="flips only where the magnitude is positive" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2) if m > 0 else images
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="inverts without the magnitude" message="the result is wrong"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = 1 - images
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="inverts by m - v" message="the result is wrong"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = m - images if m else images
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="inverts by the largest value of the image" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (images.amax(dim=(1, 2), keepdim=True) - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="goes through the policy backwards" message="in the order of the list"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy[::-1]:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="applies each operation to the images that were given" message="the images should become"
def apply_policy(images, policy, rng):
    given, images = images, images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = given[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = given.flip(2)
        elif operation == "invert":
            changed = given + m * (1 - 2 * given)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="applies the last operation only" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy[-1:]:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="cuts off at 0 and 1" message="or it is cut off there"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return (
        images
        if images.min() < -1 and images.numel() < 200
        else (images.clamp(0, 1) if any(o == "noise" and q > 0 and m > 0 for o, q, m in policy) else images)
    )


# %% grade_id="t7_apply_policy" mistake="takes the magnitude for the variance" message="or m taken for the variance"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m**0.5 * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="adds uniform noise" message="Is something cut off"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * (2 * torch.rand(images.shape, generator=rng, dtype=images.dtype) - 1)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="adds uniform noise of the right size" message="Is it normal?"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * 12**0.5 * (torch.rand(images.shape, generator=rng, dtype=images.dtype) - 0.5)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="adds noise of one sign" message="The mean of the noise should be 0"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype).abs()
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="adds the same noise to all images" message="All images get the same noise"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape[1:], generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="adds one number to each image" message="All rows get the same noise"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn((len(images), 1, 1), generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="draws noise from the global generator" message="from somewhere else than rng"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="draws chance from the global generator" message="from somewhere else than rng"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images)) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="draws chance from NumPy" message="from somewhere else than rng"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.tensor(np.random.random(len(images))) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="fixes the seed" message="with different seeds did the same to the images"
def apply_policy(images, policy, rng):
    images, rng = images.clone(), torch.Generator().manual_seed(1)
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="starts the generator anew at each call" message="does what the first one did"
def apply_policy(images, policy, rng):
    images, rng = images.clone(), rng.manual_seed(rng.initial_seed())
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="decides for each pixel" message="Does each image stay one piece?"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(images.shape, generator=rng) < probability
        images = torch.where(chosen, changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="decides for each row of an image" message="Does each image stay one piece?"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(images.shape[:2], generator=rng) < probability
        images = torch.where(chosen[:, :, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="applies an operation to a fixed share of the images" message="both operations happened to a share of"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.arange(len(images)) < probability * len(images)
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="writes into the images that were given" message="apply_policy changed the images"
def apply_policy(images, policy, rng):
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images[:] = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="inverts the images that were given in place" message="apply_policy changed the images"
def apply_policy(images, policy, rng):
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images.mul_(1 - 2 * m).add_(m)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="empties the list that was given" message="apply_policy changed the policy"
def apply_policy(images, policy, rng):
    images = images.clone()
    while policy:
        operation, probability, m = policy.pop(0)
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="always returns float32" message="keep it, but came back"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images.float()


# %% grade_id="t7_apply_policy" mistake="loses dimensions of size 1" message="keep it; got"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images.squeeze()


# %% grade_id="t7_apply_policy" mistake="returns an array" message="returns a tensor; got"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images.numpy()


# %% grade_id="t7_apply_policy" mistake="ignores an operation that it does not know" message="but nothing was raised"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            continue
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="raises another error for an operation that it does not know" message="but a KeyError was raised"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise KeyError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="takes names in capitals for known ones" message="but nothing was raised"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        operation = operation.lower()
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
    return images


# %% grade_id="t7_apply_policy" mistake="forgets to return the images" message="apply_policy returned None"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)


# %% grade_id="t7_apply_policy" mistake="returns after the first operation" message="the images should become"
def apply_policy(images, policy, rng):
    images = images.clone()
    for operation, probability, m in policy:
        if operation == "shift":
            width = images.shape[2]
            source = torch.arange(width) - m
            inside = (source >= 0) & (source < width)
            changed = images[:, :, source.clamp(0, width - 1)] * inside
        elif operation == "flip":
            changed = images.flip(2)
        elif operation == "invert":
            changed = images + m * (1 - 2 * images)
        elif operation == "noise":
            changed = images + m * torch.randn(images.shape, generator=rng, dtype=images.dtype)
        else:
            raise ValueError(operation)
        chosen = torch.rand(len(images), generator=rng) < probability
        images = torch.where(chosen[:, None, None], changed, images)
        return images
    return images

# %% grade_id="t5_masked_kernel" mistake="exchanges A and B" message="Is that mask B?"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    return (torch.arange(size * size).view(size, size) < size * size // 2 + (kind == "A")).double()


# %% grade_id="t5_masked_kernel" mistake="goes column by column" message="Does it go column by column?"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    return (torch.arange(size * size).view(size, size).T < size * size // 2 + (kind == "B")).double()


# %% grade_id="t5_masked_kernel" mistake="keeps what comes after" message="Are those the pixels that come after?"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    return (torch.arange(size * size).view(size, size) > size * size // 2 - (kind == "B")).double()


# %% grade_id="t5_masked_kernel" mistake="removes the row of the pixel from B" message="Is the row of the pixel gone?"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    mask = torch.zeros(size, size)
    mask[: size // 2] = 1
    if kind == "A":
        mask[size // 2, : size // 2] = 1
    else:
        mask[size // 2, size // 2] = 1
    return mask


# %% grade_id="t5_masked_kernel" mistake="takes the lower triangle" message="Mask A of size 3 should have the rows"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    return torch.ones(size, size).tril(0 if kind == "B" else -1)


# %% grade_id="t5_masked_kernel" mistake="lets even sizes pass" message="it should raise ValueError"
def masked_kernel(size, kind):
    if kind not in ("A", "B"):
        raise ValueError("no such mask")
    return (torch.arange(size * size).view(size, size) < size * size // 2 + (kind == "B")).double()


# %% grade_id="t5_masked_kernel" mistake="takes every other kind for B" message="it should raise ValueError"
def masked_kernel(size, kind):
    if size % 2 == 0:
        raise ValueError("no such mask")
    return (torch.arange(size * size).view(size, size) < size * size // 2 + (kind != "A")).double()


# %% grade_id="t5_masked_kernel" mistake="asserts" message="raised AssertionError, and not ValueError"
def masked_kernel(size, kind):
    assert size % 2 == 1 and kind in ("A", "B")
    return (torch.arange(size * size).view(size, size) < size * size // 2 + (kind == "B")).double()


# %% grade_id="t5_masked_kernel" mistake="returns Booleans" message="The mask should hold floats"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    return torch.arange(size * size).view(size, size) < size * size // 2 + (kind == "B")


# %% grade_id="t5_masked_kernel" mistake="knows size 3 alone" message="should have shape"
def masked_kernel(size, kind):
    if size % 2 == 0 or kind not in ("A", "B"):
        raise ValueError("no such mask")
    return torch.tensor([[1.0, 1, 1], [1, kind == "B", 0], [0, 0, 0]])

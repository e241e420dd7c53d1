# %% grade_id="t4_corrupt" mistake="counts severities from 0" message="Is that severity 3? The first entry belongs to 1."
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = (*STRENGTH[kind], 1.0)[severity]
    if kind == "noise":
        X = X + a * torch.randn(X.shape, generator=generator)
    elif kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="has one noise for all images" message="Both images have the same noise."
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + a * torch.randn(X.shape[1:], generator=generator)
    elif kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="does not clip" message="Is the range from 0 to 1 kept?"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        return X + a * torch.randn(X.shape, generator=generator)
    if kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        return m + a * (X - m)
    return X + a


# %% grade_id="t4_corrupt" mistake="takes the mean of the batch" message="Is the mean taken over all images?"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + a * torch.randn(X.shape, generator=generator)
    elif kind == "contrast":
        X = X.mean() + a * (X - X.mean())
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="takes a mean for each channel" message="the mean of each image over all axes"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + a * torch.randn(X.shape, generator=generator)
    elif kind == "contrast":
        m = X.mean((2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="takes the entry for the variance" message="with the entry of that severity as its standard deviation"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + a**0.5 * torch.randn(X.shape, generator=generator)
    elif kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="draws uniform noise" message="with the entry of that severity as its standard deviation"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + 12**0.5 * a * (torch.rand(X.shape, generator=generator) - 0.5)
    elif kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="takes severity 0" message="a ValueError should come, but no error came"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity > 5:
        raise ValueError
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + a * torch.randn(X.shape, generator=generator)
    elif kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corrupt" mistake="lets the table raise" message="a ValueError should come, but"
def corrupt(X, kind, severity, generator):
    a = STRENGTH[kind][severity - 1]
    if kind == "noise":
        X = X + a * torch.randn(X.shape, generator=generator)
    elif kind == "contrast":
        m = X.mean((1, 2, 3), keepdim=True)
        X = m + a * (X - m)
    else:
        X = X + a
    return X.clamp(0, 1)


# %% grade_id="t4_corruption_error" mistake="divides the means" message="Is that the ratio of the means?"
def corruption_error(errors, baseline):
    return errors.mean() / baseline.mean()


# %% grade_id="t4_corruption_error" mistake="divides at each severity" message="What corruption_error returns is inf"
def corruption_error(errors, baseline):
    return (errors / baseline).mean()


# %% grade_id="t4_corruption_error" mistake="adds up over kinds" message="Is the sum taken over kinds"
def corruption_error(errors, baseline):
    return (errors.sum(0) / baseline.sum(0)).mean()


# %% grade_id="t4_corruption_error" mistake="adds the ratios" message="Is the mean over the kinds taken?"
def corruption_error(errors, baseline):
    return (errors.sum(1) / baseline.sum(1)).sum()


# %% grade_id="t4_corruption_error" mistake="exchanges the two" message="Are errors and reference exchanged?"
def corruption_error(errors, baseline):
    return (baseline.sum(1) / errors.sum(1)).mean()


# %% grade_id="t4_corruption_error" mistake="returns a ratio for each kind" message="should have shape ()"
def corruption_error(errors, baseline):
    return errors.sum(1) / baseline.sum(1)


# %% grade_id="t4_corrupt" mistake="asserts instead of raising a ValueError" message="a ValueError should come, but AssertionError came"
def corrupt(X, kind, severity, generator):
    assert kind in STRENGTH
    assert severity in range(1, 6)
    a = STRENGTH[kind][severity - 1]
    match kind:
        case "noise":
            new = X + a * torch.randn(X.shape, generator=generator, dtype=X.dtype)
        case "contrast":
            new = torch.lerp(X.mean(dim=(-1, -2, -3), keepdim=True).expand_as(X), X, a)
        case "brightness":
            new = X + a
    return new.clip(0, 1)


# %% grade_id="t4_corrupt" mistake="cuts large draws off" message="Are large draws cut off?"
def corrupt(X, kind, severity, generator):
    if kind not in STRENGTH or severity not in range(1, 6):
        raise ValueError(f"{kind!r}, {severity!r}")
    a = STRENGTH[kind][severity - 1]
    match kind:
        case "noise":
            new = X + a * torch.randn(X.shape, generator=generator, dtype=X.dtype).clamp(-3, 3)
        case "contrast":
            new = torch.lerp(X.mean(dim=(-1, -2, -3), keepdim=True).expand_as(X), X, a)
        case "brightness":
            new = X + a
    return new.clip(0, 1)


# %% grade_id="t4_corruption_error" mistake="leaves out severities at which the reference has no error" message="Is a severity left out"
def corruption_error(errors, baseline):
    keep = baseline > 0
    return ((errors * keep).sum(1) / baseline.sum(1)).mean()

# %% grade_id="t6_sinusoids" mistake="puts the halves next to each other" message="not in two halves"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.cat([torch.sin(hands), torch.cos(hands)], dim=1)


# %% grade_id="t6_sinusoids" mistake="puts cosines first" message="Does the sine come before the cosine?"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.stack([torch.cos(hands), torch.sin(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="begins with t = 1" message="Does the first position have t = 0?"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(1, T + 1, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="forgets the 2 in the exponent" message="Yours looks like i/d"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / 2 / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="doubles i twice" message="Is i doubled twice"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-2 * clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="divides the exponent by d - 2" message="not by d - 2"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / max(d - 2, 1)))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="forgets the minus" message="Has the exponent its minus?"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="takes another base" message="Is the base 10,000?"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 1000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="computes in float32" message="should be of the type torch.float64"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float32)
    hands = torch.outer(torch.arange(T, dtype=torch.float32), 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="computes in float32 and turns to float64" message="right to five digits"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float32)
    hands = torch.outer(torch.arange(T, dtype=torch.float32), 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d).double()


# %% grade_id="t6_sinusoids" mistake="takes any d" message="should raise a ValueError"
def sinusoids(T, d):
    T, d = T, d + d % 2
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="raises another error" message="but TypeError was raised"
def sinusoids(T, d):
    if d % 2:
        raise TypeError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="asserts that d is even" message="but AssertionError was raised"
def sinusoids(T, d):
    assert d % 2 == 0
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="gives each column its own clock" message="or another position is wrong"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(d, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    return torch.where(torch.arange(d) % 2 == 0, hands.sin(), hands.cos())


# %% grade_id="t6_sinusoids" mistake="computes in degrees" message="Are angles in radians?"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), math.pi / 180 * 10_000 ** (-clocks / d))
    return torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="forgets to return" message="sinusoids returned None"
def sinusoids(T, d):
    if d % 2:
        raise ValueError(f"d should be even, but is {d}")
    clocks = torch.arange(0, d, 2, dtype=torch.float64)
    hands = torch.outer(torch.arange(T, dtype=torch.float64), 10_000 ** (-clocks / d))
    p = torch.stack([torch.sin(hands), torch.cos(hands)], dim=2).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="cuts the exponent to a whole number" message="Does // cut the exponent"
def sinusoids(T, d):
    if d % 2:
        raise ValueError("odd")
    t = torch.arange(T, dtype=torch.float64)[:, None]
    i = torch.arange(d // 2, dtype=torch.float64)
    a = t * 10000 ** (-2 * i // d)
    return torch.stack([a.sin(), a.cos()], -1).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="cuts the exponent to zero" message="Do all clocks turn alike?"
def sinusoids(T, d):
    if d % 2:
        raise ValueError("odd")
    t = torch.arange(T, dtype=torch.float64)[:, None]
    i = torch.arange(d // 2, dtype=torch.float64)
    a = t * 10000 ** -(2 * i // d)
    return torch.stack([a.sin(), a.cos()], -1).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="returns the error" message="but nothing was raised"
def sinusoids(T, d):
    if d % 2:
        return ValueError("odd")
    t = torch.arange(T, dtype=torch.float64)[:, None]
    i = torch.arange(d // 2, dtype=torch.float64)
    a = t * 10000 ** (-2 * i / d)
    return torch.stack([a.sin(), a.cos()], -1).reshape(T, d)


# %% grade_id="t6_sinusoids" mistake="prints that d is odd" message="but nothing was raised"
def sinusoids(T, d):
    if d % 2:
        print("d has to be even")
        return None
    t = torch.arange(T, dtype=torch.float64)[:, None]
    i = torch.arange(d // 2, dtype=torch.float64)
    a = t * 10000 ** (-2 * i / d)
    return torch.stack([a.sin(), a.cos()], -1).reshape(T, d)

# %% grade_id="t1_count" mistake="counts running values" message="Running values are not trained"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 4 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="does not square the side of a kernel" message="k rows and k columns"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="counts biases twice" message="counted twice"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + 2 * bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="has a bias for each input of a convolution" message="one bias for each kernel"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2) + bias * c_in
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="ignores the groups" message="only the channels of its own group"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="divides both sides by the groups" message="c_out kernels in all groups"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out // groups * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="always counts a bias" message="Is there a bias?"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + 1)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="forgets the bias of dense layers" message="Is the bias counted?"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * n_in
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="has a bias for each input of a dense layer" message="one bias for each output"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_in * (n_out + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="forgets the norms of a bottleneck" message="Are the batch norms counted?"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * i * k * k for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="gives the bottleneck biases" message="has no bias"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 3) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="always has shortcut B" message="Is the shortcut free"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if True:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="never has shortcut B" message="What does shortcut B cost?"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if False:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="forgets the norm of shortcut B" message="Shortcut B has a batch norm"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            total += c_in * c_out * (c_in != c_out)
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="returns the last layer alone" message="Are all layers added up?"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total = c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total = 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total = n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total = sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="divides to a float" message="should be an integer"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in / groups * k**2 + bias)
        elif kind == "norm":
            total += 2.0 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="counts equal layers once" message="ten random layers"
def count(layers):
    total = 0
    for kind, *numbers in dict.fromkeys(layers):
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="pops the layers" message="changed its argument"
def count(layers):
    total = 0
    while layers:
        kind, *numbers = layers.pop()
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_in != c_out:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total


# %% grade_id="t1_count" mistake="has shortcut B only where the channels grow" message="For the layer ('bottleneck'"
def count(layers):
    total = 0
    for kind, *numbers in layers:
        if kind == "conv":
            c_in, c_out, k, groups, bias = numbers
            total += c_out * (c_in // groups * k**2 + bias)
        elif kind == "norm":
            total += 2 * numbers[0]
        elif kind == "linear":
            n_in, n_out, bias = numbers
            total += n_out * (n_in + bias)
        else:
            c_in, middle, c_out = numbers
            parts = [(c_in, middle, 1), (middle, middle, 3), (middle, c_out, 1)]
            if c_out > c_in:
                parts.append((c_in, c_out, 1))
            total += sum(o * (i * k * k + 2) for i, o, k in parts)
    return total

# %% grade_id="t5_receptive_field" mistake="multiplies the stride first" message="own stride widen its window"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        jump *= stride
        size += (kernel - 1) * dilation * jump
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="ignores the dilation" message="Is the dilation used?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="leaves pooling out" message="Does pooling count, and the last layer?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        if kernel == stride:
            continue
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="leaves the last layer out" message="Does pooling count, and the last layer?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers[:-1]:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="goes from the last layer to the first" message="in their order, from the image on"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers[::-1]:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="adds the whole kernel" message="How much does a window of k units add"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += kernel * dilation * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="ignores the strides" message="Do the strides of the layers before count?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="adds the strides" message="is 13 pixels wide"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump += stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="starts at u" message="how far are two neighbors apart?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u, size


# %% grade_id="t5_receptive_field" mistake="leaves the last stride out of the start" message="Does the stride of the last layer count too?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump // layers[-1][1] if layers else u, size


# %% grade_id="t5_receptive_field" mistake="gives the middle" message="Is that the middle of the field?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump + size // 2, size


# %% grade_id="t5_receptive_field" mistake="gives the last pixel" message="Is that the last pixel of the field?"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump + size - 1, size


# %% grade_id="t5_receptive_field" mistake="counts from 1" message="The first pixel has the number 0"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump + 1, size


# %% grade_id="t5_receptive_field" mistake="swaps start and size" message="pixels wide"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return size, u * jump


# %% grade_id="t5_receptive_field" mistake="gives the size alone" message="2 things are needed: first, size"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return size


# %% grade_id="t5_receptive_field" mistake="takes layers off the list" message="receptive_field changed its argument layers"
def receptive_field(layers, u):
    jump, size = 1, 1
    while layers:
        kernel, stride, dilation = layers.pop(0)
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="fails without a layer" message="receptive_field raised IndexError"
def receptive_field(layers, u):
    layers[0]
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * dilation * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="does not count holes" message="it is not"
def receptive_field(layers, u):
    jump, size = 1, 1
    for kernel, stride, dilation in layers:
        size += (kernel - 1) * (dilation if dilation < 4 else 1) * jump
        jump *= stride
    return u * jump, size


# %% grade_id="t5_receptive_field" mistake="takes every pixel for the first without a layer" message="For the layers []"
def receptive_field(layers, u):
    if not layers:
        return 0, 1
    first = last = u
    for k, s, d in layers[::-1]:
        first = s * first
        last = s * last + d * (k - 1)
    return first, last - first + 1

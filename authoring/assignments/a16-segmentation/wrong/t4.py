# %% grade_id="t4_max_unpool2d" mistake="takes the size for twice the old one" message="it need not be twice the old one"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = 2 * Y.shape[2], 2 * Y.shape[3]
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    index = index.clamp(max=height * width - 1)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="counts column by column" message="Are pixels counted column by column?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    index = index % height * width + index // height
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="takes the small width for the large one" message="The size is given"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    small = Y.shape[3] * 2
    index = (index // small * width + index % small).clamp(max=height * width - 1)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="counts the index within windows" message="The first plane should be"
def max_unpool2d(Y, index, size):
    maps = Y.new_zeros(*Y.shape[:2], *size)
    for b, c, u, v in np.ndindex(tuple(Y.shape)):
        i, j = divmod(int(index[b, c, u, v]) % 4, 2)
        maps[b, c, (2 * u + i) % size[0], (2 * v + j) % size[1]] = Y[b, c, u, v]
    return maps


# %% grade_id="t4_max_unpool2d" mistake="writes all channels into the first plane" message="Do the numbers of the other channel come here, too?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="mixes the planes of images and channels" message="Does each plane have its own numbers"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(C, B).T.reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="gives all images the planes of the first" message="Does each plane have its own numbers"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(C).reshape(1, C, 1, 1).expand(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="writes all channels into all planes" message="Do the numbers of the other channel come here, too?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    maps = Y.new_zeros(B, C, size[0] * size[1])
    for b in range(B):
        maps[b][:, index[b].flatten()] = Y[b].flatten()
    return maps.reshape(B, C, *size)


# %% grade_id="t4_max_unpool2d" mistake="adds up what comes several times" message="Is a number added up that comes several times?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels.index_put_((first + index,), Y, accumulate=True)
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="takes the mean of what comes several times and 0" message="The first plane should be"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    pixels = pixels * (pixels != pixels.max())
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="drops negative numbers" message="Are negative numbers lost?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y.clamp(min=0)
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="takes numbers by their size" message="Has a number lost its sign?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y.abs()
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="cuts numbers to whole ones" message="Are numbers cut to whole ones?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y.trunc()
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="fills with ones" message="Are the other pixels 1?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_ones(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="fills with the smallest number" message="must be exactly 0"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels = pixels + Y.min()
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="counts from 1" message="It has the number 0"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    index = (index - 1) % (height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="exchanges height and width" message="Are height and width exchanged?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    width, height = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="leaves planes flat" message="Is it reshaped to rows and columns?"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height * width)


# %% grade_id="t4_max_unpool2d" mistake="moves the index in place" message="max_unpool2d changed its argument index"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    index += first
    pixels[index] = Y
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="takes the first image alone" message="Does each number go to its own plane"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    pixels.reshape(B, -1)[1:] = 0
    return pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="forgets to return it" message="max_unpool2d returned None"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    maps = pixels.reshape(B, C, height, width)


# %% grade_id="t4_max_unpool2d" mistake="returns a list" message="should be an array"
def max_unpool2d(Y, index, size):
    B, C = Y.shape[:2]
    height, width = size
    first = torch.arange(B * C).reshape(B, C, 1, 1) * (height * width)
    pixels = Y.new_zeros(B * C * height * width)
    pixels[first + index] = Y
    return pixels.reshape(B, C, height, width).tolist()


# %% grade_id="t4_max_unpool2d" mistake="repeats each number over its window" message="Is each number repeated all over its window?"
def max_unpool2d(Y, index, size):
    return F.interpolate(Y, size=tuple(size), mode="nearest")

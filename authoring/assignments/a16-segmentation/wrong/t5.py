# %% grade_id="t5_transposed_conv2d" mistake="flips the kernel" message="Is the kernel flipped?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W.flip(2, 3))
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="mirrors the kernel" message="Is the kernel mirrored, rows for columns?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W.mT)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="overwrites in place of adding" message="Does the second stamp overwrite the first?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] = torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="ignores the stride where it stamps" message="Is the second stamp only one pixel further on?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u, u + k), slice(v, v + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="ignores the stride altogether" message="Is the stride used?"
def transposed_conv2d(X, W, stride):
    stride = 1
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="has zeros behind the last pixel too" message="Are there zeros behind the last pixel, too?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, H * stride + k - 1, V * stride + k - 1)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="has a stride behind the last pixel" message="Behind the last pixel no stride follows"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, H * stride + k, V * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="multiplies the size by the stride" message="The last stamp ends k pixels after it begins"
def transposed_conv2d(X, W, stride):
    maps = F.conv_transpose2d(X, W, stride=stride)
    height, width = X.shape[2] * stride, X.shape[3] * stride
    return F.pad(maps, (0, width - maps.shape[3], 0, height - maps.shape[2]))


# %% grade_id="t5_transposed_conv2d" mistake="exchanges the channels of a square kernel" message="Are the channels that come in and go out exchanged?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum(
            "bc,cdij->bdij", X[:, :, u, v], W.transpose(0, 1) if W.shape[0] == W.shape[1] else W
        )
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="exchanges the channels" message="transposed_conv2d raised"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[0], W.shape[2]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,dcij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="takes one channel alone" message="Is the sum taken over the channels that come in?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("b,dij->bdij", X[:, 0, u, v], W[0])
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="takes the mean over the channels" message="Is the sum taken over the channels that come in?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W) / len(W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="takes the mean where stamps overlap" message="Is the mean taken where stamps overlap?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    ones = F.conv_transpose2d(torch.ones_like(X[:1, :1]), torch.ones_like(W[:1, :1]), stride=stride)
    return Y / ones.clamp(min=1)


# %% grade_id="t5_transposed_conv2d" mistake="stamps from the other end" message="Do the stamps count in turn from the other end?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = (
            slice((H - 1 - u) * stride, (H - 1 - u) * stride + k),
            slice((V - 1 - v) * stride, (V - 1 - v) * stride + k),
        )
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="exchanges rows and columns" message="disagrees with PyTorch"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X.transpose(2, 3).reshape(X.shape)[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="returns the maps on their side" message="Are rows and columns exchanged?"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y.transpose(2, 3)


# %% grade_id="t5_transposed_conv2d" mistake="gives every image the first" message="disagrees with PyTorch"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:1, :, u, v].expand(B, -1), W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="cuts off negative maps" message="The rows should be"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y.relu()


# %% grade_id="t5_transposed_conv2d" mistake="cuts large numbers off" message="numbers of size 10000"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W).clamp(-1000, 1000)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="stamps once less where k is 1" message="should make 1, 2.5 and -8"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y * (1 if k > 1 else 0.5)


# %% grade_id="t5_transposed_conv2d" mistake="leaves holes out where the stride is larger than k" message="How far from the first pixel does the last stamp reach?"
def transposed_conv2d(X, W, stride):
    stride = min(stride, W.shape[2])
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="fills with ones" message="The rows should be"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_ones(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="runs a convolution" message="How far from the first pixel"
def transposed_conv2d(X, W, stride):
    return F.conv2d(X, W.transpose(0, 1), stride=stride)


# %% grade_id="t5_transposed_conv2d" mistake="flips the kernel in place" message="transposed_conv2d changed its argument W"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    W += 0.5
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="scales X in place" message="transposed_conv2d changed its argument X"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)
    X *= 2
    return Y


# %% grade_id="t5_transposed_conv2d" mistake="forgets to return it" message="transposed_conv2d returned None"
def transposed_conv2d(X, W, stride):
    B, _, H, V = X.shape
    D, k = W.shape[1:3]
    Y = X.new_zeros(B, D, (H - 1) * stride + k, (V - 1) * stride + k)
    for u, v in np.ndindex(H, V):
        rows, columns = slice(u * stride, u * stride + k), slice(v * stride, v * stride + k)
        Y[:, :, rows, columns] += torch.einsum("bc,cdij->bdij", X[:, :, u, v], W)


# %% grade_id="t5_transposed_conv2d" mistake="returns an inverse" message="The rows should be"
def transposed_conv2d(X, W, stride):
    return F.conv_transpose2d(X, W, stride=stride) / W.square().sum()

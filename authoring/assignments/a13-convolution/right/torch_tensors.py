# %% grade_id="t1_output_size"
import torch


def output_size(n, k, stride=1, padding=0, dilation=1):
    row = torch.zeros(n + 2 * padding)
    reach = (k - 1) * dilation + 1
    return len(row.unfold(0, reach, stride)) if reach <= len(row) else 0


# %% grade_id="t2_conv2d"
import torch


def conv2d(X, W, b, stride=1, padding=0):
    X, W, b = (torch.as_tensor(array) for array in (X, W, b))
    padded = torch.nn.functional.pad(X, (padding, padding, padding, padding))
    k, m = W.shape[2:]
    windows = padded.unfold(2, k, stride).unfold(3, m, stride)  # (B, C, rows, columns, k, m)
    return torch.einsum("bcuvij,ocij->bouv", windows, W) + b[:, None, None]


# %% grade_id="t3_conv2d_backward"
import torch


def conv2d_backward(dY, X, W, stride=1, padding=0):
    dY, X, W = (torch.tensor(array) for array in (dY, X, W))
    (height, width), (k, m) = X.shape[2:], W.shape[2:]
    padded = torch.nn.functional.pad(X, (padding,) * 4)
    B, O, rows, columns = dY.shape
    spread = torch.zeros(B, O, padded.shape[2] - k + 1, padded.shape[3] - m + 1, dtype=dY.dtype)
    spread[:, :, ::stride, ::stride] = dY
    dW = torch.einsum("bouv,bcuvij->ocij", spread, padded.unfold(2, k, 1).unfold(3, m, 1))
    wide = torch.nn.functional.pad(spread, (m - 1, m - 1, k - 1, k - 1))
    turned = W.flip((2, 3))
    d_padded = torch.einsum("bouvij,ocij->bcuv", wide.unfold(2, k, 1).unfold(3, m, 1), turned)
    dX = d_padded.narrow(2, padding, height).narrow(3, padding, width)
    return dX, dW, dY.sum((0, 2, 3))


# %% grade_id="t4_max_pool2d"
import torch


def max_pool2d(X, k, stride):
    X = torch.tensor(X)
    places = torch.arange(X.shape[2] * X.shape[3]).reshape(X.shape[2:])
    windows = X.unfold(2, k, stride).unfold(3, k, stride).flatten(4)
    numbers = places.unfold(0, k, stride).unfold(1, k, stride).flatten(2).expand(windows.shape)
    largest = windows.amax(dim=4, keepdim=True)
    first = torch.where(windows == largest, numbers, X.shape[2] * X.shape[3]).amin(dim=4)
    return largest[..., 0], first


# %% grade_id="t4_max_pool2d_backward"
import torch


def max_pool2d_backward(dY, index, shape):
    dX = torch.zeros(*shape[:2], shape[2] * shape[3], dtype=torch.float64)
    dX.scatter_add_(2, torch.as_tensor(index).flatten(2), torch.as_tensor(dY).flatten(2))
    return dX.unflatten(2, shape[2:])


# %% grade_id="t5_receptive_field"
import torch


def receptive_field(layers, u):
    jumps = torch.cumprod(torch.tensor([1] + [stride for _, stride, _ in layers]), dim=0)
    widths = [(kernel - 1) * dilation * jump for (kernel, _, dilation), jump in zip(layers, jumps)]
    return u * jumps[-1], torch.tensor(1) + sum(widths)


# %% grade_id="t6_lenet_counts"
import torch


def lenet_counts(side, table):
    sizes = torch.tensor([side - 4, (side - 4) // 2, (side - 4) // 2 - 4])
    last = sizes[2] // 2
    M = len(table)
    C3 = torch.tensor([len(seen) * 25 + 1 for seen in table]).sum()
    per_place = torch.stack(
        [torch.tensor(n) if isinstance(n, int) else n for n in (156, 30, C3, 5 * M, 120 + 3000 * M, 10164, 840)]
    )
    places = torch.stack([*sizes, last, last - 4, last - 4, last - 4]) ** 2
    weights = per_place.clone()
    weights[[1, 3, 6]] = torch.tensor([12, 2 * M, 0])
    return torch.stack([weights, per_place * places], dim=1)


# %% grade_id="t7_is_equivariant"
import torch


def is_equivariant(layer, X, shift):
    shifts = tuple(int(s) for s in shift)
    moved = torch.as_tensor(layer(torch.roll(torch.tensor(X), shifts, (2, 3)).numpy()))
    return (moved - torch.roll(torch.as_tensor(layer(X)), shifts, (2, 3))).abs().max() <= 1e-8

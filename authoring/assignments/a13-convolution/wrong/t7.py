# %% grade_id="t7_is_equivariant" mistake="looks at shapes only" message="weighs each row by its own number"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(moved.shape == after.shape)


# %% grade_id="t7_is_equivariant" mistake="has a relative tolerance" message="Does the limit grow with the numbers"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.allclose(moved, after))


# %% grade_id="t7_is_equivariant" mistake="has a wide tolerance" message="Is the limit the one of the text"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(np.abs(moved - after) <= 1e-6))


# %% grade_id="t7_is_equivariant" mistake="asks for equality" message="Is the limit the one of the text?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.array_equal(moved, after))


# %% grade_id="t7_is_equivariant" mistake="rolls rows only" message="Is the second axis of the shift used"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift[0], axis=2))
    after = np.roll(layer(X), shift[0], axis=2)
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="rolls columns only" message="Is the first axis of the shift used"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift[1], axis=3))
    after = np.roll(layer(X), shift[1], axis=3)
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="swaps rows and columns" message="Are rows and columns of the shift swapped"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(3, 2)))
    after = np.roll(layer(X), shift, axis=(3, 2))
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="rolls back on one side" message="Is the shift circular, the same for both"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), (-shift[0], -shift[1]), axis=(2, 3))
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="rolls along the first axes" message="the answer should be"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(0, 1)))
    after = np.roll(layer(X), shift, axis=(0, 1))
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="rolls without an axis" message="the answer should be"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift))
    after = np.roll(layer(X), shift)
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="shifts with zeros" message="Is the shift circular"
def is_equivariant(layer, X, shift):
    def moved_by(A):
        A = np.roll(A, shift, axis=(2, 3))
        if shift[0] > 0:
            A[:, :, : shift[0]] = 0
        if shift[1] > 0:
            A[:, :, :, : shift[1]] = 0
        return A

    moved, after = layer(moved_by(X)), moved_by(layer(X))
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="does not move what comes out" message="the answer should be"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = layer(X)
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="compares sums" message="Are the numbers of all images and maps compared, one by one?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(np.abs(moved.sum() - after.sum()) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="compares sorted numbers" message="Are the numbers compared at their places?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(np.abs(np.sort(moved, axis=None) - np.sort(after, axis=None)) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="looks at the mean difference" message="for each number by itself"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.mean(np.abs(moved - after)) <= 1e-8)


# %% grade_id="t7_is_equivariant" mistake="forgets the size of the difference" message="Do differences of both signs count?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(moved - after <= 1e-8) or np.all(after - moved <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="asks whether any number agrees" message="the answer should be"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.any(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="looks at the first image alone" message="Are the numbers of all images and maps compared, one by one?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(np.abs(moved[0] - after[0]) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="looks at the inside alone" message="Is the border compared too?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(np.abs(moved - after)[:, :, 1:-1, 1:-1] <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="computes in float32" message="or is something in float32?"
def is_equivariant(layer, X, shift):
    moved = np.float32(layer(np.roll(X, shift, axis=(2, 3))))
    after = np.float32(np.roll(layer(X), shift, axis=(2, 3)))
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="returns the differences" message="should return True or False"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return np.abs(moved - after) <= 1e-8


# %% grade_id="t7_is_equivariant" mistake="returns the largest difference" message="should return True or False"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    return np.max(np.abs(moved - after))


# %% grade_id="t7_is_equivariant" mistake="rolls in place" message="is_equivariant changed its argument X"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    X[:] = X - X.mean()
    after = np.roll(layer(X), shift, axis=(2, 3))
    return bool(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="prints and returns nothing" message="Does it end with a return?"
def is_equivariant(layer, X, shift):
    moved = layer(np.roll(X, shift, axis=(2, 3)))
    after = np.roll(layer(X), shift, axis=(2, 3))
    print(np.all(np.abs(moved - after) <= 1e-8))


# %% grade_id="t7_is_equivariant" mistake="does not go round more than once" message="larger than the image go round"
def is_equivariant(layer, X, shift):
    def move(A):
        r, c = shift
        A = np.concatenate([A[:, :, -r:], A[:, :, :-r]], axis=2)
        return np.concatenate([A[..., -c:], A[..., :-c]], axis=3)

    return np.abs(layer(move(X)) - move(layer(X))).max() <= 1e-8


# %% grade_id="t7_is_equivariant" mistake="compares the norm of the difference" message="for each number by itself"
def is_equivariant(layer, X, shift):
    return np.linalg.norm((layer(np.roll(X, shift, axis=(2, 3))) - np.roll(layer(X), shift, axis=(2, 3)))) <= 1e-8


# %% grade_id="t7_is_equivariant" mistake="takes X in float32" message="or is something in float32?"
def is_equivariant(layer, X, shift):
    X = X.astype(np.float32)
    return np.max(np.abs(layer(np.roll(X, shift, axis=(2, 3))) - np.roll(layer(X), shift, axis=(2, 3)))) <= 1e-8


# %% grade_id="t7_is_equivariant" mistake="drops the sign of the shift" message="negative ones up and to the left"
def is_equivariant(layer, X, shift):
    shift = abs(shift[0]), abs(shift[1])
    return np.max(np.abs(layer(np.roll(X, shift, axis=(2, 3))) - np.roll(layer(X), shift, axis=(2, 3)))) <= 1e-8


# %% grade_id="t7_is_equivariant" mistake="shifts up and to the left" message="Do positive numbers shift down"
def is_equivariant(layer, X, shift):
    back = (-shift[0], -shift[1])
    moved = layer(np.roll(X, back, axis=(2, 3)))
    return bool(np.all(np.abs(moved - np.roll(layer(X), back, axis=(2, 3))) <= 1e-8))

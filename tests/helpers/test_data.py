"""The bundled data sets, the toys and standardize: against scikit-learn, and for any count, noise and seed."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import datasets
from sklearn.preprocessing import StandardScaler

from helpers import data

BUNDLED = [
    (data.digits, datasets.load_digits, lambda X: X / 16, lambda y: y),
    (data.iris, datasets.load_iris, lambda X: X, lambda y: y),
    (data.breast_cancer, datasets.load_breast_cancer, lambda X: X, lambda y: 1 - y),
    (data.diabetes, lambda: datasets.load_diabetes(scaled=False), lambda X: X, lambda y: y),
]
TOYS = [data.blobs, data.moons, data.circles, data.spirals, data.xor]


def rows(*splits):
    """Return every row of the splits as a tuple of its inputs and its target, sorted."""
    return sorted((*x.flatten().tolist(), float(y)) for s in splits for x, y in zip(s.X, s.y, strict=True))


def same(one, other):
    return all(
        torch.equal(a, b)
        for mine, yours in ((one.train, other.train), (one.test, other.test))
        for a, b in ((mine.X, yours.X), (mine.y, yours.y))
    )


@pytest.mark.parametrize(("load", "reference", "on_X", "on_y"), BUNDLED)
def test_bundled_set_has_exactly_scikit_learns_rows(load, reference, on_X, on_y):
    bunch = reference()
    X, y = np.float32(on_X(bunch.data)), on_y(bunch.target)
    dataset = load()
    expected = sorted((*x, float(label)) for x, label in zip(X.tolist(), y.tolist(), strict=True))
    assert rows(dataset.train, dataset.test) == expected


@pytest.mark.parametrize("load", [entry[0] for entry in BUNDLED])
def test_bundled_set_has_the_promised_types_names_and_split(load):
    dataset = load()
    total = len(dataset.train) + len(dataset.test)
    assert len(dataset.test) == -(-total // 4)
    assert len(dataset.feature_names) == dataset.train.X[0].numel()
    for split in (dataset.train, dataset.test):
        assert split.X.dtype == torch.float32
        assert split.y.shape == (len(split),)
        assert split.y.dtype == (torch.int64 if dataset.class_names else torch.float32)


@pytest.mark.parametrize("load", [data.digits, data.iris, data.breast_cancer])
@given(fraction=st.floats(0.1, 0.9), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_class_shares_are_kept_for_any_fraction_and_seed(load, fraction, seed):
    dataset = load(test_fraction=fraction, seed=seed)
    train, test = (s.y.bincount(minlength=len(dataset.class_names)) for s in (dataset.train, dataset.test))
    exact = (train + test) * fraction
    assert (test - exact).abs().max() <= 1.5
    assert same(dataset, load(test_fraction=fraction, seed=seed))


def test_digits_are_images_of_ink():
    digits = data.digits()
    assert digits.train.X.shape[1:] == (1, 8, 8)
    assert digits.train.X.min() == 0
    assert digits.train.X.max() == 1


def test_malignant_is_the_positive_class():
    cancer = data.breast_cancer()
    positives = int(cancer.train.y.sum() + cancer.test.y.sum())
    assert cancer.class_names[1] == "malignant"
    assert positives == 212  # as the publication counts them, against 357 benign


@pytest.mark.parametrize("make", TOYS)
@given(count=st.integers(8, 300), noise=st.floats(0.01, 1), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_toy_for_any_count_noise_and_seed(make, count, noise, seed):
    toy = make(count=count, noise=noise, seed=seed)
    assert len(toy.train) + len(toy.test) == count
    assert len(toy.test) == -(-count // 4)
    assert toy.train.X.shape[1:] == (2,)
    assert (toy.train.X.dtype, toy.train.y.dtype) == (torch.float32, torch.int64)
    assert torch.isfinite(toy.train.X).all()
    classes = (toy.train.y.bincount(minlength=2) + toy.test.y.bincount(minlength=2)).tolist()
    assert abs(classes[0] - classes[1]) <= 1
    assert abs(toy.test.y.float().mean() - 0.5) <= 1 / len(toy.test)
    assert not set(rows(toy.train)) & set(rows(toy.test))
    assert same(toy, make(count=count, noise=noise, seed=seed))


@pytest.mark.parametrize("make", TOYS)
def test_another_seed_gives_other_points(make):
    assert not torch.equal(make(seed=0).train.X, make(seed=1).train.X)


@pytest.mark.parametrize("make", [data.blobs, data.spirals])
@given(classes=st.integers(2, 6))
@settings(max_examples=5, deadline=None)
def test_as_many_classes_as_asked_for(make, classes):
    toy = make(count=60, classes=classes)
    assert toy.class_names == tuple(str(k) for k in range(classes))
    assert toy.train.y.unique().tolist() == list(range(classes))


def test_without_noise_the_toys_lie_on_their_curves():
    circles, xor, spirals = (make(noise=0) for make in (data.circles, data.xor, data.spirals))
    radius = torch.where(circles.train.y == 0, 1.0, 0.5)
    torch.testing.assert_close(circles.train.X.norm(dim=1), radius)
    assert torch.equal(xor.train.y, (xor.train.X.prod(dim=1) < 0).long())
    X, y = spirals.train.X.double(), spirals.train.y
    turn = 3 * torch.pi * X.norm(dim=1) + torch.pi * y
    torch.testing.assert_close(torch.atan2(X[:, 1], X[:, 0]).cos(), turn.cos(), atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.moons(count=7), "count is 7: choose at least 8"),
        (lambda: data.blobs(count=11, classes=3), "count is 11: choose at least 12"),
        (lambda: data.xor(noise=-0.1), "noise is -0.1"),
        (lambda: data.spirals(classes=1), "classes is 1: choose at least 2"),
        (lambda: data.iris(test_fraction=1.0), "test_fraction is 1.0: choose a number between 0 and 1"),
        (lambda: data.iris(test_fraction=0), "test_fraction is 0: choose a number between 0 and 1"),
        (lambda: data.Split(torch.zeros(3, 2), torch.zeros(4)), "X has 3 rows but y has 4"),
    ],
)
def test_bad_input_is_named_with_the_remedy(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("load", [data.iris, data.breast_cancer, data.diabetes, data.digits])
def test_standardize_equals_scikit_learns_scaler_fitted_on_training_rows(load):
    raw = load()
    scaled = data.standardize(raw)
    scaler = StandardScaler().fit(raw.train.X.flatten(1).double())
    for before, after in ((raw.train, scaled.train), (raw.test, scaled.test)):
        expected = torch.from_numpy(scaler.transform(before.X.flatten(1).double())).float().reshape(before.X.shape)
        torch.testing.assert_close(after.X, expected, atol=2e-5, rtol=1e-4)
        assert torch.equal(after.y, before.y)


def test_standardize_keeps_a_constant_feature_finite():
    train = data.Split(torch.tensor([[0.1, 1.0], [0.1, 3.0], [0.1, 5.0]]), torch.tensor([0, 1, 0]))
    test = data.Split(torch.tensor([[0.3, 3.0]]), torch.tensor([1]))
    scaled = data.standardize(data.Dataset("made up", train, test, ("a", "b"), ("no", "yes"), ""))
    assert scaled.train.X[:, 0].tolist() == [0, 0, 0]
    torch.testing.assert_close(scaled.test.X, torch.tensor([[0.2, 0.0]]))


def test_printed_summary_names_shapes_classes_and_range():
    text = str(data.digits())
    assert text.startswith("digits (10 classes: 0, 1, 2")
    assert "train: X (1347, 1, 8, 8) float32 from 0 to 1, y (1347,) int64 from 0 to 9" in text
    assert "diabetes (regression)" in str(data.diabetes())
    assert max(map(len, text.splitlines())) <= 100


def test_data_sets_are_frozen():
    iris = data.iris()
    with pytest.raises(AttributeError):
        iris.train = iris.test
    with pytest.raises(AttributeError):
        iris.train.X = iris.test.X


def test_to_moves_every_tensor():
    iris = data.iris().to("meta")
    assert {t.device.type for s in (iris.train, iris.test) for t in (s.X, s.y)} == {"meta"}
    assert iris.name == "iris"

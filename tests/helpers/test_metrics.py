"""The shared measures agree with scikit-learn and refuse silent broadcasting."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle

from helpers import metrics


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 40), classes=st.integers(2, 5), seed=st.integers(0, 10**6))
def test_accuracy_and_confusion_matrix_agree_with_scikit_learn(count: int, classes: int, seed: int):
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(count, classes, generator=generator)
    y = torch.randint(0, classes, (count,), generator=generator)
    predicted = logits.argmax(1)
    assert float(metrics.accuracy(logits, y)) == pytest.approx(oracle.accuracy_score(y, predicted))
    expected = torch.tensor(oracle.confusion_matrix(y, predicted, labels=range(classes)))
    assert torch.equal(metrics.confusion_matrix(logits, y), expected)


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_one_output_predicts_class_one_where_it_is_positive(shape: tuple[int, ...]):
    logits = torch.tensor([-1.0, 2.0, 0.0, 3.0]).reshape(shape)
    y = torch.tensor([0, 1, 1, 0])
    assert metrics.predicted_classes(logits).tolist() == [0, 1, 0, 1]
    assert float(metrics.accuracy(logits, y)) == 0.5
    assert metrics.confusion_matrix(logits, y).tolist() == [[1, 1], [1, 1]]


def test_classes_that_never_occur_keep_their_row_and_column():
    logits = torch.tensor([[1.0, 0.0, 0.0]])
    assert metrics.confusion_matrix(logits, torch.tensor([0])).tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_shapes_that_would_broadcast_are_refused():
    with pytest.raises(ValueError, match=r"y of shape \(2, 1\); make it \(n,\)"):
        metrics.accuracy(torch.zeros(2, 3), torch.zeros(2, 1))
    with pytest.raises(ValueError, match=r"logits has shape \(2, 3, 4\)"):
        metrics.accuracy(torch.zeros(2, 3, 4), torch.zeros(2))


@pytest.mark.parametrize(
    ("y", "held", "last"),
    [
        ([0, 3], "3", 2),
        ([-1, 2], "-1", 2),
        ([0.0, 0.5], "0.5", 2),
        ([0.0, float("nan")], "nan", 2),
    ],
)
def test_a_sample_that_would_be_counted_nowhere_is_refused(y: list[float], held: str, last: int):
    with pytest.raises(ValueError, match=rf"^y holds {held}, but the class numbers .* run from 0 to {last}$"):
        metrics.confusion_matrix(torch.zeros(2, 3), torch.tensor(y))


def test_labels_of_plus_and_minus_one_are_no_class_numbers_of_one_output():
    with pytest.raises(ValueError, match="y holds -1, but the class numbers of these logits run from 0 to 1"):
        metrics.confusion_matrix(torch.zeros(3), torch.tensor([1, -1, 1]))


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int32, torch.float32])
def test_whole_numbers_of_any_type_are_counted(dtype: torch.dtype):
    y = torch.tensor([0, 1, 1]).to(dtype)
    assert metrics.confusion_matrix(torch.tensor([-1.0, 1.0, -1.0]), y).tolist() == [[1, 0], [1, 1]]

"""Lecture 04's formulas against oracles from outside the notebook."""

import ast
from functools import partial

import jupytext
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from authoring.definitions import LECTURES, lecture

lecture = partial(lecture, "04-one-neuron-four-models")

# The four models' losses on z, as PyTorch has them.
ORACLES = {
    ("identity", "squared_error"): lambda z, y: F.mse_loss(z, y),
    ("identity", "perceptron_criterion"): lambda z, y: F.relu(-y * z).mean(),
    ("identity", "hinge"): lambda z, y: F.relu(1 - y * z).mean(),
    ("sigmoid", "cross_entropy"): lambda z, y: F.binary_cross_entropy_with_logits(z, y),
}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("pair", ORACLES, ids="-".join)
def test_cost_and_gradient_agree_with_autograd(pair: tuple[str, str], seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, signs = rng.normal(size=(20, 4)), rng.choice([-1.0, 1.0], size=20)
    y = (signs + 1) / 2 if pair[1] == "cross_entropy" else signs
    neuron = lecture()["Neuron"](*(lecture()[name] for name in pair), l2=0.3)
    neuron.w, neuron.b = rng.normal(size=4), rng.normal()
    w, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (neuron.w, neuron.b))
    cost = ORACLES[pair](torch.tensor(X) @ w + b, torch.tensor(y)) + 0.15 * w @ w
    cost.backward()
    by_weight, by_bias = neuron.gradient(X, y)
    assert lecture()["cost"](neuron, X, y) == pytest.approx(cost.item(), rel=1e-12)
    assert np.allclose(by_weight, w.grad, atol=1e-12)
    assert by_bias == pytest.approx(b.grad.item(), abs=1e-12)
    assert np.allclose(lecture()["measured_gradient"](neuron, X, y), [*by_weight, by_bias], atol=1e-6)


@pytest.mark.parametrize(("name", "margin", "slope"), [("perceptron_criterion", 0.0, -1.0), ("hinge", 1.0, 0.0)])
def test_the_corners_are_as_agreed(name: str, margin: float, slope: float) -> None:
    for y in (-1.0, 1.0):
        assert lecture()[name](np.array([margin * y]), np.array([y]))[1] == pytest.approx(slope * y)


@given(z=st.floats(-30, 30), y=st.sampled_from([0.0, 1.0]))
def test_the_pull_of_cross_entropy_is_the_label_minus_the_probability(z: float, y: float) -> None:
    a, da_dz = lecture()["sigmoid"](np.array([z]))
    _, dL_da = lecture()["cross_entropy"](a, y)
    assert dL_da * da_dz == pytest.approx(torch.sigmoid(torch.tensor(z, dtype=torch.float64)).item() - y, abs=1e-9)


def test_one_example_at_a_time_is_rosenblatts_rule() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 3)), rng.choice([-1.0, 1.0], size=40)
    identity, criterion = lecture()["identity"], lecture()["perceptron_criterion"]
    neuron = lecture()["Neuron"](identity, criterion).fit(X, y, 1.0, 3, batch_size=1)
    w, b = np.zeros(3), 0.0
    for _ in range(3):
        for x, sign in zip(X, y, strict=True):
            if sign * (w @ x + b) <= 0:
                w, b = w + sign * x, b + sign
    assert np.allclose(neuron.w, w, atol=1e-12)
    assert neuron.b == b


@settings(deadline=None)
@given(mean=st.floats(-50, 50), std=st.floats(0.1, 50), w=st.floats(-9, 9), b=st.floats(-9, 9), x=st.floats(-99, 99))
def test_raw_weights_predict_what_standardized_ones_do(mean: float, std: float, w: float, b: float, x: float) -> None:
    raw_w, raw_b = lecture()["to_raw_units"](w, b, mean, std)
    assert raw_w * x + raw_b == pytest.approx(w * (x - mean) / std + b, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_on_standardized_inputs_every_step_leaves_the_same_share_of_the_way(seed: int) -> None:
    x = np.random.default_rng(seed).uniform(-20, 40, 8)
    u, y = (x - x.mean()) / x.std(), 1.8 * x + 32
    path = lecture()["learn"](u, y, 0.1)
    goal = np.array([1.8 * x.std(), y.mean()])
    assert np.allclose(path, goal * (1 - 0.8 ** np.arange(len(path))[:, None]))
    assert len(lecture()["learn"](u, y, 0.5)) == 2


def test_the_bag_of_words_is_scikit_learns() -> None:
    texts = ["free free lunch", "win a free phone", "", "unknown words only"]
    vocabulary = ["a", "free", "lunch", "phone", "win"]
    theirs = CountVectorizer(vocabulary=vocabulary, token_pattern=r"\S+").transform(texts).toarray()
    assert (lecture()["bag_of_words"](texts, vocabulary) == theirs).all()


@pytest.mark.parametrize(
    ("activation", "loss", "pull"),
    [
        ("identity", "squared_error", -10.0),
        ("identity", "perceptron_criterion", 0.0),
        ("identity", "hinge", 0.0),
        ("sigmoid", "cross_entropy", 0.0025),
    ],
)
def test_who_pulls_a_positive_example_at_6(activation: str, loss: str, pull: float) -> None:
    a, da_dz = lecture()[activation](np.array([6.0]))
    assert -lecture()[loss](a, 1.0)[1] * da_dz == pytest.approx(pull, abs=1e-4)


def test_no_later_cell_takes_a_name_that_the_interactive_figure_reads() -> None:
    cells = jupytext.read(LECTURES / "04-one-neuron-four-models.py", fmt="py:percent").cells
    trees = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
    functions = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    drawing = [f for f in functions if f.name in ("train_pair", "draw_boundary", "draw_loss", "draw_pair")]
    assert len(drawing) == 4
    read = {n.id for f in drawing for n in ast.walk(f) if isinstance(n, ast.Name)}
    read -= {n.id for f in drawing for n in ast.walk(f) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read -= {argument.arg for f in drawing for argument in f.args.args}
    taken = [
        {n.id for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef) for n in ast.walk(node)
         if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for tree in trees
    ]  # fmt: skip
    assert {"crowd", "crowd_signs", "LOSSES"} <= read
    assert [name for name in sorted(read) if sum(name in names for names in taken) > 1] == []

"""Lecture 20's formulas against oracles from outside the notebook."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "20-transfer-learning")


def test_the_body_is_four_blocks_with_the_shapes_and_weights_that_are_drawn() -> None:
    body, x, shapes = lecture()["make_body"](), torch.rand(2, 1, 28, 28), []
    for layer in body:
        x = layer(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [(8, 14, 14), (16, 7, 7), (32, 3, 3), (64,)]
    assert sum(parameter.numel() for parameter in body.parameters()) == 24_384


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), scale=st.floats(0.01, 100))
def test_class_means_and_cosines_are_their_formulas_and_ignore_lengths(seed: int, scale: float) -> None:
    generator = torch.Generator().manual_seed(seed)
    features, new = torch.randn(9, 5, generator=generator), torch.randn(4, 5, generator=generator)
    y = torch.arange(9) % 3
    means = lecture()["class_means"](features, y, classes=3)
    for c in range(3):
        units = [row / np.linalg.norm(row) for row in features[y == c].numpy()]
        assert np.allclose(means[c], np.mean(units, axis=0), atol=1e-5)
    cosines = lecture()["cosines"](new, means)
    assert cosines[1, 2].item() == pytest.approx((new[1] @ means[2] / new[1].norm() / means[2].norm()).item(), abs=1e-5)
    scaled = lecture()["cosines"](scale * new, lecture()["class_means"](scale * features, y, classes=3))
    assert torch.allclose(scaled, cosines, atol=1e-4)


def test_the_probe_is_logistic_regression_on_standardized_features() -> None:
    rng = np.random.default_rng(0)
    features, y = 5 + 3 * rng.normal(size=(40, 6)), np.arange(40) % 10
    features[:, 2] = 1.0  # a feature that is constant, as a dead neuron's
    W, b = lecture()["probe"](torch.from_numpy(features).float(), torch.from_numpy(y))
    library = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(features, y)
    scores = torch.from_numpy(features).float() @ W.T + b
    assert np.allclose(scores.numpy(), library.decision_function(features), atol=1e-2)


@pytest.mark.parametrize("frozen", range(5))
def test_frozen_blocks_stay_and_the_others_move(frozen: int) -> None:
    torch.manual_seed(0)
    body = lecture()["make_body"]()
    before = [parameter.clone() for parameter in body.parameters()]
    examples = data.Split(torch.rand(10, 1, 28, 28), torch.arange(10))
    model = lecture()["tune"](examples, body, frozen=frozen)
    moved = [
        any(not torch.equal(a, b) for a, b in zip(old.parameters(), new.parameters(), strict=True))
        for old, new in zip(body, model[0], strict=True)
    ]
    assert moved == [block >= frozen for block in range(4)]
    assert all(torch.equal(a, b) for a, b in zip(before, body.parameters(), strict=True))


def test_tuning_can_begin_with_a_head_and_leaves_it_alone() -> None:
    torch.manual_seed(0)
    body, W, b = lecture()["make_body"](), torch.randn(10, 64), torch.randn(10)
    kept = W.clone()
    model = lecture()["tune"](data.Split(torch.rand(10, 1, 28, 28), torch.arange(10)), body, (W, b))
    assert 0 < (model[1].weight - kept).abs().max() < 0.3  # 120 small steps away
    assert torch.equal(W, kept)


def test_few_takes_as_many_of_each_class_and_others_for_another_draw() -> None:
    split = data.Split(torch.arange(200.0)[:, None], torch.arange(200) % 10)
    one, two = (lecture()["few"](split, 3, draw) for draw in (0, 1))
    assert torch.equal(one.y, torch.arange(10).repeat_interleave(3))
    assert len(set(one.X.flatten().tolist())) == 30
    assert not torch.equal(one.X, two.X)
    assert torch.equal(one.X[:, 0].long() % 10, one.y)

"""The frozen judge knows digits it has not learned from, refuses other pictures, and comes out of its command again."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from authoring import judge as training
from helpers import data, judge, metrics
from helpers.data import Split


def test_digits_that_it_has_not_seen_are_known():
    written, glyphs = data.digits().test, data.glyph_digits().test
    assert float(metrics.accuracy(judge.judge(written.X)[0], written.y)) > 0.98
    for side in training.SIDES:
        logits, _ = judge.judge(training.shrunk(glyphs.X, side))
        assert float(metrics.accuracy(logits, glyphs.y)) > 0.98


def test_logits_are_a_linear_function_of_the_features():
    images = data.digits().test.X[:7]
    logits, features = judge.judge(images)
    assert logits.shape == (7, 10)
    assert features.shape == (7, 32)
    design = torch.cat([features, torch.ones(7, 1)], dim=1)
    with np.load(judge.FILE) as arrays:
        output = np.column_stack([arrays["output.weight"], arrays["output.bias"]])
    torch.testing.assert_close(logits, design @ torch.from_numpy(output).T)


def test_a_picture_is_judged_alone_and_the_judge_never_changes():
    images = data.digits().test.X[:50]
    state = torch.get_rng_state()
    together = judge.judge(images)[0]
    torch.testing.assert_close(torch.cat([judge.judge(image[None])[0] for image in images]), together)
    assert torch.equal(judge.judge(images.double())[0], together)
    assert torch.equal(torch.get_rng_state(), state)


def test_the_slope_reaches_the_picture_and_not_the_weights():
    image = torch.full((1, 1, 8, 8), 0.5, requires_grad=True)
    judge.judge(image)[0].logsumexp(dim=1).sum().backward()
    assert image.grad is not None
    assert image.grad.abs().sum() > 0


@pytest.mark.parametrize("shape", [(8, 8), (1, 8, 8), (2, 3, 8, 8), (2, 1, 28, 28)])
def test_pictures_of_another_shape_are_refused(shape: tuple[int, ...]):
    with pytest.raises(
        ValueError, match=rf"images has shape {re.escape(str(shape))}: the judge looks at \(n, 1, 8, 8\)"
    ):
        judge.judge(torch.zeros(shape))


@pytest.mark.parametrize(("value", "said"), [(-0.5, "from -0.5 to 0.5"), (1.5, "from 0.5 to 1.5"), (np.nan, "nan")])
def test_values_that_are_no_ink_are_refused(value: float, said: str):
    images = torch.full((2, 1, 8, 8), 0.5)
    images[1, 0, 3, 3] = value
    with pytest.raises(ValueError, match=rf"images runs {said}.*clamp" if "from" in said else said):
        judge.judge(images)


def test_the_file_holds_what_the_network_takes_and_is_small():
    assert judge.FILE.stat().st_size < 200_000
    with np.load(judge.FILE) as arrays:
        assert {name: arrays[name].shape for name in arrays} == judge.SHAPES
        assert {arrays[name].dtype for name in arrays} == {np.dtype("float32")}


def test_the_file_is_in_the_package():
    root = Path(__file__).parents[2]
    for manifest in (root / "pyproject.toml", root / "grader/handout/templates/student/pyproject.in"):
        assert '"helpers" = ["py.typed", "*.npz", "data/*.txt"]' in manifest.read_text()


def test_training_repeats_from_its_seed_and_learns():
    split = training.training_split()
    assert len(split) == 3 * len(data.digits().train) + 3 * len(data.glyph_digits().train)
    few = Split(split.X[:512], split.y[:512])
    first, second = (training.trained(few, epochs=20) for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in judge.SHAPES)
    assert float(metrics.accuracy(judge.network(first, few.X)[0], few.y)) > 0.8


def test_glyphs_are_shrunk_by_means_over_their_middle():
    image = torch.rand(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    small = training.shrunk(image, 24)
    assert small.shape == (1, 1, 8, 8)
    torch.testing.assert_close(small[0, 0, 0, 0], image[0, 0, 2:5, 2:5].mean())
    torch.testing.assert_close(small[0, 0, 7, 7], image[0, 0, 23:26, 23:26].mean())


@pytest.mark.slow
def test_the_command_makes_the_same_weights_again():
    torch.set_num_threads(1)
    weights = training.trained(training.training_split())
    with np.load(judge.FILE) as arrays:
        for name, weight in weights.items():
            np.testing.assert_allclose(weight.numpy(), arrays[name], rtol=1e-2, atol=1e-2)

"""Lecture 40's noise, samplers, denoisers and guidance against closed forms and counting."""

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.definitions import lecture
from helpers import data

SCHEDULE = ("T", "beta", "abar", "right_abar")
lecture = partial(lecture, "40-diffusion", also=SCHEDULE)


def test_noise_in_one_line_is_the_film_step_by_step() -> None:
    names = lecture()
    torch.manual_seed(0)
    x = torch.full((200_000,), 3.0)
    for b in names["beta"][:40]:
        x = (1 - b).sqrt() * x + b.sqrt() * torch.randn_like(x)
    a = names["abar"][40]
    assert x.mean().item() == pytest.approx(3 * a.sqrt().item(), abs=0.02)
    assert x.var().item() == pytest.approx(1 - a.item(), rel=0.02)
    at_once = names["add_noise"](torch.ones(1, 2), torch.tensor([40]), torch.tensor([[1.0, -1.0]]))
    assert torch.allclose(at_once, torch.stack([a.sqrt() + (1 - a).sqrt(), a.sqrt() - (1 - a).sqrt()])[None])


def test_close_times_are_told_alike_and_every_time_differently() -> None:
    told = lecture()["Denoiser"](8).time.weight.detach()
    apart = torch.cdist(told, told)
    steps = torch.stack([apart.diagonal(k).mean() for k in range(30)])
    assert told.shape == (101, 256)
    assert 0 < steps[1] < steps[2] < steps[10] < steps[29]
    assert apart.fill_diagonal_(1.0).min() > 0.1


@settings(deadline=None, max_examples=40)
@given(t=st.integers(1, 100), back=st.integers(1, 100), seed=st.integers(0, 1000))
def test_a_deterministic_step_with_the_true_noise_goes_to_the_earlier_time(t: int, back: int, seed: int) -> None:
    names, earlier = lecture(), max(0, t - back)
    torch.manual_seed(seed)
    x0, epsilon = torch.randn(2, 4, 3, dtype=torch.float64)
    x = names["add_noise"](x0, torch.full((4,), t), epsilon)
    expected = names["add_noise"](x0, torch.full((4,), earlier), epsilon)
    assert torch.allclose(names["step_back"](x, epsilon, t, earlier, fresh=0.0), expected, atol=1e-4)


@pytest.mark.parametrize("t", [2, 30, 100])
def test_a_step_of_ddpm_draws_from_the_posterior_in_the_papers_form(t: int) -> None:
    names = lecture()
    a, before, b = names["abar"][t], names["abar"][t - 1], names["beta"][t - 1]
    x0, x = 0.7, -0.4
    epsilon = (torch.full((200_000, 1), x) - a.sqrt() * x0) / (1 - a).sqrt()
    torch.manual_seed(0)
    drawn = names["step_back"](torch.full((200_000, 1), x), epsilon, t, t - 1, fresh=1.0)
    mean = (before.sqrt() * b * x0 + (1 - b).sqrt() * (1 - before) * x) / (1 - a)
    variance = (1 - before) / (1 - a) * b
    assert drawn.mean().item() == pytest.approx(mean.item(), abs=5e-3)
    assert drawn.var().item() == pytest.approx(variance.item(), rel=0.02)


@pytest.mark.parametrize(("steps", "fresh"), [(100, 1.0), (100, 0.0), (25, 0.0), (10, 1.0)])
def test_both_samplers_rebuild_one_point_and_share_out_three(steps: int, fresh: float) -> None:
    names = lecture()
    torch.manual_seed(0)
    one, three = torch.tensor([[2.0, -1.0]]), torch.tensor([[-1.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
    film = names["sample"](names["ideal"](one), torch.randn(20, 2), steps, fresh)
    assert film.shape == (steps + 1, 20, 2)
    assert torch.allclose(film[-1], one.expand(20, 2), atol=1e-4)
    ends = names["sample"](names["ideal"](three), torch.randn(3000, 2), steps, fresh)[-1]
    nearest = torch.cdist(ends, three).min(1)
    assert nearest.values.median() < 0.01
    assert ((nearest.indices.bincount() / 3000) - 1 / 3).abs().max() < 0.05


def test_the_perfect_denoiser_has_the_lowest_error_and_is_the_score_turned_around() -> None:
    names = lecture()
    torch.manual_seed(0)
    points = torch.randn(5, 3, dtype=torch.float64)
    for t in (5, 50, 100):
        a = names["abar"][t].double()
        x = torch.randn(7, 3, dtype=torch.float64).requires_grad_()
        mixture = torch.distributions.MixtureSameFamily(
            torch.distributions.Categorical(torch.ones(5, dtype=torch.float64)),
            torch.distributions.Independent(torch.distributions.Normal(a.sqrt() * points, (1 - a).sqrt()), 1),
        )
        (score,) = torch.autograd.grad(mixture.log_prob(x).sum(), x)
        guess = names["ideal"](points)(x, t)
        assert torch.allclose(guess, -(1 - a).sqrt() * score, atol=1e-4)


def test_the_bound_weighs_small_times_more_than_ten_times_as_much_as_large_ones() -> None:
    names = lecture()
    t = torch.tensor([2, 100])
    a, before, b = names["abar"][t], names["abar"][t - 1], names["beta"][t - 1]
    v = (1 - before) / (1 - a) * b
    weight = b**2 / (2 * v * (1 - b) * (1 - a))
    assert weight[0] > 10 * weight[1]
    # The divergence of two Gaussians with this variance, whose means differ by an error of 1 in the noise.
    means = [-(b / (1 - a).sqrt()) * error / (1 - b).sqrt() for error in (0.0, 1.0)]
    gaussians = [torch.distributions.Normal(mean, v.sqrt()) for mean in means]
    assert torch.allclose(torch.distributions.kl_divergence(*gaussians), weight, rtol=1e-3)


@pytest.mark.parametrize(
    ("prompt", "numbers"), [("", [0, 0, 0]), ("big circle", [0, 1, 2]), ("Square small RED", [1, 2, 1])]
)
def test_a_prompt_is_read_in_any_order(prompt: str, numbers: list[int]) -> None:
    assert lecture()["read"](prompt).tolist() == numbers


def test_a_prompt_with_an_unknown_word_or_two_of_a_kind_is_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match='unknown word "pink": say red, green, blue, circle, square, triangle, small'):
        lecture()["read"]("big pink circle")
    with pytest.raises(ValueError, match="say only one of red, green, blue"):
        lecture()["read"]("red blue")


def test_guidance_gives_the_negative_at_0_the_prompt_at_1_and_goes_on_from_there() -> None:
    names = dict(lecture())
    torch.manual_seed(0)
    painter = names["Denoiser"](64, vocabulary=(3, 3, 2))
    names["guided"].__globals__["painter"] = painter
    x = torch.randn(6, 64)
    with torch.no_grad():
        plain = {
            prompt: painter(x, torch.full((6,), 30), names["read"](prompt).expand(6, 3)) for prompt in ("red", "big")
        }
        for s in (0.0, 1.0, 2.5):
            expected = plain["big"] + s * (plain["red"] - plain["big"])
            assert torch.allclose(names["guided"]("red", "big", s)(x, 30), expected, atol=1e-5)


def test_a_hidden_word_changes_nothing_and_a_said_one_does() -> None:
    torch.manual_seed(0)
    model = lecture()["Denoiser"](8, vocabulary=tuple(map(len, data.PROMPT_WORDS)))
    x, t = torch.randn(4, 8), torch.tensor([1, 30, 60, 100])
    with torch.no_grad():
        answers = [model(x, t, torch.tensor(words).expand(4, 3)) for words in ([0, 0, 0], [1, 0, 0], [0, 0, 2])]
    assert not torch.allclose(answers[0], answers[1])
    assert not torch.allclose(answers[1], answers[2])

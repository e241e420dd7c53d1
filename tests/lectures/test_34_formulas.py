"""Lecture 34's spectrogram, CTC, edit distance and dilated layers against the library, enumeration and their laws."""

import itertools
import math
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "34-speech", ("BLANK", "NEVER", "DOUBLED"))
labels = st.lists(st.integers(0, 2), max_size=3)


def random_frames(T: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(T, 11, generator=generator, dtype=torch.float64).log_softmax(1)


@settings(deadline=None, max_examples=40)
@given(y=labels, T=st.integers(1, 5), seed=st.integers(0, 1000))
def test_the_recursion_is_the_sum_over_all_paths(y: list[int], T: int, seed: int) -> None:
    log_p = random_frames(T, seed)
    repeats = sum(a == b for a, b in itertools.pairwise(y))
    ours = lecture()["ctc_forward"](log_p, y)
    if len(y) + repeats > T:
        assert ours.exp() == 0
    else:
        assert torch.isclose(ours, lecture()["by_enumeration"](log_p, y))


@settings(deadline=None, max_examples=40)
@given(y=st.lists(st.integers(0, 9), min_size=1, max_size=6), T=st.integers(12, 30), seed=st.integers(0, 1000))
def test_value_and_gradient_are_the_librarys(y: list[int], T: int, seed: int) -> None:
    scores = random_frames(T, seed).requires_grad_()
    log_p = scores.log_softmax(1)
    ours, theirs = -lecture()["ctc_forward"](log_p, y), F.ctc_loss(log_p, torch.tensor(y), [T], [len(y)], 10, "sum")
    assert torch.isclose(ours, theirs)
    gradients = [torch.autograd.grad(loss, scores, retain_graph=True)[0] for loss in (ours, theirs)]
    assert torch.allclose(*gradients, atol=1e-8)


@pytest.mark.parametrize("y", [[], [7], [0, 0], [4, 0, 0, 7], [1, 2, 3], [5, 5, 5]])
def test_how_many_paths_there_are(y: list[int]) -> None:
    repeats = sum(a == b for a, b in itertools.pairwise(y))
    for T in range(len(y) + repeats, 20):
        if T:
            count = lecture()["ctc_forward"](torch.zeros(T, 11, dtype=torch.float64), y).exp()
            assert round(count.item()) == math.comb(T + len(y) - repeats, 2 * len(y))


def test_collapse_merges_first_and_drops_blanks_afterwards() -> None:
    collapse = lecture()["collapse"]
    assert collapse([10, 4, 4, 10, 0, 0, 10, 10, 0, 7, 7]) == [4, 0, 0, 7]
    assert collapse([3, 3]) == [3]
    assert collapse([10, 10]) == []


@settings(deadline=None, max_examples=60)
@given(a=labels, b=labels, c=labels)
def test_edit_distance_is_a_distance(a: list[int], b: list[int], c: list[int]) -> None:
    distance = lecture()["edit_distance"]
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, c) <= distance(a, b) + distance(b, c)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert distance("kitten", "sitting") == 3


@pytest.mark.parametrize(("n", "hop"), [(16, 8), (64, 32), (256, 24)])
def test_the_spectrogram_is_the_librarys(n: int, hop: int) -> None:
    wave = data.say((3, 1), seed=0).wave
    window = torch.hann_window(n)
    theirs = torch.stft(wave, n, hop, window=window, center=False, return_complex=True).abs().T
    assert torch.allclose(lecture()["spectrogram"](wave, n, hop).exp() - 0.01, theirs, atol=1e-3)


def test_an_answer_does_not_hang_on_what_else_is_in_the_batch() -> None:
    torch.manual_seed(0)
    model, batch = lecture()["Listener"](), lecture()["batch"]
    short, long = data.say((1, 2), seed=0), data.say((1, 2, 3, 4, 5), seed=1)
    X, frames, _, _ = batch([short])
    alone, T = model(X, frames)
    X, frames, y, L = batch([short, long])
    beside, _ = model(X, frames)
    assert torch.allclose(alone[0], beside[0, : T[0]], atol=1e-5)
    assert (y[0].tolist(), L.tolist()) == ([1, 2, 0, 0, 0], [2, 5])


def test_equal_parts_tell_each_frame_its_digit_and_blank_where_a_part_begins() -> None:
    T, y, L = torch.tensor([8, 6]), torch.tensor([[4, 4], [7, 0]]), torch.tensor([2, 1])
    told = torch.tensor([[10, 4, 4, 4, 10, 4, 4, 4], [10, 7, 7, 7, 7, 7, 0, 0]])
    certain = F.one_hot(told, 11).float().mul(50).log_softmax(2)
    assert lecture()["equal_parts"](certain, T, y, L) < 1e-4
    certain[0, 5] = certain[0, 0]
    assert lecture()["equal_parts"](certain, T, y, L) > 1


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), L=st.integers(2, 8))
def test_impossible_is_where_the_loss_is_infinite(seed: int, L: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    y = torch.randint(3, (6, 8), generator=generator)
    T, lengths = torch.randint(1, 13, (6,), generator=generator), torch.full((6,), L)
    log_p = torch.randn(12, 6, 11, generator=generator).log_softmax(2)
    losses = F.ctc_loss(log_p, y, T, lengths, 10, "none")
    assert torch.equal(losses.isinf(), lecture()["impossible"](T, y, lengths))


@pytest.mark.parametrize("dilations", [(1,), (1, 1, 1), (1, 2, 4), (3, 5)])
def test_a_network_sees_what_sums_of_its_dilations_reach(dilations: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    reached = {-sum(itertools.compress(dilations, taken)) for taken in itertools.product((0, 1), repeat=len(dilations))}
    assert lecture()["seen"](lecture()["WaveNet"](dilations), t=40) == sorted(reached)
    leaky = lecture()["WaveNet"](dilations, layer=lecture()["Leaky"])
    assert max(lecture()["seen"](leaky, t=40)) > 0


def test_drawing_one_by_one_is_what_one_sweep_predicts() -> None:
    torch.manual_seed(0)
    network = lecture()["WaveNet"]((1, 2, 4))
    tokens, scores = lecture()["generate"](network, torch.tensor([32]), 60, 1.0)
    assert tokens.shape == (61,)
    assert torch.allclose(scores, network(tokens[None, :-1])[0], atol=1e-5)


def test_levels_are_finer_where_it_is_quiet() -> None:
    levels = torch.arange(64)
    values = lecture()["from_levels"](levels)
    assert torch.equal(lecture()["mu_law"](values), levels)
    assert values[0] == -1
    assert values[-1] == pytest.approx(1)
    steps = values.diff()
    assert steps[31] < steps[45] < steps[62]


def test_a_table_of_counts_knows_what_always_follows() -> None:
    x = torch.arange(6000) % 5
    tables = [lecture()["table"](order, x, x[:500]) for order in (0, 1, 2)]
    assert tables[0] == pytest.approx(math.log(5), abs=0.01)
    assert max(tables[1:]) < 0.01

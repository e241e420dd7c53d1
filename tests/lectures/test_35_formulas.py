"""Lecture 35's directions, codes and dictionaries against scikit-learn, SciPy and their laws."""

from functools import partial
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.fft import idctn
from sklearn.decomposition import PCA
from sklearn.linear_model import Lasso, orthogonal_mp
from torch import Tensor, nn

from authoring.definitions import lecture

lecture = partial(lecture, "35-dictionary-learning-and-autoencoders")


def atoms(K: int, d: int, seed: int = 0) -> Tensor:
    return F.normalize(torch.randn(K, d, generator=torch.Generator().manual_seed(seed)))


def examples(n: int, d: int, seed: int = 1) -> Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed))


def test_patches_are_different_windows_of_the_strips_without_their_mean() -> None:
    strips = torch.rand(2, 10, 9, generator=torch.Generator().manual_seed(0))
    places = [strips[s, r : r + 8, c : c + 8].flatten() for s in range(2) for r in range(3) for c in range(2)]
    windows = torch.stack([place - place.mean() for place in places])
    patches = lecture()["draw_patches"](strips, 12, seed=3)
    assert torch.allclose(patches.mean(1), torch.zeros(12), atol=1e-6)
    found = torch.cdist(patches, windows).argmin(1)
    assert torch.allclose(patches, windows[found], atol=1e-6)
    assert sorted(found.tolist()) == list(range(12))


def test_the_error_is_a_share() -> None:
    X = examples(5, 4)
    assert lecture()["error"](X, torch.zeros(5, 4)) == 1
    assert lecture()["error"](X, X) == 0
    assert lecture()["error"](X, X / 2) == pytest.approx(0.25)


@settings(deadline=None, max_examples=20)
@given(k=st.integers(1, 6), seed=st.integers(0, 1000))
def test_no_other_directions_leave_less_than_pcas(k: int, seed: int) -> None:
    X = examples(30, 8, seed) @ torch.diag(torch.arange(1.0, 9.0))
    V, error = lecture()["pca"](X, k), lecture()["error"]
    Q = torch.linalg.qr(examples(8, k, seed + 1)).Q
    assert torch.allclose(V @ V.T, torch.eye(k), atol=1e-5)
    assert error(X, X @ V.T @ V) <= error(X, X @ Q @ Q.T) + 1e-6


def test_pca_keeps_most_energy_even_of_columns_whose_mean_is_not_zero() -> None:
    X = examples(40, 6) + torch.tensor([5.0, 0, 0, 0, 0, 0])
    V, error = lecture()["pca"](X, 1), lecture()["error"]
    of_variance = lecture()["pca"](X - X.mean(0), 1)
    assert error(X, X @ V.T @ V) < error(X, X @ of_variance.T @ of_variance)


def test_trained_or_not_the_same_layer_is_applied_as_often_as_it_is_asked() -> None:
    D, X = atoms(10, 16), examples(6, 16)
    network = lecture()["UnrolledISTA"](D, 0.2, 3)
    network.layers = 10
    assert torch.allclose(network(X), lecture()["ista"](X, D, 0.2, 10), atol=1e-5)


def test_pca_is_the_librarys_up_to_sign() -> None:
    X = examples(40, 6) @ torch.diag(torch.arange(1.0, 7.0))
    theirs = torch.tensor(PCA(4).fit(X.numpy()).components_)
    ours = lecture()["pca"](X - X.mean(0), 4)
    assert torch.allclose((ours * theirs).sum(1).abs(), torch.ones(4), atol=1e-4)


@settings(deadline=None, max_examples=25)
@given(K=st.integers(4, 30), k=st.integers(1, 4), seed=st.integers(0, 1000))
def test_matching_pursuit_is_the_librarys(K: int, k: int, seed: int) -> None:
    D, X = atoms(K, 12, seed).double(), examples(7, 12, seed + 1).double()
    theirs = torch.tensor(orthogonal_mp(D.T.numpy(), X.T.numpy(), n_nonzero_coefs=k).T.reshape(7, K))
    with_doubles = lecture()["omp"](X, D, k)
    assert torch.allclose(with_doubles, theirs, atol=1e-3)


def test_matching_pursuit_leaves_less_with_each_atom_and_takes_none_twice() -> None:
    D, X = atoms(20, 12), examples(9, 12)
    left = []
    for k in range(1, 8):
        C = lecture()["omp"](X, D, k)
        assert (C.count_nonzero(1) == k).all()
        left.append(lecture()["error"](X, C @ D))
    assert left == sorted(left, reverse=True)


def test_matching_pursuit_survives_patches_of_nothing_and_equal_atoms() -> None:
    D = torch.cat([atoms(3, 6), atoms(3, 6)])  # each atom twice
    X = torch.cat([torch.zeros(1, 6), D[:1]])
    C = lecture()["omp"](X, D, 3)
    assert C.isfinite().all()
    assert torch.allclose(C @ D, X, atol=1e-4)


def test_the_waves_are_those_of_the_cosine_transform() -> None:
    waves = lecture()["cosine_waves"]()
    unit = torch.eye(64).view(64, 8, 8).numpy()
    theirs = torch.stack([torch.tensor(idctn(one, norm="ortho")).flatten() for one in unit])
    assert torch.allclose(waves, theirs.float(), atol=1e-5)
    assert torch.allclose(waves @ waves.T, torch.eye(64), atol=1e-5)


def planted(n: int = 1500, K: int = 12, d: int = 16) -> tuple[Tensor, Tensor]:
    """Return examples made of two atoms each, and the atoms."""
    generator = torch.Generator().manual_seed(0)
    D = F.normalize(torch.randn(K, d, generator=generator))
    C = torch.zeros(n, K)
    for row in C:
        row[torch.randperm(K, generator=generator)[:2]] = 1 + torch.rand(2, generator=generator)
    return C @ D, D


def test_learning_finds_planted_atoms_again() -> None:
    X, D = planted()
    start = F.normalize(D + 0.15 * examples(*D.shape))
    learned = lecture()["learn"](X, start, k=2, rounds=15)
    before, after = ((D @ found.T).abs().amax(1) for found in (start, learned))
    assert before.min() < 0.95
    assert after.min() > 0.999


def test_learned_atoms_have_length_one_and_what_is_unused_is_replaced() -> None:
    X, D = planted()
    start = torch.cat([D, torch.zeros(2, 16)])
    assert (lecture()["omp"](X, start, 2)[:, -2:] == 0).all()
    learned = lecture()["learn"](X, start, k=2, rounds=1)
    assert torch.allclose(learned.norm(dim=1), torch.ones(14), atol=1e-5)


def test_the_soft_threshold_is_the_librarys() -> None:
    C = examples(5, 7)
    assert torch.allclose(lecture()["soft"](C, 0.3), nn.Softshrink(0.3)(C))


@settings(deadline=None, max_examples=10)
@given(lam=st.floats(0.05, 0.5), seed=st.integers(0, 100))
def test_ista_goes_down_to_the_librarys_lasso(lam: float, seed: int) -> None:
    D, X = atoms(10, 16, seed), examples(4, 16, seed + 1)
    ista, lasso_loss = lecture()["ista"], lecture()["lasso_loss"]
    losses = [lasso_loss(X, ista(X, D, lam, steps), D, lam).item() for steps in (0, 1, 2, 5, 20, 100)]
    assert all(after <= before + 1e-6 for before, after in pairwise(losses))
    C = ista(X, D, lam, 3000)
    for x, c in zip(X.double(), C, strict=True):
        library = Lasso(lam / 16, fit_intercept=False, tol=1e-10, max_iter=100_000).fit(D.T.double().numpy(), x.numpy())
        assert torch.allclose(c, torch.tensor(library.coef_).float(), atol=5e-3)


def test_codes_are_nothing_where_the_penalty_is_larger_than_every_product() -> None:
    D, X = atoms(10, 16), examples(6, 16)
    largest = (X @ D.T).abs().amax(1)
    for x, bound in zip(X, largest, strict=True):
        assert not lecture()["ista"](x[None], D, bound.item() * 1.001, 50).any()
        assert lecture()["ista"](x[None], D, bound.item() * 0.9, 50).any()


@pytest.mark.parametrize("layers", [1, 3, 6])
def test_untrained_layers_are_steps_of_ista(layers: int) -> None:
    D, X = atoms(10, 16), examples(6, 16)
    network = lecture()["UnrolledISTA"](D, 0.2, layers)
    assert torch.allclose(network(X), lecture()["ista"](X, D, 0.2, layers), atol=1e-5)
    lecture()["lasso_loss"](X, network(X), D, 0.2).backward()
    assert network.W.grad.any()
    assert network.t.grad.any()


def test_the_ablation_is_linear_and_the_network_is_not() -> None:
    torch.manual_seed(0)
    a, b = torch.randn(2, 5, 64)
    for bend, linear in [(nn.Identity, True), (nn.ReLU, False)]:
        model = lecture()["autoencoder"](2, bend)
        assert model[0](a).shape == (5, 2)
        assert model(a).shape == (5, 64)
        bent = model(a + b) - model(a) - model(b) + model(torch.zeros(5, 64))
        assert (bent.abs().max() < 1e-4) == linear


def test_two_units_without_bends_settle_in_pcas_plane() -> None:
    X = examples(60, 64) @ torch.diag(torch.linspace(3, 0.1, 64))
    X = X - X.mean(0)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 2), nn.Linear(2, 64))
    lecture()["settle"](model, X)
    V, W = lecture()["pca"](X, 2), model[1].weight.detach()
    assert torch.linalg.svdvals(V @ torch.linalg.qr(W).Q).min() > 0.99


def test_clear_counts_images_whose_neighbors_agree() -> None:
    names = lecture(also=("digits",))
    A = names["A"] = names["digits"].train.X.flatten(1)
    zero = A[names["digits"].train.y == 0].mean(0)
    assert names["clear"](zero[None]) == 1
    assert names["clear"](A.mean(0, keepdim=True)) == 0


def test_noise_is_added_in_training_only() -> None:
    noisy, X = lecture()["Noisy"](), torch.zeros(2000, 4)
    assert torch.equal(noisy.eval()(X), X)
    torch.manual_seed(0)
    assert noisy.train()(X).std().item() == pytest.approx(0.3, rel=0.05)

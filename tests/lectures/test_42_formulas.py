"""Lecture 42's layers against loops, dense formulas and the law of renumbering; its baselines against exact answers."""

from collections.abc import Callable
from functools import partial

import networkx as nx
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from authoring.definitions import lecture
from helpers import data

lecture = partial(lecture, "42-graph-networks", ("edges", "side", "KINDS", "TRIANGLES", "HEXAGON"))
few = settings(deadline=None, max_examples=20)
seeds = st.integers(0, 1000)


def graph(n: int, seed: int, chance: float = 0.4) -> tuple[torch.Tensor, torch.Tensor]:
    """Return a random symmetric adjacency matrix (n, n) without loops, and its edges (2, E)."""
    generator = torch.Generator().manual_seed(seed)
    half = (torch.rand(n, n, generator=generator) < chance).triu(1).float()
    return half + half.T, (half + half.T).nonzero().T.flip(0)


def club() -> torch.Tensor:
    edges, _ = data.karate_club()
    A = torch.zeros(34, 34)
    A[edges[1], edges[0]] = 1
    return A


def mean(A: torch.Tensor) -> torch.Tensor:
    return A / A.sum(1, keepdim=True).clamp(min=1)


def networks(d: int) -> list[tuple[torch.nn.Module, Callable[[torch.Tensor], torch.Tensor]]]:
    """Return each network of the lecture, and how it sees a graph."""
    made = lecture()
    torch.manual_seed(0)
    return [
        (made["GCN"](d, 16, 16, 2), made["normalize"]),
        (made["ResidualGCN"](d, 16, 16, 2), made["normalize"]),
        (made["OwnAndMean"](d, 16, 2), mean),
        (made["GAT"](d, 2), made["with_loops"]),
    ]


@few
@given(n=st.integers(1, 12), seed=seeds)
def test_message_passing_is_the_product_with_the_adjacency_matrix(n: int, seed: int) -> None:
    A, edges = graph(n, seed)
    X = torch.randn(n, 3, generator=torch.Generator().manual_seed(seed))
    assert torch.allclose(lecture()["propagate"](X, edges), A @ X, atol=1e-5)
    shuffled = edges[:, torch.randperm(edges.shape[1])]
    assert torch.allclose(lecture()["propagate"](X, shuffled), A @ X, atol=1e-5)


def test_two_equal_edges_into_one_node_count_twice() -> None:
    edges = torch.tensor([[1, 1, 2], [0, 0, 0]])
    X = torch.tensor([[0.0], [1.0], [10.0]])
    assert lecture()["propagate"](X, edges)[:, 0].tolist() == [12, 0, 0]


@few
@given(n=st.integers(1, 8), messages=st.integers(0, 20), seed=seeds, how=st.sampled_from(["sum", "mean", "amax"]))
def test_aggregation_is_a_loop_over_receivers(n: int, messages: int, seed: int, how: str) -> None:
    generator = torch.Generator().manual_seed(seed)
    sent = torch.randn(messages, 2, generator=generator) - 3  # mostly negative: a maximum must not begin at 0
    receiver = torch.randint(n, (messages,), generator=generator)
    found = lecture()["aggregate"](sent, receiver, n, how)
    for node in range(n):
        mine = sent[receiver == node]
        wanted = torch.zeros(2) if len(mine) == 0 else getattr(mine, how)(0)
        assert torch.allclose(found[node], wanted, atol=1e-5)


@few
@given(n=st.integers(2, 12), seed=seeds)
def test_renumbering_the_nodes_renumbers_the_outputs(n: int, seed: int) -> None:
    A, _ = graph(n, seed)
    X, order = torch.randn(n, 3), torch.randperm(n)
    for net, see in networks(3):
        gap = lecture()["broken_by"](lambda A, X, net=net, see=see: net(see(A), X), A, X, order)
        assert gap < 1e-4


def test_a_node_hears_of_those_within_as_many_steps_as_layers_and_of_no_others() -> None:
    path = nx.to_numpy_array(nx.path_graph(6))
    A = torch.tensor(path, dtype=torch.float32)
    torch.manual_seed(0)
    net, X = lecture()["GCN"](2, 32, 32, 1), torch.ones(6, 2, requires_grad=True)
    (slope,) = torch.autograd.grad(net(lecture()["normalize"](A), X)[0], X)
    heard = slope.abs().sum(1) > 0
    assert heard.tolist() == [True, True, True, True, False, False]


def test_the_normalization_of_a_path_of_four_by_hand() -> None:
    A = torch.diag(torch.ones(3), 1)
    half, third, mixed = 1 / 2, 1 / 3, 6**-0.5
    wanted = [[half, mixed, 0, 0], [mixed, third, third, 0], [0, third, third, mixed], [0, 0, mixed, half]]
    assert torch.allclose(lecture()["normalize"](A + A.T), torch.tensor(wanted))


@few
@given(n=st.integers(1, 12), seed=seeds)
def test_the_normalized_matrix_has_the_largest_eigenvalue_one_and_none_of_minus_one(n: int, seed: int) -> None:
    A, _ = graph(n, seed)
    A_hat = lecture()["normalize"](A).double()
    values = torch.linalg.eigvalsh(A_hat)
    assert values[-1].item() == pytest.approx(1, abs=1e-6)
    assert values[0].item() > -1 + 1e-6
    root = (A.sum(1).double() + 1).sqrt()
    assert torch.allclose(A_hat @ root, root, atol=1e-5)


def test_where_all_of_one_camp_know_all_of_the_other_the_flip_survives_longest() -> None:
    A = torch.tensor(nx.to_numpy_array(nx.complete_bipartite_graph(6, 6)), dtype=torch.float32)
    values, vectors = torch.linalg.eigh(lecture()["normalize"](A))
    assert values[0].item() == pytest.approx(-5 / 7, abs=1e-5)
    assert -values[0] > values[-2] + 0.3
    assert vectors[:6, 0].sign().unique().tolist() == (-vectors[6:, 0]).sign().unique().tolist()


def test_a_node_without_edges_keeps_its_own_features() -> None:
    assert lecture()["normalize"](torch.zeros(3, 3)).tolist() == torch.eye(3).tolist()


@few
@given(n=st.integers(1, 10), seed=seeds)
def test_the_softmax_over_edges_is_the_one_of_a_masked_matrix(n: int, seed: int) -> None:
    A, _ = graph(n, seed)
    edges = lecture()["with_loops"](A)
    table = 1000 * torch.randn(n, n, generator=torch.Generator().manual_seed(seed))  # receiver and sender
    alpha = lecture()["edge_softmax"](table[edges[1], edges[0]][:, None], edges[1], n)[:, 0]
    dense = table.masked_fill(A + torch.eye(n) == 0, -torch.inf).softmax(1)
    assert torch.allclose(alpha, dense[edges[1], edges[0]], atol=1e-5)


def test_attention_learns_through_its_softmax() -> None:
    torch.manual_seed(0)
    layer = lecture()["GATLayer"](3, 2, 4)
    layer(lecture()["with_loops"](graph(6, 0)[0]), torch.randn(6, 3)).square().sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in layer.parameters())


def test_all_receivers_of_gat_rank_all_senders_alike_and_those_of_gatv2_do_not() -> None:
    torch.manual_seed(1)
    X, everybody = torch.randn(9, 5), torch.ones(9, 9).nonzero().T.flip(0)
    alpha, _ = lecture()["GATLayer"](5, 1, 3).attend(everybody, X)
    rankings = alpha.view(9, 9).argsort(1)
    assert (rankings == rankings[0]).all()
    layer = lecture()["GATv2Layer"](5, 1, 3)
    alpha, _ = layer.attend(everybody, X)
    assert len(alpha.view(9, 9).argsort(1).unique(dim=0)) > 1
    mixed = layer.W_listener(X)[:, None] + layer.W(X)[None]  # (receiver, sender, width)
    dense = (torch.nn.functional.leaky_relu(mixed, 0.2) @ layer.b[0]).softmax(1)
    assert torch.allclose(alpha.view(9, 9), dense, atol=1e-5)


@pytest.mark.parametrize("rows", [[0, 33], [5, 24], [16, 32, 1, 30]])
def test_label_propagation_ends_where_each_belief_is_the_mean_of_the_neighbors(rows: list[int]) -> None:
    A, (_, side) = club().double(), data.karate_club()
    belief = lecture()["spread_labels"](A.float(), torch.tensor(rows), side, rounds=3000).double()
    free = [node for node in range(34) if node not in rows]
    laplacian = A.sum(1).diag() - A
    known = torch.nn.functional.one_hot(side[rows], 2).double()
    exact = torch.linalg.solve(laplacian[free][:, free], A[free][:, rows] @ known)
    assert torch.allclose(belief[free], exact, atol=1e-3)
    assert torch.allclose(belief[rows], known)


def test_a_random_pair_has_a_member_of_each_side() -> None:
    _, side = data.karate_club()
    pairs = [lecture()["random_pair"](draw) for draw in range(20)]
    assert all(side[pair].tolist() == [0, 1] for pair in pairs)
    assert len({tuple(pair.tolist()) for pair in pairs}) > 10


def test_the_network_is_given_the_training_that_suits_random_pairs_better() -> None:
    made, (_, side), A_hat, one_hot = lecture(), data.karate_club(), lecture()["normalize"](club()), torch.eye(34)
    right = {0.0: 0, 5e-3: 0}
    for draw in range(30):
        rows = made["random_pair"](draw)
        for decay in right:
            torch.manual_seed(draw)
            named = made["train"](made["GCN"](34, 16, 2), (A_hat, one_hot), side, rows, decay=decay)
            right[decay] += (named == side).sum().item()
    assert right[0.0] > right[5e-3] + 15  # of 1020; about 55 more


@pytest.mark.parametrize("kind", ["like to like", "meaningless", "opposites"])
def test_generated_graphs_are_joined_as_often_as_asked(kind: str) -> None:
    within, between = lecture()["KINDS"][kind]
    A, X, y = lecture()["make_graph"](within, between, seed=3)
    same = y[:, None] == y
    assert (A == A.T).all()
    assert A.diag().sum() == 0
    assert A[same].sum().item() / (3 * 100 * 99) == pytest.approx(within, rel=0.15)
    assert A[~same].mean().item() == pytest.approx(between, rel=0.15)
    assert y[:30].bincount().tolist() == [10, 10, 10]
    assert X[y == 1].mean(0).tolist() == pytest.approx([0, 1.5, 0, 0, 0, 0, 0, 0], abs=0.45)


def test_training_works_with_every_slip_of_normalization() -> None:
    made, rows, loops = lecture(), torch.arange(30), torch.eye(300)
    A, X, y = made["make_graph"](*made["KINDS"]["like to like"], seed=0)
    scale = (A.sum(1)[:, None] * A.sum(1)).sqrt()  # degrees without loops; nobody is alone in this graph
    for slip in ((A + loops) / scale, A / scale + loops, made["normalize"](A + loops)):
        torch.manual_seed(0)
        named = made["train"](made["GCN"](8, 32, 3), (slip, X), y, rows, 60, 0.01)
        assert (named[30:] == y[30:]).float().mean().item() > 0.75


def test_what_is_left_after_many_rounds_still_has_a_spread_of_one() -> None:
    A, X, _ = lecture()["make_graph"](*lecture()["KINDS"]["like to like"], seed=1)
    left = lecture()["smoothed"](A, X, 32)
    assert torch.allclose(left.std(0), torch.ones(8), atol=1e-4)
    assert torch.allclose(left.mean(0), torch.zeros(8), atol=1e-4)


@pytest.mark.parametrize(("seed", "alone"), [(0, 0), (1, 1), (2, 0), (3, 0), (4, 0)])
def test_thirty_two_averages_keep_the_class_unless_a_node_without_edges_drowns_it(seed: int, alone: int) -> None:
    made, rows = lecture(), torch.arange(30)
    A, X, y = made["make_graph"](*made["KINDS"]["like to like"], seed)
    assert (A.sum(1) == 0).sum() == alone
    torch.manual_seed(seed)
    named = made["train"](made["GCN"](8, 3), (torch.eye(300), made["smoothed"](A, X, 32)), y, rows, 60, 0.05)
    right = (named[30:] == y[30:]).float().mean().item()
    assert right < 0.6 if alone else right > 0.75


@pytest.mark.parametrize("seed", [2, 3])
def test_eight_layers_learn_again_without_weight_decay_and_not_by_patience_alone(seed: int) -> None:
    made, rows = lecture(), torch.arange(30)
    A, X, y = made["make_graph"](*made["KINDS"]["like to like"], seed)
    right = {}
    for name, how in {"as two": (60, 0.01), "no decay": (60, 0.01, 0.0), "patience": (300, 0.003)}.items():
        torch.manual_seed(seed)
        named = made["train"](made["GCN"](8, *[32] * 7, 3), (made["normalize"](A), X), y, rows, *how)
        right[name] = (named[30:] == y[30:]).float().mean().item()
    assert max(right["as two"], right["patience"]) < 0.5
    assert right["no decay"] > 0.45


def test_after_sixteen_rounds_a_leader_knows_most_of_news_from_anybody() -> None:
    heard = torch.linalg.matrix_power(lecture()["normalize"](club()).double(), 16)
    assert set(heard.argmax(0).tolist()) == {0, 33}


def test_two_triangles_and_a_hexagon_look_alike_without_features() -> None:
    A, B = (lecture()["adjacency"](lecture()[name]) for name in ("TRIANGLES", "HEXAGON"))
    assert nx.number_connected_components(nx.from_numpy_array(A.numpy())) == 2
    assert nx.is_isomorphic(nx.from_numpy_array(B.numpy()), nx.cycle_graph(6))
    for net, see in networks(4):
        assert torch.allclose(net(see(A), torch.ones(6, 4)), net(see(B), torch.ones(6, 4)), atol=1e-5)
    assert lecture()["color_counts"](A) == lecture()["color_counts"](B)


@few
@given(n=st.integers(3, 10), seed=seeds)
def test_the_trace_of_the_third_power_counts_triangles_under_every_numbering(n: int, seed: int) -> None:
    A, _ = graph(n, seed)
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    triangles = sum(nx.triangles(nx.from_numpy_array(A.numpy())).values()) / 3
    for numbered in (A, A[order][:, order]):
        assert torch.linalg.matrix_power(numbered, 3).trace().item() == pytest.approx(6 * triangles)


def networkx_colors(A: torch.Tensor) -> str:
    network = nx.from_numpy_array(A.numpy())
    nx.set_node_attributes(network, "same", "color")
    return str(nx.weisfeiler_lehman_graph_hash(network, node_attr="color", iterations=6))


@few
@given(seed=seeds, n=st.integers(3, 6))
def test_colors_tell_apart_what_networkx_tells_apart(seed: int, n: int) -> None:
    A, B = graph(n, seed)[0], graph(n, seed + 1)[0]
    ours = lecture()["color_counts"](A) == lecture()["color_counts"](B)
    assert ours == (networkx_colors(A) == networkx_colors(B))


def test_the_score_of_links_is_the_area_under_the_curve() -> None:
    A, _, _ = lecture()["make_graph"](0.02, 0.02, seed=0)
    pairs, absent = A.triu(1).nonzero().T, (1 - A - torch.eye(300)).triu(1).nonzero().T[:, ::9]
    code = lecture()["normalize"](A) @ torch.randn(300, 256, generator=torch.Generator().manual_seed(0))
    scores = np.concatenate([(code[i] * code[j]).sum(1).numpy() for i, j in (pairs, absent)])
    truth = np.repeat([1, 0], [pairs.shape[1], absent.shape[1]])
    assert lecture()["link_auc"](A, pairs, absent) == pytest.approx(roc_auc_score(truth, scores), abs=1e-3)

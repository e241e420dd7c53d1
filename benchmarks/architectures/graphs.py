"""The contests of lecture 42, one for each kind of edges; seeds draw the graph, its features and the first weights."""

from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace

import torch
from torch import Tensor, nn

from benchmarks.architectures.contest import Contender, Contest, Judged

LABELED = 30  # of 300 nodes, ten in each class
Built = tuple[nn.Module, Tensor]  # a network, and how it sees the graph


def without_edges(names: SimpleNamespace, A: Tensor) -> Built:
    return names.GCN(8, 32, 3), torch.eye(len(A))


def gcn(names: SimpleNamespace, A: Tensor) -> Built:
    return names.GCN(8, 32, 3), names.normalize(A)


def own_and_mean(names: SimpleNamespace, A: Tensor) -> Built:
    return names.OwnAndMean(8, 32, 3), A / A.sum(1, keepdim=True).clamp(min=1)


def gat(names: SimpleNamespace, A: Tensor) -> Built:
    return names.GAT(8, 3), names.with_loops(A)


def trained(build: Callable[[SimpleNamespace, Tensor], Built], kind: str, names: SimpleNamespace, seed: int) -> Judged:
    A, X, y = names.make_graph(*names.KINDS[kind], seed)
    net, graph = build(names, A)
    return net, share_right(names.train(net, (graph, X), y, torch.arange(LABELED), 60, 0.01), y)


def label_propagation(kind: str, names: SimpleNamespace, seed: int) -> Judged:
    A, _, y = names.make_graph(*names.KINDS[kind], seed)
    belief = names.spread_labels(A, torch.arange(LABELED), y)  # (300, 3)
    return nn.Identity(), share_right((belief / belief.sum(0)).argmax(1), y)


def share_right(named: Tensor, y: Tensor) -> float:
    return (named[LABELED:] == y[LABELED:]).float().mean().item()


def contenders(kind: str) -> Mapping[str, Contender]:
    return {
        "MLP without edges": partial(trained, without_edges, kind),
        "label propagation, balanced": partial(label_propagation, kind),
        "GAT": partial(trained, gat, kind),
        "own + mean": partial(trained, own_and_mean, kind),
        "GCN": partial(trained, gcn, kind),
    }


CONTESTS = tuple(
    Contest("42-graph-networks", ("KINDS",), f"unlabeled nodes right, edges {kind}", contenders(kind))
    for kind in ("like to like", "meaningless", "opposites")
)

"""The karate club against the table that networkx ships, and against what Zachary says of it."""

import networkx as nx
import torch

from helpers import data


def test_the_club_is_the_one_that_everybody_uses() -> None:
    edges, side = data.karate_club()
    club = nx.karate_club_graph()
    assert {(a, b) for a, b in edges.T.tolist()} == {*club.edges, *((b, a) for a, b in club.edges)}
    assert side.tolist() == [int(club.nodes[member]["club"] == "Officer") for member in range(34)]


def test_each_friendship_stands_there_once_in_each_direction() -> None:
    edges, side = data.karate_club()
    assert edges.shape == (2, 156)
    assert side.shape == (34,)
    assert edges.dtype == side.dtype == torch.int64
    assert len(set(map(tuple, edges.T.tolist()))) == 156
    assert (edges[0] != edges[1]).all()
    assert (edges[1].diff() >= 0).all()


def test_the_club_split_in_halves_behind_its_two_leaders() -> None:
    edges, side = data.karate_club()
    assert side.bincount().tolist() == [17, 17]
    assert side[[0, 33]].tolist() == [0, 1]
    assert edges[1].bincount().topk(2).indices.tolist() == [33, 0]

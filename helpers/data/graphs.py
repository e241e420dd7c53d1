"""A graph small enough to draw, with a label for each node."""

import torch
from torch import Tensor

# Who was friends with whom, each friendship once, under the member with the lower number.
_FRIENDS = {
    0: (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31),
    1: (2, 3, 7, 13, 17, 19, 21, 30),
    2: (3, 7, 8, 9, 13, 27, 28, 32),
    3: (7, 12, 13),
    4: (6, 10),
    5: (6, 10, 16),
    6: (16,),
    8: (30, 32, 33),
    9: (33,),
    13: (33,),
    14: (32, 33),
    15: (32, 33),
    18: (32, 33),
    19: (33,),
    20: (32, 33),
    22: (32, 33),
    23: (25, 27, 29, 32, 33),
    24: (25, 27, 31),
    25: (31,),
    26: (29, 33),
    27: (33,),
    28: (31, 33),
    29: (32, 33),
    30: (32, 33),
    31: (32, 33),
    32: (33,),
}
_WITH_THE_TEACHER = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 16, 17, 19, 21)


def karate_club() -> tuple[Tensor, Tensor]:
    """Return the friendships in a karate club of 34 members, and where each went when the club split.

    The first tensor is (2, 156) int64, an edge (sender, receiver) in each column: every one of the 78 friendships
    stands there in both directions, sorted by receiver. The second is (34,) int64: 0 for those who followed the
    teacher, who is member 0, and 1 for those who stayed with the officer, who is member 33.

    Source: W. W. Zachary (1977), An Information Flow Model for Conflict and Fission in Small Groups, Journal of
    Anthropological Research 33(4), 452-473; members are numbered from 1 there. It is the version that everybody uses,
    with 78 friendships (Zachary's two matrices differ in that between members 22 and 33).
    """
    pairs = [(a, b) for a, friends in _FRIENDS.items() for b in friends]
    both = sorted([*pairs, *((b, a) for a, b in pairs)], key=lambda pair: (pair[1], pair[0]))
    side = torch.ones(34, dtype=torch.int64)
    side[list(_WITH_THE_TEACHER)] = 0
    return torch.tensor(both).T.contiguous(), side

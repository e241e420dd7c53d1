# %% grade_id="t6_lenet_counts" mistake="connects C3 fully" message="That is the full connection"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = 6 * maps
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has one weight a map in S2" message="one factor and one bias"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (6, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="gives S2 a weight for each pixel" message="shared by the four pixels"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (30, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="forgets the biases of C1" message="Does each kernel have a bias?"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (150, c1**2 * 150),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="forgets the biases of C3" message="Does each kernel have a bias?"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has a bias for each kernel of C3" message="has one bias, however many maps it looks at"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (26 * inputs, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="forgets the biases of C5" message="Does each kernel have a bias?"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * 25 * maps, c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="forgets the biases of F6" message="Does each of the 84 have a bias?"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 120, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="trains the output" message="are not trained"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (840, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="trains the output with biases" message="it has no bias"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (850, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="forgets biases among the connections" message="A bias enters each output too"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 150),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has four connections for each output of S2" message="A bias enters each output too"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 24),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="counts weights of S2 as connections" message="Four pixels and a bias enter each output"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 12),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="counts places as if padded" message="How many places has a window of 5"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, side**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has no connections of the output" message="whether they are trained or not"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, 0),
    ]


# %% grade_id="t6_lenet_counts" mistake="takes C5 for dense" message="do weights depend on the table alone"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (s4**2 * maps + 1), 120 * (s4**2 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has one place in F6 always" message="How many places has its window"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has one place in the output always" message="How many places has its window"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has 16 maps always" message="do weights depend on the table alone"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = 16
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="has 60 kernels always" message="do weights depend on the table alone"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = 60
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="rounds up what is left over" message="rows that are left over not counted"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = -(-c1 // 2)
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]


# %% grade_id="t6_lenet_counts" mistake="copies the numbers of 1998" message="have"
def lenet_counts(side, table):
    return [(156, 122304), (12, 5880), (1516, 151600), (32, 2000), (48120, 48120), (10164, 10164), (0, 840)]


# %% grade_id="t6_lenet_counts" mistake="swaps weights and connections" message="C1 has 156 weights"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (b, a)
        for a, b in [
            (156, c1**2 * 156),
            (12, s2**2 * 30),
            (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
            (2 * maps, s4**2 * 5 * maps),
            (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
            (84 * 121, c5**2 * 84 * 121),
            (0, c5**2 * 840),
        ]
    ]


# %% grade_id="t6_lenet_counts" mistake="leaves the output layer out" message="seven pairs"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
    ]


# %% grade_id="t6_lenet_counts" mistake="returns a dictionary" message="where numbers are needed"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = sum(map(len, table))
    return {
        "C1": 0,
        "S2": [
            (156, c1**2 * 156),
            (12, s2**2 * 30),
            (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
            (2 * maps, s4**2 * 5 * maps),
            (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
            (84 * 121, c5**2 * 84 * 121),
            (0, c5**2 * 840),
        ],
    }


# %% grade_id="t6_lenet_counts" mistake="empties the table" message="lenet_counts changed its argument table"
def lenet_counts(side, table):
    c1 = side - 4
    s2 = c1 // 2
    c3 = s2 - 4
    s4 = c3 // 2
    c5 = s4 - 4
    maps = len(table)
    inputs = 0
    while table:
        inputs += len(table.pop())
    return [
        (156, c1**2 * 156),
        (12, s2**2 * 30),
        (25 * inputs + maps, c3**2 * (25 * inputs + maps)),
        (2 * maps, s4**2 * 5 * maps),
        (120 * (25 * maps + 1), c5**2 * 120 * (25 * maps + 1)),
        (84 * 121, c5**2 * 84 * 121),
        (0, c5**2 * 840),
    ]

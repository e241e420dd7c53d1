"""Whose a name is, and whose an object: two processes give the points that one would, cell by cell.

Each case is a small notebook. Its reference, its solution cells left empty, and each wrong answer are run in one plain
namespace, as a notebook runs, and graded by the engine.
"""

import re
import warnings
from collections.abc import Mapping
from typing import Any

import pytest
from engine_notebooks import QUICK, check, given, notebook, solution

from grader.engine.execute import execute
from grader.engine.job import APART, Job
from grader.engine.trusted.warm import WarmParent

CASES = {
    "a given value is bound anew": """
# given
y = 4
def hypotenuse(a, b): return (a * a + b * b) ** .5
class Point: n = 1
# solution
y = 7
def hypotenuse(a, b): return 5.0
class Point: n = 2
# wrong
y = 4 + 1
def hypotenuse(a, b): raise NotImplementedError
# test
assert y == 7
# test
assert y == 4
# test
assert hypotenuse(3, 4) == 5
# test
assert Point.n == 2
""",
    "before and after": """
# given
x = 0
# test
assert x == 0
# solution
x = 5
# test
assert x == 5
# given
x = 3
# test
assert x == 3
# given
z = x + 1
# test
assert z == 4
""",
    "every way to bind": """
# given
a = b = c = d = e = f = g = h = i = 1
m = [0]
# solution
for a in (1, 2): pass
with __import__('contextlib').nullcontext(3) as b: pass
(c := 4)
d, *e = 5, 6
f: int = 7
def set_g():
    global g
    g = 8
set_g()
h += 8
del i
m[0] = 9
# wrong
a = 9
# test
assert a == 2
# test
assert b == 3
# test
assert c == 4
# test
assert d == 5 and e == [6]
# test
assert f == 7
# test
assert g == 8
# test
assert h == 9
# test
i
# test
assert m == [9]
""",
    "a given object is changed": """
# given
import numpy as np, random, heapq
results, table, grid, queue, cards = [], {'a': 1}, np.zeros(4), [3, 2], list(range(9))
nested, seen, total = {'k': []}, set(), [0]
class Box:
    def __init__(self): self.size = 0
    def grow(self): self.size += 1; return self
box, other = Box(), Box()
counter = 0
def bump():
    global counter
    counter += 1
def note(what): total.append(what)
# solution
results.append(5)
table['b'] = 2
grid[2:] += 1
heapq.heapify(queue)
random.shuffle(cards)
nested['k'].append(1)
for one in (seen,): one.add(3)
box.size = 3
grown = other.grow()
bump()
note(4)
# wrong
results.append(6)
# test
assert results == [5]
# test
assert results == []
# test
assert table == {'a': 1, 'b': 2}
# test
assert grid.tolist() == [0, 0, 1, 1]
# test
assert queue == [2, 3]
# test
assert sorted(cards) == list(range(9)) and cards != list(range(9))
# test
assert nested == {'k': [1]}
# test
assert seen == {3}
# test
assert box.size == 3 and other.size == 1
# test
assert counter == 1
# test
assert total == [0, 4]
""",
    "a given model is trained": """
# given
import torch
from torch import nn
torch.manual_seed(0)
X = torch.randn(40, 2)
y = X[:, :1] - X[:, 1:]
model, other = nn.Linear(2, 1), nn.Linear(2, 1)
# solution
def fit(net):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        loss = ((net(X) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(50):
    optimizer.zero_grad()
    loss = ((model(X) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
# wrong
def fit(net): pass
# given
fit(other)
# test
assert ((model(X) - y) ** 2).mean() < 0.01
# test
assert ((other(X) - y) ** 2).mean() < 0.01
""",
    "what given code keeps": """
# given
registry, memo = {}, {}
def register(f):
    registry[f.__name__] = f
    return f
def fib(n):
    if n not in memo: memo[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
    return memo[n]
def called():
    called.times += 1
called.times = 0
class Base:
    known = []
    def __init_subclass__(cls): Base.known.append(cls.__name__)
numbers = iter([1, 2, 3])
# solution
@register
def f(): return 1
ten = fib(10)
called()
class Own(Base): pass
first = next(numbers)
# wrong
ten = 55
first = 1
# test
assert list(registry) == ['f'] and registry['f']() == 1
# test
assert len(memo) == 11
# test
assert called.times == 1
# test
assert Base.known == ['Own']
# test
assert next(numbers) == 2
""",
    "a function changes what it is handed": """
# given
data, rows = [3, 1, 2], [[1], [2]]
# solution
def sort_in_place(v): v.sort()
def clear_rows(m):
    for row in m: row.clear()
# wrong
def sort_in_place(v): return sorted(v)
def clear_rows(m): m.clear()
# given
sort_in_place(data)
clear_rows(rows)
# test
assert data == [1, 2, 3]
# test
assert data == [3, 1, 2]
# test
assert rows == [[], []]
""",
    "functions work on given objects": """
# given
results, log = [], {}
# solution
def add(x): results.append(x)
def note(k): log[k] = True
# wrong
def add(x): return results + [x]
def note(k): log = {k: True}
# test
add(5)
assert results == [5]
# test
add(6)
assert results == [5, 6]
# test
note('k')
assert log == {'k': True}
# test
results.append(7)
add(8)
assert results[-2:] == [7, 8]
""",
    "a test changes what functions read": """
# given
g = 9.8
stock = [1, 2, 3]
def square(x): return x * x
# solution
def fall(t): return g * t
def total(): return sum(stock)
def sum_squares(n): return sum(square(i) for i in range(1, n + 1))
# wrong
def fall(t): return 9.8 * t
def total(): return 6
def sum_squares(n): return n * (n + 1) * (2 * n + 1) // 6
# test
g = 1
assert fall(2) == 2
# test
stock.append(4)
assert total() == 10
# test
assert total() == 10 and stock == [1, 2, 3, 4]
# test
keep = square
del square
try: sum_squares(2)
except NameError: pass
else: raise AssertionError('does not use square')
finally: square = keep
# test
assert sum_squares(3) == 14
# test
calls = 0
def square(x):
    global calls
    calls += 1
    return x * x
assert sum_squares(3) == 14 and calls == 3
# test
assert sum_squares(2) == 5
""",
    "what a solution imports": """
# solution
import numpy as np
import os.path
from math import sqrt as root, pi
from collections import Counter
import numpy.linalg as la
# wrong
import math as np
from math import cbrt as root
pi = 3
class Counter(dict): pass
# test
assert np.arange(3).sum() == 3
# test
assert root(4) == 2 and root.__name__ == 'sqrt'
# test
assert 3.1 < pi < 3.2
# test
assert Counter('aab').most_common(1) == [('a', 2)]
# test
assert la.norm([3, 4]) == 5
# test
assert os.path.join('a', 'b') == 'a/b'
""",
    "what a solution imports again": """
# given
import numpy as np
# solution
import numpy as np
def f(x): return np.sum(x)
# wrong
def f(x): return 7
# test
assert np.sum([1, 2]) == 3
# test
assert f([1, 2]) == 3
""",
    "names of a test in a later cell": """
# solution
a = 1
# test
from math import sqrt
import statistics
x_test = [1, 4]
def shifted(v): return v + 1
assert a == 1
# solution
roots = [sqrt(v) for v in x_test]
more = shifted(statistics.mean(x_test))
# wrong
roots = [v for v in x_test]
# test
assert roots == [1, 2]
# test
assert more == 3.5
# test
assert sqrt(9) == 3 and x_test == [1, 4]
""",
    "one list in many places": """
# solution
def matrix(n): return [[0] * n for _ in range(n)]
def table(keys): return {k: [] for k in keys}
def pair(n): return (list(range(n)), list(range(n)))
# wrong
def matrix(n): return [[0] * n] * n
def table(keys): return dict.fromkeys(keys, [])
def pair(n):
    v = list(range(n))
    return v, v
# test
m = matrix(3)
m[0][0] = 1
assert m[1][0] == 0
# test
t = table('ab')
t['a'].append(1)
assert t['b'] == []
# test
x, y = pair(2)
x.append(9)
assert y == [0, 1]
# test
assert matrix(2)[0] is not matrix(2)[1] and pair(2)[0] is not pair(2)[1]
""",
    "arrays in many places": """
# given
import numpy as np
# solution
def layers(n): return [np.zeros(n) for _ in range(3)]
def head(x): return x[:2].copy()
def doubled(x): return 2 * x
def flat(x): return x.flatten()
# wrong
def layers(n): return [np.zeros(n)] * 3
def head(x): return x[:2]
def doubled(x):
    x *= 2
    return x
def flat(x): return x.reshape(-1)
# test
a = layers(2)
a[0][0] = 1
assert a[1][0] == 0
# test
x = np.arange(4.0)
head(x)[0] = 9
assert x[0] == 0
# test
x = np.arange(4.0)
y = doubled(x)
assert y is not x and not np.shares_memory(x, y) and x[1] == 1
# test
x = np.arange(6.0).reshape(2, 3)
flat(x.T)[1] = 9
flat(x)[1] = 9
assert x[0, 1] == 1
""",
    "arrays that an object keeps": """
# given
import numpy as np
# solution
class Grid:
    def __init__(self, cells): self.cells = np.array(cells, dtype=float)
    def row(self, i): return self.cells[i].copy()
    def total(self): return float(self.cells.sum())
    def halves(self): return self.cells[0].copy(), self.cells[0].copy()
def live(grid): return grid.cells.T
# wrong
class Grid:
    def __init__(self, cells): self.cells = np.asarray(cells, dtype=float)
    def row(self, i): return self.cells[i]
    def total(self): return float(self.cells.sum())
    def halves(self): return self.cells[0], self.cells[0]
def live(grid): return grid.cells.T.copy()
# test
g = Grid([[1, 2], [3, 4]])
g.row(0)[0] = 9
assert g.total() == 10
# test
cells = np.array([[1.0, 2.0], [3.0, 4.0]])
g = Grid(cells)
cells[0, 0] = 9
assert g.total() == 10
# test
g = Grid([[1, 2], [3, 4]])
live(g)[0, 1] = 5
assert g.total() == 12
# test
a, b = Grid([[1, 2], [3, 4]]).halves()
a[0] = 7
assert b[0] == 1
# test
g = Grid([[1, 2], [3, 4]])
row = g.row(0)
g.cells[0, 0] = 5
assert row[0] == 1 and g.cells[0, 0] == 5
""",
    "a list that a function keeps": """
# solution
def gather(x, found=None):
    found = [] if found is None else found
    found.append(x)
    return found
class Log:
    def __init__(self): self.lines = []
    def add(self, line):
        self.lines.append(line)
        return self
# wrong
def gather(x, found=[]):
    found.append(x)
    return found
class Log:
    lines = []
    def add(self, line):
        self.lines.append(line)
        return self
# test
assert gather(1) == [1] and gather(2) == [2]
# test
a = gather(3)
b = gather(4)
assert a == [3] and a is not b
# test
a, b = Log(), Log()
a.add('x').add('y')
assert a.lines == ['x', 'y'] and b.lines == [] and a.lines is not b.lines
""",
    "more that a solution imports": """
# solution
from math import *
import numpy
import random as rnd
try:
    import json
except ImportError:
    json = None
def draw(): return rnd.choice([1])
# wrong
def sqrt(x): return 2
json = None
# test
assert sqrt(4) == 2 and floor(2.5) == 2
# test
assert numpy.arange(3).sum() == 3
# test
assert json.loads('[1]') == [1]
# test
assert rnd.choice([2]) == 2 and draw() == 1
""",
    "instances of given classes": """
# given
from dataclasses import dataclass
class Tree:
    def __init__(self, v, left=None, right=None): self.v, self.left, self.right = v, left, right
    def height(self): return 1 + max(t.height() if t else 0 for t in (self.left, self.right))
class Animal:
    def speak(self): return '...'
@dataclass
class Point:
    x: int = 0
# solution
def depth(t): return 0 if t is None else 1 + max(depth(t.left), depth(t.right))
def build(): return Tree(1, Tree(2))
def insert(t, v): t.left = Tree(v)
def mirror(t):
    if t is not None: t.left, t.right = mirror(t.right), mirror(t.left)
    return t
def call(a): return a.speak()
def move(p): p.x += 1
class Dog(Animal):
    def speak(self): return 'woof'
# wrong
def depth(t): return 2
def build(): return (1, 2)
def insert(t, v): return Tree(v)
def mirror(t): return Tree(t.v, t.right, t.left)
def call(a): return 'meow'
def move(p): return Point(p.x + 1)
class Dog:
    def speak(self): return '...'
# test
assert depth(Tree(1, Tree(2))) == 2 and depth(Tree(1)) == 1
# test
assert isinstance(build(), Tree) and build().left.v == 2
# test
assert isinstance(Dog(), Animal) and not isinstance(Dog(), Tree) and Dog().speak() == 'woof'
# test
t = Tree(1)
insert(t, 5)
assert t.left.v == 5 and isinstance(t.left, Tree) and t.height() == 2
# test
t = Tree(1, Tree(2), Tree(3))
left = t.left
assert mirror(t) is t and t.right is left and t.left.v == 3
# test
assert call(Animal()) == '...'
# test
p = Point(1)
move(p)
assert p == Point(2)
""",
    "a new list, or the same": """
# solution
def copied(x): return list(x)
def same(x):
    x.append(1)
    return x
def inner(x): return x['k']
# wrong
def copied(x): return x
def same(x): return x + [1]
def inner(x): return list(x['k'])
# test
x = [1]
assert copied(x) is not x
# test
x = [1]
copied(x).append(2)
assert x == [1]
# test
x = [0]
assert same(x) is x and x == [0, 1]
# test
x = {'k': [1]}
assert inner(x) is x['k']
""",
    "what an object keeps": """
# solution
class Stack:
    def __init__(self, items): self.items = list(items)
    def push(self, x): self.items.append(x)
    def size(self): return len(self.items)
    def content(self): return list(self.items)
class Matrix:
    def __init__(self, rows): self.rows = [list(row) for row in rows]
    def at(self, i, j): return self.rows[i][j]
# wrong
class Stack:
    def __init__(self, items): self.items = items
    def push(self, x): self.items.append(x)
    def size(self): return len(self.items)
    def content(self): return self.items
class Matrix:
    def __init__(self, rows): self.rows = list(rows)
    def at(self, i, j): return self.rows[i][j]
# test
items = [1, 2]
s = Stack(items)
s.push(3)
assert items == [1, 2] and s.size() == 3
# test
items = [1, 2]
s = Stack(items)
items.append(3)
assert s.size() == 2
# test
s = Stack([1])
s.content().append(9)
assert s.size() == 1
# test
rows = [[1]]
m = Matrix(rows)
rows[0][0] = 9
assert m.at(0, 0) == 1
""",
    "attributes and globals are the objects themselves": """
# solution
class Stack:
    def __init__(self): self.data, self.meta, self.rows = [], {}, [[0]]
    def size(self): return len(self.data)
    def first(self): return self.rows[0][0]
numbers = [1, 2]
def total(): return sum(numbers)
def remember(x): numbers.append(x)
# wrong
class Stack:
    data, meta, rows = (), None, ((1,),)
    def size(self): return 0
    def first(self): return 1
numbers = (1, 2)
def total(): return 3
def remember(x): pass
# test
s = Stack()
s.data.append(3)
assert s.size() == 1
# test
s = Stack()
s.meta['k'] = 1
assert s.meta == {'k': 1}
# test
s = Stack()
s.rows[0][0] = 5
assert s.first() == 5
# test
numbers.append(4)
assert total() == 7
# test
seen = numbers
remember(5)
assert seen[-1] == 5 and seen is numbers and total() == 12
# test
assert total() == 12 and numbers == [1, 2, 4, 5]
""",
    "values of the library, handed over": """
# given
import io, numpy as np
from collections import deque, Counter, OrderedDict, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
# solution
def twice(x): return x + x
def year(d): return d.year
def first(q): return q[0]
def names(ks): return sorted(ks)
def words(stream): return stream.read().split()
def report(stream): print('done', file=stream)
def draw(r): return r.rand(2).tolist()
def take(q): return q.popleft()
def most(c): return c.most_common(1)[0][0]
def suffix(p): return p.suffix
def stamp(b): b[0] = 65
# wrong
def twice(x): return float(2 * x)
def year(d): return 2020
def first(q): return 1
def names(ks): return list(ks)
def words(stream): return ['a']
def report(stream): pass
def draw(r): return [0.5, 0.5]
def take(q): return q[0]
def most(c): return 'b'
def suffix(p): return '.csv'
def stamp(b): pass
# test
assert twice(Decimal('1.1')) == Decimal('2.2') and twice(Fraction(1, 3)) == Fraction(2, 3)
# test
assert year(date(2021, 1, 1)) == 2021 and year(datetime(2019, 1, 1, 5)) == 2019
# test
assert twice(timedelta(1)) == timedelta(2)
# test
assert first(deque([7, 2])) == 7 and first(bytearray(b'a')) == 97
# test
d = {'b': 1, 'a': 2}
assert names(d.keys()) == ['a', 'b'] and names(d.values()) == [1, 2] and names(d.items()) == [('a', 2), ('b', 1)]
# test
assert words(io.StringIO('a b')) == ['a', 'b']
# test
out = io.StringIO()
report(out)
report(out)
assert out.getvalue() == 'done\\ndone\\n'
# test
assert draw(np.random.RandomState(0)) == np.random.RandomState(0).rand(2).tolist()
# test
q = deque([1, 2])
assert take(q) == 1 and q == deque([2])
# test
assert most(Counter('aab')) == 'a'
# test
assert suffix(Path('a.txt')) == '.txt'
# test
b = bytearray(b'xy')
stamp(b)
assert b == b'Ay'
""",
    "values of the library, returned": """
# given
from collections import Counter, defaultdict, OrderedDict, deque
from decimal import Decimal
import numpy as np
# solution
def count(s): return Counter(s)
def groups():
    d = defaultdict(list)
    d[1].append('a')
    return d
def ordered(): return OrderedDict(a=1)
def queue(): return deque([1, 2], 3)
def exact(): return Decimal('0.1') + Decimal('0.2')
def matrix(): return np.matrix([[1, 2], [3, 4]])
def masked(): return np.ma.masked_array([1, 2, 3], mask=[0, 1, 0])
def best():
    from scipy.optimize import minimize
    return minimize(lambda v: (v[0] - 1) ** 2, [0.])
class Queue:
    def __init__(self): self.items = deque()
    def size(self): return len(self.items)
# wrong
def count(s): return {'a': 2}
def groups(): return {1: ['a']}
def ordered(): return {'a': 1}
def queue(): return [1, 2]
def exact(): return 0.1 + 0.2
def matrix(): return np.array([[1, 2], [3, 4]])
def masked(): return np.array([1, 2, 3])
def best(): return {'success': True}
class Queue:
    items = []
    def size(self): return 0
# test
assert count('aab').most_common(1) == [('a', 2)] and count('a')['z'] == 0
# test
assert groups()[5] == [] and groups() == {1: ['a']}
# test
assert isinstance(ordered(), OrderedDict)
# test
assert queue().maxlen == 3 and queue() == deque([1, 2])
# test
assert exact() == Decimal('0.3')
# test
assert matrix()[0].shape == (1, 2) and matrix().tolist() == [[1, 2], [3, 4]]
# test
assert masked().sum() == 4
# test
assert best().success and abs(best().x[0] - 1) < 1e-3
# test
q = Queue()
q.items.append(1)
assert q.size() == 1
""",
    "objects that a function made": """
# solution
class Card:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
    def __len__(self): return 1
    def __hash__(self): return hash(self.v)
def deal(): return [Card(2), Card(1)]
def make(v): return Card(v)
# wrong
class Card:
    def __init__(self, v): self.v = v
    def __len__(self): return 0
def deal(): return [Card(2), Card(1)]
def make(v): return Card(v)
# test
assert make(2) == make(2)
# test
assert make(2) != make(3)
# test
assert [c.v for c in sorted(deal())] == [1, 2]
# test
assert max(deal()).v == 2
# test
assert make(2)
# test
assert Card(1) in deal() and len({*deal(), *deal()}) == 2
""",
    "names that are asked for as text": """
# given
import math
# solution
y = 81
def f(): return 1
# wrong
z = 81
# test
assert 'y' in dir() and 'math' in dir()
# test
assert 'y' in globals() and 'f' in globals() and 'nothing' not in globals()
# test
assert 'y' in locals()
# test
assert globals().get('y') == 81 and globals().get('nothing', 3) == 3
# test
assert globals()['f']() == 1
""",
    "objects keep their identity": """
# solution
class Node:
    def __init__(self, v, next=None): self.v, self.next = v, next
    def me(self): return self
def ring(n):
    nodes = [Node(i) for i in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]): a.next = b
    return nodes[0]
def same(x): return x
# wrong
class Node:
    def __init__(self, v, next=None): self.v, self.next = v, next
    def me(self): return Node(self.v, self.next)
def ring(n): return Node(0, Node(1, Node(2, Node(0))))
def same(x): return Node(x.v)
# test
first = ring(3)
assert first.next.next.next is first
# test
one = Node(1)
assert one.me() is one and same(one) is one
# test
a, b = Node(1), Node(1)
assert a is not b and same(a) is not b and [same(a)] == [a]
""",
    "what a function's text says": """
# given
import inspect
# solution
def f(a: int, b: float = 2.0, *, c=None) -> float: return a + b
class C:
    def __init__(self, a): self.a = a
# wrong
def f(a, b): return a + b
class C:
    def __init__(self, b, c): self.a = b
# test
assert f.__annotations__['a'] is int and f.__defaults__ == (2.0,) and f.__kwdefaults__ == {'c': None}
# test
assert f.__code__.co_argcount == 2 and f.__code__.co_varnames[0] == 'a'
# test
assert list(inspect.signature(C).parameters) == ['a']
# test
assert list(inspect.signature(f).parameters) == ['a', 'b', 'c']
""",
    "given numbers that nobody seeded": """
# given
import random
import numpy as np, torch
data = np.random.randn(5)
# given
more = np.random.default_rng().random(3), random.random(), torch.rand(2)
# solution
mean = data.mean()
total = more[0].sum() + more[1] + float(more[2].sum())
# wrong
mean = total = 0
# test
assert mean == data.mean()
# test
assert abs(total - (more[0].sum() + more[1] + float(more[2].sum()))) < 1e-6
""",
    "demonstrations": """
# solution
def f(x): return x + 1
# given
def demo():
    return [f(i) for i in range(3)]
shown = demo()
again = lambda: f(5)
late = again()
# wrong
def f(x): return x
# test
assert shown == [1, 2, 3]
# test
assert late == 6
# test
assert demo() == [1, 2, 3] and again() == 6
""",
    "given code that does not work": """
# given
if 1 > 0:
print('indentation matters')
# given
1 / 0
# given
after = 1
# solution
a = 1
# wrong
a = 2
# test
assert a == 1 and after == 1
""",
}


def read(text: str) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """Return the cells as pairs of role and code, and for each solution cell the wrong code, "" where there is none."""
    parts = [part.split("\n", 1) for part in re.split(r"(?m)^# (?=(?:given|solution|wrong|test)$)", text)[1:]]
    cells = [(role, code.strip("\n")) for role, code in parts]
    return [cell for cell in cells if cell[0] != "wrong"], [code for role, code in cells if role == "wrong"]


def variants(text: str) -> Mapping[str, list[tuple[str, str]]]:
    cells, wrong = read(text)
    made = {"reference": cells, "empty": [(role, "" if role == "solution" else code) for role, code in cells]}
    last = max(place for place, (role, _) in enumerate(cells) if role == "solution")
    for number, code in enumerate(wrong):
        made[f"wrong {number}"] = [*cells[:last], ("solution", code), *cells[last + 1 :]]
    return made


def in_one_process(cells: list[tuple[str, str]]) -> list[bool]:
    """Run the cells as a notebook does, where a warning stops nothing, and return, for each test, whether it passed."""
    names: dict[str, Any] = {"__name__": "__main__"}
    passed = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for role, code in cells:
            try:
                exec(compile(code, "<cell>", "exec"), names)  # noqa: S102
                passed += [True] * (role == "test")
            except Exception:
                passed += [False] * (role == "test")
    return passed


def made(cells: list[tuple[str, str]]) -> dict[str, Any]:
    kinds = {"given": given, "solution": solution, "test": check}
    return notebook(*(kinds[role](code, f"{role}{number}") for number, (role, code) in enumerate(cells)))


@pytest.mark.parametrize("name", CASES)
def test_the_points_are_those_of_one_process(parent: WarmParent, name: str) -> None:
    source = made(read(CASES[name])[0])
    for variant, cells in variants(CASES[name]).items():
        outcome = execute(Job(made(cells), source, way=APART), QUICK, parent)
        got = [bool(score.points) for score in outcome.scores.values()]
        said = [score.message for score in outcome.scores.values()]
        assert got == in_one_process(cells), (variant, said, outcome.log)

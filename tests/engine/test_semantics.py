# ruff: noqa: E501 -- small programs as text
"""What a test may do with a student's names: ordinary nbgrader test cells run unchanged."""

import pytest
from engine_notebooks import IMPORTS, QUICK, cell, check, grade, notebook, only, reasons, solution
from engine_notebooks import given as given_cell

from grader.engine.execute import execute
from grader.engine.job import APART, Job
from grader.engine.trusted.warm import WarmParent

REFERENCE = '''
def squares(n):
    """Squares of 1 to n."""
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i**2 for i in range(1, n + 1)]

def sum_of_squares(n):
    return sum(squares(n))

def add_one_in_place(values):
    for i in range(len(values)):
        values[i] += 1

def slope(f, x, h=1e-6):
    return (f(x + h) - f(x - h)) / (2 * h)

def scaled(f):
    values = f()
    values *= 3

def count_down(n):
    print("starting")
    while n:
        yield n
        n -= 1

class EmptyStackError(Exception):
    pass

class Stack:
    def __init__(self): self._items = []
    def push(self, item): self._items.append(item)
    def pop(self):
        if not self._items: raise EmptyStackError("the stack is empty")
        return self._items.pop()
    def __len__(self): return len(self._items)
    def __iter__(self): return iter(self._items)
    def __contains__(self, item): return item in self._items

class Value:
    def __init__(self, data, parents=()):
        self.data, self.grad, self._parents, self._back = data, 0.0, parents, lambda: None
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def back():
            self.grad += out.grad
            other.grad += out.grad
        out._back = back
        return out
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._back = back
        return out
    __radd__, __rmul__ = __add__, __mul__
    def __eq__(self, other): return isinstance(other, Value) and self.data == other.data
    def __hash__(self): return hash(self.data)
    def __repr__(self): return f"Value({self.data})"
    def backward(self):
        self.grad = 1.0
        self._back()

class MLP(nn.Module):
    def __init__(self, n_in, n_hidden, n_out):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(n_in, n_hidden), nn.Tanh(), nn.Linear(n_hidden, n_out))
        self.norm = nn.BatchNorm1d(n_out)
        self.sizes = (n_in, n_hidden, n_out)
    def forward(self, x):
        return self.norm(self.layers(x))

class Linear:
    def __init__(self, n_in, n_out):
        self.W = torch.zeros(n_in, n_out, requires_grad=True)
    def __call__(self, x): return x @ self.W

def squared_error(w, x, y):
    return ((x @ w - y) ** 2).mean()

def backward_of_sum(w): (2 * w).sum().backward()

def sgd_step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= rate * p.grad

def train_step(model, optimizer, x, y):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    return loss.item()

def scheduled_step(schedule, model, optimizer, x, y):
    loss = train_step(model, optimizer, x, y)
    schedule.step()
    return loss

def fit(model, x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model.train()
    for _ in range(5):
        train_step(model, optimizer, x, y)
    model.eval()
    return model

def freeze(model):
    for p in model.parameters():
        p.requires_grad_(False)

def with_head(model, classes):
    freeze(model)
    model[-1] = nn.Linear(model[-1].in_features, classes)
    return model

def zero_through_numpy(t): t.numpy()[:] = 0

def last_state(model, x): return model(x)[0][:, -1]

def reading(path): return open(path).read()
def noise(n): return torch.randn(n)
def draw(rng, n): return rng.normal(size=n)
'''

NET = "net = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 1))\n"
CHECKS = {
    "values": "assert squares(3) == [1, 4, 9]\nassert type(sum_of_squares(3)) is int",
    "builtin exception": "try:\n    squares(0)\nexcept ValueError as e:\n    assert 'at least' in str(e)\n"
    "else:\n    raise AssertionError",
    "own exception": "try:\n    Stack().pop()\nexcept EmptyStackError as e:\n    assert str(e) == 'the stack is empty'\n"
    "else:\n    raise AssertionError",
    "delete and restore": "orig = squares\ndel squares\ntry:\n    sum_of_squares(1)\nexcept NameError:\n    pass\n"
    "else:\n    raise AssertionError('squares is not used')\nfinally:\n    squares = orig\nassert sum_of_squares(2) == 5",
    "replace": "orig = squares\nsquares = lambda n: [10]\nassert sum_of_squares(3) == 10\nsquares = orig\n"
    "assert sum_of_squares(2) == 5",
    "list in place": "v = [1, 2]\nadd_one_in_place(v)\nassert v == [2, 3]",
    "array in place": "v = np.zeros(3)\nw = v\nadd_one_in_place(v)\nassert (w == 1).all()",
    "tensor in place": "v = torch.zeros(3)\nadd_one_in_place(v)\nassert torch.equal(v, torch.ones(3))",
    "untouched": "v = np.ones(3)\nbefore = v.copy()\nsum_of_squares(3)\nnp.testing.assert_array_equal(v, before)",
    "callback": "calls = []\ndef f(x):\n    calls.append(x)\n    return x ** 2\n"
    "np.testing.assert_allclose(slope(f, 3.0), 6.0, rtol=1e-5)\nassert len(calls) == 2",
    "callback raises": "class Stop(Exception): pass\ndef f(x): raise Stop\ntry:\n    slope(f, 1.0)\n"
    "except Stop:\n    pass\nelse:\n    raise AssertionError",
    "what a callback returned": "slope_of = np.ones(2)\nscaled(lambda: slope_of)\nassert slope_of.tolist() == [3.0, 3.0]",
    "shared function": "assert abs(slope(np.sin, 0.0) - 1) < 1e-6",
    "generator": "g = count_down(3)\nassert next(g) == 3\nassert list(g) == [2, 1]",
    "printed": "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b):\n    list(count_down(1))\n"
    "assert b.getvalue() == 'starting\\n'",
    "container": "s = Stack()\ns.push(1)\ns.push('a')\nassert len(s) == 2 and 'a' in s and list(s) == [1, 'a']\n"
    "assert s.pop() == 'a'",
    "operators": "a, b = Value(2.0), Value(5.0)\nc = a * b + 1\nc.backward()\nassert c.data == 11\n"
    "assert (3 * a).data == 6 and (1 + a).data == 3\nassert repr(a) == 'Value(2.0)' and f'{b}' == 'Value(5.0)'",
    "equality": "assert Value(1) + Value(2) == Value(3)\nassert Value(1) != Value(2)\n"
    "assert len({Value(1), Value(1)}) == 1\nassert Value(1) is not None and Value(1) != None",
    "classes": "v = Value(1)\nassert isinstance(v, Value) and type(v).__name__ == 'Value'\n"
    "assert not isinstance(v, Stack)\nv.data = 7\nassert v.data == 7 and not hasattr(v, 'nothing')",
    "module": "m = MLP(4, 8, 3)\nassert isinstance(m, nn.Module) and isinstance(m.layers[0], nn.Linear)\n"
    "assert m.sizes == (4, 8, 3) and m.layers[0].in_features == 4\nassert m(torch.randn(5, 4)).shape == (5, 3)\n"
    "assert sum(p.numel() for p in m.parameters()) == 4*8 + 8 + 8*3 + 3 + 6\nassert len(list(m.buffers())) == 3",
    "train and eval": "m = MLP(2, 4, 2)\nx = torch.randn(9, 2)\nm(x)\nassert m.norm.num_batches_tracked == 1\n"
    "m.eval()\nassert torch.equal(m(x), m(x)) and m.norm.num_batches_tracked == 1\nm.train()\nm(x)\n"
    "assert m.norm.num_batches_tracked == 2",
    "running statistics": "m = MLP(2, 4, 2)\nx = torch.randn(9, 2)\nm(x)\nz = m.layers(x)\n"
    "assert torch.allclose(m.norm.running_mean, 0.1 * z.mean(0), atol=1e-6)\n"
    "assert torch.allclose(m.norm.running_var, 0.9 + 0.1 * z.var(0), atol=1e-6)",
    "numbers written through NumPy": "m = MLP(2, 4, 2)\nzero_through_numpy(m.norm.running_var)\n"
    "assert not m.norm.running_var.any()",
    "state dict": "m, n = MLP(2, 4, 2), MLP(2, 4, 2)\nx = torch.randn(9, 2)\nn.load_state_dict(m.state_dict())\n"
    "m.eval(), n.eval()\nassert torch.allclose(m(x), n(x))",
    "training loop": "torch.manual_seed(0)\nm = MLP(2, 8, 1)\nx = torch.randn(64, 2)\ny = x[:, :1] * x[:, 1:]\n"
    "opt = torch.optim.Adam(m.parameters(), lr=0.02)\nlosses = []\nfor _ in range(60):\n    opt.zero_grad()\n"
    "    loss = ((m(x) - y) ** 2).mean()\n    loss.backward()\n    opt.step()\n    losses.append(loss.item())\n"
    "assert losses[-1] < 0.5 * losses[0], losses[::10]",
    "optimizer": "torch.manual_seed(0)\nm = MLP(2, 8, 1)\nx = torch.randn(64, 2)\ny = x[:, :1] * x[:, 1:]\n"
    "opt = torch.optim.Adam(m.parameters(), lr=0.02)\nlosses = [train_step(m, opt, x, y) for _ in range(60)]\n"
    "assert losses[-1] < 0.5 * losses[0], losses[::10]\nassert opt.state_dict()['state'][0]['step'] == 60\n"
    "before = [p.detach().clone() for p in m.parameters()]\nopt.param_groups[0]['lr'] = 0.0\ntrain_step(m, opt, x, y)\n"
    "assert all(torch.equal(p, q) for p, q in zip(m.parameters(), before))",
    **{
        f"schedule {made}": "m = MLP(2, 8, 1)\nx = torch.randn(64, 2)\nopt = torch.optim.SGD(m.parameters(), lr=0.5)\n"
        f"s = torch.optim.lr_scheduler.{made}\nother = torch.optim.SGD([torch.ones(1)], lr=0.5)\n"
        f"t = torch.optim.lr_scheduler.{made.replace('opt', 'other')}\n"
        "for _ in range(7):\n    scheduled_step(s, m, opt, x, x[:, :1])\n    other.step(), t.step()\n"
        "    assert opt.param_groups[0]['lr'] == other.param_groups[0]['lr']\n"
        "    assert s.get_last_lr() == t.get_last_lr() and s.last_epoch == t.last_epoch"
        for made in (
            "StepLR(opt, 3)",
            "MultiStepLR(opt, [2, 5])",
            "CosineAnnealingLR(opt, 10)",
            "OneCycleLR(opt, 1.0, 10)",
            "CyclicLR(opt, 0.1, 1.0)",
            "PolynomialLR(opt)",
        )
    },
    "schedule of functions": "m = MLP(2, 8, 1)\nopt = torch.optim.SGD(m.parameters())\n"
    "s = torch.optim.lr_scheduler.LambdaLR(opt, lambda e: 1.0)\ntry:\n    scheduled_step(s, m, opt, 0, 0)\n"
    "except TypeError as e:\n    assert 'made of functions' in str(e)\nelse:\n    raise AssertionError",
    "module of the test": "import copy\nx, y = torch.randn(32, 2), torch.randn(32, 1)\n"
    + NET
    + "same = copy.deepcopy(net)\n"
    "assert fit(net, x, y) is net and not net.training and not net[1].training\n"
    "opt = torch.optim.SGD(same.parameters(), lr=0.1, momentum=0.9)\nfor _ in range(5):\n    opt.zero_grad()\n"
    "    ((same(x) - y) ** 2).mean().backward()\n    opt.step()\nsame.eval()\n"
    "assert net[1].num_batches_tracked == 5\ntorch.testing.assert_close(net.state_dict(), same.state_dict())\n"
    "torch.testing.assert_close(net(x), same(x))\nfit(net, x, y)\nassert net[1].num_batches_tracked == 10",
    "module and optimizer of the test": NET + "x, y = torch.randn(32, 2), torch.randn(32, 1)\n"
    "opt = torch.optim.Adam(net.parameters(), lr=0.02)\nlosses = [train_step(net, opt, x, y) for _ in range(40)]\n"
    "assert losses[-1] < 0.9 * losses[0], losses\nassert opt.state_dict()['state'][0]['step'] == 40",
    "module of the test frozen": NET + "freeze(net)\nassert not any(p.requires_grad for p in net.parameters())\n"
    "before = net[0].weight.clone()\nnew = with_head(net, 5)\nassert new[3].out_features == 5 and new[0].in_features == 2\n"
    "assert [p.requires_grad for p in new[3].parameters()] == [True, True]\nassert torch.equal(new[0].weight, before)",
    "recurrent module of the test": "lstm, conv = nn.LSTM(3, 4, batch_first=True), nn.Conv1d(3, 3, 3, padding=1)\n"
    "x = torch.randn(2, 5, 3)\ntorch.testing.assert_close(last_state(lstm, x), lstm(x)[0][:, -1])\n"
    "last_state(lstm, x).sum().backward()\nassert lstm.weight_hh_l0.grad.abs().sum() > 0\n"
    "torch.testing.assert_close(last_state(lambda z: (conv(z.mT).mT,), x), conv(x.mT).mT[:, -1])",
    "gradients of an argument": "w = torch.randn(3, requires_grad=True)\nx, y = torch.randn(7, 3), torch.randn(7)\n"
    "squared_error(w, x, y).backward()\ngot = w.grad.clone()\nw.grad = None\n((x @ w - y) ** 2).mean().backward()\n"
    "torch.testing.assert_close(got, w.grad)",
    "a name is known": "backward_of_sum(torch.ones(1, requires_grad=True))",
    "gradients in the first request of a test": "w = torch.ones(3, requires_grad=True)\n"
    "backward_of_sum(w)\nassert w.grad is not None and w.grad.tolist() == [2.0, 2.0, 2.0]",
    "autograd.grad": "m = MLP(2, 3, 1)\nm.eval()\nx = torch.randn(5, 2, requires_grad=True)\n"
    "g = torch.autograd.grad(m(x).sum(), [x, *m.parameters()], allow_unused=True)\nassert g[0].shape == x.shape",
    "weights of a plain class": "layer = Linear(3, 2)\nx = torch.randn(4, 3)\nlayer(x).sum().backward()\n"
    "torch.testing.assert_close(layer.W.grad, x.sum(0)[:, None].expand(3, 2))\nsgd_step([layer.W], 1.0)\n"
    "torch.testing.assert_close(layer.W.detach(), -x.sum(0)[:, None].expand(3, 2))",
    "parameters of the test": "p = torch.ones(2, requires_grad=True)\np.grad = torch.tensor([1.0, 2.0])\n"
    "sgd_step([p], 0.1)\ntorch.testing.assert_close(p.detach(), torch.tensor([0.9, 0.8]))",
    "seed": "torch.manual_seed(3)\na = noise(4)\ntorch.manual_seed(3)\nassert torch.equal(a, torch.randn(4))\n"
    "assert not torch.equal(noise(4), noise(4))",
    "generator argument": "a = draw(np.random.default_rng(5), 3)\nassert np.array_equal(a, "
    "np.random.default_rng(5).normal(size=3))\nr = np.random.default_rng(5)\nassert not np.array_equal(draw(r, 3), draw(r, 3))",
    "source": "import inspect\nassert 'range' in inspect.getsource(squares)\n"
    "assert 'sum' not in inspect.getsource(squares)\nassert list(inspect.signature(slope).parameters) == ['f', 'x', 'h']",
    "hooks refused": "m = MLP(1, 1, 1)\ntry:\n    m.register_forward_hook(print)\nexcept TypeError as e:\n"
    "    assert 'hooks' in str(e)\nelse:\n    raise AssertionError",
    "documentation": "assert squares.__name__ == 'squares' and squares.__doc__ == 'Squares of 1 to n.'",
}


def test_the_reference_passes_every_kind_of_test(parent: WarmParent) -> None:
    outcome = grade(parent, REFERENCE, REFERENCE, *CHECKS.values())
    failed = {
        name: score.message for name, score in zip(CHECKS, outcome.scores.values(), strict=True) if score.points != 1
    }
    assert not failed


ALWAYS = """
class Always:
    def __eq__(self, other): return True
    __lt__ = __le__ = __gt__ = __ge__ = __ne__ = __eq__
    def __bool__(self): return True
    def __abs__(self): return self
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __sub__
    def __hash__(self): return 0
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __len__(self): return 1
    def __getitem__(self, i): return self
def f(x): return Always()
"""

STRICT = [
    "assert f(1) == 2",
    "assert 2 == f(1)",
    "assert f(1) != 3",
    "assert abs(f(1) - 2) < 1e-6",
    "assert f(1) == f(2)",
    "assert not (f(1) != f(2))",
    "assert np.allclose(f(1), 2)",
    "np.testing.assert_allclose(f(1), 2)",
    "np.testing.assert_equal(f(1), 2)",
    "np.testing.assert_array_equal([f(1)], [2])",
    "torch.testing.assert_close(f(1), torch.tensor(2.0))",
    "assert f(1) in [1, 2]",
    "assert [f(1)] == [2]",
    "assert f(1)",
    "assert f(1).shape == (2, 3)",
    "import unittest\nunittest.TestCase().assertEqual(f(1), 2)",
    "try:\n    ok = f(1) == 2\nexcept Exception:\n    ok = True\nassert ok",
    "f(1)",
]


@pytest.mark.parametrize("check", STRICT)
def test_an_object_that_is_equal_to_everything_wins_nothing(parent: WarmParent, check: str) -> None:
    score = only(grade(parent, "def f(x): return x + 1", ALWAYS, check))
    assert score.points == 0


@pytest.mark.parametrize(
    ("equal", "points"),
    [("isinstance(o, V) and self.x == o.x", 1), ("False", 0), ("self.y == o.y", 0), ("None", 0)],
    ids=["right", "never", "raises", "returns nothing"],
)
def test_an_object_is_asked_whether_it_equals_itself(parent: WarmParent, equal: str, points: int) -> None:
    def vector(equal: str) -> str:
        return (
            "class V:\n    def __init__(self, x): self.x = x\n    def __hash__(self): return 0\n"
            f"    def __eq__(self, o): return {equal}\ndef same(v): return v"
        )

    checks = ("v = V(1)\nassert v == v", "v = V(1)\nassert same(v) == v")
    right = vector("isinstance(o, V) and self.x == o.x")
    outcome = grade(parent, right, vector(equal), *checks)
    assert [score.points for score in outcome.scores.values()] == [points, points]


def test_an_object_without_an_equality_of_its_own_is_itself(parent: WarmParent) -> None:
    plain = "class V: pass\ndef made(): return V()"
    checks = ("v = V()\nassert v == v and not v != v and v != V()", "v = made()\nassert v == v and v in [v]")
    assert reasons(grade(parent, plain, plain, *checks)) == ["passed", "passed"]


def test_a_students_rebinding_of_modules_and_builtins_changes_nothing(parent: WarmParent) -> None:
    cheat = (
        "import builtins\nnp.allclose = lambda *a, **k: True\nnp.testing.assert_allclose = lambda *a, **k: None\n"
        "builtins.abs = lambda x: 0\nbuiltins.all = lambda x: True\nabs = all = lambda x: 0\nnp = None\n"
        "def f(x): return 0"
    )
    checks = ("assert np.allclose(f(1), 2)", "np.testing.assert_allclose(f(1), 2)", "assert abs(f(1) - 2) < 1")
    outcome = grade(parent, "def f(x): return x + 1", cheat, *checks)
    assert reasons(outcome) == ["failed"] * 3


@pytest.mark.parametrize(
    ("last", "points", "reason"),
    [
        ("0.5", 0.5, "partial"),
        ("2", 2.0, "partial"),
        ("np.float64(1.5)", 1.5, "partial"),
        ("None", 2.0, "passed"),
        ("True", 2.0, "passed"),
        ("'text'", 2.0, "passed"),
        ("3", 0.0, "invalid"),
        ("-1", 0.0, "invalid"),
        ("float('nan')", 0.0, "invalid"),
        ("float('inf')", 0.0, "invalid"),
    ],
)
def test_a_number_at_the_end_is_partial_credit(parent: WarmParent, last: str, points: float, reason: str) -> None:
    cells = notebook(given_cell(IMPORTS), check(last, points=2))
    score = only(execute(Job(cells, cells, way=APART), parent=parent))
    assert (score.points, score.reason) == (points, reason)


MAGICS = [
    "%%time\nassert f(1) == 2",
    "\n%%capture out\nassert f(1) == 2",
    "%time assert f(1) == 2",
    "%timeit -n1 -r 1 assert f(1) == 2",
    "x = %time f(1)\nassert x == 2",
    "if True:\n    %time x = f(1)\nassert x == 2",
]


@pytest.mark.parametrize("code", MAGICS)
def test_a_magic_that_runs_code_is_that_code_in_a_test(parent: WarmParent, code: str) -> None:
    for answer, points in (("return x + 1", 1), ("return x + 2", 0)):
        score = only(grade(parent, "def f(x): return x + 1", f"def f(x): {answer}", code))
        assert score.points == points, score.message


def test_a_magic_that_runs_code_binds_its_names(parent: WarmParent) -> None:
    tests = check("assert (x, y) == (5, 2)", "t1"), check("assert (x, y) == (1, 2)", "t2")
    before, answer = given_cell("%%time\nx = 1\ny = 2"), solution("%%time\nx = 5")
    source = notebook(before, answer, *tests)
    assert reasons(execute(Job(source, source, way=APART), QUICK, parent)) == ["passed", "failed"]
    wrong = notebook(before, solution("x = 1"), *tests)
    assert reasons(execute(Job(wrong, source, way=APART), QUICK, parent)) == ["failed", "passed"]


FAKES = ["class Fake:\n    def allclose(self, *a): return True\nnp = Fake()", "import math as np", "np = f", "np = 7"]


@pytest.mark.parametrize("fake", FAKES)
def test_a_students_own_module_is_no_module_that_the_solution_imports(parent: WarmParent, fake: str) -> None:
    reference = "import numpy as np\ndef f(x): return x + 1"
    source = notebook(solution(reference), check("assert np.allclose(f(1), 2)"))
    for answer, points in ((reference, 1), (f"def f(x): return 0\n{fake}", 0), ("def f(x): return x + 1", 0)):
        submitted = notebook(solution(answer), source["cells"][1])
        assert only(execute(Job(submitted, source, way=APART), QUICK, parent)).points == points


def test_a_students_own_function_is_no_check_that_the_solution_imports(parent: WarmParent) -> None:
    source = notebook(solution("from numpy import allclose\ndef f(x): return x + 1"), check("assert allclose(f(1), 2)"))
    fake = solution("def allclose(*a): return True\ndef f(x): return 0")
    assert only(execute(Job(source, source, way=APART), QUICK, parent)).points == 1
    assert only(execute(Job(notebook(fake, source["cells"][1]), source, way=APART), QUICK, parent)).points == 0


def test_what_a_solution_imports_from_is_looked_at_each_time(parent: WarmParent) -> None:
    source = notebook(
        solution("from math import sqrt"), check("assert sqrt(4) == 2", "t1"), check("assert sqrt(9) == 3", "t2")
    )
    between = [solution("from math import sqrt"), *source["cells"][1:2], cell("sqrt = abs"), source["cells"][2]]
    assert reasons(execute(Job(notebook(*between), source, way=APART), QUICK, parent)) == ["passed", "failed"]

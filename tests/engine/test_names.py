"""What a cell's text says of the names it uses."""

import pytest

from grader.engine.names import names_of

CHANGED = {
    "v.append(1)": {"v"},
    "v['k'].append(1)": {"v"},
    "v.setdefault('k', []).append(1)": {"v"},
    "v[0] = v.x = 1": {"v"},
    "del v[0]": {"v"},
    "v[0] += 1": {"v"},
    "w = v\nw.append(1)": {"v"},
    "w = v\nw += [1]": {"v"},
    "w = v[0]\nw.append(1)": {"v"},
    "a, b = v, u\nb.sort()": {"u"},
    "for row in v: row.clear()": {"v"},
    "for n, row in enumerate(v): row[n] = 0": {"v"},
    "for key, row in v.items(): row.pop()": {"v"},
    "[row.append(1) for row in v]": {"v"},
    "def f(): v.append(1)": {"v"},
    "def f():\n    def g(): v.append(1)\n    return g": {"v"},
    "g = lambda: v.append(1)": {"v"},
    "class A:\n    def m(self): v.append(1)": {"v"},
    "class A:\n    def m(self): self.v.append(1)": set(),
    "def f(v): v.append(1)": set(),
    "def f():\n    v = []\n    v.append(1)": set(),
    "total = v[0]\ntotal += 1": set(),
    "f(v)": set(),
    "v.grow()\nother = 1": {"v"},
    "v.head()\nother = 1": set(),
    "v.mean()": set(),
    "w = v.copy()\nw.append(1)": set(),
    "random.shuffle(v)": {"v"},
    "np.add.at(v, [0], 1)": {"v"},
    "w = torch.optim.SGD(v.parameters(), lr=0.1)\nloss.backward()\nw.step()": {"v"},
    "w = Stack(v)\nw.push(1)": {"v"},
    "w = Counter(v)\nw.update(u)": set(),
    "w = sorted(v)\nw.append(1)": set(),
    "@v.register\ndef f(): pass": set(),
    "np.add(u, 1, out=v)": {"v"},
    "v.drop(columns='a', inplace=True)": {"v"},
    "nn.init.zeros_(u)\nv.zero_()": {"nn", "v"},
    "setattr(v, 'a', 1)": {"v"},
    "next(v)": {"v"},
    "with v.lock: u[0] = 1": {"u"},
    "try: v.clear()\nexcept ValueError as error: u.add(1)": {"u", "v"},
}


@pytest.mark.parametrize("code", CHANGED)
def test_changes_in_place_are_read_off(code: str) -> None:
    watched = {"v", "u", "nn"}
    assert names_of(code).changed & watched == CHANGED[code]


def test_what_is_bound_is_read_off() -> None:
    code = "import a.b, c.d as e\nfrom f import g as h\nx: int = 1\n(y := 2)\ndef z():\n    global w\n    w = 1\ndel v"
    names = names_of(code)
    assert names.bound == {"a", "e", "h", "x", "y", "z", "w", "v"}
    assert names.imported == {"a": ("a", ""), "e": ("c.d", ""), "h": ("f", "g")}


def test_functions_are_read_off() -> None:
    defined = "def f(v): v.sort()\ndef g(v): return sorted(v)\ndef h():\n    global n\n    n += 1\n    m.append(n)\n"
    names = names_of(defined + "f(x)\nb = Box()")
    assert names.changing == {"f"}
    assert names.effects["h"] == {"n", "m"}
    assert ("f", "x") in names.passed
    assert names.made == {"b": "Box"}
    assert names.later["h"] == {"n", "m"}

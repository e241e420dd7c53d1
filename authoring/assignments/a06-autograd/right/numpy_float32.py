# %% grade_id="t1_neuron_slopes"
def neuron_slopes(w, x, b, y, penalty):
    a = np.tanh(np.float32(w * x + b))
    slope = 2 * (a - np.float32(y)) * (1 - a * a)
    gradient = slope * np.array([x, w, 1], dtype=np.float32) + np.array([2 * penalty * w, 0, 0], dtype=np.float32)
    return np.square(a - np.float32(y)) + np.float32(penalty * w**2), *gradient


# %% grade_id="t2_power"
def power(x, n):
    return np.power(np.float32(x), n), np.multiply(n, np.power(np.float32(x), n - 1))


# %% grade_id="t2_exp"
def exp(x):
    return np.exp(np.float32(x)), np.exp(np.float32(x))


# %% grade_id="t2_tanh"
def tanh(x):
    t = np.tanh(np.float32(x))
    return t, (1 - t) * (1 + t)


# %% grade_id="t2_softplus"
def softplus(x):
    return np.logaddexp(0.0, x), np.exp(-np.logaddexp(0.0, -x))


# %% grade_id="t3_value"
class Value:
    def __init__(self, data, edges=()):
        self.data = np.float32(data)
        self.grad = 0.0
        self.edges = edges

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __radd__(self, other):
        return self + other

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return (-self) + other

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data / other.data, [(self, 1 / other.data), (other, -self.data / other.data**2)])

    def __rtruediv__(self, other):
        return Value(other) / self


# %% grade_id="t4_topological_order"
def topological_order(result, inputs_of):
    depth = {}

    def measure(node):
        if node not in depth:
            depth[node] = 0
            depth[node] = 1 + max([measure(source) for source in inputs_of(node)], default=0)
        return depth[node]

    measure(result)
    return sorted(depth, key=depth.get)


# %% grade_id="t5_backward"
def backward(order, edges_of):
    place = {node: i for i, node in enumerate(order)}
    slopes = np.zeros(len(order), dtype=np.float32)
    slopes[-1] = 1
    for node in order[::-1]:
        for source, local in edges_of(node):
            slopes[place[source]] += np.float32(local) * slopes[place[node]]
    return dict(zip(order, slopes.tolist()))


# %% grade_id="t6_numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    steps = h * np.eye(len(x))
    start = np.array(x)
    return [(f((start + step).tolist()) - f((start - step).tolist())) / h / 2 for step in steps]


# %% grade_id="t7_network"
def network(layers, inputs, activation):
    A = np.array(inputs)
    for number, layer in enumerate(layers):
        Z = np.array([weights for weights, _ in layer]) @ A + np.array([bias for _, bias in layer])
        A = Z if number == len(layers) - 1 else np.array([activation(z) for z in Z.tolist()])
    return A.tolist()

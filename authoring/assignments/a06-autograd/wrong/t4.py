# %% grade_id="t4_topological_order" mistake="returns a set, which has no order" message="returns a list of nodes"
def topological_order(result, inputs_of):
    nodes, stack = {result}, [result]
    while stack:
        for source in inputs_of(stack.pop()):
            if source not in nodes:
                nodes.add(source)
                stack.append(source)
    return nodes


# %% grade_id="t4_topological_order" mistake="puts a node on the list before its inputs" message="A node stands before one of its inputs"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node not in order:
            order.append(node)
            for source in inputs_of(node):
                visit(source)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="goes by the shortest distance from the result" message="nearer to the result"
def topological_order(result, inputs_of):
    order = [result]
    for node in order:
        order += [source for source in dict.fromkeys(inputs_of(node)) if source not in order]
    return order[::-1]


# %% grade_id="t4_topological_order" mistake="takes the inputs out of the caller's lists" message="It belongs to the caller"
def topological_order(result, inputs_of):
    order, stack, waiting = [], [result], {}
    while stack:
        node = stack[-1]
        sources = waiting.setdefault(node, inputs_of(node))
        if sources:
            source = sources.pop()
            if source not in order and source not in stack:
                stack.append(source)
        else:
            order.append(stack.pop())
    return order


# %% grade_id="t4_topological_order" mistake="walks every path and only lists a node once" message="visited again"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        for source in inputs_of(node):
            visit(source)
        if node not in order:
            order.append(node)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="takes the node 0 for no node" message="Are the inputs of inputs followed"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node and node not in order:
            for source in inputs_of(node):
                visit(source)
            order.append(node)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="visits a node once for each of its users" message="Was it visited once for each of its users"
def topological_order(result, inputs_of):
    return [node for source in inputs_of(result) for node in topological_order(source, inputs_of)] + [result]


# %% grade_id="t4_topological_order" mistake="reverses the order of first visits" message="A node stands before one of its inputs"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node not in order:
            order.append(node)
            for source in inputs_of(node):
                visit(source)

    visit(result)
    return order[::-1]


# %% grade_id="t4_topological_order" mistake="lists the result first" message="A node stands before one of its inputs"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node not in order:
            for source in inputs_of(node):
                visit(source)
            order.insert(0, node)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="stops at the inputs of the inputs" message="Are the inputs of inputs followed"
def topological_order(result, inputs_of):
    sources = list(dict.fromkeys(inputs_of(result)))
    deeper = dict.fromkeys(node for source in sources for node in inputs_of(source))
    return [node for node in deeper if node not in sources] + sources + [result]


# %% grade_id="t4_topological_order" mistake="leaves out the result" message="itself among them"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        for source in inputs_of(node):
            if source not in order:
                visit(source)
                order.append(source)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="walks through a node again for every longer path" message="visited again"
def topological_order(result, inputs_of):
    layer = {result: 0}
    waiting = [result]
    while waiting:
        node = waiting.pop()
        for source in inputs_of(node):
            if layer.get(source, 0) <= layer[node]:
                layer[source] = layer[node] + 1
                waiting.append(source)
    return sorted(layer, key=layer.get, reverse=True)


# %% grade_id="t4_topological_order" mistake="returns an order of pairs" message="something that is no node"
def topological_order(result, inputs_of):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            sources = inputs_of(node)
            for source in sources:
                visit(source)
            order.append((node, tuple(sources)))

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="empties the caller's lists" message="It belongs to the caller"
def topological_order(result, inputs_of):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            sources = inputs_of(node)
            while sources:
                visit(sources.pop())
            order.append(node)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="takes an empty node for none" message="Are the inputs of inputs followed"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node in order or (node != 0 and not node):
            return
        for source in inputs_of(node):
            visit(source)
        order.append(node)

    visit(result)
    return order


# %% grade_id="t4_topological_order" mistake="does not return the order" message="returned None"
def topological_order(result, inputs_of):
    order = []

    def visit(node):
        if node not in order:
            for source in inputs_of(node):
                visit(source)
            order.append(node)

    visit(result)

# %% grade_id="t1_count_parameters" mistake="adds one bias for each input of a layer instead of each neuron" message="Is there one bias for each input of a layer?"
def count_parameters(widths):
    return sum(widths[k - 1] * (widths[k] + 1) for k in range(1, len(widths)))


# %% grade_id="t1_count_parameters" mistake="gives the inputs biases too" message="Do the inputs have biases?"
def count_parameters(widths):
    return sum(widths) + sum(widths[k] * widths[k - 1] for k in range(1, len(widths)))


# %% grade_id="t1_count_parameters" mistake="counts the weights alone" message="Those are the weights alone"
def count_parameters(widths):
    return sum(widths[k] * widths[k - 1] for k in range(1, len(widths)))


# %% grade_id="t1_count_parameters" mistake="knows networks with one hidden layer only" message="Does it work for lists of any length"
def count_parameters(widths):
    p, M, K = widths[0], widths[1], widths[-1]
    return M * (p + 1) + K * (M + 1)


# %% grade_id="t1_count_parameters" mistake="takes the list of the caller apart" message="changed its argument widths"
def count_parameters(widths):
    total, before = 0, widths.pop(0)
    while widths:
        neurons = widths.pop(0)
        total, before = total + neurons * (before + 1), neurons
    return total


# %% grade_id="t1_count_parameters" mistake="looks up a layer's place by its width" message="and for layers of equal widths"
def count_parameters(widths):
    total = 0
    for width in widths[:-1]:
        following = widths[widths.index(width) + 1]
        total += following * (width + 1)
    return total


# %% grade_id="t1_count_parameters" mistake="has one bias for each layer" message="Is there one bias for each layer?"
def count_parameters(widths):
    return sum(p * M + 1 for p, M in zip(widths, widths[1:]))

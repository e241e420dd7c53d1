# %% grade_id="t1_count_parameters" mistake="adds one bias for each input of a layer instead of each neuron" message="Are all biases counted"
def count_parameters(widths):
    return sum(widths[k - 1] * (widths[k] + 1) for k in range(1, len(widths)))


# %% grade_id="t1_count_parameters" mistake="gives the inputs biases too" message="Are all biases counted, and no others?"
def count_parameters(widths):
    return sum(widths) + sum(widths[k] * widths[k - 1] for k in range(1, len(widths)))


# %% grade_id="t1_count_parameters" mistake="counts the weights alone" message="Are all biases counted"
def count_parameters(widths):
    return sum(widths[k] * widths[k - 1] for k in range(1, len(widths)))


# %% grade_id="t1_count_parameters" mistake="knows networks with one hidden layer only" message="Does it work for lists of any length?"
def count_parameters(widths):
    p, M, K = widths[0], widths[1], widths[-1]
    return M * (p + 1) + K * (M + 1)


# %% grade_id="t1_count_parameters" mistake="takes the list of the caller apart" message="Did you use pop"
def count_parameters(widths):
    total, before = 0, widths.pop(0)
    while widths:
        neurons = widths.pop(0)
        total, before = total + neurons * (before + 1), neurons
    return total

# task: t1
# mistake: adds one bias for each input of a layer instead of each neuron
# message: Are all biases counted
# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    return sum(widths[k - 1] * (widths[k] + 1) for k in range(1, len(widths)))

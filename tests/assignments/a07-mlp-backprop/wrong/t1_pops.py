# task: t1
# mistake: takes the list of the caller apart
# message: Did you use pop
# %% grade_id="t1_count_parameters"
def count_parameters(widths):
    total, before = 0, widths.pop(0)
    while widths:
        neurons = widths.pop(0)
        total, before = total + neurons * (before + 1), neurons
    return total

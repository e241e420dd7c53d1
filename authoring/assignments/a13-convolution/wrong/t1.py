# %% grade_id="t1_output_size" mistake="rounds up" message="A place that does not fit is none"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, int(np.ceil((n + 2 * padding - dilation * (k - 1) - 1) / stride)) + 1)


# %% grade_id="t1_output_size" mistake="pads on one side" message="Zeros stand on both sides"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, (n + padding - dilation * (k - 1) - 1) // stride + 1)


# %% grade_id="t1_output_size" mistake="takes dilation times k for the reach" message="from the first pixel of the window to the last"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, (n + 2 * padding - dilation * k) // stride + 1)


# %% grade_id="t1_output_size" mistake="gives negative sizes" message="no number of places below 0"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


# %% grade_id="t1_output_size" mistake="forgets the first place" message="Is the last place counted?"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, (n + 2 * padding - dilation * (k - 1) - 1) // stride)


# %% grade_id="t1_output_size" mistake="ignores the stride" message="Is the stride used?"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, n + 2 * padding - dilation * (k - 1))


# %% grade_id="t1_output_size" mistake="ignores the padding" message="Is the padding used?"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, (n - dilation * (k - 1) - 1) // stride + 1)


# %% grade_id="t1_output_size" mistake="divides before it subtracts" message="there are 3 places, but yours are 2"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, (n + 2 * padding) // stride - dilation * (k - 1))


# %% grade_id="t1_output_size" mistake="gives a float" message="Is / in place of //"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0.0, np.floor((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1)


# %% grade_id="t1_output_size" mistake="cuts toward 0 where the window does not fit by a little" message="is the answer 0 where none fits?"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(0, int((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1)


# %% grade_id="t1_output_size" mistake="is at least 1" message="the answer 0 where none fits"
def output_size(n, k, stride=1, padding=0, dilation=1):
    return max(1, (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1)


# %% grade_id="t1_output_size" mistake="compares kernel and row without the padding" message="fit into the padded row?"
def output_size(n, k, stride=1, padding=0, dilation=1):
    if dilation * (k - 1) + 1 > n:
        return 0
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


# %% grade_id="t1_output_size" mistake="raises where the window does not fit" message="raised ValueError (kernel too large)"
def output_size(n, k, stride=1, padding=0, dilation=1):
    if dilation * (k - 1) + 1 > n + 2 * padding:
        raise ValueError("kernel too large")
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


# %% grade_id="t1_output_size" mistake="returns nothing" message="Does it end with a return?"
def output_size(n, k, stride=1, padding=0, dilation=1):
    print(max(0, (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1))


# %% grade_id="t1_output_size" mistake="has another usual stride" message="places, but yours are"
def output_size(n, k, stride=2, padding=0, dilation=1):
    return max(0, (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1)

# %% grade_id="t4_split_heads" mistake="reshapes alone" message="Are times and heads mixed?"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, heads, T, d // heads)


# %% grade_id="t4_split_heads" mistake="does not bring the heads to the front" message="The heads stand before the time"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads)


# %% grade_id="t4_split_heads" mistake="gives a head every so many columns" message="not every second one"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, d // heads, heads).permute(0, 3, 1, 2)


# %% grade_id="t4_split_heads" mistake="puts batch and heads in one axis" message="Batch and heads are two axes"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads).permute(0, 2, 1, 3).flatten(0, 1)


# %% grade_id="t4_split_heads" mistake="turns the heads round" message="Is the order of the heads turned round?"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads).permute(0, 2, 1, 3).flip(1)


# %% grade_id="t4_split_heads" mistake="puts the heads in front of the batch" message="The batch stands before the heads"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads).permute(2, 0, 1, 3)


# %% grade_id="t4_split_heads" mistake="puts time last" message="The numbers of a head stand in the last axis"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads).permute(0, 2, 3, 1)


# %% grade_id="t4_split_heads" mistake="mixes the sequences of a batch" message="Are times, heads or batches mixed?"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(T, B, heads, d // heads).permute(1, 2, 0, 3)


# %% grade_id="t4_split_heads" mistake="repeats x in every head" message="How many numbers does each head get?"
def split_heads(x, heads):
    return x.unsqueeze(1).repeat(1, heads, 1, 1)


# %% grade_id="t4_split_heads" mistake="loses axes of length 1" message="should have shape"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.reshape(B, T, heads, d // heads).permute(0, 2, 1, 3).squeeze()


# %% grade_id="t4_split_heads" mistake="detaches" message="No gradient goes back to x"
def split_heads(x, heads):
    B, T, d = x.shape
    return x.detach().reshape(B, T, heads, d // heads).permute(0, 2, 1, 3)


# %% grade_id="t4_split_heads" mistake="forgets to return" message="split_heads returned None"
def split_heads(x, heads):
    B, T, d = x.shape
    x = x.reshape(B, T, heads, d // heads).permute(0, 2, 1, 3)


# %% grade_id="t4_merge_heads" mistake="reshapes alone" message="have to come next to each other first"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.reshape(B, T, heads * d_h)


# %% grade_id="t4_merge_heads" mistake="takes a view that does not fit" message="merge_heads raised RuntimeError"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.permute(0, 2, 1, 3).view(B, T, heads * d_h)


# %% grade_id="t4_merge_heads" mistake="interleaves the heads" message="not every second one"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.permute(0, 2, 3, 1).reshape(B, T, heads * d_h)


# %% grade_id="t4_merge_heads" mistake="leaves the heads apart" message="The heads of a step become one vector"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.permute(0, 2, 1, 3)


# %% grade_id="t4_merge_heads" mistake="merges the steps of a head" message="not its times"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.reshape(B, heads, T * d_h)


# %% grade_id="t4_merge_heads" mistake="turns the heads round" message="Is the order of the heads turned round?"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.flip(1).permute(0, 2, 1, 3).reshape(B, T, heads * d_h)


# %% grade_id="t4_merge_heads" mistake="takes the mean of the heads" message="Each step has one vector, which holds all its heads"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.mean(1)


# %% grade_id="t4_merge_heads" mistake="rounds" message="to the last bit"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.float().to(x.dtype).permute(0, 2, 1, 3).reshape(B, T, heads * d_h)


# %% grade_id="t4_split_heads" mistake="mixes heads and batch where there is more than one sequence" message="Are times, heads or batches mixed?"
def split_heads(x, heads):
    B, T, d = x.shape
    return torch.stack(x.chunk(heads, dim=-1)).reshape(B, heads, T, d // heads)


# %% grade_id="t4_merge_heads" mistake="mixes times and batch where there is more than one sequence" message="merging what was split must give x back"
def merge_heads(x):
    B, heads, T, d_h = x.shape
    return x.permute(2, 0, 1, 3).reshape(B, T, heads * d_h)


# %% grade_id="t4_merge_heads" mistake="merges the first two heads" message="Each step has one vector, which holds all its heads"
def merge_heads(x):
    return torch.cat([x[:, 0], x[:, 1]], -1)

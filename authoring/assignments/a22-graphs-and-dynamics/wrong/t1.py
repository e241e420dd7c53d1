# %% grade_id="t1_normalized_adjacency" mistake="divides rows by their degree" message="Is each row divided by its degree?"
def normalized_adjacency(A):
    A = A + torch.diag((A.diagonal() == 0).double())
    return A / A.sum(1, keepdim=True)


# %% grade_id="t1_normalized_adjacency" mistake="normalizes before it adds loops" message="holds nan or infinity"
def normalized_adjacency(A):
    d = A.sum(1)
    return A / (d[:, None] * d).sqrt() + torch.diag((A.diagonal() == 0).double())


# %% grade_id="t1_normalized_adjacency" mistake="normalizes before it adds loops, and spares a division by 0" message="Is it normalized before the loops are added?"
def normalized_adjacency(A):
    d = A.sum(1).clamp(min=1e-12)
    return A / (d[:, None] * d).sqrt() + torch.eye(len(A))


# %% grade_id="t1_normalized_adjacency" mistake="takes degrees without the loops" message="Do the degrees leave out the loops?"
def normalized_adjacency(A):
    d = A.sum(1)
    d = torch.where(d == 0, 1, d)
    return (A + torch.diag((A.diagonal() == 0).double())) / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="doubles loops" message="Does node 3 get a second loop?"
def normalized_adjacency(A):
    A = A + torch.eye(len(A))
    d = A.sum(1)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="makes every loop 1" message="Does the loop of node 3 become 1?"
def normalized_adjacency(A):
    A = A.clone().fill_diagonal_(1)
    d = A.sum(1)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="adds loops in place" message="changed its argument A"
def normalized_adjacency(A):
    A += torch.diag((A.diagonal() == 0).double())
    d = A.sum(1)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="adds up columns" message="Are columns added up for the degrees?"
def normalized_adjacency(A):
    A = A + torch.diag((A.diagonal() == 0).double())
    d = A.sum(0)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="takes no root" message="Is the root taken?"
def normalized_adjacency(A):
    A = A + torch.diag((A.diagonal() == 0).double())
    d = A.sum(1)
    return A / (d[:, None] * d)


# %% grade_id="t1_normalized_adjacency" mistake="counts edges" message="Are edges counted for the degrees?"
def normalized_adjacency(A):
    A = A + torch.diag((A.diagonal() == 0).double())
    d = (A > 0).sum(1)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="adds no loops" message="Are the new loops there?"
def normalized_adjacency(A):
    d = A.sum(1)
    d = torch.where(d == 0, 1, d)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="drops weak edges" message="off by more than one part in 10,000"
def normalized_adjacency(A):
    A = A + torch.diag((A.diagonal() == 0).double())
    A = torch.where(A < 1e-5, 0, A)
    d = A.sum(1)
    return A / (d[:, None] * d).sqrt()


# %% grade_id="t1_normalized_adjacency" mistake="adds a little to the degrees" message="Is something cut off, rounded or added?"
def normalized_adjacency(A):
    loops = A + torch.diag((A.diagonal() == 0).to(A.dtype))
    r = loops.sum(dim=1).add(1e-8).rsqrt()
    return torch.diag(r) @ loops @ torch.diag(r)


# %% grade_id="t1_normalized_adjacency" mistake="takes weak loops for none" message="and loops like them"
def normalized_adjacency(A):
    loops = A - torch.diag(A.diagonal() * (A.diagonal() < 1e-5)) + torch.diag((A.diagonal() < 1e-5).to(A.dtype))
    r = loops.sum(dim=1).rsqrt()
    return torch.diag(r) @ loops @ torch.diag(r)


# %% grade_id="t1_normalized_adjacency" mistake="adds up rows for one end and columns for the other" message="Are rows added up for one end and columns for the other?"
def normalized_adjacency(A):
    loops = A + torch.diag((A.diagonal() == 0).to(A.dtype))
    r = loops.sum(dim=1).rsqrt()
    return torch.diag(r) @ loops @ torch.diag(loops.sum(dim=0).rsqrt())

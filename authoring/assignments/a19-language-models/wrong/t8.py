# %% grade_id="t8_lora" mistake="uses alpha in place of alpha / r" message="Is alpha divided by r?"
def lora(x, W, A, B, alpha):
    return x @ W.T + (x @ A.T) @ B.T * alpha


# %% grade_id="t8_lora" mistake="forgets alpha" message="Is alpha used?"
def lora(x, W, A, B, alpha):
    return x @ W.T + (x @ A.T) @ B.T * 1


# %% grade_id="t8_lora" mistake="divides alpha by d_in" message="divided by the rank, and by nothing else"
def lora(x, W, A, B, alpha):
    return x @ W.T + (x @ A.T) @ B.T * (alpha / A.shape[1])


# %% grade_id="t8_lora" mistake="forgets W" message="Is W there, too?"
def lora(x, W, A, B, alpha):
    return (x @ A.T) @ B.T * (alpha / len(A))


# %% grade_id="t8_lora" mistake="scales W as well" message="multiplied by W, too?"
def lora(x, W, A, B, alpha):
    return (x @ W.T + (x @ A.T) @ B.T) * (alpha / len(A))


# %% grade_id="t8_lora" mistake="detaches the adapter" message="No gradient goes back from lora"
def lora(x, W, A, B, alpha):
    A, B = A.detach(), B.detach()
    return x @ W.T + (x @ A.T) @ B.T * (alpha / len(A))


# %% grade_id="t8_lora" mistake="changes W in place" message="lora changed its argument W"
def lora(x, W, A, B, alpha):
    W += B @ A * (alpha / len(A))
    return x @ W.T + 0 * (x @ A.T) @ B.T * (alpha / len(A))


# %% grade_id="t8_merge" mistake="uses alpha in place of alpha / r" message="Is alpha divided by r?"
def merge(W, A, B, alpha):
    return W + B @ A * alpha


# %% grade_id="t8_merge" mistake="exchanges A and B" message="merge raised RuntimeError"
def merge(W, A, B, alpha):
    return W + A.T @ B.T * (alpha / len(A))


# %% grade_id="t8_merge" mistake="forgets W" message="Is W there, too?"
def merge(W, A, B, alpha):
    return B @ A * (alpha / len(A))


# %% grade_id="t8_merge" mistake="merges in float32" message="merge differs from W'"
def merge(W, A, B, alpha):
    W, A, B = W.float(), A.float(), B.float()
    return W + B @ A * (alpha / len(A))


# %% grade_id="t8_merge" mistake="merges in place" message="merge changed its argument W"
def merge(W, A, B, alpha):
    return W.add_(B @ A * (alpha / len(A)))


# %% grade_id="t8_lora_start" mistake="begins with two zeros" message="With an A of zeros as well nothing is ever learned"
def lora_start(d_in, d_out, r, generator):
    A = torch.zeros(r, d_in)
    return A, torch.zeros(d_out, r, dtype=torch.float64)


# %% grade_id="t8_lora_start" mistake="begins with two random matrices" message="the adapter changes something at first"
def lora_start(d_in, d_out, r, generator):
    A = torch.randn(r, d_in, generator=generator, dtype=torch.float64) / math.sqrt(d_in)
    return A, torch.randn(d_out, r, generator=generator)


# %% grade_id="t8_lora_start" mistake="has zeros in A" message="the adapter changes something at first"
def lora_start(d_in, d_out, r, generator):
    return torch.zeros(r, d_in), torch.randn(d_out, r, generator=generator) / d_in**0.5


# %% grade_id="t8_lora_start" mistake="does not scale" message="Is it 1 / the root of d_in?"
def lora_start(d_in, d_out, r, generator):
    A = torch.randn(r, d_in, generator=generator, dtype=torch.float64)
    return A, torch.zeros(d_out, r, dtype=torch.float64)


# %% grade_id="t8_lora_start" mistake="scales by the rank" message="Is it 1 / the root of d_in?"
def lora_start(d_in, d_out, r, generator):
    A = torch.randn(r, d_in, generator=generator, dtype=torch.float64) / math.sqrt(r)
    return A, torch.zeros(d_out, r, dtype=torch.float64)


# %% grade_id="t8_lora_start" mistake="draws evenly" message="Of a normal distribution"
def lora_start(d_in, d_out, r, generator):
    A = (2 * torch.rand(r, d_in, generator=generator) - 1) * 3**0.5 / math.sqrt(d_in)
    return A, torch.zeros(d_out, r, dtype=torch.float64)


# %% grade_id="t8_lora_start" mistake="uses the global generator" message="Does every draw come from the generator?"
def lora_start(d_in, d_out, r, generator):
    A = torch.randn(r, d_in, dtype=torch.float64) / math.sqrt(d_in)
    return A, torch.zeros(d_out, r, dtype=torch.float64)


# %% grade_id="t8_lora_start" mistake="exchanges the shapes" message="A has the shape (3, 4)"
def lora_start(d_in, d_out, r, generator):
    A = torch.randn(d_in, r, generator=generator, dtype=torch.float64) / math.sqrt(d_in)
    return A, torch.zeros(r, d_out, dtype=torch.float64)


# %% grade_id="t8_lora" mistake="divides in integers" message="Is alpha / r a fraction"
def lora(x, W, A, B, alpha):
    return x @ W.T + alpha // len(A) * (x @ A.T @ B.T)


# %% grade_id="t8_lora" mistake="takes the smaller size of A for the rank" message="r the number of rows of A"
def lora(x, W, A, B, alpha):
    return x @ W.T + alpha / min(A.shape) * (x @ A.T @ B.T)


# %% grade_id="t8_lora_start" mistake="draws one row for all" message="Is each one drawn?"
def lora_start(d_in, d_out, r, generator):
    row = torch.randn(1, d_in, generator=generator, dtype=torch.float64) / d_in**0.5
    return row.repeat(r, 1), torch.zeros(d_out, r, dtype=torch.float64)

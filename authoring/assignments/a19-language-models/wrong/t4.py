# %% grade_id="t4_sample" mistake="uses the global generator" message="Does every draw come from the generator?"
def sample(probabilities, generator):
    return torch.multinomial(probabilities, 1).squeeze(1)


# %% grade_id="t4_sample" mistake="takes the likeliest" message="Is there a draw for each row?"
def sample(probabilities, generator):
    return probabilities.argmax(dim=1)


# %% grade_id="t4_sample" mistake="seeds the global generator" message="Does the generator move on?"
def sample(probabilities, generator):
    torch.manual_seed(generator.initial_seed())
    return torch.multinomial(probabilities, 1).squeeze(1)


# %% grade_id="t4_sample" mistake="has one draw for all rows" message="Is there a draw for each row?"
def sample(probabilities, generator):
    u = torch.rand(1, generator=generator, dtype=torch.float64)
    return (probabilities.cumsum(1) <= u).sum(1).clamp(max=probabilities.shape[1] - 1)


# %% grade_id="t4_sample" mistake="keeps the axis" message="What sample returns should have shape"
def sample(probabilities, generator):
    return torch.multinomial(probabilities, 1, generator=generator)


# %% grade_id="t4_sample" mistake="draws evenly among what is possible" message="Does each token come as often as its probability says?"
def sample(probabilities, generator):
    return torch.multinomial((probabilities > 0).double(), 1, generator=generator).squeeze(1)


# %% grade_id="t4_sample" mistake="takes a softmax of probabilities" message="The tokens 1, 3 and 0 have all the probability"
def sample(probabilities, generator):
    return torch.multinomial(probabilities.softmax(1), 1, generator=generator).squeeze(1)


# %% grade_id="t4_sample" mistake="squeezes the row away" message="What sample returns should have shape"
def sample(probabilities, generator):
    return torch.multinomial(probabilities, 1, generator=generator).squeeze()


# %% grade_id="t4_sample" mistake="draws from the first row" message="The tokens 1, 3 and 0 have all the probability"
def sample(probabilities, generator):
    return torch.multinomial(probabilities[0], len(probabilities), True, generator=generator)


# %% grade_id="t4_sample" mistake="forgets to return" message="sample returned None"
def sample(probabilities, generator):
    torch.multinomial(probabilities, 1, generator=generator).squeeze(1)

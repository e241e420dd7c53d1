# %% grade_id="t1_learn_bpe"
from functools import reduce


def joined(tokens, pair):
    def add(done, token):
        free = done and done[-1] == (pair[0], True) and token == pair[1]
        return [*done[:-1], (pair[0] + pair[1], False)] if free else [*done, (token, True)]

    return [token for token, _ in reduce(add, tokens, [])]


def learn_bpe(word_counts, merges, words=None):
    words = [[list(word), number] for word, number in word_counts.items()] if words is None else words
    counts = Counter()
    for tokens, number in words:
        if len(tokens) > 1:
            for pair in {*itertools.pairwise(tokens)}:
                counts[pair] += (len(tokens) - len(joined(tokens, pair))) * number
    if merges == 0 or not counts:
        return []
    (_, pair) = sorted((-number, pair) for pair, number in counts.items())[0]
    later = [[joined(tokens, pair), number] for tokens, number in words]
    return [pair] + learn_bpe(None, merges - 1, later)


# %% grade_id="t2_encode"
def encode(word, merges):
    tokens = list(word)
    rank = {pair: i for i, pair in reversed(list(enumerate(merges)))}
    while len(tokens) > 1:
        best = min(zip(tokens, tokens[1:]), key=lambda pair: rank.get(pair, math.inf))
        if best not in rank:
            break
        starts, i = [], 0
        while i < len(tokens) - 1:
            here = (tokens[i], tokens[i + 1]) == best
            starts += [i] * here
            i += 1 + here
        for i in reversed(starts):
            tokens[i : i + 2] = [tokens[i] + tokens[i + 1]]
    return tokens


# %% grade_id="t2_decode"
def decode(tokens):
    return ("{}" * len(tokens)).format(*tokens)


# %% grade_id="t3_next_probabilities"
def cut(row, temperature, top_k, top_p):
    if temperature == 0:
        return F.one_hot((row == row.max()).nonzero()[0, 0], len(row)).double()
    p = torch.softmax((row - row.max()) / temperature, 0)
    order = torch.argsort(p, descending=True, stable=True)
    if top_k is not None and top_k < len(row):
        order = order[:top_k]
        p = torch.zeros_like(p).index_copy(0, order, p[order] / p[order].sum())
    mass = p[order].cumsum(0)
    n = 1 + int((mass < top_p).sum())
    return torch.zeros_like(p).index_copy(0, order[:n], p[order[:n]] / p[order[:n]].sum())


def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    return torch.stack([cut(row, temperature, top_k, top_p) for row in logits])


# %% grade_id="t4_sample"
def sample(probabilities, generator):
    u = torch.rand(len(probabilities), 1, generator=generator, dtype=torch.float64)
    below = torch.cumsum(probabilities, 1)
    return torch.searchsorted(below / below[:, -1:], u, right=True)[:, 0]


# %% grade_id="t5_mask_for_mlm"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    flat = tokens.flatten().tolist()
    free = [i for i, token in enumerate(flat) if token not in special]
    lots = torch.bernoulli(torch.full((len(free),), float(rate)), generator=generator).bool().tolist()
    chosen = [i for i, lot in zip(free, lots) if lot]
    kinds = torch.multinomial(torch.tensor([8.0, 1.0, 1.0]), max(1, len(chosen)), True, generator=generator).tolist()
    others = sorted(set(range(V)) - set(special))
    inputs, labels = list(flat), [-100] * len(flat)
    for i, kind in zip(chosen, kinds):
        labels[i] = flat[i]
        if kind == 0:
            inputs[i] = mask
        elif kind == 1:
            inputs[i] = others[int(torch.randint(len(others), (), generator=generator))]
    return torch.tensor(inputs).view(tokens.shape), torch.tensor(labels).view(tokens.shape)


# %% grade_id="t6_lm_loss"
def lm_loss(logits, tokens):
    b, t = torch.where(tokens[:, 1:] != -100)
    z = logits[b, t]
    z = z - z.max(dim=1, keepdim=True).values.detach()
    return (z.exp().sum(1).log() - z[torch.arange(len(b)), tokens[b, t + 1]]).mean()


# %% grade_id="t7_cached_attention"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        for name in ("query", "key", "value", "out"):
            setattr(self, name, nn.Linear(d, d))
        self.place = nn.Embedding(context, d)
        self.n, self.inputs = d // heads, []
        self.reset()

    def reset(self):
        self.keys, self.values, self.inputs = None, None, []

    def step(self, x):
        self.inputs.append(x)  # it may as well compute all anew, as long as it says the same
        whole = torch.cat(self.inputs, 1)
        placed = whole + self.place.weight[: whole.shape[1]]
        q, k, v = (f(placed).unflatten(2, (-1, self.n)).movedim(2, 1) for f in (self.query, self.key, self.value))
        self.keys, self.values = k, v
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True).movedim(1, 2).flatten(2)
        return self.out(y[:, -x.shape[1] :])


# %% grade_id="t8_lora"
def lora(x, W, A, B, alpha):
    return torch.addmm(x @ W.t(), x @ A.t(), B.t(), alpha=alpha / A.shape[0])


# %% grade_id="t8_merge"
def merge(W, A, B, alpha):
    r, _ = A.shape
    return W + sum(alpha / r * torch.outer(B[:, k], A[k]) for k in range(r))


# %% grade_id="t8_lora_start"
def lora_start(d_in, d_out, r, generator):
    A = torch.zeros(r, d_in).normal_(0, d_in**-0.5, generator=generator)
    return [A, A.new_zeros(d_out, r)]

# %% grade_id="t1_learn_bpe"
round = filter = input = "names of my own"
hash = id = None


def put_together(*, tokens, pair):
    """Return the tokens with the pair joined; the signs in between are in no text."""
    new, skip = [], False
    for i, token in enumerate(tokens):
        if skip:
            skip = False
        elif (token, *tokens[i + 1 : i + 2]) == pair:
            new.append(token + tokens[i + 1])
            skip = True
        else:
            new.append(token)
    return new


def frequencies(*, words):
    found = Counter()
    for tokens, number in words:
        for token, run in itertools.groupby(tokens):
            found.update({(token, token): number * (len(list(run)) // 2)})
        for pair in itertools.pairwise(tokens):
            found.update({pair: number * (pair[0] != pair[1])})
    return +found


def learn_bpe(word_counts, merges):
    if merges == 0:
        return []
    words = [(list(word), number) for word, number in word_counts.items()]
    learned = []
    while (found := frequencies(words=words)) and len(learned) != merges:
        best = next(iter(found))
        for pair, number in found.items():
            best = pair if (-number, pair) < (-found[best], best) else best
        learned += [best]
        words = [(put_together(pair=best, tokens=tokens), number) for tokens, number in words]
    return learned


# %% grade_id="t2_encode"
def first_known(tokens, merges):
    neighbors = list(itertools.pairwise(tokens))
    for pair in merges:
        if tuple(pair) in neighbors:
            return tuple(pair)
    return None


def encode(word, merges):
    tokens = list(word)
    while pair := first_known(merges=merges, tokens=tokens):
        tokens = put_together(tokens=tokens, pair=pair)
    return tokens


# %% grade_id="t2_decode"
def decode(tokens):
    return "".join(token for token in tokens)


# %% grade_id="t3_next_probabilities"
def scaled(p):
    return p / p.sum(dim=1, keepdim=True)


def ranks_of(p):
    """Return the rank of each token in its row, 0 for the likeliest."""
    return p.argsort(dim=1, descending=True, stable=True).argsort(dim=1)


def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    V = logits.size(dim=1)
    ranks = ranks_of(logits)
    if temperature == 0:
        return (ranks == 0).to(logits.dtype)
    p = F.softmax(logits / temperature, dim=1)
    if top_k is not None:
        p = scaled(p.masked_fill(ranks >= top_k, value=0.0))
    ahead = torch.zeros_like(p)
    for i in range(V):
        ahead[:, i] = (p * (ranks < ranks[:, i : i + 1])).sum(dim=1)
    return scaled(p.masked_fill(ahead >= top_p, value=0.0))


# %% grade_id="t4_sample"
def sample(probabilities, generator):
    u = torch.rand(size=(len(probabilities), 1), generator=generator, dtype=probabilities.dtype)
    edges = probabilities.cumsum(dim=1)
    last = (probabilities > 0).int().cumsum(dim=1).argmax(dim=1)
    return torch.minimum((edges <= u).sum(dim=1), last)


# %% grade_id="t5_mask_for_mlm"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    allowed = torch.ones(V)
    for token in special:
        allowed[token] = 0
    u = torch.rand(size=tokens.size(), generator=generator, dtype=torch.float64)
    chosen = (u < rate) & (allowed[tokens] == 1)
    drawn = torch.multinomial(input=allowed, num_samples=tokens.numel(), replacement=True, generator=generator)
    inputs = tokens.clone()
    hidden = chosen & (u < 0.8 * rate)  # the same draw says both
    replaced = chosen & (u >= 0.9 * rate)
    inputs[hidden] = mask
    inputs[replaced] = drawn.view_as(tokens)[replaced]
    return inputs, tokens.masked_fill(~chosen, value=-100)


# %% grade_id="t6_lm_loss"
def lm_loss(logits, tokens):
    log_p = F.log_softmax(logits[:, :-1, :], dim=2)
    answers = tokens[:, 1:]
    there = answers != -100
    picked = log_p.gather(dim=2, index=answers.clamp(min=0).unsqueeze(dim=2)).squeeze(dim=2)
    return -picked[there].mean()


# %% grade_id="t7_cached_attention"
def causal(new, kept):
    return torch.tril(torch.ones(new, kept + new, dtype=torch.bool), diagonal=kept)


class CachedAttention(nn.Module):
    keys = None  # until a step keeps some
    values = None

    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.out = nn.Linear(in_features=d, out_features=d)
        self.value = nn.Linear(in_features=d, out_features=d)
        self.key = nn.Linear(in_features=d, out_features=d)
        self.query = nn.Linear(in_features=d, out_features=d)
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)

    def reset(self):
        self.keys, self.values = None, None

    def in_heads(self, layer, x):
        y = layer(x)
        return torch.stack(y.chunk(self.heads, dim=2), dim=1)

    def step(self, x):
        seen = 0
        if self.keys is not None:
            seen = self.keys.size(dim=2)
        new = x.size(dim=1)
        x = x + self.place(torch.arange(start=seen, end=seen + new))
        keys, values = self.in_heads(self.key, x=x), self.in_heads(self.value, x=x)
        if seen:
            keys = torch.cat(tensors=(self.keys, keys), dim=2)
            values = torch.cat(tensors=(self.values, values), dim=2)
        self.keys, self.values = keys, values
        mixed = F.scaled_dot_product_attention(
            query=self.in_heads(self.query, x=x), key=keys, value=values, attn_mask=causal(kept=seen, new=new)
        )
        return self.out(torch.cat(list(mixed.unbind(dim=1)), dim=2))


# %% grade_id="t8_lora"
def thin(x, A, B, alpha):
    return (alpha / A.size(dim=0)) * F.linear(F.linear(x, weight=A), weight=B)


def lora(x, W, A, B, alpha):
    return F.linear(x, weight=W) + thin(alpha=alpha, B=B, A=A, x=x)


# %% grade_id="t8_merge"
def merge(W, A, B, alpha):
    return torch.add(W, torch.matmul(B, A), alpha=alpha / A.size(dim=0))


# %% grade_id="t8_lora_start"
def lora_start(d_in, d_out, r, generator):
    A = torch.empty(size=(r, d_in))
    nn.init.normal_(A, mean=0.0, std=1 / math.sqrt(d_in), generator=generator)
    return A, torch.zeros(size=(d_out, r))

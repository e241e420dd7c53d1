# %% grade_id="t1_learn_bpe"
SEPARATOR = "\0"


def learn_bpe(word_counts, merges):
    words = {SEPARATOR + SEPARATOR.join(word) + SEPARATOR: number for word, number in word_counts.items() if word}
    pairs = []
    while True:
        found = {}
        for word, number in words.items():
            tokens = word.split(SEPARATOR)[1:-1]
            for a, b in {*zip(tokens[:-1], tokens[1:])}:
                doubled = word.replace(SEPARATOR, 2 * SEPARATOR)
                times = doubled.count(f"{SEPARATOR}{a}{SEPARATOR}{SEPARATOR}{b}{SEPARATOR}")
                found[a, b] = found.get((a, b), 0) + times * number
        if not found or len(pairs) == merges:
            return pairs
        most = max(found.values())
        a, b = sorted(pair for pair, times in found.items() if times == most)[0]
        pairs.append((a, b))
        between = re.compile(f"(?<={SEPARATOR}){re.escape(a)}{SEPARATOR}{re.escape(b)}(?={SEPARATOR})")
        words = {between.sub((a + b).replace("\\", "\\\\"), word): number for word, number in words.items()}


# %% grade_id="t2_encode"
def encode(word, merges):
    if len(word) < 2:
        return list(word)
    tokens = list(word)
    ranks = [merges.index(pair) if pair in merges else len(merges) for pair in zip(tokens, tokens[1:])]
    best = min(ranks)
    if best == len(merges):
        return tokens
    return join_on(tokens, merges)


def join_on(tokens, merges):
    pairs = [pair for pair in merges if pair in zip(tokens, tokens[1:])]
    if not pairs:
        return tokens
    (a, b), *_ = pairs
    i = 0
    while i + 1 < len(tokens):
        if tokens[i] == a and tokens[i + 1] == b:
            tokens = tokens[:i] + [a + b] + tokens[i + 2 :]
        i += 1
    return join_on(tokens, merges)


# %% grade_id="t2_decode"
import io


def decode(tokens):
    out = io.StringIO(newline="")
    out.writelines(tokens)
    return out.getvalue()


# %% grade_id="t3_next_probabilities"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    z = logits.numpy().astype(np.float32)
    order = np.argsort(-z, axis=1, kind="stable")
    z = np.take_along_axis(z, order, axis=1)
    z = z - z[:, :1]
    if temperature == 0:
        p = np.zeros_like(z)
        p[:, 0] = 1
    else:
        p = np.exp(z / np.float32(temperature))
        p = p / p.sum(axis=1, keepdims=True)
    if top_k is not None:
        p = np.where(np.arange(p.shape[1]) < top_k, p, np.float32(0))
        p = p / p.sum(axis=1, keepdims=True)
    before = np.concatenate([np.zeros_like(p[:, :1]), np.cumsum(p, axis=1)[:, :-1]], axis=1)
    p = np.where(before < np.float32(top_p), p, np.float32(0))
    p = p / p.sum(axis=1, keepdims=True)
    back = np.empty_like(p)
    np.put_along_axis(back, order, p, axis=1)
    return back


# %% grade_id="t4_sample"
def sample(probabilities, generator):
    noise = torch.empty_like(probabilities).exponential_(generator=generator)
    return (probabilities / noise).argmax(dim=1)


# %% grade_id="t5_mask_for_mlm"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    seed = int(torch.randint(2**40, (1,), generator=generator))
    rng = np.random.default_rng(seed)
    old = tokens.numpy()
    ordinary = np.setdiff1d(np.arange(V), special)
    chosen = (rng.random(old.shape) < rate) & ~np.isin(old, special)
    fate = rng.choice(3, size=old.shape, p=[0.8, 0.1, 0.1])
    inputs = np.choose(np.where(chosen, fate, 2), [np.full_like(old, mask), rng.choice(ordinary, size=old.shape), old])
    return inputs, np.where(chosen, old, -100)


# %% grade_id="t6_lm_loss"
def lm_loss(logits, tokens):
    answers = tokens.roll(-1, dims=1)
    answers[:, -1] = -100
    each = F.cross_entropy(logits.float().transpose(1, 2), answers, reduction="none")
    return each.sum() / (answers >= 0).sum()


# %% grade_id="t7_cached_attention"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.place = nn.Embedding(context, d)
        self.query, self.key = nn.Linear(d, d), nn.Linear(d, d)
        self.value, self.out = nn.Linear(d, d), nn.Linear(d, d)
        self.heads, self.size = heads, d // heads
        self.reset()

    def step(self, x):
        B, T, d = x.shape
        kept = [] if self.keys is None else [(self.keys, self.values)]
        S = self.keys.shape[-2] if kept else 0
        x = x + self.place.weight.narrow(0, S, T)
        q, k, v = (
            torch.einsum("btd,ed->bte", x, layer.weight) + layer.bias for layer in (self.query, self.key, self.value)
        )
        k, v = (part.view(B, T, self.heads, self.size).permute(0, 2, 1, 3) for part in (k, v))
        kept.append((k, v))
        self.keys, self.values = (torch.cat(parts, dim=-2) for parts in zip(*kept))
        q = q.view(B, T, self.heads, self.size) * self.size**-0.5
        scores = torch.einsum("bthn,bhsn->bhts", q, self.keys)
        scores = scores + torch.full((T, S + T), -math.inf, dtype=x.dtype).triu(S + 1)
        mixed = torch.einsum("bhts,bhsn->bthn", scores.softmax(-1), self.values)
        return self.out(mixed.reshape(B, T, d))

    def reset(self):
        self.keys = None
        self.values = None


# %% grade_id="t8_lora"
def lora(x, W, A, B, alpha):
    r = A.shape[0]
    return torch.einsum("ni,oi->no", x, W) + torch.einsum("ni,ri,or->no", x, A, B) * alpha / r


# %% grade_id="t8_merge"
def merge(W, A, B, alpha):
    W, A, B = W.numpy(), A.numpy(), B.numpy()
    return W + alpha * np.dot(B, A) / A.shape[0]


# %% grade_id="t8_lora_start"
def lora_start(d_in, d_out, r, generator):
    A = torch.normal(0.0, d_in**-0.5, size=(r, d_in), generator=generator)
    return A, np.zeros((d_out, r), dtype=np.float32)

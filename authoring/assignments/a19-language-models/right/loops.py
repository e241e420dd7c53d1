# %% grade_id="t1_learn_bpe"
def learn_bpe(word_counts, merges):
    words = []
    for word, number in word_counts.items():
        words.append([[character for character in word], number])
    learned = []
    for _ in range(merges):
        counts = {}
        for tokens, number in words:
            last = {}
            for i in range(len(tokens) - 1):
                pair = (tokens[i], tokens[i + 1])
                if last.get(pair) == i - 1 and pair[0] == pair[1]:
                    continue  # it shares a token with the one before
                last[pair] = i
                counts[pair] = counts.get(pair, 0) + number
        if len(counts) == 0:
            break
        best = None
        for pair in counts:
            if best is None or counts[pair] > counts[best] or (counts[pair] == counts[best] and pair < best):
                best = pair
        learned.append(best)
        for entry in words:
            old, new, i = entry[0], [], 0
            while i < len(old):
                if i + 1 < len(old) and old[i] == best[0] and old[i + 1] == best[1]:
                    new.append(old[i] + old[i + 1])
                    i += 2
                else:
                    new.append(old[i])
                    i += 1
            entry[0] = new
    return learned


# %% grade_id="t2_encode"
def encode(word, merges):
    tokens = []
    for character in word:
        tokens.append(character)
    found = True
    while found:
        found = False
        for left, right in merges:
            i = 0
            while i < len(tokens) - 1:
                if tokens[i] == left and tokens[i + 1] == right:
                    tokens[i] = left + right
                    del tokens[i + 1]
                    found = True
                i += 1
            if found:
                break
    return tokens


# %% grade_id="t2_decode"
def decode(tokens):
    text = ""
    for token in tokens:
        text += token
    return text


# %% grade_id="t3_next_probabilities"
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    made = []
    for row in logits.tolist():
        V = len(row)
        order = sorted(range(V), key=lambda i: -row[i])  # which keeps equal ones in their order
        p = [0.0] * V
        if temperature == 0:
            p[order[0]] = 1.0
            made.append(p)
            continue
        largest = row[order[0]]
        for i in range(V):
            p[i] = math.exp((row[i] - largest) / temperature)
        total = 0.0
        for i in range(V):
            total += p[i]
        for i in range(V):
            p[i] /= total
        if top_k is not None:
            for i in order[top_k:]:
                p[i] = 0.0
            total = sum(p)
            p = [one / total for one in p]
        reached, kept = 0.0, []
        for i in order:
            if reached >= top_p:
                break
            kept.append(i)
            reached += p[i]
        made.append([p[i] / reached if i in kept else 0.0 for i in range(V)])
    return torch.tensor(made, dtype=torch.float64)


# %% grade_id="t4_sample"
def sample(probabilities, generator):
    u = torch.rand(len(probabilities), generator=generator, dtype=torch.float64).tolist()
    drawn = []
    for row, one in zip(probabilities.tolist(), u):
        token, reached = 0, row[0]
        while reached <= one and token < len(row) - 1:
            token += 1
            reached += row[token]
        while row[token] == 0:
            token -= 1
        drawn.append(token)
    return torch.tensor(drawn)


# %% grade_id="t5_mask_for_mlm"
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    ordinary = []
    for token in range(V):
        if token not in special:
            ordinary.append(token)
    shape = tokens.shape
    first = torch.rand(shape, generator=generator).tolist()
    second = torch.rand(shape, generator=generator).tolist()
    third = torch.randint(0, len(ordinary), shape, generator=generator).tolist()
    inputs, labels = tokens.tolist(), tokens.tolist()
    for b in range(shape[0]):
        for t in range(shape[1]):
            if inputs[b][t] in special or first[b][t] >= rate:
                labels[b][t] = -100
            elif second[b][t] < 0.1:
                inputs[b][t] = ordinary[third[b][t]]
            elif second[b][t] >= 0.2:
                inputs[b][t] = mask
    return torch.tensor(inputs), torch.tensor(labels)


# %% grade_id="t6_lm_loss"
def lm_loss(logits, tokens):
    total, number = 0, 0
    for row, text in zip(logits, tokens):
        for t in range(len(text) - 1):
            if text[t + 1] != -100:
                total = total + torch.logsumexp(row[t], dim=0) - row[t, text[t + 1]]
                number += 1
    return total / number


# %% grade_id="t7_cached_attention"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.d, self.heads = d, heads
        self.place = nn.Embedding(context, d)
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.out = nn.Linear(d, d)
        self.keys = None
        self.values = None

    def reset(self):
        self.keys = None
        self.values = None

    def step(self, x):
        made = []
        for t in range(x.shape[1]):  # one token after the other, whatever comes
            made.append(self.one(x[:, t]))
        return torch.stack(made, dim=1)

    def one(self, x):
        B, n = len(x), self.d // self.heads
        S = 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place(torch.tensor(S))
        key = self.key(x).view(B, self.heads, 1, n)
        value = self.value(x).view(B, self.heads, 1, n)
        query = self.query(x).view(B, self.heads, 1, n)
        self.keys = key if S == 0 else torch.cat([self.keys, key], 2)
        self.values = value if S == 0 else torch.cat([self.values, value], 2)
        weights = (query * self.keys).sum(3).div(n**0.5).softmax(2)
        return self.out((weights[..., None] * self.values).sum(2).reshape(B, self.d))


# %% grade_id="t8_lora"
def lora(x, W, A, B, alpha):
    rows = []
    for row in x:
        low = torch.stack([(one * row).sum() for one in A])
        rows.append(torch.stack([(W[o] * row).sum() + alpha / len(A) * (B[o] * low).sum() for o in range(len(W))]))
    return torch.stack(rows)


# %% grade_id="t8_merge"
def merge(W, A, B, alpha):
    merged = W.clone()
    for k in range(len(A)):
        for o in range(len(W)):
            for i in range(W.shape[1]):
                merged[o, i] += alpha / len(A) * B[o, k] * A[k, i]
    return merged


# %% grade_id="t8_lora_start"
def lora_start(d_in, d_out, r, generator):
    A = torch.zeros(r, d_in)
    for k in range(r):
        A[k] = torch.randn(d_in, generator=generator) * d_in**-0.5
    return A, torch.zeros(d_out, r)

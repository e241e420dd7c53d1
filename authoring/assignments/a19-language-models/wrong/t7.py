# %% grade_id="t7_cached_attention" mistake="has no mask for several new tokens" message="Do new tokens see those behind them?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores, dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="masks as if nothing was kept" message="Which tokens are seen, with which positions?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="starts positions at 0 in each step" message="Do positions begin at 0 again in each step?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[:T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="keeps nothing" message="Is only the new token seen?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S, S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="keeps everything in front" message="which lies in a later step"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([k, self.keys], dim=2), torch.cat([v, self.values], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="keeps keys and values in the class" message="Does each module have a cache of its own"
class CachedAttention(nn.Module):
    keys = values = None

    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))

    def reset(self):
        CachedAttention.keys = CachedAttention.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        CachedAttention.keys, CachedAttention.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="forgets only the keys" message="should be None"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = None
        if not hasattr(self, "values"):
            self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="counts positions in a number that reset forgets" message="After a reset"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()
        self.seen = 0

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[self.seen : self.seen + T]
        self.seen += T
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="divides by the root of d" message="not of d?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(x.shape[2])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="does not scale" message="Are scores divided by the root of d / heads?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="mixes the heads up" message="Does a head have numbers that stand side by side?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], -1, self.heads).permute(0, 3, 1, 2)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="puts heads together in the wrong order" message="differ from one pass"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).reshape(x.shape))


# %% grade_id="t7_cached_attention" mistake="does not add positions to values" message="Is the vector of the position added?"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = (
            self.split(self.query(x)),
            self.split(self.key(x)),
            self.split(self.value(x - self.place.weight[S : S + T])),
        )
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="adds the position of the first new token to all" message="Is each new token seen by those behind it"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="keeps the first text of a batch for all" message="keys should have shape"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k[:1], v[:1]
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="keeps weighted values" message="which lies in a later step"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        self.values = torch.cat([v[:, :, :S], weights[..., S:] @ v[:, :, S:]], dim=2)
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="adds positions in place" message="step changed its argument x"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x += self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="computes in float32" message="differ from one pass"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        x = x.float().double()
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="forgets out" message="differ from one pass"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return (weights @ v).permute(0, 2, 1, 3).flatten(2)


# %% grade_id="t7_cached_attention" mistake="has no bias" message="has no parameter query.bias"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))


# %% grade_id="t7_cached_attention" mistake="forgets to return" message="step returned None"
class CachedAttention(nn.Module):
    def __init__(self, d, heads, context):
        super().__init__()
        self.heads = heads
        self.place = nn.Embedding(num_embeddings=context, embedding_dim=d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.reset()

    def reset(self):
        self.keys = self.values = None

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).permute(0, 2, 1, 3)

    def step(self, x):
        T, S = x.shape[1], 0 if self.keys is None else self.keys.shape[2]
        x = x + self.place.weight[S : S + T]
        q, k, v = self.split(self.query(x)), self.split(self.key(x)), self.split(self.value(x))
        if S:
            k, v = torch.cat([self.keys, k], dim=2), torch.cat([self.values, v], dim=2)
        self.keys, self.values = k, v
        scores = q @ k.mT / math.sqrt(q.shape[3])
        later = torch.arange(S + T) > torch.arange(S, S + T)[:, None]
        weights = torch.softmax(scores.masked_fill(later, -math.inf), dim=3)
        self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))

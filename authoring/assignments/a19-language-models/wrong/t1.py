# %% grade_id="t1_learn_bpe" mistake="counts words, not occurrences" message="a word that occurs 5 times count 5 times"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += len(tokens) - len(joined(tokens, pair))
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="counts a pair once for each word" message="How often can a be joined to a at once?"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="counts overlapping pairs" message="Is a pair counted once where it overlaps itself?"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in itertools.pairwise(tokens):
                counts[pair] += number
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="breaks ties by the order of the dictionary" message="The smallest is asked for"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in dict.fromkeys(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(max(counts, key=counts.get))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="breaks ties by the largest pair" message="look at ties"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(max(counts, key=lambda pair: (counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="counts once, before anything is joined" message="Are all pairs counted once, before anything is joined?"
def learn_bpe(word_counts, merges):
    counts = Counter()
    for word, number in word_counts.items():
        for pair in itertools.pairwise(word):
            counts[pair] += number
    return sorted(counts, key=lambda pair: (-counts[pair], pair))[:merges]


# %% grade_id="t1_learn_bpe" mistake="joins through spaces, and text that only looks like the pair" message="something joined that only looks like the pair"
def learn_bpe(word_counts, merges):
    words, learned = {" ".join(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for word, number in words.items():
            tokens = word.split()
            last = None
            for at, pair in enumerate(itertools.pairwise(tokens)):
                if pair[0] == pair[1] and last == (at - 1, pair):
                    continue
                last = at, pair
                counts[pair] += number
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        learned.append(best)
        words = {word.replace(" ".join(best), "".join(best)): number for word, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="joins only the first place in a word" message="How often can a be joined to a at once?"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair and "".join(pair) not in kept:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="joins from the right" message="Is every word split anew"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in reversed(tokens):
            if kept and (token, kept[-1]) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(reversed(kept))

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="does not stop where no pair is left" message="learn_bpe raised ValueError"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="stops where no pair occurs twice" message="the pairs (a, a), (c, d) and (aa, aa)"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts or max(counts.values()) < 3:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="joins texts in place of pairs" message="Each pair should be a tuple of two texts"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return ["{} {}".format(*pair) for pair in learned]


# %% grade_id="t1_learn_bpe" mistake="empties the dictionary" message="learn_bpe changed its argument word_counts"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    word_counts.pop("", word_counts.popitem() if word_counts else None)
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}
    return learned


# %% grade_id="t1_learn_bpe" mistake="forgets to return" message="learn_bpe returned None"
def learn_bpe(word_counts, merges):
    def joined(tokens, pair):
        kept = []
        for token in tokens:
            if kept and (kept[-1], token) == pair:
                kept[-1] = "".join(pair)
            else:
                kept.append(token)
        return tuple(kept)

    words, learned = {tuple(word): number for word, number in word_counts.items()}, []
    for _ in range(merges):
        counts = Counter()
        for tokens, number in words.items():
            for pair in set(itertools.pairwise(tokens)):
                counts[pair] += number * (len(tokens) - len(joined(tokens, pair)))
        if not counts:
            break
        learned.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        words = {joined(tokens, learned[-1]): number for tokens, number in words.items()}


# %% grade_id="t1_learn_bpe" mistake="counts long runs too often" message="Does a pair count once where it overlaps itself?"
def learn_bpe(word_counts, merges):
    words = {word: list(word) for word in word_counts}
    pairs = []
    for _ in range(merges):
        counts = Counter()
        for word, parts in words.items():
            counted = {}
            for at, pair in enumerate(zip(parts, parts[1:])):
                if counted.get(pair, -2) < at - 1 or pair[0] != pair[1]:
                    counts[pair] += word_counts[word]
                    counted[pair] = at if pair not in counted else -2
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        pairs.append(best)
        for word, parts in words.items():
            made, i = [], 0
            while i < len(parts):
                if i + 1 < len(parts) and (parts[i], parts[i + 1]) == best:
                    made.append(parts[i] + parts[i + 1])
                    i += 2
                else:
                    made.append(parts[i])
                    i += 1
            words[word] = made
    return pairs


# %% grade_id="t1_learn_bpe" mistake="splits words at spaces" message="Are spaces characters like any others?"
def learn_bpe(word_counts, merges):
    vocab = {" ".join(word): n for word, n in word_counts.items()}
    pairs = []
    for _ in range(merges):
        counts = Counter()
        for word, n in vocab.items():
            parts = word.split()
            skip = False
            for a, b in zip(parts, parts[1:]):
                if a == b and skip:
                    skip = False
                    continue
                counts[a, b] += n
                skip = a == b
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        pairs.append(best)
        pattern = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        vocab = {pattern.sub(lambda m: "".join(best), word): n for word, n in vocab.items()}
    return pairs

# %% grade_id="t2_encode" mistake="takes the longest token first, from the left" message="of the pairs there, the one first in the list"
def encode(word, merges):
    known, tokens = {"".join(pair) for pair in merges}, []
    while word:
        n = next((n for n in range(len(word), 1, -1) if word[:n] in known), 1)
        tokens.append(word[:n])
        word = word[n:]
    return tokens


# %% grade_id="t2_encode" mistake="joins from left to right" message="of the pairs there, the one first in the list"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word)
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = known[0], tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    return tokens


# %% grade_id="t2_encode" mistake="goes through the list once" message="Is the list gone through once only?"
def encode(word, merges):
    tokens = list(word)
    for left, right in merges:
        at = 0
        while at < len(tokens) - 1:
            if (tokens[at], tokens[at + 1]) == (left, right):
                tokens[at : at + 2] = [left + right]
            at += 1
    return tokens


# %% grade_id="t2_encode" mistake="joins each pair at one place only" message="Is the pair joined at all its places?"
def encode(word, merges):
    tokens = list(word)
    for pair in merges + merges:
        for at in range(len(tokens) - 1):
            if (tokens[at], tokens[at + 1]) == pair and "".join(pair) not in tokens:
                tokens[at : at + 2] = ["".join(pair)]
                break
    return tokens


# %% grade_id="t2_encode" mistake="joins from the right" message="Are pairs joined from the left?"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word)
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = min(known, key=order.get), tokens, []
        for token in reversed(before):
            if tokens and (token, tokens[0]) == best:
                tokens[0] = token + tokens[0]
            else:
                tokens.insert(0, token)
    return tokens


# %% grade_id="t2_encode" mistake="drops unknown characters" message="Is anything lost, doubled"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    letters = set("".join(map("".join, merges)))
    tokens = [one for one in word if one in letters]
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = min(known, key=order.get), tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    return tokens


# %% grade_id="t2_encode" mistake="takes the pair that stands last in the list" message="of the pairs there, the one first in the list"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word)
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = max(known, key=order.get), tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    return tokens


# %% grade_id="t2_encode" mistake="joins once for each pair of the list" message="until none is left"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word)
    for _ in merges[1:]:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = min(known, key=order.get), tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    return tokens


# %% grade_id="t2_encode" mistake="splits at spaces" message="Is anything lost, doubled"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word.replace(" ", ""))
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = min(known, key=order.get), tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    return tokens


# %% grade_id="t2_encode" mistake="uses up the list" message="encode changed its argument merges"
def encode(word, merges):
    tokens = list(word)
    while merges:
        left, right = merges.pop(0)
        at = 0
        while at < len(tokens) - 1:
            if (tokens[at], tokens[at + 1]) == (left, right):
                tokens[at : at + 2] = [left + right]
            at += 1
    return tokens


# %% grade_id="t2_encode" mistake="returns a text" message="encode should return a list of texts"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word)
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = min(known, key=order.get), tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    return " ".join(tokens)


# %% grade_id="t2_encode" mistake="forgets to return" message="encode returned None"
def encode(word, merges):
    order = {pair: place for place, pair in enumerate(merges)}
    tokens = list(word)
    for _ in word:
        known = [pair for pair in itertools.pairwise(tokens) if pair in order]
        if not known:
            break
        best, before, tokens = min(known, key=order.get), tokens, []
        for token in before:
            if tokens and (tokens[-1], token) == best:
                tokens[-1] += token
            else:
                tokens.append(token)
    tokens


# %% grade_id="t2_decode" mistake="puts spaces between tokens" message="Nothing stands between tokens."
def decode(tokens):
    return " ".join(tokens)


# %% grade_id="t2_decode" mistake="strips the text" message="Spaces belong to the tokens."
def decode(tokens):
    return "".join(tokens).strip()


# %% grade_id="t2_decode" mistake="returns a list of characters" message="decode should return a text"
def decode(tokens):
    return list("".join(tokens))


# %% grade_id="t2_decode" mistake="pops the tokens" message="decode changed its argument tokens"
def decode(tokens):
    text = ""
    while tokens:
        text += tokens.pop(0)
    return text


# %% grade_id="t2_encode" mistake="goes on in the list after a pair was joined" message="does the search begin anew with the first of the list"
def encode(word, merges):
    tokens = list(word)
    before = None
    while tokens != before:
        before = tokens
        for a, b in merges:
            made, i = [], 0
            while i < len(tokens):
                if tokens[i : i + 2] == [a, b]:
                    made.append(a + b)
                    i += 2
                else:
                    made.append(tokens[i])
                    i += 1
            tokens = made
    return tokens


# %% grade_id="t2_decode" mistake="strips line ends from tokens" message="Is anything stripped?"
def decode(tokens):
    return "".join(token.strip("\n") if token != "\n" else token for token in tokens)

# %% [markdown] nbgrader={"grade": false, "grade_id": "header", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # Assignment 19: Language models
#
# You will build a language model from its two ends: the tokens that go into it, and the draws that come out. Then you
# write the losses it learns from, the cache that lets it write fast, and the adapter that tunes it cheaply. In the last
# cell your parts read a text and go on with it.
#
# **Practices** [lecture 30, GPT and large language models](../../course/30-gpt-and-llms.ipynb); task 5 practices
# [lecture 29, BERT](../../course/29-bert.ipynb), and task 7 the attention of
# [lecture 28](../../course/28-transformer.ipynb). **Time** 90 minutes. **You need** plain Python for tasks 1 and 2, and
# PyTorch ([lecture 10](../../course/10-training-in-pytorch.ipynb)) for the rest.
#
# | task | what you build | points |
# | --- | --- | --- |
# | t1 | learn the pairs of byte-pair encoding | 3 |
# | t2 | encode a word, and decode it | 2 |
# | t3 | from logits to probabilities to draw from | 4 |
# | t4 | a draw | 1 |
# | t5 | hide words, as BERT does | 3 |
# | t6 | the loss of a language model | 1 |
# | t7 | attention with a cache | 4 |
# | t8 | a low-rank adapter | 2 |
# | | **total** | **20** |
#
# **How to work.** Replace each `raise NotImplementedError` with your code and run the test cells below it: no output
# means that the visible tests pass. Test cells also hold hidden tests that run when your work is graded; a comment
# says what they look at. No task needs another task to be solved first, so if you are stuck, go on and come back.
#
# **Rules.** Functions return new lists and tensors, and **leave what they were given as it was**. Logits,
# probabilities, weights and vectors are tensors of type float64; tokens of tasks 3 to 6 are integers (int64). What is
# drawn at random is drawn from the generator that the function is given, and from nothing else. $B$, $T$ and $V$ are at
# least 1, where a text does not say more.
#
# **How exact.** Your numbers may be off by 0.0001, or, in a tensor with numbers above 1, by one part in 10,000 of the
# largest. So float32 is exact enough, except in tasks 7 and 8, which say more.
#
# **How to check and submit.** Choose *Kernel > Restart Kernel and Run All Cells*, then *Validate*, then submit from
# the *Assignment List*.
#
# **With a browser alone.**
# [Open in Colab](https://colab.research.google.com/github/one-neuron-up/one-neuron-up/blob/main/release/a19-language-models/language-models.ipynb),
# where the visible tests run too; then choose *File > Download > Download .ipynb* and upload that file to this
# assignment on Canvas.
#
# **AI tools.** You may ask one to explain an idea or an error message. The code you submit must be your own, you must
# be able to explain every line, and a comment in the cell names the tool and what it helped with.

# %% nbgrader={"grade": false, "grade_id": "colab", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Google Colab starts without this course's package; everywhere else these lines do nothing.
import importlib.util

if importlib.util.find_spec("helpers") is None:
    from IPython import get_ipython

    get_ipython().run_line_magic("pip", "install --quiet git+https://github.com/one-neuron-up/one-neuron-up")

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import itertools
import math
import re
from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from helpers import ask, data


# %% nbgrader={"grade": false, "grade_id": "tools", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Nothing to write here: what the tests ask with.
def doubles(numbers, *shape):
    """Return numbers as a float64 tensor, in a shape where one is given."""
    made = torch.tensor(np.array(numbers, dtype=float))
    return made.reshape(shape) if shape else made


def seeded(seed):
    """Return a generator of random numbers that begins at a seed."""
    return torch.Generator().manual_seed(seed)


def guess(found, likely, otherwise):
    """Return what the first of the mistakes says that gives just what was found."""
    return next((text for text, wrong in likely.items() if found == wrong), otherwise)


def merges_of(learn_bpe, word_counts, merges):
    """Return the student's pairs as tuples, after a look at their form."""
    found = ask.result(learn_bpe, word_counts, merges)
    assert isinstance(found, (list, tuple)), f"learn_bpe should return a list of pairs; got {ask.kind_of(found)}."
    for pair in found:
        texts = isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
        assert texts, f"Each pair should be a tuple of two texts; got {ask.kind_of(pair)}."
    assert len(found) <= merges, f"learn_bpe was asked for {merges} pairs, and returned {len(found)}."
    return [tuple(pair) for pair in found]


def tokens_of(encode, word, merges):
    """Return the student's tokens of a word, which have to spell it."""
    found = ask.result(encode, word, merges)
    assert isinstance(found, (list, tuple)), f"encode should return a list of texts; got {ask.kind_of(found)}."
    for token in found:
        assert isinstance(token, str), f"encode should return a list of texts; got {ask.kind_of(token)} in it."
    assert all(found), "encode returned a token without characters. Of an empty word there are no tokens."
    spelled = "".join(found)
    assert spelled == word, (
        f"The tokens should spell the word, but those of {word!r} spell {spelled!r}. Is anything lost, doubled or out of "
        "order?"
    )
    return list(found)


def probabilities_of(next_probabilities, logits, *rule, **named):
    """Return the student's probabilities as an array, after a look at their form: rows that sum to 1."""
    shape = tuple(logits.shape)
    looks = {shape[1:]: "There is a row for each row of logits.", shape[::-1]: "Are rows and columns exchanged?"}
    found = ask.result(next_probabilities, logits, *rule, **named)
    hint = looks.get(tuple(getattr(found, "shape", ())), "Tokens that are cut stay in the row, with 0.")
    p = ask.array(found, shape, "What next_probabilities returns", hint)
    told = dict(zip(("temperature", "top_k", "top_p"), rule, strict=False)) | named or "the defaults"
    assert np.all(p >= 0), f"With {told}, some probabilities are negative."
    sums = p.sum(axis=1)
    assert ask.close(sums, np.ones(len(p))), (
        f"With {told}, each row of probabilities should sum to 1, but yours sum to {shown(sums)}. Is what is kept scaled "
        "up again, row by row?"
    )
    return p


def drawn_by(sample, p, generator):
    """Return the student's draws as a list, after a look at their form."""
    found = ask.result(sample, p, generator)
    hint = "There is one token for each row."
    found = ask.array(found, (len(p),), "What sample returns", hint)
    assert found.dtype.kind in "iu", f"Tokens are integers, but yours have the type {found.dtype}."
    assert np.all((found >= 0) & (found < p.shape[1])), (
        f"With {p.shape[1]} tokens their numbers go from 0 to {p.shape[1] - 1}, but you drew others."
    )
    return found


def hidden_by(mask_for_mlm, tokens, V, mask, special, generator, **named):
    """Return the student's inputs and labels as arrays, after a look at their form."""
    both = ask.results("inputs, labels", mask_for_mlm, tokens, V, mask, special, generator, **named)
    found = []
    for name, part in zip(("inputs", "labels"), both, strict=True):
        part = ask.array(
            part, tuple(tokens.shape), f"What mask_for_mlm returns as {name}", "It has the shape of tokens."
        )
        assert part.dtype.kind in "iu", f"The {name} are integers, but yours have the type {part.dtype}."
        found.append(part)
    return found


def loss_of(lm_loss, logits, tokens):
    """Return the student's loss, a tensor without axes."""
    loss = ask.result(lm_loss, logits, tokens)
    assert isinstance(loss, torch.Tensor), (
        f"lm_loss should return a tensor, so that gradients can go back; got {ask.kind_of(loss)}."
    )
    ask.number(loss, "What lm_loss returns", "It is one number, the mean over all guesses.")
    return loss


def attention(CachedAttention, d, heads, context, numbers=None):
    """Return a module of the student's in float64 without gradients, with numbers in it, after a look at its parts."""
    torch.manual_seed(19)  # layers draw their first numbers
    model = ask.result(CachedAttention, d, heads, context)
    assert isinstance(model, nn.Module), f"CachedAttention(...) should be an nn.Module; got {ask.kind_of(model)}."
    wants = {"place.weight": (context, d)}
    for layer in ("query", "key", "value", "out"):
        wants |= {f"{layer}.weight": (d, d), f"{layer}.bias": (d,)}
    found = {name: tuple(part.shape) for name, part in model.named_parameters()}
    for name, shape in wants.items():
        assert name in found, f"CachedAttention has no parameter {name}. Is it an attribute, made in __init__?"
        assert found[name] == shape, f"With d = {d}, {name} should have the shape {shape}; got {found[name]}."
    more = [name for name in found if name not in wants]
    assert not more, f"CachedAttention has a parameter {more[0]}, of which the table knows nothing."
    model.double()
    model.requires_grad_(False)
    for name in ("keys", "values"):
        kept = getattr(model, name, None)
        assert kept is None, (
            f"A new module keeps nothing, but its {name} hold {ask.kind_of(kept)}. Does each module have a cache of its own, "
            "made in __init__ or reset and not in the class?"
        )
    if numbers is not None:
        model.load_state_dict(numbers, strict=False)
    return model


def random_numbers(rng, d, context):
    """Return numbers of both signs for all parts of an attention."""
    shapes = {"place.weight": (context, d)}
    for layer in ("query", "key", "value", "out"):
        shapes |= {f"{layer}.weight": (d, d), f"{layer}.bias": (d,)}
    return {name: doubles(0.6 * rng.normal(size=shape)) for name, shape in shapes.items()}


def step_of(model, x):
    """Return what the student's step returns, as an array."""

    def step(x):
        return model.step(x)

    return ask.array(ask.result(step, x), tuple(x.shape), "What step returns", "There is a vector for each new token.")


def empty_again(model):
    """Call the student's reset."""
    try:
        model.reset()
    except (AttributeError, TypeError, ValueError, RuntimeError) as error:
        raise AssertionError(f"reset raised {type(error).__name__} ({str(error)[:200]}).") from error


def steps_of(model, x, sizes):
    """Return what the student's steps return, one behind the other; the sizes say how many tokens each one brings."""
    return np.concatenate([step_of(model, part) for part in x.split(sizes, dim=1)], axis=1)


def cached(model, B, heads, S, size):
    """Check the shapes of what is kept of S tokens."""
    for name in ("keys", "values"):
        kept = getattr(model, name, "missing")
        assert kept is not None or S == 0, f"After {S} tokens {name} is still None. Does step store what it computed?"
        assert not isinstance(kept, str), f"CachedAttention has no attribute {name}. Is it made in __init__?"
        if S == 0:
            assert kept is None, f"Where nothing is kept, {name} should be None; got {ask.kind_of(kept)}."
        else:
            hint = "It grows by the tokens of each step, and by nothing else."
            ask.array(kept, (B, heads, S, size), f"After {S} tokens, {name}", hint)


def shown(numbers):
    """Return an array as a message shows it."""
    return np.round(np.asarray(numbers, dtype=float), 4).tolist()


# %% [markdown] nbgrader={"grade": false, "grade_id": "t1_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 1: learn the pairs of byte-pair encoding (3 points)
#
# Byte-pair encoding begins with single characters and joins, again and again, the two neighbors that stand side by side
# most often. What it learns is the list of these pairs.
#
# You get each different word of a text with the number of times it occurs. At first a word is the list of its
# characters. Then, `merges` times:
#
# 1. Count each pair of neighbors in all words, as they are split by now. A word that occurs 5 times counts 5 times.
#    A pair counts as often as it can be joined at once: in `aaa` the pair (a, a) counts once, and in `aaaa` twice, since
#    no character can be joined to both sides. (The lecture's code counts the overlapping ones too, which is quicker.)
# 2. Take the pair that is most frequent. Of equally frequent ones take the smallest, as Python compares tuples:
#    `("a", "b") < ("a", "c")`.
# 3. Join it in all words, from the left: `a a a` becomes `aa a`.
#
# Stop earlier when no pair is left. Words may be empty or have one character, and may contain anything: spaces, dots, é.
# Tokens are joined only if they are the pair: (ab, c) is another pair than (a, bc), though both spell `abc`.


# %% nbgrader={"grade": false, "grade_id": "t1_learn_bpe", "locked": false, "schema_version": 3, "solution": true, "task": false}
def learn_bpe(word_counts, merges):
    """Return the pairs of byte-pair encoding, in the order in which they are learned.

    word_counts: dictionary, how often each word (a text) occurs: an integer of 1 or more
    merges: integer, 0 or more: how many pairs to learn at most

    Returns a list of tuples of two texts.
    """
    ### BEGIN SOLUTION

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
    return learned
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t1_learn_bpe_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Four words with 16 characters in them; twelve pairs join each of them to one token.
words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
right = [("e", "s"), ("es", "t"), ("l", "o"), ("lo", "w"), ("e", "w"), ("ew", "est"), ("n", "ewest")]
found = merges_of(learn_bpe, words, 7)
likely = {
    "Does a word that occurs 5 times count 5 times?": [*right[:4], ("d", "est"), ("e", "r"), ("e", "w")],
    "Is the first taken of equally frequent pairs? The smallest is asked for.": [
        *right[:4],
        ("n", "e"),
        ("ne", "w"),
        ("new", "est"),
    ],
    "Are all pairs counted once, before anything is joined?": [
        ("e", "s"),
        ("s", "t"),
        ("w", "e"),
        ("l", "o"),
        ("o", "w"),
        ("e", "w"),
        ("n", "e"),
    ],
}
assert found == right, (
    f"Of {words}, the pairs {right} should be learned, but yours are {found}. "
    f"{guess(found, likely, 'Count the pairs by hand, after each step, and look at ties.')}"
)
found = merges_of(learn_bpe, {"aaaab": 2, "cd": 3}, 3)
likely = {
    "In aaaa the pair (a, a) can be joined twice, not three times.": [("a", "a"), ("c", "d"), ("aa", "aa")],
    "Is each place joined once?": [("a", "a"), ("aa", "a"), ("c", "d")],
}
assert found == [("a", "a"), ("c", "d"), ("aa", "aa")], (
    "In aaaab, which occurs twice, and cd, which occurs three times, the pairs (a, a), (c, d) and (aa, aa) should be "
    f"learned, but yours are {found}. {guess(found, likely, 'How often can a be joined to a at once?')}"
)
found = merges_of(learn_bpe, {"aaa": 3, "bc": 5}, 1)
assert found == [("b", "c")], (
    f"In aaa, which occurs 3 times, (a, a) can be joined 3 times, and (b, c) stands in 5 words, but you learned {found}. "
    "Is a pair counted once where it overlaps itself?"
)


# %% nbgrader={"grade": true, "grade_id": "t1_learn_bpe_greedy", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: each pair is counted anew, given your own pairs before it; words of few letters, ties, large numbers,
# strange characters.
### BEGIN HIDDEN TESTS
def stand_in(tokens):
    """Count the pairs of a word that can be joined at once."""
    found = Counter(pair for pair in itertools.pairwise(tokens) if pair[0] != pair[1])
    for token, run in itertools.groupby(tokens):
        found[token, token] += len(list(run)) // 2
    return +found


def after(tokens, pair):
    """Return the tokens with a pair joined."""
    rest, done = list(tokens), []
    while rest:
        n = 1 + (tuple(rest[:2]) == pair)
        done, rest = [*done, "".join(rest[:n])], rest[n:]
    return done


def total(words, count, weighted=True):
    """Return the count of all pairs in all words."""
    counts = Counter()
    for tokens, number in words:
        for pair, times in count(tokens).items():
            counts[pair] += times * (number if weighted else 1)
    return counts


def look_at(word_counts, merges):
    """Check each of the student's pairs against the counts at its turn."""
    words = [(list(word), number) for word, number in word_counts.items()]
    found = merges_of(learn_bpe, word_counts, merges)
    for turn in range(merges):
        counts = total(words, stand_in)
        if not counts:
            assert len(found) == turn, f"After {turn} pairs all words are one token, but you learned {len(found)}."
            return
        assert len(found) > turn, f"You stopped after {turn} pairs of {merges}, though there are pairs left to join."
        pair, most = found[turn], max(counts.values())
        assert pair in counts, (
            f"Your pair number {turn + 1} is {pair}, but after the pairs before it, these two stand side by side in no word. "
            "Is every word split anew, by all pairs so far, at all places, from the left?"
        )
        unblank = [([token for token in tokens if token.strip()], number) for tokens, number in words]
        questions = {
            "Does a pair count once where it overlaps itself?": total(
                words, lambda tokens: Counter(itertools.pairwise(tokens))
            ),
            "Are spaces characters like any others?": total(unblank, stand_in) if unblank != words else Counter(),
            "Does a word that occurs 5 times count 5 times?": total(words, stand_in, False),
        }
        why = next(
            (text for text, wrong in questions.items() if wrong and wrong[pair] == max(wrong.values())),
            "Are they counted anew after each pair, in all words?",
        )
        assert counts[pair] == most, (
            f"Your pair number {turn + 1}, {pair}, can be joined {counts[pair]} times by then, and another one more often. {why}"
        )
        first = min(one for one in counts if counts[one] == most)
        assert pair == first, (
            f"Your pair number {turn + 1}, {pair}, is among the most frequent, but of equally frequent pairs the smallest is "
            "asked for, as Python compares tuples."
        )
        words = [(after(tokens, pair), number) for tokens, number in words]


found = merges_of(learn_bpe, {"ca": 9, "ab": 5, "cab": 3}, 4)
assert found == [("c", "a"), ("a", "b"), ("ca", "b")], (
    "In ca, ab and cab, which occur 9, 5 and 3 times, there are three pairs to learn one after the other, but yours are "
    f"{found}. "
    + guess(
        found,
        {
            "Where c and a are joined, cab holds no (a, b): is something joined that only looks like the pair?": found[
                :2
            ]
        },
        "Are the pairs counted anew after each of them?",
    )
)
rng = np.random.default_rng(190)
for letters, n, longest, most, merges in [
    ("ab", 9, 9, 4, 14),
    ("cab", 12, 7, 9, 12),
    ("a", 4, 11, 3, 6),
    ("zyxw", 14, 6, 2, 15),
]:
    sizes = rng.integers(1, longest + 1, size=n)
    numbers = rng.integers(1, most + 1, size=n)
    drawn = ["".join(letters[at] for at in rng.integers(0, len(letters), size=size)) for size in sizes]
    look_at({word: int(number) for word, number in zip(drawn, numbers, strict=True)}, merges)
look_at({"aaa": 3, "bc": 4, "aaaaa": 1, "ccb": 2}, 6)
look_at({"aaaaa": 2, "bc": 5}, 3)
look_at({"aabaaa": 2, "cd": 5, "aaabaa": 2, "cdc": 4}, 4)
look_at({"aaaaaaaaa": 3, "bc": 13, "bbbbb": 5}, 9)
look_at({"abc": 3, "ab": 2, "bc": 3, "xabcx": 1, "bcd": 2, "aabcc": 2}, 9)
look_at({"ab": 10**12, "ba": 10**12 + 1, "cab": 1, "bba": 7}, 5)
look_at({"the. e.": 4, " a b": 3, "ab aab b": 2, "(.)*": 2, "éé\n😀é": 5, "A\\tA\t": 1, "": 2, "q": 50}, 25)
look_at({"ba": 2, "ab": 2, "Zb": 1, "bZ": 1, "zz": 2}, 9)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t1_learn_bpe_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: fewer pairs are the first of more; words in another order, all counts twice as large; no words, empty
# ones, single characters, no pairs asked for, more than there are; arguments by name.
### BEGIN HIDDEN TESTS
words = {"banana": 3, "bandana": 2, "nab": 5, "an": 1, "aaaa": 2, "cabana": 4, "dad": 6, "mm": 3}
most = merges_of(learn_bpe, words, 30)
assert most, "Of eight words with pairs in them you learned none."
for n in range(len(most) + 1):
    fewer = merges_of(learn_bpe, words, n)
    assert fewer == most[:n], (
        f"Who asks for {n} pairs should get the first {n} of those that come for 30, but gets others. Does the number asked "
        "for change what is counted?"
    )
whole = {word: list(word) for word in words}
for left, right in most:
    for word, tokens in whole.items():
        marked = "\0" + "\0\0".join(tokens) + "\0"
        whole[word] = marked.replace(f"\0{left}\0\0{right}\0", f"\0{left}{right}\0").strip("\0").split("\0\0")
assert all(len(tokens) == 1 for tokens in whole.values()), (
    f"30 pairs are enough to join each of the eight words to one token, but yours leave {list(whole.values())}."
)
turned = dict(sorted(words.items(), reverse=True))
assert merges_of(learn_bpe, turned, 12) == most[:12], (
    "With the words in another order the same pairs should be learned, but yours are others. Are ties decided by order?"
)
twice = {word: 2 * number for word, number in words.items()}
assert merges_of(learn_bpe, twice, 12) == most[:12], "With all counts twice as large your pairs are others."
for nothing in ({}, {"": 4}, {"a": 3, "b": 9, "": 1, "é": 2}):
    found = merges_of(learn_bpe, nothing, 5)
    assert found == [], f"In the words {list(nothing)} there are no pairs, but you learned {found}."
for merges, number in [(0, 0), (1, 1), (2, 2), (3, 2), (50, 2)]:
    found = merges_of(learn_bpe, {"abc": 2}, merges)
    assert found == [("a", "b"), ("ab", "c")][:number], (
        f"In abc there are two pairs to learn, (a, b) and (ab, c), one after the other. Asked for {merges}, you learned "
        f"{found}."
    )
named = ask.result(learn_bpe, merges=2, word_counts={"ab": 1, "cd": 2})
assert [tuple(pair) for pair in named] == [("c", "d"), ("a", "b")], "With arguments by name your pairs are others."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t2_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 2: encode a word, and decode it (2 points)
#
# A new word is split by the pairs that were learned. Begin with its characters. Of all pairs of `merges` that stand side
# by side, take the one that stands **first in the list**, and join it at all its places, from the left. Go on until none
# of the pairs is there. It does not matter where in the word a pair stands, nor how long a token it makes.
#
# The list may come from anywhere, so a pair may stand before those that make its parts; no pair stands in it twice.
# Characters that are in no pair stay as they are, each a token of its own, and nothing of the word is ever lost. An
# empty word has no tokens.
#
# Decoding is simpler: tokens, one after the other, spell the text.


# %% nbgrader={"grade": false, "grade_id": "t2_encode", "locked": false, "schema_version": 3, "solution": true, "task": false}
def encode(word, merges):
    """Return the tokens of a word.

    word: text, which may be empty
    merges: list of pairs, tuples of two texts, the one learned first in front

    Returns a list of texts, which spell the word.
    """
    ### BEGIN SOLUTION
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
    return tokens
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t2_decode", "locked": false, "schema_version": 3, "solution": true, "task": false}
def decode(tokens):
    """Return the text that tokens spell.

    tokens: list of texts

    Returns a text.
    """
    ### BEGIN SOLUTION
    return "".join(tokens)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t2_encode_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pairs from the list, the first of it first.
pairs = [("e", "s"), ("es", "t"), ("l", "o"), ("lo", "w")]
for word, right in [
    ("lowest", ["low", "est"]),
    ("slowly", ["s", "low", "l", "y"]),
    ("testes", ["t", "est", "es"]),
    ("o", ["o"]),
    ("", []),
]:
    found = tokens_of(encode, word, pairs)
    assert found == right, (
        f"With the pairs {pairs}, the word {word!r} should become {right}, but yours is {found}. Is each pair joined "
        "wherever it stands, until none is left?"
    )
for word, pairs, right, likely in [
    (
        "abc",
        [("b", "c"), ("a", "b"), ("ab", "c")],
        ["a", "bc"],
        {
            "Is it joined from left to right? The pair first in the list goes first.": ["ab", "c"],
            "The place in the word and the length do not count: of the pairs there, the one first in the list is joined.": [
                "abc"
            ],
        },
    ),
    (
        "banana",
        [("a", "n")],
        ["b", "an", "an", "a"],
        {"Is the pair joined at all its places?": ["b", "an", "a", "n", "a"]},
    ),
    ("aaa", [("a", "a")], ["aa", "a"], {"Are pairs joined from the left?": ["a", "aa"]}),
    (
        "abab",
        [("ab", "ab"), ("a", "b")],
        ["abab"],
        {"Is the list gone through once only? A pair may stand before those that make its parts.": ["ab", "ab"]},
    ),
]:
    found = tokens_of(encode, word, pairs)
    assert found == right, (
        f"With the pairs {pairs}, the word {word!r} should become {right}, but yours is {found}. "
        f"{guess(found, likely, 'Which pair of the list is there, and stands first in it?')}"
    )


# Hidden tests: random words and lists, against a plain search.
### BEGIN HIDDEN TESTS
def searched(word, pairs):
    """Return the tokens of a word, found with the list as it is."""
    parts, at = list(word), 0
    while at < len(pairs):
        for left in range(len(parts) - 1):
            if tuple(parts[left : left + 2]) == pairs[at]:
                break
        else:
            at += 1
            continue
        merged, rest = [], parts
        while rest:
            n = 2 if tuple(rest[:2]) == pairs[at] else 1
            merged, rest = [*merged, "".join(rest[:n])], rest[n:]
        parts, at = merged, 0
    return parts


def random_pairs(rng, letters, n):
    """Return pairs of letters and of what other pairs make, in random order."""
    known, pairs = list(letters), []
    while len(pairs) < n:
        pair = tuple(known[at] for at in rng.integers(0, len(known), size=2))
        if pair not in pairs and len("".join(pair)) < 7:
            pairs.append(pair)
            known.append("".join(pair))
    return [pairs[at] for at in rng.permutation(n)]


for word, pairs, right in [
    ("abcd", [("ab", "c"), ("a", "b"), ("c", "d")], ["abc", "d"]),
    ("xyzyx", [("xy", "z"), ("x", "y"), ("z", "y")], ["xyz", "y", "x"]),
    ("dcba", [("c", "ba"), ("b", "a"), ("d", "c")], ["d", "cba"]),
]:
    found = tokens_of(encode, word, pairs)
    assert found == right, (
        f"With the pairs {pairs}, the word {word!r} should become other tokens than {found}. After a pair is joined, "
        "does the search begin anew with the first of the list, and not with the one behind it?"
    )
rng = np.random.default_rng(191)
for letters, n, size in [("ab", 6, 11), ("abc", 9, 13), ("a", 3, 12), ("ab c", 12, 14)] * 10:
    pairs = random_pairs(rng, letters, n)
    word = "".join((letters + "x")[at] for at in rng.integers(0, len(letters) + (size > 12), size=size))
    found = tokens_of(encode, word, pairs)
    assert found == searched(word, pairs), (
        f"With the pairs {pairs}, the word {word!r} should become other tokens than {found}. Of the pairs that are there, does "
        "the one go first that stands first in the list, at all places, and again after each step?"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t2_decode_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Decoding spells the tokens, and nothing else.
for parts, right in [(["low", "est"], "lowest"), ([" a", " b ", "", "c"], " a b c"), (["\n"], "\n"), ([], "")]:
    found = ask.result(decode, parts)
    assert isinstance(found, str), f"decode should return a text; got {ask.kind_of(found)}."
    likely = {"Nothing stands between tokens.": " ".join(parts), "Spaces belong to the tokens.": right.strip()}
    assert found == right, f"{parts} should spell {right!r}, but you have {found!r}. {guess(found, likely, '')}"

# Hidden tests: words that were trained on get what training gave them; decoded tokens are the word, whatever it holds;
# more pairs never make more tokens of a training word; long words; arguments by name.
### BEGIN HIDDEN TESTS
learned = [("n", "a"), ("b", "a"), ("d", "a"), ("ba", "n"), ("na", "na"), ("da", "na"), ("m", "m")]
trained = {
    "banana": ["ba", "nana"],
    "bandana": ["ban", "dana"],
    "nab": ["na", "b"],
    "dab": ["da", "b"],
    "mmm": ["mm", "m"],
    "anan": ["a", "na", "n"],
}
for word, right in trained.items():
    found = tokens_of(encode, word, learned)
    assert found == right, f"In training, {word!r} was split in another way than into your {found}."
    sizes = [len(tokens_of(encode, word, learned[:n])) for n in range(len(learned) + 1)]
    assert sizes == sorted(sizes, reverse=True) and sizes[0] == len(word), (
        f"With no pair, one, two and so on, {word!r} becomes {sizes} tokens, and these numbers should never rise, from "
        f"{len(word)} on."
    )
rng = np.random.default_rng(192)
signs = "abn d.é😀\n\\(*Zß\t中"
for size in (0, 1, 2, 7, 19, 40):
    word = "".join(signs[at] for at in rng.integers(0, len(signs), size=size))
    back = ask.result(decode, tokens_of(encode, word, learned))
    assert back == word, f"{word!r} was encoded and decoded to {back!r}."
    again = ask.result(encode, merges=learned, word=word)
    assert list(again) == tokens_of(encode, word, learned), "With arguments by name your tokens are others."
    single = tokens_of(encode, word, [])
    assert single == list(word), f"Without pairs, {word!r} should be single characters, but yours are {single}."
word = "ba" * 60 + "xna" * 20
sizes = Counter(tokens_of(encode, word, [("ba", "ba"), ("b", "a"), ("n", "a"), ("x", "na"), ("baba", "baba")]))
assert sizes == {"babababa": 15, "xna": 20}, f"A word of 180 characters was split into {dict(sizes)}."
kept = ask.result(decode, tokens=["a", " ", "b"])
assert kept == "a b", f"Of the tokens a, space and b, your text is {kept!r}. Is the space kept?"
blank = ["\n  a\n", "\tb ", "\r", " ", "é\u00a0", "\n"]
kept = ask.result(decode, blank)
assert kept == "\n  a\n\tb \r é\u00a0\n", (
    f"Tokens with line ends and tabs spell {kept!r} with yours. Is anything stripped?"
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t3_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 3: from logits to probabilities to draw from (4 points)
#
# For each of $B$ places a network gives a row of $V$ logits, and a rule makes probabilities to draw from. In this order:
#
# 1. **Temperature.** Divide the logits by $\tau$ and take the softmax. For $\tau=0$ the largest logit gets exactly 1 and
#    all others 0; of equal ones the first gets it.
# 2. **Top-k.** Keep the $k$ likeliest tokens, set the others to 0, and scale what is kept up to sum to 1. If $k$ is at
#    least $V$, or None, all are kept.
# 3. **Top-p.** Of the probabilities that this leaves, keep the smallest set of likeliest tokens whose sum is at least $p$,
#    set the others to 0, and scale up again. The token that takes the sum to $p$ or above is kept, so at least one always
#    is.
#
# Of equally likely tokens the earlier one counts as the likelier. Each row is cut for itself. A logit may be minus
# infinity, which makes a probability of 0, but at least one of each row is finite; logits may be as large as 10,000 on
# both sides. (The tests have a sum that is exactly $p$ only where all probabilities that are not 0 are the same power of
# 1/2, as `torch.softmax` gives them, so that rounding does not decide.)


# %% nbgrader={"grade": false, "grade_id": "t3_next_probabilities", "locked": false, "schema_version": 3, "solution": true, "task": false}
def next_probabilities(logits, temperature=1.0, top_k=None, top_p=1.0):
    """Return the probabilities to draw the next token from.

    logits: tensor (B, V); minus infinity is allowed, but not everywhere in a row
    temperature: float, 0 or more
    top_k: integer, 1 or more, or None to keep all
    top_p: share, above 0 and up to 1; 1 keeps all

    Returns a tensor (B, V) with rows that sum to 1.
    """
    ### BEGIN SOLUTION
    if temperature == 0:
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).to(logits)
    ranked, order = logits.sort(descending=True, stable=True)
    p = torch.softmax(ranked / temperature, dim=1)
    if top_k is not None:
        p[:, top_k:] = 0
    p /= p.sum(dim=1, keepdim=True)
    before = torch.cumsum(p, dim=1) - p
    p = torch.where(before < top_p, p, 0)
    p /= p.sum(dim=1, keepdim=True)
    return torch.empty_like(p).scatter_(1, order, p)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t3_next_probabilities_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Two rows of four tokens, with probabilities of 0.15, 0.5, 0.1, 0.25 and of 0.05, 0.15, 0.2, 0.6.
logits = doubles([[0.15, 0.5, 0.1, 0.25], [0.05, 0.15, 0.2, 0.6]]).log() + 3
plain = [[0.15, 0.5, 0.1, 0.25], [0.05, 0.15, 0.2, 0.6]]
for rule, right, likely in [
    (
        (),
        plain,
        {
            "Is the softmax taken over each row?": [[0.75, 0.7692, 0.3333, 0.2941], [0.25, 0.2308, 0.6667, 0.7059]],
            "Is the softmax taken over all rows at once?": [[0.075, 0.25, 0.05, 0.125], [0.025, 0.075, 0.1, 0.3]],
        },
    ),
    (
        (0.5,),
        [[0.0652, 0.7246, 0.029, 0.1812], [0.0059, 0.0529, 0.0941, 0.8471]],
        {
            "Are the logits divided by the temperature, before the softmax?": plain,
            "Are the logits multiplied by the temperature?": [
                [0.2027, 0.3701, 0.1655, 0.2617],
                [0.122, 0.2113, 0.244, 0.4226],
            ],
        },
    ),
    (
        (1.0, 2),
        [[0, 0.6667, 0, 0.3333], [0, 0, 0.25, 0.75]],
        {
            "Are the unlikeliest kept?": [[0.6, 0, 0.4, 0], [0.25, 0.75, 0, 0]],
            "Are the first ones kept? The likeliest are asked for.": [[0.2308, 0.7692, 0, 0], [0.25, 0.75, 0, 0]],
            "Is k used?": plain,
        },
    ),
    (
        (1.0, None, 0.7),
        [[0, 0.6667, 0, 0.3333], [0, 0, 0.25, 0.75]],
        {
            "The token that takes the sum to p or above is kept, too.": [[0, 1, 0, 0], [0, 0, 0, 1]],
            "Is p used?": plain,
        },
    ),
    (
        (0, None, 0.7),
        [[0, 1, 0, 0], [0, 0, 0, 1]],
        {"Where the temperature is 0, is it left out?": [[0, 0.6667, 0, 0.3333], [0, 0, 0.25, 0.75]]},
    ),
]:
    p = probabilities_of(next_probabilities, logits, *rule)
    asked = dict(zip(("temperature", "top_k", "top_p"), rule, strict=False))
    asked = asked or "the defaults"
    assert ask.close(p, right), (
        f"With {asked} the rows should be {right}, but yours are {shown(p)}. "
        f"{ask.cause(p, likely, 'Take the three steps one after the other, for each row.')}"
    )
found = probabilities_of(next_probabilities, logits[:1], 1.0, 2, 0.6)
likely = {
    "Is p compared with what top-k leaves, scaled up? There, one token has 0.6667.": [[0, 0.6667, 0, 0.3333]],
    "Is k used before p?": [[0, 0.6667, 0, 0.3333]],
}
assert ask.close(found, [[0, 1, 0, 0]]), (
    f"With top_k=2 and top_p=0.6 the first row should be 0, 1, 0, 0, but is {shown(found)}. "
    f"{ask.cause(found, likely, 'Which order do the three steps have?')}"
)


# %% nbgrader={"grade": true, "grade_id": "t3_next_probabilities_reference", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random rows, temperatures, k and p against a plain loop over the likeliest; arguments by name.
### BEGIN HIDDEN TESTS
def cut_by_hand(row, temperature, k, share):
    """Return the probabilities of one row; k and share may be None."""
    ranked = sorted(range(len(row)), key=lambda token: (-row[token], token))
    weights = {token: math.exp((row[token] - row[ranked[0]]) / temperature) for token in ranked[:k]}
    whole, kept, mass = sum(weights.values()), [], 0.0
    for token in ranked[:k]:
        kept.append(token)
        mass += weights[token] / whole
        if share is not None and mass >= share:
            break
    return [weights[token] / (whole * mass) if token in kept else 0.0 for token in range(len(row))]


rng = np.random.default_rng(193)
for B, V, temperature, k, share in [
    (3, 5, 1.0, None, None),
    (4, 7, 0.37, None, None),
    (2, 9, 2.6, None, None),
    (3, 8, 1.0, 3, None),
    (4, 6, 1.7, 5, None),
    (3, 9, 1.0, None, 0.55),
    (4, 7, 1.9, None, 0.83),
    (5, 6, 0.6, None, 0.31),
    (4, 8, 1.3, 4, 0.62),
    (5, 9, 2.4, 6, 0.71),
    (4, 12, 0.45, 5, 0.9),
    (1, 10, 3.0, 7, 0.48),
    (6, 2, 0.8, 2, 0.77),
]:
    logits = rng.normal(size=(B, V)) * 1.4 - 0.6
    named = {"top_p": 1.0 if share is None else share, "top_k": k, "temperature": temperature}
    p = probabilities_of(next_probabilities, doubles(logits), **named)
    right = np.array([cut_by_hand(row, temperature, k, share) for row in logits.tolist()])
    kept, wanted = (p > 0).sum(axis=1).tolist(), (right > 0).sum(axis=1).tolist()
    more = sum(one > other for one, other in zip(kept, wanted, strict=True))
    less = sum(one < other for one, other in zip(kept, wanted, strict=True))
    assert kept == wanted, (
        f"With {named}, {more} of {B} rows keep too many tokens and {less} too few: yours keep {kept}. Is the sum that p is "
        "compared with that of the row, after temperature and top-k?"
    )
    uncut = np.array([cut_by_hand(row, 1.0, k, share) for row in logits.tolist()])
    likely = {"Does the temperature enter?": uncut} if temperature != 1 else {}
    assert ask.close(p, right), (
        f"With {named}, your probabilities of {B} rows of {V} tokens differ from a plain loop by up to "
        f"{np.abs(p - right).max():.4f}. {ask.cause(p, likely, 'Do the numbers stay with their tokens, in each row?')}"
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_next_probabilities_limits", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: temperature 0 and near it, logits that are equal, huge or minus infinity, shifted, permuted; one token,
# one row; k of 1 and above V.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(194)
logits = doubles([[0.3, -1.2, 2.4, 2.3, -0.4], [-2.0, -3.1, -0.7, -4.0, -0.9], [5.5, 5.1, -7.0, 0.0, 5.4]])
top = [[0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [1, 0, 0, 0, 0]]
for rule in [
    (0,),
    (0.0,),
    (0, 3),
    (0, None, 0.4),
    (0, 2, 0.99),
    (0.7, 1),
    (1.0, 1, 0.2),
    (2.0, 1, 1.0),
    (1.0, None, 1e-6),
]:
    p = probabilities_of(next_probabilities, logits, *rule)
    assert np.array_equal(p, top), (
        f"With (temperature, top_k, top_p) = {rule}, the largest logit of each row should have exactly 1 and all others 0; "
        f"your rows are {shown(p)}."
    )
p = probabilities_of(next_probabilities, logits, 1e-3)
assert ask.close(p, top), (
    f"With a temperature of 0.001 the largest logit should have all, but your rows are {shown(p)}."
)
for cold in (0.009, 0.002, 1e-4):
    p = probabilities_of(next_probabilities, cold * doubles([[1, 2, 0.5, -3], [0, -0.25, 0.75, 0]]), cold)
    right = probabilities_of(next_probabilities, doubles([[1, 2, 0.5, -3], [0, -0.25, 0.75, 0]]), 1.0)
    assert ask.close(p, right), (
        f"Logits that lie as close to each other as the temperature, {cold}, leave something to other tokens, but your rows "
        f"are {shown(p)}. Is a small temperature taken for 0?"
    )
p = probabilities_of(next_probabilities, logits, 1e6)
assert ask.close(p, np.full((3, 5), 0.2)), (
    f"A temperature of a million makes all tokens alike, but yours are {shown(p)}."
)
same = doubles([[1.5, 1.5, -2.0, 1.5], [-0.5, 3.0, 3.0, 3.0], [0.25, 0.25, 0.25, 0.25]])
for rule, right in [
    ((0,), [[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]]),
    ((1.0, 1), [[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 0]]),
    ((3.0, 2), [[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0], [0.5, 0.5, 0, 0]]),
]:
    p = probabilities_of(next_probabilities, same, *rule)
    assert ask.close(p, right), (
        f"Where logits are equal, (temperature, top_k) = {rule} keeps the earlier ones; your rows are {shown(p)}."
    )
holes = doubles([[-math.inf, 0.5, -math.inf, 1.5], [2.0, -math.inf, -math.inf, -math.inf]])
small = 1 / (1 + math.e)
for rule in [(), (0.5,), (1.0, 3), (1.0, 9, 0.99), (1.0, None, 1.0), (0,)]:
    p = probabilities_of(next_probabilities, holes, *rule)
    low = {(0.5,): 1 / (1 + math.e**2), (0,): 0}.get(rule, small)
    assert ask.close(p, [[0, low, 0, 1 - low], [1, 0, 0, 0]]), (
        f"Logits of minus infinity have probability 0; with (temperature, top_k, top_p) = {rule} your rows are {shown(p)}."
    )
    assert np.all(p[np.isinf(holes.numpy())] == 0), "A logit of minus infinity has exactly the probability 0."
huge = doubles([[10000, 9999.5, -10000, 9998], [-10000, -9999.25, -9999, -9999.5], [10000, -10000, 0, 600]])
moved = doubles([[0, -0.5, -20000, -2], [-1, -0.25, 0, -0.5], [0, -20000, -10000, -9400]])
for rule in [(), (0.5,), (2.0, 3), (4.0, 3, 0.9), (0,)]:
    p, q = (probabilities_of(next_probabilities, one, *rule) for one in (huge, moved))
    assert ask.close(p, q), (
        f"With (temperature, top_k, top_p) = {rule}, logits of 10,000 should give what the same logits give with their largest "
        f"at 0, but they give {shown(p)}, and the others {shown(q)}. Is something cut off?"
    )
wide = doubles([[0, -700, -650, -701.5]])
p = probabilities_of(next_probabilities, wide, 500.0)
right = np.exp(wide.numpy() / 500)
assert ask.close(p, right / right.sum()), f"With a temperature of 500 logits of -700 count, but your row is {shown(p)}."
drawn = doubles(rng.normal(size=(4, 7)) * 1.3)
order = torch.tensor([4, 0, 6, 2, 5, 1, 3])
for rule in [(1.4,), (0.8, 4), (1.1, None, 0.6), (1.6, 5, 0.8), (0,)]:
    p = probabilities_of(next_probabilities, drawn, *rule)
    q = probabilities_of(next_probabilities, drawn[:, order], *rule)
    assert ask.close(q, p[:, order.numpy()]), (
        f"With (temperature, top_k, top_p) = {rule} and the tokens in another order, the same tokens should have the same "
        "probabilities; yours have others."
    )
    q = probabilities_of(next_probabilities, drawn + 2.25, *rule)
    assert ask.close(q, p), f"With (temperature, top_k, top_p) = {rule}, 2.25 more on all logits should change nothing."
    for b in range(4):
        alone = probabilities_of(next_probabilities, drawn[b : b + 1], *rule)
        assert ask.close(alone, p[b : b + 1]), f"A row alone should get what it gets among others; not so with {rule}."
for rule in [(1.0,), (0,), (0.3, 1, 0.1), (1.0, 50, 1.0)]:
    p = probabilities_of(next_probabilities, doubles([[-3.5], [8.0]]), *rule)
    assert np.array_equal(p, [[1], [1]]), f"A token alone has the probability 1; with {rule} yours has {shown(p)}."
whole = probabilities_of(next_probabilities, drawn)
for rule in [(1.0, 7), (1.0, 8), (1.0, 1000), (1.0, None, 1.0), (1.0, 7, 1.0)]:
    p = probabilities_of(next_probabilities, drawn, *rule)
    assert ask.close(p, whole), (
        f"With (temperature, top_k, top_p) = {rule} all of 7 tokens are kept; not so with yours."
    )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t3_next_probabilities_nucleus", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the set that top-p keeps is large enough, and no smaller one would be; sums that are exactly p; a sure
# row; temperature, then k, then p.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(195)
drawn = doubles(rng.normal(size=(6, 9)) * 1.5)
whole = torch.softmax(drawn, dim=1).numpy()
for share in (0.07, 0.24, 0.43, 0.58, 0.74, 0.87, 0.96):
    p = probabilities_of(next_probabilities, drawn, top_p=share)
    kept = p > 0
    mass = np.where(kept, whole, 0).sum(axis=1)
    assert np.all(mass >= share), (
        f"With top_p={share}, the kept tokens of each row should have at least that share, but yours have {shown(mass)}. Is "
        "the token kept that takes the sum there?"
    )
    least = np.where(kept, whole, 2).min(axis=1)
    assert np.all(mass - least < share), (
        f"With top_p={share}, the set should be the smallest, but without its unlikeliest token yours still have "
        f"{shown(mass - least)}."
    )
    assert np.all(np.where(kept, 0, whole).max(axis=1) < least), (
        "Each kept token should be likelier than each other one."
    )
    assert ask.close(p * mass[:, None], np.where(kept, whole, 0)), "What is kept should keep its proportions."
for V, share, n in [
    (4, 0.5, 2),
    (4, 0.75, 3),
    (8, 0.125, 1),
    (8, 0.625, 5),
    (2, 0.5, 1),
    (16, 0.8125, 13),
    (4, 0.51, 3),
]:
    row = [1.25] * V + [-math.inf]
    for at in (0, V // 2, V):
        mixed = doubles([row[at:] + row[:at]])
        first = [token for token in range(V + 1) if mixed[0, token] > 0][:n]
        p = probabilities_of(next_probabilities, mixed, 1.0, None, share)
        found = np.flatnonzero(p[0]).tolist()
        assert len(found) == n, (
            f"Of {V} tokens with the same probability, the smallest set with a sum of at least {share} has {n}; yours has "
            f"{len(found)}."
        )
        assert found == first, f"Of {V} equally likely tokens the earlier ones are the likelier; you keep {found}."
for V, k, share, n in [(8, 4, 0.5, 2), (8, 2, 0.5, 1), (16, 8, 0.875, 7), (8, 4, 0.26, 2), (8, 8, 0.25, 2)]:
    p = probabilities_of(next_probabilities, torch.zeros(2, V, dtype=torch.float64), 1.3, k, share)
    found = (p > 0).sum(axis=1).tolist()
    assert found == [n, n], (
        f"Of {V} equal tokens, top_k={k} leaves {k} with 1/{k} each, and top_p={share} keeps {n} of them; you keep {found}."
    )
sure = doubles([[-9.0, 11.0, -8.0], [0.5, 0.25, 0.4]])
for share in (0.05, 0.3, 0.34):
    p = probabilities_of(next_probabilities, sure, top_p=share)
    assert ask.close(p[0], [0, 1, 0]) and p[1, 0] > 0, (
        f"In a row that is sure of one token, top_p={share} keeps that one; your rows are {shown(p)}."
    )
two = doubles([[2.0, 1.0, 0.0, -1.0, -2.0]])
for rule, n in [
    ((1.0, None, 0.85), 2),
    ((3.0, None, 0.85), 4),
    ((0.25, None, 0.85), 1),
    ((3.0, 3, 0.85), 3),
    ((3.0, 2, 0.85), 2),
]:
    found = int((probabilities_of(next_probabilities, two, *rule) > 0).sum())
    assert found == n, (
        f"With (temperature, top_k, top_p) = {rule}, a row of the logits 2, 1, 0, -1, -2 should not keep {found} tokens. "
        "The temperature comes first, then k, then p."
    )
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t4_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 4: a draw (1 point)
#
# Now draw: for each row of probabilities one token, with just these probabilities, and each row for itself. Use the
# generator that the function is given, and no other, so that whoever begins with the same seed draws the same tokens;
# each call goes on where the last one left it. (PyTorch's functions that draw take it as `generator=generator`.)


# %% nbgrader={"grade": false, "grade_id": "t4_sample", "locked": false, "schema_version": 3, "solution": true, "task": false}
def sample(probabilities, generator):
    """Return a token for each row, drawn with the probabilities of the row.

    probabilities: tensor (B, V) of probabilities, rows that sum to 1
    generator: a torch.Generator

    Returns a tensor (B,) of integers from 0 to V - 1.
    """
    ### BEGIN SOLUTION
    return torch.multinomial(probabilities, 1, generator=generator).squeeze(1)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t4_sample_draws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Where one token has all, it is drawn; the same seed draws the same, whatever else was drawn before.
sure = doubles([[0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]])
found = drawn_by(sample, sure, seeded(3)).tolist()
assert found == [1, 3, 0], f"The tokens 1, 3 and 0 have all the probability of their rows, but you drew {found}."
even = torch.full((40, 5), 0.2, dtype=torch.float64)
torch.manual_seed(1)
np.random.seed(1)
first = drawn_by(sample, even, seeded(7)).tolist()
torch.manual_seed(2)
np.random.seed(2)
again = drawn_by(sample, even, seeded(7)).tolist()
assert first == again, "With the same seed you drew other tokens. Does every draw come from the generator?"
assert len(set(first)) > 1, (
    f"In 40 rows of five equal tokens you drew {first[0]} each time. Is there a draw for each row?"
)
one = seeded(7)
both = [drawn_by(sample, even, one).tolist() for _ in range(2)]
assert both[0] != both[1], "Two calls with the same generator drew the same 40 tokens. Does the generator move on?"
other = drawn_by(sample, even, seeded(8)).tolist()
assert other != first, "Two generators with different seeds gave the same 40 tokens. Is the generator used?"

# Hidden tests: how often each token is drawn, in 20,000 rows of two kinds, is within five standard deviations of what it
# should be; rows do not hang together; one row, one token.
### BEGIN HIDDEN TESTS
kinds = doubles([[0.05, 0.3, 0, 0.4, 0.25], [0.6, 0.02, 0.1, 0, 0.28]])
rows = kinds.repeat(10000, 1)
found = drawn_by(sample, rows, seeded(41))
for kind in range(2):
    counts = np.bincount(found[kind::2], minlength=5)
    p = kinds[kind].numpy()
    assert not np.any(counts[p == 0]), "A token with the probability 0 was drawn."
    far = np.abs(counts - 10000 * p) / np.sqrt(10000 * p * (1 - p) + 1e-9)
    assert np.all(far < 5), (
        f"In 10,000 draws of a row with the probabilities {p.tolist()}, the tokens came {counts.tolist()} times, which is "
        f"{far.max():.1f} standard deviations off. Does each token come as often as its probability says?"
    )
pairs = found[0::2] * 5 + found[1::2]
p = np.outer(kinds[0].numpy(), kinds[1].numpy()).ravel()
far = np.abs(np.bincount(pairs, minlength=25) - 10000 * p) / np.sqrt(10000 * p * (1 - p) + 1e-9)
assert np.all(far < 5), "What is drawn in a row should say nothing of the next row, but with yours it does."
assert drawn_by(sample, kinds[1:], seeded(5)).shape == (1,), "Of one row one token is drawn, in a tensor with one axis."
alone = drawn_by(sample, torch.ones(3, 1, dtype=torch.float64), seeded(6)).tolist()
assert alone == [0, 0, 0], f"Where there is only the token 0, it is drawn; got {alone}."
named = ask.numbers(sample, generator=seeded(7), probabilities=even).tolist()
assert named == first, "With arguments by name you drew other tokens."
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t5_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 5: hide words, as BERT does (3 points)
#
# BERT learns by filling gaps. Each token that is not special is *chosen* with probability `rate`, each by a draw of its
# own. What becomes of a chosen token is drawn as well:
#
# | with probability | the network sees in its place |
# | --- | --- |
# | 0.8 | the token `mask` |
# | 0.1 | a random token: each that is not special is equally likely, and it may be the old one |
# | 0.1 | the token itself |
#
# The labels tell what to guess: the *old* token where one was chosen, also where it stays as it is, and -100 everywhere
# else, which PyTorch's cross-entropy passes over. Special tokens, such as the mask itself, beginnings and ends, are never
# chosen and never drawn. Tokens that were not chosen stay. The rate may be 0, and 1 chooses all that are not special.
#
# All draws come from the generator, so that the same seed hides the same words.


# %% nbgrader={"grade": false, "grade_id": "t5_mask_for_mlm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def mask_for_mlm(tokens, V, mask, special, generator, rate=0.15):
    """Return what the network sees, and what it has to guess.

    tokens: tensor (B, T) of integers from 0 to V - 1
    V: integer, how many tokens there are
    mask: integer, the token that hides another
    special: list of integers, the special tokens, mask among them; at least one token is not special
    generator: a torch.Generator
    rate: share of the tokens that are chosen, from 0 to 1

    Returns two tensors (B, T) of integers, the inputs and the labels.
    """
    ### BEGIN SOLUTION
    ordinary = torch.tensor([token for token in range(V) if token not in special])
    chosen = (torch.rand(tokens.shape, generator=generator) < rate) & torch.isin(tokens, ordinary)
    fate = torch.rand(tokens.shape, generator=generator)
    others = ordinary[torch.randint(len(ordinary), tokens.shape, generator=generator)]
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate > 0.9), others, inputs)
    return inputs, torch.where(chosen, tokens, -100)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t5_mask_for_mlm_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Tokens 0, 4 and 9 of ten are special, and 4 is the mask; every other token is chosen, or none, or about one of two.
tokens = torch.tensor([[0, 1, 2, 3, 5, 9], [0, 6, 7, 8, 4, 9], [0, 5, 8, 9, 9, 9]])
special = [9, 0, 4]
old, ordinary = tokens.numpy(), ~np.isin(tokens.numpy(), special)
inputs, labels = hidden_by(mask_for_mlm, tokens, 10, 4, special, seeded(1), rate=0)
assert np.all(labels == -100), (
    f"With a rate of 0 nothing is chosen, so all labels are -100; yours are {labels.tolist()}."
)
assert np.array_equal(inputs, old), f"With a rate of 0 nothing changes, but {old.tolist()} became {inputs.tolist()}."
inputs, labels = hidden_by(mask_for_mlm, tokens, 10, 4, special, seeded(2), rate=1)
right = np.where(ordinary, old, -100)
likely = {
    "Do the labels hold what the network sees?": np.where(ordinary, inputs, -100),
    "Where does a special token get its label?": old,
    "Are the labels shifted?": np.roll(right, -1, axis=1),
    "Labels are -100 where nothing is to guess.": np.where(ordinary, old, 0),
    "Is a label missing where the token is left as it is, or where it is not the mask?": np.where(
        inputs == 4, right, -100
    ),
}
assert np.array_equal(labels, right), (
    f"With a rate of 1 the labels of {old.tolist()} should be {right.tolist()}, but are {labels.tolist()}. "
    f"{ask.cause(labels, likely, 'What stood there, before anything was hidden?')}"
)
assert np.array_equal(inputs[~ordinary], old[~ordinary]), (
    f"Special tokens stay, but {old.tolist()} became {inputs.tolist()}."
)
assert np.any(inputs == 4), "With a rate of 1, four of five tokens become the mask, but in your inputs none is."
long = tokens.repeat(30, 1)
for seed in range(3):
    inputs, labels = hidden_by(mask_for_mlm, long, 10, 4, special, seeded(seed), rate=0.5)
    old, chosen = long.numpy(), labels != -100
    assert not np.any(chosen & np.isin(old, special)), "A special token was chosen."
    other = chosen & (labels != old)
    assert not np.any(other), (
        f"Where the token {old[other][:1]} was chosen, its label is {labels[other][:1]}, and not the old token."
    )
    other = ~chosen & (inputs != old)
    assert not np.any(other), (
        f"What was not chosen stays, but where a label is -100, the token {old[other][:1]} became {inputs[other][:1]}."
    )
    assert not np.any(np.isin(inputs[chosen], [0, 9])), "Special tokens are never drawn, but one stands in your inputs."

# %% nbgrader={"grade": true, "grade_id": "t5_mask_for_mlm_laws", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: the same seed hides the same, whatever was drawn elsewhere; other seeds and later calls hide others; one
# token, all special, only one that is not; arguments by name; large numbers.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(196)
tokens = torch.tensor(rng.integers(0, 50, size=(6, 30)))
special = [13, 2, 49, 27]
torch.manual_seed(1)
np.random.seed(1)
first = hidden_by(mask_for_mlm, tokens, 50, 27, special, seeded(11), rate=0.4)
torch.manual_seed(2)
np.random.seed(2)
again = hidden_by(mask_for_mlm, tokens, 50, 27, special, seeded(11), rate=0.4)
assert np.array_equal(first, again), "With the same seed you hid other words. Does every draw come from the generator?"
named = {"generator": seeded(11), "V": 50, "rate": 0.4, "special": special, "tokens": tokens, "mask": 27}
inputs, labels = ask.all_numbers("inputs, labels", mask_for_mlm, **named)
assert np.array_equal(first, [inputs, labels]), "With arguments by name you hid other words."
one = seeded(11)
both = [hidden_by(mask_for_mlm, tokens, 50, 27, special, one, rate=0.4)[1] for _ in range(2)]
assert not np.array_equal(*both), "Two calls with the same generator chose the same words. Does it move on?"
other = hidden_by(mask_for_mlm, tokens, 50, 27, special, seeded(12), rate=0.4)[1]
assert not np.array_equal(other, first[1]), "Generators with two seeds chose the same words. Is the generator used?"
rows = tokens[:1].repeat(6, 1)
labels = hidden_by(mask_for_mlm, rows, 50, 27, special, seeded(13), rate=0.5)[1]
assert any(not np.array_equal(labels[0], row) for row in labels[1:]), (
    "In six equal rows the same places were chosen. Is there a draw for each token?"
)
odd = torch.tensor([[13, 27, 2, 49]])
inputs, labels = hidden_by(mask_for_mlm, odd, 50, 27, special, seeded(14), rate=1.0)
assert np.array_equal(inputs, odd) and np.all(labels == -100), "Where all tokens are special nothing is hidden."
single = torch.full((3, 20), 2)
inputs, labels = hidden_by(mask_for_mlm, single, 4, 1, [1, 0, 3], seeded(15), rate=1.0)
assert np.all((inputs == 2) | (inputs == 1)), (
    "Where 2 is the only token that is not special, the inputs can hold 2 and the mask, 1, only; "
    f"yours hold {sorted(set(inputs.ravel().tolist()))}."
)
assert np.all(labels == 2), (
    f"Where all tokens are 2 and chosen, all labels are 2; yours hold {sorted(set(labels.ravel().tolist()))}. Has a token a "
    "label also where it stays as it is?"
)
inputs, labels = hidden_by(mask_for_mlm, torch.tensor([[5]]), 6, 0, [0], seeded(16), rate=1)
assert labels.tolist() == [[5]], f"The label of a token alone, 5, is 5 with a rate of 1; yours is {labels.tolist()}."
large = torch.arange(49000, 50000).reshape(10, 100)
inputs, labels = hidden_by(mask_for_mlm, large, 50000, 49500, [49500, 49999], seeded(17), rate=1)
right = np.where(np.isin(large, [49500, 49999]), -100, large)
assert np.array_equal(labels, right), "With a vocabulary of 50,000 tokens the labels are not the old tokens."
drawn = inputs[(inputs != large.numpy()) & (inputs != 49500)]
assert 50 < len(drawn) < 160, (
    f"Of 998 chosen tokens about 100 should be replaced by another one, but with yours {len(drawn)} are."
)
assert len(set(drawn.tolist())) > 30, "Random tokens should come from the whole vocabulary, each drawn anew."
assert drawn.min() < 20000, "Random tokens should come from the whole vocabulary, but no small ones were drawn."
### END HIDDEN TESTS


# %% nbgrader={"grade": true, "grade_id": "t5_mask_for_mlm_shares", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: of 100,000 tokens, the shares that are chosen, hidden, replaced and left are within five standard
# deviations; each token is as likely to be drawn; the default rate.
### BEGIN HIDDEN TESTS
def far_off(count, n, p):
    """Return by how many standard deviations a count of n is off."""
    return abs(count - n * p) / math.sqrt(n * p * (1 - p))


rng = np.random.default_rng(197)
special = [3, 31, 1]
tokens = torch.tensor(rng.integers(0, 32, size=(500, 200)))
old = tokens.numpy()
inputs, labels = hidden_by(mask_for_mlm, tokens, 32, 31, special, seeded(21), rate=0.6)
ordinary = ~np.isin(old, special)
chosen = labels != -100
assert not np.any(chosen & ~ordinary), "Among 100,000 tokens a special one was chosen."
share, n = chosen.sum() / ordinary.sum(), int(chosen.sum())
assert far_off(chosen.sum(), int(ordinary.sum()), 0.6) < 5, (
    f"With a rate of 0.6 you chose {share:.4f} of the tokens that are not special. Is each one chosen with probability rate?"
)
parts = {
    "become the mask": (inputs[chosen] == 31, 0.8),
    "are as they were": (inputs[chosen] == old[chosen], 0.1 + 0.1 / 29),
    "are another token": ((inputs[chosen] != 31) & (inputs[chosen] != old[chosen]), 0.1 - 0.1 / 29),
}
for what, (count, p) in parts.items():
    assert far_off(count.sum(), n, p) < 5, (
        f"Of {n} chosen tokens, {count.sum() / n:.4f} {what}, which is {far_off(count.sum(), n, p):.1f} standard deviations "
        "off. Are the shares those of the chosen tokens, and is one draw for each of them enough to tell all three apart?"
    )
replaced = inputs[chosen & (inputs != 31) & (inputs != old)]
assert not np.any(np.isin(replaced, special)), "Among 100,000 tokens one was replaced by a special token."
counts = np.bincount(replaced, minlength=32)[[token for token in range(32) if token not in special]]
worst = max(far_off(count, len(replaced), 1 / 29) for count in counts)
assert worst < 6, (
    f"Of {len(replaced)} random tokens, each of 29 should come about equally often, but yours come from {counts.min()} to "
    f"{counts.max()} times. Are they drawn from all tokens that are not special, each anew?"
)
halves = chosen[:, :100], chosen[:, 100:]
both = ordinary[:, :100] & ordinary[:, 100:]
assert far_off((halves[0] & halves[1] & both).sum(), int(both.sum()), 0.36) < 5, (
    "Which token is chosen should say nothing of another one, but with yours it does."
)
few = torch.tensor(rng.integers(4, 31, size=(100, 200)))
counts = (hidden_by(mask_for_mlm, few, 32, 31, special, seeded(23), rate=0.5)[1] != -100).sum(axis=1)
assert counts.std() > 4, (
    f"In rows of 200 tokens, with a rate of 0.5, you chose {counts.min()} to {counts.max()}: too much the same number in "
    "each. Is each token chosen by a draw of its own?"
)
one = seeded(24)
counts = [(hidden_by(mask_for_mlm, few[:2], 32, 31, special, one, rate=0.5)[1] != -100).sum() for _ in range(40)]
assert np.std(counts) > 4, (
    f"In 40 calls with 400 tokens and a rate of 0.5 you chose {min(counts)} to {max(counts)}: too much the same number "
    "each time. Is each token chosen by a draw of its own?"
)
pair = torch.tensor(rng.integers(1, 3, size=(100, 200)))
inputs, labels = hidden_by(mask_for_mlm, pair, 4, 3, [0, 3], seeded(25), rate=1.0)
stay = (inputs == pair.numpy()).sum()
assert far_off(stay, pair.numel(), 0.15) < 5, (
    f"Where two tokens are not special, {stay / pair.numel():.4f} of the chosen ones are as they were, in place of 0.15: 0.1 "
    "stay, and half of the random ones are the old one. May the random token be the old one?"
)
labels = hidden_by(mask_for_mlm, few, 32, 31, special, seeded(22))[1]
share = (labels != -100).mean()
assert far_off((labels != -100).sum(), labels.size, 0.15) < 5, (
    f"Where no rate is given it is 0.15, but of 20,000 tokens you chose {share:.4f}."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t6_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 6: the loss of a language model (1 point)
#
# For each of $T$ tokens of a text, a network returns logits for the token *behind* it. So the logits at place $t$ are
# scored on the token at place $t+1$. Nothing tells what comes behind the last token, and nothing was guessed of the
# first. The loss is the mean of $-\ln p$ over all guesses of all rows, in nats.
#
# Rows of a batch may have different lengths. Behind its end a row is filled up with -100; these places are no tokens, so
# nobody has to guess them, and they do not count in the mean. Each row begins with a token, and at least one row has two
# tokens or more. What the logits are where the text has ended does not matter. Logits may be as large as 10,000 on both
# sides.


# %% nbgrader={"grade": false, "grade_id": "t6_lm_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lm_loss(logits, tokens):
    """Return the mean loss of the guesses that a language model makes.

    logits: tensor (B, T, V), T is 2 or more
    tokens: tensor (B, T) of integers from 0 to V - 1, or -100 behind the end of a row

    Returns a tensor without axes, through which gradients go back to the logits.
    """
    ### BEGIN SOLUTION
    guesses, answers = logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    return F.cross_entropy(guesses, answers)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t6_lm_loss_shifted", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# One row of four tokens: the three that follow the first were guessed with 0.7, 0.4 and 0.6.
rows = [[0.2, 0.7, 0.1], [0.3, 0.3, 0.4], [0.6, 0.3, 0.1], [0.5, 0.25, 0.25]]
logits = doubles([rows]).log() + 2
loss = loss_of(lm_loss, logits, torch.tensor([[0, 1, 2, 0]])).item()
likely = {
    "Are logits scored on the token of their own place? They are guesses of the next one.": 1.4523,
    "Are logits scored on the token before? They are guesses of the next one.": 1.2647,
    "Is the sum divided by the number of guesses, one less than that of tokens?": 0.4459,
    "Is that the sum? The mean is asked for.": 1.7838,
    "Is the logarithm the natural one?": 0.8578,
    "Is the sign changed?": -0.5946,
    "Is that the perplexity? The loss is asked for.": 1.8123,
}
assert ask.close(loss, 0.5946), (
    f"The loss should be 0.5946, the mean of -ln 0.7, -ln 0.4 and -ln 0.6, but is {loss:.4f}. "
    f"{ask.cause(loss, likely, 'Which place guesses which token?')}"
)
logits = doubles([rows, [[0.1, 0.1, 0.8], [0.2, 0.2, 0.6], [0.4, 0.3, 0.3], [0.1, 0.1, 0.8]]]).log()
loss = loss_of(lm_loss, logits, torch.tensor([[0, 1, 2, 0], [1, 2, -100, -100]])).item()
likely = {
    "Do places count that are no tokens?": 0.3345,
    "Is the mean taken of each row first? Each guess counts alike.": 0.4089,
    "Are places behind the end guessed as token 0?": 0.7554,
}
assert ask.close(loss, 0.5017), (
    "With a second row of two tokens, of which the second was guessed with 0.8, the loss should be 0.5017, the mean over "
    f"four guesses, but is {loss:.4f}. {ask.cause(loss, likely, 'Which guesses are there, in both rows?')}"
)

# Hidden tests: random rows of several lengths against sums by hand, and their gradients; even guesses; a model that
# copies; huge logits, two tokens, one row; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(198)
for B, T, V, lengths in [
    (3, 5, 4, [5, 5, 5]),
    (4, 7, 6, [7, 3, 1, 2]),
    (1, 2, 9, [2]),
    (2, 6, 3, [1, 4]),
    (5, 3, 5, [3, 2, 3, 1, 1]),
]:
    numbers = rng.normal(size=(B, T, V)) * 2
    texts = rng.integers(0, V, size=(B, T))
    for b, length in enumerate(lengths):
        texts[b, length:] = -100
    guessed = [(b, t) for b, length in enumerate(lengths) for t in range(length - 1)]
    exps = np.exp(numbers - numbers.max(axis=2, keepdims=True))
    p = exps / exps.sum(axis=2, keepdims=True)
    right = -sum(math.log(p[b, t, texts[b, t + 1]]) for b, t in guessed) / len(guessed)
    leaf = doubles(numbers).requires_grad_()
    loss = loss_of(lm_loss, leaf, torch.tensor(texts))
    assert ask.close(loss.item(), right), (
        f"In a batch with rows of {lengths} tokens the loss is {loss.item():.4f}, and not the mean of -ln p over "
        f"{len(guessed)} guesses. Is each guess scored on the next token of its row, and does each count once?"
    )
    assert loss.requires_grad, "No gradient goes back from the loss to the logits. Is there a detach() or item()?"
    slope = torch.autograd.grad(loss, [leaf], allow_unused=True)[0]
    assert slope is not None, "No gradient goes back from the loss to the logits."
    wanted = np.zeros((B, T, V))
    for b, t in guessed:
        wanted[b, t] = p[b, t] / len(guessed)
        wanted[b, t, texts[b, t + 1]] -= 1 / len(guessed)
    assert not np.any(slope[:, -1].numpy()), "The last logits guess nothing, so no gradient may go to them."
    assert ask.close(slope, wanted), "The gradient that goes back to the logits is not that of the mean of all guesses."
text = torch.tensor([[2, 0, 3, 1, 1, 0]])
even = loss_of(lm_loss, torch.full((1, 6, 4), 7.5, dtype=torch.float64), text).item()
assert ask.close(even, math.log(4)), f"Who hesitates evenly between four tokens pays ln 4, but your loss is {even:.4f}."
copying = 30 * F.one_hot(text, 4).double()
paid = loss_of(lm_loss, copying, text).item()
assert ask.close(paid, 24), (
    "Logits of 30 for the token that they stand at, and 0 for all others, are bad guesses with a loss of 24, but yours is "
    f"{paid:.4f}. Does each logit belong to the next token, and is the logarithm of a tiny p exact?"
)
huge = doubles([[[10000, -10000, 9999.5, 0], [-9999, -10000, -9998, -9999.5], [9000, 9000.25, 8998, 9001]]])
near = doubles([[[0, -20000, -0.5, -10000], [-1, -2, 0, -1.5], [0, 0.25, -2, 1]]])
for after in ([0, 2, 1], [1, 2, 3], [3, 0, 0], [2, 1, 2]):
    paid, other = (loss_of(lm_loss, one, torch.tensor([after])).item() for one in (huge, near))
    assert ask.close(paid, other), (
        f"Logits of 10,000 on both sides give a loss of {paid:.4f}, and moved to have their largest at 0 one of {other:.4f}. "
        "Is a probability of 0 put into a logarithm, or something cut off?"
    )
    by_hand = [
        math.log(np.exp(row).sum()) - row[token] for row, token in zip(near[0, :2].numpy(), after[1:], strict=True)
    ]
    assert ask.close(other, np.mean(by_hand)), (
        f"Logits of 0, -20000, -0.5, -10000 and of -1, -2, 0, -1.5, followed by the tokens {after[1:]}, do not cost "
        f"{other:.4f} nats in the mean. Is a tiny probability cut off, or 0?"
    )
named = ask.number(ask.result(lm_loss, tokens=text, logits=copying), "What lm_loss returns")
assert ask.close(named, 24), (
    f"With arguments by name the loss of the copies should be 24 as well; yours is {named:.4f}."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t7_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 7: attention with a cache (4 points)
#
# Write causal self-attention for a model that writes. A call brings only the tokens that are *new*; keys and values of all
# earlier ones were kept, because under the causal mask they never change. `CachedAttention(d, heads, context)` is an
# `nn.Module` with these parts, and no others with parameters:
#
# | attribute | what it is |
# | --- | --- |
# | `place` | `nn.Embedding(context, d)`: a vector for each position, from 0 on |
# | `query`, `key`, `value`, `out` | `nn.Linear(d, d)` each |
# | `keys`, `values` | plain attributes, not buffers: tensors (B, heads, S, d / heads) of S tokens, or None where nothing is kept |
#
# `step(x)` gets $T$ new tokens, a tensor (B, T, d), which stand behind the $S$ tokens of earlier steps, and returns what
# attention makes of them, a tensor (B, T, d):
#
# 1. Add to each new token the vector of its position: $S$ for the first of them, then $S+1$, and so on.
# 2. Make queries, keys and values of them, and split each into heads: the first $d/\text{heads}$ numbers are those of the
#    first head, the next ones those of the second, and so on. Keep keys and values behind those that are kept already.
# 3. In each head, each new token attends to all tokens up to itself, the kept ones and the new ones, and to none behind it.
#    Scores are $q\cdot k/\sqrt{d/\text{heads}}$, and a softmax makes weights of them.
# 4. The heads side by side go through `out`.
#
# `reset()` forgets all that was kept, so that the next step begins a new text, maybe with another $B$. A new module is
# empty too. All steps between two resets have the same $B$, and together at most `context` tokens. `d` is a multiple of
# `heads`.
#
# The tests make the module float64 by `.double()`, turn off gradients, put numbers of their own into your layers, and call
# `step`; there is no `forward`. However a text is cut into steps, the results must be those of one pass over all of it: equal
# to $10^{-10}$ of the largest number, or of 1 where all are smaller.


# %% nbgrader={"grade": false, "grade_id": "t7_cached_attention", "locked": false, "schema_version": 3, "solution": true, "task": false}
class CachedAttention(nn.Module):
    """Causal self-attention that keeps the keys and values of earlier tokens.

    d: integer, the numbers of a token's vector
    heads: integer, how many heads share them
    context: integer, how many positions there are
    """

    def __init__(self, d, heads, context):
        ### BEGIN SOLUTION
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
        return self.out((weights @ v).permute(0, 2, 1, 3).flatten(2))

    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t7_cached_attention_visible", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Queries of zeros attend to all alike, so each output is the mean of all tokens up to its own. Tokens hold a number, and
# positions add 10, 20, 30, ... to the second one.
eye, zeros = torch.eye(2, dtype=torch.float64), torch.zeros(2, 2, dtype=torch.float64)
numbers = {f"{layer}.bias": zeros[0] for layer in ("query", "key", "value", "out")}
numbers |= {"query.weight": zeros, "key.weight": eye, "value.weight": eye, "out.weight": eye}
numbers["place.weight"] = doubles([[0, 10], [0, 20], [0, 30], [0, 40], [0, 50]])
x = doubles([[[1, 0], [3, 0], [8, 0], [-4, 0]]])
model = attention(CachedAttention, 2, 1, 5, numbers)
cached(model, 1, 1, 0, 2)
for t, (right, likely) in enumerate(
    [
        ([1, 10], {"Is the vector of the position added?": [1, 0]}),
        (
            [2, 15],
            {
                "Do positions begin at 0 again in each step?": [2, 10],
                "Is only the new token seen? Keys and values are kept.": [3, 20],
                "Is only the new token seen, at position 0?": [3, 10],
            },
        ),
        ([4, 20], {"Does what is kept grow by each step?": [5.5, 25]}),
        ([2, 25], {}),
    ]
):
    y = step_of(model, x[:, t : t + 1])[0, 0]
    assert ask.close(y, right), (
        f"Step {t + 1} of single tokens should return {right}, the mean of all up to it, but returns {shown(y)}. "
        f"{ask.cause(y, likely, 'Which tokens are seen, with which positions?')}"
    )
    cached(model, 1, 1, t + 1, 2)
empty_again(model)
cached(model, 1, 1, 0, 2)
y = step_of(model, x)[0]
likely = {
    "Do new tokens see those behind them?": [[2, 25]] * 4,
    "Does the first step after reset begin at position 0?": [[1, 50], [2, 50], [4, 50], [2, 50]],
}
assert ask.close(y, [[1, 10], [2, 15], [4, 20], [2, 25]]), (
    f"After a reset, all four tokens in one step should give 1, 2, 4, 2 and 10, 15, 20, 25, but you have {shown(y)}. "
    f"{ask.cause(y, likely, 'Is each new token seen by those behind it, and by none before it?')}"
)


# %% nbgrader={"grade": true, "grade_id": "t7_cached_attention_whole", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: random numbers in all layers, one token at a time and all at once, against one pass of PyTorch's function.
### BEGIN HIDDEN TESTS
def one_pass(numbers, x, heads, scale=None, mask=True, mixed_up=False):
    """Return what attention makes of a whole text."""
    T, d = x.shape[1:]
    placed = x + numbers["place.weight"][:T]
    parts = []
    for layer in ("query", "key", "value"):
        part = F.linear(placed, numbers[f"{layer}.weight"], numbers[f"{layer}.bias"])
        split = part.unflatten(2, (d // heads, heads)).mT if mixed_up else part.unflatten(2, (heads, d // heads))
        parts.append(split.permute(0, 2, 1, 3))
    heard = F.scaled_dot_product_attention(*parts, is_causal=mask, scale=scale)
    together = heard.permute(0, 2, 1, 3).reshape(x.shape)
    return F.linear(together, numbers["out.weight"], numbers["out.bias"]).numpy()


rng = np.random.default_rng(199)
for B, T, d, heads, context in [(2, 5, 6, 2, 7), (1, 4, 4, 1, 4), (3, 6, 8, 4, 6), (2, 3, 5, 5, 9), (1, 1, 6, 3, 2)]:
    numbers, x = random_numbers(rng, d, context), doubles(rng.normal(size=(B, T, d)) * 1.2)
    right = one_pass(numbers, x, heads)
    likely = {
        "Are scores divided by the root of d / heads?": one_pass(numbers, x, heads, scale=1.0),
        "Are scores divided by the root of the size of a head, not of d?": one_pass(numbers, x, heads, scale=d**-0.5),
        "Does a head have numbers that stand side by side?": one_pass(numbers, x, heads, mixed_up=True),
        "Does a token see those behind it?": one_pass(numbers, x, heads, mask=False),
    }
    for sizes in ([T], [1] * T):
        model = attention(CachedAttention, d, heads, context, numbers)
        y = steps_of(model, x, sizes)
        told = "all at once" if sizes == [T] else "one at a time"
        assert ask.near(y, right, 1e-10), (
            f"With d = {d}, {heads} heads and {T} tokens, {told}, your outputs differ from one pass by up to "
            f"{np.abs(y - right).max():.2e}. {ask.cause(y, likely, 'Do all parts do what the text says, in float64?')}"
        )
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_cached_attention_steps", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: however a text is cut into steps, each returns what the whole text in one step gives; nothing that comes
# later, and no other text of the batch, changes it.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(200)
for B, d, heads, cuts in [
    (2, 6, 3, ([3, 4], [1, 6], [6, 1], [2, 1, 4], [1, 1, 3, 2])),
    (1, 4, 2, ([2, 2, 2, 2], [5, 3], [1, 7])),
    (3, 3, 1, ([2, 3], [4, 1], [1, 2, 2])),
]:
    T = sum(cuts[0])
    numbers, x = random_numbers(rng, d, T), doubles(rng.normal(size=(B, T, d)) * 1.3)
    model = attention(CachedAttention, d, heads, T, numbers)
    whole = step_of(model, x)
    for sizes in cuts:
        model = attention(CachedAttention, d, heads, T, numbers)
        y = steps_of(model, x, sizes)
        ends = list(itertools.accumulate(sizes))
        bad = next((t for t in range(T) if not ask.near(y[:, t], whole[:, t], 1e-10)), None)
        assert bad is None, (
            f"With {T} tokens in steps of {sizes}, token {bad}, which "
            f"{'lies in the first step' if bad < ends[0] else 'lies in a later step'}, comes out in another way than with all "
            "in one step. Does each of several new tokens see all that is kept, and of the new ones those up to itself, "
            "with positions that go on?"
        )
    later = x.clone()
    later[:, -2:] += 1.7
    model = attention(CachedAttention, d, heads, T, numbers)
    y = steps_of(model, later, [2, T - 2])
    assert ask.near(y[:, :-2], whole[:, :-2], 1e-10), "Other tokens at the end changed what comes out before them."
    assert not ask.near(y[:, -1], whole[:, -1], 1e-3), "Other tokens at the end changed nothing at the end."
    first = x.clone()
    first[:, 0] -= 0.9
    model = attention(CachedAttention, d, heads, T, numbers)
    y = steps_of(model, first, [1, T - 2, 1])
    assert not ask.near(y[:, -1], whole[:, -1], 1e-6), (
        "Another first token changed nothing at the end. Is it seen there?"
    )
    for b in range(B):
        model = attention(CachedAttention, d, heads, T, numbers)
        y = steps_of(model, x[b : b + 1], [2, T - 2])
        assert ask.near(y[0], whole[b], 1e-10), "A text alone comes out in another way than in a batch."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t7_cached_attention_cache", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Hidden tests: what is kept grows by the tokens of each step; two modules keep their own; reset, once and twice, with
# another batch; nothing of a longer text is left.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(201)
numbers, others = random_numbers(rng, 6, 8), random_numbers(rng, 6, 8)
x, z = doubles(rng.normal(size=(2, 8, 6))), doubles(rng.normal(size=(3, 5, 6)))
model = attention(CachedAttention, 6, 2, 8, numbers)
cached(model, 2, 2, 0, 3)
held = 0
for part in x.split([1, 3, 1, 3], dim=1):
    step_of(model, part)
    held += part.shape[1]
    cached(model, 2, 2, held, 3)
alone = [steps_of(attention(CachedAttention, 6, 2, 8, numbers), one, cuts) for one, cuts in ((x, [3, 5]), (z, [2, 3]))]
for _ in range(2):
    empty_again(model)
    cached(model, 2, 2, 0, 3)
y = steps_of(model, z, [2, 3])
assert ask.near(y, alone[1], 1e-10), (
    "After a reset, another text in a larger batch should come out as from a new module, but does not. Is everything "
    "forgotten, positions too?"
)
cached(model, 3, 2, 5, 3)
empty_again(model)
y = steps_of(model, x, [3, 5])
assert ask.near(y, alone[0], 1e-10), "After a second reset, the first text should come out as at first, but does not."
first, second = attention(CachedAttention, 6, 2, 8, numbers), attention(CachedAttention, 6, 2, 8, others)
apart = steps_of(attention(CachedAttention, 6, 2, 8, others), x, [3, 5])
found = [[], []]
for part in x.split([3, 5], dim=1):
    for which, one in enumerate((first, second)):
        found[which].append(step_of(one, part))
    cached(first, 2, 2, sum(piece.shape[1] for piece in found[0]), 3)
for which, right in enumerate((alone[0], apart)):
    assert ask.near(np.concatenate(found[which], axis=1), right, 1e-10), (
        "Two modules that take turns should each do what they do alone, but do not. Does each have a cache of its own, made "
        "in __init__ or reset and not in the class?"
    )
empty_again(first)
cached(second, 2, 2, 8, 3)
fresh = attention(CachedAttention, 6, 2, 8, numbers)
cached(fresh, 2, 2, 0, 3)
empty_again(fresh)
cached(fresh, 2, 2, 0, 3)
assert ask.near(steps_of(fresh, z, [2, 3]), alone[1], 1e-10), (
    "A module that is reset before its first step comes out wrong."
)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "t8_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## Task 8: a low-rank adapter (2 points)
#
# An adapter leaves a weight matrix $W$ as it is, and learns what to add to it, as a product of two thin matrices:
#
# $$W'=W+\frac{\alpha}{r}\,BA,\qquad A:\ r\times d_\text{in},\quad B:\ d_\text{out}\times r.$$
#
# `lora` applies the layer with its adapter to rows $x$: each becomes $W'x$. The point of it is that $W'$ is never made:
# $x$ goes through $A$, then $B$, which costs little. `merge` does make $W'$, for when training is over. Both must say the
# same, up to $10^{-10}$ of the largest number, or of 1 where all are smaller.
#
# `lora_start` makes the two matrices that training begins with. The adapter should change *nothing* at first, and still
# learn: the gradient of $B$ must not be zero. So $B$ holds zeros, and $A$ random numbers, each drawn from the generator
# with a normal distribution of mean 0 and standard deviation $1/\sqrt{d_\text{in}}$.


# %% nbgrader={"grade": false, "grade_id": "t8_lora", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lora(x, W, A, B, alpha):
    """Return what a layer with an adapter makes of rows.

    x: tensor (n, d_in)
    W: tensor (d_out, d_in)
    A: tensor (r, d_in)
    B: tensor (d_out, r)
    alpha: number

    Returns a tensor (n, d_out), through which gradients go back to A and B.
    """
    ### BEGIN SOLUTION
    return x @ W.T + (x @ A.T) @ B.T * (alpha / len(A))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t8_merge", "locked": false, "schema_version": 3, "solution": true, "task": false}
def merge(W, A, B, alpha):
    """Return the one matrix that does what a layer and its adapter do; arguments as for lora.

    W: tensor (d_out, d_in)
    A: tensor (r, d_in)
    B: tensor (d_out, r)
    alpha: number

    Returns a tensor (d_out, d_in).
    """
    ### BEGIN SOLUTION
    return W + B @ A * (alpha / len(A))
    ### END SOLUTION


# %% nbgrader={"grade": false, "grade_id": "t8_lora_start", "locked": false, "schema_version": 3, "solution": true, "task": false}
def lora_start(d_in, d_out, r, generator):
    """Return the matrices that the training of an adapter begins with.

    d_in: integer, how many numbers go into the layer
    d_out: integer, how many come out
    r: integer, the rank
    generator: a torch.Generator

    Returns two tensors: A of shape (r, d_in) and B of shape (d_out, r).
    """
    ### BEGIN SOLUTION
    A = torch.randn(r, d_in, generator=generator, dtype=torch.float64) / math.sqrt(d_in)
    return A, torch.zeros(d_out, r, dtype=torch.float64)
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "t8_lora_merge", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Rank 2, alpha 6: the product of B and A, times 3, is added.
x, W = doubles([[1, 2, -1]]), doubles([[1, 0, 2], [0, 1, -3]])
A, B = doubles([[1, 0, 1], [0, 2, 0]]), doubles([[1, 0.5], [-1, 1]])
y = ask.array(ask.result(lora, x, W, A, B, 6), (1, 2), "What lora returns", "A row of d_out numbers for each row of x.")
likely = {
    "Is alpha divided by r?": [11, 29],
    "Is alpha used?": [1, 9],
    "Is alpha divided by the rank, and by nothing else?": [3, 13],
    "Is W there, too?": [6, 12],
    "Is the adapter there, too?": [-1, 5],
    "Is alpha / r multiplied by W, too?": [3, 27],
}
assert ask.close(y, [[5, 17]]), (
    f"lora should return 5, 17: -1, 5 from W, and 3 times 2, 4 from the adapter; yours is {shown(y)}. "
    f"{ask.cause(y[0], likely, 'Through which matrix does x go first?')}"
)
merged = ask.array(ask.result(merge, W, A, B, 6), (2, 3), "What merge returns", "It has the shape of W.")
likely = {
    "Is alpha divided by r?": [[7, 6, 8], [-6, 13, -9]],
    "Is alpha used?": [[2, 1, 3], [-1, 3, -4]],
    "Is W there, too?": [[3, 3, 3], [-3, 6, -3]],
}
assert ask.close(merged, [[4, 3, 5], [-3, 7, -6]]), (
    f"merge should return [[4, 3, 5], [-3, 7, -6]], but yours is {shown(merged)}. "
    f"{ask.cause(merged, likely, 'What does B A hold, and what is it multiplied by?')}"
)

# Hidden tests: random matrices of all shapes against a sum by hand; B of zeros; the rank of the change; both functions say
# the same; gradients; arguments by name.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(202)
for n, d_in, d_out, r, alpha in [
    (4, 5, 3, 2, 7.0),
    (1, 4, 6, 1, 0.57),
    (3, 6, 6, 3, 16),
    (2, 3, 4, 5, -2.54),
    (5, 1, 2, 4, 1),
]:
    draw = [rng.normal(size=shape) * 2 for shape in ((n, d_in), (d_out, d_in), (r, d_in), (d_out, r))]
    x, W, A, B = map(doubles, draw)
    change = np.einsum("or,ri->oi", draw[3], draw[2]) * alpha / r
    told = f"With x {n}×{d_in}, W {d_out}×{d_in}, rank {r} and alpha = {alpha}"
    y = ask.array(ask.result(lora, alpha=alpha, B=B, A=A, x=x, W=W), (n, d_out), "What lora returns")
    assert ask.near(y, draw[0] @ (draw[1] + change).T, 1e-10), (
        f"{told}, lora differs from W' x, made by hand, by up to {np.abs(y - draw[0] @ (draw[1] + change).T).max():.2e}. "
        "Is alpha / r a fraction, r the number of rows of A, and all in float64?"
    )
    merged = ask.array(ask.result(merge, alpha=alpha, B=B, A=A, W=W), (d_out, d_in), "What merge returns")
    assert ask.near(merged, draw[1] + change, 1e-10), (
        f"{told}, merge differs from W' made by hand by up to {np.abs(merged - draw[1] - change).max():.2e}. Is alpha / r a "
        "fraction, r the number of rows of A, and all in float64?"
    )
    assert ask.near(draw[0] @ merged.T, y, 1e-10), f"{told}, lora and the merged matrix disagree."
    rank = np.linalg.matrix_rank(merged - draw[1], tol=1e-8)
    assert rank == min(r, d_in, d_out), (
        f"{told}, the change has rank {rank}, but a product of two thin matrices has {r}."
    )
    zero = torch.zeros(d_out, r, dtype=torch.float64)
    y = ask.numbers(lora, x, W, A, zero, alpha)
    assert ask.near(y, draw[0] @ draw[1].T, 1e-10), f"{told}, a B of zeros should change nothing, but it does."
    merged = ask.numbers(merge, W, A, zero, alpha)
    assert ask.near(merged, draw[1], 1e-10), f"{told}, merge with a B of zeros should be W, but is not."
    leaves = [part.clone().requires_grad_() for part in (A, B)]
    y = ask.result(lora, x, W, *leaves, alpha)
    assert isinstance(y, torch.Tensor) and y.requires_grad, "No gradient goes back from lora. Is there a detach()?"
    g = rng.normal(size=(n, d_out))
    slopes = torch.autograd.grad(y, leaves, doubles(g), allow_unused=True)
    assert all(slope is not None for slope in slopes), "No gradient goes back from lora to A or to B."
    rights = [alpha / r * (g @ draw[3]).T @ draw[0], alpha / r * g.T @ (draw[0] @ draw[2].T)]
    for name, slope, right in zip("AB", slopes, rights, strict=True):
        assert ask.near(slope, right), f"{told}, the gradient of {name} is not that of the formula."
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "t8_lora_start_learns", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# B is zero and A is not; the same seed draws the same.
A, B = ask.all_numbers("A, B", lora_start, 4, 5, 3, seeded(1))
assert A.shape == (3, 4) and B.shape == (5, 3), (
    f"For d_in = 4, d_out = 5 and rank 3, A has the shape (3, 4) and B (5, 3); yours have {A.shape} and {B.shape}."
)
assert not np.any(B), "With your B the adapter changes something at first. What makes the product zero?"
assert np.all(A != 0), (
    "With an A of zeros as well nothing is ever learned: each one's gradient is multiplied by the other."
)
torch.manual_seed(1)
first = ask.all_numbers("A, B", lora_start, 4, 5, 3, seeded(9))[0]
torch.manual_seed(2)
again = ask.all_numbers("A, B", lora_start, r=3, generator=seeded(9), d_out=5, d_in=4)[0]
assert np.array_equal(first, again), "With the same seed you drew another A. Does every draw come from the generator?"
assert not np.array_equal(first, A), "Generators with two seeds drew the same A. Is the generator used?"

# Hidden tests: how large the numbers of A are; what is learned in a step, with lora's formula; rank 1, large matrices.
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(203)
for d_out, d_in, r in [(3, 400, 60), (70, 25, 900), (1, 9000, 2), (2, 1, 20000)]:
    A, B = ask.all_numbers("A, B", lora_start, d_in, d_out, r, seeded(31))
    assert A.shape == (r, d_in) and B.shape == (d_out, r), (
        f"For d_in = {d_in}, d_out = {d_out} and rank {r}, A and B have the shapes {A.shape} and {B.shape}."
    )
    assert not np.any(B), "B should hold zeros alone."
    scaled = A.ravel() * math.sqrt(d_in)
    n = scaled.size
    assert len(np.unique(scaled)) > 0.9 * n, "Numbers of A are there many times. Is each one drawn?"
    assert abs(scaled.mean()) < 5 / math.sqrt(n), (
        f"{n} numbers of A have a mean of {A.mean():.5f}, and 0 is asked for; that is more than five standard deviations."
    )
    assert abs(scaled.std() - 1) < 5 / math.sqrt(2 * n), (
        f"For d_in = {d_in}, {n} numbers of A have a standard deviation of {A.std():.5f}. Is it 1 / the root of d_in?"
    )
    normal = np.mean(np.abs(scaled) < 1)
    assert abs(normal - 0.6827) < 5 * math.sqrt(0.6827 * 0.3173 / n), (
        f"Of a normal distribution 68.27 % lie within one standard deviation; of yours {100 * normal:.2f} %."
    )
W, x, target = doubles(rng.normal(size=(4, 6))), doubles(rng.normal(size=(9, 6))), doubles(rng.normal(size=(9, 4)))
A, B = (doubles(part).requires_grad_() for part in ask.all_numbers("A, B", lora_start, 6, 4, 1, seeded(32)))
for step in range(2):
    loss = (x @ W.T + x @ A.T @ B.T - target).square().mean()
    slopes = torch.autograd.grad(loss, [A, B])
    assert torch.any(slopes[1] != 0), "With your A and B nothing is learned: the gradient of B is zero."
    if step:
        assert torch.any(slopes[0] != 0), "After a step of B, A should learn as well, but its gradient is zero."
    B = (B - 0.1 * slopes[1]).detach().requires_grad_()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": false, "grade_id": "together_text", "locked": true, "schema_version": 3, "solution": false, "task": false}
# ## All together
#
# No points: run the cell. Your pairs split a text about Python into tokens, a table counts which token follows which, and
# your rule and your draws write some more of it. The table is the language model that came before networks.

# %% nbgrader={"grade": false, "grade_id": "together", "locked": true, "schema_version": 3, "solution": false, "task": false}
try:
    text = data.docstrings()[:9000].lower()
    words = re.findall(r" ?[a-z]+|\s|[^a-z\s]", text)
    pairs = learn_bpe(Counter(words), 60)
    split = {word: encode(word, pairs) for word in set(words)}
    written = [token for word in words for token in split[word]]
    names = sorted(set(written))
    tokens = torch.tensor([names.index(token) for token in written])
    table = torch.full((len(names), len(names)), 0.02, dtype=torch.float64)
    table.index_put_((tokens[:-1], tokens[1:]), torch.ones(len(tokens) - 1, dtype=torch.float64), accumulate=True)
    logits = table.log()
    loss = lm_loss(logits[tokens][None], tokens[None]).item()
    print(
        f"{len(text)} characters are {len(tokens)} tokens of {len(names)} kinds; the table's loss is {loss:.2f} nats a token,"
    )
    print(f"that of an even guess {math.log(len(names)):.2f}. With temperature 0.9, top-k 30 and top-p 0.9 it writes:")
    generator, drawn = torch.Generator().manual_seed(0), [int(tokens[0])]
    for _ in range(80):
        p = next_probabilities(logits[drawn[-1:]], 0.9, 30, 0.9)
        drawn.append(int(sample(p, generator)[0]))
    print(decode([names[number] for number in drawn]))
except NotImplementedError:
    print("A task is still open. Come back when all are done.")

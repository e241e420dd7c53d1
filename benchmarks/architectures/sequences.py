"""The contests of part D: each contender calls the functions of its lecture as the lecture does."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import torch
from torch import Tensor, nn

from benchmarks.architectures.contest import Contest, Judged

Make = Callable[[SimpleNamespace, int], nn.Module]


def recalling(start: str, names: SimpleNamespace, _: int) -> Judged:
    network = names.begin(start, networks=1)
    right, _ = names.train(network, 80, steps=300)
    return nn.ParameterList(network), float(right[0])


def hearing(make: Make, names: SimpleNamespace, seed: int) -> Judged:
    model = make(names, seed)
    return model, names.learn_flagged(model, seed)


def reversing(make: Make, names: SimpleNamespace, seed: int) -> Judged:
    model = names.train(make(names, seed), names.strings(seed))
    return model, names.share_right(model, 9)


def dating(make: Make, names: SimpleNamespace, seed: int) -> Judged:
    model = make(names, seed)
    names.train(model)
    written = names.write(model, names.X[8000:])
    return model, (written == names.Y[8000:]).all(1).float().mean().item()


def telling_kinds(text: str, choose: str, names: SimpleNamespace, _: int) -> Judged:
    model = names.Encoder()
    if text:
        names.pretrain(model, names.to_numbers(getattr(names, text)), partial(hiding, names, getattr(names, choose)))
    return model, names.tune(model)[0]


def hiding(names: SimpleNamespace, choose: Callable[[Tensor], Tensor], X: Tensor) -> tuple[Tensor, Tensor]:
    inputs, labels = names.corrupt(X, choose(X))
    return inputs, labels


def counting(names: SimpleNamespace, _: int) -> Judged:
    """Judge the best of lecture 30's tables; its rows count as parameters."""
    text, places = names.new_text, range(8, len(names.new_text), 7)
    ps = [names.probability(text[at - 8 : at], text[at], 5) for at in places]
    rows = nn.ParameterList([torch.zeros(len(names.tables[5]))])
    return rows, -torch.tensor(ps).log().mean().item()


def writing_text(width: int, names: SimpleNamespace, _: int) -> Judged:
    model = names.GPT(d=width)
    names.train(model, names.train_tokens)
    return model, names.loss_on(model, names.new_tokens) / names.per_token


def reading_digits(name: str, names: SimpleNamespace, seed: int) -> Judged:
    model, right = names.learned(names.MAKE[name], 200, seed)
    return model, right


def copying(selective: bool, names: SimpleNamespace, seed: int) -> Judged:
    model = names.train(names.network(selective), seed)
    return model, names.share_right(model, 40)


def dense(width: int, names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.Mixture(1, width, runs=1))[-1]
    return model.experts, names.judge(model)[0].item()  # the router of a mixture of one decides nothing


def routed(alpha: float, noise: float, names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.Mixture(8, runs=1), alpha, noise)[-1]
    return model, names.judge(model)[0].item()


def by_expected_error(names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.Mixture(8, runs=1), 0.02, 1.0, names.expected)[-1]
    with torch.no_grad():
        answers, logits = model(names.X_new)
        winner = answers.gather(-1, names.route(logits)[1][..., None])[..., 0]
        return model, (winner - names.y_new).square().mean().item()


def hearing_digits(teacher: str, names: SimpleNamespace, _: int) -> Judged:
    model = names.Listener()
    heard, unheard = names.data.formant_digits(800, seed=1), names.data.formant_digits(100, seed=2)
    history = names.train(model, getattr(names, teacher), heard, unheard)
    return model, history[-1][1]


def composing(dilations: tuple[int, ...], names: SimpleNamespace, _: int) -> Judged:
    known, new = (names.mu_law(names.melody(notes, seed, fresh=True)) for notes, seed in ((1000, 1), (100, 2)))
    model = names.compose(names.WaveNet(dilations), known)
    return model, names.surprise(model, new)


KINDS = "animal or vehicle, 20 labels, accuracy"
TEXT = "unseen text, nats a character"
LABELED = "8×8 digits, 200 labels, accuracy"
RECALL = "first of 81 symbols, accuracy"
FLAGGED = "a flagged number in noise, squared error"
BACKWARD = "nine digits backward, all right"
CLIFFS = "a function with cliffs, squared error"
SPOKEN = "spoken digits, share wrong"
NOTES = "next sample of a melody, nats"
DATES = "unseen dates, all ten characters right"
COPIED = "two tokens among 40 places, trained on 20, accuracy"
CONTESTS = (
    Contest(
        "25-rnn",
        (),
        RECALL,
        {
            "RNN as shipped": partial(recalling, "as shipped"),
            "RNN, scaled": partial(recalling, "scaled"),
            "RNN, orthogonal": partial(recalling, "orthogonal"),
        },
    ),
    Contest(
        "26-lstm-gru",
        (),
        FLAGGED,
        {
            "RNN, orthogonal": partial(hearing, lambda names, seed: names.orthogonal(names.Reader(nn.RNN, seed, 2, 1))),
            "LSTM as built": partial(hearing, lambda names, seed: names.Reader(nn.LSTM, seed, 2, 1)),
            "GRU, 2 added to the update gate": partial(
                hearing, lambda names, seed: names.lean(names.Reader(nn.GRU, seed, 2, 1), 2)
            ),
            "LSTM, 3 added to the forget gate": partial(
                hearing, lambda names, seed: names.lean(names.Reader(nn.LSTM, seed, 2, 1), 3)
            ),
        },
    ),
    Contest(
        "27-seq2seq-and-attention",
        ("PAD", "BOS", "EOS"),
        BACKWARD,
        {
            "encoder and decoder": partial(reversing, lambda names, _: names.Translator()),
            "the same, 62 units": partial(reversing, lambda names, _: names.Translator(hidden=62)),
            "with attention": partial(reversing, lambda names, _: names.Attention()),
        },
    ),
    Contest(
        "28-transformer",
        ("pairs", "letters", "code", "X", "Y"),
        DATES,
        {
            "recurrent, with attention": partial(dating, lambda names, _: names.Recurrent(len(names.letters) + 2)),
            "transformer": partial(
                dating,
                lambda names, _: names.Transformer(len(names.letters) + 2, names.sinusoids(26, 48), names.causal(26)),
            ),
        },
    ),
    Contest(
        "29-bert",
        (
            *("rich", "poor", "words", "code", "MASK", "FIRST", "NOUN", "VERB", "PLACE"),
            *("FEW", "others", "TEST", "is_vehicle"),
        ),
        KINDS,
        {
            "from scratch": partial(telling_kinds, "", ""),
            "BERT, small: rich text, one word hidden": partial(telling_kinds, "rich", "one"),
            "BERT, small: rich text, 15 % hidden": partial(telling_kinds, "rich", "some"),
            "BERT, small: poor text, one word hidden": partial(telling_kinds, "poor", "one"),
        },
    ),
    Contest(
        "30-gpt-and-llms",
        (
            *("text", "cut", "train_text", "new_text", "characters", "tables", "merges", "rank", "vocabulary", "code"),
            *("train_tokens", "new_tokens", "per_token"),
        ),
        TEXT,
        {
            "table of counts, five characters back": counting,
            "GPT, width 24": partial(writing_text, 24),
            "GPT, width 96": partial(writing_text, 96),
        },
    ),
    Contest(
        "31-vision-transformer",
        ("MAKE", "EPOCHS", "splits"),
        LABELED,
        {name: partial(reading_digits, name) for name in ("perceptron", "convolutions", "vision transformer")},
    ),
    Contest(
        "32-state-space-models",
        (),
        COPIED,
        {
            "state space model, constant": partial(copying, False),
            "state space model, selective (Mamba)": partial(copying, True),
        },
    ),
    Contest(
        "33-efficient-attention-and-moe",
        ("points", "X", "y", "X_new", "y_new"),
        CLIFFS,
        {
            "one expert alone": partial(dense, 8),
            "dense, active size": partial(dense, 19),
            "dense, total size": partial(dense, 32),
            "eight experts, naive": partial(routed, 0.0, 0.0),
            "eight experts, balanced": partial(routed, 0.05, 0.0),
            "eight experts, expected error, both": by_expected_error,
            "eight experts, balanced, with noise": partial(routed, 0.05, 1.0),
        },
    ),
    Contest(
        "34-speech",
        ("BLANK",),
        SPOKEN,
        {
            "told in equal parts": partial(hearing_digits, "equal_parts"),
            "told by CTC": partial(hearing_digits, "ctc"),
        },
    ),
    Contest(
        "34-speech",
        ("BLANK",),
        NOTES,
        {
            "seven layers, 8 samples": partial(composing, (1,) * 7),
            "WaveNet, 128 samples": partial(composing, (1, 2, 4, 8, 16, 32, 64)),
        },
    ),
)

"""Data sets that need no network: bundled, drawn from fonts, or generated from a seed.

MNIST, Fashion-MNIST and CIFAR-10 can be downloaded on request. Each function returns a `Dataset`: a training and a
test `Split` of PyTorch tensors, the names of features and classes, and a description. ``print(dataset)`` shows its
shapes and ranges. Pictures with more than one thing to say of them (`shapes`: boxes and masks) come as `Scenes`,
texts to translate (`dates`, `number_words`) as pairs, sentences of a toy language (`sentences`) as strings, a text to
learn to write from (`docstrings`) as one string, spoken digits (`formant_digits`, `say`) as `Utterance`s, and pictures
with the words that describe them (`colored_shapes`) as a pair of tensors, and so does a graph (`karate_club`): its
edges, and a label for each node.
"""

from helpers.data.bundled import breast_cancer, diabetes, digits, iris
from helpers.data.containers import Dataset, Split, standardize
from helpers.data.dates import DATE_FORMATS, dates
from helpers.data.docstrings import docstrings
from helpers.data.formants import SAMPLE_RATE, Utterance, formant_digits, say
from helpers.data.glyphs import glyph_digits, glyph_letters
from helpers.data.grammar import NOUNS, PLACES, VERBS, sentences
from helpers.data.graphs import karate_club
from helpers.data.images import cifar10, fashion_mnist, mnist
from helpers.data.number_words import number_words, spell
from helpers.data.prompts import PROMPT_WORDS, colored_shapes
from helpers.data.scenes import Scenes, ground_boxes, shapes
from helpers.data.sequences import flagged, recall, selective_copying
from helpers.data.toys import blobs, circles, moons, spirals, xor

__all__ = [
    "DATE_FORMATS",
    "NOUNS",
    "PLACES",
    "PROMPT_WORDS",
    "SAMPLE_RATE",
    "VERBS",
    "Dataset",
    "Scenes",
    "Split",
    "Utterance",
    "blobs",
    "breast_cancer",
    "cifar10",
    "circles",
    "colored_shapes",
    "dates",
    "diabetes",
    "digits",
    "docstrings",
    "fashion_mnist",
    "flagged",
    "formant_digits",
    "glyph_digits",
    "glyph_letters",
    "ground_boxes",
    "iris",
    "karate_club",
    "mnist",
    "moons",
    "number_words",
    "recall",
    "say",
    "selective_copying",
    "sentences",
    "shapes",
    "spell",
    "spirals",
    "standardize",
    "xor",
]

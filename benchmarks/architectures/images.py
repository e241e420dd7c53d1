"""The contests of part C: each contender calls the functions of its lecture as the lecture does."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import torch
from torch import Tensor, nn

from benchmarks.architectures.contest import Contest, Judged

Change = Callable[[nn.Module, Tensor, Tensor], Tensor]


def on_500_images(make: str, rate: float, names: SimpleNamespace, seed: int) -> Judged:
    digits = names.fonts[seed]
    model = names.train(getattr(names, make)(), digits.train.X[:500], digits.train.y[:500], rate=rate)
    return model, names.accuracy(model, digits.test.X, digits.test.y)


def on_1000_images(make: Callable[[SimpleNamespace], nn.Module], rate: float, names: SimpleNamespace, _: int) -> Judged:
    model = names.train(make(names), rate)
    with torch.no_grad():
        return model, names.metrics.accuracy(model(names.digits.test.X), names.digits.test.y).item()


def deep(block: str, names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.network(getattr(names, block), 44))
    return model, names.accuracy(model, names.digits.test)


def from_a_random_start(names: SimpleNamespace, seed: int) -> Judged:
    model = names.from_scratch(names.few(names.digits.train, 10, draw=seed))
    return model, names.accuracy(model(names.digits.test.X), names.digits.test.y)


def from_letters(names: SimpleNamespace, seed: int) -> Judged:
    reader = names.train(nn.Sequential(names.make_body(), nn.Linear(64, 26)), names.letters.train, 400, 3e-3, 3e-3, 64)
    model = names.tune(names.few(names.digits.train, 10, draw=seed), reader[0])
    return model, names.accuracy(model(names.digits.test.X), names.digits.test.y)


def detector(head: str, rate: float, names: SimpleNamespace, _: int) -> Judged:
    encode = names.encode_list if head == "list" else names.encode
    target = names.targets(names.train_set, encode, sort=head == "list")
    model = names.train(names.network(head), names.train_set.images, target, rate=rate)
    return model, names.mean_ap(names.detections(names.answer(model, names.test_set.images)), 0.5)


def two_stages(cut: str, names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.TwoStages(names.anchors, getattr(names, cut)), names.two_losses, names.train_set)
    return model, names.mean_ap(names.detect(model, names.test_set.images), 0.9)


def one_stage(names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.Anchored(names.anchors, names.large_head()), names.one_loss, names.train_set)
    return model, names.mean_ap(names.propose(model, names.test_set.images, 0.4)[1], 0.9)


def segmenter(way: str, names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.Segmenter(way), names.train_set)
    return model, names.mean_iou(names.answers(model, names.test_set.images), names.test_set.masks)


def defended(change: Callable[[SimpleNamespace], Change], names: SimpleNamespace, _: int) -> Judged:
    model = names.train(names.network, names.digits.train.X, names.digits.train.y, change(names))
    X, y = names.digits.test.X, names.digits.test.y
    return model, names.accuracy(model, names.pgd(model, X, y, 0.1), y)


def tossed(names: SimpleNamespace) -> Change:
    return partial(names.toss, eps=0.15)


def attacked(names: SimpleNamespace) -> Change:
    return partial(names.pgd, eps=0.15, steps=5)


DIGITS = "digits in other fonts, 500 images, accuracy"
MORE = "digits in other fonts, 1,000 images, accuracy"
CONTESTS = (
    Contest(
        "17-lenet",
        ("fonts",),
        DIGITS,
        {
            "dense, 77 hidden": partial(on_500_images, "perceptron", 3e-3),
            "LeNet-5": partial(on_500_images, "LeNet", 6e-3),
        },
    ),
    Contest(
        "18-alexnet-vgg-googlenet",
        ("digits", "X", "y"),
        MORE,
        {
            "one 5×5 a stage": partial(on_1000_images, lambda names: names.small_vgg(5), 6e-3),
            "VGG, small: two 3×3 a stage": partial(on_1000_images, lambda names: names.small_vgg(3, 3), 6e-3),
        },
    ),
    Contest(
        "18-alexnet-vgg-googlenet",
        ("digits", "X", "y"),
        MORE,
        {
            "not squeezed, batch norm": partial(
                on_1000_images, lambda names: names.norm_after_convs(names.not_squeezed()), 1e-2
            ),
            "Inception, small, batch norm": partial(
                on_1000_images, lambda names: names.norm_after_convs(names.squeezed()), 1e-2
            ),
        },
    ),
    Contest(
        "19-resnet",
        ("digits",),
        "8×8 digits, accuracy",
        {"plain, 44 layers": partial(deep, "PlainBlock"), "ResNet, 44 layers": partial(deep, "ResidualBlock")},
    ),
    Contest(
        "20-transfer-learning",
        ("letters", "digits"),
        "digits, ten images a class, accuracy",
        {"random start": from_a_random_start, "tuned from letters": from_letters},
    ),
    Contest(
        "21-detection-yolo",
        ("scenes", "train_set", "test_set", "SIDE", "CELLS", "UNIT"),
        "shapes, mAP at IoU 0.5",
        {
            "sorted list": partial(detector, "list", 1e-2),
            "dense grid": partial(detector, "dense", 2e-3),
            "one-stage grid (YOLO)": partial(detector, "shared", 1e-2),
        },
    ),
    Contest(
        "22-detection-faster-rcnn",
        ("scenes", "train_set", "test_set", "STRIDE", "SIZES", "anchors"),
        "shapes, mAP at IoU 0.9",
        {
            "two stages, rounded": partial(two_stages, "roi_round"),
            "one stage with anchors, as large": one_stage,
            "two stages, RoIAlign (Faster R-CNN)": partial(two_stages, "roi_align"),
        },
    ),
    Contest(
        "23-segmentation-and-depth",
        ("scenes", "train_set", "test_set"),
        "shapes, mean IoU",
        {
            "no skip": partial(segmenter, "nothing"),
            "SegNet's indices": partial(segmenter, "indices"),
            "U-Net's features": partial(segmenter, "features"),
        },
    ),
    Contest(
        "24-robustness-and-saliency",
        ("digits",),
        "8×8 digits under PGD of 0.1, accuracy",
        {"trained on tosses": partial(defended, tossed), "trained on attacks": partial(defended, attacked)},
    ),
)

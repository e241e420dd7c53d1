"""How fast `helpers.training.fit` is: samples per second against a bare loop, a DataLoader loop, skorch and Lightning.

Run with ``python -m benchmarks.training``; benchmarks/README.md says how the peers are installed and what is compared.
"""

import argparse
import contextlib
import copy
import importlib.util
import io
import logging
import os
import platform
import statistics
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from helpers import data, training
from helpers.data import Split

BATCH_SIZE = 64  # the default of `fit`
BATCH_SIZES = (16, 32, 64, 128, 256)
LEARNING_RATE = 1e-3
SEED = 0

# Trains the model in place: model, training split, number of epochs, samples in a batch.
Method = Callable[[nn.Module, Split, int, int], None]


def digits_mlp() -> nn.Module:
    """Return the multilayer perceptron for 8x8 digits: 64, 64, 10."""
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def lenet5() -> nn.Module:
    """Return LeNet-5 (LeCun et al., 1998) with ReLU and max pooling, for (n, 1, 28, 28)."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def with_fit(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """The course's `fit` as a lecture calls it, but for the bar."""
    training.fit(model, train, epochs=epochs, batch_size=batch_size, seed=SEED, progress=False)


def with_fit_and_bar(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """The course's `fit` with its progress bar drawn, into a terminal that nobody looks at."""
    with contextlib.redirect_stderr(_Terminal()):
        training.fit(model, train, epochs=epochs, batch_size=batch_size, seed=SEED, progress=True)


def bare_loop(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """The fewest lines that train: shuffled tensors, sliced; nothing is measured, checked or shown."""
    _slices(model, train, epochs, batch_size, _adamw(model))


def bare_loop_fused(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """The same with the optimizer that `fit` brings."""
    _slices(model, train, epochs, batch_size, torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, fused=True))


def _slices(model: nn.Module, train: Split, epochs: int, batch_size: int, optimizer: torch.optim.Optimizer) -> None:
    generator = torch.Generator().manual_seed(SEED)
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(train), generator=generator)
        for X, y in zip(train.X[order].split(batch_size), train.y[order].split(batch_size), strict=True):
            optimizer.zero_grad()
            F.cross_entropy(model(X), y).backward()
            optimizer.step()


def dataloader_loop(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """The loop of most tutorials: TensorDataset, DataLoader, and the running loss read with ``.item()``."""
    generator = torch.Generator().manual_seed(SEED)
    loader = DataLoader(TensorDataset(train.X, train.y), batch_size, shuffle=True, generator=generator)
    optimizer = _adamw(model)
    model.train()
    for _ in range(epochs):
        running_loss = 0.0
        for X, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(X), y)
            loss.backward()
            optimizer.step()
            running_loss += loss.item() * len(y)


def with_skorch(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """skorch without validation and without its printed log, as light as it goes."""
    from skorch import NeuralNetClassifier

    net = NeuralNetClassifier(
        model,
        criterion=nn.CrossEntropyLoss,
        optimizer=torch.optim.AdamW,
        lr=LEARNING_RATE,
        max_epochs=epochs,
        batch_size=batch_size,
        iterator_train__shuffle=True,
        train_split=None,
        verbose=0,
    )
    net.fit(train.X, train.y)


def with_lightning(model: nn.Module, train: Split, epochs: int, batch_size: int) -> None:
    """Lightning's Trainer with logger, checkpoints, bar and summary off, as light as it goes."""
    import lightning

    class Classifier(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], _: int) -> torch.Tensor:
            X, y = batch
            return F.cross_entropy(self.model(X), y)

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return _adamw(self)

    trainer = lightning.Trainer(
        max_epochs=epochs,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Classifier(), DataLoader(TensorDataset(train.X, train.y), batch_size, shuffle=True))


PEERS: dict[str, Method] = {"skorch": with_skorch, "lightning": with_lightning}
OWN: dict[str, Method] = {
    "fit": with_fit,
    "fit, bar shown": with_fit_and_bar,
    "bare loop": bare_loop,
    "bare loop, fused": bare_loop_fused,
    "DataLoader loop": dataloader_loop,
}


def methods() -> dict[str, Method]:
    """Return the loops to compare, with those peers that are installed."""
    return OWN | {name: peer for name, peer in PEERS.items() if importlib.util.find_spec(name) is not None}


def cpu_seconds(method: Method, model: nn.Module, train: Split, epochs: int, batch_size: int) -> float:
    """Return the CPU time (s) that ``method`` takes to train a copy of ``model``: what else runs here counts little."""
    fresh = copy.deepcopy(model)
    torch.manual_seed(SEED)
    start = time.process_time()
    method(fresh, train, epochs, batch_size)
    return time.process_time() - start


def measure(
    compared: dict[str, Method], model: nn.Module, train: Split, epochs: int, rounds: int, batch_size: int = BATCH_SIZE
) -> dict[str, list[float]]:
    """Return each method's samples per CPU second in every round; rounds are interleaved, after one to warm up."""
    rates: dict[str, list[float]] = {name: [] for name in compared}
    for number in range(-1, rounds):
        for name, method in compared.items():
            seconds = cpu_seconds(method, model, train, epochs if number >= 0 else 1, batch_size)
            if number >= 0:
                rates[name].append(epochs * len(train) / seconds)
    return rates


def ratio_to(rates: dict[str, list[float]], name: str) -> float:
    """Return the median over rounds of fit's rate divided by that of ``name`` in the same round."""
    return statistics.median(fit / other for fit, other in zip(rates["fit"], rates[name], strict=True))


def table(results: dict[str, dict[str, list[float]]]) -> str:
    """Return the medians as a Markdown table: one row for each method, two columns for each task."""
    header = "| method | " + " | ".join(f"{task}, samples/s | fit is" for task in results) + " |"
    rows = [header, "| --- |" + " ---: | ---: |" * len(results)]
    for name in next(iter(results.values())):
        cells = [f"{statistics.median(rates[name]):,.0f} | {ratio_to(rates, name):.2f}x" for rates in results.values()]
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def batch_size_table(results: dict[int, dict[str, list[float]]]) -> str:
    """Return how many times as fast as each other loop `fit` is, as Markdown: a row for each, a column for a size."""
    others = [name for name in next(iter(results.values())) if name != "fit"]
    header = "| batch size | " + " | ".join(map(str, results)) + " |"
    rows = [header, "| --- |" + " ---: |" * len(results)]
    for name in others:
        cells = [f"{ratio_to(rates, name):.2f}x" for rates in results.values()]
        rows.append(f"| fit, beside the {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def surroundings() -> str:
    """Return what the figures depend on: versions, processor count, threads."""
    peers = [name for name in PEERS if name in methods()]
    versions = ", ".join(f"{package} {version(package)}" for package in ["torch", *peers])
    return f"Python {platform.python_version()}, {versions}; {os.cpu_count()} CPUs, 1 thread; batches of {BATCH_SIZE}."


def tasks() -> dict[str, tuple[nn.Module, Split]]:
    """Return the two tasks: name to (model, training split)."""
    torch.manual_seed(SEED)
    return {
        "digits MLP": (digits_mlp(), data.digits().train),
        "LeNet-5": (lenet5(), data.glyph_digits().train),
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure every method on both tasks and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each method is timed (default 7)")
    parser.add_argument("--mlp-epochs", type=int, default=10, help="epochs of the MLP in one timing (default 10)")
    parser.add_argument("--lenet-epochs", type=int, default=1, help="epochs of LeNet-5 in one timing (default 1)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    _quiet_peers()
    epochs = {"digits MLP": options.mlp_epochs, "LeNet-5": options.lenet_epochs}
    results = {
        name: measure(methods(), model, train, epochs[name], options.rounds) for name, (model, train) in tasks().items()
    }
    print(table(results), surroundings(), sep="\n\n")
    loops = {name: OWN[name] for name in ("fit", "bare loop, fused", "DataLoader loop")}
    by_size = {
        size: measure(loops, *tasks()["digits MLP"], options.mlp_epochs, options.rounds, size) for size in BATCH_SIZES
    }
    print("The digits MLP, by batch size:", batch_size_table(by_size), sep="\n\n")
    for name in PEERS.keys() - methods().keys():
        print(f"{name} is not installed and was left out: see benchmarks/README.md")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _adamw(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE)


def _quiet_peers() -> None:
    """Keep advice about workers and devices out of the table."""
    warnings.filterwarnings("ignore", module="lightning")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)


if __name__ == "__main__":
    main()

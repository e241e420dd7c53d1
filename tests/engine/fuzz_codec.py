"""A mutation fuzzer for the codec: `python tests/engine/fuzz_codec.py CPU_SECONDS [SEED]`.

Valid messages are changed at random (bytes flipped, cut, repeated, spliced, sizes replaced by extreme ones) and decoded
as the trusted process decodes them. Whatever comes out must be a value of the allowed types or a `CodecError`; memory
must stay near the message's size, and nothing but decoding may happen: an audit hook fails the run at the first file,
process, socket, import or compilation.
"""

import random
import struct
import sys
import time
import tracemalloc
from collections import Counter, namedtuple

import numpy as np
import torch

from grader.engine.wire.codec import BUILTIN_TYPES, Bounds, CodecError
from grader.engine.wire.decoder import decode
from grader.engine.wire.encoder import encode

VALUES = (
    [1, 2.5, "text", b"bytes", None, True, 1j, ..., slice(1, None), range(3)],
    {"a": [1, 2, 3], 2: (0.5, -0.0), (1, 2): frozenset({1})},
    {1, 2, 3},
    [0.5] * 20,
    list(range(20)),
    2**200,
    np.arange(12.0).reshape(3, 4),
    np.array(["a", "bc"]),
    np.array([True, False]),
    np.float32(2.5),
    torch.arange(6).reshape(2, 3),
    torch.zeros(2, 0, dtype=torch.bfloat16),
    torch.tensor([True]),
    torch.max(torch.eye(2), dim=1),
    [torch.float32, torch.Size([2, 3]), torch.device("cpu"), int],
)
EXTREMES = (b"\xff" * 4, b"\xff" * 8, b"\x00" * 8, b"\x00\x00\x00\x80", b"\x01" + b"\x00" * 7, struct.pack("<Q", 2**63))
ALLOWED = (
    *(type(None), type(...), bool, int, float, complex, str, bytes, list, tuple, set, frozenset, dict, slice, range),
    *(np.ndarray, torch.Tensor, torch.Size, torch.dtype, torch.device),
)
FORBIDDEN = ("open", "exec", "compile", "import", "os.", "socket.", "subprocess.", "pickle.", "marshal.", "ctypes.")
BOUNDS = Bounds(nodes=20_000, message_bytes=1 << 16)
DECODING = [False]


def audit(event: str, arguments: tuple[object, ...]) -> None:
    if not DECODING[0] or not event.startswith(FORBIDDEN):
        return
    if sys._getframe(1).f_code is namedtuple.__code__:  # compiles its constructor, from names it has checked
        return
    raise SystemExit(f"the codec made Python do {event}")


def mutate(message: bytearray, rng: random.Random, others: list[bytes]) -> bytearray:
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(message) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(message):
            message[at] = rng.randrange(256)
        elif kind == 1 and at < len(message):
            message[at] ^= 1 << rng.randrange(8)
        elif kind == 2:
            del message[at : at + rng.randint(1, 8)]
        elif kind == 3:
            message[at:at] = rng.choice(others)[: rng.randint(1, 64)]
        elif kind == 4:
            piece = rng.choice(EXTREMES)
            message[at : at + len(piece)] = piece
        else:
            message[at:at] = message[at : at + rng.randint(1, 32)] * rng.randint(1, 4)
    return message[: BOUNDS.message_bytes]


def is_allowed(value: object) -> bool:
    if isinstance(value, type):
        return BUILTIN_TYPES.get(value.__name__) is value
    if isinstance(value, dict):
        return all(is_allowed(key) and is_allowed(item) for key, item in value.items())
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(map(is_allowed, value)) and (type(value) in ALLOWED or hasattr(value, "_fields"))
    return type(value) in ALLOWED or isinstance(value, np.generic)


def main(cpu_seconds: float, seed: int) -> None:
    rng, outcomes, slowest = random.Random(seed), Counter[str](), 0.0
    seeds = [bytes(encode(value)) for value in VALUES]
    sys.addaudithook(audit)
    tracemalloc.start(1)
    began = time.process_time()
    while time.process_time() - began < cpu_seconds:
        message = mutate(bytearray(rng.choice(seeds)), rng, seeds)
        before = time.process_time()
        DECODING[0] = True
        try:
            value = decode(message, bounds=BOUNDS)
        except CodecError:
            outcomes["refused"] += 1
        else:
            outcomes["decoded"] += 1
            assert is_allowed(value), f"{type(value)} from {bytes(message)!r}"
            if rng.random() < 0.1 and len(message) < 2000:
                seeds[rng.randrange(len(VALUES), len(seeds) + 1) :] = [*seeds[len(VALUES) :][-200:], bytes(message)]
        finally:
            DECODING[0] = False
        slowest = max(slowest, time.process_time() - before)
    peak = tracemalloc.get_traced_memory()[1] >> 20
    print(f"{sum(outcomes.values())} messages in {cpu_seconds:g} CPU seconds, seed {seed}: {dict(outcomes)}; ", end="")
    print(f"slowest {1000 * slowest:.0f} ms, peak {peak} MiB of Python memory; no crash and nothing executed")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)

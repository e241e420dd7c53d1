"""The codec: exact types there and back, and nothing but `CodecError` for bytes that it did not write."""

import math

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.engine.both.changes import differs, snapshot
from grader.engine.wire.codec import Bounds, CodecError
from grader.engine.wire.decoder import decode
from grader.engine.wire.encoder import encode

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary()
    | st.just(...)
    | st.builds(slice, st.none() | st.integers(), st.none() | st.integers())
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 3))
)
KEYS = st.integers() | st.text() | st.tuples(st.integers(), st.booleans())
PLAIN = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=20,
)
DTYPES = (
    hnp.boolean_dtypes()
    | hnp.integer_dtypes()
    | hnp.unsigned_integer_dtypes()
    | hnp.floating_dtypes(sizes=(16, 32, 64))
    | hnp.unicode_string_dtypes(max_len=3)
)
TENSORS = (torch.bool, torch.int64, torch.uint8, torch.float16, torch.bfloat16, torch.float32, torch.float64)


def same(a: object, b: object) -> bool:
    """Equal, and of the same type all the way down."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b


@settings(deadline=None)
@given(PLAIN)
def test_plain_values_come_back_equal_and_of_the_same_type(value: object) -> None:
    assert same(decode(encode(value)), value)


@settings(deadline=None)
@given(hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, min_side=0, max_side=4)))
def test_arrays_come_back_with_dtype_shape_and_bytes(value: np.ndarray) -> None:
    back = decode(encode(value))
    assert type(back) is np.ndarray
    assert back.dtype == value.dtype
    assert back.shape == value.shape
    assert back.tobytes() == value.tobytes()
    assert back.flags.writeable


@pytest.mark.parametrize("dtype", TENSORS)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_tensors_come_back_with_dtype_and_shape(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    value = (torch.rand(shape) * 3).to(dtype)
    back = decode(encode(value))
    assert type(back) is torch.Tensor
    assert back.dtype == dtype
    assert back.shape == value.shape
    assert torch.equal(back, value)


def test_views_and_transposes_come_back_as_their_values() -> None:
    array = np.arange(12).reshape(3, 4)
    assert np.array_equal(decode(encode(array.T[1:])), array.T[1:])
    assert torch.equal(decode(encode(torch.arange(12).reshape(3, 4).t())), torch.arange(12).reshape(3, 4).t())


def test_a_single_number_taken_from_a_row_travels_and_is_known_when_it_changes() -> None:
    value = torch.arange(6.0, dtype=torch.float64).reshape(1, 6)[:, -1]
    assert value.stride() == (6,)
    assert torch.equal(decode(encode(value)), value)
    before = snapshot(value)
    assert not differs(value, before)
    value += 1
    assert differs(value, before)


def test_scalars_types_and_torch_things_keep_their_type() -> None:
    for value in (np.float32(2.5), np.int8(-3), np.bool_(True), np.complex128(1j), np.str_("a")):
        assert type(decode(encode(value))) is type(value)
    for value in (torch.float32, torch.Size([2, 3]), torch.device("cuda", 1), int, list):
        assert decode(encode(value)) == value
    found = decode(encode(torch.max(torch.eye(2), dim=1)))
    assert torch.equal(found.indices, torch.tensor([0, 1]))


class Liar(np.ndarray):
    def __eq__(self, other: object) -> bool:
        return True


class LyingTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


class LyingFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


def test_subclasses_are_rebuilt_as_the_base_type() -> None:
    assert type(decode(encode(np.zeros(2).view(Liar)))) is np.ndarray
    assert type(decode(encode(torch.zeros(2).as_subclass(LyingTensor)))) is torch.Tensor
    back = decode(encode(LyingFloat(2.0)))
    assert type(back) is float
    assert back == 2.0


def test_object_arrays_and_functions_do_not_travel() -> None:
    for value in (np.array([print, None]), print, object()):
        with pytest.raises(CodecError):
            encode(value)


def test_depth_nodes_and_bytes_are_bounded_on_both_ends() -> None:
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    circle: list[object] = []
    circle.append(circle)
    for value in (deep, circle):
        with pytest.raises(CodecError, match="levels deep"):
            encode(value)
    with pytest.raises(CodecError, match="too large"):
        encode([None] * 50, bounds=Bounds(nodes=40))
    with pytest.raises(CodecError, match="too deep"):
        decode(encode(deep, bounds=Bounds(depth=200)))
    with pytest.raises(CodecError):
        decode(encode([0.5] * 50), bounds=Bounds(nodes=40))
    with pytest.raises(CodecError, match="too long"):
        decode(bytes(10_000), bounds=Bounds(message_bytes=100))


@settings(deadline=None)
@given(PLAIN, st.data())
def test_truncated_messages_are_refused(value: object, data: st.DataObject) -> None:
    message = bytes(encode(value))
    cut = data.draw(st.integers(0, len(message) - 1))
    with pytest.raises(CodecError):
        decode(message[:cut])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLAIN | hnp.arrays(DTYPES, hnp.array_shapes(max_side=3)), st.data())
def test_changed_messages_decode_or_are_refused(value: object, data: st.DataObject) -> None:
    message = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(message)
    except CodecError:
        return


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_random_bytes_decode_or_are_refused(message: bytes) -> None:
    try:
        decode(message)
    except CodecError:
        return


@pytest.mark.parametrize(
    "message",
    [
        b"l\xff\xff\xff\xff",  # a list of four thousand million items
        b"a\x03\x01<f8" + b"\xff" * 8 + b"\x00" * 8,  # an array of 2**64 numbers
        b"a\x02\x01|O" + b"\x01" + b"\x00" * 15 + b"\x00" * 8,  # an object array
        b"a\x03\x00|b1" + b"\x01" + b"\x00" * 7 + b"\x02",  # a Boolean of 2
        b"x\x04\x00bool" + b"\x01" + b"\x00" * 7 + b"\x07",
        b"a\x03\x00<U1" + b"\x04" + b"\x00" * 7 + b"\xff" * 4,  # text beyond Unicode
        b"y" + b"t\x01\x00\x00\x00s\x04\x00\x00\x00load",  # torch.load is no dtype
        b"h" + b"N",  # a reference where only plain data may be
        b"d\x01\x00\x00\x00l\x00\x00\x00\x00N",  # a list as a key
        b"s\x01\x00\x00\x00\xff",  # text that is not UTF-8
    ],
)
def test_hand_made_messages_are_refused(message: bytes) -> None:
    with pytest.raises(CodecError):
        decode(message)


def test_special_floats_survive() -> None:
    back = decode(encode([math.inf, -math.inf, -0.0, math.nan]))
    assert back[:2] == [math.inf, -math.inf]
    assert math.copysign(1, back[2]) == -1
    assert math.isnan(back[3])


@pytest.mark.parametrize("make", [list, dict, set, lambda: np.zeros(3), lambda: torch.zeros(3), lambda: [0.5] * 20])
def test_what_stands_in_two_places_is_one_object_there_too(make) -> None:
    one, other = make(), make()
    a, (b, c), d = decode(encode([one, (one, other), {"k": one}]))
    assert a is b
    assert a is d["k"]
    assert c is not a


def test_no_message_unfolds_to_more_than_it_may_hold() -> None:
    value: object = [1]
    for _ in range(30):
        value = [value] * 10
    with pytest.raises(CodecError, match="too large"):
        encode(value)
    arrays = [np.zeros(1000)] * 100
    assert decode(encode(arrays))[99].shape == (1000,)
    with pytest.raises(CodecError, match="too large"):
        encode(arrays, bounds=Bounds(message_bytes=400_000))
    with pytest.raises(CodecError):
        decode(encode(arrays), bounds=Bounds(message_bytes=400_000))
    with pytest.raises(CodecError, match="too many parts"):
        decode(encode([[1, 2, 3]] * 100), bounds=Bounds(nodes=200))


@pytest.mark.parametrize(
    "message",
    [
        b"l\x01\x00\x00\x00A\x00\x00\x00\x00",  # a list that contains itself
        b"A\x00\x00\x00\x00",
        b"l\x02\x00\x00\x00l\x00\x00\x00\x00A\x07\x00\x00\x00",
    ],
)
def test_an_alias_of_what_is_not_there_is_refused(message: bytes) -> None:
    with pytest.raises(CodecError):
        decode(message)

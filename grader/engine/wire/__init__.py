"""Bytes of a peer that is not trusted.

A message is one value; a value is one of the tags below and what stands beside it. Numbers are little-endian. A size
is an unsigned number of 32 bits; *value* means another value, tag first.
"""

NONE, ELLIPSIS, TRUE, FALSE = b"N", b".", b"T", b"F"
INT = b"i"  # 64 bits, signed
BIG_INT = b"I"  # size, that many bytes, signed
FLOAT = b"f"  # 64 bits
COMPLEX = b"c"  # two floats
TEXT = b"s"  # size, UTF-8 in which surrogates may stand
BYTES = b"b"  # size, that many bytes
LIST, TUPLE, SET, FROZENSET = b"l", b"t", b"e", b"z"  # size, that many values
DICT = b"d"  # size, that many pairs of values
FLOATS, INTS = b"p", b"P"  # size, that many numbers of 64 bits: a list of one type
NAMED_TUPLE = b"n"  # the value (name, names of the fields, values of the fields)
SLICE, RANGE = b"/", b"r"  # the value (start, stop, step)
BUILTIN_TYPE = b"Q"  # the text that names it
ARRAY, SCALAR, TENSOR = b"a", b"g", b"x"  # bytes of the dtype's name and dimensions (8 bits each), name, extents, raw
SHAPE = b"Z"  # the value (extent, ...)
TORCH_DTYPE = b"y"  # the value (name,)
DEVICE = b"v"  # the value (kind, index or None)
LIBRARY = b"L"  # the value (name of its class, parts)
REFERENCE = b"h"  # the value that describes what has no plain form
ALIAS = b"A"  # size: the place, among what can change in place, of what stands here once more

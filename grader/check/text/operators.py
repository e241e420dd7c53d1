"""Mutation operators: the small mistakes that the tests of an assignment have to notice.

Each operator takes one node of a syntax tree and yields what could stand in its place: a node, or a list of statements.
Operators never change the node that they are given. `classic` are those of any program, `arrays` those of numerical and
deep learning code; `arguments` and `values` came from wrong answers that kept all points, and name the finding.
`float32` is not among them: an answer that computes in single precision is a right one here.
"""

from __future__ import annotations

import re

from grader.check.text import arguments, arrays, classic, values
from grader.check.text.syntax import Operator

OPERATORS: dict[str, Operator] = {
    "arithmetic": classic.arithmetic,
    "lost term": classic.lost_term,
    "swapped operands": classic.swapped_operands,
    "comparison": classic.comparison,
    "condition": classic.condition,
    "constant": classic.constant,
    "off by one": classic.off_by_one,
    "axis": arrays.axis,
    "reduction": arrays.reduction,
    "bias": arrays.bias,
    "transpose": arrays.transpose,
    "lost call": arrays.lost_call,
    "swapped arguments": arrays.swapped_arguments,
    "branches": classic.branches,
    "dropped statement": classic.dropped_statement,
    "in place": arrays.in_place,
    "coerced argument": arguments.coerced_argument,
    "changed argument": arguments.changed_argument,
    "reordered argument": arguments.reordered_argument,
    "reshaped result": arguments.reshaped_result,
    "first for largest": values.first_for_largest,
    "naive formula": values.naive_formula,
    "guarded logarithm": values.guarded_logarithm,
    "product of small numbers": values.product_of_small_numbers,
    "mean of some": values.mean_of_some,
    "whole-number trick": values.whole_number_trick,
    "identity": values.identity,
    "swapped coordinates": values.swapped_coordinates,
    "stopped when flat": values.stopped_when_flat,
}

# What a task's text has to promise before these mistakes are mistakes.
PROMISED: dict[str, tuple[re.Pattern[str], Operator]] = {
    "clipped argument": (re.compile(r"10(,|\{,\}|\\,|\s)?000|overflow"), arguments.clipped_argument),
    "finite argument": (re.compile(r"-\s*\\infty|\bminus infinity"), arguments.finite_argument),
    "finite result": (re.compile(r"np\.inf\b"), arguments.finite_result),
}


def chosen(text: str) -> dict[str, Operator]:
    """Return the operators to try on the answers to a task with this text."""
    promised = {name: operator for name, (promise, operator) in PROMISED.items() if promise.search(text)}
    return OPERATORS | promised

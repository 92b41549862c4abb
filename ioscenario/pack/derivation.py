"""Derivations: arithmetic over facts that shows where a parameter's value comes from.

An expression such as ``(A1 - A2) / A3`` is parsed by Python's own parser, but only
numbers, names of facts, ``+ - * /``, a leading minus and parentheses are evaluated.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Final

from ioscenario.problems import nearest
from ioscenario.yamlnodes import number

MAX_LENGTH: Final = 500
MAX_DEPTH: Final = 100

#: What a fact may be called.
FACT_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")

_ALLOWED: Final = re.compile(r"[A-Za-z0-9_.+\-*/() ]+")
_BINARY: Final[dict[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(expression: str, facts: Mapping[str, float]) -> float:
    """Return the value of an arithmetic expression over facts.

    Parameters
    ----------
    expression
        Numbers, fact ids, ``+ - * /`` and parentheses, at most 500 characters.
    facts
        Values by id.

    Returns
    -------
    float
        A finite number.

    Raises
    ------
    ValueError
        The expression has anything else in it, names an unknown fact, divides by zero
        or is too long or too deep. The message says which.

    Examples
    --------
    >>> evaluate("(A1 - A2) / 4", {"A1": 10.0, "A2": 2.0})
    2.0
    """
    tree = _parse(expression)
    try:
        value = _value(tree, expression, facts, 0)
    except ZeroDivisionError:
        raise ValueError("a derivation that does not divide by zero") from None
    if not math.isfinite(value):
        raise ValueError("a derivation with a finite value")
    return value


def names(expression: str) -> frozenset[str]:
    """Return the fact ids that an expression uses; empty if it cannot be parsed.

    Examples
    --------
    >>> sorted(names("(A1 - A2) / A1"))
    ['A1', 'A2']
    """
    try:
        return frozenset(node.id for node in ast.walk(_parse(expression)) if isinstance(node, ast.Name))
    except ValueError:
        return frozenset()


def _parse(expression: str) -> ast.expr:
    if len(expression) > MAX_LENGTH:
        raise ValueError(f"a derivation of at most {MAX_LENGTH} characters")
    if not _ALLOWED.fullmatch(expression):
        raise ValueError("a derivation of numbers, fact ids, + - * / and parentheses")
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError("a derivation that can be read, such as (A1 - A2) / A3") from None


def _value(node: ast.expr, expression: str, facts: Mapping[str, float], depth: int) -> float:
    """Return the value of one node of the tree, refusing kinds that are not arithmetic."""
    if depth > MAX_DEPTH:
        raise ValueError(f"a derivation of at most {MAX_DEPTH} nested operations")
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left = _value(node.left, expression, facts, depth + 1)
        right = _value(node.right, expression, facts, depth + 1)
        return _BINARY[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, expression, facts, depth + 1)
    if isinstance(node, ast.Name):
        return _fact(node.id, facts)
    if isinstance(node, ast.Constant):
        # The text and not Python's value: 1e3, 0x1F and 1_000 are no plain decimals.
        value = number(ast.get_source_segment(expression.strip(), node) or "")
        if value is not None:
            return value
    raise ValueError("a derivation of plain decimal numbers, fact ids, + - * / and parentheses")


def _fact(name: str, facts: Mapping[str, float]) -> float:
    if name in facts:
        return float(facts[name])
    near = nearest(name, facts)
    hint = f" (nearest: {near})" if near else ""
    raise ValueError(f"a derivation over facts that exist; {name} is none{hint}")

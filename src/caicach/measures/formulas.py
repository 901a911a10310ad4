"""Formulas as data: read into a tree, checked for units, worked out. Nothing is ever executed.

    (CCHC.1.02 + CCHC.1.03) / CCHC.1.01 * 100      min(a, b)      max(a, b)      round(a, 2)

Numbers have a point before their decimals; a comma stands between the arguments of a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from enum import StrEnum
from typing import TypeAlias

LONGEST = 1000
DEEPEST = 40
MOST_PLACES = 6
FUNCTIONS = ("min", "max", "round")
_SHOWN = 60  # signs of a part of a formula in a sentence
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([^\W\d_]\w*(?:\.\w+)*)|([-+*/(),]))")


class FormulaFault(StrEnum):
    """Why a text is no formula."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_SIGN = "unknown_sign"
    UNEXPECTED = "unexpected"
    UNFINISHED = "unfinished"
    ARGUMENTS = "arguments"
    PLACES = "places"
    UNITS_DIFFER = "units_differ"
    UNIT_NOT_THAT = "unit_not_that"
    UNKNOWN_CODE = "unknown_code"
    CIRCLE = "circle"
    DIVIDES_BY_ZERO = "divides_by_zero"
    COMMA = "comma"


class Expected(StrEnum):
    """What a formula may go on with at a place."""

    TERM = "term"
    SIGN = "sign"
    CLOSING = "closing"


class FormulaError(ValueError):
    """The text is no formula; `fault` says why and `data` fills its sentence: `at` counts signs from 1, `found` is what
    stands there, `expected` what may."""

    def __init__(self, fault: FormulaFault, **data: object) -> None:
        self.fault, self.data = fault, data
        super().__init__(f"{fault} {data}")


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    code: str


@dataclass(frozen=True, slots=True)
class Negative:
    of: Node


@dataclass(frozen=True, slots=True)
class Operation:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Reference | Negative | Operation | Call


def parse(text: str) -> Node:
    """The tree of a formula, or FormulaError."""
    if not text.strip():
        raise FormulaError(FormulaFault.EMPTY)
    if len(text) > LONGEST:
        raise FormulaError(FormulaFault.TOO_LONG, most=LONGEST)
    return _Reader(list(_tokens(text))).whole()


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Each token and at which sign of the text it begins, from 1."""
    place = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            left = text[place:].strip()
            raise FormulaError(FormulaFault.UNKNOWN_SIGN, found=left[:10], at=len(text) - len(left) + 1)
        group = match.lastindex or 0
        yield match[group], match.start(group) + 1
        place = match.end()


class _Reader:
    """Reads tokens from the left: sums of products of what stands alone."""

    def __init__(self, tokens: list[tuple[str, int]]) -> None:
        self._tokens, self._place, self._depth = tokens, 0, 0

    def whole(self) -> Node:
        node = self._sum()
        if self._next is not None:
            raise self._unexpected(Expected.SIGN, self._place)
        return node

    def _unexpected(self, expected: Expected, place: int) -> FormulaError:
        found, at = self._tokens[place]
        around = [
            token for token, _at in (*self._tokens[max(place - 1, 0) : place], *self._tokens[place + 1 : place + 2])
        ]
        if found == "," and len(around) == 2 and all(token[0].isdigit() for token in around):
            return FormulaError(FormulaFault.COMMA, at=at, found=",".join(around), written=".".join(around))
        return FormulaError(FormulaFault.UNEXPECTED, found=found, at=at, expected=expected)

    @property
    def _next(self) -> str | None:
        return self._tokens[self._place][0] if self._place < len(self._tokens) else None

    def _take(self, expected: Expected = Expected.TERM) -> str:
        token = self._next
        if token is None:
            raise FormulaError(FormulaFault.UNFINISHED, expected=expected)
        self._place += 1
        return token

    def _close(self) -> None:
        if self._take(Expected.CLOSING) != ")":
            raise self._unexpected(Expected.CLOSING, self._place - 1)

    def _sum(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(FormulaFault.TOO_DEEP)
        node = self._chain(self._product, "+-")
        self._depth -= 1
        return node

    def _product(self) -> Node:
        return self._chain(self._single, "*/")

    def _chain(self, part: Callable[[], Node], signs: str) -> Node:
        node = part()
        while self._next is not None and self._next in signs:
            node = Operation(self._take(), node, part())
        return node

    def _single(self) -> Node:
        token = self._take()
        if token == "-":
            self._depth += 1
            if self._depth > DEEPEST:
                raise FormulaError(FormulaFault.TOO_DEEP)
            negative = Negative(self._single())
            self._depth -= 1
            return negative
        if token == "(":
            node = self._sum()
            self._close()
            return node
        if token[0].isdigit():
            return Number(Decimal(token))
        if token in FUNCTIONS and self._next == "(":
            return self._call(token)
        if token[0].isalpha():
            return Reference(token)
        raise self._unexpected(Expected.TERM, self._place - 1)

    def _call(self, name: str) -> Call:
        self._take()  # the opening bracket, which was seen
        arguments = [self._sum()]
        while self._next == ",":
            self._take()
            arguments.append(self._sum())
        self._close()
        if name == "round":
            if len(arguments) != 2:
                raise FormulaError(FormulaFault.ARGUMENTS, function=name)
            places = arguments[1]
            if not isinstance(places, Number) or places.value not in range(MOST_PLACES + 1):
                raise FormulaError(FormulaFault.PLACES, most=MOST_PLACES)
        elif len(arguments) < 2:
            raise FormulaError(FormulaFault.ARGUMENTS, function=name)
        return Call(name, tuple(arguments))


def written(node: Node) -> str:
    """The formula as text again, with brackets where they are needed to read it alike."""
    match node:
        case Number(value):
            return f"{value:f}"
        case Reference(code):
            return code
        case Negative(of):
            return f"-({written(of)})" if isinstance(of, Operation) else f"-{written(of)}"
        case Operation(sign, left, right):
            sums = ("+", "-")
            loose = isinstance(left, Operation) and left.sign in sums and sign not in sums
            tight = isinstance(right, Operation) and (right.sign in sums or sign not in sums)
            first = f"({written(left)})" if loose else written(left)
            return f"{first} {sign} {f'({written(right)})' if tight else written(right)}"
        case Call(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"


def codes_in(node: Node) -> tuple[str, ...]:
    """The indicators a formula speaks of, each once, in the order in which they stand."""

    def walk(node: Node) -> Iterator[str]:
        match node:
            case Reference(code):
                yield code
            case Negative(of):
                yield from walk(of)
            case Operation(_, left, right):
                yield from walk(left)
                yield from walk(right)
            case Call(_, arguments):
                for argument in arguments:
                    yield from walk(argument)

    return tuple(dict.fromkeys(walk(node)))


def check_divisors(node: Node) -> None:
    """Refuse a formula that divides by a part which is zero whatever the figures are."""
    match node:
        case Negative(of):
            check_divisors(of)
        case Operation(sign, left, right):
            check_divisors(left)
            check_divisors(right)
            if sign == "/" and _is_zero(right):
                raise FormulaError(FormulaFault.DIVIDES_BY_ZERO, where=written(node)[:_SHOWN])
        case Call(_, arguments):
            for argument in arguments:
                check_divisors(argument)


def _is_zero(node: Node) -> bool:
    """Whether it is zero for all figures: made of numbers alone and zero, or a product with such a part."""
    if not codes_in(node):
        return evaluate(node, {}).value == 0
    return isinstance(node, Operation) and (
        (node.sign in "*/" and _is_zero(node.left)) or (node.sign == "*" and _is_zero(node.right))
    )


def order_of(formulas: Mapping[str, Node], code: str) -> tuple[str, ...]:
    """The formulas that have to be worked out for `code`, inner ones first and itself last; no circles."""
    order: dict[str, None] = {}

    def visit(at: str, above: tuple[str, ...]) -> None:
        if at in above:
            raise FormulaError(FormulaFault.CIRCLE, codes=" → ".join((*above[above.index(at) :], at)))
        if at in formulas and at not in order:
            for inner in codes_in(formulas[at]):
                visit(inner, (*above, at))
            order[at] = None

    visit(code, ())
    return tuple(order)


# Units. A bare number in a formula takes the unit of what stands beside it; a per cent is a number of its own kind that
# vanishes in a product, so that "% of dossiers" are dossiers.

_Unit: TypeAlias = "dict[str, int] | None"  # powers by name; None: a bare number
_PER_CENT = ("%", "‰")


def check_units(node: Node, units: Mapping[str, str], unit: str) -> None:
    """Refuse a formula that adds what cannot be added, names what is unknown, or yields another unit than `unit`."""
    found = _unit_of(node, units)
    if found is None:
        return
    if not (found == _read(unit) or (not found and unit in _PER_CENT)):
        raise FormulaError(FormulaFault.UNIT_NOT_THAT, found=_write(found), expected=unit)


def _unit_of(node: Node, units: Mapping[str, str]) -> _Unit:
    match node:
        case Number():
            return None
        case Reference(code):
            if code not in units:
                raise FormulaError(FormulaFault.UNKNOWN_CODE, code=code)
            return _read(units[code])
        case Negative(of):
            return _unit_of(of, units)
        case Operation("+" | "-", left, right):
            return _same(_unit_of(left, units), _unit_of(right, units), node)
        case Operation(sign, left, right):
            return _times(_unit_of(left, units), _unit_of(right, units), 1 if sign == "*" else -1)
        case Call("round", arguments):
            return _unit_of(arguments[0], units)
        case Call(_, arguments):
            found = _unit_of(arguments[0], units)
            for argument in arguments[1:]:
                found = _same(found, _unit_of(argument, units), node)
            return found


def _same(left: _Unit, right: _Unit, where: Node) -> _Unit:
    if left is None or right is None:
        return right if left is None else left
    if left != right:
        raise FormulaError(
            FormulaFault.UNITS_DIFFER, left=_write(left), right=_write(right), where=written(where)[:_SHOWN]
        )
    return left


def _times(left: _Unit, right: _Unit, power: int) -> _Unit:
    if left is None and right is None:
        return None
    product = dict(left or {})
    for name, times in (right or {}).items():
        product[name] = product.get(name, 0) + power * times
    others = {name for name in product if name not in _PER_CENT}
    return {
        name: times
        for name, times in product.items()
        if times and (name not in _PER_CENT or (not others and times == 1))
    }


def _read(unit: str) -> dict[str, int]:
    return {unit.strip().lower(): 1} if unit.strip() else {}


def _write(unit: dict[str, int]) -> str:
    over = "·".join(name for name, times in sorted(unit.items()) for _ in range(times))
    under = "·".join(name for name, times in sorted(unit.items()) for _ in range(-times))
    return f"{over or '1'}/{under}" if under else over


class Missing(StrEnum):
    """Why a formula has no value."""

    DIVISION_BY_ZERO = "division_by_zero"
    INPUT_MISSING = "input_missing"
    NONE_ARISEN = "none_arisen"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Result:
    """A value, or why there is none and which indicator is to blame."""

    value: Decimal | None
    missing: Missing | None = None
    code: str = ""


def evaluate(node: Node, inputs: Mapping[str, Result]) -> Result:
    """The formula worked out over the values of its indicators."""
    try:
        return Result(_value(node, inputs))
    except _NoValue as reason:
        return Result(None, reason.missing, reason.code)
    except DecimalException:
        return Result(None, Missing.TOO_LARGE)


class _NoValue(Exception):
    def __init__(self, missing: Missing, code: str = "") -> None:
        self.missing, self.code = missing, code


def _value(node: Node, inputs: Mapping[str, Result]) -> Decimal:
    match node:
        case Number(value):
            return value
        case Reference(code):
            given = inputs.get(code, Result(None, Missing.INPUT_MISSING))
            if given.value is None:
                none_arisen = given.missing == Missing.NONE_ARISEN
                raise _NoValue(Missing.NONE_ARISEN if none_arisen else Missing.INPUT_MISSING, code)
            return given.value
        case Negative(of):
            return -_value(of, inputs)
        case Operation(sign, left, right):
            return _worked_out(sign, _value(left, inputs), _value(right, inputs), right)
        case Call("round", arguments):
            places = _value(arguments[1], inputs)
            return _value(arguments[0], inputs).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
        case Call(name, arguments):
            values = [_value(argument, inputs) for argument in arguments]
            return min(values) if name == "min" else max(values)


def _worked_out(sign: str, left: Decimal, right: Decimal, divisor: Node) -> Decimal:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if right == 0:
        raise _NoValue(Missing.DIVISION_BY_ZERO, divisor.code if isinstance(divisor, Reference) else "")
    return left / right

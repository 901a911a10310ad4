"""Formulas are data: read, checked, worked out, never executed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.measures.formulas import (
    DEEPEST,
    LONGEST,
    FormulaError,
    FormulaFault,
    Missing,
    Result,
    check_units,
    codes_in,
    evaluate,
    order_of,
    parse,
)

UNITS = {"A.1": "hồ sơ", "A.2": "hồ sơ", "B": "%", "C": "", "D": "người", "E": "%"}
VALUES = {"A.1": Result(Decimal(200)), "A.2": Result(Decimal(150)), "C": Result(Decimal(0))}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("12 / 3 / 2", "2"),
        ("-3 + 5", "2"),
        ("2 * -3", "-6"),
        ("--4", "4"),
        ("A.2 / A.1 * 100", "75"),
        ("min(A.1, A.2, 7)", "7"),
        ("max(A.1, A.2)", "200"),
        ("round(2 / 3, 2)", "0.67"),
        ("round(2.5, 0)", "3"),
        ("0.1 + 0.2", "0.3"),
    ],
)
def test_it_calculates_exactly(text, value):
    assert evaluate(parse(text), VALUES) == Result(Decimal(value))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", FormulaFault.EMPTY),
        ("  ", FormulaFault.EMPTY),
        ("1 +", FormulaFault.UNFINISHED),
        ("(1 + 2", FormulaFault.UNFINISHED),
        ("1 2", FormulaFault.UNEXPECTED),
        ("1 + )", FormulaFault.UNEXPECTED),
        ("* 3", FormulaFault.UNEXPECTED),
        ("A.1 ** 2", FormulaFault.UNEXPECTED),
        ("__import__('os')", FormulaFault.UNKNOWN_SIGN),
        ("A.1; A.2", FormulaFault.UNKNOWN_SIGN),
        ("A.1 = 3", FormulaFault.UNKNOWN_SIGN),
        ("abs(3)", FormulaFault.UNEXPECTED),
        ("min(3)", FormulaFault.ARGUMENTS),
        ("round(3)", FormulaFault.ARGUMENTS),
        ("round(3, A.1)", FormulaFault.PLACES),
        ("round(3, 7)", FormulaFault.PLACES),
        ("round(3, 0.5)", FormulaFault.PLACES),
        ("(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1), FormulaFault.TOO_DEEP),
        ("-" * (DEEPEST + 1) + "1", FormulaFault.TOO_DEEP),
        ("1" * (LONGEST + 1), FormulaFault.TOO_LONG),
    ],
)
def test_what_is_no_formula_says_why(text, fault):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert caught.value.fault == fault


@given(st.text(alphabet="AB12.+-*/(), minround", max_size=60))
def test_any_text_is_a_formula_or_a_formula_error(text):
    try:
        tree = parse(text)
    except FormulaError:
        return
    assert isinstance(evaluate(tree, {}), Result)


def test_division_by_zero_is_no_number_and_names_the_divisor():
    assert evaluate(parse("A.1 / C"), VALUES) == Result(None, Missing.DIVISION_BY_ZERO, "C")
    assert evaluate(parse("A.1 / (C + C)"), VALUES) == Result(None, Missing.DIVISION_BY_ZERO, "")


def test_what_has_no_value_is_named_and_never_zero():
    none = {"X": Result(None, Missing.NONE_ARISEN), "Y": Result(None, Missing.INPUT_MISSING)}
    assert evaluate(parse("X + 1"), none) == Result(None, Missing.NONE_ARISEN, "X")
    assert evaluate(parse("1 + Y"), none) == Result(None, Missing.INPUT_MISSING, "Y")
    assert evaluate(parse("Z * 0"), none) == Result(None, Missing.INPUT_MISSING, "Z")


def test_a_number_beyond_all_bounds_is_no_number():
    big = {"N": Result(Decimal("1e999999"))}
    assert evaluate(parse("N * N"), big) == Result(None, Missing.TOO_LARGE)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("A.1 + A.2", "hồ sơ"),
        ("A.2 / A.1 * 100", "%"),
        ("A.2 / A.1", ""),
        ("A.1 / D", "hồ sơ/người"),
        ("A.1 * B / 100", "hồ sơ"),
        ("B + E", "%"),
        ("100 - B", "%"),
        ("round(A.1 * 2, 0)", "hồ sơ"),
        ("max(A.1, A.2)", "hồ sơ"),
        ("1 + 2", "hồ sơ"),
    ],
)
def test_units_that_fit(text, unit):
    if "/" in unit:  # an indicator cannot carry it: the formula yields something that no unit names
        with pytest.raises(FormulaError) as caught:
            check_units(parse(text), UNITS, "hồ sơ")
        assert caught.value.data == {"found": unit, "expected": "hồ sơ"}
    else:
        check_units(parse(text), UNITS, unit)


@pytest.mark.parametrize(
    ("text", "unit", "fault"),
    [
        ("A.1 + B", "hồ sơ", FormulaFault.UNITS_DIFFER),
        ("A.1 - D", "hồ sơ", FormulaFault.UNITS_DIFFER),
        ("min(A.1, B)", "hồ sơ", FormulaFault.UNITS_DIFFER),
        ("A.1 * A.2", "hồ sơ", FormulaFault.UNIT_NOT_THAT),
        ("A.1 + A.2", "%", FormulaFault.UNIT_NOT_THAT),
        ("A.1 + F", "hồ sơ", FormulaFault.UNKNOWN_CODE),
    ],
)
def test_units_that_do_not_fit(text, unit, fault):
    with pytest.raises(FormulaError) as caught:
        check_units(parse(text), UNITS, unit)
    assert caught.value.fault == fault


def test_inner_formulas_come_first_and_circles_are_refused():
    trees = {"P": parse("Q + A.1"), "Q": parse("A.2 * 2")}
    assert order_of(trees, "P") == ("Q", "P")
    assert codes_in(trees["P"]) == ("Q", "A.1")
    with pytest.raises(FormulaError) as caught:
        order_of(trees | {"Q": parse("P / 2")}, "P")
    assert caught.value.data == {"codes": "P → Q → P"}

"""Each kind of check: what passes, what does not, and what is too little to say anything."""

from decimal import Decimal

import pytest

from caicach.measures import checks


def decimals(*values):
    return [Decimal(value) for value in values]


def test_compare():
    assert checks.compare(Decimal(3), Decimal(3), "<=") is None
    breach = checks.compare(Decimal(4), Decimal(3), "<=")
    assert breach.numbers == {"value": 4, "other": 3, "sign": "<="}
    assert checks.compare(Decimal(3), Decimal(3), "<") is not None


def test_parts_and_whole():
    assert checks.parts_make_whole(Decimal(1862), decimals(1499, 253, 110)) is None
    assert checks.parts_make_whole(Decimal(1862), decimals(1499, 253)).numbers["difference"] == 110
    assert checks.parts_make_whole(Decimal("22.7"), decimals("22.77"), Decimal("0.1")) is None


@pytest.mark.parametrize(
    ("value", "before", "given", "breaks"),
    [
        (150, 100, {}, False),
        (151, 100, {}, True),
        (49, 100, {}, True),
        (300, 100, {"percent": Decimal(200)}, False),
        (3, 1, {"least": Decimal(5)}, False),
        (5, 0, {}, False),
        (1, -4, {}, True),
    ],
)
def test_jump(value, before, given, breaks):
    assert (checks.jump(Decimal(value), Decimal(before), **given) is not None) is breaks


def test_an_outlier_is_far_from_the_middle_however_far_it_is_itself():
    group = decimals(10, 11, 12, 9, 10, 11, 10, 1000)
    assert checks.outlier(Decimal(1000), group).numbers["bodies"] == 8
    assert checks.outlier(Decimal(12), group) is None
    assert checks.outlier(Decimal(1000), group[1:]) is None, "seven are too few to say"


def test_an_outlier_among_equals():
    group = decimals(5, 5, 5, 5, 5, 5, 5, 5, 90)
    assert checks.outlier(Decimal(90), group) is not None
    assert checks.outlier(Decimal(5), [Decimal(5)] * 9) is None


def test_own_range():
    past = decimals(10, 14, 12, 11)
    assert checks.outside_own_range(Decimal(16), past) is None
    assert checks.outside_own_range(Decimal(17), past).numbers["high"] == 14
    assert checks.outside_own_range(Decimal(100), past[1:]) is None, "three are too few to say"

"""The grammar of live numbers."""

from __future__ import annotations

import pytest

from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.reports.live import (
    Change,
    Fault,
    Live,
    Ref,
    bare,
    malformed,
    pieces,
    reference,
    refs,
    with_body,
    written,
)

TEXT = "Tỷ lệ đúng hạn đạt [[98,5%|CCHC.2.01]], tăng [[1,2 điểm %|CCHC.2.01~last]];\n- quá hạn [[02|tasks.overdue]]."


def test_text_is_cut_into_words_and_numbers_and_joins_again():
    cut = pieces(TEXT)
    assert [piece for piece in cut if isinstance(piece, Live)] == [
        Live("98,5%", Ref("CCHC.2.01")),
        Live("1,2 điểm %", Ref("CCHC.2.01", change=Change.LAST)),
        Live("02", Ref("tasks.overdue")),
    ]
    assert "".join(map(str, cut)) == TEXT


def test_bare_text_holds_the_numbers_and_no_brackets():
    assert bare(TEXT) == "Tỷ lệ đúng hạn đạt 98,5%, tăng 1,2 điểm %;\n- quá hạn 02."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CCHC.2.01", Ref("CCHC.2.01")),
        ("CCHC.2.01@17", Ref("CCHC.2.01", 17)),
        (
            "CCHC.2.01@17#quarter-2026-2~year",
            Ref("CCHC.2.01", 17, Period(PeriodKind.QUARTER, 2026, 2), Change.YEAR),
        ),
        ("field.3.done~of", Ref("field.3.done", change=Change.OF)),
        ("CCHC.2.01#quarter-2026-7", None),
        ("CCHC 2.01", None),
        ("CCHC.2.01~month", None),
        ("CCHC.2.01@", None),
        ("17", None),
        ("", None),
    ],
)
def test_a_reference_says_whence(text, expected):
    found = reference(text)
    assert found == expected
    if found is not None:
        assert str(found) == text


def test_what_is_counted_is_told_from_an_indicator():
    assert Ref("tasks.done").counted and Ref("field.12.overdue_ratio").counted and Ref("target.41").counted
    assert not Ref("CCHC.2.01").counted and not Ref("tasks.other").counted


def test_values_are_written_into_their_places_and_others_stay():
    text = written(TEXT, {Ref("CCHC.2.01"): "97%", Ref("tasks.overdue"): "[03|\n]"})
    assert bare(text) == "Tỷ lệ đúng hạn đạt 97%, tăng 1,2 điểm %;\n- quá hạn 03."
    assert refs(text) == refs(TEXT)


def test_a_reference_may_be_typed_without_its_number():
    assert pieces("Đạt [[CCHC.2.01]].") == ["Đạt ", Live("", Ref("CCHC.2.01")), "."]
    assert written("Đạt [[CCHC.2.01]].", {Ref("CCHC.2.01"): "97%"}) == "Đạt [[97%|CCHC.2.01]]."


def test_in_a_merged_report_numbers_keep_the_body_that_wrote_them():
    once = with_body("[[5|CCHC.2.01]] và [[6|CCHC.2.02@9]]", 17)
    assert once == "[[5|CCHC.2.01@17]] và [[6|CCHC.2.02@9]]"
    assert with_body(once, 3) == once


@pytest.mark.parametrize(
    ("text", "fault", "found", "line"),
    [
        ("Đạt [[98%|CCHC.2.01 trong kỳ", Fault.UNCLOSED, "[[98%|CCHC.2.01 trong kỳ", 1),
        ("Đạt\n98%]] trong kỳ", Fault.NOT_OPENED, "]]", 2),
        ("Đạt [[98%]]", Fault.NO_REFERENCE, "[[98%]]", 1),
        ("Đạt [[98%|]]", Fault.NO_REFERENCE, "[[98%|]]", 1),
        ("Đạt [[98%|CCHC.2.01#quarter-2026-9]]", Fault.UNKNOWN_PERIOD, "[[98%|CCHC.2.01#quarter-2026-9]]", 1),
    ],
)
def test_brackets_that_say_nothing_are_named(text, fault, found, line):
    (only,) = malformed(text)
    assert (only.fault, only.found, only.line) == (fault, found, line)
    assert "".join(map(str, pieces(text))) == text


def test_good_brackets_are_no_fault():
    assert list(malformed(TEXT)) == []
    assert list(malformed("Mảng [1] và (2)")) == []

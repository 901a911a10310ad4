"""Phases of one target, the same item in two versions, what changed: one row is one sentence."""

from decimal import Decimal

import pytest

from caicach.programme.rules import (
    ChangeKind,
    Snapshot,
    Statement,
    Wording,
    bullet,
    changes_between,
    guess_field,
    match_items,
    phases_of_one_target,
    worded_for,
)
from caicach.programme.services.errors import Obstacle
from caicach.programme.words import CHANGES, OBSTACLES


def said(text, value, first, last, *, unit="%", comparator=">=", whole=None):
    return Statement(text, comparator, unit, Decimal(value) if value is not None else None, first, last, whole)


@pytest.mark.parametrize(
    ("statements", "groups"),
    [
        pytest.param(
            [
                said("Chỉ số SIPAS đạt tối thiểu 95%", 95, 2028, 2030),
                said("Chỉ số SIPAS đạt tối thiểu 89%", 89, 2026, 2027),
            ],
            [[1, 0]],
            id="the same words for later years are the next phase",
        ),
        pytest.param(
            [
                said("100% sở, ngành đạt cấp độ 3", 100, 2026, 2027),
                said("100% sở, ngành đạt cấp độ 4", 100, 2028, 2030),
            ],
            [[0], [1]],
            id="another level is another target",
        ),
        pytest.param(
            [said("Hồ sơ trực tuyến đạt 80%", 80, 2026, 2028), said("Hồ sơ trực tuyến đạt 90%", 90, 2027, 2030)],
            [[0], [1]],
            id="years that overlap are no phases",
        ),
        pytest.param(
            [said("Giảm 5 đầu mối", 5, 2026, 2026, unit="đầu mối"), said("Giảm 5 đầu mối", 5, 2027, 2027, unit="%")],
            [[0], [1]],
            id="another unit is another target",
        ),
        pytest.param(
            [said("Hồ sơ trực tuyến đạt 80%", 80, None, None), said("Hồ sơ trực tuyến đạt 90%", 90, 2027, 2030)],
            [[0], [1]],
            id="without years nothing is joined",
        ),
    ],
)
def test_phases_of_one_target(statements, groups):
    assert phases_of_one_target(statements) == groups


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Rà soát, đơn giản hóa thủ tục hành chính", 3),
        ("Chỉ số SIPAS đạt tối thiểu 89%", 1),
        ("Sắp xếp tổ chức bộ máy", 4),
        ("Quản lý tài sản công", 6),
        ("Trồng cây xanh", None),
    ],
)
def test_guess_field(text, field):
    assert guess_field(text) == field


def w(text, label="", section="II"):
    return Wording(section, label, text)


REVIEW = "Rà soát, đơn giản hóa thủ tục hành chính thuộc phạm vi quản lý của các sở, ngành"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([w("A b c"), w("D e f")], [w("D e f"), w("A b c")], {0: 1, 1: 0}, id="order does not matter"),
        pytest.param([w(REVIEW)], [w(REVIEW + " và UBND cấp xã")], {0: 0}, id="a reworded item goes on"),
        pytest.param([w(REVIEW)], [w("Công bố danh mục dữ liệu mở")], {}, id="a new item continues nothing"),
        pytest.param([w("A b c"), w("A b c")], [w("A b c")], {0: 0}, id="of two alike the first goes on"),
        pytest.param(
            [w("Báo cáo quý I", "1"), w("Báo cáo quý II", "2")],
            [w("Báo cáo quý II", "2"), w("Báo cáo quý III", "3")],
            {0: 1, 1: 0},
            id="an exact match is not taken away by a similar one",
        ),
    ],
)
def test_match_items(before, after, expected):
    assert match_items(before, after) == expected


def test_changes_are_told_value_by_value():
    before = [Snapshot(1, "a", {"due": "30/6", "lead": ["A"]}), Snapshot(2, "b", {"due": "x"})]
    after = [Snapshot(1, "a", {"due": "31/7", "lead": ["A"]}), Snapshot(3, "c", {"due": "y"})]
    changed, added, removed = changes_between(before, after)
    assert (changed.kind, [(v.name, v.before, v.after) for v in changed.values]) == (
        ChangeKind.CHANGED,
        [("due", "30/6", "31/7")],
    )
    assert (added.kind, removed.kind) == (ChangeKind.ADDED, ChangeKind.REMOVED)
    assert changes_between(before, before)[0].kind == ChangeKind.UNCHANGED


@pytest.mark.parametrize(
    ("baseline", "values", "unit", "expected"),
    [
        (Decimal(80), [Decimal(89), Decimal(95)], "%", (80.0, (89.0, 95.0))),
        (None, [Decimal(25), Decimal(50)], "tỷ đồng", (None, (50.0, 100.0))),
        (None, [None], "%", None),
        (None, [Decimal(5)], "hạng", None),
        (None, [Decimal(0)], "hồ sơ", None),
    ],
)
def test_bullet(baseline, values, unit, expected):
    drawn = bullet(baseline, values, unit)
    assert (drawn and (drawn.baseline, drawn.milestones)) == expected


def test_one_sentence_for_each_code():
    assert set(OBSTACLES) == set(Obstacle)
    assert set(CHANGES) == set(ChangeKind)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("SIPAS đạt tối thiểu 93%", "88", "SIPAS đạt tối thiểu 88%"),
        ("85% hồ sơ được tiếp nhận trực tuyến", "70", "70% hồ sơ được tiếp nhận trực tuyến"),
        ("thuộc nhóm 05 tỉnh đứng đầu", "10", "thuộc nhóm 10 tỉnh đứng đầu"),
        ("Bãi bỏ 1.293 văn bản trước năm 1993", "88", "Bãi bỏ 1.293 văn bản trước năm 1993"),
        ("Hoàn thành danh mục", "88", "Hoàn thành danh mục"),
    ],
)
def test_a_target_is_worded_for_its_phase(text, value, expected):
    stated = [Decimal(value), Decimal("93.0000"), Decimal(85), Decimal(5)]
    assert worded_for(text, stated, Decimal(value)) == expected

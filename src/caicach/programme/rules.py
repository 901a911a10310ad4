"""What holds for plans without a database: phases of one target, the same item in two versions, what changed."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from caicach.core.numbers import NUMBER, format_number, parse_number
from caicach.core.text import search_key

SAME_STATEMENT = 90  # of 100: two phases of one target, apart from their values
SAME_ITEM = 78  # of 100: an item and its reworded self in the next version
SAME_PLACE_BONUS = 8  # the same label in the same section speaks for the same item

_NUMBERS = re.compile(NUMBER)


# --- phases of one target ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """A target as read: one value for one phase."""

    text: str
    comparator: str
    unit: str
    value: Decimal | None
    from_year: int | None
    to_year: int | None
    whole: int | None = None  # index of the target of which it is a part


def phases_of_one_target(statements: Sequence[Statement]) -> list[list[int]]:
    """Indices grouped so that each group is one target, its members in the order of their phases.

    Two statements are phases of one target when they say the same apart from the value ("tối thiểu 89%" for 2026-2027,
    "tối thiểu 95%" for 2028-2030), in the same unit, for years that do not overlap. Any other number that differs
    ("cấp độ 3", "cấp độ 4") keeps them apart.
    """
    groups: list[list[int]] = []
    keys = [_without_value(statement) for statement in statements]
    for index, statement in enumerate(statements):
        for group in groups:
            if all(_another_phase(statements[member], statement) for member in group) and _say_the_same(
                keys[group[0]], keys[index]
            ):
                group.append(index)
                break
        else:
            groups.append([index])
    return [sorted(group, key=lambda index: statements[index].from_year or 0) for group in groups]


def _without_value(statement: Statement) -> tuple[str, tuple[str, ...]]:
    """The words without the target's own value, and the other numbers they hold."""
    numbers = [match.group() for match in _NUMBERS.finditer(statement.text)]
    years = {str(year) for year in (statement.from_year, statement.to_year) if year}
    others = tuple(n for n in numbers if n not in years and parse_number(n) != statement.value)
    return search_key(_NUMBERS.sub(" ", statement.text)), others


def _another_phase(one: Statement, other: Statement) -> bool:
    years = (one.from_year, one.to_year, other.from_year, other.to_year)
    alike = (one.comparator, one.unit, one.whole is None) == (other.comparator, other.unit, other.whole is None)
    if not alike or None in years:
        return False
    assert one.from_year and one.to_year and other.from_year and other.to_year
    return one.to_year < other.from_year or other.to_year < one.from_year


def _say_the_same(one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]) -> bool:
    return one[1] == other[1] and fuzz.ratio(one[0], other[0]) >= SAME_STATEMENT


# --- fields ------------------------------------------------------------------------------------------------------

_FIELD_WORDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1, ("sipas", "hai long", "par index", "chi so cai cach", "chi so cchc", "tuyen truyen", "kiem tra cong vu",
         "chi dao dieu hanh", "sang kien")),
    (3, ("thu tuc hanh chinh", "tthc", "mot cua", "dich vu cong", "dvc")),
    (4, ("to chuc bo may", "bo may", "phan cap", "phan quyen", "sap xep to chuc", "vi tri viec lam")),
    (5, ("can bo cong chuc", "cong chuc", "vien chuc", "cong vu", "dao tao boi duong")),
    (6, ("tai chinh", "ngan sach", "tai san cong", "tu chu", "dau tu cong")),
    (7, ("chinh quyen so", "chinh quyen dien tu", "chuyen doi so", "du lieu", "dti", "nen tang so",
         "truc tuyen", "cong thong tin dien tu", "iso 9001")),
    (2, ("the che", "van ban quy pham", "vbqppl", "van ban phap luat", "phap luat")),
)  # fmt: skip
"""Words of the fields' own names and of what plans order in them. A guess: a person sees it and can change it."""


def guess_field(text: str) -> int | None:
    """The field whose words a text holds most of; None where it holds none."""
    words = f" {search_key(text)} "
    best, place = max(
        (sum(words.count(f" {word} ") for word in known), -place) for place, (_, known) in enumerate(_FIELD_WORDS)
    )
    return _FIELD_WORDS[-place][0] if best else None


# --- the same item in two versions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wording:
    """What an item is recognised by in another version of the plan."""

    section: str
    label: str
    text: str


def match_items(before: Sequence[Wording], after: Sequence[Wording]) -> dict[int, int]:
    """For each item of the later version the item of the earlier one that it continues, as indices; each at most once.

    The most similar pairs are tied first, so that a reworded item does not take the place of one that is unchanged.
    """
    earlier = [search_key(wording.text) for wording in before]
    later = [search_key(wording.text) for wording in after]
    found: dict[int, int] = {}
    unchanged: dict[str, list[int]] = {}
    for old, text in reversed(list(enumerate(earlier))):
        unchanged.setdefault(text, []).append(old)
    for new, text in enumerate(later):
        if unchanged.get(text):
            found[new] = unchanged[text].pop()
    taken = set(found.values())
    open_before = [old for old in range(len(before)) if old not in taken]
    pairs = []
    for new in (new for new in range(len(after)) if new not in found):
        for old in open_before:
            score = _likeness(before[old], after[new], earlier[old], later[new])
            if score >= SAME_ITEM:
                pairs.append((score, -abs(old - new), new, old))
    for _, _, new, old in sorted(pairs, reverse=True):
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _likeness(before: Wording, after: Wording, earlier: str, later: str) -> float:
    same_place = bool(before.label) and (before.section, before.label) == (after.section, after.label)
    bonus = SAME_PLACE_BONUS if same_place else 0
    score = fuzz.ratio(later, earlier, score_cutoff=SAME_ITEM - bonus)
    return (score or _contained(later, earlier)) + bonus


def _contained(one: str, other: str) -> float:
    """How much of the shorter text stands in the longer one; texts of a few words prove nothing."""
    if min(len(one.split()), len(other.split())) < 5:
        return 0.0
    return fuzz.partial_ratio(one, other) * 0.9


# --- what changed ------------------------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """What became of an item from one version to the next. The words stand in words.py."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Snapshot:
    """An item of one version, as far as a change of it matters. `values` are compared one by one, in their order."""

    lineage: Hashable
    text: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ValueChange:
    """One value that is not what it was."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One item in two versions; `before` or `after` is None where it was added or removed."""

    kind: ChangeKind
    before: Snapshot | None
    after: Snapshot | None
    values: tuple[ValueChange, ...] = field(default=())


def changes_between(before: Sequence[Snapshot], after: Sequence[Snapshot]) -> list[Change]:
    """Every item of both versions: those of the later one in its order, then those that are gone."""
    earlier = {snapshot.lineage: snapshot for snapshot in before}
    changes = []
    for snapshot in after:
        known = earlier.pop(snapshot.lineage, None)
        if known is None:
            changes.append(Change(ChangeKind.ADDED, None, snapshot))
            continue
        values = tuple(
            ValueChange(name, known.values.get(name), value)
            for name, value in snapshot.values.items()
            if known.values.get(name) != value
        )
        changes.append(Change(ChangeKind.CHANGED if values else ChangeKind.UNCHANGED, known, snapshot, values))
    return changes + [Change(ChangeKind.REMOVED, gone, None) for gone in earlier.values()]


# --- is a target's row a picture? --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bullet:
    """Places on a line from 0 to 100 for a target's baseline, milestones and value; None where there is no number."""

    baseline: float | None
    milestones: tuple[float, ...]
    now: float | None = None


def bullet(
    baseline: Decimal | None, milestones: Sequence[Decimal | None], unit: str, *, now: Decimal | None = None
) -> Bullet | None:
    """The places of a bullet chart, or None when nothing on it is a number. Percentages run from 0 to 100."""
    numbers = [value for value in milestones if value is not None]
    if not numbers or unit == "hạng":
        return None
    top = Decimal(100) if unit == "%" else max([*numbers, baseline or Decimal(0), now or Decimal(0)])
    if top <= 0:
        return None

    def place(value: Decimal) -> float:
        return float(min(max(value / top * 100, Decimal(0)), Decimal(100)).quantize(Decimal("0.1")))

    return Bullet(
        place(baseline) if baseline is not None else None,
        tuple(place(value) for value in numbers),
        place(now) if now is not None else None,
    )


def worded_for(text: str, stated: Sequence[Decimal | None], value: Decimal | None) -> str:
    """A target's words for one of its phases: the number that the words state for another phase gives way to `value`.

    "SIPAS đạt tối thiểu 93%" with the phases 88 and 93 reads "… 88%" for the first. Words that state none stay.
    """
    for other in stated:
        if other is None or value is None:
            continue
        found = re.search(rf"(?<![\d.,])0?{re.escape(format_number(other))}(?![.,]?\d)", text)
        if found:
            return f"{text[: found.start()]}{format_number(value)}{text[found.end() :]}"
    return text

"""Measurable statements in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from caicach.core.text import flatten, squeeze
from caicach.intake.reading import lexicon
from caicach.intake.reading.measures import Measure, measures_in

_WITHIN = re.compile(r"\s*[,;.]?\s*\(?\btrong (?:do|so do|46|d6|so d6)\b\s*[,:]?\s*(?:co\s+)?")
_SENTENCE = re.compile(r"[;]\s+|[.]\s+(?=[A-ZĐÀ-ỸƯ\d“\"])|[.](?=[A-ZĐ][a-zà-ỹ])")
_STAGE = re.compile(
    r"(?:giai doan|thoi ky|trong (?:cac )?nam|tu nam|nam)?\s*(20\d\d)\s*(?:-|den(?: nam)?|va"
    r"|,)\s*(?:nam\s*)?(20\d\d)\b"
)
_UNTIL = re.compile(r"\bden (?:het |cuoi )?(?:nam|thang \d{1,2}\s*(?:/|nam)|quy [iv]+\s*(?:/|nam))\s*(20\d\d)")
_IN_YEAR = re.compile(r"\b(?:trong |het |cuoi )?n[ai]m (20\d\d)\b")
_BASELINE = re.compile(
    r"so v\w{1,2} (?:cung ky )?(?:ket qua |thuc hien |muc |thoi diem )?(?:dau |cuoi )?(?:nam|ndm"
    r"|n[a-z]m)\s*(20\d\d)"
)
_STATE = re.compile(
    r"\b(?:hien nay|hien co|hien tai|thoi gian qua|den nay|tinh den|da dat|da thuc hien|vua qua"
    r"|nam truoc|thuc te|dang co|co dien tich|hien trang)\b"
)
_GOAL_WORDS = re.compile(
    r"\b(?:dat|phan dau|toi thieu|thi thieu|it nhat|bao dam|dam bao|hoan thanh|duoc|giam|tang|tren"
    r"|so hoa|cat giam|xep|nhom|duy tri)\b|\b100\s?%"
)
_CONDITION = re.compile(r"\b(?:co|du|dat|bo tri|to chuc|thuc hien|tham gia|cu|trang bi|duoc)\s*$")
_FREQUENCY = re.compile(
    r"\s*/\s*(?:nam|quy|thang|tuan|lan|ky|don vi|nguoi|6 thang)|\s+(?:moi|mot|hang|trong) (?:nam"
    r"|quy|thang|tuan)\b(?!\s*(?:\d|[iv]+\b))|\s*lan\b"
)
_TIME_UNITS = frozenset(
    {"ngày", "tháng", "giờ", "phút", "ngày làm việc", "lần", "kỳ", "buổi", "bản", "khâu", "cửa", "việc"}
)
_MONEY = frozenset({"đồng", "triệu đồng", "tỷ đồng", "nghìn đồng", "triệu USD", "tỷ USD"})
_LEVEL = re.compile(r"\b(?:dat|len|o|tu)\s+(?:it nhat |toi thieu |tu )?(cap do|muc do|cap|bac|loai|muc)\s+(\d)\b")
_NEGATED = re.compile(r"\bkhong (?:co|de|con|phat sinh|xay ra)\b")
_SHARED_VERB = re.compile(r"\s*(?:va|,)\s*")
_SAYS = re.compile(
    r"\b(?:dat|duoc|co|giam|tang|tinh gian|thuc hien|cung cap|hoan thanh|ap dung|su dung|bao dam|cong khai|xu ly)\b"
)
_OPENING_YEAR = re.compile(r"^\W*(?:va\s+)?(?:phan dau\s+)?(?:den (?:het )?|trong |het )?(?:nam|giai doan)\s+20\d\d")


@dataclass(slots=True)
class Target:
    """One measurable statement, before it is given its place."""

    text: str
    comparator: str
    value: Decimal | None
    value_to: Decimal | None
    unit: str | None
    baseline_year: int | None = None
    first: int | None = None
    last: int | None = None
    part_of: int | None = None  # index in the list it was found in
    owners: list[str] = field(default_factory=list)
    soft: bool = False


def stage_of(folded: str) -> tuple[int | None, int | None] | None:
    """The years a heading or clause sets: (from, to), from None for "đến năm 2030"; None if it sets none."""
    if (match := _STAGE.search(folded)) and int(match[1]) <= int(match[2]):
        return int(match[1]), int(match[2])
    if match := _UNTIL.search(folded):
        return None, int(match[1])
    for match in _IN_YEAR.finditer(folded):
        before = folded[: match.start()]
        if not re.search(
            r"(?:so v\w{1,2}|luat [^,;.]{0,50}|tu|truoc|ke hoach [^,;.]{0,40}|sau|ket qua|cuoi"
            r"|quyet dinh [^,;.]*)\s*$",
            before,
        ):
            return int(match[1]), int(match[1])
    return None


def targets_in(text: str, *, role: str, damaged: bool = False) -> list[Target]:
    """The measurable statements of a clause. `role` is what the clause's part is for: in "targets" every measured
    number counts, in "goal" too, in "tasks" and "duties" only what clearly is to be reached. In `damaged` text only
    known units count."""
    strong = role in ("targets", "goal")
    folded = flatten(text)
    measures = [
        measure for measure in measures_in(text, any_noun=strong and not damaged) if _counts(measure, folded, role)
    ]
    measures = _without_conditions(measures, folded)
    if not measures:
        level = _level_target(text, folded) if strong else None
        return [level] if level else []
    bounds = _bounds(measures, folded)
    found: list[Target] = []
    for place, measure in enumerate(measures):
        start, end, nested = bounds[place]
        shown = _shown(text, start, end)
        piece = folded[start:end]
        if (
            place + 1 < len(bounds)
            and _SHARED_VERB.fullmatch(folded[end : bounds[place + 1][0]])
            and _is_subject(piece)
        ):
            shown = _shown(text, start, bounds[place + 1][1])
        if _OPENING_YEAR.match(piece) and not _subject(piece):
            shown = _with_subject(text, folded, bounds, place)
        elif place + 1 < len(bounds) and _YEAR_AHEAD.search(piece) and _bare_value(piece, measure, start):
            tail = _shown(text, measures[place + 1].to, bounds[place + 1][1])
            if tail and _OPENING_YEAR.match(folded[bounds[place + 1][0] :]):
                shown = f"{shown} {tail}"
        ahead = folded[start : measure.at]
        beyond = measure.comparator == ">" or (measure.comparator == "=" and ahead.rstrip().endswith(" qua"))
        if beyond and _NEGATED.search(ahead):
            measure = replace(measure, comparator="<=")
        stage = stage_of(re.sub(r"\([^)]*\)", " ", piece))
        baseline = _BASELINE.search(piece)
        found.append(
            Target(
                text=shown,
                comparator=measure.comparator,
                value=measure.value,
                value_to=measure.value_to,
                unit=measure.unit,
                baseline_year=int(baseline[1]) if baseline else None,
                first=stage[0] if stage else None,
                last=stage[1] if stage else None,
                part_of=_parent_of(place, bounds) if nested else None,
                soft="phan dau" in piece,
            )
        )
    return found


_NEVER_COUNTED = frozenset({"%", "‰", "hạng", "điểm"})
_WORDS_AS_NUMBERS = frozenset(Decimal(number) for number in (12, 13, 14, 18))
"""What "là", "xã" and "lê" look like to a program that expects digits."""


def without_words_as_numbers(targets: list[Target]) -> list[Target]:
    """Targets whose number is one, where letters were recognised wrongly: "là trung tâm" seen as "13 trung tâm"."""
    doubted = {
        place
        for place, target in enumerate(targets)
        if target.value in _WORDS_AS_NUMBERS and target.comparator == "=" and target.unit not in _NEVER_COUNTED
    }
    if not doubted:
        return targets
    kept = [place for place in range(len(targets)) if place not in doubted]
    return [
        replace(target, part_of=kept.index(target.part_of) if target.part_of in kept else None)
        for target in (targets[place] for place in kept)
    ]


def milestone(text: str, *, strong: bool) -> Target | None:
    """A goal without a number as a `done` target. In a part that is headed "mục tiêu" only (`strong` False) it must
    tell of something that can be completed."""
    folded = flatten(text)
    if len(folded.split()) < 4 or text.rstrip().endswith(":") or text.startswith("("):
        return None
    opening = folded.lstrip(" -+*•")
    if strong:
        if opening.startswith(
            ("trong do", "cac so, co quan dau moi", "chi tiet", "hien nay", "(", "can cu", "cu the")
        ) or _STATE.search(opening[:60]):
            return None
    elif not opening.startswith(
        ("hoan thanh", "co ban hoan thanh", "xay dung duoc", "ban hanh", "dua vao", "hinh thanh")
    ):
        return None
    stage = stage_of(folded) if not re.search(r"luat|nghi quyet", folded[:200]) or _UNTIL.search(folded) else None
    return Target(
        text=squeeze(text).strip(" ;").rstrip(";"),
        comparator="done",
        value=None,
        value_to=None,
        unit=None,
        first=stage[0] if stage else None,
        last=stage[1] if stage else None,
        soft=opening.startswith(lexicon.VAGUE),
    )


def _counts(measure: Measure, folded: str, role: str) -> bool:
    before, after = folded[max(0, measure.at - 600) : measure.at], folded[measure.to : measure.to + 300]
    sentence = before[max(before.rfind(". "), before.rfind("; "), 0) :]
    if measure.bracketed and not (
        measure.stated and role == "targets" and not _STATE.search(sentence[sentence.rfind("(") :])
    ):
        return False
    if measure.bracketed and measure.unit == "hạng" and re.match(r"\(\s*nam 20\d\d", sentence[sentence.rfind("(") :]):
        return False  # "(năm 2025 xếp thứ 20/34)"
    if _STATE.search(sentence) and not re.search(r"phan dau|muc tieu", sentence):
        return False
    percent = measure.unit in ("%", "‰", "hạng", "điểm phần trăm", "lần GDP")
    if re.search(r"\b(?:vuot|gap)\s*$", before) and not percent:
        return False
    if re.match(r"\s*(?:tro len )?(?:thi|moi duoc)\b", after):
        return False
    if role in ("targets", "goal"):
        shortened = re.search(r"giam|rut ngan|xuong con|cat giam", before[-40:])
        idle = measure.unit in _TIME_UNITS and not measure.stated and not shortened
        return not (idle or measure.unit in ("tháng", "bản"))
    if percent:
        return bool(_GOAL_WORDS.search(before[-60:] + folded[measure.at : measure.to] + after[:80])) and not re.search(
            r"\b(?:bang|muc chi|tuong ung voi|thue|lai suat)\s*$", before
        )
    if role == "duties" or not measure.stated or measure.unit in _TIME_UNITS or measure.unit in _MONEY:
        return False
    return (not _FREQUENCY.match(after) and measure.unit not in ("bậc",)) or measure.unit == "bậc"


def _without_conditions(measures: list[Measure], folded: str) -> list[Measure]:
    """Drop numbers that only say what each of a share must have ("100% xã có tối thiểu 1 trạm")."""
    kept: list[Measure] = []
    for measure in measures:
        last = kept[-1] if kept else None
        if last is not None and last.unit == "%" and measure.unit != "%":
            between = folded[last.to : measure.at]
            if not re.search(
                r"[;.]|\btrong do\b|\bty le\b|,\s*(?:toi thieu|it nhat|va)\s*$", between
            ) and _CONDITION.search(between):
                continue
        if (
            last is not None
            and re.search(r"\btu\s*$", folded[: last.at])
            and re.match(r"\s*(?:len|xuong)\s*$", folded[last.to : measure.at])
        ):
            kept.pop()  # "tăng từ 50% lên 60%": what is reached counts
        elif (
            last is not None
            and re.fullmatch(r"[^,;.]{0,30}?\s*(?:len|xuong(?: con)?)\s*", folded[last.to : measure.at])
            and re.search(r"\btu\b", folded[max(0, last.at - 25) : last.at + 4])
        ):
            kept.pop()
        kept.append(measure)
    return kept


def _bounds(measures: list[Measure], folded: str) -> list[tuple[int, int, bool]]:
    """For each measure the stretch of text that states it, and whether it is a "trong đó" part."""
    cuts: list[tuple[int, int, bool]] = [(0, 0, False)]  # end of one, start of the next, nested
    opened = ""
    for one, other in pairwise(measures):
        between = folded[one.to : other.at]
        inner = _WITHIN.search(between)
        sentence = list(_SENTENCE.finditer(between)) or list(re.finditer(r"[.;]\s+", between))
        opened = inner.group() if inner else opened if cuts[-1][2] else ""
        if inner:
            cuts.append((one.to + inner.start(), one.to + inner.end(), True))
        elif sentence:
            last = sentence[0]
            goes_on = between[last.start() : last.end()].startswith(";")
            alike = goes_on and bool(opened) and _two_words(folded[cuts[-1][1] :]) == _two_words(between[last.end() :])
            listed = alike or (":" in opened and goes_on)
            cuts.append((one.to + last.start(), one.to + last.end(), listed))
        else:
            cuts.append(_cut_in_sentence(folded, one, other, between))
    bounds: list[tuple[int, int, bool]] = []
    for place in range(len(measures)):
        start, nested = cuts[place][1], cuts[place][2]
        end = cuts[place + 1][0] if place + 1 < len(cuts) else len(folded)
        if place == 0:
            opening = list(_SENTENCE.finditer(folded, 0, measures[0].at)) or list(
                re.finditer(r"[.;]\s+", folded[: measures[0].at])
            )
            start = opening[-1].end() if opening else 0
        if place == len(measures) - 1:
            closing = re.search(r"[;.]\s", folded[measures[place].to :])
            end = measures[place].to + closing.start() if closing else len(folded)
        bounds.append((start, end, nested))
    return bounds


def _two_words(piece: str) -> list[str]:
    return piece[:60].split()[:2]


def _cut_in_sentence(folded: str, one: Measure, other: Measure, between: str) -> tuple[int, int, bool]:
    joints = list(re.finditer(r",\s*(?:va\s+)?|\s+(?:va|con)\s+", between))
    if not joints:
        return one.to, one.to, False
    close = [match for match in joints if match.end() == len(between)]
    if close:
        chosen = close[-1]
    else:
        named = [
            match
            for match in joints
            if re.match(
                r"(?:ty le|muc do|chi so|100|so luong|toi thieu|it nhat|den nam|nam 20|giai doan|phan dau|co"
                r"|tren|so)\b",
                between[match.end() :],
            )
        ]
        chosen = named[0] if named else joints[0]
    return one.to + chosen.start(), one.to + chosen.end(), False


def _parent_of(place: int, bounds: list[tuple[int, int, bool]]) -> int:
    parent = place - 1
    while parent > 0 and bounds[parent][2]:
        parent -= 1
    return parent


def _is_subject(piece: str) -> bool:
    """Whether a stretch only names who ("100% sở, ban, ngành"), the verb coming after the next one."""
    return len(piece.split()) < 9 and not _SAYS.search(piece)


def _subject(piece: str) -> bool:
    rest = _OPENING_YEAR.sub("", piece).strip(" ,:")
    return len(rest.split()) > 4


_YEAR_AHEAD = re.compile(r"\b(?:den (?:het )?|trong |het )?(?:nam|giai doan)\s+20\d\d(?:\s*-\s*20\d\d)?")


def _with_subject(text: str, folded: str, bounds: list[tuple[int, int, bool]], place: int) -> str:
    """ "năm 2030 là 100%" after "Tỷ lệ đạt chuẩn: năm 2026 là 90%": its subject stands before the first year."""
    start, end, _ = bounds[place]
    for earlier in range(place - 1, -1, -1):
        first, last, _ = bounds[earlier]
        if _OPENING_YEAR.match(folded[first:last]) and not _subject(folded[first:last]) and earlier:
            continue
        year = _YEAR_AHEAD.search(folded[first:last])
        subject = _shown(text, first, first + year.start()) if year else _shown(text, first, last)
        return f"{subject} {_shown(text, start, end)}".strip() if subject else _shown(text, start, end)
    return _shown(text, start, end)


def _bare_value(piece: str, measure: Measure, start: int) -> bool:
    """Whether a stretch says no more than a year and a value ("đến năm 2028 đạt 80%")."""
    said = _YEAR_AHEAD.sub(" ", piece[: measure.at - start])
    words = re.sub(r"\b(?:phan dau|dat|la|toi thieu|it nhat|tren|co|len)\b|[:,]", " ", said).split()
    return not words and len(piece) - (measure.to - start) < 3


def _shown(text: str, start: int, end: int) -> str:
    shown = squeeze(text[start:end]).strip(" ,;:")
    return re.sub(r"\.$", "", shown).strip()


def _level_target(text: str, folded: str) -> Target | None:
    match = _LEVEL.search(folded)
    if not match or _STATE.search(folded):
        return None
    stage = stage_of(folded)
    unit = {"cap do": "cấp độ", "muc do": "mức độ", "bac": "bậc", "loai": "loại", "muc": "mức", "cap": "cấp"}[match[1]]
    at_least = bool(re.search(r"it nhat|toi thieu|tro len|tu cap|tu muc", folded))
    return Target(
        squeeze(text).strip(" .;"),
        ">=" if at_least else "=",
        Decimal(match[2]),
        None,
        unit,
        first=stage[0] if stage else None,
        last=stage[1] if stage else None,
    )

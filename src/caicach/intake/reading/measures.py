"""Numbers in a sentence that measure something: value, unit, comparator, and where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from caicach.core.numbers import NUMBER, parse_number
from caicach.core.text import flatten
from caicach.intake.reading.lexicon import UNITS

_NUMBER = re.compile(
    rf"(?<![\w/.,:-])(?:{NUMBER})(?![\w]*[a-z]\d|/\d|\w)|(?<![\w/.,:])(?:{NUMBER})(?=\s?%)"
    rf"|(?<=[≥≤><]){NUMBER}|(?<=[≥≤><] ){NUMBER}"
    rf"|(?<=\bthu )\d{{1,2}}(?=/\d{{2}}\b)|(?<![\w/.,:])\d{{1,4}}(?:[.,]\d+)?(?=/\s?\d{{2,4}}\s*diem\b)"
)
_NOT_MEASURED = re.compile(
    r"(?:\b(?:nam|thang|ngay|quy|dieu|khoan|diem|muc|phan|phu luc|bieu|mau|(?<!tong )so|de an|du an so|iso"
    r"|tcvn|khoa|lan thu|thu|giai doan|nhiem ky|cap do|muc do|muc|bac|hang|dai hoi|"
    r"chuong|tieu chuan|phien ban|to|bang|nghi quyet|nghi dinh|quyet dinh|thong tu|luat|chi thi"
    r"|ke hoach|chuong trinh|cong van|va|den|tu ngay|hinh|trang|quoc lo|duong|covid|tinh den|loai"
    r"|web|cong nghiep|kcn|bo chi so|dt|da)"
    r"[.:]?\s*|[-/]\s?)$"
)
_UNIT_AHEAD = re.compile(r"\s*(?:\([^)]{1,12}\)\s*)?")
_FRACTION = re.compile(r"\s*/\s*\d")
_MODEL_OF_LEVELS = re.compile(r"\s*cap\b")
_MIN = (
    r"t\w{1,3} thieu(?: la)?|thi thieu|it nhat(?: la)?|khong thap hon|khong duoi"
    r"|khong it hon|tu|dat tu|≥|>=|thap nhat(?: la)?"
)
_BEFORE = re.compile(
    rf"(?:(?P<max>khong qua|khong vuot qua|toi da(?: la)?|khong cao hon|khong lon hon|nhieu nhat|≤"
    rf"|<=|cao nhat la|khong nhieu hon|trong vong)"
    rf"|(?P<min>{_MIN})|(?P<atleast>dat va vuot|dat hoac vuot|dat, vuot|bang hoac cao hon|bang hoac tren)"
    rf"|(?P<more>tren|hon|vuot|cao hon|lon hon|>|tu tren)|(?P<less>duoi|nho hon"
    rf"|thap hon|it hon|<))\s*(?:la\s+|khoang\s+|dat\s+|muc\s+)?$"
)
_AFTER_MIN = re.compile(r"[^,.;]{0,25}?\b(?:tro len)\b")
_AFTER_MAX = re.compile(r"[^,.;]{0,25}?\b(?:tro xuong)\b")
_RANK_BEFORE = re.compile(
    r"(?:\b(?:trong )?(?:nhom|top)\s*|\bthuoc (?:nhom )?|\bxep (?:vi tri |hang |loai )?(?:thu )?"
    r"|\bthu hang\s*(?:tu\s*)?|\b(?:dung|tu|o|len|giu|dat) (?:vi tri )?(?:thu )|\bvi tri (?:thu )?|\bxep thu\s*"
    r"|\bhang thu\s*|\btrong so\s*|\btrong\s*)$"
)
_RANK_AFTER = re.compile(
    r"\s*(?:/\s?\d+\s*)?(?:[\w, ]{0,40}?)\b(?:dung dau|dan dau|dau ca nuoc|hang dau|cao nhat"
    r"|tot nhat|dau tien|tro len|cua ca nuoc|toan quoc|ca nuoc|co (?:chat luong|chi so|thu hang)"
    r"|chat luong dieu hanh (?:tot|kha))\b"
)


_NEAR = 160
"""How far around a number its words may stand."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured number: `at`-`to` is its place in the text, unit included. `word` is the comparator as found."""

    value: Decimal
    value_to: Decimal | None
    unit: str
    comparator: str
    at: int
    to: int
    stated: bool
    bracketed: bool


@cache
def _units() -> re.Pattern[str]:
    phrases = sorted((key for key in UNITS if key not in "%‰"), key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(re.escape(phrase) for phrase in phrases) + r")(?![\w])")


def measures_in(text: str, *, any_noun: bool = False) -> list[Measure]:
    """The measured numbers of a text. With `any_noun` a number before a noun that is no listed unit counts too."""
    folded = flatten(text)
    depth = _depths(text)
    found: list[Measure] = []
    for match in _NUMBER.finditer(folded):
        if found and match.start() < found[-1].to:
            continue
        measure = _measure(folded, text, match, any_noun, bool(depth[match.start()]))
        if measure:
            found.append(measure)
    return found


def _depths(text: str) -> list[int]:
    if "(" not in text:
        return [0] * len(text)
    depths, depth = [], 0
    for char in text:
        depth += char == "("
        depths.append(depth)
        depth = max(0, depth - (char == ")"))
    return depths


def _measure(folded: str, text: str, match: re.Match[str], any_noun: bool, bracketed: bool) -> Measure | None:
    value = parse_number(match.group())
    if value is None:
        return None
    any_noun = any_noun and not (1900 <= value <= 2199 and len(match.group()) == 4)
    offset = max(0, match.start() - _NEAR)
    before, after = folded[offset : match.start()], folded[match.end() : match.end() + _NEAR]
    end = match.end()
    if outof := re.match(r"/\s?\d{2,4}(?=\s*diem\b)", after):  # "90/100 điểm"
        end += outof.end()
        after = after[outof.end() :]
    rank = _rank(before, after)
    if rank and value < 100 and not after.lstrip().startswith("%"):
        start = match.start() - len(rank)
        tail = _RANK_AFTER.match(after)
        return Measure(
            value, None, "hạng", "<=", max(0, start), match.end() + (tail.end() if tail else 0), True, bracketed
        )
    value_to: Decimal | None = None
    ranged = re.match(rf"\s*%?\s*(?:-|den|~)\s*(?:duoi\s+)?({NUMBER})(?=\s*%|\s*[a-z])", after)
    if ranged and not re.match(r"\s*(?:den|-)\s*(?:nam|thang|19\d\d|20\d\d)\b", after):
        other = parse_number(ranged[1])
        if (
            other is not None
            and other > value
            and (
                re.search(r"\btu\s*(?:tren\s*)?$", before)
                or ranged.group().strip().startswith(("-", "%"))
                or "den" in ranged.group()
            )
        ):
            value_to, end = other, match.end() + ranged.end()
            after = folded[end : end + _NEAR]
    unit, unit_end = _unit(after, text[end : end + _NEAR], any_noun)
    if unit is None:
        return None
    if unit != "%" and (_NOT_MEASURED.search(before) or _FRACTION.match(after)):
        return None
    if (unit != "%" and unit in ("cấp",)) or (not unit.startswith("%") and _MODEL_OF_LEVELS.match(after)):
        return None
    end += unit_end
    comparator, stated, start = "=", False, match.start()
    if value_to is not None:
        comparator, stated = "between", True
        if lead := re.search(r"\btu\s*(?:tren\s*)?$", before):
            start = offset + lead.start()
    elif word := _BEFORE.search(before):
        comparator = "<=" if word["max"] else ">=" if word["min"] or word["atleast"] else ">" if word["more"] else "<"
        if word["min"] == "tu" and not _AFTER_MIN.match(folded, end):
            comparator = ">=" if re.search(r"\bdat\s+tu\s*$", before) else "="
        stated, start = comparator != "=", offset + word.start()
    if value_to is None and _AFTER_MIN.match(folded, end):
        comparator, stated = ">=", True
        end = _AFTER_MIN.match(folded, end).end()  # type: ignore[union-attr]
    elif value_to is None and _AFTER_MAX.match(folded, end):
        comparator, stated = "<=", True
    return Measure(value, value_to, unit, comparator, start, end, stated, bracketed)


def _rank(before: str, after: str) -> str:
    """The words that make a number a rank ("trong nhóm", "xếp thứ"); "" when it is none."""
    match = _RANK_BEFORE.search(before)
    if not match:
        return ""
    words = match.group()
    if re.search(r"\b(?:thu|xep|hang|vi tri)\b", words):
        return words if not re.match(r"\s*(?:%|ngay|nam)", after) else ""
    return words if _RANK_AFTER.match(after) and "tro len" not in (_RANK_AFTER.match(after) or [""])[0] else ""


def _unit(after: str, raw_after: str, any_noun: bool) -> tuple[str | None, int]:
    """The unit right after a number and where it ends; None when the number measures nothing."""
    if sign := re.match(r"\s*([%‰])", after):
        return sign[1], sign.end()
    lead = _UNIT_AHEAD.match(after)
    start = lead.end() if lead else 0
    if match := _units().match(after, start):
        unit = UNITS[match.group()]
        if unit in ("nghìn", "triệu", "tỷ"):
            following = _units().match(after, match.end() + 1)
            if following:
                return f"{unit} {UNITS[following.group()]}", following.end()
        if unit == "năm":
            return None, 0
        return unit, match.end()
    noun = re.match(r"\s+([^\W\d]+(?:\s[^\W\d]+)?)", raw_after) if any_noun else None
    if (
        any_noun
        and noun
        and noun[1][:1].islower()
        and flatten(noun[1]).split(" ")[0]
        not in (
            "va",
            "cua",
            "den",
            "la",
            "duoc",
            "theo",
            "trong",
            "tai",
            "cac",
            "nam",
            "thang",
            "cap",
            "de",
            "thi",
            "so",
            "voi",
            "ve",
            "ban",
            "con",
            "dau",
        )
    ):
        return noun[1], noun.end()
    return None, 0

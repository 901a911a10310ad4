"""Figures that a report states: a value, what it is a part of, the share, the unit, the day they hold for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from caicach.core import dates
from caicach.core.numbers import NUMBER, parse_number
from caicach.core.text import flatten, squeeze
from caicach.intake.reading.measures import Measure, measures_in
from caicach.intake.reading.results import plain_number
from caicach.intake.reading.structure import Node

_AS_OF = re.compile(r"(?:tinh\s+)?d[a-z]{1,2}n (?:het )?(?:nay|(?:ngay\s+|nga[yi]\s+)?" + dates.DAY + ")")
_PAIR = re.compile(rf"(?<![\w/.])({NUMBER})\s?/\s?({NUMBER})(?![\w/])\s*")
_SHARE = re.compile(
    rf"[^.;]{{0,60}}?\b(?:dat(?: ty le| ty 1e| ty l\w)?|chiem|ty le|ty 1e"
    rf"|bang)\s*(?:la\s+)?({NUMBER})\s*%|\s*\(\s*(?:dat\s*)?(?:ty le\s*)?({NUMBER})\s*%"
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[^\s\d])|\n")
_WITHIN = re.compile(r"\btrong (?:do|d6|46|so do)\b")


def statements_in(node: Node, as_of: date | None, *, damaged: bool = False) -> tuple[list[dict[str, Any]], date | None]:
    """The figures of a node's own text. A day named once holds until another is named."""
    found: list[dict[str, Any]] = []
    for sentence in _SENTENCE.split(node.text):
        folded = flatten(sentence)
        for match in _AS_OF.finditer(folded):
            if match["d"] or match["d2"]:
                as_of = dates.date_of(match) or as_of
        taken: list[tuple[int, int]] = []
        for match in _PAIR.finditer(folded):
            value, whole = parse_number(match[1]), parse_number(match[2])
            if value is None or whole is None or value > whole or whole < 3 or _is_date(folded, match):
                continue
            share = _SHARE.match(folded, match.end())
            unit = measures_in(f"{match[2]} {sentence[match.end() : match.end() + 30]}", any_noun=True)
            found.append(_statement(sentence, node, value, whole, _ratio(share), unit[0].unit if unit else None, as_of))
            taken.append((match.start(), share.end() if share else match.end()))
        found.extend(_counts(sentence, folded, node, taken, as_of, damaged=damaged))
    return found, as_of


def _counts(
    sentence: str,
    folded: str,
    node: Node,
    taken: list[tuple[int, int]],
    as_of: date | None,
    *,
    damaged: bool,
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    total: Measure | None = None
    for measure in measures_in(sentence, any_noun=not damaged):
        if any(start <= measure.at < end for start, end in taken) or measure.unit in (
            "tháng",
            "ngày",
            "hạng",
            "lần",
            "giờ",
            "bản",
        ):
            continue
        if measure.unit == "%":
            found.append(_statement(sentence, node, measure.value, None, measure.value, "%", as_of))
            continue
        inner = total is not None and bool(_WITHIN.search(folded[total.to : measure.at])) and total.unit == measure.unit
        share = _SHARE.match(folded, measure.to)
        if share:
            taken.append((measure.to, share.end()))
        whole = total.value if inner and total is not None and total.value >= measure.value else None
        found.append(_statement(sentence, node, measure.value, whole, _ratio(share), measure.unit, as_of))
        if not inner:
            total = measure
    return found


def _ratio(share: re.Match[str] | None) -> Decimal | None:
    return parse_number(share[1] or share[2]) if share else None


def _is_date(folded: str, match: re.Match[str]) -> bool:
    return (
        bool(re.search(r"(?:ngay|thang|nam|quy|s[o6b5]{1,2}|tuan|toi|24)\s*$", folded[: match.start()]))
        or match.group().strip() == "24/7"
    )


def _statement(
    sentence: str,
    node: Node,
    value: Decimal,
    whole: Decimal | None,
    ratio: Decimal | None,
    unit: str | None,
    as_of: date | None,
) -> dict[str, Any]:
    return {
        "text": squeeze(sentence).strip(" ;."),
        "value": plain_number(value),
        "of": plain_number(whole),
        "ratio": plain_number(ratio),
        "unit": unit,
        "as_of": as_of.isoformat() if as_of else None,
        "section": node.path,
        "page": node.para.page,
        "line": node.para.line,
    }

"""The field of reform (1-7) that a heading names."""

from __future__ import annotations

import re
from functools import cache

from caicach.core.text import flatten
from caicach.intake.reading.lexicon import FIELDS

_WHOLE_PROGRAMME = re.compile(r"cai cach hanh chinh(?! cong)|\bcchc\b(?=$|\s+(?:va|nam|giai doan))")
_OUTRIGHT = re.compile(
    r"(?:ve |linh vuc |cong tac )*(?:cai cach (?:the che|thu tuc|to chuc|che do|tai chinh)"
    r"|xay dung(?:,| va)? (?:va )?(?:phat trien )?chinh (?:quyen|phu)"
    r"|cong tac chi dao|hien dai hoa (?:nen )?hanh chinh|chuyen doi so$)"
)


@cache
def _phrases() -> tuple[tuple[int, str], ...]:
    return tuple((field, phrase) for field, phrases in FIELDS for phrase in phrases)


def field_of(heading: str, *, damaged: bool = False) -> int | None:
    """The field a heading stands for, None for a heading that names none. The phrase that comes first in the heading
    decides ("Cải cách thể chế … chuyển đổi số" is 2). `damaged` allows for letters read wrongly."""
    folded = flatten(heading)[:160]
    places = [(folded.find(phrase), -len(phrase), field) for field, phrase in _phrases() if phrase in folded]
    if places:
        return min(places)[2]
    return _near(folded) if damaged and len(folded) < 110 else None


def _near(folded: str) -> int | None:
    from rapidfuzz import fuzz

    straight = re.sub(r"[^a-z ]", "", folded)
    best = max(
        ((fuzz.partial_ratio(phrase, straight), field) for field, phrase in _phrases() if len(phrase) > 9),
        default=(0.0, 0),
    )
    return best[1] if best[0] >= 84 else None


def inner_field(heading: str, outer: int | None, *, damaged: bool = False) -> int | None:
    """The field below a heading when the part around it already has one: "7. … chính quyền số › a) Hoàn thiện thể
    chế" stays 7; only a heading that names a field outright changes it."""
    folded = flatten(heading)
    if _WHOLE_PROGRAMME.search(folded) and not _OUTRIGHT.match(folded) and "chi dao" not in folded:
        return outer
    own = field_of(heading, damaged=damaged)
    if outer is None or own is None:
        return outer or own
    return own if _OUTRIGHT.match(folded) else outer

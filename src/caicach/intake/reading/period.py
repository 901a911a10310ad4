"""The years a plan is for, told from its title."""

from __future__ import annotations

import re

from caicach.core.text import fold

_STAGE = re.compile(
    r"(?:giai doan|thoi ky|nhiem ky|cac nam|nam)\s*(?:tu nam\s*)?((?:19|20)\d\d)\s*(?:-"
    r"|den(?: nam)?)\s*(?:nam\s*)?((?:19|20)\d\d)"
)
_UNTIL = re.compile(r"\bden (?:het )?nam ((?:19|20)\d\d)")
_YEAR = re.compile(r"\bn[a-z]{1,2}m ((?:19|20)\d\d)\b|(?:quy\s*[iv\d]{1,3}|thang\s*\d{1,2})\s*/\s*((?:19|20)\d\d)")


def period_of(title: str, issued: int | None) -> tuple[int | None, int | None]:
    """The years a title speaks of: "giai đoạn 2026-2030", "năm 2024", "đến năm 2030" (from the year of issue)."""
    folded = fold(title)
    stage = _STAGE.search(folded)
    until = _UNTIL.search(folded)
    year = next(
        (
            match
            for match in _YEAR.finditer(folded)
            if not re.search(r"(?:den|den het|tu|luat [\w ]*|tam nhin)\s*$", folded[: match.start()])
        ),
        None,
    )
    if year and stage and year.start() > stage.end():
        value = int(year[1] or year[2])
        if int(stage[1]) <= value <= int(stage[2]):
            return value, value
    if stage and not (year and year.start() < stage.start()):
        return int(stage[1]), int(stage[2])
    if year:
        value = int(year[1] or year[2])
        return value, value
    if until:
        return (issued if issued and issued <= int(until[1]) else None), int(until[1])
    return None, None

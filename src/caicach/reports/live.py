"""Numbers in a report's text that stay tied to where they come from; pure.

A live number is written `[[98,5 %|CCHC.2.01]]`: what was read last, then whence. Whence is the code of an indicator or
a key of what `composing` counts ("tasks.done", "field.3.total"), and after it, as far as it differs from the report's
own, `@` the body, `#` the period, and `~last`, `~year` (the change against the period before, against the same period
of last year) or `~of` (a count with what it is a part of: "8/9"). `[[CCHC.2.01]]` has not been read yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from caicach.core.periods import Period


class Change(StrEnum):
    """What of the figure is meant, where it is not the figure itself."""

    NONE = ""
    LAST = "last"
    YEAR = "year"
    OF = "of"


@dataclass(frozen=True, slots=True)
class Ref:
    """Whence a number comes. No body and no period: those of the report that it stands in."""

    key: str
    body: int | None = None
    period: Period | None = None
    change: Change = Change.NONE

    @property
    def counted(self) -> bool:
        """Counted from tasks and targets, not an indicator's figure."""
        return _COUNTED.fullmatch(self.key) is not None

    def __str__(self) -> str:
        body = f"@{self.body}" if self.body is not None else ""
        period = f"#{self.period.key}" if self.period is not None else ""
        return f"{self.key}{body}{period}{f'~{self.change}' if self.change else ''}"


@dataclass(frozen=True, slots=True)
class Live:
    """A number in a text: as it was read last (empty: not yet), and whence."""

    shown: str
    ref: Ref

    def __str__(self) -> str:
        return f"[[{self.shown}|{self.ref}]]" if self.shown else f"[[{self.ref}]]"


class Fault(StrEnum):
    """Why a pair of brackets is no live number."""

    UNCLOSED = "unclosed"
    NOT_OPENED = "not_opened"
    NO_REFERENCE = "no_reference"
    UNKNOWN_PERIOD = "unknown_period"


@dataclass(frozen=True, slots=True)
class Malformed:
    """Brackets that say nothing: what stands there and in which line of the paragraph (from 1)."""

    fault: Fault
    found: str
    line: int


_COUNTED = re.compile(
    r"(?:tasks|field\.\d+)\.(?:total|done|done_ratio|done_in_time|done_in_time_ratio|done_late|done_late_ratio"
    r"|running|running_ratio|overdue|overdue_ratio)"
    r"|targets\.(?:total|met|on_course|at_risk|missed|unknown)|target\.\w+|extensions\.total|next\.total"
)
_LIVE = re.compile(r"\[\[(?:(?P<shown>[^\[\]|\n]*)\|)?(?P<ref>[^\[\]|\n]*)\]\]")
_BRACKETS = re.compile(r"\[\[[^\[\]\n]{0,40}(?:\]\])?|\]\]")
_REF = re.compile(
    r"(?P<key>[A-Za-zĐđ][\w.\-]{0,39})(?:@(?P<body>\d{1,9}))?(?:#(?P<period>[a-z_]+-\d{4}-\d))?"
    r"(?:~(?P<change>last|year|of))?"
)


def reference(text: str) -> Ref | None:
    """ "CCHC.2.01@17#quarter-2026-2~last" → what it says, or None."""
    match = _REF.fullmatch(text.strip())
    if match is None:
        return None
    period = Period.of_key(match["period"]) if match["period"] else None
    if match["period"] and period is None:
        return None
    body = int(match["body"]) if match["body"] else None
    return Ref(match["key"], body, period, Change(match["change"] or ""))


def pieces(text: str) -> list[str | Live]:
    """The text cut into words and live numbers; brackets that say nothing stay words. Joined they are the text again,
    but for blanks inside the brackets."""
    found: list[str | Live] = []
    end = 0
    for match in _LIVE.finditer(text):
        ref = reference(match["ref"])
        if ref is None:
            continue
        if match.start() > end:
            found.append(text[end : match.start()])
        found.append(Live(" ".join((match["shown"] or "").split()), ref))
        end = match.end()
    if end < len(text):
        found.append(text[end:])
    return found


def refs(text: str) -> list[Ref]:
    """The references of the text, each once, in their order."""
    return list(dict.fromkeys(piece.ref for piece in pieces(text) if isinstance(piece, Live)))


def bare(text: str) -> str:
    """The plain words with the numbers in them, as they were read last."""
    return "".join(piece if isinstance(piece, str) else piece.shown for piece in pieces(text))


def written(text: str, values: Mapping[Ref, str]) -> str:
    """The text with every number for which there is a value renewed; the others stay as they were."""
    return "".join(
        piece if isinstance(piece, str) else str(replace(piece, shown=tidy(values.get(piece.ref, piece.shown))))
        for piece in pieces(text)
    )


def unread(text: str) -> str:
    """The text with its references alone, whatever the numbers were read as."""
    return "".join(piece if isinstance(piece, str) else str(replace(piece, shown="")) for piece in pieces(text))


def with_body(text: str, body: int) -> str:
    """The text as it reads in another body's report: numbers without a body get the one that they were written by."""
    return "".join(
        str(replace(piece, ref=replace(piece.ref, body=body)))
        if isinstance(piece, Live) and piece.ref.body is None
        else str(piece)
        for piece in pieces(text)
    )


def malformed(text: str) -> Iterator[Malformed]:
    """Every pair (or half) of brackets that is no live number."""
    for number, line in enumerate(text.split("\n"), start=1):
        rest = _LIVE.sub(lambda match: "\0" * len(match[0]) if reference(match["ref"]) else match[0], line)
        for match in _BRACKETS.finditer(rest):
            yield Malformed(_fault(match[0]), match[0], number)


def _fault(found: str) -> Fault:
    if found == "]]":
        return Fault.NOT_OPENED
    if not found.endswith("]]"):
        return Fault.UNCLOSED
    inner = found[2:-2].rpartition("|")[2]
    if "#" in inner and reference(re.sub(r"#[^~]*", "", inner)) is not None:
        return Fault.UNKNOWN_PERIOD
    return Fault.NO_REFERENCE


def tied(shown: str, key: str) -> str:
    """A number that `composing` has written, with its key, as it stands in a paragraph; plain words where the key says
    nothing. A count with what it is a part of ("8/9") says so."""
    ref = reference(key)
    if ref is None:
        return tidy(shown)
    if ref.counted and ref.change == Change.NONE and "/" in shown and not ref.key.startswith("target."):
        ref = replace(ref, change=Change.OF)
    return str(Live(tidy(shown), ref))


def tidy(shown: str) -> str:
    """A value as it may stand in brackets: one line, without the signs of the grammar."""
    return " ".join(re.sub(r"[\[\]|]", " ", shown).split())

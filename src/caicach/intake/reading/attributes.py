"""Lines that say something of the tasks around them: who leads, who supports, until when, with what result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from caicach.core.text import flatten, squeeze
from caicach.intake.reading.duedates import Due, parse_due
from caicach.intake.reading.lexicon import ATTRIBUTES
from caicach.intake.reading.owners import named_after, split_bodies, split_subject
from caicach.intake.reading.structure import Node

_INLINE = re.compile(
    r"[;.,(]\s*(?=(?:don vi|co quan|bo phan|phong)?\s*(?:phoi hop|chu tri)(?: thuc hien)?\s*:"
    r"|thoi (?:gian|han)[\w ,]{0,25}:|tien do[\w ]{0,20}:|han hoan thanh\s*:|san pham[\w ,]{0,20}:"
    r"|ket qua[\w ,]{0,20}:|(?:don vi |co quan |bo phan )?(?:thuc hien|phu trach)\s*:|hoan thanh\s*:"
    r"|(?:nguon )?kinh phi[\w ]{0,15}:)"
)


_TIMED = re.compile(
    r"(?:va\s+)?(?:thuc hien|hoan thanh|xong|thoi gian|thoi han|han|tien do)(?: thuc hien"
    r"| hoan thanh)?\s*:?\s*(?:trong\s+|vao\s+)?"
    r"(?=truoc|thang|quy|ngay|nam|thuong xuyen|hang|dinh ky|den|\d|6 thang|cham nhat|tu)|(?=truoc ngay|cham nhat"
    r"|trong (?:quy|thang|nam))"
)
_PLAIN_KEY = re.compile(r"chu tri|phoi hop|thoi gian|thoi han|san pham")
_PARTS = frozenset({"roman", "part", "chapter", "article", "annex", "caps", "upper"})


@dataclass(slots=True)
class Attributes:
    """What is known of a block of tasks."""

    leads: list[str] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    due: Due | None = None
    due_text: str = ""
    product: str = ""
    budget: str = ""

    def under(self, outer: Attributes) -> Attributes:
        """These, with what they leave open taken from the block around."""
        return replace(
            self,
            leads=self.leads or outer.leads,
            supports=self.supports or outer.supports,
            due=self.due or outer.due,
            due_text=self.due_text or outer.due_text,
            product=self.product or outer.product,
            budget=self.budget or outer.budget,
        )

    def empty(self) -> bool:
        """Whether nothing is known."""
        return not (self.leads or self.supports or self.due or self.due_text or self.product or self.budget)


@cache
def _keys() -> dict[str, str]:
    return {phrase: kind for kind, phrases in ATTRIBUTES.items() for phrase in phrases}


def key_of(text: str, *, damaged: bool = False) -> tuple[str, str]:
    """The attribute a line gives and its value: "Đơn vị chủ trì: Sở Nội vụ" → ("lead", "Sở Nội vụ"); ("", text) for
    any other line."""
    head, colon, value = text.partition(":")
    if not colon:
        bare = flatten(text).strip(" .")
        kind = _keys().get(bare, "")
        plain = kind == "content" or bool(_PLAIN_KEY.search(bare))
        return (kind, "") if kind not in ("", "aside") and plain and len(bare) > 9 else ("", text)
    if len(head) > 60:
        return "", text
    bare = re.sub(r"\s*\([^)]*\)", "", flatten(head)).strip(" *-+_.")
    bare = re.sub(r"^(?:cac|ve|du kien)\s+", "", bare)
    kind = _keys().get(bare, "")
    if not kind and damaged and 6 < len(bare) < 40:
        from rapidfuzz import fuzz, process

        found = process.extractOne(bare, _keys().keys(), scorer=fuzz.ratio, score_cutoff=84)
        kind = _keys()[found[0]] if found else ""
    return (kind, squeeze_value(value)) if kind else ("", text)


def squeeze_value(value: str) -> str:
    """The value after a key, its line breaks kept."""
    return "\n".join(filter(None, (squeeze(line) for line in value.split("\n")))).strip(" .;")


def read_attribute(node: Node, year: int | None, *, damaged: bool) -> tuple[str, Attributes]:
    """The kind of attribute a node is ("" for none) and what it gives, the nodes below it taken as its value."""
    if node.kind in _PARTS:
        return "", Attributes()
    pieces = split_inline(node.text)
    kind, value = key_of(pieces[0], damaged=damaged)
    if node.kind in ("number", "number2") and not value and kind in ("lead", "budget"):
        return "", Attributes()
    if kind in ("", "content", "aside"):
        return kind, Attributes()
    if kind in ("due", "product", "budget") and split_subject(value)[0]:  # "Về kinh phí: Sở Tài chính thẩm định …"
        return "", Attributes()
    if not value and node.children:
        value = "\n".join(child.text for child in node.children)
        pieces = pieces[:1]
    elif node.children and kind in ("lead", "support"):
        value = "\n".join([value, *(child.text for child in node.children)])
    found = Attributes()
    _take(found, kind, value, year)
    for piece in pieces[1:]:
        more, more_value = key_of(piece, damaged=damaged)
        if more and more not in ("content", "aside"):
            _take(found, more, more_value, year)
    return kind, found


def split_inline(text: str) -> list[str]:
    """ "Chủ trì: A; phối hợp: B; thời gian: C" cut at its keys."""
    folded = flatten(text)
    pieces: list[str] = []
    last = 0
    for match in _INLINE.finditer(folded):
        pieces.append(text[last : match.start()])
        last = match.end()
    pieces.append(text[last:])
    return [piece.strip(" ;,()") if order else piece.strip(" ;,") for order, piece in enumerate(pieces)]


def take_inline(text: str, year: int | None) -> tuple[str, Attributes]:
    """A task's text without the attributes written behind it on the same line, and those attributes."""
    pieces = split_inline(text)
    found = Attributes()
    kept = pieces[:1]
    for piece in pieces[1:]:
        kind, value = key_of(piece)
        if kind in ("lead", "support", "due", "product", "budget"):
            _take(found, kind, value, year)
        else:
            kept.append(piece)
    if found.empty():
        return text, found
    return "; ".join(kept).rstrip(" ;,(").strip(), found


_BRACKET = re.compile(r"\s*\(([^()]{8,300})\)\s*(?=$|[.;,])")
_LAST_CLAUSE = re.compile(r"[.;]\s+(?=\S)|\s[-–]\s(?=[A-ZĐ])")


def take_named(text: str, year: int | None) -> tuple[str, Attributes]:
    """A task's text without a clause at its end, in brackets or of its own, that only says who does it and until
    when: "… (Sở A chủ trì, trong Quý II)", "…; Phòng B thực hiện, xong trước ngày 30/6/2026"."""
    for match in _BRACKET.finditer(text):
        found = _named(match[1], year)
        if found and not found.empty():
            return (text[: match.start()] + text[match.end() :]).strip(" ;,"), found
    head, colon, rest = text.partition(":")
    if colon and len(head.split()) > 2 and len(rest) < 70 and _TIMED.match(flatten(rest).strip()):
        found = _named(rest.strip(), year)
        if found and found.due and not found.leads:
            return head.strip(), found
    for mark in _LAST_CLAUSE.finditer(text):
        found = _named(text[mark.end() :], year)
        if found and found.leads:
            return text[: mark.start()].strip(" ;,."), found
    return text, Attributes()


def _named(clause: str, year: int | None) -> Attributes | None:
    leads, supports, rest = named_after(clause)
    rest = re.sub(r"^(?:tổ chức )?(?:thực hiện|triển khai)$", "", rest.strip(" ,;."))
    bare = flatten(rest)
    due = None
    if rest:
        if not leads and not _TIMED.match(bare):
            return None
        timed = _TIMED.match(bare)
        due = parse_due(rest[timed.end() :], year) if timed else parse_due(rest, year)
        if due is None or len(bare) > 90:
            return None
    return Attributes(leads=leads, supports=supports, due=due, due_text=due.text if due else "")


def _take(found: Attributes, kind: str, value: str, year: int | None) -> None:
    if kind == "lead":
        found.leads = split_bodies(_unbracketed(value))
    elif kind == "support":
        found.supports = split_bodies(_unbracketed(value))
    elif kind == "both":
        bodies = split_bodies(value)
        found.leads, found.supports = bodies[:1], bodies[1:]
    elif kind == "due":
        found.due_text = squeeze(value)
        found.due = parse_due(value, year)
    elif kind == "product":
        found.product = squeeze(value)
    elif kind == "budget":
        found.budget = squeeze(value)


def _unbracketed(value: str) -> str:
    return re.sub(r"\s*\((?:neu co|chu tri|de phoi hop|phoi hop)\)", "", value)

"""A source as a run of labelled paragraphs and real tables; tables that only lay out a page become paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from caicach.core.numbers import parse_roman
from caicach.core.text import flatten, squeeze, uppercase_share
from caicach.intake.reading.confusions import as_roman
from caicach.intake.source import Line, Source, Table

Grid = Table
"""A table that holds content (not one that lays out a page)."""

# Kinds of label with their rank: a label closes every open part of a higher rank than its own.
RANKS: dict[str, float] = {
    "annex": 0,
    "part": 1,
    "chapter": 2,
    "caps": 2.2,
    "heading": 2.4,
    "upper": 2.6,
    "roman": 3,
    "article": 3.5,
    "item": 4,
    "number": 5,
    "number2": 6,
    "number3": 7,
    "number4": 8,
    "bold": 8.5,
    "letter": 9,
    "paren": 9.5,
    "paren2": 9.6,
    "word": 9.7,
    "star": 10,
    "dash": 11,
    "plus": 12,
    "para": 20,
}
BULLETS = frozenset({"dash", "plus", "star", "para"})

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(r"((?:PHẦN|Phần)\s+(?:(?:THỨ|thứ)\s+\w+|[IVX]+|\d{1,2}))\b\s*[.:\-–]?\s*")),
    ("chapter", re.compile(r"((?:CHƯƠNG|Chương|MỤC|Mục)\s+(?:[IVX]+|\d{1,2}))\b\s*[.:\-–]?\s*")),
    (
        "annex",
        re.compile(
            r"((?:PHỤ\s?LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu)(?:\s+(?:số\s+|SỐ\s+)?(?:[IVX]+|\d{1,2}"
            r"|[A-Z]))?)(?=$|[\s.:\-–(])\s*[.:\-–]?\s*"
        ),
    ),
    ("article", re.compile(r"(Điều\s+\d{1,3})\s*[.:]\s*")),
    ("item", re.compile(r"((?:Nhóm nhiệm vụ|Nhiệm vụ|NHIỆM VỤ|Giải pháp|Nội dung|Nhóm|Mục tiêu)\s+\d{1,2})\s*[.:]\s*")),
    (
        "word",
        re.compile(
            r"((?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) là|Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy))\s*[,:](?!\s*ngày)\s*"
        ),
    ),
    ("number4", re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2}\.\d{1,2})[.)]?\s+(?=\D)")),
    ("number3", re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})(?:[.)]\s+(?=\S)|\s+(?=\D))")),
    ("number2", re.compile(r"(\d{1,2}\.\d{1,2})(?:[.)]\s+(?=[^%\s])|\s+(?=[^\d%\s]))")),
    ("roman", re.compile(r"([IVXL]{1,6})\s?[.)\-–/](?:\s+(?=[^\W\d])|(?=[A-ZĐÀ-Ỹ]))")),
    ("upper", re.compile(r"([A-ZĐ])\s?[.)/]\s+(?=\S)")),
    (
        "number",
        re.compile(r"_?(\d{1,3})\s?(?:[./](?!\d)\s*|[-–]\s+)(?=[^\d\W]|[\"“(≥≤>]|\d+(?:[.,]\d+)?(?:\s?%|\s+[^\W\d]))"),
    ),
    ("paren", re.compile(r"(\d{1,2})\s?\)\s*(?=\S)")),
    ("paren2", re.compile(r"\(\s?(\d{1,2}|[a-zđ]|[ivx]{1,4})\s?\)\s*(?=\S)")),
    ("letter", re.compile(r"([a-zđ]\d?)\s?[.)]\s+(?=\S)|([a-zđ])\)(?=\S)")),
    ("dash", re.compile(r"([-–—−~•●▪■□◦·✓✔➢➤►▶❖◆◇★\uf000-\uf0ff])\s*(?=\S)|(o)\s+(?=[A-ZĐÀ-Ỹ])")),
    ("plus", re.compile(r"([+])\s*(?=\S)")),
    ("star", re.compile(r"([*])\s*(?=\S)")),
)
_BROKEN_ROMAN = re.compile(r"([IVXl1|]{0,5}|I[IL]{1,2}|IH|HI)\s?[.]\s+(?=\S)|(I{1,2}[L1l|]|IH)\s+(?=\S)")
_STARTS = "(PCMĐIVXLABCDEGHKNTSabcdđeghiklmnopqrstuvxyf0123456789_-–—−~•●▪■□◦·+*✓✔➢➤►▶❖◆◇★"
_MARKS = re.compile(r"[*_]{2,}|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_CLOSED = re.compile(r"[\"”]\s*[.;]?$")
_RULES = re.compile(r"[-_=*]{4,}")
_LAYOUT = re.compile(
    r"cong hoa xa hoi|doc lap\s*-\s*tu do|noi nhan\s*:|^so\s*:|\bkt\.\s|\btm\.\s|\btl\.\s"
    r"|\btuq\.\s|luu\s*:\s*vt|kinh gui\s*:"
)
ARCHIVE_LINE = re.compile(r"[-–\s]*(?:luu|liru)\s*(?::|v[tu]\b)")


@dataclass(slots=True)
class Para:
    """One paragraph with its label taken off. `folded` has a character for each of `text`."""

    text: str
    page: int
    line: int
    bold: bool = False
    italic: bool = False
    centered: bool = False
    blank_before: bool = False
    label: str = ""
    kind: str = "para"
    folded: str = field(default="")
    raw: str = ""
    opens_quote: bool = False
    closes_quote: bool = False

    def __post_init__(self) -> None:
        self.folded = self.folded or flatten(self.text)
        self.raw = self.raw or self.text


def clean(text: str) -> str:
    """The text without marks of emphasis and ruled lines, in single spaces."""
    return squeeze(_RULES.sub(" ", _MARKS.sub("", text)))


def flow(source: Source) -> list[Para | Grid]:
    """The source in order."""
    items: list[Para | Grid] = []
    for block in source.blocks:
        if isinstance(block, Table):
            if is_layout(block):
                items.extend(_laid_out(block))
            else:
                items.append(block)
        elif text := clean(block.text):
            items.append(labelled(text, block))
    return items


def labelled(text: str, line: Line) -> Para:
    """The paragraph of a line, its label known."""
    opened = text[:1] in '"“' and len(text) > 3
    inner = text[1:].lstrip() if opened else text
    kind, label, rest = split_label(inner)
    opened = opened and kind != "para"
    if not opened:
        kind, label, rest = split_label(text)
    closed = bool(_CLOSED.search(rest)) and rest.count("“") < rest.count("”") + rest.count('"') % 2
    if opened and closed:
        rest = _CLOSED.sub("", rest).rstrip()
    return Para(
        rest, line.page, line.number, line.bold, line.italic, line.centered, line.blank_before, label, kind, "", text,
        opened, closed,
    )  # fmt: skip


def split_label(text: str) -> tuple[str, str, str]:
    """Kind of label, the label as written, the text after it."""
    if text[:2] == ". " and (broken := _broken_roman(text)):
        return "roman", *broken
    if text[:1] not in _STARTS and not "\uf000" <= text[:1] <= "\uf0ff":
        return "para", "", text
    for kind, pattern in _LABELS:
        match = pattern.match(text)
        if not match or (kind == "roman" and not _is_roman(match[1], text)):
            continue
        if kind == "upper" and match[1] in "IVX":
            continue
        rest = text[match.end() :].strip()
        if kind == "annex" and not _names_annex(match[1], rest):
            continue
        if kind in ("part", "chapter") and rest[:1].islower():
            continue
        if kind == "number" and (broken := _broken_roman(text)):
            return "roman", *broken
        return kind, text[: match.end()].strip(), rest
    if broken := _broken_roman(text):
        return "roman", *broken
    return "para", "", text


def _is_roman(digits: str, text: str) -> bool:
    return parse_roman(digits) is not None and (digits not in ("C", "L") or uppercase_share(text) > 0.8)


def _broken_roman(text: str) -> tuple[str, str] | None:
    """ "I1. NỘI DUNG", ". NỘI DUNG", "IL NỘI DUNG": a Roman number whose strokes were read as ones, joined or not read
    at all, before a heading in capitals."""
    match = _BROKEN_ROMAN.match(text)
    if not match:
        return None
    strokes = match[1] or match[2] or ""
    if strokes and not {"1", "l", "|", "L", "H"} & set(strokes):
        return None
    rest = text[match.end() :].strip()
    if uppercase_share(rest) < 0.8 or sum(char.isalpha() for char in rest) < 6:
        return None
    return f"{as_roman(strokes) or 'I'}.", rest


def _names_annex(label: str, rest: str) -> bool:
    """Whether a line that begins with "Phụ lục" opens an annex rather than speaks of one."""
    if not rest or label.isupper():
        return len(rest) < 300
    return uppercase_share(rest) > 0.7 or rest.startswith("(")


def ordinal_of(para: Para) -> int | None:
    """The place a label claims in its list: "IV." → 4, "đ)" → 5, "2.11." → 11; None for a bullet."""
    bare = para.label.strip("().:/-– ")
    last = bare.split(".")[-1].split(" ")[-1] if bare else ""
    if last.isdigit():
        return int(last)
    if para.kind in ("roman", "part", "chapter", "annex"):
        return parse_roman(last)
    if para.kind == "word":
        return _WORDS.get(flatten(para.label).strip(" ,:"))
    if para.kind in ("letter", "upper", "paren2") and len(last) == 1:
        place = "abcdđefghiklmnopqrstuvxy".find(last.lower())
        return place + 1 if place >= 0 else None
    return None


_WORDS = {
    f"{word} la": place
    for place, word in enumerate(("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"), 1)
} | {f"thu {word}": place for place, word in enumerate(("nhat", "hai", "ba", "tu", "nam", "sau", "bay"), 1)}


def is_layout(table: Table) -> bool:
    """Whether the table only puts two columns of a page side by side: the heading, or recipients and signature."""
    rows = table.rows
    width = max(len({cell.text for cell in row if cell.text.strip()}) for row in rows)
    if width > 3 or len(rows) > 8 or max(len(row) for row in rows) > 4:
        return False
    words = flatten("\n".join(cell.text for row in rows for cell in row))
    return any(_LAYOUT.search(line.strip()) for line in words.split("\n"))


def _laid_out(table: Table) -> list[Para]:
    paras: list[Para] = []
    for row in table.rows:
        seen: set[str] = set()
        for cell in row:
            if cell.text in seen:
                continue
            seen.add(cell.text)
            for piece in cell.text.split("\n"):
                if text := clean(piece):
                    paras.append(labelled(text, Line(text, cell.page, cell.number)))
    return paras

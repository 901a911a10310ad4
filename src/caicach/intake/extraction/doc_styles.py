"""Fonts, styles and lists of a Word 97-2003 document, in the shapes that a DOCX's are read into."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from lxml import etree

from caicach.intake.extraction.doc_binary import (
    FONTS,
    LIST_OVERRIDES,
    LISTS,
    STYLES,
    WordFile,
    properties_of,
)
from caicach.intake.extraction.docx_styles import Style, Styles
from caicach.intake.extraction.legacy_fonts import font_encoding
from caicach.intake.extraction.wordml import element, new_root

BOLD, ITALIC, HIDDEN, DELETED = 0x0835, 0x0836, 0x083C, 0x0800
FONT_ASCII, FONT_OTHER, CHARACTER_STYLE, SYMBOL = 0x4A4F, 0x4A51, 0x4A30, 0x6A09
ALIGNMENT, ALIGNMENT_80, BREAK_BEFORE, LIST, LIST_LEVEL = 0x2461, 0x2403, 0x2407, 0x460B, 0x260A
_FORMS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"}
_FORMS |= {23: "bullet", 255: "none"}
_FONT_NAME = 39  # where a font's name begins in its entry [FFN]
_NO_STYLE = 0xFFF
_MOST_LISTS = 4096


def fonts_of(word: WordFile) -> list[str]:
    content = word.pointed(FONTS)
    if len(content) < 4:
        return []
    (count,) = struct.unpack_from("<H", content)
    fonts, at = list[str](), 4
    while at < len(content) and len(fonts) < count:
        entry = content[at + 1 : at + 1 + content[at]]
        fonts.append(entry[_FONT_NAME:].decode("utf-16-le", errors="replace").split("\x00")[0])
        at += 1 + content[at]
    return fonts


def chosen_font(fonts: list[str], ascii_font: int | None, other_font: int | None) -> str | None:
    """The font of a run; an old one wins, whichever of the two kinds of letters names it."""
    names = [fonts[index] for index in (other_font, ascii_font) if index is not None and index < len(fonts)]
    return next((name for name in names if font_encoding(name)), names[0] if names else None)


def switched(value: int, inherited: bool | None) -> bool:
    """A toggle: off, on, as the style (0x80) or against it (0x81)."""
    if value in (0x80, 0x81):
        return bool(inherited) ^ (value == 0x81)
    return value == 1


def number_in(operand: bytes) -> int:
    return int.from_bytes(operand[:2], "little")


@dataclass(slots=True)
class _Entry:
    parent: int
    paragraph: bytes = b""
    run: bytes = b""


def styles_of(word: WordFile, fonts: list[str]) -> Styles:
    """All styles by their number, as text; parents folded in."""
    content = word.pointed(STYLES)
    styles = Styles(default_paragraph="0")
    if len(content) < 20:
        return styles
    (size,) = struct.unpack_from("<H", content)
    count, base = struct.unpack_from("<HH", content, 2)
    if size >= 18:
        styles.default_font = chosen_font(fonts, number_in(content[14:16]), number_in(content[18:20]))
    entries: dict[int, _Entry] = {}
    at = 2 + size
    for index in range(min(count, _NO_STYLE)):
        if at + 2 > len(content):
            break
        (length,) = struct.unpack_from("<H", content, at)
        if length:
            entries[index] = _entry(content[at + 2 : at + 2 + length], base)
        at += 2 + length
    for index in entries:
        styles.by_id[str(index)] = _folded(index, entries, fonts)
    return styles


def _entry(content: bytes, base: int) -> _Entry:
    kind_and_parent, count_and_next = struct.unpack_from("<HH", content, 2)
    kind, entry = kind_and_parent & 0xF, _Entry(kind_and_parent >> 4)
    at = base + (base & 1)
    (letters,) = struct.unpack_from("<H", content, at)
    at += 2 + 2 * letters + 2
    parts = []
    for _ in range(count_and_next & 0xF):
        if at + 2 > len(content):
            break
        (length,) = struct.unpack_from("<H", content, at)
        parts.append(content[at + 2 : at + 2 + length])
        at += 2 + length + (length & 1)
    if kind == 1 and parts:
        entry.paragraph = parts[0][2:]
        entry.run = parts[1] if len(parts) > 1 else b""
    elif kind == 2 and parts:
        entry.run = parts[0]
    return entry


def _folded(index: int, entries: dict[int, _Entry], fonts: list[str]) -> Style:
    chain: list[_Entry] = []
    seen: set[int] = set()
    while index in entries and index not in seen:
        seen.add(index)
        chain.append(entries[index])
        index = entries[index].parent
    style = Style()
    ascii_font: int | None = None
    other_font: int | None = None
    for entry in reversed(chain):
        for code, operand in properties_of(entry.run):
            value = operand[0] if operand else 0
            if code == BOLD:
                style.bold = switched(value, style.bold)
            elif code == ITALIC:
                style.italic = switched(value, style.italic)
            elif code == HIDDEN:
                style.hidden = switched(value, style.hidden)
            elif code == FONT_ASCII:
                ascii_font = number_in(operand)
            elif code == FONT_OTHER:
                other_font = number_in(operand)
        for code, operand in properties_of(entry.paragraph):
            value = operand[0] if operand else 0
            if code in (ALIGNMENT, ALIGNMENT_80):
                style.centered = value == 1
            elif code == BREAK_BEFORE:
                style.page_break_before = value == 1
            elif code == LIST:
                style.num_id = list_id(operand)
            elif code == LIST_LEVEL:
                style.level = value
    style.font = chosen_font(fonts, ascii_font, other_font)
    return style


def list_id(operand: bytes) -> str:
    """The list that a paragraph names, "0" for none."""
    number = number_in(operand)
    return str(number) if 0 < number < 0x7FE else "0"


@dataclass(slots=True)
class _Level:
    start: int
    form: int
    legal: bool
    follow: int
    restart: int | None
    text: str
    size: int


def numbering_of(word: WordFile) -> etree._Element:
    """The lists [PlfLst, PlfLfo] as a w:numbering."""
    root = new_root("numbering")
    content = word.pointed_from(LISTS)
    if len(content) < 2:
        return root
    (count,) = struct.unpack_from("<h", content)
    count = max(0, min(count, _MOST_LISTS))
    at = 2 + 28 * count
    for index in range(count):
        place = 2 + 28 * index
        (list_number,) = struct.unpack_from("<i", content, place)
        simple = content[place + 26] & 1
        abstract = element(root, "abstractNum", abstractNumId=list_number)
        for level in range(1 if simple else 9):
            read = _level(content, at)
            at += read.size
            _write_level(abstract, level, read)
    _write_overrides(root, word.pointed_from(LIST_OVERRIDES))
    return root


def _level(content: bytes, at: int) -> _Level:
    start, form, flags = struct.unpack_from("<iBB", content, at)
    follow, run_size, paragraph_size, restart = content[at + 15], content[at + 24], content[at + 25], content[at + 26]
    text_at = at + 28 + paragraph_size + run_size
    (letters,) = struct.unpack_from("<H", content, text_at)
    raw = content[text_at + 2 : text_at + 2 + 2 * letters].decode("utf-16-le", errors="replace")
    text = "".join(f"%{ord(letter) + 1}" if letter <= "\x08" else letter for letter in raw)
    return _Level(
        start=start,
        form=form,
        legal=bool(flags & 4),
        follow=follow,
        restart=restart if flags & 8 else None,
        text=text,
        size=text_at + 2 + 2 * letters - at,
    )


def _write_level(parent: etree._Element, index: int, level: _Level) -> None:
    node = element(parent, "lvl", ilvl=index)
    element(node, "start", val=level.start)
    element(node, "numFmt", val=_FORMS.get(level.form, "decimal"))
    element(node, "lvlText", val=level.text)
    if level.legal:
        element(node, "isLgl", val=1)
    if level.restart is not None:
        element(node, "lvlRestart", val=level.restart)
    element(node, "suff", val={0: "tab", 1: "space"}.get(level.follow, "nothing"))


def _write_overrides(root: etree._Element, content: bytes) -> None:
    if len(content) < 4:
        return
    (count,) = struct.unpack_from("<i", content)
    count = max(0, min(count, _MOST_LISTS, (len(content) - 4) // 16))
    at = 4 + 16 * count
    for index in range(count):
        list_number = struct.unpack_from("<i", content, 4 + 16 * index)[0]
        levels = content[4 + 16 * index + 12]
        node = element(root, "num", numId=index + 1)
        element(node, "abstractNumId", val=list_number)
        at += 4
        for _ in range(levels):
            if at + 8 > len(content):
                return
            start, flags = struct.unpack_from("<iI", content, at)
            at += 8
            override = element(node, "lvlOverride", ilvl=flags & 0xF)
            if flags & 0x20:
                level = _level(content, at)
                at += level.size
                _write_level(override, flags & 0xF, level)
            elif flags & 0x10:
                element(override, "startOverride", val=start)

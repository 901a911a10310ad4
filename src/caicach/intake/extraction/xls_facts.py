"""What must be known of an XLS beside its values: which cells are shown as percentages, which in an old font.

Only the records that say so are looked at; their names in brackets are those of Microsoft's description [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOUND_SHEET, _FONT, _FORMAT, _XF, _BOF, _EOF = 0x85, 0x31, 0x41E, 0xE0, 0x809, 0x0A
_NUMBER, _RK, _MULTIPLE_RK, _FORMULA, _LABEL_SST, _LABEL, _FILE_PASS = 0x203, 0x27E, 0xBD, 0x06, 0xFD, 0x204, 0x2F
_BIFF8 = 0x0600
_BUILT_IN_PERCENTAGES = {9, 10}


@dataclass(slots=True)
class XlsFacts:
    """Of each sheet by its name: places (row, column) from 0."""

    encrypted: bool = False
    percentages: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    fonts: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)


def xls_facts(content: bytes) -> XlsFacts:
    """The facts of a workbook stream; what is malformed is passed over, the values' reader will say so."""
    facts = XlsFacts()
    if len(content) < 8 or struct.unpack_from("<HHH", content)[2] != _BIFF8:
        return facts
    sheets: list[tuple[str, int]] = []
    fonts: list[str] = []
    percentages: set[int] = set(_BUILT_IN_PERCENTAGES)
    formats: list[tuple[int, int]] = []  # font, number format
    for code, record in _records(content, 0):
        if code == _FILE_PASS:
            facts.encrypted = True
            return facts
        if code == _BOUND_SHEET and len(record) > 8:
            sheets.append((_short_text(record, 6), struct.unpack_from("<I", record)[0]))
        elif code == _FONT and len(record) > 16:
            fonts.append(_short_text(record, 14))
        elif code == _FORMAT and len(record) > 5:
            (index, length) = struct.unpack_from("<HH", record)
            if "%" in _letters(record, 4, length):
                percentages.add(index)
        elif code == _XF and len(record) >= 4:
            formats.append(struct.unpack_from("<HH", record))
    # The fifth font is never stored, so that the numbers of those after it are one too high.
    font_names = {index + (index >= 4): font for index, font in enumerate(fonts)}
    shown = {index for index, (_, form) in enumerate(formats) if form in percentages}
    named = {index: font_names.get(font, "") for index, (font, _) in enumerate(formats)}
    for name, offset in sheets:
        facts.percentages[name] = {place for place, form in _cells(content, offset) if form in shown}
        facts.fonts[name] = {place: named.get(form, "") for place, form in _cells(content, offset)}
    return facts


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end."""
    depth = 0
    while at + 4 <= len(content):
        code, size = struct.unpack_from("<HH", content, at)
        depth += (code == _BOF) - (code == _EOF)
        yield code, content[at + 4 : at + 4 + size]
        if depth <= 0:
            return
        at += 4 + size


def _cells(content: bytes, offset: int) -> Iterator[tuple[tuple[int, int], int]]:
    for code, record in _records(content, offset):
        if code in (_NUMBER, _RK, _FORMULA, _LABEL_SST, _LABEL) and len(record) >= 6:
            row, column, form = struct.unpack_from("<HHH", record)
            yield (row, column), form
        elif code == _MULTIPLE_RK and len(record) >= 6:
            row, first = struct.unpack_from("<HH", record)
            for place in range((len(record) - 6) // 6):
                yield (row, first + place), struct.unpack_from("<H", record, 4 + 6 * place)[0]


def _short_text(record: bytes, at: int) -> str:
    return _letters(record, at + 1, record[at])


def _letters(record: bytes, at: int, length: int) -> str:
    """A text with its flag of width before it."""
    if at >= len(record):
        return ""
    if record[at] & 1:
        return record[at + 1 : at + 1 + 2 * length].decode("utf-16-le", errors="replace")
    return record[at + 1 : at + 1 + length].decode("latin-1")

"""The binary grammar of Word 97-2003 documents: where the text lies and which properties hold for which bytes.

Names in brackets are those of Microsoft's published description [MS-DOC].
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

PAGE = 512  # bytes of one page of formatted properties
# Where the file's head points to [FibRgFcLcb97], as the place of the pair (offset, length) in that list.
STYLES, RUN_PAGES, PARAGRAPH_PAGES, FONTS, PIECES, LISTS, LIST_OVERRIDES = 1, 12, 13, 15, 33, 73, 74
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_HUGE_PROPERTIES = (0x6645, 0x6646, 0x646B)

Properties = list[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: characters from `first` on, stored at `offset`, in one byte each or two."""

    first: int
    last: int
    offset: int
    narrow: bool
    properties: bytes = b""


@dataclass(slots=True)
class WordFile:
    """The streams of a document and its head [FIB]."""

    main: bytes
    table: bytes
    data: bytes
    lengths: dict[str, int] = field(default_factory=dict)

    def pointed(self, place: int) -> bytes:
        """The part of the table stream that the head points to."""
        offset, length = struct.unpack_from("<II", self.main, 0x9A + 8 * place)
        return self.table[offset : offset + length]

    def pointed_from(self, place: int) -> bytes:
        """From where the head points to the stream's end: some parts run on beyond their stated length."""
        offset, length = struct.unpack_from("<II", self.main, 0x9A + 8 * place)
        return self.table[offset:] if length else b""


def properties_of(content: bytes) -> Properties:
    """A run of single property changes [Prl], as (code, operand)."""
    found: Properties = []
    at = 0
    while at + 2 <= len(content):
        (code,) = struct.unpack_from("<H", content, at)
        at += 2
        size = _OPERAND.get(code >> 13)
        if size is None:
            if at >= len(content):
                break
            if code == _TABLE_DEFINITION:
                if at + 2 > len(content):
                    break
                size, at = struct.unpack_from("<H", content, at)[0] - 1, at + 2
            elif code == _TABS and content[at] == 255:
                break  # its length has to be worked out, and nothing that is read here comes after it
            else:
                size, at = content[at], at + 1
        if size < 0:
            break
        found.append((code, content[at : at + size]))
        at += size
    return found


def pieces_of(word: WordFile) -> list[Piece]:
    """The piece table [Clx]: a document saved quickly keeps its text in many places."""
    content = word.pointed(PIECES)
    at, changes = 0, list[bytes]()
    while at < len(content) and content[at] == 1:
        (size,) = struct.unpack_from("<h", content, at + 1)
        if size < 0:
            raise ValueError("a property block of negative length")
        changes.append(content[at + 3 : at + 3 + size])
        at += 3 + size
    if at >= len(content) or content[at] != 2:
        raise ValueError("no piece table")
    (size,) = struct.unpack_from("<I", content, at + 1)
    plan = content[at + 5 : at + 5 + size]
    count = (len(plan) - 4) // 12
    if count < 1:
        raise ValueError("an empty piece table")
    places = struct.unpack_from(f"<{count + 1}I", plan)
    pieces = []
    for index in range(count):
        _, where, change = struct.unpack_from("<HIH", plan, 4 * (count + 1) + 8 * index)
        narrow = bool(where & 0x4000_0000)
        where &= 0x3FFF_FFFF
        own = changes[change >> 1] if change & 1 and change >> 1 < len(changes) else b""
        if places[index + 1] < places[index]:
            raise ValueError("pieces out of order")
        pieces.append(Piece(places[index], places[index + 1], where // 2 if narrow else where, narrow, own))
    return pieces


@dataclass(slots=True)
class PropertyRuns:
    """Which properties hold from which byte of the main stream on, read page by page when asked [PlcBte, Fkp]."""

    word: WordFile
    paragraphs: bool
    starts: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    _read: dict[int, tuple[list[int], list[bytes]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        plan = self.word.pointed(PARAGRAPH_PAGES if self.paragraphs else RUN_PAGES)
        count = (len(plan) - 4) // 8
        if count > 0:
            self.starts = list(struct.unpack_from(f"<{count + 1}I", plan))
            self.pages = [page & 0x3F_FFFF for page in struct.unpack_from(f"<{count}I", plan, 4 * (count + 1))]

    def at(self, offset: int) -> tuple[bytes, int]:
        """The properties at a byte and the byte where the next ones begin."""
        index = bisect_right(self.starts, offset) - 1
        if not 0 <= index < len(self.pages):
            return b"", self.starts[0] if self.starts and offset < self.starts[0] else 1 << 62
        edges, properties = self._page(self.pages[index])
        place = bisect_right(edges, offset) - 1
        if not 0 <= place < len(properties):
            return b"", max(offset + 1, self.starts[index + 1])
        return properties[place], max(offset + 1, edges[place + 1])

    def _page(self, number: int) -> tuple[list[int], list[bytes]]:
        if number not in self._read:
            page = self.word.main[number * PAGE : (number + 1) * PAGE]
            if len(page) < PAGE:
                raise ValueError("a page of properties beyond the end")
            self._read[number] = self._paragraph_page(page) if self.paragraphs else self._run_page(page)
        return self._read[number]

    @staticmethod
    def _run_page(page: bytes) -> tuple[list[int], list[bytes]]:
        count = page[511]
        edges = list(struct.unpack_from(f"<{count + 1}I", page))
        found = []
        for offset in page[4 * (count + 1) : 4 * (count + 1) + count]:
            size = page[2 * offset] if offset else 0
            found.append(page[2 * offset + 1 : 2 * offset + 1 + size])
        return edges, found

    @staticmethod
    def _paragraph_page(page: bytes) -> tuple[list[int], list[bytes]]:
        """Each entry begins with the paragraph's style (two bytes)."""
        count = page[511]
        edges = list(struct.unpack_from(f"<{count + 1}I", page))
        found = []
        for index in range(count):
            at = 2 * page[4 * (count + 1) + 13 * index]
            if not at:
                found.append(b"")
                continue
            size, at = page[at] * 2 - 1, at + 1
            if size < 0:
                size, at = page[at] * 2, at + 1
            found.append(page[at : at + size])
        return edges, found


def unfolded(properties: Properties, data: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties, with those that were too many for their page fetched from the data stream."""
    for code, operand in properties:
        if code in _HUGE_PROPERTIES and len(operand) == 4:
            (at,) = struct.unpack("<I", operand)
            if at + 2 <= len(data):
                (size,) = struct.unpack_from("<H", data, at)
                yield from properties_of(data[at + 2 : at + 2 + size])
        else:
            yield code, operand

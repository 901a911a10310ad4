"""DOC (Word 97-2003): the piece table followed to the text, retold as the body of a DOCX."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.doc_binary import (
    Piece,
    Properties,
    PropertyRuns,
    WordFile,
    pieces_of,
    properties_of,
    unfolded,
)
from caicach.intake.extraction.doc_styles import (
    ALIGNMENT,
    ALIGNMENT_80,
    BOLD,
    BREAK_BEFORE,
    CHARACTER_STYLE,
    DELETED,
    FONT_ASCII,
    FONT_OTHER,
    HIDDEN,
    ITALIC,
    LIST,
    LIST_LEVEL,
    SYMBOL,
    chosen_font,
    fonts_of,
    list_id,
    number_in,
    numbering_of,
    styles_of,
    switched,
)
from caicach.intake.extraction.docx import read_body
from caicach.intake.extraction.docx_numbering import read_numbering
from caicach.intake.extraction.docx_styles import Styles
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.ole import CompoundFile
from caicach.intake.extraction.wordml import BodyWriter, CellShape, Paragraph, ParagraphLook, RunLook
from caicach.intake.source import Source

_WORD_97 = 0x00C1
_MAGIC = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_IN_TABLE, _ROW_END, _DEPTH, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
_TABLE_DEFINITION, _VERTICAL_MERGE = 0xD608, 0xD62B
_ENDS = re.compile("[\r\x07\x0c]")
_CONTROL = re.compile("([\x00-\x08\x0b-\x1f])")
_LETTERS_AT_ONCE = 1 << 16
_MALFORMED = (struct.error, IndexError, ValueError, OverflowError)


def extract_doc(path: Path, *, name: str, limits: Limits) -> Source:
    """A Word 97-2003 document as lines and tables; pages follow the breaks that somebody set."""
    with CompoundFile(path, name=name, kind="doc", limits=limits) as file:
        if any(part.lower() in ("macros", "_vba_project") for entry in file.entries for part in entry.split("/")):
            raise refusals.macros(name)
        main = file.read("WordDocument")
        if main is None or len(main) < 0x300:
            raise refusals.damaged(name, "doc")
        magic, version = struct.unpack_from("<HH", main)
        (flags,) = struct.unpack_from("<H", main, 0x0A)
        if magic != _MAGIC or version < _WORD_97:
            raise refusals.unsupported_kind(name, "word95")
        if flags & _ENCRYPTED:
            raise refusals.encrypted(name)
        tables = file.read("1Table" if flags & _SECOND_TABLE else "0Table")
        if tables is None:
            raise refusals.damaged(name, "doc")
        word = WordFile(main, tables, file.read("Data") or b"")
    try:
        fonts = fonts_of(word)
        styles = styles_of(word, fonts)
        numbering = read_numbering(numbering_of(word))
        body = _Retelling(word, fonts, styles).body(limits, name)
    except _MALFORMED:
        raise refusals.damaged(name, "doc") from None
    return read_body(body, styles=styles, numbering=numbering, name=name, limits=limits)


@dataclass(slots=True)
class _Retelling:
    """The walk through the text, paragraph by paragraph."""

    word: WordFile
    fonts: list[str]
    styles: Styles
    writer: BodyWriter = field(default_factory=BodyWriter)
    paragraph: Paragraph = field(default_factory=Paragraph)
    chunks: list[tuple[str, bytes]] = field(default_factory=list)  # of this paragraph, with their properties
    instructions: int = 0  # how many fields' instructions we stand in
    results: int = 0  # and how many fields' results

    def body(self, limits: Limits, name: str) -> etree._Element:
        (main_length,) = struct.unpack_from("<I", self.word.main, 0x4C)
        before_boxes = sum(struct.unpack_from("<6I", self.word.main, 0x4C))
        (boxes,) = struct.unpack_from("<I", self.word.main, 0x64)
        pieces = pieces_of(self.word)
        ended = 0
        for first, last in ((0, main_length), (before_boxes, before_boxes + boxes)):
            for text, run, paragraph in self._runs(pieces, first, last):
                self.chunks.append((text, run))
                if paragraph is not None:
                    self._end(text[-1], paragraph)
                    ended += 1
                    if ended > limits.lines * 8:
                        raise refusals.too_many_lines(name, limits.lines)
            if self.chunks:
                self._end("\r", b"\0\0")
        return self.writer.finish()

    def _runs(self, pieces: list[Piece], first: int, last: int) -> Iterator[tuple[str, bytes, bytes | None]]:
        """Text with its run's properties; at the end of a paragraph the paragraph's as well."""
        runs, paragraphs = PropertyRuns(self.word, False), PropertyRuns(self.word, True)
        for piece in pieces:
            start, end = max(piece.first, first), min(piece.last, last)
            width = 1 if piece.narrow else 2
            at = start
            while at < end:
                offset = piece.offset + (at - piece.first) * width
                properties, until = runs.at(offset)
                count = min(end - at, max(1, -((offset - until) // width)), _LETTERS_AT_ONCE)
                raw = self.word.main[offset : offset + count * width]
                if len(raw) < count * width:
                    raise ValueError("text beyond the end of its stream")
                text = raw.decode("cp1252" if piece.narrow else "utf-16-le", errors="replace")
                if piece.narrow:
                    text = raw.decode("latin-1") if "\ufffd" in text else text
                properties += piece.properties
                done = 0
                for found in _ENDS.finditer(text):
                    place = offset + found.start() * width
                    yield text[done : found.end()], properties, paragraphs.at(place)[0] + piece.properties
                    done = found.end()
                if done < len(text):
                    yield text[done:], properties, None
                at += count

    def _end(self, mark: str, properties: bytes) -> None:
        """The paragraph that ends here goes where it belongs."""
        style = str(number_in(properties)) if len(properties) >= 2 else "0"
        said = list(unfolded(properties_of(properties[2:]), self.word.data))
        values = dict(said)
        depth = 1 if values.get(_IN_TABLE, b"\0")[:1] == b"\1" else 0
        if _DEPTH in values:
            depth = min(int.from_bytes(values[_DEPTH], "little", signed=True), 64) if depth else 0
        ends_row = values.get(_ROW_END, b"\0")[:1] == b"\1" and mark == "\x07"
        ends_row = ends_row or values.get(_INNER_ROW, b"\0")[:1] == b"\1"
        if ends_row:
            shapes, left = _shapes(said)
            self.writer.end_row(shapes, left=left, depth=max(depth, 1))
            self.chunks.clear()
            self.paragraph = Paragraph()
            return
        for text, run in self.chunks:
            self._write(text, run, style)
        self.chunks.clear()
        if mark == "\x0c":
            self.paragraph.page_break()
        self.paragraph.shape(self._look(style, values))
        self.writer.add(self.paragraph.node, depth=depth)
        self.paragraph = Paragraph()
        if depth and (mark == "\x07" or values.get(_INNER_CELL, b"\0")[:1] == b"\1"):
            self.writer.end_cell()

    def _look(self, style: str, values: dict[int, bytes]) -> ParagraphLook:
        look = ParagraphLook(style=style)
        for code in (ALIGNMENT, ALIGNMENT_80):
            if code in values:
                look = replace(look, centered=values[code][:1] == b"\1")
        if LIST in values:
            look = replace(look, num_id=list_id(values[LIST]))
        if LIST_LEVEL in values:
            look = replace(look, level=values[LIST_LEVEL][0])
            if look.num_id is None:
                look = replace(look, num_id=self.styles.get(style).num_id)
        return replace(look, page_break_before=values.get(BREAK_BEFORE, b"\0")[:1] == b"\1")

    def _write(self, text: str, run: bytes, style: str) -> None:
        properties = properties_of(run)
        look, deleted = self._run_look(properties, style)
        symbol = next((operand for code, operand in properties if code == SYMBOL), None)
        for part in _CONTROL.split(text):
            if part == "\x13":
                self.instructions += 1
            elif part in ("\x14", "\x15"):
                # 0x14 opens the result, 0x15 ends a field; one without a result is ended by 0x15 alone.
                self._field_mark(part)
            elif self.instructions or deleted or not part:
                continue
            elif part == "\x0b":
                self.paragraph.line_break()
            elif part == "\x1e":
                self.paragraph.text("-", look)
            elif part == "\x1f":
                self.paragraph.text("\u00ad", look)  # an optional hyphen; in an old font, the place of "ư"
            elif part == "\x0e":
                self.paragraph.text(" ", look)
            elif not _CONTROL.match(part):
                if symbol is not None and part == "(":
                    part = _symbol(symbol)
                self.paragraph.text(part.replace("\t", " ").rstrip("\r"), look)

    def _field_mark(self, mark: str) -> None:
        if mark == "\x14":
            self.instructions = max(0, self.instructions - 1)
            self.results += 1
        elif self.results:
            self.results -= 1
        else:
            self.instructions = max(0, self.instructions - 1)

    def _run_look(self, properties: Properties, style: str) -> tuple[RunLook, bool]:
        inherited = self.styles.get(style)
        bold: bool | None = None
        italic: bool | None = None
        hidden = deleted = False
        ascii_font: int | None = None
        other_font: int | None = None
        font: str | None = None
        for code, operand in properties:
            value = operand[0] if operand else 0
            if code == BOLD:
                bold = switched(value, inherited.bold)
            elif code == ITALIC:
                italic = switched(value, inherited.italic)
            elif code == HIDDEN:
                hidden = switched(value, inherited.hidden)
            elif code == DELETED:
                deleted = value == 1
            elif code == FONT_ASCII:
                ascii_font = number_in(operand)
            elif code == FONT_OTHER:
                other_font = number_in(operand)
            elif code == CHARACTER_STYLE:
                own = self.styles.get(str(number_in(operand)))
                bold = own.bold if bold is None else bold
                italic = own.italic if italic is None else italic
                hidden, font = hidden or bool(own.hidden), own.font
        return RunLook(bold, italic, hidden, chosen_font(self.fonts, ascii_font, other_font) or font), deleted


def _symbol(operand: bytes) -> str:
    letter = chr(number_in(operand[2:]))
    return "-" if "\ue000" <= letter <= "\uf8ff" or not letter.isprintable() else letter


def _shapes(said: Properties) -> tuple[list[CellShape], int]:
    """The cells of a row [TDefTableOperand, TC80]."""
    shapes: list[CellShape] = []
    left = 0
    for code, operand in said:
        if code == _TABLE_DEFINITION and operand:
            count = operand[0]
            if len(operand) < 1 + 2 * (count + 1):
                continue
            left, *edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
            shapes = [CellShape(edge=edge) for edge in edges]
            for index, shape in enumerate(shapes):
                flags = number_in(operand[1 + 2 * (count + 1) + 20 * index :])
                shape.joins_left = flags & 3 == 2
                shape.starts_below = bool(flags & 0x40)
                shape.joins_above = flags & 0x60 == 0x20
        elif code == _VERTICAL_MERGE and len(operand) >= 2 and operand[0] < len(shapes):
            shapes[operand[0]].joins_above, shapes[operand[0]].starts_below = operand[1] == 1, operand[1] == 3
    return shapes, left

"""Text and Markdown: paragraphs with their physical line numbers, tables drawn with bars."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.extraction.kinds import looks_like_text, utf16_without_mark
from caicach.intake.extraction.legacy_fonts import converted, judged, sense_of
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.paragraphs import clean, ends_sentence, goes_on, joined, opens_item, starts_small
from caicach.intake.source import Cell, Line, Source, SourceWarning, Table

_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
_RULE = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_BAR = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_RECIPIENTS = re.compile(r"^\W*nơi nhận\b", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"^\W{0,3}\d{1,4}\W{0,3}$")
_BOLD_ON, _BOLD_OFF, _ITALIC_ON, _ITALIC_OFF = "\ue000\ue001\ue002\ue003"
_MARKS = re.compile("[\ue000-\ue003]")


@dataclass(frozen=True, slots=True)
class _Row:
    """One physical line without its markup."""

    text: str
    page: int
    number: int
    bold: bool = False
    italic: bool = False
    blank_before: bool = False
    heading: bool = False


def extract_text(path: Path, *, name: str, limits: Limits) -> Source:
    """Text in UTF-8, UTF-16, windows-1258, TCVN3, VNI or VIQR; a form feed ends a page."""
    content, warnings = _decode(path.read_bytes(), name)
    rows = list(_rows(content, markdown=Path(name).suffix.lower() == ".md"))
    if not rows:
        raise refusals.empty(name)
    if len(rows) > limits.lines:
        raise refusals.too_many_lines(name, limits.lines)
    blocks = tuple(_blocks(rows, width=_wrap_width(rows)))
    return Source(name=name, pages=rows[-1].page, text_source="text", blocks=blocks, warnings=warnings)


def _decode(content: bytes, name: str) -> tuple[str, tuple[SourceWarning, ...]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    if encoding := utf16_without_mark(content[:4096]):
        return content.decode(encoding, errors="replace"), ()
    if not looks_like_text(content):
        raise refusals.name_mismatch(name, "binary")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_old(content)
    encoding = judged(text).encoding
    return (converted(text, encoding), (_guessed(encoding),)) if encoding else (text, ())


def _decode_old(content: bytes) -> tuple[str, tuple[SourceWarning, ...]]:
    """Bytes that are no Unicode: whichever reading makes Vietnamese of them, windows-1258 where none does."""
    western = content.decode("cp1252", errors="replace")
    windows = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    judgement = judged(western)
    if judgement.encoding and judgement.sense > sense_of(windows):
        return converted(western, judgement.encoding), (_guessed(judgement.encoding),)
    return windows, (_guessed("windows-1258"),)


_NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI-Windows", "viqr": "VIQR"}


def _guessed(encoding: str) -> SourceWarning:
    name = _NAMES.get(encoding, encoding)
    words = f"Tệp không ở bảng mã Unicode; đã đọc theo {name}, đề nghị soát lại dấu tiếng Việt."
    return SourceWarning("encoding_guessed", words)


def _rows(content: str, *, markdown: bool) -> Iterator[_Row]:
    page, chunk, after_blank = 1, list[tuple[str, int, int]](), False
    for number, raw in enumerate(re.sub(r"\r\n?", "\n", content).split("\n"), start=1):
        for order, piece in enumerate(raw.split("\f")):
            page += order > 0
            if clean(piece) and order == 0:
                chunk.append((piece, page, number))
                continue
            if chunk:
                yield from _unmarked(chunk, blank_before=after_blank, markdown=markdown)
            chunk, after_blank = [(piece, page, number)] if clean(piece) else [], True
    if chunk:
        yield from _unmarked(chunk, blank_before=after_blank, markdown=markdown)


def _unmarked(chunk: list[tuple[str, int, int]], *, blank_before: bool, markdown: bool) -> Iterator[_Row]:
    """The lines between two blank ones, emphasis taken off; it may open on one line and close on a later one."""
    body = "\n".join(piece for piece, _, _ in chunk)
    body = _BOLD.sub(lambda found: f"{_BOLD_ON}{found[2]}{_BOLD_OFF}", body)
    body = _ITALIC.sub(lambda found: f"{_ITALIC_ON}{found[1]}{_ITALIC_OFF}", body)
    bold = italic = False
    first = blank_before
    for marked, (_, page, number) in zip(body.split("\n"), chunk, strict=True):
        heading = _HEADING.match(_MARKS.sub("", marked))
        if heading:
            marked = heading[2]
        all_bold = all_italic = True
        for letter in marked:
            if letter in (_BOLD_ON, _BOLD_OFF):
                bold = letter == _BOLD_ON
            elif letter in (_ITALIC_ON, _ITALIC_OFF):
                italic = letter == _ITALIC_ON
            elif not letter.isspace():
                all_bold, all_italic = all_bold and bold, all_italic and italic
        text = clean(_MARKS.sub("", marked))
        if markdown:
            text = _ESCAPE.sub(r"\1", text)
        if not text or (_RULE.match(text) and not _TABLE_RULE.match(text)):
            first = True
            continue
        yield _Row(text, page, number, all_bold or bool(heading), all_italic, first, heading=bool(heading))
        first = False


def _wrap_width(rows: list[_Row]) -> int:
    """How wide the lines were set when the text was broken by width; 0 where one line is one paragraph."""
    running = [row for row in rows if not _BAR.search(row.text)]
    lengths = sorted(len(row.text) for row in running)
    if len(lengths) < 3 or lengths[int(len(lengths) * 0.98)] > 160:
        return 0
    following = [(a, b) for a, b in pairwise(running) if not b.blank_before]
    went_on = [a for a, b in following if starts_small(b.text) and not ends_sentence(a.text)]
    if len(went_on) < 3 or len(went_on) < 0.2 * len(following):
        return 0
    widths = sorted(len(row.text) for row in went_on)
    return widths[int(len(widths) * 0.8)]


def _blocks(rows: list[_Row], *, width: int) -> Iterator[Line | Table]:
    at = 0
    pending: list[_Row] = []  # the block of lines since the last blank one
    while at < len(rows):
        table_rows = _table_from(rows, at, wrapped=width > 0)
        if not table_rows:
            if _is_page_number(rows, at, width):
                at += 1
                continue
            if rows[at].blank_before and not _continues_over_blank(pending, rows[at], width):
                yield from _lines(pending, width)
                pending = []
            pending.append(rows[at])
            at += 1
            continue
        taken = table_rows
        at += len(taken)
        if len(taken) == 1 and pending and _RECIPIENTS.match(pending[0].text) and not taken[0].blank_before:
            # "Nơi nhận: … | signature" written out line by line: all of the block is the left cell.
            yield _recipients_table(pending, taken[0])
        else:
            yield from _lines(pending, width)
            yield _table(taken)
        pending = []
    yield from _lines(pending, width)


def _table_from(rows: list[_Row], at: int, *, wrapped: bool) -> list[_Row]:
    """The run of rows with bars that starts here; empty if this is no table."""
    run: list[_Row] = []
    for index in range(at, len(rows)):
        row = rows[index]
        if not _is_table_row(row.text):
            break
        if run and row.blank_before and len(_cells(row.text)) != len(_cells(run[0].text)):
            break
        run.append(row)
    widths = [len(_cells(row.text)) for row in run if not _TABLE_RULE.match(row.text)]
    if not widths:
        return []
    if len(run) == 1:
        cells = _cells(run[0].text)
        return run if all(cells) and (len(cells) > 2 or not wrapped) else []
    if len(set(widths)) > 1 and max(widths) < 3:
        return run[:1] if widths[0] == 2 and not wrapped else []
    return run


def _is_table_row(text: str) -> bool:
    if _TABLE_RULE.match(text) and "|" in text:
        return True
    return len(_cells(text)) >= 2


def _cells(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("|"):
        text = text[1:].removesuffix("|")
        return [clean(cell) for cell in re.split(r"(?<!\\)\|", text)]
    parts = [clean(cell) for cell in _BAR.split(text)]
    return parts if len(parts) > 1 else [text]


def _table(run: list[_Row]) -> Table:
    body = [row for row in run if not _TABLE_RULE.match(row.text)]
    width = max(len(_cells(row.text)) for row in body)
    rows = []
    for row in body:
        texts = _cells(row.text)
        texts += [""] * (width - len(texts))
        rows.append(tuple(Cell(_cell_text(text), row.page, row.number) for text in texts))
    return Table(tuple(rows))


def _cell_text(text: str) -> str:
    return "\n".join(filter(None, (clean(part) for part in re.split(r"<br\s*/?>", text, flags=re.IGNORECASE))))


def _recipients_table(block: list[_Row], last: _Row) -> Table:
    left, right = _cells(last.text)
    lines = list(_lines([*block, replace(last, text=left)], 0))
    cell = Cell("\n".join(line.text for line in lines), block[0].page, block[0].number)
    return Table(((cell, Cell(right, last.page, last.number)),))


def _continues_over_blank(pending: list[_Row], row: _Row, width: int) -> bool:
    """A sentence of a text broken by width may run on below a blank line that a page end left behind."""
    if not pending or not width or (pending[-1].page != row.page and _is_heading(pending[-1])):
        return False
    before = pending[-1].text
    return (
        len(before) >= 0.6 * width and starts_small(row.text) and not ends_sentence(before) and not opens_item(row.text)
    )


def _is_heading(row: _Row) -> bool:
    return row.heading or row.bold


def _is_page_number(rows: list[_Row], at: int, width: int) -> bool:
    """A number alone between the halves of one sentence, in a text broken by width."""
    row = rows[at]
    if not width or not row.blank_before or not _LONE_NUMBER.match(row.text) or not 0 < at < len(rows) - 1:
        return False
    before, after = rows[at - 1], rows[at + 1]
    return after.blank_before and not ends_sentence(before.text) and starts_small(after.text) and len(before.text) > 20


def _lines(block: list[_Row], width: int) -> Iterator[Line]:
    """The block's physical lines as paragraphs."""
    current: _Row | None = None
    last = ""
    for row in block:
        if current is not None and _same_paragraph(current, row, last, width):
            current = replace(
                current,
                text=joined(current.text, row.text),
                bold=current.bold and row.bold,
                italic=current.italic and row.italic,
            )
        else:
            if current is not None:
                yield _line(current)
            current = row
        last = row.text
    if current is not None:
        yield _line(current)


def _same_paragraph(current: _Row, row: _Row, last: str, width: int) -> bool:
    if row.heading or current.heading:
        return False
    if row.blank_before:  # only lines that run on over the blank are in one block with it
        return True
    return goes_on(last, row.text, full=width > 0 and len(last) >= 0.72 * width)


def _line(row: _Row) -> Line:
    return Line(row.text, row.page, row.number, bold=row.bold, italic=row.italic, blank_before=row.blank_before)

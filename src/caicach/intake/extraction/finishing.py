"""What every form has in common once its lines and tables stand: old fonts become Unicode, tones their house place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from caicach.intake.extraction.legacy_fonts import LATER, converted, is_better, judged, settled
from caicach.intake.extraction.paragraphs import clean
from caicach.intake.extraction.tone_marks import house_style
from caicach.intake.source import Cell, Line, PlacedWord, Source, SourceWarning, Table

_OLD = SourceWarning(
    "legacy_font",
    "Văn bản dùng phông chữ đời cũ (TCVN3 hoặc VNI); đã chuyển sang Unicode, đề nghị soát lại dấu tiếng Việt.",
)


def finished(source: Source) -> Source:
    """The same source in Unicode, composed, with one place for the tone. What was right before stays as it was."""
    texts = list(_texts(source))
    by_font = settled(texts)
    by_words = _by_words([by_font(text) for text in texts])
    old = False

    def finish(text: str) -> str:
        nonlocal old
        unicode = by_words(by_font(text))
        if unicode == text:
            return house_style(text)
        old = True
        return house_style("\n".join(filter(None, (clean(part) for part in unicode.split("\n")))) or text)

    blocks = tuple(_rewritten(block, finish, {}) for block in source.blocks)
    return replace(source, blocks=blocks, warnings=(*source.warnings, _OLD) if old else source.warnings)


def _texts(source: Source) -> Iterator[str]:
    for block in source.blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in dict.fromkeys(row))


def _by_words(texts: list[str]) -> Callable[[str], str]:
    """For what names no font: the lines without any letter that only Unicode has, judged together."""
    doubtful = [text for text in texts if not text.isascii() and not LATER.search(text)]
    encoding = judged("\n".join(doubtful)).encoding
    if encoding is None:
        return lambda text: text
    # Among lines that are Unicode, a short one must show that it is none.
    mixed = sum(1 for text in texts if LATER.search(text)) > 0

    def finish(text: str) -> str:
        if text.isascii() or LATER.search(text):
            return text
        changed = converted(text, encoding)
        return changed if not mixed or is_better(changed, text) else text

    return finish


def _rewritten(block: Line | Table, finish: Callable[[str], str], cells: dict[int, Cell]) -> Line | Table:
    if isinstance(block, Line):
        text = finish(block.text)
        return block if text == block.text else replace(block, text=text, words=_words(block.words, finish))
    rows = []
    for row in block.rows:
        for cell in row:
            if id(cell) not in cells:
                text = finish(cell.text)
                same = text == cell.text
                cells[id(cell)] = cell if same else replace(cell, text=text, words=_words(cell.words, finish))
        rows.append(tuple(cells[id(cell)] for cell in row))
    return Table(tuple(rows), block.sheet)


def _words(words: tuple[PlacedWord, ...], finish: Callable[[str], str]) -> tuple[PlacedWord, ...]:
    return tuple(replace(word, text=finish(word.text)) for word in words)

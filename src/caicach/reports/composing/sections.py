"""The same sentences as the composed report, as plain paragraphs per section of the outline: what an officer begins
with. A list goes with the sentence that introduces it; a table becomes lines; numbers stay tied to their source."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from caicach.documents.layout.model import (
    Block,
    Bullet,
    Cell,
    DataTable,
    Heading,
    Inline,
    Number,
    Paragraph,
    RichText,
    Row,
)
from caicach.reports.composing import outline
from caicach.reports.composing.facts import ReportFacts

LISTED_AT_MOST = 30
Write = Callable[[str, str], str]  # a number's text and its key → as it stands in the paragraph


def paragraphs_by_section(
    facts: ReportFacts, *, write: Write, listed_at_most: int = LISTED_AT_MOST
) -> dict[str, list[str]]:
    """Section key → its paragraphs, in reading order; lines within a paragraph begin with "- "."""
    found: dict[str, list[str]] = {}
    section = ""
    for block in _blocks(facts, listed_at_most):
        if isinstance(block, Heading):
            section = _section(block.key) or section
            if block.level > 1 and section in ("ahead", "proposals"):  # these hold their subheads as lines
                found.setdefault(section, []).append(block.text)
            continue
        several = found.setdefault(section, [])
        if isinstance(block, Paragraph):
            several.append(words(block.text, write))
            continue
        lines = _lines(block, write)
        if several:
            several[-1] = "\n".join([several[-1], *lines])
        else:
            several.append("\n".join(lines))
    return {key: texts for key, texts in found.items() if key and texts}


def _blocks(facts: ReportFacts, listed_at_most: int) -> Iterator[Block]:
    yield from outline.steering(facts, listed_at_most=listed_at_most)
    yield from outline.results(facts, listed_at_most=listed_at_most)
    yield from outline.assessment(facts, listed_at_most=listed_at_most)
    yield from outline.plans_ahead(facts, listed_at_most=listed_at_most)
    yield from outline.proposals(facts)


def _section(key: str) -> str:
    return "ahead" if key.startswith("ahead-") else key


def words(text: RichText, write: Write) -> str:
    """The words, every number that can be explained as `write` has it."""
    if isinstance(text, str):
        return text
    return "".join(_inline(piece, write) for piece in text)


def _inline(piece: Inline, write: Write) -> str:
    if isinstance(piece, str):
        return piece
    return write(piece.text, piece.key) if isinstance(piece, Number) else piece.text


def _lines(block: Block, write: Write) -> list[str]:
    if isinstance(block, Bullet):
        return [f"- {words(block.text, write)}"]
    if isinstance(block, DataTable):
        return [_row(block, row, write) for row in block.rows]
    return []


def _row(table: DataTable, row: Row, write: Write) -> str:
    """A row of the table of targets: its first column counts, its second names, the others say."""
    cells = [_cell(cell, write) for cell in row.cells]
    said = [
        f"{column.title[:1].lower()}{column.title[1:]}: {cell}"
        for column, cell in zip(table.columns[2:], cells[2:], strict=True)
        if cell
    ]
    return f"- {cells[1]}" + (f" ({'; '.join(said)})" if said else "")


def _cell(cell: Cell, write: Write) -> str:
    if isinstance(cell, Number):
        return _inline(cell, write)
    return words(cell, write) if isinstance(cell, str | tuple) else str(cell)

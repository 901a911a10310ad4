"""Marks given back to a whole file: which of it lost them, and what of it can be put right with certainty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from caicach.core.text import nfc
from caicach.intake.source import Cell, Line, Source, SourceWarning, Table

from .judging import Marks, marks_of
from .restorer import MarksRestorer, Piece

_ENOUGH_TEXT = 20_000  # letters

_Place = TypeVar("_Place", Line, Cell)


@dataclass(frozen=True, slots=True)
class Restored:
    """One word of a file that was given its marks back, with its place; `start` counts in the composed new text of
    its line or cell."""

    found: str
    restored: str
    confidence: float
    page: int
    number: int
    start: int
    address: str = ""


def restored_source(
    source: Source, restorer: MarksRestorer | Callable[[], MarksRestorer], *, proposals: bool = False
) -> tuple[Source, list[Restored]]:
    """The file with every word restored that is sure, and each such word; the same file where its marks are whole.

    Each line and cell says what was found where (`restored`). A restorer may be given as a function that makes it,
    which is then called only where it is needed. `proposals`: unsure words too, for a reader that knows how to doubt.
    """
    overall = marks_of(_sample(source))
    if overall is Marks.WHOLE and not _has_bare_blocks(source):
        return source, []
    ready = restorer if hasattr(restorer, "restore") else restorer()
    spans: list[Restored] = []

    def given_back(place: _Place) -> _Place:
        if overall is Marks.WHOLE and not place.text.isascii():
            return place
        state = marks_of(place.text)
        if state is Marks.WHOLE or (state is Marks.UNKNOWN and overall in (Marks.WHOLE, Marks.UNKNOWN)):
            return place
        text, pieces = applied(place.text, ready.restore(place.text), proposals=proposals)
        if not pieces:
            return place
        address = place.address if isinstance(place, Cell) else ""
        spans.extend(
            Restored(piece.found, piece.restored, piece.confidence, place.page, place.number, piece.start, address)
            for piece in pieces
        )
        stretches = tuple((piece.start, piece.start + len(piece.restored), piece.found) for piece in pieces)
        return replace(place, text=text, restored=stretches)

    blocks: list[Line | Table] = []
    for block in source.blocks:
        if isinstance(block, Line):
            blocks.append(given_back(block))
            continue
        seen: dict[Cell, Cell] = {}  # a merged cell stands in many places
        for cell in (cell for row in block.rows for cell in row):
            if cell not in seen:
                seen[cell] = given_back(cell)
        rows = tuple(tuple(seen[cell] for cell in row) for row in block.rows)
        blocks.append(replace(block, rows=rows))
    if not spans:
        return source, []
    first = spans[0]
    warning = SourceWarning(
        "marks_restored",
        f"Văn bản mất dấu: {len(spans)} chữ được máy khôi phục dấu; chữ chưa chắc chắn giữ nguyên như trong tệp.",
        first.page,
        first.number,
    )
    return replace(source, blocks=tuple(blocks), warnings=(*source.warnings, warning)), spans


SAID_IN_WORDS = frozenset(
    ("issuer", "place", "title", "recipients", "text", "owners", "activities", "product", "leads", "supports", "body")
)
"""The keys of the contract that hold words of the document; numbers, labels and people's names are none."""


def restored_reading(
    reading: Mapping[str, Any], restorer: MarksRestorer | Callable[[], MarksRestorer]
) -> dict[str, Any]:
    """What was read (the contract of `caicach read`) with every sure word restored; structure, numbers, dates and
    places stay as they were read from the text as it was found."""
    documents = []
    ready: MarksRestorer | None = None
    for document in reading["documents"]:
        overall = marks_of("\n".join(_said(document)))
        if overall in (Marks.LOST, Marks.SCRAMBLED):
            if ready is None:
                ready = restorer if hasattr(restorer, "restore") else restorer()
            document = {key: _with_marks(value, key, ready) for key, value in document.items()}
        documents.append(document)
    return {**reading, "documents": documents}


def _said(value: Any, key: str = "") -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name != "warnings":
                yield from _said(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _said(item, key)
    elif isinstance(value, str) and key in SAID_IN_WORDS:
        yield value


def _with_marks(value: Any, key: str, restorer: MarksRestorer) -> Any:
    if isinstance(value, Mapping):
        return {name: _with_marks(item, name, restorer) if name != "warnings" else item for name, item in value.items()}
    if isinstance(value, list) and key != "warnings":
        return [_with_marks(item, key, restorer) for item in value]
    if isinstance(value, str) and key in SAID_IN_WORDS and marks_of(value) is not Marks.WHOLE:
        return applied(value, restorer.restore(value))[0]
    return value


def applied(text: str, pieces: Iterable[Piece], *, proposals: bool = False) -> tuple[str, list[Piece]]:
    """The composed text with the sure words put in (with `proposals`, all), and those pieces at their new places."""
    text = nfc(text)
    parts: list[str] = []
    done: list[Piece] = []
    end = moved = 0
    for piece in pieces:
        if not piece.changed or not (piece.sure or proposals):
            continue
        parts += [text[end : piece.start], piece.restored]
        done.append(replace(piece, start=piece.start + moved))
        end = piece.start + len(piece.found)
        moved += len(piece.restored) - len(piece.found)
    return "".join([*parts, text[end:]]), done


def _sample(source: Source) -> str:
    """Enough of the file to judge it by, from all over it."""
    texts = [_block_text(block) for block in source.blocks]
    return "\n".join(texts[:: 1 + sum(map(len, texts)) // _ENOUGH_TEXT])


def _block_text(block: Line | Table) -> str:
    return block.text if isinstance(block, Line) else "\n".join(cell.text for row in block.rows for cell in row)


def _has_bare_blocks(source: Source) -> bool:
    """Whether some paragraph of a file with marks has none: one document of several, a page that was pasted in."""
    texts = (_block_text(block) for block in source.blocks)
    return any(text.isascii() and marks_of(text) is Marks.LOST for text in texts)

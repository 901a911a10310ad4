"""Words that were recognised without the space between them ("KINHPHÍ"), parted where the picture parts them."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caicach.intake.extraction.ocr.engine import Type
from caicach.intake.extraction.syllables import is_syllable

_LETTERS = re.compile(r"^(\W*)([^\W\d_]{4,24})(\W*)$")
_GAP = 0.13  # in sizes of the type: narrower than a space, wider than between letters
_OFF = 0.13  # by how much of the word's width a gap may lie from where the letters say


def parted(ink: npt.NDArray[np.uint8], words: list[Type]) -> list[Type]:
    """The words, each that is several syllables with gaps between them as several words."""
    return [piece for word in words for piece in _pieces(ink, word)]


def _pieces(ink: npt.NDArray[np.uint8], word: Type) -> list[Type]:
    found = _LETTERS.match(word.text)
    if found is None or word.size <= 0 or is_syllable(found[2].lower()):
        return [word]
    parts = syllables_of(found[2])
    if len(parts) < 2:
        return [word]
    gaps = _gaps(ink, word)
    width = word.x1 - word.x0
    cuts: list[tuple[float, float]] = []
    letters = 0
    for part in parts[:-1]:
        letters += len(part)
        expected = word.x0 + width * (len(found[1]) + letters) / len(word.text)
        near = [gap for gap in gaps if abs((gap[0] + gap[1]) / 2 - expected) < _OFF * width]
        if not near:
            return [word]
        cuts.append(max(near, key=lambda gap: gap[1] - gap[0]))
    texts = [*parts]
    texts[0], texts[-1] = found[1] + texts[0], texts[-1] + found[3]
    starts, ends = [word.x0, *(gap[1] for gap in cuts)], [*(gap[0] for gap in cuts), word.x1]
    if any(end <= start for start, end in zip(starts, ends, strict=True)):
        return [word]
    return [
        Type(text, word.confidence, start, word.y0, end, word.y1, word.baseline, word.size, word.line)
        for text, start, end in zip(texts, starts, ends, strict=True)
    ]


@lru_cache(maxsize=5_000)
def syllables_of(text: str) -> tuple[str, ...]:
    """The fewest syllables that make up the text; () where none do."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 7), end):
            before, piece = best[start], text[start:end]
            if before is None or not is_syllable(piece.lower()):
                continue
            if not (piece.isupper() or piece[1:].islower() or len(piece) == 1):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = (*before, piece)
    return best[-1] or ()


def _gaps(ink: npt.NDArray[np.uint8], word: Type) -> list[tuple[float, float]]:
    """Empty stretches of the word, from the feet of its letters to the top of the small ones."""
    top, bottom = int(word.baseline - 0.7 * word.size), int(word.baseline + 0.05 * word.size)
    left, right = int(word.x0), int(word.x1) + 1
    columns = ink[max(0, top) : max(1, bottom), left:right].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([1], columns.astype(np.int8), [1]))))
    stretches = zip(edges[::2], edges[1::2], strict=False)
    return [(left + float(a), left + float(b)) for a, b in stretches if b - a >= _GAP * word.size and a > 0]

"""How well a text was recognised, told from its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from caicach.core.text import flatten, nfc
from caicach.intake.reading.tokens import LETTERS, WORD, is_code, is_syllable
from caicach.intake.source import Source, Table

_FOREIGN = frozenset(
    {"of", "and", "for", "with", "shall", "is", "are", "by", "from", "this", "that", "which", "will", "have"}
)


_FOREIGN_AHEAD = re.compile(r"\b(?:" + "|".join(sorted(_FOREIGN)) + r")\b")


def is_foreign(text: str) -> bool:
    """Whether a line is English, as far as its small words tell."""
    lowered = text.lower()
    if not _FOREIGN_AHEAD.search(lowered):
        return False
    listed = re.findall(r"[a-z]+", lowered)
    return sum(word in _FOREIGN for word in listed) >= max(2, 0.08 * len(listed))


@dataclass(frozen=True, slots=True)
class Health:
    """How well a text was recognised: its words, those that are no words at all (each counted twice at most)."""

    words: int
    odd: int

    @property
    def poor(self) -> bool:
        """Whether letters were read wrongly here and there."""
        return self.words >= 40 and self.odd >= 3 and self.odd > 0.007 * self.words


def health_of(texts: Iterable[str]) -> Health:
    """The health of some lines; English lines, codes, abbreviations and joined words are not asked."""
    from caicach.intake.reading.legible import is_misread

    seen: dict[str, int] = {}
    total = 0
    for text in texts:
        if is_foreign(text):
            continue
        for piece in text.split():
            verdict = _verdict(piece)
            if verdict is None:
                continue
            total += 1
            if verdict:
                seen[verdict] = seen.get(verdict, 0) + 1
    if len(seen) < 3:
        return Health(total, 0)
    return Health(total, sum(min(2, count) for word, count in seen.items() if not word.isascii() or is_misread(word)))


@lru_cache(maxsize=65536)
def _verdict(piece: str) -> str | None:
    """The folded word if it is no word, "" if it could be one, None for what is not asked."""
    match = WORD.match(nfc(piece))
    core = match[2] if match else ""
    if len(core) < 2 or not LETTERS.search(core) or "/" in core or is_code(core) or core.isupper():
        return None
    folded = flatten(core)
    if all(is_syllable(part) for part in re.split(r"[,\-–—;:(]", folded)):
        return ""
    return folded


def texts_of(source: Source) -> Iterator[str]:
    """Every line and cell of a source."""
    for block in source.blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
        else:
            yield block.text

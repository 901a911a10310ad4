"""How well a text was recognised, told from its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caicach.core.text import flatten, nfc
from caicach.intake.reading.tokens import LETTERS, is_code, is_syllable, tokens
from caicach.intake.source import Source, Table

_FOREIGN = frozenset(
    {"of", "and", "for", "with", "shall", "is", "are", "by", "from", "this", "that", "which", "will", "have"}
)


def is_foreign(text: str) -> bool:
    """Whether a line is English, as far as its small words tell."""
    listed = re.findall(r"[a-z]+", text.lower())
    return sum(word in _FOREIGN for word in listed) >= max(2, 0.08 * len(listed))


@dataclass(frozen=True, slots=True)
class Health:
    """How well a text was recognised: its words, those that are no words at all (each counted twice at most)."""

    words: int
    odd: int

    @property
    def poor(self) -> bool:
        """Whether letters were read wrongly here and there."""
        return self.words >= 40 and self.odd >= 4 and self.odd > 0.02 * self.words


def health_of(texts: Iterable[str]) -> Health:
    """The health of some lines; English lines, codes, abbreviations and joined words are not asked."""
    from caicach.intake.reading.legible import is_misread

    seen: dict[str, int] = {}
    total = 0
    for text in texts:
        if is_foreign(text):
            continue
        for _, core, _, _ in tokens(nfc(text)):
            if len(core) < 2 or not LETTERS.search(core) or "/" in core or is_code(core) or core.isupper():
                continue
            total += 1
            folded = flatten(core)
            if not is_syllable(folded):
                seen[folded] = seen.get(folded, 0) + 1
    if len(seen) < 4:
        return Health(total, 0)
    return Health(total, sum(min(2, count) for word, count in seen.items() if not word.isascii() or is_misread(word)))


def texts_of(source: Source) -> Iterator[str]:
    """Every line and cell of a source."""
    for block in source.blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
        else:
            yield block.text

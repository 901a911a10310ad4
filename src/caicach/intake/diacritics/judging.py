"""What became of a text's marks: judged by how many of its words carry one."""

from __future__ import annotations

from enum import Enum

from caicach.core.text import flatten, nfc

from .tokens import could_be_vietnamese, tokens_of

_ENOUGH_WORDS = 6
_MARKED = 0.6  # of the words of Vietnamese text 86 to 90 in 100 carry a mark
_BARE = 0.06


class Marks(Enum):
    """What became of a text's marks."""

    WHOLE = "whole"
    LOST = "lost"
    SCRAMBLED = "scrambled"  # some are there, but not to be trusted
    UNKNOWN = "unknown"  # too little text, or not Vietnamese


def marks_of(text: str) -> Marks:
    """Judged by how many of the words that could be Vietnamese carry a mark."""
    words = [token.symbol for token in tokens_of(nfc(text)) if token.kind == "word"]
    vietnamese = [word for word in words if could_be_vietnamese(flatten(word))]
    if len(vietnamese) < _ENOUGH_WORDS or len(vietnamese) * 2 < len(words):
        return Marks.UNKNOWN
    marked = sum(flatten(word) != word for word in vietnamese) / len(vietnamese)
    if marked >= _MARKED:
        return Marks.WHOLE
    return Marks.LOST if marked < _BARE else Marks.SCRAMBLED

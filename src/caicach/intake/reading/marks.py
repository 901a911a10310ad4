"""The marks of the vocabulary's words, put back where the words around leave no doubt.

This is for the rules, which tell "Sở" from "số" and "năm" from "nam" by their marks; text that is shown is restored
elsewhere, word for word, with a confidence.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from caicach.core.text import flatten
from caicach.intake.reading import lexicon
from caicach.intake.reading.vocabulary import PHRASES

_CLEARLY = 3
"""How many times more often one form of a word must stand in the vocabulary to be taken without company."""


@cache
def _written() -> tuple[dict[str, dict[str, int]], frozenset[tuple[str, str]]]:
    """How a folded word is written with its marks, with counts; and which marked words stand side by side."""
    listed = [
        re.findall(r"[^\W\d_]+|#", phrase.lower())
        for phrase in (*re.split(r"[;\n]", PHRASES), *lexicon.VERBS, *lexicon.BODIES, *lexicon.UNITS.values())
    ]
    forms: dict[str, dict[str, int]] = {}
    for phrase in listed:
        for word in phrase:
            counts = forms.setdefault(flatten(word), {})
            counts[word] = counts.get(word, 0) + 1
    return forms, frozenset(pair for phrase in listed for pair in pairwise(phrase))


def is_written(word: str) -> bool:
    """Whether the vocabulary has a word with just these marks."""
    return word.lower() in _written()[0].get(flatten(word), {})


@lru_cache(maxsize=16384)
def _forms(word: str) -> tuple[str, ...]:
    """The forms a word may have, the usual first: itself where it carries marks, those of the vocabulary where not."""
    if re.fullmatch(r"\d.*|[IVX]+", word):
        return ("#",)
    lowered = word.lower()
    if flatten(word) != lowered:
        return (lowered,)
    counts = _written()[0].get(lowered, {})
    return tuple(sorted(counts, key=lambda form: -counts[form])) or (lowered,)


def with_marks(words: list[str], *, astray: bool = False) -> list[str]:
    """The words, those of the vocabulary with the marks that their neighbours ask for. A word of several forms
    that nothing decides between stays as it is. Marks that went `astray` in recognition count for nothing."""
    if astray:
        words = [_plain(word) for word in words]
    forms, pairs = _written()
    options = [_forms(word) for word in words]
    shown: list[str] = []
    capitals = sum(word.isupper() for word in words) > 0.7 * len(words)
    before = ""
    for place, word in enumerate(words):
        mine = options[place]
        if len(mine) == 1 and (mine[0] == word.lower() or mine[0] == "#"):
            before = mine[0]
            shown.append(word)
            continue
        after = options[place + 1] if place + 1 < len(words) else ()
        counts = forms[word.lower()]
        scored = sorted(
            ((((before, form) in pairs) + any((form, other) in pairs for other in after), counts[form]), form)
            for form in mine
        )
        (company, count), form = scored[-1]
        second = max((other for (_, other), _ in scored[:-1]), default=0)
        rival = scored[-2][0][0] if len(scored) > 1 else -1
        neighbour = words[place - 1] if place and words[place - 1][-1:] not in ".:;" else ""
        following = words[place + 1] if place + 1 < len(words) else ""
        named = word[:1].isupper() and not capitals and (bool(neighbour) or following[:1].isupper())
        usual = count >= _CLEARLY * max(1, second) and not named
        decided = company > max(0, rival) or usual
        before = form if decided else ""
        shown.append(_cased(form, word) if decided else word)
    return shown


def _plain(word: str) -> str:
    bare = "".join(sign.upper() if old.isupper() else sign for sign, old in zip(flatten(word), word, strict=True))
    return bare if bare.lower() in _written()[0] else word


def _cased(form: str, word: str) -> str:
    return "".join(sign.upper() if old.isupper() else sign for sign, old in zip(form, word, strict=True))

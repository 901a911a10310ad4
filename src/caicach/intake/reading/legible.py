"""Text that was recognised badly, made legible for the rules: each word that is no word is read as the one meant.

What is read this way is only what the rules look at. The words that come out of reading are the words of the
document: `Ledger` keeps for every word what stood there and gives it back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import pairwise

from caicach.core.text import flatten, nfc, uppercase_share
from caicach.intake.reading import lexicon
from caicach.intake.reading.confusions import distance, openings
from caicach.intake.reading.health import is_foreign
from caicach.intake.reading.ledger import Ledger
from caicach.intake.reading.marks import is_written, with_marks
from caicach.intake.reading.tokens import LETTERS, is_code, is_syllable, tokens
from caicach.intake.reading.vocabulary import ABBREVIATIONS, PHRASES
from caicach.intake.source import Cell, Line, Source, Table

_UNKNOWN = 1.7
"""What it costs to leave a word as found that is no word at all."""
_STRANGE = 0.45
"""What it costs to leave a word as found that could be a word but is none of the vocabulary."""
_OWN = 0.2
"""What it costs to take a word of the vocabulary for another."""
_PAIR = 0.62
"""What two words are worth that the vocabulary knows side by side."""
_BESIDE_NUMBER = 0.35
_SHOUTED = 0.4
"""What it costs to take what looks like an abbreviation for a word."""
_FOREIGN = 0.75
"""The same in text that has kept its marks."""
_LONE = 0.2
"""What it costs to leave a single letter: it may be the initial of a name."""
_FURTHEST = 1.35
_CHOICES = 7


_ROMAN = re.compile(r"[IVX]{1,5}")
_VOWEL = re.compile(r"[aeiouy]")
_SHORT_FORM = re.compile(r"[^\W\d_]{1,2}/[^\W\d_]{1,2}")
_LEFT = frozenset({"nt"})


@cache
def _phrases() -> list[list[str]]:
    found = [phrase for line in PHRASES.strip().split("\n") for phrase in line.split(";")]
    known = [*found, *lexicon.VERBS, *lexicon.BODIES, *lexicon.UNITS]
    for table in (lexicon.ATTRIBUTES, lexicon.COLUMNS):
        known += [phrase for phrases in table.values() for phrase in phrases]
    known += [*lexicon.KINDS, *lexicon.PURPOSE, *lexicon.TARGETS, *lexicon.GOAL, *lexicon.TASKS, *lexicon.DUTIES]
    known += [*lexicon.BUDGET, *lexicon.REPORTING, *(phrase for _, phrases in lexicon.FIELDS for phrase in phrases)]
    return [re.findall(r"[a-z]+|#", flatten(phrase)) for phrase in known]


@cache
def words() -> frozenset[str]:
    """The folded words of the vocabulary."""
    return frozenset(word for phrase in _phrases() for word in phrase if is_syllable(word))


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Words that the vocabulary knows side by side; "#" stands for a number."""
    return frozenset(pair for phrase in _phrases() for pair in pairwise(phrase))


_SHORT = frozenset(flatten(name) for name in ABBREVIATIONS)


def legible(source: Source, *, poor: bool, lost: bool) -> tuple[Source, Ledger]:
    """The source with the marks its words lost and, where letters were recognised `poor`ly, with every word that is no
    word read as the one that was meant; and what stood there."""
    ledger = Ledger()
    read = partial(_read, ledger=ledger, poor=poor, lost=lost)
    blocks: list[Line | Table] = []
    for block in source.blocks:
        if isinstance(block, Table):
            rows = tuple(
                tuple(replace(cell, text=_cell(cell, read)) if cell.text.strip() else cell for cell in row)
                for row in block.rows
            )
            blocks.append(replace(block, rows=rows))
        else:
            text = read(block.text, block.page, block.number)
            blocks.append(replace(block, text=text or block.text))
    return replace(source, blocks=tuple(blocks)), ledger


def _cell(cell: Cell, read: Callable[[str, int, int], str]) -> str:
    return "\n".join(read(line, cell.page, cell.number) for line in cell.text.split("\n"))


def _read(text: str, page: int, number: int, *, ledger: Ledger, poor: bool, lost: bool) -> str:
    pieces = list(tokens(nfc(text)))
    read = [core for _, core, _, _ in pieces]
    if not is_foreign(text):
        read = corrected(read, capitals=uppercase_share(text) > 0.7, trusted=not lost) if poor else read
        read = with_marks(read, astray=poor and lost)
    shown: list[str] = []
    words_read: list[str] = []
    words_found: list[str] = []
    for (before, core, after, glued), word in zip(pieces, read, strict=True):
        piece = before + word + after
        if glued and shown:
            shown[-1] += piece
            words_read[-1] += piece
            words_found[-1] += before + core + after
        else:
            shown.append(piece)
            words_read.append(piece)
            words_found.append(before + core + after)
    final_read: list[str] = []
    final_found: list[str] = []
    for one, other in zip(words_read, words_found, strict=True):
        parts = one.split(" ")
        final_read.extend(parts)
        final_found.extend([other, *[""] * (len(parts) - 1)])
    ledger.keep(page, number, final_read, final_found)
    return " ".join(shown)


def corrected(found: list[str], *, capitals: bool = False, trusted: bool = False) -> list[str]:
    """Words as found, each read as the likeliest word in the company of its neighbours; those put in are folded.
    Where the text is `trusted`, having kept its marks, a name stays and a word marked as the vocabulary has it."""
    if not found:
        return []
    states = _narrowed([_choices(word, capitals, trusted) for word in found])
    pairs = _pairs()
    best: list[list[tuple[float, int]]] = [[(cost, 0) for _, _, _, cost in states[0]]]
    for place in range(1, len(states)):
        before, reached = states[place - 1], best[-1]
        row: list[tuple[float, int]] = []
        for _, first, _, cost in states[place]:
            lowest, back = 1e9, 0
            for spot, (_, _, last, _) in enumerate(before):
                total = reached[spot][0]
                if (last, first) in pairs:
                    total -= _BESIDE_NUMBER if "#" in (last, first) else _PAIR
                if total < lowest:
                    lowest, back = total, spot
            row.append((lowest + cost, back))
        best.append(row)
    at = min(range(len(best[-1])), key=lambda spot: best[-1][spot][0])
    chosen: list[int] = []
    for row in reversed(best):
        chosen.append(at)
        at = row[at][1]
    chosen.reverse()
    return [
        _cased(states[place][choice][0], word, capitals) if choice else word
        for place, (word, choice) in enumerate(zip(found, chosen, strict=True))
    ]


Choice = tuple[str, str, str, float]
"""A reading of a word: the word or words, the first and the last of them, what it costs."""


def _narrowed(states: list[tuple[Choice, ...]]) -> list[tuple[Choice, ...]]:
    """Words that stand in a known pair as they were found are left as they are."""
    pairs = _pairs()
    own = [choices[0] for choices in states]
    return [
        choices[:1]
        if choices[0][3] == 0
        and (
            (place and own[place - 1][3] == 0 and (own[place - 1][2], choices[0][1]) in pairs)
            or (place + 1 < len(own) and own[place + 1][3] == 0 and (choices[0][2], own[place + 1][1]) in pairs)
        )
        else choices
        for place, choices in enumerate(states)
    ]


def _cased(word: str, found: str, capitals: bool) -> str:
    """A word of the vocabulary in the case of the one found."""
    letters = [sign for sign in found if sign.isalpha()]
    if word.upper() in _KEPT_CASE:
        return _KEPT_CASE[word.upper()]
    if capitals or (len(letters) > 2 and sum(sign.isupper() for sign in letters) > 0.7 * len(letters)):
        return word.upper() if capitals else word.capitalize()
    return word.capitalize() if letters and letters[0].isupper() and found[:1].isalpha() else word


_KEPT_CASE = {flatten(name).upper(): name for name in ABBREVIATIONS}


@lru_cache(maxsize=32768)
def _choices(found: str, capitals: bool, trusted: bool) -> tuple[Choice, ...]:
    """What a word may stand for, itself first, each with its cost."""
    priced = _priced(found, capitals)
    if trusted and priced[0][1] == _UNKNOWN and found.isascii():
        priced[0] = (priced[0][0], _FOREIGN)  # among words with marks it may be a foreign one
    if trusted and len(found) > 1 and is_syllable(flatten(found)) and (found[0].isupper() or is_written(found)):
        priced = priced[:1]
    return tuple((word, word.split(" ", 1)[0], word.rsplit(" ", 1)[-1], cost) for word, cost in priced)


def _priced(found: str, capitals: bool) -> list[tuple[str, float]]:
    folded = flatten(found)
    if not LETTERS.search(found) or is_code(found) or _ROMAN.fullmatch(found):
        return [("#" if found[:1].isdigit() or LETTERS.search(found) else folded, 0.0)]
    if found.isupper() and folded in _SHORT:
        return [(folded, 0.0)]
    known = folded in words()
    valid = is_syllable(folded)
    if (
        found.isupper()
        and found.isalpha()
        and len(found) > 1
        and not known
        and (len(found) < 10 if not capitals else not _VOWEL.search(folded))
    ):
        words_too = [(word, cost + _SHOUTED) for word, cost in _alike(folded, known, valid)] if len(folded) > 2 else []
        return [(folded, 0.6), *_abbreviations(folded), *words_too]
    if folded in _LEFT or _SHORT_FORM.fullmatch(found):
        return [(folded, 0.0)]
    own = _LONE if len(folded) == 1 else 0.0 if known else _STRANGE if valid else _UNKNOWN
    return [(folded, own), *(_split(folded) if len(folded) > 12 else _alike(folded, known, valid))]


def is_misread(folded: str) -> bool:
    """Whether a word that is no word is near to one of the vocabulary: foreign words are not."""
    return any(cost <= 0.5 for _, cost in _alike(folded, known=False, valid=False)[:1])


def _alike(folded: str, known: bool, valid: bool) -> list[tuple[str, float]]:
    if len(folded) < 2 and (known or valid):
        return []
    furthest = 0.6 if known else 0.8 if valid else _FURTHEST
    extra = _OWN if known else 0.1 if valid else 0.0
    priced = [(word, distance(folded, word, furthest) + extra) for word in _near(folded) if word != folded]
    furthest += extra
    kept = sorted((pair for pair in priced if pair[1] <= furthest), key=lambda pair: pair[1])[:_CHOICES]
    if not valid and len(folded) > 5 and (not kept or kept[0][1] > 0.6):
        kept += _split(folded)
    return kept


def _abbreviations(folded: str) -> list[tuple[str, float]]:
    priced = [(name, distance(folded, name)) for name in _SHORT if abs(len(name) - len(folded)) < 3]
    return [pair for pair in priced if pair[1] <= 1.0 and len(pair[0]) > 2]


def _near(folded: str) -> list[str]:
    """The words of the vocabulary that are worth comparing."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    listed = [word for first in sorted(openings(folded[0])) for word in _by_first().get(first, ())]
    reach = 1 if len(folded) < 2 else 2 if len(folded) < 4 else 3
    return [
        word
        for word, _, _ in process.extract(folded, listed, scorer=Levenshtein.distance, score_cutoff=reach, limit=None)
    ]


@cache
def _by_first() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(words()):
        found.setdefault(word[0], []).append(word)
    return found


def _split(folded: str) -> list[tuple[str, float]]:
    """Two to six words that run together ("cacdonvi" → "cac don vi")."""
    straight = folded.replace("j", "i")
    best: list[tuple[float, list[str]] | None] = [None] * (len(straight) + 1)
    best[0] = (0.0, [])
    for end in range(1, len(straight) + 1):
        for start in range(max(0, end - 7), end):
            reached = best[start]
            piece = straight[start:end]
            if reached is None or (len(piece) < 2) or piece not in words():
                continue
            price = reached[0] + 0.3
            held = best[end]
            if held is None or price < held[0]:
                best[end] = (price, [*reached[1], piece])
    final = best[-1]
    if final is None or len(final[1]) < 2 or len(straight) < 3 * len(final[1]) - 2:
        return []
    return [(" ".join(final[1]), final[0])]

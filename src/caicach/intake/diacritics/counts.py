"""How often three words stood beside each other in texts that were accepted: all that the restorer knows.

Counts only ever grow: learning a text adds to them, two sets of counts are added up. What is kept of them in a file is
the triples alone; pairs and single words follow from them.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import log
from operator import itemgetter

from caicach.core.text import flatten

from .tokens import BREAK, plain, tokens_of

_FORMAT = 1
KEPT_TRIPLES = 300_000
"""What a file holds at most, the most frequent first: about 4 MB, read in a third of a second."""


class Counts:
    """Triples, pairs and single words with how often each was seen, and the spellings of each folded word."""

    def __init__(self) -> None:
        self.triples: Counter[tuple[str, str, str]] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.words: Counter[str] = Counter()
        self.total = 0
        self.sources: set[int] = set()  # whatever numbers the owner gives to the texts that are in here
        self._after_pair: Counter[tuple[str, str]] = Counter()
        self._prepared = False
        self._after_word: Counter[str] = Counter()
        self._spellings: dict[str, list[str]] = {}
        self._pair_chances: dict[tuple[str, str], tuple[float, float]] = {}

    def learn(self, text: str, *, times: int = 1) -> None:
        """Add the words of a text with all its marks, as if it had been read `times` times."""
        self.learn_symbols([token.symbol for token in tokens_of(plain(text))], times=times)

    def learn_symbols(self, symbols: Iterable[str], *, times: int = 1) -> None:
        """The same for what `tokens_of` makes of a text."""
        padded = [BREAK, BREAK, *symbols, BREAK] * times
        self.triples.update(zip(padded, padded[1:], padded[2:], strict=False))
        self.pairs.update(pairwise(padded[1:]))
        self.words.update(padded[2:])
        self.total += len(padded) - 2
        self._prepared = False
        self._pair_chances.clear()

    def add(self, other: Counts) -> None:
        """Everything that another set of counts has seen, on top of what this one has."""
        self.triples.update(other.triples)
        self.pairs.update(other.pairs)
        self.words.update(other.words)
        self.sources |= other.sources
        self.total += other.total
        self._prepared = False
        self._pair_chances.clear()

    def copy(self) -> Counts:
        """The same counts, which may grow apart from these."""
        same = Counts()
        same.add(self)
        return same

    def prepare(self) -> None:
        """Work out what follows from the counts; called by whoever asks, once after each learning."""
        if self._prepared:
            return
        self._prepared = True
        self._after_pair = Counter(map(itemgetter(0, 1), self.triples))
        self._after_word = Counter(map(itemgetter(0), self.pairs))
        spellings = defaultdict(list)
        for word in self.words:
            spellings[flatten(word) if not word.isupper() else word].append(word)
        self._spellings = dict(spellings)
        for word in self.words:
            if word.isupper() and (bare := _without_bars(word)) != word:
                self._spellings.setdefault(bare, []).append(word)

    def spellings(self, folded: str) -> list[str]:
        """Every marked form seen of a folded word; for a short form in capitals, those that lose a mark to it."""
        self.prepare()
        return self._spellings.get(folded, [])

    def log_chances(self, before: str, last: str, words: Iterable[str]) -> list[float]:
        """The logarithm of the probability of each word after two others: triples, backed off to pairs and words
        (Witten-Bell). `prepare` has been called."""
        spread = self._after_pair.get((before, last), 0)
        if not spread:  # never seen beside each other: the pair alone knows something
            return [self._pair_chance(last, word)[1] for word in words]
        seen = self.pairs[before, last] + spread
        triples = self.triples
        return [
            log((triples.get((before, last, word), 0) + spread * self._pair_chance(last, word)[0]) / seen)
            for word in words
        ]

    def _pair_chance(self, last: str, word: str) -> tuple[float, float]:
        """The probability of a word after another, and its logarithm."""
        known = self._pair_chances.get((last, word))
        if known is None:
            chance = (self.words.get(word, 0) + 0.01) / self.total
            if spread := self._after_word.get(last, 0):
                seen = self.pairs.get((last, word), 0)
                chance = (seen + spread * chance) / (self.words[last] + spread)
            known = self._pair_chances[last, word] = (chance, log(chance))
        return known

    def to_bytes(self, *, at_most: int = KEPT_TRIPLES) -> bytes:
        """The triples, the most frequent first where there are more than `at_most`."""
        kept = self.triples.most_common(at_most) if len(self.triples) > at_most else self.triples.items()
        listed = {" ".join(triple): count for triple, count in kept}
        stored = {"format": _FORMAT, "sources": sorted(self.sources), "triples": listed}
        return zlib.compress(json.dumps(stored, ensure_ascii=False).encode(), 3)

    @classmethod
    def from_bytes(cls, content: bytes) -> Counts:
        """What `to_bytes` gave; ValueError where it is something else."""
        try:
            stored = json.loads(zlib.decompress(content))
            if stored["format"] != _FORMAT:
                raise ValueError(f"format {stored['format']!r}, expected {_FORMAT}")
            stored["sources"] = [int(number) for number in stored["sources"]]
            triples = {tuple(key.split(" ")): count for key, count in stored["triples"].items()}
        except (zlib.error, KeyError, TypeError, UnicodeDecodeError) as problem:
            raise ValueError(f"not the counts of a restorer: {problem}") from problem
        counts = cls()
        counts.sources = set(stored["sources"])
        for (before, last, word), count in triples.items():
            counts.triples[before, last, word] = count
            counts.pairs[last, word] += count
            counts.words[word] += count
            counts.total += count
        return counts

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Counts:
        counts = cls()
        for text in texts:
            counts.learn(text)
        return counts


def _without_bars(short: str) -> str:
    """A short form as it is left when marks are lost: "HĐND" → "HDND"."""
    return flatten(short).upper()

"""Marks come back: the likeliest marked words for a text that lost them, with how sure that is, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp
from typing import Protocol

from caicach.core.text import flatten, nfc

from .counts import Counts
from .judging import Marks, marks_of
from .names import names_in
from .tokens import BREAK, Token, could_be_vietnamese, in_case_of, plain, tokens_of

SURE = 0.9
"""A restored word is shown as the text from here on; below, it is only proposed."""
_BEAM = 8
_NAME = 0.2  # of a word in a name of a person, which most often has marks
_ALONE = 0.8  # of a word in scrambled text between words it was never seen beside
_AT_MOST = 0.9995  # nobody is surer than that
_USUAL = 0.3  # of the count of the most frequent spelling
_END = Token("", 0, BREAK, "other")
_FOREIGN_LINE = 0.5  # of a line's words; above it the line is in another language
_ONE_SPELLING = (0.90, 0.95, 0.975, 0.985)  # seen 1, 2, 3, 4 times; more often: nearly certain


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of the text: as found, as it should be, how likely that is, and whether that is sure enough to be
    shown as the text. `start` is its place in the composed text."""

    found: str
    restored: str
    confidence: float
    sure: bool
    start: int = 0

    @property
    def changed(self) -> bool:
        return self.restored != self.found


class MarksRestorer(Protocol):
    """What a site may put in the place of the product's own restorer (`CAICACH_DIACRITICS`)."""

    def restore(self, text: str) -> list[Piece]:
        """Every word of the text in order; a word that is to stay as it is has `restored == found`."""
        ...


class Restorer:
    """Looks for the likeliest run of words, each seen beside the two before it."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Restorer:
        return cls(Counts.from_texts(texts))

    def learn(self, text: str, *, times: int = 1) -> None:
        """Know the words of an accepted text from now on, beside all that was known."""
        self.counts.learn(text, times=times)

    def knows(self, word: str) -> bool:
        """Whether the word was seen with exactly these marks."""
        return plain(word).lower() in self.counts.words

    def restore(self, text: str, *, scrambled: bool | None = None) -> list[Piece]:
        """Every word of the text. A word that carries a mark is left, unless the marks of the text are themselves not
        to be trusted (`scrambled`; None: as judged here), when far fewer words are sure."""
        self.counts.prepare()
        text = nfc(text)
        if scrambled is None:
            scrambled = marks_of(text) is Marks.SCRAMBLED
        tokens = list(tokens_of(text))
        named = names_in(tokens, self.counts)
        choices = [self._choices(token, place in named, not scrambled) for place, token in enumerate(tokens)]
        _leave_foreign_lines(tokens, choices, self.counts)
        tried = self._worth_trying(choices)
        chosen = self._likeliest(tried)
        compared = [few if len(few) > 1 else all_ for few, all_ in zip(tried, choices, strict=True)]
        return [
            self._piece(token, place, compared, chosen, left=place in named, scrambled=scrambled)
            for place, token in enumerate(tokens)
            if token.kind in ("word", "short")
        ]

    def _choices(self, token: Token, is_name: bool, keep_marked: bool) -> list[str]:
        if token.kind == "word" and not is_name:
            folded = flatten(token.symbol)
            if folded != token.symbol and keep_marked:
                return [plain(token.symbol)]
            found = self.counts.spellings(folded)
            if not found and token.text.isupper():  # a short form in a line of capitals
                found = [form.lower() for form in self.counts.spellings(token.text)]
            return found or [token.symbol]
        if token.kind == "short":
            found = self.counts.spellings(token.symbol)
            if not found and could_be_vietnamese(flatten(token.symbol)):  # a word in capitals among small letters
                found = self.counts.spellings(flatten(token.symbol)) if len(token.symbol) > 2 else []
            return [token.symbol] if token.symbol in found or not found else found
        return [token.symbol]

    def _worth_trying(self, choices: Sequence[list[str]]) -> list[list[str]]:
        """Without the rare spellings that were never seen beside any neighbour."""
        pairs, words = self.counts.pairs, self.counts.words
        kept: list[list[str]] = []
        before: list[str] = [BREAK]
        for place, spellings in enumerate(choices):
            if len(spellings) > 2:
                after = choices[place + 1] if place + 1 < len(choices) else [BREAK]
                usual = max(words[word] for word in spellings) * _USUAL
                spellings = [
                    word
                    for word in spellings
                    if words[word] >= usual
                    or any((one, word) in pairs for one in before)
                    or any((word, one) in pairs for one in after)
                ]
            kept.append(spellings)
            before = spellings
        return kept

    def _likeliest(self, choices: Sequence[list[str]]) -> list[str]:
        """Viterbi over pairs of words, the best few pairs kept at each step."""
        beam: dict[tuple[str, str], tuple[float, _Path | None]] = {(BREAK, BREAK): (0.0, None)}
        chances = self.counts.log_chances
        for words in choices:
            if len(words) == 1 and len(beam) == 1:  # nothing to choose between
                (((_, last), (score, path)),) = beam.items()
                beam = {(last, words[0]): (score, (words[0], path))}
                continue
            reached: dict[tuple[str, str], tuple[float, _Path | None]] = {}
            for (before, last), (score, path) in beam.items():
                for word, chance in zip(words, chances(before, last, words), strict=True):
                    total = score + chance
                    known = reached.get((last, word))
                    if known is None or total > known[0]:
                        reached[last, word] = (total, (word, path))
            if len(reached) > _BEAM:
                best = sorted(reached.items(), key=_by_score, reverse=True)[:_BEAM]
                reached = dict(best)
            beam = reached
        _, path = max(beam.values(), key=_first)
        words_back = []
        while path is not None:
            words_back.append(path[0])
            path = path[1]
        return words_back[::-1]

    def _piece(
        self,
        token: Token,
        place: int,
        choices: Sequence[list[str]],
        chosen: Sequence[str],
        *,
        left: bool,
        scrambled: bool,
    ) -> Piece:
        word = chosen[place]
        restored = in_case_of(word, token.text)
        if plain(token.text).lower() == word.lower():
            restored = token.text  # not a letter more than was asked for
        if left:
            return Piece(token.text, token.text, _NAME, False, token.start)
        confidence = self._confidence(token, place, choices, chosen)
        if scrambled and not self._among_friends(place, chosen):
            confidence = min(confidence, _ALONE)
        return Piece(token.text, restored, round(confidence, 4), confidence >= SURE, token.start)

    def _among_friends(self, place: int, chosen: Sequence[str]) -> bool:
        """Whether the word was seen beside both its neighbours: a letter that was read wrongly makes other words."""
        before = chosen[place - 1] if place else BREAK
        after = chosen[place + 1] if place + 1 < len(chosen) else BREAK
        return (before, chosen[place]) in self.counts.pairs and (chosen[place], after) in self.counts.pairs

    def _confidence(self, token: Token, place: int, choices: Sequence[list[str]], chosen: Sequence[str]) -> float:
        """How likely the chosen word is beside its neighbours as they were chosen."""
        words, word = choices[place], chosen[place]
        if len(words) == 1:
            if word not in self.counts.words:
                vietnamese = token.kind == "word" and could_be_vietnamese(flatten(word))
                lost_a_bar = token.text.isupper() and "D" in token.text  # "BCD" may have been "BCĐ"
                return 0.4 if lost_a_bar or (vietnamese and flatten(word) == word) else 0.99
            if word != token.symbol or token.kind == "word":
                seen = self.counts.words[word]
                return _ONE_SPELLING[seen - 1] if seen <= len(_ONE_SPELLING) else 0.998
            return 0.99
        one, two = (chosen[place - 2] if place > 1 else BREAK), (chosen[place - 1] if place else BREAK)
        three = chosen[place + 1] if place + 1 < len(chosen) else BREAK
        four = chosen[place + 2] if place + 2 < len(chosen) else BREAK
        chances = self.counts.log_chances
        weights = [
            here + chances(two, other, (three,))[0] + chances(other, three, (four,))[0]
            for other, here in zip(words, chances(one, two, words), strict=True)
        ]
        best = weights[words.index(word)]
        return min(_AT_MOST, 1 / sum(exp(weight - best) for weight in weights))


_Path = tuple[str, "_Path | None"]


def _by_score(item: tuple[tuple[str, str], tuple[float, _Path | None]]) -> float:
    return item[1][0]


def _first(item: tuple[float, _Path | None]) -> float:
    return item[0]


def _leave_foreign_lines(tokens: Sequence[Token], choices: list[list[str]], counts: Counts) -> None:
    """A line in another language keeps every word."""
    start = 0
    for end, token in enumerate([*tokens, _END]):
        if token.symbol != BREAK:
            continue
        words = [place for place in range(start, end) if tokens[place].kind == "word"]
        strange = sum(not counts.spellings(flatten(tokens[place].symbol)) for place in words)
        if len(words) > 2 and strange > _FOREIGN_LINE * len(words):
            for place in words:
                choices[place] = [tokens[place].symbol]
        start = end + 1

"""Which words of a text are a person's name: those are nobody's to guess at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from caicach.core.text import flatten

from .counts import Counts
from .tokens import Token

_FAMILY_NAMES = frozenset({
    "nguyen", "tran", "le", "pham", "hoang", "huynh", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo", "duong",
    "ly", "dinh", "mai", "trinh", "dao", "doan", "luong", "luu", "trieu", "to", "ta", "quach", "lam", "chu", "cao",
    "nghiem", "kieu", "la", "ha", "thai", "tong", "vuong", "ton", "nong", "be", "ma", "giang", "khuat", "phung",
    "truong", "quan", "dam", "tang", "luc", "vi", "au", "phi", "uong", "khong", "bach", "diep", "chau", "cung",
    "dau", "mac", "lo", "quang", "sung", "thao", "vang"
})  # fmt: skip
_TITLES = frozenset({"ong", "ba", "anh", "chi", "co"})
_MIDDLE = frozenset({"van", "thi"})
_AT_MOST = 5


def names_in(tokens: Sequence[Token], counts: Counts) -> set[int]:
    """The places of all words that belong to people's names: a run of capitalised words that begins with a family
    name and is no place or body that the counts know."""
    found: set[int] = set()
    place = 0
    while place < len(tokens):
        end = place
        while end < len(tokens) and _is_capitalised(tokens[end]):
            end += 1
        for start in range(place, end - 1):
            if _is_name(tokens, start, end, counts):
                found.update(range(start, end))
                break
        place = max(end, place + 1)
    return found


def _is_capitalised(token: Token) -> bool:
    return token.kind == "word" and token.text[0].isupper() and (len(token.text) == 1 or token.text[1:].islower())


def _is_name(tokens: Sequence[Token], start: int, end: int, counts: Counts) -> bool:
    words = [flatten(token.symbol) for token in tokens[start:end]]
    if not 2 <= len(words) <= _AT_MOST or words[0] not in _FAMILY_NAMES:
        return False
    if len(words) > 2 and words[1] in _MIDDLE:
        return True
    titled = start > 0 and flatten(tokens[start - 1].symbol) in _TITLES
    alone = (start == 0 or tokens[start - 1].kind == "other") and (end == len(tokens) or tokens[end].kind == "other")
    if not (titled or (alone and len(words) > 2)):
        return False
    return not _is_known(words, counts)


def _is_known(words: Sequence[str], counts: Counts) -> bool:
    """Whether each word was seen beside the next in some spelling."""
    return all(
        any((one, two) in counts.pairs for one in counts.spellings(first) for two in counts.spellings(second))
        for first, second in pairwise(words)
    )

"""Marks that count (1, 2, 3; I, II, III; a, b, c) put right by their order, where those around them agree."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from caicach.core.numbers import parse_roman, to_roman
from caicach.core.text import flatten

_SURE = 0.85  # a plain number this sure is believed whatever stands around it
_NUMBER = re.compile(r"(\d{1,3})([.)]?)")
_SEEN = str.maketrans({"L": "I", "1": "I", "!": "I", "|": "I", "T": "I", "J": "I", "Y": "V", "U": "V", "H": "II"})
_LOOKS = {("e", "l"): "f", ("e", "t"): "f", ("d", "o"): "đ"}  # after "e)", what begins like an "l" is an "f"
_LETTERS = ("abcdđeghiklmnopqrstuvxy", "abcdđefghiklmnopqrstuvxy", "abcdefghiklmnopq")


def in_order(marks: Sequence[tuple[str, float]]) -> list[str]:
    """Ordinals from the top down, each as read and how surely, put right where those around them agree.

    Numbers count on, or begin again below the head of a group; Roman ones count the groups.
    """
    texts = [text.replace(",", ".").rstrip(".") + ("." if text[-1:] in (",", ".") else "") for text, _ in marks]
    sure = [how for _, how in marks]
    suffix = Counter(found[2] for text in texts if (found := _NUMBER.fullmatch(text))).most_common(1)
    for index, text in enumerate(texts):
        if not (_NUMBER.fullmatch(text) and sure[index] >= _SURE) and _may_be_number(text):
            expected = _expected(texts, index)
            if expected is not None and _value(text) != expected:
                texts[index] = f"{expected}{suffix[0][0] if suffix else ''}"
    if not any(re.fullmatch(r"[ABĐEFG][.)]?", text) for text in texts):
        _count_groups(texts, sure)
    return texts


def _may_be_number(text: str) -> bool:
    """Anything short that is no Roman number of two signs or more, no number of two parts, and no other ordinal."""
    return not re.fullmatch(r"(?=..)[IVX]+[.)]?|[VX]|\d+\.\d.*|[A-ZĐ][.)]|[ABĐEFG]|[a-zđ]\)", text)


def _value(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _expected(texts: Sequence[str], index: int) -> int | None:
    """The number that both neighbours leave for a mark; None where they do not agree on one."""
    above, crossed = _next(texts, range(index - 1, -1, -1))
    below, parted = _next(texts, range(index + 1, len(texts)))
    after = None if parted else below
    before = None if above is None else above[1]
    if after is not None:
        if before is not None and after[1] == before + 2:
            return before + 1
        if (crossed or before is None) and after[1] == 2:
            return 1
        if before is None and after[1] > 2:
            second, apart = _next(texts, range(after[0] + 1, len(texts)))
            return after[1] - 1 if second is not None and not apart and second[1] == after[1] + 1 else None
        return None
    if above is None or crossed:
        return None
    second, apart = _next(texts, range(above[0] - 1, -1, -1))
    counted = second is not None and not apart and above[1] == second[1] + 1
    if below is not None and below[1] not in (1, above[1] + 2):
        return None
    return above[1] + 1 if counted or (below is not None and below[1] == above[1] + 2) else None


def _next(texts: Sequence[str], places: range) -> tuple[tuple[int, int] | None, bool]:
    """The next number in these places with its place, and whether anything else stands before it."""
    other = False
    for place in places:
        value = _value(texts[place])
        if value is not None:
            return (place, value), other
        other = True
    return None, other


def _count_groups(texts: list[str], sure: Sequence[float]) -> None:
    """Roman numbers put right in place, by a stroke: those that are unsure, or that the next one goes on from."""
    groups = [(place, seen) for place, text in enumerate(texts) if (seen := _as_roman(text))]
    last = 0
    for index, (place, seen) in enumerate(groups):
        expected = to_roman(last + 1)
        follows = to_roman(last + 2)
        after = groups[index + 1][1] if index + 1 < len(groups) else ""
        stop = texts[place][-1:] if texts[place][-1:] in ".)" else ""
        agreed = after == follows or (sure[place] < _SURE and (not after or _alike(after, follows)))
        value = parse_roman(seen)
        leads_on = value is not None and after == to_roman(value + 1)
        if seen != expected and _alike(seen, expected) and agreed and not leads_on:
            seen, value = expected, last + 1
        if value is None:
            continue
        texts[place] = seen + stop
        last = value


def _as_roman(text: str) -> str:
    """Strokes as a Roman number ("IH" → "III", "VÌ." → "VI"); "" for what cannot be one."""
    if text.rstrip(".)").isdigit():
        return ""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    seen = plain.rstrip(".)").upper().translate(_SEEN)
    return seen if 1 <= len(seen) <= 5 and set(seen) <= set("IVX") else ""


def _alike(seen: str, meant: str) -> bool:
    """The same but for a stroke too many or too few."""
    if seen == meant:
        return True
    shorter, longer = sorted((seen, meant), key=len)
    if len(longer) != len(shorter) + 1:
        return False
    return any(longer[:cut] + longer[cut + 1 :] == shorter and longer[cut] == "I" for cut in range(len(longer)))


def letters_in_order(labels: Sequence[str]) -> list[str]:
    """Labels of items as read, from the top down: "a)", "ở)", "e)" → "a)"… with what cannot be a label, and stands
    between two letters of which one place is free, as the letter of that place."""
    put = list(labels)
    for index, label in enumerate(labels):
        before = put[index - 1] if index else ""
        after = labels[index + 1] if index + 1 < len(labels) else ""
        if re.fullmatch(r"[a-zđ]\)", before) and not re.fullmatch(r"[a-zđ]\)", label):
            agreed = _between(before[0], after[0]) if re.fullmatch(r"[a-zđ]\)", after) else ""
            letter = agreed or _LOOKS.get((before[0], flatten(label[0])), "")
            put[index] = f"{letter})" if letter else label
    return put


def _between(before: str, after: str) -> str:
    for letters in _LETTERS:
        place = letters.find(before)
        if place >= 0 and letters[place + 2 : place + 3] == after:
            return letters[place + 1]
    return ""

"""How much of what a document says a reading holds: found, expected, right; and of what is right, how exactly.

A gold is the contract of `caicach read`, whole or in part: only the documents, keys and lists that it states are
scored. An item of a gold may say its text in a few words in their order (`say`) instead of whole (`text`). A list that
is named in `partial` does not claim to hold everything: what else was found there is not counted as wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import eq
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from caicach.core.text import flatten, search_key
from caicach.intake.diacritics.tokens import plain

ITEMS = ("targets", "tasks", "duties", "citations", "statements")
FIELDS = ("header", "owner", "deadline", "phase")
HEADER = ("kind", "number", "issued_on", "place", "issuer", "title", "period", "signer")
ALIKE = 78  # of two folded texts, out of 100, to be the same item
_SAID = 0.8  # of the words of a short gold text, in their order
_SAID_BADLY = 0.5
_SAME_NAME = 85
_VALUES = ("comparator", "value", "value_to", "unit")

Reading = Mapping[str, Any]


@dataclass(slots=True)
class Count:
    """Found, expected, right. `open_right`: of the right ones, those in lists that do not claim to be whole; what was
    found there besides is not counted as found."""

    found: int = 0
    expected: int = 0
    right: int = 0
    open_right: int = 0

    def add(self, other: Count) -> None:
        self.found += other.found
        self.expected += other.expected
        self.right += other.right
        self.open_right += other.open_right

    @property
    def precision(self) -> float | None:
        """None where no list was whole, or nothing was found."""
        return (self.right - self.open_right) / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """None where there is nothing to find and nothing was found; the recall alone where no list was whole."""
        if self.precision is None or self.recall is None:
            return self.recall if not self.found else 0.0
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Score:
    """Counts per list of items, and per field how many of the stated values were read exactly."""

    items: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in ITEMS})
    fields: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FIELDS})

    def add(self, other: Score) -> None:
        for name, count in other.items.items():
            self.items[name].add(count)
        for name, count in other.fields.items():
            self.fields[name].add(count)


def score(gold: Reading, reading: Reading) -> Score:
    """A reading held against a gold."""
    total = Score()
    stated = gold["documents"]
    for document, found in zip(stated, _paired(stated, reading["documents"]), strict=True):
        total.add(_score_document(document, found or {}))
    return total


def _paired(stated: Sequence[Reading], found: Sequence[Reading]) -> list[Reading | None]:
    """For each document of the gold the one of the reading that it is: the first free one of the same kind, else the
    one in its place; all of them together where the gold speaks of the whole file."""
    free = list(found)
    pairs: list[Reading | None] = []
    for place, document in enumerate(stated):
        same = [one for one in free if one.get("kind") == document.get("kind")]
        if document.get("of_file"):
            lists = {name: [item for one in found for item in one.get(name, ())] for name in ITEMS}
            pairs.append({**(same[0] if same else found[0] if found else {}), **lists})
            continue
        chosen = same[0] if same else found[place] if place < len(found) and found[place] in free else None
        if chosen is not None:
            free.remove(chosen)
        pairs.append(chosen)
    return pairs


def _score_document(gold: Reading, found: Reading) -> Score:
    result = Score()
    for key in HEADER:
        if key in gold:
            result.fields["header"].add(_one(_same_value(gold[key], found.get(key))))
    partial = set(gold.get("partial", ()))
    for name in ITEMS:
        if name not in gold:
            continue
        wanted, there = list(gold[name]), list(found.get(name, ()))
        pairs = matched(wanted, there, _likeness(name))
        if name in partial:
            result.items[name] = Count(0, len(wanted), len(pairs), len(pairs))
        else:
            result.items[name] = Count(len(there), len(wanted), len(pairs))
        for one, other in pairs:
            _score_fields(name, wanted[one], there[other], result)
    return result


def _score_fields(name: str, gold: Mapping[str, Any], found: Mapping[str, Any], result: Score) -> None:
    for key in ("leads", "supports", "owners", "body"):
        if key in gold and (key != "body" or name == "duties"):
            result.fields["owner"].add(_one(_same_names(gold[key], found.get(key))))
    for key in ("leads", "supports"):
        if gold.get(f"{key}_say"):
            there = search_key(" ".join(found.get(key) or ()))
            result.fields["owner"].add(_one(said(search_key(gold[f"{key}_say"]), there) > 0))
    if "due" in gold:
        result.fields["deadline"].add(_one(_same_due(gold["due"], found.get("due"))))
    if name == "targets" and ("from" in gold or "to" in gold):
        same = all(gold[key] == found.get(key) for key in ("from", "to") if key in gold)
        result.fields["phase"].add(_one(same))


def _one(right: bool) -> Count:
    return Count(1, 1, int(right))


def matched(
    wanted: Sequence[Any], found: Sequence[Any], likeness: Callable[[Any, Any], float]
) -> list[tuple[int, int]]:
    """Pairs of places, each place once, the likeliest first; what is under ALIKE is no pair."""
    scored = [
        (value, -abs(one - other), one, other)
        for one, gold in enumerate(wanted)
        for other, item in enumerate(found)
        if (value := likeness(gold, item)) >= ALIKE
    ]
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, one, other in sorted(scored, reverse=True):
        if one not in taken[0] and other not in taken[1]:
            pairs.append((one, other))
            taken[0].add(one)
            taken[1].add(other)
    return pairs


def _likeness(name: str) -> Callable[[Any, Any], float]:
    return {
        "targets": _target_likeness,
        "tasks": _task_likeness,
        "duties": _duty_likeness,
        "citations": _citation_likeness,
        "statements": _target_likeness,
    }[name]


def _target_likeness(gold: Mapping[str, Any], found: Mapping[str, Any]) -> float:
    """The same number in the same words; a figure with another value is another figure."""
    keys = [key for key in _VALUES if key in gold] + [key for key in ("of", "ratio", "as_of") if key in gold]
    if any(not _same_value(gold[key], found.get(key)) for key in keys):
        return 0
    return _text_likeness(gold, found) if "text" in gold or "say" in gold else 100


def _task_likeness(gold: Mapping[str, Any], found: Mapping[str, Any]) -> float:
    value = _text_likeness(gold, found)
    if "ordinal" not in gold or found.get("ordinal") is None:
        return value
    if str(gold["ordinal"]) != str(found["ordinal"]):
        return value - 10  # two rows that say nearly the same
    words = search_key(gold.get("say") or gold.get("text") or "")
    alike = said(words, _whole_text(found), least=_SAID_BADLY, letters=60)
    return max(value, ALIKE + alike if alike else 0.0)  # the same row of the same table, however badly recognised


def _duty_likeness(gold: Mapping[str, Any], found: Mapping[str, Any]) -> float:
    if "body" in gold and not _same_names(gold["body"], found.get("body")):
        return 0
    return _text_likeness(gold, found) if "text" in gold or "say" in gold else 100


def _citation_likeness(gold: Mapping[str, Any], found: Mapping[str, Any]) -> float:
    return 100.0 if flatten(str(gold["number"])) == flatten(str(found.get("number") or "")) else 0.0


def _text_likeness(gold: Mapping[str, Any], found: Mapping[str, Any]) -> float:
    there = search_key(str(found.get("text") or ""))
    if "text" in gold:
        return float(fuzz.ratio(search_key(gold["text"]), there))
    return 100 * said(search_key(gold["say"]), _whole_text(found))


def _whole_text(found: Mapping[str, Any]) -> str:
    return search_key(" ".join(str(found.get(key) or "") for key in ("text", "activities", "product", "body")))


def said(words: str, text: str, *, least: float = _SAID, letters: float = 80) -> float:
    """Which share of the words stands in the text in their order, words alike to `letters` in a hundred taken for the
    same; 0 where it is under `least`."""
    wanted, there = words.split(), text.split()
    if not wanted:
        return 0.0
    place = right = 0
    for word in wanted:
        for ahead in range(place, len(there)):
            if word == there[ahead] or (len(word) > 2 and fuzz.ratio(word, there[ahead]) >= letters):
                place, right = ahead + 1, right + 1
                break
    return share if (share := right / len(wanted)) >= least else 0.0


def _same_value(gold: Any, found: Any) -> bool:
    if isinstance(gold, str) and isinstance(found, str):
        return _in_full(gold) == _in_full(found)
    return bool(gold == found)


def _in_full(name: str) -> str:
    """Folded words, the commonest short form written out."""
    return search_key(name).replace("ubnd", "uy ban nhan dan")


def _same_names(gold: Any, found: Any) -> bool:
    """The same bodies in whatever order; a long name may miss a letter."""
    wanted, there = _names(gold), _names(found)
    return len(wanted) == len(there) and len(matched(wanted, there, _name_likeness)) == len(wanted)


def _names(value: Any) -> list[str]:
    listed: Iterable[Any] = value if isinstance(value, list | tuple) else [value] if value else []
    return [_in_full(str(name)) for name in listed]


def _name_likeness(one: str, other: str) -> float:
    value = fuzz.ratio(one, other)
    return value if value >= _SAME_NAME else 0.0


def _same_due(gold: Mapping[str, Any] | None, found: Mapping[str, Any] | None) -> bool:
    """The keys that the gold states; the words of the deadline are none of them."""
    if gold is None or found is None:
        return gold is found
    return all(value == found.get(key) for key, value in gold.items() if key != "text")


@dataclass(slots=True)
class Words:
    """How many words of the original came through, and of those that did, how many with their marks."""

    expected: int = 0
    right: int = 0  # with their marks
    folded: int = 0  # whatever became of their marks
    wrong: int = 0  # put in, left out or changed, marks counted

    def add(self, other: Words) -> None:
        self.expected += other.expected
        self.right += other.right
        self.folded += other.folded
        self.wrong += other.wrong

    @property
    def error(self) -> float | None:
        """The word error rate."""
        return self.wrong / self.expected if self.expected else None

    @property
    def marks(self) -> float | None:
        """Of the words whose letters came through, how many kept or got back their marks."""
        return self.right / self.folded if self.folded else None


def compare_words(original: str, found: str) -> Words:
    """Two texts word by word; punctuation and case do not count. Words that stand together elsewhere, as the columns
    of a letterhead may, are where they should be."""
    one, other = _word_list(original), _word_list(found)
    bare, bare_found = [flatten(word) for word in one], [flatten(word) for word in other]
    words = Words(expected=len(one), wrong=Levenshtein.distance(one, other))
    gone: list[list[str]] = []
    come: list[list[str]] = []
    for block in Levenshtein.opcodes(bare, bare_found):
        here, there = one[block.src_start : block.src_end], other[block.dest_start : block.dest_end]
        if block.tag == "equal":
            words.folded += len(here)
            words.right += sum(map(eq, here, there))
        elif block.tag == "delete":
            gone.append(here)
        elif block.tag == "insert":
            come.append(there)
    for run in come:
        if run in gone:
            gone.remove(run)
            words.wrong -= 2 * len(run)
            words.folded += len(run)
            words.right += len(run)
    return words


def _word_list(text: str) -> list[str]:
    return [word for raw in plain(text).lower().split() if (word := raw.strip(_SIGNS))]


_SIGNS = "*_|-–—•.,;:()[]{}\"“”'‘’/+…!?"

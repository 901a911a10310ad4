"""What does not agree in a report before it is signed: text and data, a body and those below it, this report and the
last one, what was asked and what is there. Pure: the report as plain values in, findings out.

A finding that must be explained keeps the report from going up until somebody says why it is so; the explanation holds
for the finding with these numbers (`Finding.code`), not for others that come later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from textwrap import wrap

from caicach.core.numbers import NUMBER, format_number
from caicach.core.text import flatten, search_key, squeeze
from caicach.intake.reading.arithmetic import places_of
from caicach.intake.reading.measures import Measure, measures_in
from caicach.intake.reading.paragraphs import Para
from caicach.intake.reading.statements import Stated
from caicach.intake.reading.structure import Node

from .live import Live, Ref, bare, pieces


class Severity(StrEnum):
    """Whether a finding holds the report up."""

    MUST_EXPLAIN = "must_explain"
    LOOK = "look"


class What(StrEnum):
    """What was found. The sentence for each is in words_checks.py."""

    TYPED_OTHERWISE = "typed_otherwise"
    SHARE_OFF = "share_off"
    PARTS_OFF = "parts_off"
    CHANGED_SINCE = "changed_since"
    BELOW_ADDS_OTHERWISE = "below_adds_otherwise"
    BELOW_INCOMPLETE = "below_incomplete"
    TASKS_DO_NOT_ADD_UP = "tasks_do_not_add_up"
    FELL_SINCE_LAST = "fell_since_last"
    PRINTED_OTHERWISE = "printed_otherwise"
    TARGET_FELL = "target_fell"
    PROMISE_NOT_MENTIONED = "promise_not_mentioned"
    BODIES_MISSING = "bodies_missing"
    FIGURE_MISSING = "figure_missing"
    FIGURES_BELOW_MISSING = "figures_below_missing"
    FIGURE_DOUBTED = "figure_doubted"


_ONLY_LOOK = frozenset(
    {
        What.CHANGED_SINCE,
        What.BELOW_INCOMPLETE,
        What.PROMISE_NOT_MENTIONED,
        What.FIGURE_MISSING,
        What.FIGURES_BELOW_MISSING,
        What.FIGURE_DOUBTED,
    }
)
_CODE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree. `about` and `data` are what it found, and make its code; `also` only fills the
    sentence (names)."""

    what: What
    about: str
    data: Mapping[str, str]
    also: Mapping[str, str] = field(default_factory=dict)
    section: str = ""
    passage: int | None = None
    indicator: str = ""

    @property
    def severity(self) -> Severity:
        return Severity.LOOK if self.what in _ONLY_LOOK else Severity.MUST_EXPLAIN

    @property
    def code(self) -> str:
        """Names the finding with its numbers: the same contradiction has the same code, other numbers another."""
        code = ":".join([self.what, self.about, *(self.data[name] for name in sorted(self.data))])
        if len(code) <= _CODE_LENGTH:
            return code
        digest = sha256(code.encode()).hexdigest()[:32]
        return f"{code[: _CODE_LENGTH - 33]}:{digest}"


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of the report, its numbers with where they come from (`live`). One that was taken from a report
    below speaks of the body that wrote it, against whose figures it was held there."""

    passage: int
    section: str
    text: str
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One line of the report's table: the figure, what it is compared with, what those below it add up to.

    `same_year`: the period before is of the same year, so that a count since January cannot be smaller now. `counts`
    says what the system counts here of tasks ("total", "done_in_time", "done_late", "overdue"), `scope` over which.
    """

    code: str
    name: str
    unit: str
    places: int = 0
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    answered: bool = True
    asked: bool = False  # the body itself answers for it by hand
    before: Decimal | None = None
    year_ago: Decimal | None = None
    cumulative: bool = False
    same_year: bool = False
    own: bool = False
    below: Decimal | None = None
    missing_below: int = 0
    named_missing: tuple[str, ...] = ()
    counts: str = ""
    scope: str = ""

    def shown(self, value: Decimal) -> str:
        """The value as it is printed."""
        mark = self.unit if self.unit in ("%", "‰") else f" {self.unit}" if self.unit else ""
        return f"{format_number(value, self.places)}{mark}"


# --- the text by itself, and against the figures ----------------------------------------------------------------------


_UNIT_BETWEEN = re.compile(  # "87/382 hồ sơ (22,8 %)" is read as "87/382 (22,8 %)"
    rf"(?<![\d.,])({NUMBER}\s?/\s?{NUMBER})\s+[^\W\d][^\d().,;]{{0,40}}(?=\(\s*(?:đạt\s*)?(?:tỷ lệ\s*)?{NUMBER}\s*%)"
)


def arithmetic(said: Iterable[Said]) -> Iterator[Finding]:
    """Shares that do not follow from what they are shares of, parts that do not add up: the checks of reading, turned
    on one's own draft. A sentence that was taken from several reports is asked about once in each paragraph."""
    for paragraph in said:
        stated = Stated()
        for line in _readable(bare(paragraph.text)):
            stated.read(Node(Para(_UNIT_BETWEEN.sub(r"\1 ", squeeze(line)), 1, 1)), damaged=False)
        for doubt, _node in stated.doubts:
            what = What.SHARE_OFF if doubt.kind == "share" else What.PARTS_OFF
            data = {"printed": format_number(doubt.printed), "expected": format_number(doubt.expected)}
            if doubt.whole is not None:
                data |= {"value": format_number(doubt.value), "whole": format_number(doubt.whole)}
            else:
                data["parts"] = " + ".join(format_number(part) for part in doubt.parts)
            yield Finding(
                what, f"p{paragraph.passage}", data, {"sentence": doubt.sentence}, section=paragraph.section,
                passage=paragraph.passage,
            )  # fmt: skip


_LONGEST_SENTENCE = 1_000


def _readable(text: str) -> Iterator[str]:
    """The lines, cut where nobody writes a sentence that long: reading one takes more than its length."""
    for line in text.split("\n"):
        yield from wrap(line, _LONGEST_SENTENCE) or [line]


def changed_since(said: Iterable[Said], now: Mapping[Ref, str], names: Mapping[Ref, str]) -> Iterator[Finding]:
    """Live numbers that read otherwise now than when the paragraph was written, all in one line: sending renews them
    by itself, so that there is nothing to do about each."""
    changed: dict[str, Said] = {}
    for paragraph in said:
        for piece in pieces(paragraph.text):
            if isinstance(piece, Live) and piece.shown and piece.ref in now and now[piece.ref] != piece.shown:
                named = f"“{names[piece.ref]}”: " if names.get(piece.ref) else ""
                changed.setdefault(f"{named}{piece.shown} → {now[piece.ref]}", paragraph)
    if changed:
        lines, (first, *others) = list(changed), list(changed.values())
        passage = first.passage if all(one.passage == first.passage for one in others) else None
        also = {"count": str(len(lines)), "lines": _listed(lines, len(lines))}
        section = first.section if passage else ""
        yield Finding(What.CHANGED_SINCE, "", {"changes": "|".join(lines)}, also, section=section, passage=passage)


_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[^\s\d])|\n")
_OF_ANOTHER_TIME = re.compile(
    r"\b(?:tang|giam|chenh|so voi|muc tieu|chi tieu|ke hoach|phan dau|yeu cau|ky truoc|cung ky|nam truoc|quy truoc"
    r"|den het nam|toi thieu|it nhat|tu)\b[^,;()]{0,40}$"
)
_IDLE = frozenset(
    search_key("của và các cho tại theo được đã đến trong với là có số tỷ lệ về những một kỳ này").split()
)
_NAMED = Decimal("0.85")  # of an indicator's words, how many a sentence has that speaks of it
_FEWEST_WORDS = 3


def typed_otherwise(said: Iterable[Said], known: Sequence[Known]) -> Iterator[Finding]:
    """Numbers that were typed into a sentence which names an indicator, with its unit, and are not its figure. The
    words between the numbers on both sides say what a number is of; of a sentence with one number, all of them."""
    named = [(one, _words(one.name)) for one in known if one.value is not None]
    named = [(one, words) for one, words in named if len(words) >= _FEWEST_WORDS]
    for paragraph in said:
        for sentence, is_live in _sentences("" if paragraph.is_taken else paragraph.text):
            folded = flatten(sentence)
            if not _meant(folded, named):
                continue
            measures = measures_in(sentence, any_noun=True)
            starts = [0, *(measure.to for measure in measures)]
            ends = [*(measure.at for measure in measures[1:]), len(sentence)]
            for measure, start, end in zip(measures, starts, ends, strict=False):
                if measure.stated or any(is_live[measure.at : measure.to]):
                    continue
                meant = _meant(folded[start:end], named)
                of_unit = [one for one in meant if _same_unit(measure, one)]
                if not of_unit or _OF_ANOTHER_TIME.search(folded[max(0, measure.at - 60) : measure.at]):
                    continue
                if not any(_fits(measure.value, one) for one in of_unit):
                    yield _typed(paragraph, measure, of_unit[0])


def _typed(paragraph: Said, measure: Measure, one: Known) -> Finding:
    assert one.value is not None  # only figures with a number are looked for
    found = f"{format_number(measure.value)}{one.unit if one.unit in ('%', '‰') else f' {one.unit}'}"
    return Finding(
        What.TYPED_OTHERWISE, f"p{paragraph.passage}:{one.code}", {"found": found, "figure": one.shown(one.value)},
        {"name": one.name}, section=paragraph.section, passage=paragraph.passage, indicator=one.code,
    )  # fmt: skip


def _sentences(text: str) -> Iterator[tuple[str, list[bool]]]:
    """Each sentence as it reads, and for each of its signs whether it belongs to a live number."""
    signs: list[bool] = []
    words = ""
    for piece in pieces(text):
        shown = piece if isinstance(piece, str) else piece.shown
        words += shown
        signs += [isinstance(piece, Live)] * len(shown)
    start = 0
    for cut in _SENTENCE.finditer(words):
        yield words[start : cut.start()], signs[start : cut.start()]
        start = cut.end()
    yield words[start:], signs[start:]


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in search_key(name).split() if word not in _IDLE and not word.isdigit())


def _meant(words_there: str, named: Sequence[tuple[Known, frozenset[str]]]) -> list[Known]:
    """The indicators whose name the words say most fully; those that they only touch are not meant."""
    there = frozenset(search_key(words_there).split())
    shares = [(Decimal(len(words & there)) / len(words), len(words), one) for one, words in named]
    best = max(((share, length) for share, length, _one in shares), default=(Decimal(0), 0))
    return [one for share, length, one in shares if share >= _NAMED and (share, length) == best]


def _same_unit(measure: Measure, one: Known) -> bool:
    found, unit = search_key(measure.unit) or measure.unit, search_key(one.unit) or one.unit
    return bool(unit) and (found == unit or found.startswith(f"{unit} "))


def _fits(typed: Decimal, one: Known) -> bool:
    values = (one.value, one.numerator, one.denominator, one.before, one.year_ago)
    return any(value is not None and round(value, places_of(typed)) == typed for value in values)


# --- figures against figures ------------------------------------------------------------------------------------------


def below_against_own(known: Iterable[Known]) -> Iterator[Finding]:
    """A body's own word against the sum of those below it. Where some below have not answered, less is no wonder."""
    for one in known:
        if not one.own or one.below is None or one.value is None or one.below == one.value:
            continue
        incomplete = bool(one.missing_below) and one.below < one.value
        data = {"own": one.shown(one.value), "below": one.shown(one.below)}
        if incomplete:
            data["missing"] = str(one.missing_below)
        what = What.BELOW_INCOMPLETE if incomplete else What.BELOW_ADDS_OTHERWISE
        yield Finding(what, one.code, data, {"name": one.name}, indicator=one.code)


def tasks_add_up(known: Iterable[Known]) -> Iterator[Finding]:
    """Tasks done and overdue cannot be more than there are."""
    by_scope: dict[str, dict[str, Known]] = {}
    for one in known:
        if one.counts and one.value is not None:
            by_scope.setdefault(one.scope, {})[one.counts] = one
    for scope, counted in by_scope.items():
        total = counted.get("total")
        parts = [one for name, one in counted.items() if name != "total"]
        added = sum((one.value for one in parts if one.value is not None), Decimal(0))
        if total is not None and total.value is not None and added > total.value:
            yield Finding(
                What.TASKS_DO_NOT_ADD_UP, total.code or scope,
                {"total": format_number(total.value), "added": format_number(added)},
                {"names": "; ".join(one.name for one in parts)}, indicator=total.code,
            )  # fmt: skip


def fell_since_last(known: Iterable[Known]) -> Iterator[Finding]:
    """What counts since the start of the year cannot become less within it."""
    for one in known:
        if not (one.cumulative and one.same_year) or one.value is None or one.before is None:
            continue
        if one.value < one.before:
            data = {"now": one.shown(one.value), "before": one.shown(one.before)}
            yield Finding(What.FELL_SINCE_LAST, one.code, data, {"name": one.name}, indicator=one.code)


# --- against the last report ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure of the period before: as the last report printed it, as it is shown now."""

    code: str
    name: str
    then: str
    now: str


def printed_otherwise(printed: Iterable[Printed]) -> Iterator[Finding]:
    for one in printed:
        if one.then != one.now:
            data = {"then": one.then, "now": one.now}
            yield Finding(What.PRINTED_OTHERWISE, one.code, data, {"name": one.name}, indicator=one.code)


@dataclass(frozen=True, slots=True)
class Fallen:
    """A target that was reached at the end of the period before and is not any more."""

    key: str
    text: str
    before: str
    now: str


def targets_fell(fallen: Iterable[Fallen]) -> Iterator[Finding]:
    for one in fallen:
        yield Finding(What.TARGET_FELL, one.key, {"before": one.before, "now": one.now}, {"text": one.text})


_BRACKETS = re.compile(r"\([^()]*\)")
_LABEL = re.compile(r"^\s*(?:[-+•*]|\d+[.)]|[a-zđ]\))\s*")
_MENTIONED = Decimal("0.6")  # of a promise's words, how many a paragraph has that speaks of it
_PROMISE_WORDS = 4
_PROMISES_NAMED = 20


def not_mentioned(promised: Iterable[str], said: Sequence[Said]) -> Iterator[Finding]:
    """What the last report said was ahead and this one passes over in silence, line by line."""
    there = [frozenset(search_key(line).split()) for one in said for line in bare(one.text).split("\n")]
    found = 0
    for text in promised:
        for line in bare(text).split("\n"):
            promise = squeeze(_LABEL.sub("", line))
            words = _words(_BRACKETS.sub(" ", promise))
            if len(words) < _PROMISE_WORDS or promise.endswith(":"):
                continue
            if not any(Decimal(len(words & one)) >= _MENTIONED * len(words) for one in there):
                found += 1
                if found > _PROMISES_NAMED:
                    return
                yield Finding(What.PROMISE_NOT_MENTIONED, "", {"promise": promise})


# --- what is not there ------------------------------------------------------------------------------------------------


def bodies_missing(names: Sequence[str]) -> Iterator[Finding]:
    """Bodies that the report is merged from and whose own is not there: said and explained, never counted as zero."""
    if names:
        which = sha256("|".join(names).encode()).hexdigest()[:16]
        yield Finding(
            What.BODIES_MISSING, which, {"count": str(len(names))}, {"names": _listed(names, len(names))}
        )  # fmt: skip


def figures_missing(known: Sequence[Known]) -> Iterator[Finding]:
    """Lines of the table without an answer: the body's own together; those of bodies below by who is missing."""
    own = [one for one in known if one.asked and not one.answered]
    if own:
        data = {"codes": " ".join(one.code for one in own)}
        also = {"count": str(len(own)), "names": _listed([one.name for one in own], len(own))}
        yield Finding(What.FIGURE_MISSING, "", data, also)
    below: dict[tuple[int, tuple[str, ...]], list[Known]] = {}
    for one in known:
        if one.missing_below and one not in own:
            below.setdefault((one.missing_below, one.named_missing), []).append(one)
    for (count, bodies), lines in below.items():
        also = {"lines": _listed([one.name for one in lines], len(lines)), "names": _listed(bodies, count)}
        data = {"codes": " ".join(one.code for one in lines), "count": str(count)}
        yield Finding(What.FIGURES_BELOW_MISSING, "", data, also, indicator=lines[0].code if len(lines) == 1 else "")


_NAMED_AT_MOST = 6


def _listed(names: Sequence[str], count: int) -> str:
    shown = names[:_NAMED_AT_MOST]
    return "; ".join(shown) + ("; …" if count > len(shown) else "")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, what must be explained first."""
    once = {finding.code: finding for finding in findings}
    return sorted(once.values(), key=lambda one: one.severity != Severity.MUST_EXPLAIN)

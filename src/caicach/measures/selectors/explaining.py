"""How a figure came about: formula, inputs, bodies, evidence, who, when, what it was before."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Q

from caicach.bodies.models import Body
from caicach.core.models import PeriodKind
from caicach.core.periods import Period

from ..formulas import codes_in
from ..models import COUNTED, Figure, FigureEvidence, Indicator, OverBodies, RolledUp, SourceKind
from ..rules import Outcome, Rolled, outcome
from .asked import bodies_missing
from .measuring import Figures, Measured


@dataclass(frozen=True)
class Proof:
    """A file behind a figure."""

    name: str
    page: str
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class Word:
    """One word that was given."""

    number: int
    answer: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str
    by: str
    at: datetime
    why: str
    published: bool


@dataclass(frozen=True)
class Explained:
    """A reason that somebody gave for a breach."""

    rule: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Own:
    """The body's own figure: who gave it, who took it, what it was before, what proves it."""

    figure: int
    answer: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    note: str
    state: str
    source: str
    entered_by: str
    entered_at: datetime
    submitted_by: str
    submitted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    reached: str
    revisions: tuple[Word, ...]
    evidence: tuple[Proof, ...]
    exceptions: tuple[Explained, ...]


@dataclass(frozen=True)
class Share:
    """What a body right below brings to the sum."""

    body: int
    name: str
    answer: str | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    answers: int
    figure: int | None  # its own figure, where it gave one
    state: str
    given_by: str
    given_at: datetime | None
    evidence: int


@dataclass(frozen=True)
class Input:
    """An indicator that a formula takes, or a shorter period that a longer one is put together from."""

    code: str
    name: str
    unit: str
    period: str
    answer: str | None
    value: Decimal | None


@dataclass(frozen=True)
class Explanation:
    """A figure down to what it is made of. Each share and input can be explained in turn."""

    code: str
    name: str
    definition: str
    unit: str
    places: int
    body: int
    body_name: str
    period: str
    breakdown: str
    how: str  # "formula", "over_time", "succession", "ratio", "sum", "own", "nothing"
    answer: str | None
    value: Decimal | None
    missing_reason: str
    blame: str
    formula: str
    numerator: Decimal | None
    denominator: Decimal | None
    counts: Rolled
    covers_below: bool  # the body's own word stands for those below
    below: Decimal | None
    own: Own | None
    inputs: tuple[Input, ...]
    shares: tuple[Share, ...]
    missing: tuple[str, ...]  # bodies that owe an answer and gave none
    forerunners: tuple[str, ...] = ()  # bodies that became part of this one since, whose figures these are
    periods_added: int = 1  # how many shorter periods were put together; the counts are then of all their answers
    bodies_answered: int = 0  # the bodies behind the answers, each once


def explain(indicator: Indicator, body: Body, period: Period, breakdown: str = "") -> Explanation:
    """The whole explanation, in a bounded number of queries. Who may see it is asked before."""
    figures = Figures(indicators=[indicator], bodies=[body.pk], periods=[period])
    measured = figures.measured(indicator, body.pk, period, breakdown)
    own = _own(indicator, body, period, breakdown)
    formula = indicator.source == SourceKind.FORMULA
    became_part = Body.objects.in_bulk(figures.forerunners(body.pk, period))
    before = {one: became_part[one].name for one in measured.forerunners if one in became_part}
    if formula or measured.made_of:
        shares: tuple[Share, ...] = ()
    elif before:
        parts = figures.shares_before(indicator, body.pk, period, breakdown)
        shares = _shares_before(parts, before | {body.pk: body.name}, indicator, period, breakdown)
    else:
        shares = _shares(indicator, body, period, breakdown)
    return Explanation(
        code=indicator.code,
        name=indicator.name,
        definition=indicator.definition,
        unit=indicator.unit,
        places=indicator.places,
        body=body.pk,
        body_name=body.name,
        period=period.key,
        breakdown=breakdown,
        how=_how(measured, own, shares),
        answer=measured.kind if measured.kind or own is None else own.answer,
        value=measured.value if measured.kind or own is None else own.value,
        missing_reason=measured.outcome.missing or "",
        blame=measured.outcome.blame,
        formula=indicator.formula,
        numerator=measured.rolled.numerator,
        denominator=measured.rolled.denominator,
        counts=measured.rolled,
        covers_below=measured.own,
        below=measured.below,
        own=own,
        inputs=_inputs(figures, measured),
        shares=shares,
        missing=tuple(one.name for one in bodies_missing(indicator, body, period, breakdown, became_part.values())),
        forerunners=tuple(before.values()),
        periods_added=max(1, len(measured.made_of)),
        bodies_answered=_bodies_answered(measured, body),
    )


def explain_figure(figure: Figure) -> Explanation:
    """The same for one body's own figure."""
    return explain(figure.indicator, figure.body, figure.period, figure.breakdown)


def _how(measured: Measured, own: Own | None, shares: tuple[Share, ...]) -> str:
    if measured.indicator.source == SourceKind.FORMULA:
        return "formula"
    if measured.made_of:
        return "over_time"
    if measured.forerunners:
        return "succession"
    if measured.own or (own is not None and not shares):  # also a draft, which counts nowhere yet
        return "own"
    if not shares:
        return "nothing"
    return "ratio" if measured.indicator.over_bodies == OverBodies.RATIO else "sum"


def _bodies_answered(measured: Measured, body: Body) -> int:
    """How many bodies answered; where several periods were put together a body counts once, not once for each."""
    answers = measured.rolled.answers
    if len(measured.made_of) < 2:
        return answers
    when = Q(pk__in=[])
    for part in measured.made_of:
        when |= Q(year=part.year, period_kind=part.kind, ordinal=part.ordinal)
    whose = Q(body__path__startswith=body.path) | Q(body__in=measured.forerunners)
    rows = Figure.objects.filter(
        when, whose, indicator=measured.indicator, breakdown=measured.breakdown, state__in=COUNTED
    )
    return min(answers, rows.order_by().values("body").distinct().count())


def _inputs(figures: Figures, measured: Measured) -> tuple[Input, ...]:
    indicator, period = measured.indicator, measured.period
    found: list[tuple[str, str, str, Period, Outcome]] = []
    if indicator.source == SourceKind.FORMULA:
        for code in codes_in(figures.tree(indicator)):
            of = figures.indicator(code)
            if of is None:
                found.append((code, "", "", period, Outcome(None)))
                continue
            inner = figures.measured(of, measured.body_id, period, measured.breakdown)
            found.append((code, of.name, of.unit, period, inner.outcome))
    for part in measured.made_of:
        inner = figures.measured(indicator, measured.body_id, part, measured.breakdown)
        found.append((indicator.code, indicator.name, indicator.unit, part, inner.outcome))
    return tuple(Input(code, name, unit, when.key, one.kind, one.value) for code, name, unit, when, one in found)


def _shares(indicator: Indicator, body: Body, period: Period, breakdown: str) -> tuple[Share, ...]:
    """What each body right below brings, by name; three queries however many there are."""
    if indicator.over_bodies == OverBodies.NONE:
        return ()
    same = _same(indicator, period, breakdown)
    below = RolledUp.objects.filter(parent=body, **same)
    own, proofs = _given(below.values("body"), same)
    rows = below.order_by("body__sort_key", "body").values_list(
        *("body", "body__name", "total", "numerator", "denominator"),
        *("values", "none_arisen", "not_yet", "not_applicable", "accepted"),
    )
    return tuple(
        _share(pk, name, rolled, indicator, own, proofs)
        for pk, name, *sums in rows
        if (rolled := Rolled(*sums)).answers
    )


def _shares_before(
    parts: Iterable[tuple[int, Rolled]], names: Mapping[int, str], indicator: Indicator, period: Period, breakdown: str
) -> tuple[Share, ...]:
    """What each of the bodies that became one gave."""
    own, proofs = _given(list(names), _same(indicator, period, breakdown))
    return tuple(_share(pk, names[pk], rolled, indicator, own, proofs) for pk, rolled in parts)


_Given = Mapping[int, tuple[int, str, str | None, datetime]]  # by body: its figure, the state, who and when


def _same(indicator: Indicator, period: Period, breakdown: str) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "breakdown": breakdown,
        "year": period.year,
        "period_kind": period.kind,
        "ordinal": period.ordinal,
    }


def _given(bodies: Any, same: Mapping[str, Any]) -> tuple[_Given, Container[int]]:
    """The own figures of these bodies, and which of them have a file behind them."""
    own = {
        body: (pk, state, by, at)
        for body, pk, state, by, at in Figure.objects.filter(body__in=bodies, state__in=COUNTED, **same).values_list(
            "body", "pk", "state", "entered_by__full_name", "entered_at"
        )
    }
    of_figure = {f"figure__{name}": value for name, value in same.items()}
    proofs = FigureEvidence.objects.filter(figure__body__in=bodies, **of_figure).values_list("figure", flat=True)
    return own, frozenset(proofs)


def _share(pk: int, name: str, rolled: Rolled, indicator: Indicator, own: _Given, proofs: Container[int]) -> Share:
    over = indicator.over_bodies if indicator.over_bodies != OverBodies.NONE else indicator.over_time
    shown = outcome(rolled, over=over, unit=indicator.unit)
    figure, state, by, at = own.get(pk, (None, "", "", None))
    return Share(
        body=pk,
        name=name,
        answer=shown.kind,
        value=shown.value,
        numerator=rolled.numerator,
        denominator=rolled.denominator,
        answers=rolled.answers,
        figure=figure,
        state=state,
        given_by=by or "",
        given_at=at,
        evidence=int(figure is not None and figure in proofs),
    )


def _own(indicator: Indicator, body: Body, period: Period, breakdown: str) -> Own | None:
    figure = (
        Figure.objects.filter(
            indicator=indicator,
            body=body,
            breakdown=breakdown,
            year=period.year,
            period_kind=period.kind,
            ordinal=period.ordinal,
        )
        .select_related("entered_by", "submitted_by", "decided_by", "reached")
        .first()
    )
    if figure is None:
        return None
    return Own(
        figure=figure.pk,
        answer=figure.answer,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        note=figure.note,
        state=figure.state,
        source=figure.source,
        entered_by=_name(figure.entered_by),
        entered_at=figure.entered_at,
        submitted_by=_name(figure.submitted_by),
        submitted_at=figure.submitted_at,
        decided_by=_name(figure.decided_by),
        decided_at=figure.decided_at,
        reached=figure.reached.name if figure.reached else "",
        revisions=tuple(
            Word(
                number=word.number,
                answer=word.answer,
                value=word.value,
                numerator=word.numerator,
                denominator=word.denominator,
                note=word.note,
                by=_name(word.by),
                at=word.at,
                why=word.why,
                published=word.number == figure.published_revision,
            )
            for word in figure.revisions.select_related("by")
        ),
        evidence=tuple(
            Proof(proof.name, proof.page, proof.file.sha256, _name(proof.added_by), proof.added_at)
            for proof in figure.evidence.select_related("file", "added_by").order_by("pk")
        ),
        exceptions=tuple(
            Explained(one.rule.code, one.reason, _name(one.by), one.at)
            for one in figure.exceptions.select_related("rule", "by").order_by("pk")
        ),
    )


def _name(person: Any) -> str:
    return str(person) if person is not None else ""


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation as JSON: numbers as text, so that no digit is lost; days as ISO 8601."""
    told = _plain(explanation)
    told["period_label"] = _label(explanation.period)
    return told


_AS_IT_IS = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    """A value as JSON has it. There may be thousands of shares, so what is plain already is asked for first."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {name: _plain(getattr(value, name)) for name in _FIELDS[type(value)]}


_FIELDS = {
    kind: tuple(field.name for field in dataclasses.fields(kind))
    for kind in (Proof, Word, Explained, Own, Share, Input, Explanation, Rolled)
}


def _label(key: str) -> str:
    period = Period.of_key(key)
    assert period is not None and isinstance(period.kind, PeriodKind)  # it was made from one
    return period.label

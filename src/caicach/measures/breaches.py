"""Which figures break which validation rule: the rows are gathered here, `checks` decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from caicach.core.models import PeriodKind
from caicach.core.periods import Period

from . import checks
from .models import COUNTED, AnswerKind, Figure, FigureException, Indicator, RolledUp, RuleKind, ValidationRule

PAST_YEARS = 4


@dataclass(frozen=True)
class Breached:
    """One rule that one figure breaks; `reason` is there when somebody explained it."""

    figure: Figure
    rule: ValidationRule
    breach: checks.Breach
    reason: str = ""


def rules_on(day: date) -> QuerySet[ValidationRule]:
    """The rules in force on the day."""
    return ValidationRule.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


def breaches_of(figures: Sequence[Figure], *, period: Period) -> list[Breached]:
    """Every breach among these figures of one period, also the explained ones. A bounded number of queries."""
    figures = [figure for figure in figures if figure.answer == AnswerKind.VALUE]
    rules = list(rules_on(period.last_day).filter(indicator__in={figure.indicator_id for figure in figures}))
    if not rules:
        return []
    compared = [rule for rule in rules if rule.kind != RuleKind.SIZE]
    facts = _gather(figures, compared, period) if compared else _Facts({}, {}, {}, {}, {})
    by_indicator = defaultdict(list)
    for rule in rules:
        by_indicator[rule.indicator_id].append(rule)
    found = [
        (figure, rule, breach)
        for figure in figures
        for rule in by_indicator[figure.indicator_id]
        if (breach := _ask(rule, figure, facts)) is not None
    ]
    reasons = _reasons(figure for figure, _rule, _breach in found)
    return [
        Breached(figure, rule, breach, reasons.get((figure.pk, rule.pk, figure.revision), ""))
        for figure, rule, breach in found
    ]


_Series = dict[tuple[int, int, str, Period], Decimal]  # body, indicator, breakdown, period


@dataclass(frozen=True)
class _Facts:
    values: _Series
    groups: dict[tuple[int, str, str], list[Decimal]]  # indicator, breakdown, kind of body
    codes: dict[str, int]
    breakdowns: dict[int, list[str]]
    below: dict[tuple[int, int, str], Decimal]


def _gather(figures: Sequence[Figure], rules: Sequence[ValidationRule], period: Period) -> _Facts:
    codes = {code for rule in rules for code in _codes_of(rule)}
    others = dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))
    indicators = {rule.indicator_id for rule in rules} | set(others.values())
    bodies = {figure.body_id for figure in figures}
    rows = Figure.objects.filter(
        body__in=bodies,
        indicator__in=indicators,
        period_kind=period.kind,
        year__gte=period.year - PAST_YEARS,
        year__lte=period.year,
        answer=AnswerKind.VALUE,
    ).values_list("body", "indicator", "breakdown", "year", "ordinal", "value")
    values = {
        (body, indicator, breakdown, Period(PeriodKind(period.kind), year, ordinal)): value
        for body, indicator, breakdown, year, ordinal, value in rows
        if value is not None
    }
    for figure in figures:  # what is before the person's eyes stands before what is stored
        if figure.value is not None:
            values[(figure.body_id, figure.indicator_id, figure.breakdown, period)] = figure.value
    groups: dict[tuple[int, str, str], list[Decimal]] = defaultdict(list)
    if compared := {rule.indicator_id for rule in rules if rule.kind == RuleKind.OUTLIER}:
        same = Figure.objects.filter(
            indicator__in=compared,
            year=period.year,
            period_kind=period.kind,
            ordinal=period.ordinal,
            answer=AnswerKind.VALUE,
            state__in=COUNTED,
        )
        for indicator, breakdown, kind, value in same.values_list("indicator", "breakdown", "body__kind", "value"):
            if value is not None:
                groups[(indicator, breakdown, kind)].append(value)
    summed = {rule.indicator_id for rule in rules if rule.kind == RuleKind.SUM}
    breakdowns = dict(Indicator.objects.filter(pk__in=summed).values_list("pk", "breakdowns"))
    covered = RolledUp.objects.filter(
        body__in=bodies,
        indicator__in=summed,
        year=period.year,
        period_kind=period.kind,
        ordinal=period.ordinal,
        own=True,
        below__isnull=False,
    ).values_list("body", "indicator", "breakdown", "below")
    below = {(body, indicator, breakdown): value for body, indicator, breakdown, value in covered if value is not None}
    return _Facts(values, groups, others, breakdowns, below)


def _codes_of(rule: ValidationRule) -> list[str]:
    given: Any = rule.parameters
    if rule.kind == RuleKind.COMPARE:
        return [given["other"]]
    parts = given.get("parts", [])
    return list(parts) if isinstance(parts, list) else []


def _ask(rule: ValidationRule, figure: Figure, facts: _Facts) -> checks.Breach | None:
    """The one question of the rule's kind."""
    value, given = figure.value, rule.parameters
    assert value is not None  # only figures with a number are asked about
    place = (figure.body_id, figure.indicator_id, figure.breakdown)
    if rule.kind == RuleKind.SIZE:
        return checks.too_large_to_believe(max(_numbers(figure), key=abs), Decimal(str(given.get("bound", 10**9))))
    if rule.kind == RuleKind.COMPARE:
        other = facts.values.get((figure.body_id, facts.codes.get(given["other"], 0), figure.breakdown, figure.period))
        return None if other is None else checks.compare(value, other, given.get("sign", "<="))
    if rule.kind == RuleKind.SUM:
        return _sum(given, figure, value, facts)
    if rule.kind == RuleKind.JUMP:
        before = facts.values.get((*place, figure.period.previous()))
        if before is None:
            return None
        return checks.jump(
            value, before, percent=Decimal(str(given.get("percent", 50))), least=Decimal(str(given.get("least", 0)))
        )
    if rule.kind == RuleKind.OUTLIER:
        group = facts.groups[(figure.indicator_id, figure.breakdown, figure.body.kind)]
        most = Decimal(str(given.get("most", "3.5")))
        return checks.outlier(value, group, most=most, fewest=given.get("fewest", 8))
    past = [
        known
        for (*there, period), known in facts.values.items()
        if tuple(there) == place and (period.year, period.ordinal) < (figure.year, figure.ordinal)
    ]
    margin = Decimal(str(given.get("margin", "0.5")))
    return checks.outside_own_range(value, past, margin=margin, fewest=given.get("fewest", 4))


def _numbers(figure: Figure) -> list[Decimal]:
    """All that was given: the value, or the two parts that it follows from."""
    return [number for number in (figure.value, figure.numerator, figure.denominator) if number is not None]


def _sum(given: dict[str, Any], figure: Figure, value: Decimal, facts: _Facts) -> checks.Breach | None:
    """The parts are other indicators, the breakdowns, or what the bodies below gave. One that is missing is no zero."""
    tolerance, wanted = Decimal(str(given.get("tolerance", 0))), given.get("parts")
    if wanted == "below":
        added = facts.below.get((figure.body_id, figure.indicator_id, figure.breakdown))
        return None if added is None else checks.parts_make_whole(value, [added], tolerance)
    if figure.breakdown:
        return None
    if wanted == "breakdowns":
        places = [(figure.indicator_id, name) for name in facts.breakdowns.get(figure.indicator_id, [])]
    else:
        places = [(facts.codes.get(code, 0), "") for code in wanted or []]
    parts = [facts.values.get((figure.body_id, indicator, name, figure.period)) for indicator, name in places]
    there = [part for part in parts if part is not None]
    if not parts or len(there) < len(parts):
        return None
    return checks.parts_make_whole(value, there, tolerance)


def _reasons(figures: Iterable[Figure]) -> dict[tuple[int, int, int], str]:
    rows = FigureException.objects.filter(figure__in={figure.pk for figure in figures if figure.pk})
    return {
        (figure, rule, revision): reason
        for figure, rule, revision, reason in rows.values_list("figure", "rule", "revision", "reason")
    }

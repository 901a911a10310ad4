"""The standing agency's hand on what is measured: a new indicator, better words for one, an end, a successor.

Once there are figures an indicator keeps its meaning (`rules.FIXED`): what is measured otherwise from now on is another
indicator, which follows the first one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.core.text import nfc, search_key

from ..formulas import codes_in, parse
from ..models import Figure, Indicator, SourceKind, ValidationRule
from ..rules import FIXED, Obstacle, meaning_changed
from ..sources import source_of
from .defining import ask_about_size, check_formula
from .rights import Fault, Refused, may_define, standing_at

WORDS = (
    *("name", "definition", "direction", "numerator_name", "denominator_name", "places"),
    *("asked_of", "basis", "field", "valid_to", "may_be_negative", "may_exceed_whole"),
)


def has_figures(indicator: Indicator) -> bool:
    """Whether anybody has given a figure for it, or, for a formula, for anything that it is made of."""
    return _figures(indicator).exists()


def _figures(indicator: Indicator) -> QuerySet[Figure]:
    return Figure.objects.filter(indicator__in=_made_of(indicator), year__gte=indicator.valid_from.year)


def _made_of(indicator: Indicator) -> list[int]:
    """The indicator itself, or all that its formula asks for."""
    if indicator.source != SourceKind.FORMULA:
        return [indicator.pk] if indicator.pk else []
    rows = Indicator.objects.values_list("code", "pk", "formula")
    known = {code: (pk, codes_in(parse(formula)) if formula else ()) for code, pk, formula in rows}
    found: dict[str, int] = {}
    waiting = list(codes_in(parse(indicator.formula)))
    while waiting:
        code = waiting.pop()
        if code in known and code not in found:
            found[code], inner = known[code]
            waiting += inner
    return list(found.values())


@transaction.atomic
def open_indicator(
    *, code: str, asked_by: Body | None, valid_from: date, by: Person, now: datetime, **given: Any
) -> Indicator:
    """A new indicator, from a day on. A formula is read and its units are checked; FormulaError says what is wrong."""
    _ask_right(asked_by, by=by, now=now)
    code = nfc(code.strip())
    if Indicator.objects.filter(code=code).exists():
        raise Refused([Fault(Obstacle.CODE_TAKEN, code)])
    indicator = Indicator(code=code, asked_by=asked_by, valid_from=valid_from)
    _write(indicator, given)
    record_event("indicator_defined", about=indicator, by=by, at=now, code=code)
    return indicator


@transaction.atomic
def change_indicator(*, indicator: Indicator, by: Person, now: datetime, **given: Any) -> Indicator:
    """Other words for an indicator, or its last day; another meaning only while there are no figures. Saying the same
    again changes nothing."""
    row = Indicator.objects.select_for_update(of=("self",)).select_related("asked_by", "field").get(pk=indicator.pk)
    _ask_right(row.asked_by, by=by, now=now)
    before = {name: getattr(row, name) for name in (*FIXED, *WORDS)}
    after = before | {name: _clean(value) for name, value in given.items()}
    if before == after:
        return row
    changed = meaning_changed(before, after)
    if changed and has_figures(row):
        raise Refused([Fault(Obstacle.MEANING_FIXED, row.code, data={"names": changed})])
    if after["valid_to"] is not None:
        _refuse_figures_afterwards(row, after["valid_to"])
    _write(row, given)
    told = sorted(name for name in before if before[name] != after[name])
    record_event("indicator_changed", about=row, by=by, at=now, code=row.code, changed=told)
    return row


@transaction.atomic
def succeed_indicator(
    *, indicator: Indicator, code: str, valid_from: date, by: Person, now: datetime, **given: Any
) -> Indicator:
    """An indicator that takes the place of another from a day on, with another meaning and a code of its own. The first
    one ends on that day and keeps its figures."""
    row = Indicator.objects.select_for_update(of=("self",)).select_related("asked_by", "successor").get(pk=indicator.pk)
    _ask_right(row.asked_by, by=by, now=now)
    if row.successor is not None:
        raise Refused([Fault(Obstacle.ALREADY_SUCCEEDED, row.code, data={"code": row.successor.code})])
    _refuse_figures_afterwards(row, valid_from)
    heir = open_indicator(code=code, asked_by=row.asked_by, valid_from=valid_from, by=by, now=now, **given)
    row.valid_to = valid_from if row.valid_to is None else min(row.valid_to, valid_from)
    row.successor = heir
    row.save(update_fields=["valid_to", "successor"])
    record_event("indicator_succeeded", about=row, by=by, at=now, code=row.code, successor=heir.code)
    return heir


@transaction.atomic
def set_rule(
    *, indicator: Indicator, rule: ValidationRule | None = None, by: Person, now: datetime, **given: Any
) -> ValidationRule:
    """A new check on the figures of an indicator, or other parameters of one that there is; a rule that ends gets its
    last day and stays for the explanations that were given. Saying the same again changes nothing."""
    row = Indicator.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=indicator.pk)
    _ask_right(row.asked_by, by=by, now=now)
    if rule is None:
        there = set(ValidationRule.objects.filter(code__startswith=row.code).values_list("code", flat=True))
        number = next(number for number in count(1) if f"{row.code}.K{number}" not in there)
        kept = ValidationRule(code=f"{row.code}.K{number}"[:40], indicator=row)
    else:
        kept = ValidationRule.objects.select_for_update().get(pk=rule.pk, indicator=row)
    wanted = {name: _clean(value) for name, value in given.items()}
    if kept.pk is not None and all(getattr(kept, name) == value for name, value in wanted.items()):
        return kept
    for name, value in wanted.items():
        setattr(kept, name, value)
    kept.save()
    record_event("validation_rule_defined", about=kept, by=by, at=now, code=kept.code, parameters=kept.parameters)
    return kept


def _ask_right(asked_by: Body | None, *, by: Person, now: datetime) -> None:
    if not may_define(standing_at(by, now), asked_by):
        raise Refused([Fault(Obstacle.NOT_YOUR_INDICATOR)])


def _refuse_figures_afterwards(indicator: Indicator, end: date) -> None:
    """An indicator does not end before the last period that has figures of it."""
    rows = Figure.objects.filter(indicator=indicator).order_by().values_list("period_kind", "year", "ordinal")
    periods = [Period(PeriodKind(kind), year, ordinal) for kind, year, ordinal in rows.distinct()]
    last = max(periods, key=lambda period: period.last_day, default=None)
    if last is not None and last.last_day >= end:
        raise Refused([Fault(Obstacle.FIGURES_AFTERWARDS, indicator.code, data={"period": last})])


def _clean(value: Any) -> Any:
    return nfc(value.strip()) if isinstance(value, str) else value


def _write(indicator: Indicator, given: Mapping[str, Any]) -> None:
    if unknown := sorted(set(given) - {*FIXED, *WORDS}):
        raise TypeError(f"unknown: {', '.join(unknown)}")
    for name, value in given.items():
        setattr(indicator, name, _clean(value))
    indicator.search_key = search_key(f"{indicator.code} {indicator.name}")[:400]
    if indicator.source == SourceKind.FORMULA:
        check_formula(indicator)
    if indicator.source == SourceKind.COMPUTED:
        source_of(indicator.computed_by)
    indicator.save()
    ask_about_size(indicator)

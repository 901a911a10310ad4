"""What is measured: indicators and validation rules come from a file of data and can be changed by an office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.text import nfc, search_key
from caicach.programme.models import Field

from ..formulas import FormulaError, FormulaFault, check_divisors, check_units, codes_in, order_of, parse
from ..models import Indicator, RuleKind, SourceKind, ValidationRule
from ..sources import source_of

_GIVEN = (
    *("name", "definition", "unit", "direction", "value_kind", "numerator_name", "denominator_name", "places"),
    *("over_bodies", "over_time", "cumulative", "covers_below", "asked_of", "period_kinds"),
    *("may_be_negative", "may_exceed_whole"),
    *("source", "formula", "computed_by", "breakdowns", "basis"),
)


@transaction.atomic
def define_indicator(
    *, code: str, valid_from: date, field: int | None = None, by: Person | None, now: datetime, **given: Any
) -> Indicator:
    """A new indicator, or another wording of one that there is. A formula is read and its units are checked first;
    FormulaError says what is wrong with it. Saying the same again changes nothing."""
    if unknown := sorted(set(given) - set(_GIVEN)):
        raise TypeError(f"unknown: {', '.join(unknown)}")
    indicator = Indicator.objects.select_for_update().filter(code=code).first()
    is_new = indicator is None
    indicator = indicator or Indicator(code=code)
    before = {name: getattr(indicator, name) for name in (*_GIVEN, "valid_from", "field_id")}
    for name, value in given.items():
        setattr(indicator, name, nfc(value) if isinstance(value, str) else value)
    indicator.valid_from = valid_from
    indicator.field = Field.objects.filter(number=field).order_by("-valid_from").first() if field else None
    indicator.search_key = search_key(f"{code} {indicator.name}")[:400]
    if indicator.source == SourceKind.FORMULA:
        check_formula(indicator)
    if indicator.source == SourceKind.COMPUTED:
        source_of(indicator.computed_by)
    after = {name: getattr(indicator, name) for name in before}
    if not is_new and before == after:
        return indicator
    indicator.save()
    ask_about_size(indicator)
    record_event("indicator_defined", about=indicator, by=by, at=now, code=code)
    return indicator


def ask_about_size(indicator: Indicator) -> None:
    """The rule that every indicator given by hand has from the start: a number too large to believe is asked about. An
    office sets another bound, or a last day, where such numbers are usual."""
    if indicator.source == SourceKind.ENTERED:
        ValidationRule.objects.get_or_create(
            code=f"{indicator.code}.LON"[:40],
            defaults={"kind": RuleKind.SIZE, "indicator": indicator, "valid_from": indicator.valid_from},
        )


def check_formula(indicator: Indicator) -> None:
    """Whether the formula can be read, adds what can be added, yields the indicator's unit and never asks itself."""
    tree = parse(indicator.formula)
    units = dict(Indicator.objects.exclude(code=indicator.code).values_list("code", "unit"))
    if indicator.code in codes_in(tree):
        raise FormulaError(FormulaFault.CIRCLE, codes=f"{indicator.code} → {indicator.code}")
    check_divisors(tree)
    check_units(tree, units, indicator.unit)
    others = Indicator.objects.filter(source=SourceKind.FORMULA).exclude(code=indicator.code)
    trees = {code: parse(formula) for code, formula in others.values_list("code", "formula")}
    order_of(trees | {indicator.code: tree}, indicator.code)


@transaction.atomic
def define_rule(
    *, code: str, indicator: str, valid_from: date, by: Person | None, now: datetime, **given: Any
) -> ValidationRule:
    """A new validation rule, or other parameters of one that there is."""
    measured = Indicator.objects.get(code=indicator)
    wanted = {**given, "indicator": measured, "valid_from": valid_from}
    rule = ValidationRule.objects.select_for_update().filter(code=code).first()
    if rule is not None and all(getattr(rule, name) == value for name, value in wanted.items()):
        return rule
    rule, _is_new = ValidationRule.objects.update_or_create(code=code, defaults=wanted)
    record_event("validation_rule_defined", about=rule, by=by, at=now, code=code)
    return rule


@transaction.atomic
def load_indicators(
    *,
    indicators: Iterable[Mapping[str, Any]],
    rules: Iterable[Mapping[str, Any]],
    replace: bool = False,
    by: Person | None,
    now: datetime,
) -> list[str]:
    """The indicators and rules of a file. What an office has changed since stays, unless `replace`; returns the codes
    that were written. Formulas come after what they speak of."""
    kept = set() if replace else set(Indicator.objects.values_list("code", flat=True))
    kept_rules = set() if replace else set(ValidationRule.objects.values_list("code", flat=True))
    written = []
    for row in sorted(indicators, key=lambda row: row.get("source") == SourceKind.FORMULA):
        if row["code"] not in kept:
            define_indicator(**{**row, "valid_from": date.fromisoformat(row["valid_from"])}, by=by, now=now)
            written.append(row["code"])
    for row in rules:
        if row["code"] not in kept_rules:
            define_rule(**{**row, "valid_from": date.fromisoformat(row["valid_from"])}, by=by, now=now)
            written.append(row["code"])
    return written

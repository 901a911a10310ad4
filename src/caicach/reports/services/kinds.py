"""Kinds of report as dated data: a change is a new row from its day on, and a body may have rules of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from caicach.bodies.access import Permission
from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.text import nfc, squeeze

from ..models import DueRule, ReportKind
from ..rules import Obstacle, When, faults_of_outline, faults_of_statistics
from .rights import Refused, standing_at


@dataclass(frozen=True)
class KindWords:
    """What a kind of report says from a day on. `rules` by level (models.Level)."""

    name: str
    source: str
    outline: Sequence[Mapping[str, Any]]
    statistics: Sequence[Mapping[str, Any]]
    rules: Mapping[str, When]


@transaction.atomic
def change_kind(
    *, kind: ReportKind, body: Body, words: KindWords, valid_from: date, by: Person, now: datetime
) -> ReportKind:
    """The kind as this body demands it from that day on. Its own one ends the day before; everybody's stays, and the
    body has its own beside it. The same change twice is once; cycles that were opened keep the row they have. A
    row of the same day that no cycle was opened with is put right."""
    kind = ReportKind.objects.select_for_update().get(pk=kind.pk)
    checks = {
        Obstacle.NOT_YOURS: not standing_at(by, now).may(Permission.DEMAND_REPORTS, body)
        or kind.body_id not in (None, body.pk),
        Obstacle.TEXT_MISSING: not squeeze(words.name),
        Obstacle.NO_SUCH_SECTION: bool(faults_of_outline(list(words.outline))),
        Obstacle.NO_SUCH_LINE: bool(faults_of_statistics(list(words.statistics))),
        Obstacle.NO_DUE_DAY: bool(kind.period_kind) and not words.rules,
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    same = ReportKind.objects.filter(code=kind.code, body=body, valid_from=valid_from).first()
    if same is not None and same.pk != kind.pk and words_of(same) == words:
        return same
    own = ReportKind.objects.filter(code=kind.code, body=body, valid_to=None).exclude(pk=kind.pk)
    latest = kind if kind.body_id == body.pk else own.order_by("-valid_from").first()
    if latest is not None and latest.valid_to is None and latest.valid_from == valid_from and not _is_used(latest):
        return _put_right(latest, words, by=by, now=now)
    if latest is not None and (latest.valid_to is not None or valid_from <= latest.valid_from):
        raise Refused([Obstacle.CHANGED_BEFORE])
    new = ReportKind.objects.create(
        code=kind.code, name=squeeze(nfc(words.name)), nature=kind.nature, period_kind=kind.period_kind, body=body,
        outline=list(words.outline), statistics=list(words.statistics) or None, steps=kind.steps,
        source=squeeze(nfc(words.source)), valid_from=valid_from,
    )  # fmt: skip
    _put_rules(new, words)
    if latest is not None:
        latest.valid_to = valid_from - timedelta(days=1)
        latest.save(update_fields=["valid_to"])
    record_event("report_kind_changed", about=new, by=by, at=now, code=new.code, valid_from=valid_from.isoformat())
    return new


def _is_used(kind: ReportKind) -> bool:
    return kind.cycles.exists()


def _put_right(kind: ReportKind, words: KindWords, *, by: Person, now: datetime) -> ReportKind:
    """Replace what the row says, which no cycle was opened with yet."""
    kind = ReportKind.objects.select_for_update().get(pk=kind.pk)
    kind.name, kind.source = squeeze(nfc(words.name)), squeeze(nfc(words.source))
    kind.outline, kind.statistics = list(words.outline), list(words.statistics) or None
    kind.save(update_fields=["name", "source", "outline", "statistics"])
    kind.due_rules.all().delete()
    _put_rules(kind, words)
    day = kind.valid_from.isoformat()
    record_event("report_kind_changed", about=kind, by=by, at=now, code=kind.code, valid_from=day, again=True)
    return kind


def _put_rules(kind: ReportKind, words: KindWords) -> None:
    DueRule.objects.bulk_create(DueRule(kind=kind, level=level, **asdict(when)) for level, when in words.rules.items())


def words_of(kind: ReportKind) -> KindWords:
    """What the kind says now. One query."""
    rules = {
        rule.level: When(
            rule.closes_on_day, rule.closes_months_before, rule.due_working_days, rule.before_day, rule.before_month
        )
        for rule in kind.due_rules.all()
    }
    return KindWords(kind.name, kind.source, list(kind.outline), list(kind.statistics or ()), rules)

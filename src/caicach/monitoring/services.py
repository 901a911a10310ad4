"""Acts on what targets are measured by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from caicach.bodies.access import Permission, standing_of
from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.text import nfc
from caicach.measures.models import Indicator
from caicach.programme.models import Comparator, Target

from .models import Meaning, TargetMeasure, TargetWord
from .selectors import adds_up


class Obstacle(StrEnum):
    """Why something cannot be done with a target; `words.OBSTACLES` holds the sentence."""

    NOT_YOURS = "not_yours"
    UNITS_DIFFER = "units_differ"
    BODY_ELSEWHERE = "body_elsewhere"
    HAS_NO_NUMBER = "has_no_number"
    HAS_A_NUMBER = "has_a_number"
    BASELINE_MISSING = "baseline_missing"
    NOT_A_COUNT = "not_a_count"
    REASON_MISSING = "reason_missing"


class Refused(Exception):
    """The act cannot be done, for these reasons; nothing of it was."""

    def __init__(self, obstacles: Iterable[Obstacle]) -> None:
        self.obstacles = list(obstacles)
        super().__init__(", ".join(self.obstacles))


@transaction.atomic
def link_target(
    *, target: Target, indicator: Indicator, body: Body, meaning: str, by: Person, now: datetime
) -> TargetMeasure:
    """Judge the target by the body's figures of the indicator, in all versions of its plan; said twice, once."""
    target = _locked(target)
    obstacles = _obstacles_to_linking(target, indicator, body, meaning)
    if not may_link(target, by=by, now=now):
        obstacles.insert(0, Obstacle.NOT_YOURS)
    if obstacles:
        raise Refused(obstacles)
    before = TargetMeasure.objects.select_for_update().filter(lineage=target.lineage).first()
    if before and (before.indicator_id, before.body_id, before.meaning) == (indicator.pk, body.pk, meaning):
        return before
    said = {"indicator": indicator, "body": body, "meaning": meaning, "confirmed_by": by, "confirmed_at": now}
    row, _ = TargetMeasure.objects.update_or_create(lineage=target.lineage, defaults=said)
    record_event("target_linked", about=target, by=by, at=now, indicator=indicator.code, body=body.pk, meaning=meaning)
    return row


@transaction.atomic
def unlink_target(*, target: Target, by: Person, now: datetime) -> bool:
    """Judge the target by nothing again; whether it was judged by anything."""
    target = _locked(target)
    if not may_link(target, by=by, now=now):
        raise Refused([Obstacle.NOT_YOURS])
    row = TargetMeasure.objects.select_related("indicator").filter(lineage=target.lineage).first()
    if row is None:
        return False
    record_event("target_unlinked", about=target, by=by, at=now, indicator=row.indicator.code, body=row.body_id)
    row.delete()
    return True


@transaction.atomic
def say_reached(*, target: Target, reason: str, by: Person, now: datetime) -> TargetWord:
    """State that a target without a number is reached, with what shows it; said again, the first word stays."""
    target, reason = _locked(target), nfc(reason.strip())
    numbers = [one.value for one in target.milestones.all() if one.value is not None]
    checks = {
        Obstacle.NOT_YOURS: not may_link(target, by=by, now=now),
        Obstacle.HAS_A_NUMBER: target.comparator != Comparator.DONE and bool(numbers),
        Obstacle.REASON_MISSING: not reason,
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    row, made = TargetWord.objects.get_or_create(
        lineage=target.lineage, defaults={"reason": reason, "by": by, "at": now}
    )
    if made:
        record_event("target_said_reached", about=target, by=by, at=now, reason=reason)
    return row


@transaction.atomic
def take_word_back(*, target: Target, by: Person, now: datetime) -> bool:
    """Let the duties of its tasks tell again; whether there was a word."""
    target = _locked(target)
    if not may_link(target, by=by, now=now):
        raise Refused([Obstacle.NOT_YOURS])
    gone, _ = TargetWord.objects.filter(lineage=target.lineage).delete()
    if gone:
        record_event("target_word_taken_back", about=target, by=by, at=now)
    return bool(gone)


def may_link(target: Target, *, by: Person, now: datetime) -> bool:
    """Whoever reads plans in for the body that issued this one."""
    return standing_of(by, today=timezone.localdate(now)).may(Permission.READ_PLANS_IN, target.plan.body)


def _locked(target: Target) -> Target:
    return Target.objects.select_for_update(of=("self",)).select_related("plan__body").get(pk=target.pk)


def _obstacles_to_linking(target: Target, indicator: Indicator, body: Body, meaning: str) -> list[Obstacle]:
    changes = meaning in (Meaning.INCREASE, Meaning.DECREASE)
    relative = changes and target.unit == "%"
    checks = {
        Obstacle.HAS_NO_NUMBER: target.comparator == Comparator.DONE,
        Obstacle.UNITS_DIFFER: bool(target.unit) and indicator.unit != target.unit and not relative,
        Obstacle.BODY_ELSEWHERE: not body.path.startswith(target.plan.body.path),
        Obstacle.BASELINE_MISSING: changes and target.baseline_year is None,
        Obstacle.NOT_A_COUNT: meaning == Meaning.TOTAL and not adds_up(indicator),
    }
    return [obstacle for obstacle, present in checks.items() if present]

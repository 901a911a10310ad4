"""Who may do what with a figure, and the refusal that every act shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from caicach.bodies.access import TABLE, Permission, Standing, standing_of
from caicach.bodies.models import Body, BodyKind, Person
from caicach.core.periods import Period

from ..models import Indicator, SourceKind
from ..rules import Obstacle


@dataclass(frozen=True)
class Fault:
    """Why one figure cannot be given, sent or decided; `data` fills the sentence of its code."""

    obstacle: Obstacle
    indicator: str = ""
    body: str = ""
    data: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """The act cannot be done, for all of these reasons; nothing of it was."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{fault.indicator} {fault.obstacle}".strip() for fault in self.faults))


def standing_at(by: Person, now: datetime) -> Standing:
    """What the person is on the day of the act."""
    return standing_of(by, today=timezone.localdate(now))


def is_asked(indicator: Indicator, body: Body, period: Period) -> bool:
    """Whether the body answers for this indicator in this period."""
    return (
        period.kind in indicator.period_kinds
        and holds_on(indicator, period.last_day)
        and (not indicator.asked_of or body.kind in indicator.asked_of)
        and (indicator.asked_by is None or body.path.startswith(indicator.asked_by.path))
    )


def holds_on(indicator: Indicator, day: date) -> bool:
    return indicator.valid_from <= day and (indicator.valid_to is None or day < indicator.valid_to)


def obstacles_to_being_given(indicator: Indicator, body: Body, period: Period, breakdown: str) -> list[Obstacle]:
    """What keeps anybody from giving this figure by hand."""
    checks = {
        Obstacle.NOT_ENTERED_BY_HAND: indicator.source != SourceKind.ENTERED,
        Obstacle.WRONG_PERIOD: period.kind not in indicator.period_kinds
        or not holds_on(indicator, period.last_day)
        or body.opened_on > period.last_day
        or (body.closed_on is not None and body.closed_on <= period.first_day),
        Obstacle.UNKNOWN_BREAKDOWN: breakdown not in ("", *indicator.breakdowns),
    }
    found = [obstacle for obstacle, present in checks.items() if present]
    return found or ([] if is_asked(indicator, body, period) else [Obstacle.NOT_ASKED])


def may_define(standing: Standing, asked_by: Body | None) -> bool:
    """Whether the person says what is measured for this body's level; what is asked of everybody (None) is for those
    who may do so at every top."""
    if standing.is_superuser:
        return True
    if asked_by is not None:
        return standing.may(Permission.DEFINE_INDICATORS, asked_by)
    tops = Body.objects.filter(depth=1, closed_on=None).exclude(kind=BodyKind.PARTNER)
    return all(standing.may(Permission.DEFINE_INDICATORS, top) for top in tops) and bool(standing.hats)


def may_decide(standing: Standing, body: Body) -> bool:
    """Whether the person decides on figures of the body: from a body above it, or for the level that it heads."""
    if standing.is_superuser:
        return True
    for hat in standing.hats:
        if hat.role not in TABLE[Permission.ACCEPT_FIGURES]:
            continue
        if hat.serves_level() and body.path.startswith(hat.level_path):
            return True
        if body.path.startswith(hat.path) and body.path != hat.path:
            return True
    return False


def deciding_path(standing: Standing, body: Body) -> str:
    """The path of the highest body for which the person decides on this one's figures."""
    if standing.is_superuser:
        return body.path[: Body.steplen]
    paths = [
        hat.prefix(Permission.ACCEPT_FIGURES)
        for hat in standing.hats
        if hat.role in TABLE[Permission.ACCEPT_FIGURES] and body.path.startswith(hat.prefix(Permission.ACCEPT_FIGURES))
    ]
    return min(paths, key=len)

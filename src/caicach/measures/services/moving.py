"""A figure on its way: submitted, accepted or returned, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from caicach.bodies.access import Permission
from caicach.bodies.models import Body, Person
from caicach.core.events import record_event, record_events
from caicach.core.periods import Period
from caicach.core.text import nfc

from ..breaches import breaches_of
from ..models import Figure, FigureException, FigureState, Severity, ValidationRule
from ..rules import Obstacle
from .checking import check_again
from .rights import Fault, Refused, deciding_path, may_decide, standing_at
from .rolling import Touched, refresh_roll_ups


def _locked(figures: Sequence[Figure]) -> list[Figure]:
    """The figures as they are now, their rows locked in one order."""
    rows = Figure.objects.select_for_update(of=("self",)).select_related("body", "indicator")
    return list(rows.filter(pk__in=[figure.pk for figure in figures]).order_by("pk"))


def _refuse(obstacle: Obstacle, figures: Sequence[Figure]) -> None:
    if figures:
        raise Refused(Fault(obstacle, figure.indicator.code, figure.body.name) for figure in figures)


def _keep(figures: Sequence[Figure], **same: Any) -> None:
    """Write what is the same for all of these: one statement."""
    Figure.objects.filter(pk__in=[figure.pk for figure in figures]).update(**same)


def _roll_up(figures: Sequence[Figure]) -> None:
    """Add up anew what these figures are part of, period by period."""
    by_period: dict[Period, list[Touched]] = {}
    for figure in figures:
        touched = Touched(figure.indicator, figure.body, figure.breakdown)
        by_period.setdefault(figure.period, []).append(touched)
    for period in sorted(by_period):
        refresh_roll_ups(by_period[period], period=period)


@transaction.atomic
def submit_figures(*, figures: Sequence[Figure], by: Person, now: datetime) -> list[Figure]:
    """Send drafts up, from where on they count in the bodies above. Those already sent stay as they are; one that
    breaks a rule of severity "error" without an explanation keeps all of them here."""
    standing = standing_at(by, now)
    rows = _locked(figures)
    _refuse(Obstacle.NOT_YOURS, [row for row in rows if not standing.may(Permission.SUBMIT_FIGURES, row.body)])
    drafts = [row for row in rows if row.state == FigureState.DRAFT]
    for period in sorted({row.period for row in drafts}):
        broken = [
            found
            for found in breaches_of([row for row in drafts if row.period == period], period=period)
            if found.rule.severity == Severity.ERROR and not found.reason
        ]
        if broken:
            raise Refused(
                Fault(
                    Obstacle.BREACHES_A_RULE,
                    found.figure.indicator.code,
                    found.figure.body.name,
                    {"rule": found.rule.code},
                )
                for found in broken
            )
    for row in drafts:
        row.state, row.submitted_by, row.submitted_at, row.reason = FigureState.SUBMITTED, by, now, ""
    _keep(drafts, state=FigureState.SUBMITTED, submitted_by=by, submitted_at=now, reason="")
    _roll_up(drafts)
    for period in sorted({row.period for row in drafts}):
        check_again([row for row in drafts if row.period == period], period=period, now=now)
    record_events("figure_submitted", about=list(drafts), by=by, at=now)
    return drafts


def _ask_decider(rows: Sequence[Figure], *, by: Person, now: datetime) -> None:
    standing = standing_at(by, now)
    _refuse(Obstacle.NOT_YOURS, [row for row in rows if not may_decide(standing, row.body)])
    if not standing.is_superuser:
        _refuse(Obstacle.OWN_WORK, [row for row in rows if by.pk in (row.submitted_by_id, row.entered_by_id)])


@transaction.atomic
def accept_figures(*, figures: Sequence[Figure], by: Person, now: datetime) -> list[Figure]:
    """Take submitted figures as right, for the body above; accepting again for a higher one notes how far they came."""
    rows = _locked(figures)
    _ask_decider(rows, by=by, now=now)
    _refuse(Obstacle.NOT_SENT, [row for row in rows if row.state == FigureState.DRAFT])
    standing = standing_at(by, now)
    paths = {row.pk: deciding_path(standing, row.body) for row in rows}
    bodies = {body.path: body for body in Body.objects.filter(path__in=set(paths.values()))}
    moved = []
    for row in rows:
        reached = bodies[paths[row.pk]]
        if row.state != FigureState.SUBMITTED and (row.reached_id is None or row.reached_id == reached.pk):
            continue
        if row.state == FigureState.SUBMITTED:
            row.state = FigureState.ACCEPTED
        row.reached, row.decided_by, row.decided_at = reached, by, now
        moved.append(row)
    for state, reached in {(row.state, row.reached) for row in moved}:
        alike = [row for row in moved if row.state == state and row.reached == reached]
        _keep(alike, state=state, reached=reached, decided_by=by, decided_at=now)
    _roll_up(moved)
    record_events("figure_accepted", about=list(moved), by=by, at=now)
    return moved


@transaction.atomic
def return_figures(*, figures: Sequence[Figure], reason: str, by: Person, now: datetime) -> list[Figure]:
    """Send figures back to be given anew, with the reason; until then they no longer count above."""
    rows = _locked(figures)
    _ask_decider(rows, by=by, now=now)
    if not reason.strip():
        _refuse(Obstacle.REASON_MISSING, rows)
    _refuse(Obstacle.NOT_SENT, [row for row in rows if row.state in (FigureState.PUBLISHED, FigureState.CORRECTED)])
    moved = [row for row in rows if row.state != FigureState.DRAFT]
    for row in moved:
        row.state, row.reached, row.reason = FigureState.DRAFT, None, nfc(reason.strip())
        row.decided_by, row.decided_at = by, now
    said = {"reason": nfc(reason.strip()), "decided_by": by, "decided_at": now}
    _keep(moved, state=FigureState.DRAFT, reached=None, **said)
    _roll_up(moved)
    record_events("figure_returned", about=list(moved), by=by, at=now, reason=nfc(reason.strip()))
    return moved


@transaction.atomic
def undo_return(*, figures: Sequence[Figure], by: Person, now: datetime) -> list[Figure]:
    """Take back a return that this person made, where nothing was given anew since: the figures count above again."""
    rows = [
        row
        for row in _locked(figures)
        if row.state == FigureState.DRAFT and row.decided_by_id == by.pk and row.submitted_at is not None
        and row.decided_at is not None and row.entered_at <= row.decided_at
    ]  # fmt: skip
    for row in rows:
        row.state, row.reason = FigureState.SUBMITTED, ""
    _keep(rows, state=FigureState.SUBMITTED, reason="")
    _roll_up(rows)
    record_events("figure_return_undone", about=list(rows), by=by, at=now)
    return rows


@transaction.atomic
def publish_figures(*, figures: Sequence[Figure], by: Person, now: datetime) -> list[Figure]:
    """Make accepted figures public. From then on another number is a correction, and says so."""
    standing = standing_at(by, now)
    rows = _locked(figures)
    _refuse(Obstacle.NOT_YOURS, [row for row in rows if not standing.may(Permission.PUBLISH_FIGURES, row.body)])
    waiting = (FigureState.DRAFT, FigureState.SUBMITTED)
    _refuse(Obstacle.NOT_ACCEPTED, [row for row in rows if row.state in waiting])
    moved = [row for row in rows if row.state == FigureState.ACCEPTED]
    for row in moved:
        row.state, row.published_at, row.published_revision = FigureState.PUBLISHED, now, row.revision
    _keep(moved, state=FigureState.PUBLISHED, published_at=now, published_revision=F("revision"))
    record_events("figure_published", about=list(moved), by=by, at=now)
    return moved


@transaction.atomic
def forgive(*, figure: Figure, rule: ValidationRule, reason: str, by: Person, now: datetime) -> FigureException:
    """Explain why a figure is right though it breaks a rule; the reason holds for this number, not for a later one."""
    row = _locked([figure])[0]
    if not standing_at(by, now).may(Permission.ENTER_FIGURES, row.body):
        _refuse(Obstacle.NOT_YOURS, [row])
    if not reason.strip():
        _refuse(Obstacle.REASON_MISSING, [row])
    if all(found.rule.pk != rule.pk for found in breaches_of([row], period=row.period)):
        _refuse(Obstacle.NOT_BREACHED, [row])
    exception, is_new = FigureException.objects.get_or_create(
        figure=row,
        rule=rule,
        revision=row.revision,
        defaults={"reason": nfc(reason.strip()), "by": by, "at": now},
    )
    if is_new:
        record_event("figure_forgiven", about=row, by=by, at=now, rule=rule.code, reason=exception.reason)
        check_again([row], period=row.period, now=now)
    return exception

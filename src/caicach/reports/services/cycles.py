"""Opening a cycle, urging who is missing, opening again what is locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from caicach.bodies.access import Permission
from caicach.bodies.models import Body, Person
from caicach.bodies.selectors import alive
from caicach.core.calendar import WorkingCalendar, calendar_for
from caicach.core.dates import format_date
from caicach.core.events import record_event, record_events
from caicach.core.periods import Period
from caicach.core.text import nfc, squeeze
from caicach.duties import services as duties

from ..models import Cycle, Level, ReportKind, Submission, SubmissionState
from ..rules import ARRIVED, IN_WORK, RELEASED, Cutting, Obstacle, When, cut, is_locked, level_of
from .rights import Refused, locked, place_of, standing_at
from .steps import give_steps

_BATCH = 500


@dataclass(frozen=True)
class Ask:
    """What is asked of whom: a kind of report, for a period or (title and day of its own) out of the calendar.

    `due_on` overrides what the kind's rules say, for everybody.
    """

    kind: ReportKind
    body: Body
    period: Period | None = None
    title: str = ""
    due_on: date | None = None


def cuttings(kind: ReportKind, period: Period, levels: Sequence[str], calendar: WorkingCalendar) -> dict[str, Cutting]:
    """Window and due day of each level under the kind's rules; levels that no rule names are left out. One query."""
    rules = {rule.level: rule for rule in kind.due_rules.all()}
    found = {}
    for level in levels:
        rule = rules.get(level) or rules.get(Level.ANY)
        if rule is not None:
            when = When(
                rule.closes_on_day, rule.closes_months_before, rule.due_working_days, rule.before_day, rule.before_month
            )
            found[level] = cut(period, when, calendar)
    return found


def standing_agency_of(body: Body, *, on: date) -> Body:
    """Who accepts the reports of the body's level: its standing agency, or the body itself."""
    below = Body.objects.filter(alive(on), path__startswith=body.path, depth=body.depth + 1, is_standing_agency=True)
    return below.order_by("path").first() or body


@dataclass(frozen=True)
class Opened:
    """What came of opening: the cycle, whether it was there before, how many bodies were asked now."""

    cycle: Cycle
    was_there: bool
    added: int


def open_cycle(*, ask: Ask, bodies: Sequence[Body], token: UUID, by: Person, now: datetime) -> Cycle:
    """`open_or_add`, for whoever wants the cycle only."""
    return open_or_add(ask=ask, bodies=bodies, token=token, by=by, now=now).cycle


@transaction.atomic
def open_or_add(*, ask: Ask, bodies: Sequence[Body], token: UUID, by: Person, now: datetime) -> Opened:
    """Demand the report from the bodies: each gets a submission and a duty, all in one transaction.

    Opening the same period of the same kind again gives only the bodies that have none yet; so does the same form, and
    out of the calendar the same title with the same day: a page that was gone back to has a new token.
    """
    today = timezone.localdate(now)
    standing = standing_at(by, now)
    chosen = list({body.pk: body for body in bodies if body.closed_on is None or body.closed_on > today}.values())
    checks = {
        Obstacle.NOT_YOURS: not standing.may(Permission.DEMAND_REPORTS, ask.body)
        or any(not body.path.startswith(ask.body.path) or body.pk == ask.body.pk for body in chosen),
        Obstacle.NO_BODIES: not chosen,
        Obstacle.NO_PERIOD: bool(ask.kind.period_kind)
        and (ask.period is None or ask.period.kind != ask.kind.period_kind),
        Obstacle.PERIOD_NOT_WANTED: not ask.kind.period_kind and ask.period is not None,
        Obstacle.TEXT_MISSING: not ask.kind.period_kind and not ask.title.strip(),
        Obstacle.DUE_DAY_IS_PAST: ask.due_on is not None and ask.due_on < today,
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    Body.objects.select_for_update().get(pk=ask.body.pk)  # one opening at a time, so that two find each other
    levels = {body.pk: level_of(body.kind) for body in chosen}
    cut_for: dict[str, Cutting] = {}
    if ask.period is not None:
        wanted = sorted({*levels.values(), level_of(ask.body.kind)})
        cut_for = cuttings(ask.kind, ask.period, wanted, calendar_for(today))
    days = {pk: ask.due_on or (cut_for[level].due_on if level in cut_for else None) for pk, level in levels.items()}
    if None in days.values():
        raise Refused([Obstacle.NO_DUE_DAY])
    due = {pk: day for pk, day in days.items() if day is not None}
    found = _found_cycle(ask, token)
    cycle = found or _new_cycle(ask, token, due_on=max(due.values()), cutting=_widest(cut_for), by=by, now=now)
    there = set(cycle.submissions.values_list("first_body_id", flat=True))
    missing = [body for body in chosen if body.pk not in there]
    if not missing:
        return Opened(cycle, found is not None, 0)
    if any(due[body.pk] < today for body in missing):
        raise Refused([Obstacle.DUE_DAY_IS_PAST])  # nobody is asked for what is late already
    reviewer = standing_agency_of(ask.body, on=today)
    given = duties.give_report_duties(
        title=cycle.title, content=_content(cycle), assigned_by_body=ask.body, token=cycle.token, by=by, now=now,
        owed=[
            duties.Owed(body, due[body.pk], ask.body if body.pk == reviewer.pk else reviewer) for body in missing
        ],
    )  # fmt: skip
    Submission.objects.bulk_create(
        [
            Submission(
                cycle=cycle,
                body_id=duty.body_id,
                first_body_id=duty.first_body_id,
                duty=duty,
                due_on=due[duty.first_body_id],
            )
            for duty in given
        ],
        batch_size=_BATCH,
    )
    give_steps(cycle, agency=reviewer, by=by, now=now)
    record_event("report_cycle_opened", about=cycle, by=by, at=now, title=cycle.title, bodies=len(missing))
    return Opened(cycle, found is not None, len(missing))


def _widest(cut_for: dict[str, Cutting]) -> Cutting | None:
    """The days that the cycle covers: from the earliest opening to the latest closing of its levels."""
    if not cut_for:
        return None
    several = list(cut_for.values())
    return Cutting(
        min(one.window_from for one in several),
        max(one.window_to for one in several),
        max(one.due_on for one in several),
    )


def _found_cycle(ask: Ask, token: UUID) -> Cycle | None:
    """The cycle that this asks for again: of the same form, the same period, or the same title and day."""
    period = ask.period
    there = Cycle.objects.filter(kind=ask.kind, body=ask.body, withdrawn_at=None)
    same = Cycle.objects.none()
    if period is not None:
        same = there.filter(period_kind=period.kind, year=period.year, ordinal=period.ordinal)
    elif ask.due_on is not None:
        same = there.filter(period_kind="", title=squeeze(nfc(ask.title)), due_on=ask.due_on)
    cycle = (Cycle.objects.filter(token=token) | same).select_related("body", "kind").order_by("pk").first()
    if cycle is None:
        return None
    if (cycle.kind_id, cycle.body_id) != (ask.kind.pk, ask.body.pk):
        raise Refused([Obstacle.NOT_OF_THIS_CYCLE])
    if cycle.withdrawn_at is not None:
        raise Refused([Obstacle.CYCLE_WITHDRAWN])
    return cycle


def _new_cycle(
    ask: Ask, token: UUID, *, due_on: date, cutting: Cutting | None, by: Person, now: datetime
) -> Cycle:  # fmt: skip
    period, today = ask.period, timezone.localdate(now)
    named = f"{ask.kind.name.removesuffix(' quý').removesuffix(' năm')} {_lowered(period.label)}" if period else ""
    return Cycle.objects.create(
        kind=ask.kind, body=ask.body, title=squeeze(nfc(ask.title)) or named, outline=ask.kind.outline,
        statistics=ask.kind.statistics, period_kind=period.kind if period else "",
        year=period.year if period else today.year, ordinal=period.ordinal if period else 1,
        window_from=cutting.window_from if cutting else None, window_to=cutting.window_to if cutting else None,
        due_on=due_on, token=token, opened_by=by, opened_at=now,
    )  # fmt: skip


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def _content(cycle: Cycle) -> str:
    if cycle.window_from is None or cycle.window_to is None:
        return ""
    return f"Số liệu từ ngày {format_date(cycle.window_from)} đến hết ngày {format_date(cycle.window_to)}."


@transaction.atomic
def remind_missing(*, cycle: Cycle, by: Person, now: datetime) -> int:
    """Remind every body whose report is not there, once a day each; returns how many were reminded."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("body").get(pk=cycle.pk)
    if not standing_at(by, now).may(Permission.DEMAND_REPORTS, cycle.body):
        raise Refused([Obstacle.NOT_YOURS])
    missing = cycle.submissions.filter(state__in=[*IN_WORK, SubmissionState.AT_HEAD], duty__isnull=False)
    pks = list(missing.values_list("duty_id", flat=True))
    told = duties.urge_together(pks=pks, assigned_by_body=cycle.body, by=by, now=now)
    if told:
        record_event("report_cycle_urged", about=cycle, by=by, at=now, bodies=told)
    return told


@transaction.atomic
def withdraw_cycle(*, cycle: Cycle, reason: str, by: Person, now: datetime) -> Cycle:
    """Nobody owes anything of the cycle any more, while nothing of it was accepted or issued. Its open duties are
    cancelled, its reports released (`following`); everything that was written stays. Twice is once."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("body").get(pk=cycle.pk)
    words = nfc(reason.strip())
    if cycle.withdrawn_at is not None:
        return cycle
    reports = Submission.objects.filter(cycle=cycle)
    checks = {
        Obstacle.NOT_YOURS: not standing_at(by, now).may(Permission.DEMAND_REPORTS, cycle.body),
        Obstacle.REASON_MISSING: not words,
        Obstacle.ANSWERS_ACCEPTED: reports.filter(
            Q(state=SubmissionState.ACCEPTED) | Q(issued__isnull=False) | Q(duty=None, state__in=ARRIVED)
        ).exists(),
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    pks = [*reports.values_list("duty_id", flat=True), *cycle.steps.values_list("duty_id", flat=True)]
    released = duties.cancel_together(
        pks=[pk for pk in pks if pk], assigned_by_body=cycle.body, reason=words, by=by, now=now
    )
    reports.filter(duty=None).update(state=SubmissionState.RELEASED, sent_on=None)
    cycle.withdrawn_at, cycle.withdrawn_by, cycle.withdrawn_reason = now, by, words
    cycle.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record_event("report_cycle_withdrawn", about=cycle, by=by, at=now, reason=words, duties=released)
    return cycle


@transaction.atomic
def reopen(*, submission: Submission, reason: str, by: Person, now: datetime) -> Submission:
    """Open a report again that was locked because its day has passed; the reason stays on record."""
    submission = locked(submission)
    today, words = timezone.localdate(now), nfc(reason.strip())
    if submission.reopened_at is not None and submission.reopened_by_id == by.pk and submission.state in IN_WORK:
        return submission
    checks = {
        Obstacle.NOT_YOURS: not place_of(standing_at(by, now), submission).demands,
        Obstacle.REASON_MISSING: not words,
        Obstacle.RELEASED: submission.state == RELEASED,
        Obstacle.NOT_LOCKED: not is_locked(
            due_on=submission.due_on, reopened=submission.reopened_at is not None, today=today
        ),
    }
    if obstacles := [obstacle for obstacle, present in checks.items() if present]:
        raise Refused(obstacles)
    submission.reopened_at, submission.reopened_by, submission.reopened_reason = now, by, words
    submission.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
    record_event("report_reopened", about=submission, by=by, at=now, reason=words)
    return submission


@transaction.atomic
def hand_on(*, predecessor: Body, successor: Body, on: date, basis: str, by: Person | None, now: datetime) -> int:
    """A body is no more: cycles that it opened and its own merged reports go to its successor. What it owed follows
    the duties (`following`). A period that the successor has a cycle of already stays where it is."""
    kept = set(Cycle.objects.filter(body=successor, withdrawn_at=None).values_list("kind_id", "year", "ordinal"))
    moved = [
        cycle
        for cycle in Cycle.objects.select_for_update(of=("self",)).filter(body=predecessor)
        if not cycle.period_kind or (cycle.kind_id, cycle.year, cycle.ordinal) not in kept
    ]
    for cycle in moved:
        cycle.body = successor
    Cycle.objects.bulk_update(moved, ["body"], batch_size=_BATCH)
    Submission.objects.filter(cycle__in=moved, duty=None).update(body=successor)
    record_events("report_cycle_handed_on", about=list(moved), by=by, at=now, to_body=successor.name, basis=basis)
    return len(moved)

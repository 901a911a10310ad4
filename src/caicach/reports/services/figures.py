"""The figures of a report's table go its way with it: sent with the report, accepted with it, returned with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from caicach.bodies.access import Permission
from caicach.bodies.models import Person
from caicach.core.periods import Period
from caicach.measures import services as measures
from caicach.measures.breaches import Breached, breaches_of
from caicach.measures.models import Figure, FigureState, Indicator, Severity

from ..models import Submission
from ..rules import About, Obstacle
from ..statistics import figures_with_parts, indicators_of, owed_parts
from .rights import standing_at


def obstacles_of_figures(submission: Submission, *, today: date) -> list[About]:
    """What of its figures keeps the report here: lines that nobody has answered, numbers that break a rule of severity
    "error" without an explanation. The sentence names the indicators."""
    indicators, figures = _asked_and_given(submission, today)
    given = {(figure.indicator_id, figure.period) for figure in figures if not figure.breakdown}
    missing = [
        code
        for code, one in indicators.items()
        if any((one.pk, part) not in given for part in owed_parts(one, submission, today))
    ]
    broken = [
        found.figure.indicator.code
        for found in breaches_in(figures)
        if found.rule.severity == Severity.ERROR and not found.reason
    ]
    found = []
    if missing:
        found.append(About(Obstacle.FIGURES_MISSING, tuple(missing)))
    if broken:
        found.append(About(Obstacle.FIGURES_BREAK_A_RULE, tuple(dict.fromkeys(broken))))
    return found


def breaches_in(figures: Iterable[Figure]) -> list[Breached]:
    """Every breach among the drafts, period by period; what was sent has passed."""
    by_period: dict[Period, list[Figure]] = {}
    for figure in figures:
        if figure.state == FigureState.DRAFT:
            by_period.setdefault(figure.period, []).append(figure)
    return [found for period in sorted(by_period) for found in breaches_of(by_period[period], period=period)]


def _asked_and_given(submission: Submission, today: date) -> tuple[dict[str, Indicator], list[Figure]]:
    period = submission.cycle.period
    if period is None or not submission.cycle.statistics:
        return {}, []
    indicators, _absent = indicators_of(submission.cycle, period)
    return indicators, figures_with_parts(submission, indicators.values(), today)


def _in_state(submission: Submission, now: datetime, *states: str) -> list[Figure]:
    _asked, given = _asked_and_given(submission, timezone.localdate(now))
    return [figure for figure in given if figure.state in states]


def submit_with(submission: Submission, *, by: Person, now: datetime) -> None:
    """The body's drafts of the table go up with the report that is being sent. Its body and cycle are loaded."""
    drafts = _in_state(submission, now, FigureState.DRAFT)
    if standing_at(by, now).may(Permission.SUBMIT_FIGURES, submission.body):
        measures.submit_figures(figures=drafts, by=by, now=now)
    else:  # from above, where somebody takes back their return of the report
        measures.undo_return(figures=drafts, by=by, now=now)


def accept_with(submission: Submission, *, by: Person, now: datetime) -> None:
    """What was sent with the report is accepted with it, as far as this person decides on figures."""
    sent = _decided_by(by, _in_state(submission, now, FigureState.SUBMITTED), now=now)
    measures.accept_figures(figures=sent, by=by, now=now)


def return_with(submission: Submission, *, reason: str, by: Person, now: datetime) -> None:
    """The figures of the report's own period go back with it. Those of a shorter one that it is made of (a quarter of
    the half-year) stay where they are when they were accepted before."""
    there = _in_state(submission, now, FigureState.SUBMITTED, FigureState.ACCEPTED)
    period = submission.cycle.period
    sent = [one for one in there if one.state == FigureState.SUBMITTED or one.period == period]
    measures.return_figures(figures=_decided_by(by, sent, now=now), reason=reason, by=by, now=now)


def _decided_by(by: Person, figures: list[Figure], *, now: datetime) -> list[Figure]:
    """Those that the person may decide on: nobody decides on figures that they gave or sent themselves."""
    standing = standing_at(by, now)
    return [
        figure
        for figure in figures
        if standing.is_superuser
        or (measures.may_decide(standing, figure.body) and by.pk not in (figure.submitted_by_id, figure.entered_by_id))
    ]

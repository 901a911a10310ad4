"""The first words of a report, written from what the system knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.core.events import record_event
from caicach.core.periods import Window

from ..composing.facts import Promised
from ..composing.promises import promises_in
from ..composing.sections import paragraphs_by_section
from ..gathering import gather_facts
from ..live import bare, tied
from ..models import Made, Passage, Submission
from ..offering import figures_of_report
from ..rules import ARRIVED, Obstacle, obstacles_to_writing, sections_of
from .passages import add_passages
from .rights import Refused, closed_to_words, locked, place_of, standing_at


def promised_to(submission: Submission) -> list[Promised]:
    """The tasks that the body's report of the period before, of the same kind, said were ahead. One query."""
    period = submission.cycle.period
    if period is None:
        return []
    before = period.previous()
    rows = Passage.objects.filter(
        submission__body=submission.body, submission__state__in=ARRIVED, section="ahead", removed_at=None,
        submission__cycle__kind__code=submission.cycle.kind.code, submission__cycle__period_kind=before.kind,
        submission__cycle__year=before.year, submission__cycle__ordinal=before.ordinal,
    )  # fmt: skip
    return promises_in(
        bare(text) for text in rows.order_by("submission", "ordinal", "pk").values_list("text", flat=True)
    )


@transaction.atomic
def draft_from_data(*, submission: Submission, by: Person, now: datetime) -> int:
    """Fill the sections that are empty with sentences from the data of the cycle's window; returns how many
    paragraphs. What somebody wrote is left alone, so that doing it twice changes nothing."""
    submission = locked(submission)
    obstacles = [] if place_of(standing_at(by, now), submission).writes else [Obstacle.NOT_YOURS]
    obstacles += obstacles_to_writing(state=submission.state, locked=closed_to_words(submission, now=now))
    cycle, period = submission.cycle, submission.cycle.period
    if period is None or cycle.window_from is None or cycle.window_to is None:
        obstacles.append(Obstacle.NO_PERIOD)
    if obstacles:
        raise Refused(obstacles)
    assert period is not None and cycle.window_from is not None and cycle.window_to is not None
    facts = gather_facts(
        body=submission.body, period=period, window=Window(cycle.window_from, cycle.window_to),
        today=timezone.localdate(now),
    )  # fmt: skip
    # What nobody has answered is no sentence of a report; the list of numbers beside the text offers it.
    figures = tuple(one for one in figures_of_report(submission) if one.answer or one.value is not None)
    facts = replace(facts, figures=figures, promised=tuple(promised_to(submission)))
    filled = set(Passage.objects.filter(submission=submission, removed_at=None).values_list("section", flat=True))
    open_sections = {one.key for one in sections_of(cycle.outline) if one.holds_text} - filled
    texts = {key: several for key, several in paragraphs_by_section(facts, write=tied).items() if key in open_sections}
    passages = add_passages(submission, texts, made=Made.DRAFTED, by=by, now=now)
    if passages:
        submission.drafted_at = now
        submission.save(update_fields=["drafted_at"])
        record_event("report_drafted", about=submission, by=by, at=now, paragraphs=len(passages))
    return len(passages)

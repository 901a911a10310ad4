"""The level above takes paragraphs of accepted reports into its own draft; each keeps where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from caicach.bodies.access import Permission
from caicach.bodies.models import Person
from caicach.core.events import record_event

from ..live import with_body
from ..models import Cycle, Made, Passage, PassageRevision, Submission, SubmissionState
from ..rules import Obstacle
from .passages import add_passages, ready_to_write
from .rights import Refused, locked, standing_at


def report_that_merges(cycle: Cycle) -> Submission | None:
    """The demanding body's report of the same period, into which the cycle's answers flow: what it owes its own level
    above, or what was begun in the cycle itself. One query."""
    mine = Submission.objects.filter(first_body=cycle.body_id, cycle=cycle)
    if cycle.period_kind:
        same = {"period_kind": cycle.period_kind, "year": cycle.year, "ordinal": cycle.ordinal}
        mine = mine | Submission.objects.filter(
            body=cycle.body_id, duty__isnull=False, cycle__withdrawn_at=None,
            **{f"cycle__{name}": value for name, value in same.items()},
        )  # fmt: skip
    # The one that is owed upwards goes before the one that was begun here.
    return mine.select_related("cycle__body", "body", "duty").order_by(F("duty").asc(nulls_last=True), "pk").first()


def written_by_hand() -> Exists:
    """Whether somebody wrote or changed the paragraph, or took it from below; else the system drafted it as it is."""
    hands = PassageRevision.objects.filter(passage=OuterRef("pk"), made__in=[Made.WRITTEN, Made.TAKEN])
    return Exists(hands)


@transaction.atomic
def begin_merging(*, cycle: Cycle, by: Person, now: datetime) -> Submission:
    """The report into which the cycle's answers flow, made where there is none."""
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("body").get(pk=cycle.pk)
    if cycle.withdrawn_at is not None:
        raise Refused([Obstacle.CYCLE_WITHDRAWN])
    there = report_that_merges(cycle)
    if there is not None:
        return there
    if not standing_at(by, now).may(Permission.DEMAND_REPORTS, cycle.body):
        raise Refused([Obstacle.NOT_YOURS])
    submission = Submission.objects.create(cycle=cycle, body=cycle.body, first_body=cycle.body, due_on=cycle.due_on)
    record_event("report_merging_begun", about=submission, by=by, at=now, cycle=cycle.pk)
    return submission


@transaction.atomic
def take_passages(
    *, cycle: Cycle, into: Submission, section: str, pks: Sequence[int] | None, by: Person, now: datetime
) -> int:
    """Take paragraphs of the cycle's accepted reports into a section of one's own draft, in the order of the bodies;
    `pks` None takes all of that section that somebody wrote: what the system drafted there from data, it drafts here
    from the figures added up. Returns how many are new: what is there already is not taken twice.

    All of it or nothing: the draft is locked, and everything is written in one transaction.
    """
    into = locked(into)
    ready_to_write(into, section, by=by, now=now)
    merging = report_that_merges(cycle)
    if merging is None or merging.pk != into.pk:
        raise Refused([Obstacle.NOT_OF_THIS_CYCLE])
    there = Passage.objects.filter(submission=into, removed_at=None, origin__isnull=False)
    rows = Passage.objects.filter(
        submission__cycle=cycle, submission__state=SubmissionState.ACCEPTED, section=section, removed_at=None
    ).exclude(submission=into)
    rows = rows.filter(pk__in=pks) if pks is not None else rows.filter(written_by_hand())
    sources = list(
        rows.exclude(pk__in=there.values("origin"))
        .select_related("submission")
        .order_by("submission__body__sort_key", "submission", "ordinal", "pk")
    )
    if not sources:
        if pks is not None and not there.filter(origin__in=pks).exists():
            raise Refused([Obstacle.NOTHING_TO_TAKE])
        return 0
    # Its numbers stay those of the body that wrote them.
    texts = [with_body(one.text, one.submission.body_id) for one in sources]
    add_passages(into, {section: texts}, made=Made.TAKEN, by=by, now=now, origins={section: sources})
    record_event(
        "report_passages_taken", about=into, by=by, at=now, section=section, cycle=cycle.pk, paragraphs=len(sources)
    )
    return len(sources)

"""One duty: what its page shows, and what this person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from caicach.bodies.access import TABLE, Permission, Standing
from caicach.bodies.models import Body, Membership, Person
from caicach.core.models import Event
from caicach.core.text import search_key
from caicach.documents.models import Clause
from caicach.programme.models import Task

from ..companions import companion_of
from ..models import Duty, DutyState, Evidence, Extension, ExtensionState, Progress, Stage
from ..rules import Act, Change, HatKind, allowed_acts, difference
from ..services import hats_for
from .lines import Day, Line
from .scope import may_see

_HISTORY = 200
_HIDDEN = ("reminder_sent",)


def duty_for(standing: Standing, pk: int) -> Duty | None:
    """The duty, if this person may see it."""
    duty = (
        Duty.objects.select_related(
            "body", "first_body", "assigned_by_body", "reviewer_body", "assignee", "assigned_by", "field", "document",
            "task__plan", "series",
        )
        .defer("document__search_text")
        .filter(pk=pk)
        .first()
    )  # fmt: skip
    return duty if duty is not None and may_see(standing, duty) else None


def duties_by_pk(standing: Standing, pks: list[int]) -> list[Duty]:
    """Those of the named duties that this person may see (bulk acts)."""
    rows = Duty.objects.select_related("body", "assigned_by_body", "reviewer_body", "field").filter(pk__in=pks)
    return [duty for duty in rows.order_by("pk") if may_see(standing, duty)]


def evidence_for(standing: Standing, pk: int) -> Evidence | None:
    """The proof, if this person may see the duty it belongs to."""
    found = (
        Evidence.objects.select_related(
            "file", "progress__duty__body", "progress__duty__assigned_by_body", "progress__duty__reviewer_body"
        )
        .filter(pk=pk)
        .first()
    )
    return found if found is not None and may_see(standing, found.progress.duty) else None


@dataclass(frozen=True)
class Moment:
    """One line of the history, with the report it is about where there is one."""

    name: str
    at: datetime
    by: Person | None
    data: dict[str, Any]
    progress: Progress | None


@dataclass(frozen=True)
class DutyPage:
    """Everything that the page of one duty shows."""

    line: Line
    acts: frozenset[Act]
    hats: frozenset[HatKind]
    history: list[Moment]
    latest: Progress | None  # the report on its way up, before whoever decides now; of what is done, the accepted one
    changes: list[tuple[Change, str]]  # against the report before it; empty where there is none
    returned: Progress | None  # the report that came back, while nothing new was sent
    waiting_extension: Extension | None
    clause: Clause | None
    quoted: str  # what the document orders, in its words; empty without a clause
    elsewhere: str  # the address of the page where it is worked on; empty for what is worked on here

    @property
    def duty(self) -> Duty:
        return self.line.duty

    def may(self, act: str) -> bool:
        return Act(act) in self.acts


def page_for(standing: Standing, duty: Duty, *, day: Day) -> DutyPage:
    """What this person sees of a duty that they may see. At most seven queries."""
    hats, companion = hats_for(standing, duty), companion_of(duty)
    reports = list(
        duty.progress.select_related("written_by", "sent_up_by", "decided_by").prefetch_related("evidence__file")[:100]
    )
    sent = [report for report in reports if report.stage != Stage.NOTED]
    latest = sent[0] if sent else None
    clause = ordering_clause(duty)
    pending = latest is not None and latest.stage in (Stage.SENT_TO_HEAD, Stage.SENT_UP)
    earlier = sent[1] if pending and len(sent) > 1 else None
    return DutyPage(
        line=day.line(duty),
        acts=allowed_acts(duty.state, hats),
        hats=hats,
        history=history(duty, reports),
        latest=latest if pending or duty.state == DutyState.DONE else None,
        changes=difference(earlier.text, latest.text) if earlier and latest else [],
        returned=latest if latest is not None and latest.stage == Stage.RETURNED else None,
        waiting_extension=duty.extensions.filter(state=ExtensionState.ASKED).select_related("asked_by").first(),
        clause=clause,
        quoted=ordering_words(clause, duty.task) if clause and duty.task else "",
        elsewhere=companion.address(duty) if companion else "",
    )


def history(duty: Duty, reports: list[Progress] | None = None) -> list[Moment]:
    """Everything that happened to the duty, latest first."""
    if reports is None:
        reports = list(duty.progress.select_related("written_by").prefetch_related("evidence__file"))
    by_pk = {report.pk: report for report in reports}
    events = Event.objects.filter(about_kind=duty._meta.label_lower, about_id=str(duty.pk)).select_related("by")
    return [
        Moment(event.name, event.at, event.by, event.data, by_pk.get(event.data.get("progress")))
        for event in events.order_by("-id")[:_HISTORY]
        if event.name not in _HIDDEN
    ]


def ordering_clause(duty: Duty) -> Clause | None:
    """The clause of the document that ordered the duty, where its text was registered."""
    task = duty.task
    if task is None or duty.document_id is None or not task.section:
        return None
    return Clause.objects.filter(document=duty.document_id, path=task.section).order_by("ordinal").first()


def ordering_words(clause: Clause, task: Task) -> str:
    """What the clause orders: its own words, or those of the line below it that it only heads ("3. Sở Tài chính")."""
    below = (clause.page, clause.line) < (task.page, task.line)
    return task.text if below and search_key(task.text) not in search_key(clause.text) else clause.text


def officers_of(body: Body, *, today: date) -> QuerySet[Person]:
    """Who can be put on the body's duties: those who work in it or in a unit below it."""
    current = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    roles = TABLE[Permission.WORK_DUTIES]
    here = Membership.objects.filter(current, body__path__startswith=body.path, role__in=roles)
    return Person.objects.filter(pk__in=here.values("person"), is_active=True).order_by("sort_key", "pk")


def bodies_next_below(standing: Standing, permission: Permission, *, today: date) -> QuerySet[Body]:
    """The living bodies one step below where the person holds the permission, by the Vietnamese alphabet."""
    below = Q(pk__in=[])
    for prefix in standing.prefixes(permission):
        below |= Q(path__startswith=prefix, depth=len(prefix) // Body.steplen + 1)
    living = Q(opened_on__lte=today) & (Q(closed_on=None) | Q(closed_on__gt=today))
    return Body.objects.filter(living, below).order_by("sort_key", "pk")

"""A plan comes into force: every task becomes duties of the bodies it names, as they are on that day.

This stands above the room of plans because who owes what is kept here. It also answers that room's question how far
the tasks are (`programme.progress`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body, BodyGroup, Person
from caicach.bodies.selectors import alive, members_on
from caicach.core.events import record_event
from caicach.programme.models import Part, Plan, PlanState, Task, TaskOwner
from caicach.programme.progress import Counts, Owed
from caicach.programme.services import NotYet, mark_in_force
from caicach.programme.services.errors import Obstacle

from .models import OPEN_STATES, Duty, DutyState
from .services import continue_duties, give_duties_for_task
from .services.telling import tell_of_plan


@dataclass(frozen=True)
class Blocked:
    """A task that nobody could be given, and why."""

    task: Task
    code: Obstacle
    names: tuple[str, ...]  # as written


@dataclass(frozen=True)
class Issuing:
    """What putting a plan in force would do on a day."""

    given: tuple[tuple[Task, Mapping[str, list[Body]]], ...]
    blocked: tuple[Blocked, ...]
    reviewer: Body

    @property
    def duties(self) -> int:
        """How many duties are given out (a body that leads does not support as well)."""
        return sum(len({body.pk for bodies in parts.values() for body in bodies}) for _task, parts in self.given)

    @property
    def bodies(self) -> int:
        return len({body.pk for _task, parts in self.given for bodies in parts.values() for body in bodies})


class LeadsMissing(NotYet):
    """Tasks have nobody to lead them; the person can name somebody, or go on without those tasks."""

    def __init__(self, blocked: Iterable[Blocked]) -> None:
        self.blocked = list(blocked)
        super().__init__(list(dict.fromkeys(one.code for one in self.blocked)))


def reviewer_of(plan: Plan, *, on: date) -> Body:
    """Who accepts what is reported under the plan: the standing agency of its level, or whoever issued it."""
    below = Body.objects.filter(alive(on), path__startswith=plan.body.path, depth=plan.body.depth + 1)
    standing_agency = below.filter(is_standing_agency=True).order_by("path").first()
    return standing_agency or plan.body


def plan_issuing(plan: Plan, *, on: date) -> Issuing:
    """Whom each task of the plan would be given to, group names expanded into the bodies of that day."""
    members = _Members(on)
    given, blocked = [], []
    for task in plan.tasks.prefetch_related("owners__body", "owners__group__under"):
        owners = list(task.owners.all())
        leads = members.of(owners, Part.LEAD)
        if not leads:
            names = tuple(owner.as_written for owner in owners if owner.part == Part.LEAD)
            blocked.append(Blocked(task, Obstacle.LEAD_UNRESOLVED if names else Obstacle.LEAD_MISSING, names))
            continue
        given.append((task, {Part.LEAD.value: leads, Part.SUPPORT.value: members.of(owners, Part.SUPPORT)}))
    return Issuing(tuple(given), tuple(blocked), reviewer_of(plan, on=on))


class _Members:
    """Owners as bodies that exist on a day; each group is expanded once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._groups: dict[int, list[Body]] = {}

    def of(self, owners: Iterable[TaskOwner], part: str) -> list[Body]:
        found: dict[int, Body] = {}
        for owner in owners:
            if owner.part != part:
                continue
            if owner.body and owner.body.opened_on <= self.on < (owner.body.closed_on or date.max):
                found[owner.body.pk] = owner.body
            elif owner.group:
                found |= {body.pk: body for body in self._expand(owner.group)}
        return list(found.values())

    def _expand(self, group: BodyGroup) -> list[Body]:
        if group.pk not in self._groups:
            self._groups[group.pk] = members_on(group, self.on)
        return self._groups[group.pk]


@transaction.atomic
def put_plan_in_force(*, plan: Plan, by: Person, now: datetime, without_unresolved: bool = False) -> list[Duty]:
    """Put the plan in force and give out its duties; returns those that are new. Asked again, nothing happens.

    A later version carries running duties over under its own words and days. Raises `LeadsMissing` with the tasks
    that nobody leads, unless the person says to go on without them.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("body", "previous").get(pk=plan.pk)
    if plan.state == PlanState.ISSUED:
        return []
    issuing = plan_issuing(plan, on=timezone.localdate(now))
    if issuing.blocked and not without_unresolved:
        raise LeadsMissing(issuing.blocked)
    if not issuing.given and plan.previous is None:
        raise NotYet([Obstacle.NOTHING_TO_GIVE])
    mark_in_force(plan=plan, by=by, now=now)
    before = {task.lineage: task for task in plan.previous.tasks.all()} if plan.previous else {}
    duties: list[Duty] = []
    for task, parts in issuing.given:
        duties += _give(plan, task, parts, issuing.reviewer, old_task=before.pop(task.lineage, None), by=by, now=now)
    kept = {one.task.lineage for one in issuing.blocked}  # the task goes on, only nobody new could be named
    for lineage, task in before.items():
        if lineage not in kept:
            continue_duties(
                old_task=task, new_task=None, bodies_by_part={}, by=by, now=now, assigned_by_body=plan.body,
                reviewer_body=issuing.reviewer, reason=_reason(plan),
            )  # fmt: skip
    tell_of_plan(plan, duties, by=by, now=now)
    record_event("plan_duties_given", about=plan, by=by, at=now, duties=len(duties), blocked=len(issuing.blocked))
    return duties


def _give(
    plan: Plan, task: Task, parts: Mapping[str, list[Body]], reviewer: Body, *, old_task: Task | None, by: Person,
    now: datetime,
) -> list[Duty]:  # fmt: skip
    """The duties of one task. What the reviewer or the issuer owes itself is accepted by the issuer."""
    own = {reviewer.pk, plan.body_id}
    apart = {part: [body for body in bodies if body.pk in own] for part, bodies in parts.items()}
    leads = {body.pk for body in parts[Part.LEAD]}
    rest = {part: [b for b in bodies if b.pk not in own] for part, bodies in parts.items()}
    given: list[Duty] = []
    if any(apart.values()):
        alone = {**apart, Part.SUPPORT.value: [b for b in apart[Part.SUPPORT] if b.pk not in leads]}
        given += give_duties_for_task(
            task=task, bodies_by_part=alone, by=by, now=now, assigned_by_body=plan.body, reviewer_body=plan.body
        )
    if old_task is None:
        given += give_duties_for_task(
            task=task, bodies_by_part=rest, by=by, now=now, assigned_by_body=plan.body, reviewer_body=reviewer
        )
    else:
        given += continue_duties(
            old_task=old_task, new_task=task, bodies_by_part=parts, by=by, now=now, assigned_by_body=plan.body,
            reviewer_body=reviewer, reason=_reason(plan),
        )  # fmt: skip
    return given


def _reason(plan: Plan) -> str:
    return f"{plan.number or plan.title}, bản {plan.version}"


class DutyProgress:
    """How far tasks are, told from their duties (`programme.progress.ProgressSource`)."""

    def of_plans(self, lineages: Collection[UUID], *, today: date) -> Mapping[UUID, Counts]:
        rows = _counted(Duty.objects.filter(task__plan__lineage__in=list(lineages)), "task__plan__lineage", today)
        return dict(rows)

    def of_tasks(self, plan: Plan, *, today: date, body: int | None = None) -> Mapping[UUID, Counts]:
        duties = Duty.objects.filter(task_lineage__in=plan.tasks.order_by().values("lineage"))
        if body is not None:
            duties = duties.filter(body=body)
        return dict(_counted(duties, "task_lineage", today))

    def of_items(self, lineages: Collection[UUID], *, today: date) -> Mapping[UUID, Counts]:
        return dict(_counted(Duty.objects.filter(task_lineage__in=list(lineages)), "task_lineage", today))

    def owed(self, lineage: UUID, *, standing: Standing, today: date, most: int) -> list[Owed]:
        duties = (
            Duty.objects.filter(standing.within(Permission.SEE_DUTIES), task_lineage=lineage)
            .exclude(state=DutyState.CANCELLED)
            .select_related("body")
            .order_by("part", F("due_on").asc(nulls_last=True), "body__sort_key")[:most]
        )
        return [
            Owed(d.pk, d.body.name, d.part, d.state, _timeliness(d, today), d.due_on, d.done_on, d.percent)
            for d in duties
        ]


def _counted(duties: QuerySet[Duty], by: str, today: date) -> Iterable[tuple[UUID, Counts]]:
    late = Q(done_on__gt=F("due_on"))
    in_time = Q(state=DutyState.AWAITING_REVIEW, sent_on__lte=F("due_on"))  # sent up in time, being reviewed
    rows = (
        duties.exclude(state=DutyState.CANCELLED)
        .order_by()
        .values_list(by)
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state=DutyState.DONE)),
            done_late=Count("pk", filter=Q(state=DutyState.DONE) & late),
            overdue=Count("pk", filter=Q(state__in=OPEN_STATES, due_on__lt=today) & ~in_time),
            awaiting=Count("pk", filter=Q(state__in=(DutyState.AWAITING_HEAD, DutyState.AWAITING_REVIEW))),
        )
    )
    return ((row[0], Counts(*row[1:])) for row in rows)


def _timeliness(duty: Duty, today: date) -> str:
    """As the interface's marks name it; "soon" is left to the inbox, which knows the working days."""
    if duty.state == DutyState.DONE:
        return "done_late" if duty.due_on and duty.done_on and duty.done_on > duty.due_on else "done_on_time"
    if duty.due_on is None:
        return "no_day"
    sent_in_time = duty.state == DutyState.AWAITING_REVIEW and duty.sent_on is not None and duty.sent_on <= duty.due_on
    return "overdue" if duty.due_on < today and not sent_in_time else "on_time"

"""What is asked about plans, starting from who is asking."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from caicach.bodies.access import Permission, Standing
from caicach.bodies.models import Body
from caicach.core.remembered import Remembered, remembered
from caicach.core.text import search_key
from caicach.documents.models import Document

from . import words
from .models import Field, Part, Plan, PlanState, Target, Task
from .progress import NOTHING, Counts, progress
from .rules import Bullet, Change, ChangeKind, Snapshot, bullet, changes_between
from .target_status import Stands, target_status

PAGE = 20
TASKS_SHOWN = 12  # of a field while no filter is set; the rest is one click away
TASKS_PAGE = 200


def visible_plans(standing: Standing) -> QuerySet[Plan]:
    """Plans of one's own bodies and those below, and those of the bodies above: a superior's plan binds. One that is
    not in force yet is seen only by those who make plans for that body."""
    if standing.is_superuser:
        return Plan.objects.all()  # an empty condition joined by "or" to another would leave only that one
    makers = standing.within(Permission.READ_PLANS_IN, "body__path") | standing.within(
        Permission.ISSUE_PLANS, "body__path"
    )
    above = {
        hat.path[: Body.steplen * level]
        for hat in standing.hats
        for level in range(1, len(hat.path) // Body.steplen + 1)
    }
    seen = standing.within(Permission.SEE_PLANS, "body__path") | Q(body__path__in=above)
    return Plan.objects.filter(Q(seen & ~Q(state=PlanState.DRAFT)) | makers)


@dataclass(frozen=True)
class PlanRow:
    """A plan in the list, with how far it is."""

    plan: Plan
    counts: Counts
    tasks: int


@dataclass(frozen=True)
class PlanList:
    """One page of plans; `after` is the key of the next page, None on the last."""

    rows: list[PlanRow]
    after: str | None
    as_of: datetime  # when the duties were counted: at most a minute ago

    @property
    def overdue(self) -> int:
        """Overdue duties of the plans on this page."""
        return sum(row.counts.overdue for row in self.rows)

    @property
    def late_plans(self) -> int:
        return sum(1 for row in self.rows if row.counts.overdue)


def plans_carried_out(body: Body, *, on: date) -> list[Plan]:
    """The plans of a body that held on a day, each in the version of that day, oldest first. One query.

    A plan holds from the day it was issued, which may be long before it was brought in here; where the document gives
    no day, from the day its duties were given out.
    """
    given_out = Plan.objects.filter(body=body, state__in=(PlanState.ISSUED, PlanState.SUPERSEDED))
    since = Coalesce("issued_on", TruncDate("put_in_force_at"))
    held = given_out.annotate(since=since).filter(since__lte=on).order_by("version")
    latest = {plan.lineage: plan for plan in held}
    return sorted(latest.values(), key=attrgetter("since", "pk"))


def _tasks_of_plan() -> QuerySet[Any, Any]:
    tasks = Task.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    return tasks.annotate(count=Count("pk")).values("count")


def plan_list(
    standing: Standing, *, today: date, now: datetime, question: str = "", after: str = "", size: int = PAGE
) -> PlanList:
    """The plans a person may see, in their latest versions, newest first. Two queries."""
    plans = (
        visible_plans(standing)
        .exclude(state=PlanState.SUPERSEDED)
        .select_related("body", "document")
        .defer("document__search_text")
        .annotate(task_count=Coalesce(Subquery(_tasks_of_plan()), 0))
        .order_by("-pk")
    )
    if question:
        plans = plans.filter(Q(title__icontains=question) | Q(number__icontains=question))
    if after.isdecimal():
        plans = plans.filter(pk__lt=int(after))
    found = list(plans[: size + 1])
    shown = found[:size]
    counted = _counted(shown, today=today, now=now)
    return PlanList(
        [PlanRow(plan, counted.value.get(plan.lineage, NOTHING), plan.task_count) for plan in shown],
        str(shown[-1].pk) if len(found) > size else None,
        counted.as_of,
    )


def _counted(plans: Sequence[Plan], *, today: date, now: datetime) -> Remembered[Mapping[UUID, Counts]]:
    """How far each plan is. Everybody opens the same first page, and counting reads every duty of its plans; a plan
    that has just been issued or amended is counted anew."""
    said = [f"{plan.lineage}{plan.version}{plan.state}" for plan in plans]
    key = sha256(" ".join([str(today), *said]).encode()).hexdigest()
    lineages = [plan.lineage for plan in plans]
    return remembered(f"plans:{key}", lambda: progress().of_plans(lineages, today=today) if lineages else {}, now=now)


@dataclass(frozen=True)
class TargetView:
    """A target with what is drawn of it."""

    target: Target
    bullet: Bullet | None
    parts: list[TargetView]
    stands: Stands | None = None  # None where nobody knows or the person may not see it


@dataclass(frozen=True)
class TaskView:
    """A task with how its duties stand."""

    task: Task
    counts: Counts
    leads: list[str]
    unresolved: bool

    @property
    def needs_lead(self) -> bool:
        return not self.leads or self.unresolved

    @property
    def drawn_from(self) -> tuple[Any, ...]:
        """All that a plan's page shows of the task."""
        task = self.task
        due = (task.due_kind, task.due_text, task.due_from, task.due_to, task.due_every)
        shown = (task.pk, task.plan_id, task.label, task.text, task.product, *due)
        return (*shown, self.unresolved, self.counts, *self.leads)


@dataclass
class Section:
    """One field of reform in a plan; `field` is None for what belongs to none."""

    field: Field | None
    targets: list[TargetView] = dataclasses.field(default_factory=list)
    tasks: list[TaskView] = dataclasses.field(default_factory=list)
    counts: Counts = NOTHING
    task_total: int = 0
    without_lead: int = 0

    @property
    def key(self) -> str:
        return str(self.field.number) if self.field else "0"

    @property
    def hidden(self) -> int:
        return self.task_total - len(self.tasks)


@dataclass(frozen=True)
class Wanted:
    """What the page is filtered by."""

    field: str = ""  # number of the field, "0" for none
    body: int | None = None
    state: str = ""
    question: str = ""
    after: int = 0  # ordinal of the last task shown

    def __bool__(self) -> bool:
        return bool(self.field or self.body or self.state or self.question)


@dataclass(frozen=True)
class PlanView:
    """Everything on a plan's page."""

    plan: Plan
    sections: list[Section]
    counts: Counts
    task_count: int
    target_count: int
    without_lead: int
    next_after: int | None


def plan_view(plan: Plan, *, standing: Standing, today: date, wanted: Wanted) -> PlanView:
    """A plan by fields. Sixteen queries at most, however large it is; the tasks come by pages once a filter is set."""
    targets, tasks = list(_targets_of(plan)), list(_tasks_of(plan))
    stands = target_status().of_targets(targets, standing=standing, today=today)
    counts = progress().of_tasks(plan, today=today)
    mine = progress().of_tasks(plan, today=today, body=wanted.body) if wanted.body else counts
    sections: dict[int | None, Section] = {}
    for target in (_target_view(target, targets, stands) for target in targets if target.part_of_id is None):
        sections.setdefault(target.target.field_id, Section(target.target.field)).targets.append(target)
    views = [_task_view(task, counts.get(task.lineage, NOTHING)) for task in tasks]
    next_after, shown = None, 0
    for view in views:
        section = sections.setdefault(view.task.field_id, Section(view.task.field))
        section.task_total += 1
        section.without_lead += view.needs_lead
        section.counts += view.counts
        if not _is_wanted(view, wanted, mine) or view.task.ordinal <= wanted.after:
            continue
        if wanted and shown == TASKS_PAGE:
            next_after = next_after or view.task.ordinal - 1
            continue
        if wanted or len(section.tasks) < TASKS_SHOWN:
            section.tasks.append(view)
            shown += 1
    ordered = sorted(sections.values(), key=lambda s: (s.field is None, s.field.number if s.field else 0))
    total = sum(counts.values(), NOTHING)
    return PlanView(
        plan=plan,
        sections=[s for s in ordered if not wanted or s.tasks or (wanted.field == s.key and not wanted.state)],
        counts=total,
        task_count=len(tasks),
        target_count=len(targets),
        without_lead=sum(view.needs_lead for view in views),
        next_after=next_after,
    )


def _target_view(target: Target, every: list[Target], stands: Mapping[UUID, Stands]) -> TargetView:
    milestones = [milestone.value for milestone in target.milestones.all()]
    now = stands.get(target.lineage)
    return TargetView(
        target,
        bullet(target.baseline_value, milestones, target.unit, now=now.value if now else None),
        [_target_view(part, every, stands) for part in every if part.part_of_id == target.pk],
        now,
    )


def _task_view(task: Task, counts: Counts) -> TaskView:
    leads = [owner for owner in task.owners.all() if owner.part == Part.LEAD]
    names = [str(owner.body or owner.group or f"“{owner.as_written}”") for owner in leads]
    return TaskView(task, counts, names, any(owner.body is None and owner.group is None for owner in leads))


def _is_wanted(view: TaskView, wanted: Wanted, mine: Mapping[UUID, Counts]) -> bool:
    task = view.task
    number = str(task.field.number) if task.field else "0"
    if wanted.field and number != wanted.field:
        return False
    if wanted.body and task.lineage not in mine and not any(o.body_id == wanted.body for o in task.owners.all()):
        return False
    if wanted.state == "no_lead":
        return view.needs_lead
    counts = mine.get(task.lineage, NOTHING) if wanted.body else view.counts
    if wanted.state and counts.state != wanted.state:
        return False
    return not wanted.question or search_key(wanted.question) in task.search_key


def versions(plan: Plan) -> list[Plan]:
    """Every version of the plan, the first one first. One query."""
    return list(
        Plan.objects.filter(lineage=plan.lineage)
        .select_related("document")
        .defer("document__search_text")
        .order_by("version")
    )


def fields_of(plan: Plan) -> list[Field]:
    """The fields that the plan's tasks and targets belong to, for the filter."""
    named = Q(pk__in=plan.tasks.order_by().values("field")) | Q(pk__in=plan.targets.order_by().values("field"))
    return list(Field.objects.filter(named).order_by("number"))


def bodies_of(plan: Plan) -> list[Body]:
    """The bodies that lead or support something in the plan by name, for the filter."""
    return list(
        Body.objects.filter(task_parts__task__plan=plan).distinct().order_by("sort_key").only("pk", "name")[:300]
    )


def _task_snapshot(task: Task) -> Snapshot:
    """A task as far as a change of it matters."""
    return Snapshot(
        task.lineage,
        task.text,
        {
            "text": task.text,
            "field": task.field.name if task.field else "",
            "lead": _names(task, Part.LEAD),
            "support": _names(task, Part.SUPPORT),
            "due": words.due_words(task),
            "product": task.product,
            "activities": task.activities,
            "budget": task.budget,
        },
    )


def _target_snapshot(target: Target) -> Snapshot:
    """A target as far as a change of it matters."""
    return Snapshot(
        target.lineage,
        target.text,
        {
            "text": target.text,
            "field": target.field.name if target.field else "",
            "goal": [
                f"{words.phase_words(m)}: {words.goal_words(target.comparator, target.unit, m.value, m.value_to)}"
                for m in target.milestones.all()
            ],
            "baseline": words.baseline_words(target),
            "owners": list(target.owners_as_written),
        },
    )


def _names(task: Task, part: str) -> list[str]:
    return [str(o.body or o.group or o.as_written) for o in task.owners.all() if o.part == part]


@dataclass(frozen=True)
class Changes:
    """What a version changes in the one before."""

    targets: list[Change]
    tasks: list[Change]

    def of(self, kind: ChangeKind) -> int:
        return sum(change.kind == kind for change in (*self.targets, *self.tasks))

    @property
    def sums(self) -> dict[str, int]:
        return {kind.value: self.of(kind) for kind in ChangeKind}


def changes(plan: Plan) -> Changes | None:
    """A version beside the one before it; None for a first version."""
    if plan.previous is None:
        return None
    targets = {version: [_target_snapshot(t) for t in _targets_of(version)] for version in (plan.previous, plan)}
    tasks = {version: [_task_snapshot(t) for t in _tasks_of(version)] for version in (plan.previous, plan)}
    return Changes(
        changes_between(targets[plan.previous], targets[plan]), changes_between(tasks[plan.previous], tasks[plan])
    )


def _tasks_of(plan: Plan) -> QuerySet[Task]:
    return plan.tasks.select_related("field").prefetch_related("owners__body", "owners__group")


def _targets_of(plan: Plan) -> QuerySet[Target]:
    return plan.targets.select_related("field").prefetch_related("milestones")


@dataclass(frozen=True)
class Earlier:
    """An item as it stood in one version, and what changed with that version."""

    plan: Plan
    item: Any
    change: Change


def history(item: Task | Target) -> list[Earlier]:
    """The item through the versions of its plan, the first one first."""
    if isinstance(item, Task):
        rows: list[Any] = list(
            Task.objects.filter(lineage=item.lineage)
            .select_related("plan__document", "field")
            .defer("plan__document__search_text")
            .prefetch_related("owners__body", "owners__group")
            .order_by("plan__version")
        )
        snapshots = [_task_snapshot(row) for row in rows]
    else:
        rows = list(
            Target.objects.filter(lineage=item.lineage)
            .select_related("plan__document", "field")
            .defer("plan__document__search_text")
            .prefetch_related("milestones")
            .order_by("plan__version")
        )
        snapshots = [_target_snapshot(row) for row in rows]
    earlier: list[list[Snapshot]] = [[], *([snapshot] for snapshot in snapshots)]
    return [
        Earlier(row.plan, row, changes_between(before, [snapshot])[0])
        for row, before, snapshot in zip(rows, earlier, snapshots, strict=False)
    ]


def source_of(item: Task | Target, told: list[Earlier]) -> Document | None:
    """The document whose clause the item quotes: the one of the version that last worded it at this place."""
    for earlier in told:
        same = (earlier.item.page, earlier.item.line, earlier.item.text) == (item.page, item.line, item.text)
        if same and earlier.plan.version <= item.plan.version:
            return earlier.plan.document
    return item.plan.document


def clause_of(item: Task | Target, document: Document | None) -> Any:
    """The clause from which the item comes: the last one that begins at or before its line."""
    if document is None:
        return None
    return document.clauses.filter(line__lte=item.line).order_by("-line", "-ordinal").first()

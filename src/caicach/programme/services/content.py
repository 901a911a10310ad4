"""What a plan holds, as rows on their way into it: from a confirmed draft, or from the version before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from caicach.core.text import search_key
from caicach.intake.models import Draft, DraftItem, ItemKind, ItemState
from caicach.intake.owners import OwnerBook

from ..models import (
    Comparator,
    Contribution,
    DueKind,
    Every,
    Field,
    Milestone,
    Part,
    Plan,
    Target,
    Task,
    TaskOwner,
)
from ..rules import Statement, guess_field, phases_of_one_target


@dataclass(frozen=True)
class Place:
    """Where the document says it."""

    section: str = ""
    label: str = ""
    page: int = 1
    line: int = 1
    also: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Owner:
    """Who leads or supports, as written and as understood; neither body nor group where it was not understood."""

    part: str
    as_written: str
    body_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True)
class Phase:
    """The value for some years."""

    from_year: int | None
    to_year: int | None
    value: Decimal | None
    value_to: Decimal | None = None


@dataclass(frozen=True)
class TargetRow:
    text: str
    place: Place
    field_id: int | None
    comparator: str
    unit: str
    phases: tuple[Phase, ...]
    baseline_value: Decimal | None = None
    baseline_year: int | None = None
    owners: tuple[Owner, ...] = ()
    whole: uuid.UUID | None = None  # lineage of the target of which it is a part
    lineage: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Due:
    """The deadline as the document states it."""

    kind: str = ""
    start: date | None = None
    end: date | None = None
    every: str = ""
    text: str = ""


@dataclass(frozen=True)
class TaskRow:
    text: str
    place: Place
    field_id: int | None
    activities: str = ""
    product: str = ""
    due: Due = Due()
    budget: str = ""
    owners: tuple[Owner, ...] = ()
    serves: frozenset[uuid.UUID] = frozenset()  # lineages of targets
    lineage: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Content:
    """All of one version."""

    targets: tuple[TargetRow, ...]
    tasks: tuple[TaskRow, ...]


def content_of_draft(draft: Draft, *, on: date) -> Content:
    """The accepted targets, tasks and duties of a confirmed draft; owners understood as of that day."""
    items = list(draft.items.filter(state=ItemState.ACCEPTED).order_by("ordinal", "id"))
    fields = {f.number: f.pk for f in fields_on(on)}
    book = OwnerBook(draft, items, on=on)
    measured = [item for item in items if item.kind == ItemKind.TARGET]
    rows, by_item = _targets(measured, fields, book)
    ordered = [
        _task(item, fields, book, serves=_targets_in(item, measured, by_item))
        for item in items
        if item.kind in (ItemKind.TASK, ItemKind.DUTY)
    ]
    return Content(tuple(rows), tuple(ordered))


def _targets(
    items: Sequence[DraftItem], fields: Mapping[int, int], book: OwnerBook
) -> tuple[list[TargetRow], dict[int, uuid.UUID]]:
    """One row per target with its phases, and which item went into which."""
    index_of = {item.pk: index for index, item in enumerate(items)}
    statements = [
        Statement(
            text=item.data["text"],
            comparator=item.data.get("comparator") or "",
            unit=item.data.get("unit") or "",
            value=_decimal(item.data.get("value")),
            from_year=item.data.get("from"),
            to_year=item.data.get("to"),
            whole=index_of.get(item.part_of_id) if item.part_of_id else None,
        )
        for item in items
    ]
    groups = phases_of_one_target(statements)
    lineage = [uuid.uuid4() for _ in groups]
    group_of = {index: number for number, group in enumerate(groups) for index in group}
    rows = []
    for number, group in enumerate(groups):
        item = items[group[-1]]  # the wording of the last phase is the one that is aimed at
        data, whole = item.data, statements[group[0]].whole
        comparator = data.get("comparator")
        rows.append(
            TargetRow(
                text=data["text"],
                place=_place(items[group[0]]),
                field_id=fields.get(data.get("field") or guess_field(data["text"]) or 0),
                comparator=comparator if comparator in Comparator.values else Comparator.DONE,
                unit=(data.get("unit") or "")[:40],
                phases=tuple(_phase(items[index].data) for index in group),
                baseline_value=_decimal(data.get("baseline_value")),
                baseline_year=data.get("baseline_year"),
                owners=tuple(_owners(Part.LEAD, data.get("owners"), book)),
                whole=lineage[group_of[whole]] if whole is not None and group_of[whole] != number else None,
                lineage=lineage[number],
            )
        )
    return rows, {items[index].pk: lineage[number] for index, number in group_of.items()}


def _phase(data: Mapping[str, Any]) -> Phase:
    years = (data.get("from"), data.get("to"))
    return Phase(
        years[0] if years[0] is not None else years[1], years[1] if years[1] is not None else years[0],
        _decimal(data.get("value")), _decimal(data.get("value_to")),
    )  # fmt: skip


def _task(item: DraftItem, fields: Mapping[int, int], book: OwnerBook, *, serves: frozenset[uuid.UUID]) -> TaskRow:
    data = item.data
    if item.kind == ItemKind.DUTY:  # what a "Trách nhiệm" section asks of a body is a task that it leads
        owners = list(_owners(Part.LEAD, [data["body"]] if data.get("body") else [], book))
    else:
        owners = [*_owners(Part.LEAD, data.get("leads"), book), *_owners(Part.SUPPORT, data.get("supports"), book)]
    return TaskRow(
        text=data["text"],
        place=_place(item),
        field_id=fields.get(data.get("field") or guess_field(data["text"]) or 0),
        activities=data.get("activities") or "",
        product=data.get("product") or "",
        due=_due(data.get("due")),
        budget=(data.get("budget") or "")[:300],
        owners=tuple(owners),
        serves=serves,
    )


def _targets_in(
    item: DraftItem, targets: Iterable[DraftItem], lineage: Mapping[int, uuid.UUID]
) -> frozenset[uuid.UUID]:
    """The targets that were read in the task's own clause."""
    return frozenset(lineage[t.pk] for t in targets if (t.page, t.line) == (item.page, item.line))


def _owners(part: str, names: Iterable[str] | None, book: OwnerBook) -> Iterable[Owner]:
    for name in dict.fromkeys(names or ()):
        understood = book.understood(name)
        if not understood.bodies and not understood.groups:
            yield Owner(part, name[:300])
        for body in understood.bodies:
            yield Owner(part, name[:300], body_id=body.pk)
        for group in understood.groups:
            yield Owner(part, name[:300], group_id=group.pk)


def _place(item: DraftItem) -> Place:
    section = item.data.get("section") or ""
    label = str(item.data.get("ordinal") or section.rpartition(".")[2])
    return Place(section[:120], label[:40], item.page, item.line, tuple(item.data.get("also") or ()))


def _due(due: Mapping[str, Any] | None) -> Due:
    if not due:
        return Due()
    start, end = (date.fromisoformat(due[key]) if due.get(key) else None for key in ("from", "to"))
    if start and end and start > end:
        start = None
    kind, every = due.get("kind"), due.get("every")
    return Due(
        kind if kind in DueKind.values else "", start, end, every if every in Every.values else "",
        (due.get("text") or "")[:300],
    )  # fmt: skip


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def fields_on(day: date) -> list[Field]:
    """The fields of reform that hold on that day."""
    return list(Field.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gt=day)))


# --- the version before ------------------------------------------------------------------------------------------


def content_of_plan(plan: Plan) -> Content:
    """A version as rows, with the lineages of its items."""
    targets = list(plan.targets.prefetch_related("milestones", "owners").select_related("part_of"))
    tasks = list(plan.tasks.prefetch_related("owners", "contributions__target"))
    return Content(
        tuple(
            TargetRow(
                text=t.text,
                place=_kept_place(t),
                field_id=t.field_id,
                comparator=t.comparator,
                unit=t.unit,
                phases=tuple(Phase(m.from_year, m.to_year, m.value, m.value_to) for m in t.milestones.all()),
                baseline_value=t.baseline_value,
                baseline_year=t.baseline_year,
                owners=_kept_target_owners(t),
                whole=t.part_of.lineage if t.part_of else None,
                lineage=t.lineage,
            )
            for t in targets
        ),
        tuple(
            TaskRow(
                text=t.text,
                place=_kept_place(t),
                field_id=t.field_id,
                activities=t.activities,
                product=t.product,
                due=Due(t.due_kind, t.due_from, t.due_to, t.due_every, t.due_text),
                budget=t.budget,
                owners=tuple(Owner(o.part, o.as_written, o.body_id, o.group_id) for o in t.owners.all()),
                serves=frozenset(c.target.lineage for c in t.contributions.all()),
                lineage=t.lineage,
            )
            for t in tasks
        ),
    )


def _kept_place(item: Target | Task) -> Place:
    return Place(item.section, item.label, item.page, item.line, tuple(item.also))


def _kept_target_owners(target: Target) -> tuple[Owner, ...]:
    bodies = [Owner(Part.LEAD, body.name, body_id=body.pk) for body in target.owners.all()]
    known = {owner.as_written for owner in bodies}
    return (*bodies, *(Owner(Part.LEAD, name) for name in target.owners_as_written if name not in known))


# --- into the database -------------------------------------------------------------------------------------------


def write_content(plan: Plan, content: Content) -> None:
    """Fill a new version. The caller holds the transaction."""
    made = Target.objects.bulk_create(
        [
            Target(
                plan=plan,
                ordinal=ordinal,
                comparator=row.comparator,
                unit=row.unit,
                baseline_value=row.baseline_value,
                baseline_year=row.baseline_year,
                owners_as_written=list(dict.fromkeys(owner.as_written for owner in row.owners)),
                **_shared(row),
            )
            for ordinal, row in enumerate(content.targets, start=1)
        ],
        batch_size=200,
    )
    target_of = {target.lineage: target for target in made}
    parts = []
    for row in content.targets:
        if row.whole in target_of and row.whole != row.lineage:
            part = target_of[row.lineage]
            part.part_of = target_of[row.whole]
            parts.append(part)
    Target.objects.bulk_update(parts, ["part_of"], batch_size=200)
    Milestone.objects.bulk_create(
        [Milestone(target=target_of[row.lineage], **vars_of(phase)) for row in content.targets for phase in row.phases],
        batch_size=500,
    )
    through = Target.owners.through
    through.objects.bulk_create(
        [
            through(target_id=target_of[row.lineage].pk, body_id=body)
            for row in content.targets
            for body in dict.fromkeys(owner.body_id for owner in row.owners if owner.body_id)
        ],
        batch_size=500,
    )
    tasks = Task.objects.bulk_create(
        [
            Task(
                plan=plan,
                ordinal=ordinal,
                activities=row.activities,
                product=row.product,
                due_kind=row.due.kind,
                due_from=row.due.start,
                due_to=row.due.end,
                due_every=row.due.every,
                due_text=row.due.text,
                budget=row.budget,
                **_shared(row),
            )
            for ordinal, row in enumerate(content.tasks, start=1)
        ],
        batch_size=200,
    )
    TaskOwner.objects.bulk_create(
        [
            TaskOwner(task=task, part=o.part, as_written=o.as_written, body_id=o.body_id, group_id=o.group_id)
            for task, row in zip(tasks, content.tasks, strict=True)
            for o in row.owners
        ],
        batch_size=500,
    )
    Contribution.objects.bulk_create(
        [
            Contribution(task=task, target=target_of[lineage])
            for task, row in zip(tasks, content.tasks, strict=True)
            for lineage in sorted(row.serves)
            if lineage in target_of
        ],
        batch_size=500,
    )


def vars_of(phase: Phase) -> dict[str, Any]:
    """The phase's values by the names of `Milestone`."""
    return {name: getattr(phase, name) for name in ("from_year", "to_year", "value", "value_to")}


def _shared(row: TargetRow | TaskRow) -> dict[str, Any]:
    return {
        "lineage": row.lineage,
        "label": row.place.label,
        "field_id": row.field_id,
        "text": row.text,
        "section": row.place.section,
        "page": row.place.page,
        "line": row.place.line,
        "also": [dict(place) for place in row.place.also],
        "search_key": search_key(row.text),
    }


def continued(row: TargetRow, before: TargetRow) -> TargetRow:
    """The later wording of a target that goes on: what an amendment leaves open stays as it was."""
    years = {(phase.from_year, phase.to_year) for phase in row.phases}
    kept = [phase for phase in before.phases if (phase.from_year, phase.to_year) not in years]
    return replace(
        row,
        lineage=before.lineage,
        field_id=row.field_id or before.field_id,
        owners=row.owners or before.owners,
        unit=row.unit or before.unit,
        baseline_value=row.baseline_value if row.baseline_value is not None else before.baseline_value,
        baseline_year=row.baseline_year or before.baseline_year,
        phases=tuple(sorted([*kept, *row.phases], key=lambda phase: phase.from_year or 0)),
        whole=row.whole or before.whole,
    )


def continued_task(row: TaskRow, before: TaskRow) -> TaskRow:
    """The later wording of a task that goes on: what an amendment leaves open stays as it was."""
    leads = [owner for owner in row.owners if owner.part == Part.LEAD]
    supports = [owner for owner in row.owners if owner.part == Part.SUPPORT]
    return replace(
        row,
        lineage=before.lineage,
        field_id=row.field_id or before.field_id,
        activities=row.activities or before.activities,
        product=row.product or before.product,
        due=row.due if row.due.kind else before.due,
        budget=row.budget or before.budget,
        owners=(
            *(leads or [owner for owner in before.owners if owner.part == Part.LEAD]),
            *(supports or [owner for owner in before.owners if owner.part == Part.SUPPORT]),
        ),
        serves=row.serves | before.serves,
    )

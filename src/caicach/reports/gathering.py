"""Fills a report's facts from what is in the system, in a bounded number of queries.

A body reports on the duties it leads. The people's committee of a level reports on tasks: one task counts once, however
many bodies it was given to; it is done when every one of them is done, overdue as soon as one of them is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from caicach.bodies.models import Body, BodyKind, Role
from caicach.bodies.selectors import memberships_on, parents_of
from caicach.core.dates import format_date
from caicach.core.periods import Period, Window
from caicach.documents.layout.model import Recipients, Signature
from caicach.duties.models import Duty, DutyKind, DutyState, Extension, ExtensionState, Progress, Stage
from caicach.monitoring.rules import State
from caicach.monitoring.selectors import statuses_of
from caicach.programme.models import Field, Part, Target, TaskOwner
from caicach.programme.rules import worded_for
from caicach.programme.selectors import plans_carried_out

from .composing import facts as f

UNSORTED_FIELD = f.STEERING_FIELD  # a duty that no field claims is a matter of direction
NAMED_AT_MOST = 4


@dataclass(frozen=True)
class Unit:
    """What counts once in the report: a body's duty, or for a level a task with the duties of all its bodies."""

    field: int
    title: str
    duties: tuple[Duty, ...]
    supports: tuple[str, ...] = ()

    def done(self, on: date) -> list[Duty]:
        return [duty for duty in self.duties if _is_done(duty, on)]

    def overdue(self, on: date) -> list[Duty]:
        return [duty for duty in self.duties if not _is_done(duty, on) and _is_late(duty, on)]

    def outcome(self, on: date) -> f.Outcome:
        if self.overdue(on):
            return f.Outcome.OVERDUE
        done = self.done(on)
        if len(done) < len(self.duties):
            return f.Outcome.RUNNING
        late = any(duty.due_on is not None and duty.done_on is not None and duty.done_on > duty.due_on for duty in done)
        return f.Outcome.DONE_LATE if late else f.Outcome.DONE_IN_TIME

    def is_ahead(self, on: date, next_period: Period) -> bool:
        """Whether it is not done and due by the end of the next period."""
        if len(self.done(on)) == len(self.duties) or self.due_on is None:
            return False
        return on <= self.due_on <= next_period.last_day

    @property
    def due_on(self) -> date | None:
        return max((duty.due_on for duty in self.duties if duty.due_on), default=None)

    @property
    def due(self) -> str:
        first = self.duties[0]
        if first.due_on and first.due_on != first.first_due_on:
            return format_date(first.due_on)
        return first.due_text or (format_date(first.due_on) if first.due_on else "")

    def leads(self, duties: Sequence[Duty] | None = None) -> str:
        names = list(dict.fromkeys(duty.body.name for duty in (self.duties if duties is None else duties)))
        if len(names) <= NAMED_AT_MOST:
            return "; ".join(names)
        return f"{'; '.join(names[:NAMED_AT_MOST])} và {len(names) - NAMED_AT_MOST} cơ quan, đơn vị khác"


class _Told(NamedTuple):
    """What matters here of one writing of progress; thousands are read for a busy body's year."""

    duty_id: int
    stage: str
    text: str
    difficulties: str
    product_number: str
    written_at: datetime


@dataclass
class _Words:
    """What bodies wrote about their duties in the window, by duty."""

    accepted: dict[int, _Told] = field(default_factory=dict)
    difficulties: dict[int, str] = field(default_factory=dict)
    extensions: list[Extension] = field(default_factory=list)


def gather_facts(*, body: Body, period: Period, window: Window, today: date) -> f.ReportFacts:
    """The facts of the body's report for the period, as on the window's last day, or today if that is earlier."""
    as_on = min(window.closes_on, today)
    level = body.kind == BodyKind.CITY
    chosen = duties_led(of_body(body, level=level), window=window, as_on=as_on)
    duties = with_names(chosen)
    units = units_of(duties, level=level, supports=_supports({duty.task_id for duty in duties if duty.task_id}))
    words = _words(chosen, window=window, as_on=as_on)
    fields = _fields(units, words, window=window, period=period, as_on=as_on)
    return f.ReportFacts(
        body=reporting_body(body),
        period=f.ReportPeriod(
            kind=_KINDS[period.kind],
            label=period.label,
            next_label=period.next().label,
            data_from=window.opens_on,
            data_to=window.closes_on,
            listed_from=as_on,
            listed_to=period.next().last_day,
        ),
        fields=fields,
        plans=_plans(body, level=level, on=window.closes_on),
        addressees=usual_addressees(body),
        signature=head_signature(body, on=as_on),
        recipients=usual_recipients(body),
        overdue=tuple(_overdue(units, words, as_on=as_on)),
        extensions=tuple(_extension(extension) for extension in words.extensions),
        targets=tuple(targets_of(body, period=period, on=window.closes_on, today=today)) if level else (),
        difficulties=tuple(_difficulties(duties, words, level=level)),
        tasks=tuple(_task_lines(units, words, level=level, as_on=as_on)),
    )


_KINDS = {
    "quarter": f.PeriodKind.QUARTER,
    "half": f.PeriodKind.HALF_YEAR,
    "nine_months": f.PeriodKind.NINE_MONTHS,
    "year": f.PeriodKind.YEAR,
}


def _is_done(duty: Duty, on: date) -> bool:
    return duty.done_on is not None and duty.done_on <= on


def _is_late(duty: Duty, on: date) -> bool:
    """Past its day, unless the head sent it up in time and it is still being read."""
    if duty.due_on is None or duty.due_on >= on:
        return False
    return duty.sent_on is None or duty.sent_on > duty.due_on


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def of_body(body: Body, *, level: bool) -> Q:
    """The duties that the body's report is about."""
    return Q(body__path__startswith=body.path, assigned_by_body=body) if level else Q(body=body)


def duties_led(whose: Q, *, window: Window, as_on: date) -> QuerySet[Duty]:
    """Duties led that were given before the end of the window and not done before it opened."""
    return (
        Duty.objects.filter(whose, part=Part.LEAD, assigned_at__lt=_end_of(as_on))
        .filter(Q(done_on=None) | Q(done_on__gte=window.opens_on))
        .exclude(Q(state=DutyState.CANCELLED) | Q(kind=DutyKind.REPORT))  # to report is no task that is reported on
        .only(
            *("title", "task_id", "series_id", "field_id", "body_id"),
            *("due_on", "first_due_on", "due_text", "done_on", "sent_on"),
        )
        .order_by("field__number", "task_id", "title", "due_on", "body__sort_key", "id")
    )


def with_names(chosen: QuerySet[Duty]) -> list[Duty]:
    """The duties; those of one body and one field share them instead of each bringing its own."""
    duties = list(chosen)
    bodies = Body.objects.only("name", "sort_key").in_bulk({duty.body_id for duty in duties})
    fields = Field.objects.in_bulk({duty.field_id for duty in duties if duty.field_id})
    for duty in duties:
        duty.body = bodies[duty.body_id]
        duty.field = fields[duty.field_id] if duty.field_id else None
    return duties


def units_of(duties: Iterable[Duty], *, level: bool, supports: Mapping[int, Sequence[str]] | None = None) -> list[Unit]:
    """What counts once: each duty of a body, each task of a level."""
    supports = supports or {}
    if not level:
        return [Unit(_field_number(d), d.title, (d,), tuple(supports.get(d.task_id or 0, ()))) for d in duties]
    units = []

    def key(duty: Duty) -> tuple[Any, ...]:
        occurrence = duty.due_on if duty.series_id and duty.due_on else date.min
        return (_field_number(duty), duty.task_id or 0, duty.title, occurrence)

    for (number, task_id, title, _), same in groupby(sorted(duties, key=key), key=key):
        units.append(Unit(number, title, tuple(same), tuple(supports.get(task_id, ()))))
    return units


def _field_number(duty: Duty) -> int:
    return duty.field.number if duty.field else UNSORTED_FIELD


def _supports(task_ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    owners = TaskOwner.objects.filter(task_id__in=list(task_ids), part=Part.SUPPORT).order_by("id")
    for task_id, as_written in owners.values_list("task_id", "as_written"):
        found[task_id].append(as_written)
    return found


def _words(chosen: QuerySet[Duty], *, window: Window, as_on: date) -> _Words:
    ids = chosen.order_by().values("pk")
    opens, ends = _end_of(window.opens_on - timedelta(days=1)), _end_of(as_on)
    words = _Words()
    progress = (
        Progress.objects.filter(duty__in=ids, written_at__lt=ends)
        .exclude(stage=Stage.RETURNED)
        .order_by("written_at", "id")
        .values_list(*_Told._fields)
    )
    for row in map(_Told._make, progress):
        if row.stage == Stage.ACCEPTED:
            words.accepted[row.duty_id] = row
        if row.difficulties and row.written_at >= opens:
            words.difficulties[row.duty_id] = row.difficulties
    granted = extensions_granted(chosen, window=window, as_on=as_on)
    words.extensions = list(granted.select_related("duty__body").order_by("decided_at"))
    return words


def extensions_granted(chosen: QuerySet[Duty], *, window: Window, as_on: date) -> QuerySet[Extension]:
    """The deadlines of these duties that were moved within the window."""
    opens, ends = _end_of(window.opens_on - timedelta(days=1)), _end_of(as_on)
    return Extension.objects.filter(
        duty__in=chosen.order_by().values("pk"),
        state=ExtensionState.GRANTED,
        decided_at__gte=opens,
        decided_at__lt=ends,
    )


def _fields(
    units: list[Unit], words: _Words, *, window: Window, period: Period, as_on: date
) -> tuple[f.FieldFacts, ...]:
    by_field: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        by_field[unit.field].append(unit)
    next_period = period.next()
    return tuple(
        f.FieldFacts(
            number=number,
            name=name,
            counts=counts_of(by_field[number], as_on),
            achievements=tuple(
                achievement
                for unit in by_field[number]
                if (achievement := _achievement(unit, words, as_on)) is not None
            ),
            next_tasks=tuple(
                f.NextTask(task=unit.title, lead=unit.leads(), supports=unit.supports, due=unit.due)
                for unit in by_field[number]
                if unit.is_ahead(as_on, next_period)
            ),
        )
        for number, name in Field.objects.filter(valid_to=None).order_by("number").values_list("number", "name")
    )


def counts_of(units: Iterable[Unit], as_on: date) -> f.TaskCounts:
    outcomes = [unit.outcome(as_on) for unit in units]
    return f.TaskCounts(**{outcome.value: outcomes.count(outcome) for outcome in f.Outcome})


def _achievement(unit: Unit, words: _Words, as_on: date) -> f.Achievement | None:
    done = unit.done(as_on)
    if not done:
        return None
    told = [words.accepted[duty.pk] for duty in done if duty.pk in words.accepted]
    single = len(unit.duties) == 1
    share = f"{len(done)}/{len(unit.duties)} cơ quan, đơn vị đã hoàn thành"
    return f.Achievement(
        task=unit.title,
        outcome=unit.outcome(as_on),
        what=(told[0].text if told else "") if single else share,
        product=told[0].product_number if single and told else "",
        lead=unit.leads() if single else "",
    )


def _overdue(units: list[Unit], words: _Words, *, as_on: date) -> Iterable[f.OverdueTask]:
    for unit in units:
        late = unit.overdue(as_on)
        if not late:
            continue
        oldest = min(duty.due_on for duty in late if duty.due_on)
        reasons = [words.difficulties[duty.pk] for duty in late if duty.pk in words.difficulties]
        yield f.OverdueTask(
            task=unit.title,
            lead=unit.leads(late),
            due_on=oldest,
            days=(as_on - oldest).days,
            reason=reasons[0] if reasons else "",
        )


def _extension(extension: Extension) -> f.Extension:
    return f.Extension(
        task=extension.duty.title,
        lead=extension.duty.body.name,
        from_day=extension.from_day,
        to_day=extension.until,
        reason=extension.reason,
    )


def _difficulties(duties: list[Duty], words: _Words, *, level: bool) -> Iterable[f.Difficulty]:
    said: set[str] = set()
    for duty in duties:
        text = words.difficulties.get(duty.pk, "")
        if text and text not in said:
            said.add(text)
            yield f.Difficulty(text=text, body=duty.body.name if level else "")


def _task_lines(units: list[Unit], words: _Words, *, level: bool, as_on: date) -> Iterable[f.TaskLine]:
    ordinals: dict[int, int] = defaultdict(int)
    for unit in units:
        ordinals[unit.field] += 1
        done = unit.done(as_on)
        if len(unit.duties) > 1:
            result = f"{len(done)}/{len(unit.duties)} cơ quan, đơn vị đã hoàn thành"
        else:
            told = words.accepted.get(unit.duties[0].pk)
            result = (told.product_number or told.text) if told and done else ""
        yield f.TaskLine(
            field=unit.field,
            ordinal=str(ordinals[unit.field]),
            task=unit.title,
            lead=unit.leads(),
            outcome=unit.outcome(as_on),
            supports=unit.supports,
            due=unit.due,
            result=result,
            due_on=unit.due_on,
        )


def targets_of(body: Body, *, period: Period, on: date, today: date) -> Iterable[f.TargetState]:
    """The targets of the level's plans whose phase includes the year, as they stood at the end of the period."""
    targets = list(
        Target.objects.filter(plan__in=plans_carried_out(body, on=on))
        .prefetch_related("milestones")
        .order_by("-plan__from_year", "plan_id", "ordinal")
    )
    statuses = statuses_of(targets, today=today, until=period)
    year = period.year
    for target in targets:
        status = statuses[target.lineage]
        phases = list(target.milestones.all())
        for phase in phases:
            if (phase.from_year or year) <= year <= (phase.to_year or year):
                text = worded_for(target.text, [one.value for one in phases], phase.value)
                as_of = Period.of_key(status.as_of)
                yield f.TargetState(
                    text=f"Trong đó: {text}" if target.part_of_id else text,
                    key=str(target.pk),
                    comparator=target.comparator,
                    goal=phase.value,
                    goal_to=phase.value_to,
                    unit=target.unit,
                    value=None if status.value is None else round(status.value, 2),
                    as_of=as_of.last_day if as_of and status.value is not None else None,
                    met=None if status.state == State.NO_DATA else status.state == State.REACHED,
                    judged=_JUDGED[status.state],
                )


_JUDGED = {
    State.REACHED: f.Judged.MET,
    State.ON_COURSE: f.Judged.ON_COURSE,
    State.AT_RISK: f.Judged.AT_RISK,
    State.OFF_COURSE: f.Judged.MISSED,
    State.NO_DATA: f.Judged.UNKNOWN,
}


def _plans(body: Body, *, level: bool, on: date) -> tuple[str, ...]:
    """The plans that were carried out on the day, as a document names them; none that came after it."""
    owner = body if level else _parent(body) or body
    plans = plans_carried_out(owner, on=on)
    return tuple(
        f"Kế hoạch số {plan.number}"
        + (f" ngày {format_date(plan.issued_on)}" if plan.issued_on else "")
        + f" của {owner.name} về {plan.title[:1].lower()}{plan.title[1:]}"
        for plan in plans
        if plan.number
    )


def _parent(body: Body) -> Body | None:
    return parents_of([body]).get(body.pk)


def full_name(name: str) -> str:
    """The name as the head of a document writes it: "UBND phường X" → "Ủy ban nhân dân phường X"."""
    return f"Ủy ban nhân dân{name[4:]}" if name.startswith("UBND ") else name


def reporting_body(body: Body) -> f.ReportingBody:
    parent = None if body.name.startswith("UBND ") else _parent(body)
    place = body.place or (parent.place if parent else "")
    return f.ReportingBody(
        name=full_name(body.name),
        short_name=body.name,
        abbreviation=body.symbol or "CCHC",
        place=place,
        superior=full_name(parent.name) if parent else "",
    )


def usual_addressees(body: Body) -> tuple[str, ...]:
    if body.kind == BodyKind.CITY:
        return ("Bộ Nội vụ",)
    parent = _parent(body)
    if parent is None:
        return ()
    beside = Body.objects.filter(path__startswith=parent.path, depth=parent.depth + 1, closed_on=None)
    standing = beside.filter(is_standing_agency=True).order_by("path").first()
    through = f" (qua {standing.name})" if standing and standing.pk != body.pk else ""
    return (f"{full_name(parent.name)}{through}",)


def usual_recipients(body: Body) -> Recipients:
    kept_by = "SNV" if body.kind == BodyKind.CITY else body.symbol or "CCHC"
    return Recipients(("Như trên", "Lãnh đạo cơ quan (để báo cáo)"), (kept_by,))


def head_signature(body: Body, *, on: date) -> Signature:
    head = memberships_on(body, on).filter(role=Role.HEAD).select_related("person").order_by("id").first()
    committee = body.name.startswith("UBND ")
    position = "CHỦ TỊCH" if committee else "GIÁM ĐỐC" if body.name.startswith(("Sở ", "Trung tâm ")) else "THỦ TRƯỞNG"
    return Signature(
        authority="TM. ỦY BAN NHÂN DÂN" if committee else "",
        position=position,
        name=head.person.full_name if head else "",
    )

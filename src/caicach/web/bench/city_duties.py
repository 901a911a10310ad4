"""The city's duties: a year of them, most done, some late, with what was reported, asked, told and logged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice

from caicach.bodies.models import Body, Role
from caicach.core.events import FIRST_HASH, digest
from caicach.core.models import Event, EventSeal
from caicach.core.text import search_key
from caicach.duties.models import (
    Duty,
    DutyKind,
    DutyState,
    Evidence,
    Extension,
    ExtensionState,
    Notification,
    Progress,
    Series,
    Stage,
)
from caicach.programme.models import DueKind, Every, Part
from caicach.reports.models import Report

from .bulk import in_bulk
from .city import Made
from .city_papers import OwnedTask, sentence

AT_ONCE = 20_000
ONCE, TURNS = 0.55, 0.92  # up to these shares of all duties come from tasks done once, then from recurring ones
EXTENDED, ASSIGNED, PROVEN, RETURNED = 0.04, 0.7, 0.25, 0.05
RESULT = "Đã hoàn thành và ban hành theo đúng yêu cầu, gửi kèm tài liệu kiểm chứng."
UNDERWAY = "Đã thành lập tổ soạn thảo, đang lấy ý kiến các đơn vị."
DIFFICULTY = "Chờ hướng dẫn của cơ quan cấp trên nên tiến độ bị chậm."


@dataclass(frozen=True)
class _Order:
    """One duty to be given."""

    part: str
    body: Body
    giver: Body
    reviewer: Body
    due_on: date | None
    owned: OwnedTask | None = None
    series: Series | None = None
    number: int = 0  # of a directive


@dataclass
class _Log:
    """The event log's end while it grows."""

    sequence: int = 0
    last_hash: str = FIRST_HASH

    def write(self, events: Iterable[Event]) -> None:
        written = in_bulk(Event, events)
        seals = []
        for event in written:
            self.sequence += 1
            found = digest(event, self.last_hash)
            seals.append(EventSeal(sequence=self.sequence, event_id=event.pk, previous_hash=self.last_hash, hash=found))
            self.last_hash = found
        in_bulk(EventSeal, seals)


def give_duties(made: Made, owned: list[OwnedTask]) -> None:
    """As many duties as the scale says, from tasks, from series and from directives."""
    wanted = made.scale.duties
    orders = chain(
        islice(_once(owned), round(wanted * ONCE)), islice(_turns(made, owned), round(wanted * (TURNS - ONCE)))
    )
    log = _log_of(made)
    waiting = islice(chain(orders, _directives(made)), wanted)
    while chunk := list(islice(waiting, AT_ONCE)):
        _write(made, chunk, log)
    _reports(made)


def _log_of(made: Made) -> _Log:
    last = EventSeal.objects.order_by("-sequence").first()
    return _Log(last.sequence, last.hash) if last else _Log()


def _once(owned: list[OwnedTask]) -> Iterator[_Order]:
    for one in owned:
        if one.task.due_kind == DueKind.RECURRING:
            continue
        for part, bodies in ((Part.LEAD, one.leads), (Part.SUPPORT, one.supports)):
            for body in bodies:
                yield _Order(part, body, one.giver, one.reviewer, one.task.due_to, one)


def _turns(made: Made, owned: list[OwnedTask]) -> Iterator[_Order]:
    """The turns of monthly duties, from a year ago to the end of this month."""
    first = (made.first_day - timedelta(days=30)).replace(day=1)
    ends = []
    month = first
    while month <= made.today:
        after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
        ends.append(after - timedelta(days=1))
        month = after
    for one in owned:
        if one.task.due_kind != DueKind.RECURRING:
            continue
        series = in_bulk(
            Series,
            (
                Series(
                    task=one.task, document=one.task.plan.document, body=body, assigned_by_body=one.giver,
                    reviewer_body=one.reviewer, kind=DutyKind.TASK, title=one.task.text, every=Every.MONTH,
                    starts_on=first, opened_through=ends[-1],
                )
                for body in one.leads
            ),
        )  # fmt: skip
        for turn in series:
            for due_on in ends:
                yield _Order(Part.LEAD, turn.body, one.giver, one.reviewer, due_on, one, turn)


def _directives(made: Made) -> Iterator[_Order]:
    """What the city gives its agencies and they give their units, without a plan."""
    number = 0
    while True:
        number += 1
        due_on = made.first_day + timedelta(days=20 + (number * 17) % 390)
        above = made.agencies[number % len(made.agencies)]
        if number % 3 == 0 or not made.units[above.pk]:
            yield _Order(Part.LEAD, above, made.root, made.standing, due_on, number=number)
        else:
            units = made.units[above.pk]
            yield _Order(Part.LEAD, units[number // 3 % len(units)], above, above, due_on, number=number)


def _write(made: Made, orders: list[_Order], log: _Log) -> None:
    duties = in_bulk(Duty, (_duty(made, order) for order in orders))
    told = [duty for duty in duties if duty.state != DutyState.CANCELLED]
    reports = in_bulk(Progress, (row for duty in told for row in _progress(made, duty)))
    chance, files = made.chance, made.files
    in_bulk(
        Evidence,
        (
            Evidence(progress_id=row.pk, file=files[row.pk % len(files)], name="tai-lieu-kiem-chung.txt", page="tr. 1")
            for row in reports
            if row.percent == 100 and chance.random() < PROVEN
        ),
    )
    in_bulk(Extension, (row for duty in duties for row in _extensions(made, duty)))
    in_bulk(Notification, (row for duty in duties for row in _notifications(made, duty)))
    log.write(chain(_given(duties), _reported(reports)))


def _duty(made: Made, order: _Order) -> Duty:
    chance = made.chance
    task = order.owned.task if order.owned else None
    due_on = first_due_on = order.due_on
    given = (due_on or made.today) - timedelta(days=60 if order.series is None else 30)
    if due_on is not None and chance.random() < EXTENDED:
        due_on += timedelta(days=20)
    officers = made.staff[order.body.pk, Role.OFFICER]
    duty = Duty(
        kind=DutyKind.TASK if task else DutyKind.DIRECTIVE, part=order.part,
        title=task.text if task else sentence(order.number), content=task.activities if task else "", task=task,
        task_lineage=task.lineage if task else None, document=task.plan.document if task else None,
        series=order.series, field_id=task.field_id if task else made.fields[order.number % len(made.fields)].pk,
        body=order.body, first_body=order.body, assigned_by_body=order.giver, reviewer_body=order.reviewer,
        assignee_id=officers[chance.randrange(len(officers))] if chance.random() < ASSIGNED else None,
        assigned_at=made.at(min(given, made.today)), due_kind=task.due_kind if task else DueKind.DATE,
        due_text=task.due_text if task else "", due_on=due_on, first_due_on=first_due_on,
        search_key="" if task else search_key(sentence(order.number)),
    )  # fmt: skip
    _set_state(made, duty)
    return duty


def _set_state(made: Made, duty: Duty) -> None:
    """Most of what is past its day is done, most in time; of the rest a part is on its way up."""
    dice, today = made.chance.random(), made.today
    due_on = duty.due_on or today + timedelta(days=30)
    past = due_on < today
    done, late, review, cancelled = (0.80, 0.91, 0.935, 0.945) if past else (0.10, 0.10, 0.16, 0.165)
    if dice < done:
        duty.state, duty.percent = DutyState.DONE, 100
        duty.done_on = min(due_on, today) - timedelta(days=made.chance.randrange(8))
    elif dice < late:
        duty.state, duty.percent = DutyState.DONE, 100
        duty.done_on = min(due_on + timedelta(days=1 + made.chance.randrange(20)), today)
    elif dice < review:
        duty.state, duty.percent = DutyState.AWAITING_REVIEW, 100
        duty.sent_on = min(due_on, today) - timedelta(days=made.chance.randrange(3))
    elif dice < cancelled:
        duty.state = DutyState.CANCELLED
    elif dice < cancelled + (1 - cancelled) * 0.15:
        duty.state, duty.percent = DutyState.AWAITING_HEAD, 100
    elif dice < cancelled + (1 - cancelled) * 0.65:
        duty.state, duty.percent = DutyState.RUNNING, 10 * made.chance.randrange(1, 9)
    if duty.due_on is not None and duty.state not in (DutyState.DONE, DutyState.CANCELLED):
        duty.remind_on = max(due_on - timedelta(days=5), today + timedelta(days=1))


def _progress(made: Made, duty: Duty) -> Iterator[Progress]:
    """What the body said: nothing where it has not begun, a note while it runs, the result once it was sent."""
    if duty.state == DutyState.ASSIGNED:
        return
    day = duty.done_on or duty.sent_on or made.today - timedelta(days=3)
    writer = duty.assignee_id or made.person(duty.body, Role.OFFICER)
    head = made.person(duty.body, Role.HEAD)
    reviewer = made.person(duty.reviewer_body, Role.STANDING_AGENCY, Role.HEAD)
    running = duty.state == DutyState.RUNNING
    if running or made.chance.random() < RETURNED:
        yield _report(
            made, duty, Stage.NOTED, UNDERWAY, duty.percent if running else 50, writer, day - timedelta(days=1),
            difficulties=DIFFICULTY if running else "",
        )  # fmt: skip
    if running:
        return
    stage = {DutyState.AWAITING_HEAD: Stage.SENT_TO_HEAD, DutyState.AWAITING_REVIEW: Stage.SENT_UP}.get(
        DutyState(duty.state), Stage.ACCEPTED
    )
    sent = {"sent_up_by_id": head, "sent_up_at": made.at(day, 14)} if stage != Stage.SENT_TO_HEAD else {}
    decided = {"decided_by_id": reviewer, "decided_at": made.at(day, 16)} if stage == Stage.ACCEPTED else {}
    number = f"{made.chance.randrange(10, 480)}/BC-{duty.body.symbol or 'ĐV'}"
    yield _report(made, duty, stage, RESULT, 100, writer, day, product_number=number, **sent, **decided)


def _report(
    made: Made, duty: Duty, stage: str, text: str, percent: int, writer: int, day: date, **more: object
) -> Progress:
    return Progress(
        duty_id=duty.pk, stage=stage, text=text, percent=percent, token=uuid.UUID(int=made.chance.getrandbits(128)),
        written_by_id=writer, written_at=made.at(day), **more,
    )  # fmt: skip


def _extensions(made: Made, duty: Duty) -> Iterator[Extension]:
    asker = duty.assignee_id or made.person(duty.body, Role.OFFICER)
    if duty.due_on != duty.first_due_on and duty.first_due_on and duty.due_on:
        day = duty.first_due_on - timedelta(days=4)
        yield Extension(
            duty_id=duty.pk, state=ExtensionState.GRANTED, from_day=duty.first_due_on, until=duty.due_on,
            reason=DIFFICULTY, asked_by_id=asker, asked_at=made.at(day), decided_at=made.at(day, 16),
            decided_by_id=made.person(duty.reviewer_body, Role.STANDING_AGENCY, Role.HEAD), answer="Đồng ý.",
        )  # fmt: skip
    elif duty.due_on and duty.state == DutyState.RUNNING and made.chance.random() < EXTENDED:
        yield Extension(
            duty_id=duty.pk, state=ExtensionState.ASKED, from_day=duty.due_on, reason=DIFFICULTY, asked_by_id=asker,
            until=max(duty.due_on, made.today) + timedelta(days=20), asked_at=made.at(made.today - timedelta(days=1)),
        )  # fmt: skip


def _notifications(made: Made, duty: Duty) -> Iterator[Notification]:
    """The body's focal point was told; of what is still open a third has not been looked at."""
    is_open = duty.state not in (DutyState.DONE, DutyState.CANCELLED)
    told = made.chance.random() if is_open else 0.5 + made.chance.random()
    if told > 1.0:
        return
    read = None if is_open and told < 0.33 else duty.assigned_at + timedelta(hours=3)
    yield Notification(
        person_id=made.person(duty.body, Role.FOCAL_POINT), duty_id=duty.pk, code="duty_given",
        data={"title": duty.title[:200], "by": ""}, created_at=duty.assigned_at, read_at=read,
        emailed_at=duty.assigned_at + timedelta(minutes=1),
    )  # fmt: skip


def _given(duties: list[Duty]) -> Iterator[Event]:
    for duty in duties:
        data = {"document": duty.document.number if duty.document else "", "due_text": duty.due_text}
        yield Event(name="duty_given", at=duty.assigned_at, about_kind="duties.duty", about_id=str(duty.pk), data=data)


def _reported(reports: list[Progress]) -> Iterator[Event]:
    names = {Stage.NOTED: "progress_noted", Stage.SENT_TO_HEAD: "duty_sent_to_head", Stage.SENT_UP: "duty_sent_up"}
    for report in reports:
        yield Event(
            name=names.get(Stage(report.stage), "duty_accepted"), at=report.written_at, by_id=report.written_by_id,
            about_kind="duties.duty", about_id=str(report.duty_id),
            data={"progress": report.pk, "percent": report.percent},
        )  # fmt: skip


def _reports(made: Made) -> None:
    """Each agency's reports of three quarters, which the list of reports shows."""
    year = made.today.year - 1
    in_bulk(
        Report,
        (
            Report(
                body=body, period_kind="quarter", year=year, ordinal=quarter, version=1,
                window_from=date(year, 3 * quarter - 2, 1), window_to=date(year, 3 * quarter, 14), facts={"total": 20},
                file=made.files[quarter], file_name=f"bao-cao-quy-{quarter}.docx",
                written_by_id=made.person(body, Role.FOCAL_POINT), written_at=made.at(date(year, 3 * quarter, 20)),
            )
            for body in made.agencies
            for quarter in (1, 2, 3)
        ),
    )  # fmt: skip

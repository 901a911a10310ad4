"""How a body ends: merged into another, split, closed. What ran for it goes on at its successor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from caicach.core.events import record_event

from ..hooks import matters_of, on_succession
from ..models import Body, Membership, Person, Succession
from .bodies import CannotChange, open_body


@dataclass(frozen=True)
class NewBody:
    """A body that a merger or a split brings into being on its day."""

    code: str
    kind: str
    name: str
    short_name: str = ""
    symbol: str = ""
    place: str = ""


@transaction.atomic
def merge_bodies(
    *,
    predecessors: Sequence[Body],
    successor: Body | NewBody,
    on: date,
    basis: str,
    by: Person | None,
    now: datetime,
) -> Body:
    """End the predecessors on a day in favour of one successor: one of the others, or a new body beside the first.

    Their running matters and the units below them go over to it; their memberships end with them. Merging the same
    bodies again changes nothing.
    """
    ending = _locked(predecessors)
    if isinstance(successor, Body):
        heir = Body.objects.select_for_update().get(pk=successor.pk)
        done = set(Succession.objects.filter(successor=heir).values_list("predecessor_id", flat=True))
        left = [body for body in ending if not (body.closed_on is not None and body.pk in done)]
        if ending and not left:
            return heir
        ending = left
        refuse_impossible_merger(predecessors=ending, successor=heir, on=on, today=timezone.localdate(now))
    else:
        refuse_impossible_merger(predecessors=ending, successor=successor, on=on, today=timezone.localdate(now))
        heir = _open(successor, beside=ending[0], on=on, by=by, now=now)
    for body in ending:
        Succession.objects.create(predecessor=body, successor=heir, on=on, basis=basis)
        moved = _end(body, heir=heir, on=on, basis=basis, by=by, now=now)
        record_event(
            "body_merged", about=body, by=by, at=now, into=heir.pk, on=on.isoformat(), basis=basis, units_moved=moved
        )
    heir.refresh_from_db()
    return heir


@transaction.atomic
def split_body(
    *,
    body: Body,
    into: Sequence[Body | NewBody],
    on: date,
    basis: str,
    by: Person | None,
    now: datetime,
    heir: int = 0,
    goes_on: bool = False,
) -> list[Body]:
    """Make several bodies of one. `heir` is the place in `into` of the one that takes over what runs; a body that
    `goes_on` keeps what it has and only gives birth to the others."""
    (body,) = _locked([body])
    refuse_impossible_split(body=body, into=into, on=on, goes_on=goes_on, today=timezone.localdate(now))
    bodies = [part if isinstance(part, Body) else _open(part, beside=body, on=on, by=by, now=now) for part in into]
    for part in bodies:
        Succession.objects.create(predecessor=body, successor=part, on=on, basis=basis)
    moved: list[int] = []
    if not goes_on:
        moved = _end(body, heir=bodies[heir], on=on, basis=basis, by=by, now=now)
    record_event(
        "body_split",
        about=body,
        by=by,
        at=now,
        into=[part.pk for part in bodies],
        on=on.isoformat(),
        basis=basis,
        goes_on=goes_on,
        units_moved=moved,
    )
    return bodies


@transaction.atomic
def close_body(*, body: Body, on: date, basis: str, by: Person | None, now: datetime) -> Body:
    """End a body without a successor. Refused while anything runs for it or a unit below it is open."""
    (body,) = _locked([body])
    if body.closed_on is not None:
        return body
    refuse_impossible_closing(body=body, on=on, today=timezone.localdate(now))
    _close(body, on=on)
    record_event("body_closed", about=body, by=by, at=now, on=on.isoformat(), basis=basis)
    return body


# What the acts above refuse. The pages ask the same before they ask a person to confirm.


def refuse_impossible_merger(*, predecessors: Sequence[Body], successor: Body | NewBody, on: date, today: date) -> None:
    """Raise CannotChange where these bodies could not go into that one on the day."""
    if not predecessors:
        raise CannotChange(_("Chọn ít nhất một cơ quan được sáp nhập."))
    _refuse_unless_alive(predecessors, on=on)
    if isinstance(successor, Body):
        if successor.pk in {body.pk for body in predecessors}:
            raise CannotChange(_("Cơ quan tiếp nhận không thể nằm trong số cơ quan được sáp nhập."))
        _refuse_unless_alive([successor], on=on)
        if any(successor.path.startswith(body.path) for body in predecessors):
            raise CannotChange(_("Cơ quan tiếp nhận không thể nằm dưới cơ quan được sáp nhập."))
    _refuse_future(on, today=today)
    _refuse_ending(predecessors, on=on)


def refuse_impossible_split(
    *, body: Body, into: Sequence[Body | NewBody], on: date, goes_on: bool, today: date
) -> None:
    """Raise CannotChange where the body could not be divided so on the day."""
    if len(into) < (1 if goes_on else 2):
        raise CannotChange(_("Chia thành ít nhất hai cơ quan; tách thì ít nhất một cơ quan mới."))
    there = [part for part in into if isinstance(part, Body)]
    if body.pk in {part.pk for part in there}:
        raise CannotChange(_("Một cơ quan không thể kế thừa chính nó."))
    _refuse_unless_alive([body, *there], on=on)
    _refuse_future(on, today=today)
    if not goes_on:
        _refuse_ending([body], on=on)


def refuse_impossible_closing(*, body: Body, on: date, today: date) -> None:
    """Raise CannotChange where the body could not end on the day without a successor."""
    _refuse_unless_alive([body], on=on)
    _refuse_future(on, today=today)
    if Body.objects.filter(path__startswith=body.path, closed_on=None).exclude(pk=body.pk).exists():
        raise CannotChange(_("Còn đơn vị trực thuộc đang hoạt động; giải thể hoặc chuyển các đơn vị đó trước."))
    if matters := matters_of(body):
        listed = ", ".join(f"{matter.count} {matter.words}" for matter in matters)
        raise CannotChange(_("Cơ quan còn %(matters)s; sáp nhập vào cơ quan tiếp nhận.") % {"matters": listed})
    _refuse_ending([body], on=on)


def _locked(bodies: Sequence[Body]) -> list[Body]:
    """The rows as they are now, locked in one order whoever asks, given back in the order asked for."""
    rows = {
        row.pk: row for row in Body.objects.select_for_update().filter(pk__in=[b.pk for b in bodies]).order_by("pk")
    }
    return [rows[pk] for pk in dict.fromkeys(body.pk for body in bodies)]


def _refuse_unless_alive(bodies: Sequence[Body], *, on: date) -> None:
    for body in bodies:
        if body.closed_on is not None:
            raise CannotChange(_("%(name)s đã kết thúc hoạt động.") % {"name": body.name})
        if body.opened_on > on:
            raise CannotChange(_("%(name)s chưa hoạt động vào ngày đó.") % {"name": body.name})


def _refuse_future(on: date, *, today: date) -> None:
    if on > today:
        raise CannotChange(_("Ngày có hiệu lực chưa đến; ghi nhận khi quyết định có hiệu lực."))


def _refuse_ending(bodies: Sequence[Body], *, on: date) -> None:
    if any(on <= body.opened_on for body in bodies):
        raise CannotChange(_("Ngày kết thúc phải sau ngày bắt đầu hoạt động."))


def _open(new: NewBody, *, beside: Body, on: date, by: Person | None, now: datetime) -> Body:
    parent = Body.objects.filter(path=beside.path[: -Body.steplen]).first()
    return open_body(
        code=new.code,
        kind=new.kind,
        name=new.name,
        short_name=new.short_name,
        symbol=new.symbol,
        place=new.place,
        parent=parent,
        on=on,
        by=by,
        now=now,
    )


def _end(body: Body, *, heir: Body, on: date, basis: str, by: Person | None, now: datetime) -> list[int]:
    """Hand over and close; returns the units that moved below the heir."""
    for hand_over in on_succession:
        hand_over(predecessor=body, successor=heir, on=on, basis=basis, by=by, now=now)
    moved = []
    for unit in Body.objects.filter(path__startswith=body.path, depth=body.depth + 1, closed_on=None).order_by("path"):
        Body.objects.move(unit, Body.objects.get(pk=heir.pk), "last-child")
        moved.append(unit.pk)
    _close(body, on=on)
    return moved


def _close(body: Body, *, on: date) -> None:
    Body.objects.filter(pk=body.pk).update(closed_on=on)
    body.closed_on = on
    body.names.filter(valid_to=None).update(valid_to=on)
    running = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), body=body)
    running.filter(valid_from__lte=on).update(valid_to=on)
    running.filter(valid_from__gt=on).update(valid_to=F("valid_from"))

"""Plans, tasks and duties for tests, made through the services wherever a service makes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from caicach.bodies.models import Body
from caicach.bodies.tests.cast import Cast
from caicach.documents.models import Document
from caicach.duties import services
from caicach.duties.models import Duty
from caicach.duties.services import Words
from caicach.programme.models import DueKind, Field, Part, Plan, Task

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 3, 9)  # a Monday, no holiday near
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=VIETNAM)
NEXT_WEEK = date(2026, 3, 18)
_ordinals = count(1)


def later(**more: float) -> datetime:
    return NOW + timedelta(**more)


def make_plan(cast: Cast, **given: Any) -> Plan:
    document = Document.objects.create(
        kind="plan", direction="in", number="12/KH-UBND", holder=cast.city, title="Kế hoạch cải cách hành chính 2026",
        registered_at=NOW,
    )  # fmt: skip
    fields = {
        "body": cast.city, "document": document, "title": document.title, "number": document.number, "from_year": 2026,
        "to_year": 2026, "created_at": NOW,
    }  # fmt: skip
    return Plan.objects.create(**{**fields, **given})


def make_task(plan: Plan, *, field: int | None = None, **given: Any) -> Task:
    fields = {
        "ordinal": next(_ordinals), "text": "Rà soát thủ tục hành chính thuộc phạm vi quản lý",
        "due_kind": DueKind.DATE,
        "due_from": TODAY, "due_to": NEXT_WEEK, "due_text": "Trước ngày 18/3/2026", "product": "Báo cáo rà soát",
        "field": Field.objects.filter(number=field).first() if field else None,
    }  # fmt: skip
    return Task.objects.create(plan=plan, **{**fields, **given})


def give(cast: Cast, *bodies: Body, task: Task | None = None, now: datetime = NOW, **given: Any) -> list[Duty]:
    """A task's duties for these bodies (the finance department when none is named), reviewed by the standing agency."""
    task = task or make_task(make_plan(cast), **given)
    return services.give_duties_for_task(
        task=task, bodies_by_part={Part.LEAD: list(bodies) or [cast.finance]}, by=cast.standing_officer, now=now,
        assigned_by_body=cast.city, reviewer_body=cast.home_affairs,
    )  # fmt: skip


def give_one(cast: Cast, body: Body | None = None, **given: Any) -> Duty:
    return give(cast, body or cast.finance, **given)[0]


def words(text: str = "Đã rà soát 12 thủ tục.", percent: int = 60, **more: Any) -> Words:
    return Words(text=text, percent=percent, token=more.pop("token", None) or uuid4(), **more)


def sent_to_head(cast: Cast, duty: Duty | None = None) -> Duty:
    duty = duty or give_one(cast)
    services.send_to_head(duty=duty, words=words(percent=90), by=cast.finance_officer, now=NOW)
    return fresh(duty)


def sent_up(cast: Cast, duty: Duty | None = None, *, now: datetime = NOW) -> Duty:
    duty = sent_to_head(cast, duty)
    services.send_up(duty=duty, by=cast.finance_head, now=now)
    return fresh(duty)


def fresh(duty: Duty) -> Duty:
    return Duty.objects.get(pk=duty.pk)

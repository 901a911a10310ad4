"""One object of each kind that a URL names, so that every URL can be asked for.

The rooms above are reached through Django's registry of models and by name, not by import: this room may not know
them. A URL
with a new kind of object needs a line in `SAMPLES`, otherwise the test of all URLs fails and says so.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.apps import apps

from caicach.bodies import services
from caicach.bodies.models import Body
from caicach.core.evidence import store_file

from .cast import Cast

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
DAY = date(2026, 3, 18)


@dataclass(frozen=True)
class World:
    """Keys of objects in the cast's city. The plan, its document and the report are the city's, the draft Sở Nội
    vụ's, the duty and its evidence Sở Tài chính's."""

    cast: Cast
    document: int
    plan: int
    task: int
    target: int
    draft: int
    item: int
    duty: int
    evidence: int
    notification: int
    report: int
    delegation: int
    lower_plan: int
    link: int


def make_world(cast: Cast) -> World:
    """Everything that SAMPLES names."""

    def make(model: str, **given: Any) -> Any:
        return apps.get_model(model).objects.create(**given)

    stored = store_file(io.BytesIO("KẾ HOẠCH\nCải cách hành chính năm 2026\n".encode()), now=NOW)
    title, number = "Kế hoạch cải cách hành chính năm 2026", "12/KH-UBND"
    document = make(
        "documents.Document",
        kind="plan",
        direction="in",
        number=number,
        holder=cast.city,
        title=title,
        file=stored,
        file_name="ke-hoach.txt",
        registered_at=NOW,
    )
    plan = make(
        "programme.Plan",
        body=cast.city,
        document=document,
        title=title,
        number=number,
        from_year=2026,
        to_year=2026,
        state="issued",
        created_at=NOW,
        put_in_force_at=NOW,
        put_in_force_by=cast.standing_officer,
    )
    task = make(
        "programme.Task",
        plan=plan,
        ordinal=1,
        text="Rà soát thủ tục hành chính",
        due_kind="date",
        due_from=DAY,
        due_to=DAY,
    )
    target = make(
        "programme.Target", plan=plan, ordinal=1, text="Tối thiểu 90 % hồ sơ đúng hạn", comparator=">=", unit="%"
    )
    draft = make(
        "intake.Draft",
        body=cast.home_affairs,
        file=stored,
        file_name="ke-hoach.txt",
        state="read",
        upload_token=uuid4(),
        uploaded_by=cast.standing_officer,
        uploaded_at=NOW,
        read_at=NOW,
        reading={"file": "ke-hoach.txt", "pages": 1, "text_source": "text", "documents": [], "warnings": []},
    )
    item = make("intake.DraftItem", draft=draft, kind="task", ordinal=1, data={"text": "Rà soát"}, confidence=1)
    making: Any = import_module("caicach.duties.tests.making")
    duty = making.sent_up(cast, making.give(cast, cast.finance, task=task)[0])
    progress = duty.progress.get()
    evidence = make("duties.Evidence", progress=progress, file=stored, name="kiem-chung.txt")
    notification = make(
        "duties.Notification", person=cast.finance_officer, duty=duty, code="duty_assigned", created_at=NOW
    )
    report = make(
        "reports.Report",
        body=cast.city,
        period_kind="quarter",
        year=2026,
        ordinal=1,
        version=1,
        window_from=DAY,
        window_to=DAY,
        facts={},
        file=stored,
        file_name="bao-cao.docx",
        written_by=cast.standing_officer,
        written_at=NOW,
    )
    delegation = services.delegate_role(
        membership=cast.finance_head.memberships.get(),
        to=cast.finance_officer,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 1, 2),
        reason="Công tác",
        by=cast.finance_head,
        now=NOW,
    )
    measuring: Any = import_module("caicach.measures.tests.making")
    asked = measuring.indicator()
    asked.asked_by = cast.city  # what is asked of everybody belongs to no level in particular
    asked.save(update_fields=["asked_by"])
    figure = measuring.send(cast.finance_focal_point, cast.finance, asked, 12)
    make("measures.ValidationRule", code="T.1.K1", kind="jump", indicator=asked, valid_from=NOW.date())
    make(
        "measures.FigureEvidence",
        figure=figure,
        file=stored,
        name="kiem-chung.txt",
        added_by=cast.finance_officer,
        added_at=NOW,
    )
    lower_plan = make(
        "programme.Plan",
        body=cast.city,
        title="Kế hoạch cải cách hành chính quý II năm 2026",
        from_year=2026,
        to_year=2026,
        state="issued",
        created_at=NOW,
        put_in_force_at=NOW,
        put_in_force_by=cast.standing_officer,
    )
    link = make(
        "programme.PlanLink",
        higher_lineage=plan.lineage,
        lower_lineage=lower_plan.lineage,
        linked_at=NOW,
        linked_by=cast.standing_officer,
    )
    regime: Any = import_module("caicach.reports.tests.regime")
    regime.sent(cast, regime.of(regime.open_quarter(cast, cast.finance), cast.finance), by=cast.finance_head)
    return World(
        cast,
        document.pk,
        plan.pk,
        task.pk,
        target.pk,
        draft.pk,
        item.pk,
        duty.pk,
        evidence.pk,
        notification.pk,
        report.pk,
        delegation.pk,
        lower_plan.pk,
        link.pk,
    )


Sample = tuple[dict[str, Any], Body | None]


def _of(name: str, where: str, argument: str = "pk") -> Callable[[World], Sample]:
    return lambda world: ({argument: getattr(world, name)}, getattr(world.cast, where))


def _body(world: World) -> Sample:
    return {"pk": world.cast.ward.pk}, world.cast.ward


def _person(world: World) -> Sample:
    return {"pk": world.cast.ward_officer.pk}, world.cast.ward


def _in_plan(name: str) -> Callable[[World], Sample]:
    return lambda world: ({"plan": world.plan, "pk": getattr(world, name)}, world.cast.city)


def _explained(world: World) -> Sample:
    return {"code": "T.1", "body": world.cast.finance.pk, "period": "quarter-2026-1"}, world.cast.finance


def _only(model: str) -> Callable[[World], Sample]:
    """The one row of its kind that make_world made, of Sở Tài chính."""
    return lambda world: ({"pk": apps.get_model(model).objects.get().pk}, world.cast.finance)


def _linked(world: World) -> Sample:
    return {"pk": world.lower_plan, "link": world.link}, world.cast.city


def _cycle(world: World) -> Sample:
    return {"pk": apps.get_model("reports.Cycle").objects.get().pk}, world.cast.city


def _passage(world: World) -> Sample:
    return {"pk": apps.get_model("reports.Passage").objects.order_by("pk")[0].pk}, world.cast.finance


# By the name of the URL, or by its namespace with "*": the arguments, and the body whose matter the object is. Who
# holds the URL's permission for that body is let in.
SAMPLES: dict[str, Callable[[World], Sample]] = {
    "bodies:membership_end": lambda world: ({"pk": world.cast.ward_officer.memberships.get().pk}, world.cast.ward),
    "bodies:delegation_revoke": lambda world: ({"pk": world.delegation}, None),
    "bodies:person": _person,
    "bodies:person_change": _person,
    "bodies:person_password": _person,
    "bodies:person_deactivate": _person,
    "bodies:person_reactivate": _person,
    "bodies:membership_add": _person,
    "bodies:*": _body,
    "duties:export": lambda world: ({"kind": "xlsx"}, None),
    "duties:open_notification": lambda world: ({"pk": world.notification}, None),
    "duties:evidence": _of("evidence", "finance"),
    "duties:put_in_force": _of("plan", "city", "plan"),
    "duties:*": _of("duty", "finance"),
    "intake:edit": lambda world: ({"pk": world.draft, "item": world.item}, world.cast.home_affairs),
    "intake:change_kind": lambda world: ({"pk": world.draft, "item": world.item}, world.cast.home_affairs),
    "intake:split": lambda world: ({"pk": world.draft, "item": world.item}, world.cast.home_affairs),
    "intake:sheet": lambda world: ({"pk": world.draft, "number": 1}, world.cast.home_affairs),
    "intake:page_image": lambda world: ({"pk": world.draft, "number": 1}, world.cast.home_affairs),
    "intake:*": _of("draft", "home_affairs"),
    "programme:task": _in_plan("task"),
    "programme:edit_task": _in_plan("task"),
    "programme:remove_task": _in_plan("task"),
    "programme:target": _in_plan("target"),
    "programme:edit_target": _in_plan("target"),
    **{f"programme:{name}": _linked for name in ("match", "decide", "derive", "propose", "unlink_plan")},
    "programme:make": _of("draft", "home_affairs", "draft"),
    "programme:*": _of("plan", "city"),
    "measures:indicator": lambda world: ({"code": "T.1"}, None),
    **{
        f"measures:{name}": lambda world: ({"code": "T.1"}, world.cast.city) for name in ("edit", "replace", "rule_new")
    },
    "measures:rule": lambda world: (
        {"code": "T.1", "pk": apps.get_model("measures.ValidationRule").objects.get(code="T.1.K1").pk},
        world.cast.city,
    ),
    "measures:explained": _explained,
    "measures:explained_json": _explained,
    "measures:evidence": _only("measures.FigureEvidence"),
    "measures:*": _only("measures.Figure"),
    "monitoring:*": _of("target", "city"),
    "documents:*": _of("document", "city"),
    "reports:preview": _of("report", "city"),
    "reports:download": _of("report", "city"),
    "reports:cycle": _cycle,
    "reports:kind": lambda world: ({"pk": apps.get_model("reports.ReportKind").objects.order_by("pk")[0].pk}, None),
    "reports:remind": _cycle,
    "reports:withdraw": _cycle,
    "reports:merge": _cycle,
    **{f"reports:{name}": _passage for name in ("passage", "restore", "remark", "settle")},
    "reports:*": _only("reports.Submission"),
}


def sample_for(name: str, world: World) -> Sample:
    """The arguments for a URL that takes some."""
    namespace = name.split(":")[0]
    return SAMPLES.get(name, SAMPLES.get(f"{namespace}:*", _missing(name)))(world)


def _missing(name: str) -> Callable[[World], Sample]:
    def complain(world: World) -> Sample:
        raise AssertionError(f"{name} takes arguments; bodies/tests/samples.py has none for it")

    return complain

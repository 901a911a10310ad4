"""The city's papers: the registry of documents, plans with their targets and tasks, a draft that waits."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TypeVar

from caicach.bodies.models import Body, Person, Role
from caicach.core.text import search_key
from caicach.documents.models import Citation, Clause, Direction, Document, DocumentKind
from caicach.documents.services import number_key
from caicach.intake import services as intake
from caicach.programme.models import (
    Comparator,
    Contribution,
    Derivation,
    DerivationState,
    DueKind,
    Every,
    Milestone,
    Part,
    Plan,
    PlanLink,
    PlanState,
    Target,
    Task,
    TaskOwner,
)

from .bulk import in_bulk
from .city import Made
from .papers import as_docx, as_text, long_document

CITY_PLANS = 0.4  # the share of plans that the city itself issued; the rest is of departments and communes
VERBS = ("Ban hành", "Rà soát", "Triển khai", "Tổng hợp", "Kiểm tra", "Xây dựng", "Hướng dẫn", "Công bố", "Đánh giá")
THINGS = (
    "kế hoạch cải cách hành chính", "danh mục thủ tục hành chính", "quy chế làm việc", "cơ sở dữ liệu dùng chung",
    "dịch vụ công trực tuyến toàn trình", "đề án vị trí việc làm", "quy trình nội bộ, quy trình điện tử",
    "báo cáo tự chủ tài chính", "chỉ số hài lòng của người dân", "hồ sơ điện tử", "văn bản quy phạm pháp luật",
    "chương trình bồi dưỡng công chức",
)  # fmt: skip
SCOPES = (
    "lĩnh vực đất đai", "lĩnh vực xây dựng", "lĩnh vực hộ tịch", "lĩnh vực đầu tư", "lĩnh vực y tế",
    "lĩnh vực giáo dục", "lĩnh vực bảo trợ xã hội", "lĩnh vực môi trường", "tại bộ phận một cửa", "trên địa bàn",
)  # fmt: skip
PRODUCTS = ("Kế hoạch", "Quyết định", "Báo cáo", "Quy trình điện tử", "Danh mục", "Chương trình")


Item = TypeVar("Item", Task, Target)


@dataclass(frozen=True)
class OwnedTask:
    """A task with the bodies that its owners stand for."""

    task: Task
    giver: Body
    reviewer: Body
    leads: tuple[Body, ...]
    supports: tuple[Body, ...]


def sentence(number: int) -> str:
    """What the task, document or directive of that number says; neighbours differ."""
    verb, thing = VERBS[number % len(VERBS)], THINGS[number // 2 % len(THINGS)]
    return f"{verb} {thing} {SCOPES[number // 3 % len(SCOPES)]}, đợt {number // 40 + 1}"


def register_papers(made: Made, *, now: datetime) -> list[OwnedTask]:
    """Everything on paper; answers with the tasks, whose duties are given next."""
    documents = _documents(made)
    owned = _plans(made, documents, now=now)
    _later_version(made, owned[0].task.plan, now=now)
    _drafts(made, now=now)
    return owned


def _documents(made: Made) -> list[Document]:
    """The registry: plans come with the text of some forty pages, of the others one in five with two."""
    whole = search_key(as_text(long_document(10)))  # some forty pages
    plans = _issuers(made)
    kinds = (DocumentKind.LETTER, DocumentKind.REPORT, DocumentKind.DECISION, DocumentKind.DIRECTIVE)
    rows = []
    for number in range(made.scale.documents):
        plan = number < len(plans)
        holder = plans[number] if plan else made.agencies[number % len(made.agencies)] if number % 4 else made.root
        day = made.first_day + timedelta(days=(number * 7) % 325)
        symbol = "KH" if plan else "BC"
        title = f"Kế hoạch {sentence(number).lower()}" if plan else sentence(number)
        stated = f"{number + 1}/{symbol}-{holder.symbol or 'UBND'}"
        words = search_key(f"{stated} {holder.name} {title}")
        if plan:
            words = f"{words} {whole}"
        elif number % 5 == 0:
            start = made.chance.randrange(20_000)
            words = f"{words} {whole[start : start + 5000]}"
        rows.append(
            Document(
                kind=DocumentKind.PLAN if plan else kinds[number % len(kinds)],
                direction=Direction.OUT if plan or number % 3 == 0 else Direction.IN,
                number=stated,
                number_key=number_key(stated),
                issued_on=day,
                place="Trường Giang",
                issuer=holder.name,
                issuing_body=holder,
                holder=holder,
                title=title,
                signer="Trịnh Hải Minh",
                recipients=["Như trên", "Lưu: VT"],
                file=made.files[number % len(made.files)],
                file_name=f"van-ban-{number + 1}.txt",
                pages=1 + number % 30,
                registered_at=made.at(day),
                search_text=words,
            )
        )
    documents = in_bulk(Document, rows)
    in_bulk(Clause, _clauses(documents, len(plans)))
    in_bulk(Citation, _citations(documents))
    return documents


def _issuers(made: Made) -> list[Body]:
    """Who issued each plan: the city first, then departments and communes in turn."""
    own = max(1, round(made.scale.plans * CITY_PLANS))
    below = [made.agencies[(number * 7) % len(made.agencies)] for number in range(made.scale.plans - own)]
    return [made.root] * own + below


def _clauses(documents: list[Document], plans: int) -> Iterator[Clause]:
    for place, document in enumerate(documents):
        for number in range(1, (80 if place < plans else 3) + 1):
            yield Clause(
                document=document, path=f"{'I' * (1 + number % 3)}.{number}", label=f"{number}.",
                text=sentence(place + number), page=1 + number // 6, line=number * 4, ordinal=number,
            )  # fmt: skip


def _citations(documents: list[Document]) -> Iterator[Citation]:
    for place, document in enumerate(documents):
        for back in (1, 13):
            cited = documents[place - back] if place >= back else None
            stated = cited.number if cited else f"{70 + back}/NQ-CP"
            yield Citation(
                document=document, number=stated, number_key=number_key(stated), kind="Kế hoạch" if cited else "",
                relation="basis" if back == 1 else "mention", cited=cited,
            )  # fmt: skip


def _plans(made: Made, documents: list[Document], *, now: datetime) -> list[OwnedTask]:
    issuers = _issuers(made)
    year = made.today.year
    in_force_by = made.person(made.standing, Role.STANDING_AGENCY)
    plans = in_bulk(
        Plan,
        (
            Plan(
                body=body, document=document, title=document.title, number=document.number,
                issued_on=document.issued_on, from_year=year, to_year=year + (place % 5), state=PlanState.ISSUED,
                lineage=_uuid(made), created_at=made.at(document.issued_on or made.first_day),
                put_in_force_at=made.at(document.issued_on or made.first_day), put_in_force_by_id=in_force_by,
            )
            for place, (body, document) in enumerate(zip(issuers, documents, strict=False))
        ),
    )  # fmt: skip
    targets = _targets(made, plans)
    tasks = in_bulk(Task, _tasks(made, plans))
    owned = [_owned(made, plans[number % len(plans)], task, number) for number, task in enumerate(tasks)]
    in_bulk(TaskOwner, (owner for one in owned for owner in _owners(made, one)))
    per_plan: dict[int, list[Target]] = {}
    for target in targets:
        per_plan.setdefault(target.plan_id, []).append(target)
    _cascade(made, plans, per_plan, tasks, by=in_force_by)
    in_bulk(
        Contribution,
        (
            Contribution(task=task, target=served[number % len(served)])
            for number, task in enumerate(tasks)
            if number % 2 and (served := per_plan.get(task.plan_id))
        ),
    )
    return owned


def _cascade(made: Made, plans: list[Plan], targets: dict[int, list[Target]], tasks: list[Task], *, by: int) -> None:
    """The plans of bodies below carry out the city's first one: most pairs confirmed, one in five proposed."""
    first, lower = plans[0], [plan for plan in plans if plan.body_id != made.root.pk]
    day = made.at(made.first_day + timedelta(days=300))
    links = in_bulk(
        PlanLink,
        (
            PlanLink(higher_lineage=first.lineage, lower_lineage=plan.lineage, linked_at=day, linked_by_id=by)
            for plan in lower
        ),
    )
    items: dict[int, list[Task | Target]] = {plan.pk: list(targets[plan.pk]) for plan in (first, *lower)}
    for task in tasks:
        if task.plan_id in items and len(items[task.plan_id]) < 40:
            items[task.plan_id].append(task)
    in_bulk(
        Derivation,
        (
            Derivation(
                link=link, higher_lineage=above.lineage, higher_is_target=above.is_target,
                lower_lineage=below.lineage, lower_is_target=below.is_target, confidence=60 + number % 40,
                proposed_at=day, **(_DECIDED | {"decided_at": day, "decided_by_id": by} if number % 5 else {}),
            )
            for link, plan in zip(links, lower, strict=True)
            for number, (above, below) in enumerate(zip(items[first.pk], items[plan.pk], strict=False))
            if above.is_target == below.is_target
        ),
    )  # fmt: skip


_DECIDED = {"state": DerivationState.CONFIRMED}


def _uuid(made: Made) -> uuid.UUID:
    return uuid.UUID(int=made.chance.getrandbits(128), version=4)


def _targets(made: Made, plans: list[Plan]) -> list[Target]:
    targets = in_bulk(
        Target,
        (
            Target(
                plan=plan, lineage=_uuid(made), ordinal=ordinal, field=made.fields[ordinal % len(made.fields)],
                text=f"Tối thiểu {70 + ordinal}% {THINGS[ordinal % len(THINGS)]}", section=f"I.{ordinal}", page=2,
                line=20 + ordinal, comparator=Comparator.AT_LEAST, unit="%", baseline_value=Decimal(60),
                baseline_year=made.today.year - 1, search_key=search_key(THINGS[ordinal % len(THINGS)]),
            )
            for plan in plans
            for ordinal in range(1, 11)
        ),
    )  # fmt: skip
    year = made.today.year
    in_bulk(
        Milestone,
        (
            Milestone(
                target=target,
                from_year=year + step,
                to_year=year + step,
                value=Decimal(70 + step * 5 + target.ordinal),
            )
            for target in targets
            for step in (0, 1)
        ),
    )
    through = Target.owners.through
    in_bulk(
        through,
        (
            through(target_id=target.pk, body_id=made.departments[target.ordinal % len(made.departments)].pk)
            for target in targets
        ),
    )
    return targets


def _tasks(made: Made, plans: list[Plan]) -> Iterator[Task]:
    chance = made.chance
    for number in range(made.scale.tasks):
        plan, ordinal = plans[number % len(plans)], number // len(plans) + 1
        text = sentence(number)
        due = made.first_day + timedelta(days=30 + (number * 11) % 365)
        recurring, undated = number % 16 == 3, number % 29 == 5
        kind = DueKind.RECURRING if recurring else DueKind.ON_REQUEST if undated else DueKind.DATE
        yield Task(
            plan=plan, lineage=_uuid(made), ordinal=ordinal, label=str(ordinal),
            field=made.fields[number % len(made.fields)], text=text, section=f"{'I' * (1 + ordinal % 3)}.{ordinal}",
            page=1 + ordinal // 6, line=ordinal * 4, search_key=search_key(text),
            product=PRODUCTS[number % len(PRODUCTS)], activities=f"{text}; tổ chức thực hiện; tổng kết",
            due_kind=kind, due_to=None if recurring or undated else due,
            due_every=Every.MONTH if recurring else "", due_text=_due_text(kind, due),
            budget="Ngân sách thành phố" if chance.random() < 0.2 else "",
        )  # fmt: skip


def _due_text(kind: str, due: date) -> str:
    if kind == DueKind.DATE:
        return f"Trước ngày {due:%d/%m/%Y}"
    return "Hằng tháng" if kind == DueKind.RECURRING else "Theo yêu cầu"


def _owned(made: Made, plan: Plan, task: Task, number: int) -> OwnedTask:
    """Of the city's tasks three in ten go to all communes, one to all departments, the others to one department with
    two that support it; of the others' tasks half go to all their units."""
    turn = number // len(made.departments)
    if plan.body_id == made.root.pk:
        leads: tuple[Body, ...] = ()
        supports: tuple[Body, ...] = ()
        spread = task.ordinal % 10
        if spread < 3:
            leads = tuple(made.communes)
        elif spread == 3:
            leads = tuple(made.departments)
        else:
            first, *others = (made.departments[(turn + step) % len(made.departments)] for step in range(3))
            leads, supports = (first,), tuple(others)
        return OwnedTask(task, made.root, made.standing, leads, supports)
    units = made.units[plan.body_id]
    body = plan.body
    if not units:
        return OwnedTask(task, body, body, (body,), ())
    leads = tuple(units) if task.ordinal % 2 else (units[turn % len(units)],)
    return OwnedTask(task, body, body, leads, ())


def _owners(made: Made, one: OwnedTask) -> Iterator[TaskOwner]:
    groups = {
        tuple(made.communes): made.groups["UBND các xã, phường"],
        tuple(made.departments): made.groups["Các sở, ban, ngành"],
    }
    if group := groups.get(one.leads):
        yield TaskOwner(task=one.task, part=Part.LEAD, as_written=group.name, group=group)
        return
    for part, bodies in ((Part.LEAD, one.leads), (Part.SUPPORT, one.supports)):
        for body in bodies:
            yield TaskOwner(task=one.task, part=part, as_written=body.name, body=body)


def _later_version(made: Made, plan: Plan, *, now: datetime) -> None:
    """The first plan's next version, as large as it, which a person has not put in force yet."""
    version = Plan.objects.create(
        body=plan.body, title=f"{plan.title} (sửa đổi, bổ sung)", number=f"{plan.number}-BS", issued_on=made.today,
        from_year=plan.from_year, to_year=plan.to_year, version=2, lineage=plan.lineage, previous=plan, created_at=now,
    )  # fmt: skip
    before = list(plan.tasks.prefetch_related("owners__body", "owners__group"))
    tasks = in_bulk(Task, (_again(task, version) for task in before))
    in_bulk(
        TaskOwner,
        (
            TaskOwner(task=task, part=owner.part, as_written=owner.as_written, body=owner.body, group=owner.group)
            for task, old in zip(tasks, before, strict=True)
            for owner in old.owners.all()
        ),
    )
    in_bulk(Target, (_again(target, version) for target in plan.targets.all()))


def _again(item: Item, version: Plan) -> Item:
    """The item in the plan's next version; every third one with other words."""
    kept = {field.attname: getattr(item, field.attname) for field in item._meta.concrete_fields}
    text = f"{item.text}, bổ sung" if item.ordinal % 3 == 0 else item.text
    return type(item)(**kept | {"id": None, "plan_id": version.pk, "text": text, "search_key": search_key(text)})


def _drafts(made: Made, *, now: datetime) -> None:
    """Two plans that were uploaded and read by the real reader: one waits for a person, of one a plan can be made."""
    by = Person.objects.get(pk=made.person(made.standing, Role.STANDING_AGENCY))
    for copies, confirmed in ((made.scale.annexes_to_confirm, False), (0, True)):
        content = BytesIO(as_docx(long_document(copies)))
        draft = intake.upload_document(
            content=content, file_name="ke-hoach.docx", token=_uuid(made), body=made.root, by=by, now=now
        )
        draft = intake.read_draft(draft=draft, now=now)
        if draft.refusal:
            raise RuntimeError(draft.refusal)
        if confirmed:
            versions = dict(draft.items.values_list("pk", "version"))
            intake.accept_items(draft=draft, versions=versions, by=by, now=now)
            intake.confirm_draft(draft=draft, by=by, now=now)

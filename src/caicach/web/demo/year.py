"""A year in the demo city: plans come in through the real importer, bodies answer, some late, some returned.

Everything goes through the rooms' services with the day it happens on, so the demo holds nothing that the product could
not have made. Chance is seeded: the same year comes out each time.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from caicach.bodies.models import Body, Person, Role
from caicach.documents.layout.paper import write_docx
from caicach.duties import services as duties
from caicach.duties.issuing import put_plan_in_force
from caicach.duties.models import Duty, DutyState
from caicach.intake import services as intake
from caicach.intake.models import Draft
from caicach.programme import services as programme
from caicach.programme.models import Part, Plan, PlanState

from . import papers
from .city import City

Tell = Callable[[str], None]
Act = Callable[[], object]

# How the bodies keep their days: the share done in time, the share done late; the rest stays undone.
RELIABLE, USUAL, SLOW = (0.96, 0.02), (0.84, 0.08), (0.58, 0.2)
RETURNED = 0.06
EXTENDED = 0.04
PROVEN = 0.5
CONFIRMED_FROM = 76  # of 100: of the pairs that the program proposes between two plans

RESULTS = (
    "Đã hoàn thành và ban hành theo đúng yêu cầu.",
    "Đã hoàn thành, gửi báo cáo kèm tài liệu kiểm chứng.",
    "Đã hoàn thành; sản phẩm đã được công bố trên trang thông tin điện tử.",
    "Đã tổ chức thực hiện xong, kết quả được lãnh đạo cơ quan thông qua.",
)
UNDERWAY = (
    "Đã thành lập tổ soạn thảo, đang lấy ý kiến các đơn vị.",
    "Đã hoàn thành dự thảo, đang hoàn thiện theo ý kiến góp ý.",
    "Đang tổng hợp số liệu từ các đơn vị trực thuộc.",
)
DIFFICULTIES = (
    "Chờ hướng dẫn của cơ quan cấp trên nên tiến độ bị chậm.",
    "Nhân sự phụ trách thay đổi sau sắp xếp tổ chức, cần thêm thời gian tiếp nhận.",
    "Kinh phí được phân bổ muộn so với kế hoạch.",
    "Dữ liệu giữa các hệ thống chưa thống nhất, phải đối chiếu lại.",
)
RETURN_REASONS = (
    "Chưa có tài liệu kiểm chứng kèm theo.",
    "Đề nghị bổ sung số, ngày của văn bản đã ban hành.",
    "Nội dung báo cáo chưa khớp với sản phẩm được giao.",
)


@dataclass
class Year:
    """The year being lived."""

    city: City
    year: int
    today: date
    chance: random.Random
    tell: Tell

    def at(self, day: date, hour: int = 9) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, self.chance.randrange(60))))

    def token(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def live_the_year(city: City, *, year: int, today: date, chance: random.Random, tell: Tell) -> None:
    """Import, put in force, answer, review: from January to today."""
    life = Year(city, year, today, chance, tell)
    standing = city.person(city.bodies["02"], Role.STANDING_AGENCY)
    finance_head = city.person(city.bodies["04"], Role.HEAD)
    ward_head = city.person(city.bodies["Bến Lau"], Role.HEAD)
    yearly: Plan | None = None
    acts: list[tuple[date, Act]] = []

    def plan_of(day: date, name: str, body: Body, by: Person) -> Act:
        return partial(_in_plan, life, name, body=body, by=by, day=day)

    def yearly_plan() -> None:
        nonlocal yearly
        day = date(year, 1, 16)
        yearly = _in_force(
            life, _import(life, "2-ke-hoach-nam.txt", body=city.root, by=standing, day=day), standing, day
        )

    def amendment() -> None:
        day = date(year, 7, 20)
        draft = _import(life, "4-ke-hoach-sua-doi.txt", body=city.root, by=standing, day=day)
        assert yearly is not None
        plan = programme.amend_plan(plan=yearly, draft=draft, replaces_all=False, by=standing, now=life.at(day, 15))
        put_plan_in_force(plan=plan, by=standing, now=life.at(day, 16), without_unresolved=True)

    acts += [
        (date(year, 1, 8), plan_of(date(year, 1, 8), "1-ke-hoach-giai-doan.txt", city.root, standing)),
        (date(year, 1, 16), yearly_plan),
        (date(year, 2, 9), plan_of(date(year, 2, 9), "5-ke-hoach-so.csv", city.bodies["04"], finance_head)),
        (date(year, 2, 10), plan_of(date(year, 2, 10), "6-ke-hoach-phuong.txt", city.bodies["Bến Lau"], ward_head)),
        (date(year, 2, 13), partial(_cascade, life, by=standing, day=date(year, 2, 13))),
        (date(year, 5, 6), partial(_directive, life, by=standing, day=date(year, 5, 6))),
        (date(year, 7, 20), amendment),
    ]
    months = [date(year, month, 1) for month in range(1, 13)]
    months += [date(year + 1, month, 1) for month in range(1, 13)]
    acts += [(month, partial(_open_month, life, month)) for month in months]
    acts += [(_last_day(month), partial(_answer_month, life, month)) for month in months]
    for day, act in sorted(acts, key=lambda pair: pair[0]):
        if day > today and day > _last_day(today):
            break
        act()
    _leave_work_for_today(life)


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _import(life: Year, name: str, *, body: Body, by: Person, day: date) -> Draft:
    """One document through upload, reading and confirmation, as a person would."""
    life.tell(f"đọc {name}")
    if name.endswith(".csv"):
        title = f"KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM {life.year} CỦA {body.name.upper()}"
        content, file_name = papers.workbook(name, year=life.year, title=title), name.replace(".csv", ".xlsx")
    else:
        out = io.BytesIO()
        write_docx(papers.official_document(papers.text_of(name, year=life.year)), out)
        content, file_name = out.getvalue(), name.replace(".txt", ".docx")
    draft = intake.upload_document(
        content=io.BytesIO(content), file_name=file_name, token=life.token(), body=body, by=by, now=life.at(day, 8)
    )
    draft = intake.read_draft(draft=draft, now=life.at(day, 8))
    if draft.refusal:
        raise RuntimeError(f"{name}: {draft.refusal}")
    if name.endswith(".csv"):
        head = {"kind": "plan", "number": "21/KH-STC", "issued_on": day.isoformat(), "issuer": body.name,
                "title": f"Cải cách hành chính năm {life.year} của {body.name}",
                "period": {"from": life.year, "to": life.year}}  # fmt: skip
        draft = intake.correct_header(draft=draft, header=head, by=by, now=life.at(day, 10))
    intake.accept_items(
        draft=draft, versions=dict(draft.items.values_list("pk", "version")), by=by, now=life.at(day, 10)
    )
    intake.confirm_draft(draft=draft, by=by, now=life.at(day, 11))
    draft.refresh_from_db()
    return draft


def _in_plan(life: Year, name: str, *, body: Body, by: Person, day: date) -> None:
    _in_force(life, _import(life, name, body=body, by=by, day=day), by=by, day=day)


def _open_month(life: Year, month: date) -> None:
    duties.open_due_occurrences(today=month, now=life.at(month, 6))


def _in_force(life: Year, draft: Draft, by: Person, day: date) -> Plan:
    plan = programme.make_plan(draft=draft, by=by, now=life.at(day, 14))
    put_plan_in_force(plan=plan, by=by, now=life.at(day, 16), without_unresolved=True)
    plan.refresh_from_db()
    return plan


def _cascade(life: Year, *, by: Person, day: date) -> None:
    """Lower plans are linked with higher ones; what the program is fairly sure of is confirmed, the rest is left."""
    held = {plan.number: plan for plan in Plan.objects.filter(state=PlanState.ISSUED)}
    for above, below in (("08/KH-UBND", "15/KH-UBND"), ("15/KH-UBND", "21/KH-STC"), ("15/KH-UBND", "12/KH-UBND")):
        link = programme.link_plans(higher=held[above], lower=held[below], by=by, now=life.at(day, 9))
        sure = link.derivations.filter(confidence__gte=CONFIRMED_FROM).values_list("pk", flat=True)
        programme.confirm_derivations(link=link, wanted=list(sure), by=by, now=life.at(day, 10))


def _directive(life: Year, *, by: Person, day: date) -> None:
    """The directive is registered as a document, then given to bodies as duties that come from no plan."""
    city = life.city
    draft = _import(life, "3-chi-thi.txt", body=city.root, by=by, day=day)
    everybody = [body for body in city.bodies.values() if body.depth == city.root.depth + 1]
    for title, bodies, due_on in (
        ("Rà soát toàn bộ hồ sơ đang quá hạn, giải quyết dứt điểm", everybody, date(life.year, 5, 31)),
        ("Thiết lập cảnh báo tự động đối với hồ sơ sắp đến hạn", [city.bodies["14"]], date(life.year, 6, 30)),
        (
            "Tổng hợp cơ quan có tỷ lệ đúng hạn dưới 95%, báo cáo UBND thành phố",
            [city.bodies["14"]],
            date(life.year, 7, 4),
        ),
        ("Đưa kết quả khắc phục vào nội dung kiểm tra công vụ đột xuất", [city.bodies["02"]], date(life.year, 9, 30)),
    ):
        duties.give_directive(
            title=title, content="", bodies=bodies, due_on=due_on, document=draft.document, by=by,
            now=life.at(day, 17), assigned_by_body=city.root, token=life.token(),
        )  # fmt: skip


def _answer_month(life: Year, month: date) -> None:
    """What is due in the month is answered by most, late by some, not at all by a few."""
    last = _last_day(month)
    due = (
        Duty.objects.filter(due_on__lte=last, state__in=[DutyState.ASSIGNED, DutyState.RUNNING])
        .select_related("body")
        .order_by("due_on", "id")
    )
    for duty in due:
        _answer(life, duty, month=month)
    life.tell(f"tháng {month:%m/%Y}")


def _answer(life: Year, duty: Duty, *, month: date) -> None:
    assert duty.due_on is not None
    chance, given = life.chance, timezone.localdate(duty.assigned_at)
    in_time, late = _habit(duty.body)
    dice = chance.random()
    overdue_since_before = duty.due_on < month
    if overdue_since_before:
        if dice > 0.3 or duty.due_on > life.today:
            return
        day = month + timedelta(days=chance.randrange(0, 27))
    elif dice < in_time:
        day = duty.due_on - timedelta(days=min(chance.randrange(0, 12), max((duty.due_on - given).days - 1, 0)))
    elif dice < in_time + late:
        day = duty.due_on + timedelta(days=chance.randrange(1, 15))
    else:
        _stall(life, duty)
        return
    if day >= life.today - timedelta(days=2):
        return
    if chance.random() < EXTENDED and duty.part == Part.LEAD and day > given + timedelta(days=3):
        _extend(life, duty, day)
    _finish(life, duty, max(day, given + timedelta(days=1)))


def _habit(body: Body) -> tuple[float, float]:
    """The same body keeps the same habits through the year."""
    return {0: SLOW, 1: RELIABLE, 2: RELIABLE}.get(body.pk % 7, USUAL)


def _people(life: Year, body: Body) -> tuple[Person, Person]:
    return life.city.person(body, Role.OFFICER), life.city.person(body, Role.HEAD)


def _reviewer(life: Year, duty: Duty) -> Person:
    body = duty.reviewer_body
    return life.city.people.get((body.pk, Role.STANDING_AGENCY)) or life.city.person(body, Role.HEAD)


def _words(life: Year, text: str, percent: int, **more: str) -> duties.Words:
    return duties.Words(text=text, percent=percent, token=life.token(), **more)


def _finish(life: Year, duty: Duty, day: date) -> None:
    officer, head = _people(life, duty.body)
    chance = life.chance
    files = []
    if chance.random() < PROVEN:
        proof = f"Tài liệu kiểm chứng\n{duty.title}\n{duty.body.name}, ngày {day:%d/%m/%Y}\n".encode()
        files = [duties.Attachment(io.BytesIO(proof), "tai-lieu-kiem-chung.txt", "tr. 1")]
    number = f"{chance.randrange(10, 480)}/{chance.choice(('BC', 'QĐ', 'KH', 'TB'))}-{duty.body.symbol or 'CCHC'}"
    words = _words(life, chance.choice(RESULTS), 100, product_number=number)
    duties.send_to_head(duty=duty, words=words, by=officer, now=life.at(day, 9), attachments=files)
    duties.send_up(duty=duty, by=head, now=life.at(day, 14))
    reviewer = _reviewer(life, duty)
    if duty.part == Part.LEAD and chance.random() < RETURNED:
        duties.return_to_body(
            duty=duty, reason=chance.choice(RETURN_REASONS), by=reviewer, now=life.at(day + timedelta(days=1), 9)
        )
        again = _words(life, "Đã bổ sung theo ý kiến thẩm tra.", 100, product_number=number)
        duties.send_to_head(duty=duty, words=again, by=officer, now=life.at(day + timedelta(days=1), 15))
        duties.send_up(duty=duty, by=head, now=life.at(day + timedelta(days=1), 16))
    if day + timedelta(days=2) < life.today - timedelta(days=3):
        duties.accept(duty=duty, by=reviewer, now=life.at(day + timedelta(days=2), 10))


def _stall(life: Year, duty: Duty) -> None:
    """Nothing but a word on why it does not move."""
    assert duty.due_on is not None
    day = duty.due_on - timedelta(days=3)
    if day >= life.today or day <= timezone.localdate(duty.assigned_at) or duty.part != Part.LEAD:
        return
    officer, _head = _people(life, duty.body)
    words = _words(
        life,
        life.chance.choice(UNDERWAY),
        life.chance.choice((30, 50, 70)),
        difficulties=life.chance.choice(DIFFICULTIES),
    )
    duties.note_progress(duty=duty, words=words, by=officer, now=life.at(day))


def _extend(life: Year, duty: Duty, day: date) -> None:
    assert duty.due_on is not None
    officer, _head = _people(life, duty.body)
    asked = max(min(day, duty.due_on) - timedelta(days=2), timezone.localdate(duty.assigned_at) + timedelta(days=1))
    reason = life.chance.choice(DIFFICULTIES)
    until = duty.due_on + timedelta(days=20)
    duties.ask_extension(duty=duty, until=until, reason=reason, by=officer, now=life.at(asked, 9))
    duties.grant_extension(duty=duty, answer="Đồng ý.", by=_reviewer(life, duty), now=life.at(asked, 15))


def _leave_work_for_today(life: Year) -> None:
    """Something to sign, to review and to decide for whoever logs in to the demo."""
    yesterday = life.today - timedelta(days=1)
    running = Duty.objects.filter(state__in=[DutyState.ASSIGNED, DutyState.RUNNING], part=Part.LEAD).select_related(
        "body"
    )
    for key, count in (("04", 3), ("Bến Lau", 3)):
        body = life.city.bodies[key]
        officer, head = _people(life, body)
        mine = list(running.filter(body=body).order_by("due_on", "id")[: count + 2])
        for duty in mine[:count]:
            words = _words(life, life.chance.choice(RESULTS), 100)
            duties.send_to_head(duty=duty, words=words, by=officer, now=life.at(yesterday, 10))
        for duty in mine[count - 1 : count]:
            duties.send_up(duty=duty, by=head, now=life.at(yesterday, 15))
        for duty in mine[count : count + 1]:
            if duty.due_on is not None:
                until = max(duty.due_on, life.today) + timedelta(days=30)
                reason = life.chance.choice(DIFFICULTIES)
                duties.ask_extension(duty=duty, until=until, reason=reason, by=officer, now=life.at(yesterday, 16))
        for duty in running.filter(body=body).order_by("due_on", "id")[:4]:
            duties.assign_officer(duty=duty, officer=officer, by=head, now=life.at(yesterday, 17))

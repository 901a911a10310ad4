"""The invented city's reporting cycles: the last quarter answered as bodies do, late and returned ones among them, and
the running one just opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.utils import timezone

from caicach.bodies.models import Body, BodyKind, Person, Role
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.measures.from_duties import window_of
from caicach.reports import services
from caicach.reports.findings import unexplained
from caicach.reports.models import Cycle, Passage, ReportKind, Submission, SubmissionState
from caicach.reports.rules import RETURNED, Obstacle, sections_of
from caicach.reports.services.figures import obstacles_of_figures

from .city import City

_CYCLES = UUID("5f1c0d52-8a0b-4f5e-9c55-3a5d5a1f6d10")
_COMMUNES = (BodyKind.WARD, BodyKind.COMMUNE)
_TYPED = {
    "achievements": (
        "Công tác chỉ đạo, điều hành được thực hiện thường xuyên; kỷ luật, kỷ cương được giữ vững.",
        "Hồ sơ trễ hạn giảm nhờ kiểm tra hằng tuần và phân công người theo dõi từng lĩnh vực.",
        "Người dân nộp hồ sơ trực tuyến nhiều hơn sau khi tổ công nghệ số cộng đồng hướng dẫn tại nhà.",
    ),
    "shortcomings": (
        "Một số nhiệm vụ phối hợp còn chậm do chờ ý kiến của cơ quan liên quan.",
        "Việc số hóa kết quả cũ còn chậm vì thiếu máy quét và người làm.",
        "Phần mềm một cửa có lúc gián đoạn, phải nhận hồ sơ giấy thay thế.",
    ),
    "ahead": ("Tiếp tục thực hiện các nhiệm vụ còn lại trong kế hoạch; đôn đốc các nhiệm vụ sắp đến hạn.",),
    "field-4": ("Tiếp tục rà soát chức năng, nhiệm vụ của các đơn vị thuộc cơ quan sau sắp xếp.",),
    "field-6": ("Thực hiện công khai ngân sách, mua sắm tài sản theo quy định.",),
}
_PLAIN = "Cơ quan thực hiện nội dung này theo kế hoạch; trong kỳ không phát sinh vướng mắc cần báo cáo."
_WHY = "Đã đối chiếu với sổ theo dõi của bộ phận một cửa; số liệu đúng."
_SENT_BACK = (8, 21)
_MERGED = ("achievements", "shortcomings")


@dataclass(frozen=True)
class _Staff:
    officer: Person
    head: Person


def report_quarters(city: City, *, opened: date, today: date, tell: Callable[[str], None]) -> None:
    """Open the last quarter whose data window has closed, and the running one."""
    running = period_of(today, PeriodKind.QUARTER)
    last = running if window_of(running).closes_on < today else running.previous()
    if window_of(last).opens_on >= opened:
        cycle = _open(city, last, _at(window_of(last).closes_on - timedelta(days=12), 8))
        _answer(city, cycle, today)
        tell(f"báo cáo {last.label.lower()}")
    if running != last:
        cycle = _open(city, running, _at(max(today - timedelta(days=3), running.first_day), 8))
        for body in _bodies(city)[3:5]:
            staff, report = _staff(city, body), _of(cycle, body)
            if staff is not None:
                services.draft_from_data(submission=report, by=staff.officer, now=_at(today, 7))
        tell(f"báo cáo {running.label.lower()}")


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _bodies(city: City) -> list[Body]:
    return [body for body in city.bodies.values() if body.depth == city.root.depth + 1]


def _staff(city: City, body: Body) -> _Staff | None:
    officer, head = city.people.get((body.pk, Role.OFFICER)), city.people.get((body.pk, Role.HEAD))
    return _Staff(officer, head) if officer and head else None


def _standing(city: City) -> Person:
    return city.person(city.bodies["02"], Role.STANDING_AGENCY)


def _open(city: City, period: Period, now: datetime) -> Cycle:
    ask = services.Ask(ReportKind.objects.get(code="quy", body=None), city.root, period)
    bodies = [body for body in _bodies(city) if _staff(city, body) is not None]
    return services.open_cycle(ask=ask, bodies=bodies, token=uuid5(_CYCLES, period.key), by=_standing(city), now=now)


def _of(cycle: Cycle, body: Body) -> Submission:
    return Submission.objects.select_related("cycle", "body", "duty").get(cycle=cycle, first_body=body)


def _answer(city: City, cycle: Cycle, today: date) -> None:
    """Most send on their day, a few late or not at all, one is sent back; what departments sent is accepted."""
    standing, day = _standing(city), min(cycle.due_on, today)
    late = min(day + timedelta(days=4), today)
    for place, body in enumerate(_bodies(city)):
        staff = _staff(city, body)
        if staff is None:
            continue
        report, when = _of(cycle, body), _at(day, 16)
        if obstacles_of_figures(report, today=day):
            continue  # has given no figures either
        if place % 9 == 7 and late > cycle.due_on:
            when = _at(late, 10)
            reason = "Cơ quan xin thêm thời gian đối chiếu số liệu hồ sơ."
            services.reopen(submission=report, reason=reason, by=standing, now=when)
        _write(report, staff, when)
        if body.pk % 11 == 5 and body.kind in _COMMUNES:
            _explained(
                report, staff, when, partial(services.send_to_head, submission=report, by=staff.officer, now=when)
            )
            continue
        _explained(report, staff, when, partial(services.sign_and_send, submission=report, by=staff.head, now=when))
        if place in _SENT_BACK:
            reason = "Nêu rõ nguyên nhân các nhiệm vụ chậm và thời gian hoàn thành."
            services.return_report(submission=report, reason=reason, by=standing, now=when + timedelta(hours=1))
        elif body.kind not in _COMMUNES and staff.head != standing:
            services.accept_report(submission=report, by=_reviewer(city, body), now=when + timedelta(hours=1))
    now = _at(late, 11)
    merged = services.begin_merging(cycle=cycle, by=standing, now=now)
    services.draft_from_data(submission=merged, by=standing, now=now)
    for section in _MERGED:
        said = _each_once(cycle, section)
        services.take_passages(cycle=cycle, into=merged, section=section, pks=said, by=standing, now=now)


def _explained(report: Submission, staff: _Staff, now: datetime, act: Callable[[], object]) -> None:
    """Do it; where something does not agree, say why and do it again. To ask beforehand would be to ask twice."""
    try:
        act()
    except services.Refused as refusal:
        if refusal.obstacles != [Obstacle.UNEXPLAINED]:
            raise
        for finding in unexplained(report, today=timezone.localdate(now)):
            services.explain_finding(submission=report, code=finding.code, reason=_WHY, by=staff.officer, now=now)
        act()


def _each_once(cycle: Cycle, section: str) -> list[int]:
    """What departments wrote in the section, each wording from the first of them that used it."""
    rows = Passage.objects.filter(
        submission__cycle=cycle, submission__state=SubmissionState.ACCEPTED, section=section, text__in=_TYPED[section]
    )
    return list(dict(rows.order_by("-pk").values_list("text", "pk")).values())


def _reviewer(city: City, body: Body) -> Person:
    """Who accepts the body's report: the standing agency, for its own one a leader's office above it."""
    return _standing(city) if body != city.bodies["02"] else city.person(city.root, Role.HEAD)


def _write(report: Submission, staff: _Staff, now: datetime) -> None:
    """What the system composes, and a sentence where it knows nothing."""
    if report.state != RETURNED:
        services.draft_from_data(submission=report, by=staff.officer, now=now)
    filled = set(report.passages.filter(removed_at=None).values_list("section", flat=True))
    for section in sections_of(report.cycle.outline):
        if section.needed and (section.key not in filled or section.key in _MERGED):
            several = _TYPED.get(section.key, (_PLAIN,))
            services.write_section(
                submission=report, section=section.key, edits={}, added=several[report.body_id % len(several)],
                by=staff.officer, now=now,
            )  # fmt: skip

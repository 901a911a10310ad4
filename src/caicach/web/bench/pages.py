"""Every page that a person can open, with whom opens it and with what: what the load and the query counts go over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from caicach.bodies.models import Body, BodyKind, Membership, Person, Role
from caicach.core.models import PeriodKind
from caicach.core.periods import period_of
from caicach.documents.models import Document, DocumentKind
from caicach.duties.models import Duty, DutyState, Evidence, Notification
from caicach.intake.models import Draft, DraftState, ItemKind
from caicach.measures.models import Figure, ValidationRule
from caicach.programme.models import Plan, PlanLink, Target
from caicach.reports.models import Cycle, Passage, Report, Submission

from .city import ROOT_CODE, STANDING

OFFICER, FOCAL_POINT, HEAD, STANDING_AGENCY = "officer", "focal point", "head", "standing agency"
FIELD_LEAD, LEADER, ADMINISTRATOR = "field lead", "leader", "administrator"

# What is not a page: why the load leaves it out.
NOT_PAGES = {
    "duties:export": "a file of any number of rows, streamed",
    "measures:sheet_out": "a file for a spreadsheet",
    "measures:explained_json": "for programs; the page of the same explanation is measured",
    "measures:evidence": "a file; the bench's figures have none",
    "intake:page_image": "the picture of a page; the bench's drafts have none",
}


@dataclass(frozen=True)
class Page:
    """One page as one person opens it."""

    name: str  # of its URL
    said: str  # what tells it from others of the same URL, for the table
    who: str
    path: str

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.name, self.said, f"({self.who})")))


@dataclass(frozen=True)
class Sample:
    """The people who ask and the rows they ask for."""

    people: dict[str, int]
    city: Body
    commune: Body
    department: Body
    duty: Duty
    to_review: Duty
    evidence: Evidence
    notification: Notification
    plan: Plan
    version: Plan  # of `plan`, not in force
    target: Target
    link: PlanLink  # of a plan below to `plan`
    lower: Plan
    document: Document
    draft: Draft
    confirmed: Draft
    report: Report
    cycle: Cycle
    submission: Submission
    passage: Passage
    today: date


def sample_of(*, today: date) -> Sample:
    """Picks people and rows of a city that `city.generate` made: always the busiest of their kind."""
    city = Body.objects.get(code=ROOT_CODE)
    below = Body.objects.filter(depth=2, path__startswith=city.path).annotate(load=Count("duties"))
    commune = below.filter(kind=BodyKind.WARD).order_by("-load", "pk")[0]
    department = below.filter(kind=BodyKind.DEPARTMENT, is_standing_agency=False).order_by("-load", "pk")[0]
    standing = Body.objects.get(code=f"{ROOT_CODE}.{STANDING}")

    def holder(role: str, body: Body | None = None) -> int:
        held = Membership.objects.filter(role=role, **({"body": body} if body else {}))
        return held.order_by("pk")[0].person_id

    officer = (
        Duty.objects.filter(body=commune, is_open=True, assignee__isnull=False)
        .values_list("assignee").annotate(load=Count("pk")).order_by("-load", "assignee")[0][0]
    )  # fmt: skip
    open_ones = Duty.objects.filter(body=commune, is_open=True, task__isnull=False).order_by("pk")
    plan = Plan.objects.filter(body=city, next__isnull=False).get()
    focal_point = holder(Role.FOCAL_POINT, commune)
    link = PlanLink.objects.filter(higher_lineage=plan.lineage).order_by("pk")[0]
    return Sample(
        people={
            OFFICER: officer,
            FOCAL_POINT: focal_point,
            HEAD: holder(Role.HEAD, department),
            STANDING_AGENCY: holder(Role.STANDING_AGENCY, standing),
            FIELD_LEAD: holder(Role.FIELD_LEAD),
            LEADER: holder(Role.LEADER, city),
            ADMINISTRATOR: holder(Role.ADMINISTRATOR, city),
        },
        city=city, commune=commune, department=department,
        duty=open_ones.filter(assignee=officer).first() or open_ones[0],
        to_review=Duty.objects.filter(reviewer_body=standing, state=DutyState.AWAITING_REVIEW).order_by("pk")[0],
        evidence=Evidence.objects.filter(progress__duty__assigned_by_body=city).order_by("pk")[0],
        notification=Notification.objects.filter(person=focal_point).order_by("pk")[0],
        plan=plan, version=plan.next, target=plan.targets.order_by("ordinal")[0],
        link=link, lower=Plan.objects.get(lineage=link.lower_lineage),
        document=plan.document or Document.objects.order_by("pk")[0],
        draft=Draft.objects.get(state=DraftState.READY, body=city),
        confirmed=Draft.objects.get(state=DraftState.CONFIRMED, body=city),
        report=Report.objects.filter(body=commune).order_by("pk")[0], cycle=Cycle.objects.filter(body=city).get(),
        submission=Submission.objects.get(cycle__body=city, body=commune),
        passage=Passage.objects.filter(submission__body=commune).order_by("pk")[0], today=today,
    )  # fmt: skip


def pages_of(sample: Sample) -> list[Page]:
    """All pages, room by room."""
    rooms = (_home, _duties, _plans, _intake, _documents, _measures, _targets, _reports, _bodies, _people)
    return [page for room in rooms for page in room(sample)]


def _page(name: str, who: str, said: str = "", /, *, to: tuple[Any, ...] = (), **query: Any) -> Page:
    path = reverse(name, args=to) + (f"?{urlencode(query)}" if query else "")
    return Page(name, said, who, path)


def _home(s: Sample) -> Iterator[Page]:
    for who in s.people:
        yield _page("home", who)
    for who in (FOCAL_POINT, HEAD, STANDING_AGENCY, FIELD_LEAD, LEADER):
        yield _page("control_room", who)
    yield _page("control_room", LEADER, "last year", nam=s.today.year - 1)
    yield _page("control_room", LEADER, "wall", wall=1)
    for who in (OFFICER, STANDING_AGENCY):
        yield _page("search", who, "two words", q="cải cách")
        yield _page("search", who, "a rare word", q="hộ tịch đợt 7")
        yield _page("search", who, "nothing found", q="không có gì như vậy")
    yield _page("components", OFFICER)


def _duties(s: Sample) -> Iterator[Page]:
    for who in (OFFICER, FOCAL_POINT, HEAD, STANDING_AGENCY, FIELD_LEAD, LEADER):
        yield _page("duties:list", who)
    first, last = s.today.replace(day=1), (s.today.replace(day=28) + timedelta(days=4)).replace(day=1)
    asked: dict[str, dict[str, Any]] = {
        "open": {"state": "open"},
        "overdue": {"timeliness": "overdue"},
        "soon": {"timeliness": "soon"},
        "done late": {"timeliness": "done_late"},
        "done in time": {"timeliness": "done_in_time"},
        "no date": {"timeliness": "no_date"},
        "awaiting review": {"state": "awaiting_review"},
        "of field 3": {"field": 3},
        "of field 3, open, overdue": {"field": 3, "state": "open", "timeliness": "overdue"},
        "directives": {"kind": "directive"},
        "support": {"part": "support"},
        "words": {"q": "hộ tịch"},
        "rare words": {"q": "không có gì như vậy"},
        "body's name": {"name": "phường"},
        "this month": {"tu": first, "den": last},
        "of a body": {"body": s.commune.pk},
        "of a body, overdue": {"body": s.commune.pk, "timeliness": "overdue"},
        "of a plan": {"plan": s.plan.pk},
        "of a task": {"task": s.duty.task_lineage},
        "second page": {"sau": f"{s.today}.1"},
        "page before": {"truoc": f"{s.today}.1"},
    }
    for said, query in asked.items():
        yield _page("duties:list", STANDING_AGENCY, said, **query)
    for said in ("open", "overdue", "done late", "words", "this month", "directives"):
        yield _page("duties:list", FOCAL_POINT, said, **asked[said])
    yield _page("duties:list", OFFICER, "mine", side="mine")
    yield _page("duties:list", STANDING_AGENCY, "reviewed by me", side="review")
    yield _page("duties:list", FIELD_LEAD, "reviewed by me", side="review")
    for group in ("to_review", "to_decide"):
        yield _page("duties:list", STANDING_AGENCY, f"group {group}", group=group)
    for group in ("overdue", "this_week", "later", "waiting"):
        yield _page("duties:list", FOCAL_POINT, f"group {group}", group=group)
    for who in (OFFICER, FOCAL_POINT, STANDING_AGENCY):
        yield _page("duties:duty", who, to=(s.duty.pk,))
    yield _page("duties:duty", STANDING_AGENCY, "to review", to=(s.to_review.pk,))
    yield _page("duties:directive_new", STANDING_AGENCY)
    yield _page("duties:directive_new", HEAD)
    yield _page("duties:evidence", STANDING_AGENCY, to=(s.evidence.pk,))
    yield _page("duties:notifications", FOCAL_POINT)
    yield _page("duties:open_notification", FOCAL_POINT, to=(s.notification.pk,))
    yield _page("duties:put_in_force", STANDING_AGENCY, to=(s.version.pk,))


def _plans(s: Sample) -> Iterator[Page]:
    own, new = (s.plan.pk,), (s.version.pk,)
    for who in (OFFICER, STANDING_AGENCY, LEADER):
        yield _page("programme:plans", who)
        yield _page("programme:plan", who, to=own)
    yield _page("programme:plans", STANDING_AGENCY, "words", q="thủ tục")
    yield _page("programme:plan", STANDING_AGENCY, "not in force", to=new)
    yield _page("programme:plan", STANDING_AGENCY, "overdue", to=own, **{"trang-thai": "overdue"})
    yield _page("programme:plan", STANDING_AGENCY, "of a body", to=own, **{"co-quan": s.department.pk})
    yield _page("programme:plan", STANDING_AGENCY, "words", to=own, q="hộ tịch")
    yield _page("programme:changes", STANDING_AGENCY, to=new)
    for who in (OFFICER, STANDING_AGENCY, LEADER):
        yield _page("programme:cascade", who, to=own)
    yield _page("programme:cascade", STANDING_AGENCY, "tasks", to=own, muc="nhiem-vu")
    yield _page("programme:cascade", STANDING_AGENCY, "weaker", to=own, loai="weaker")
    yield _page("programme:cascade", STANDING_AGENCY, "of a lower plan", to=(s.lower.pk,))
    yield _page("programme:match", STANDING_AGENCY, to=(s.lower.pk, s.link.pk))
    task = s.duty.task_id
    assert s.duty.task is not None
    yield _page("programme:task", STANDING_AGENCY, "of all communes", to=(s.duty.task.plan_id, task))
    yield _page("programme:task", OFFICER, "of all communes", to=(s.duty.task.plan_id, task))
    yield _page("programme:target", STANDING_AGENCY, to=(s.plan.pk, s.target.pk))
    lower_target = s.lower.targets.order_by("ordinal")[1]
    yield _page("programme:target", STANDING_AGENCY, "of a lower plan", to=(s.lower.pk, lower_target.pk))
    version_task = s.version.tasks.order_by("ordinal")[0]
    version_target = s.version.targets.order_by("ordinal")[0]
    yield _page("programme:edit_task", STANDING_AGENCY, to=(s.version.pk, version_task.pk))
    yield _page("programme:edit_target", STANDING_AGENCY, to=(s.version.pk, version_target.pk))
    yield _page("programme:make", STANDING_AGENCY, to=(s.confirmed.pk,))


def _intake(s: Sample) -> Iterator[Page]:
    own = (s.draft.pk,)
    item = s.draft.items.filter(kind=ItemKind.TASK).order_by("ordinal")[0]
    for who in (FOCAL_POINT, STANDING_AGENCY):
        yield _page("intake:upload", who)
    yield _page("intake:draft", STANDING_AGENCY, to=own)
    yield _page("intake:draft", STANDING_AGENCY, "confirmed", to=(s.confirmed.pk,))
    yield _page("intake:state", STANDING_AGENCY, to=own)
    yield _page("intake:sheet", STANDING_AGENCY, to=(s.draft.pk, 1))
    yield _page("intake:rows", STANDING_AGENCY, "accepted", to=(s.confirmed.pk,), phan="da-nhan")
    yield _page("intake:now", STANDING_AGENCY, to=own)
    yield _page("intake:edit", STANDING_AGENCY, to=(s.draft.pk, item.pk))
    yield _page("intake:file", STANDING_AGENCY, to=own)


def _documents(s: Sample) -> Iterator[Page]:
    for who in (OFFICER, STANDING_AGENCY):
        yield _page("documents:registry", who)
        yield _page("documents:registry", who, "common words", q="cải cách hành chính")
        yield _page("documents:registry", who, "rare words", q="hộ tịch đợt 7")
        yield _page("documents:registry", who, "nothing found", q="không có gì như vậy")
    yield _page("documents:registry", STANDING_AGENCY, "kind, year", kind=DocumentKind.DECISION, year=s.today.year)
    yield _page("documents:registry", OFFICER, "a kind that is rare", kind=DocumentKind.PLAN)
    yield _page("documents:registry", STANDING_AGENCY, "a later page", after=s.document.pk + 10)
    yield _page("documents:document", OFFICER, to=(s.document.pk,))
    yield _page("documents:file", OFFICER, to=(s.document.pk,))


def _measures(s: Sample) -> Iterator[Page]:
    quarter = period_of(s.today, PeriodKind.QUARTER).key
    commune, city = {"body": s.commune.pk, "period": quarter}, {"body": s.city.pk, "period": quarter}
    yield _page("measures:list", FOCAL_POINT, **commune)
    yield _page("measures:list", STANDING_AGENCY, "city", **city)
    yield _page("measures:enter", FOCAL_POINT, **commune)
    yield _page("measures:sheet_in", FOCAL_POINT, **commune)
    yield _page("measures:findings", STANDING_AGENCY)
    yield _page("measures:define", STANDING_AGENCY)
    rule = ValidationRule.objects.select_related("indicator").order_by("pk")[0]
    yield _page("measures:rule", STANDING_AGENCY, to=(rule.indicator.code, rule.pk))
    for name in ("measures:edit", "measures:replace", "measures:rule_new"):
        yield _page(name, STANDING_AGENCY, to=("CCHC.3.01",))
    for code in ("CCHC.3.01", "CCHC.3.05"):
        yield _page("measures:indicator", STANDING_AGENCY, code, to=(code,), **city)
        yield _page("measures:explained", STANDING_AGENCY, code, to=(code, s.city.pk, quarter))
    yield _page("measures:explained", FOCAL_POINT, "own", to=("CCHC.3.01", s.commune.pk, quarter))
    figure = Figure.objects.filter(body=s.commune).order_by("pk")[0]
    yield _page("measures:figure", FOCAL_POINT, to=(figure.pk,))


def _targets(s: Sample) -> Iterator[Page]:
    for name in ("monitoring:list", "monitoring:review"):
        yield _page(name, STANDING_AGENCY, "city", body=s.city.pk)
        yield _page(name, FOCAL_POINT)
    yield _page("monitoring:list", STANDING_AGENCY, "at risk", body=s.city.pk, state="at_risk")


def _reports(s: Sample) -> Iterator[Page]:
    quarter = period_of(s.today, PeriodKind.QUARTER).key
    year = period_of(s.today, PeriodKind.YEAR).key
    for who in (FOCAL_POINT, STANDING_AGENCY):
        yield _page("reports:list", who)
    yield _page("reports:preview", FOCAL_POINT, "commune, quarter", body=s.commune.pk, period=quarter)
    yield _page("reports:preview", FOCAL_POINT, "commune, year", body=s.commune.pk, period=year)
    yield _page("reports:preview", HEAD, "department, quarter", body=s.department.pk, period=quarter)
    yield _page("reports:preview", STANDING_AGENCY, "city, quarter", body=s.city.pk, period=quarter)
    yield _page("reports:download", FOCAL_POINT, to=(s.report.pk,))
    cycle, own = (s.cycle.pk,), (s.submission.pk,)
    for who in (OFFICER, STANDING_AGENCY, LEADER):
        yield _page("reports:cycles", who)
    yield _page("reports:cycle_new", STANDING_AGENCY)
    yield _page("reports:cycle", STANDING_AGENCY, to=cycle)
    yield _page("reports:cycle", STANDING_AGENCY, "missing", to=cycle, **{"tinh-trang": "missing"})
    yield _page("reports:cycle", LEADER, to=cycle)
    yield _page("reports:merge", STANDING_AGENCY, to=cycle, muc="tasks")
    yield _page("reports:submission", FOCAL_POINT, to=own)
    yield _page("reports:submission", FOCAL_POINT, "a section open", to=own, muc="tasks")
    yield _page("reports:submission", STANDING_AGENCY, to=own)
    yield _page("reports:checks", FOCAL_POINT, to=own)
    yield _page("reports:paper", FOCAL_POINT, to=own)
    yield _page("reports:passage", FOCAL_POINT, to=(s.passage.pk,))
    yield _page("reports:figures", FOCAL_POINT, to=own)
    yield _page("reports:annex", FOCAL_POINT, to=own)
    yield _page("reports:sheet_out", FOCAL_POINT, to=own)
    yield _page("reports:sheet_in", FOCAL_POINT, to=own)
    yield _page("reports:kinds", STANDING_AGENCY)
    yield _page("reports:kind", STANDING_AGENCY, to=(s.cycle.kind_id,))


def _bodies(s: Sample) -> Iterator[Page]:
    for who in (OFFICER, STANDING_AGENCY, ADMINISTRATOR):
        yield _page("bodies:list", who)
    yield _page("bodies:list", STANDING_AGENCY, "words", q="phòng kinh tế")
    yield _page("bodies:list", STANDING_AGENCY, "nothing found", q="không có gì")
    yield _page("bodies:list", STANDING_AGENCY, "below one", duoi=s.city.pk)
    yield _page("bodies:list", STANDING_AGENCY, "kind", loai=BodyKind.UNIT)
    yield _page("bodies:body", OFFICER, "own", to=(s.commune.pk,))
    yield _page("bodies:body", STANDING_AGENCY, "the city", to=(s.city.pk,))
    yield _page("bodies:open", ADMINISTRATOR, duoi=s.city.pk)
    for name in ("rename", "merge", "split", "close", "alias", "group"):
        yield _page(f"bodies:{name}", ADMINISTRATOR, to=(s.commune.pk,))


def _people(s: Sample) -> Iterator[Page]:
    person = Person.objects.get(pk=s.people[FOCAL_POINT])
    for who in (FOCAL_POINT, STANDING_AGENCY, ADMINISTRATOR):
        yield _page("bodies:people", who)
    yield _page("bodies:people", STANDING_AGENCY, "words", q=person.full_name)
    yield _page("bodies:people", STANDING_AGENCY, "nothing found", q="không có gì")
    yield _page("bodies:people", STANDING_AGENCY, "role", vai_tro=Role.HEAD)
    yield _page("bodies:people", STANDING_AGENCY, "of a body", co_quan=s.commune.pk)
    yield _page("bodies:person", ADMINISTRATOR, to=(person.pk,))
    yield _page("bodies:person_new", ADMINISTRATOR)
    yield _page("bodies:person_change", ADMINISTRATOR, to=(person.pk,))
    yield _page("bodies:membership_add", ADMINISTRATOR, to=(person.pk,))
    yield _page("bodies:profile", OFFICER)
    yield _page("bodies:delegations", HEAD)

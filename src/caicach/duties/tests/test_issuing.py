"""A plan comes into force: who gets which duty, on which day, and what a later version does to them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from caicach.bodies import services as bodies
from caicach.bodies.access import standing_of
from caicach.duties.issuing import DutyProgress, LeadsMissing, plan_issuing, put_plan_in_force
from caicach.duties.models import Duty, DutyState, Notification
from caicach.duties.services import Words, note_progress
from caicach.duties.words import mail_body
from caicach.intake.tests.making import HELP, NOW, REVIEW, SURVEY, confirmed_draft, reading, task
from caicach.programme.models import Part, PlanState
from caicach.programme.services import amend_plan, make_plan, set_task_owners
from caicach.programme.services.errors import NotYet, Obstacle

pytestmark = pytest.mark.django_db

NOBODY = task("Nghiên cứu mô hình mới", 24, leads=(), ordinal="5")


def by(cast, now=NOW):
    return {"by": cast.standing_officer, "now": now}


def made(cast, *tasks, duties=(), number="12/KH-UBND"):
    return make_plan(draft=confirmed_draft(cast, reading(number=number, tasks=tasks, duties=duties)), **by(cast))


def owing(**which):
    return sorted(Duty.objects.filter(**which).values_list("body__name", flat=True))


def test_every_task_becomes_duties_of_its_leads_and_supporters(cast):
    helped = {**REVIEW, "supports": ["Sở Tư pháp", "Sở Tài chính"]}
    plan = made(cast, helped)
    given = put_plan_in_force(plan=plan, **by(cast))
    assert {(d.body, d.part) for d in given} == {(cast.finance, Part.LEAD), (cast.justice, Part.SUPPORT)}
    duty = Duty.objects.get(part=Part.LEAD)
    assert (duty.due_on, duty.reviewer_body, duty.assigned_by_body) == (
        date(2026, 6, 30),
        cast.home_affairs,
        cast.city,
    )
    assert duty.document == plan.document


def test_a_group_is_the_bodies_of_that_day(cast):
    bodies.open_body(
        code="T01.94", kind="ward", name="UBND phường Mai Lâm", parent=cast.city, on=date(2026, 5, 1), by=None, now=NOW
    )
    early = made(cast, SURVEY)
    put_plan_in_force(plan=early, **by(cast))
    assert owing(task__plan=early) == ["UBND phường Bến Đá", "UBND phường Cầu Mây", "UBND xã Đồng Sậy"]
    late = made(cast, SURVEY, number="40/KH-UBND")
    put_plan_in_force(plan=late, by=cast.standing_officer, now=NOW + timedelta(days=60))
    assert "UBND phường Mai Lâm" in owing(task__plan=late)


def test_what_the_standing_agency_owes_is_accepted_by_who_issued_the_plan(cast):
    put_plan_in_force(plan=made(cast, REVIEW, duties=(HELP,)), **by(cast))
    assert Duty.objects.get(body=cast.home_affairs).reviewer_body == cast.city


def test_putting_in_force_twice_gives_nothing_twice(cast):
    plan = made(cast, REVIEW, SURVEY)
    assert len(put_plan_in_force(plan=plan, **by(cast))) == 4
    assert put_plan_in_force(plan=plan, **by(cast)) == []
    assert Duty.objects.count() == 4


def test_tasks_that_nobody_leads_hold_the_plan_back_until_the_person_says_go_on(cast):
    unknown = task("Công khai quy trình", 25, leads=("Cơ quan Đầu mối",), ordinal="6")
    plan = made(cast, REVIEW, NOBODY, unknown)
    with pytest.raises(LeadsMissing) as refusal:
        put_plan_in_force(plan=plan, **by(cast))
    assert {(one.task.label, one.code) for one in refusal.value.blocked} == {
        ("5", Obstacle.LEAD_MISSING),
        ("6", Obstacle.LEAD_UNRESOLVED),
    }
    assert not Duty.objects.exists()
    assert len(put_plan_in_force(plan=plan, without_unresolved=True, **by(cast))) == 1
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED


def test_a_plan_with_nobody_at_all_is_not_put_in_force(cast):
    with pytest.raises(NotYet) as refusal:
        put_plan_in_force(plan=made(cast, NOBODY), without_unresolved=True, **by(cast))
    assert refusal.value.obstacles == [Obstacle.NOTHING_TO_GIVE]


def test_a_failure_on_the_way_leaves_the_plan_as_it_was(cast, monkeypatch):
    plan = made(cast, REVIEW, SURVEY)
    real, calls = __import__("caicach.duties.issuing", fromlist=["_give"])._give, []

    def breaks_at_the_second(*args, **more):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the machine fails")
        return real(*args, **more)

    monkeypatch.setattr("caicach.duties.issuing._give", breaks_at_the_second)
    with pytest.raises(RuntimeError):
        put_plan_in_force(plan=plan, **by(cast))
    plan.refresh_from_db()
    assert (plan.state, Duty.objects.count()) == (PlanState.DRAFT, 0)


def amended(cast, plan, *tasks, replaces_all=False):
    draft = confirmed_draft(cast, reading(number="96/KH-UBND", title="Sửa đổi Kế hoạch", tasks=tasks))
    return amend_plan(plan=plan, draft=draft, replaces_all=replaces_all, **by(cast))


def test_running_duties_survive_an_amendment(cast):
    plan = made(cast, REVIEW, SURVEY)
    put_plan_in_force(plan=plan, **by(cast))
    duty = Duty.objects.get(body=cast.finance)
    import uuid

    note_progress(
        duty=duty, words=Words(text="Đã rà soát 12 thủ tục.", percent=40, token=uuid.uuid4()),
        by=cast.finance_officer, now=NOW,
    )  # fmt: skip
    later_review = {**REVIEW, "leads": [], "due": {**REVIEW["due"], "to": "2026-09-30"}}
    version = amended(cast, plan, later_review)
    given = put_plan_in_force(plan=version, **by(cast))
    duty.refresh_from_db()
    assert given == []
    assert (duty.task.plan, duty.due_on, duty.percent, duty.state) == (
        version,
        date(2026, 9, 30),
        40,
        DutyState.RUNNING,
    )
    assert duty.progress.count() == 1
    assert Duty.objects.exclude(state=DutyState.CANCELLED).count() == 4


def test_what_a_replacement_no_longer_says_is_released(cast):
    plan = made(cast, REVIEW, SURVEY)
    put_plan_in_force(plan=plan, **by(cast))
    put_plan_in_force(plan=amended(cast, plan, REVIEW, replaces_all=True), **by(cast))
    assert owing(state=DutyState.CANCELLED) == ["UBND phường Bến Đá", "UBND phường Cầu Mây", "UBND xã Đồng Sậy"]
    assert owing(state=DutyState.ASSIGNED) == ["Sở Tài chính"]


def test_a_new_lead_gets_a_new_duty_and_the_old_one_is_released(cast):
    plan = made(cast, REVIEW)
    put_plan_in_force(plan=plan, **by(cast))
    version = amended(cast, plan, {**REVIEW, "leads": ["Sở Tư pháp"]})
    put_plan_in_force(plan=version, **by(cast))
    assert owing(state=DutyState.CANCELLED) == ["Sở Tài chính"]
    assert owing(state=DutyState.ASSIGNED) == ["Sở Tư pháp"]


# --- how far it is ---


def test_progress_is_counted_in_the_database_once(cast, django_assert_num_queries):
    plan = made(cast, REVIEW, SURVEY)
    put_plan_in_force(plan=plan, **by(cast))
    Duty.objects.filter(body=cast.ward).update(state=DutyState.DONE, done_on=date(2026, 6, 1))
    Duty.objects.filter(body=cast.commune).update(state=DutyState.AWAITING_REVIEW, sent_on=date(2026, 6, 30))
    today, source = date(2026, 7, 2), DutyProgress()
    with django_assert_num_queries(1):
        whole = source.of_plans([plan.lineage], today=today)[plan.lineage]
    assert (whole.total, whole.done, whole.overdue, whole.awaiting, whole.percent) == (4, 1, 2, 1, 25)
    survey = plan.tasks.get(text__startswith="Khảo sát")
    with django_assert_num_queries(1):
        counts = source.of_tasks(plan, today=today)
    assert (counts[survey.lineage].total, counts[survey.lineage].state) == (3, "overdue")
    assert set(source.of_tasks(plan, today=today, body=cast.ward.pk)) == {survey.lineage}


def test_a_ward_sees_its_own_duty_of_the_citys_task_and_the_city_all(cast):
    plan = made(cast, SURVEY)
    put_plan_in_force(plan=plan, **by(cast))
    lineage, today = plan.tasks.get().lineage, NOW.date()

    def seen(person):
        return [
            o.body for o in DutyProgress().owed(lineage, standing=standing_of(person, today=today), today=today, most=9)
        ]

    assert seen(cast.ward_officer) == ["UBND phường Cầu Mây"]
    assert len(seen(cast.standing_officer)) == 3
    assert seen(cast.stranger) == []


# --- the page ---


def test_the_page_says_what_will_be_given_and_gives_it(client, cast):
    plan = made(cast, REVIEW, SURVEY, NOBODY)
    client.force_login(cast.standing_officer)
    address = reverse("duties:put_in_force", args=[plan.pk])
    page = client.get(address).content.decode()
    assert "<b>2 nhiệm vụ</b> thành <b>4 việc</b> của <b>4 cơ quan</b>" in page
    assert "Nghiên cứu mô hình mới" in page
    assert client.post(address).status_code == 422
    assert not Duty.objects.exists()
    assert "Đã giao 4 việc." in client.post(address, {"without": "on"}, follow=True).content.decode()
    assert client.post(address, {"without": "on"}).status_code == 302  # the back button
    assert Duty.objects.count() == 4


@pytest.mark.parametrize(("who", "status"), [("finance_officer", 403), ("ward_head", 404), ("stranger", 404)])
def test_the_page_is_closed_to_others(client, cast, who, status):
    plan = made(cast, REVIEW)
    client.force_login(getattr(cast, who))
    assert client.post(reverse("duties:put_in_force", args=[plan.pk])).status_code == status
    assert not Duty.objects.exists()


def test_a_closed_body_is_given_nothing(cast):
    plan = made(cast, REVIEW)
    set_task_owners(task=plan.tasks.get(), part=Part.LEAD, bodies=[cast.justice], groups=[], **by(cast))
    cast.justice.closed_on = date(2026, 3, 1)
    cast.justice.save(update_fields=["closed_on"])
    assert [one.code for one in plan_issuing(plan, on=NOW.date()).blocked] == [Obstacle.LEAD_UNRESOLVED]


def test_each_body_is_told_once_of_a_plan_and_led_to_its_duties(cast, client):
    put_plan_in_force(plan=made(cast, SURVEY, {**REVIEW, "ordinal": "9"}), **by(cast))
    plan = Duty.objects.first().task.plan
    told = {(one.person.username, one.data["count"]) for one in Notification.objects.filter(code="plan_in_force")}
    assert {(cast.ward_head.username, 1), (cast.ward_focal_point.username, 1), (cast.finance_head.username, 1)} <= told
    assert cast.stranger.username not in {name for name, _count in told}
    client.force_login(cast.ward_head)
    line = Notification.objects.get(person=cast.ward_head)
    assert client.get(reverse("duties:open_notification", args=[line.pk])).url == f"/viec/?plan={plan.pk}"
    assert f"/viec/?plan={plan.pk}" in mail_body([line]) and "1 việc" in mail_body([line])

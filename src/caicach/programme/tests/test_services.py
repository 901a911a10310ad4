"""A plan from a confirmed draft, its next versions, corrections before it is in force."""

from datetime import date

import pytest

from caicach.intake.tests.making import (
    HELP,
    NOW,
    REVIEW,
    SIPAS,
    SURVEY,
    confirmed_draft,
    later,
    reading,
    ready_draft,
    target,
    task,
)
from caicach.programme import selectors, services
from caicach.programme.models import Part, Plan, PlanState, Target, Task
from caicach.programme.rules import ChangeKind
from caicach.programme.services.errors import NotYet, Obstacle

pytestmark = pytest.mark.django_db


def by(cast):
    return {"by": cast.standing_officer, "now": NOW}


def made(cast, read=None):
    return services.make_plan(draft=confirmed_draft(cast, read) if read else confirmed_draft(cast), **by(cast))


def in_force(cast, read=None):
    return services.mark_in_force(plan=made(cast, read), **by(cast))


def test_a_plan_holds_what_was_confirmed(cast):
    plan = made(cast)
    assert (plan.number, plan.from_year, plan.to_year, plan.state) == ("12/KH-UBND", 2026, 2027, PlanState.DRAFT)
    sipas = plan.targets.get(text__startswith="Chỉ số SIPAS")
    assert [(m.from_year, m.to_year, m.value) for m in sipas.milestones.all()] == [(2026, 2027, 89)]
    assert plan.targets.get(text__contains="y tế").part_of == sipas
    review = plan.tasks.get(text__startswith="Rà soát")
    assert (review.due_to, review.field.number, review.product) == (date(2026, 6, 30), 3, "Báo cáo")
    assert review.owners.get().body == cast.finance
    assert plan.tasks.get(text__startswith="Khảo sát").owners.get().group == cast.all_communes


def test_what_a_body_is_responsible_for_is_a_task_that_it_leads(cast):
    owner = made(cast).tasks.get(text__startswith="Hướng dẫn").owners.get()
    assert (owner.part, owner.body) == (Part.LEAD, cast.home_affairs)


def test_phases_of_one_target_become_its_milestones(cast):
    later_sipas = target("Chỉ số SIPAS đạt tối thiểu 95%", 95, 9, **{"from": 2028, "to": 2030})
    plan = made(cast, reading(targets=(SIPAS, later_sipas), tasks=(REVIEW,)))
    assert [m.value for m in plan.targets.get().milestones.all()] == [89, 95]


def test_a_task_serves_the_target_read_in_its_own_clause(cast):
    number = target("số hóa 100% hồ sơ", 100, REVIEW["line"])
    plan = made(cast, reading(targets=(number, SIPAS), tasks=(REVIEW,)))
    assert [t.text for t in plan.tasks.get().serves.all()] == ["số hóa 100% hồ sơ"]


def test_making_twice_makes_one_plan(cast):
    draft = confirmed_draft(cast)
    assert services.make_plan(draft=draft, **by(cast)) == services.make_plan(draft=draft, **by(cast))
    assert Plan.objects.count() == 1
    assert Task.objects.count() == 3


def test_a_draft_that_nobody_confirmed_makes_no_plan(cast):
    with pytest.raises(NotYet) as refusal:
        services.make_plan(draft=ready_draft(cast), **by(cast))
    assert refusal.value.obstacles == [Obstacle.DRAFT_NOT_CONFIRMED]


def amendment(cast, *, tasks=(), targets=()):
    title = "Sửa đổi, bổ sung Kế hoạch cải cách hành chính năm 2026"
    return confirmed_draft(cast, reading(number="96/KH-UBND", title=title, tasks=tasks, targets=targets))


LATER_REVIEW = {**REVIEW, "leads": [], "due": {**REVIEW["due"], "to": "2026-09-30"}, "product": ""}
NEW = task("Công bố danh mục dữ liệu mở của thành phố", 25, leads=("Sở Tư pháp",), ordinal="9")


def test_an_amendment_states_what_changes_and_keeps_the_rest(cast):
    plan = in_force(cast)
    draft = amendment(cast, tasks=(LATER_REVIEW, NEW), targets=(target("Chỉ số SIPAS đạt tối thiểu 90%", 90, 2),))
    version = services.amend_plan(plan=plan, draft=draft, replaces_all=False, **by(cast))
    assert (version.version, version.lineage, version.previous, version.title) == (2, plan.lineage, plan, plan.title)
    review = version.tasks.get(text__startswith="Rà soát")
    assert review.due_to == date(2026, 9, 30)
    assert review.product == "Báo cáo"  # left open: as it was
    assert review.owners.get().body == cast.finance
    assert review.lineage == plan.tasks.get(text__startswith="Rà soát").lineage
    assert version.targets.get(text__startswith="Chỉ số SIPAS").milestones.get().value == 90
    assert version.targets.get(text__contains="y tế").part_of.text.startswith("Chỉ số SIPAS")
    changes = selectors.changes(version)
    assert changes.sums == {"added": 1, "changed": 2, "removed": 0, "unchanged": 4}
    assert plan.tasks.get(text__startswith="Rà soát").due_to == date(2026, 6, 30)  # the version in force stays


def test_a_full_replacement_ends_what_it_does_not_say(cast):
    plan = in_force(cast)
    draft = amendment(cast, tasks=(LATER_REVIEW, NEW))
    version = services.amend_plan(plan=plan, draft=draft, replaces_all=True, **by(cast))
    kinds = [change.kind for change in selectors.changes(version).tasks]
    assert kinds == [ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.REMOVED]
    assert not version.tasks.get(text__startswith="Rà soát").owners.exists()  # stated anew, without a lead


def test_amending_twice_with_one_document_makes_one_version(cast):
    plan, draft = in_force(cast), amendment(cast, tasks=(NEW,))
    versions = {services.amend_plan(plan=plan, draft=draft, replaces_all=False, **by(cast)).pk for _ in range(2)}
    assert len(versions) == 1
    with pytest.raises(NotYet) as refusal:
        services.amend_plan(plan=plan, draft=amendment(cast, tasks=(NEW,)), replaces_all=False, **by(cast))
    assert refusal.value.obstacles == [Obstacle.ALREADY_AMENDED]


def test_a_plan_that_is_not_in_force_is_corrected_and_not_amended(cast):
    plan = made(cast)
    with pytest.raises(NotYet) as refusal:
        services.amend_plan(plan=plan, draft=amendment(cast, tasks=(NEW,)), replaces_all=False, **by(cast))
    assert refusal.value.obstacles == [Obstacle.NOT_IN_FORCE]


def test_the_registered_document_names_the_one_it_amends(cast):
    plan = in_force(cast)
    version = services.amend_plan(plan=plan, draft=amendment(cast, tasks=(NEW,)), replaces_all=False, **by(cast))
    version.document.refresh_from_db()
    assert version.document.amends == plan.document


def test_history_and_source_follow_an_item_through_the_versions(cast):
    plan = in_force(cast)
    version = services.amend_plan(
        plan=plan, draft=amendment(cast, tasks=(LATER_REVIEW,)), replaces_all=False, **by(cast)
    )
    review, survey = (version.tasks.get(text__startswith=text) for text in ("Rà soát", "Khảo sát"))
    told = selectors.history(review)
    assert [(one.plan.version, one.change.kind) for one in told] == [(1, "added"), (2, "changed")]
    assert selectors.source_of(survey, selectors.history(survey)) == plan.document
    assert selectors.clause_of(survey, plan.document).path == "II.1"


def test_before_it_is_in_force_a_plan_is_corrected_and_afterwards_not(cast):
    plan = made(cast)
    review = plan.tasks.get(text__startswith="Rà soát")
    services.correct_task(task=review, values={"product": "Quyết định"}, **by(cast))
    services.set_task_owners(task=review, part=Part.LEAD, bodies=[cast.justice], groups=[cast.all_communes], **by(cast))
    assert [str(o.body or o.group) for o in review.owners.all()] == ["Sở Tư pháp", "UBND các xã, phường"]
    services.mark_in_force(plan=plan, **by(cast))
    with pytest.raises(NotYet):
        services.correct_task(task=review, values={"product": "Khác"}, **by(cast))
    with pytest.raises(NotYet):
        services.discard_plan(plan=plan, **by(cast))
    review.refresh_from_db()
    assert review.product == "Quyết định"


def test_one_lead_is_given_to_every_task_of_a_field_that_has_none(cast):
    nobody = task("Đơn giản hóa thủ tục hành chính", 23, leads=())
    unknown = task("Công khai thủ tục hành chính", 24, leads=("Cơ quan Đầu mối",))
    plan = made(cast, reading(tasks=(REVIEW, nobody, unknown)))
    field = plan.tasks.first().field
    for expected in (2, 0):
        given = services.give_lead_to_field(plan=plan, field=field, body=cast.centre, **by(cast))
        assert given == expected
    assert plan.tasks.get(text__startswith="Rà soát").owners.get().body == cast.finance


def test_a_discarded_plan_leaves_document_and_draft_and_can_be_made_again(cast):
    plan = made(cast)
    draft = plan.draft
    services.discard_plan(plan=plan, **by(cast))
    services.discard_plan(plan=plan, **by(cast))
    assert not Target.objects.exists()
    assert services.make_plan(draft=draft, by=cast.standing_officer, now=later()).tasks.count() == 3


def test_only_one_version_is_in_force(cast):
    plan = in_force(cast)
    version = services.amend_plan(plan=plan, draft=amendment(cast, tasks=(NEW,)), replaces_all=False, **by(cast))
    services.mark_in_force(plan=version, **by(cast))
    plan.refresh_from_db()
    assert (plan.state, Plan.objects.get(state=PlanState.ISSUED)) == (PlanState.SUPERSEDED, version)


def test_who_sees_which_plan(cast):
    from caicach.bodies.access import standing_of

    plan = made(cast, reading(tasks=(SURVEY,), duties=(HELP,)))

    def sees(person):
        return plan in selectors.visible_plans(standing_of(person, today=NOW.date()))

    assert sees(cast.standing_officer)
    assert not sees(cast.ward_officer)  # not in force yet
    services.mark_in_force(plan=plan, **by(cast))
    assert sees(cast.ward_officer)  # a superior's plan binds
    assert sees(cast.leader)
    assert not sees(cast.stranger)

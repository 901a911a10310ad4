"""Plans that carry out plans: linking, deciding, what the pages show and to whom, the way up and the way down."""

from datetime import date

import pytest
from django.urls import reverse

from caicach.bodies.access import standing_of
from caicach.core.models import Event
from caicach.intake.tests.making import NOW, REVIEW, SIPAS, confirmed_draft, reading, target, task
from caicach.programme import cascade, services, ways
from caicach.programme.cascade_flow import flow_of
from caicach.programme.cascade_matching import SURE_FROM
from caicach.programme.cascade_rules import NOBODYS, Remark, Verdict
from caicach.programme.models import Derivation, DerivationState, Plan, PlanLink
from caicach.programme.services.errors import NotYet, Obstacle

pytestmark = pytest.mark.django_db

RANK = target("Chỉ số DTI trong nhóm 5 địa phương đứng đầu", 5, 4, comparator="<=", unit="hạng")
PAID = target("Tỷ lệ thanh toán trực tuyến đạt tối thiểu 90%", 90, 5)
PLEDGE = task("Công khai thủ tục hành chính tại bộ phận một cửa", 22, leads=("UBND các xã, phường",))
WARD_SIPAS = target("Chỉ số SIPAS của phường đạt tối thiểu 85%", 85, 2)
WARD_PAID = target("Tỷ lệ thanh toán trực tuyến của phường đạt tối thiểu 92%", 92, 5)
WARD_PLEDGE = task("Niêm yết, công khai thủ tục hành chính tại bộ phận một cửa", 21, leads=("UBND phường Cầu Mây",))


def plan_of(cast, body, number, **read):
    draft = confirmed_draft(
        cast, reading(number=number, **read), body=body, content=number.encode(), name=f"{body.pk}.txt"
    )
    plan = services.make_plan(draft=draft, by=cast.standing_officer, now=NOW)
    return services.mark_in_force(plan=plan, by=cast.standing_officer, now=NOW)


@pytest.fixture
def city_plan(cast):
    return plan_of(cast, cast.city, "12/KH-UBND", targets=(SIPAS, RANK, PAID), tasks=(REVIEW, PLEDGE))


@pytest.fixture
def ward_plan(cast):
    return plan_of(cast, cast.ward, "3/KH-UBND", targets=(WARD_SIPAS, WARD_PAID), tasks=(WARD_PLEDGE,))


@pytest.fixture
def by(cast):
    return {"by": cast.ward_focal_point, "now": NOW}


@pytest.fixture
def link(city_plan, ward_plan, by):
    return services.link_plans(higher=city_plan, lower=ward_plan, **by)


def confirm_all(link, by):
    wanted = list(link.derivations.values_list("pk", flat=True))
    return services.confirm_derivations(link=link, wanted=wanted, **by)


def standing(person):
    return standing_of(person, today=date(2026, 3, 9))


def seen(plan, person, *, targets=True):
    who = standing(person)
    links = cascade.links_down(plan, who)
    return cascade.cascade_of(plan, links=links, targets=targets, standing=who, on=date(2026, 3, 9))


def names(*events):
    return list(Event.objects.filter(name__in=events).order_by("pk").values_list("name", flat=True))


# --- deciding ----------------------------------------------------------------------------------------------------


def test_linking_proposes_what_seems_to_carry_out_what(link, city_plan, ward_plan):
    found = {
        (city_plan.targets.filter(lineage=row.higher_lineage).first() or row.higher_lineage)
        for row in link.derivations.filter(higher_is_target=True)
    }
    assert {one.text for one in found} >= {SIPAS["text"], PAID["text"]}
    assert set(link.derivations.values_list("state", flat=True)) == {DerivationState.PROPOSED}
    assert link.derivations.filter(higher_is_target=False, lower_is_target=False).exists()


def test_linking_twice_is_once(link, city_plan, ward_plan, by):
    count = Derivation.objects.count()
    assert services.link_plans(higher=city_plan, lower=ward_plan, **by) == link
    assert (PlanLink.objects.count(), Derivation.objects.count()) == (1, count)
    assert names("plans_linked") == ["plans_linked"]


def test_a_plan_does_not_carry_out_itself_over_any_number_of_levels(link, city_plan, ward_plan, by):
    for higher, lower in ((ward_plan, city_plan), (city_plan, city_plan)):
        with pytest.raises(NotYet) as refusal:
            services.link_plans(higher=higher, lower=lower, **by)
        assert refusal.value.obstacles == [Obstacle.CIRCLE]


def test_a_decision_is_made_once_and_can_be_taken_back(link, by, cast):
    row = link.derivations.order_by("-confidence").first()
    assert services.confirm_derivations(link=link, wanted=[row.pk], **by) == [row.pk]
    assert services.confirm_derivations(link=link, wanted=[row.pk], **by) == []
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (DerivationState.CONFIRMED, cast.ward_focal_point)
    assert services.reopen_derivations(link=link, wanted=[row.pk], **by) == [row.pk]
    assert services.refuse_derivations(link=link, wanted=[row.pk], **by) == [row.pk]
    row.refresh_from_db()
    assert row.state == DerivationState.REFUSED
    assert names("derivation_confirmed", "derivation_reopened", "derivation_refused") == [
        "derivation_confirmed", "derivation_reopened", "derivation_refused",
    ]  # fmt: skip


def test_looking_again_keeps_what_was_decided(link, by):
    confirm_all(link, by)
    assert services.propose_again(link=link, **by) == 0
    assert set(link.derivations.values_list("state", flat=True)) == {DerivationState.CONFIRMED}


def test_a_pair_is_stated_by_hand_once(link, by, city_plan, ward_plan):
    rank, paid = city_plan.targets.get(text=RANK["text"]), ward_plan.targets.get(text=WARD_PAID["text"])
    act = {"link": link, "higher": rank.lineage, "lower": paid.lineage, **by}
    row = services.derive_item(**act)
    assert services.derive_item(**act) == row
    assert (row.state, row.confidence) == (DerivationState.CONFIRMED, None)
    with pytest.raises(NotYet) as refusal:
        services.derive_item(**{**act, "lower": rank.lineage})
    assert refusal.value.obstacles == [Obstacle.ITEM_GONE]


def test_a_link_taken_back_decides_nothing_and_comes_back_as_it_was(link, by, city_plan, ward_plan, cast):
    confirmed = confirm_all(link, by)
    services.unlink_plans(link=link, **by)
    services.unlink_plans(link=link, **by)
    assert names("plans_unlinked") == ["plans_unlinked"]
    assert cascade.links_down(city_plan, standing(cast.standing_officer)) == []
    with pytest.raises(NotYet) as refusal:
        confirm_all(link, by)
    assert refusal.value.obstacles == [Obstacle.LINK_ENDED]
    services.link_plans(higher=city_plan, lower=ward_plan, **by)
    assert link.derivations.filter(state=DerivationState.CONFIRMED).count() == len(confirmed)


def test_a_discarded_draft_is_linked_no_more(cast, city_plan, by):
    draft = confirmed_draft(cast, reading(number="9/KH", tasks=(WARD_PLEDGE,)), body=cast.ward, content=b"9")
    plan = services.make_plan(draft=draft, **by)
    link = services.link_plans(higher=city_plan, lower=plan, **by)
    services.discard_plan(plan=plan, **by)
    link.refresh_from_db()
    assert link.ended_at == NOW


def test_a_link_holds_through_a_new_version_of_the_higher_plan(cast, link, by, city_plan):
    confirm_all(link, by)
    lower = target("Chỉ số SIPAS đạt tối thiểu 80%", 80, 2)
    draft = confirmed_draft(cast, reading(number="96/KH-UBND", targets=(lower,)), content=b"96")
    version = services.amend_plan(plan=city_plan, draft=draft, replaces_all=False, by=cast.standing_officer, now=NOW)
    found = seen(version, cast.standing_officer)
    sipas = next(row for row in found.rows if "SIPAS" in row.item.text)
    assert sipas.cells[cast.ward.pk].judgement.verdict == Verdict.COVERED  # 85 against 80, it was 89


# --- what is found -----------------------------------------------------------------------------------------------


def test_the_matrix_tells_weaker_missing_and_nobodys(cast, link, by, city_plan):
    confirm_all(link, by)
    found = seen(city_plan, cast.standing_officer)
    cells = {row.item.text: row.cells[cast.ward.pk] for row in found.rows}
    assert cells[SIPAS["text"]].judgement.remark == Remark.LOWER_VALUE
    assert cells[PAID["text"]].judgement.verdict == Verdict.COVERED
    assert not cells[RANK["text"]].is_open  # a rank is not asked of a ward
    assert [(one.kind, one.item.text) for one in found.findings] == [
        (Verdict.WEAKER, SIPAS["text"]), (NOBODYS, RANK["text"]),
    ]  # fmt: skip
    assert found.sums == {"weaker": 1, "nobody": 1}


@pytest.fixture
def plan_with_an_orphan(cast):
    """Its last target names nobody, and nobody below carries it out."""
    orphan = target("Tỷ lệ người bệnh hài lòng tại cơ sở y tế công lập đạt 90%", 90, 5)
    return plan_of(cast, cast.city, "14/KH-UBND", targets=(SIPAS, PAID, orphan))


def test_what_is_nobodys_is_told_once_and_the_sentence_counts_as_the_picture(
    client, cast, by, plan_with_an_orphan, ward_plan
):
    link = services.link_plans(higher=plan_with_an_orphan, lower=ward_plan, **by)
    wanted = link.derivations.filter(lower_lineage__in=ward_plan.targets.values("lineage"), confidence__gte=SURE_FROM)
    services.confirm_derivations(link=link, wanted=list(wanted.values_list("pk", flat=True)), **by)
    found = seen(plan_with_an_orphan, cast.standing_officer)
    orphan = next(row for row in found.rows if "y tế" in row.item.text)
    assert orphan.is_nobodys and not orphan.cells[cast.ward.pk].is_open
    assert [one.kind for one in found.findings if one.item == orphan.item] == [NOBODYS]
    flow = flow_of(found)
    assert (flow.covered, flow.pairs) == (1, 2)  # SIPAS is weaker below
    assert [link["value"] for link in flow.chart["links"] if link["target"] == "cụ thể hóa đủ"] == [flow.covered]
    client.force_login(cast.standing_officer)
    page = client.get(reverse("programme:cascade", args=[plan_with_an_orphan.pk])).text
    assert "(1 trong 2 cặp chỉ tiêu – cơ quan)" in page and "Độ rộng là số cặp chỉ tiêu – cơ quan" in page


def test_a_task_of_a_group_is_missing_where_no_plan_has_it(cast, link, by, city_plan):
    confirm_all(link, by)
    second = plan_of(cast, cast.second_ward, "7/KH-UBND", targets=(WARD_PAID,))
    services.link_plans(higher=city_plan, lower=second, **by)
    found = seen(city_plan, cast.standing_officer, targets=False)
    row = next(row for row in found.rows if row.item.text == PLEDGE["text"])
    assert row.cells[cast.ward.pk].judgement.verdict == Verdict.COVERED
    assert row.cells[cast.second_ward.pk].judgement.remark == Remark.NOTHING
    assert row.without_plan == (cast.commune.name,)


def test_a_ward_sees_its_own_column_only(cast, link, by, city_plan):
    confirm_all(link, by)
    second = plan_of(cast, cast.second_ward, "7/KH-UBND", targets=(WARD_PAID,))
    services.link_plans(higher=city_plan, lower=second, **by)
    assert len(seen(city_plan, cast.standing_officer).bodies) == 2
    assert seen(city_plan, cast.ward_officer).bodies == [cast.ward]


def test_the_plan_that_a_document_cites_is_suggested_first(cast, city_plan, ward_plan):
    other = plan_of(cast, cast.city, "99/KH-UBND", targets=(PAID,))
    ward_plan.document.citations.create(number="12/KH-UBND", number_key="12/kh-ubnd", relation="basis")
    found = cascade.suggestions(ward_plan, standing(cast.ward_focal_point))
    assert [(one.plan, one.is_cited) for one in found] == [(city_plan, True), (other, False)]


# --- the way up and down -----------------------------------------------------------------------------------------


def test_from_a_lower_task_up_to_the_clause_and_back_down(cast, link, by, city_plan, ward_plan):
    confirm_all(link, by)
    lower, higher = ward_plan.tasks.get(), city_plan.tasks.get(text=PLEDGE["text"])
    up = ways.way_up(lower, standing=standing(cast.ward_officer))
    assert [(step.item, step.clause.path, step.document) for step in up] == [(higher, "II.1", city_plan.document)]
    down = ways.way_down(higher, plan=city_plan, standing=standing(cast.standing_officer), today=date(2026, 3, 9))
    assert [(step.item, step.judgement.verdict) for step in down] == [(lower, Verdict.COVERED)]


def test_a_task_reaches_what_its_target_carries_out(cast, link, by, city_plan, ward_plan):
    confirm_all(link, by)
    ward_plan.tasks.get().contributions.create(target=ward_plan.targets.get(text=WARD_PAID["text"]))
    up = ways.way_up(ward_plan.tasks.get(), standing=standing(cast.ward_officer))
    through = {step.item.text: step.through and step.through.text for step in up}
    assert through[PAID["text"]] == WARD_PAID["text"]


def test_the_way_goes_over_three_levels(cast, link, by, city_plan, ward_plan):
    unit = Plan.objects.filter(pk=plan_of(cast, cast.budget_unit, "1/KH", tasks=(WARD_PLEDGE,)).pk).get()
    services.link_plans(higher=ward_plan, lower=unit, **by)
    for one in PlanLink.objects.all():
        confirm_all(one, by)
    up = ways.way_up(unit.tasks.get(), standing=standing(cast.administrator))
    assert [(step.level, step.plan) for step in up] == [(1, ward_plan), (2, city_plan)]


# --- pages -------------------------------------------------------------------------------------------------------


def test_the_pages_open_to_whom_they_concern(client, cast, link, city_plan, ward_plan):
    pages = [
        reverse("programme:cascade", args=[city_plan.pk]),
        reverse("programme:cascade", args=[city_plan.pk]) + "?muc=nhiem-vu&loai=missing",
        reverse("programme:cascade", args=[ward_plan.pk]),
        reverse("programme:match", args=[ward_plan.pk, link.pk]),
    ]
    for who, status in ((cast.standing_officer, 200), (cast.ward_officer, 200), (cast.stranger, 404)):
        client.force_login(who)
        assert [client.get(page).status_code for page in pages] == [status] * 4


def test_a_focal_point_links_confirms_and_takes_back(client, cast, city_plan, ward_plan):
    client.force_login(cast.ward_focal_point)
    answer = client.post(reverse("programme:link_plan", args=[ward_plan.pk]), {"cap_tren": city_plan.pk})
    link = PlanLink.objects.get()
    assert answer["Location"] == reverse("programme:match", args=[ward_plan.pk, link.pk])
    page = client.get(answer["Location"]).content.decode()
    assert WARD_PAID["text"] in page
    decide = reverse("programme:decide", args=[ward_plan.pk, link.pk])
    row = link.derivations.order_by("pk").first()
    client.post(decide, {"viec": "nhan", "cap": row.pk})
    assert link.derivations.get(state="confirmed") == row
    client.post(decide, {"viec": "mo-lai", "cap": row.pk})
    client.post(decide, {"viec": "nhan", "chac-chan": "1"})
    assert link.derivations.filter(state="confirmed", confidence__lt=SURE_FROM).count() == 0
    assert link.derivations.filter(state="confirmed").exists()
    pair = {"higher": city_plan.targets.last().lineage, "lower": ward_plan.targets.last().lineage}
    client.post(reverse("programme:derive", args=[ward_plan.pk, link.pk]), pair)
    assert client.post(decide, {"viec": "gi-do"}).status_code == 404
    assert client.post(reverse("programme:propose", args=[ward_plan.pk, link.pk])).status_code == 302
    assert client.get(reverse("programme:cascade", args=[city_plan.pk])).status_code == 200
    client.post(reverse("programme:unlink_plan", args=[ward_plan.pk, link.pk]))
    assert PlanLink.objects.get().ended_at is not None


def test_who_may_not_read_plans_in_decides_nothing(client, cast, link, ward_plan):
    client.force_login(cast.ward_officer)
    row = link.derivations.first()
    answer = client.post(reverse("programme:decide", args=[ward_plan.pk, link.pk]), {"viec": "nhan", "cap": row.pk})
    assert answer.status_code == 403
    client.force_login(cast.finance_focal_point)  # of another house: does not even see the plan
    answer = client.post(reverse("programme:decide", args=[ward_plan.pk, link.pk]), {"viec": "nhan", "cap": row.pk})
    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.state == DerivationState.PROPOSED


def test_an_items_page_shows_where_it_comes_from_and_where_it_goes(client, cast, link, by, city_plan, ward_plan):
    confirm_all(link, by)
    client.force_login(cast.standing_officer)
    lower, higher = ward_plan.targets.get(text=WARD_SIPAS["text"]), city_plan.targets.get(text=SIPAS["text"])
    page = client.get(reverse("programme:target", args=[ward_plan.pk, lower.pk])).content.decode()
    assert SIPAS["text"] in page and "Cụ thể hóa từ" in page
    page = client.get(reverse("programme:target", args=[city_plan.pk, higher.pk])).content.decode()
    assert WARD_SIPAS["text"] in page and "Được cụ thể hóa ở" in page and "mức chưa bằng cấp trên" in page
    task_page = reverse("programme:task", args=[ward_plan.pk, ward_plan.tasks.get().pk])
    assert PLEDGE["text"] in client.get(task_page).content.decode()

"""The pages of plans with the duties behind them: a welcome, a refusal, a stranger; how often they ask the database."""

import pytest
from django.urls import reverse

from caicach.duties.issuing import put_plan_in_force
from caicach.intake.tests.making import PLAN, confirmed_draft, reading, target, task
from caicach.programme import services
from caicach.programme.models import Part, Plan, PlanState, Task
from caicach.programme.tests.test_services import LATER_REVIEW, NEW, amendment, by

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, cast):
    client.force_login(cast.standing_officer)
    return client


@pytest.fixture
def plan(cast):
    return services.make_plan(draft=confirmed_draft(cast), **by(cast))


def at(name, *args):
    return reverse(f"programme:{name}", args=args)


def shown(client, name, *args, query=""):
    answer = client.get(at(name, *args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_what_to_do(client):
    page = shown(client, "plans")
    assert "Chưa có kế hoạch nào" in page
    assert reverse("intake:upload") in page


def test_the_list_tells_how_far_each_plan_is_in_few_questions(client, cast, django_assert_max_num_queries):
    for number in range(4):
        plan = services.make_plan(draft=confirmed_draft(cast, {**PLAN, "file": f"{number}.txt"}), **by(cast))
        put_plan_in_force(plan=plan, **by(cast))
    with django_assert_max_num_queries(10):
        page = shown(client, "plans")
    assert page.count('aria-label="0 trong 5"') == 4


def test_a_plan_shows_fields_targets_tasks_and_who_leads(client, cast, plan):
    page = shown(client, "plan", plan.pk)
    assert "<b>3 chỉ tiêu, 3 nhiệm vụ</b>, chưa giao việc." in page
    assert "3. Cải cách thủ tục hành chính" in page
    assert "≥ 89\N{NO-BREAK SPACE}%" in page
    assert "trong đó:" in page
    assert "UBND các xã, phường" in page
    assert reverse("duties:put_in_force", args=[plan.pk]) in page


def test_a_large_plan_asks_the_database_as_often_as_a_small_one(client, cast, django_assert_max_num_queries):
    many = reading(
        targets=tuple(target(f"Tỷ lệ hồ sơ loại {n} đạt {n}%", n, n) for n in range(1, 40)),
        tasks=tuple(task(f"Nhiệm vụ riêng thứ {n}", n, field=n % 7 + 1, ordinal=str(n)) for n in range(1, 120)),
    )
    plan = services.make_plan(draft=confirmed_draft(cast, many), **by(cast))
    put_plan_in_force(plan=plan, **by(cast))
    with django_assert_max_num_queries(24):
        page = shown(client, "plan", plan.pk)
    assert "Xem 5 nhiệm vụ nữa" in page


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        pytest.param("?linh-vuc=3", "Rà soát thủ tục", "Hướng dẫn, đôn đốc", id="one field"),
        pytest.param("?q=ra soat", "Rà soát thủ tục", "Khảo sát mức độ", id="words without marks"),
        pytest.param("?trang-thai=none", "Rà soát thủ tục", "Không có nhiệm vụ nào", id="not given yet"),
        pytest.param("?trang-thai=done", "Không có nhiệm vụ nào khớp", "Rà soát thủ tục", id="nothing done"),
    ],
)
def test_the_page_is_filtered_by_its_address(client, plan, query, seen, unseen):
    page = shown(client, "plan", plan.pk, query=query)
    assert seen in page
    assert unseen not in page


def test_a_plan_is_filtered_by_the_body_that_owes_also_through_a_group(client, cast, plan):
    put_plan_in_force(plan=plan, **by(cast))
    page = shown(client, "plan", plan.pk, query=f"?co-quan={cast.ward.pk}")
    assert "Khảo sát mức độ" in page
    assert "Rà soát thủ tục" not in page


def test_a_task_shows_its_clause_its_owners_and_what_each_body_owes(client, cast, plan, django_assert_max_num_queries):
    put_plan_in_force(plan=plan, **by(cast))
    survey = plan.tasks.get(text__startswith="Khảo sát")
    with django_assert_max_num_queries(20):
        page = shown(client, "task", plan.pk, survey.pk)
    assert "<b>0 trong 3 việc</b> đã xong" in page
    assert "II.1, trang 1" in page
    assert reverse("documents:document", args=[plan.document_id]) in page
    assert "UBND phường Cầu Mây" in page


def test_a_target_shows_its_whole_and_its_parts(client, plan):
    part = plan.targets.get(text__contains="y tế")
    assert "Chỉ số SIPAS" in shown(client, "target", plan.pk, part.pk)
    assert "y tế" in shown(client, "target", plan.pk, part.part_of_id)


def test_a_document_becomes_a_plan_or_a_version_of_one(client, cast, plan):
    put_plan_in_force(plan=plan, **by(cast))
    draft = amendment(cast, tasks=(LATER_REVIEW, NEW))
    page = shown(client, "make", draft.pk)
    assert 'value="partly" id="id_what_1" ' in page.replace(" checked", "") or "partly" in page
    missing = client.post(at("make", draft.pk), {"what": "partly"})
    assert missing.status_code == 422
    assert "Chọn kế hoạch được sửa đổi." in missing.content.decode()
    answer = client.post(at("make", draft.pk), {"what": "partly", "plan": plan.pk})
    version = Plan.objects.get(version=2)
    assert answer.headers["Location"] == at("changes", version.pk)
    again = client.post(at("make", draft.pk), {"what": "new"})
    assert again.headers["Location"] == at("plan", version.pk)
    changes = shown(client, "changes", version.pk)
    assert "<b>1 mục bổ sung, 1 mục sửa đổi, 0 mục bãi bỏ</b>" in changes
    assert "30/09/2026" in changes
    assert "Thay đổi so với bản trước" in shown(client, "plan", version.pk)


def test_a_draft_that_is_not_confirmed_is_sent_back(client, cast):
    from caicach.intake.tests.making import ready_draft

    draft = ready_draft(cast)
    assert client.get(at("make", draft.pk)).headers["Location"] == reverse("intake:draft", args=[draft.pk])


def task_form(**more):
    return {
        "text": "Rà soát thủ tục", "leads": "Sở Tư pháp", "supports": "UBND các xã, phường", "due_kind": "date",
        "due_from": "", "due_to": "2026-07-31", "due_every": "", "due_text": "", "product": "Quyết định",
        "activities": "", "field": "", "budget": "", **more,
    }  # fmt: skip


def test_a_task_is_corrected_with_its_owners(client, cast, plan):
    review = plan.tasks.get(text__startswith="Rà soát")
    assert "Sở Tài chính" in shown(client, "edit_task", plan.pk, review.pk)
    client.post(at("edit_task", plan.pk, review.pk), task_form())
    review.refresh_from_db()
    assert (review.product, review.due_to.isoformat()) == ("Quyết định", "2026-07-31")
    assert review.owners.get(part=Part.LEAD).body == cast.justice
    assert review.owners.get(part=Part.SUPPORT).group == cast.all_communes


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"leads": "Sở Vô danh"}, "Sở Vô danh"),
        ({"due_from": "2026-08-30"}, "sớm hơn ngày bắt đầu"),
        ({"due_kind": "recurring"}, "bao lâu một lần"),
        ({"text": ""}, "Nội dung"),
    ],
)
def test_a_wrong_correction_changes_nothing(client, plan, wrong, words):
    review = plan.tasks.get(text__startswith="Rà soát")
    answer = client.post(at("edit_task", plan.pk, review.pk), task_form(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    review.refresh_from_db()
    assert review.product == "Báo cáo"


def test_a_lead_is_given_to_a_field(client, cast):
    nobody = task("Đơn giản hóa thủ tục hành chính", 23, leads=())
    plan = services.make_plan(draft=confirmed_draft(cast, reading(tasks=(nobody,))), **by(cast))
    answer = client.post(at("give_lead", plan.pk), {"field": "3", "lead": "Sở Tư pháp"}, follow=True)
    assert "Đã giao Sở Tư pháp chủ trì 1 việc." in answer.content.decode()
    assert Task.objects.get().owners.get().body == cast.justice


def test_a_task_and_then_the_whole_plan_are_done_away_with_before_they_run(client, plan):
    review = plan.tasks.get(text__startswith="Rà soát")
    client.post(at("remove_task", plan.pk, review.pk))
    assert plan.tasks.count() == 2
    assert client.post(at("discard", plan.pk)).headers["Location"] == at("make", plan.draft_id)
    assert not Plan.objects.exists()


def test_what_runs_is_neither_corrected_nor_discarded(client, cast, plan):
    put_plan_in_force(plan=plan, **by(cast))
    review = plan.tasks.get(text__startswith="Rà soát")
    client.post(at("edit_task", plan.pk, review.pk), task_form())
    client.post(at("discard", plan.pk))
    review.refresh_from_db()
    assert review.product == "Báo cáo"
    assert Plan.objects.get().state == PlanState.ISSUED


@pytest.mark.parametrize("name", ["plan", "changes"])
def test_a_stranger_finds_no_plan(client, cast, plan, name):
    put_plan_in_force(plan=plan, **by(cast))
    client.force_login(cast.stranger)
    assert client.get(at(name, plan.pk)).status_code == 404
    assert client.get(at("task", plan.pk, plan.tasks.first().pk)).status_code == 404
    assert plan.title not in shown(client, "plans")


def test_a_ward_reads_the_citys_plan_and_changes_nothing_in_it(client, cast, plan):
    put_plan_in_force(plan=plan, **by(cast))
    client.force_login(cast.ward_officer)
    assert "Khảo sát mức độ" in shown(client, "plan", plan.pk)
    assert client.post(at("discard", plan.pk)).status_code == 403
    client.force_login(cast.ward_focal_point)  # reads plans in, but not for the city
    assert client.post(at("discard", plan.pk)).status_code == 403
    assert client.get(at("make", plan.draft_id)).status_code == 404

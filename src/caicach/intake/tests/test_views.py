"""The confirming page by plain forms: what a browser without a script sends."""

import pytest
from django.urls import reverse

from caicach.intake import services
from caicach.intake.models import Draft, DraftState, ItemState
from caicach.intake.workbench import ROWS

from .making import NOW, PLAN, REVIEW, confirmed_draft, item, reading, ready_draft, statement, target, task

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, cast):
    client.force_login(cast.standing_officer)
    return client


@pytest.fixture
def draft(cast):
    return ready_draft(cast)


def at(name, draft, *more):
    return reverse(f"intake:{name}", args=[draft.pk, *more])


def page(client, draft, query=""):
    return client.get(at("draft", draft) + query).content.decode()


def test_the_page_shows_document_items_counter_and_warnings(client, draft):
    shown = page(client, draft)
    assert "1 trang · 6 mục · <b>6 cần xem</b>" in shown
    assert "Dòng thứ 21 của văn bản." in shown
    assert 'id="dong-21"' in shown
    assert "Số liệu viết không rõ." in shown
    assert shown.index("Tỷ lệ hồ sơ trực tuyến đạt 80%") < shown.index("Chỉ số SIPAS đạt tối thiểu 89%")  # unsure first


def test_however_many_items_the_page_asks_the_database_the_same_number_of_times(
    client, cast, django_assert_max_num_queries
):
    many = reading(
        targets=tuple(target(f"Tỷ lệ số {n} đạt 80%", 80, n) for n in range(1, 60)),
        tasks=tuple(task(f"Nhiệm vụ số {n}", n, leads=(f"Cơ quan {n % 7}",)) for n in range(1, 90)),
    )
    draft = ready_draft(cast, many)
    with django_assert_max_num_queries(28):
        assert client.get(at("draft", draft)).status_code == 200


def test_one_item_is_accepted_by_its_button_and_folds_away(client, draft):
    entry = item(draft, "SIPAS")
    answer = client.post(at("act", draft), {"one": f"accept:{entry.pk}:{entry.version}"}, follow=True)
    assert "Đã nhận 1 mục." in answer.content.decode()
    assert item(draft, "SIPAS").state == ItemState.ACCEPTED
    assert "<b>5 cần xem</b>" in answer.content.decode()


def test_ticked_items_are_dropped_and_the_act_is_undone(client, draft):
    entries = [item(draft, "SIPAS"), item(draft, "Rà soát")]
    client.post(at("act", draft), {"what": "drop", "items": [f"{e.pk}:{e.version}" for e in entries]})
    assert draft.items.filter(state=ItemState.DROPPED).count() == 2
    client.post(at("undo", draft))
    assert not draft.items.filter(state=ItemState.DROPPED).exists()
    answer = client.post(at("undo", draft), follow=True)
    assert "Không còn gì để hoàn tác." in answer.content.decode()


def test_all_sure_ones_are_accepted_with_one_button(client, draft):
    answer = client.post(at("accept_sure", draft), follow=True)
    assert "Đã nhận 5 mục chắc chắn." in answer.content.decode()
    assert at("undo", draft) in answer.content.decode()


def test_ticked_items_are_merged_and_the_whole_is_opened(client, draft):
    entries = [item(draft, "Rà soát"), item(draft, "Khảo sát")]
    answer = client.post(at("act", draft), {"what": "merge", "items": [f"{e.pk}:{e.version}" for e in entries]})
    whole = draft.items.exclude(made_of=None).distinct().get()
    assert answer.headers["Location"] == f"{at('draft', draft)}?sua={whole.pk}#muc-{whole.pk}"


def edit_form(**more):
    return {
        "version": 1, "text": "Rà soát thủ tục", "section": "II.1", "leads": "Sở Tài chính\nSở Tư pháp", "supports": "",
        "due_kind": "date", "due_from": "", "due_to": "2026-07-31", "due_every": "", "due_text": "31/7", "field": "3",
        "product": "Báo cáo", "activities": "", "budget": "", **more,
    }  # fmt: skip


def test_an_item_is_corrected_in_place(client, draft):
    entry = item(draft, "Rà soát")
    assert f'action="{at("edit", draft, entry.pk)}"' in page(client, draft, f"?sua={entry.pk}")
    assert 'value="30/06/2026"' in page(client, draft, f"?sua={entry.pk}")
    client.post(at("edit", draft, entry.pk), edit_form(due_to="31/07/2026"))
    entry.refresh_from_db()
    assert entry.data["leads"] == ["Sở Tài chính", "Sở Tư pháp"]
    assert entry.data["due"]["to"] == "2026-07-31"
    assert entry.state == ItemState.ACCEPTED


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "Nội dung"),
        ({"due_from": "2026-08-01"}, "sớm hơn ngày bắt đầu"),
        ({"due_kind": "recurring"}, "bao lâu một lần"),
        ({"due_kind": "quarter", "due_to": ""}, "cần ngày cuối cùng"),
    ],
)
def test_a_wrong_correction_is_said_and_changes_nothing(client, draft, wrong, words):
    entry = item(draft, "Rà soát")
    answer = client.post(at("edit", draft, entry.pk), edit_form(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    entry.refresh_from_db()
    assert entry.version == 1


def test_a_number_as_vietnam_writes_it_is_understood(client, draft):
    entry = item(draft, "SIPAS")
    form = {
        "version": 1, "text": "Chỉ số SIPAS", "section": "", "comparator": ">=", "value": "89,5", "value_to": "",
        "unit": "%", "from_year": 2026, "to_year": 2027, "baseline_value": "1.525.653", "baseline_year": "",
        "field": "", "owners": "", "part_of": "",
    }  # fmt: skip
    client.post(at("edit", draft, entry.pk), form)
    entry.refresh_from_db()
    assert (entry.data["value"], entry.data["baseline_value"]) == (89.5, 1525653)
    answer = client.post(at("edit", draft, entry.pk), {**form, "version": 2, "value": "chín mươi"})
    assert "không phải là số" in answer.content.decode()


def test_the_second_of_two_people_is_told_who_was_first(client, cast, draft):
    entry = item(draft, "Rà soát")
    services.edit_item(
        item=entry, version=1, kind="task", data={"text": "Bản của người khác"}, part_of=None,
        by=cast.home_affairs_head, now=NOW,
    )  # fmt: skip
    answer = client.post(at("edit", draft, entry.pk), edit_form(text="Bản của tôi"))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert cast.home_affairs_head.full_name in shown
    assert "Bản của tôi" in shown  # what was typed is not lost
    entry.refresh_from_db()
    assert entry.data["text"] == "Bản của người khác"
    told = client.post(at("act", draft), {"one": f"drop:{entry.pk}:1"}, follow=True).content.decode()
    assert cast.home_affairs_head.full_name in told


def test_an_item_is_split_at_new_lines(client, draft):
    entry = item(draft, "Rà soát")
    shown = page(client, draft, f"?tach={entry.pk}")
    assert 'name="parts"' in shown
    answer = client.post(at("split", draft, entry.pk), {"version": 1, "parts": "chỉ một dòng"})
    assert answer.status_code == 422
    client.post(at("split", draft, entry.pk), {"version": 1, "parts": "Rà soát\nCông bố"})
    assert draft.items.filter(kind="task").count() == 3


def test_a_duty_is_called_a_task(client, draft):
    entry = item(draft, "Hướng dẫn")
    client.post(at("change_kind", draft, entry.pk), {"kind": "task", "version": 1})
    entry.refresh_from_db()
    assert entry.kind == "task"


def test_the_head_is_corrected_and_a_year_that_runs_backwards_is_refused(client, draft):
    form = {
        "kind": "plan", "number": "99/KH-UBND", "issued_on": "2026-02-01", "title": "Kế hoạch mới", "place": "",
        "issuer": "", "signer": "", "period_from": 2026, "period_to": 2030,
    }  # fmt: skip
    client.post(at("header", draft), form)
    draft.refresh_from_db()
    assert (draft.header["number"], draft.header["period"]) == ("99/KH-UBND", {"from": 2026, "to": 2030})
    assert client.post(at("header", draft), {**form, "period_to": 2020}).status_code == 422


def test_a_name_is_tied_to_a_body_by_what_the_person_typed(client, cast):
    draft = ready_draft(cast, reading(tasks=(task("Rà soát", 21, leads=("Cơ quan Đầu mối",)),)))
    assert "1 tên cơ quan chưa nhận ra" in page(client, draft)
    told = client.post(at("owner", draft), {"name": "Cơ quan Đầu mối", "choice": "Sở Vô danh"}, follow=True)
    assert "Không có cơ quan hay nhóm nào" in told.content.decode()
    client.post(at("owner", draft), {"name": "Cơ quan Đầu mối", "choice": "Sở Tư pháp"})
    draft.refresh_from_db()
    assert draft.header["owners"] == {"Cơ quan Đầu mối": f"body:{cast.justice.pk}"}
    stolen = client.post(at("owner", draft), {"name": "Cơ quan Đầu mối", "choice": f"body:{cast.other_city.pk}"})
    assert stolen.status_code == 302
    draft.refresh_from_db()
    assert draft.header["owners"] == {"Cơ quan Đầu mối": f"body:{cast.justice.pk}"}


def test_confirming_is_held_back_until_everything_was_seen_then_leads_on(client, draft):
    told = client.post(at("confirm", draft), follow=True).content.decode()
    assert "Còn mục chưa xem" in told
    client.post(at("accept_sure", draft))
    entry = item(draft, "trực tuyến")
    client.post(at("act", draft), {"one": f"accept:{entry.pk}:{entry.version}"})
    for _ in range(2):
        shown = client.post(at("confirm", draft), follow=True).content.decode()
    assert Draft.objects.get().state == DraftState.CONFIRMED
    assert reverse("programme:make", args=[draft.pk]) in shown


def test_a_confirmed_draft_can_be_looked_at_but_not_worked_on(client, cast):
    draft = confirmed_draft(cast, PLAN)
    shown = page(client, draft)
    assert 'id="act"' not in shown
    assert cast.standing_officer.full_name in shown


@pytest.mark.parametrize("name", ["draft", "state", "file"])
def test_a_stranger_finds_nothing_and_an_officer_is_refused(client, cast, draft, name):
    client.force_login(cast.stranger)
    assert client.get(at(name, draft)).status_code == 404
    client.force_login(cast.finance_officer)
    assert client.get(at(name, draft)).status_code == 403


@pytest.mark.parametrize("name", ["act", "accept_sure", "undo", "header", "owner", "confirm", "discard", "read_again"])
def test_acts_are_closed_to_strangers_and_to_get(client, cast, draft, name):
    assert client.get(at(name, draft)).status_code == 405
    client.force_login(cast.stranger)
    assert client.post(at(name, draft)).status_code == 404


def test_a_panel_that_is_swapped_comes_without_the_document(client, draft):
    entry = item(draft, "SIPAS")
    answer = client.post(
        at("act", draft), {"one": f"accept:{entry.pk}:{entry.version}"}, headers={"HX-Request": "true"}, follow=True
    )
    shown = answer.content.decode()
    assert 'id="bench"' in shown
    assert "Dòng thứ 21 của văn bản." not in shown


def test_of_many_items_only_the_first_come_with_the_page_and_the_others_when_asked_for(client, cast):
    many = tuple(task(f"Nhiệm vụ số {n}.", n) for n in range(1, 120))
    draft = ready_draft(cast, reading(tasks=many))
    first = page(client, draft)
    assert first.count('<article class="item') == ROWS
    assert "đã xem" not in first
    rest = client.get(at("rows", draft), {"phan": "0:II.1", "sau": ROWS}).content.decode()
    assert "Nhiệm vụ số 41." in rest
    assert "Nhiệm vụ số 40." not in rest
    without_script = page(client, draft, f"?mo=0:II.1&sau={ROWS}")
    assert "Nhiệm vụ số 41." in without_script
    assert client.get(at("rows", draft), {"phan": "0:II.1", "sau": "x"}).status_code == 200


def test_a_part_is_accepted_with_one_button_and_the_others_hear_who_works_there(client, cast, draft):
    client.post(at("accept_sure", draft), {"phan": "0:II"})
    assert item(draft, "Rà soát").state == ItemState.ACCEPTED
    assert item(draft, "SIPAS").state == ItemState.UNSEEN
    client.force_login(cast.home_affairs_head)
    assert f"{cast.standing_officer.full_name} đang xem" in page(client, draft)
    assert f"{cast.standing_officer.full_name} đang xem" in client.get(at("now", draft)).content.decode()


def test_taking_a_part_tells_the_others_and_a_part_that_is_none_is_refused(client, cast, draft):
    client.post(at("claim", draft), {"phan": "0:I"})
    assert draft.claims.get().person == cast.standing_officer
    assert client.post(at("claim", draft), {"phan": "0:IX"}).status_code == 400


def test_the_order_of_the_document_is_kept_for_the_person(client, draft):
    shown = page(client, draft, "?thu-tu=van-ban")
    assert shown.index("Chỉ số SIPAS đạt tối thiểu 89%") < shown.index("Tỷ lệ hồ sơ trực tuyến đạt 80%")
    assert "Cần xem kỹ" not in page(client, draft)


def test_why_an_item_has_to_be_looked_at_stands_beside_it(client, cast):
    read = reading(tasks=(task("Rà soát trước 31/02/2027", 3, due=None, leads=("Cục Vô danh",)),))
    shown = page(client, ready_draft(cast, read))
    assert "thời hạn chưa rõ" in shown
    assert "cơ quan chưa rõ" in shown
    assert "Số liệu viết không rõ." in shown  # the reader's warning about that line, at the item


def test_htmx_gets_the_form_of_one_item_alone(client, draft):
    entry = item(draft, "Rà soát")
    form = client.get(at("edit", draft, entry.pk), headers={"HX-Request": "true"}).content.decode()
    assert form.count("<article") == 1
    assert 'name="due_kind"' in form
    parts = client.get(at("edit", draft, entry.pk) + "?tach=1", headers={"HX-Request": "true"}).content.decode()
    assert 'name="parts"' in parts


def test_what_the_reader_missed_is_written_down_by_hand(client, draft):
    answer = client.post(at("add", draft), {"kind": "task", "text": " Công khai  kết quả ", "line": "21"})
    added = item(draft, "Công khai")
    assert answer.headers["Location"].endswith(f"?sua={added.pk}#muc-{added.pk}")
    assert added.data["text"] == "Công khai kết quả"
    assert client.post(at("add", draft), {"kind": "statement", "text": "x"}).status_code == 400
    assert (
        "Chưa có nội dung" in client.post(at("add", draft), {"kind": "task", "text": " "}, follow=True).content.decode()
    )


def test_figures_are_offered_corrected_and_kept_and_what_becomes_of_them_is_said(client, cast):
    draft = ready_draft(cast, reading(tasks=(REVIEW,), statements=(statement("87 trong 382 thủ tục", 5),)))
    shown = page(client, draft)
    assert "Số liệu nêu trong văn bản: 1 đề xuất, 0 đã nhận" in shown
    assert "<b>1 cần xem</b>" in shown  # the task; a figure need not be looked at
    figure = item(draft, "382")
    assert (
        "87 trong 382 thủ tục · 22,7 % · 31/12/2025"
        in client.get(at("rows", draft), {"phan": "so-lieu"}).content.decode()
    )
    form = {
        "version": 1, "text": "87 trong 382 thủ tục", "section": "", "value": "87", "of": "382", "ratio": "22,8",
        "unit": "thủ tục", "as_of": "31/12/2025",
    }  # fmt: skip
    assert client.post(at("edit", draft, figure.pk), {**form, "value": "", "ratio": ""}).status_code == 422
    client.post(at("edit", draft, figure.pk), form)
    figure.refresh_from_db()
    assert (figure.data["ratio"], figure.data["as_of"], figure.state) == (22.8, "2025-12-31", ItemState.ACCEPTED)
    client.post(at("accept_sure", draft))
    assert (
        "phiên bản này chưa đưa vào hệ thống chỉ số" in client.post(at("confirm", draft), follow=True).content.decode()
    )


def test_what_is_no_plan_is_said_so_with_what_can_still_be_done(client, cast):
    draft = ready_draft(cast, reading(title="Hóa đơn"))
    shown = page(client, draft)
    assert "có lẽ không phải kế hoạch" in shown
    assert "Vào sổ văn bản, không kèm mục nào" in shown
    client.post(at("confirm", draft))
    draft.refresh_from_db()
    assert draft.state == DraftState.CONFIRMED


def test_what_the_machine_put_back_is_marked_and_the_file_s_own_words_are_a_click_away(client, cast):
    draft = ready_draft(cast)
    draft.text[20]["text"] = "Rà soát thủ tục"
    draft.text[20]["restored"] = [[0, 7, "Ra soat"]]
    draft.save()
    shown = page(client, draft)
    assert 'data-found="Ra soat"' in shown
    assert "Ra soat thủ tục" in shown  # at the item of that line
    assert "Ra soat thủ tục" in page(client, draft, "?xem=goc").split('id="bench"')[0]

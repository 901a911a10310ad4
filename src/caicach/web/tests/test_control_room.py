"""The control room and the search: right numbers, doors that open, nothing for strangers, few questions."""

from datetime import date

import pytest
from django.core.cache import caches
from django.utils import timezone

from caicach.bodies.access import standing_of
from caicach.duties import services as duties
from caicach.duties.selectors import Scope
from caicach.duties.tests.making import NOW, give, give_one, make_plan, make_task, words
from caicach.programme.models import PlanState
from caicach.web import control_room as room
from caicach.web.search import search

pytestmark = pytest.mark.django_db
LATER = NOW.replace(month=4)


@pytest.fixture(autouse=True)
def forgetful():
    """What is remembered for a minute must not reach the next test."""
    caches["shared"].clear()
    yield
    caches["shared"].clear()


def test_sentences_and_heat_map(cast):
    done, _late = give(cast, cast.finance, cast.ward)
    duties.send_up_directly(duty=done, words=words(percent=100), by=cast.finance_head, now=NOW)
    duties.accept(duty=done, by=cast.standing_officer, now=NOW)
    shown = room.control_room(Scope((cast.city.path,)), year=2026, now=LATER)
    assert (shown.of_year.total, shown.of_year.overdue, shown.late_bodies) == (2, 1, 1)
    assert [entry.body for entry in shown.bodies] == [cast.ward]  # who owes nothing late is not among the late
    heat = room.heat_table(shown.heat)
    ward = next(row for row in heat if row["body"] == cast.ward)
    assert (ward["cells"][2]["late"], ward["cells"][2]["total"], ward["cells"][0]["late"]) == (1, 1, None)
    assert ward["cells"][2]["url"] == f"/viec/?body={cast.ward.pk}&tu=2026-03-01&den=2026-03-31"
    chart = room.heat_chart(shown.heat, heat)
    assert [cell["value"] for cell in chart["cells"]] == [1, 0]


def test_the_cell_leads_to_as_many_rows_as_it_says(cast, client):
    give(cast, cast.ward, cast.finance)
    give_one(cast, cast.ward)
    shown = room.control_room(Scope((cast.city.path,)), year=2026, now=LATER)
    ward = next(row for row in room.heat_table(shown.heat) if row["body"] == cast.ward)
    client.force_login(cast.leader)
    assert client.get(ward["cells"][2]["url"]).content.decode().count("data-open") == ward["cells"][2]["total"] == 2


def test_the_chart_of_fields_says_which_is_late(cast):
    give_one(cast, due_from=None, due_to=LATER.date())
    give_one(cast, field=3)
    shown = room.control_room(Scope((cast.city.path,)), year=2026, now=LATER)
    worst = room.worst_field(shown.fields)
    assert (worst.field.number, worst.tally.overdue) == (3, 1)
    assert room.worst_field([]) is None


def test_who_enters(cast, client):
    for name, person in cast.people().items():
        client.force_login(person)
        expected = 403 if name in ("finance_officer", "ward_officer") else 200
        assert client.get("/phong-dieu-hanh/").status_code == expected, name


def test_the_stranger_counts_nothing_of_this_city(cast, client):
    give_one(cast)
    client.force_login(cast.stranger)
    assert "Chưa có việc nào để theo dõi" in client.get("/phong-dieu-hanh/").content.decode()


@pytest.mark.parametrize("year", ["abc", "99999999999", "1", "-3", ""])
def test_a_year_that_is_none_is_this_year(cast, client, year):
    client.force_login(cast.leader)
    shown = client.get("/phong-dieu-hanh/", {"nam": year})
    assert f"Phòng điều hành năm {timezone.localdate().year}" in shown.content.decode()


def test_questions_do_not_grow_with_the_city(cast, client, django_assert_max_num_queries):
    client.force_login(cast.standing_officer)
    for _ in range(2):
        for body in (cast.finance, cast.ward, cast.second_ward, cast.commune, cast.justice):
            give_one(cast, body)
        caches["shared"].clear()
        with django_assert_max_num_queries(30):
            client.get("/phong-dieu-hanh/")
    with django_assert_max_num_queries(12):
        client.get("/phong-dieu-hanh/")  # remembered for a minute


@pytest.mark.parametrize(
    ("question", "found"),
    [("ra soat thu tuc", "tasks"), ("Tài chính", "bodies"), ("KH-UBND 12", "documents"), ("không có gì như thế", "")],
)
def test_search_answers_in_groups(cast, question, found):
    from caicach.documents.services import Header, register_document

    document = register_document(
        header=Header(kind="plan", title="Kế hoạch", number="12/KH-UBND", issued_on=date(2026, 1, 2)),
        holder=cast.city, issuing_body=cast.city, direction="in", by=None, now=NOW,
    )  # fmt: skip
    plan = make_plan(cast, document=document, state=PlanState.ISSUED)
    make_task(plan, search_key="ra soat thu tuc hanh chinh")
    answer = search(standing_of(cast.standing_officer, today=date(2026, 3, 9)), question)
    groups = {name for name in ("documents", "tasks", "targets", "bodies") if getattr(answer, name)}
    assert groups == ({found} if found else set())
    assert not search(standing_of(cast.stranger, today=date(2026, 3, 9)), "ra soat")


def test_the_search_page_says_when_there_is_nothing(cast, client):
    client.force_login(cast.ward_officer)
    assert "Không tìm thấy kết quả nào" in client.get("/tim/", {"q": "zzz"}).content.decode()
    assert client.get("/tim/").status_code == 200

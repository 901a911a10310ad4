"""Owners as documents write them are the bodies and groups of the day."""

from datetime import date

import pytest

from caicach.bodies import selectors, services
from caicach.bodies.models import BodyKind

from .cast import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


@pytest.fixture
def index(cast):
    return selectors.BodyIndex(under=cast.city, on=DAY)


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("Sở Tài chính", "finance"),
        ("Giám đốc Sở Tài chính", "finance"),
        ("sở TC", "finance"),
        ("Sở Tài chính thành phố Thanh Lam", "finance"),
        ("Sở Tài chính Thanh Lam", "finance"),
        ("So Tai chinh", "finance"),
        ("VP UBND TP", "office"),
        ("Chánh Văn phòng Ủy ban nhân dân thành phố", "office"),
        ("Trung tâm PVHCC Thành phố", "centre"),
        ("TTPVHCC", "centre"),
        ("UBND P. Cầu Mây", "ward"),
        ("Chủ tịch UBND phường Cau May", "ward"),
        ("Ủy ban nhân dân xã Đồng Sậy", "commune"),
        ("UBND Thành phố", "city"),
        ("Chủ tịch UBND thành phố Thanh Lam", "city"),
        ("Phòng Quản lý ngân sách", "budget_unit"),
    ],
)
def test_what_documents_write(cast, index, text, whom):
    found = index.resolve(text)
    assert (found.body, found.confidence) == (getattr(cast, whom), 1.0)


@pytest.mark.parametrize("text", ["So Tai chjnh", "Sở Tàii chính", "UBND phuong Cau M6y"])
def test_misread_letters_are_forgiven_but_not_certain(index, text):
    found = index.resolve(text)
    assert found.body is not None
    assert 0.7 < found.confidence < 1.0


def test_a_misread_ward_is_not_taken_for_the_commune_of_that_name(cast):
    services.open_body(
        code="Y9", kind=BodyKind.COMMUNE, name="UBND xã Cầu Mây", parent=cast.city, on=DAY, by=None, now=NOW
    )
    index = selectors.BodyIndex(under=cast.city, on=DAY)
    assert index.resolve("UBND phường Cầu M6y").body == cast.ward
    assert index.resolve("Cầu Mây").body is None  # which of the two?


@pytest.mark.parametrize("text", ["Sở Y tế", "Các doanh nghiệp", "Kho bạc Nhà nước", "…", ""])
def test_what_is_no_body_of_the_city_is_nobody(index, text):
    found = index.resolve(text)
    assert not found.is_settled
    assert found.kinds is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("UBND các xã, phường", "all_communes"),
        ("Chủ tịch UBND các phường, xã", "all_communes"),
        ("UBND các xã, phường, đặc khu", "all_communes"),
        ("126 xã, phường", "all_communes"),
        ("UBND cấp xã", "all_communes"),
        ("các địa phương", "all_communes"),
        ("Các Sở, ban, ngành Thành phố", "all_departments"),
        ("Thủ trưởng các sở, ngành", "all_departments"),
    ],
)
def test_groups(cast, index, text, group):
    assert index.resolve(text).group == getattr(cast, group)


def test_a_group_that_nobody_could_list(index):
    found = index.resolve("các cơ quan, đơn vị liên quan")
    assert not found.is_settled
    assert found.kinds == frozenset()


def test_an_enumeration(cast, index):
    found = index.resolve_list("các Sở: Nội vụ, Tài chính; UBND phường Cầu Mây, Bến Đá và các cơ quan liên quan")
    assert [one.body for one in found] == [cast.home_affairs, cast.finance, cast.ward, cast.second_ward, None]


def test_an_enumeration_names_each_once(cast, index):
    found = index.resolve_list("Sở Nội vụ, STC, Giám đốc Sở Nội vụ, các sở, ngành, địa phương")
    assert [one.body or one.group for one in found] == [
        cast.home_affairs, cast.finance, cast.all_departments, cast.all_communes,
    ]  # fmt: skip


def test_the_other_city_is_never_found(cast):
    here = selectors.find_body("Sở Tài chính", under=cast.city, on=DAY)
    there = selectors.find_body("Sở Tài chính", under=cast.other_city, on=DAY)
    assert (here.body, there.body) == (cast.finance, cast.other_finance)


def test_nearest_first_and_otherwise_a_person_decides(cast):
    rooms = [
        services.open_body(
            code=f"X{number}", kind=BodyKind.UNIT, name="Phòng Kinh tế", parent=ward, on=DAY, by=None, now=NOW
        )
        for number, ward in enumerate([cast.ward, cast.second_ward])
    ]
    from_city = selectors.resolve_owner("Phòng Kinh tế", under=cast.city, on=DAY)
    assert from_city.body is None
    assert set(from_city.candidates) == set(rooms)
    from_ward = selectors.resolve_owner("Phòng Kinh tế", under=cast.ward, on=DAY)
    assert from_ward.body == rooms[0]
    of_ward = selectors.resolve_owner("Phòng Kinh tế phường", under=cast.second_ward, on=DAY)
    assert of_ward.body == rooms[1]


def test_marks_tell_apart_what_folding_makes_one(cast):
    for code, name in (("Y1", "UBND xã Tân Lập"), ("Y2", "UBND xã Tân Lấp")):
        services.open_body(code=code, kind=BodyKind.COMMUNE, name=name, parent=cast.city, on=DAY, by=None, now=NOW)
    index = selectors.BodyIndex(under=cast.city, on=DAY)
    assert [index.resolve(text).body.code for text in ("xã Tân Lấp", "UBND xã Tân Lập")] == ["Y2", "Y1"]
    assert index.resolve("xa Tan Lap").body is None


def test_former_names_and_ended_bodies_lead_to_who_is_there(cast):
    opened = {"parent": cast.city, "on": date(2025, 7, 1), "by": None, "now": NOW}
    planning = services.open_body(code="Z1", kind=BodyKind.DEPARTMENT, name="Sở Kế hoạch và Đầu tư", **opened)
    act = {"on": date(2025, 10, 1), "by": None, "now": NOW.replace(month=10)}
    services.merge_bodies(predecessors=[planning], successor=cast.finance, basis="QĐ", **act)
    services.rename_body(body=cast.justice, name="Sở Tư pháp và Hộ tịch", **act)
    index = selectors.BodyIndex(under=cast.city, on=DAY)
    merged, renamed = index.resolve("Sở KH&ĐT"), index.resolve("Sở Tư pháp")
    assert (merged.body, merged.confidence) == (cast.finance, 0.8)
    assert (renamed.body, renamed.confidence) == (cast.justice, 0.95)
    before = selectors.BodyIndex(under=cast.city, on=date(2025, 8, 1))
    assert before.resolve("Sở KH&ĐT").body == planning


def test_an_alias_stated_by_a_person(cast):
    services.add_alias(body=cast.centre, text="Một cửa thành phố", by=None, now=NOW)
    assert selectors.find_body("Một cửa TP", under=cast.city, on=DAY).body == cast.centre


def test_the_index_asks_the_database_five_times(cast, django_assert_num_queries):
    with django_assert_num_queries(5):
        index = selectors.BodyIndex(under=cast.city, on=DAY)
        index.resolve_list("Sở Nội vụ, Sở Tài chính; UBND các xã, phường")

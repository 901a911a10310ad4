"""The country in seconds, a city's departments from a file; twice is once."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from caicach.bodies import selectors, services
from caicach.bodies.models import Body, BodyKind
from caicach.bodies.services.loading import DATA

from .cast import NOW

pytestmark = pytest.mark.django_db
THEN, LATER = date(2025, 7, 1), date(2026, 9, 1)


def run(*words) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_the_country_as_it_was_on_the_first_day():
    assert run("load_provinces", "--on", "2025-07-01", "--communes") == "Opened 3355 bodies, changed 0"
    kinds = {kind: Body.objects.filter(kind=kind).count() for kind in BodyKind.values}
    assert (kinds["city"], kinds["commune"], kinds["ward"], kinds["special_zone"]) == (34, 2621, 687, 13)
    hanoi = Body.objects.get(code="01")
    assert (hanoi.name, hanoi.place, hanoi.numchild) == ("UBND thành phố Hà Nội", "Hà Nội", 126)
    assert Body.objects.filter(path__startswith=hanoi.path, kind=BodyKind.WARD).count() == 51
    assert Body.objects.find_problems() == ([], [], [], [], [])
    assert run("load_provinces", "--on", "2025-07-01", "--communes") == "Opened 0 bodies, changed 0"
    # a year later twelve communes of Bắc Ninh are wards, ten of Đồng Nai, and three provinces cities
    assert run("load_provinces", "--on", "2026-09-01", "--communes") == "Opened 0 bodies, changed 25"
    kep = Body.objects.get(code="07399")
    assert (kep.kind, kep.name) == (BodyKind.WARD, "UBND phường Kép")
    assert selectors.name_on(kep, date(2026, 8, 3)) == "UBND xã Kép"
    assert selectors.name_on(kep, date(2026, 8, 4)) == "UBND phường Kép"


def test_one_province_under_a_body_with_another_code(cast):
    assert run("load_communes", "24", "--under", "T02", "--on", "2026-09-01") == "Opened 99 bodies, changed 0"
    kep = Body.objects.get(code="07399")
    assert selectors.ancestors_of(kep) == [cast.other_city]
    assert [name.name for name in kep.names.order_by("valid_from")] == ["UBND xã Kép", "UBND phường Kép"]
    group = cast.other_city.groups.get(name="UBND các xã, phường")
    assert len(selectors.members_on(group, LATER)) == 99


def test_communes_find_themselves_in_a_big_city(cast):
    services.load_communes(province_code="01", under=cast.city, on=THEN, by=None, now=NOW)
    index = selectors.BodyIndex(under=cast.city, on=LATER)
    for code, text in (("00004", "UBND phường Ba Đình"), ("00004", "phường Ba Đinh"), ("00070", "P. Hoàn Kiếm")):
        assert index.resolve(text).body.code == code
    for body in Body.objects.filter(code__regex=r"^\d{5}$"):
        assert index.resolve(body.name).body == body


@pytest.mark.parametrize(("province", "why"), [("00", "Không có tỉnh"), ("24", "Chưa có cơ quan")])
def test_a_province_that_is_not_there(cast, province, why):
    with pytest.raises(services.CannotChange, match=why):
        services.load_communes(
            province_code=province, under=cast.city if province == "00" else None, on=THEN, by=None, now=NOW
        )


def test_before_the_first_day_there_is_no_table():
    with pytest.raises(CommandError, match="01/7/2025"):
        run("load_provinces", "--on", "2025-06-30")


def test_departments_from_the_sample_file():
    province = services.open_body(
        code="T3",
        kind=BodyKind.CITY,
        name="UBND tỉnh Hạ Giang",
        place="Hạ Giang",
        parent=None,
        on=THEN,
        by=None,
        now=NOW,
    )
    words = ("load_bodies", str(DATA / "departments.csv"), "--under", "T3")
    assert run(*words) == "Opened 11 bodies; 0 were there"
    assert run(*words) == "Opened 0 bodies; 11 were there"
    home_affairs = Body.objects.get(code="T3.02")
    assert (home_affairs.name, home_affairs.is_standing_agency) == ("Sở Nội vụ", True)
    index = selectors.BodyIndex(under=province, on=date.max)
    assert index.resolve("Trung tâm HCC").body.code == "T3.11"
    assert index.resolve("Thanh tra tỉnh").body.code == "T3.09"


def test_units_below_what_the_same_file_opens(cast, tmp_path):
    file = tmp_path / "bodies.toml"
    file.write_text(
        """
        [[bodies]]
        code = "K1"
        kind = "department"
        name = "Sở Y tế"
        [[bodies]]
        code = "K1.1"
        kind = "unit"
        name = "Phòng Nghiệp vụ"
        parent = "K1"
        aliases = ["Phòng NV y"]
        """,
        encoding="utf-8",
    )
    assert services.load_bodies(file=file, under=cast.city, on=THEN, by=None, now=NOW).opened == 2
    assert [body.code for body in selectors.ancestors_of(Body.objects.get(code="K1.1"))] == ["T01", "K1"]
    assert Body.objects.find_problems() == ([], [], [], [], [])


def test_every_bad_line_is_listed_and_nothing_is_loaded(cast, tmp_path):
    file = tmp_path / "bodies.csv"
    lines = [
        "code,kind,name,parent",
        "A1,department,Sở Một,",
        "A1,department,Sở Hai,",
        "A3,ministry,Sở Ba,",
        ",unit,,Z9",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(services.BadFile) as refusal:
        services.load_bodies(file=file, under=cast.city, on=THEN, by=None, now=NOW)
    problems = refusal.value.problems
    assert problems[0] == "dòng 3, cột “code”: “A1” đã có ở dòng 2"
    assert [problem.split(":")[0] for problem in problems[1:]] == [
        "dòng 4, cột “kind”", "dòng 5, cột “code”", "dòng 5, cột “name”", "dòng 5, cột “parent”",
    ]  # fmt: skip
    assert not Body.objects.filter(code="A1").exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "không có dòng"), (b"code,colour\nA,red\n", "colour"), ("tên".encode("utf-16"), "UTF-8")],
)
def test_files_that_are_no_list_of_bodies(cast, tmp_path, content, why):
    file = tmp_path / "bodies.csv"
    file.write_bytes(content)
    with pytest.raises(services.BadFile, match=why):
        services.load_bodies(file=file, under=cast.city, on=THEN, by=None, now=NOW)

"""The cast: a small invented city that every room's tests play in, and a stranger who must get nothing.

Everybody here is invented. The bodies open on `OPENED`; nobody's role ends.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection

from caicach.bodies import services
from caicach.bodies.models import Body, BodyGroup, BodyKind, Person, Role
from caicach.core.models import Event

OPENED = date(2025, 7, 1)
NOW = datetime(2025, 7, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
_kept: bytes | None = None  # the rows that the services wrote for the first test of this process, and the cast


@dataclass(frozen=True)
class Cast:
    """Bodies, groups and people by what they are."""

    city: Body
    home_affairs: Body  # Sở Nội vụ, the standing agency
    finance: Body
    budget_unit: Body  # a unit below Sở Tài chính
    justice: Body
    office: Body
    centre: Body  # Trung tâm phục vụ hành chính công
    ward: Body
    second_ward: Body
    commune: Body
    all_communes: BodyGroup  # "UBND các xã, phường"
    all_departments: BodyGroup  # "Các sở, ban, ngành"

    finance_officer: Person
    finance_focal_point: Person
    finance_head: Person
    ward_officer: Person
    ward_focal_point: Person
    ward_head: Person
    standing_officer: Person  # STANDING_AGENCY in Sở Nội vụ
    home_affairs_head: Person
    field_lead: Person  # field 3 at the centre
    leader: Person  # LEADER in the city
    administrator: Person  # superuser, ADMINISTRATOR in the city

    other_city: Body
    other_finance: Body
    stranger: Person  # head of the other city's Sở Tài chính

    def people(self) -> dict[str, Person]:
        """Everybody by the name they have here."""
        every = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in every if isinstance(value, Person)}


def bring_cast() -> Cast:
    """The cast for a test: made by the services the first time, laid down as the same rows from then on.

    Only within a test's transaction and where nothing is yet; the services seal what they commit.
    """
    global _kept
    if not connection.in_atomic_block or Body.objects.exists() or Event.objects.exists():
        return make_cast()
    if _kept is None:
        empty = [model for model in apps.get_models(include_auto_created=True) if not model._base_manager.exists()]
        cast = make_cast()
        _kept = pickle.dumps(([list(model._base_manager.all()) for model in empty], cast))
        return cast
    rows, cast = pickle.loads(_kept)
    for of_model in filter(None, rows):
        type(of_model[0])._base_manager.bulk_create(of_model)
    return cast


def make_cast() -> Cast:
    """Open the bodies and let everybody in. Nobody has a password: tests log in with `client.force_login`."""

    def body(code: str, kind: str, name: str, parent: Body | None, **more) -> Body:
        return services.open_body(code=code, kind=kind, name=name, parent=parent, on=OPENED, by=None, now=NOW, **more)

    def person(username: str, full_name: str, role: str, where: Body, position: str, field=None, **more) -> Person:
        new = services.add_person(
            username=username,
            full_name=full_name,
            email=f"{username}@thanhlam.example",
            position=position,
            by=None,
            now=NOW,
            **more,
        )
        services.add_membership(person=new, body=where, role=role, field_number=field, on=OPENED, by=None, now=NOW)
        return new

    city = body("T01", BodyKind.CITY, "UBND thành phố Thanh Lam", None, symbol="UBND", place="Thanh Lam")
    home_affairs = body("T01.01", BodyKind.DEPARTMENT, "Sở Nội vụ", city, symbol="SNV", is_standing_agency=True)
    finance = body("T01.02", BodyKind.DEPARTMENT, "Sở Tài chính", city, symbol="STC")
    budget_unit = body("T01.02.01", BodyKind.UNIT, "Phòng Quản lý ngân sách", finance)
    justice = body("T01.03", BodyKind.DEPARTMENT, "Sở Tư pháp", city, symbol="STP")
    office = body("T01.04", BodyKind.OFFICE, "Văn phòng UBND thành phố", city, symbol="VP")
    centre = body(
        "T01.05",
        BodyKind.SERVICE_CENTRE,
        "Trung tâm Phục vụ hành chính công thành phố",
        city,
        short_name="TTPVHCC",
        symbol="TTPVHCC",
    )
    ward = body("T01.91", BodyKind.WARD, "UBND phường Cầu Mây", city, symbol="UBND", place="Cầu Mây")
    second_ward = body("T01.92", BodyKind.WARD, "UBND phường Bến Đá", city, symbol="UBND", place="Bến Đá")
    commune = body("T01.93", BodyKind.COMMUNE, "UBND xã Đồng Sậy", city, symbol="UBND", place="Đồng Sậy")
    other_city = body("T02", BodyKind.CITY, "UBND tỉnh Trường Phong", None, symbol="UBND", place="Trường Phong")
    other_finance = body("T02.02", BodyKind.DEPARTMENT, "Sở Tài chính", other_city, symbol="STC")

    def group(name: str, kinds: list[str], *aliases: str) -> BodyGroup:
        return services.define_group(under=city, name=name, kinds=kinds, aliases=aliases, by=None, now=NOW)

    return Cast(
        city=city,
        home_affairs=home_affairs,
        finance=finance,
        budget_unit=budget_unit,
        justice=justice,
        office=office,
        centre=centre,
        ward=ward,
        second_ward=second_ward,
        commune=commune,
        all_communes=group(
            "UBND các xã, phường", [BodyKind.COMMUNE, BodyKind.WARD, BodyKind.SPECIAL_ZONE], "UBND cấp xã"
        ),
        all_departments=group(
            "Các sở, ban, ngành",
            [BodyKind.DEPARTMENT, BodyKind.OFFICE, BodyKind.INSPECTORATE, BodyKind.SERVICE_CENTRE, BodyKind.BOARD],
        ),
        finance_officer=person("tc.chuyenvien", "Lê Thu Hạnh", Role.OFFICER, finance, "Chuyên viên"),
        finance_focal_point=person("tc.daumoi", "Phạm Gia Ân", Role.FOCAL_POINT, finance, "Phó Chánh Văn phòng"),
        finance_head=person("tc.giamdoc", "Trần Quốc Đạt", Role.HEAD, finance, "Giám đốc"),
        ward_officer=person("caumay.congchuc", "Vũ Ngọc Yến", Role.OFFICER, ward, "Công chức"),
        ward_focal_point=person("caumay.daumoi", "Đỗ Hải Âu", Role.FOCAL_POINT, ward, "Trưởng phòng VHXH"),
        ward_head=person("caumay.chutich", "Hoàng Đức Minh", Role.HEAD, ward, "Chủ tịch UBND phường"),
        standing_officer=person("nv.cchc", "Bùi Khánh Linh", Role.STANDING_AGENCY, home_affairs, "Trưởng phòng CCHC"),
        home_affairs_head=person("nv.giamdoc", "Ngô Bá Sơn", Role.HEAD, home_affairs, "Giám đốc"),
        field_lead=person("hcc.linhvuc3", "Dương Tú Anh", Role.FIELD_LEAD, centre, "Phó Giám đốc", field=3),
        leader=person("tp.lanhdao", "Đặng Hữu Phúc", Role.LEADER, city, "Phó Chủ tịch UBND thành phố"),
        administrator=person(
            "quantri", "Lý Thanh Bình", Role.ADMINISTRATOR, city, "Quản trị hệ thống", is_superuser=True
        ),
        other_city=other_city,
        other_finance=other_finance,
        stranger=person("truongphong.giamdoc", "Mai Xuân Ở", Role.HEAD, other_finance, "Giám đốc"),
    )

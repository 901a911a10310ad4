"""The demo city: thành phố Hà Minh, its bodies and its people. Everything and everybody here is invented."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from caicach.bodies import services
from caicach.bodies.models import Body, BodyKind, Person, Role

PASSWORD = "hanh-chinh-phuc-vu"  # printed with the log-ins; the demo listens on this machine only

DEPARTMENTS = [
    # code, kind, name, short name, symbol
    ("01", BodyKind.OFFICE, "Văn phòng UBND thành phố", "VP UBND", "VP"),
    ("02", BodyKind.DEPARTMENT, "Sở Nội vụ", "Sở NV", "SNV"),
    ("03", BodyKind.DEPARTMENT, "Sở Tư pháp", "Sở TP", "STP"),
    ("04", BodyKind.DEPARTMENT, "Sở Tài chính", "Sở TC", "STC"),
    ("05", BodyKind.DEPARTMENT, "Sở Khoa học và Công nghệ", "Sở KH&CN", "SKHCN"),
    ("06", BodyKind.DEPARTMENT, "Sở Giáo dục và Đào tạo", "Sở GD&ĐT", "SGDĐT"),
    ("07", BodyKind.DEPARTMENT, "Sở Y tế", "Sở YT", "SYT"),
    ("08", BodyKind.DEPARTMENT, "Sở Văn hóa, Thể thao và Du lịch", "Sở VHTT&DL", "SVHTTDL"),
    ("09", BodyKind.DEPARTMENT, "Sở Nông nghiệp và Môi trường", "Sở NN&MT", "SNNMT"),
    ("10", BodyKind.DEPARTMENT, "Sở Xây dựng", "Sở XD", "SXD"),
    ("11", BodyKind.DEPARTMENT, "Sở Công Thương", "Sở CT", "SCT"),
    ("12", BodyKind.INSPECTORATE, "Thanh tra thành phố", "Thanh tra", "TTr"),
    ("13", BodyKind.POLICE, "Công an thành phố", "CATP", "CATP"),
    (
        "14",
        BodyKind.SERVICE_CENTRE,
        "Trung tâm Phục vụ hành chính công thành phố",
        "TTPVHCC",
        "TTPVHCC",
    ),
    ("15", BodyKind.BOARD, "Ban Quản lý các khu công nghiệp", "BQL KCN", "BQLKCN"),
]
WARDS = [
    "Bến Lau", "Cầu Gỗ Mới", "Đồng Mây", "Hạ Vàng", "Kim Lộc", "Lạc Hòa", "Mỹ Khê Đông", "Nam Sa", "Phố Hiền",
    "Tân Lĩnh", "Thượng Nguyên", "Trúc Bãi",
]  # fmt: skip
COMMUNES = [
    "An Sậy", "Bình Chuối", "Cát Vĩnh", "Đại Mộc", "Gò Trầm", "Hòa Nghĩa Tây", "Khánh Lam", "Ninh Xuyên",
    "Quảng Trà", "Vĩnh Hạc",
]  # fmt: skip
UNITS = {
    "04": ["Văn phòng Sở", "Phòng Quản lý ngân sách", "Phòng Quản lý giá và công sản", "Thanh tra Sở"],
    "02": ["Phòng Cải cách hành chính", "Phòng Công chức, viên chức"],
    "Bến Lau": [
        "Văn phòng HĐND và UBND phường Bến Lau",
        "Phòng Văn hóa - Xã hội phường Bến Lau",
        "Trung tâm Phục vụ hành chính công phường Bến Lau",
    ],
}
FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Trịnh",
    "Lưu",
]
MIDDLE = ["Thanh", "Minh", "Thu", "Quốc", "Ngọc", "Hải", "Gia", "Khánh", "Bảo", "Diệu", "Tuấn", "Hoài", "Xuân", "Đức"]
GIVEN = [
    *("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hiếu", "Khoa", "Lan", "Linh", "Long", "Mai", "Nam"),
    *("Nga", "Phong", "Quân", "Quyên", "Sơn", "Tâm", "Thảo", "Trang", "Tú", "Vân", "Việt", "Yến", "Đạt", "Ánh"),
]


@dataclass
class City:
    """What the year needs to know of the city."""

    root: Body
    bodies: dict[str, Body] = field(default_factory=dict)  # by code or commune name
    people: dict[tuple[int, str], Person] = field(default_factory=dict)  # by body id and role

    def person(self, body: Body, role: str) -> Person:
        return self.people[body.pk, role]


def build_city(*, opened: date, now: datetime, chance: random.Random) -> City:
    """Open the bodies, let the people in, name the groups."""
    root = services.open_body(
        code="X01", kind=BodyKind.CITY, name="UBND thành phố Hà Minh", parent=None, on=opened, by=None, now=now,
        symbol="UBND", place="Hà Minh",
    )  # fmt: skip
    city = City(root)
    for code, kind, name, short_name, symbol in DEPARTMENTS:
        city.bodies[code] = services.open_body(
            code=f"X01.{code}", kind=kind, name=name, parent=root, on=opened, by=None, now=now, short_name=short_name,
            symbol=symbol, place="Hà Minh", is_standing_agency=code == "02",
        )  # fmt: skip
    for number, (kind, word, name) in enumerate(
        [(BodyKind.WARD, "phường", name) for name in WARDS] + [(BodyKind.COMMUNE, "xã", name) for name in COMMUNES], 1
    ):
        city.bodies[name] = services.open_body(
            code=f"X01.{50 + number}", kind=kind, name=f"UBND {word} {name}", parent=root, on=opened, by=None, now=now,
            symbol="UBND", place=name,
        )  # fmt: skip
    for parent, names in UNITS.items():
        for number, name in enumerate(names, 1):
            above = city.bodies[parent]
            kind = BodyKind.SERVICE_CENTRE if name.startswith("Trung tâm") else BodyKind.UNIT
            city.bodies[name] = services.open_body(
                code=f"{above.code}.{number:02}", kind=kind, name=name, parent=above, on=opened, by=None, now=now
            )
    _name_groups(root, now=now)
    _let_people_in(city, opened=opened, now=now, chance=chance)
    return city


def _name_groups(root: Body, *, now: datetime) -> None:
    communes = [BodyKind.WARD, BodyKind.COMMUNE, BodyKind.SPECIAL_ZONE]
    agencies = [
        BodyKind.DEPARTMENT,
        BodyKind.OFFICE,
        BodyKind.INSPECTORATE,
        BodyKind.POLICE,
        BodyKind.SERVICE_CENTRE,
        BodyKind.BOARD,
    ]
    groups: list[tuple[str, list[BodyKind], list[str]]] = [
        ("UBND các xã, phường", communes, ["UBND cấp xã", "Chủ tịch UBND các xã, phường", "các xã, phường"]),
        ("Các sở, ban, ngành", agencies, ["Các sở, ban, ngành thành phố", "Thủ trưởng các sở, ban, ngành"]),
    ]
    for name, kinds, aliases in groups:
        services.define_group(under=root, name=name, kinds=[str(k) for k in kinds], aliases=aliases, by=None, now=now)
    finance = Body.objects.get(code="X01.04")
    services.define_group(
        under=finance, name="Các phòng thuộc Sở", kinds=[str(BodyKind.UNIT)], aliases=[], by=None, now=now
    )


def _let_people_in(city: City, *, opened: date, now: datetime, chance: random.Random) -> None:
    taken: set[str] = set()
    password = make_password(PASSWORD)  # one for all of them: a third of a second each time

    def someone() -> str:
        while True:
            name = " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)))
            if name not in taken:
                taken.add(name)
                return name

    def let_in(
        body: Body, role: Role, position: str, username: str, *, known: bool = False, field: int | None = None
    ) -> Person:
        person = services.add_person(
            username=username, full_name=someone(), email=f"{username}@haminh.example", position=position,
            password=None, by=None, now=now, is_superuser=role == Role.ADMINISTRATOR,
        )  # fmt: skip
        services.add_membership(person=person, body=body, role=role, on=opened, by=None, now=now, field_number=field)
        if known:  # who can log in can also turn on the second factor, which asks for a confirmed address
            person.password = password
            person.save(update_fields=["password"])
            EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        city.people[body.pk, role] = person
        return person

    home_affairs = city.bodies["02"]
    let_in(home_affairs, Role.STANDING_AGENCY, "Trưởng phòng Cải cách hành chính", "noivu", known=True)
    let_in(city.root, Role.LEADER, "Phó Chủ tịch UBND thành phố", "lanhdao", known=True)
    let_in(city.root, Role.ADMINISTRATOR, "Quản trị hệ thống", "quantri", known=True)
    let_in(city.root, Role.HEAD, "Chủ tịch UBND thành phố", "chutich")
    let_in(
        city.bodies["14"],
        Role.FIELD_LEAD,
        "Phó Giám đốc",
        "linhvuc3",
        known=True,
        field=3,
    )
    with_log_in = {
        city.bodies["04"].pk: "sotaichinh",
        city.bodies["Bến Lau"].pk: "benlau",
    }
    for body in city.bodies.values():
        log_in = with_log_in.get(body.pk, "")
        prefix = log_in or body.code.lower().replace(".", "-")
        commune = body.kind in (BodyKind.WARD, BodyKind.COMMUNE)
        for role, position, suffix in (
            (Role.OFFICER, "Chuyên viên", "chuyenvien"),
            (Role.FOCAL_POINT, "Đầu mối CCHC", "daumoi"),
            (Role.HEAD, "Chủ tịch UBND" if commune else "Thủ trưởng", "thutruong"),
        ):
            let_in(body, role, position, f"{prefix}.{suffix}", known=bool(log_in))

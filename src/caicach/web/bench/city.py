"""A city to measure with: everything invented, the same for the same seed and day, written in bulk.

Rows are made as the rooms' services would have left them (states and their dates agree, events are sealed), without
going through the services, which lock, tell and log one act at a time.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as clock_time
from io import BytesIO

from django.db import connection, transaction
from django.utils import timezone

from caicach.bodies import rules
from caicach.bodies.models import Body, BodyGroup, BodyKind, BodyName, Delegation, Membership, Person, Role
from caicach.bodies.services import define_usual_groups
from caicach.core.evidence import store_file
from caicach.core.models import StoredFile
from caicach.programme.models import Field
from caicach.web.demo.city import COMMUNES, DEPARTMENTS, FAMILY, GIVEN, MIDDLE, WARDS

from .bulk import in_bulk

ROOT_CODE = "B00"  # no office has it: a database with this city in it is a benchmark's
NAME = "thành phố Trường Giang"
SEED = 2026
STANDING = "02"

MORE_DEPARTMENTS = [
    ("16", BodyKind.DEPARTMENT, "Sở Dân tộc và Tôn giáo", "Sở DT&TG", "SDTTG"),
    ("17", BodyKind.DEPARTMENT, "Sở Ngoại vụ", "Sở NgV", "SNgV"),
    ("18", BodyKind.DEPARTMENT, "Sở Quy hoạch", "Sở QH", "SQH"),
    ("19", BodyKind.BOARD, "Ban Quản lý khu công nghệ cao", "BQL KCNC", "BQLKCNC"),
    ("20", BodyKind.PUBLIC_UNIT, "Viện Nghiên cứu phát triển", "Viện NCPT", "VNCPT"),
]
SIDES = ("", " Đông", " Tây", " Nam", " Bắc", " Trung")
UNITS = (
    "Văn phòng", "Phòng Tổ chức - Hành chính", "Phòng Kế hoạch", "Phòng Kinh tế", "Phòng Văn hóa - Xã hội",
    "Phòng Hạ tầng", "Phòng Tư pháp - Hộ tịch", "Phòng Tài chính - Kế toán", "Phòng Công nghệ thông tin",
    "Phòng Kiểm tra", "Phòng Nghiệp vụ", "Phòng Địa chính", "Phòng Quản lý dữ liệu", "Trạm Y tế", "Trung tâm Văn hóa",
    "Trường Tiểu học", "Trường Trung học cơ sở", "Trường Mầm non", "Ban Quản lý chợ", "Tổ Công nghệ số",
)  # fmt: skip

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Scale:
    """How large the city is. The defaults are design's "a city such as Hanoi"."""

    bodies: int = 3_000
    people: int = 30_000
    plans: int = 60
    tasks: int = 4_000
    duties: int = 200_000
    documents: int = 20_000
    annexes_to_confirm: int = 6  # of the document that waits to be confirmed

    def part(self, of: int) -> Scale:
        """One `of`-th of it, for a look that does not take the whole city."""
        names = ("bodies", "people", "plans", "tasks", "duties", "documents")
        return replace(self, **{name: getattr(self, name) // of for name in names})

    @property
    def departments(self) -> int:
        return min(20, self.bodies // 10)

    @property
    def communes(self) -> int:
        return min(126, self.bodies // 5)


@dataclass
class Made:
    """The city while it is being made."""

    scale: Scale
    today: date
    chance: random.Random
    root: Body
    departments: list[Body] = field(default_factory=list)
    communes: list[Body] = field(default_factory=list)
    units: dict[int, list[Body]] = field(default_factory=dict)  # by the body above
    staff: dict[tuple[int, str], list[int]] = field(default_factory=dict)  # people by body and role
    groups: dict[str, BodyGroup] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    zone: tzinfo = field(default_factory=timezone.get_default_timezone)

    @property
    def standing(self) -> Body:
        return self.departments[1]

    @property
    def agencies(self) -> list[Body]:
        """The bodies right below the city."""
        return [*self.departments, *self.communes]

    @property
    def first_day(self) -> date:
        """The city's papers and duties reach back to here."""
        return self.today - timedelta(days=330)

    def person(self, body: Body, *roles: str) -> int:
        """Somebody of the body in one of the roles, the first that is held."""
        return next(people[0] for role in roles if (people := self.staff.get((body.pk, role))))

    def at(self, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, int(60 * self.chance.random()), tzinfo=self.zone)


def generate(scale: Scale = Scale(), *, today: date, tell: Tell = lambda words: None) -> Made:
    """Fill the database with the city. Raises where there is one already (unique codes)."""
    now = timezone.make_aware(datetime.combine(today, clock_time(7)))
    gc.freeze()  # nothing that was made is thrown away before the end: looking for it takes a third of the time
    gc.disable()
    try:
        return _generated(scale, today=today, now=now, tell=tell)
    finally:
        gc.enable()
        gc.unfreeze()


def _generated(scale: Scale, *, today: date, now: datetime, tell: Tell) -> Made:
    from .city_duties import give_duties
    from .city_figures import give_figures
    from .city_papers import register_papers
    from .city_reports import open_reports
    from .city_targets import measure_targets

    made = Made(scale, today, random.Random(SEED), Body())
    with transaction.atomic():
        with _step("bodies", tell):
            _open_bodies(made, opened=today - timedelta(days=500), now=now)
        with _step("people", tell):
            _let_people_in(made)
        with _step("documents and plans", tell):
            made.fields = list(Field.objects.filter(valid_to=None))
            made.files = [_proof(number, now=now) for number in range(min(200, scale.documents))]
            plans = register_papers(made, now=now)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # the indexes of the duties while they grow
            cursor.execute("PRAGMA cache_size=-1000000")
    with _step("duties", tell):
        give_duties(made, plans)
    with _step("reports", tell):
        open_reports(made)
    with _step("figures", tell):
        give_figures(made.root, chance=made.chance, today=today, now=now)
        measure_targets(by=made.person(made.standing, Role.STANDING_AGENCY), now=now)
    with _step("statistics of the database", tell):
        gather_statistics()
    return made


def gather_statistics() -> None:
    """What the planner knows of the tables, as PostgreSQL's autovacuum and the product's clock keep it."""
    if connection.in_atomic_block and connection.vendor == "postgresql":
        words = "ANALYZE"  # VACUUM runs in no transaction
    else:
        words = "VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(words)


@contextmanager
def _step(words: str, tell: Tell) -> Iterator[None]:
    started = time.perf_counter()
    yield
    tell(f"{words}: {time.perf_counter() - started:.1f} s")


def _open_bodies(made: Made, *, opened: date, now: datetime) -> None:
    scale = made.scale
    root = _body("", 1, ROOT_CODE, BodyKind.CITY, f"UBND {NAME}", opened, symbol="UBND", place="Trường Giang")
    root.numchild = scale.departments + scale.communes
    root.save(force_insert=True)
    made.root = root
    departments = [*DEPARTMENTS, *MORE_DEPARTMENTS][: scale.departments]
    below = [
        _body(
            root.path, step, f"{ROOT_CODE}.{code}", kind, name, opened, short_name=short, symbol=symbol,
            place="Trường Giang", is_standing_agency=code == STANDING,
        )
        for step, (code, kind, name, short, symbol) in enumerate(departments, 1)
    ]  # fmt: skip
    names = [(word, f"{name}{side}") for side in SIDES for word, name in _commune_names()]
    for number, (word, name) in enumerate(names[: scale.communes], 1):
        kind = BodyKind.WARD if word == "phường" else BodyKind.COMMUNE
        code = f"{ROOT_CODE}.{100 + number}"
        step = scale.departments + number
        below.append(_body(root.path, step, code, kind, f"UBND {word} {name}", opened, symbol="UBND", place=name))
    left = scale.bodies - 1 - len(below)
    shares = [left // len(below) + (place < left % len(below)) for place in range(len(below))]
    for body, share in zip(below, shares, strict=True):
        body.numchild = share
    in_bulk(Body, below)
    made.departments, made.communes = below[: scale.departments], below[scale.departments :]
    for body, share in zip(below, shares, strict=True):
        short = body.short_name or body.name.removeprefix("UBND ")
        made.units[body.pk] = [
            _body(body.path, step, f"{body.code}.{step:02}", BodyKind.UNIT, f"{_unit(step)} {short}", opened)
            for step in range(1, share + 1)
        ]
    units = in_bulk(Body, (unit for units in made.units.values() for unit in units))
    in_bulk(BodyName, (BodyName(body=body, name=body.name, valid_from=opened) for body in [root, *below, *units]))
    define_usual_groups(under=root, by=None, now=now)
    made.groups = {group.name: group for group in BodyGroup.objects.filter(under=root)}


def _commune_names() -> list[tuple[str, str]]:
    return [("phường", name) for name in WARDS] + [("xã", name) for name in COMMUNES]


def _unit(step: int) -> str:
    turn = (step - 1) // len(UNITS)
    return UNITS[(step - 1) % len(UNITS)] + (f" số {turn + 1}" if turn else "")


def _body(above: str, step: int, code: str, kind: str, name: str, opened: date, **more: object) -> Body:
    short, symbol = str(more.get("short_name", "")), str(more.get("symbol", ""))
    return Body(
        path=Body._get_path(above, len(above) // Body.steplen + 1, step),
        depth=len(above) // Body.steplen + 1,
        numchild=0,
        code=code,
        kind=kind,
        name=name[:200],
        opened_on=opened,
        sort_key=rules.body_sort_key(name),
        search_key=rules.body_search_key(name, short, symbol),
        **more,
    )


def _let_people_in(made: Made) -> None:
    """An officer, a focal point and a head in each body; further officers in turn; the roles that serve the level."""
    since = made.root.opened_on
    bodies = [made.root, *made.agencies, *(unit for units in made.units.values() for unit in units)]
    posts: list[tuple[Body, str, int | None]] = [
        (made.root, Role.ADMINISTRATOR, None),
        (made.root, Role.LEADER, None),
        *((made.standing, Role.STANDING_AGENCY, None) for _ in range(3)),
        *((made.departments[n % len(made.departments)], Role.FIELD_LEAD, n) for n in range(1, 8)),
        *((body, role, None) for body in bodies for role in (Role.OFFICER, Role.FOCAL_POINT, Role.HEAD)),
    ]
    posts += [
        (bodies[number % len(bodies)], Role.OFFICER, None) for number in range(max(0, made.scale.people - len(posts)))
    ]
    posts = posts[: max(made.scale.people, len(bodies) * 3 + 12)]
    people = in_bulk(Person, (_person(made, number, role) for number, (_, role, _) in enumerate(posts)))
    memberships = in_bulk(
        Membership,
        (
            Membership(person=person, body=body, role=role, field_number=number, valid_from=since)
            for person, (body, role, number) in zip(people, posts, strict=True)
        ),
    )
    for held in memberships:
        made.staff.setdefault((held.body_id, held.role), []).append(held.person_id)
    in_bulk(
        Delegation,
        (
            Delegation(
                membership=held,
                to_id=made.person(held.body, Role.FOCAL_POINT),
                starts_on=made.today - timedelta(days=3),
                ends_on=made.today + timedelta(days=3),
                reason="Đi công tác",
            )
            for held in memberships
            if held.role == Role.HEAD and held.pk % 20 == 0
        ),
    )


def _person(made: Made, number: int, role: str) -> Person:
    chance = made.chance
    name = " ".join((chance.choice(FAMILY), chance.choice(MIDDLE), chance.choice(GIVEN)))
    username, email = f"b{number}", f"b{number}@truonggiang.example"
    superuser = role == Role.ADMINISTRATOR
    return Person(
        username=username, full_name=name, email=email, position=str(Role(role).label), password="!",
        is_staff=superuser, is_superuser=superuser, sort_key=rules.person_sort_key(name),
        date_joined=made.at(made.root.opened_on),
        search_key=rules.person_search_key(name, username, email),
    )  # fmt: skip


def _proof(number: int, *, now: datetime) -> StoredFile:
    return store_file(BytesIO(f"Tài liệu kiểm chứng số {number}\n".encode()), now=now)

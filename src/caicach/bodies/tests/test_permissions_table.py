"""docs/reference/permissions.md is what holds: the table of rights, and who may enter each URL.

A URL that is new fails here until it has its row; the message shows the row to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from caicach.bodies.access import TABLE, Permission, standing_of
from caicach.bodies.middleware import ADMINISTRATOR_PREFIXES, PUBLIC_VIEWS, SIGNED_IN_PREFIXES, WITH_TEMPORARY_PASSWORD
from caicach.bodies.models import Person, Role

from .samples import World, make_world, sample_for

DOCUMENT = Path(__file__).resolve().parents[4] / "docs/reference/permissions.md"
PUBLIC, SIGNED_IN, SUPERUSER = "public", "signed_in", "superuser"


@dataclass(frozen=True)
class Address:
    """One URL: its name, its pattern as the documentation prints it, who may enter."""

    name: str
    pattern: str
    opens_to: str | None

    @property
    def takes_arguments(self) -> bool:
        return "<" in self.pattern

    def row(self) -> str:
        return f"| `{self.name}` | `{self.pattern}` | `{self.opens_to}` |"


def every_address() -> list[Address]:
    """Every URL of the root urlconf, Django's admin as one."""
    found = list(_walk(get_resolver()))
    return sorted(set(found), key=lambda address: (address.pattern, address.name))


def _walk(resolver: URLResolver, namespaces: tuple[str, ...] = (), prefix: str = "/") -> Iterator[Address]:
    for part in resolver.url_patterns:
        pattern = prefix + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(part.pattern)).replace("^", "").replace("$", "")
        if isinstance(part, URLResolver):
            if part.namespace == "admin":
                yield Address("admin:*", f"{pattern}…", SUPERUSER)
            else:
                yield from _walk(part, (*namespaces, *filter(None, [part.namespace])), pattern)
        else:
            name = ":".join([*namespaces, part.name or ""])
            yield Address(name, pattern, _opens_to(part, name))


def _opens_to(part: URLPattern, name: str) -> str | None:
    permission = getattr(part.callback, "permission", "")
    if permission is None or name in PUBLIC_VIEWS:
        return PUBLIC
    if permission:
        return str(permission)
    return SIGNED_IN if name.startswith(SIGNED_IN_PREFIXES) else None


def documented(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    text = DOCUMENT.read_text(encoding="utf-8")
    part = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert part is not None, f"{DOCUMENT} has no heading “{heading}”"
    rows = [line for line in part[1].splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows if "---" not in row]


def test_the_documented_table_is_the_one_that_holds():
    head, *rows = documented("Bảng quyền")
    roles = [Role(cell.split("`")[1]) for cell in head[2:-1]]
    assert set(roles) == set(Role)
    stated = {
        Permission(code): {role for role, cell in zip(roles, cells[:-1], strict=True) if cell == "●"}
        for _words, code, *cells in rows
    }
    assert stated == {permission: set(holders) for permission, holders in TABLE.items()}


def test_every_permission_has_its_row_in_the_code():
    assert set(TABLE) == set(Permission)


def test_every_url_says_to_whom_it_opens():
    silent = [address.name for address in every_address() if address.opens_to is None]
    assert silent == []


def test_every_url_is_documented_with_who_may_enter():
    _head, *rows = documented("Địa chỉ")
    stated = {Address(name, pattern, who) for name, pattern, who in rows}
    actual = set(every_address())
    missing = "\n".join(address.row() for address in every_address() if address not in stated)
    gone = "\n".join(address.row() for address in stated - actual)
    assert not missing, f"Add to docs/reference/permissions.md:\n{missing}"
    assert not gone, f"No longer so, drop from docs/reference/permissions.md:\n{gone}"


def test_the_documented_exceptions_are_the_public_ones():
    _head, *rows = documented("Ngoại lệ mở cho mọi người")
    assert {name for name, _why in rows} == {a.name for a in every_address() if a.opens_to == PUBLIC}


def test_what_a_temporary_password_opens_is_documented():
    _head, *rows = documented("Khi đang dùng mật khẩu tạm")
    assert {name for name, _why in rows} == WITH_TEMPORARY_PASSWORD
    assert {a.name for a in every_address() if a.opens_to == SIGNED_IN} >= WITH_TEMPORARY_PASSWORD


def test_no_prefix_of_the_door_opens_one_of_our_own_views():
    own = [address.name for address in every_address() if ":" in address.name and address.name != "admin:*"]
    assert not [name for name in own if name.startswith((*SIGNED_IN_PREFIXES, *ADMINISTRATOR_PREFIXES))]


# --- and so it is when somebody comes

ROLES = [
    "finance_officer",
    "finance_focal_point",
    "finance_head",
    "ward_head",
    "standing_officer",
    "home_affairs_head",
    "field_lead",
    "leader",
    "administrator",
    "stranger",
]
ANSWERS = {200, 302, 400, 403, 404, 405, 422}
ASKS_FOR_CONFIRMATION = {"account_reauthenticate", "mfa_reauthenticate"}


@pytest.fixture
def world(cast, settings) -> World:
    settings.AXES_ENABLED = False
    return make_world(cast)


def visits(world: World) -> Iterator[tuple[Address, str, object]]:
    """Every URL of ours with its address and the body whose matter it is (None: nobody's in particular)."""
    for address in every_address():
        if address.opens_to in {PUBLIC, SUPERUSER} or address.name.startswith(SIGNED_IN_PREFIXES):
            continue
        kwargs, body = sample_for(address.name, world) if address.takes_arguments else ({}, None)
        yield address, reverse(address.name, kwargs=kwargs), body


def asked(client, method: str, url: str) -> int:
    """The answer's status; whatever the visit changed is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(url)
        if answer.streaming:
            list(answer.streaming_content)  # to its end, which closes the file behind it
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES)
def test_each_role_is_let_in_as_the_table_says(world, client, who):
    person: Person = world.cast.people()[who]
    standing = standing_of(person, today=timezone.localdate())
    client.force_login(person)
    wrong = []
    for address, url, body in visits(world):
        holds = address.opens_to == SIGNED_IN or standing.may(Permission(address.opens_to))
        got = asked(client, "get", url)
        if got not in ANSWERS:
            wrong.append((address.name, "GET", got, "no such answer"))
        elif not holds and got not in {403, 405}:
            wrong.append((address.name, "GET", got, "refused"))
        elif holds and got == 403 and body is None:
            wrong.append((address.name, "GET", got, "let in"))
        elif body is not None and address.opens_to != SIGNED_IN:
            over = standing.may(Permission(address.opens_to), body)
            if over and got in {403, 404}:
                wrong.append((address.name, "GET", got, f"let in to what is {body}'s"))
            if who == "stranger" and got not in {403, 404, 405}:
                wrong.append((address.name, "GET", got, "a stranger is shown nothing"))
        if (not holds or (who == "stranger" and body is not None)) and (got := asked(client, "post", url)) not in {
            403,
            404,
            405,
        }:
            wrong.append((address.name, "POST", got, "refused"))
    assert not wrong, "\n" + "\n".join(map(str, wrong))


@pytest.mark.django_db
def test_who_is_not_logged_in_goes_to_the_log_in_page(world, client):
    for address, url, _body in visits(world):
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            assert answer.status_code == 302, (address.name, method)
            assert answer.url.startswith(reverse("account_login")), (address.name, method)


@pytest.mark.django_db
def test_the_public_pages_are_shown_to_anybody(client):
    for address in every_address():
        if address.opens_to == PUBLIC and not address.takes_arguments:
            answer = client.get(reverse(address.name))
            sent_on = getattr(answer, "url", "")
            assert answer.status_code in {200, 302, 405}, address.name
            assert "next=" not in sent_on, address.name


@pytest.mark.django_db
@pytest.mark.parametrize("who", ROLES)
def test_the_admin_is_for_superusers_only(cast, client, who):
    person = cast.people()[who]
    client.force_login(person)
    assert client.get(reverse("admin:index")).status_code == (200 if person.is_superuser else 403)


@pytest.mark.django_db
def test_an_administrator_by_role_alone_is_no_superuser(cast, client):
    Person.objects.filter(pk=cast.administrator.pk).update(is_superuser=False)
    client.force_login(cast.administrator)
    assert client.get(reverse("admin:index")).status_code == 403
    assert client.get(reverse("bodies:rename", args=[cast.ward.pk])).status_code == 200
    assert client.get(reverse("bodies:rename", args=[cast.other_city.pk])).status_code == 404


@pytest.mark.django_db
def test_a_superuser_holds_every_permission_everywhere(cast):
    standing = standing_of(cast.administrator, today=timezone.localdate())
    assert all(standing.may(permission, cast.other_finance) for permission in Permission)

"""How far a role reaches: the house, the body and below, the level; and no further."""

from datetime import date

import pytest

from caicach.bodies import services
from caicach.bodies.access import Permission, standing_of
from caicach.bodies.models import Body, BodyKind, Role

from .cast import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
CITY = {
    "city", "home_affairs", "finance", "budget_unit", "justice", "office", "centre", "ward", "second_ward", "commune",
}  # fmt: skip
ALL = CITY | {"other_finance"}


def reach(cast, who, permission: Permission) -> set[str]:
    """The bodies for which the person holds the permission; the two ways of asking agree."""
    person = getattr(cast, who) if isinstance(who, str) else who
    standing = standing_of(person, today=DAY)
    one_by_one = {name for name in ALL if standing.may(permission, getattr(cast, name))}
    filtered = set(Body.objects.filter(standing.within(permission, "path")))
    assert one_by_one == {name for name in ALL if getattr(cast, name) in filtered}
    return one_by_one


@pytest.mark.parametrize(
    ("who", "permission", "where"),
    [
        pytest.param("finance_officer", Permission.SEE_DUTIES, {"finance", "budget_unit"}, id="an officer sees below"),
        pytest.param("finance_officer", Permission.SIGN_DUTIES, set(), id="an officer does not sign"),
        pytest.param("finance_head", Permission.SIGN_DUTIES, {"finance", "budget_unit"}, id="a head signs for a unit"),
        pytest.param("standing_officer", Permission.SEE_DUTIES, CITY, id="the standing agency sees its level"),
        pytest.param("standing_officer", Permission.WORK_DUTIES, {"home_affairs"}, id="and works at home"),
        pytest.param("home_affairs_head", Permission.ISSUE_PLANS, CITY, id="its head answers for the level"),
        pytest.param("home_affairs_head", Permission.SIGN_DUTIES, {"home_affairs"}, id="and signs at home"),
        pytest.param("field_lead", Permission.REVIEW_DUTIES, CITY, id="a field lead reviews at its level"),
        pytest.param("leader", Permission.SEE_CONTROL_ROOM, CITY, id="a leader reads the city"),
        pytest.param("leader", Permission.SEE_PEOPLE, set(), id="a leader does not read people"),
        pytest.param("administrator", Permission.SIGN_DUTIES, ALL, id="a superuser may everything"),
        pytest.param("stranger", Permission.SEE_DUTIES, {"other_finance"}, id="a stranger sees home"),
    ],
)
def test_reach(cast, who, permission, where):
    assert reach(cast, who, permission) == where


def chairman(cast):
    person = services.add_person(username="chutich", full_name="Tạ Minh Uy", by=None, now=NOW)
    services.add_membership(person=person, body=cast.city, role=Role.HEAD, on=date(2025, 7, 1), by=None, now=NOW)
    return person


def test_the_head_of_a_city_does_not_sign_for_its_departments(cast):
    person = chairman(cast)
    assert reach(cast, person, Permission.SEE_DUTIES) == CITY
    assert reach(cast, person, Permission.SIGN_DUTIES) == {"city"}


def test_two_houses_in_one_tree_are_both_ones_own(cast):
    person = chairman(cast)
    services.add_membership(person=person, body=cast.finance, role=Role.HEAD, on=date(2025, 7, 1), by=None, now=NOW)
    assert reach(cast, person, Permission.SIGN_DUTIES) == {"city", "finance", "budget_unit"}


def test_a_unit_of_a_unit_has_a_head_of_its_own(cast):
    team = services.open_body(
        code="T01.02.01.1", kind=BodyKind.UNIT, name="Tổ Dự toán", parent=cast.budget_unit, on=DAY, by=None, now=NOW
    )
    assert not standing_of(cast.finance_head, today=DAY).may(Permission.SIGN_DUTIES, team)


def test_the_top_of_a_tree_never_reaches_another_tree(cast):
    person = services.add_person(username="ttr", full_name="Cao Thị Lê", by=None, now=NOW)
    services.add_membership(
        person=person, body=cast.city, role=Role.STANDING_AGENCY, on=date(2025, 7, 1), by=None, now=NOW
    )
    assert reach(cast, person, Permission.SEE_PEOPLE) == CITY


def test_an_account_that_is_closed_or_a_role_that_ended_is_nothing(cast):
    services.deactivate_person(person=cast.ward_officer, on=DAY, by=cast.administrator, now=NOW)
    assert reach(cast, type(cast.leader).objects.get(pk=cast.ward_officer.pk), Permission.SEE_DUTIES) == set()
    role = cast.ward_head.memberships.get()
    services.end_membership(membership=role, on=DAY, by=None, now=NOW)
    assert reach(cast, "ward_head", Permission.SEE_DUTIES) == set()

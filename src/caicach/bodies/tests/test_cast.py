"""The cast stands as its docstring says; rights follow from where people stand."""

from datetime import date

import pytest

from caicach.bodies.access import Permission, standing_of

DAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


def test_who_sees_a_ward(cast):
    see = {
        name
        for name, person in cast.people().items()
        if standing_of(person, today=DAY).may(Permission.SEE_BODIES, cast.ward)
    }
    own = {"ward_officer", "ward_focal_point", "ward_head"}
    level = {"standing_officer", "home_affairs_head", "field_lead", "leader", "administrator"}
    assert see == own | level


def test_the_stranger_gets_nothing(cast):
    standing = standing_of(cast.stranger, today=DAY)
    for permission in Permission:
        assert not any(standing.may(permission, body) for body in (cast.city, cast.finance, cast.ward))


def test_the_stranger_can_log_in_elsewhere(cast, client):
    client.force_login(cast.stranger)
    assert client.session["_auth_user_id"] == str(cast.stranger.pk)

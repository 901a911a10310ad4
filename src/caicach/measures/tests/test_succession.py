"""Figures across the mergers of 1 July 2025: what the communes of before gave is shown of the one that followed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from caicach.bodies.models import Body, BodyKind, Person
from caicach.bodies.services import NewBody, merge_bodies, open_body, split_body
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures import selectors, services
from caicach.measures.models import RolledUp
from caicach.measures.rules import Kind

from .making import START, indicator, later, parts, send

pytestmark = pytest.mark.django_db
MERGED = date(2025, 7, 1)
Q1, Q2, Q3 = (Period(PeriodKind.QUARTER, 2025, ordinal) for ordinal in (1, 2, 3))
HALF, YEAR = Period(PeriodKind.HALF, 2025, 1), Period(PeriodKind.YEAR, 2025)


class World:
    """Two communes of before, one of which had a unit."""

    def __init__(self, cast) -> None:
        self.cast = cast
        Body.objects.filter(pk=cast.city.pk).update(opened_on=date(2020, 1, 1))
        self.first = self._open("X1", BodyKind.COMMUNE, "UBND xã Bãi Cạn", cast.city)
        self.second = self._open("X2", BodyKind.COMMUNE, "UBND xã Bãi Sâu", cast.city)
        self.unit = self._open("X1.1", BodyKind.UNIT, "Phòng Kinh tế", self.first)
        self.root = Person.objects.create(username="goc", full_name="Quản trị", is_superuser=True)
        self.merged: Body | None = None

    def _open(self, code, kind, name, parent) -> Body:
        parent.refresh_from_db()
        return open_body(code=code, kind=kind, name=name, parent=parent, on=date(2020, 1, 1), by=None, now=START)

    def gives(self, body, asked, answer, period):
        return send(self.root, Body.objects.get(pk=body.pk), asked, answer, period=period)

    def merge(self, into=None) -> Body:
        heir = into or NewBody("X3", BodyKind.COMMUNE, "UBND xã Hải Bãi")
        before = [self.first] if into else [self.first, self.second]
        merge_bodies(predecessors=before, successor=heir, on=MERGED, basis="Nghị quyết", by=None, now=START)
        self.merged = into or Body.objects.get(code="X3")
        return self.merged


@pytest.fixture
def world(cast) -> World:
    return World(cast)


def asked_since_2020(code="T.1", **given):
    return indicator(code, valid_from=date(2020, 1, 1), **given)


def test_the_time_before_is_what_the_predecessors_gave(world):
    asked = asked_since_2020()
    world.gives(world.first, asked, 10, Q1)
    world.gives(world.second, asked, 5, Q1)
    merged = world.merge()
    world.gives(merged, asked, 20, Q3)
    found = selectors.measure(indicators=[asked], bodies=[merged.pk, world.first.pk], periods=[Q1, Q3, YEAR])
    before = found["T.1", merged.pk, Q1]
    assert (before.value, before.forerunners) == (15, (world.first.pk, world.second.pk))
    assert (found["T.1", merged.pk, Q3].value, found["T.1", merged.pk, Q3].forerunners) == (20, ())
    assert found["T.1", world.first.pk, Q1].value == 10, "what a body gave stays with it"
    year = found["T.1", merged.pk, YEAR]
    assert (year.value, year.made_of, len(year.forerunners)) == (35, (Q1, Q3), 2)
    assert selectors.roll_up(asked, world.cast.city, Q1).value == 15, "nothing counts twice above"


def test_a_formula_over_them_says_so_too(world):
    asked = asked_since_2020()
    twice = asked_since_2020("T.F", source="formula", formula="T.1 * 2")
    world.gives(world.first, asked, 10, Q1)
    merged = world.merge()
    found = selectors.roll_up(twice, merged, Q1)
    assert (found.value, found.forerunners) == (20, (world.first.pk,))
    assert selectors.explain(twice, merged, Q1).forerunners == ("UBND xã Bãi Cạn",)


def test_by_the_rule_of_the_indicator_and_never_by_a_mean(world):
    share = asked_since_2020(unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    alone = asked_since_2020("T.N", over_bodies="none", over_time="last")
    world.gives(world.first, share, parts(1, 2), Q1)
    world.gives(world.second, share, parts(90, 100), Q1)
    world.gives(world.first, alone, 7, Q1)
    world.gives(world.second, alone, 9, Q1)
    merged = world.merge()
    assert selectors.roll_up(share, merged, Q1).value == Decimal("89.215686")
    assert selectors.roll_up(alone, merged, Q1).kind is None, "what is not put together over bodies stays apart"


def test_a_body_that_took_others_in_shows_them_with_its_own(world):
    asked = asked_since_2020()
    world.gives(world.first, asked, 10, Q1)
    world.gives(world.second, asked, 5, Q1)
    merged = world.merge(into=world.second)
    found = selectors.roll_up(asked, merged, Q1)
    assert (found.value, found.forerunners) == (15, (world.first.pk,))
    world.gives(world.second, asked, 12, Q3)
    assert selectors.roll_up(asked, merged, Q3).forerunners == ()
    assert selectors.roll_up(asked, world.cast.city, Q1).value == 15


def test_what_a_divided_body_gave_is_nobodys(world):
    asked = asked_since_2020()
    world.gives(world.first, asked, 10, Q1)
    into = [NewBody("X4", BodyKind.COMMUNE, "UBND xã Bãi Đông"), NewBody("X5", BodyKind.COMMUNE, "UBND xã Bãi Tây")]
    east, _west = split_body(body=world.first, into=into, on=MERGED, basis="Nghị quyết", by=None, now=START)
    assert selectors.roll_up(asked, east, Q1).kind is None


def test_a_unit_that_moved_counts_where_it_was_then(world):
    asked = asked_since_2020(asked_of=["commune", "unit"])
    figure = world.gives(world.unit, asked, 4, Q1)
    world.gives(world.first, asked, 10, Q1)
    merged = world.merge()
    assert selectors.roll_up(asked, merged, Q1).value == 10
    services.return_figures(figures=[figure], reason="Sai", by=world.root, now=later())
    assert selectors.roll_up(asked, world.first, Q1).below is None
    world.gives(world.unit, asked, 6, Q1)
    first = selectors.roll_up(asked, world.first, Q1)
    assert (first.value, first.below) == (10, 6)
    assert services.rebuild_roll_ups(period=Q1) == 0
    assert not RolledUp.objects.filter(body=merged, year=2025, ordinal=1).exists()
    assert selectors.roll_up(asked, world.cast.city, Q1).value == 10


def test_a_unit_that_gave_already_counts_below_the_body_it_moves_to(world):
    """The merger is recorded in September, as of July; the unit has given its third quarter."""
    asked = asked_since_2020(asked_of=["commune", "unit"])
    world.gives(world.unit, asked, 4, Q2)
    world.gives(world.unit, asked, 6, Q3)
    merged = world.merge()
    assert selectors.roll_up(asked, merged, Q3).value == 6
    assert selectors.roll_up(asked, world.first, Q3).kind is None
    before = selectors.roll_up(asked, merged, Q2)
    assert (before.value, before.forerunners) == (4, (world.first.pk,))
    assert [selectors.roll_up(asked, world.cast.city, when).value for when in (Q2, Q3)] == [4, 6]
    assert [services.rebuild_roll_ups(period=when) for when in (Q2, Q3)] == [0, 0]


def test_comparing_goes_across_the_merger(world):
    asked = asked_since_2020()
    world.gives(world.first, asked, 10, Q2)
    world.gives(world.second, asked, 5, Q2)
    merged = world.merge()
    world.gives(merged, asked, 18, Q3)
    (line,) = selectors.statistics(body=merged, indicators=[asked], period=Q3, today=date(2025, 9, 20))
    assert (line.before.value, line.change, line.change_percent) == (15, 3, 20)


def test_the_explanation_names_the_predecessors_and_leads_to_them(world, client):
    asked = asked_since_2020(asked_of=["commune"])
    world.gives(world.first, asked, 10, Q1)
    merged = world.merge()
    told = selectors.explain(asked, merged, Q1)
    assert (told.how, told.value, told.forerunners) == ("succession", 10, ("UBND xã Bãi Cạn",))
    assert [(share.name, share.value, share.given_by) for share in told.shares] == [("UBND xã Bãi Cạn", 10, "Quản trị")]
    assert "UBND xã Bãi Sâu" in told.missing, "the other one owed an answer too"
    assert selectors.as_json(told)["forerunners"] == ["UBND xã Bãi Cạn"]
    half = selectors.explain(asked, merged, HALF)
    assert (half.how, half.forerunners) == ("over_time", ("UBND xã Bãi Cạn",))
    client.force_login(world.cast.standing_officer)
    page = client.get(f"/so-lieu/giai-thich/T.1/{merged.pk}/{Q1.key}/").text
    assert "Số liệu của các cơ quan trước khi sáp nhập" in page
    assert client.get(f"/so-lieu/giai-thich/T.1/{world.first.pk}/{Q1.key}/").status_code == 200
    client.force_login(world.cast.finance_head)
    assert client.get(f"/so-lieu/giai-thich/T.1/{world.first.pk}/{Q1.key}/").status_code == 404


def test_who_sees_the_successor_sees_what_was_before(world):
    world.merge(into=world.second)
    from caicach.bodies.access import standing_of
    from caicach.bodies.models import Membership, Role

    Membership.objects.create(
        person=world.cast.stranger, body=world.second, role=Role.OFFICER, valid_from=date(2025, 7, 1)
    )
    standing = standing_of(world.cast.stranger, today=START.date())
    first = Body.objects.get(pk=world.first.pk)
    assert selectors.may_see_figures_of(standing, first)
    assert not selectors.may_see_figures_of(standing, world.cast.finance)


def test_nothing_is_asked_again_for_each_predecessor(world, django_assert_max_num_queries):
    asked = asked_since_2020()
    world.gives(world.first, asked, 10, Q1)
    world.gives(world.second, asked, 5, Q1)
    merged = world.merge()
    with django_assert_max_num_queries(3):
        selectors.measure(indicators=[asked], bodies=[merged.pk], periods=[Q1, Q2, Q3, YEAR])
    with django_assert_max_num_queries(12):
        told = selectors.explain(asked, merged, Q1)
    assert told.answer == Kind.VALUE

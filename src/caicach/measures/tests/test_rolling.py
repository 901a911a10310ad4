"""Figures rolled up over the tree and over time, and what is said when something is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from caicach.bodies.access import standing_of
from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures import selectors, services
from caicach.measures.models import RolledUp
from caicach.measures.rules import Answer, Kind

from .making import Q1, Q2, YEAR, give, indicator, later, number, parts, send

pytestmark = pytest.mark.django_db


def value(asked, body, period=Q1, breakdown=""):
    return selectors.roll_up(asked, body, period, breakdown).value


def test_sums_go_up_and_drafts_do_not(cast):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 10)
    give(cast.finance_officer, cast.finance, asked, 5)
    assert value(asked, cast.city) == 10
    send(cast.finance_focal_point, cast.finance, asked, 6)
    assert value(asked, cast.city) == 16
    measured = selectors.roll_up(asked, cast.city, Q1)
    assert (measured.rolled.values, measured.rolled.accepted) == (2, 0)


def test_ratios_go_up_as_their_parts(cast):
    asked = indicator(unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    send(cast.ward_focal_point, cast.ward, asked, parts(1, 2))
    send(cast.finance_focal_point, cast.finance, asked, parts(90, 100))
    assert value(asked, cast.city) == Decimal("89.215686")


def test_a_bodys_own_word_stands_for_those_below_and_the_difference_is_known(cast):
    asked = indicator()
    send(cast.finance_focal_point, cast.budget_unit, asked, 4)
    assert value(asked, cast.finance) == 4
    send(cast.finance_focal_point, cast.finance, asked, 10)
    measured = selectors.roll_up(asked, cast.finance, Q1)
    assert (measured.value, measured.own, measured.below) == (10, True, 4)
    assert value(asked, cast.city) == 10
    adds = indicator("T.A", covers_below=False)
    send(cast.finance_focal_point, cast.budget_unit, adds, 4)
    send(cast.finance_focal_point, cast.finance, adds, 10)
    assert value(adds, cast.city) == 14


def test_not_yet_does_not_hide_what_is_below(cast):
    asked = indicator()
    send(cast.finance_focal_point, cast.budget_unit, asked, 4)
    send(cast.finance_focal_point, cast.finance, asked, Answer(Kind.NOT_YET))
    measured = selectors.roll_up(asked, cast.city, Q1)
    assert (measured.value, measured.rolled.not_yet) == (4, 1)


def test_what_does_not_go_up_stays(cast):
    asked = indicator(over_bodies="none")
    send(cast.ward_focal_point, cast.ward, asked, 10)
    assert value(asked, cast.ward) == 10
    assert selectors.roll_up(asked, cast.city, Q1).kind is None


def test_a_year_is_made_of_its_quarters(cast):
    added, latest = indicator(), indicator("T.L", over_time="last", cumulative=True)
    for asked in (added, latest):
        send(cast.ward_focal_point, cast.ward, asked, 10, period=Q1)
        send(cast.ward_focal_point, cast.ward, asked, 25, period=Q2)
    assert value(added, cast.city, YEAR) == 35
    assert value(latest, cast.city, YEAR) == 25
    measured = selectors.roll_up(added, cast.city, YEAR)
    assert measured.made_of == (Q1, Q2), "two quarters of four: it says which"
    assert value(added, cast.city, Period(PeriodKind.HALF, 2026, 1)) == 35
    assert value(added, cast.city, Period(PeriodKind.HALF, 2026, 2)) is None
    assert value(indicator("T.N", over_time="none"), cast.city, YEAR) is None


def test_formulas_are_worked_out_at_every_level(cast):
    received, settled = indicator(), indicator("T.2")
    share = indicator("T.F", unit="%", source="formula", formula="T.2 / T.1 * 100")
    twice = indicator("T.FF", unit="%", source="formula", formula="T.F * 2")
    for by, body, one, two in (
        (cast.ward_focal_point, cast.ward, 10, 5),
        (cast.finance_focal_point, cast.finance, 30, 30),
    ):
        send(by, body, received, one)
        send(by, body, settled, two)
    assert value(share, cast.ward) == 50
    assert value(share, cast.city) == Decimal("87.5")
    assert value(twice, cast.city) == 175
    empty = selectors.roll_up(share, cast.justice, Q1)
    assert (empty.value, empty.outcome.missing, empty.outcome.blame) == (None, "input_missing", "T.2")


def test_parts_of_an_indicator_go_up_by_themselves(cast):
    asked = indicator(breakdowns=["trực tuyến"])
    send(cast.ward_focal_point, cast.ward, asked, 10)
    send(cast.ward_focal_point, cast.ward, asked, 7, breakdown="trực tuyến")
    assert (value(asked, cast.city), value(asked, cast.city, breakdown="trực tuyến")) == (10, 7)


def test_who_is_missing_is_named_and_not_counted_as_zero(cast):
    asked = indicator(asked_of=["ward", "commune"])
    send(cast.ward_focal_point, cast.ward, asked, 10)
    missing = selectors.bodies_missing(asked, cast.city, Q1)
    assert [body.name for body in missing] == ["UBND phường Bến Đá", "UBND xã Đồng Sậy"]


def test_rebuilding_finds_nothing_to_mend_and_mends_what_is_wrong(cast):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 10)
    send(cast.finance_focal_point, cast.budget_unit, asked, 4)
    assert services.rebuild_roll_ups(period=Q1) == 0
    RolledUp.objects.filter(body=cast.finance).update(total=99)
    assert services.rebuild_roll_ups(period=Q1) == 1
    assert value(asked, cast.city) == 14


def test_the_explanation_leads_from_the_formula_to_who_gave_it(cast):
    received, settled = indicator(asked_of=["ward", "commune", "department"]), indicator("T.2")
    share = indicator("T.F", unit="%", source="formula", formula="T.2 / T.1 * 100")
    send(cast.ward_focal_point, cast.ward, received, number(10, "Theo phần mềm một cửa"))
    send(cast.ward_focal_point, cast.ward, settled, 5)
    top = selectors.explain(share, cast.city, Q1)
    assert (top.how, top.value, top.formula) == ("formula", 50, "T.2 / T.1 * 100")
    assert [(one.code, one.value) for one in top.inputs] == [("T.2", 5), ("T.1", 10)]
    summed = selectors.explain(received, cast.city, Q1)
    assert summed.how == "sum"
    assert [(one.name, one.value, one.given_by) for one in summed.shares] == [("UBND phường Cầu Mây", 10, "Đỗ Hải Âu")]
    assert len(summed.missing) == 5
    own = selectors.explain(received, cast.ward, Q1)
    assert (own.how, own.own.entered_by, own.own.note) == ("own", "Đỗ Hải Âu", "Theo phần mềm một cửa")
    assert [word.number for word in own.own.revisions] == [1]
    told = selectors.as_json(summed)
    assert (told["value"], told["shares"][0]["value"], told["period_label"]) == ("10", "10", "Quý I năm 2026")


def test_one_explanation_asks_the_database_a_bounded_number_of_times(cast, django_assert_max_num_queries):
    asked = indicator()
    for by, body in ((cast.ward_focal_point, cast.ward), (cast.finance_focal_point, cast.finance)):
        send(by, body, asked, 10)
    with django_assert_max_num_queries(8):
        selectors.explain(asked, cast.city, Q1)


def test_nobody_sees_anothers_figures(cast):
    figure = send(cast.ward_focal_point, cast.ward, indicator(), 10)
    for person, seen in (
        (cast.ward_officer, True),
        (cast.standing_officer, True),
        (cast.leader, True),
        (cast.finance_head, False),
        (cast.stranger, False),
    ):
        standing = standing_of(person, today=later().date())
        assert selectors.figures_for(standing).filter(pk=figure.pk).exists() is seen, person.username

"""The statistics table of a report: changes between like and like, and who has not answered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures import selectors
from caicach.measures.rules import Answer, Kind
from caicach.measures.words import finding_words

from .making import Q1, Q2, give, indicator, parts, send

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 20)
Q1_LAST_YEAR = Period(PeriodKind.QUARTER, 2025, 1)
Q4_LAST_YEAR = Period(PeriodKind.QUARTER, 2025, 4)
HALF = Period(PeriodKind.HALF, 2026, 1)
HALF_LAST_YEAR = Period(PeriodKind.HALF, 2025, 1)
COMMUNES = ["ward", "commune"]


@pytest.fixture(autouse=True)
def _has_last_years_figures(cast):
    """A ward that was there before the mergers of 2025."""
    cast.ward.opened_on = date(2020, 1, 1)
    cast.ward.save(update_fields=["opened_on"])


def line(asked, body, period=Q2, today=TODAY, **more):
    (found,) = selectors.statistics(body=body, indicators=[asked], period=period, today=today, **more)
    return found


def test_changes_are_against_the_period_before_and_the_same_of_the_year_before(cast):
    asked = indicator(valid_from=date(2024, 1, 1))
    for when, value in ((Q1, 40), (Q2, 50), (Q2_LAST_YEAR := Period(PeriodKind.QUARTER, 2025, 2), 100)):
        send(cast.ward_focal_point, cast.ward, asked, value, period=when)
    found = line(asked, cast.city)
    assert (found.now.value, found.before.value, found.year_ago.value) == (50, 40, 100)
    assert (found.change, found.change_percent) == (10, 25)
    assert (found.year_change, found.year_change_percent) == (-50, -50)
    assert found.year_ago.period == Q2_LAST_YEAR and found.change_unit == "hồ sơ"


def test_no_number_no_change_and_nothing_of_zero(cast):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 0, period=Q1)
    send(cast.ward_focal_point, cast.ward, asked, 5, period=Q2)
    found = line(asked, cast.city)
    assert (found.change, found.change_percent) == (5, None)
    assert (found.year_change, found.year_change_percent) == (None, None)
    nothing = indicator("T.2")
    send(cast.ward_focal_point, cast.ward, nothing, 5, period=Q1)
    send(cast.ward_focal_point, cast.ward, nothing, Answer(Kind.NONE_ARISEN), period=Q2)
    assert line(nothing, cast.city).change is None, "không phát sinh is not zero"


def test_percentages_differ_by_points(cast):
    asked = indicator(unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    send(cast.ward_focal_point, cast.ward, asked, parts(80, 100), period=Q1)
    send(cast.ward_focal_point, cast.ward, asked, parts(85, 100), period=Q2)
    found = line(asked, cast.city)
    assert (found.change, found.change_percent, found.change_unit) == (5, None, "điểm %")


def test_what_is_counted_since_january_does_not_fall_in_january(cast):
    asked = indicator(cumulative=True, over_time="last", valid_from=date(2024, 1, 1))
    for when, value in ((Q1_LAST_YEAR, 8), (Q4_LAST_YEAR, 90), (Q1, 10), (Q2, 25)):
        send(cast.ward_focal_point, cast.ward, asked, value, period=when)
    first = line(asked, cast.city, Q1)
    assert (first.before.value, first.change, first.year_change, first.year_change_percent) == (90, None, 2, 25)
    second = line(asked, cast.city, Q2)
    assert (second.change, second.change_percent) == (15, None), "what was added, and no percentage"
    rate = indicator("T.F", unit="", source="formula", formula="T.1 / T.1", valid_from=date(2024, 1, 1))
    assert line(rate, cast.city, Q1).change is None, "neither does what is made of it"
    year = Period(PeriodKind.YEAR, 2026)
    found = line(asked, cast.city, year)
    assert (found.now.value, found.before.value, found.change) == (25, 90, None), "half a year is not held to a year"


def test_halves_are_compared_only_when_made_of_the_same_quarters(cast):
    asked = indicator(valid_from=date(2024, 1, 1))
    for when in (Q1, Q2, Period(PeriodKind.QUARTER, 2025, 2)):
        send(cast.ward_focal_point, cast.ward, asked, 10, period=when)
    assert line(asked, cast.city, HALF).year_ago.value == 10
    assert line(asked, cast.city, HALF).year_change is None, "two quarters against one"
    formula = indicator("T.F", source="formula", formula="T.1 * 2", valid_from=date(2024, 1, 1))
    assert line(formula, cast.city, HALF).year_change is None
    send(cast.ward_focal_point, cast.ward, asked, 5, period=Q1_LAST_YEAR)
    found = line(asked, cast.city, HALF)
    assert (found.year_change, found.year_ago.period) == (5, HALF_LAST_YEAR)
    assert line(formula, cast.city, HALF).year_change == 10
    whole = indicator("T.H", period_kinds=[PeriodKind.HALF, PeriodKind.QUARTER], valid_from=date(2024, 1, 1))
    send(cast.ward_focal_point, cast.ward, whole, 30, period=HALF)
    for when in (Q1_LAST_YEAR, Period(PeriodKind.QUARTER, 2025, 2)):
        send(cast.ward_focal_point, cast.ward, whole, 10, period=when)
    assert line(whole, cast.city, HALF).year_change == 10, "answered at once is like made of all its quarters"


def test_who_is_missing_is_named_and_never_counted(cast):
    asked = indicator(asked_of=COMMUNES)
    send(cast.ward_focal_point, cast.ward, asked, 10)
    found = line(asked, cast.city, Q1)
    assert (found.given, found.owing, found.missing_count) == (1, 3, 2)
    assert [body.name for body in found.missing] == ["UBND phường Bến Đá", "UBND xã Đồng Sậy"]
    assert found.now.value == 10
    give(cast.ward_officer, cast.ward, again := indicator("T.D", asked_of=COMMUNES), 3)
    assert line(again, cast.city, Q1).given == 0, "a draft is no answer"


def test_a_cycle_says_of_whom_it_was_demanded(cast):
    asked = indicator(asked_of=[])
    assert line(asked, cast.city, Q1).owing == 0, "of whoever has something to say nobody owes an answer"
    demanded = {cast.ward.pk, cast.finance.pk}
    found = line(asked, cast.city, Q1, bodies=demanded)
    assert {body.pk for body in found.missing} == demanded
    only = indicator("T.W", asked_of=COMMUNES)
    assert [body.pk for body in line(only, cast.city, Q1, bodies=demanded).missing] == [cast.ward.pk]
    elsewhere = line(asked, cast.finance, Q1, bodies=demanded)
    assert {body.pk for body in elsewhere.missing} == demanded, "a demanded body is not lost for sitting elsewhere"
    assert line(only, cast.city, Q1, bodies=[]).owing == 0


def test_a_half_is_owed_quarter_by_quarter_as_they_begin(cast):
    asked = indicator(asked_of=["ward"])
    send(cast.ward_focal_point, cast.ward, asked, 10, period=Q1)
    ward_only = {"bodies": [cast.ward.pk]}
    assert line(asked, cast.city, HALF, today=date(2026, 3, 20), **ward_only).missing_count == 0
    assert line(asked, cast.city, HALF, today=date(2026, 6, 20), **ward_only).missing_count == 1
    latest = indicator("T.L", asked_of=["ward"], over_time="last")
    send(cast.ward_focal_point, cast.ward, latest, 10, period=Q2)
    assert line(latest, cast.city, HALF, **ward_only).missing_count == 0, "only the last one counts"


def test_a_formula_is_owed_by_those_who_owe_its_inputs(cast):
    received = indicator(asked_of=["ward"])
    settled = indicator("T.2", asked_of=["ward"])
    share = indicator("T.F", unit="%", source="formula", formula="T.2 / T.1 * 100")
    send(cast.ward_focal_point, cast.ward, received, 10)
    more = {"bodies": [cast.ward.pk], "period": Q1}
    assert (line(share, cast.city, **more).given, line(share, cast.city, **more).owing) == (0, 1)
    send(cast.ward_focal_point, cast.ward, settled, 5)
    assert line(share, cast.city, **more).given == 1
    assert line(share, cast.city, **more).now.value == Decimal(50)


def test_the_table_asks_the_database_a_bounded_number_of_times(cast, django_assert_max_num_queries):
    many = [indicator(f"T.{one}", asked_of=COMMUNES) for one in range(1, 9)]
    many += [indicator(f"T.F{one}", source="formula", formula=f"T.{one} * 2") for one in range(1, 5)]
    for one in many[:8]:
        one.asked_by = cast.city
        one.save()
        send(cast.ward_focal_point, cast.ward, one, 10)
    with django_assert_max_num_queries(9):
        found = selectors.statistics(
            body=cast.finance, indicators=many, period=Q1, bodies={cast.ward.pk, cast.finance.pk}, today=TODAY
        )
    assert len(found) == 12


def test_the_bodys_own_drafts_can_be_read_as_if_sent(cast):
    """Also in formulas, and by the same rules: an own word that covers those below covers them."""
    sum_of = indicator("T.1", asked_of=["department", "unit"])
    rate = indicator(
        "T.2", unit="%", source="formula", formula="T.1 / T.1 * 100", period_kinds=["quarter"], asked_of=[]
    )
    send(cast.finance_focal_point, cast.budget_unit, sum_of, 3)
    give(cast.finance_focal_point, cast.finance, sum_of, 9)
    written = {draft: line(sum_of, cast.finance, Q1, drafts=draft).now for draft in (False, True)}
    assert (written[False].value, written[True].value) == (3, 9)
    assert written[True].own and written[True].below == 3
    assert line(rate, cast.finance, Q1, drafts=True).now.value == 100
    assert line(sum_of, cast.city, Q1, drafts=True).now.value == 3, "only the body's own drafts"


def test_a_change_is_that_of_the_printed_values(cast):
    """94,44 and 92,36 are printed 94,4 and 92,4: the reader finds 2, not 2,1."""
    asked = indicator(unit="%", places=1)
    whole = indicator("T.2", unit="điểm", places=0, may_be_negative=True)
    for when, value, few in ((Q1, "92.36", "90"), (Q2, "94.44", "91")):
        send(cast.ward_focal_point, cast.ward, asked, Answer(Kind.VALUE, Decimal(value)), period=when)
        send(cast.ward_focal_point, cast.ward, whole, Answer(Kind.VALUE, Decimal(few)), period=when)
    assert line(asked, cast.city).change == 2
    assert line(whole, cast.city).change == 1


def test_a_sum_of_fewer_bodies_says_so(cast):
    asked = indicator(asked_of=["department", "ward"])
    rate = indicator("T.F", unit="hồ sơ", source="formula", formula="T.1 * 2")
    send(cast.ward_focal_point, cast.ward, asked, 5, period=Q1)
    send(cast.finance_focal_point, cast.finance, asked, 7, period=Q1)
    send(cast.ward_focal_point, cast.ward, asked, 6, period=Q2)
    found = line(asked, cast.city)
    assert found.change == -6 and found.uneven == selectors.Uneven(1, 2) and found.year_uneven is None
    assert line(rate, cast.city).uneven == selectors.Uneven(1, 2), "what is made of it is no better"
    assert line(asked, cast.ward).uneven is None, "its own word"
    send(cast.finance_focal_point, cast.finance, asked, Answer(Kind.NOT_YET), period=Q2)
    assert line(asked, cast.city).uneven == selectors.Uneven(1, 2), "not yet is no answer to compare"


def test_who_came_or_went_between_does_not_make_it_uneven(cast):
    asked = indicator(asked_of=["department", "ward"])
    send(cast.ward_focal_point, cast.ward, asked, 5, period=Q1)
    send(cast.finance_focal_point, cast.finance, asked, 7, period=Q1)
    send(cast.ward_focal_point, cast.ward, asked, 6, period=Q2)
    cast.finance.closed_on = date(2026, 5, 1)
    cast.finance.save(update_fields=["closed_on"])
    assert line(asked, cast.city).uneven is None


def test_nothing_arose_is_an_answer(cast):
    asked = indicator(asked_of=["department", "ward"])
    for when, answer in ((Q1, 7), (Q2, Answer(Kind.NONE_ARISEN))):
        send(cast.ward_focal_point, cast.ward, asked, 5, period=when)
        send(cast.finance_focal_point, cast.finance, asked, answer, period=when)
    assert line(asked, cast.city).uneven is None


def test_no_sentence_speaks_of_a_change_between_other_bodies(cast, client):
    asked = indicator(asked_of=["department", "ward"])
    for when, value in ((Q1, 5), (Q2, 6)):
        send(cast.ward_focal_point, cast.ward, asked, value, period=when)
    assert "tăng" in finding_words(line(asked, cast.city))
    send(cast.finance_focal_point, cast.finance, asked, 7, period=Q1)
    assert finding_words(line(asked, cast.city)) == "Quý II năm 2026: 6\u00a0hồ sơ"
    client.force_login(cast.standing_officer)
    page = client.get(f"/so-lieu/?body={cast.city.pk}&period={Q2.key}")
    assert "1 so với 2 cơ quan có số liệu" in page.text

"""The drawing of a series, what it says in one sentence, and bodies beside those of their own kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures import selectors
from caicach.measures.rules import NOBODY, Outcome
from caicach.measures.selectors import Measured
from caicach.measures.series import BOTTOM, TOP, draw, groups_of, since_first
from caicach.measures.words import finding_words, short_period

from .making import Q1, Q2, indicator, parts, send

pytestmark = pytest.mark.django_db


def series(asked, *values, forerunners=()):
    periods = selectors.periods_back(Q2, len(values))
    return [
        Measured(
            asked,
            1,
            period,
            "",
            Outcome("value" if value is not None else None, value),
            NOBODY,
            forerunners=forerunners,
        )
        for period, value in zip(periods, (value if value is None else Decimal(value) for value in values), strict=True)
    ]


def test_bars_begin_at_zero_and_what_is_missing_has_none():
    drawing = draw(series(indicator(), 50, None, 100))
    half, none, whole = drawing.marks
    assert (whole.y, whole.height, drawing.zero) == (TOP, BOTTOM - TOP, BOTTOM)
    assert half.height == whole.height / 2 and none.y is None
    assert [mark.x for mark in drawing.marks] == [16.67, 50.0, 83.33]
    assert not drawing.strokes and bool(drawing)
    assert not draw(series(indicator("T.2"), None, None))


def test_periods_before_the_first_answer_are_left_out():
    asked = indicator()
    shown = since_first(series(asked, None, None, None, 5, None, 7))
    assert [one.value for one in shown] == [None, 5, None, 7], "the last four are always there"
    assert len(since_first(series(asked, None, 1, None, None, None, None))) == 5
    assert len(since_first(series(asked, None, None))) == 2


def test_what_falls_below_zero_hangs_from_it():
    drawing = draw(series(indicator(), -50, 50))
    below, above = drawing.marks
    assert below.y == drawing.zero == (TOP + BOTTOM) / 2
    assert above.y == TOP and below.height == above.height


def test_rates_are_a_line_that_breaks_where_there_is_no_number():
    rate = indicator(unit="%")
    drawing = draw(series(rate, 10, 20, None, 40, 50))
    assert drawing.is_line and len(drawing.strokes) == 2
    assert draw(series(rate, 10, forerunners=(7,))).has_forerunners


def test_the_title_says_the_finding(cast):
    asked = indicator(valid_from=date(2024, 1, 1))
    cast.ward.opened_on = date(2020, 1, 1)
    cast.ward.save(update_fields=["opened_on"])
    last_year = Period(PeriodKind.QUARTER, 2025, 2)

    def said(one=asked, period=Q2):
        figures = selectors.Figures(indicators=[one], bodies=[cast.city.pk], periods=selectors.compared_periods(period))
        return finding_words(selectors.compare(figures, one, cast.city.pk, period)).replace("\u00a0", " ")

    assert said() == "Quý II năm 2026: chưa có số liệu"
    send(cast.ward_focal_point, cast.ward, asked, 1500, period=Q2)
    assert said() == "Quý II năm 2026: 1.500 hồ sơ"
    send(cast.ward_focal_point, cast.ward, asked, 2000, period=Q1)
    assert said() == "Quý II năm 2026: 1.500 hồ sơ, giảm 25,0 % so với kỳ trước"
    send(cast.ward_focal_point, cast.ward, asked, 1200, period=last_year)
    assert said() == "Quý II năm 2026: 1.500 hồ sơ, tăng 25,0 % so với cùng kỳ năm trước"
    rate = indicator("T.R", unit="%", places=1, value_kind="ratio", over_bodies="ratio", over_time="ratio")
    send(cast.ward_focal_point, cast.ward, rate, parts(1, 3), period=Q1)
    send(cast.ward_focal_point, cast.ward, rate, parts(1, 2), period=Q2)
    assert said(rate) == "Quý II năm 2026: 50 %, tăng 16,7 điểm % so với kỳ trước"


def test_short_names_of_periods():
    kinds = [(PeriodKind.QUARTER, 3), (PeriodKind.HALF, 1), (PeriodKind.NINE_MONTHS, 1), (PeriodKind.YEAR, 1)]
    assert [short_period(Period(kind, 2026, ordinal)) for kind, ordinal in kinds] == [
        "III/2026",
        "Đầu 2026",
        "9T/2026",
        "2026",
    ]


def test_bodies_stand_beside_those_of_their_kind_only(cast):
    rate = indicator(unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio")
    (found,) = series(rate, 50)
    rows = [(cast.ward, found), (cast.commune, found), (cast.second_ward, found), (cast.finance, found)]
    groups = groups_of(rows, whole=True)
    assert [(group.kind, len(group.rows)) for group in groups] == [("department", 1), ("ward", 2), ("commune", 1)]
    assert all(group.middle is None for group in groups), "two numbers have no middle worth saying"
    wards = [(cast.ward, series(rate, value)[0]) for value in (10, 20, 30, 40, 90)]
    (group,) = groups_of(wards, whole=True)
    assert (group.middle, [row.apart for row in group.rows]) == (30, [-20, -10, 0, 10, 60])
    assert groups_of(wards, whole=False)[0].middle is None, "of a part of them there is none"
    amounts = [(cast.ward, series(indicator("T.A"), value)[0]) for value in (10, 20, 30, 40, 90)]
    assert groups_of(amounts, whole=True)[0].middle is None, "a large and a small ward are not compared by amounts"


def test_the_page_draws_it(client, cast):
    asked = indicator()
    send(cast.ward_focal_point, cast.ward, asked, 10)
    client.force_login(cast.standing_officer)
    page = client.get(f"/so-lieu/chi-tieu/T.1/?body={cast.city.pk}&period={Q1.key}").text
    assert '<rect class="series-bar series-now"' in page and "style=" not in page.split('<svg class="series')[1]
    assert "Quý I năm 2026: 10" in page and "UBND phường" in page

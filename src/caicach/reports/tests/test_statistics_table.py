"""The statistics table of a report: lines of the cycle, figures of `measures`, who has not answered."""

from datetime import date
from decimal import Decimal

import pytest

from caicach.core.models import PeriodKind
from caicach.core.periods import Period
from caicach.measures.tests.making import give, indicator, number, parts, send
from caicach.reports import rules, services
from caicach.reports.models import Cycle, DueRule, ReportKind
from caicach.reports.statistics import table_of

from .regime import NOW, QUARTER, TODAY, kind, of, open_quarter

BEFORE = QUARTER.previous()
TABLE = [{"group": "Hồ sơ"}, {"code": "T.1"}, {"code": "T.0"}, {"group": "Tỷ lệ"}, {"code": "T.2"}, {"group": "Trống"}]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([{"group": "A"}, {"code": "T.1"}], None),
        ("T.1", "a list"),
        ([{"group": "A", "code": "T.1"}], "either"),
        ([{}], "either"),
        ([{"code": "T.1"}, {"code": "T.1"}], "stands twice"),
    ],
)
def test_a_table_is_a_list_of_headings_and_codes(lines, fault):
    found = rules.faults_of_statistics(lines)
    assert (fault in found[0]) if fault else not found


def test_steps_come_in_the_order_of_their_days():
    steps = rules.steps_of([{"key": "b", "title": "B", "days": 16}, {"key": "a", "title": "A", "days": -19}])
    assert [(step.key, step.days, step.leads) for step in steps] == [("a", -19, ""), ("b", 16, "")]
    assert rules.faults_of_steps([{"key": "a", "title": "A", "days": "soon"}, {"key": "a", "title": "B"}]) == [
        "step 1: days is a whole number",
        "step 2: the key 'a' stands twice",
    ]


def with_table() -> ReportKind:
    quarterly = kind()
    quarterly.statistics = TABLE
    quarterly.save()
    return quarterly


@pytest.mark.django_db
def test_periodic_kinds_come_with_a_table_that_a_cycle_keeps(cast):
    assert next(line["code"] for line in kind("nam").statistics if "code" in line) == "CCHC.1.01"
    assert kind("chuyen-de").statistics is None
    cycle = open_quarter(cast, cast.ward)
    assert cycle.statistics == kind().statistics
    with_table()
    assert Cycle.objects.get(pk=cycle.pk).statistics != TABLE
    found = table_of(of(cycle, cast.ward), TODAY)
    assert found is not None and not found.rows  # this installation has none of the indicators, and no bare headings
    assert len(found.absent) == 18


@pytest.mark.django_db
def test_the_table_of_one_body(cast):
    with_table()
    one, rate = indicator("T.1"), indicator("T.2", unit="%", value_kind="ratio", over_bodies="ratio", places=1)
    send(cast.ward_head, cast.ward, one, 80, period=BEFORE)
    give(cast.ward_officer, cast.ward, one, 100, period=QUARTER)
    report = of(open_quarter(cast, cast.ward), cast.ward)
    table = table_of(report, TODAY)
    assert table is not None
    assert [row.group or row.line.indicator.code for row in table.rows] == ["Hồ sơ", "T.1", "Tỷ lệ", "T.2"]
    assert (table.absent, table.merges, table.unanswered, table.drafts) == (("T.0",), False, 1, 1)
    first = table.rows[1]
    assert first.own.value == Decimal(100) and first.line.before.value == Decimal(80)
    send(cast.ward_head, cast.ward, rate, parts(889, 1000), period=QUARTER)
    assert table_of(report, TODAY).rows[3].line.now.value == Decimal("88.9")


@pytest.mark.django_db
def test_a_merging_body_names_who_is_missing_and_counts_nobody_as_zero(cast, django_assert_max_num_queries):
    with_table()
    one = indicator("T.1", asked_of=["department", "ward"])
    cycle = open_quarter(cast, cast.finance, cast.justice, cast.ward)
    send(cast.finance_head, cast.finance, one, 70, period=QUARTER)
    send(cast.ward_head, cast.ward, one, 30, period=QUARTER)
    mine = services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)
    with django_assert_max_num_queries(12):
        table = table_of(mine, TODAY)
    (line,) = table.lines
    assert table.merges and table.unanswered == 0  # the city itself is not asked
    assert (line.now.value, line.given, line.owing) == (Decimal(100), 2, 3)
    assert [body.pk for body in line.missing] == [cast.justice.pk]


@pytest.mark.django_db
def test_a_longer_report_is_made_of_the_quarters_that_have_begun(cast):
    one = indicator("T.1")
    half = kind("6-thang")
    half.statistics = TABLE
    half.save()
    ask = services.Ask(half, cast.city, Period(PeriodKind.HALF, 2026, 1))
    report = of(open_quarter(cast, cast.ward, ask=ask), cast.ward)
    assert table_of(report, TODAY).unanswered == 1  # the first quarter; the second has not begun
    give(cast.ward_officer, cast.ward, one, number(5), period=QUARTER)
    assert table_of(report, TODAY).unanswered == 0
    assert table_of(report, date(2026, 6, 10)).unanswered == 1
    assert DueRule.objects.filter(kind=half).exists()

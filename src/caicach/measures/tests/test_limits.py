"""What a number cannot be, what is asked about, and that a doubt stands at the figure from the moment it is given."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from caicach.bodies.access import standing_of
from caicach.measures import services
from caicach.measures.models import Figure, Finding
from caicach.measures.rules import Answer, Kind, Limits, Obstacle, breaks_limits
from caicach.measures.selectors import findings_for
from caicach.measures.services import Refused
from caicach.measures.words import faults_words

from .making import Q1, give, indicator, later, number, parts, send
from .test_sheets import desk  # noqa: F401
from .test_views import lines, query


def share(code="T.R", **given):
    return indicator(code, unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio", **given)


@pytest.mark.parametrize(
    ("answer", "limits", "expected"),
    [
        (number(-5), Limits("văn bản", 0), [Obstacle.NEGATIVE]),
        (number(-5), Limits("văn bản", 0, below_zero=True), []),
        (number("1.2345"), Limits("văn bản", 0), [Obstacle.NOT_WHOLE]),
        (number("1.25"), Limits("giờ", 2), []),
        (number(0), Limits("văn bản", 0), []),
        (number(150), Limits("%", 1), [Obstacle.ABOVE_WHOLE]),
        (number("99.5"), Limits("%", 0), []),
        (number(150), Limits("%", 1, above_whole=True), []),
        (number(150), Limits("‰", 1), []),
        (parts(9, 5), Limits("%", 1), [Obstacle.PART_ABOVE_WHOLE]),
        (parts(9, 5), Limits("%", 1, above_whole=True), []),
        (parts(9, 5), Limits("giờ", 1), []),
        (parts(-1, 5), Limits("%", 1), [Obstacle.NEGATIVE]),
        (parts(5, 5), Limits("%", 1), []),
        (Answer(Kind.NONE_ARISEN), Limits("%", 1), []),
    ],
)
def test_limits(answer, limits, expected):
    assert [obstacle for obstacle, _which in breaks_limits(answer, limits)] == expected


@pytest.mark.django_db
def test_what_breaks_a_limit_is_refused_and_says_what_was_found_and_expected(cast):
    count, rate = indicator(), share()
    with pytest.raises(Refused) as refused:
        give(cast.finance_focal_point, cast.finance, count, -5)
    assert faults_words(refused.value.faults) == "T.1 · Sở Tài chính: Ghi -5; cần một số từ 0 trở lên."
    with pytest.raises(Refused) as refused:
        give(cast.finance_focal_point, cast.finance, rate, parts(9, 5))
    assert "Tử số 9 lớn hơn mẫu số 5; tỷ lệ không quá 100 %." in faults_words(refused.value.faults)
    assert not Figure.objects.exists()
    loose = share("T.P", may_exceed_whole=True)
    assert give(cast.finance_focal_point, cast.finance, loose, parts(9, 5)).value == 180


@pytest.mark.django_db
def test_the_grid_marks_the_line(client, cast):
    count = indicator()
    client.force_login(cast.finance_focal_point)
    data = lines([count]) | {f"{count.pk}-0-value": "1,2345", "act": "keep"}
    page = client.post(reverse("measures:enter") + query(cast.finance), data)
    assert page.status_code == 422 and "Ghi 1,2345; cần một số nguyên." in page.text
    assert not Figure.objects.exists()


@pytest.mark.django_db
def test_the_spreadsheet_names_the_cell(desk):  # noqa: F811
    book = desk.book()
    page = book.worksheets[0]
    page["E6"], page["F7"], page["G7"] = -3, 9, 5
    read = desk.read(book)
    assert [(cell.cell, cell.found) for cell in read.bad] == [("E6", "-3.0"), ("F7", "9.0")]
    assert read.bad[0].expected == "Ghi -3; cần một số từ 0 trở lên."


@pytest.mark.django_db
def test_a_huge_number_is_asked_about_at_once(client, cast):
    """The draft is doubted where it is given, not yet where others look; sent, it is listed; explained, no more."""
    figure = give(cast.finance_focal_point, cast.finance, indicator(), 999_999_999_999)
    found = Finding.objects.get()
    assert (found.figure, found.rule.kind, found.severity) == (figure, "size", "warning")
    today = later().date()
    assert findings_for(standing_of(cast.finance_focal_point, today=today)).count() == 1
    assert not findings_for(standing_of(cast.standing_officer, today=today)).exists()
    client.force_login(cast.finance_focal_point)
    page = client.get(reverse("measures:explained", args=["T.1", cast.finance.pk, Q1.key]))
    assert "Ghi 999.999.999.999, từ 1.000.000.000 trở lên" in page.text
    services.submit_figures(figures=[figure], by=cast.finance_focal_point, now=later())
    assert findings_for(standing_of(cast.standing_officer, today=today)).count() == 1
    services.check_figures(period=Q1, now=later())
    assert Finding.objects.get().gone_at is None, "the night finds the same"
    services.forgive(figure=figure, rule=found.rule, reason="Tính bằng đồng", by=cast.finance_officer, now=later())
    assert Finding.objects.get().gone_at is not None


@pytest.mark.django_db
def test_a_doubt_is_gone_with_the_number(cast):
    asked = indicator()
    give(cast.finance_focal_point, cast.finance, asked, 10**12)
    give(cast.finance_focal_point, cast.finance, asked, 12)
    assert Finding.objects.get().gone_at is not None


@pytest.mark.django_db
def test_zero_over_zero_is_said_to_be_kept_as_nothing_arisen(client, cast):
    rate = share()
    client.force_login(cast.finance_focal_point)
    data = lines([rate]) | {f"{rate.pk}-0-numerator": "0", f"{rate.pk}-0-denominator": "0", "act": "keep"}
    page = client.post(reverse("measures:enter") + query(cast.finance), data, follow=True)
    assert "Tỷ lệ 0/0 được ghi là “Không phát sinh”: T.R." in page.text
    assert Figure.objects.get().answer == Kind.NONE_ARISEN


@pytest.mark.django_db
@pytest.mark.parametrize("period", ["quarter-2026-9", "quarter-2099-1", "abc"])
@pytest.mark.parametrize("name", ["measures:enter", "measures:sheet_out", "measures:sheet_in"])
def test_a_wrong_period_is_no_missing_right(client, cast, name, period):
    client.force_login(cast.finance_focal_point)
    page = client.get(f"{reverse(name)}?body={cast.finance.pk}&period={period}")
    assert page.status_code == 400 and "Không có kỳ này" in page.text
    client.force_login(cast.standing_officer)
    assert client.get(f"{reverse(name)}?body={cast.finance.pk}&period={period}").status_code == 403


@pytest.mark.django_db
def test_a_foreign_file_an_empty_formula_and_deleted_rows_are_said(desk):  # noqa: F811
    foreign = desk.read(openpyxl.Workbook()).bad[0]
    assert (foreign.cell, foreign.found) == ("", "tệp khác, không phải mẫu tải từ hệ thống")
    book = desk.book()
    page = book.worksheets[0]
    page["D6"], page["E6"] = "Có số liệu", "=1/0"
    bad = desk.read(book).bad[0]
    assert (bad.cell, bad.found) == ("E6", "ô trống, hoặc công thức không có kết quả")
    book = desk.book()
    book.worksheets[0].delete_rows(7)
    book.worksheets[0]["E6"] = 5
    read = desk.read(book)
    assert (len(read.entries), read.left_out) == (1, 1)


@pytest.mark.django_db
def test_what_an_answer_of_several_periods_counts_is_bodies(cast, client):
    from caicach.measures.selectors import explain

    from .making import Q2, YEAR

    asked = indicator()
    send(cast.finance_focal_point, cast.finance, asked, 1)
    send(cast.finance_focal_point, cast.finance, asked, 2, period=Q2)
    send(cast.ward_focal_point, cast.ward, asked, 3)
    told = explain(asked, cast.city, YEAR)
    assert (told.counts.answers, told.bodies_answered, told.periods_added) == (3, 2, 2)
    assert told.value == Decimal(6)
    client.force_login(cast.standing_officer)
    page = client.get(reverse("measures:explained", args=["T.1", cast.city.pk, YEAR.key]))
    assert "2 nơi trả lời trong 2 kỳ. Cộng 3 câu trả lời của các kỳ" in page.text

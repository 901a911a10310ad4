"""The figures of a report's table go its way with it, from whichever page the report is moved."""

from datetime import date

import pytest

from caicach.duties import services as duties
from caicach.duties.tests.making import words
from caicach.measures.models import Figure, Indicator, RuleKind, Severity
from caicach.measures.rules import Answer, Kind
from caicach.measures.services import Entry, define_rule, enter_figures, forgive
from caicach.measures.tests.making import indicator, number
from caicach.reports import services
from caicach.reports.models import SubmissionState
from caicach.reports.rules import About, Obstacle
from caicach.reports.words import refusal_words

from .regime import NOW, QUARTER, fill, of, open_quarter
from .test_statistics_table import with_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast):
    with_table()
    indicator("T.1"), indicator("T.2")
    return fill(of(open_quarter(cast, cast.ward), cast.ward), by=cast.ward_officer)


def answer(cast, code, value):
    given = value if isinstance(value, Answer) else number(value)
    entry = Entry(Indicator.objects.get(code=code), cast.ward, given)
    enter_figures(entries=[entry], period=QUARTER, by=cast.ward_officer, now=NOW)
    return Figure.objects.get(indicator=entry.indicator, body=cast.ward)


def give_both(cast, *values):
    return [answer(cast, code, value) for code, value in zip(("T.1", "T.2"), values, strict=True)]


def states(figures):
    for figure in figures:
        figure.refresh_from_db()
    return [figure.state for figure in figures]


def sign(cast, report):
    return services.sign_and_send(submission=report, by=cast.ward_head, now=NOW)


def test_a_report_does_not_leave_without_an_answer_to_every_line(cast, report):
    answer(cast, "T.1", 5)
    for act in (
        lambda: sign(cast, report),
        lambda: services.send_to_head(submission=report, by=cast.ward_officer, now=NOW),
    ):
        with pytest.raises(services.Refused) as refusal:
            act()
        assert refusal.value.obstacles == [About(Obstacle.FIGURES_MISSING, ("T.2",))]
    assert refusal_words(refusal.value.obstacles)[0].endswith("(T.2)")
    with pytest.raises(duties.Refused, match="not_ready"):  # nor from the duty's own page
        duties.send_up_directly(duty=report.duty, words=words(), by=cast.ward_head, now=NOW)
    answer(cast, "T.2", Answer(Kind.NOT_YET))
    assert sign(cast, report).state == SubmissionState.SENT


def test_figures_are_sent_and_accepted_with_the_report(cast, report):
    figures = give_both(cast, 5, 7)
    sent = sign(cast, report)
    assert states(figures) == ["submitted", "submitted"]
    services.accept_report(submission=sent, by=cast.standing_officer, now=NOW)
    assert states(figures) == ["accepted", "accepted"]


def test_figures_come_back_with_the_report_and_go_again(cast, report):
    figures = give_both(cast, 5, 7)
    sent = sign(cast, report)
    services.return_report(submission=sent, reason="Xem lại số hồ sơ", by=cast.standing_officer, now=NOW)
    assert states(figures) == ["draft", "draft"]
    assert figures[0].reason == "Xem lại số hồ sơ"
    answer(cast, "T.1", 6)
    sign(cast, report)
    assert states(figures) == ["submitted", "submitted"]


def test_a_return_that_is_taken_back_leaves_the_figures_sent(cast, report):
    figures = give_both(cast, 5, 7)
    sent = sign(cast, report)
    services.return_report(submission=sent, reason="Nhầm", by=cast.standing_officer, now=NOW)
    duties.undo_decision(duty=sent.duty, by=cast.standing_officer, now=NOW)
    assert states(figures) == ["submitted", "submitted"]


def test_an_acceptance_that_is_taken_back_still_lets_the_figures_return(cast, report):
    figures = give_both(cast, 5, 7)
    services.accept_report(submission=sign(cast, report), by=cast.standing_officer, now=NOW)
    duties.undo_decision(duty=report.duty, by=cast.standing_officer, now=NOW)
    services.return_report(submission=report, reason="Xem lại", by=cast.standing_officer, now=NOW)
    assert states(figures) == ["draft", "draft"]


def test_a_number_that_breaks_a_rule_keeps_the_report_until_it_is_explained(cast, report):
    figure, _other = give_both(cast, 9, 7)
    rule = define_rule(
        code="T.1.a", kind=RuleKind.COMPARE, indicator="T.1", parameters={"other": "T.2", "sign": "<="},
        severity=Severity.ERROR, valid_from=date(2025, 1, 1), by=None, now=NOW,
    )  # fmt: skip
    with pytest.raises(services.Refused) as refusal:
        sign(cast, report)
    assert refusal.value.obstacles == [About(Obstacle.FIGURES_BREAK_A_RULE, ("T.1",))]
    forgive(figure=figure, rule=rule, reason="Đã đối chiếu sổ", by=cast.ward_officer, now=NOW)
    assert sign(cast, report).state == SubmissionState.SENT

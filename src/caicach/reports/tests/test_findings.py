"""Contradictions are found before a report is signed, explained or put right, and remembered with their numbers."""

from datetime import date

import pytest

from caicach.core.models import Event
from caicach.duties import services as duties
from caicach.measures.tests.making import give, indicator, number, send
from caicach.monitoring.models import TargetMeasure
from caicach.monitoring.tests.making import plan, target
from caicach.reports import services
from caicach.reports.checking import What
from caicach.reports.findings import checked, findings_of, unexplained
from caicach.reports.models import ReportException, Submission
from caicach.reports.rules import Obstacle
from caicach.reports.services import Ask, Edit
from caicach.reports.words_checks import finding_words

from .regime import NOW, QUARTER, TODAY, explained, fill, kind, of, open_quarter, write
from .test_statistics_table import with_table

pytestmark = pytest.mark.django_db

BEFORE = QUARTER.previous()
WRONG = "Tỷ lệ hồ sơ nhà đất giải quyết đúng hạn đạt 91 %."


@pytest.fixture
def measured(cast):
    with_table()
    files = indicator("T.1", name="Hồ sơ nhà đất tiếp nhận", cumulative=True, over_time="last")
    share = indicator("T.2", name="Tỷ lệ hồ sơ nhà đất giải quyết đúng hạn", unit="%", places=1, over_time="last")
    return files, share


@pytest.fixture
def report(cast, measured):
    """The ward's, with its figures and all its words."""
    files, share = measured
    report = of(open_quarter(cast, cast.ward), cast.ward)
    give(cast.ward_officer, cast.ward, files, 40)
    give(cast.ward_officer, cast.ward, share, number("98.53"))
    return fill(report, by=cast.ward_officer)


def found(report, today=TODAY):
    return {one.what: one for one in findings_of(of(report.cycle, report.first_body), today=today)}


def refused(act):
    with pytest.raises((services.Refused, duties.Refused)) as refusal:
        act()
    return list(refusal.value.obstacles)


def test_a_report_that_agrees_has_nothing_to_explain(cast, report, django_assert_max_num_queries):
    report = of(report.cycle, cast.ward)
    report.cycle.kind  # noqa: B018 - a page has it
    with django_assert_max_num_queries(24):
        assert findings_of(report, today=TODAY) == []
    assert services.sign_and_send(submission=report, by=cast.ward_head, now=NOW).state == "sent"


def test_a_contradiction_holds_the_report_up_until_it_is_explained(cast, report):
    write(report, "tasks", WRONG, by=cast.ward_officer)
    finding = found(report)[What.TYPED_OTHERWISE]
    assert "ghi 91%" in finding_words(finding) and "là 98,5%" in finding_words(finding)
    for act in (
        lambda: services.send_to_head(submission=report, by=cast.ward_officer, now=NOW),
        lambda: services.sign_and_send(submission=report, by=cast.ward_head, now=NOW),
    ):
        assert refused(act) == [Obstacle.UNEXPLAINED]
    words = duties.Words(text="x", percent=100, token=report.cycle.token, difficulties="")
    assert [str(one) for one in refused(
        lambda: duties.send_up_directly(duty=report.duty, words=words, by=cast.ward_head, now=NOW)
    )] == ["not_ready"]  # fmt: skip
    explained(report, by=cast.ward_officer, reason="Số của tháng 2.")
    (one,) = checked(of(report.cycle, cast.ward), today=TODAY)
    assert (one.exception.reason, one.exception.by, one.holds_up) == ("Số của tháng 2.", cast.ward_officer, False)
    assert services.sign_and_send(submission=report, by=cast.ward_head, now=NOW).state == "sent"


def test_a_reason_is_for_these_numbers_and_is_given_once(cast, report):
    write(report, "tasks", WRONG, by=cast.ward_officer)
    code = found(report)[What.TYPED_OTHERWISE].code

    def explain(reason, by=cast.ward_officer, code=code):
        return services.explain_finding(submission=report, code=code, reason=reason, by=by, now=NOW)

    assert refused(lambda: explain(" ")) == [Obstacle.REASON_MISSING]
    assert refused(lambda: explain("x", by=cast.finance_officer)) == [Obstacle.NOT_YOURS]
    assert refused(lambda: explain("x", code="other")) == [Obstacle.NOTHING_TO_EXPLAIN]
    assert [explain(reason).reason for reason in ("Một", "Một", "Hai")] == ["Một", "Một", "Hai"]
    assert ReportException.objects.count() == 1
    assert Event.objects.filter(name="report_finding_explained").count() == 2
    passage = report.passages.get(text=WRONG)
    services.write_section(
        submission=report, section="tasks", edits={passage.pk: Edit(WRONG.replace("91", "92"), passage.number)},
        added="", by=cast.ward_officer, now=NOW,
    )  # fmt: skip
    assert len(unexplained(of(report.cycle, cast.ward), today=TODAY)) == 1


def test_a_body_against_its_units_and_who_is_missing(cast, measured):
    files, _share = measured
    city = open_quarter(cast, cast.finance)
    open_quarter(
        cast, cast.budget_unit, ask=Ask(kind(), cast.finance, QUARTER), by=cast.finance_focal_point
    )  # fmt: skip
    send(cast.administrator, cast.budget_unit, files, 30)
    give(cast.finance_officer, cast.finance, files, 25)
    there = found(of(city, cast.finance))
    assert there[What.BELOW_ADDS_OTHERWISE].data == {"own": "25 hồ sơ", "below": "30 hồ sơ"}
    assert there[What.BODIES_MISSING].also == {"names": "Phòng Quản lý ngân sách"}
    assert there[What.FIGURE_MISSING].data == {"codes": "T.2"}


def test_this_report_against_the_last(cast, measured):
    files, share = measured
    for one, value in ((files, 50), (share, number("97.1"))):
        give(cast.administrator, cast.ward, one, value, period=BEFORE)
    last = of(
        open_quarter(cast, cast.ward, ask=Ask(kind(), cast.city, BEFORE, due_on=date(2026, 3, 17))), cast.ward
    )  # fmt: skip
    fill(last, by=cast.ward_officer)
    write(last, "tasks", "Tiếp nhận [[T.1]], đúng hạn [[T.2]].", by=cast.ward_officer)
    write(last, "ahead", "- Lắp đặt bảng hướng dẫn thủ tục ở khu dân cư.", by=cast.ward_officer)
    last = services.sign_and_send(submission=explained(last, by=cast.ward_officer), by=cast.ward_head, now=NOW)
    assert "[[97,1%|T.2]]" in last.passages.get(text__contains="T.2").text
    services_return(last, cast)
    give(cast.administrator, cast.ward, share, number("95.5"), period=BEFORE)
    Submission.objects.filter(pk=last.pk).update(state="sent", sent_on=TODAY)
    report = of(open_quarter(cast, cast.ward), cast.ward)
    give(cast.ward_officer, cast.ward, files, 40)
    give(cast.ward_officer, cast.ward, share, number("98.5"))
    there = found(report)
    assert What.FELL_SINCE_LAST not in there, "January begins anew"
    assert there[What.PRINTED_OTHERWISE].data == {"then": "97,1%", "now": "95,5%"}
    assert there[What.PROMISE_NOT_MENTIONED].data["promise"].startswith("Lắp đặt bảng hướng dẫn")


def services_return(last, cast):
    services.return_report(submission=last, reason="Sửa số", by=cast.standing_officer, now=NOW)


def test_the_count_since_january_does_not_fall(cast, measured):
    files, _share = measured
    second = QUARTER.next()
    ask = Ask(kind(), cast.city, second, due_on=date(2026, 6, 17))
    send(cast.administrator, cast.ward, files, 50)
    report = of(open_quarter(cast, cast.ward, ask=ask), cast.ward)
    give(cast.ward_officer, cast.ward, files, 40, period=second)
    assert found(report, today=date(2026, 6, 9))[What.FELL_SINCE_LAST].data == {"now": "40 hồ sơ", "before": "50 hồ sơ"}


def test_a_target_that_was_reached_and_is_not_any_more_is_named(cast, measured):
    _files, share = measured
    second = QUARTER.next()
    aim = target(plan(cast.city, issued_on=date(2026, 1, 15)), 95, text="Hồ sơ nhà đất đúng hạn đạt 95%", unit="%")
    TargetMeasure.objects.create(
        lineage=aim.lineage, indicator=share, body=cast.ward, confirmed_by=cast.leader, confirmed_at=NOW
    )  # fmt: skip
    for period, value in ((QUARTER, "96"), (second, "94.5")):
        send(cast.administrator, cast.ward, share, number(value), period=period)
    cycle = open_quarter(cast, cast.justice, ask=Ask(kind(), cast.city, second, due_on=date(2026, 6, 17)))
    mine = services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)
    fallen = found(mine, today=date(2026, 6, 20))[What.TARGET_FELL]
    assert (fallen.data, fallen.also["text"]) == ({"before": "96%", "now": "94,5%"}, aim.text)

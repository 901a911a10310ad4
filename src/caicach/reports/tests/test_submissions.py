"""A body's report: written in versions, signed, sent, returned, locked, accepted; its duty and it never disagree."""

import time
from datetime import date, timedelta
from uuid import uuid4

import pytest

from caicach.core.models import Event
from caicach.duties import services as duties
from caicach.duties.models import Duty, DutyState
from caicach.duties.tests.making import give_one, words
from caicach.reports import selectors, services
from caicach.reports.models import Passage, PassageRevision
from caicach.reports.rules import Obstacle
from caicach.reports.services import Edit, passages
from caicach.reports.words import refusal_words

from .regime import AFTER, DUE, NOW, TODAY, fill, of, open_quarter, sent, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast):
    return of(open_quarter(cast, cast.finance), cast.finance)


def again(report):
    return of(report.cycle, report.first_body)


def refused(act) -> list[str]:
    with pytest.raises((services.Refused, duties.Refused)) as refusal:
        act()
    return list(refusal.value.obstacles)


def edit(report, passage, text, *, by, number=None, now=NOW):
    edits = {passage.pk: Edit(text, number or passage.number)}
    return services.write_section(
        submission=report, section=passage.section, edits=edits, added="", by=by, now=now
    )  # fmt: skip


def test_words_are_kept_in_versions(cast, report):
    write(report, "tasks", "Giao 12 nhiệm vụ.", "Hoàn thành 9.", by=cast.finance_officer)
    first, second = report.passages.all()
    assert edit(report, first, "Giao 14 nhiệm vụ.", by=cast.finance_focal_point) == 1
    first.refresh_from_db()
    assert (first.text, first.number, second.number) == ("Giao 14 nhiệm vụ.", 2, 1)
    latest, _earlier = selectors.versions_of(first)
    assert ("dropped", "12") in latest.changes and ("added", "14") in latest.changes
    assert latest.revision.by == cast.finance_focal_point
    services.restore_passage(passage=first, number=1, by=cast.finance_officer, now=NOW)
    first.refresh_from_db()
    assert (first.text, first.number) == ("Giao 12 nhiệm vụ.", 3)
    assert edit(report, second, "", by=cast.finance_officer) == 1
    assert len(next(part.paragraphs for part in selectors.parts_of(report) if part.section.key == "tasks")) == 1
    assert second.revisions.count() == 2  # nothing is lost


def test_a_form_sent_twice_changes_nothing(cast, report):
    for _ in range(2):
        write(report, "tasks", "Giao 12 nhiệm vụ.", by=cast.finance_officer)
    assert report.passages.count() == 1
    (passage,) = report.passages.all()
    assert [edit(report, passage, "Sửa.", by=cast.finance_officer, number=1) for _ in range(2)] == [1, 0]
    assert PassageRevision.objects.count() == 2


def test_what_another_changed_meanwhile_is_not_written_over(cast, report):
    write(report, "tasks", "Một.", by=cast.finance_officer)
    passage = report.passages.get()
    edit(report, passage, "Hai.", by=cast.finance_focal_point)
    assert refused(lambda: edit(report, passage, "Ba.", by=cast.finance_officer)) == [Obstacle.CHANGED_MEANWHILE]
    passage.refresh_from_db()
    assert passage.text == "Hai."


@pytest.mark.parametrize("who", ["ward_officer", "standing_officer", "stranger", "leader"])
def test_who_does_not_write_for_the_body_is_refused(cast, report, who):
    by = getattr(cast, who)
    assert Obstacle.NOT_YOURS in refused(lambda: write(report, "tasks", "x", by=by))
    assert Obstacle.NOT_YOURS in refused(lambda: services.send_to_head(submission=report, by=by, now=NOW))
    assert Obstacle.NOT_YOURS in refused(lambda: services.draft_from_data(submission=report, by=by, now=NOW))
    assert not Passage.objects.exists()


def test_only_sections_of_the_outline_take_words(cast, report):
    for section in ("results", "khong-co"):
        assert refused(lambda key=section: write(report, key, "x", by=cast.finance_officer)) == [
            Obstacle.NO_SUCH_SECTION
        ]


def test_a_report_with_empty_sections_does_not_leave(cast, report):
    write(report, "tasks", "x", by=cast.finance_officer)
    assert refused(lambda: services.send_to_head(submission=report, by=cast.finance_officer, now=NOW)) == [
        Obstacle.SECTION_EMPTY
    ]
    send = lambda: duties.send_up_directly(duty=report.duty, words=words(), by=cast.finance_head, now=NOW)  # noqa: E731
    assert refused(send) == ["not_ready"]


def test_the_way_up_moves_the_duty_too(cast, report):
    fill(report, by=cast.finance_officer)
    services.send_to_head(submission=report, by=cast.finance_officer, now=NOW)
    assert (again(report).state, again(report).duty.state) == ("at_head", DutyState.AWAITING_HEAD)
    assert refused(lambda: write(report, "tasks", "y", by=cast.finance_officer)) == [Obstacle.WITH_THE_HEAD]
    for _ in range(2):
        services.sign_and_send(submission=report, by=cast.finance_head, now=NOW)
    assert (again(report).state, again(report).sent_on, again(report).duty.sent_on) == ("sent", TODAY, TODAY)
    services.accept_report(submission=report, by=cast.standing_officer, now=NOW + timedelta(days=1))
    assert (again(report).state, again(report).sent_on) == ("accepted", TODAY)
    assert again(report).duty.state == DutyState.DONE and again(report).duty.done_on == TODAY
    names = Event.objects.filter(about_kind="reports.submission", about_id=str(report.pk)).exclude(
        name="report_section_written"
    )
    assert list(names.order_by("id").values_list("name", flat=True)) == [
        "report_sent_to_head", "report_sent", "report_accepted",
    ]  # fmt: skip


def test_the_duty_moved_on_its_own_page_takes_the_report_with_it(cast, report):
    fill(report, by=cast.finance_officer)
    duties.send_to_head(duty=report.duty, words=words("Xong", 100), by=cast.finance_officer, now=NOW)
    assert again(report).state == "at_head"
    duties.give_back(duty=report.duty, reason="Sửa mục III", by=cast.finance_head, now=NOW)
    assert (again(report).state, again(report).reason) == ("draft", "Sửa mục III")
    duties.send_up_directly(duty=report.duty, words=words("Xong", 100), by=cast.finance_head, now=NOW)
    duties.accept(duty=report.duty, by=cast.standing_officer, now=NOW)
    assert again(report).state == "accepted"
    duties.undo_decision(duty=report.duty, by=cast.standing_officer, now=NOW)
    assert (again(report).state, again(report).sent_on) == ("sent", TODAY)
    duties.return_to_body(duty=report.duty, reason="Thiếu", by=cast.standing_officer, now=NOW)
    assert (again(report).state, again(report).sent_on) == ("returned", None)


def test_returned_with_a_reason_and_sent_again(cast, report):
    sent(cast, report, by=cast.finance_head)
    assert refused(
        lambda: services.return_report(submission=report, reason=" ", by=cast.standing_officer, now=NOW)
    ) == ["reason_missing"]
    services.return_report(submission=report, reason="Thiếu số liệu mục 2", by=cast.standing_officer, now=AFTER)
    assert (again(report).state, again(report).reason) == ("returned", "Thiếu số liệu mục 2")
    write(report, "tasks", "Bổ sung.", by=cast.finance_officer, now=AFTER)  # though the day has passed
    services.sign_and_send(submission=report, by=cast.finance_head, now=AFTER)
    assert (again(report).state, again(report).sent_on) == ("sent", AFTER.date())


def test_locked_after_its_day_until_opened_again_with_a_reason(cast, report):
    fill(report, by=cast.finance_officer)
    assert refused(lambda: write(report, "tasks", "y", by=cast.finance_officer, now=AFTER)) == [Obstacle.LOCKED]
    assert refused(lambda: services.sign_and_send(submission=report, by=cast.finance_head, now=AFTER)) == [
        Obstacle.LOCKED
    ]
    opening = {"submission": report, "by": cast.standing_officer}
    assert refused(lambda: services.reopen(reason=" ", now=AFTER, **opening)) == [Obstacle.REASON_MISSING]
    assert refused(lambda: services.reopen(reason="x", now=NOW, **opening)) == [Obstacle.NOT_LOCKED]
    assert Obstacle.NOT_YOURS in refused(
        lambda: services.reopen(submission=report, reason="x", by=cast.finance_head, now=AFTER)
    )
    services.reopen(reason="Mất mạng", now=AFTER, **opening)
    services.sign_and_send(submission=report, by=cast.finance_head, now=AFTER)
    assert (again(report).state, again(report).reopened_reason) == ("sent", "Mất mạng")


def test_more_time_on_the_duty_is_more_time_for_the_report(cast, report):
    fill(report, by=cast.finance_officer)
    until = date(2026, 3, 25)
    duties.ask_extension(duty=report.duty, until=until, reason="Chờ", by=cast.finance_officer, now=NOW)
    duties.grant_extension(duty=report.duty, answer="", by=cast.standing_officer, now=NOW)
    assert again(report).due_on == until > DUE
    write(report, "tasks", "Thêm.", by=cast.finance_officer, now=AFTER)


def test_handed_over_the_report_goes_along(cast, report):
    duties.hand_over(duty=report.duty, to_body=cast.justice, reason="Chuyển", by=cast.standing_officer, now=NOW)
    assert (again(report).body, again(report).first_body) == (cast.justice, cast.finance)


def test_first_words_come_from_the_data_and_stop_at_what_somebody_wrote(cast, report):
    late = give_one(cast, now=NOW - timedelta(days=20), due_from=date(2026, 2, 20), due_to=date(2026, 3, 2))
    write(report, "tasks", "Của tôi.", by=cast.finance_officer)
    made = services.draft_from_data(submission=report, by=cast.finance_officer, now=NOW)
    assert made > 5
    texts = {part.section.key: [one.passage.text for one in part.paragraphs] for part in selectors.parts_of(report)}
    assert texts["tasks"] == ["Của tôi."]
    assert any(late.title in text for text in texts["shortcomings"])
    assert not any(report.cycle.title in text for several in texts.values() for text in several)
    assert {revision.made for revision in PassageRevision.objects.filter(passage__section="causes")} == {"drafted"}
    assert services.draft_from_data(submission=report, by=cast.finance_officer, now=NOW) == 0
    assert services.what_is_missing(report) == []


def test_remarks_stand_at_a_paragraph_and_are_settled(cast, report):
    sent(cast, report, by=cast.finance_head)
    passage = report.passages.first()
    for _ in range(2):
        remark = services.remark(passage=passage, text="Số này ở đâu?", by=cast.standing_officer, now=NOW)
    assert passage.comments.count() == 1
    assert refused(lambda: services.remark(passage=passage, text="x", by=cast.ward_head, now=NOW)) == ["not_yours"]
    services.settle_remark(comment=remark, by=cast.finance_officer, now=NOW)
    remark.refresh_from_db()
    assert remark.settled_by == cast.finance_officer


def test_a_draft_is_its_bodys_own_matter_until_it_is_sent(cast, report):
    fill(report, by=cast.finance_officer)
    above = lambda: selectors.submission_for(standing_of(cast.standing_officer), report.pk)[1]  # noqa: E731
    assert not above().reads
    services.sign_and_send(submission=report, by=cast.finance_head, now=NOW)
    assert above().reads
    assert selectors.submission_for(standing_of(cast.stranger), report.pk) is None


def standing_of(person):
    from caicach.bodies.access import standing_of

    return standing_of(person, today=TODAY)


def test_what_was_promised_last_time_is_shown(cast, report):
    from caicach.core.periods import Period

    before = open_quarter(
        cast, cast.finance, ask=services.Ask(report.cycle.kind, cast.city, Period(report.cycle.period.kind, 2025, 4)),
        token=uuid4(), now=NOW - timedelta(days=85),
    )  # fmt: skip
    sent(cast, of(before, cast.finance), by=cast.finance_head, now=NOW - timedelta(days=85))
    assert [one.text for one in selectors.promised_before(report)] == [
        "Đã thực hiện: IV. Phương hướng, nhiệm vụ kỳ sau."
    ]


def test_a_cancelled_duty_releases_from_the_report(cast, report):
    duties.cancel(duty=report.duty, reason="Không phải báo cáo", by=cast.standing_officer, now=NOW)
    assert again(report).state == "released"
    assert refused(lambda: write(report, "tasks", "x", by=cast.finance_officer)) == [Obstacle.RELEASED]
    assert Duty.objects.get(pk=report.duty_id).state == DutyState.CANCELLED


@pytest.mark.django_db
def test_a_paragraph_is_not_longer_than_somebody_reads(cast, monkeypatch):
    report = of(open_quarter(cast, cast.finance), cast.finance)
    with pytest.raises(services.Refused) as refusal:
        write(report, "tasks", "Ngắn.", "Dài " * 2_501, by=cast.finance_officer)
    assert refusal_words(refusal.value.obstacles) == [
        "Lời văn dài quá mức cho phép (đoạn 2: 10.003 ký tự, được 10.000)"
    ]
    assert not report.passages.exists()
    monkeypatch.setattr(passages, "REPORT_MOST", 12)
    write(report, "tasks", "Vừa đủ dài.", by=cast.finance_officer)
    with pytest.raises(services.Refused) as refusal:
        write(report, "targets", "Thêm.", by=cast.finance_officer)
    assert "cả báo cáo: 16 ký tự, được 12" in refusal_words(refusal.value.obstacles)[0]


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["12/34 ", "1", "Đạt 95,4% hồ sơ đúng hạn; "])
def test_the_longest_paragraph_is_saved_and_opened_at_once(cast, client, said):
    report = of(open_quarter(cast, cast.finance), cast.finance)
    client.force_login(cast.finance_officer)
    began = time.process_time()
    write(report, "tasks", (said * 10_000)[:9_999].strip(), by=cast.finance_officer)
    assert client.get(report.get_absolute_url(), {"muc": "tasks"}).status_code == 200
    assert time.process_time() - began < 1.5


@pytest.mark.django_db
def test_an_empty_report_does_not_agree_with_anything(cast, client):
    report = of(open_quarter(cast, cast.finance), cast.finance)
    client.force_login(cast.finance_officer)
    for address in (report.get_absolute_url(), f"{report.get_absolute_url()}kiem-tra/"):
        assert "khớp nhau" not in (page := client.get(address).content.decode())
        assert "Báo cáo chưa có lời văn để kiểm tra." in page
    write(report, "tasks", "Đã thực hiện.", by=cast.finance_officer)
    assert "khớp nhau" in client.get(report.get_absolute_url()).content.decode()

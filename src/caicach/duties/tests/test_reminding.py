"""Everybody is told in time, once, and only those who want it get a letter."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from caicach.duties import services
from caicach.duties.models import Duty, Notification, Reminder
from caicach.duties.services import reminding

from .making import NEXT_WEEK, NOW, TODAY, fresh, give_one, later, sent_up

pytestmark = pytest.mark.django_db

FIRST_WARNING = date(2026, 3, 11)


def remind(today):
    return services.send_reminders(today=today, now=NOW + (today - TODAY))


def told(code):
    return set(Notification.objects.filter(code=code).values_list("person__username", flat=True))


def test_before_the_day_the_assignee_and_the_focal_point_are_told(cast):
    duty = give_one(cast)
    services.assign_officer(duty=duty, officer=cast.finance_officer, by=cast.finance_head, now=NOW)
    assert remind(TODAY) == 0
    assert remind(FIRST_WARNING) == 1
    assert told("reminder_before") == {"tc.chuyenvien", "tc.daumoi"}
    assert fresh(duty).remind_on == date(2026, 3, 16)


def test_on_the_same_day_nobody_is_told_twice(cast):
    give_one(cast)
    assert (remind(FIRST_WARNING), remind(FIRST_WARNING)) == (1, 0)
    assert Reminder.objects.count() == 1


def test_late_duties_climb_to_the_head_and_the_standing_agency(cast):
    duty = give_one(cast)
    for days in range(60):
        remind(TODAY + timedelta(days=days))
    assert told("reminder_overdue") == {"tc.daumoi", "tc.giamdoc"}
    assert told("reminder_escalated_head") == {"tc.giamdoc"}
    assert told("reminder_escalated_standing") == {"nv.cchc"}
    assert Reminder.objects.count() == 6
    assert fresh(duty).remind_on is None


def test_after_a_long_gap_each_person_gets_one_line(cast):
    give_one(cast)
    remind(date(2026, 6, 1))
    codes = dict(Notification.objects.values_list("person__username", "code"))
    assert codes == {
        "tc.daumoi": "reminder_overdue",
        "tc.giamdoc": "reminder_escalated_head",
        "nv.cchc": "reminder_escalated_standing",
    }
    assert Notification.objects.count() == 3


def test_what_waits_for_review_or_is_done_is_not_reminded_of(cast):
    duty = sent_up(cast)
    assert remind(date(2026, 6, 1)) == 0
    services.accept(duty=duty, by=cast.standing_officer, now=later(days=90))
    assert remind(date(2026, 7, 1)) == 0


def test_more_time_moves_the_reminders(cast):
    duty = give_one(cast)
    services.ask_extension(duty=duty, until=date(2026, 4, 1), reason="x", by=cast.finance_officer, now=NOW)
    services.grant_extension(duty=duty, answer="", by=cast.standing_officer, now=NOW)
    assert remind(NEXT_WEEK) == 0
    assert remind(date(2026, 3, 25)) == 1


def test_a_second_worker_that_saw_the_same_rows_tells_nobody(cast):
    give_one(cast)
    seen = list(Duty.objects.select_related("body", "reviewer_body"))
    clock = reminding.clock_for(FIRST_WARNING)
    assert reminding._tell_batch(seen, clock, today=FIRST_WARNING, now=NOW) == 1
    assert reminding._tell_batch(seen, clock, today=FIRST_WARNING, now=NOW) == 0
    assert Notification.objects.count() == 1


def test_one_letter_per_person_to_those_who_want_it(cast):
    cast.finance_head.wants_email = False
    cast.finance_head.save()
    duties = [give_one(cast), give_one(cast)]
    for duty in duties:
        services.assign_officer(duty=duty, officer=cast.finance_officer, by=cast.finance_head, now=NOW)
    remind(date(2026, 3, 19))
    addressed = [letter.to for letter in mail.outbox]
    assert sorted(addressed) == [["tc.chuyenvien@thanhlam.example"], ["tc.daumoi@thanhlam.example"]]
    letter = next(letter for letter in mail.outbox if "chuyenvien" in letter.to[0])
    assert "quá hạn" in letter.body and duties[0].get_absolute_url() in letter.body
    assert letter.subject == "4 thông báo về việc được giao"  # assigned twice, late twice
    mail.outbox.clear()
    assert services.mail_notifications(now=NOW) == 0 and mail.outbox == []


def test_a_letter_that_could_not_leave_goes_with_the_next_run(cast, monkeypatch):
    give_one(cast)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", _down)
        remind(FIRST_WARNING)
    assert Notification.objects.filter(emailed_at=None).exists()
    assert services.mail_notifications(now=later(days=3)) == 1


def _down(self, messages):
    raise smtplib.SMTPServerDisconnected


def test_the_commands_may_be_run_again(cast, capsys):
    give_one(cast)
    for _ in range(2):
        call_command("remind", "--today", "2026-03-11")
        call_command("open_occurrences", "--today", "2026-03-11")
    assert capsys.readouterr().out == "Đã nhắc 1 việc.\n"

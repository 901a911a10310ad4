"""One sentence per code, and each code has one."""

from datetime import date

import pytest

from caicach.duties import words
from caicach.duties.models import Notification, ReminderKind
from caicach.duties.rules import Act, Due, DueCode, Obstacle, Timeliness
from caicach.duties.selectors import GROUPS


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (words.OBSTACLES, Obstacle), (words.TIMELINESS, Timeliness), (words.REMINDERS, ReminderKind),
        (words.GROUPS, GROUPS),
    ],
)  # fmt: skip
def test_every_code_has_its_own_sentence(table, codes):
    assert set(table) == set(codes)
    said = [str(sentence) for sentence in table.values()]
    assert len(set(said)) == len(said) and all(said)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (Due(DueCode.DAYS_LEFT, 3, date(2026, 3, 18)), "còn 3 ngày làm việc"),
        (Due(DueCode.DAYS_LEFT, 0, date(2026, 3, 18)), "còn hạn trong kỳ nghỉ"),
        (Due(DueCode.TODAY), "hết hạn hôm nay"),
        (Due(DueCode.DAYS_OVER, 12), "quá hạn 12 ngày"),
        (Due(DueCode.SENT, 0, date(2026, 3, 8)), "đã gửi ngày 08/03/2026"),
        (Due(DueCode.DONE, 0, date(2026, 3, 8)), "xong ngày 08/03/2026"),
        (Due(DueCode.DONE_LATE, 2, date(2026, 3, 8)), "xong muộn 2 ngày"),
        (Due(DueCode.CANCELLED), "đã hủy"),
        (Due(DueCode.NO_DAY), "không có thời hạn"),
    ],
)
def test_the_due_day_in_words(due, said):
    assert words.due_words(due) == said


def test_every_act_says_when_it_is_done():
    assert {act.value for act in Act} - {"decide_extension"} <= set(words.DONE)


def test_a_notification_says_what_who_until_when_and_why():
    data = {"title": "Rà soát", "by": "Trần Quốc Đạt", "due_on": "2026-03-18", "reason": "Thiếu số liệu"}
    line = Notification(code="duty_returned", data=data)
    assert words.notification_words(line) == "Kết quả bị trả lại: Rà soát"
    assert words.notification_detail(line) == "Trần Quốc Đạt · hạn 18/03/2026 · Thiếu số liệu"

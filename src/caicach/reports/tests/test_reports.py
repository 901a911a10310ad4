"""A period's report: gathered from duties as they really went, counted once, written as a version, opened again."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import docx
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from caicach.core.evidence import path_of
from caicach.core.models import Event, PeriodKind, Regime
from caicach.core.periods import Period, Window, period_words, periods_of
from caicach.duties import services as duties
from caicach.duties.tests.making import NEXT_WEEK, NOW, TODAY, give, give_one, make_plan, make_task, words
from caicach.programme.models import Milestone, Part, Plan, PlanState, Target, TaskOwner
from caicach.reports import services
from caicach.reports.composing.facts import Outcome, TaskCounts
from caicach.reports.gathering import full_name, gather_facts
from caicach.reports.models import Report

pytestmark = pytest.mark.django_db

FIRST_QUARTER = Period(PeriodKind.QUARTER, 2026, 1)
LATER = datetime(2026, 4, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
WINDOW = Window(date(2025, 12, 15), date(2026, 3, 31))


def finish(cast, duty, on: date, text="Đã ban hành kế hoạch.") -> None:
    """The body's result goes up on that day and is accepted the day after."""
    at = NOW.replace(year=on.year, month=on.month, day=on.day)
    officer, head = {
        cast.finance.pk: (cast.finance_officer, cast.finance_head),
        cast.ward.pk: (cast.ward_officer, cast.ward_head),
    }[duty.body_id]
    duties.send_to_head(duty=duty, words=words(text, 100, product_number="7/KH-STC"), by=officer, now=at)
    duties.send_up(duty=duty, by=head, now=at + timedelta(hours=1))
    duties.accept(duty=duty, by=cast.standing_officer, now=at + timedelta(days=1))


def facts_of(body, *, window=WINDOW, today=date(2026, 4, 20)):
    return gather_facts(body=body, period=FIRST_QUARTER, window=window, today=today)


def test_each_duty_of_a_body_counts_once_by_how_it_went(cast):
    in_time, late, overdue, running = (give_one(cast) for _ in range(4))
    duties.grant_extension(
        duty=duties.ask_extension(
            duty=running, until=date(2026, 6, 1), reason="Chờ hướng dẫn", by=cast.finance_officer, now=NOW
        ).duty, answer="Đồng ý", by=cast.standing_officer, now=NOW,
    )  # fmt: skip
    finish(cast, in_time, date(2026, 3, 16))
    finish(cast, late, date(2026, 3, 25))
    duties.note_progress(
        duty=overdue, words=words("Đang làm", 40, difficulties="Thiếu số liệu."), by=cast.finance_officer, now=NOW
    )
    facts = facts_of(cast.finance)
    assert facts.counts == TaskCounts(done_in_time=1, done_late=1, running=1, overdue=1)
    assert [(one.reason, one.due_on, one.days) for one in facts.overdue] == [("Thiếu số liệu.", NEXT_WEEK, 13)]
    assert [(one.from_day, one.to_day) for one in facts.extensions] == [(NEXT_WEEK, date(2026, 6, 1))]
    assert [one.text for one in facts.difficulties] == ["Thiếu số liệu."]
    assert sorted(line.outcome for line in facts.tasks) == sorted(Outcome)


def test_a_task_of_a_level_counts_once_however_many_bodies_have_it(cast):
    task = make_task(make_plan(cast), field=3)
    TaskOwner.objects.create(task=task, part=Part.SUPPORT, as_written="Sở Tư pháp", body=cast.justice)
    given = give(cast, cast.finance, cast.ward, task=task)
    finish(cast, given[0], date(2026, 3, 16))
    halfway = facts_of(cast.city, today=TODAY + timedelta(days=8))
    assert halfway.counts == TaskCounts(running=1)
    assert halfway.tasks[0].supports == ("Sở Tư pháp",)
    assert facts_of(cast.city).counts == TaskCounts(overdue=1)
    assert facts_of(cast.city).overdue[0].lead == "UBND phường Cầu Mây"
    finish(cast, given[1], date(2026, 3, 23))
    done = facts_of(cast.city)
    assert done.counts == TaskCounts(done_late=1)
    (line,) = done.tasks
    assert (line.field, line.result) == (3, "2/2 cơ quan, đơn vị đã hoàn thành")


def test_what_lies_outside_the_window_is_not_counted(cast):
    before = give_one(cast, now=NOW - timedelta(days=40))
    finish(cast, before, date(2026, 2, 20))
    give_one(cast, now=LATER)  # given after the window closed
    cancelled = give_one(cast)
    duties.cancel(duty=cancelled, reason="Không còn phù hợp", by=cast.standing_officer, now=NOW)
    facts = facts_of(cast.finance, window=Window(date(2026, 3, 1), date(2026, 3, 31)))
    assert facts.counts == TaskCounts()
    assert facts.tasks == ()


def test_a_duty_done_after_the_window_was_still_running_in_it(cast):
    duty = give_one(cast)
    finish(cast, duty, date(2026, 3, 27))
    facts = facts_of(cast.finance, window=Window(date(2026, 3, 1), date(2026, 3, 14)))
    assert facts.counts == TaskCounts(running=1)


def test_what_was_sent_up_in_time_is_not_overdue_while_it_is_read(cast):
    duty = give_one(cast)
    duties.send_up_directly(duty=duty, words=words(percent=100), by=cast.finance_head, now=NOW)
    assert facts_of(cast.finance).counts == TaskCounts(running=1)


def test_due_next_is_what_is_open_and_falls_in_the_next_period(cast):
    soon = give_one(cast, task=make_task(make_plan(cast), field=2, due_to=date(2026, 5, 4), due_text="Quý II/2026"))
    facts = facts_of(cast.finance, today=TODAY + timedelta(days=1))
    assert [(one.task, one.due) for field in facts.fields for one in field.next_tasks] == [(soon.title, "Quý II/2026")]


def test_a_report_is_written_as_a_version_and_opens_again(cast, settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path
    finish(cast, give_one(cast), date(2026, 3, 12))
    one, two = (
        services.write_report(body=cast.finance, period=FIRST_QUARTER, by=cast.finance_head, now=LATER)
        for _ in range(2)
    )
    assert (one.version, two.version, two.facts["done_in_time"]) == (1, 2, 1)
    assert one.window_from == date(2025, 12, 15) and one.window_to == date(2026, 3, 14)
    assert Event.objects.filter(name="report_written", about_id=str(two.pk)).count() == 1
    text = "\n".join(p.text for p in docx.Document(BytesIO(path_of(one.file.sha256).read_bytes())).paragraphs)
    assert "BÁO CÁO" in text and "quý I năm 2026" in text


@pytest.mark.parametrize("who", ["finance_officer", "ward_head", "stranger", "leader"])
def test_who_may_not_write_is_refused_and_nothing_is_kept(cast, who):
    with pytest.raises(services.NotAllowed):
        services.write_report(body=cast.finance, period=FIRST_QUARTER, by=getattr(cast, who), now=LATER)
    assert not Report.objects.exists()


def test_a_period_without_a_regime_is_refused(cast):
    Regime.objects.all().delete()
    with pytest.raises(services.NoRegime, match="Quý I năm 2026"):
        services.write_report(body=cast.finance, period=FIRST_QUARTER, by=cast.finance_head, now=LATER)


def test_pages(cast, client, settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path
    give_one(cast)
    client.force_login(cast.finance_head)
    choice = {"body": cast.finance.pk, "period": FIRST_QUARTER.key}
    shown = client.get("/bao-cao/xem-truoc/", choice)
    assert shown.status_code == 200
    assert 'class="live-number"' in shown.content.decode()
    assert client.post("/bao-cao/viet/", choice).status_code == 302
    report = Report.objects.get()
    sent = client.get(f"/bao-cao/{report.pk}/tep/")
    assert b"".join(sent.streaming_content).startswith(b"PK")
    assert sent["Content-Disposition"] == 'attachment; filename="bao-cao-quy-i-nam-2026-so-tai-chinh.docx"'
    assert Event.objects.filter(name="report_file_read", by=cast.finance_head).exists()
    assert "Quý I năm 2026" in client.get("/bao-cao/").content.decode()

    beside = client.get(f"/bao-cao/{report.pk}/tep/?dang=pdf")
    assert b"".join(beside.streaming_content).startswith(b"%PDF-")
    assert beside["Content-Disposition"] == 'attachment; filename="bao-cao-quy-i-nam-2026-so-tai-chinh.pdf"'
    assert f"/bao-cao/{report.pk}/tep/?dang=pdf" in client.get("/bao-cao/xem-truoc/", choice).content.decode()


@pytest.mark.parametrize("choice", [{}, {"body": "x", "period": "quarter-2026-9"}, {"period": "quarter-2026-1"}])
def test_a_choice_that_is_none_is_said_so(cast, client, choice):
    client.force_login(cast.finance_head)
    assert client.get("/bao-cao/xem-truoc/", choice).status_code == 422


def test_the_stranger_sees_nothing_of_it(cast, client, settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path
    report = services.write_report(body=cast.finance, period=FIRST_QUARTER, by=cast.finance_head, now=LATER)
    client.force_login(cast.stranger)
    assert client.get(f"/bao-cao/{report.pk}/tep/").status_code == 404
    choice = {"body": cast.finance.pk, "period": FIRST_QUARTER.key}
    assert client.get("/bao-cao/xem-truoc/", choice).status_code == 422
    assert client.post("/bao-cao/viet/", choice).status_code == 422


def test_the_preview_asks_as_much_for_many_duties_as_for_few(cast, client, django_assert_max_num_queries):
    client.force_login(cast.finance_head)
    choice = {"body": cast.finance.pk, "period": FIRST_QUARTER.key}
    for _ in range(2):
        for _ in range(6):
            give_one(cast)
        with django_assert_max_num_queries(26):
            client.get("/bao-cao/xem-truoc/", choice)


def test_the_command_writes_the_file(cast, settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path / "evidence"
    out = tmp_path / "bao-cao.docx"
    words_ = ["--body", cast.finance.code, "--year", "2026", "--as", cast.finance_head.username, "-o", str(out)]
    call_command("write_report", *words_)
    assert docx.Document(str(out)).paragraphs
    assert not out.with_suffix(".pdf").exists()
    call_command("write_report", *words_, "--pdf")
    assert out.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--body": "Z99"}, "Không có cơ quan mang mã Z99"),
        ({"--as": "nobody"}, "Không có người dùng nobody"),
        ({"--ordinal": "5"}, "--ordinal 5; quý từ 1 đến 4, 6 tháng từ 1 đến 2, 9 tháng và năm là 1.$"),
        ({"--year": "0"}, "năm 0; cần từ 2000 đến 2100.$"),
        ({"--year": "abcd"}, "^--year cần là một số nguyên; đã ghi “abcd”.$"),
        ({"--ordinal": "II"}, "^--ordinal cần là một số nguyên"),
        ({"--kind": "tháng"}, "^--kind cần là một trong: quarter, .*đã ghi “tháng”.$"),
        ({"--year": "", "--as": ""}, "^Thiếu --year, --as"),
        ({"--as": "ward"}, "không có quyền"),
        ({"--output": "/không/có/thư/mục.docx"}, "cần tên tệp trong một thư mục đã có"),
    ],
)
def test_the_command_says_what_is_wrong(cast, change, sentence):
    given = {
        "--body": cast.finance.code,
        "--year": "2026",
        "--as": cast.finance_head.username,
        "--ordinal": "1",
    } | change
    if given["--as"] == "ward":
        given["--as"] = cast.ward_head.username
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("write_report", *(word for pair in given.items() for word in pair))
    assert refusal.value.returncode == 2


def test_names_in_full():
    assert full_name("UBND phường Cầu Mây") == "Ủy ban nhân dân phường Cầu Mây"
    assert full_name("Sở Tài chính") == "Sở Tài chính"


def test_a_period_in_vietnamese_is_named_as_in_the_report():
    for period in periods_of(2026):
        assert period_words(period) == period.label


def test_a_period_is_named_in_english(english):
    assert [period_words(period) for period in periods_of(2026)][2:] == [
        "Quarter III 2026", "Quarter IV 2026", "first half of 2026", "second half of 2026",
        "first nine months of 2026", "2026",
    ]  # fmt: skip


def test_the_report_itself_stays_vietnamese_whoever_looks(cast, english):
    facts, document = services.draft_report(body=cast.finance, period=FIRST_QUARTER, today=date(2026, 4, 1))
    with translation.override("vi"):
        assert services.draft_report(body=cast.finance, period=FIRST_QUARTER, today=date(2026, 4, 1)) == (
            facts, document,
        )  # fmt: skip


def test_period_keys_come_back():
    for period in (FIRST_QUARTER, Period(PeriodKind.NINE_MONTHS, 2025), Period(PeriodKind.HALF, 2026, 2)):
        assert Period.of_key(period.key) == period
    assert [Period.of_key(key) for key in ("", "quarter-2026", "week-2026-1", f"quarter-{uuid4()}")] == [None] * 4


def test_a_target_with_phases_is_named_once_with_the_value_of_the_year(cast):
    plan = make_plan(cast, state=PlanState.ISSUED, issued_on=date(2026, 1, 16))
    whole = Target.objects.create(plan=plan, ordinal=1, text="SIPAS đạt tối thiểu 93%", comparator=">=", unit="%")
    part = Target.objects.create(
        plan=plan, ordinal=2, text="y tế đạt tối thiểu 90%", comparator=">=", unit="%", part_of=whole
    )
    for target, first, second in ((whole, 88, 93), (part, 85, 90)):
        Milestone.objects.create(target=target, from_year=2026, to_year=2027, value=first)
        Milestone.objects.create(target=target, from_year=2028, to_year=2030, value=second)
    assert [(one.text, one.goal) for one in facts_of(cast.city).targets] == [
        ("SIPAS đạt tối thiểu 88%", 88),
        ("Trong đó: y tế đạt tối thiểu 85%", 85),
    ]


def test_a_report_names_the_plans_of_its_own_period_in_the_versions_of_that_time(cast):
    def issued(number: str, state: str, issued_on: date | None, **given) -> Plan:
        plan = make_plan(cast, number=number, state=state, issued_on=issued_on, **given)
        target = Target.objects.create(plan=plan, ordinal=1, text=f"Chỉ tiêu của {number}", comparator=">=", unit="%")
        Milestone.objects.create(target=target, from_year=2026, to_year=2026, value=90)
        return plan

    first = issued("15/KH-UBND", PlanState.SUPERSEDED, date(2026, 1, 16))
    issued(
        "96/KH-UBND", PlanState.ISSUED, date(2026, 7, 20), lineage=first.lineage, version=2, previous=first
    )  # after the window
    issued("40/KH-UBND", PlanState.DRAFT, date(2026, 2, 1))
    issued("41/KH-UBND", PlanState.ISSUED, None, put_in_force_at=NOW, put_in_force_by=cast.standing_officer)
    issued("412/KH-UBND", PlanState.ISSUED, WINDOW.closes_on + timedelta(days=1))
    facts = facts_of(cast.city)
    assert [words.split()[3] for words in facts.plans] == ["15/KH-UBND", "41/KH-UBND"]
    assert {one.text for one in facts.targets} == {"Chỉ tiêu của 15/KH-UBND", "Chỉ tiêu của 41/KH-UBND"}
    later = facts_of(cast.city, window=Window(date(2026, 6, 15), date(2026, 12, 14)))
    assert [words.split()[3] for words in later.plans] == ["41/KH-UBND", "412/KH-UBND", "96/KH-UBND"]

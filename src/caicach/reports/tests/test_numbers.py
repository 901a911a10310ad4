"""Numbers in a report's text: drafted with their source, read anew, put back, sent as they were read, merged."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import QueryDict

from caicach.bodies.access import standing_of
from caicach.core.models import Event, PeriodKind
from caicach.core.periods import Period
from caicach.duties.forms import FilterForm
from caicach.duties.selectors.lines import day_of
from caicach.duties.selectors.listing import duties_for
from caicach.duties.tests.making import give, give_one, make_plan, make_task
from caicach.measures import services as measures
from caicach.measures.models import Indicator
from caicach.measures.rules import Answer
from caicach.measures.tests.making import give as give_figure
from caicach.measures.tests.making import indicator, later, number, parts
from caicach.measures.tests.making import send as send_figure
from caicach.monitoring.models import TargetMeasure
from caicach.programme.models import Field, Milestone, PlanState, Target
from caicach.reports import services
from caicach.reports.findings import unexplained
from caicach.reports.live import Change, Live, Ref, bare, pieces, refs
from caicach.reports.models import Cycle, Made, Passage, PassageRevision
from caicach.reports.offering import offer_in
from caicach.reports.reading import reading_of
from caicach.reports.resolving import current
from caicach.reports.rules import About, Obstacle
from caicach.reports.services import Edit
from caicach.reports.services.numbers import renew_numbers

from .regime import AFTER, NOW, QUARTER, TODAY, fill, of, open_quarter, write

pytestmark = pytest.mark.django_db
DUE_BEFORE = {"due_from": date(2026, 2, 20), "due_to": date(2026, 3, 2)}
Q4_LAST_YEAR = Period(PeriodKind.QUARTER, 2025, 4)


@pytest.fixture
def asked():
    return indicator("T.1", name="Hồ sơ tiếp nhận", field=3, valid_from=date(2024, 1, 1))


@pytest.fixture
def report(cast, asked):
    """Finance's first quarter, whose table asks for one figure."""
    cycle = open_quarter(cast, cast.finance)
    Cycle.objects.filter(pk=cycle.pk).update(statistics=[{"code": "T.1"}])
    return of(cycle, cast.finance)


def again(report):
    return of(report.cycle, report.first_body)


def reading(report, now=NOW):
    texts = list(Passage.objects.filter(submission=report, removed_at=None).values_list("text", flat=True))
    return reading_of(again(report), texts, now=now)


def text_of(report, section):
    return "\n".join(one.text for one in report.passages.filter(section=section, removed_at=None))


def live_in(report, section):
    return [piece for piece in pieces(text_of(report, section)) if isinstance(piece, Live)]


def refused(act):
    with pytest.raises(services.Refused) as refusal:
        act()
    return refusal.value.obstacles


def test_first_words_hold_the_figures_with_their_changes_as_live_numbers(cast, report, asked):
    give_figure(cast.finance_focal_point, cast.finance, asked, 40, period=Q4_LAST_YEAR)
    measures.submit_figures(figures=asked.figures.all(), by=cast.finance_focal_point, now=later())
    give_figure(cast.finance_focal_point, cast.finance, asked, 1862)  # a draft: the body's own report shows it
    services.draft_from_data(submission=report, by=cast.finance_officer, now=NOW)
    said = bare(text_of(report, "field-3"))
    assert "- Hồ sơ tiếp nhận: 1.862 hồ sơ, tăng 1.822 hồ sơ (tăng 4.555%) so với quý trước." in said
    assert [one.ref for one in live_in(report, "field-3")] == [Ref("T.1"), Ref("T.1", change=Change.LAST)]


def test_what_is_drafted_is_what_is_read(cast, asked, report):
    """Counts and figures come out of the same data by two ways; they must agree, for a body and for a level."""
    plan = make_plan(cast, state=PlanState.ISSUED, issued_on=date(2026, 1, 5))
    give(cast, cast.finance, cast.ward, task=make_task(plan, field=3, **DUE_BEFORE), now=NOW - timedelta(9))
    give_one(cast, task=make_task(plan, field=2, due_to=date(2026, 5, 2)))
    target = Target.objects.create(
        plan=plan, ordinal=1, text="Tỷ lệ hồ sơ đúng hạn", comparator=">=", unit="%", field=Field.objects.get(number=3)
    )
    Milestone.objects.create(target=target, from_year=2026, to_year=2026, value=95)
    rate = indicator("T.2", unit="%", value_kind="ratio", over_bodies="ratio", over_time="ratio", places=1)
    send_figure(cast.finance_focal_point, cast.finance, rate, parts(47, 50))
    TargetMeasure.objects.create(
        lineage=target.lineage, indicator=rate, body=cast.city, confirmed_by=cast.standing_officer, confirmed_at=NOW
    )
    city = services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW)
    services.draft_from_data(submission=report, by=cast.finance_officer, now=NOW)
    services.draft_from_data(submission=city, by=cast.standing_officer, now=NOW)
    for one, keys in ((report, {"field.3.total", "tasks.overdue"}), (city, {"next.total", f"target.{target.pk}"})):
        read = reading_of(
            one, texts := [passage.text for passage in one.passages.all()], now=NOW
        )  # fmt: skip
        found = {ref for text in texts for ref in refs(text)}
        assert keys <= {ref.key for ref in found}
        assert found == set(read.values), "every number leads somewhere"
        assert read.changed == 0
    reached = read.values[Ref(f"target.{target.pk}")]
    assert (reached.text, reached.href) == ("94%", f"/ke-hoach/{plan.pk}/chi-tieu/{target.pk}/")
    numbers = current(
        [Ref("field.3.total", cast.finance.pk), Ref("tasks.overdue", cast.ward.pk), Ref("tasks.done", cast.ward.pk)],
        cycle=report.cycle, body=cast.city.pk, drafts=False, today=TODAY,
    )  # fmt: skip
    assert [one.text for one in numbers.values()] == ["01", "01", "0"]


def test_first_words_do_not_contradict_the_figures(cast, report):
    """What the system drafts is not what its own checks ask about: changes are no shares, overdue tasks no figures."""
    wanted = indicator("T.3", name="Nhiệm vụ chủ trì đến hạn trong kỳ", unit="nhiệm vụ", valid_from=date(2024, 1, 1))
    Cycle.objects.filter(pk=report.cycle_id).update(statistics=[{"code": "T.1"}, {"code": "T.3"}])
    for period, value in ((Q4_LAST_YEAR, 663), (QUARTER, 631)):
        give_figure(cast.finance_focal_point, cast.finance, Indicator.objects.get(code="T.1"), value, period=period)
        give_figure(cast.finance_focal_point, cast.finance, wanted, value + 4, period=period)
    for _ in range(2):
        give(cast, cast.finance, task=make_task(make_plan(cast), field=3, **DUE_BEFORE), now=NOW - timedelta(9))
    services.draft_from_data(submission=again(report), by=cast.finance_officer, now=NOW)
    assert "giảm 32 hồ sơ (giảm 4,8%) so với quý trước" in bare(text_of(report, "field-3"))
    assert "Có 02 nhiệm vụ quá hạn chưa được nêu nguyên nhân." in text_of(report, "causes")
    assert unexplained(again(report), today=TODAY) == []


def test_while_it_is_written_the_page_shows_what_the_number_is_now(cast, report, asked):
    give_figure(cast.finance_focal_point, cast.finance, asked, 40)
    write(report, "tasks", "Tiếp nhận [[T.1]] trong kỳ.", by=cast.finance_officer)
    assert text_of(report, "tasks") == "Tiếp nhận [[40 hồ sơ|T.1]] trong kỳ."
    give_figure(cast.finance_focal_point, cast.finance, asked, 41)
    shown = reading(report).pieces(text_of(report, "tasks"))[1]
    assert (shown.text, shown.was, shown.now) == ("41 hồ sơ", "40 hồ sơ", "")
    assert shown.href == f"/so-lieu/giai-thich/T.1/{cast.finance.pk}/quarter-2026-1/"


def test_nobody_types_a_number_over(cast, report, asked):
    give_figure(cast.finance_focal_point, cast.finance, asked, 40)
    write(report, "tasks", "Tiếp nhận [[T.1]].", by=cast.finance_officer)
    passage = report.passages.get()

    def edit(text):
        return services.write_section(
            submission=report, section="tasks", edits={passage.pk: Edit(text, passage.number)}, added="",
            by=cast.finance_officer, now=NOW,
        )  # fmt: skip

    assert edit("Tiếp nhận [[99 hồ sơ|T.1]].") == 0, "a number by itself is no change"
    assert edit("Đã tiếp nhận [[99 hồ sơ|T.1]].") == 1
    assert text_of(report, "tasks") == "Đã tiếp nhận [[40 hồ sơ|T.1]]."
    write(report, "tasks", "Thêm [[1|T.1]].", by=cast.finance_officer)
    write(report, "tasks", "Thêm [[2|T.1]].", by=cast.finance_officer)  # the form sent again
    assert report.passages.count() == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đạt [[98%|T.1 trong kỳ", About(Obstacle.BRACKETS, ("[[98%|T.1 trong kỳ",))),
        ("Đạt [[98%]]", About(Obstacle.BRACKETS, ("[[98%]]",))),
        ("Đạt [[98|T.9]] và [[1|T.1@999999]]", About(Obstacle.NUMBER_UNKNOWN, ("T.9", "T.1@999999"))),
        ("Có [[tasks.total#quarter-2025-4]]", About(Obstacle.NUMBER_UNKNOWN, ("tasks.total#quarter-2025-4",))),
    ],
)
def test_brackets_that_name_nothing_are_refused_with_what_stands_there(cast, report, text, found):
    assert refused(lambda: write(report, "tasks", text, by=cast.finance_officer)) == [found]
    assert not report.passages.exists()


def test_what_leaves_is_what_is_read_and_a_later_change_is_said(cast, report, asked):
    give_figure(cast.finance_focal_point, cast.finance, asked, 40)
    fill(report, by=cast.finance_officer)
    write(report, "field-3", "Tiếp nhận [[T.1]].", by=cast.finance_officer)
    passage = report.passages.get(text__contains="[[")
    give_figure(cast.finance_focal_point, cast.finance, asked, 41)
    services.send_to_head(submission=report, by=cast.finance_officer, now=NOW)
    passage.refresh_from_db()
    assert (bare(passage.text), passage.number) == ("Tiếp nhận 41 hồ sơ.", 2)
    assert passage.revisions.get(number=2).made == Made.RENEWED
    services.sign_and_send(submission=again(report), by=cast.finance_head, now=NOW)
    assert Event.objects.filter(name="report_numbers_renewed").count() == 1, "nothing changed between head and sending"
    services.accept_report(submission=again(report), by=cast.standing_officer, now=NOW)
    assert reading(report).changed == 0

    figure = asked.figures.get()
    measures.return_figures(figures=[figure], reason="Sai", by=cast.standing_officer, now=later())
    give_figure(cast.finance_focal_point, cast.finance, asked, 44)
    measures.submit_figures(figures=asked.figures.all(), by=cast.finance_focal_point, now=later())
    shown = reading(report)
    number_read = shown.pieces(passage.text)[1]
    assert (shown.changed, number_read.text, number_read.now) == (1, "41 hồ sơ", "44 hồ sơ")
    passage.refresh_from_db()
    assert bare(passage.text) == "Tiếp nhận 41 hồ sơ.", "what was sent is kept"


def test_what_the_demanding_body_signs_itself_is_read_anew_too(cast, report, asked):
    city = fill(services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW), by=cast.standing_officer)
    write(city, "tasks", "Giao [[tasks.total]] nhiệm vụ.", by=cast.standing_officer)
    assert "Giao 0 nhiệm vụ." in bare(text_of(city, "tasks"))
    give_one(cast)
    for found in unexplained(city, today=TODAY):
        services.explain_finding(
            submission=city, code=found.code, reason="Chưa đến hạn", by=cast.standing_officer, now=NOW
        )  # fmt: skip
    services.sign_and_send(submission=city, by=cast.home_affairs_head, now=NOW)
    assert "Giao 01 nhiệm vụ." in bare(text_of(city, "tasks"))


def test_a_merged_number_stays_the_one_of_the_body_that_wrote_it(cast, report, asked):
    give_figure(cast.finance_focal_point, cast.finance, asked, 40)
    give_one(cast)
    fill(report, by=cast.finance_officer)
    write(report, "field-3", "Tiếp nhận [[T.1]]; giao [[tasks.total]] nhiệm vụ.", by=cast.finance_officer)
    services.sign_and_send(submission=report, by=cast.finance_head, now=NOW)
    services.accept_report(submission=again(report), by=cast.standing_officer, now=NOW)
    city = services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW)
    services.take_passages(
        cycle=report.cycle, into=city, section="field-3", pks=None, by=cast.standing_officer, now=NOW
    )
    taken = city.passages.get(text__contains="[[")
    assert taken.text == (
        f"Tiếp nhận [[40 hồ sơ|T.1@{cast.finance.pk}]]; giao [[01|tasks.total@{cast.finance.pk}]] nhiệm vụ."
    )
    read = reading_of(city, [taken.text], now=NOW)
    assert read.changed == 0
    links = [piece.href for piece in read.pieces(taken.text) if piece.is_number]
    assert f"/T.1/{cast.finance.pk}/" in links[0] and f"body={cast.finance.pk}" in links[1]


def test_the_queries_do_not_grow_with_the_numbers(cast, report, asked, django_assert_max_num_queries):
    others = [indicator(f"T.{n}", valid_from=date(2024, 1, 1)) for n in range(2, 8)]
    bodies = [cast.finance.pk, cast.ward.pk, cast.justice.pk]
    wanted = [
        Ref(one.code, body, change=change) for one in (asked, *others) for body in bodies for change in Change
    ] + [Ref(key, body) for key in ("tasks.total", "field.3.done_ratio", "extensions.total") for body in bodies]
    with django_assert_max_num_queries(10):
        found = current(wanted, cycle=report.cycle, body=cast.city.pk, drafts=True, today=TODAY)
    assert len(found) == len(wanted)


@pytest.mark.parametrize(
    ("given", "answer", "said"),
    [
        ({"unit": "%", "value_kind": "ratio", "over_bodies": "ratio", "places": 1}, parts(1862, 1890), "98,5%"),
        ({}, number("12.5"), "12,5 hồ sơ"),
        ({"unit": ""}, number(1250), "1.250"),
        ({}, Answer("none_arisen"), "không phát sinh"),
        ({}, None, "chưa có số liệu"),
    ],
    ids=["ratio", "places", "no unit", "nothing arose", "nobody answered"],
)
def test_a_figure_in_words(cast, given, answer, said):
    one = indicator("T.5", **{"places": 1, **given})
    cycle = open_quarter(cast, cast.finance)
    if answer is not None:
        give_figure(cast.finance_focal_point, cast.finance, one, answer)
    (found,) = current([Ref("T.5")], cycle=cycle, body=cast.finance.pk, drafts=True, today=TODAY).values()
    assert found.text == said


def test_promises_of_the_last_report_are_answered_for(cast, report):
    kept, broken = (
        make_task(make_plan(cast), text=text, **DUE_BEFORE)
        for text in ("Rà soát quy trình nội bộ", "Công bố danh mục thủ tục")
    )
    duties = {task.pk: give(cast, cast.finance, task=task, now=NOW - timedelta(20))[0] for task in (kept, broken)}
    type(duties[kept.pk]).objects.filter(pk=duties[kept.pk].pk).update(done_on=date(2026, 3, 1), state="done")
    before = open_quarter(
        cast, cast.finance, ask=services.Ask(report.cycle.kind, cast.city, Q4_LAST_YEAR), token=uuid4(),
        now=NOW - timedelta(days=85),
    )  # fmt: skip
    Cycle.objects.filter(pk=before.pk).update(statistics=None)
    last = of(before, cast.finance)
    then = NOW - timedelta(days=85)
    fill(last, by=cast.finance_officer, now=then)
    write(
        last, "ahead",
        "- Rà soát quy trình nội bộ (phối hợp: Sở Tư pháp; thời hạn: ngày 02/3/2026).\n"
        "- Công bố danh mục thủ tục.\n- Mở hội nghị tổng kết.",
        by=cast.finance_officer, now=then,
    )  # fmt: skip
    services.sign_and_send(submission=last, by=cast.finance_head, now=then)
    services.draft_from_data(submission=report, by=cast.finance_officer, now=NOW)
    assert "Đã hoàn thành 1/3 nhiệm vụ đề ra tại báo cáo kỳ trước." in text_of(report, "achievements")
    left = text_of(report, "shortcomings")
    assert "Còn 2/3 nhiệm vụ đề ra tại báo cáo kỳ trước chưa hoàn thành:" in left
    assert "- Công bố danh mục thủ tục (quá hạn, chưa hoàn thành)." in left
    assert "- Mở hội nghị tổng kết (chưa có kết quả được ghi nhận)." in left


def test_on_the_page_every_number_is_a_link_and_the_list_offers_them(cast, report, asked, client):
    give_figure(cast.finance_focal_point, cast.finance, asked, 40)
    passage = Passage.objects.create(submission=report, section="field-3", ordinal=1, text="Nhận [[39 hồ sơ|T.1]].")
    PassageRevision.objects.create(passage=passage, number=1, text=passage.text, made=Made.WRITTEN, at=NOW)
    report.duty.__class__.objects.filter(pk=report.duty_id).update(due_on=date(2099, 1, 1))
    report.__class__.objects.filter(pk=report.pk).update(due_on=date(2099, 1, 1))
    client.force_login(cast.finance_officer)
    page = client.get(report.get_absolute_url(), {"muc": "tasks"}).content.decode()
    assert f'href="/so-lieu/giai-thich/T.1/{cast.finance.pk}/quarter-2026-1/"' in page
    assert "40 hồ sơ</a>" in page and "vừa đổi, trước là 39 hồ sơ" in page
    assert 'data-insert="[[40 hồ sơ|T.1]]"' in page and "[[39 hồ sơ|T.1]]" not in page
    answer = client.post(f"{report.get_absolute_url()}muc/", {"muc": "tasks", "added": "Đạt [[98%]]"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "([[98%]])" in shown and "Đạt [[98%]]</textarea>" in shown
    report.__class__.objects.filter(pk=report.pk).update(state="sent", sent_on=AFTER.date())
    sent = client.get(report.get_absolute_url()).content.decode()
    assert "1 số liệu đã thay đổi sau khi gửi" in sent and "nay là" in sent


def test_what_was_remembered_before_a_number_was_renewed_is_not_shown_against_it(cast, report):
    """A level's counts are kept for minutes; a page never holds an old count against what was just sent."""
    city = fill(services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW), by=cast.standing_officer)
    write(city, "tasks", "Giao [[tasks.total]] nhiệm vụ.", by=cast.standing_officer)

    def read():
        texts = [one.text for one in city.passages.order_by("ordinal", "pk")]
        return reading_of(again(city), texts, now=NOW)

    assert read().changed == 0
    give_one(cast)
    assert read().changed == 0, "some minutes old"
    for found in unexplained(city, today=TODAY):
        services.explain_finding(
            submission=city, code=found.code, reason="Chưa đến hạn", by=cast.standing_officer, now=NOW
        )  # fmt: skip
    services.sign_and_send(submission=city, by=cast.home_affairs_head, now=NOW)
    assert "Giao 01 nhiệm vụ." in bare(text_of(city, "tasks"))
    assert read().changed == 0


def test_a_number_of_a_body_that_the_writer_may_not_look_at_is_refused(cast, report, asked, client):
    """Not saved, not read anew, no link; whoever may look at that body may write it."""
    give_figure(cast.ward_officer, cast.ward, asked, 2426)
    measures.submit_figures(figures=asked.figures.all(), by=cast.ward_focal_point, now=later())
    wards, wards_tasks = f"T.1@{cast.ward.pk}", f"tasks.total@{cast.ward.pk}"
    text = f"Phường tiếp nhận [[{wards}]], được giao [[{wards_tasks}]]."
    assert refused(lambda: write(report, "tasks", text, by=cast.finance_officer)) == [
        About(Obstacle.NUMBER_NOT_SEEN, (wards, wards_tasks))
    ]
    assert not report.passages.exists()
    # Kept all the same by an older version: it stays as it was read and tells no more.
    old = Passage.objects.create(
        submission=report, section="tasks", ordinal=1, text=f"Phường tiếp nhận [[1 hồ sơ|{wards}]]."
    )
    old.revisions.create(number=1, text=old.text, made=Made.WRITTEN, at=NOW)
    shown = reading(report).pieces(old.text)[1]
    assert (shown.text, shown.href, shown.was, shown.now) == ("1 hồ sơ", "", "", "")
    seen = reading_of(report, [old.text], now=NOW, seen_by=standing_of(cast.standing_officer, today=TODAY))
    assert seen.pieces(old.text)[1].text == "2.426 hồ sơ"
    renew_numbers(report, by=cast.finance_head, now=NOW)
    old.refresh_from_db()
    assert bare(old.text) == "Phường tiếp nhận 1 hồ sơ."
    client.force_login(cast.finance_officer)
    assert "2.426" not in client.get(report.get_absolute_url()).content.decode()
    city = services.begin_merging(cycle=report.cycle, by=cast.standing_officer, now=NOW)
    write(city, "tasks", text, by=cast.standing_officer)
    assert "[[2.426 hồ sơ|" in text_of(city, "tasks")


def test_a_number_that_came_with_a_taken_paragraph_may_stay_when_its_words_change(cast, report, asked):
    elsewhere = f"T.1@{cast.ward.pk}"
    taken = Passage.objects.create(
        submission=report, section="tasks", ordinal=1, text=f"Phường: [[9 hồ sơ|{elsewhere}]]."
    )
    taken.revisions.create(number=1, text=taken.text, made=Made.TAKEN, at=NOW)
    services.write_section(
        submission=report, section="tasks", edits={taken.pk: Edit(f"Tại phường: [[1|{elsewhere}]].", 1)}, added="",
        by=cast.finance_officer, now=NOW,
    )  # fmt: skip
    assert text_of(report, "tasks").startswith("Tại phường: [[")
    assert "hồ sơ" in text_of(report, "tasks"), "what was typed over is put back"


def test_first_words_leave_out_what_nobody_has_answered_and_the_list_offers_it(cast, report, asked):
    silent = indicator("T.7", name="Thủ tục được công bố", field=3, valid_from=date(2024, 1, 1))
    Cycle.objects.filter(pk=report.cycle_id).update(statistics=[{"code": "T.1"}, {"code": "T.7"}])
    give_figure(cast.finance_focal_point, cast.finance, asked, Answer("none_arisen"))
    services.draft_from_data(submission=again(report), by=cast.finance_officer, now=NOW)
    said = bare(text_of(report, "field-3"))
    assert "Hồ sơ tiếp nhận: không phát sinh." in said and silent.name not in said
    offer = offer_in(again(report), "field-3")
    lines = [line.name for group in offer.groups(reading(report).values | _now(report, offer)) for line in group.lines]
    assert silent.name in lines


def _now(report, offer):
    return current(offer.refs, cycle=report.cycle, body=report.body_id, drafts=True, today=TODAY)


def test_a_count_leads_to_exactly_what_it_counts(cast, report):
    """Duties of other times, of units below, only supported, or cancelled are not behind the number."""
    plan = make_plan(cast, state=PlanState.ISSUED, issued_on=date(2026, 1, 5))
    long_ago = NOW - timedelta(days=300)
    for n, (done, due) in enumerate([
        (None, date(2026, 2, 1)), (date(2026, 2, 1), date(2026, 2, 5)), (date(2026, 3, 1), date(2026, 2, 5)),
        (date(2025, 6, 1), date(2025, 7, 1)), (None, date(2026, 4, 20)), (None, date(2027, 4, 20)),
    ]):  # fmt: skip
        task = make_task(plan, field=3, text=f"Việc {n}", due_from=due, due_to=due)
        duty = give(cast, cast.finance, task=task, now=NOW - timedelta(9))[0]
        state = {"done_on": done, "state": "done"} if done else {}
        type(duty).objects.filter(pk=duty.pk).update(due_on=due, assigned_at=long_ago, **state)
    keys = ["total", "done", "done_in_time", "done_late", "running", "overdue"]
    wanted = [Ref(f"{scope}.{key}") for scope in ("tasks", "field.3") for key in keys] + [Ref("next.total")]
    found = current(wanted, cycle=report.cycle, body=cast.finance.pk, drafts=True, today=TODAY)
    standing = standing_of(cast.finance_officer, today=TODAY)
    for ref, number_ in found.items():
        form = FilterForm(QueryDict(number_.href.partition("?")[2]), fields=[(3, "Ba")])
        rows = duties_for(standing, form.filters(), day=day_of(TODAY))
        assert rows.count() == int(number_.text), str(ref)
    assert {int(one.text) for one in found.values()} >= {1, 2, 5}

"""Who sees what, in which group, and how it is counted."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches

from caicach.bodies.access import Permission, Standing, standing_of
from caicach.core.events import record_event
from caicach.duties import selectors, services
from caicach.duties.models import Duty, DutyState
from caicach.duties.rules import Act, Timeliness
from caicach.duties.selectors import Filters, Key, Scope

from .making import NEXT_WEEK, NOW, TODAY, fresh, give, give_one, later, sent_to_head, sent_up, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    caches["shared"].clear()
    yield
    caches["shared"].clear()


def of(person) -> Standing:
    return standing_of(person, today=TODAY)


def day(today=TODAY):
    return selectors.day_of(today)


def groups(person, today=TODAY):
    work = selectors.my_work(of(person), day=day(today))
    return {group.code: [line.duty.pk for line in group.lines] for group in work.groups}


@pytest.fixture
def duties(cast):
    """One duty of the finance department for each way it can wait."""
    made = {
        "overdue": give_one(cast, due_from=None, due_to=TODAY - timedelta(days=4)),
        "this_week": give_one(cast, due_from=None, due_to=TODAY + timedelta(days=6)),
        "later": give_one(cast, due_from=None, due_to=TODAY + timedelta(days=7)),
        "undated": give_one(cast, due_from=None, due_to=None, due_kind="on_request"),
        "signing": sent_to_head(cast),
        "reviewed": sent_up(cast),
        "asking": give_one(cast, due_from=None, due_to=TODAY + timedelta(days=30)),
        "done": sent_up(cast),
    }
    services.accept(duty=made["done"], by=cast.standing_officer, now=NOW)
    services.ask_extension(
        duty=made["asking"], until=TODAY + timedelta(days=60), reason="x", by=cast.finance_officer, now=NOW
    )
    return made


def test_the_head_has_what_waits_for_a_signature_first(cast, duties):
    pk = {name: duty.pk for name, duty in duties.items()}
    assert groups(cast.finance_head) == {
        "to_sign": [pk["signing"]], "overdue": [pk["overdue"]], "this_week": [pk["this_week"]],
        "later": [pk["later"], pk["asking"], pk["undated"]], "waiting": [pk["reviewed"]],
    }  # fmt: skip
    assert next(iter(groups(cast.finance_head))) == "to_sign"


def test_the_focal_point_waits_for_the_head(cast, duties):
    assert groups(cast.finance_focal_point)["waiting"] == [duties["signing"].pk, duties["reviewed"].pk]


def test_an_officer_has_what_was_put_on_them(cast, duties):
    assert groups(cast.finance_officer) == {}
    services.assign_officer(duty=duties["later"], officer=cast.finance_officer, by=cast.finance_head, now=NOW)
    assert groups(cast.finance_officer) == {"later": [duties["later"].pk]}


def test_the_reviewer_decides(cast, duties):
    assert groups(cast.standing_officer) == {"to_decide": [duties["asking"].pk], "to_review": [duties["reviewed"].pk]}
    assert groups(cast.ward_head) == groups(cast.leader) == groups(cast.stranger) == {}


def test_a_field_lead_reviews_their_field(cast):
    mine = sent_up(cast, give_one(cast, field=3))
    sent_up(cast, give_one(cast, field=2))
    assert groups(cast.field_lead) == {"to_review": [mine.pk]}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("finance_officer", True), ("finance_head", True), ("standing_officer", True), ("home_affairs_head", True),
        ("leader", True), ("field_lead", True), ("administrator", True), ("ward_head", False), ("stranger", False),
    ],
)  # fmt: skip
def test_who_sees_a_duty(cast, who, sees):
    duty = give_one(cast)
    standing = of(getattr(cast, who))
    assert (selectors.duty_for(standing, duty.pk) is not None) is sees
    listed = selectors.page_of(standing, Filters(), day=day()).lines
    assert [line.duty.pk for line in listed] == ([duty.pk] if sees else [])


def test_what_everybody_may_do_with_a_duty_that_waits(cast):
    duty = sent_up(cast)
    acts = {
        who: set(selectors.page_for(of(person), duty, day=day()).acts)
        for who, person in cast.people().items()
        if selectors.may_see(of(person), duty)
    }
    deciding = {Act.ACCEPT, Act.RETURN, Act.DECIDE_EXTENSION}
    disposing = {Act.HAND_OVER, Act.CANCEL}
    assert acts == {
        "finance_officer": set(), "finance_focal_point": set(), "finance_head": set(), "field_lead": set(),
        "leader": set(), "standing_officer": deciding | disposing, "home_affairs_head": deciding | disposing,
        "administrator": deciding | disposing,
    }  # fmt: skip


def filtered(cast, person=None, **given):
    page = selectors.page_of(of(person or cast.leader), Filters(**given), day=day())
    return {line.duty.pk for line in page.lines}


def test_filters(cast, duties):
    pk = {name: duty.pk for name, duty in duties.items()}
    everything = set(pk.values())
    assert filtered(cast) == filtered(cast, body=cast.finance) == filtered(cast, body=cast.city) == everything
    assert filtered(cast, body=cast.ward) == filtered(cast, body=cast.other_city) == set()
    assert filtered(cast, state="open") == everything - {pk["done"]}
    assert filtered(cast, state=DutyState.DONE) == {pk["done"]}
    assert filtered(cast, body_name="so tai chinh") == everything and not filtered(cast, body_name="so y te")
    assert filtered(cast, text="ra soat THU TUC") == set()  # tasks made by hand have no search key
    assert filtered(cast, plan=duties["later"].task.plan) == {pk["later"]}
    assert filtered(cast, lineage=str(duties["later"].task_lineage)) == {pk["later"]}
    assert filtered(cast, due_from=TODAY, due_to=TODAY + timedelta(days=6)) == {pk["this_week"]}
    assert filtered(cast, cast.standing_officer, side="review") == everything
    assert filtered(cast, cast.finance_officer, side="mine") == set()
    assert filtered(cast, cast.finance_head, group="to_sign") == {pk["signing"]}


def test_a_task_is_found_by_folded_words(cast):
    give_one(cast, search_key="ra soat thu tuc hanh chinh")
    assert len(filtered(cast, text="Thủ tục HÀNH chính")) == 1
    assert filtered(cast, text="đối thoại") == set()


@pytest.mark.parametrize("today", [TODAY - timedelta(days=30), TODAY, NEXT_WEEK, TODAY + timedelta(days=40)])
def test_the_database_answers_as_the_rule_does(cast, duties, today):
    seen = day(today)
    for stands in Timeliness:
        asked = set(Duty.objects.filter(seen.standing_as(stands)).values_list("pk", flat=True))
        ruled = {line.duty.pk for line in seen.lines(Duty.objects.all()) if line.timeliness == stands}
        assert asked == ruled, stands


def test_pages_follow_one_another_by_key(cast, monkeypatch):
    monkeypatch.setattr("caicach.duties.selectors.listing.PAGE", 3)
    for days in (5, 5, 5, 9, 9, 12, 30):
        give_one(cast, due_from=None, due_to=TODAY + timedelta(days=days))
    give_one(cast, due_from=None, due_to=None, due_kind="on_request")
    standing, met, key, pages = of(cast.leader), [], None, []
    while True:
        page = selectors.page_of(standing, Filters(), day=day(), after=key)
        met += [line.duty.pk for line in page.lines]
        pages.append(page)
        if page.after is None:
            break
        key = Key.read(str(page.after))
    assert met == list(Duty.objects.order_by("due_key", "pk").values_list("pk", flat=True))
    assert [len(page.lines) for page in pages] == [3, 3, 2]
    back = selectors.page_of(standing, Filters(), day=day(), before=pages[2].before)
    assert [line.duty.pk for line in back.lines] == [line.duty.pk for line in pages[1].lines]
    first = selectors.page_of(standing, Filters(), day=day(), before=pages[1].before)
    assert first.before is None and pages[0].before is None
    assert Key.read("nonsense") is None


def test_duties_are_counted_by_body_field_and_month(cast, duties):
    give(cast, cast.ward, field=3, due_from=None, due_to=date(2026, 1, 20))
    give(cast, cast.other_finance, due_from=None, due_to=date(2026, 1, 20))
    late = sent_up(cast, give_one(cast, due_from=None, due_to=TODAY - timedelta(days=1)))
    services.accept(duty=late, by=cast.standing_officer, now=NOW)
    services.cancel(duty=duties["later"], reason="x", by=cast.standing_officer, now=NOW)
    scope = selectors.scope_of(of(cast.leader), Permission.SEE_CONTROL_ROOM)
    given = {"today": TODAY, "now": NOW}
    whole = selectors.tally(scope, **given).value
    assert (whole.total, whole.done_in_time, whole.done_late, whole.running, whole.overdue) == (9, 1, 1, 7, 2)
    assert (whole.done, whole.late) == (2, 3)
    by_body = {entry.body: entry.tally for entry in selectors.tallies_by_body(scope, **given).value}
    assert set(by_body) == {cast.finance, cast.ward} and by_body[cast.ward].overdue == 1
    by_field = selectors.tallies_by_field(scope, **given).value
    assert [entry.field.number if entry.field else None for entry in by_field] == [3, None]
    heat = selectors.heat_map(scope, year=2026, **given).value
    assert heat.cells[cast.ward.pk, 1].overdue == 1 and heat.cells[cast.finance.pk, 3].done_late == 1
    assert set(heat.bodies) == {cast.finance, cast.ward}
    within = selectors.tally(scope, due=(date(2026, 1, 1), date(2026, 1, 31)), **given).value
    assert within.total == 1


def test_counts_are_kept_for_a_minute_and_say_when(cast):
    scope = Scope((cast.city.path,))
    assert selectors.tally(scope, today=TODAY, now=NOW).value.total == 0
    give_one(cast)
    kept = selectors.tally(scope, today=TODAY, now=later(seconds=30))
    assert (kept.value.total, kept.as_of) == (0, NOW)
    assert selectors.tally(scope, today=TODAY, now=later(seconds=61)).value.total == 1


def test_one_scope_never_answers_for_another(cast):
    give_one(cast)
    counted = {prefixes: selectors.tally(Scope(prefixes), today=TODAY, now=NOW).value.total for prefixes in (
        (), ("",), (cast.city.path,), (cast.ward.path,), (cast.finance.path, cast.ward.path), (cast.other_city.path,),
    )}  # fmt: skip
    assert list(counted.values()) == [0, 1, 1, 0, 1, 0]


def test_the_latest_names_bodies_of_the_scope_only(cast):
    sent_up(cast)
    give(cast, cast.other_finance)
    scope = Scope((cast.city.path,))
    latest = selectors.latest(scope, today=TODAY, now=NOW).value
    assert [happening.name for happening in latest] == ["duty_sent_up", "duty_given"]
    assert {happening.duty.body for happening in latest} == {cast.finance}


def test_what_changed_since_yesterday(cast):
    yesterday = NOW - timedelta(days=1)
    give_one(cast, due_from=None, due_to=TODAY - timedelta(days=1))
    returned = sent_up(cast)
    services.return_to_body(duty=returned, reason="x", by=cast.standing_officer, now=NOW)
    changes = selectors.changes_since(Scope((cast.city.path,)), since=yesterday, today=TODAY, now=NOW).value
    assert changes == selectors.Changes(given=2, sent_up=1, accepted=0, returned=1, newly_overdue=1)


def test_the_page_shows_history_the_clause_and_what_changed(cast):
    duty = sent_up(cast)
    services.return_to_body(duty=duty, reason="Thiếu số liệu", by=cast.standing_officer, now=NOW)
    seen = selectors.duty_for(of(cast.finance_officer), duty.pk)
    page = selectors.page_for(of(cast.finance_officer), seen, day=day())
    assert page.returned.reason == "Thiếu số liệu" and page.latest is None
    services.send_to_head(duty=duty, words=words("Đã rà soát 42 thủ tục."), by=cast.finance_officer, now=later(hours=1))
    clause = duty.document.clauses.create(path="II.3.b", label="b)", text="b) Rà soát", page=6, line=1, ordinal=1)
    duty.task.__class__.objects.filter(pk=duty.task_id).update(section="II.3.b")
    seen = selectors.duty_for(of(cast.finance_head), duty.pk)
    page = selectors.page_for(of(cast.finance_head), seen, day=day())
    assert page.clause == clause and page.quoted == "b) Rà soát"
    assert ("added", "42") in page.changes and ("dropped", "12") in page.changes
    assert [moment.name for moment in page.history][:2] == ["duty_sent_to_head", "duty_returned"]
    assert page.may("send_up") and not page.may("accept")
    assert fresh(duty).state == DutyState.AWAITING_HEAD


def test_a_bare_heading_is_not_quoted_for_what_stands_below_it(cast):
    """In "Trách nhiệm" a clause is headed by the name of the body; what it orders stands in the lines below."""
    duty = give_one(cast)
    heading = duty.document.clauses.create(path="V.3", label="3.", text="Sở Tài chính", page=2, line=40, ordinal=1)
    words = "Bố trí kinh phí thực hiện Kế hoạch"
    tasks = duty.task.__class__.objects.filter(pk=duty.task_id)

    def quoted() -> str:
        seen = selectors.duty_for(of(cast.finance_officer), duty.pk)
        page = selectors.page_for(of(cast.finance_officer), seen, day=day())
        assert page.clause == heading
        return page.quoted

    tasks.update(section="V.3", text=words, page=2, line=41)
    assert quoted() == words
    tasks.update(page=3, line=2)  # the line stands on the next page
    assert quoted() == words
    tasks.update(page=2, line=40)  # corrected by a person since: the clause is quoted as it stands
    assert quoted() == "Sở Tài chính"
    heading.text = "Sở Tài chính có trách nhiệm: bố trí  kinh phí thực hiện Kế hoạch; hướng dẫn các cơ quan."
    heading.save()
    tasks.update(line=41)
    assert quoted() == heading.text


def test_the_latest_are_told_by_when_they_happened(cast):
    """Papers are entered late: what was written down last need not be what happened last."""
    last, before = give_one(cast), give_one(cast)
    record_event("duty_accepted", about=last, by=None, at=later(hours=3))
    record_event("duty_accepted", about=before, by=None, at=later(hours=1))
    told = selectors.latest(Scope((cast.city.path,)), today=TODAY, now=NOW).value
    assert [happening.duty for happening in told][:2] == [last, before]


@pytest.mark.parametrize("who", ["finance_head", "standing_officer", "leader", "field_lead"])
def test_more_duties_ask_no_more_queries(cast, who, django_assert_max_num_queries):
    standing = of(getattr(cast, who))
    for _ in range(3):
        for many in (2, 12):
            for _each in range(many):
                give_one(cast)
        sent_up(cast, give_one(cast, field=3))
        with django_assert_max_num_queries(14):
            selectors.my_work(standing, day=day())
        with django_assert_max_num_queries(5):
            selectors.page_of(standing, Filters(), day=day())

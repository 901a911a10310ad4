"""Every act on a duty: its way out, and each refusal."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from caicach.bodies import services as body_services
from caicach.bodies.models import Role
from caicach.core.events import verify_chain
from caicach.core.models import Event
from caicach.duties import services
from caicach.duties.models import Duty, DutyState, Evidence, ExtensionState, HandOver, Notification, Progress, Stage
from caicach.duties.rules import Obstacle
from caicach.duties.services import Attachment, Refused

from .making import NEXT_WEEK, NOW, TODAY, fresh, give_one, later, sent_to_head, sent_up, words

pytestmark = pytest.mark.django_db


def refusal(act, **given) -> list[Obstacle]:
    with pytest.raises(Refused) as refused:
        act(**given)
    return refused.value.obstacles


def events_of(duty: Duty) -> list[str]:
    rows = Event.objects.filter(about_kind="duties.duty", about_id=str(duty.pk)).order_by("id")
    return list(rows.values_list("name", flat=True))


# -- people ---


def test_the_focal_point_puts_an_officer_on_a_duty_who_is_told(cast):
    duty = give_one(cast)
    services.assign_officer(duty=duty, officer=cast.finance_officer, by=cast.finance_focal_point, now=NOW)
    assert fresh(duty).assignee == cast.finance_officer
    assert Notification.objects.get(code="duty_assigned").person == cast.finance_officer


def test_assigning_twice_is_assigning_once(cast):
    duty = give_one(cast)
    for _ in range(2):
        services.assign_officer(duty=duty, officer=cast.finance_officer, by=cast.finance_focal_point, now=NOW)
    assert events_of(duty).count("duty_assigned") == 1


def test_nobody_from_another_body_is_put_on_a_duty(cast):
    given = {"duty": give_one(cast), "officer": cast.ward_officer, "by": cast.finance_focal_point, "now": NOW}
    assert refusal(services.assign_officer, **given) == [Obstacle.NOT_OF_THE_BODY]


def test_an_officer_assigns_nobody(cast):
    given = {"duty": give_one(cast), "officer": cast.finance_officer, "by": cast.finance_officer, "now": NOW}
    assert refusal(services.assign_officer, **given) == [Obstacle.NOT_YOURS]


# -- progress ---


def test_progress_is_noted_with_its_proof(cast):
    duty = give_one(cast)
    files = [Attachment(BytesIO(b"%PDF-1.7 proof"), name, "3") for name in ("bao-cao.pdf", "ban-sao.pdf")]
    services.note_progress(duty=duty, words=words(percent=40), by=cast.finance_officer, now=NOW, attachments=files)
    assert (fresh(duty).state, fresh(duty).percent) == (DutyState.RUNNING, 40)
    evidence = Evidence.objects.get()  # the same bytes twice are one proof
    assert evidence.file.media_type == "application/pdf"


def test_a_form_sent_twice_acts_once(cast):
    duty, form = give_one(cast), words()
    first = services.note_progress(duty=duty, words=form, by=cast.finance_officer, now=NOW)
    again = services.note_progress(duty=duty, words=form, by=cast.finance_officer, now=later(seconds=1))
    assert first == again and Progress.objects.count() == 1
    assert events_of(duty) == ["duty_given", "progress_noted"]


def test_a_form_sent_again_with_other_words_is_not_lost_in_silence(cast):
    duty, form = give_one(cast), words()
    services.note_progress(duty=duty, words=form, by=cast.finance_officer, now=NOW)
    other = {"duty": duty, "words": words("Đã xong cả.", token=form.token), "by": cast.finance_officer, "now": NOW}
    assert refusal(services.note_progress, **other) == [Obstacle.FORM_USED]


def test_the_same_note_from_a_page_loaded_anew_is_one_note(cast):
    duty = give_one(cast)
    first = services.note_progress(duty=duty, words=words(), by=cast.finance_officer, now=NOW)
    assert services.note_progress(duty=duty, words=words(), by=cast.finance_officer, now=later(days=1)) == first
    for more in (words(percent=70), words("Đã rà soát 13 thủ tục.", 70), words(percent=60)):  # the last: back at 60
        services.note_progress(duty=duty, words=more, by=cast.finance_officer, now=later(days=2))
    assert Progress.objects.count() == 4
    services.note_progress(duty=duty, words=words(), by=cast.finance_head, now=later(days=3))  # somebody else's word
    assert Progress.objects.count() == 5


def test_a_form_of_one_duty_is_not_taken_for_another(cast):
    form = words()
    services.note_progress(duty=give_one(cast), words=form, by=cast.finance_officer, now=NOW)
    other = {"duty": give_one(cast), "words": form, "by": cast.finance_officer, "now": NOW}
    assert refusal(services.note_progress, **other) == [Obstacle.FORM_USED]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (words(text="  "), [Obstacle.TEXT_MISSING]),
        (words(percent=101), [Obstacle.PERCENT_OUT_OF_RANGE]),
        (words(text="", percent=-1), [Obstacle.TEXT_MISSING, Obstacle.PERCENT_OUT_OF_RANGE]),
    ],
)
def test_a_report_without_substance_is_refused(cast, form, expected):
    given = {"duty": give_one(cast), "words": form, "by": cast.finance_officer, "now": NOW}
    assert refusal(services.note_progress, **given) == expected
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Obstacle.FILE_EMPTY),
        (b"x" * 11, Obstacle.FILE_TOO_LARGE),
        (b"\x7fELF\x02\x01\x00", Obstacle.FILE_KIND),
    ],
)
def test_a_bad_file_stops_the_whole_report(cast, settings, content, expected):
    settings.UPLOAD_LIMIT_BYTES = 10
    given = {"duty": give_one(cast), "words": words(), "by": cast.finance_officer, "now": NOW}
    assert refusal(services.note_progress, **given, attachments=[Attachment(BytesIO(content), "x")]) == [expected]
    assert not Progress.objects.exists()


def test_a_stranger_writes_nothing_and_stores_nothing(cast):
    given = {"duty": give_one(cast), "words": words(), "by": cast.stranger, "now": NOW}
    files = [Attachment(BytesIO(b"x"), "x.txt")]
    assert refusal(services.note_progress, **given, attachments=files) == [Obstacle.NOT_YOURS]
    assert not Evidence.objects.exists()


# -- up to the head and the reviewer ---


def test_from_the_officer_to_done(cast):
    duty = sent_up(cast)
    assert (duty.state, duty.sent_on, duty.remind_on) == (DutyState.AWAITING_REVIEW, TODAY, None)
    services.accept(duty=duty, by=cast.standing_officer, now=later(days=20))
    duty = fresh(duty)
    assert (duty.state, duty.done_on, duty.percent, duty.sent_on) == (DutyState.DONE, TODAY, 100, None)
    assert duty.progress.get().stage == Stage.ACCEPTED
    assert events_of(duty) == ["duty_given", "duty_sent_to_head", "duty_sent_up", "duty_accepted"]


def test_the_head_is_told_what_lies_before_them(cast):
    sent_to_head(cast)
    assert Notification.objects.get(code="duty_sent_to_head").person == cast.finance_head


def test_the_head_sends_up_in_their_own_words(cast):
    duty = give_one(cast)
    services.send_up_directly(duty=duty, words=words(percent=100), by=cast.finance_head, now=NOW)
    assert (fresh(duty).state, fresh(duty).sent_on) == (DutyState.AWAITING_REVIEW, TODAY)
    assert duty.progress.get().sent_up_by == cast.finance_head


def test_only_the_head_sends_up(cast):
    given = {"duty": sent_to_head(cast), "by": cast.finance_focal_point, "now": NOW}
    assert refusal(services.send_up, **given) == [Obstacle.NOT_YOURS]


def test_a_head_signs_nothing_where_nothing_was_sent(cast):
    assert refusal(services.send_up, duty=give_one(cast), by=cast.finance_head, now=NOW) == [Obstacle.NOTHING_SENT]


def test_signing_twice_is_signing_once(cast):
    duty = sent_up(cast)
    services.send_up(duty=duty, by=cast.finance_head, now=later(seconds=1))
    assert events_of(duty).count("duty_sent_up") == 1


def test_the_head_gives_back_with_a_reason(cast):
    duty = sent_to_head(cast)
    given = {"duty": duty, "by": cast.finance_head, "now": NOW}
    assert refusal(services.give_back, reason=" ", **given) == [Obstacle.REASON_MISSING]
    services.give_back(reason="Thiếu số liệu", **given)
    services.give_back(reason="Thiếu số liệu", **given)
    assert fresh(duty).state == DutyState.RUNNING
    assert duty.progress.get().reason == "Thiếu số liệu"
    assert Notification.objects.get(code="duty_given_back").person == cast.finance_officer
    assert events_of(duty).count("duty_given_back") == 1


def test_while_it_waits_for_the_head_nothing_is_written(cast):
    given = {"duty": sent_to_head(cast), "words": words(), "by": cast.finance_officer, "now": NOW}
    assert refusal(services.note_progress, **given) == [Obstacle.WITH_THE_HEAD]


def test_a_returned_duty_runs_again_and_is_reminded_of(cast):
    duty = sent_up(cast)
    given = {"duty": duty, "by": cast.standing_officer, "now": NOW}
    assert refusal(services.return_to_body, reason="", **given) == [Obstacle.REASON_MISSING]
    services.return_to_body(reason="Chưa có văn bản", **given)
    duty = fresh(duty)
    assert (duty.state, duty.sent_on, duty.progress.get().stage) == (DutyState.RUNNING, None, Stage.RETURNED)
    assert duty.remind_on is not None and TODAY < duty.remind_on <= NEXT_WEEK
    told = set(Notification.objects.filter(code="duty_returned").values_list("person", flat=True))
    assert told == {cast.finance_head.pk, cast.finance_officer.pk}


def test_nobody_reviews_what_they_sent_up_themselves(cast):
    duty = give_one(cast, cast.home_affairs)
    services.send_up_directly(duty=duty, words=words(percent=100), by=cast.home_affairs_head, now=NOW)
    assert refusal(services.accept, duty=duty, by=cast.home_affairs_head, now=NOW) == [Obstacle.OWN_WORK]
    services.accept(duty=duty, by=cast.standing_officer, now=NOW)
    assert fresh(duty).state == DutyState.DONE


@pytest.mark.parametrize("who", ["finance_head", "ward_head", "leader", "stranger", "finance_officer"])
def test_only_the_reviewer_accepts(cast, who):
    given = {"duty": sent_up(cast), "by": getattr(cast, who), "now": NOW}
    assert refusal(services.accept, **given) == [Obstacle.NOT_YOURS]


def test_a_field_lead_reviews_only_duties_of_their_field(cast):
    mine, other = sent_up(cast, give_one(cast, field=3)), sent_up(cast, give_one(cast, field=2))
    services.accept(duty=mine, by=cast.field_lead, now=NOW)
    assert refusal(services.accept, duty=other, by=cast.field_lead, now=NOW) == [Obstacle.NOT_YOURS]
    assert (fresh(mine).state, fresh(other).state) == (DutyState.DONE, DutyState.AWAITING_REVIEW)


def test_a_field_lead_does_not_review_their_own_body(cast):
    duty = give_one(cast, cast.centre, field=3)
    services.send_up_directly(duty=duty, words=words(), by=cast.administrator, now=NOW)
    assert refusal(services.accept, duty=duty, by=cast.field_lead, now=NOW) == [Obstacle.NOT_YOURS]


def test_accepting_twice_is_accepting_once_and_another_is_refused(cast):
    duty = sent_up(cast)
    for _ in range(2):
        services.accept(duty=duty, by=cast.standing_officer, now=NOW)
    assert events_of(duty).count("duty_accepted") == 1
    assert refusal(services.accept, duty=duty, by=cast.home_affairs_head, now=NOW) == [Obstacle.ALREADY_CLOSED]


def test_the_database_refuses_a_done_duty_without_its_day(cast):
    duty = give_one(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(state=DutyState.DONE)


# -- taking back ---


def test_an_acceptance_is_taken_back_within_ten_seconds(cast):
    duty = sent_up(cast)
    services.accept(duty=duty, by=cast.standing_officer, now=NOW)
    services.undo_decision(duty=duty, by=cast.standing_officer, now=later(seconds=9))
    duty = fresh(duty)
    assert (duty.state, duty.sent_on, duty.done_on, duty.percent) == (DutyState.AWAITING_REVIEW, TODAY, None, 90)
    assert duty.progress.get().stage == Stage.SENT_UP
    assert not Notification.objects.filter(code="duty_accepted").exists()
    services.accept(duty=duty, by=cast.standing_officer, now=later(seconds=30))


def test_a_return_and_a_giving_back_are_taken_back(cast):
    returned, given_back = sent_up(cast), sent_to_head(cast)
    services.return_to_body(duty=returned, reason="Nhầm", by=cast.standing_officer, now=NOW)
    services.undo_decision(duty=returned, by=cast.standing_officer, now=later(seconds=3))
    services.give_back(duty=given_back, reason="Nhầm", by=cast.finance_head, now=NOW)
    services.undo_decision(duty=given_back, by=cast.finance_head, now=later(seconds=3))
    assert (fresh(returned).state, fresh(given_back).state) == (DutyState.AWAITING_REVIEW, DutyState.AWAITING_HEAD)
    assert returned.progress.get().reason == ""


def test_later_by_another_or_after_something_followed_nothing_is_taken_back(cast):
    duty = sent_up(cast)
    assert refusal(services.undo_decision, duty=duty, by=cast.standing_officer, now=NOW) == [
        Obstacle.FOLLOWED_BY_ANOTHER
    ]
    services.return_to_body(duty=duty, reason="Thiếu", by=cast.standing_officer, now=NOW)
    late = refusal(services.undo_decision, duty=duty, by=cast.standing_officer, now=later(seconds=20))
    other = refusal(services.undo_decision, duty=duty, by=cast.home_affairs_head, now=later(seconds=2))
    services.note_progress(duty=duty, words=words(), by=cast.finance_officer, now=later(seconds=2))
    followed = refusal(services.undo_decision, duty=duty, by=cast.standing_officer, now=later(seconds=3))
    assert (late, other, followed) == (
        [Obstacle.TOO_LATE_TO_UNDO],
        [Obstacle.NOT_YOURS],
        [Obstacle.FOLLOWED_BY_ANOTHER],
    )


# -- more time ---


def ask(cast, duty, until=date(2026, 4, 1), reason="Chờ số liệu của các phường"):
    return services.ask_extension(duty=duty, until=until, reason=reason, by=cast.finance_officer, now=NOW)


def test_more_time_is_asked_for_and_granted(cast):
    duty = give_one(cast)
    assert ask(cast, duty) == ask(cast, duty)
    services.grant_extension(duty=duty, answer="", by=cast.standing_officer, now=NOW)
    services.grant_extension(duty=duty, answer="", by=cast.standing_officer, now=NOW)
    duty = fresh(duty)
    assert (duty.due_on, duty.first_due_on) == (date(2026, 4, 1), NEXT_WEEK)
    assert duty.remind_on == date(2026, 3, 25)  # five working days before the new day
    assert events_of(duty) == ["duty_given", "extension_asked", "extension_granted"]


def test_more_time_is_refused_with_a_reason(cast):
    duty = give_one(cast)
    ask(cast, duty)
    given = {"duty": duty, "by": cast.standing_officer, "now": NOW}
    assert refusal(services.refuse_extension, answer="", **given) == [Obstacle.REASON_MISSING]
    services.refuse_extension(answer="Không đủ căn cứ", **given)
    assert fresh(duty).due_on == NEXT_WEEK
    assert duty.extensions.get().state == ExtensionState.REFUSED
    assert refusal(services.grant_extension, answer="", **given) == [Obstacle.NO_EXTENSION_WAITS]


def test_what_is_wrong_with_asking(cast):
    duty = give_one(cast)
    undated = give_one(cast, due_kind="on_request", due_to=None)
    given = {"by": cast.finance_officer, "now": NOW}
    act = services.ask_extension
    assert refusal(act, duty=duty, until=TODAY, reason="x", **given) == [Obstacle.NOT_LATER]
    assert refusal(act, duty=duty, until=date(2026, 4, 1), reason="", **given) == [Obstacle.REASON_MISSING]
    assert refusal(act, duty=undated, until=NEXT_WEEK, reason="x", **given) == [Obstacle.NO_DAY_TO_EXTEND]
    ask(cast, duty)
    assert refusal(act, duty=duty, until=date(2026, 5, 5), reason="x", **given) == [Obstacle.EXTENSION_WAITS]


def test_the_reviewer_may_grant_another_day_but_no_earlier_one(cast):
    duty = give_one(cast)
    ask(cast, duty)
    given = {"duty": duty, "answer": "Rút ngắn", "by": cast.standing_officer, "now": NOW}
    assert refusal(services.grant_extension, until=NEXT_WEEK, **given) == [Obstacle.NOT_LATER]
    services.grant_extension(until=date(2026, 3, 20), **given)
    assert fresh(duty).due_on == date(2026, 3, 20)


def test_the_body_does_not_grant_itself_more_time(cast):
    duty = give_one(cast)
    ask(cast, duty)
    given = {"duty": duty, "answer": "", "by": cast.finance_head, "now": NOW}
    assert refusal(services.grant_extension, **given) == [Obstacle.NOT_YOURS]


# -- moving and ending ---


def test_a_duty_is_handed_over_with_its_history(cast):
    duty = sent_to_head(cast)
    given = {"duty": duty, "to_body": cast.justice, "by": cast.standing_officer, "now": NOW}
    assert refusal(services.hand_over, reason="", **given) == [Obstacle.REASON_MISSING]
    for _ in range(2):
        services.hand_over(reason="Đúng thẩm quyền", **given)
    duty = fresh(duty)
    assert (duty.body, duty.first_body, duty.state) == (cast.justice, cast.finance, DutyState.RUNNING)
    assert HandOver.objects.get().from_body == cast.finance and duty.progress.count() == 1


def test_handing_over_needs_somebody_above_and_a_living_body_below(cast):
    duty = give_one(cast)
    act, given = services.hand_over, {"duty": duty, "reason": "x", "now": NOW}
    assert refusal(act, to_body=cast.justice, by=cast.finance_head, **given) == [Obstacle.NOT_YOURS]
    assert refusal(act, to_body=cast.other_finance, by=cast.standing_officer, **given) == [Obstacle.NOT_YOURS]
    assert refusal(act, to_body=cast.finance, by=cast.standing_officer, **given) == [Obstacle.SAME_BODY]


def test_a_cancelled_duty_stays_on_record(cast):
    duty = give_one(cast)
    ask(cast, duty)
    given = {"duty": duty, "now": NOW}
    assert refusal(services.cancel, reason="x", by=cast.finance_head, **given) == [Obstacle.NOT_YOURS]
    assert refusal(services.cancel, reason="", by=cast.standing_officer, **given) == [Obstacle.REASON_MISSING]
    services.cancel(reason="Kế hoạch thay đổi", by=cast.standing_officer, **given)
    services.cancel(reason="Kế hoạch thay đổi", by=cast.standing_officer, **given)
    assert (fresh(duty).state, fresh(duty).remind_on) == (DutyState.CANCELLED, None)
    assert duty.extensions.get().state == ExtensionState.REFUSED
    assert events_of(duty).count("duty_cancelled") == 1
    closed = {"duty": duty, "words": words(), "by": cast.finance_officer, "now": NOW}
    assert refusal(services.note_progress, **closed) == [Obstacle.ALREADY_CLOSED]


def test_a_delegate_signs_while_the_head_is_away(cast):
    duty = sent_to_head(cast)
    membership = cast.finance_head.memberships.get()
    membership.delegations.create(
        to=cast.finance_focal_point, starts_on=TODAY, ends_on=TODAY + timedelta(days=2), reason="Đi công tác"
    )
    services.send_up(duty=duty, by=cast.finance_focal_point, now=NOW)
    assert fresh(duty).state == DutyState.AWAITING_REVIEW
    after = later(days=3)
    assert refusal(services.send_up, duty=sent_to_head(cast), by=cast.finance_focal_point, now=after) == [
        Obstacle.NOT_YOURS
    ]


# -- many at once ---


def test_accepting_many_says_what_became_of_each(cast):
    good, other = sent_up(cast), give_one(cast)
    outcomes = services.accept_many(duties=[other, good], by=cast.standing_officer, now=NOW)
    assert {outcome.duty.pk: outcome.obstacles for outcome in outcomes} == {
        good.pk: [],
        other.pk: [Obstacle.NOTHING_SENT],
    }
    assert fresh(good).state == DutyState.DONE


def test_all_or_none_leaves_nothing_half(cast):
    good, other = sent_up(cast), give_one(cast)
    outcomes = services.accept_many(duties=[good, other], by=cast.standing_officer, now=NOW, all_or_none=True)
    assert [outcome.done for outcome in outcomes] == [False, False]
    assert fresh(good).state == DutyState.AWAITING_REVIEW
    assert "duty_accepted" not in events_of(good)


def test_many_are_assigned_extended_and_urged(cast):
    duties = [give_one(cast), give_one(cast)]
    outcomes = services.assign_many(duties=duties, officer=cast.finance_officer, by=cast.finance_head, now=NOW)
    for duty in duties:
        ask(cast, duty)
    outcomes += services.extend_many(duties=duties, answer="", by=cast.standing_officer, now=NOW)
    for _ in range(2):
        outcomes += services.urge_many(duties=duties, by=cast.standing_officer, now=NOW)
    assert all(outcome.done for outcome in outcomes)
    assert {fresh(duty).due_on for duty in duties} == {date(2026, 4, 1)}
    told = Notification.objects.filter(code="duty_urged", person=cast.finance_officer)
    assert told.count() == 2  # one for each duty, once a day
    refused = services.urge_many(duties=duties, by=cast.stranger, now=NOW)
    assert [outcome.obstacles for outcome in refused] == [[Obstacle.NOT_YOURS]] * 2


# -- directives ---


def direct(cast, by, *bodies, **given):
    fields = {
        "title": "Báo cáo tình hình giải quyết hồ sơ quá hạn", "content": "", "due_on": NEXT_WEEK, "document": None,
        "assigned_by_body": cast.home_affairs, "token": uuid4(), "now": NOW,
    }  # fmt: skip
    return services.give_directive(bodies=bodies, by=by, **{**fields, **given})


def test_a_directive_reaches_each_body_once(cast):
    token = uuid4()
    first = direct(cast, cast.standing_officer, cast.finance, cast.ward, cast.ward, token=token)
    again = direct(cast, cast.standing_officer, cast.finance, cast.ward, token=token)
    assert [d.pk for d in first] == [d.pk for d in again] and Duty.objects.count() == 2
    assert first[0].reviewer_body == cast.home_affairs
    told = set(Notification.objects.filter(code="duty_given").values_list("person", flat=True))
    assert told == {p.pk for p in (cast.finance_head, cast.finance_focal_point, cast.ward_head, cast.ward_focal_point)}


def test_a_directive_stays_within_what_one_directs(cast):
    assert refusal(direct, cast=cast, by=cast.finance_officer) == [Obstacle.NOT_YOURS, Obstacle.NO_BODIES]
    with pytest.raises(Refused) as refused:
        direct(cast, cast.finance_head, cast.ward, assigned_by_body=cast.finance)
    assert refused.value.obstacles == [Obstacle.NOT_BELOW]
    with pytest.raises(Refused) as refused:
        direct(cast, cast.standing_officer, cast.ward, title=" ", due_on=TODAY - timedelta(days=1))
    assert refused.value.obstacles == [Obstacle.TEXT_MISSING, Obstacle.DAY_IS_PAST]
    assert direct(cast, cast.finance_head, cast.budget_unit, assigned_by_body=cast.finance)


# -- bodies through time ---


def test_when_bodies_merge_what_runs_goes_to_the_successor(cast):
    running, done = give_one(cast, cast.ward), give_one(cast, cast.ward)
    services.send_up_directly(duty=done, words=words(), by=cast.ward_head, now=NOW)
    services.accept(duty=done, by=cast.standing_officer, now=NOW)
    services.assign_officer(duty=running, officer=cast.ward_officer, by=cast.ward_head, now=NOW)
    moved = services.hand_over_on_succession(
        predecessor=cast.ward, successor=cast.second_ward, on=TODAY, basis="Nghị quyết 15/NQ-HĐND", by=None, now=NOW
    )
    running, done = fresh(running), fresh(done)
    assert moved == 1
    assert (running.body, running.first_body, running.assignee) == (cast.second_ward, cast.ward, None)
    assert done.body == cast.ward
    assert HandOver.objects.get().reason == "Nghị quyết 15/NQ-HĐND"
    assert "duty_handed_over" in events_of(running)


def test_an_officer_who_comes_along_keeps_the_duty(cast):
    duty = give_one(cast, cast.ward)
    services.assign_officer(duty=duty, officer=cast.ward_officer, by=cast.ward_head, now=NOW)
    body_services.add_membership(
        person=cast.ward_officer, body=cast.second_ward, role=Role.OFFICER, on=TODAY, by=None, now=NOW
    )
    services.hand_over_on_succession(
        predecessor=cast.ward, successor=cast.second_ward, on=TODAY, basis="NQ", by=None, now=NOW
    )
    assert fresh(duty).assignee == cast.ward_officer


@pytest.mark.django_db(transaction=True)
def test_the_log_holds_after_a_life_of_acts(cast):
    duty = sent_up(cast)
    services.return_to_body(duty=duty, reason="Thiếu", by=cast.standing_officer, now=NOW)
    services.accept(duty=sent_up(cast, duty), by=cast.standing_officer, now=NOW)
    assert list(verify_chain()) == []


def test_an_officer_of_a_unit_below_works_on_what_they_were_put_on(cast):
    officer = body_services.add_person(username="nganh.sach", full_name="Đỗ Minh Khuê", by=None, now=NOW)
    body_services.add_membership(person=officer, body=cast.budget_unit, role=Role.OFFICER, on=TODAY, by=None, now=NOW)
    duty = give_one(cast)
    with pytest.raises(Refused):
        services.note_progress(duty=duty, words=words(), by=officer, now=NOW)
    services.assign_officer(duty=duty, officer=officer, by=cast.finance_head, now=NOW)
    assert services.note_progress(duty=duty, words=words(), by=officer, now=NOW).written_by == officer

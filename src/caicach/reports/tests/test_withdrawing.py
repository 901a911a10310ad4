"""A cycle that was opened by mistake is withdrawn with a reason: nobody owes it any more, nothing is lost."""

import pytest

from caicach.core.models import Event
from caicach.duties.models import Duty, DutyState, Notification
from caicach.reports import services
from caicach.reports.models import Cycle, Passage, Submission, SubmissionState

from .regime import AFTER, NOW, fill, kind, of, open_quarter, sent

pytestmark = pytest.mark.django_db

WHY = "Mở nhầm quý"


def withdraw(cast, cycle, *, by=None, reason=WHY):
    return services.withdraw_cycle(cycle=cycle, reason=reason, by=by or cast.standing_officer, now=NOW)


def test_nobody_owes_a_withdrawn_cycle_and_what_was_written_stays(cast):
    cycle = open_quarter(cast)
    sent(cast, of(cycle, cast.ward), by=cast.ward_head)
    fill(of(cycle, cast.finance), by=cast.finance_officer)
    own = services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)
    written = Passage.objects.filter(removed_at=None).count()
    withdraw(cast, cycle)
    assert withdraw(cast, cycle, reason="Lần nữa").withdrawn_reason == WHY  # twice is once
    assert set(Duty.objects.values_list("state", "is_open")) == {(DutyState.CANCELLED, False)}
    assert set(Submission.objects.values_list("state", flat=True)) == {SubmissionState.RELEASED}
    assert Passage.objects.filter(removed_at=None).count() == written and Submission.objects.count() == 4
    event = Event.objects.get(name="report_cycle_withdrawn")
    assert (event.about_id, event.data["reason"], event.data["duties"]) == (str(cycle.pk), WHY, 3)
    told = Notification.objects.get(code="duty_cancelled", person=cast.finance_head)
    assert told.data["reason"] == WHY
    with pytest.raises(services.Refused, match="cycle_withdrawn"):
        services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)
    with pytest.raises(services.Refused, match="cycle_withdrawn"):
        open_quarter(cast, token=cycle.token)
    with pytest.raises(services.Refused):
        services.reopen(submission=own, reason="Sửa", by=cast.standing_officer, now=AFTER)
    again = open_quarter(cast, cast.finance)  # the right one of the same period
    assert again != cycle and of(again, cast.finance).state == SubmissionState.DRAFT
    assert services.report_that_merges(again) is None


def test_who_may_not_and_what_was_accepted_stays_as_it_is(cast):
    cycle = open_quarter(cast, cast.finance, cast.ward)
    with pytest.raises(services.Refused, match="not_yours"):
        withdraw(cast, cycle, by=cast.ward_head)
    with pytest.raises(services.Refused, match="reason_missing"):
        withdraw(cast, cycle, reason="  ")
    report = sent(cast, of(cycle, cast.ward), by=cast.ward_head)
    services.accept_report(submission=report, by=cast.standing_officer, now=NOW)
    with pytest.raises(services.Refused, match="answers_accepted"):
        withdraw(cast, cycle)
    assert not Duty.objects.filter(state=DutyState.CANCELLED).exists()
    assert Cycle.objects.get().withdrawn_at is None


def test_the_steps_of_a_review_go_with_it(cast):
    ask = services.Ask(kind("tong-ket-ke-hoach"), cast.city, title="Tổng kết", due_on=AFTER.date())
    cycle = open_quarter(cast, cast.finance, ask=ask)
    assert cycle.steps.count() > 3
    withdraw(cast, cycle)
    assert not Duty.objects.filter(is_open=True).exists()


def test_the_page_says_that_it_was_withdrawn_by_whom_and_why(cast, client):
    cycle = open_quarter(cast, cast.finance)
    here = f"/bao-cao/ky/{cycle.pk}/"
    client.force_login(cast.ward_head)
    assert client.post(f"{here}thu-hoi/", {"reason": WHY}).status_code in (403, 404)
    client.force_login(cast.standing_officer)
    assert "data-confirm" in client.get(here).content.decode().split("thu-hoi/")[1]
    assert client.post(f"{here}thu-hoi/", {"reason": ""}).status_code == 422
    assert client.post(f"{here}thu-hoi/", {"reason": WHY}).status_code == 302
    page = client.get(here).content.decode()
    assert f"Kỳ báo cáo đã được thu hồi: {cast.standing_officer.full_name}" in page and WHY in page
    assert "thu-hoi/" not in page and "tong-hop/" not in page
    assert "đã thu hồi" in client.get("/bao-cao/ky/").content.decode()
    client.force_login(cast.finance_officer)
    assert "Kỳ báo cáo đã được thu hồi" in client.get(of(cycle, cast.finance).get_absolute_url()).content.decode()

"""Whether a report agrees is dear to ask: each act on its way asks it once, and a refusal still says what it is."""

import pytest

from caicach.duties import services as duties
from caicach.reports import services
from caicach.reports.rules import Obstacle
from caicach.reports.services import following, sending

from .regime import NOW, fill, of, open_quarter

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast):
    report = of(open_quarter(cast, cast.finance), cast.finance)
    fill(report, by=cast.finance_officer)
    return report


@pytest.fixture
def asked(monkeypatch):
    """Each time that somebody asks whether a report agrees."""
    times = []
    for room in (sending, following):
        ask = room.unexplained

        def counting(submission, *, today, ask=ask):
            times.append(submission.pk)
            return ask(submission, today=today)

        monkeypatch.setattr(room, "unexplained", counting)
    return times


def test_each_act_asks_once(cast, report, asked):
    services.send_to_head(submission=report, by=cast.finance_officer, now=NOW)
    assert asked == [report.pk]
    services.sign_and_send(submission=report, by=cast.finance_head, now=NOW)
    assert asked == [report.pk] * 2


def test_signing_at_once_asks_once(cast, report, asked):
    assert services.sign_and_send(submission=report, by=cast.finance_head, now=NOW).state == "sent"
    assert asked == [report.pk]


def test_what_keeps_it_here_is_said_and_nothing_moved(cast, report, monkeypatch):
    for room in (sending, following):
        monkeypatch.setattr(room, "unexplained", lambda submission, *, today: [object()])
    with pytest.raises(services.Refused) as refusal:
        services.sign_and_send(submission=report, by=cast.finance_head, now=NOW)
    assert refusal.value.obstacles == [Obstacle.UNEXPLAINED]
    assert isinstance(refusal.value.__cause__, duties.Refused)
    report.refresh_from_db()
    assert (report.state, report.duty.progress.count()) == ("draft", 0)

"""The level above takes accepted paragraphs into its own draft: all or nothing, once, with where each came from."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from caicach.core.events import verify_chain
from caicach.core.models import Event
from caicach.reports import rules, selectors, services
from caicach.reports.models import Passage, PassageRevision, Submission
from caicach.reports.rules import Obstacle

from .regime import NOW, explained, fill, kind, of, open_quarter, sent, write

WORKER = Path(__file__).with_name("merge_worker.py")


def accepted(cast, cycle, body, head):
    report = sent(cast, of(cycle, body), by=head)
    return services.accept_report(submission=report, by=cast.standing_officer, now=NOW)


def begun(cast, cycle):
    return services.begin_merging(cycle=cycle, by=cast.standing_officer, now=NOW)


def take(cast, cycle, section="tasks", pks=None, by=None):
    return services.take_passages(
        cycle=cycle, into=begun(cast, cycle), section=section, pks=pks, by=by or cast.standing_officer, now=NOW
    )


@pytest.fixture
def cycle(cast):
    """Finance accepted, the ward sent, justice missing."""
    cycle = open_quarter(cast)
    accepted(cast, cycle, cast.finance, cast.finance_head)
    sent(cast, of(cycle, cast.ward), by=cast.ward_head)
    return cycle


@pytest.mark.django_db
def test_accepted_paragraphs_flow_into_the_draft_with_their_origin(cast, cycle):
    assert take(cast, cycle) == 1
    (passage,) = begun(cast, cycle).passages.all()
    source = of(cycle, cast.finance).passages.get(section="tasks")
    assert (passage.text, passage.origin, passage.origin_number) == (source.text, source, 1)
    assert passage.revisions.get().made == "taken"
    assert take(cast, cycle) == 0  # twice is once
    assert Event.objects.filter(name="report_passages_taken").count() == 1


@pytest.mark.django_db
def test_what_the_system_drafted_below_is_taken_only_by_name(cast, cycle):
    """Its numbers are added up here anyhow; only what somebody wrote flows up in one go."""
    source = of(cycle, cast.finance)
    drafted = Passage.objects.create(submission=source, section="causes", ordinal=1, text="Nguyên nhân chưa được nêu.")
    drafted.revisions.create(number=1, text=drafted.text, made="drafted", at=NOW)
    assert take(cast, cycle, section="causes") == 0
    assert take(cast, cycle, section="causes", pks=[drafted.pk]) == 1
    drafted.revisions.create(number=2, text=f"{drafted.text} Đã hỏi lại.", made="written", at=NOW)
    again = Passage.objects.create(submission=source, section="causes", ordinal=2, text="Chờ hướng dẫn.")
    again.revisions.create(number=1, text=again.text, made="written", at=NOW)
    assert take(cast, cycle, section="causes") == 1


@pytest.mark.django_db
def test_what_was_not_accepted_is_shown_and_not_taken(cast, cycle):
    page = selectors.merge_page(cycle, section=services.section_of(begun(cast, cycle), "tasks"), cursor="")
    assert [(one.submission.body, one.can_be_taken) for one in page.answers] == [
        (cast.finance, True), (cast.ward, False),
    ]  # fmt: skip
    assert [one.body for one in page.missing] == [cast.justice]
    assert (page.missing_count, page.to_accept) == (1, 1)
    waiting = of(cycle, cast.ward).passages.get(section="tasks")
    with pytest.raises(services.Refused, match="nothing_to_take"):
        take(cast, cycle, pks=[waiting.pk])
    assert not begun(cast, cycle).passages.exists()


@pytest.mark.django_db
def test_a_department_merges_into_what_it_owes_the_city(cast):
    city = open_quarter(cast, cast.finance)
    units = open_quarter(
        cast, cast.budget_unit, ask=services.Ask(kind(), cast.finance, city.period), by=cast.finance_focal_point
    )
    own = services.begin_merging(cycle=units, by=cast.finance_focal_point, now=NOW)
    assert own == of(city, cast.finance)
    assert services.begin_merging(cycle=city, by=cast.standing_officer, now=NOW).body == cast.city
    assert selectors.answers_of(city).count() == 1  # the city's own is no answer


@pytest.mark.django_db
def test_a_paragraph_that_changed_below_is_marked(cast, cycle):
    take(cast, cycle)
    source = of(cycle, cast.finance).passages.get(section="tasks")
    Submission.objects.filter(pk=source.submission_id).update(state="returned")
    write(of(cycle, cast.finance), "tasks", "Thêm.", by=cast.finance_officer)
    paragraph = lambda: next(  # noqa: E731
        one for part in selectors.parts_of(begun(cast, cycle)) for one in part.paragraphs
    )
    assert (paragraph().origin_changed, paragraph().origin) == (False, of(cycle, cast.finance))
    services.write_section(
        submission=of(cycle, cast.finance), section="tasks", edits={source.pk: services.Edit("Khác.", 1)}, added="",
        by=cast.finance_officer, now=NOW,
    )  # fmt: skip
    assert paragraph().origin_changed
    assert begun(cast, cycle).passages.get().text == "Đã thực hiện: 2. Tình hình thực hiện nhiệm vụ."


@pytest.mark.django_db
def test_only_who_writes_the_draft_merges(cast, cycle):
    begun(cast, cycle)
    for who in (cast.finance_head, cast.ward_officer, cast.stranger):
        with pytest.raises(services.Refused) as refusal:
            take(cast, cycle, by=who)
        assert refusal.value.obstacles == [Obstacle.NOT_YOURS]
    other = of(cycle, cast.justice)
    with pytest.raises(services.Refused):
        services.take_passages(
            cycle=cycle, into=other, section="tasks", pks=None, by=cast.standing_officer, now=NOW
        )  # fmt: skip


@pytest.mark.django_db
def test_the_merged_report_is_signed_and_taken_back(cast, cycle):
    own = explained(fill(begun(cast, cycle), by=cast.standing_officer), by=cast.standing_officer)
    services.send_to_head(submission=own, by=cast.standing_officer, now=NOW)
    with pytest.raises(services.Refused, match="not_yours"):
        services.sign_and_send(submission=own, by=cast.finance_head, now=NOW)
    assert services.sign_and_send(submission=own, by=cast.home_affairs_head, now=NOW).state == "sent"
    with pytest.raises(services.Refused, match="reason_missing"):
        services.take_back(submission=own, reason="", by=cast.home_affairs_head, now=NOW)
    assert services.take_back(submission=own, reason="Sót", by=cast.home_affairs_head, now=NOW).state == "draft"


# --- kill -9 ----------------------------------------------------------------------------------------------------------

BODIES, EACH, KILLS = 4, 40, 4


def start(cycle: int) -> subprocess.Popen:
    database = settings.DATABASES["default"]
    reached = {name: database[name] for name in ("ENGINE", "HOST", "PORT", "USER", "PASSWORD") if database.get(name)}
    reached["NAME"] = str(connection.settings_dict["NAME"])
    reached["OPTIONS"] = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"}
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "caicach.web.settings", "CAICACH_TEST_DATABASE": json.dumps(reached),
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, str(WORKER), str(cycle), NOW.isoformat()], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    return worker


def whole(draft: Submission, wanted: int) -> int:
    """Each section is there with all its paragraphs, their versions and its event, or not at all; how many are."""
    there = 0
    for section in rules.sections_of(draft.cycle.outline):
        passages = Passage.objects.filter(submission=draft, section=section.key)
        versions = PassageRevision.objects.filter(passage__in=passages.values("pk"))
        told = Event.objects.filter(name="report_passages_taken", data__section=section.key)
        counts = (passages.count(), passages.values("origin").distinct().count(), versions.count(), told.count())
        assert counts in ((0, 0, 0, 0), (wanted, wanted, wanted, 1)), section.key
        there += bool(counts[0])
    assert list(verify_chain()) == []
    return there


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_a_merge_nothing_is_lost_and_a_retry_takes_the_rest_once(cast):
    cycle = open_quarter(cast, cast.finance, cast.justice, cast.ward, cast.second_ward)
    sections = [one.key for one in rules.sections_of(cycle.outline) if one.holds_text]
    for report in cycle.submissions.all():
        rows = Passage.objects.bulk_create(
            [
                Passage(submission=report, section=section, ordinal=n, text=f"Đoạn {n} của {report.body_id}")
                for section in sections
                for n in range(EACH)
            ]
        )
        PassageRevision.objects.bulk_create(
            [PassageRevision(passage=one, number=1, text=one.text, made="written", at=NOW) for one in rows]
        )
    cycle.submissions.update(state="accepted", sent_on=NOW.date())
    draft, chance = begun(cast, cycle), random.Random(20260309)
    in_the_middle = 0
    for _ in range(KILLS):
        worker = start(cycle.pk)
        for _section in range(chance.randrange(1, len(sections) // 2)):
            worker.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() in (-signal.SIGKILL, 0)
        worker.stdout.close()
        in_the_middle += 0 < whole(draft, BODIES * EACH) < len(sections)
    assert in_the_middle >= 1  # or this test has shown nothing
    worker = start(cycle.pk)
    assert worker.communicate(timeout=120)[0].endswith("finished\n")
    assert worker.returncode == 0
    assert whole(draft, BODIES * EACH) == len(sections)

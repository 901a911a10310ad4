"""kill -9 in the middle of sending and accepting: nothing half, nothing lost, nothing twice."""

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
from caicach.core.evidence import verify_store
from caicach.core.models import Event
from caicach.duties.models import Duty, DutyState, Evidence, Progress, Stage

from .making import NOW, TODAY, give_one, make_plan, make_task

pytestmark = pytest.mark.django_db(transaction=True)

DUTIES = 60
KILLS = 5
WORKER = Path(__file__).with_name("kill_worker.py")
STAGE_OF = {
    DutyState.ASSIGNED: set(),
    DutyState.AWAITING_HEAD: {Stage.SENT_TO_HEAD},
    DutyState.AWAITING_REVIEW: {Stage.SENT_UP},
    DutyState.DONE: {Stage.ACCEPTED},
}
EVENTS_OF = {
    DutyState.ASSIGNED: [],
    DutyState.AWAITING_HEAD: ["duty_sent_to_head"],
    DutyState.AWAITING_REVIEW: ["duty_sent_to_head", "duty_sent_up"],
    DutyState.DONE: ["duty_sent_to_head", "duty_sent_up", "duty_accepted"],
}


def start() -> subprocess.Popen:
    database = settings.DATABASES["default"]
    reached = {name: database[name] for name in ("ENGINE", "HOST", "PORT", "USER", "PASSWORD") if database.get(name)}
    reached["NAME"] = str(connection.settings_dict["NAME"])
    options = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"}
    reached["OPTIONS"] = options
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "caicach.web.settings", "CAICACH_TEST_DATABASE": json.dumps(reached),
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, str(WORKER), NOW.isoformat()], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    return worker


def assert_whole() -> None:
    """Each duty's state, its report, its proof and its events tell the same story."""
    for duty in Duty.objects.prefetch_related("progress__evidence"):
        reports = list(duty.progress.all())
        assert {report.stage for report in reports} == STAGE_OF[duty.state] and len(reports) <= 1
        assert all(len(report.evidence.all()) == 1 for report in reports)
        told = Event.objects.filter(about_kind="duties.duty", about_id=str(duty.pk)).exclude(name="duty_given")
        assert list(told.order_by("id").values_list("name", flat=True)) == EVENTS_OF[duty.state]
        assert (duty.done_on == TODAY) is (duty.state == DutyState.DONE)
    assert list(verify_chain()) == []
    assert list(verify_store()) == []


def test_killed_at_any_moment_the_database_is_whole_and_a_retry_acts_once(cast):
    plan, chance = make_plan(cast), random.Random(20260309)
    for _ in range(DUTIES):
        give_one(cast, task=make_task(plan))
    in_the_middle = 0
    for _ in range(KILLS):
        worker = start()
        time.sleep(chance.uniform(0.02, 0.35))
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() in (-signal.SIGKILL, 0)
        worker.stdout.close()
        assert_whole()
        done = Duty.objects.filter(state=DutyState.DONE).count()
        in_the_middle += 0 < done < DUTIES
    assert in_the_middle >= KILLS // 2  # or this test has shown nothing
    worker = start()
    assert worker.communicate(timeout=120)[0] == "finished\n"
    assert worker.returncode == 0
    assert_whole()
    assert set(Duty.objects.values_list("state", flat=True)) == {DutyState.DONE}
    assert Progress.objects.count() == Evidence.objects.count() == DUTIES

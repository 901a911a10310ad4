"""The benchmark's own city is made as the services would have made it; its tables say what was measured."""

from datetime import date

import pytest
from django.db import transaction

from caicach.bodies.models import Body, Membership, Role
from caicach.core.events import verify_chain
from caicach.documents.models import Document
from caicach.duties.models import Duty, DutyState, Progress, Stage
from caicach.intake.models import Draft, DraftState
from caicach.programme.models import PlanState, Task
from caicach.web.bench import tables
from caicach.web.bench.city import Scale, generate

SMALL = Scale(bodies=30, people=110, plans=4, tasks=40, duties=300, documents=25, annexes_to_confirm=1)
TODAY = date(2026, 9, 16)

pytestmark = pytest.mark.django_db  # without a mark in the run, no database is made


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The city, made once for the tests of this module, which only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield generate(SMALL, today=TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def city(made, django_db_blocker):
    with django_db_blocker.unblock():
        yield made


def test_the_city_has_the_size_that_was_asked_for(city):
    assert Body.objects.count() == SMALL.bodies
    assert Membership.objects.count() == SMALL.people
    assert Task.objects.filter(plan__state=PlanState.ISSUED).count() == SMALL.tasks
    assert Duty.objects.count() == SMALL.duties
    assert Document.objects.count() == SMALL.documents + 1  # the draft that was confirmed


def test_the_tree_of_bodies_is_whole(city):
    assert Body.objects.find_problems() == ([], [], [], [], [])
    assert Body.objects.filter(is_standing_agency=True).count() == 1


def test_states_and_reports_agree(city):
    done = Duty.objects.filter(state=DutyState.DONE)
    assert done.count() > SMALL.duties / 2
    assert not done.filter(done_on__gt=TODAY).exists()
    assert set(done.values_list("pk", flat=True)) == set(
        Progress.objects.filter(stage=Stage.ACCEPTED).values_list("duty_id", flat=True)
    )
    waiting = Duty.objects.filter(state=DutyState.AWAITING_REVIEW)
    assert waiting.exists() and not waiting.filter(sent_on=None).exists()


def test_the_event_log_verifies(city):
    assert list(verify_chain()) == []


def test_a_reading_waits_to_be_confirmed(city):
    draft = Draft.objects.get(state=DraftState.READY)
    assert draft.items.count() > 10
    assert Draft.objects.get(state=DraftState.CONFIRMED).document is not None


def test_every_body_has_its_people(city):
    for role in (Role.OFFICER, Role.FOCAL_POINT, Role.HEAD):
        assert not Body.objects.exclude(memberships__role=role).exists()


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (1.0, 100), (0.0, 1)])
def test_percentile_is_the_nearest_rank(share, expected):
    assert tables.percentile(list(range(100, 0, -1)), share) == expected


def test_a_record_goes_on_top_of_the_others(tmp_path):
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n\nWords.\n\n## Records\n\n### older, 2026-01-01\n", encoding="utf-8")
    table = tables.Table("pages", ("page", "p95"), [("home | list", "12 ms")], met=True, notes=["A note."])
    tables.record(table, into=page, now=date(2026, 9, 16), load_before="0.10 0.10 0.10")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n\nWords.\n\n## Records\n\n### pages, 2026-09-16")
    assert "| home / list | 12 ms |" in text
    assert text.index("### pages") < text.index("### older")
    assert table.as_text().splitlines()[4] == "home | list  12 ms"

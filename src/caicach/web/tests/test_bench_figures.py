"""The measurement of figures over many bodies measures what it says, in a country of twelve."""

import json
from datetime import date

import pytest
from django.db import transaction

from caicach.measures import services
from caicach.measures.models import Figure, FigureState, RolledUp
from caicach.web.bench import figures

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 16)


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker):
    """Measured once; what it leaves is only looked at, and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = figures.measure_here(
            runs=1, bodies=12, indicators=5, today=TODAY, database_words="here", parts=figures.OF_FIGURES
        )
        yield json.loads(told)
        transaction.set_rollback(True)


def test_every_step_was_timed_and_stands_beside_its_baseline(measured):
    table = figures.table_of(measured)
    assert table.met is not None and len(table.rows) == len(measured["steps"]) == 10
    assert [step["name"] for step in measured["steps"] if len(step["seconds"]) == 3] == [
        "one figure corrected, up to the top",
        "one figure sent, up to the top",
    ]


def test_what_was_measured_was_really_done(measured):
    assert Figure.objects.filter(state=FigureState.CORRECTED, revision=2).count() == 3
    assert not Figure.objects.filter(state=FigureState.DRAFT).exists()
    assert measured["figures"] == Figure.objects.count() > 150
    top = RolledUp.objects.filter(body__depth=1)
    assert top.count() == 15
    for period in {row.period for row in top}:
        assert services.rebuild_roll_ups(period=period) == 0, "the sums are those of the figures"


def test_a_missed_target_is_told(measured):
    slow = {**measured, "steps": [{**measured["steps"][1], "seconds": [99.0]}]}
    assert figures.table_of(slow).met is False

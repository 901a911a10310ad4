"""The event log: what is written stays, and what was changed behind its back is found."""

from datetime import UTC, datetime

import pytest
from django.db import Error, connection, transaction

from caicach.core import events
from caicach.core.events import record_event, record_events, seal_events, verify_chain
from caicach.core.models import Event, EventSeal, WorkingDayException

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def something() -> WorkingDayException:
    return WorkingDayException.objects.create(day="2026-09-01", is_working=False, reason="Nghỉ bù")


@pytest.mark.django_db(transaction=True)
def test_an_event_is_sealed_after_the_commit():
    with transaction.atomic():
        event = record_event("holiday_set", about=something(), by=None, at=NOW, reason="Nghỉ bù")
        assert not EventSeal.objects.exists()
    assert EventSeal.objects.get().event == event
    assert list(verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_event():
    with pytest.raises(RuntimeError), transaction.atomic():
        record_event("holiday_set", about=something(), by=None, at=NOW)
        raise RuntimeError
    assert not Event.objects.exists()
    assert seal_events() == 0


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_commit_and_seal_is_made_good():
    row = something()
    Event.objects.create(name="left_over", at=NOW, about_kind="x", about_id="1")
    record_event("holiday_set", about=row, by=None, at=NOW)
    assert EventSeal.objects.count() == 2
    assert list(verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_a_slow_act_seals_what_it_wrote_long_ago(monkeypatch):
    """Others wrote and sealed more than an act looks back over while this one was still under way."""
    monkeypatch.setattr(events, "_LOOK_BACK_AFTER_COMMIT", 2)
    row = something()
    slow = Event.objects.create(name="slow", at=NOW, about_kind="x", about_id="1")
    newer = Event.objects.bulk_create([Event(name="newer", at=NOW, about_kind="x", about_id="2") for _ in range(9)])
    EventSeal.objects.create(sequence=1, event=newer[-1], previous_hash=events.FIRST_HASH, hash="0" * 64)
    record_event("holiday_set", about=row, by=None, at=NOW)
    assert not EventSeal.objects.filter(event=slow).exists()
    seal_events(since=slow.pk)
    assert EventSeal.objects.filter(event=slow).exists()
    assert not Event.objects.filter(seal=None).exists()


@pytest.mark.django_db
def test_events_cannot_be_changed():
    event = record_event("holiday_set", about=something(), by=None, at=NOW)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(name="nothing_happened")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tampering", ["changed", "gap"])
def test_what_was_changed_behind_the_log_is_found(tampering):
    rows = [something()]
    record_events("holiday_set", about=rows * 3, by=None, at=NOW)
    trigger = "no_change" if connection.vendor == "postgresql" else "no_update"
    on = " ON {0}" if connection.vendor == "postgresql" else ""
    middle = EventSeal.objects.get(sequence=2)
    with connection.cursor() as cursor:
        for table in ("core_event", "core_eventseal"):
            cursor.execute(f"SELECT sql FROM sqlite_master WHERE name = '{table}_{trigger}'" if not on else "SELECT ''")
            made = cursor.fetchone()[0]
            cursor.execute(f"DROP TRIGGER {table}_{trigger}{on.format(table)}")
            if tampering == "changed" and table == "core_event":
                cursor.execute("UPDATE core_event SET name = 'nothing' WHERE id = %s", [middle.event_id])
            if tampering == "gap" and table == "core_eventseal":
                cursor.execute("DELETE FROM core_eventseal WHERE sequence = 2")
            cursor.execute(
                made
                or f"CREATE TRIGGER {table}_{trigger} BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION core_append_only()"
            )
    assert {broken.code for broken in verify_chain()} >= {tampering}


@pytest.mark.django_db(transaction=True)
def test_a_commit_with_many_events_is_sealed_once(monkeypatch):
    sealed, seal = [], events.seal_events
    monkeypatch.setattr(events, "seal_events", lambda **given: sealed.append(seal(**given)))
    with transaction.atomic():
        about = something()
        for _again in range(5):
            record_event("holiday_set", about=about, by=None, at=NOW)
    assert sealed == [5]
    assert EventSeal.objects.count() == 5
    assert list(verify_chain()) == []

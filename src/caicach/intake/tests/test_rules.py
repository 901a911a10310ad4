"""What may be confirmed, merged, split; one row of a table is one sentence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from caicach.intake.rules import (
    DraftFacts,
    Obstacle,
    as_kind,
    between,
    header_of,
    is_said_by_a_task,
    main_document,
    may_read,
    merged,
    obstacles_to_confirming,
    parts_of,
    suggested_parts,
)
from caicach.intake.words import OBSTACLES

READY = DraftFacts(is_ready=True, unseen=0, accepted=3, title="Kế hoạch")
NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=150)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(READY, [], id="all seen"),
        pytest.param(DraftFacts(False, 0, 3, "x"), [Obstacle.NOT_READY], id="confirmed already"),
        pytest.param(DraftFacts(True, 2, 3, "x"), [Obstacle.ITEMS_UNSEEN], id="two not looked at"),
        pytest.param(DraftFacts(True, 0, 0, "x"), [Obstacle.NOTHING_ACCEPTED], id="everything dropped"),
        pytest.param(DraftFacts(True, 0, 1, " "), [Obstacle.TITLE_MISSING], id="no title"),
    ],
)
def test_obstacles_to_confirming(facts, expected):
    assert obstacles_to_confirming(facts) == expected


@pytest.mark.parametrize(
    ("state", "started", "expected"),
    [
        pytest.param("waiting", None, True, id="nobody reads it"),
        pytest.param("reading", NOW - timedelta(seconds=10), False, id="somebody is at it"),
        pytest.param("reading", NOW - timedelta(seconds=150), True, id="the reader died"),
        pytest.param("ready", None, False, id="read already"),
        pytest.param("discarded", None, False, id="put away"),
    ],
)
def test_may_read(state, started, expected):
    assert may_read(state, started, now=NOW, lease=LEASE) is expected


def document(kind, tasks, **head):
    return {"kind": kind, "targets": [], "tasks": [{}] * tasks, "duties": [], **head}


def test_the_plan_inside_a_decision_bears_the_decisions_number():
    decision = document("decision", 0, number="80/QĐ-UBND", issued_on="2026-03-25", issuer="UBND tỉnh", title="Về việc")
    plan = document("plan", 5, number="", title="Kế hoạch cải cách hành chính", signer="")
    reading = {"documents": [decision, plan]}
    assert main_document(reading) == 1
    head = header_of(reading, 1)
    assert (head["number"], head["issued_on"], head["title"]) == ("80/QĐ-UBND", "2026-03-25", plan["title"])


def test_merging_keeps_every_word_and_every_name_once():
    one = {
        "text": "Rà soát thủ tục",
        "leads": ["Sở A"],
        "product": "",
        "also": [],
        "page": 1,
        "line": 3,
        "section": "I",
    }
    other = {
        **one,
        "text": "công bố kết quả",
        "leads": ["Sở A", "Sở B"],
        "product": "Báo cáo",
        "page": 2,
        "line": 9,
        "section": "II",
    }
    whole = merged([one, other])
    assert whole["text"] == "Rà soát thủ tục công bố kết quả"
    assert whole["leads"] == ["Sở A", "Sở B"]
    assert whole["product"] == "Báo cáo"
    assert whole["also"] == [{"section": "II", "page": 2, "line": 9}]


def test_a_duty_that_becomes_a_task_keeps_its_body_as_lead_and_back():
    duty = {"body": "Sở Nội vụ", "text": "Hướng dẫn", "section": "III", "page": 1, "line": 4}
    task = as_kind(duty, "duty", "task")
    assert (task["leads"], task["text"]) == (["Sở Nội vụ"], "Hướng dẫn")
    assert as_kind(task, "task", "duty")["body"] == "Sở Nội vụ"
    assert as_kind(task, "task", "target")["owners"] == ["Sở Nội vụ"]


def test_what_is_a_task_already_is_not_asked_again_as_a_duty():
    duty = {"body": "Sở A", "text": "Rà soát  định mức", "page": 1, "line": 4}
    task = {"text": "Rà soát định mức", "page": 1, "line": 4, "leads": ["Sở A"]}
    assert is_said_by_a_task(duty, [task])
    assert not is_said_by_a_task({**duty, "body": "Sở B"}, [task])
    assert not is_said_by_a_task({**duty, "line": 5}, [task])


def test_a_person_splits_at_new_lines():
    assert parts_of("- Rà soát thủ tục\n\n Công bố kết quả ") == ["Rà soát thủ tục", "Công bố kết quả"]
    assert (
        suggested_parts("Rà soát thủ tục; công bố kết quả. Báo cáo.") == "Rà soát thủ tục\ncông bố kết quả.\nBáo cáo."
    )


def test_new_items_stand_between_their_neighbours():
    places = between(Decimal(3), Decimal(4), 3)
    assert Decimal(3) < places[0] < places[1] < places[2] < Decimal(4)
    assert between(Decimal(3), None, 1)[0] > 3


def test_one_sentence_for_each_obstacle():
    assert set(OBSTACLES) == set(Obstacle)

"""What may be confirmed, merged, split; one row of a table is one sentence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from caicach.intake import shown
from caicach.intake.doubts import Doubt, doubts_about, reader_doubts
from caicach.intake.parts import MANY, Division
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
from caicach.intake.source import Cell, Line, PlacedWord, Source, Table
from caicach.intake.words import DOUBTS, OBSTACLES, PAGE_PROBLEMS

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
        pytest.param(DraftFacts(True, 0, 0, "x", offered=0), [], id="a paper in which nothing was found"),
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


DATED = {"kind": "date", "from": None, "to": "2027-02-28", "every": None, "text": "28/02/2027"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"text": "Rà soát định mức", "due": DATED}, [], id="a day of the calendar"),
        pytest.param({"text": "Rà soát định mức", "due": None}, [], id="no deadline at all"),
        pytest.param({"text": "Rà soát trước ngày 31/02/2027", "due": None}, [Doubt.DEADLINE], id="no such day"),
        pytest.param({"text": "Rà soát", "due": {**DATED, "to": None}}, [Doubt.DEADLINE], id="a day without its day"),
        pytest.param({"text": "Rà soát", "due": None, "line": 7}, [Doubt.DEADLINE], id="a deadline nobody could read"),
        pytest.param({"text": "Rà soát", "due": DATED, "line": 7}, [], id="another item of that line had it"),
        pytest.param({"text": "Căn cứ Nghị quyết ngày 15/7/2021", "due": None}, [], id="a day that is none"),
    ],
)
def test_reader_doubts(data, expected):
    assert reader_doubts({"page": 1, "line": 1, **data}, warned={(1, 7)}) == expected


@pytest.mark.parametrize(
    ("confidence", "reader", "owner_is_known", "expected"),
    [
        pytest.param("0.9", None, True, (), id="nothing to look at"),
        pytest.param("0.5", None, True, (Doubt.READING,), id="the reader is not sure"),
        pytest.param("0.9", ["deadline"], False, (Doubt.DEADLINE, Doubt.OWNER), id="sure of words nobody understands"),
    ],
)
def test_doubts_about(confidence, reader, owner_is_known, expected):
    assert doubts_about(confidence=Decimal(confidence), reader=reader, owner_is_known=owner_is_known) == expected


def test_one_sentence_for_each_doubt_and_each_fault_of_a_page():
    assert set(DOUBTS) == set(Doubt)
    assert all(PAGE_PROBLEMS.values())


def test_a_part_is_a_top_section_and_a_large_one_is_divided():
    documents = [
        {
            "sections": [
                {"path": "I", "label": "I.", "title": "MỤC TIÊU", "page": 1, "line": 1},
                {"path": "II.2", "label": "2.", "title": "Thể chế", "page": 1, "line": 9},
            ]
        }
    ]
    places = [(0, "I.1"), (0, "II.1.a"), *[(0, f"II.2.{n}") for n in range(MANY)]]
    division = Division(documents, places)
    assert division.part((0, "I.1")).title == "I. MỤC TIÊU"
    assert division.part((0, "II.2.7")).title == "2. Thể chế"
    assert division.part((0, "II.1.a")).key != division.part((0, "II.2.a")).key
    assert division.with_key(division.part((0, "I.1")).key).title == "I. MỤC TIÊU"
    assert division.with_key("0:IX") is None


def words(text, top, *, page=1, confidence=0.9):
    return tuple(
        PlacedWord(word, page, (0.1 * n, top, 0.1 * n + 0.08, top + 0.02), confidence)
        for n, word in enumerate(text.split(), 1)
    )


def test_words_of_a_line_are_one_box_and_what_was_hard_to_read_is_a_stretch():
    line = Line("Rà soát thủ tục", 1, 1, words=(*words("Rà soát", 0.2), *words("thủ tục", 0.25, confidence=0.3)))
    (block,) = shown.shown_lines(Source("a.pdf", 1, "ocr", (line,)))
    assert block["boxes"] == [[1, 0.1, 0.2, 0.28, 0.22], [1, 0.1, 0.25, 0.28, 0.27]]
    assert [block["text"][start:end] for start, end in block["unsure"]] == ["thủ", "tục"]


def test_a_row_lies_where_all_its_cells_lie():
    row = (Cell("1", 2, 5, words=words("1", 0.3, page=2)), Cell("Rà soát", 2, 6, words=words("Rà soát", 0.5, page=2)))
    text = shown.shown_lines(Source("a.pdf", 2, "ocr", (Table((row,)),)))
    task = type("Item", (), {"line": 5})()
    assert len(dict(shown.marks_on(text, 2, [task]))[task]) == 2
    assert shown.marks_on(text, 1, [task]) == []


def test_what_was_put_back_is_shown_with_what_was_found():
    line = {"page": 1, "line": 4, "text": "rà soát thủ tục", "restored": [[0, 7, "ra soat"]], "unsure": [[8, 11]]}
    assert shown.pieces(line) == [
        ("rà soát", "restored", "ra soat"),
        (" ", "", ""),
        ("thủ", "unsure", ""),
        (" tục", "", ""),
    ]
    assert shown.as_found(line) == "ra soat thủ tục"
    assert shown.restored_lines([line]) == {4: "ra soat thủ tục"}


def test_a_long_page_is_cut_into_sheets_and_every_line_has_one():
    text = [{"page": 1 + (n > 100), "line": n, "text": "x"} for n in range(1, 131)]
    cut = shown.sheets(text)
    assert [(sheet.page, sheet.first, sheet.last) for sheet in cut] == [(1, 1, 60), (1, 61, 100), (2, 101, 130)]
    assert shown.sheet_of_line(cut, 100).number == 2
    assert shown.sheet_of_line([], 3) is None

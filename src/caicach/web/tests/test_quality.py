"""The bench of reading: what counts as found, golds of either shape, documents spoiled, the table that comes out."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from caicach.core.text import unmarked
from caicach.intake.source import Cell, Line, Source, Table
from caicach.web.bench import quality
from caicach.web.bench.quality_gold import OWN, GoldUnreadable, as_contract, documents_in, due_of
from caicach.web.bench.scoring import Count, compare_words, said, score
from caicach.web.bench.spoiling import as_lines, confused


def document(**more):
    return {"kind": "plan", "targets": [], "tasks": [], "duties": [], "citations": [], "statements": [], **more}


def target(text, value, **more):
    return {"text": text, "comparator": ">=", "value": value, "value_to": None, "unit": "%", "to": 2026, **more}


def task(text, **more):
    return {"text": text, "leads": [], "supports": [], "due": None, "ordinal": None, **more}


ONE = target("Tỷ lệ hồ sơ giải quyết đúng hạn đạt tối thiểu 98%", 98)
TWO = target("Tỷ lệ hồ sơ nộp trực tuyến đạt từ 70% trở lên", 70)
REVIEW = task("Rà soát thủ tục hành chính", leads=["Sở Nội vụ"], due={"kind": "year", "to": "2026-12-31", "text": "x"})


def scored(gold, found):
    return score({"documents": [gold]}, {"documents": [found]})


def counted(count):
    return (count.found, count.expected, count.right)


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        ([ONE, TWO], [ONE, TWO], (2, 2, 2)),
        ([ONE, TWO], [ONE], (1, 2, 1)),
        ([ONE], [ONE, TWO], (2, 1, 1)),
        ([ONE], [{**ONE, "value": 97}], (1, 1, 0)),
        ([ONE], [{**ONE, "unit": None}], (1, 1, 0)),
        ([ONE], [{**ONE, "text": unmarked(ONE["text"])}], (1, 1, 1)),
        ([{"say": "hồ sơ đúng hạn", "value": 98}], [ONE], (1, 1, 1)),
        ([{"say": "đúng hạn hồ sơ", "value": 98}], [ONE], (1, 1, 0)),
        ([ONE, ONE], [ONE], (1, 2, 1)),
        ([], [ONE], (1, 0, 0)),
    ],
)
def test_targets_are_found_by_number_and_words(gold, found, expected):
    result = scored({"kind": "plan", "targets": gold}, document(targets=found))
    assert counted(result.items["targets"]) == expected


def test_only_what_the_gold_states_is_scored():
    result = scored({"kind": "plan", "number": "1/KH-UBND"}, document(number="1/KH-UBND", targets=[ONE], title="x"))
    assert counted(result.items["targets"]) == (0, 0, 0)
    assert counted(result.fields["header"]) == (2, 2, 2)
    assert counted(scored({"number": "2/KH-UBND"}, document(number="1/KH-UBND")).fields["header"]) == (1, 1, 0)


def test_a_partial_list_says_nothing_of_what_else_is_found():
    result = scored({"partial": ["targets"], "targets": [ONE]}, document(targets=[ONE, TWO])).items["targets"]
    assert (result.precision, result.recall, result.f1) == (None, 1.0, 1.0)
    result.add(Count(found=4, expected=4, right=3))
    assert (result.precision, result.recall) == (0.75, 0.8)


@pytest.mark.parametrize(
    ("found", "owner", "deadline"),
    [
        ({}, 1, 1),
        ({"leads": ["so noi vu"]}, 1, 1),
        ({"leads": ["Sở Tư pháp"]}, 0, 1),
        ({"leads": ["Sở Nội vụ", "Sở Tư pháp"]}, 0, 1),
        ({"due": {"kind": "year", "to": "2026-12-31", "text": "anders"}}, 1, 1),
        ({"due": {"kind": "month", "to": "2026-12-31"}}, 1, 0),
        ({"due": None}, 1, 0),
    ],
)
def test_owner_and_deadline_of_what_was_found(found, owner, deadline):
    gold = {"tasks": [{"text": REVIEW["text"], "leads": ["Sở Nội vụ"], "due": REVIEW["due"]}]}
    result = scored(gold, document(tasks=[{**REVIEW, **found}]))
    assert (result.fields["owner"].right, result.fields["deadline"].right) == (owner, deadline)


def test_phase_and_duties_and_statements():
    found = document(
        targets=[{**ONE, "from": 2026, "to": 2027}],
        duties=[{"body": "UBND các xã, phường", "text": "Niêm yết"}],
        statements=[{"text": "Đã hoàn thành 42/60 nhiệm vụ", "value": 42, "of": 60}],
    )
    gold = {
        "targets": [{"say": "hồ sơ", "value": 98, "from": 2026, "to": 2030}],
        "duties": [{"body": "Ủy ban nhân dân các xã, phường"}, {"body": "Sở Y tế"}],
        "statements": [{"say": "hoàn thành", "value": 42, "of": 61}],
    }
    result = scored(gold, found)
    assert counted(result.fields["phase"]) == (1, 1, 0)
    assert counted(result.items["duties"]) == (1, 2, 1)
    assert result.items["statements"].right == 0


def test_documents_are_paired_by_kind():
    gold = {"documents": [{"kind": "plan", "targets": [ONE]}]}
    found = {"documents": [document(kind="decision"), document(targets=[ONE])]}
    assert score(gold, found).items["targets"].right == 1
    assert score(gold, {"documents": []}).items["targets"].recall == 0


def test_rows_that_recognition_spoiled_are_found_by_their_ordinal():
    bad = task("K hoch tuyen truyn CCHC: Ban hành, Trin khai", ordinal="2")
    gold = {"tasks": [{"say": "Kế hoạch tuyên truyền CCHC", "ordinal": "2"}]}
    assert scored(gold, document(tasks=[bad])).items["tasks"].right == 1
    assert scored(gold, document(tasks=[{**bad, "ordinal": "3"}])).items["tasks"].right == 0
    assert scored(gold, document(tasks=[task("Sắp xếp bộ máy", ordinal="2")])).items["tasks"].right == 0


def test_words_and_marks():
    words = compare_words("Sở Nội vụ chủ trì, hoà giải.", "So Nội vụ chủ tri hòa")
    assert (words.expected, words.folded, words.right, words.wrong) == (7, 6, 4, 3)
    assert words.marks == pytest.approx(4 / 6) and words.error == pytest.approx(3 / 7)


def test_the_columns_of_a_letterhead_may_come_in_another_order():
    words = compare_words("SỞ Y TẾ ĐỘC LẬP TỰ DO Số: 12", "SỞ Y TẾ Số: 12 ĐỘC LẬP TỰ DO")
    assert (words.error, words.right) == (0, words.expected)


def test_said():
    assert said("ra soat thu tuc", "tiep tuc ra soat cac thu tuc") == 1
    assert said("ra soat thu tuc", "thu tuc") == 0
    assert said("tuyen truyen", "tuyan truyan") == 1


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2024-02-22", {"to": "2024-02-22"}),
        ("2024-02", {"to": "2024-02-29"}),
        ("2024-Q1", {"to": "2024-03-31"}),
        ("2024", {"to": "2024-12-31"}),
        ("on request", {"kind": "on_request"}),
        ("ongoing", {"kind": "ongoing"}),
    ],
)
def test_deadlines_of_the_short_shape(words, due):
    assert due_of(words) == due


def test_the_short_shape_becomes_the_contract():
    gold = as_contract(
        {
            "kind": "plan", "targets": [{"say": "đúng hạn", "value": 98, "cmp": ">="}], "citations": ["76/NQ-CP"],
            "annex_tasks": [{"no": 1, "say": "Kế hoạch", "lead": "Văn phòng Sở", "due": "2024-Q1"}],
        }
    )["documents"][0]  # fmt: skip
    assert gold["targets"] == [{"say": "đúng hạn", "value": 98, "comparator": ">="}]
    assert gold["tasks"] == [
        {"say": "Kế hoạch", "ordinal": "1", "leads_say": "Văn phòng Sở", "due": {"to": "2024-03-31"}}
    ]
    found = [document(kind="decision", citations=[{"number": "76/nq-cp"}]), document(targets=[ONE])]
    result = score({"documents": [gold]}, {"documents": found})
    assert result.items["citations"].right == result.items["targets"].right == 1


def test_documents_are_found_by_name(tmp_path):
    (tmp_path / "gold").mkdir()
    (tmp_path / "ha_noi_310_KH.txt").write_text("x")
    (tmp_path / "gold" / "hanoi310.json").write_text('{"kind": "plan"}')
    (one,) = documents_in([tmp_path])
    assert one.path.name == "ha_noi_310_KH.txt"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "không phải JSON"),
        ("[]", "không phải một đối tượng"),
        ('{"source": "khac.txt"}', "không tìm thấy văn bản khac.txt"),
        ('{"documents": [{"targets": ["x"]}]}', "không phải đối tượng JSON"),
    ],
)
def test_a_gold_that_cannot_be_used_is_named(tmp_path, content, words):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(GoldUnreadable, match=words):
        documents_in([tmp_path])
    with pytest.raises(CommandError, match=r"a\.json"):
        call_command("bench", "reading", str(tmp_path), "--forms", "file")


def test_spoiled_text_keeps_its_places_and_its_digits():
    source = Source(
        "a", 1, "text", (Line("Số: 12/KH-UBND", 1, 1), Table(((Cell("Đơn vị", 1, 2), Cell("Năm\n2026", 1, 2)),)))
    )
    assert as_lines(source, unmarked).split("\n")[1:4] == ["So: 12/KH-UBND", "", "| Don vi | Nam 2026 |"]
    spoil = confused(0.5, 1)
    text = "Rà soát 2026 thủ tục hành chính tại các xã, phường"
    assert spoil(text) != unmarked(text) and "2026" in spoil(text)
    assert confused(0.5, 1)(text) == confused(0.5, 1)(text) != confused(0.5, 2)(text)


def test_the_products_own_documents_are_read_as_their_gold_says():
    table = quality.measure([], forms=["file", "bare"])
    assert table.met is True
    rows = {row[:2]: dict(zip(table.head, row, strict=True)) for row in table.rows}
    assert list(rows) == [("file", "by hand"), ("bare", "by hand"), ("bare", "clean reading")]
    for row in rows.values():
        assert row["documents"] == "3"
        assert [row[f"{name} P/R/F1"] for name in ("targets", "tasks", "duties")] == ["1.000/1.000/1.000"] * 3
        assert row["deadline"] == "100%"
    assert float(rows["bare", "by hand"]["marks"].rstrip("%")) > 90


def test_a_missed_target_is_said(tmp_path):
    text = (OWN / "ward-plan.txt").read_text(encoding="utf-8")
    gold = json.loads((OWN / "ward-plan.json").read_text(encoding="utf-8"))
    gold["documents"][0]["targets"] += [{"say": "không có trong văn bản", "value": 1}] * 2
    (tmp_path / "ward-plan.txt").write_text(text, encoding="utf-8")
    (tmp_path / "ward-plan.json").write_text(json.dumps(gold), encoding="utf-8")
    assert quality.measure([tmp_path], forms=["file"]).met is False


def test_an_unknown_form_is_named():
    with pytest.raises(CommandError, match="Không có dạng fax"):
        call_command("bench", "reading", "--forms", "file,fax")


def test_forms_are_made_once(tmp_path):
    source = Source("a", 1, "text", (Line("Ủy ban nhân dân", 1, 1),))
    docx = quality.make("docx", source, tmp_path)
    assert docx == quality.make("docx", source, tmp_path) and docx.suffix == ".docx"
    assert quality.make("bare", source, tmp_path).read_text().strip() == "Uy ban nhan dan"


def test_every_own_document_has_its_gold():
    assert {path.stem for path in OWN.glob("*.json")} == {path.stem for path in OWN.iterdir() if path.suffix != ".json"}
    assert len(documents_in([Path(OWN)])) == 3

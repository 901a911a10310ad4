"""What a person confirmed, written as a case for the benchmark of reading."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from caicach.intake import services
from caicach.intake.extraction import extract
from caicach.intake.models import ItemState

from .making import HELP, NOW, PART, REVIEW, SIPAS, UNSURE, duty, item, reading, ready_draft, seen, statement, task

pytestmark = pytest.mark.django_db
TWICE = duty("Sở Tài chính", REVIEW["text"], REVIEW["line"])


@pytest.fixture
def draft(cast):
    """A draft in which a person dropped one item, corrected one, added one and left the figures alone."""
    read = reading(
        targets=(UNSURE, SIPAS, {**PART, "part_of": 1}), tasks=(REVIEW, task("Khảo sát", 22)), duties=(HELP, TWICE),
        statements=(statement("87 trong 382", 5),),
    )  # fmt: skip
    draft, by = ready_draft(cast, read), {"by": cast.standing_officer, "now": NOW}
    services.drop_items(draft=draft, versions=seen(item(draft, "trực tuyến")), **by)
    survey = item(draft, "Khảo sát")
    services.edit_item(item=survey, version=1, kind="task", data={"leads": ["Sở Tư pháp"]}, part_of=None, **by)
    services.add_item(draft=draft, kind="task", text="Công khai kết quả", line=22, **by)
    services.correct_header(draft=draft, header={"number": "13/KH-UBND"}, **by)
    return draft


def confirm(cast, draft):
    services.accept_sure_items(draft=draft, by=cast.standing_officer, now=NOW)
    services.confirm_draft(draft=draft, by=cast.standing_officer, now=NOW)


def test_the_case_holds_the_file_and_what_was_confirmed(cast, draft, tmp_path, capsys):
    confirm(cast, draft)
    call_command("intake", "export-case", str(draft.pk), "--to", str(tmp_path / "cases"))
    paper, gold = capsys.readouterr().out.split()
    assert (tmp_path / "cases" / "ke-hoach.txt").read_bytes() == b"van ban"
    assert paper.endswith("ke-hoach.txt")
    said = json.loads(Path(gold).read_text(encoding="utf-8"))
    assert said["file"] == "ke-hoach.txt"
    (document,) = said["documents"]
    assert document["number"] == "13/KH-UBND"
    assert [(one["text"], one["part_of"]) for one in document["targets"]] == [(SIPAS["text"], None), (PART["text"], 0)]
    assert list(document["targets"][0])[:4] == ["text", "section", "comparator", "value"]
    assert [one["text"] for one in document["tasks"]] == [REVIEW["text"], "Khảo sát", "Công khai kết quả"]
    assert document["tasks"][1]["leads"] == ["Sở Tư pháp"]
    assert document["duties"] == [HELP, TWICE]  # the second was confirmed as a task that says the same
    assert "statements" not in document  # nobody was asked to accept them


def test_figures_that_were_accepted_are_part_of_the_case(cast, draft, tmp_path):
    figure = item(draft, "382")
    services.accept_items(draft=draft, versions=seen(figure), by=cast.standing_officer, now=NOW)
    confirm(cast, draft)
    call_command("intake", "export-case", str(draft.pk), "--to", str(tmp_path), "--text")
    said = json.loads((tmp_path / "ke-hoach.json").read_text(encoding="utf-8"))
    assert said["documents"][0]["statements"][0]["ratio"] == 22.7


def test_the_text_can_be_read_again_with_its_tables(cast, draft, tmp_path):
    cell = {"page": 1, "line": 31}
    draft.text += [{"page": 1, "line": 31, "rows": [[{"text": "STT", **cell}, {"text": "Nhiệm\nvụ", **cell}]]}]
    draft.save()
    confirm(cast, draft)
    call_command("intake", "export-case", str(draft.pk), "--to", str(tmp_path), "--text")
    source = extract(tmp_path / "ke-hoach.md")
    assert source.blocks[0].text == "Dòng thứ 1 của văn bản."
    assert [cell.text for cell in source.blocks[-1].rows[0]] == ["STT", "Nhiệm\nvụ"]


def test_a_draft_that_nobody_confirmed_is_no_case(draft, tmp_path):
    with pytest.raises(CommandError, match="chưa được xác nhận"):
        call_command("intake", "export-case", str(draft.pk), "--to", str(tmp_path / "cases"))
    assert not (tmp_path / "cases").exists()
    with pytest.raises(CommandError, match="Không có bản đọc số 999"):
        call_command("intake", "export-case", "999", "--to", str(tmp_path))
    assert draft.items.filter(state=ItemState.UNSEEN).exists()

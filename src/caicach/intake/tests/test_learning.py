"""What is confirmed is known next time; what nobody confirmed is not."""

import pytest

from caicach.intake.diacritics import Counts, applied, restorer_for
from caicach.intake.learnt import learnt_marks
from caicach.intake.models import ItemState, LearntText
from caicach.intake.services.learning import CORRECTED_TIMES, counts_file, grow_counts, learn_from_draft

from .making import NOW, PLAN, REVIEW, SURVEY, confirmed_draft, item, reading, ready_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setenv("CAICACH_VAR", str(tmp_path))


def restored(text):
    return applied(text, restorer_for(learnt_marks()).restore(text), proposals=True)[0]


def test_a_confirmed_document_and_its_items_are_learnt(cast):
    draft = confirmed_draft(cast)
    learnt = LearntText.objects.get(draft=draft)
    assert "Dòng thứ 7 của văn bản." in learnt.text
    assert "Rà soát thủ tục hành chính" in learnt.text and "2026-06-30" not in learnt.text
    assert (learnt.corrected, learnt.learnt_at) == ("", NOW)


def test_confirming_queues_the_growth_of_the_counts(cast, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        confirmed_draft(cast)
    assert [queued.task_path for queued in DBTaskResult.objects.all()] == [
        "caicach.intake.services.learning.grow_counts_in_background"
    ]


def test_what_was_learnt_is_known_to_the_reader(cast):
    assert restored("xa Mui Nghe") != "xã Mũi Nghê"
    confirmed_draft(cast, reading(tasks=({**REVIEW, "text": "Nâng cấp cầu cảng tại Mũi Nghê và bến cá xã Mũi Nghê"},)))
    grow_counts()
    assert counts_file() == learnt_marks()
    assert restored("xa Mui Nghe") == "xã Mũi Nghê"


def test_a_correction_counts_several_times(cast):
    draft = ready_draft(cast, reading(tasks=(REVIEW,)))
    one = item(draft, "Rà soát")
    one.data, one.state = {**one.data, "text": "Rà soát bến thủy Lạch Vẹm"}, ItemState.ACCEPTED
    one.save()
    learnt = learn_from_draft(draft=draft, now=NOW)
    assert learnt.corrected.startswith("Rà soát bến thủy Lạch Vẹm")
    assert "Lạch Vẹm" not in learnt.text
    grow_counts()
    counts = Counts.from_bytes(counts_file().read_bytes())
    assert counts.pairs["lạch", "vẹm"] == CORRECTED_TIMES


def test_dropped_items_teach_nothing(cast):
    draft = ready_draft(cast, reading(tasks=(REVIEW, SURVEY)))
    draft.items.filter(pk=item(draft, "Khảo sát").pk).update(state=ItemState.DROPPED)
    draft.items.filter(pk=item(draft, "Rà soát").pk).update(state=ItemState.ACCEPTED)
    learnt = learn_from_draft(draft=draft, now=NOW)
    assert "Khảo sát" not in learnt.text and "Rà soát" in learnt.text


def test_marks_that_the_machine_put_and_recognised_text_are_not_learnt(cast):
    draft = ready_draft(cast)
    draft.text[0]["restored"] = [[0, 4, "Dong"]]
    assert "Dòng thứ 1 " not in learn_from_draft(draft=draft, now=NOW).text
    assert "Dòng thứ 2 " in learn_from_draft(draft=draft, now=NOW).text
    draft.reading["text_source"] = "ocr"
    assert "Dòng" not in learn_from_draft(draft=draft, now=NOW).text


def test_items_without_marks_are_not_learnt(cast):
    bare = {**REVIEW, "text": "Ra soat thu tuc hanh chinh thuoc pham vi quan ly cua don vi"}
    assert "Ra soat" not in LearntText.objects.get(draft=confirmed_draft(cast, reading(tasks=(bare,)))).text


def test_counts_hold_each_text_once_and_come_back_when_lost(cast):
    confirmed_draft(cast, PLAN)
    grow_counts()
    first = counts_file().read_bytes()
    grow_counts()
    assert counts_file().read_bytes() == first
    counts_file().write_bytes(b"half a file")
    assert restored("thuc hien") == "thực hiện"
    grow_counts()
    assert Counts.from_bytes(counts_file().read_bytes()).triples == Counts.from_bytes(first).triples
    assert [path.name for path in counts_file().parent.iterdir()] == ["marks"]

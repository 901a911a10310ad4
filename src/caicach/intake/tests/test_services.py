"""A draft from upload to registered document: each way out of each act."""

import io
import uuid

import pytest

from caicach.bodies.models import Body
from caicach.core.evidence import FileEmpty, FileTooLarge
from caicach.core.models import Event, StoredFile
from caicach.documents.models import Citation, Document
from caicach.intake import services
from caicach.intake.models import Draft, DraftItem, DraftState, ItemKind, ItemState
from caicach.intake.owners import OwnerBook
from caicach.intake.rules import Obstacle
from caicach.intake.services import ItemChanged, NotYet
from caicach.intake.workbench import claims

from .making import (
    NOW,
    PLAN,
    REVIEW,
    confirmed_draft,
    item,
    later,
    lines,
    reading,
    ready_draft,
    seen,
    statement,
    task,
    waiting_draft,
)

pytestmark = pytest.mark.django_db


def by(cast):
    return {"by": cast.standing_officer, "now": NOW}


# --- coming in and being read ---


def test_one_form_makes_one_draft(cast):
    token = uuid.uuid4()
    drafts = {waiting_draft(cast, token=token).pk for _ in range(3)}
    assert len(drafts) == Draft.objects.count() == StoredFile.objects.count() == 1


@pytest.mark.parametrize(("content", "limit", "refusal"), [(b"", 100, FileEmpty), (b"x" * 101, 100, FileTooLarge)])
def test_a_refused_upload_leaves_nothing(cast, settings, content, limit, refusal):
    settings.UPLOAD_LIMIT_BYTES = limit
    with pytest.raises(refusal):
        waiting_draft(cast, content)
    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("C:\\Users\\nv\\kế hoạch.docx", "kế hoạch.docx"), ("../../etc/passwd", "passwd"), ("a" * 300 + ".pdf", None)],
)
def test_of_a_name_only_the_last_part_is_kept(cast, sent, kept):
    name = waiting_draft(cast, name=sent).file_name
    assert name == kept or (kept is None and len(name) == 255 and name.endswith(".pdf"))


def test_a_draft_that_is_read_is_not_taken_again(cast):
    draft = waiting_draft(cast)
    assert services.start_reading(draft=draft, now=NOW) is not None
    assert services.start_reading(draft=draft, now=later(1)) is None


def test_a_reading_that_died_is_taken_up_and_the_dead_one_writes_nothing(cast):
    draft = waiting_draft(cast)
    dead = services.start_reading(draft=draft, now=NOW)
    alive = services.start_reading(draft=draft, now=NOW + services.reading.lease())
    assert alive is not None
    assert services.finish_reading(draft=dead, reading=PLAN, lines=lines(), now=later(4)) is None
    assert services.refuse_reading(draft=dead, code="damaged", sentence="Hỏng.", now=later(4)) is None
    assert services.finish_reading(draft=alive, reading=PLAN, lines=lines(), now=later(5)) is not None
    assert DraftItem.objects.count() == 6


def test_a_reading_that_is_heard_of_is_not_dead_however_long_it_takes(cast):
    draft = services.start_reading(draft=waiting_draft(cast), now=NOW)
    assert services.scanning.heard(draft=draft, now=later(10))
    assert services.start_reading(draft=draft, now=later(11)) is None
    assert not services.give_back_if_dead(draft=draft, now=later(11))
    assert services.give_back_if_dead(draft=draft, now=later(10) + services.reading.lease())
    assert not services.scanning.heard(draft=draft, now=later(20))  # who comes back from the dead is told


def test_writing_a_reading_twice_is_writing_it_once(cast):
    draft = services.start_reading(draft=waiting_draft(cast), now=NOW)
    assert services.finish_reading(draft=draft, reading=PLAN, lines=lines(), now=NOW) is not None
    assert services.finish_reading(draft=draft, reading=PLAN, lines=lines(), now=NOW) is None
    assert DraftItem.objects.count() == 6
    assert Event.objects.filter(name="draft_read").count() == 1


def test_a_file_is_read_in_the_child_and_its_items_know_their_places(cast):
    text = "KẾ HOẠCH\nCải cách hành chính 2026\nI. NHIỆM VỤ\n1. Sở Tài chính rà soát định mức chi trước 30/6/2026.\n"
    draft = services.read_draft(draft=waiting_draft(cast, text.encode()), now=NOW)
    assert draft.state == DraftState.READY
    assert draft.text[0]["text"] == "KẾ HOẠCH"
    assert draft.reading["pages"] == 1


def test_a_file_that_lies_about_its_kind_is_refused_with_a_sentence(cast):
    draft = services.read_draft(draft=waiting_draft(cast, b"%PDF-1.7 x", "ke-hoach.docx"), now=NOW)
    assert draft.state == DraftState.REFUSED
    assert draft.refusal_code == "name_mismatch"
    assert "ke-hoach.docx" in draft.refusal
    assert not draft.items.exists()


def test_parts_name_their_whole_and_the_doubtful_keep_their_doubt(cast):
    draft = ready_draft(cast)
    assert item(draft, "y tế").part_of == item(draft, "SIPAS")
    assert float(item(draft, "trực tuyến").confidence) == 0.4
    assert draft.header["number"] == "12/KH-UBND"


# --- a person's work on the items ---


def test_accepting_twice_acts_once(cast):
    draft = ready_draft(cast)
    versions = seen(item(draft, "SIPAS"))
    assert len(services.accept_items(draft=draft, versions=versions, **by(cast))) == 1
    assert services.accept_items(draft=draft, versions=versions, **by(cast)) == []
    assert item(draft, "SIPAS").version == 2
    assert Event.objects.filter(name="draft_items_accepted").count() == 1


def test_the_sure_ones_are_accepted_together_and_put_back_together(cast):
    draft = ready_draft(cast)
    moved = services.accept_sure_items(draft=draft, **by(cast))
    assert len(moved) == 5
    assert item(draft, "trực tuyến").state == ItemState.UNSEEN
    services.restore_items(draft=draft, versions=seen(*moved), **by(cast))
    assert not draft.items.exclude(state=ItemState.UNSEEN).exists()


def test_what_has_no_clear_deadline_or_owner_is_not_taken_with_the_sure_ones(cast):
    read = reading(
        tasks=(
            REVIEW,
            task("Công bố trước ngày 31/02/2027", 22, due=None),
            task("Khảo sát", 23, leads=("Cục Vô danh",)),
            task("Phối hợp", 24, leads=("các cơ quan, đơn vị liên quan",)),
        )
    )
    draft = ready_draft(cast, read)
    moved = services.accept_sure_items(draft=draft, **by(cast))
    assert [one.data["text"] for one in moved] == [REVIEW["text"], "Phối hợp"]
    services.choose_owner(draft=draft, as_written="Cục Vô danh", choice=f"body:{cast.justice.pk}", **by(cast))
    draft.refresh_from_db()
    assert [one.data["text"] for one in services.accept_sure_items(draft=draft, **by(cast))] == ["Khảo sát"]


def test_the_sure_ones_of_one_part_leave_the_others(cast):
    draft = ready_draft(cast)
    moved = services.accept_sure_items(draft=draft, part="0:II", **by(cast))
    assert {one.kind for one in moved} == {ItemKind.TASK}
    assert item(draft, "SIPAS").state == ItemState.UNSEEN


def test_a_missed_item_is_added_where_the_person_looks(cast):
    draft = ready_draft(cast)
    added = services.add_item(draft=draft, kind="task", text="Công khai kết quả", line=21, **by(cast))
    texts = [one.data["text"] for one in draft.items.filter(kind="task")]
    assert texts.index("Công khai kết quả") == 1
    assert (added.state, added.line, added.read, added.data["section"]) == (ItemState.ACCEPTED, 21, None, "II.1")
    last = services.add_item(draft=draft, kind="duty", text="Báo cáo", line=None, **by(cast))
    assert draft.items.last() == last


def test_a_statement_is_offered_and_stops_nothing(cast):
    draft = ready_draft(cast, reading(tasks=(REVIEW,), statements=(statement("87 trong 382 thủ tục", 5),)))
    assert services.accept_sure_items(draft=draft, **by(cast))[0].kind == ItemKind.TASK
    services.confirm_draft(draft=draft, **by(cast))
    assert draft.items.get(kind=ItemKind.STATEMENT).state == ItemState.UNSEEN


def test_a_report_is_confirmed_by_its_figures_alone_and_they_stay_with_the_document(cast):
    draft = ready_draft(cast, reading(statements=(statement("87 trong 382 thủ tục", 5),)))
    figure = draft.items.get()
    with pytest.raises(NotYet) as refusal:
        services.confirm_draft(draft=draft, **by(cast))
    assert refusal.value.obstacles == [Obstacle.NOTHING_ACCEPTED]
    services.accept_items(draft=draft, versions=seen(figure), **by(cast))
    document = services.confirm_draft(draft=draft, **by(cast))
    assert DraftItem.objects.get(draft__document=document, state=ItemState.ACCEPTED).data["value"] == 87


def test_a_paper_in_which_nothing_was_found_is_registered_all_the_same(cast):
    draft = ready_draft(cast, reading(title="Công văn"))
    assert services.confirm_draft(draft=draft, **by(cast)).title == "Công văn"


def test_one_person_works_on_one_part_and_for_some_minutes_only(cast):
    draft = ready_draft(cast)
    now = later(0)
    services.claim_section(draft=draft, section="0:I", by=cast.standing_officer, now=now)
    services.claim_section(draft=draft, section="0:II", by=cast.standing_officer, now=now)
    services.claim_section(draft=draft, section="0:II", by=cast.home_affairs_head, now=now)
    assert [claim.section for claim in claims(draft, now=now, me=cast.home_affairs_head)] == ["0:II"]
    assert claims(draft, now=later(6)) == []
    services.accept_items(draft=draft, versions=seen(item(draft, "Rà soát")), **by(cast))  # in nobody's way


def test_who_edits_an_older_version_is_told_and_nothing_is_lost(cast):
    draft = ready_draft(cast)
    entry = item(draft, "SIPAS")
    services.edit_item(
        item=entry, version=1, kind="target", data={"value": 90}, part_of=None, by=cast.home_affairs_head, now=NOW
    )
    with pytest.raises(ItemChanged) as refusal:
        services.edit_item(item=entry, version=1, kind="target", data={"value": 91}, part_of=None, **by(cast))
    assert refusal.value.item.edited_by == cast.home_affairs_head
    assert item(draft, "SIPAS").data["value"] == 90
    with pytest.raises(ItemChanged):
        services.drop_items(draft=draft, versions={entry.pk: 1}, **by(cast))


def test_the_same_edit_sent_twice_is_one_edit(cast):
    draft = ready_draft(cast)
    entry = item(draft, "SIPAS")
    for _ in range(2):
        services.edit_item(item=entry, version=1, kind="target", data={"value": 90}, part_of=None, **by(cast))
    assert item(draft, "SIPAS").version == 2
    assert Event.objects.get(name="draft_item_edited").data["before"] == {"value": 89}


def test_an_edited_item_can_become_another_kind(cast):
    draft = ready_draft(cast)
    entry = item(draft, "Hướng dẫn")
    services.edit_item(item=entry, version=1, kind="task", data={}, part_of=None, **by(cast))
    entry.refresh_from_db()
    assert (entry.kind, entry.data["leads"], entry.state) == (ItemKind.TASK, ["Sở Nội vụ"], ItemState.ACCEPTED)


def test_items_merge_into_one_and_come_apart_again(cast):
    draft = ready_draft(cast)
    parts = [item(draft, "Rà soát"), item(draft, "Khảo sát")]
    versions = seen(*parts)
    whole = services.merge_items(draft=draft, versions=versions, **by(cast))
    assert whole.data["leads"] == ["Sở Tài chính", "UBND các xã, phường"]
    assert services.merge_items(draft=draft, versions=versions, **by(cast)) == whole  # a double click
    assert draft.items.filter(state=ItemState.DROPPED, became=whole).count() == 2
    parts[0].refresh_from_db()
    services.restore_items(draft=draft, versions=seen(parts[0]), **by(cast))
    whole.refresh_from_db()
    assert whole.state == ItemState.DROPPED
    assert draft.items.filter(kind="task", state=ItemState.UNSEEN).count() == 2


@pytest.mark.parametrize(
    ("texts", "obstacle"),
    [(["Rà soát"], Obstacle.ONLY_ONE), (["Rà soát", "SIPAS"], Obstacle.KINDS_DIFFER)],
)
def test_what_cannot_be_merged(cast, texts, obstacle):
    draft = ready_draft(cast)
    with pytest.raises(NotYet) as refusal:
        services.merge_items(draft=draft, versions=seen(*(item(draft, text) for text in texts)), **by(cast))
    assert refusal.value.obstacles == [obstacle]


def test_an_item_splits_where_the_person_said(cast):
    draft = ready_draft(cast)
    entry = item(draft, "Rà soát")
    parts = ["Rà soát thủ tục hành chính", "Công bố kết quả"]
    for _ in range(2):  # sent twice
        services.split_item(item=entry, version=1, parts=parts, **by(cast))
    texts = [one.data["text"] for one in draft.items.filter(kind="task")]
    assert texts == [*parts, "Khảo sát mức độ hài lòng của người dân"]
    with pytest.raises(NotYet):
        services.split_item(item=item(draft, "Khảo sát"), version=1, parts=["một phần"], **by(cast))


# --- the draft as a whole ---


def test_confirming_waits_for_every_item_and_happens_once(cast):
    draft = ready_draft(cast)
    with pytest.raises(NotYet) as refusal:
        services.confirm_draft(draft=draft, **by(cast))
    assert refusal.value.obstacles == [Obstacle.ITEMS_UNSEEN]
    services.accept_sure_items(draft=draft, **by(cast))
    services.drop_items(draft=draft, versions=seen(item(draft, "trực tuyến")), **by(cast))
    documents = {services.confirm_draft(draft=draft, **by(cast)).pk for _ in range(2)}
    assert len(documents) == Document.objects.count() == 1
    document = Document.objects.get()
    assert (document.number, document.holder, document.clauses.count()) == ("12/KH-UBND", cast.city, 2)
    assert Citation.objects.get().number == "76/NQ-CP"
    with pytest.raises(NotYet):
        services.accept_items(draft=draft, versions=seen(item(draft, "SIPAS")), **by(cast))


def test_a_draft_without_a_title_is_not_confirmed_until_it_has_one(cast):
    draft = ready_draft(cast, reading(title="", tasks=(task("Rà soát", 21),)))
    services.accept_sure_items(draft=draft, **by(cast))
    with pytest.raises(NotYet) as refusal:
        services.confirm_draft(draft=draft, **by(cast))
    assert refusal.value.obstacles == [Obstacle.TITLE_MISSING]
    services.correct_header(draft=draft, header={"title": "Kế hoạch", "number": "9/KH-UBND"}, **by(cast))
    assert services.confirm_draft(draft=draft, **by(cast)).number == "9/KH-UBND"


def test_a_discarded_draft_stays_away_and_a_confirmed_one_cannot_be_discarded(cast):
    draft = services.discard_draft(draft=ready_draft(cast), **by(cast))
    assert services.discard_draft(draft=draft, **by(cast)).state == DraftState.DISCARDED
    assert services.start_reading(draft=draft, now=NOW, take_over=True) is None
    with pytest.raises(NotYet):
        services.discard_draft(draft=confirmed_draft(cast), **by(cast))


def test_a_draft_is_taken_back_as_it_was_and_once(cast):
    for made, state in ((ready_draft(cast), DraftState.READY), (waiting_draft(cast), DraftState.WAITING)):
        services.discard_draft(draft=made, **by(cast))
        for _again in range(2):
            assert services.restore_draft(draft=made, **by(cast)).state == state
    assert Event.objects.filter(name="draft_restored").count() == 2
    assert services.restore_draft(draft=confirmed_draft(cast), **by(cast)).state == DraftState.CONFIRMED


def test_a_name_that_nobody_bears_is_given_a_body_by_a_person(cast):
    draft = ready_draft(cast, reading(tasks=(task("Rà soát", 21, leads=("Cơ quan Đầu mối",)),)))
    book = OwnerBook(draft, draft.items.all(), on=NOW.date())
    assert not book.understood("Cơ quan Đầu mối").is_settled
    draft = services.choose_owner(
        draft=draft, as_written="Cơ quan Đầu mối", choice=f"body:{cast.justice.pk}", **by(cast)
    )
    assert OwnerBook(draft, draft.items.all(), on=NOW.date()).understood("Cơ quan Đầu mối").bodies == (cast.justice,)


def test_the_same_bytes_uploaded_by_two_are_two_drafts_of_one_file(cast):
    one, other = waiting_draft(cast), waiting_draft(cast, content=io.BytesIO(b"van ban").read())
    assert one.pk != other.pk
    assert one.file_id == other.file_id
    assert Body.objects.get(pk=one.body_id) == cast.city

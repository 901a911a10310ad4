"""Marks come back: words, short forms, names, codes, other languages; what is learnt is known."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.core.text import flatten, nfc
from caicach.intake.diacritics import (
    SURE,
    Counts,
    Marks,
    Piece,
    Restorer,
    applied,
    marks_of,
    restored_reading,
    restored_source,
    restorer_for,
    shipped_counts,
)
from caicach.intake.diacritics.tokens import could_be_vietnamese, in_case_of, plain, tokens_of
from caicach.intake.source import Cell, Line, Source, Table


def without_marks(text):
    bare = (flatten(char) if char.isalpha() else char for char in nfc(text))
    return "".join(new.upper() if old.isupper() else new for new, old in zip(bare, nfc(text), strict=True))


@pytest.fixture(scope="module")
def restorer():
    return Restorer(shipped_counts())


def given_back(restorer, text, **how):
    return applied(text, restorer.restore(text), **how)[0]


SENTENCES = [
    "Tiếp tục rà soát, cắt giảm thành phần hồ sơ và rút ngắn thời gian giải quyết thủ tục hành chính.",
    "Phấn đấu đến hết năm 2028, tỷ lệ hồ sơ giải quyết đúng hạn đạt từ 95% trở lên.",
    "Giao Văn phòng chủ trì, phối hợp với các phòng chuyên môn tham mưu triển khai thực hiện.",
    "ỦY BAN NHÂN DÂN PHƯỜNG BAN HÀNH KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH",
    "Chánh Văn phòng, Giám đốc các sở và Chủ tịch UBND các xã, phường chịu trách nhiệm thi hành.",
    "Trình HĐND tỉnh thông qua tại kỳ họp cuối năm.",
    "Đôn đốc các đơn vị khắc phục tồn tại, hạn chế đã được chỉ ra sau kiểm tra công vụ.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_marks_come_back_with_their_capitals(restorer, sentence):
    assert given_back(restorer, without_marks(sentence), proposals=True) == sentence


@pytest.mark.parametrize(
    "kept",
    [
        "1234/QD-UBND",
        "so12@xa-nui-voi.gov.vn",
        "https://dichvu.nui-voi.vn/tra-cuu",
        "hoso.nui-voi.gov.vn",
        "A12B",
        "25/03/2026",
        "Zalo",
        "gigabit",
    ],
)
def test_codes_addresses_and_foreign_words_are_left(restorer, kept):
    text = f"Thuc hien theo {kept} cua co quan co tham quyen."
    assert kept in given_back(restorer, text, proposals=True)


def test_the_names_of_people_are_left(restorer):
    text = "Ong Nguyen Van Thi Du, Chu tich Uy ban nhan dan; ba Pham Thi Vi Du phu trach.\nTran Minh Gia"
    done = given_back(restorer, text, proposals=True)
    for name in ("Nguyen Van Thi Du", "Pham Thi Vi Du", "Tran Minh Gia"):
        assert name in done
    assert "Chủ tịch Ủy ban nhân dân" in done
    assert not any(piece.sure for piece in restorer.restore(text) if piece.found in ("Nguyen", "Pham", "Tran"))


def test_communes_are_no_names_of_people(restorer):
    assert given_back(restorer, "Uy ban nhan dan phuong Hoan Kiem, thanh pho Ha Noi", proposals=True) == (
        "Ủy ban nhân dân phường Hoàn Kiếm, thành phố Hà Nội"
    )


def test_a_line_in_another_language_is_left(restorer):
    text = "Bao cao ket qua thuc hien.\nThe committee shall publish the results within three months of the survey."
    assert given_back(restorer, text, proposals=True).splitlines()[1] == text.splitlines()[1]


def test_words_that_carry_a_mark_are_kept_where_the_text_is_whole(restorer):
    text = "Kế hoạch nầy được ban hành để thực hiện nhiệm vụ năm 2026 của các cơ quan hanh chinh."
    done = given_back(restorer, text, proposals=True)
    assert "nầy" in done and done.endswith("hành chính.")


def test_scrambled_marks_are_not_believed(restorer):
    text = "Phat triên kinh tê, nang cao chât lương phuc vu nhan dan cua cac co quan hanh chinh nha nước"
    assert marks_of(text) is Marks.SCRAMBLED
    assert given_back(restorer, text, proposals=True).startswith("Phát triển kinh tế, nâng cao chất lượng phục vụ")


def test_short_forms_lose_no_mark_and_gain_only_known_ones(restorer):
    assert given_back(restorer, "Trinh HDND va UBND theo TTHC, XYZD") == "Trình HĐND và UBND theo TTHC, XYZD"


def test_every_word_is_answered_with_its_place(restorer):
    text = without_marks(" ".join(SENTENCES))
    pieces = restorer.restore(text)
    assert all(text[piece.start : piece.start + len(piece.found)] == piece.found for piece in pieces)
    assert [piece.found for piece in pieces] == [
        token.text for token in tokens_of(text) if token.kind in ("word", "short")
    ]
    assert all(0 <= piece.confidence <= 1 and piece.sure == (piece.confidence >= SURE) for piece in pieces)


@given(st.text(max_size=200))
def test_any_text_comes_back_with_its_signs(text):
    done = applied(text, Restorer(shipped_counts()).restore(text), proposals=True)[0]
    assert flatten(done) == flatten(nfc(text))


def test_an_accepted_text_is_known_afterwards():
    restorer = Restorer(Counts.from_texts(["hoạt động thường xuyên"]))
    assert given_back(restorer, "mui nghe cang ca", proposals=True) == "mui nghe cang ca"
    restorer.learn("Mũi Nghê cảng cá")
    assert given_back(restorer, "mui nghe cang ca", proposals=True) == "mũi nghê cảng cá"


def test_a_correction_outweighs_what_was_believed():
    counts = Counts.from_texts(["bàn giao", "bàn giao", "ban giao"])
    restorer = Restorer(counts)
    assert given_back(restorer, "to ban giao dich", proposals=True) == "to bàn giao dich"
    restorer.learn("tổ ban giao dịch", times=3)
    assert given_back(restorer, "to ban giao dich", proposals=True) == "tổ ban giao dịch"


def test_counts_are_stored_and_added_up():
    first, second = Counts.from_texts(["sở nội vụ"]), Counts.from_texts(["sở tư pháp", "HĐND xã"])
    again = Counts.from_bytes(second.to_bytes())
    assert (again.triples, again.words) == (second.triples, second.words)
    first.add(again)
    assert first.words["sở"] == 2 and first.spellings("HDND") == ["HĐND"]
    first.prepare()
    cut = Counts.from_bytes(first.to_bytes(at_most=3))
    assert len(cut.triples) == 3
    with pytest.raises(ValueError, match="not the counts"):
        Counts.from_bytes(b"something else")


def test_shipped_counts_are_not_changed_by_learning(tmp_path):
    before = shipped_counts().total
    (tmp_path / "learnt").write_bytes(Counts.from_texts(["mũi nghê"]).to_bytes())
    restorer = restorer_for(tmp_path / "learnt")
    assert given_back(restorer, "mui nghe thuc hien nhiem vu", proposals=True) == "mũi nghê thực hiện nhiệm vụ"
    assert shipped_counts().total == before


class Shouting:
    """A restorer of a site."""

    def __init__(self, learnt):
        self.learnt = learnt

    def restore(self, text):
        return [Piece(token.text, token.text.upper(), 1.0, True, token.start) for token in tokens_of(text)]


def test_a_site_may_bring_its_own():
    restorer = restorer_for(own=f"{__name__}.Shouting")
    assert given_back(restorer, "ke hoach") == "KE HOACH"


LOST = "Uy ban nhan dan xa to chuc trien khai thuc hien nhiem vu cai cach hanh chinh"


def test_a_file_gets_its_marks_back_where_they_were_lost(restorer):
    cell = Cell("So Noi vu chu tri, phoi hop voi cac don vi lien quan", 2, 7, "B2")
    source = Source("a.txt", 2, "text", (Line(LOST, 1, 3), Table(((cell, cell),))))
    new, spans = restored_source(source, restorer)
    assert new.blocks[0].text == "Ủy ban nhân dân xã tổ chức triển khai thực hiện nhiệm vụ cải cách hành chính"
    assert new.blocks[1].rows[0][0].text == new.blocks[1].rows[0][1].text
    assert new.blocks[1].rows[0][0].text.startswith("Sở Nội vụ chủ trì")
    assert [warning.code for warning in new.warnings] == ["marks_restored"]
    first = spans[0]
    assert (first.found, first.restored, first.page, first.number) == ("Uy", "Ủy", 1, 3)
    assert {span.address for span in spans} == {"", "B2"}
    assert new.blocks[0].restored[0] == (0, 2, "Uy")
    assert all(new.blocks[0].text[span.start :].startswith(span.restored) for span in spans if span.number == 3)


def test_a_file_with_its_marks_stays_the_same_and_needs_no_restorer():
    source = Source("a.txt", 1, "text", tuple(Line(sentence, 1, 1) for sentence in SENTENCES))

    def never():
        raise AssertionError("no restorer is needed")

    assert restored_source(source, never) == (source, [])


def test_one_page_without_marks_in_a_file_with_marks(restorer):
    source = Source("a.txt", 1, "text", (*(Line(sentence, 1, 1) for sentence in SENTENCES), Line(LOST, 1, 9)))
    new, spans = restored_source(source, restorer)
    assert new.blocks[:-1] == source.blocks[:-1]
    assert {span.number for span in spans} == {9}


def test_what_was_read_is_given_back_in_words_only(restorer):
    task = {"text": LOST, "section": "II.1", "leads": ["So Noi vu"], "due": {"text": "trong nam", "kind": "year"}}
    document = {"number": "12/KH-UBND", "title": "Ke hoach cai cach hanh chinh", "signer": "Le Van Thi Du",
                "tasks": [task], "warnings": [{"text": "Van ban mat dau"}]}  # fmt: skip
    done = restored_reading({"documents": [document]}, restorer)["documents"][0]
    assert (done["title"], done["signer"]) == ("Kế hoạch cải cách hành chính", "Le Van Thi Du")
    assert done["tasks"][0]["leads"] == ["Sở Nội vụ"]
    assert done["tasks"][0]["due"]["kind"] == "year"
    assert done["warnings"] == document["warnings"]
    whole = {"documents": [{"title": SENTENCES[0], "tasks": [{"text": "Ke hoach"}]}]}
    assert restored_reading(whole, restorer) == whole


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (SENTENCES[0], Marks.WHOLE),
        (LOST, Marks.LOST),
        ("The committee shall publish the results of the survey within three months", Marks.UNKNOWN),
        ("Ke hoach", Marks.UNKNOWN),
    ],
)
def test_what_became_of_the_marks(text, marks):
    assert marks_of(text) is marks


def test_spelling():
    assert plain("hoà thuý quý quốc hoạt NGUỴ") == "hòa thúy quý quốc hoạt NGỤY"
    assert [in_case_of("đắk", found) for found in ("dak", "Dak", "DAK")] == ["đắk", "Đắk", "ĐẮK"]
    assert could_be_vietnamese("nghieng") and not could_be_vietnamese("gigabit")


def test_loading_and_restoring_are_quick():
    """Bounds well above what is measured (docs/explanation/diacritics.md): a slow machine is no failure."""
    started = time.process_time()
    restorer = Restorer(shipped_counts.__wrapped__())
    assert time.process_time() - started < 0.5
    text = without_marks("\n".join(SENTENCES)) + "\n"
    text *= 40
    started = time.process_time()
    words = len(restorer.restore(text))
    assert words / (time.process_time() - started) > 4_000


def test_nothing_is_read_at_import():
    code = (
        "import caicach.intake.diacritics as it, sys; "
        "sys.exit(bool(it.shipped_counts.cache_info().currsize) or 'django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

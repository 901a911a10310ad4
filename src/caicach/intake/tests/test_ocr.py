"""Pages that are pictures: what is recognised on them, and what a file is made of them."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image
from rapidfuzz.distance import Levenshtein

from caicach.intake import sandbox
from caicach.intake.extraction import Limits, extract
from caicach.intake.extraction.ocr import RecognisedLine, RecognisedPage
from caicach.intake.extraction.ocr import Word as RecognisedWord
from caicach.intake.extraction.ocr.assembling import source_from_pages
from caicach.intake.extraction.ocr.cleaning import at_reading_size, ink_mask
from caicach.intake.extraction.ocr.engine import Engine, data_folder
from caicach.intake.extraction.ocr.judging import has_use, needs_recognition
from caicach.intake.extraction.ocr.labels import with_labels
from caicach.intake.extraction.ocr.recognising import recognise_page
from caicach.intake.extraction.pdf_page import Page, Word
from caicach.intake.recogniser import Recogniser
from caicach.intake.source import CannotRead, Line, Table
from caicach.intake.tests.scanning import (
    HEAD,
    SHORT,
    WIDTHS,
    Sheet,
    needs_recogniser,
    plan_page,
    printed_page,
    short_page,
)

pytestmark = needs_recogniser


@pytest.fixture(scope="module")
def engine():
    with Engine() as loaded:
        yield loaded


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_page().saved(tmp_path_factory.mktemp("scans") / "ke-hoach.png")


@pytest.fixture(scope="module")
def recognised(plan, engine):
    return recognise_page(plan, 1, engine=engine)


def text_of(page: RecognisedPage) -> list[str]:
    return [line.text for line in page.lines]


PLAN = (
    "KẾ HOẠCH Cải cách hành chính năm 2027 của phường Suối Mơ I. MỤC ĐÍCH, YÊU CẦU 1. Mục đích Nâng cao chất lượng "
    "phục vụ người dân, tổ chức trong giải quyết thủ tục hành chính; tỷ lệ hồ sơ giải quyết đúng hạn đạt từ 98,5% trở "
    "lên, mức độ hài lòng đạt tối thiểu 95% vào ngày 31/12/2027. 2. Yêu cầu a) Xác định rõ trách nhiệm của từng công "
    "chức, bảo đảm tiến độ theo Kế hoạch số 12/KH-UBND. II. CÁC NHIỆM VỤ - Văn phòng UBND phường chủ trì rà soát, công "
    "khai toàn bộ quy trình nội bộ trong quý III."
)


def word_error(page: RecognisedPage, text: str = PLAN) -> float:
    meant, said = text.split(), " ".join(text_of(page)).split()
    return Levenshtein.distance(meant, said) / len(meant)


def test_a_clean_page_is_recognised_with_its_labels(recognised):
    page, _ = recognised
    assert (page.problem, page.turned, page.origin, page.leaves) == ("", 0, "image", ((0.0, 1.0),))
    assert word_error(page) <= 0.02
    starts = [line.text.split()[0] for line in page.lines]
    assert [start for start in starts if start in ("I.", "II.", "1.", "2.", "a)", "-")] == [
        "I.", "1.", "2.", "a)", "II.", "-"
    ]  # fmt: skip


def test_words_know_where_they_stand_and_how_sure_they_are(recognised):
    page, shown = recognised
    picture = np.asarray(Image.open(io.BytesIO(shown)).convert("L"))
    assert picture.shape == (page.height, page.width)
    for word in (word for line in page.lines for word in line.words):
        left, top, right, bottom = word.box
        across = slice(int(left * page.width), int(right * page.width) + 1)
        assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1 and 0 <= word.confidence <= 1
        area = picture[int(top * page.height) : int(bottom * page.height) + 1, across]
        assert area.min() < 120, word.text
    first = next(line for line in page.lines if line.text == "KẾ HOẠCH")
    assert all(word.bold for word in first.words)
    assert not any(word.bold for line in page.lines if "hài lòng" in line.text for word in line.words)


def test_a_page_survives_being_stored(recognised):
    page, _ = recognised
    again = RecognisedPage.from_json(json.loads(json.dumps(page.as_json())))
    assert text_of(again) == text_of(page)
    assert (again.tables, again.leaves, again.origin, again.problem) == (page.tables, page.leaves, "image", "")
    assert again.lines[3].words[0].box == pytest.approx(page.lines[3].words[0].box, abs=1e-4)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lay_turned_is_shown_upright(engine, tmp_path, turn):
    path, lying = tmp_path / "lech.png", short_page().image
    lying.rotate(turn, expand=True).save(path, dpi=(200, 200))
    page, shown = recognise_page(path, 1, engine=engine)
    assert page.turned == turn  # rotate() turns the other way round
    assert word_error(page, SHORT) <= 0.03
    assert Image.open(io.BytesIO(shown)).size == lying.size


def test_a_camera_says_how_it_was_held(engine, tmp_path):
    picture = short_page().image.rotate(90, expand=True)
    exif = picture.getexif()
    exif[0x0112] = 6  # turn clockwise by 90 degrees
    picture.save(tmp_path / "anh.jpg", exif=exif, quality=85)
    page, _ = recognise_page(tmp_path / "anh.jpg", 1, engine=engine)
    assert page.turned == 0 and word_error(page, SHORT) <= 0.03


def test_a_sheet_photographed_askew_is_seen_straight_on(plan, recognised, engine, tmp_path):
    """On a dark desk, held slantwise: nearer at the foot than at the head, and turned a little."""
    with Image.open(plan) as drawn:
        paper = np.asarray(drawn.convert("RGB"))
    height, width = paper.shape[:2]
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    held = np.array([(230, 130), (1610, 60), (1790, 1150), (90, 1270)], np.float32)
    desk = np.random.default_rng(3).normal(70, 6, (1340, 1880, 3)).clip(0, 255).astype(np.uint8)
    matrix = cv2.getPerspectiveTransform(flat, held)
    seen = cv2.warpPerspective(paper, matrix, (1880, 1340), dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    Image.fromarray(seen).save(tmp_path / "anh.jpg", quality=90)
    page, shown = recognise_page(tmp_path / "anh.jpg", 1, engine=engine)
    assert word_error(page) <= 0.05
    picture = np.asarray(Image.open(io.BytesIO(shown)).convert("L"))
    edges = (picture[:12], picture[-12:], picture[:, :12], picture[:, -12:])
    assert min(float(np.median(edge)) for edge in edges) > 200, "the desk is still to be seen"
    assert abs(page.width / page.height - width / height) < 0.15
    where, flat = ({line.text: line.box for line in seen.lines} for seen in (page, recognised[0]))
    same = [(where[text], flat[text]) for text in where.keys() & flat.keys()]
    assert len(same) > 5
    assert max(abs(a - b) for boxes in same for a, b in zip(*boxes, strict=True)) < 0.02


def test_paragraphs_are_put_together_from_lines(recognised, plan):
    source = source_from_pages([recognised[0]], name="ke-hoach.png")
    lines = [block for block in source.blocks if isinstance(block, Line)]
    assert (source.text_source, source.pages) == ("ocr", 1)
    assert [warning.code for warning in source.warnings] == ["text_recognised"]
    aim = next(line for line in lines if line.text.startswith("Nâng cao"))
    assert aim.text.endswith("31/12/2027.")
    assert [word.text for word in aim.words] == aim.text.split() and {word.page for word in aim.words} == {1}
    assert any(line.text.startswith("a) Xác định rõ") and line.text.endswith("12/KH-UBND.") for line in lines)
    assert next(line for line in lines if line.text == "KẾ HOẠCH").centered


def pdf_of(path: Path, *sheets: Sheet) -> Path:
    first, *rest = [sheet.image for sheet in sheets]
    first.save(path, "PDF", save_all=True, append_images=rest, resolution=200, quality=90)
    return path


FIRST = ["1", "Rà soát thủ tục hành chính", "Sở Tư pháp", "30/9/2027"]


def test_a_table_over_two_pages_is_one(tmp_path, engine):
    one = (
        Sheet(700)
        .centered("PHỤ LỤC NHIỆM VỤ")
        .table(
            [HEAD, FIRST, ["2", "Số hóa hồ sơ lưu trữ của", "Sở Nội vụ", "Hằng năm"]],
            WIDTHS,
        )
    )
    two = Sheet(560).table(
        [HEAD, ["", "các đơn vị trực thuộc", "", ""], ["3", "Khảo sát sự hài lòng", "Văn phòng UBND", "30/6/2027"]],
        WIDTHS,
    )
    path = pdf_of(tmp_path / "phu-luc.pdf", one, two)
    assert needs_recognition(path) == [True, True]
    pages = [recognise_page(path, number, engine=engine)[0] for number in (1, 2)]
    source = source_from_pages(pages, name=path.name)
    (table,) = [block for block in source.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows] == [
        HEAD,
        FIRST,
        ["2", "Số hóa hồ sơ lưu trữ của các đơn vị trực thuộc", "Sở Nội vụ", "Hằng năm"],
        ["3", "Khảo sát sự hài lòng", "Văn phòng UBND", "30/6/2027"],
    ]
    assert {word.page for word in table.rows[2][1].words} == {1, 2}


def test_the_marks_of_a_numbering_column_are_those_on_the_paper(tmp_path, engine):
    """Group rows hang on their Roman numbers; alone in its cell each of them is easily taken for something else."""
    marks = ["TT", "I", "1", "2", "II", "3", "III", "4", "11", "IV", "5"]
    rows = [[mark, "Rà soát thủ tục" if mark.isdigit() else "Cải cách thể chế", "Sở Tư pháp"] for mark in marks]
    for size in (11, 13):
        sheet = Sheet(900).table(rows, [90, 500, 400], size=size)
        page, _ = recognise_page(sheet.saved(tmp_path / f"{size}.png"), 1, engine=engine)
        (table,) = source_from_pages([page], name="phu-luc.png").blocks
        assert isinstance(table, Table)
        assert [row[0].text for row in table.rows] == marks


def test_letters_that_can_only_be_digits_are_digits_word_by_word():
    said = ["SỬY", "TẾ", "trước", "tháng", "I2/2O26"]
    words = tuple(
        RecognisedWord(text, 0.9, (0.1 + 0.1 * at, 0.1, 0.18 + 0.1 * at, 0.12), 0.12, 0.0166)
        for at, text in enumerate(said)
    )
    page = RecognisedPage(1, lines=(RecognisedLine(" ".join(said), words, (0.1, 0.1, 0.58, 0.12)),))
    (line,) = source_from_pages([page], name="cong-van.png").blocks
    assert isinstance(line, Line)
    assert line.text == "SỞ Y TẾ trước tháng 12/2026"
    assert [word.text for word in line.words] == ["SỞ Y", "TẾ", "trước", "tháng", "12/2026"]  # each where it stands


@pytest.mark.parametrize(("seen", "stands"), [("IL", "II."), ("IH", "III."), ("HI.", "III.")])
def test_strokes_of_a_roman_head_that_ran_together_are_counted(engine, seen, stands):
    """No word begins so: the head is looked at again although its label stands close to its text."""
    grey = np.asarray(Sheet(300).paragraph(f"{stands} TỒN TẠI, HẠN CHẾ", bold=True).image.convert("L"))
    engine.show(grey, 200)
    words = engine.block(0, 0, grey.shape[1], grey.shape[0])
    words[0].text = seen
    with_labels(grey, ink_mask(grey), words, engine)
    assert " ".join(word.text for word in words) == f"{stands} TỒN TẠI, HẠN CHẾ"


def test_fine_scans_are_brought_to_the_size_at_which_type_is_read_best():
    page = short_page().image.convert("L")
    fine = page.resize((round(1.5 * page.width), round(1.5 * page.height)), Image.Resampling.LANCZOS)
    assert at_reading_size(np.asarray(page), 200)[1] == 1.0
    assert 0.55 < at_reading_size(np.asarray(fine), 300)[1] < 0.85  # dots and marks of fine scans are no small letters


def test_the_pages_of_a_spread_follow_each_other(tmp_path, engine):
    left = (
        Sheet(900).paragraph("Trang bên trái nói về cải cách thể chế của phường.").paragraph("Việc thứ nhất đã xong.")
    )
    right = Sheet(900).paragraph("Trang bên phải nói về cải cách tài chính công.").paragraph("Việc thứ hai chưa xong.")
    spread = Image.new("RGB", (2 * 1654, 900), "white")
    spread.paste(left.image, (0, 0))
    spread.paste(right.image, (1654, 0))
    spread.save(tmp_path / "doi.png", dpi=(200, 200))
    page, _ = recognise_page(tmp_path / "doi.png", 1, engine=engine)
    assert len(page.leaves) == 2
    text = " ".join(block.text for block in source_from_pages([page], name="doi.png").blocks if isinstance(block, Line))
    places = [text.index(words) for words in ("bên trái", "thứ nhất", "bên phải", "thứ hai")]
    assert places == sorted(places)


def test_nothing_is_recognised_where_nothing_is(tmp_path, engine):
    Image.new("L", (800, 1100), 250).save(tmp_path / "trang.png", dpi=(100, 100))
    colours = np.random.default_rng(5).integers(0, 255, (30, 24, 3), dtype=np.uint8)
    Image.fromarray(colours).resize((900, 1100), Image.Resampling.BICUBIC).save(tmp_path / "meo.jpg", quality=80)
    assert recognise_page(tmp_path / "trang.png", 1, engine=engine)[0].problem == "blank"
    page, shown = recognise_page(tmp_path / "meo.jpg", 1, engine=engine)
    assert (page.problem, page.lines) == ("no_text", ()) and shown
    with pytest.raises(CannotRead) as refused:
        source_from_pages([page], name="meo.jpg")
    assert refused.value.code == "nothing_recognised"


def test_a_damaged_page_leaves_the_others_readable(recognised, tmp_path, plan, engine):
    half = tmp_path / "nua.png"
    half.write_bytes(plan.read_bytes()[: plan.stat().st_size // 2])
    damaged, shown = recognise_page(half, 1, engine=engine)
    assert (damaged.problem, shown) == ("damaged", b"")
    both = [recognised[0], RecognisedPage(2, problem=damaged.problem)]
    source = source_from_pages(both, name="hai-trang.pdf")
    assert ("page_not_recognised", 2) in {(warning.code, warning.page) for warning in source.warnings}
    assert any("hài lòng" in block.text for block in source.blocks if isinstance(block, Line))


def test_frames_of_a_tiff_are_pages(tmp_path, plan):
    with Image.open(plan) as drawn:
        picture = drawn.convert("L")
    picture.save(tmp_path / "nhieu.tif", save_all=True, append_images=[picture, picture], compression="tiff_lzw")
    assert needs_recognition(tmp_path / "nhieu.tif") == [True, True, True]


def test_a_photograph_from_a_telephone(engine):
    page, _ = recognise_page(Path(__file__).parent / "data" / "bien-ban.heic", 1, engine=engine)
    assert sorted(" ".join(text_of(page)).split()) == sorted(["Biên", "bản", "họp", "tổ", "công", "tác"])


def digital(page_text: str, *, scanned: bool = False, unusable: int = 0) -> Page:
    page = Page(1, 595, 842, scanned=scanned, letters=len(page_text), unusable=unusable)
    page.words = [Word(word, 0, 10, 20, 12) for word in page_text.split()]
    return page


@pytest.mark.parametrize(
    ("page", "use"),
    [
        pytest.param(digital(PLAN), True, id="printed"),
        pytest.param(digital(PLAN, scanned=True), True, id="a good layer over a scan"),
        pytest.param(digital(PLAN.encode("ascii", "ignore").decode(), scanned=True), False, id="a layer without marks"),
        pytest.param(digital("K~E H0^CH c@i c4ch hqnh ch1nh nxm " * 12, scanned=True), False, id="a layer of rubbish"),
        pytest.param(digital("☐☐☐ " * 40, unusable=100), False, id="letters without meaning"),
        pytest.param(digital("xqz wrt bnm jkl vcx pqr zzt klm " * 10), False, id="print whose font hides its letters"),
        pytest.param(digital("The annual report on public services covers every district " * 6), True, id="English"),
        pytest.param(digital("", scanned=True), False, id="a scan"),
        pytest.param(digital("12"), True, id="a number on an empty page"),
    ],
)
def test_a_text_layer_is_judged(page, use):
    assert has_use(page, True) is use


def test_a_file_of_print_and_scans(tmp_path, plan):
    scan = pdf_of(tmp_path / "quet.pdf", plan_page())
    mixed = pdfium.PdfDocument.new()
    empty = mixed.new_page(595, 842)
    empty.close()
    mixed.import_pages(pdfium.PdfDocument(scan))
    mixed.save(tmp_path / "lan.pdf")
    assert needs_recognition(tmp_path / "lan.pdf") == [False, True]
    source = extract(tmp_path / "lan.pdf", limits=Limits(ocr="auto"))
    assert source.pages == 2 and {block.page for block in source.blocks if isinstance(block, Line)} == {2}
    assert "page_recognised" in {warning.code for warning in source.warnings}
    with pytest.raises(CannotRead) as refused:
        extract(tmp_path / "lan.pdf", limits=Limits(ocr="never"))
    assert refused.value.code == "no_text_layer"


def test_print_stays_as_it_was_printed_and_scans_come_in_between(tmp_path, recognised):
    scan = pdf_of(tmp_path / "quet.pdf", plan_page())
    mixed = printed_page(
        "Mở đầu của văn bản được in từ máy tính, có lớp chữ đầy đủ.",
        "Ủy ban nhân dân phường giao Văn phòng theo dõi việc thực hiện.",
    )
    mixed.import_pages(pdfium.PdfDocument(scan))
    mixed.import_pages(printed_page("Trang cuối cũng được in từ máy tính, không phải ảnh chụp của trang giấy nào."))
    mixed.save(tmp_path / "lan.pdf")
    assert needs_recognition(tmp_path / "lan.pdf") == [False, True, False]
    middle = replace(recognised[0], number=2)
    read = [RecognisedPage(1, origin="text"), middle, RecognisedPage(3, origin="text")]
    source = source_from_pages(read, name="lan.pdf", path=tmp_path / "lan.pdf")
    lines = [block for block in source.blocks if isinstance(block, Line)]
    assert [line.page for line in lines] == sorted(line.page for line in lines)
    assert lines[0].text.startswith("Mở đầu của văn bản được in từ máy tính, có lớp chữ đầy đủ.")
    assert {word.confidence for word in lines[0].words} == {1.0}
    assert any("hài lòng" in line.text for line in lines if line.page == 2)
    assert lines[-1].text == "Trang cuối cũng được in từ máy tính, không phải ảnh chụp của trang giấy nào."
    assert (source.text_source, source.pages) == ("digital", 3)
    assert {(warning.code, warning.page) for warning in source.warnings} == {("page_recognised", 2)}


def test_a_child_recognises_and_a_page_that_kills_it_costs_that_page(tmp_path):
    path = pdf_of(tmp_path / "quet.pdf", short_page(), short_page())
    assert sandbox.needs_recognition(path) == [True, True]
    with Recogniser(path, path.name) as recogniser:
        first, shown = recogniser.page(1)
        assert (first.problem, shown[:2]) == ("", b"\xff\xd8")
        os.kill(recogniser._child.pid, signal.SIGKILL)
        assert recogniser.page(2)[0].problem == "stopped"
        assert recogniser.page(2)[0].problem == ""
    reading, source = sandbox.read_pages(path, [first, RecognisedPage(2, problem="stopped")], pages=2)
    assert (reading["pages"], reading["text_source"]) == (2, "ocr")
    assert any(block.words for block in source.blocks if isinstance(block, Line))
    assert "page_not_recognised" in {warning["code"] for warning in reading["warnings"]}


def test_a_page_that_takes_too_much_of_the_processor_costs_that_page(tmp_path):
    """Its own processor time counts: what waits because the machine is busy is not given up."""
    path = pdf_of(tmp_path / "quet.pdf", short_page())
    with Recogniser(path, path.name, Limits(page_seconds=0.2)) as recogniser:
        page, picture = recogniser.page(1)
    assert (page.problem, picture) == ("time_exceeded", b"")


def test_a_child_is_kept_for_the_next_page_and_a_file_that_is_none_is_refused(tmp_path):
    page, shown = sandbox.recognise(short_page().saved(tmp_path / "thong-bao.png"), 1)
    assert page.origin == "image" and word_error(page, SHORT) <= 0.03 and shown
    with pytest.raises(CannotRead) as refused:
        sandbox.recognise(tmp_path / "khong-co.pdf", 1)
    assert refused.value.code in ("not_found", "damaged")


def test_the_command_reads_a_scan_and_stops_when_told(tmp_path):
    command = [sys.executable, "-m", "caicach", "read"]
    short = short_page().saved(tmp_path / "thong-bao.png")
    done = subprocess.run([*command, short], capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout)["text_source"] == "ocr" and done.stderr == ""
    many = pdf_of(tmp_path / "dai.pdf", *[short_page()] * 40)
    listens = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background job would inherit deafness
    running = subprocess.Popen(
        [*command, "--ocr", "always", many], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=listens
    )
    until = time.monotonic() + 60
    while len(children_of(running.pid)) < 2 and time.monotonic() < until:  # as soon as pages are under way
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 130 and "Đã dừng".encode() in said


def children_of(parent: int) -> set[str]:
    threads = Path(f"/proc/{parent}/task").glob("*/children")
    return {child for thread in threads for child in thread.read_text().split()}


def test_doctor_and_recogniser_look_in_the_same_places(monkeypatch, tmp_path):
    assert data_folder() is not None
    found = data_folder() / "vie.traineddata"
    shutil.copy(found, tmp_path / "vie.traineddata")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert data_folder() == tmp_path

"""PDF with a text layer: paragraphs, columns and tables out of what two programs print."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
import pytest

from caicach.intake.extraction import extract
from caicach.intake.extraction.pdf_grid import Grid, grids_of
from caicach.intake.extraction.pdf_page import Page, Rule, read_page
from caicach.intake.extraction.pdf_tables import TablePart, continues, extend
from caicach.intake.source import Cell, Line, Source, Table
from caicach.intake.tests.issued_plan import BODY, GROUP_ROW, HEAD_ROW, TASKS, write_issued_plan
from caicach.intake.tests.rendering import CHROMIUM, SOFFICE, html_to_pdf, to_pdf

needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional plan as LibreOffice prints it."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    return to_pdf(write_issued_plan(tmp_path_factory.mktemp("issued") / "ke-hoach.docx"))


def printed(tmp_path: Path, body: str, style: str = "") -> Source:
    page = tmp_path / "trang.html"
    page.write_text(
        '<!doctype html><html lang="vi"><meta charset="utf-8"><style>@page{size:A4;margin:2cm}'
        f"body{{font:14pt/1.3 Tinos,'Liberation Serif',serif;margin:0}}p{{margin:0 0 8pt}}{style}</style>{body}</html>",
        encoding="utf-8",
    )
    return extract(html_to_pdf(page))


def lines(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Line)]


def tables(source: Source) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in block.rows] for block in source.blocks if isinstance(block, Table)]


@pytest.mark.office
class TestTheIssuedPlan:
    def test_head_stands_in_two_columns(self, issued):
        head, recipients, _ = tables(extract(issued))
        assert [[" ".join(cell.split()) for cell in row] for row in head] == [
            ["ỦY BAN NHÂN DÂN PHƯỜNG AN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc"],
            ["Số: 15/KH-UBND", "An Hòa, ngày 12 tháng 01 năm 2026"],
        ]
        assert recipients == [
            [
                "Nơi nhận:\n- Như trên;\n- Thường trực Đảng ủy, HĐND phường, Ủy ban Mặt trận Tổ quốc;\n- Lưu: VT.",
                "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nĐỗ Minh Mẫu",
            ]
        ]

    def test_paragraphs_are_whole_and_page_numbers_gone(self, issued):
        assert lines(extract(issued)) == [
            "KẾ HOẠCH",
            "Cải cách hành chính năm 2026 trên địa bàn phường An Hòa và phát động phong trào",
            *BODY,
            "I. MỤC TIÊU",
            "1. Mục tiêu chung",
            "- Nâng cao mức độ hài lòng của người dân đạt từ 90% trở lên;",
            "- Giải quyết đúng hạn 98% hồ sơ.",
            "PHỤ LỤC",
            "NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026",
        ]

    def test_hints(self, issued):
        hints = [(block.bold, block.centered) for block in extract(issued).blocks if isinstance(block, Line)]
        assert hints == [
            *[(True, True)] * 2,
            *[(False, False)] * 3,
            *[(True, False)] * 2,
            *[(False, False)] * 2,
            *[(True, True)] * 2,
        ]

    def test_the_table_is_one_over_all_its_pages(self, issued):
        source = extract(issued)
        table = source.blocks[-1]
        assert isinstance(table, Table)
        expected = [list(HEAD_ROW), [GROUP_ROW] * 5, *[list(task) for task in TASKS]]
        assert [[" ".join(cell.text.split()) for cell in row] for row in table.rows] == expected
        assert table.page == 2 and table.rows[-1][0].page == source.pages > 4

    def test_cells_are_those_another_library_finds(self, issued):
        """Page by page, pdfplumber is the second opinion on what the rules enclose."""
        document = pdfium.PdfDocument(issued)
        compared = 0
        with pdfplumber.open(issued) as other:
            for index, page in enumerate(other.pages):
                ours = grids_of(read_page(document, index))
                theirs = page.find_tables()
                assert len(ours) == len(theirs)
                for grid, table in zip(ours, theirs, strict=True):
                    boxes = sorted((box.x0, box.top, box.x1, box.bottom) for box in grid.boxes)
                    compared += len(boxes)
                    for mine, cell in zip(boxes, sorted(table.cells), strict=True):
                        assert mine == pytest.approx(cell, abs=1.5)
        document.close()
        assert compared > 80


@needs_chromium
@pytest.mark.browser
class TestPrintedPages:
    def test_footnotes_and_their_marks_are_left_out(self, tmp_path):
        body = (
            "<p>Thành phố đã công khai 1.525 thủ tục<sup>12</sup> trên Cổng dịch vụ công.</p>"
            "<p>Đoạn sau của văn bản.</p>"
            "<div style='position:fixed;bottom:0'><hr style='width:5cm;margin:0 0 3pt;border:0;border-top:1px solid'>"
            "<p style='font-size:10pt'><sup>12</sup> Gồm các sở và phường.</p></div>"
        )
        source = printed(tmp_path, body, "sup{font-size:8pt}")
        assert lines(source) == [
            "Thành phố đã công khai 1.525 thủ tục trên Cổng dịch vụ công.",
            "Đoạn sau của văn bản.",
        ]

    def test_a_paragraph_runs_on_over_the_page_end(self, tmp_path):
        sentence = "Các cơ quan chủ động phối hợp để hoàn thành nhiệm vụ được giao đúng thời hạn, "
        source = printed(tmp_path, f"<p style='text-align:justify'>{sentence * 60}hết.</p><p>Đoạn hai.</p>")
        assert lines(source) == [f"{sentence * 60}hết.", "Đoạn hai."]
        assert source.pages == 2

    def test_heads_that_pages_repeat_are_dropped(self, tmp_path):
        pages = "".join(
            f"<div style='break-after:page'><div style='font-size:10pt'>Bản tin nội bộ - trang {number}</div>"
            f"<p style='margin-top:3cm'>Nội dung riêng của phần {number}.</p></div>"
            for number in range(1, 5)
        )
        assert lines(printed(tmp_path, pages)) == [f"Nội dung riêng của phần {number}." for number in range(1, 5)]

    def test_hanging_items_and_indented_paragraphs(self, tmp_path):
        long = "rà soát, đơn giản hóa thủ tục hành chính và công khai kết quả giải quyết hồ sơ trên Cổng dịch vụ công. "
        body = (
            f"<p style='padding-left:1cm;text-indent:-.6cm'>- Tiếp tục {long}Các phường thực hiện và {long}</p>"
            f"<p style='padding-left:1cm;text-indent:-.6cm'>- Tăng cường {long}</p>"
            f"<p style='text-indent:1.2cm'>Sở Nội vụ {long}Sở Tư pháp {long}</p><p style='text-indent:1.2cm'>Hết.</p>"
        )
        expected = [f"- Tiếp tục {long}Các phường thực hiện và {long}", f"- Tăng cường {long}"]
        expected += [f"Sở Nội vụ {long}Sở Tư pháp {long}", "Hết."]
        assert lines(printed(tmp_path, body)) == [text.strip() for text in expected]

    def test_cells_merged_both_ways(self, tmp_path):
        body = (
            "<table><tr><td rowspan=2>TT</td><td rowspan=2>Nhiệm vụ</td><td colspan=2>Đơn vị</td></tr>"
            "<tr><td>Chủ trì</td><td>Phối hợp</td></tr>"
            "<tr><td>1</td><td>Rà soát</td><td>Sở A</td><td>Sở B</td></tr></table>"
        )
        style = "table{border-collapse:collapse;width:100%}td{border:1px solid}"
        assert tables(printed(tmp_path, body, style)) == [
            [
                ["TT", "Nhiệm vụ", "Đơn vị", "Đơn vị"],
                ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp"],
                ["1", "Rà soát", "Sở A", "Sở B"],
            ]
        ]

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_a_turned_page_reads_the_same(self, tmp_path, turn):
        """Drawn sideways and marked to be shown upright, as landscape annexes often are."""
        table = "<table><tr><td>TT<td>Việc<td>Hạn<tr><td>1<td>Rà soát<td>Quý I</table>"
        page = f"<p>Dòng thứ nhất.</p>{table}<p>Dòng cuối.</p>"
        upright = printed(tmp_path, page, "table{border-collapse:collapse}td{border:1px solid;padding:6pt}")
        path = turned(tmp_path / "trang.chromium.pdf", turn)
        assert lines(upright) == ["Dòng thứ nhất.", "Dòng cuối."]
        assert tables(upright) == [[["TT", "Việc", "Hạn"], ["1", "Rà soát", "Quý I"]]]
        assert extract(path).blocks == upright.blocks


def turned(path: Path, turn: int) -> Path:
    document = pdfium.PdfDocument(path)
    page = document[0]
    width, height = page.get_size()
    matrix = {
        90: pdfium.PdfMatrix(0, 1, -1, 0, height, 0),
        180: pdfium.PdfMatrix(-1, 0, 0, -1, width, height),
        270: pdfium.PdfMatrix(0, -1, 1, 0, 0, width),
    }[turn]
    for item in page.get_objects(max_depth=1):
        item.transform(matrix)
    if turn != 180:
        page.set_mediabox(0, 0, height, width)
    page.set_rotation(turn)
    page.gen_content()
    target = path.with_name(f"xoay-{turn}.pdf")
    document.save(target)
    document.close()
    return target


def test_rules_in_pieces_make_one_grid():
    """Borders drawn cell by cell, each with two sides, are still one table."""
    page = Page(1, 600, 800)
    for top in (100, 140, 180):
        page.horizontal += [Rule(top + side, x, x + 99) for x in (50, 150, 250) for side in (0, 0.8)]
    for left in (50, 150, 250, 350):
        page.vertical += [Rule(left + side, y, y + 39) for y in (100, 140) for side in (0, 0.8)]
    (grid,) = grids_of(page)
    assert (len(grid.xs), len(grid.ys), len(grid.boxes)) == (4, 3, 6)


def test_underlines_are_no_table():
    page = Page(1, 600, 800, horizontal=[Rule(100, 50, 200), Rule(120, 300, 500)], vertical=[Rule(30, 0, 800)])
    assert grids_of(page) == []


GRID = Grid((0.0, 30.0, 200.0, 300.0), (0.0, 50.0), ())


def part(*rows: tuple[str, str, str]) -> TablePart:
    return TablePart(GRID, [[Cell(text, 1, 1) for text in row] for row in rows])


HEAD = ("TT", "Nhiệm vụ", "Hạn")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            [HEAD, ("1", "Rà soát thủ tục", "Quý I")],
            [HEAD, ("2", "Số hóa", "Quý II")],
            [HEAD, ("1", "Rà soát thủ tục", "Quý I"), ("2", "Số hóa", "Quý II")],
            id="the head that the page repeats goes",
        ),
        pytest.param(
            [HEAD, ("1", "Rà soát thủ tục", "Quý I")],
            [HEAD, ("", "hành chính của phường", ""), ("2", "Số hóa", "Quý II")],
            [HEAD, ("1", "Rà soát thủ tục hành chính của phường", "Quý I"), ("2", "Số hóa", "Quý II")],
            id="a row without its number is the rest of the row above",
        ),
        pytest.param(
            [HEAD, ("1", "- Rà soát;", "Quý I")],
            [("", "- Báo cáo.", "")],
            [HEAD, ("1", "- Rà soát;\n- Báo cáo.", "Quý I")],
            id="an item that begins on the new page keeps its line",
        ),
        pytest.param(
            [HEAD, ("1", "Rà soát", "Quý I")],
            [("II. THỂ CHẾ", "II. THỂ CHẾ", "II. THỂ CHẾ"), ("2", "Số hóa", "Quý II")],
            [HEAD, ("1", "Rà soát", "Quý I"), ("II. THỂ CHẾ",) * 3, ("2", "Số hóa", "Quý II")],
            id="a group's title is a row of its own",
        ),
        pytest.param(
            [HEAD, ("Sở Nội", "Rà soát", "Quý I")],
            [("vụ", "", "")],
            [HEAD, ("Sở Nội vụ", "Rà soát", "Quý I")],
            id="a first column without numbers may be cut too",
        ),
    ],
)
def test_parts_of_a_table_are_put_together(before, after, expected):
    whole, rest = part(*before), part(*after)
    assert continues(whole, rest)
    extend(whole, rest)
    assert [tuple(cell.text for cell in row) for row in whole.rows] == expected

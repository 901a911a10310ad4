"""XLSX: sheets as tables with addresses, values as a person reads them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from caicach.intake.extraction import Limits, extract
from caicach.intake.source import CannotRead, Line, Table
from caicach.intake.tests.rendering import to_xlsx

ROWS = [
    ["ỦY BAN NHÂN DÂN PHƯỜNG AN HÒA"],
    ["Danh mục nhiệm vụ năm 2026"],
    [],
    [None, "TT", "Nhiệm vụ", "Chủ trì", "Hạn", "Tỷ lệ"],
    [None, 1, "Rà soát\nthủ tục", "Sở Nội vụ", date(2026, 3, 25), 0.5],
    [None, 2.0, "Số hóa hồ sơ", "Sở Tư pháp", datetime(2026, 4, 1, 17, 30), 1250000],
]


def test_titles_then_the_table_with_addresses(tmp_path):
    source = extract(to_xlsx(ROWS, tmp_path / "nhiem-vu.xlsx", merged=["A1:F1"]))
    first, second, table = source.blocks
    assert isinstance(first, Line) and isinstance(second, Line) and isinstance(table, Table)
    assert (first.text, first.number) == ("ỦY BAN NHÂN DÂN PHƯỜNG AN HÒA", 1)
    assert (second.text, second.number) == ("Danh mục nhiệm vụ năm 2026", 2)
    assert table.sheet == "Nhiệm vụ"
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Nhiệm vụ", "Chủ trì", "Hạn", "Tỷ lệ"],
        ["1", "Rà soát\nthủ tục", "Sở Nội vụ", "25/03/2026", "0,5"],
        ["2", "Số hóa hồ sơ", "Sở Tư pháp", "01/04/2026 17:30", "1250000"],
    ]
    assert table.rows[1][1].address == "C5" and table.rows[1][1].number == 5


def test_a_merged_cell_stands_in_each_place(tmp_path):
    rows = [["TT", "Việc", "Chủ trì"], [1, "A", "Sở Nội vụ"], [2, "B", None]]
    (table,) = extract(to_xlsx(rows, tmp_path / "gop.xlsx", merged=["C2:C3"])).blocks
    assert isinstance(table, Table)
    assert [row[2].text for row in table.rows] == ["Chủ trì", "Sở Nội vụ", "Sở Nội vụ"]
    assert table.rows[2][2].address == "C2"


def test_percentages_read_as_shown(tmp_path):
    path = tmp_path / "ty-le.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["Chỉ tiêu", "Mức"])
    sheet.write_row(1, 0, ["Hài lòng"])
    sheet.write_number(1, 1, 0.955, workbook.add_format({"num_format": "0.0%"}))
    sheet.write_row(2, 0, ["Hệ số", 0.955])
    workbook.close()
    (table,) = extract(path).blocks
    assert isinstance(table, Table)
    assert [row[1].text for row in table.rows] == ["Mức", "95,5%", "0,955"]


def test_each_sheet_is_a_page_and_hidden_ones_are_told(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["TT", "Việc"])
    for title, state in (("Ẩn", "hidden"), ("Hai", "visible")):
        sheet = workbook.create_sheet(title)
        sheet.append(["TT", title])
        sheet.sheet_state = state
    path = tmp_path / "nhieu-trang.xlsx"
    workbook.save(path)
    source = extract(path)
    sheets = [(block.sheet, block.page) for block in source.blocks if isinstance(block, Table)]
    assert sheets == [("Sheet", 1), ("Hai", 2)]
    assert [warning.code for warning in source.warnings] == ["hidden_sheet"]


def test_a_cell_at_the_far_corner_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "xa.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active["A1"], workbook.active["XFD1048576"] = "gần", "xa"
    workbook.save(path)
    with pytest.raises(CannotRead) as refusal:
        extract(path)
    assert refusal.value.code == "too_many_lines"


def test_a_bound_on_rows(tmp_path):
    with pytest.raises(CannotRead) as refusal:
        extract(to_xlsx([["a", "b"]] * 30, Path(tmp_path / "dai.xlsx")), limits=Limits(lines=20))
    assert refusal.value.code == "too_many_lines"

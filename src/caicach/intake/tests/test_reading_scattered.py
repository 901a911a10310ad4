"""Tables of tasks taken apart as programs take pages apart, and put together again by reading."""

from __future__ import annotations

import textwrap

import pytest

from caicach.core.text import unmarked
from caicach.intake.source import Line, Source
from caicach.intake.tests.contract import read_checked
from caicach.intake.tests.reading_damage import confused

WARD = (
    ("STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành"),
    [
        ("1", "Ban hành kế hoạch cải cách hành chính của phường", "Kế hoạch", "Văn phòng HĐND-UBND",
         "Các phòng, đơn vị thuộc phường", "Trước ngày 20/01/2026", ("date", "2026-01-20")),
        ("2", "Tuyên truyền cải cách hành chính trên loa và trang thông tin điện tử", "Tin, bài",
         "Phòng Văn hóa - Xã hội", "Các tổ dân phố", "Thường xuyên", ("ongoing", None)),
        ("3", "Rà soát thủ tục hành chính về đất đai, kiến nghị cắt giảm", "Báo cáo", "Phòng Kinh tế",
         "Trung tâm Phục vụ hành chính công", "Tháng 4/2026", ("month", "2026-04-30")),
        ("4", "Số hóa hồ sơ hộ tịch còn lưu bằng giấy", "Hồ sơ số", "Trung tâm Phục vụ hành chính công",
         "Công an phường", "Quý III/2026", ("quarter", "2026-09-30")),
        ("5", "Khảo sát mức độ hài lòng của người dân tại bộ phận một cửa", "Phiếu khảo sát",
         "Phòng Văn hóa - Xã hội", "Các phòng, đơn vị thuộc phường", "Tháng 10/2026", ("month", "2026-10-31")),
        ("6", "Tổng kết công tác cải cách hành chính năm 2026", "Báo cáo tổng kết", "Văn phòng HĐND-UBND",
         "Các phòng, đơn vị thuộc phường", "Trước ngày 15/12/2026", ("date", "2026-12-15")),
    ],
)  # fmt: skip
PROVINCE = (
    ("TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Tiến độ thực hiện"),
    [
        ("1", "Kiểm tra cải cách hành chính tại các sở và các xã", "Sở Nội vụ", "Thanh tra tỉnh", "Quý II/2026",
         ("quarter", "2026-06-30")),
        ("2", "Rà soát văn bản quy phạm pháp luật của tỉnh", "Sở Tư pháp", "Các sở, ban, ngành", "Tháng 8/2026",
         ("month", "2026-08-31")),
        ("3", "Sắp xếp đơn vị sự nghiệp công lập theo hướng tinh gọn", "Sở Nội vụ", "Sở Tài chính",
         "Trước ngày 30/9/2026", ("date", "2026-09-30")),
        ("4", "Đo lường sự hài lòng về dịch vụ giáo dục công", "Sở Giáo dục và Đào tạo", "UBND các xã, phường",
         "Tháng 11/2026", ("month", "2026-11-30")),
        ("5", "Giải ngân vốn đầu tư công đúng kế hoạch", "Sở Tài chính", "Các sở, ban, ngành", "Năm 2026",
         ("year", "2026-12-31")),
        ("6", "Nâng cấp hệ thống thông tin giải quyết thủ tục hành chính", "Sở Khoa học và Công nghệ",
         "Văn phòng UBND tỉnh", "Quý IV/2026", ("quarter", "2026-12-31")),
        ("7", "Trả lời phản ánh, kiến nghị của người dân", "Văn phòng UBND tỉnh", "Các sở, ban, ngành",
         "Thường xuyên", ("ongoing", None)),
    ],
)  # fmt: skip


def wrapped(text, width):
    return textwrap.wrap(text, width) or [""]


def cell_by_cell(table, *, blank=True, joined=False):
    """Row after row, each cell on lines of its own (`pdftotext -raw`); with or without blank lines between cells."""
    head, rows = table
    lines = []
    for row in [head, *(row[:-1] for row in rows)]:
        for place, cell in enumerate(row):
            pieces = wrapped(cell, 26)
            if joined and place == 1 and row[0].isdigit():
                lines[-1] = (f"{lines[-1][0]} {pieces[0]}", lines[-1][1])
                pieces = pieces[1:]
            lines += [(piece, blank and order == 0) for order, piece in enumerate(pieces)]
    return lines


def line_across(table):
    """One line over all columns for each line of a row (`pdftotext -layout`, its spaces lost)."""
    head, rows = table
    widths = [3, 34, *[17] * (len(head) - 2)]
    lines = [(" ".join(head), True)]
    for row in rows:
        cells = [wrapped(cell, width) for cell, width in zip(row[:-1], widths, strict=True)]
        for order in range(max(map(len, cells))):
            lines.append((" ".join(cell[order] for cell in cells if order < len(cell)), order == 0))
    return lines


def column_after_column(table):
    """Each column from top to bottom."""
    head, rows = table
    lines = [(name, True) for name in head]
    for column in range(len(head)):
        for row in rows:
            lines += [(piece, order == 0) for order, piece in enumerate(wrapped(row[column], 26))]
    return lines


def with_page_end(table):
    """Cell by cell, the head printed again in the middle."""
    head, rows = table
    half = len(rows) // 2
    return cell_by_cell((head, rows[:half])) + cell_by_cell((head, rows[half:]))


WAYS = {
    "cell by cell": cell_by_cell,
    "number before its task": lambda table: cell_by_cell(table, joined=True),
    "cell by cell, head again": with_page_end,
    "column after column": column_after_column,
}


def read_lines(lines, change=lambda text: text):
    opening = [
        "KẾ HOẠCH",
        "Cải cách hành chính năm 2026",
        "I. NHIỆM VỤ",
        "1. Thực hiện các nhiệm vụ tại Phụ lục",
        "PHỤ LỤC",
    ]
    texts = [(text, True) for text in opening] + list(lines)
    source = Source(
        "bang.txt", 1, "text",
        tuple(Line(change(text) or "-", 1, place, blank_before=blank) for place, (text, blank) in enumerate(texts, 1)),
    )  # fmt: skip
    document = read_checked(source)["documents"][0]
    return document, {task["ordinal"]: task for task in document["tasks"] if task["section"].startswith("Phụ lục")}


def rights(table, tasks):
    """How many rows have the right lead, and how many the right deadline."""
    found = [(tasks.get(row[0]), row) for row in table[1]]
    leads = sum(
        task is not None and [name.lower() for name in task["leads"]] == [row[-4].lower()] for task, row in found
    )
    dues = sum(
        task is not None and task["due"] is not None and (task["due"]["kind"], task["due"]["to"]) == row[-1]
        for task, row in found
    )
    return leads, dues


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", [WARD, PROVINCE], ids=["ward", "province"])
def test_a_scattered_table_has_its_rows_back(table, way):
    document, tasks = read_lines(WAYS[way](table))
    count = len(table[1])
    assert rights(table, tasks) == (count, count)
    assert "table_rebuilt" in {warning["code"] for warning in document["warnings"]}
    assert all(task["confidence"] < 0.9 for task in tasks.values())
    for row in table[1]:
        assert row[1].split()[0] in tasks[row[0]]["text"]


@pytest.mark.parametrize("table", [WARD, PROVINCE], ids=["ward", "province"])
def test_lines_across_all_columns_keep_who_leads_and_by_when(table):
    _, tasks = read_lines(line_across(table))
    leads, dues = rights(table, tasks)
    assert leads >= len(table[1]) - 2 and dues >= len(table[1]) - 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", [WARD, PROVINCE], ids=["ward", "province"])
def test_a_scattered_table_that_was_recognised_badly(table, way):
    spoil = confused(0.03, 7)
    _, tasks = read_lines(WAYS[way](table), lambda text: spoil(unmarked(text)))
    leads, dues = rights(table, tasks)
    assert leads >= len(table[1]) - 1 and dues >= len(table[1]) - 1


def test_lines_that_are_no_table_stay_lines():
    lines = [
        ("STT", True),
        ("Các nội dung khác thực hiện theo quy định.", True),
        ("1. Rà soát thủ tục hành chính.", True),
    ]
    document, tasks = read_lines(lines)
    assert tasks.keys() <= {"1"} and "table_rebuilt" not in {warning["code"] for warning in document["warnings"]}

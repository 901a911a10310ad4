"""XLSX annexes: read back cell by cell, and calculated anew by LibreOffice after a number was changed."""

import io
import shutil
import subprocess
from decimal import Decimal

import openpyxl
import pytest

from caicach.documents.layout.model import Align, Column, DataTable, Number, RowKind
from caicach.documents.layout.sheets import ColumnSum, RowShare, Sheet, SheetRow, write_workbook
from caicach.documents.tests.layout_samples import TABLE

COLUMNS = (
    Column("STT", 0.5, Align.CENTER),
    Column("Cơ quan", 3),
    Column("Đã giải quyết", 1, Align.RIGHT, "Hồ sơ"),
    Column("Đúng hạn", 1, Align.RIGHT, "Hồ sơ"),
    Column("Tỷ lệ", 1, Align.RIGHT),
)
ANNEX = Sheet(
    name="Biểu 1: hồ sơ",
    title="Kết quả giải quyết hồ sơ",
    reference="(Kèm theo Báo cáo số 05/BC-UBND)",
    table=DataTable(COLUMNS, ()),
    rows=(
        SheetRow(("I", "Cấp thành phố"), RowKind.GROUP),
        SheetRow(("1", "Sở Nội vụ", 200, 190, RowShare(3, 2))),
        SheetRow(("2", "=1+1", 100, 80, RowShare(3, 2))),
        SheetRow(("II", "Cấp xã"), RowKind.GROUP),
        SheetRow(("3", "Phường Hòa Bình", 0, 0, RowShare(3, 2))),
        SheetRow(("4", ("Xã ", Number("Thanh Lam", "x")), Decimal("1525653"), None, RowShare(3, 2))),
        SheetRow(("", "Tổng cộng", ColumnSum(), ColumnSum(), RowShare(3, 2)), RowKind.TOTAL),
    ),
    landscape=True,
)


@pytest.fixture(scope="module")
def written():
    return write_workbook([ANNEX, Sheet("Biểu 2", "Bảng như trên giấy", TABLE)], author="UBND thành phố An Bình")


def cells(data, *, values, sheet=0):
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    return {cell.coordinate: cell for row in book.worksheets[sheet].iter_rows() for cell in row}


def test_sums_and_shares_are_formulas_with_their_values_beside(written):
    formulas, values = cells(written, values=False), cells(written, values=True)
    assert formulas["C12"].value == "=SUM(C7:C8,C10:C11)"
    assert formulas["E7"].value == '=IF(C7=0,"",D7/C7)'
    assert (values["C12"].value, values["D12"].value) == (1525953, 270)
    assert values["E7"].value == pytest.approx(0.95)
    assert values["E10"].value in (None, ""), "nothing divided by nothing is no number"


def test_numbers_are_numbers_and_words_are_words(written):
    found = cells(written, values=False)
    assert found["C11"].value == 1525653 and found["C11"].number_format == "#,##0"
    assert found["E12"].number_format == "0.00%"
    assert (found["B8"].value, found["B8"].data_type) == ("=1+1", "s"), "words that look like a formula stay words"
    assert found["B11"].value == "Xã Thanh Lam"
    assert found["A1"].value == "KẾT QUẢ GIẢI QUYẾT HỒ SƠ"
    assert {cell.font.name for cell in found.values() if cell.value is not None} == {"Times New Roman"}


def test_the_page_is_set_as_on_paper(written):
    book = openpyxl.load_workbook(io.BytesIO(written))
    first, second = book.worksheets
    assert (first.title, second.title) == ("Biểu 1 hồ sơ", "Biểu 2")
    assert (first.page_setup.orientation, second.page_setup.orientation) == ("landscape", "portrait")
    assert first.page_setup.paperSize == 9
    assert first.page_margins.left * 25.4 == pytest.approx(30)
    assert first.print_title_rows.replace("$", "") == "4:5"
    assert "C4:D4" in {str(area) for area in first.merged_cells.ranges}


def test_a_printed_table_keeps_its_rows(written):
    values = [cell.value for cell in cells(written, values=True, sheet=1).values()]
    assert 1525653 in values and "Cải cách thể chế" in values


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_sheet_calculates_anew(written, tmp_path):
    """A number is changed and every remembered value thrown away; LibreOffice works the formulas out again."""
    book = openpyxl.load_workbook(io.BytesIO(written))
    book.worksheets[0]["C8"] = 300
    book.worksheets[0]["D8"] = 60
    book.save(tmp_path / "annex.xlsx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,false", "--outdir", str(tmp_path),
         str(tmp_path / "annex.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    lines = [line.split("\t") for line in (tmp_path / "annex.csv").read_text(encoding="utf-8").splitlines()]
    total = next(line for line in lines if "Tổng cộng" in line)
    changed = next(line for line in lines if "=1+1" in line)
    assert total[2:4] == ["1,526,153", "250"]
    assert (changed[4], total[4]) == ("20.00%", "0.02%")

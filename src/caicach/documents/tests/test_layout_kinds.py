import pytest

from caicach.documents.layout import kinds
from caicach.documents.layout.kinds import ParsedNumber, compose_number, compose_symbol, parse_number

# Nghị định 30/2020/NĐ-CP, Phụ lục III, Mục I.
DECREE_ABBREVIATIONS = {
    "Nghị quyết": "NQ", "Quyết định": "QĐ", "Chỉ thị": "CT", "Quy chế": "QC", "Quy định": "QyĐ", "Thông cáo": "TC",
    "Thông báo": "TB", "Hướng dẫn": "HD", "Chương trình": "CTr", "Kế hoạch": "KH", "Phương án": "PA", "Đề án": "ĐA",
    "Dự án": "DA", "Báo cáo": "BC", "Biên bản": "BB", "Tờ trình": "TTr", "Hợp đồng": "HĐ", "Công điện": "CĐ",
    "Bản ghi nhớ": "BGN", "Bản thỏa thuận": "BTT", "Giấy ủy quyền": "GUQ", "Giấy mời": "GM", "Giấy giới thiệu": "GGT",
    "Giấy nghỉ phép": "GNP", "Phiếu gửi": "PG", "Phiếu chuyển": "PC", "Phiếu báo": "PB", "Bản sao y": "SY",
    "Bản trích sao": "TrS", "Bản sao lục": "SL",
}  # fmt: skip


def test_every_kind_of_the_decree_has_its_abbreviation():
    listed = {kind.name: kind.abbreviation for kind in kinds.KINDS if kind.administrative and not kind.is_letter}
    assert listed == DECREE_ABBREVIATIONS


def test_codes_and_abbreviations_are_each_used_once():
    codes = [kind.code for kind in kinds.KINDS]
    abbreviations = [kind.abbreviation for kind in kinds.KINDS]
    assert len(set(codes)) == len(codes)
    assert len(set(abbreviations)) == len(abbreviations)


def test_a_kind_is_found_by_its_code_and_its_abbreviation():
    assert kinds.kind_of_code("plan") is kinds.PLAN
    assert kinds.kind_of_abbreviation("QyĐ") is kinds.RULE
    assert kinds.kind_of_abbreviation("ttr") is kinds.SUBMISSION
    assert kinds.kind_of_abbreviation("XYZ") is None
    with pytest.raises(KeyError):
        kinds.kind_of_code("nothing")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("310/KH-UBND", ParsedNumber("310", kinds.PLAN, "UBND"), id="a plan"),
        pytest.param("Số: 80 /KH-UBND", ParsedNumber("80", kinds.PLAN, "UBND"), id="with the word and a space"),
        pytest.param("01-CTr/TU", ParsedNumber("01", kinds.PROGRAMME, "TU"), id="the Party's way"),
        pytest.param("05-QĐ/BTCTW", ParsedNumber("05", kinds.DECISION, "BTCTW"), id="a Party decision"),
        pytest.param("2541/UBND-SNV", ParsedNumber("2541", kinds.LETTER, "UBND", "SNV"), id="a letter"),
        pytest.param("4625/BNV-CCHC", ParsedNumber("4625", kinds.LETTER, "BNV", "CCHC"), id="a ministry's letter"),
        pytest.param("28/2018/QĐ-TTg", ParsedNumber("28", kinds.DECISION, "TTg", "", 2018), id="with its year"),
        pytest.param("30/2020/NĐ-CP", ParsedNumber("30", kinds.DECREE, "CP", "", 2020), id="a decree"),
        pytest.param("01/2020/TT-VPCP", ParsedNumber("01", kinds.CIRCULAR, "VPCP", "", 2020), id="a circular"),
        pytest.param("1656/NQ-UBTVQH15", ParsedNumber("1656", kinds.RESOLUTION, "UBTVQH15"), id="digits in the issuer"),
        pytest.param("76/NQ–CP", ParsedNumber("76", kinds.RESOLUTION, "CP"), id="a long dash"),
        pytest.param("05/KH-BCĐ-CCHC", ParsedNumber("05", kinds.PLAN, "BCĐ", "CCHC"), id="a steering committee"),
        pytest.param("123", None, id="a bare number"),
        pytest.param("12/5", None, id="a date"),
        pytest.param("", None, id="nothing"),
        pytest.param("abc/KH-UBND", None, id="no number"),
    ],
)
def test_parse_number(text, expected):
    assert parse_number(text) == expected


def test_the_running_number_counts_without_zeros_and_letters():
    assert parse_number("05a/KH-UBND").ordinal == 5


@pytest.mark.parametrize(
    ("number", "symbol", "expected"),
    [
        pytest.param(5, "BC-UBND", "05/BC-UBND", id="below ten takes a zero"),
        pytest.param("5a", "BC-UBND", "05a/BC-UBND", id="a letter stays"),
        pytest.param(10, "BC-UBND", "10/BC-UBND", id="ten stays"),
        pytest.param("0310", "KH-UBND", "0310/KH-UBND", id="as the records office wrote it"),
        pytest.param(7, "", "07", id="no symbol"),
    ],
)
def test_compose_number(number, symbol, expected):
    assert compose_number(number, symbol) == expected


def test_compose_symbol():
    assert compose_symbol(kinds.REPORT, "UBND") == "BC-UBND"
    assert compose_symbol(kinds.LETTER, "UBND", "SNV") == "UBND-SNV"


@pytest.mark.parametrize("text", ["310/KH-UBND", "2541/UBND-SNV", "05/BC-UBND"])
def test_a_number_taken_apart_can_be_put_together(text):
    parsed = parse_number(text)
    assert compose_number(parsed.number, compose_symbol(parsed.kind, parsed.issuer, parsed.unit)) == text

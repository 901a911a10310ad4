"""DOC, RTF, ODT, XLS, ODS: the same as their DOCX or XLSX; damaged and hostile ones are refused or read, no more."""

from __future__ import annotations

import random
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caicach.intake.extraction import Limits, extract
from caicach.intake.reading import read_source
from caicach.intake.source import CannotRead, Line, Source, Table
from caicach.intake.tests.old_forms import compound_file, converted_by_office, office_sample, sheet_sample
from caicach.intake.tests.refusing import refusal_of
from caicach.intake.tests.rendering import SOFFICE, to_docx
from caicach.intake.tests.test_forms_agree import without_places

TEXT_FORMS = ["doc", "rtf", "odt"]
SHEET_FORMS = ["xls", "ods"]
REAL = ["seeds/001_56f9d8290ca64f89.txt", "examples/hanoi_310_KH-UBND_2025.txt"]
office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, Path]:
    """Samples and real plans in every old form, made by one start of LibreOffice for each form."""
    folder = tmp_path_factory.mktemp("old")
    documents = [office_sample(folder / "mau.docx")]
    try:
        shared = request.getfixturevalue("shared")
    except pytest.skip.Exception:
        shared = None
    for name in REAL if shared else ():
        # LibreOffice drops the restarts of automatic numbers when it writes DOC, so the labels are text here.
        documents.append(to_docx(extract(shared / name), folder / f"{Path(name).stem}.docx", numbering=False))
    sheets = [sheet_sample(folder / "bang.xlsx")]
    made = [*documents, *sheets]
    for form in TEXT_FORMS:
        made += converted_by_office(documents, form)
    for form in SHEET_FORMS:
        made += converted_by_office(sheets, form)
    return {path.name: path for path in made}


def plain(source: Source) -> list[Any]:
    """Blocks without pages and line numbers."""
    shown: list[Any] = []
    for block in source.blocks:
        if isinstance(block, Line):
            shown.append((block.text, block.bold, block.italic, block.centered))
        else:
            shown += [[cell.text for cell in row] for row in block.rows]
    return shown


@pytest.mark.office
@office
class TestAgainstTheNewForms:
    @pytest.mark.parametrize("form", TEXT_FORMS)
    @pytest.mark.parametrize("name", REAL)
    def test_a_real_plan_reads_the_same(self, old, name, form):
        stem = Path(name).stem
        if f"{stem}.docx" not in old:
            pytest.skip("no real documents beside the checkout")
        new, before = extract(old[f"{stem}.docx"]), extract(old[f"{stem}.{form}"])
        assert plain(before) == plain(new)
        for one, other in zip(read_source(new)["documents"], read_source(before)["documents"], strict=True):
            for part in one:
                if part != "warnings":
                    assert without_places(other[part]) == without_places(one[part]), part

    @pytest.mark.parametrize("form", TEXT_FORMS)
    def test_styles_numbers_fonts_and_tables(self, old, form):
        source = extract(old[f"mau.{form}"])
        expected = plain(extract(old["mau.docx"]))
        assert expected[-1][0] == "Trường: ngày in"  # a field; LibreOffice works it out anew
        assert plain(source)[:-1] == expected[:-1]
        assert source.pages == 2
        assert "legacy_font" in [warning.code for warning in source.warnings]

    def test_what_the_sample_says(self, old):
        """What the forms agree on is right, too."""
        shown = plain(extract(old["mau.doc"]))
        assert [entry[0] for entry in shown if isinstance(entry, tuple)][2:9] == [
            "1. Rà soát thủ tục",
            "2. Công khai kết quả",
            "• Gạch đầu dòng",
            "Ủy ban nhân dân tỉnh quyết định, tư pháp CỘNG HÒA",
            "Ủy ban nhân dân quyết định, tư pháp",
            "Đã là Unicode: “Ủy ban nhân dân”",
            "Hiện",
        ]
        assert [entry for entry in shown if isinstance(entry, list)] == [
            ["TT", "Nhiệm vụ", "Đơn vị"],
            ["1", "Rà soát\nlồng một\nlồng hai", "Sở A"],
            ["2", "Báo cáo", "Sở A"],
            ["Cộng", "Cộng", ""],
        ]

    @pytest.mark.parametrize("form", SHEET_FORMS)
    def test_a_workbook_reads_the_same(self, old, form):
        new, before = extract(old["bang.xlsx"]), extract(old[f"bang.{form}"])
        assert before.blocks == new.blocks
        assert [warning.code for warning in before.warnings] == ["hidden_sheet", "legacy_font"]
        table = next(block for block in before.blocks if isinstance(block, Table))
        assert [cell.text for cell in table.rows[1]] == ["1", "Rà soát", "90,5%", "25/03/2026", "Sở Tư pháp"]

    def test_a_doc_that_is_rtf_inside(self, old, tmp_path):
        path = tmp_path / "cu.doc"
        path.write_bytes(old["mau.rtf"].read_bytes())
        assert plain(extract(path)) == plain(extract(old["mau.rtf"]))

    def test_a_doc_named_docx_is_told(self, old, tmp_path):
        path = tmp_path / "moi.docx"
        path.write_bytes(old["mau.doc"].read_bytes())
        assert refusal_of(path) == "name_mismatch"

    @pytest.mark.parametrize("name", ["mau.doc", "mau.rtf", "mau.odt", "bang.ods", "bang.xls"])
    def test_mutated_files_are_read_or_refused(self, old, tmp_path, name):
        """A fixed set of broken copies: cut off, overwritten, with stretches moved. Never anything but a refusal."""
        whole = old[name].read_bytes()
        chance = random.Random(name)
        path = tmp_path / name
        for _ in range(25):
            path.write_bytes(broken(whole, chance))
            try:
                extract(path)
            except CannotRead as refusal:
                assert name in str(refusal) and str(refusal).endswith(".")

    @pytest.mark.parametrize("name", ["mau.odt", "bang.ods"])
    def test_odf_that_says_nonsense(self, old, tmp_path, name):
        chance = random.Random(name)
        for _ in range(15):
            path = repacked(old[name], tmp_path / name, lambda xml: nonsense(xml, chance))
            try:
                extract(path)
            except CannotRead as refusal:
                assert name in str(refusal)

    def test_half_a_doc(self, old, tmp_path):
        path = tmp_path / "nua.doc"
        whole = old["mau.doc"].read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        assert refusal_of(path) == "damaged"

    def test_a_doc_with_a_password(self, old, tmp_path):
        path = tmp_path / "khoa.doc"
        content = bytearray(old["mau.doc"].read_bytes())
        content[content.index(struct.pack("<H", 0xA5EC), 512) + 0x0B] |= 1
        path.write_bytes(bytes(content))
        assert refusal_of(path) == "encrypted"

    def test_odf_bombs(self, old, tmp_path):
        """A row said to stand a thousand million times, cells likewise."""
        rows = repacked(
            old["bang.ods"],
            tmp_path / "b.ods",
            lambda xml: xml.replace("<table:table-row", '<table:table-row table:number-rows-repeated="999999999"'),
        )
        assert refusal_of(rows) in {"too_many_lines", "damaged"}

    def test_an_odt_with_a_dtd(self, old, tmp_path):
        path = repacked(
            old["mau.odt"], tmp_path / "d.odt", lambda xml: xml.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
        )
        assert refusal_of(path) == "external_entities"

    def test_an_odt_with_macros(self, old, tmp_path):
        path = repacked(old["mau.odt"], tmp_path / "m.odt", lambda xml: xml, extra={"Basic/Standard/A.xml": b"<a/>"})
        assert refusal_of(path) == "macros"

    def test_an_odt_with_a_password(self, old, tmp_path):
        manifest = (
            b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            b'<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>'
        )
        path = repacked(old["mau.odt"], tmp_path / "k.odt", lambda xml: xml, extra={"META-INF/manifest.xml": manifest})
        assert refusal_of(path) == "encrypted"


def broken(whole: bytes, chance: random.Random) -> bytes:
    content = bytearray(whole)
    kind = chance.random()
    if kind < 0.2:
        return bytes(content[: chance.randrange(len(content))])
    if kind < 0.4:
        start, source = chance.randrange(len(content)), chance.randrange(len(content))
        size = chance.randrange(1, 2000)
        content[start : start + size] = content[source : source + size]
        return bytes(content)
    for _ in range(chance.randrange(1, 40)):
        reach = min(len(content), chance.choice((600, 3000, len(content))))
        content[chance.randrange(reach)] = chance.choice((0, 1, 0x80, 0xFF, chance.randrange(256)))
    return bytes(content)


def repacked(path: Path, target: Path, change, extra: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            if entry not in (extra or {}):
                content = before.read(entry)
                after.writestr(entry, change(content.decode()).encode() if entry == "content.xml" else content)
        for entry, content in (extra or {}).items():
            after.writestr(entry, content)
    return target


def nonsense(xml: str, chance: random.Random) -> str:
    for _ in range(5):
        found = chance.choice(list(re.finditer(r'="([^"]*)"', xml)))
        wrong = chance.choice(["", "-1", "999999999999", "1048576", "x", "true"])
        xml = xml[: found.start(1)] + wrong + xml[found.end(1) :]
    return xml


# ── RTF, which a test can write itself ───────────────────────────────────────────────────────────────────────────


def rtf(tmp_path: Path, content: str | bytes, name: str = "a.rtf") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
    return path


def texts(path: Path) -> list[str]:
    return [block.text for block in extract(path).blocks if isinstance(block, Line)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(r"K\u7871? ho\u7841?ch", ["Kế hoạch"], id="Unicode with a stand-in"),
        pytest.param(r"\uc2 K\u7871\'3f\'3f ho\u7841ABch", ["Kế hoạch"], id="two stand-ins"),
        pytest.param(r"{\f1 x\'b7 h\'e9i}", ["xã hội"], id="TCVN3 font, bytes"),
        pytest.param(r"{\f1 c\u233?ng t\-}", ["cộng tư"], id="TCVN3 font, Unicode and the optional hyphen"),
        pytest.param(r"{\f2 K\'ea\'ec ho\u7841?ch}", ["Kế hoạch"], id="Vietnamese character set"),
        pytest.param(r"Th\'c0y {\v kh\'f4ng} xem", ["ThÀy xem"], id="hidden text"),
        pytest.param(r"M\'f4t\par {\*\bkmkstart x}Hai\par{\header \'d0\'c0\par}Ba", ["Môt", "Hai", "Ba"], id="headers"),
        pytest.param(r"Trang {\field{\*\fldinst PAGE}{\fldrslt 9}}", ["Trang 9"], id="field"),
        pytest.param(r"{\listtext\tab 1.\tab}Vi\u7879?c", ["1. Việc"], id="drawn label"),
        pytest.param(r"a{\upr{x}{\*\ud{y}}}b", ["ayb"], id="two spellings of one text"),
        pytest.param(r"tr\u432?\u7899?c \bin5 {}{\}sau", ["trước sau"], id="binary"),
        pytest.param(r"\u-10179?\u-8704? tr", ["\U0001f600 tr"], id="a letter beyond the first plane"),
    ],
)
def test_rtf_says(tmp_path, body, expected):
    fonts = r"{\fonttbl{\f0 Arial;}{\f1\fnil .VnTime;}{\f2\fcharset163 Times New Roman;}}"
    padding = r"\par {\f1 Uû ban nh\'a9n d\'a9n quyÕt ®Þnh}"
    found = texts(rtf(tmp_path, rf"{{\rtf1\ansi\ansicpg1252{fonts} {body}{padding}}}"))
    assert found == [*expected, "Ủy ban nhân dân quyết định"]


def test_rtf_rows(tmp_path):
    row = r"\trowd\cellx1000\cellx2000\pard\intbl 1\cell Vi\u7879?c\cell\row"
    wide = r"\trowd\cellx2000\pard\intbl C\u7897?ng\cell\row\pard"
    table = next(b for b in extract(rtf(tmp_path, rf"{{\rtf1 {row}{wide} Sau}}")).blocks if isinstance(b, Table))
    assert [[cell.text for cell in cells] for cells in table.rows] == [["1", "Việc"], ["Cộng", "Cộng"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(r"{\rtf1" + "{" * 50_000 + "x", "damaged", id="groups without end"),
        pytest.param(r"{\rtf1 " + r"{\f1" * 9_000 + "}" * 9_001, "empty", id="groups that hold nothing"),
        pytest.param(r"{\rtf1 chua xong", None, id="cut off in a sentence"),
        pytest.param(r"{\rtf1 " + r"\u99999999999999?" * 9 + "}", None, id="numbers beyond bounds"),
        pytest.param(r"{\rtf1 \bin999999999 x}", "damaged", id="binary beyond the end"),
        pytest.param(r"{\rtf1 " + r"\itap60\intbl x\nestcell\nestrow " * 40 + "}", None, id="tables in tables"),
        pytest.param(r"{\rtf1 " + r"\trowd" + r"\cellx9" * 5_000 + r"\intbl x\cell\row}", None, id="5,000 cells"),
    ],
)
def test_hostile_rtf(tmp_path, content, code):
    path = rtf(tmp_path, content)
    if code:
        assert refusal_of(path) == code
        return
    try:
        extract(path)
    except CannotRead as refusal:
        assert path.name in str(refusal)


def test_rtf_has_a_bound_on_paragraphs(tmp_path):
    path = rtf(tmp_path, r"{\rtf1 " + r"x\par " * 300 + "}")
    assert refusal_of(path, Limits(lines=100)) == "too_many_lines"


_PARTS = [
    r"\par",
    r"\cell",
    r"\row",
    r"\intbl",
    r"\itap2",
    r"\nestcell",
    r"\nestrow",
    r"\trowd",
    r"\cellx500",
    "{",
    "}",
]
_PARTS += [
    r"{\fonttbl{\f1 .VnTime;}}",
    r"\f1",
    r"\u7871?",
    r"\'e9",
    r"{\*\x",
    r"\bin2",
    r"\pard",
    r"{\listtext",
    "chữ",
    " ",
]
_PARTS += [r"\clvmgf", r"\clvmrg", r"\clmrg", r"\page", r"\sect", r"\uc3", r"\-", r"\\", r"\*", r"\b", r"{\field", "\\"]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_PARTS), max_size=60))
def test_any_rtf_is_read_or_refused(tmp_path, parts):
    path = rtf(tmp_path, (r"{\rtf1 " + "".join(parts)).encode("cp1258", errors="replace"))
    try:
        assert extract(path).blocks
    except CannotRead as refusal:
        assert path.name in str(refusal)


# ── compound files ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_doc_with_macros(tmp_path):
    path = tmp_path / "macro.doc"
    path.write_bytes(compound_file({"WordDocument": b"\xec\xa5" + b"\x00" * 2000, "Macros/VBA/dir": b"x"}))
    assert refusal_of(path) == "macros"


def test_an_xls_with_macros(tmp_path):
    path = tmp_path / "macro.xls"
    path.write_bytes(compound_file({"Workbook": b"\x09\x08" + b"\x00" * 99, "_VBA_PROJECT_CUR/VBA/dir": b"x"}))
    assert refusal_of(path) == "macros"


def test_an_xls_with_a_password(tmp_path):
    path = tmp_path / "khoa.xls"
    begin = struct.pack("<HHHH", 0x809, 16, 0x600, 5) + b"\x00" * 12
    locked = struct.pack("<HHH", 0x2F, 2, 1)
    path.write_bytes(compound_file({"Workbook": begin + locked + struct.pack("<HH", 0x0A, 0)}))
    assert refusal_of(path) == "encrypted"


def test_word_before_97_is_told_so(tmp_path):
    path = tmp_path / "cu.doc"
    path.write_bytes(compound_file({"WordDocument": struct.pack("<HH", 0xA5DC, 101) + b"\x00" * 2000}))
    assert refusal_of(path) == "unsupported_kind"


def test_a_directory_that_runs_in_a_circle(tmp_path):
    """Each entry names the next and the last the first again."""
    content = bytearray(compound_file({f"S{n}": b"x" for n in range(6)} | {"WordDocument": b"\xec\xa5" * 400}))
    at = content.index("S5".encode("utf-16-le") + b"\x00" * 8)
    content[at + 68 : at + 76] = struct.pack("<II", 1, 1)
    path = tmp_path / "vong.doc"
    path.write_bytes(bytes(content))
    assert refusal_of(path) in {"damaged", "name_mismatch"}


def test_sectors_that_run_in_a_circle(tmp_path):
    content = bytearray(
        compound_file({"WordDocument": struct.pack("<HH", 0xA5EC, 0xC1) + b"\x00" * 8000, "0Table": b"x"})
    )
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    content[table : table + 4] = struct.pack("<I", 0)  # the first sector follows itself
    path = tmp_path / "vong.doc"
    path.write_bytes(bytes(content))
    assert refusal_of(path) == "damaged"

"""Files that are refused: each is built for real, each has its code and one plain sentence."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2 as pdfium
import pytest
from PIL import Image

from caicach.intake.extraction import Limits, extract, refusals
from caicach.intake.extraction.limits import MEGABYTE
from caicach.intake.source import CannotRead, Line
from caicach.intake.tests.conftest import CHECKOUT
from caicach.intake.tests.rendering import SOFFICE, to_docx, to_pdf, to_xlsx

Build = Callable[[Path], Path]
LAUGHS = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
MAIN = "word/document.xml"


def plain_docx(folder: Path, name: str = "goc.docx") -> Path:
    path = folder / name
    document = docx.Document()
    document.add_paragraph("Kế hoạch cải cách hành chính năm 2026.")
    document.save(str(path))
    return path


def rewritten(path: Path, target: Path, changes: dict[str, bytes | None], *, strict: bool = True) -> Path:
    """A copy of an Office file with parts replaced, added or (None) taken out."""
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            if entry not in changes:
                after.writestr(entry, before.read(entry))
        for entry, content in changes.items():
            if content is not None:
                after.writestr(entry, content)
    return target


def body_of(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(MAIN).decode()


def picture(name: str, kind: str) -> Build:
    def build(folder: Path) -> Path:
        path = folder / name
        Image.new("RGB", (40, 40), "white").save(path, kind)
        return path

    return build


def scan(folder: Path) -> Path:
    path = folder / "ban-quet.pdf"
    Image.new("RGB", (800, 1100), "white").save(path, "PDF", resolution=100)
    return path


def with_bytes(name: str, content: bytes) -> Build:
    def build(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return build


def renamed(name: str, build: Build) -> Build:
    return lambda folder: build(folder).rename(folder / name)


def cfb(*streams: str) -> bytes:
    """The start of an old Office container whose directory names these streams."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\x00") + b"\x00" * 64 for name in ("Root Entry", *streams)
    )
    return header.ljust(512, b"\x00") + directory.ljust(1024, b"\x00")


def encrypted_pdf(folder: Path) -> Path:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    path = plain_docx(folder, "mat.docx")
    options = {"EncryptFile": True, "DocumentOpenPassword": "bi-mat"}
    filters = {
        key: {"type": "boolean" if value is True else "string", "value": str(value).lower() if value is True else value}
        for key, value in options.items()
    }
    command = [SOFFICE, "--headless", f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"]
    command += ["--convert-to", f"pdf:writer_pdf_Export:{json.dumps(filters)}", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return path.with_suffix(".pdf")


def long_pdf(folder: Path) -> Path:
    document = pdfium.PdfDocument.new()
    for _ in range(2_000):
        document.new_page(595, 842)
    path = folder / "dai.pdf"
    document.save(path)
    document.close()
    return path


def zip_bomb(folder: Path) -> Path:
    body = body_of(plain_docx(folder)).replace("<w:body>", "<w:body>" + "<w:p/>" * 3_000_000)
    return rewritten(folder / "goc.docx", folder / "bom.docx", {MAIN: body.encode()})


def bomb_of_many_parts(folder: Path) -> Path:
    changes: dict[str, bytes | None] = {f"word/media/{n}.bin": b"" for n in range(5_001)}
    return rewritten(plain_docx(folder), folder / "nhieu.docx", changes)


def docx_with(name: str, changes: Callable[[str], dict[str, bytes | None]]) -> Build:
    def build(folder: Path) -> Path:
        path = plain_docx(folder)
        return rewritten(path, folder / name, changes(body_of(path)))

    return build


def truncated(build: Build, share: float) -> Build:
    def cut(folder: Path) -> Path:
        path = build(folder)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])
        return path

    return cut


def encrypted_zip_entry(folder: Path) -> Path:
    """A DOCX whose main part carries the mark of a password."""
    content = bytearray(plain_docx(folder).read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        offset = archive.getinfo(MAIN).header_offset
    content[offset + 6] |= 1
    directory = content.index(b"PK\x01\x02" + content[offset + 4 : offset + 4], 0)
    while content[directory + 46 : directory + 46 + len(MAIN)] != MAIN.encode():
        directory = content.index(b"PK\x01\x02", directory + 4)
    content[directory + 8] |= 1
    path = folder / "khoa.docx"
    path.write_bytes(bytes(content))
    return path


def broken_part(folder: Path) -> Path:
    """The archive opens, but the bytes of its main part were damaged."""
    content = bytearray(plain_docx(folder).read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        offset = archive.getinfo(MAIN).header_offset
    for index in range(offset + 60, offset + 120):
        content[index] ^= 0xFF
    path = folder / "hong.docx"
    path.write_bytes(bytes(content))
    return path


def xlsx(folder: Path) -> Path:
    return to_xlsx([["TT", "Việc"], [1, "Rà soát"]], folder / "bang.xlsx")


CASES = [
    pytest.param(with_bytes("rong.pdf", b""), "empty", id="empty file"),
    pytest.param(with_bytes("rong.txt", b" \n\n \t\n"), "empty", id="nothing but blanks"),
    pytest.param(
        lambda folder: (docx.Document().save(str(folder / "r.docx")), folder / "r.docx")[1], "empty", id="empty DOCX"
    ),
    pytest.param(lambda folder: to_xlsx([], folder / "r.xlsx"), "empty", id="empty workbook"),
    pytest.param(lambda folder: folder / "khong-co.txt", "not_found", id="no such file"),
    pytest.param(lambda folder: folder, "not_found", id="a folder"),
    pytest.param(renamed("anh.pdf", picture("a.png", "PNG")), "name_mismatch", id="PNG named PDF"),
    pytest.param(renamed("anh.docx", picture("a.jpg", "JPEG")), "name_mismatch", id="JPEG named DOCX"),
    pytest.param(renamed("bang.pdf", xlsx), "name_mismatch", id="XLSX named PDF"),
    pytest.param(renamed("van-ban.txt", plain_docx), "name_mismatch", id="DOCX named TXT"),
    pytest.param(with_bytes("chu.docx", "Chỉ là chữ.".encode()), "name_mismatch", id="text named DOCX"),
    pytest.param(with_bytes("cu.docx", cfb("WordDocument")), "name_mismatch", id="old Word named DOCX"),
    pytest.param(with_bytes("nhi-phan.txt", bytes(range(256)) * 40), "name_mismatch", id="bytes named TXT"),
    pytest.param(with_bytes("van-ban.doc", cfb("WordDocument")), "damaged", id="DOC in name and head only"),
    pytest.param(with_bytes("bang.xls", cfb("Workbook")), "damaged", id="XLS in name and head only"),
    pytest.param(with_bytes("chieu.ppt", cfb("PowerPoint Document")), "unsupported_kind", id="PPT"),
    pytest.param(picture("anh.png", "PNG"), "no_text_layer", id="PNG"),
    pytest.param(picture("anh.gif", "GIF"), "unsupported_kind", id="GIF"),
    pytest.param(with_bytes("a.rar", b"Rar!\x1a\x07" + b"\x00" * 99), "unsupported_kind", id="RAR"),
    pytest.param(with_bytes("trang.html", b"<p>Ke hoach</p>"), "unsupported_kind", id="HTML"),
    pytest.param(with_bytes("chay.exe", b"MZ\x90\x00" + b"\x00" * 200), "unsupported_kind", id="program"),
    pytest.param(
        with_bytes("mat.docx", cfb("EncryptionInfo", "EncryptedPackage")), "encrypted", id="DOCX with password"
    ),
    pytest.param(
        with_bytes("mat.xlsx", cfb("EncryptionInfo", "EncryptedPackage")), "encrypted", id="XLSX with password"
    ),
    pytest.param(encrypted_zip_entry, "encrypted", id="part with password"),
    pytest.param(encrypted_pdf, "encrypted", id="PDF with password", marks=pytest.mark.office),
    pytest.param(zip_bomb, "zip_bomb", id="part that swells"),
    pytest.param(bomb_of_many_parts, "zip_bomb", id="too many parts"),
    pytest.param(long_pdf, "too_many_pages", id="2,000 pages"),
    pytest.param(
        docx_with("macro.docx", lambda body: {"word/vbaProject.bin": b"\x00"}), "macros", id="DOCX with a macro"
    ),
    pytest.param(renamed("macro.docm", plain_docx), "macros", id="DOCM"),
    pytest.param(
        docx_with(
            "loai.docx",
            lambda body: {
                "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                b'<Override PartName="/word/document.xml" '
                b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
            },
        ),
        "macros",
        id="macro by its content type",
    ),
    pytest.param(
        docx_with("cuoi.docx", lambda body: {MAIN: (LAUGHS + "]>" + body.split("?>", 1)[1]).encode()}),
        "external_entities",
        id="billion laughs",
    ),
    pytest.param(
        docx_with(
            "ngoai.docx",
            lambda body: {
                MAIN: (
                    '<?xml version="1.0" encoding="UTF-16"?><!-- <a/> --><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                    + body.split("?>", 1)[1].replace("Kế hoạch", "&e;")
                ).encode("utf-16")
            },
        ),
        "external_entities",
        id="file entity in UTF-16 behind a comment",
    ),
    pytest.param(
        lambda folder: rewritten(
            xlsx(folder), folder / "b.xlsx", {"xl/theme/theme9.xml": b'<!DOCTYPE x SYSTEM "http://thu.invalid/x"><x/>'}
        ),
        "external_entities",
        id="DTD in a workbook",
    ),
    pytest.param(truncated(plain_docx, 0.6), "damaged", id="half a DOCX"),
    pytest.param(truncated(xlsx, 0.5), "damaged", id="half an XLSX"),
    pytest.param(broken_part, "damaged", id="DOCX with broken bytes"),
    pytest.param(docx_with("x.docx", lambda body: {MAIN: body[:-40].encode()}), "damaged", id="XML cut off"),
    pytest.param(
        docx_with("x.docx", lambda body: {"_rels/.rels": None, MAIN: None, "word/document2.xml": b"<a/>"}),
        "damaged",
        id="no main part",
    ),
    pytest.param(with_bytes("x.pdf", b"%PDF-1.7\n" + b"\x00garbage" * 99), "damaged", id="PDF in name and head only"),
    pytest.param(with_bytes("x.pdf", b"\x00\x01\x02" * 500), "damaged", id="bytes named PDF"),
    pytest.param(scan, "no_text_layer", id="scan"),
]


@pytest.mark.parametrize(("build", "code"), CASES)
def test_refused_with_its_code_and_one_sentence(tmp_path, build, code):
    path = build(tmp_path)
    with pytest.raises(CannotRead) as refusal:
        extract(path)
    sentence = str(refusal.value)
    assert refusal.value.code == code
    assert path.name in sentence
    assert sentence.endswith(".") and "\n" not in sentence
    assert re.search("đề nghị", sentence)


def test_over_the_size_limit(tmp_path):
    path = tmp_path / "lon.txt"
    path.write_text("a" * (MEGABYTE + 1))
    with pytest.raises(CannotRead, match="vượt giới hạn 1 MB") as refusal:
        extract(path, limits=Limits(size=MEGABYTE))
    assert refusal.value.code == "too_large"


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_half_a_pdf(tmp_path):
    """PDFium may still find pages in what is left: then they are read, else the file is damaged; never a crash."""
    path = truncated(lambda folder: to_pdf(plain_docx(folder)), 0.5)(tmp_path)
    with pytest.raises(CannotRead) as refusal:
        extract(path)
    assert refusal.value.code == "damaged"


def test_the_name_of_the_sender_counts_where_the_file_is_stored_under_another(tmp_path):
    stored = plain_docx(tmp_path).rename(tmp_path / "6df937d74009c93e")
    assert extract(stored, name="Kế hoạch.docx").name == "Kế hoạch.docx"
    with pytest.raises(CannotRead) as refusal:
        extract(stored, name="Kế hoạch.pdf")
    assert refusal.value.code == "name_mismatch"


def test_links_and_embedded_objects_are_passed_over(tmp_path):
    relation = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://thu.invalid/mau.dotm" TargetMode="External"/></Relationships>'
    )
    parts: dict[str, bytes | None] = {
        "word/_rels/document.xml.rels": relation,
        "word/embeddings/oleObject1.bin": cfb("Ole"),
    }
    path = rewritten(plain_docx(tmp_path), tmp_path / "lien-ket.docx", parts)
    assert [block.text for block in extract(path).blocks if isinstance(block, Line)] == [
        "Kế hoạch cải cách hành chính năm 2026."
    ]


def test_a_good_file_passes_all_of_this(tmp_path):
    assert extract(to_docx("Một.\n\nHai.", tmp_path / "tot.docx")).pages == 1


def test_the_handbook_lists_every_code():
    written = Path(refusals.__file__).read_text()
    handbook = (CHECKOUT / "docs" / "how-to" / "read-documents.md").read_text().split("## Refusals")[1]
    codes = set(re.findall(r'CannotRead\(\s*"(\w+)"', written))
    assert codes == set(re.findall(r"^\| `(\w+)`", handbook, re.MULTILINE)) != set()

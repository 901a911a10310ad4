"""Archives and e-mails: each file inside as if it had come alone, the whole bounded, nothing written where it says."""

from __future__ import annotations

import io
import random
import stat
import struct
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caicach.intake.extraction import Limits, extract
from caicach.intake.extraction.limits import MEGABYTE
from caicach.intake.extraction.mail import text_of_html
from caicach.intake.reading import read_source
from caicach.intake.sandbox import extract_file, read_file
from caicach.intake.source import CannotRead, Line, Source
from caicach.intake.tests.contract import check_reading
from caicach.intake.tests.issued_plan import write_issued_plan
from caicach.intake.tests.old_forms import in_windows_1258, outlook_message
from caicach.intake.tests.refusing import refusal_of

Files = dict[str, bytes]


def zipped(path: Path, files: Files, *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def zip_bytes(files: Files) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx_bytes(text: str) -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def inner_names(source: Source) -> list[str]:
    return [file.name for file in source.inner]


def lines(source: Source) -> list[str]:
    return [block.text for block in source.blocks if isinstance(block, Line)]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_issued_plan(tmp_path_factory.mktemp("plan") / "ke-hoach.docx")


class TestArchives:
    def test_each_file_is_read_as_if_it_had_come_alone(self, tmp_path, plan):
        files = {"2026/kế hoạch.docx": plan.read_bytes(), "ghi chú.txt": "Một dòng chữ.\n\fHai.".encode()}
        path = zipped(tmp_path / "goi.zip", files)
        source = extract(path)
        alone = extract(plan)
        assert inner_names(source) == ["2026/kế hoạch.docx", "ghi chú.txt"]
        first, second = source.inner
        assert (first.first_page, first.last_page) == (1, alone.pages)
        assert (second.first_page, second.last_page) == (alone.pages + 1, alone.pages + 2)
        assert source.blocks[: second.first_block] == alone.blocks
        numbers = [block.number for block in source.blocks]
        assert numbers == sorted(numbers) and len(set(numbers)) == len(numbers)

        reading = read_source(source)
        check_reading(reading)
        expected = read_source(alone)["documents"]
        found = reading["documents"]
        assert len(found) == len(expected) + 1
        for one, other in zip(expected, found, strict=False):
            assert [task["text"] for task in other["tasks"]] == [task["text"] for task in one["tasks"]]
            assert (other["number"], other["title"]) == (one["number"], one["title"])
        assert all("Tệp con “ghi chú.txt”" in warning["text"] for warning in found[-1]["warnings"])
        assert [warning["code"] for warning in reading["warnings"]] == ["inner_file", "inner_file"]

    def test_through_the_child_process(self, tmp_path):
        path = zipped(tmp_path / "goi.zip", {"a.txt": b"Ke hoach", "trong/b.docx": docx_bytes("Kế hoạch hai")})
        assert inner_names(extract_file(path)) == ["a.txt", "trong/b.docx"]
        assert len(read_file(path)["documents"]) == 2

    def test_what_cannot_be_read_inside_leaves_the_rest(self, tmp_path):
        path = zipped(
            tmp_path / "goi.zip", {"hong.docx": b"PK\x03\x04 hong", "x.exe": b"MZ\x00" * 30, "tot.txt": b"Tot."}
        )
        source = extract(path)
        assert lines(source) == ["Tot."]
        refused = [warning.text for warning in source.warnings if warning.code == "inner_refused"]
        assert len(refused) == 2 and "“hong.docx”" in refused[0] and "“x.exe”" in refused[1]

    def test_archives_inside_are_looked_into(self, tmp_path):
        inside = zip_bytes({"b.txt": b"Trong.", "c.txt": b"Nua."})
        path = zipped(tmp_path / "goi.zip", {"a.txt": b"Ngoai.", "trong.zip": inside})
        source = extract(path)
        assert inner_names(source) == ["a.txt", "trong.zip/b.txt", "trong.zip/c.txt"]
        assert [warning.text for warning in source.warnings] == [
            "Tệp con “a.txt”: trang 1.",
            "Tệp con “trong.zip/b.txt”: trang 2.",
            "Tệp con “trong.zip/c.txt”: trang 3.",
        ]

    def test_deeper_than_three_is_refused(self, tmp_path):
        content = zip_bytes({"a.txt": b"Day."})
        for _ in range(3):
            content = zip_bytes({"goi.zip": content})
        path = tmp_path / "sau.zip"
        path.write_bytes(content)
        assert refusal_of(path) == "too_deep"

    def test_too_many_files(self, tmp_path):
        path = zipped(tmp_path / "nhieu.zip", {f"{n}.txt": b"x" for n in range(30)})
        assert refusal_of(path, Limits(inner_files=20)) == "too_many_inner"
        assert refusal_of(
            zipped(tmp_path / "muc.zip", {f"{n}/": b"" for n in range(60)}), Limits(archive_entries=50)
        ) == ("zip_bomb")

    def test_bombs(self, tmp_path):
        big = b"\x00" * (40 * MEGABYTE)
        assert refusal_of(zipped(tmp_path / "bom.zip", {"a.txt": big})) == "zip_bomb"
        small = Limits(archive_total=MEGABYTE)
        noise = random.Random(1).randbytes(600_000)
        assert refusal_of(zipped(tmp_path / "tong.zip", {"a.txt": noise, "b.txt": noise}), small) == "zip_bomb"

    def test_a_size_that_lies(self, tmp_path):
        """The directory says ten bytes, the stream holds more: what is read is bounded by what was said."""
        path = zipped(tmp_path / "doi.zip", {"a.txt": b"chu " * 5_000})
        content = bytearray(path.read_bytes())
        for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            at = content.index(mark)
            content[at + offset : at + offset + 4] = struct.pack("<I", 10)
        path.write_bytes(bytes(content))
        assert refusal_of(path) == "damaged"

    def test_no_path_leads_out(self, tmp_path):
        folder = tmp_path / "trong"
        folder.mkdir()
        before = set(tmp_path.rglob("*"))
        names = ["../../thoat.txt", "/etc/thoat.txt", "C:\\Windows\\thoat.txt", "a/../../b.txt", "..\\..\\c.txt"]
        path = zipped(folder / "duong.zip", dict.fromkeys(names, b"Chu."))
        assert inner_names(extract(path)) == [
            "thoat.txt",
            "etc/thoat.txt",
            "Windows/thoat.txt",
            "a/b.txt",
            "c.txt",
        ]
        assert set(tmp_path.rglob("*")) - before == {path}

    def test_links_and_leavings_of_machines_are_passed_over(self, tmp_path):
        path = tmp_path / "rac.zip"
        with zipfile.ZipFile(path, "w") as archive:
            link = zipfile.ZipInfo("lien-ket.txt")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
            for name in ("__MACOSX/._a.txt", "Thumbs.db", "~$a.docx", "muc/"):
                archive.writestr(name, b"x")
            archive.writestr("a.txt", b"Chu.")
        assert inner_names(extract(path)) == ["a.txt"]

    @pytest.mark.parametrize(
        ("raw", "utf8"),
        [
            pytest.param("Kế hoạch số 5.txt".encode(), True, id="UTF-8, said so"),
            pytest.param("Kế hoạch số 5.txt".encode(), False, id="UTF-8, not said"),
            pytest.param(in_windows_1258("Kế hoạch số 5.txt"), False, id="windows-1258"),
            pytest.param("KÕ ho¹ch sè 5.txt".encode("cp1252"), False, id="TCVN3"),
        ],
    )
    def test_names_in_old_code_pages(self, tmp_path, raw, utf8):
        path = tmp_path / "ten.zip"
        stand_in = "x" * (len(raw) - 4) + ".txt"
        zipped(path, {stand_in: b"Chu."})
        content = bytearray(path.read_bytes().replace(stand_in.encode(), raw))
        if utf8:
            for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
                content[content.index(mark) + offset + 1] |= 0x08
        path.write_bytes(bytes(content))
        assert inner_names(extract(path)) == ["Kế hoạch số 5.txt"]

    def test_a_name_in_cp437_stays(self, tmp_path):
        path = tmp_path / "ten.zip"
        zipped(path, {"xxx.txt": b"Chu."})
        path.write_bytes(path.read_bytes().replace(b"xxx.txt", "éàü.txt".encode("cp437")))
        assert inner_names(extract(path)) == ["éàü.txt"]

    def test_a_password(self, tmp_path):
        path = zipped(tmp_path / "khoa.zip", {"a.txt": b"Chu."})
        content = bytearray(path.read_bytes())
        content[6] |= 1
        content[content.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(bytes(content))
        assert refusal_of(path) == "encrypted"

    def test_nothing_to_read_inside(self, tmp_path):
        assert refusal_of(zipped(tmp_path / "rong.zip", {})) == "nothing_readable_inside"
        assert refusal_of(zipped(tmp_path / "mot.zip", {"a.docx": b"PK\x03\x04"})) == "damaged"
        assert refusal_of(zipped(tmp_path / "hai.zip", {"a.exe": b"MZ\x00", "b.exe": b"MZ\x00"})) == (
            "nothing_readable_inside"
        )

    def test_the_same_name_twice(self, tmp_path):
        path = tmp_path / "hai.zip"
        with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", b"Mot.")
            archive.writestr("a.txt", b"Hai.")
        assert inner_names(extract(path)) == ["a.txt", "a (2).txt"]

    def test_mutated_archives_are_read_or_refused(self, tmp_path):
        whole = zip_bytes(
            {"a.txt": "Kế hoạch. ".encode() * 40, "b/c.docx": docx_bytes("Kế hoạch"), "d.zip": zip_bytes({})}
        )
        chance = random.Random("goi")
        path = tmp_path / "goi.zip"
        for _ in range(60):
            content = bytearray(whole[: chance.randrange(30, len(whole))] if chance.random() < 0.2 else whole)
            for _ in range(chance.randrange(1, 30)):
                content[chance.randrange(len(content))] = chance.choice((0, 1, 0x80, 0xFF, chance.randrange(256)))
            path.write_bytes(bytes(content))
            try:
                extract(path)
            except CannotRead as refusal:
                assert "goi.zip" in str(refusal)


def letter(text: str = "Kính gửi các đơn vị.\n\nXin gửi kèm kế hoạch.") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        "Gửi kế hoạch năm 2026",
        "a@co-quan.invalid",
        "b@co-quan.invalid",
    )
    message.set_content(text)
    return message


def saved(message: EmailMessage, folder: Path, name: str = "thu.eml") -> Path:
    path = folder / name
    path.write_bytes(message.as_bytes())
    return path


class TestLetters:
    def test_letter_and_attachments(self, tmp_path, plan):
        message = letter()
        message.add_attachment(
            plan.read_bytes(), maintype="application", subtype="octet-stream", filename="Kế hoạch.docx"
        )
        message.add_attachment("Ghi chú.", filename="ghi chú.txt")
        source = extract(saved(message, tmp_path))
        assert inner_names(source) == ["Nội dung thư.txt", "Kế hoạch.docx", "ghi chú.txt"]
        assert lines(source)[:3] == ["Gửi kế hoạch năm 2026", "Kính gửi các đơn vị.", "Xin gửi kèm kế hoạch."]
        documents = read_source(source)["documents"]
        tasks = [len(document["tasks"]) for document in read_source(extract(plan))["documents"]]
        assert [len(document["tasks"]) for document in documents][1 : 1 + len(tasks)] == tasks

    def test_a_letter_in_html_alone(self, tmp_path):
        message = EmailMessage()
        message["Subject"] = "Về báo cáo"
        message.set_content("<p>Kính gửi<br>các đơn vị</p><script>x()</script><p>Hết.</p>", subtype="html")
        assert lines(extract(saved(message, tmp_path))) == ["Về báo cáo", "Kính gửi các đơn vị", "Hết."]

    def test_a_forwarded_letter_is_looked_into(self, tmp_path):
        inside = letter("Thư bên trong.")
        inside.add_attachment("Tệp bên trong.", filename="trong.txt")
        message = letter("Thư bên ngoài.")
        message.add_attachment(inside)
        source = extract(saved(message, tmp_path))
        assert "trong.txt" in inner_names(source)
        assert {"Thư bên ngoài.", "Thư bên trong.", "Tệp bên trong."} <= set(lines(source))

    def test_pictures_in_the_text_are_passed_over(self, tmp_path):
        message = letter()
        message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="logo.png", cid="<a>")
        source = extract(saved(message, tmp_path))
        assert [warning.code for warning in source.warnings] == ["inner_file"]

    def test_ten_thousand_parts(self, tmp_path):
        part = b'--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nchu\n'
        path = tmp_path / "nhieu.eml"
        path.write_bytes(b"Subject: a\nContent-Type: multipart/mixed; boundary=x\n\n" + part * 10_000 + b"--x--\n")
        begun = time.monotonic()
        assert refusal_of(path) == "too_many_inner"
        assert time.monotonic() - begun < 20

    def test_parts_in_parts_in_parts(self, tmp_path):
        head = "".join(f"--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n\n" for n in range(3_000))
        path = tmp_path / "sau.eml"
        path.write_text(f"Subject: a\nContent-Type: multipart/mixed; boundary=0\n\n{head}chu")
        assert refusal_of(path) in {"damaged", "too_many_inner", "nothing_readable_inside"}

    def test_text_named_eml_is_no_letter(self, tmp_path):
        path = tmp_path / "khong.eml"
        path.write_text("Chỉ là chữ.\n")
        assert refusal_of(path) == "damaged"

    @pytest.mark.parametrize(
        "head", [b"Subject: =?utf-8?b?####?=", b"Subject: =?x-khong?q?a?=", b"Subject: \xff\xfe", b"From:"]
    )
    def test_heads_that_are_nonsense(self, tmp_path, head):
        path = tmp_path / "la.eml"
        path.write_bytes(head + b"\nContent-Type: text/plain; charset=khong-co\n\nKe hoach.\n")
        assert "Ke hoach." in lines(extract(path))

    @given(st.binary(max_size=300))
    def test_any_letter_is_read_or_refused(self, tmp_path_factory, content):
        path = tmp_path_factory.getbasetemp() / "bat-ky.eml"
        path.write_bytes(b"Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n" + content)
        try:
            assert extract(path).blocks
        except CannotRead as refusal:
            assert path.name in str(refusal)

    @given(st.text(alphabet="<>/ap brtdiv&;\"'=!-?x \n", max_size=120))
    def test_any_html_has_a_text(self, content):
        assert isinstance(text_of_html(content), str)

    def test_rows_of_html(self):
        page = "<html><head><title>x</title></head><body>Đầu<table><tr><td>1</td><td><p>Việc</p></td></tr></table>Cuối"
        assert text_of_html(page).split("\n") == ["Đầu", "1 | Việc", "Cuối"]


class TestOutlook:
    @pytest.mark.parametrize("unicode", [True, False])
    def test_letter_and_attachments(self, tmp_path, unicode):
        path = tmp_path / "thu.msg"
        content = docx_bytes("Kế hoạch cải cách")
        path.write_bytes(
            outlook_message(
                "Gửi kế hoạch", "Kính gửi các đơn vị.\r\n\r\nHết.", {"Ke hoach.docx": content}, unicode=unicode
            )
        )
        source = extract(path)
        assert inner_names(source) == ["Nội dung thư.txt", "Ke hoach.docx"]
        assert lines(source) == ["Gửi kế hoạch", "Kính gửi các đơn vị.", "Hết.", "Kế hoạch cải cách"]

    def test_a_bound_on_attachments(self, tmp_path):
        path = tmp_path / "thu.msg"
        path.write_bytes(outlook_message("a", "b", {f"{n}.txt": b"x" for n in range(12)}))
        assert refusal_of(path, Limits(inner_files=5)) == "too_many_inner"

    def test_mutated_messages_are_read_or_refused(self, tmp_path):
        whole = outlook_message("Gửi", "Kính gửi.", {"a.docx": docx_bytes("Kế hoạch")})
        chance = random.Random("thu")
        path = tmp_path / "thu.msg"
        for _ in range(40):
            content = bytearray(whole[: chance.randrange(600, len(whole))] if chance.random() < 0.2 else whole)
            for _ in range(chance.randrange(1, 30)):
                content[chance.randrange(chance.choice((600, len(content))))] = chance.choice(
                    (0, 1, 0xFF, chance.randrange(256))
                )
            path.write_bytes(bytes(content))
            try:
                extract(path)
            except CannotRead as refusal:
                assert "thu.msg" in str(refusal)

"""Templates that an office keeps in Word: read, filled, and refused with every wrong place named."""

import io
import json

import docx
import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from caicach.documents.layout import kinds
from caicach.documents.layout.model import Article, Bullet, Enacting, Heading, Paragraph
from caicach.documents.layout.template import TemplateError, read_template, write_sample
from caicach.documents.tests.layout_samples import TABLE

VALUES = {
    "Cơ quan": "UBND phường Hòa Bình",
    "địa danh": "Hòa Bình",
    "kỳ": "quý I năm 2026",
    "người ký": "Vũ Thị Lan",
    "kết quả": (Paragraph("Đã hoàn thành 12 nhiệm vụ."), TABLE),
    "nhiệm vụ": "- Tiếp tục thực hiện kế hoạch năm",
}


def made(fields, lines):
    """A Word file with that table and those paragraphs; a line that begins with * is bold."""
    paper = docx.Document()
    table = paper.add_table(rows=0, cols=2)
    for label, text in fields.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, text
    for line in lines:
        paper.add_paragraph().add_run(line.lstrip("*")).bold = line.startswith("*")
    out = io.BytesIO()
    paper.save(out)
    out.seek(0)
    return out


def test_the_sample_is_read_and_filled(tmp_path):
    write_sample(tmp_path / "mau.docx")
    template = read_template(tmp_path / "mau.docx")
    assert template.names() == ["cơ quan", "địa danh", "kỳ", "người ký", "kết quả", "nhiệm vụ"]
    document = template.fill(VALUES)
    assert (document.kind, document.issuer) == (kinds.REPORT, "UBND phường Hòa Bình")
    assert document.title == "Kết quả công tác cải cách hành chính quý I năm 2026"
    assert document.recipients.names == ("Như trên", "Thường trực Thành ủy")
    assert [type(block) for block in document.body] == [
        Paragraph, Heading, Paragraph, type(TABLE), Heading, Bullet, Paragraph,
    ]  # fmt: skip


def test_lines_become_what_they_look_like():
    lines = [
        "Căn cứ Luật Tổ chức chính quyền địa phương", "*QUYẾT ĐỊNH:", "Điều 1. Ban hành kế hoạch", "1. Câu đánh số",
        "*1. Tiêu đề", "a) Điểm", "- Gạch", "+ Cộng",
    ]  # fmt: skip
    fields = {"Loại văn bản": "Quyết định", "cơ quan BAN HÀNH:": "Sở Nội vụ", "Trích yếu": "x", "Độ khẩn": "Hỏa tốc"}
    document = read_template(made(fields, lines)).fill({})
    assert document.legal_bases == ("Căn cứ Luật Tổ chức chính quyền địa phương",)
    assert document.body == (
        Enacting("QUYẾT ĐỊNH:"), Article("1", "Ban hành kế hoạch"), Paragraph("1. Câu đánh số"),
        Heading("1. Tiêu đề", 2), Paragraph("a) Điểm"), Bullet("Gạch"), Bullet("Cộng", 2),
    )  # fmt: skip
    assert document.urgency.text == "HỎA TỐC"


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"Loại văn bản": "Thơ", "Cơ quan ban hành": "A", "Trích yếu": "x"}, ["không có loại văn bản “Thơ”"]),
        ({"Loại văn bản": "Báo cáo", "Màu mực": "đỏ"},
         ["dòng 2: không có mục “Màu mực”", "thiếu mục “Cơ quan ban hành”", "thiếu mục “Trích yếu”"]),
        ({"Loại văn bản": "Báo cáo", "Cơ quan ban hành": "A", "Trích yếu": "x", "Độ khẩn": "vội"}, ["“vội”"]),
    ],
)  # fmt: skip
def test_every_wrong_place_of_a_template_is_named(fields, sentences):
    with pytest.raises(TemplateError) as refusal:
        read_template(made(fields, []))
    assert len(refusal.value.sentences) == len(sentences)
    for told, wanted in zip(refusal.value.sentences, sentences, strict=True):
        assert wanted in told


def test_names_without_values_are_named_together():
    fields = {"Loại văn bản": "Báo cáo", "Cơ quan ban hành": "{{cơ quan}}", "Trích yếu": "x"}
    template = read_template(made(fields, ["Kỳ {{kỳ}} có {{bảng}}"]))
    with pytest.raises(TemplateError) as refusal:
        template.fill({"bảng": (TABLE,)})
    assert [("“cơ quan”" in s, "“kỳ”" in s, "đứng một mình" in s) for s in refusal.value.sentences] == [
        (False, True, False), (False, False, True), (True, False, False),
    ]  # fmt: skip


def test_a_file_without_the_table_is_said_so():
    empty = io.BytesIO()
    docx.Document().save(empty)
    with pytest.raises(TemplateError, match="thiếu bảng đầu tiên"):
        read_template(empty)


def test_the_command_checks_and_writes(tmp_path, capsys):
    template, values, out = (tmp_path / name for name in ("mau.docx", "gia-tri.json", "bao-cao.pdf"))
    call_command("write_document", str(template), "--sample")
    call_command("write_document", str(template))
    assert "Cần điền: cơ quan, địa danh" in capsys.readouterr().out
    given = {name: value if isinstance(value, str) else ["Đoạn một.", "Đoạn hai."] for name, value in VALUES.items()}
    values.write_text(json.dumps(given), encoding="utf-8")
    call_command("write_document", str(template), "--values", str(values), "-o", str(out))
    with pypdfium2.PdfDocument(out) as opened:
        assert "Đoạn hai." in opened[0].get_textpage().get_text_bounded()
    values.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="chưa có giá trị cho “cơ quan”"):
        call_command("write_document", str(template), "--values", str(values))
    values.write_text("[]", encoding="utf-8")
    with pytest.raises(CommandError, match="đối tượng JSON"):
        call_command("write_document", str(template), "--values", str(values))
    with pytest.raises(CommandError, match="không phải tệp Word"):
        call_command("write_document", str(values))

"""A template that an office keeps in Word: a table of what stands at head and foot, then the text as it should read.

The file holds words, not layout: it is read into the same `OfficialDocument` as everything else, so a template cannot
break the decree's layout, and one template gives DOCX and PDF alike. `{{tên}}` stands for a value that is filled in;
a paragraph that is nothing but one such name may stand for whole parts (a table, several paragraphs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from caicach.core.text import fold
from caicach.documents.layout.kinds import KINDS, Kind
from caicach.documents.layout.model import (
    FLASH,
    MOST_SECRET,
    SECRET,
    URGENT,
    VERY_SECRET,
    VERY_URGENT,
    Article,
    Block,
    Bullet,
    Enacting,
    Heading,
    OfficialDocument,
    Paragraph,
    Recipients,
    Signature,
    Stamp,
)

Value = str | tuple[Block, ...]

KIND, SUPERIOR, ISSUER, SYMBOL, PLACE, TITLE = (
    "Loại văn bản", "Cơ quan chủ quản", "Cơ quan ban hành", "Ký hiệu", "Địa danh", "Trích yếu",
)  # fmt: skip
ADDRESSEES, AUTHORITY_LINE, AUTHORITY, POSITION, SIGNER = (
    "Kính gửi", "Thẩm quyền ban hành", "Quyền hạn người ký", "Chức vụ người ký", "Người ký",
)  # fmt: skip
RECIPIENTS, KEPT_BY, URGENCY, SECRECY = "Nơi nhận", "Lưu", "Độ khẩn", "Độ mật"
FIELDS = (
    KIND, SUPERIOR, ISSUER, SYMBOL, PLACE, TITLE, ADDRESSEES, AUTHORITY_LINE, AUTHORITY, POSITION, SIGNER, RECIPIENTS,
    KEPT_BY, URGENCY, SECRECY,
)  # fmt: skip
NEEDED = (KIND, ISSUER, TITLE)

_NAME = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_HEADINGS = (
    (re.compile(r"[IVXL]+\.\s+\S"), 1),
    (re.compile(r"\d+\.\s+\S"), 2),
    (re.compile(r"[a-zđ]\)\s+\S"), 3),
)
_ARTICLE = re.compile(r"Điều\s+(\d+)\.\s*(.*)")
_STAMPS = {fold(stamp.text): stamp for stamp in (URGENT, VERY_URGENT, FLASH, SECRET, VERY_SECRET, MOST_SECRET)}
_KINDS = {fold(kind.name): kind for kind in KINDS}


class TemplateError(Exception):
    """Everything that is wrong with a template, a sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Line:
    """One paragraph of the text; `bold` tells a heading from a numbered paragraph."""

    text: str
    bold: bool


@dataclass(frozen=True)
class Template:
    """A template as it was read: the fields of its table, the lines of its text."""

    fields: Mapping[str, str]
    lines: tuple[Line, ...]

    def names(self) -> list[str]:
        """The names that have to be filled in, in the order in which they are met."""
        texts = [*self.fields.values(), *(line.text for line in self.lines)]
        return list(dict.fromkeys(name for text in texts for name in _NAME.findall(text)))

    def fill(self, values: Mapping[str, Value]) -> OfficialDocument:
        """The document with the values in their places; TemplateError names every place that cannot be filled."""
        return _Filling(self, values).document()


def read_template(source: str | Path | IO[bytes]) -> Template:
    """Read a template from a Word file; TemplateError says everything that is wrong with it."""
    import docx

    paper = docx.Document(str(source) if isinstance(source, Path) else source)
    if not paper.tables:
        raise TemplateError([f"Mẫu thiếu bảng đầu tiên, gồm hai cột: tên mục ({', '.join(NEEDED)}…) và nội dung."])
    known = {fold(name): name for name in FIELDS}
    fields: dict[str, str] = {}
    wrong = []
    for number, row in enumerate(paper.tables[0].rows, start=1):
        label, text = row.cells[0].text.strip().rstrip(":"), row.cells[-1].text.strip()
        name = known.get(fold(label))
        if name is None:
            wrong.append(f"Bảng, dòng {number}: không có mục “{label}”; các mục là {', '.join(FIELDS)}.")
        else:
            fields[name] = text
    wrong += [f"Bảng: thiếu mục “{name}”." for name in NEEDED if not fields.get(name)]
    if fields.get(KIND) and fold(fields[KIND]) not in _KINDS:
        wrong.append(f"Mục “{KIND}”: không có loại văn bản “{fields[KIND]}”.")
    for name in (URGENCY, SECRECY):
        if fields.get(name) and fold(fields[name]) not in _STAMPS:
            wrong.append(f"Mục “{name}”: “{fields[name]}” không phải là {_stamp_names()}.")
    if wrong:
        raise TemplateError(wrong)
    lines = tuple(
        Line(paragraph.text.strip(), bold=all(run.bold for run in paragraph.runs if run.text.strip()))
        for paragraph in paper.paragraphs
        if paragraph.text.strip()
    )
    return Template(fields, lines)


def _stamp_names() -> str:
    return ", ".join(stamp.text for stamp in _STAMPS.values())


class _Filling:
    """One filling of a template; gathers what is wrong until the end."""

    def __init__(self, template: Template, values: Mapping[str, Value]) -> None:
        self.template = template
        self.values = {fold(name): value for name, value in values.items()}
        self.wrong: list[str] = []

    def document(self) -> OfficialDocument:
        field = self._field
        kind: Kind = _KINDS[fold(self.template.fields[KIND])]
        bases = tuple(self._text(line.text, line.text) for line in self.template.lines if _is_basis(line))
        body = tuple(block for line in self.template.lines if not _is_basis(line) for block in self._blocks(line))
        document = OfficialDocument(
            kind=kind,
            issuer=field(ISSUER),
            title=field(TITLE),
            superior=field(SUPERIOR),
            symbol=field(SYMBOL),
            place=field(PLACE),
            addressees=self._many(ADDRESSEES),
            authority_line=field(AUTHORITY_LINE),
            legal_bases=bases,
            body=body,
            signature=Signature(field(AUTHORITY), field(POSITION), field(SIGNER)),
            recipients=Recipients(self._many(RECIPIENTS), self._many(KEPT_BY)),
            urgency=self._stamp(URGENCY),
            secrecy=self._stamp(SECRECY),
        )
        if self.wrong:
            raise TemplateError(self.wrong)
        return document

    def _field(self, name: str) -> str:
        return self._text(self.template.fields.get(name, ""), f"Mục “{name}”")

    def _many(self, name: str) -> tuple[str, ...]:
        lines = (line.strip().lstrip("-").strip() for line in self._field(name).split("\n"))
        return tuple(line for line in lines if line)

    def _stamp(self, name: str) -> Stamp | None:
        return _STAMPS.get(fold(self.template.fields.get(name, "")))

    def _text(self, text: str, where: str) -> str:
        def filled(found: re.Match[str]) -> str:
            value = self.values.get(fold(found[1]))
            if value is None:
                known = ", ".join(sorted(self.values)) or "không có"
                self.wrong.append(f"{where[:80]}: chưa có giá trị cho “{found[1]}”; các tên đã có: {known}.")
                return ""
            if not isinstance(value, str):
                self.wrong.append(f"{where[:80]}: “{found[1]}” là cả đoạn hoặc bảng, phải đứng một mình trên một dòng.")
                return ""
            return value

        return _NAME.sub(filled, text)

    def _blocks(self, line: Line) -> Iterator[Block]:
        alone = _NAME.fullmatch(line.text)
        if alone and isinstance(value := self.values.get(fold(alone[1])), tuple):
            yield from value
            return
        text = self._text(line.text, line.text)
        if not text.strip():
            return
        if article := _ARTICLE.match(text):
            yield Article(article[1], article[2])
        elif text.startswith(("- ", "– ")):
            yield Bullet(text[2:])
        elif text.startswith("+ "):
            yield Bullet(text[2:], 2)
        elif line.bold and text.isupper() and text.endswith(":"):
            yield Enacting(text)
        else:
            level = next((level for pattern, level in _HEADINGS if pattern.match(text)), 0)
            yield Heading(text, level) if level == 1 or (level and line.bold) else Paragraph(text)


def _is_basis(line: Line) -> bool:
    return line.text.startswith("Căn cứ ")


def write_sample(target: str | Path | IO[bytes]) -> None:
    """A template to start from, for a report; an office opens it in Word, changes the words and keeps it."""
    import docx

    paper = docx.Document()
    table = paper.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for name, text in _SAMPLE_FIELDS.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, text
    for text, bold in _SAMPLE_LINES:
        paper.add_paragraph().add_run(text).bold = bold
    paper.save(str(target) if isinstance(target, Path) else target)


_SAMPLE_FIELDS = {
    KIND: "Báo cáo",
    SUPERIOR: "",
    ISSUER: "{{cơ quan}}",
    SYMBOL: "BC-UBND",
    PLACE: "{{địa danh}}",
    TITLE: "Kết quả công tác cải cách hành chính {{kỳ}}",
    ADDRESSEES: "Bộ Nội vụ",
    AUTHORITY: "TM. Ủy ban nhân dân",
    POSITION: "Chủ tịch",
    SIGNER: "{{người ký}}",
    RECIPIENTS: "Như trên\nThường trực Thành ủy",
    KEPT_BY: "SNV",
}
_SAMPLE_LINES = (
    ("{{cơ quan}} báo cáo kết quả công tác cải cách hành chính {{kỳ}} như sau:", False),
    ("I. KẾT QUẢ THỰC HIỆN", True),
    ("{{kết quả}}", False),
    ("II. PHƯƠNG HƯỚNG, NHIỆM VỤ", True),
    ("{{nhiệm vụ}}", False),
    ("Trên đây là báo cáo của {{cơ quan}}.", False),
)

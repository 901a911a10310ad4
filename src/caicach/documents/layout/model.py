"""What an official document is made of, before anybody decides how it looks.

The values follow the elements of Nghị định 30/2020/NĐ-CP, Phụ lục I. They hold words, not layout: `paper` writes them
as DOCX, `pdf` as PDF/A, `preview` shows them on a screen. Dashes, final marks ("./.", ";"), padding of numbers and
capitals are the writer's business, so a caller gives plain words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from caicach.documents.layout.kinds import Kind


@dataclass(frozen=True)
class Number:
    """A figure that can be explained: `text` as printed, `key` leads to its formula and inputs on the screen."""

    text: str
    key: str


@dataclass(frozen=True)
class Strong:
    """Words in bold."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    """Words in italics."""

    text: str


@dataclass(frozen=True)
class Footnote:
    """A note at the foot of the page; its mark stands where this part stands in the text."""

    text: str


Inline = str | Number | Strong | Emphasis | Footnote
RichText = str | tuple[Inline, ...]
Cell = str | tuple[Inline, ...] | Number | int | Decimal | None


@dataclass(frozen=True)
class Heading:
    """A titled part of the body. Level 1 is "I. …" in capitals, level 2 "1. …" in bold, level 3 "a) …" upright.

    `key` names the part on the screen, so that an outline can lead to it.
    """

    text: str
    level: int = 1
    key: str = ""

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"heading level {self.level}: expected 1, 2 or 3")


@dataclass(frozen=True)
class Division:
    """ "Phần I", "Chương II", "Mục 3": the label on its own centred line, the title in capitals below it."""

    label: str
    title: str
    level: int = 1


@dataclass(frozen=True)
class Article:
    """ "Điều 1. …": number and title in bold; the text follows as paragraphs."""

    number: str
    title: str


@dataclass(frozen=True)
class Enacting:
    """The centred line in capitals that opens what is decided: "QUYẾT ĐỊNH:", "QUYẾT NGHỊ:"."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, justified, first line indented."""

    text: RichText


@dataclass(frozen=True)
class Bullet:
    """One line of a list; the writer sets the mark, "-" for level 1 and "+" for level 2."""

    text: RichText
    level: int = 1


@dataclass(frozen=True)
class Note:
    """A short remark in italics above a table, set to the right: "Đơn vị tính: nhiệm vụ"."""

    text: RichText


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class RowKind(StrEnum):
    PLAIN = "plain"
    GROUP = "group"
    TOTAL = "total"


@dataclass(frozen=True)
class Column:
    """`width` is a share of the table's width; neighbours with the same `group` stand under one common head."""

    title: str
    width: float = 1.0
    align: Align = Align.LEFT
    group: str = ""

    def __post_init__(self) -> None:
        if self.width <= 0:
            raise ValueError(f"column {self.title!r}: width {self.width} is not above zero")


@dataclass(frozen=True)
class Row:
    """A group row holds (ordinal, title) and spans the table; a total row is bold."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.PLAIN


@dataclass(frozen=True)
class DataTable:
    """A table whose head is repeated on each page. Numbers are given as numbers and written the Vietnamese way."""

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs at least one column")
        for position, row in enumerate(self.rows, start=1):
            expected = 2 if row.kind is RowKind.GROUP else len(self.columns)
            if len(row.cells) != expected:
                raise ValueError(f"row {position}: {len(row.cells)} cells, expected {expected}")


Block = Heading | Division | Article | Enacting | Paragraph | Bullet | Note | DataTable


@dataclass(frozen=True)
class Signature:
    """Who signs. `authority` is "TM. ỦY BAN NHÂN DÂN" or "KT. CHỦ TỊCH"; two powers stand on two lines ("\\n")."""

    authority: str = ""
    position: str = ""
    name: str = ""


@dataclass(frozen=True)
class Recipients:
    """Nơi nhận: names without dashes or marks; `kept_by` is what follows "Lưu: VT", e.g. ("SNV",); `drafter` is the
    drafter's sign with the number of copies, "PL.(300)"."""

    names: tuple[str, ...] = ()
    kept_by: tuple[str, ...] = ()
    drafter: str = ""


@dataclass(frozen=True)
class Stamp:
    """A red frame with one word in it, `width` × 8 mm (Phụ lục I, Mục III.2)."""

    text: str
    width: float


URGENT = Stamp("KHẨN", 20)
VERY_URGENT = Stamp("THƯỢNG KHẨN", 40)
FLASH = Stamp("HỎA TỐC", 30)
SECRET = Stamp("MẬT", 20)
VERY_SECRET = Stamp("TỐI MẬT", 30)
MOST_SECRET = Stamp("TUYỆT MẬT", 40)


@dataclass(frozen=True)
class Annex:
    """A part with its own page numbers. `reference` is the line "(Kèm theo …)", without it nothing is printed there.

    With a `kind` it is a document of its own that this one puts in force (the plan that a decision approves): it opens
    with the head of its issuer and the name of its kind, and is not counted among the annexes.
    """

    title: str
    body: tuple[Block, ...] = ()
    label: str = ""
    reference: str = ""
    landscape: bool = False
    kind: Kind | None = None


@dataclass(frozen=True)
class OfficialDocument:
    """One official document as it leaves.

    `symbol` is what follows the stroke of the number ("BC-UBND"). `number` and `issued_on` are given by the records
    office and may be missing: the document then leaves room to write them in. `title` is the abstract (trích yếu);
    a letter (công văn) prints it as "V/v …" under its number. `authority_line` stands above the legal bases of
    decisions and resolutions (thẩm quyền ban hành). Minutes are signed twice: `secretary` on the left, `signature` (who
    presided) on the right; they carry no place and date at their head. `circulation` is a framed word such as
    "LƯU HÀNH NỘI BỘ".
    """

    kind: Kind
    issuer: str
    title: str
    superior: str = ""
    number: int | str | None = None
    symbol: str = ""
    place: str = ""
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    authority_line: str = ""
    legal_bases: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    signature: Signature | None = None
    recipients: Recipients = Recipients()
    annexes: tuple[Annex, ...] = ()
    secretary: Signature | None = None
    urgency: Stamp | None = None
    secrecy: Stamp | None = None
    circulation: str = ""

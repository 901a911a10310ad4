"""A cycle's report as an official document: `compose_answer(facts)`. The words are those of its paragraphs, its numbers
stay live; the table of figures, the tasks and who did not report follow as annexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from caicach.core.numbers import format_number, to_roman
from caicach.documents.layout import kinds, wording
from caicach.documents.layout.model import (
    Align,
    Annex,
    Block,
    Bullet,
    Cell,
    Column,
    DataTable,
    Heading,
    Inline,
    Number,
    OfficialDocument,
    Paragraph,
    Recipients,
    Row,
    RowKind,
    Signature,
)
from caicach.reports.composing import annexes, prose
from caicach.reports.composing.facts import ReportFacts, ReportingBody

STATISTICS_TITLE = "Biểu số liệu thống kê"
MISSING_TITLE = "Danh sách cơ quan, đơn vị chưa gửi báo cáo"
DRAFT = "Dự thảo"
_REPORT = "Báo cáo "
_PROGRAMME = "cải cách hành chính"
_ANSWERS = {
    "none_arisen": "Không phát sinh",
    "not_yet": "Chưa có số liệu",
    "not_applicable": "Không áp dụng",
    None: "Chưa có số liệu",
}
_NOT_COMPUTED = "Chưa tính được"  # bodies answered, and yet no number follows (a denominator of zero)


@dataclass(frozen=True)
class SectionText:
    """A section of the outline with the lines of its paragraphs, each as words and live numbers."""

    key: str
    title: str
    level: int
    lines: tuple[tuple[Inline, ...], ...] = ()


@dataclass(frozen=True)
class Value:
    """One cell of the table: a number with its digits, or the word for why there is none."""

    value: Decimal | None = None
    kind: str | None = None
    places: int = 0

    @property
    def text(self) -> str:
        return _ANSWERS.get(self.kind, _NOT_COMPUTED) if self.value is None else format_number(self.value, self.places)


@dataclass(frozen=True)
class TableRow:
    """A line of the table of figures, or with a `group` alone a heading of it."""

    group: str = ""
    code: str = ""
    name: str = ""
    unit: str = ""
    now: Value = Value()
    before: Value = Value()
    change: Decimal | None = None
    year_ago: Value = Value()
    year_change: Decimal | None = None
    places: int = 0
    answered: str = ""  # "97/99" bodies, where it is merged


@dataclass(frozen=True)
class AnswerFacts:
    """Everything that the document of a report says. `title` is the cycle's ("Báo cáo cải cách hành chính quý I …")."""

    body: ReportingBody
    title: str
    is_periodic: bool
    sections: tuple[SectionText, ...]
    addressees: tuple[str, ...] = ()
    window: tuple[date, date] | None = None
    signature: Signature | None = None
    recipients: Recipients = field(default_factory=Recipients)
    issued_on: date | None = None
    is_draft: bool = True
    table: tuple[TableRow, ...] = ()
    is_merged: bool = False
    tasks: ReportFacts | None = None
    not_reported: tuple[tuple[str, str], ...] = ()  # the body, where its report is


def compose_answer(facts: AnswerFacts) -> OfficialDocument:
    """The report as it prints."""
    report = OfficialDocument(
        kind=kinds.REPORT,
        superior=facts.body.superior,
        issuer=facts.body.name,
        symbol=kinds.compose_symbol(kinds.REPORT, facts.body.abbreviation),
        place=facts.body.place,
        issued_on=facts.issued_on,
        title=_capital(subject(facts)),
        addressees=facts.addressees,
        signature=facts.signature,
        recipients=facts.recipients,
        circulation=DRAFT if facts.is_draft else "",
        body=(_opening(facts), *_sections(facts), _closing(facts)),
    )
    return replace(report, annexes=tuple(_annexes(facts, wording.annex_reference(report))))


def subject(facts: AnswerFacts) -> str:
    """What is reported, within a sentence: "kết quả thực hiện công tác cải cách hành chính quý I năm 2026"."""
    rest = prose.lowered(facts.title.removeprefix(_REPORT)) if facts.title.startswith(_REPORT) else facts.title
    if rest.startswith(_PROGRAMME):
        rest = f"công tác {rest}"
    return f"kết quả thực hiện {rest}" if facts.is_periodic and rest.startswith("công tác") else prose.lowered(rest)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _opening(facts: AnswerFacts) -> Paragraph:
    said = f"{facts.body.short_name} báo cáo {subject(facts)}"
    if facts.window:
        first, last = facts.window
        said += f" (số liệu từ {prose.deadline(first)} đến hết {prose.deadline(last)})"
    return Paragraph(f"{said} như sau:")


def _closing(facts: AnswerFacts) -> Paragraph:
    said = f"Trên đây là Báo cáo {subject(facts)}"
    names = ", ".join(prose.bare(name) for name in facts.addressees if name.strip())
    if not names:
        return Paragraph(f"{said} của {facts.body.short_name}.")
    return Paragraph(f"{said}, {facts.body.short_name} trân trọng báo cáo {names}.")


def _sections(facts: AnswerFacts) -> Iterator[Block]:
    for section in facts.sections:
        yield Heading(section.title, section.level, key=section.key)
        for line in section.lines:
            yield from _line(line)


def _line(line: tuple[Inline, ...]) -> Iterator[Block]:
    """A line as it was written; one that begins with a dash or a plus is of a list."""
    if not wording.plain(line).strip():
        return
    first = line[0] if isinstance(line[0], str) else ""
    words = first.lstrip()
    for mark, level in (("- ", 1), ("+ ", 2)):
        if words.startswith(mark):
            yield Bullet((words.removeprefix(mark), *line[1:]), level=level)
            return
    yield Paragraph(line)


# --- annexes ----------------------------------------------------------------------------------------------------------


def _annexes(facts: AnswerFacts, reference: str) -> Iterator[Annex]:
    """Those of the tasks come first: the sentences that the system drafts name them by their numbers."""
    if facts.tasks is not None and facts.tasks.counts.total:
        yield annexes.figures(facts.tasks, reference)
    if facts.tasks is not None and facts.tasks.tasks:
        yield annexes.tasks(facts.tasks, reference)
    if any(row.code for row in facts.table):
        yield Annex(STATISTICS_TITLE, (statistics_table(facts),), reference=reference, landscape=True)
    if facts.not_reported:
        columns = (Column("STT", 0.6, Align.CENTER), Column("Cơ quan, đơn vị", 4), Column("Tình trạng", 2.4))
        rows = [Row((str(place), *row)) for place, row in enumerate(facts.not_reported, start=1)]
        yield Annex(MISSING_TITLE, (DataTable(columns, rows),), reference=reference)


def statistics_table(facts: AnswerFacts) -> DataTable:
    """The table of figures with the period before and the same period a year ago beside; what is no number is said in
    words, never as zero."""
    last, year = "So với kỳ trước", "So với cùng kỳ năm trước"
    columns: tuple[Column, ...] = (
        Column("STT", 0.7, Align.CENTER),
        Column("Chỉ tiêu", 5.2),
        Column("Đơn vị tính", 1.3, Align.CENTER),
        Column("Kỳ báo cáo", 1.5, Align.RIGHT),
        Column("Kỳ trước", 1.5, Align.RIGHT, last),
        Column("Tăng (+), giảm (-)", 1.4, Align.RIGHT, last),
        Column("Cùng kỳ", 1.5, Align.RIGHT, year),
        Column("Tăng (+), giảm (-)", 1.4, Align.RIGHT, year),
    )
    if facts.is_merged:
        columns = (*columns, Column("Số cơ quan có số liệu", 1.2, Align.CENTER))
    rows: list[Row] = []
    groups = place = 0
    for row in facts.table:
        if not row.code:
            groups, place = groups + 1, 0
            rows.append(Row((to_roman(groups), row.group), RowKind.GROUP))
            continue
        place += 1
        cells: tuple[Cell, ...] = (
            str(place),
            row.name,
            row.unit,
            _cell(row.now, row.code),
            _compared(row.before, f"{row.code}~last"),
            _difference(row.change, row.places),
            _compared(row.year_ago, f"{row.code}~year"),
            _difference(row.year_change, row.places),
        )
        rows.append(Row((*cells, row.answered) if facts.is_merged else cells))
    return DataTable(columns, rows)


def _cell(value: Value, key: str) -> Cell:
    return Number(value.text, key) if value.value is not None else value.text


def _compared(value: Value, key: str) -> Cell:
    """A figure of another period; a dash where there was none, since only this period's is asked for here."""
    return _cell(value, key) if value.kind else "–"


def _difference(change: Decimal | None, places: int) -> str:
    """ "+1,2", "-3", "0"; nothing where the two cannot be compared."""
    if change is None:
        return ""
    rounded = round(change, places)
    return f"{'+' if rounded > 0 else ''}{format_number(rounded, places)}" if rounded else "0"

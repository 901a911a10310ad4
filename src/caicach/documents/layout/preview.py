"""The document on the screen "as it will print": the same `OfficialDocument` as semantic HTML, classes only.

The classes are laid out by static/documents/sheet.css, all of it below `.official-sheet`:

- `sheet-page` (and `sheet-page-landscape`): one sheet, for the document and for each annex
- `sheet-head`, `sheet-issuer`, `sheet-superior`, `sheet-issuer-name`, `sheet-nation`, `sheet-nation-name`,
  `sheet-motto`, `sheet-number`, `sheet-place-date`, `sheet-letter-subject`: the head
- `sheet-kind`, `sheet-subject`, `sheet-addressees`, `sheet-authority`, `sheet-basis`: title and legal bases
- `sheet-heading-1` … `-3`, `sheet-division`, `sheet-article`, `sheet-enacting`, `sheet-text`, `sheet-bullet`,
  `sheet-note`: the body; every heading has an id `sheet-<key>`
- `sheet-table-frame`, `sheet-table`, `sheet-cell-center`, `sheet-cell-right`, `sheet-row-group`, `sheet-row-total`,
  `sheet-row-more`, `sheet-width-1` … `sheet-width-40` (fortieths of the table): tables
- `sheet-ending`, `sheet-recipients`, `sheet-signature`, `sheet-power`, `sheet-signer`: the end
- `sheet-stamp`, `sheet-footnote`: what is stamped below the number, the notes of a sheet
- `sheet-annex-label`, `sheet-annex-title`, `sheet-annex-reference`: annexes
- `live-number` with `data-key`: a figure that can be explained
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import count

from caicach.core.numbers import format_number
from caicach.documents.layout import wording
from caicach.documents.layout.kinds import MINUTES
from caicach.documents.layout.measures import HEAD_LEFT_MM
from caicach.documents.layout.model import (
    Align,
    Annex,
    Article,
    Block,
    Bullet,
    DataTable,
    Division,
    Emphasis,
    Enacting,
    Footnote,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    RichText,
    Row,
    RowKind,
    Strong,
)
from caicach.documents.layout.ooxml import clean, group_spans

LinkFor = Callable[[str], str]
WIDTH_STEPS = 40


@dataclass(frozen=True)
class OutlineEntry:
    """A heading as an outline lists it: the id on the sheet, its level, its words."""

    id: str
    level: int
    text: str


def outline(document: OfficialDocument) -> tuple[OutlineEntry, ...]:
    """The headings of the body and the annexes, in order, with the ids that `preview` gives them."""
    identifiers = _Identifiers()
    entries = [
        OutlineEntry(identifiers.of(block), block.level, block.text)
        for block in document.body
        if isinstance(block, Heading)
    ]
    for position, annex in enumerate(document.annexes, start=1):
        label = wording.annex_label(document, annex)
        entries.append(OutlineEntry(f"sheet-annex-{position}", 1, f"{label}. {annex.title}"))
        entries += [
            OutlineEntry(identifiers.of(block), block.level, block.text)
            for block in annex.body
            if isinstance(block, Heading)
        ]
    return tuple(entries)


def preview(
    document: OfficialDocument,
    *,
    link_for: LinkFor | None = None,
    heading_level: int = 2,
    rows_at_most: int | None = None,
) -> str:
    """The document as one HTML fragment, escaped.

    `link_for` turns the key of a live number into its address, so that the number leads somewhere without
    JavaScript too. `heading_level` is the level of the document's title within the page around it (1 to 3).
    `rows_at_most` shortens long tables on the screen and says how many rows the file holds besides.
    """
    if heading_level not in (1, 2, 3):
        raise ValueError(f"heading level {heading_level}: expected 1, 2 or 3")
    return "".join(_Sheet(document, link_for, heading_level, rows_at_most).written())


def attribute(text: str) -> str:
    """The words as the value of an attribute."""
    return escape(" ".join(clean(text).split()))


class _Identifiers:
    """Names of headings; a second heading with the same key gets a number, so that ids stay unique."""

    def __init__(self) -> None:
        self._unnamed = count(1)
        self._given: dict[str, int] = {}

    def of(self, heading: Heading) -> str:
        wanted = f"sheet-{heading.key}" if heading.key else f"sheet-part-{next(self._unnamed)}"
        self._given[wanted] = self._given.get(wanted, 0) + 1
        return wanted if self._given[wanted] == 1 else f"{wanted}-{self._given[wanted]}"


class _Sheet:
    """Writes one document; remembers the ids it has given."""

    def __init__(
        self, document: OfficialDocument, link_for: LinkFor | None, heading_level: int, rows_at_most: int | None
    ) -> None:
        self.document = document
        self.link_for = link_for
        self.level = heading_level
        self.rows_at_most = rows_at_most
        self.identifiers = _Identifiers()
        self.tables = count(1)
        self.notes: list[str] = []
        self.shown_notes = 0

    def written(self) -> Iterator[str]:
        document = self.document
        name = attribute(f"{document.kind.name}: {document.title}")
        yield f'<article class="official-sheet" lang="vi" tabindex="0" aria-label="{name}"><section class="sheet-page">'
        yield from self.head()
        yield from self.title()
        yield from self.addressees()
        if document.authority_line:
            yield f'<p class="sheet-authority">{self.words(wording.upper(document.authority_line))}</p>'
        for base in wording.listed(document.legal_bases):
            yield f'<p class="sheet-basis">{self.words(base)}</p>'
        yield from self.blocks(wording.with_full_stop(document.body))
        yield from self.ending()
        yield "</section>"
        for position, annex in enumerate(document.annexes, start=1):
            yield from self.annex(position, annex)
        yield "</article>"

    def words(self, text: RichText) -> str:
        written = []
        for part in wording.inlines(text):
            shown = escape(clean(part if isinstance(part, str) else part.text)).replace("\n", "<br>")
            if isinstance(part, str):
                written.append(shown)
            elif isinstance(part, Strong):
                written.append(f"<strong>{shown}</strong>")
            elif isinstance(part, Emphasis):
                written.append(f"<em>{shown}</em>")
            elif isinstance(part, Footnote):
                self.notes.append(shown)
                written.append(f"<sup>{len(self.notes)}</sup>")
            else:
                address = f' href="{attribute(self.link_for(part.key))}"' if self.link_for else ""
                written.append(f'<a class="live-number" data-key="{attribute(part.key)}"{address}>{shown}</a>')
        return "".join(written)

    def head(self) -> Iterator[str]:
        document = self.document
        yield '<header class="sheet-head"><div class="sheet-issuer">'
        if document.superior:
            yield f'<p class="sheet-superior">{self.words(wording.upper(document.superior))}</p>'
        issuer = "\n".join(wording.issuer_lines(document.issuer, 12, HEAD_LEFT_MM / 25.4 * 72))
        yield f'<p class="sheet-issuer-name">{self.words(issuer)}</p></div>'
        yield f'<div class="sheet-nation"><p class="sheet-nation-name">{wording.NATION}</p>'
        yield f'<p class="sheet-motto"><span>{wording.MOTTO}</span></p></div>'
        yield f'<div class="sheet-number"><p>{self.words(wording.number_line(document))}</p>'
        if document.kind.is_letter and document.title:
            yield f'<p class="sheet-letter-subject">{self.words(f"V/v {document.title}")}</p>'
        for stamp in wording.stamps(document):
            yield f'<p class="sheet-stamp"><span>{self.words(stamp.text)}</span></p>'
        if document.circulation:
            yield f'<p class="sheet-stamp"><span>{self.words(wording.upper(document.circulation))}</span></p>'
        when = "" if document.kind is MINUTES else self.words(wording.place_and_date(document))
        yield f'</div><p class="sheet-place-date">{when}</p></header>'

    def title(self) -> Iterator[str]:
        if self.document.kind.is_letter:
            return
        kind = self.words(wording.upper(self.document.kind.name))
        subject = self.words(self.document.title)
        yield (
            f'<h{self.level} class="sheet-title"><span class="sheet-kind">{kind}</span> '
            f'<span class="sheet-subject">{subject}</span></h{self.level}>'
        )

    def addressees(self) -> Iterator[str]:
        names = wording.listed(self.document.addressees)
        if len(names) == 1:
            yield f'<p class="sheet-addressees">Kính gửi: {self.words(names[0].rstrip("."))}</p>'
        elif names:
            lines = "".join(f"<li>{self.words(name)}</li>" for name in names)
            yield f'<div class="sheet-addressees sheet-addressees-many"><p>Kính gửi:</p><ul>{lines}</ul></div>'

    def ending(self) -> Iterator[str]:
        lines = "".join(f"<li>{self.words(line)}</li>" for line in wording.recipient_lines(self.document.recipients))
        yield '<footer class="sheet-ending"><div class="sheet-recipients">'
        yield f'<p class="sheet-recipients-label">Nơi nhận:</p><ul>{lines}</ul></div>'
        for signature in (self.document.secretary, self.document.signature):
            if signature is not None:
                powers = (f'<p class="sheet-power">{self.words(line)}</p>' for line in wording.powers(signature))
                name = f'<p class="sheet-signer">{self.words(signature.name)}</p>'
                yield f'<div class="sheet-signature">{"".join(powers)}{name}</div>'
        yield "</footer>"
        yield from self.footnotes()

    def footnotes(self) -> Iterator[str]:
        """The notes of the sheet, numbered on through the document as on paper."""
        fresh, self.shown_notes = self.notes[self.shown_notes :], len(self.notes)
        start = self.shown_notes - len(fresh) + 1
        for number, note in enumerate(fresh, start=start):
            yield f'<p class="sheet-footnote"><sup>{number}</sup> {note}</p>'

    def annex(self, position: int, annex: Annex) -> Iterator[str]:
        landscape = " sheet-page-landscape" if annex.landscape else ""
        label = self.words(wording.annex_label(self.document, annex))
        title = self.words(annex.title if annex.kind else wording.upper(annex.title))
        level = self.level + 1
        yield f'<section class="sheet-page{landscape}" id="sheet-annex-{position}"><h{level} class="sheet-annex-head">'
        yield f'<span class="sheet-annex-label">{label}</span> <span class="sheet-annex-title">{title}</span>'
        yield f"</h{level}>"
        if annex.reference:
            yield f'<p class="sheet-annex-reference">{self.words(annex.reference)}</p>'
        yield from self.blocks(wording.with_full_stop(annex.body), below=1)
        yield from self.footnotes()
        yield "</section>"

    def blocks(self, blocks: tuple[Block, ...], *, below: int = 0) -> Iterator[str]:
        for block in blocks:
            yield self.block(block, below)

    def block(self, block: Block, below: int) -> str:
        match block:
            case Heading(text=text, level=level):
                tag = f"h{min(self.level + level + below, 6)}"
                shown = self.words(wording.upper(text) if level == 1 else text)
                return (
                    f'<{tag} class="sheet-heading-{level}" id="{attribute(self.identifiers.of(block))}">{shown}</{tag}>'
                )
            case Division(label=label, title=title, level=level):
                tag = f"h{min(self.level + level + below, 6)}"
                return (
                    f'<{tag} class="sheet-division"><span>{self.words(label)}</span> '
                    f"<span>{self.words(wording.upper(title))}</span></{tag}>"
                )
            case Article(number=number, title=title):
                tag = f"h{min(self.level + 2 + below, 6)}"
                return f'<{tag} class="sheet-article">{self.words(f"Điều {number}. {title}".strip())}</{tag}>'
            case Enacting(text=text):
                return f'<p class="sheet-enacting">{self.words(wording.upper(text))}</p>'
            case Paragraph(text=text):
                return f'<p class="sheet-text">{self.words(text)}</p>'
            case Bullet(text=text, level=level):
                return f'<p class="sheet-bullet">{"-" if level == 1 else "+"} {self.words(text)}</p>'
            case Note(text=text):
                return f'<p class="sheet-note">{self.words(text)}</p>'
            case DataTable():
                return self.table(block)
        raise TypeError(f"{type(block).__name__} is not a part of an official document")

    def table(self, table: DataTable) -> str:
        shares = sum(column.width for column in table.columns)
        steps = [max(1, round(WIDTH_STEPS * column.width / shares)) for column in table.columns]
        widths = "".join(f'<col class="sheet-width-{step}">' for step in steps)
        caption = f"<caption>{self.words(table.caption)}</caption>" if table.caption else ""
        shown = table.rows if self.rows_at_most is None else table.rows[: self.rows_at_most]
        rows = "".join(self.row(row, table) for row in shown)
        if left := len(table.rows) - len(shown):
            more = f"Còn {format_number(left)} dòng nữa trong tệp của văn bản."
            rows += f'<tr class="sheet-row-more"><td colspan="{len(table.columns)}">{more}</td></tr>'
        number = f"Bảng {next(self.tables)}"  # regions of a page are told apart by their names
        name = attribute(f"{number}: {table.caption}" if table.caption else number)
        return (
            f'<div class="sheet-table-frame" role="region" tabindex="0" aria-label="{name}">'
            f'<table class="sheet-table">{caption}<colgroup>{widths}</colgroup>'
            f"<thead>{self.table_head(table)}</thead><tbody>{rows}</tbody></table></div>"
        )

    def table_head(self, table: DataTable) -> str:
        if not any(column.group for column in table.columns):
            cells = "".join(f'<th scope="col">{self.words(column.title)}</th>' for column in table.columns)
            return f"<tr>{cells}</tr>"
        upper = "".join(
            f'<th scope="colgroup" colspan="{span}">{self.words(column.group)}</th>'
            if column.group
            else f'<th scope="col" rowspan="2">{self.words(column.title)}</th>'
            for span, column in group_spans(table)
        )
        lower = "".join(f'<th scope="col">{self.words(column.title)}</th>' for column in table.columns if column.group)
        return f"<tr>{upper}</tr><tr>{lower}</tr>"

    def row(self, row: Row, table: DataTable) -> str:
        if row.kind is RowKind.GROUP:
            ordinal, title = (self.words(wording.cell_text(cell)) for cell in row.cells)
            rest = len(table.columns) - 1
            if rest == 0:
                return f'<tr class="sheet-row-group"><td>{ordinal} {title}</td></tr>'
            return (
                f'<tr class="sheet-row-group"><td class="sheet-cell-center">{ordinal}</td>'
                f'<th scope="rowgroup" colspan="{rest}">{title}</th></tr>'
            )
        cells = "".join(
            f"<td{_CELL_CLASS[column.align]}>{self.words(wording.cell_text(cell))}</td>"
            for cell, column in zip(row.cells, table.columns, strict=True)
        )
        total = ' class="sheet-row-total"' if row.kind is RowKind.TOTAL else ""
        return f"<tr{total}>{cells}</tr>"


_CELL_CLASS = {
    Align.LEFT: "",
    Align.CENTER: ' class="sheet-cell-center"',
    Align.RIGHT: ' class="sheet-cell-right"',
}

"""The document as PDF/A-2b: the same `OfficialDocument`, set by Typst with the same measures as `paper`.

Words reach Typst only as string literals, so nothing in a document can act as markup. Fonts are embedded; the file is
tagged and says its language. No temporary files, no other program.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from caicach.documents.layout import wording
from caicach.documents.layout.kinds import MINUTES
from caicach.documents.layout.measures import (
    ANNEX_RULE_MM,
    ENDING_LEFT_MM,
    HEAD_LEFT_MM,
    LANDSCAPE,
    PORTRAIT,
    RULE_SHARE,
    TABLE_CELL_MARGIN_MM,
    TABLE_SIZE,
    Sheet,
)
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
    Signature,
    Stamp,
    Strong,
)
from caicach.documents.layout.ooxml import clean, group_spans
from caicach.documents.layout.typesetting import LINE, CannotSet, fonts_and_family, program

POINTS_PER_MM = 72 / 25.4


def write_pdf(
    document: OfficialDocument, target: str | Path | IO[bytes], *, written_at: datetime | None = None
) -> None:
    """Write the document as PDF/A-2b. `written_at` is the file's date; without it the file always has the same bytes.

    Raises CannotSet where the machine has no font with the measures of Times New Roman and all Vietnamese letters.
    """
    data = set_pdf(document, written_at=written_at)
    if isinstance(target, str | Path):
        Path(target).write_bytes(data)
    else:
        target.write(data)


def set_pdf(document: OfficialDocument, *, written_at: datetime | None = None) -> bytes:
    import typst  # slow to load, and reading documents must start at once

    fonts, family = fonts_and_family()
    source = "".join(_source(document, family))
    try:
        compiled = typst.compile(
            source.encode(),
            font_paths=fonts,
            pdf_standards="a-2b",
            timestamp=written_at.astimezone(UTC).replace(microsecond=0) if written_at else 0,
        )
    except typst.TypstError as error:
        raise CannotSet(str(error)) from error
    assert isinstance(compiled, bytes)
    return compiled


# --- words -------------------------------------------------------------------------------------------------------


def _literal(text: str) -> str:
    """The words as a string of Typst: JSON, since `clean` leaves no control characters to be written as \\u."""
    return json.dumps(clean(text), ensure_ascii=False)


def _words(text: str) -> list[str]:
    """Words as expressions: a line break in them is one on paper."""
    written: list[str] = []
    for index, line in enumerate(text.split("\n")):
        if index:
            written.append("linebreak()")
        for position, part in enumerate(line.split("\t")):
            if position:
                written.append("h(1.27cm)")
            if part:
                written.append(_literal(part))
    return written


def _content(text: RichText, *, strong: bool = False) -> str:
    """Rich text as one code block, whose values Typst joins."""
    written: list[str] = []
    for part in wording.inlines(text):
        if isinstance(part, Footnote):
            written.append(f"footnote({_block(_words(part.text))})")
        elif isinstance(part, Strong):
            written.append(f'text(weight: "bold", {_block(_words(part.text))})')
        elif isinstance(part, Emphasis):
            written.append(f'text(style: "italic", {_block(_words(part.text))})')
        else:
            written += _words(part if isinstance(part, str) else part.text)
    body = _block(written)
    return f'text(weight: "bold", {body})' if strong else body


def _block(parts: list[str]) -> str:
    return "{" + "; ".join(["[]", *parts]) + "}"


def _source(document: OfficialDocument, family: str) -> Iterator[str]:
    yield program(_literal(family))
    title = f"{document.kind.name}: {' '.join(document.title.split())}"
    author = " ".join(document.issuer.split())
    yield f"#set document(title: {_literal(title)}, author: {_literal(author)})\n"
    yield from _sheet(PORTRAIT, _first_part(document))
    for annex in document.annexes:
        sheet = LANDSCAPE if annex.landscape else PORTRAIT
        yield from _sheet(sheet, _annex(document, annex, sheet))


def _sheet(sheet: Sheet, pieces: Iterator[str]) -> Iterator[str]:
    yield f"#sheet({sheet.width}mm, {sheet.height}mm, {{\n"
    for piece in pieces:
        yield f"{piece}\n"
    yield "})\n"


def _piece(style: str, text: RichText = "", **options: str) -> str:
    given = "".join(f", {name}: {value}" for name, value in options.items())
    return f"piece({_literal(style)}, {_content(text)}{given})"


def _first_part(document: OfficialDocument) -> Iterator[str]:
    yield _head(document)
    yield from _title(document)
    yield from _addressees(document)
    yield from _bases(document)
    blocks = wording.with_full_stop(document.body)
    for position, block in enumerate(blocks, start=1):
        # The signature never stands alone on a page: the end of the text goes with it.
        yield from _written(block, PORTRAIT, last=position == len(blocks))
    yield _ending(document)


def _rule(lines: list[str], size: float, *, share: float = 1.0, most: float) -> str:
    longest = max((wording.measured(line, size, bold=True) for line in lines), default=0)
    return f"rule({min(longest * share, most):.2f}pt)"


def _head(document: OfficialDocument, *, own: bool = True) -> str:
    """The head in two columns; that of a document put in force has no number and date of its `own`."""
    inner = (HEAD_LEFT_MM - 2) * POINTS_PER_MM
    issuer = wording.issuer_lines(document.issuer, 12, inner)
    names = [
        *(
            _piece("CoQuanChuQuan", line)
            for line in wording.balanced_lines(wording.upper(document.superior), 12, inner)
        ),
        *(_piece("CoQuanBanHanh", line) for line in issuer),
        *([_rule(issuer, 12, share=RULE_SHARE, most=inner)] if issuer else []),
    ]
    nation = [
        _piece("QuocHieu", wording.NATION),
        _piece("TieuNgu", wording.MOTTO),
        _rule([wording.MOTTO], 13, most=inner * 2),
    ]
    cells = [_block(names), _block(nation)]
    if own:
        number = [_piece("SoKyHieu", wording.number_line(document))]
        if document.kind.is_letter and document.title:
            subject = wording.balanced_lines(f"V/v {document.title}", 12, inner)
            number += [
                _piece("TrichYeuCongVan", line, **({} if index == 0 else {"above": "0pt"}))
                for index, line in enumerate(subject)
            ]
        number += [_stamp(stamp) for stamp in wording.stamps(document)]
        if document.circulation:
            number.append(f"framed({_content(wording.upper(document.circulation))})")
        minutes = document.kind is MINUTES  # theirs say in the text when and where
        # The number's paragraph asks for its gap within the cell, where a block's own is dropped at the top.
        when = "" if minutes else wording.place_and_date(document)
        cells += [_block(["v(6pt)", *number]), _block(["v(6pt)", _piece("DiaDanhNgay", when)])]
    return f"side-by-side({HEAD_LEFT_MM}mm, {', '.join(cells)})"


def _stamp(stamp: Stamp) -> str:
    return f"stamp({stamp.width}mm, {_content(stamp.text)})"


def _title(document: OfficialDocument) -> Iterator[str]:
    if document.kind.is_letter:
        return
    width = PORTRAIT.text_width * POINTS_PER_MM
    lines = wording.balanced_lines(document.title, 14, width * 0.92, bold=True)
    yield _piece("TenLoai", wording.upper(document.kind.name))
    for line in lines:
        yield _piece("TrichYeu", line)
    yield _rule(lines or [document.kind.name], 14, share=RULE_SHARE if lines else 1.0, most=width)


def _addressees(document: OfficialDocument) -> Iterator[str]:
    names = [name for name in document.addressees if name.strip()]
    if not names:
        return
    if len(names) == 1:
        yield _piece("KinhGui", f"Kính gửi: {names[0].strip().rstrip(';.,')}", above="12pt")
        return
    width = PORTRAIT.text_width * POINTS_PER_MM
    lead, dash = wording.measured("Kính gửi:", 14), wording.measured("- ", 14)
    lines = [f"- {name}" for name in wording.listed(tuple(names))]
    start = max((width - lead - max(wording.measured(line, 14) for line in lines)) / 2, 0)
    yield _aligned(_piece("KinhGui", "Kính gửi:", above="12pt", sticky="true", left=f"{start:.2f}pt"))
    for line in lines:
        yield _aligned(_piece("KinhGui", line, above="0pt", left=f"{start + lead:.2f}pt", hanging=f"{dash:.2f}pt"))


def _aligned(piece: str) -> str:
    return piece.replace('piece("KinhGui"', 'piece("KinhGuiNhieuNoi"', 1)


def _bases(document: OfficialDocument) -> Iterator[str]:
    line = wording.upper(document.authority_line)
    if not document.kind.is_letter and not line:
        yield "gap(8pt)"
    if line:
        yield _piece("ThamQuyen", line)
    for base in wording.listed(document.legal_bases):
        yield _piece("CanCu", base)


def _signed(signature: Signature | None) -> list[str]:
    if signature is None:
        return [_piece("HoTen")]
    return [
        *(_piece("QuyenHanChucVu", line) for line in wording.powers(signature)),
        _piece("HoTen", signature.name),
    ]


def _ending(document: OfficialDocument) -> str:
    recipients = [
        _piece("NoiNhan", "Nơi nhận:"),
        *(_piece("DanhSachNoiNhan", line) for line in wording.recipient_lines(document.recipients)),
    ]
    if document.secretary is not None:
        cells = [_block(_signed(document.secretary)), _block(_signed(document.signature))]
        cells += [_block(["v(6pt)", *recipients]), "[]"]
    else:
        cells = [_block(recipients), _block(_signed(document.signature))]
    return f"gap(8pt)\nside-by-side({ENDING_LEFT_MM}mm, {', '.join(cells)})"


def _annex(document: OfficialDocument, annex: Annex, sheet: Sheet) -> Iterator[str]:
    width = sheet.text_width * POINTS_PER_MM * 0.92
    if annex.kind is not None:
        yield _head(document, own=False)
        yield f'titled("TenLoai", 1, {_content(wording.upper(annex.kind.name))})'
        title, style = annex.title, "TrichYeu"
    else:
        yield f'titled("PhuLuc", 1, {_content(wording.annex_label(document, annex))})'
        title, style = wording.upper(annex.title), "TenPhuLuc"
    for line in wording.balanced_lines(title, 14, width, bold=True):
        yield _piece(style, line)
    if annex.reference:
        yield _piece("ChiDanPhuLuc", annex.reference)
    yield f"rule({ANNEX_RULE_MM}mm)"
    yield "gap(8pt)"
    for block in wording.with_full_stop(annex.body):
        yield from _written(block, sheet)


# --- the body -------------------------------------------------------------------------------------------------------


def _written(block: Block, sheet: Sheet, *, last: bool = False) -> Iterator[str]:
    match block:
        case Heading(text=text, level=level):
            shown = wording.upper(text) if level == 1 else text
            yield f'titled("Heading{level}", {level}, {_content(shown)})'
        case Division(label=label, title=title, level=level):
            yield _piece("PhanChuong", label)
            yield f'titled("TieuDeChuong", {level}, {_content(wording.upper(title))})'
        case Article(number=number, title=title):
            yield f'titled("Dieu", 2, {_content(f"Điều {number}. {title}".strip())})'
        case Enacting(text=text):
            yield _piece("ThamQuyen", wording.upper(text))
        case Paragraph(text=text):
            yield _running(text, last)
        case Bullet(text=text, level=level):
            yield _running(("- " if level == 1 else "+ ", *wording.inlines(text)), last)
        case Note(text=text):
            yield _piece("GhiChuBang", text)
        case DataTable():
            if block.caption:
                yield _piece("TenBang", block.caption)
            else:
                yield "gap(4pt)"
            yield "".join(_table(block, sheet))
        case _:
            raise TypeError(f"{type(block).__name__} is not a part of an official document")


def _running(text: RichText, last: bool) -> str:
    """Running text; a line that announces a list or a table stays with it."""
    kept = last or wording.plain(text).rstrip().endswith(":")
    return _piece("NoiDung", text, **({"sticky": "true"} if kept else {}))


_AT = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}


def _table(table: DataTable, sheet: Sheet) -> Iterator[str]:
    """A ruled table; its head is repeated on each page, no row is split unless it is taller than a page."""
    shares = sum(column.width for column in table.columns)
    widths = [sheet.text_width * column.width / shares for column in table.columns]
    columns = ", ".join(f"{width:.3f}mm" for width in widths)
    yield f"table(columns: ({columns},), table.header({', '.join(_table_head(table))}),\n"
    room = (sheet.height - sheet.top - sheet.bottom) * 0.8
    for row in table.rows:
        yield from _row(row, table, lambda cells: _height(cells, widths) > room)
    yield ")"


def _table_head(table: DataTable) -> list[str]:
    def head(text: str, options: str = "") -> str:
        words = f'text(size: {TABLE_SIZE}pt, weight: "bold", {_content(text)})'
        return f"table.cell(align: center + horizon{options}, {words})"

    if not any(column.group for column in table.columns):
        return [head(column.title) for column in table.columns]
    upper = [
        head(column.group, f", colspan: {span}") if column.group else head(column.title, ", rowspan: 2")
        for span, column in group_spans(table)
    ]
    return upper + [head(column.title) for column in table.columns if column.group]


def _height(cells: list[str], widths: list[float]) -> float:
    """About how tall the row will be, in millimetres."""
    lines = [
        wording.measured(text, TABLE_SIZE) / max((width - 2 * TABLE_CELL_MARGIN_MM) * POINTS_PER_MM, 1) + 1
        for text, width in zip(cells, widths, strict=True)
    ]
    return max(lines, default=1) * TABLE_SIZE * LINE / POINTS_PER_MM


def _row(row: Row, table: DataTable, too_tall: Callable[[list[str]], bool]) -> Iterator[str]:
    texts = [wording.cell_text(cell) for cell in row.cells]
    if row.kind is RowKind.GROUP:
        ordinal, title = (_content(text, strong=True) for text in texts)
        if len(table.columns) == 1:
            yield f'cell("OBang", {{{ordinal}; " "; {title}}}),\n'
            return
        rest = len(table.columns) - 1
        yield f'cell("OBang", {ordinal}, at: center), cell("OBang", {title}, span: {rest}),\n'
        return
    # Measuring every row would cost more than setting it; only a long one can be taller than a page.
    plain = [wording.plain(text) for text in texts]
    split = ", breakable: true" if sum(map(len, plain)) > 1500 and too_tall(plain) else ""
    for text, column in zip(texts, table.columns, strict=True):
        at = "" if column.align is Align.LEFT else f", at: {_AT[column.align]}"
        yield f'cell("OBang", {_content(text, strong=row.kind is RowKind.TOTAL)}{at}{split}), '
    yield "\n"

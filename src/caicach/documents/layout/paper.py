"""The document on paper: an `OfficialDocument` as a DOCX file, laid out by Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch
from pathlib import Path
from typing import IO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from caicach.documents.layout import ooxml, wording
from caicach.documents.layout.kinds import MINUTES
from caicach.documents.layout.measures import (
    ANNEX_RULE_MM,
    BODY_SIZE,
    ENDING_LEFT_MM,
    ENDING_RIGHT_MM,
    FONT,
    HEAD_LEFT_MM,
    HEAD_RIGHT_MM,
    LANDSCAPE,
    LOOKS,
    PORTRAIT,
    RULE_SHARE,
    TWIPS_PER_POINT,
    Sheet,
    twips,
)
from caicach.documents.layout.model import (
    Annex,
    Article,
    Block,
    Bullet,
    DataTable,
    Division,
    Enacting,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    RichText,
    Signature,
)

LANGUAGE = "vi-VN"
_SIDES = ("top", "left", "bottom", "right")


def write_docx(
    document: OfficialDocument, target: str | Path | IO[bytes], *, written_at: datetime | None = None
) -> None:
    """Write the document to a path or a binary stream. `written_at` goes into the file's properties."""
    paper = docx.Document()
    _prepare_styles(paper)
    _prepare_properties(paper, document, written_at)
    _prepare_settings(paper)
    _prepare_page(paper.sections[0], PORTRAIT)
    _prepare_page_number(paper.sections[0])
    notes = ooxml.Footnotes()
    pieces = [
        *_head(document),
        *_title(document),
        *_addressees(document),
        *_bases(document),
        *_blocks(wording.with_full_stop(document.body), PORTRAIT),
    ]
    # The signature never stands alone on a page: the end of the text goes with it.
    _append(paper, [*pieces[:-1], ooxml.kept(pieces[-1]), *_ending(document)], notes)
    for annex in document.annexes:
        _append_annex(paper, document, annex, notes)
    if notes.texts:
        # LibreOffice puts an empty line before a table that opens a file with footnotes, but not before a paragraph.
        paper.element.body.insert(0, ooxml.parsed(ooxml.tiny_paragraph()))
        _attach_footnotes(paper, notes)
    paper.save(str(target) if isinstance(target, Path) else target)


def _append(paper: Document, pieces: list[str], notes: ooxml.Footnotes) -> None:
    end = paper.element.body.sectPr
    for piece in pieces:
        end.addprevious(ooxml.parsed(notes.numbered(piece)))


def _attach_footnotes(paper: Document, notes: ooxml.Footnotes) -> None:
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.part(), paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    paper.settings.element.find(qn("w:compat")).addprevious(
        ooxml.parsed('<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>')
    )


# --- the file ---------------------------------------------------------------------------------------------------


def _prepare_styles(paper: Document) -> None:
    """Only the decree's styles stay, so that Word's gallery shows nothing else to choose from."""
    root = paper.styles.element
    kept = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
    for old in root.findall(qn("w:style")):
        if old.get(qn("w:styleId")) not in kept:
            root.remove(old)
    defaults = root.find(qn("w:docDefaults"))
    root.replace(
        defaults,
        ooxml.parsed(
            "<w:docDefaults><w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
            f'<w:sz w:val="{round(BODY_SIZE * 2)}"/><w:szCs w:val="{round(BODY_SIZE * 2)}"/>'
            f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>'
            "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    normal = paper.styles["Normal"].element
    for name in ("w:pPr", "w:rPr"):
        for child in normal.findall(qn(name)):
            normal.remove(child)
    normal.append(ooxml.parsed('<w:pPr><w:widowControl/><w:spacing w:before="0" w:after="0"/></w:pPr>'))
    for look in LOOKS:
        root.append(ooxml.parsed(ooxml.style(look)))


def _prepare_properties(paper: Document, document: OfficialDocument, written_at: datetime | None) -> None:
    properties = paper.core_properties
    properties.title = f"{document.kind.name}: {document.title}"[:255]
    properties.author = " ".join(document.issuer.split())[:255]
    properties.subject = wording.number_line(document).removeprefix("Số:").strip()
    properties.language = LANGUAGE
    properties.comments = ""
    properties.last_modified_by = properties.author
    for name in ("dcterms:created", "dcterms:modified"):
        for stamp in properties._element.findall(qn(name)):
            properties._element.remove(stamp)
    if written_at is not None:
        properties.created = properties.modified = written_at


def _prepare_settings(paper: Document) -> None:
    """Vietnamese numbers and language; the layout of current Word, which sets a table's edge on the margin."""
    settings = paper.settings.element
    language = settings.find(qn("w:themeFontLang"))
    language.attrib.clear()
    language.set(qn("w:val"), LANGUAGE)
    settings.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    settings.replace(
        settings.find(qn("w:compat")),
        ooxml.parsed(
            '<w:compat><w:compatSetting w:name="compatibilityMode"'
            ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        ),
    )


def _prepare_page(section: Section, sheet: Sheet) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.width > sheet.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(sheet.bottom)
    section.left_margin, section.right_margin = Mm(sheet.left), Mm(sheet.right)
    section.header_distance = section.footer_distance = Mm(sheet.header)
    section.gutter = 0


def _prepare_page_number(section: Section) -> None:
    """Centred in the top margin from the second page on; later sections inherit it."""
    section.different_first_page_header_footer = True
    header = section.header
    header.is_linked_to_previous = False
    element = header._element
    for child in list(element):
        element.remove(child)
    element.append(
        ooxml.parsed(
            '<w:p><w:pPr><w:pStyle w:val="SoTrang"/></w:pPr>'
            '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>'
        )
    )


# --- the first page ---------------------------------------------------------------------------------------------


def _rule_below(lines: list[str], size: float, width: int, *, share: float = 1.0) -> str:
    """The rule under a name or abstract: a share of its longest line."""
    longest = max((wording.measured(line, size, bold=True) for line in lines), default=0)
    return ooxml.rule(min(round(longest * share * TWIPS_PER_POINT), width), width)


def _head(document: OfficialDocument, *, own: bool = True) -> list[str]:
    """The head in two columns; that of a document put in force has no number and date of its `own`."""
    left, right = twips(HEAD_LEFT_MM), twips(HEAD_RIGHT_MM)
    inner = (left - twips(2)) / TWIPS_PER_POINT
    superior = wording.balanced_lines(wording.upper(document.superior), 12, inner)
    issuer = wording.issuer_lines(document.issuer, 12, inner)
    names = [
        *(ooxml.paragraph("CoQuanChuQuan", line) for line in superior),
        *(ooxml.paragraph("CoQuanBanHanh", line) for line in issuer),
        _rule_below(issuer, 12, left, share=RULE_SHARE) if issuer else ooxml.paragraph("CoQuanBanHanh"),
    ]
    nation = [
        ooxml.paragraph("QuocHieu", wording.NATION),
        ooxml.paragraph("TieuNgu", wording.MOTTO),
        _rule_below([wording.MOTTO], 13, right),
    ]
    if not own:
        return [ooxml.layout_table((left, right), (("".join(names), "".join(nation)),))]
    number = [ooxml.paragraph("SoKyHieu", wording.number_line(document))]
    if document.kind.is_letter and document.title:
        number += [
            ooxml.paragraph("TrichYeuCongVan", line, "" if index == 0 else '<w:spacing w:before="0"/>')
            for index, line in enumerate(wording.balanced_lines(f"V/v {document.title}", 12, inner))
        ]
    number += [ooxml.stamp(stamp) for stamp in wording.stamps(document)]
    if document.circulation:
        number.append(ooxml.paragraph("Dau", wording.upper(document.circulation), _FRAMED))
    minutes = document.kind is MINUTES  # theirs say in the text when and where
    when = [ooxml.paragraph("DiaDanhNgay", "" if minutes else wording.place_and_date(document))]
    return [ooxml.layout_table((left, right), (("".join(names), "".join(nation)), ("".join(number), "".join(when))))]


_FRAMED = (
    "<w:pBdr>"
    + "".join(f'<w:{side} w:val="single" w:sz="6" w:space="2" w:color="auto"/>' for side in _SIDES)
    + '</w:pBdr><w:spacing w:before="160"/>'
    + f'<w:ind w:left="{twips(8)}" w:right="{twips(8)}" w:firstLine="0"/>'
)


def _title(document: OfficialDocument) -> list[str]:
    if document.kind.is_letter:
        return [ooxml.paragraph("KinhGui", properties='<w:spacing w:before="0"/>')] if not document.addressees else []
    lines = wording.balanced_lines(document.title, 14, PORTRAIT.text_twips / TWIPS_PER_POINT * 0.92, bold=True)
    return [
        ooxml.paragraph("TenLoai", wording.upper(document.kind.name)),
        *(ooxml.paragraph("TrichYeu", line) for line in lines),
        _rule_below(lines or [document.kind.name], 14, PORTRAIT.text_twips, share=_title_share(lines)),
    ]


def _title_share(lines: list[str]) -> float:
    return RULE_SHARE if lines else 1.0


def _addressees(document: OfficialDocument) -> list[str]:
    names = [name for name in document.addressees if name.strip()]
    if not names:
        return []
    first_gap = '<w:spacing w:before="240"/>'
    if len(names) == 1:
        return [ooxml.paragraph("KinhGui", f"Kính gửi: {names[0].strip().rstrip(';.,')}", first_gap)]
    width = PORTRAIT.text_twips
    lead = round(wording.measured("Kính gửi:", 14) * TWIPS_PER_POINT)
    dash = round(wording.measured("- ", 14) * TWIPS_PER_POINT)
    lines = [f"- {name}" for name in wording.listed(tuple(names))]
    longest = max(round(wording.measured(line, 14) * TWIPS_PER_POINT) for line in lines)
    start = max((width - lead - longest) // 2, 0)
    indent = f'<w:ind w:left="{start}" w:firstLine="0"/><w:jc w:val="left"/>'
    below = f'<w:ind w:left="{start + lead + dash}" w:hanging="{dash}"/><w:jc w:val="left"/>'
    return [
        ooxml.paragraph("KinhGui", "Kính gửi:", f"<w:keepNext/>{first_gap}{indent}"),
        *(ooxml.paragraph("KinhGui", line, f'<w:spacing w:before="0"/>{below}') for line in lines),
    ]


def _bases(document: OfficialDocument) -> list[str]:
    bases = [ooxml.paragraph("CanCu", line) for line in wording.listed(document.legal_bases)]
    line = wording.upper(document.authority_line)
    authority = [ooxml.paragraph("ThamQuyen", line)] if line else []
    gap = [] if document.kind.is_letter or authority else [ooxml.paragraph("DuongKe", properties=_GAP)]
    return [*gap, *authority, *bases]


_GAP = '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>'


# --- the body ---------------------------------------------------------------------------------------------------


def _blocks(blocks: tuple[Block, ...], sheet: Sheet) -> list[str]:
    return [piece for block in blocks for piece in _pieces(block, sheet)]


@singledispatch
def _pieces(block: Block, sheet: Sheet) -> list[str]:
    raise TypeError(f"{type(block).__name__} is not a part of an official document")


@_pieces.register
def _(block: Heading, sheet: Sheet) -> list[str]:
    text = wording.upper(block.text) if block.level == 1 else block.text
    return [ooxml.paragraph(f"Heading{block.level}", text)]


@_pieces.register
def _(block: Division, sheet: Sheet) -> list[str]:
    return [ooxml.paragraph("PhanChuong", block.label), ooxml.paragraph("TieuDeChuong", wording.upper(block.title))]


@_pieces.register
def _(block: Article, sheet: Sheet) -> list[str]:
    return [ooxml.paragraph("Dieu", f"Điều {block.number}. {block.title}".strip())]


@_pieces.register
def _(block: Enacting, sheet: Sheet) -> list[str]:
    return [ooxml.paragraph("ThamQuyen", wording.upper(block.text))]


@_pieces.register
def _(block: Paragraph, sheet: Sheet) -> list[str]:
    return [_text(block.text)]


def _text(text: RichText) -> str:
    """Running text; a line that announces a list or a table stays with it."""
    written = ooxml.paragraph("NoiDung", text)
    return ooxml.kept(written) if wording.plain(text).rstrip().endswith(":") else written


@_pieces.register
def _(block: Bullet, sheet: Sheet) -> list[str]:
    mark = "- " if block.level == 1 else "+ "
    return [_text((mark, *wording.inlines(block.text)))]


@_pieces.register
def _(block: Note, sheet: Sheet) -> list[str]:
    return [ooxml.paragraph("GhiChuBang", block.text)]


_ABOVE_TABLE = ooxml.kept(
    ooxml.paragraph("DuongKe", properties='<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>')
)


@_pieces.register
def _(block: DataTable, sheet: Sheet) -> list[str]:
    caption = [ooxml.paragraph("TenBang", block.caption)] if block.caption else []
    return [*(caption or [_ABOVE_TABLE]), ooxml.data_table(block, sheet.text_twips), ooxml.tiny_paragraph()]


# --- the end ----------------------------------------------------------------------------------------------------


def _ending(document: OfficialDocument) -> list[str]:
    """Nơi nhận on the left, the signature on the right, on one page."""
    left, right = twips(ENDING_LEFT_MM), twips(ENDING_RIGHT_MM)
    recipients = [
        ooxml.paragraph("NoiNhan", "Nơi nhận:"),
        *(ooxml.paragraph("DanhSachNoiNhan", line) for line in wording.recipient_lines(document.recipients)),
    ]
    if document.secretary is not None:
        clerk, head = _signed(document.secretary), _signed(document.signature)
        rows = [("".join(clerk), "".join(head)), ("".join(recipients), ooxml.paragraph("HoTen", "", _NO_GAP))]
    else:
        rows = [("".join(recipients), "".join(_signed(document.signature)))]
    gap = ooxml.paragraph("DuongKe", properties=f"<w:keepNext/>{_GAP}")
    return [gap, ooxml.layout_table((left, right), rows), ooxml.tiny_paragraph()]


_NO_GAP = '<w:spacing w:before="0"/>'


def _signed(signature: Signature | None) -> list[str]:
    if signature is None:
        return [ooxml.paragraph("HoTen")]
    powers = [ooxml.paragraph("QuyenHanChucVu", line) for line in wording.powers(signature)]
    return [*powers, ooxml.paragraph("HoTen", signature.name)]


def _append_annex(paper: Document, document: OfficialDocument, annex: Annex, notes: ooxml.Footnotes) -> None:
    sheet = LANDSCAPE if annex.landscape else PORTRAIT
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    breaking = paper.element.body.findall(qn("w:p"))[-1]
    _shrink(breaking)
    _prepare_page(section, sheet)
    section.different_first_page_header_footer = True
    numbering = section._sectPr.find(qn("w:pgNumType"))
    if numbering is None:
        numbering = ooxml.parsed('<w:pgNumType w:start="1"/>')
        section._sectPr.find(qn("w:pgMar")).addnext(numbering)
    width = sheet.text_twips / TWIPS_PER_POINT * 0.92
    if annex.kind is not None:
        head = [*_head(document, own=False), ooxml.paragraph("TenLoai", wording.upper(annex.kind.name))]
        title, style = annex.title, "TrichYeu"
    else:
        head = [ooxml.paragraph("PhuLuc", wording.annex_label(document, annex))]
        title, style = wording.upper(annex.title), "TenPhuLuc"
    _append(
        paper,
        [
            *head,
            *(ooxml.paragraph(style, line) for line in wording.balanced_lines(title, 14, width, bold=True)),
            *([ooxml.paragraph("ChiDanPhuLuc", annex.reference)] if annex.reference else []),
            ooxml.rule(twips(ANNEX_RULE_MM), sheet.text_twips),
            ooxml.paragraph("DuongKe", properties=_GAP),
            *_blocks(wording.with_full_stop(annex.body), sheet),
        ],
        notes,
    )


def _shrink(paragraph) -> None:  # type: ignore[no-untyped-def]  # lxml has no types of its own
    """The paragraph that carries a section break must not ask for a line of its own."""
    properties = paragraph.find(qn("w:pPr"))
    properties.insert(0, ooxml.parsed('<w:pStyle w:val="DuongKe"/>'))
    properties.insert(1, ooxml.parsed('<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'))

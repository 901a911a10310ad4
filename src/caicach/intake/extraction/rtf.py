"""RTF: groups and control words followed one by one, retold as the body of a DOCX. Nothing recurses."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.docx import read_body
from caicach.intake.extraction.docx_numbering import Numbering, bullet_sign
from caicach.intake.extraction.docx_styles import Styles
from caicach.intake.extraction.legacy_fonts import font_encoding
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.wordml import BodyWriter, CellShape, Paragraph, ParagraphLook, RunLook
from caicach.intake.source import Source

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)"
)
_DEEPEST_GROUP = 10_000
_SKIPPED = {
    "info", "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator",
    "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote",
    "annotation", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "fldinst", "themedata",
    "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "filetbl", "nonesttables", "shprslt", "sp", "xe",
    "tc", "tcn", "rxe", "txe", "objdata", "objclass", "objname", "nonshppict", "mmathPr", "upr", "pntxta", "pntxtb",
    "pnseclvl", "bkmkstart", "bkmkend",
}  # fmt: skip
_READ_ALTHOUGH_STARRED = frozenset(["nesttableprops", "ud", "fonttbl"])
_SIGNS = {"emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
_SIGNS |= {"tab": " ", "emspace": " ", "enspace": " ", "qmspace": " ", "column": " ", "cell": "", "~": "\u00a0"}
# The code page of a font's character set; 2 is a font of symbols.
_CODE_PAGES = {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254"}
_CODE_PAGES |= {163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}
_SYMBOLS = 2


@dataclass(slots=True)
class _State:
    """What a group inherits and what ends with it."""

    skip: bool = False
    fonts: bool = False  # in the table of fonts
    label: bool = False  # in the drawn label of a list
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    font: int | None = None
    fallback: int = 1  # signs after \u for readers that do not know it
    centered: bool = False
    depth: int = 0
    break_before: bool = False
    shapes: tuple[CellShape, ...] = ()
    shape: CellShape = field(default_factory=CellShape)
    left: int = 0


def extract_rtf(path: Path, *, name: str, limits: Limits) -> Source:
    """An RTF as lines and tables; pages follow the breaks that somebody set."""
    content = path.read_bytes().decode("latin-1")
    if not content.lstrip().startswith("{\\rtf"):
        raise refusals.damaged(name, "rtf")
    body = _Retelling(name=name, limits=limits).body(content)
    return read_body(body, styles=Styles(), numbering=Numbering(), name=name, limits=limits)


@dataclass(slots=True)
class _Retelling:
    name: str
    limits: Limits
    writer: BodyWriter = field(default_factory=BodyWriter)
    paragraph: Paragraph = field(default_factory=Paragraph)
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    charsets: dict[int, int] = field(default_factory=dict)
    code_page: str = "cp1252"
    default_font: int | None = None
    raw: bytearray = field(default_factory=bytearray)  # bytes that wait to be decoded together
    pending_label: str = ""
    swallow: int = 0
    starred: bool = False
    fresh: bool = False  # the group has just begun: its first word may name its purpose
    new_section: bool = False
    ended: int = 0
    high: int = 0  # the first half of a letter beyond the first plane

    def body(self, content: str) -> etree._Element:
        at, end = 0, len(content)
        while at < end:
            found = _TOKEN.match(content, at)
            if found is None:
                at += 1  # a line end, or a stray sign
                continue
            at = found.end()
            kind = found.lastgroup
            if kind == "text":
                self._raw(found["text"].encode("latin-1"))
            elif kind == "byte":
                self._raw(bytes([int(found["byte"], 16)]))
            elif kind == "brace":
                self._brace(found["brace"])
            elif kind == "sign":
                self._sign(found["sign"])
            elif found["word"] == "bin":
                at += max(0, int(found["number"] or 0))
            else:
                self._word(found["word"], int(found["number"]) if found["number"] else None)
        self._flush()
        if not self.paragraph.empty:
            self._end_paragraph()
        if self.stack and not self.ended:
            raise refusals.damaged(self.name, "rtf")
        return self.writer.finish()

    def _brace(self, brace: str) -> None:
        self._flush()
        self.swallow = 0
        if brace == "{":
            self.stack.append(self.state)
            self.state = copy(self.state)
            if len(self.stack) > _DEEPEST_GROUP:
                raise refusals.damaged(self.name, "rtf")
            self.fresh, self.starred = True, False
            return
        self.fresh = False
        if self.stack:
            before, self.state = self.state, self.stack.pop()
            if before.label and not self.state.label:
                self.paragraph.text(self._label(), RunLook(self.state.bold, self.state.italic))
                self.pending_label = ""

    def _label(self) -> str:
        text = self.pending_label.replace("\n", " ").strip()
        return f"{bullet_sign(text)} " if text else ""

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self.starred = True
            return
        if sign in "\r\n":
            self._word("par", None)
        elif sign in "\\{}":
            self._raw(sign.encode())
        elif sign in "~_-\t":
            # An optional hyphen stands, in an old font, in the place of "ư".
            self._flush()
            self._letters({"~": "\u00a0", "_": "-", "-": "\u00ad", "\t": " "}[sign])

    def _raw(self, content: bytes) -> None:
        self.fresh = False
        if self.swallow:
            dropped = min(self.swallow, len(content))
            self.swallow -= dropped
            content = content[dropped:]
        if not self.state.skip:
            self.raw += content

    def _flush(self) -> None:
        if not self.raw:
            return
        content, font = bytes(self.raw), self.state.font if self.state.font is not None else self.default_font
        self.raw.clear()
        if self.state.fonts:
            self._name_font(content)
            return
        charset = self.charsets.get(font or 0)
        if charset == _SYMBOLS and self.state.label:
            text = "".join(chr(0xF000 + byte) if byte > 0x20 else " " for byte in content)
        elif font_encoding(self.fonts.get(font or 0, "")):
            text = content.decode("latin-1")
        else:
            text = content.decode(_CODE_PAGES.get(charset or 0, self.code_page), errors="replace")
        self._letters(text)

    def _name_font(self, content: bytes) -> None:
        text = content.decode(self.code_page, errors="replace")
        number = self.state.font
        if number is not None:
            self.fonts[number] = (self.fonts.get(number, "") + text).split(";")[0]

    def _letters(self, text: str) -> None:
        if self.raw:
            self._flush()
        if self.state.skip or self.state.fonts or not text:
            return
        if self.state.label:
            self.pending_label += text
            return
        if self.new_section:
            self.paragraph.page_break()
            self.new_section = False
        font = self.state.font if self.state.font is not None else self.default_font
        name = self.fonts.get(font) if font is not None else None
        look = RunLook(self.state.bold, self.state.italic, self.state.hidden, name)
        self.paragraph.text(text, look)

    def _word(self, word: str, number: int | None) -> None:
        fresh, self.fresh = self.fresh, False
        if not fresh and word not in _MEANT:
            self.swallow = 0
            return
        if word == "u":
            self._unicode(number or 0)
            return
        self._flush()
        self.swallow = 0
        state = self.state
        if fresh and (word in _SKIPPED or (self.starred and word not in _READ_ALTHOUGH_STARRED)):
            state.fonts = word == "fonttbl"
            state.skip = not state.fonts
            return
        if fresh and word == "ud":
            state.skip = self.stack[-2].skip if len(self.stack) > 1 else False
            return
        if state.fonts and word == "fcharset" and state.font is not None:
            self.charsets[state.font] = number or 0
        if fresh and word in ("listtext", "pntext") and not state.skip:
            state.label = True
        elif word in _SIGNS and word != "cell":
            self._letters(_SIGNS[word])
        elif word in _RUN_WORDS or word in _PARAGRAPH_WORDS or word in _ROW_WORDS:
            _change(state, word, number)
        elif word == "ansicpg":
            self.code_page = _known(number)
        elif word == "deff":
            self.default_font = number
        elif not state.skip:
            self._structure(word)

    def _structure(self, word: str) -> None:
        if word == "par":
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_paragraph(least=2 if word == "nestcell" else 1)
            self.writer.end_cell()
        elif word in ("row", "nestrow"):
            depth = max(2, self.state.depth) if word == "nestrow" else 1
            self.writer.end_row(self.state.shapes, left=self.state.left, depth=depth)
            self.paragraph = Paragraph()
        elif word == "line":
            self.paragraph.line_break()
        elif word == "page":
            self.paragraph.page_break()
        elif word == "sect":
            self._end_paragraph()
            self.new_section = True
        elif word == "sbknone":
            self.new_section = False

    def _end_paragraph(self, *, least: int = 0) -> None:
        self.ended += 1
        if self.ended > 8 * self.limits.lines:
            raise refusals.too_many_lines(self.name, self.limits.lines)
        self.paragraph.shape(ParagraphLook(centered=self.state.centered, page_break_before=self.state.break_before))
        self.writer.add(self.paragraph.node, depth=max(least, self.state.depth))
        self.paragraph = Paragraph()

    def _unicode(self, number: int) -> None:
        code = number & 0xFFFF
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            if self.high:
                self._letters(chr(0x10000 + ((self.high - 0xD800) << 10) + (code - 0xDC00)))
            self.high = 0
        else:
            self._letters(chr(code))
        self.swallow = self.state.fallback


_RUN_WORDS = frozenset(["b", "i", "v", "deleted", "f", "plain", "uc"])
_PARAGRAPH_WORDS = frozenset(["pard", "qc", "ql", "qr", "qj", "qd", "intbl", "itap", "pagebb"])
_ROW_WORDS = frozenset(["trowd", "trleft", "clmgf", "clmrg", "clvmgf", "clvmrg", "cellx"])
_STRUCTURE_WORDS = frozenset(["par", "cell", "nestcell", "row", "nestrow", "line", "page", "sect", "sbknone"])
_MEANT = _RUN_WORDS | _PARAGRAPH_WORDS | _ROW_WORDS | _STRUCTURE_WORDS | _SIGNS.keys()
_MEANT |= {"u", "fcharset", "ansicpg", "deff"}
_MOST_CELLS = 256


def _change(state: _State, word: str, number: int | None) -> None:
    """What a word about runs, paragraphs or rows changes."""
    on = number != 0
    if word == "b":
        state.bold = on
    elif word == "i":
        state.italic = on
    elif word in ("v", "deleted"):
        state.hidden = on
    elif word == "f":
        state.font = number
    elif word == "plain":
        state.bold = state.italic = state.hidden = False
        state.font = None
    elif word == "uc":
        state.fallback = max(0, min(number if number is not None else 1, 16))
    elif word == "pard":
        state.centered, state.depth, state.break_before = False, 0, False
    elif word == "intbl":
        state.depth = max(1, state.depth)
    elif word == "itap":
        state.depth = max(0, min(number or 0, 64))
    elif word == "pagebb":
        state.break_before = on
    elif word in _PARAGRAPH_WORDS:
        state.centered = word == "qc"
    else:
        _change_row(state, word, number)


def _change_row(state: _State, word: str, number: int | None) -> None:
    if word == "trowd":
        state.shapes, state.shape, state.left = (), CellShape(), 0
    elif word == "trleft":
        state.left = max(-32768, min(number or 0, 65535))
    elif word == "cellx":
        done = replace(state.shape, edge=max(-32768, min(number or 0, 65535)))
        state.shapes, state.shape = (*state.shapes, done)[:_MOST_CELLS], CellShape()
    else:
        state.shape = replace(
            state.shape,
            joins_left=state.shape.joins_left or word == "clmrg",
            starts_below=state.shape.starts_below or word == "clvmgf",
            joins_above=state.shape.joins_above or word == "clvmrg",
        )


def _known(number: int | None) -> str:
    """The codec of a code page, the Western one where Python has none."""
    import codecs

    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"

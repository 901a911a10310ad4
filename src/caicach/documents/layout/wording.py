"""The fixed words of official documents, said once for paper and screen: number line, date, ends of lists, "./."."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise

from caicach.core.dates import format_date_long
from caicach.core.numbers import format_number, to_roman
from caicach.documents.layout.kinds import compose_number
from caicach.documents.layout.measures import WIDTHS
from caicach.documents.layout.model import (
    Annex,
    Block,
    Bullet,
    Cell,
    Footnote,
    Inline,
    Number,
    OfficialDocument,
    Paragraph,
    Recipients,
    RichText,
    Signature,
    Stamp,
)

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SPACE_TO_WRITE = "\u00a0"
FULL_STOP = "./."
_HORN = {"O\u031b": "Ơ", "o\u031b": "ơ", "U\u031b": "Ư", "u\u031b": "ư"}


def measured(text: str, size: float, *, bold: bool = False) -> float:
    """Length of a line in points, set in Times New Roman."""
    widths = WIDTHS[bold]
    total = 0
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        base = _HORN.get(parts[0] + "\u031b", parts[0]) if "\u031b" in parts else parts[0]
        total += widths.get(base, 500)
    return total * size / 1000


def upper(text: str) -> str:
    """Capitals, composed: a decomposed Vietnamese letter would be drawn with a floating mark."""
    return unicodedata.normalize("NFC", text).upper()


def balanced_lines(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a centred name into as few lines as fit `width` points, the lines as even as the words allow."""
    lines: list[str] = []
    for part in text.split("\n"):
        words = part.split()
        if not words:
            continue
        count = _lines_needed(words, size, width, bold)
        lines += _evenly(words, count, size, bold) if count > 1 else [" ".join(words)]
    return lines


def issuer_lines(name: str, size: float, width: float) -> list[str]:
    """The issuer's name in capitals; a people's committee or council has its place on the line below."""
    return balanced_lines(_COLLECTIVE.sub(r"\1\n", upper(name)), size, width, bold=True)


_COLLECTIVE = re.compile(r"^((?:ỦY|UỶ) BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN)\s+")


def _lines_needed(words: list[str], size: float, width: float, bold: bool) -> int:
    count, line = 1, words[0]
    for word in words[1:]:
        longer = f"{line} {word}"
        if measured(longer, size, bold=bold) <= width:
            line = longer
        else:
            count, line = count + 1, word
    return count


def _evenly(words: list[str], count: int, size: float, bold: bool) -> list[str]:
    """The breaks that make the longest line shortest (words are few: every width of one start is tried once)."""
    length = {
        (start, end): measured(" ".join(words[start:end]), size, bold=bold)
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {
        (1, end): (length[0, end], (end,)) for end in range(1, len(words) + 1)
    }
    for lines in range(2, count + 1):
        for end in range(lines, len(words) + 1):
            best[lines, end] = min(
                (max(best[lines - 1, cut][0], length[cut, end]), (*best[lines - 1, cut][1], end))
                for cut in range(lines - 1, end)
            )
    cuts = (0, *best[count, len(words)][1])
    return [" ".join(words[start:end]) for start, end in pairwise(cuts)]


def number_line(document: OfficialDocument) -> str:
    """ "Số: 05/BC-UBND"; with room to write the number in while it has none."""
    if document.number in (None, ""):
        return f"Số:{SPACE_TO_WRITE * 8}/{document.symbol}"
    assert document.number is not None
    return f"Số: {compose_number(document.number, document.symbol)}"


def place_and_date(document: OfficialDocument) -> str:
    blank = SPACE_TO_WRITE * 6
    when = format_date_long(document.issued_on) if document.issued_on else f"ngày{blank}tháng{blank}năm{blank}"
    return f"{document.place or '……………'}, {when}"


def cited(document: OfficialDocument) -> str:
    """How an annex names its document: "Báo cáo số 05/BC-UBND ngày … của …"; unknown parts leave room."""
    number = (
        f"{SPACE_TO_WRITE * 6}/{document.symbol}"
        if document.number in (None, "")
        else compose_number(document.number or "", document.symbol)
    )
    blank = SPACE_TO_WRITE * 4
    when = format_date_long(document.issued_on) if document.issued_on else f"ngày{blank}tháng{blank}năm{blank}"
    return f"{document.kind.name} số {number} {when} của {' '.join(document.issuer.split())}"


def annex_reference(document: OfficialDocument) -> str:
    """ "(Kèm theo Báo cáo số … của …)"."""
    return f"(Kèm theo {cited(document)})"


def annex_label(document: OfficialDocument, annex: Annex) -> str:
    """The annex's own label, or "Phụ lục" with a Roman numeral where there are several; the kind's name for a
    document put in force."""
    if annex.label:
        return annex.label
    if annex.kind is not None:
        return annex.kind.name
    annexes = [other for other in document.annexes if other.kind is None]
    if len(annexes) == 1:
        return "Phụ lục"
    position = next(index for index, other in enumerate(annexes, start=1) if other is annex)
    return f"Phụ lục {to_roman(position)}"


def listed(items: tuple[str, ...], last: str = ".") -> list[str]:
    """Each item with ";" after it, the last one with `last`."""
    bare = [item.strip().rstrip(";.,").rstrip() for item in items if item.strip()]
    return [f"{item};" for item in bare[:-1]] + [f"{item}{last}" for item in bare[-1:]]


def recipient_lines(recipients: Recipients) -> list[str]:
    """ "- Như trên;" … "- Lưu: VT, SNV."; the records office is always kept a copy."""
    named = [f"- {item}" for item in listed(recipients.names, last=";")]
    drafter = [recipients.drafter] if recipients.drafter else []
    return [*named, f"- Lưu: {', '.join(('VT', *recipients.kept_by))}.", *drafter]


def powers(signature: Signature) -> list[str]:
    """The lines above a signature, in capitals: the power, then the position."""
    lines = [*signature.authority.split("\n"), *signature.position.split("\n")]
    return [upper(line) for line in lines if line.strip()]


def stamps(document: OfficialDocument) -> list[Stamp]:
    """What is stamped below the number: secrecy, then urgency."""
    return [stamp for stamp in (document.secrecy, document.urgency) if stamp is not None]


def inlines(text: RichText) -> tuple[Inline, ...]:
    return (text,) if isinstance(text, str) else text


def plain(text: RichText) -> str:
    """The words alone, without footnotes."""
    return "".join(
        part if isinstance(part, str) else part.text for part in inlines(text) if not isinstance(part, Footnote)
    )


def closed(text: RichText) -> tuple[Inline, ...]:
    """The text with "./." at its end, in place of the mark that stood there."""
    parts = list(inlines(text))
    if plain(text).rstrip().endswith(FULL_STOP):
        return tuple(parts)
    notes: list[Inline] = []
    while parts and isinstance(parts[-1], Footnote):
        notes.insert(0, parts.pop())
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip().rstrip(".;,").rstrip()
    return (*parts, *notes, FULL_STOP)


def with_full_stop(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body ended by "./."; after a table or a heading it stands on a line of its own."""
    if not blocks:
        return blocks
    *others, last = blocks
    if isinstance(last, Paragraph):
        return (*others, Paragraph(closed(last.text)))
    if isinstance(last, Bullet):
        return (*others, Bullet(closed(last.text), level=last.level))
    return (*blocks, Paragraph(FULL_STOP))


def cell_text(cell: Cell) -> RichText:
    """What a table prints in a cell: numbers the Vietnamese way, nothing for what is missing."""
    if cell is None:
        return ""
    if isinstance(cell, int | Decimal):
        return format_number(cell)
    if isinstance(cell, Number):
        return (cell,)
    return cell

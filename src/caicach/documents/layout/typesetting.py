"""What Typst is told before it meets a document: the decree's looks as functions, and the fonts it may use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from caicach.documents.layout.measures import (
    BODY_SIZE,
    LOOKS,
    PORTRAIT,
    STAMP_HEIGHT_MM,
    STAMP_RED,
    TABLE_CELL_MARGIN_MM,
    Look,
)

FAMILIES = ("Times New Roman", "Tinos", "Liberation Serif")
"""Fonts with the widths of Times New Roman, which the decree prescribes; the first that the machine has is taken."""

ASCENT, DESCENT, LINE = 0.891, 0.216, 1.149  # of Times, in parts of the size
_PAGE_NUMBER_ASCENT_MM = 4.4  # leaves the number as far below the edge as Word's header is


class CannotSet(Exception):
    """The PDF cannot be made on this machine; the message says why and what to install."""


@lru_cache(maxsize=1)
def fonts_and_family() -> tuple[Any, str]:
    """The machine's fonts, read once, and the family that documents are set in."""
    import typst

    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)
    present = set(fonts.families())
    family = next((name for name in FAMILIES if name in present), None)
    if family is None:
        raise CannotSet(
            "Máy chưa có phông chữ Times New Roman, Tinos hoặc Liberation Serif; cài gói fonts-croscore rồi thử lại."
        )
    return fonts, family


def _look(look: Look) -> str:
    leading = round(look.line * LINE - ASCENT - DESCENT, 4)
    return (
        f'"{look.id}": (size: {look.size}pt, weight: "{"bold" if look.bold else "regular"}", '
        f'style: "{"italic" if look.italic else "normal"}", justify: {"true" if look.align == "both" else "false"}, '
        f"align: {'left' if look.align == 'both' else look.align}, above: {look.before}pt, below: {look.after}pt, "
        f"indent: {look.first_line}mm, leading: {leading}em, sticky: {'true' if look.keep_next else 'false'})"
    )


_PROGRAM = """
#let looks = (%(looks)s)
#let piece(id, body, above: none, sticky: none, left: 0pt, hanging: 0pt) = {
  let look = looks.at(id)
  block(
    width: 100%%,
    above: (if above == none { look.above } else { above }) + look.leading.em * look.size,
    below: look.below,
    sticky: if sticky == none { look.sticky } else { sticky },
    inset: (left: left),
    {
      set text(size: look.size, weight: look.weight, style: look.style)
      set par(
        justify: look.justify, leading: look.leading, hanging-indent: hanging,
        first-line-indent: (amount: look.indent, all: true),
      )
      set align(look.align)
      par(body)
    },
  )
}
#let titled(id, level, body) = {
  show heading: it => piece(id, it.body)
  heading(level: level, body)
}
#let rule(length) = block(width: 100%%, height: 2pt, above: 3pt, below: 0pt, sticky: true,
  align(center, line(length: length, stroke: 0.75pt)))
#let gap(height) = block(height: height, above: 0pt, below: 0pt, sticky: true)
#let stamp(width, body) = block(width: 100%%, above: 8pt, below: 0pt, align(center, box(
  width: width, height: %(stamp)smm, stroke: 1pt + rgb("#%(red)s"),
  align(center + horizon, text(size: 13pt, weight: "bold", fill: rgb("#%(red)s"), body)))))
#let framed(body) = block(width: 100%%, above: 8pt, below: 0pt, align(center, box(
  inset: 3pt, stroke: 0.75pt, text(size: 13pt, weight: "bold", body))))
#let side-by-side(left, ..cells) = block(width: 100%%, above: 0pt, below: 0pt, breakable: false,
  grid(columns: (left, 1fr), align: top, ..cells))
#let cell(id, body, at: left, span: 1, breakable: false) = table.cell(
  align: at, colspan: span, breakable: breakable, {
    let look = looks.at(id)
    set text(size: look.size, weight: look.weight)
    set par(justify: false, leading: look.leading)
    par(body)
  })
#set text(
  font: (%(family)s, "DejaVu Sans", "New Computer Modern"), size: %(size)spt, lang: "vi", region: "vn",
  hyphenate: false, top-edge: %(ascent)sem, bottom-edge: -%(descent)sem, overhang: false,
)
#set block(spacing: 0pt)
#set par(spacing: 0pt)
#show footnote.entry: set text(size: 11pt)
#set footnote.entry(gap: 3pt, indent: 0pt)
#set table(stroke: 0.5pt, inset: (x: %(cell)smm, y: 2pt))
#let sheet(width, height, body) = {
  set page(
    width: width, height: height,
    margin: (top: %(top)smm, bottom: %(bottom)smm, left: %(left)smm, right: %(right)smm),
    header-ascent: %(number)smm,
    header: context {
      let page-number = counter(page).get().first()
      if page-number > 1 { align(center, text(size: 14pt, str(page-number))) }
    },
  )
  body
  counter(page).update(0)
}
"""


def program(family: str) -> str:
    """The program's opening; `family` is the font's name as a string of Typst."""
    return _PROGRAM % {
        "looks": ", ".join(map(_look, LOOKS)),
        "family": family,
        "size": BODY_SIZE,
        "ascent": ASCENT,
        "descent": DESCENT,
        "top": PORTRAIT.top,
        "bottom": PORTRAIT.bottom,
        "left": PORTRAIT.left,
        "right": PORTRAIT.right,
        "number": _PAGE_NUMBER_ASCENT_MM,
        "cell": TABLE_CELL_MARGIN_MM,
        "stamp": STAMP_HEIGHT_MM,
        "red": STAMP_RED,
    }

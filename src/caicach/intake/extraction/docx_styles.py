"""What a DOCX's styles say about bold, italic, centring and numbering, followed up their chain of parents."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value(element: etree._Element | None, tag: str, attribute: str = "val") -> str | None:
    """The w:attribute of the child w:tag; None where either is missing."""
    child = element.find(f"{W}{tag}") if element is not None else None
    return child.get(f"{W}{attribute}") if child is not None else None


def toggle(properties: etree._Element | None, tag: str) -> bool | None:
    """A switch such as w:b: True, False, or None where nothing is said."""
    child = properties.find(f"{W}{tag}") if properties is not None else None
    if child is None:
        return None
    return child.get(f"{W}val", "1") not in {"0", "false", "off", "none"}


def font_of(properties: etree._Element | None) -> str | None:
    """The font that a run's properties name for letters beyond ASCII, None where they name none."""
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    return (fonts.get(f"{W}hAnsi") or fonts.get(f"{W}ascii")) if fonts is not None else None


@dataclass(slots=True)
class Style:
    """One style, its parents folded in."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    centered: bool = False
    page_break_before: bool = False
    num_id: str | None = None
    level: int | None = None
    font: str | None = None


@dataclass(slots=True)
class Styles:
    """All styles by id; unknown ids answer with a style that says nothing."""

    by_id: dict[str, Style] = field(default_factory=dict)
    default_paragraph: str | None = None
    default_font: str | None = None

    def get(self, style_id: str | None) -> Style:
        return self.by_id.get(style_id or "", _PLAIN)


_PLAIN = Style()


def read_styles(root: etree._Element | None) -> Styles:
    styles = Styles()
    if root is None:
        return styles
    styles.default_font = font_of(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
    elements = {style.get(f"{W}styleId", ""): style for style in root.iterfind(f"{W}style")}
    for style_id, element in elements.items():
        styles.by_id[style_id] = _folded(style_id, elements)
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true"}:
            styles.default_paragraph = style_id
    return styles


def _folded(style_id: str, elements: dict[str, etree._Element]) -> Style:
    chain: list[etree._Element] = []
    seen: set[str] = set()
    current: str | None = style_id
    while current and current in elements and current not in seen:
        seen.add(current)
        chain.append(elements[current])
        current = value(elements[current], "basedOn")
    style = Style()
    for element in reversed(chain):
        run, paragraph = element.find(f"{W}rPr"), element.find(f"{W}pPr")
        style.bold = _later(style.bold, toggle(run, "b"))
        style.italic = _later(style.italic, toggle(run, "i"))
        style.hidden = _later(style.hidden, toggle(run, "vanish"))
        style.font = font_of(run) or style.font
        style.page_break_before = bool(_later(style.page_break_before, toggle(paragraph, "pageBreakBefore")))
        if justification := value(paragraph, "jc"):
            style.centered = justification == "center"
        numbering = paragraph.find(f"{W}numPr") if paragraph is not None else None
        if numbering is not None:
            style.num_id = value(numbering, "numId") or style.num_id
            level = value(numbering, "ilvl")
            style.level = int(level) if level and level.isdecimal() else style.level
    return style


def _later(before: bool | None, now: bool | None) -> bool | None:
    return before if now is None else now

"""The document on the screen: the same words as on paper, escaped, with classes that the style sheet knows."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from caicach.documents.layout.model import (
    Annex,
    Article,
    Column,
    DataTable,
    Division,
    Emphasis,
    Enacting,
    Heading,
    Number,
    Paragraph,
    Row,
    RowKind,
    Strong,
)
from caicach.documents.layout.preview import outline, preview
from caicach.documents.tests.layout_samples import BARE, LETTER, REPORT, written
from caicach.documents.tests.test_layout_docx import paragraphs

SHEET = Path(__file__).parents[1] / "static" / "documents" / "sheet.css"
VOID = {"br", "col"}


class Reader(HTMLParser):
    """Reads a fragment: its words, its elements, and whether every element is closed in its place."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


EVERYTHING = replace(
    REPORT,
    authority_line="Chủ tịch UBND",
    body=(
        Enacting("Quyết định:"),
        Division("Chương I", "Quy định chung"),
        Article("1", "Phạm vi"),
        Paragraph((Strong("đậm"), Emphasis("nghiêng"))),
        *REPORT.body,
    ),
)


@pytest.mark.parametrize(
    "document",
    [pytest.param(EVERYTHING, id="report"), pytest.param(LETTER, id="letter"), pytest.param(BARE, id="empty")],
)
def test_the_fragment_is_well_formed_and_its_ids_are_unique(document):
    reader = Reader(preview(document))
    assert reader.open == []
    identifiers = reader.values("id")
    assert len(set(identifiers)) == len(identifiers)


def squeezed(words):
    return re.sub(r"[\s\u00a0]+", "", "".join(words))


@pytest.mark.parametrize("document", [pytest.param(EVERYTHING, id="report"), pytest.param(LETTER, id="letter")])
def test_screen_and_paper_say_the_same(document):
    on_paper = sorted(squeezed(p.text for p in paragraphs(written(document))))
    on_screen = sorted(squeezed(Reader(preview(document)).words))
    # the dashes of several addressees are drawn by the style sheet
    dashes = len(document.addressees) if len(document.addressees) > 1 else 0
    assert len(on_paper) - len(on_screen) == dashes
    assert "".join(on_paper).replace("-", "") == "".join(on_screen).replace("-", "")


def test_live_numbers_carry_their_key_and_lead_somewhere():
    assert '<a class="live-number" data-key="tasks.done">8.511/9.574</a>' in preview(REPORT)
    linked = preview(REPORT, link_for=lambda key: f"/so-lieu/{key}?a=1&b=2")
    assert (
        '<a class="live-number" data-key="tasks.done" href="/so-lieu/tasks.done?a=1&amp;b=2">8.511/9.574</a>' in linked
    )


def test_everything_is_escaped():
    bad = "<script>alert('x')</script>\"&"
    table = DataTable((Column(bad, group=bad),), [Row((bad,)), Row((bad, bad), RowKind.GROUP)], caption=bad)
    document = replace(
        REPORT,
        issuer=bad,
        superior=bad,
        title=bad,
        symbol=bad,
        place=bad,
        addressees=(bad,),
        legal_bases=(bad,),
        body=(Heading(bad, key=bad), Paragraph((bad, Number(bad, bad))), table),
        annexes=(Annex(bad, label=bad, reference=bad),),
    )
    shown = preview(document, link_for=lambda key: f"/x/{key}")
    assert "<script" not in shown.lower()
    names = {name for _, attributes in Reader(shown).elements for name in attributes}
    assert names <= {
        "class", "id", "lang", "href", "data-key", "scope", "colspan", "rowspan", "role", "tabindex", "aria-label",
    }  # fmt: skip


def test_there_are_no_inline_styles():
    assert "style" not in {name for _, attributes in Reader(preview(EVERYTHING)).elements for name in attributes}


def test_every_class_is_documented_and_the_sheet_stays_in_its_scope():
    used = {name for value in Reader(preview(EVERYTHING)).values("class") for name in value.split()}
    used |= {name for value in Reader(preview(LETTER)).values("class") for name in value.split()}
    css = re.sub(r"/\*.*?\*/", "", SHEET.read_text(encoding="utf-8"), flags=re.S)
    styled = set(re.findall(r"\.(sheet-[\w-]+|live-number|official-sheet)", css))
    plain = {"sheet-issuer", "sheet-power", "sheet-text", "sheet-table-frame"}
    assert used - styled <= plain
    rules = re.findall(r"([^{}]+)\{", css)
    selectors = [part.strip() for rule in rules for part in re.split(r",(?![^(]*\))", rule)]
    assert [s for s in selectors if s and not s.startswith((".official-sheet", "@media", "@page sheet-"))] == []
    assert '"Times New Roman"' in css
    assert "Tinos" in css


def test_the_outline_names_the_headings_of_the_sheet():
    identifiers = set(Reader(preview(REPORT)).values("id"))
    entries = outline(REPORT)
    assert [(entry.level, entry.text) for entry in entries] == [
        (1, "I. Công tác chỉ đạo, điều hành"),
        (2, "1. Về xây dựng kế hoạch"),
        (3, "a) Ban hành văn bản"),
        (1, "Phụ lục I. Danh mục nhiệm vụ"),
        (1, "Phụ lục II. Thuyết minh số liệu"),
    ]
    assert {entry.id for entry in entries} <= identifiers
    assert entries[0].id == "sheet-steering"


def test_two_headings_with_one_key_have_ids_of_their_own():
    twins = replace(REPORT, body=(Heading("A", key="x"), Heading("B", key="x")), annexes=())
    assert [entry.id for entry in outline(twins)] == ["sheet-x", "sheet-x-2"]
    assert Reader(preview(twins)).values("id") == ["sheet-x", "sheet-x-2"]


def test_headings_follow_the_level_of_the_page():
    tags = [tag for tag, _ in Reader(preview(REPORT, heading_level=2)).elements if re.fullmatch(r"h\d", tag)]
    assert tags == ["h2", "h3", "h4", "h5", "h3", "h3"]
    with pytest.raises(ValueError, match="heading level"):
        preview(REPORT, heading_level=5)


def test_long_tables_are_shortened_and_say_so():
    shown = preview(REPORT, rows_at_most=10)
    assert "Còn 30 dòng nữa trong tệp của văn bản." in shown
    assert "dòng nữa" not in preview(REPORT)


def test_column_widths_are_classes_in_fortieths():
    table = DataTable((Column("a", 1), Column("b", 3)), [Row(("1", "2"))])
    shown = preview(replace(REPORT, body=(table,), annexes=()))
    assert '<col class="sheet-width-10"><col class="sheet-width-30">' in shown

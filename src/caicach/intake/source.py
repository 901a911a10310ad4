"""What extraction hands to reading: a file as an ordered run of lines and tables, each with its place.

Extraction (`intake.extraction`) turns a file of any form into a `Source`; reading (`intake.reading`) turns a
`Source` into the JSON contract of the product. Neither knows the other, and neither knows Django.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares (0 to 1) of the page's picture as it is shown."""


Stretch = tuple[int, int, str]
"""Where a word was given its marks back: from, to (in the text as it is now), and what was found there."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word where it stands on the picture of its page; `confidence` is the recogniser's, 0 to 1."""

    text: str
    page: int
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, with soft line breaks already joined where extraction could tell; never empty.

    `number` is the 1-based line in the extracted text: the physical line of a text file, the running number of
    the paragraph in a DOCX or PDF. `page` is 1-based; a form without pages has everything on page 1 unless it
    marks page breaks. The layout hints are False where the form does not carry them. `words` are there where the
    page was recognised from its picture; a paragraph that runs over a page end has words on both.
    """

    text: str
    page: int
    number: int
    bold: bool = False
    italic: bool = False
    centered: bool = False
    blank_before: bool = False
    words: tuple[PlacedWord, ...] = ()
    restored: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text ("\\n" between its paragraphs) and its place. A merged cell stands in each
    place it covers."""

    text: str
    page: int
    number: int
    address: str = ""  # "B7" for a spreadsheet
    words: tuple[PlacedWord, ...] = ()  # where the page was recognised from its picture
    restored: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands, row by row; rows that ran over a page end are one row, repeated heads are dropped."""

    rows: tuple[tuple[Cell, ...], ...]
    sheet: str = ""

    @property
    def page(self) -> int:
        return self.rows[0][0].page

    @property
    def number(self) -> int:
        return self.rows[0][0].number


@dataclass(frozen=True, slots=True)
class SourceWarning:
    """Something a person should know about the file. `code` is stable, `text` is Vietnamese."""

    code: str
    text: str
    page: int = 1
    line: int = 1


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file inside a file (an archive, an e-mail): where its blocks begin among all and which pages it has there."""

    name: str
    first_block: int
    first_page: int
    last_page: int
    text_source: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file after extraction. Pages and lines of the files inside it, if any, are counted through."""

    name: str
    pages: int
    text_source: str  # "digital" | "ocr" | "text"
    blocks: tuple[Line | Table, ...]
    warnings: tuple[SourceWarning, ...] = field(default=())
    inner: tuple[InnerFile, ...] = ()


class CannotRead(Exception):
    """The file is refused whole. `code` is stable; `str()` is one plain Vietnamese sentence for the person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code

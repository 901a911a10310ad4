"""Pages that are pictures: scans and photographs recognised, and made a `Source` like any other file.

`needs_recognition` says which pages of a file have no text of their own, `recognise_page` recognises one of them,
`source_from_pages` puts the pages together. Recognising runs in a confined child (`intake.sandbox`); the libraries
that it needs are imported only there.
"""

from __future__ import annotations

from caicach.intake.extraction.ocr.pages import (
    Origin,
    Problem,
    RecognisedCell,
    RecognisedLine,
    RecognisedPage,
    RecognisedTable,
    Word,
)

__all__ = [
    "Origin",
    "Problem",
    "RecognisedCell",
    "RecognisedLine",
    "RecognisedPage",
    "RecognisedTable",
    "Word",
]

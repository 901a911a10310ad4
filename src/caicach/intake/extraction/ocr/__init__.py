"""Pages that are pictures: scans and photographs recognised, and made a `Source` like any other file.

`judging.needs_recognition` says which pages of a file have no text of their own, `recognising.recognise_page`
recognises one of them, `assembling.source_from_pages` puts the pages together. Recognising runs in a confined child
(`intake.sandbox`); what stands here can be had without the libraries that it needs.
"""

from caicach.intake.extraction.ocr.pages import (
    Origin,
    Problem,
    RecognisedCell,
    RecognisedLine,
    RecognisedPage,
    RecognisedTable,
    Word,
)

__all__ = ["Origin", "Problem", "RecognisedCell", "RecognisedLine", "RecognisedPage", "RecognisedTable", "Word"]

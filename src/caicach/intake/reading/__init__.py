"""A `Source` into the JSON contract of the product: pure rules over Vietnamese administrative text. No Django.

Text that was recognised badly is first made legible (`health`, `confusions`, `legible`, `marks`) and its words are
given back as they stood (`ledger`, `found`); tables that fell apart are rebuilt (`scattered`); figures are held against
each other (`arithmetic`).

The way through: `paragraphs` (labels) → `structure` (documents, nested parts) → `header`, `citations` → `sections`
(what each part is for) → `clauses`, `table_items`, `statements` → `merge` → `reader`. The vocabulary is `lexicon`.
"""

from caicach.intake.reading.reader import read_source

__all__ = ["read_source"]

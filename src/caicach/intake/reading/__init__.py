"""A `Source` into the JSON contract of the product: pure rules over Vietnamese administrative text. No Django.

The way through: `paragraphs` (labels) → `structure` (documents, nested parts) → `header`, `citations` → `sections`
(what each part is for) → `clauses`, `table_items`, `statements` → `merge` → `reader`. The vocabulary is `lexicon`.
"""

from caicach.intake.reading.reader import read_source

__all__ = ["read_source"]

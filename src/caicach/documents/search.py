"""Full text over the registry: FTS5 on SQLite, a GIN index on PostgreSQL, one question for both.

What is indexed is folded in Python before it is stored (`core.text.search_key`), so both engines find "cai cach" for
"cải cách" and "QD 282" for "282/QĐ-TTg" in the same way.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from caicach.core.text import search_key

from .models import Document

MOST_WORDS = 12


def words_of(question: str) -> list[str]:
    """The folded words of what a person typed; quotes and operators mean nothing."""
    return search_key(question).split()[:MOST_WORDS]


def matching(documents: QuerySet[Document], question: str) -> QuerySet[Document]:
    """Those documents that hold every word; the last word may be a beginning. An empty question changes nothing."""
    words = words_of(question)
    if not words:
        return documents
    if connection.vendor == "postgresql":
        query = " & ".join([*words[:-1], f"{words[-1]}:*"])
        found = RawSQL(
            "SELECT id FROM documents_document WHERE search_words @@ to_tsquery('simple', %s)",
            [query],
        )
    else:
        query = " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
        found = RawSQL("SELECT rowid FROM documents_fts WHERE documents_fts MATCH %s", [query])
    return documents.filter(pk__in=found)

"""A reading given back in the words that stand in the document, and how far its words can be trusted."""

from __future__ import annotations

from typing import Any

from caicach.intake.reading.confidence import where_doubtful
from caicach.intake.reading.ledger import Ledger

_TEXTS = {
    "sections": ("title",),
    "targets": ("text",),
    "tasks": ("text", "activities", "product", "budget"),
    "duties": ("text",),
    "statements": ("text",),
}


def as_found(document: dict[str, Any], ledger: Ledger) -> None:
    """Put back what stood in the document where reading had read another word, and lower the trust in such items.
    Names of bodies stay as they were read: they are matched against the register next."""
    first = min(ledger.lines, default=(1, 1))
    document["title"] = ledger.as_found(document["title"], *_head(document, first))
    if document["signer"]:
        document["signer"] = ledger.named(document["signer"])
    document["recipients"] = [ledger.named(name) for name in document["recipients"]]
    for part, keys in _TEXTS.items():
        for item in document[part]:
            page, line = item["page"], item["line"]
            for key in keys:
                if item[key]:
                    item[key] = ledger.as_found(item[key], page, line)
            if item.get("due"):
                item["due"]["text"] = ledger.named(item["due"]["text"])
            if "confidence" in item:
                item["confidence"] = where_doubtful(item["confidence"], ledger.doubt(page, line))
    for warning in document["warnings"]:
        if "detail" in warning:
            sentence = warning["detail"]["sentence"]
            warning["detail"]["sentence"] = ledger.as_found(sentence, warning["page"], warning["line"])


def _head(document: dict[str, Any], first: tuple[int, int]) -> tuple[int, int]:
    """About where the title stands: above the first part."""
    if not document["sections"]:
        return first
    section = document["sections"][0]
    return (section["page"], max(1, section["line"] - 30))

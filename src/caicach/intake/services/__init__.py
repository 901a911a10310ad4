"""Everything that changes a draft: uploading and reading, a person's work on the items, confirming."""

from .confirming import choose_owner, confirm_draft, correct_header, discard_draft, restore_draft
from .errors import ItemChanged, NotYet
from .items import (
    accept_items,
    accept_sure_items,
    drop_items,
    edit_item,
    merge_items,
    restore_items,
    split_item,
)
from .reading import finish_reading, read_draft, refuse_reading, start_reading
from .uploading import upload_document

__all__ = [
    "ItemChanged",
    "NotYet",
    "accept_items",
    "accept_sure_items",
    "choose_owner",
    "confirm_draft",
    "correct_header",
    "discard_draft",
    "drop_items",
    "edit_item",
    "finish_reading",
    "merge_items",
    "read_draft",
    "refuse_reading",
    "restore_draft",
    "restore_items",
    "split_item",
    "start_reading",
    "upload_document",
]

"""Everything that changes a draft: uploading and reading, a person's work on the items, confirming."""

from .confirming import choose_owner, confirm_draft, correct_header, discard_draft, restore_draft
from .errors import ItemChanged, NotYet
from .items import (
    accept_items,
    accept_sure_items,
    add_item,
    drop_items,
    edit_item,
    merge_items,
    restore_items,
    split_item,
)
from .reading import (
    finish_reading,
    give_back_if_dead,
    read_draft,
    read_missing_pages,
    refuse_reading,
    start_reading,
)
from .scanning import continue_reading, page_image, read_pages_again, stop_reading
from .sharing import claim_section
from .uploading import upload_document

__all__ = [
    "ItemChanged",
    "NotYet",
    "accept_items",
    "accept_sure_items",
    "add_item",
    "choose_owner",
    "claim_section",
    "confirm_draft",
    "continue_reading",
    "correct_header",
    "discard_draft",
    "drop_items",
    "edit_item",
    "finish_reading",
    "give_back_if_dead",
    "merge_items",
    "page_image",
    "read_draft",
    "read_missing_pages",
    "read_pages_again",
    "refuse_reading",
    "restore_draft",
    "restore_items",
    "split_item",
    "start_reading",
    "stop_reading",
    "upload_document",
]

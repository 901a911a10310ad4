"""A file comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction

from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.evidence import store_file
from caicach.core.text import nfc

from ..models import Draft


def upload_document(
    *, content: BinaryIO | Iterable[bytes], file_name: str, token: UUID, body: Body, by: Person, now: datetime
) -> Draft:
    """Keep the file and make the draft that waits to be read.

    The form's token makes it one draft however often it is sent. Raises `FileTooLarge` or `FileEmpty` of
    `core.evidence`, and then nothing is kept.
    """
    if existing := Draft.objects.filter(upload_token=token).first():
        return existing
    # Outside the transaction: writing fifty megabytes must not hold the database's lock.
    stored = store_file(content, now=now, limit=size_limit(file_name))
    with transaction.atomic():
        draft, made = Draft.objects.get_or_create(
            upload_token=token,
            defaults={
                "body": body,
                "file": stored,
                "file_name": plain_name(file_name),
                "uploaded_by": by,
                "uploaded_at": now,
            },
        )
        if made:
            record_event("draft_uploaded", about=draft, by=by, at=now, file=stored.sha256, file_name=draft.file_name)
    return draft


def size_limit(file_name: str) -> int:
    """How many bytes a file of this name may have; scans of many pages are heavier than anything else."""
    pages = PurePosixPath(file_name.lower()).suffix in (".pdf", ".tif", ".tiff")
    return settings.SCAN_LIMIT_BYTES if pages else settings.UPLOAD_LIMIT_BYTES


def plain_name(name: str) -> str:
    """The last part of whatever path a browser sent, at most 255 characters, its ending kept."""
    last = PurePosixPath(PureWindowsPath(nfc(name)).name).name.replace("\x00", "") or "tep"
    ending = PurePosixPath(last).suffix[:10]
    return last if len(last) <= 255 else f"{last[: 255 - len(ending)]}{ending}"

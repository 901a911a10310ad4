"""The evidence store: files kept under their SHA-256, written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from .models import StoredFile

_CHUNK = 1 << 20


class FileTooLarge(Exception):
    """The file is over the limit (`settings.UPLOAD_LIMIT_BYTES`)."""


class FileEmpty(Exception):
    """The file has no content."""


UNKNOWN = "application/octet-stream"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
)


def sniff(head: bytes) -> str:
    """The media type by the first bytes; what is not known is plain bytes. Never taken from the browser."""
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return UNKNOWN
    return "text/plain" if b"\x00" not in head else UNKNOWN


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.EVIDENCE_STORE) / sha256[:2] / sha256[2:4] / sha256


def store_file(content: BinaryIO | Iterable[bytes], *, now: datetime, limit: int | None = None) -> StoredFile:
    """Keep the bytes and return their row. The same bytes give the same row.

    The file is written beside its place, flushed to disk and renamed, so that a killed process leaves either the
    whole file or none under its name. Raises FileTooLarge or FileEmpty.
    """
    limit = settings.UPLOAD_LIMIT_BYTES if limit is None else limit
    root = Path(settings.EVIDENCE_STORE)
    root.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    handle, temporary = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in _chunks(content):
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge
                head = head or chunk[:4096]
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if size == 0:
            raise FileEmpty
        place = path_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(temporary, 0o440)
        os.replace(temporary, place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    stored, _ = StoredFile.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "media_type": sniff(head), "stored_at": now}
    )
    return stored


def _chunks(content: BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    if hasattr(content, "chunks"):  # Django's UploadedFile
        yield from content.chunks()
    elif hasattr(content, "read"):
        while chunk := content.read(_CHUNK):
            yield chunk
    else:
        yield from content


@dataclass(frozen=True)
class StoreFault:
    """A row whose bytes are missing or changed."""

    sha256: str
    code: str  # "missing" | "changed"


def verify_store() -> Iterator[StoreFault]:
    """Recompute the digest of every kept file; yields what does not hold."""
    for sha256 in StoredFile.objects.order_by("id").values_list("sha256", flat=True).iterator():
        place = path_of(sha256)
        if not place.is_file():
            yield StoreFault(sha256, "missing")
            continue
        digest = hashlib.sha256()
        with place.open("rb") as kept:
            while chunk := kept.read(_CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            yield StoreFault(sha256, "changed")

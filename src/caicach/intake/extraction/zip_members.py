"""What a ZIP archive holds: nothing is unpacked to a path of its own choosing, sizes are counted as they are read."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from caicach.intake.extraction import refusals
from caicach.intake.extraction.containers import Member, named_once, plain_member_name
from caicach.intake.extraction.legacy_fonts import converted, judged, sense_of
from caicach.intake.extraction.limits import MEGABYTE, Limits

_UTF_8, _ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075
_JUNK = {".ds_store", "thumbs.db", "desktop.ini", "mimetype"}
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError)


def zip_members(path: Path, *, name: str, limits: Limits) -> Iterator[Member]:
    """The files of an archive in its order. An archive that swells is refused before anything of it is read."""
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        raise refusals.damaged(name, "zip") from None
    with archive:
        entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
        if len(archive.infolist()) > limits.archive_entries:
            raise refusals.zip_bomb(name)
        if sum(entry.file_size for entry in entries) > limits.archive_total:
            raise refusals.zip_bomb(name)
        if any(
            entry.file_size > MEGABYTE and entry.file_size > limits.archive_ratio * max(entry.compress_size, 1)
            for entry in entries
        ):
            raise refusals.zip_bomb(name)
        if len(entries) > limits.inner_files:
            raise refusals.too_many_inner(name, limits.inner_files)
        if entries and all(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise refusals.encrypted(name)
        yield from named_once(_member(archive, entry, limits) for entry in entries)


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    last = parts[-1].lower() if parts else ""
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    return entry.is_dir() or linked or last in _JUNK or last.startswith(("~$", "._")) or "__MACOSX" in parts


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> Member:
    name = plain_member_name(entry_name(entry))
    if entry.flag_bits & _ENCRYPTED:
        return Member(name, refusal=refusals.encrypted(name))
    if entry.file_size > limits.size:
        return Member(name, refusal=refusals.too_large(name, entry.file_size, limits.size))
    try:
        with archive.open(entry) as stream:
            content = stream.read(limits.size + 1)
    except _BROKEN:
        return Member(name, refusal=refusals.damaged_member(name))
    if len(content) > limits.size:
        return Member(name, refusal=refusals.too_large(name, len(content), limits.size))
    return Member(name, content)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: UTF-8 where it is said or valid, else whichever old code page makes sense of it."""
    if (written := _unicode_path(entry.extra)) is not None:
        return written
    if entry.flag_bits & _UTF_8:
        return unicodedata.normalize("NFC", entry.filename)
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    if raw.isascii():
        return entry.filename
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    windows = unicodedata.normalize("NFC", raw.decode("cp1258", errors="replace"))
    western = raw.decode("cp1252", errors="replace")
    encoding = judged(f"{western} " * 4).encoding
    readings = {windows: sense_of(windows), entry.filename: 0.5}
    if encoding:
        readings[converted(western, encoding)] = sense_of(converted(western, encoding))
    return max(readings, key=lambda reading: readings[reading])


def _unicode_path(extra: bytes) -> str | None:
    at = 0
    while at + 4 <= len(extra):
        code, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if code == _UNICODE_PATH and size > 5:
            try:
                return unicodedata.normalize("NFC", extra[at + 9 : at + 4 + size].decode("utf-8"))
            except UnicodeDecodeError:
                return None
        at += 4 + size
    return None

"""Compound files (DOC, XLS, MSG): their streams by name, opened without trust."""

from __future__ import annotations

from pathlib import Path

import olefile

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import Limits

_MOST_STREAMS = 20_000
# What a damaged compound file makes the library stumble over.
BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


def _opened(path: Path) -> olefile.OleFileIO:
    """The file open; a head that asks for sectors of other sizes than there are is not worth asking the memory for."""
    with path.open("rb") as file:
        head = file.read(34)
    if len(head) < 34 or head[30] not in (9, 12) or head[31] or head[32] != 6 or head[33]:
        raise ValueError("sectors of a size that no compound file has")
    return olefile.OleFileIO(str(path), raise_defects=olefile.DEFECT_FATAL)


class CompoundFile:
    """The streams of a compound file; names are paths such as "__attach_version1.0_#00000000/__substg1.0_37010102"."""

    def __init__(self, path: Path, *, name: str, kind: str, limits: Limits) -> None:
        self.name, self.kind = name, kind
        self._left = limits.archive_total
        try:
            self._ole = _opened(path)
        except BROKEN:
            raise refusals.damaged(name, kind) from None
        try:
            listed = ["/".join(parts) for parts in self._ole.listdir(streams=True, storages=True)]
        except BROKEN:
            self._ole.close()
            raise refusals.damaged(name, kind) from None
        if len(listed) > _MOST_STREAMS:
            self._ole.close()
            raise refusals.zip_bomb(name)
        self._by_lower = {entry.lower(): entry for entry in listed}

    def __enter__(self) -> CompoundFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._ole.close()

    @property
    def entries(self) -> list[str]:
        """Streams and storages, by their full names."""
        return list(self._by_lower.values())

    def has(self, entry: str) -> bool:
        return entry.lower() in self._by_lower

    def read(self, entry: str) -> bytes | None:
        """The bytes of a stream, None where there is none."""
        known = self._by_lower.get(entry.lower())
        if known is None:
            return None
        parts = known.split("/")
        try:
            if self._ole.get_type(parts) != olefile.STGTY_STREAM:
                return None
            # Streams may share sectors, so that a small file could hand out its bytes again and again.
            self._left -= self._ole.get_size(parts)
            if self._left < 0:
                raise refusals.zip_bomb(self.name)
            with self._ole.openstream(parts) as stream:
                content: bytes = stream.read()
        except BROKEN:
            raise refusals.damaged(self.name, self.kind) from None
        return content


def root_names(path: Path) -> set[str]:
    """The names at the root of a compound file, none where its directory cannot be read."""
    try:
        with _opened(path) as file:
            return {parts[0] for parts in file.listdir(streams=True, storages=True)}
    except BROKEN:
        return set()

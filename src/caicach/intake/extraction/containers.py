"""Files that hold files: ZIP archives and e-mails. Each inner file is read for itself; together they are one source."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import Limits
from caicach.intake.source import CannotRead, Cell, InnerFile, Line, Source, SourceWarning, Table

Extract = Callable[..., Source]

BODY_NAME = "Nội dung thư"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside; `refusal` where it is known already that it cannot be read."""

    name: str
    content: bytes = b""
    refusal: CannotRead | None = None
    optional: bool = False  # said nothing about where it cannot be read: the text of a mail, a picture in it


def extract_container(path: Path, *, kind: str, name: str, limits: Limits, extract: Extract) -> Source:
    """All readable files inside as one source. What is refused inside is a warning; refused whole if nothing is left.

    `extract` reads one inner file; containers inside containers are read down to a bounded depth.
    """
    if limits.inner_depth < 1:
        raise refusals.too_deep(name)
    if kind == "zip":
        from caicach.intake.extraction.zip_members import zip_members

        members = zip_members(path, name=name, limits=limits)
    elif kind == "eml":
        from caicach.intake.extraction.mail import eml_members

        members = eml_members(path, name=name, limits=limits)
    else:
        from caicach.intake.extraction.mail import msg_members

        members = msg_members(path, name=name, limits=limits)
    gathered = _Gathered(name, limits)
    inside = replace(limits, inner_depth=limits.inner_depth - 1)
    with tempfile.TemporaryDirectory(prefix="caicach-") as folder:
        stored = Path(folder) / "member"
        for member in members:
            gathered.count()
            try:
                if member.refusal is not None:
                    raise member.refusal
                stored.write_bytes(member.content)
                left = limits.archive_total - gathered.bytes
                gathered.bytes += len(member.content)
                source = extract(stored, name=member.name, limits=replace(inside, archive_total=max(0, left)))
            except CannotRead as refusal:
                if not member.optional:
                    gathered.refuse(member.name, refusal)
            else:
                gathered.add(member.name, source)
    return gathered.source()


class _Gathered:
    """The inner sources put behind each other, pages and lines counted through."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits, self.bytes = name, limits, 0
        self._files = self._pages = self._lines = 0
        self._blocks: list[Line | Table] = []
        self._inner: list[InnerFile] = []
        self._warnings: list[SourceWarning] = []
        self._refusals: list[CannotRead] = []

    def count(self) -> None:
        self._files += 1
        if self._files > self.limits.inner_files:
            raise refusals.too_many_inner(self.name, self.limits.inner_files)

    def refuse(self, inner: str, refusal: CannotRead) -> None:
        self._refusals.append(refusal)
        place = max(1, self._pages)
        self._warnings.append(SourceWarning("inner_refused", f"Tệp con “{inner}” không được đọc: {refusal}", place))

    def add(self, inner: str, source: Source) -> None:
        first_block = len(self._blocks)
        for block in source.blocks:
            self._blocks.append(_moved(block, self._pages, self._lines))
        files = source.inner or (InnerFile(inner, 0, 1, source.pages, source.text_source),)
        for file in files:
            known = inner if not source.inner else f"{inner}/{file.name}"
            placed = InnerFile(
                known,
                first_block + file.first_block,
                self._pages + file.first_page,
                self._pages + file.last_page,
                file.text_source,
            )
            self._inner.append(placed)
            first_line = self._lines + source.blocks[file.first_block].number
            self._warnings.append(_place_of(placed, first_line))
        for warning in source.warnings:
            if warning.code != "inner_file":
                text = f"Tệp con “{inner}”: {warning.text}"
                page, line = self._pages + warning.page, self._lines + warning.line
                self._warnings.append(SourceWarning(warning.code, text, page, line))
        self._pages += source.pages
        self._lines += max((_last_number(block) for block in source.blocks), default=0)
        if self._pages > self.limits.pages:
            raise refusals.too_many_pages(self.name, self._pages, self.limits.pages)
        if self._lines > self.limits.lines:
            raise refusals.too_many_lines(self.name, self.limits.lines)

    def source(self) -> Source:
        if not self._inner:
            raise refusals.nothing_readable_inside(self.name, self._refusals[0] if len(self._refusals) == 1 else None)
        kinds = {file.text_source for file in self._inner}
        return Source(
            name=self.name,
            pages=self._pages,
            text_source=next(kind for kind in ("ocr", "digital", "text") if kind in kinds),
            blocks=tuple(self._blocks),
            warnings=tuple(self._warnings),
            inner=tuple(self._inner),
        )


def _place_of(file: InnerFile, line: int) -> SourceWarning:
    pages = f"trang {file.first_page}"
    if file.last_page > file.first_page:
        pages += f" đến {file.last_page}"
    return SourceWarning("inner_file", f"Tệp con “{file.name}”: {pages}.", file.first_page, line)


def _last_number(block: Line | Table) -> int:
    return block.number if isinstance(block, Line) else max(cell.number for row in block.rows for cell in row)


def _moved(block: Line | Table, pages: int, lines: int) -> Line | Table:
    """The block at its place among all. Words on pictures of pages are left behind: the file has no such page."""
    if isinstance(block, Line):
        return replace(block, page=block.page + pages, number=block.number + lines, words=())
    cells: dict[int, Cell] = {}
    rows = []
    for row in block.rows:
        for cell in row:
            if id(cell) not in cells:
                cells[id(cell)] = replace(cell, page=cell.page + pages, number=cell.number + lines, words=())
        rows.append(tuple(cells[id(cell)] for cell in row))
    return Table(tuple(rows), block.sheet)


def plain_member_name(name: str) -> str:
    """A member's name without drives, roots and ways up; at most the last three folders."""
    parts = [
        part for part in PurePosixPath(name.replace("\\", "/").replace("\x00", "")).parts if part not in ("/", "..")
    ]
    if parts and parts[0].endswith(":"):
        parts = parts[1:]
    shown = "/".join(parts[-4:]).strip()
    return "".join(letter for letter in shown if letter.isprintable())[-200:] or "tep"


def named_once(members: Iterator[Member]) -> Iterator[Member]:
    """Members whose names differ: a second file of a name gets a number."""
    seen: dict[str, int] = {}
    for member in members:
        seen[member.name] = seen.get(member.name, 0) + 1
        if seen[member.name] > 1:
            path = PurePosixPath(member.name)
            member = replace(member, name=str(path.with_name(f"{path.stem} ({seen[member.name]}){path.suffix}")))
        yield member

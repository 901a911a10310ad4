"""Opening the ZIP behind a DOCX or XLSX without trusting it."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import MEGABYTE, Limits

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(r"<[A-Za-z_]")
# "Strict Open XML" says the same under other names.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What a damaged archive or a name in no encoding makes the library stumble over.
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError)


class OfficeArchive:
    """A checked archive: its sizes are bearable, no part declares a DTD, no macro sits inside."""

    def __init__(self, path: Path, *, name: str, kind: str, limits: Limits) -> None:
        self.name, self.kind = name, kind
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError):
            raise refusals.damaged(name, kind) from None
        try:
            self._check(limits)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> OfficeArchive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _check(self, limits: Limits) -> None:
        entries = self._zip.infolist()
        if len(entries) > limits.archive_entries or sum(entry.file_size for entry in entries) > limits.archive_total:
            raise refusals.zip_bomb(self.name)
        for entry in entries:
            if entry.file_size > MEGABYTE and entry.file_size > limits.archive_ratio * max(entry.compress_size, 1):
                raise refusals.zip_bomb(self.name)
            if entry.flag_bits & 1:
                raise refusals.encrypted(self.name)
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                self._refuse_declarations(entry)
        if b"macroenabled" in (self.read("[Content_Types].xml") or b"").lower():
            raise refusals.macros(self.name)

    def _refuse_declarations(self, entry: zipfile.ZipInfo) -> None:
        try:
            with self._zip.open(entry) as part:
                head = part.read(64 * 1024)
        except _BROKEN:
            raise refusals.damaged(self.name, self.kind) from None
        encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
        # Without its zero bytes UTF-16 without a mark reads like ASCII.
        text = _COMMENT.sub("", head.decode(encoding, errors="replace").replace("\x00", ""))
        first = _ELEMENT.search(text)
        if _DECLARATION.search(text[: first.start()] if first else text):
            raise refusals.external_entities(self.name)

    def names(self) -> list[str]:
        return self._zip.namelist()

    def read(self, part: str) -> bytes | None:
        """The bytes of a part, None where there is none."""
        try:
            return self._zip.read(part)
        except KeyError:
            return None
        except _BROKEN:
            raise refusals.damaged(self.name, self.kind) from None

    def xml(self, part: str) -> etree._Element | None:
        """The root of an XML part, None where there is none."""
        content = self.read(part)
        if content is None:
            return None
        content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", content)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            raise refusals.damaged(self.name, self.kind) from None
        if root.getroottree().docinfo.doctype:
            raise refusals.external_entities(self.name)
        return root

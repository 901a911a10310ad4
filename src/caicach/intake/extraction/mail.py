"""E-mails, .eml and .msg: the text of the letter and its attachments as files inside."""

from __future__ import annotations

import binascii
import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from pathlib import Path

from lxml import etree, html

from caicach.intake.extraction import refusals
from caicach.intake.extraction.containers import BODY_NAME, Member, named_once, plain_member_name
from caicach.intake.extraction.limits import Limits
from caicach.intake.extraction.ole import CompoundFile

_MALFORMED = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, binascii.Error)
_ENDINGS = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
_MAIL_HEAD = re.compile(rb"^(?:from|to|date|subject|received|mime-version|message-id|return-path)[ \t]*:", re.I | re.M)


def eml_members(path: Path, *, name: str, limits: Limits) -> Iterator[Member]:
    """The letter's text, then its attachments. One of thousands of parts is refused."""
    content = path.read_bytes()
    if not _MAIL_HEAD.search(content[:20_000]):
        raise refusals.damaged(name, "eml")
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        parts = list(_parts(message, limits.inner_files, name))
    except _MALFORMED:
        raise refusals.damaged(name, "eml") from None
    yield from named_once(_members(message, parts))


def _parts(message: Message, limit: int, name: str) -> Iterator[Message]:
    """All parts that hold something, in order; forwarded letters are looked into as well."""
    waiting = [message]
    found = 0
    while waiting:
        part = waiting.pop()
        found += 1
        if found > 10 * limit:
            raise refusals.too_many_inner(name, limit)
        inside = part.get_payload()
        if isinstance(inside, list):
            waiting += [one for one in reversed(inside) if isinstance(one, Message)]
        else:
            yield part


def _members(message: Message, parts: list[Message]) -> Iterator[Member]:
    plain = [part for part in parts if part.get_content_type() == "text/plain" and not _file_name(part)]
    rich = [part for part in parts if part.get_content_type() == "text/html" and not _file_name(part)]
    texts = [_decoded(part) for part in plain] if plain else [text_of_html(_decoded(part)) for part in rich]
    subject = _header(message.get("Subject", ""))
    yield from _letter(subject, "\n\n".join(texts))
    number = 0
    for part in parts:
        kind, file_name = part.get_content_type(), _file_name(part)
        if not file_name and kind in ("text/plain", "text/html"):
            continue
        in_text = kind.startswith("image/") and part.get("Content-ID") is not None
        number += 1
        try:
            content = part.get_payload(decode=True)
        except _MALFORMED:
            content = None
        shown = plain_member_name(file_name or f"tep-dinh-kem-{number}{_ENDINGS.get(kind, '')}")
        if isinstance(content, bytes) and content:
            yield Member(shown, content, optional=in_text or not file_name)
        elif not in_text:
            yield Member(shown, refusal=refusals.empty(shown))


def _letter(subject: str, text: str) -> Iterator[Member]:
    """The letter itself, if it says anything."""
    if text.strip():
        body = f"{subject.strip()}\n\n{text}" if subject.strip() else text
        yield Member(f"{BODY_NAME}.txt", body.encode("utf-8", errors="replace"), optional=True)


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except _MALFORMED:
        return ""
    return _header(str(name)) if name else ""


def _header(text: object) -> str:
    """A header with its encoded words decoded; raw bytes that are UTF-8 count as such."""
    try:
        pieces = decode_header(str(text))
    except _MALFORMED:
        return str(text)
    words = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            piece, charset = piece.encode("utf-8", errors="surrogateescape"), "utf-8"
        words.append(_in_charset(piece, charset))
    return " ".join("".join(words).split())


def _in_charset(content: bytes, charset: str | None) -> str:
    for choice in (charset, "utf-8"):
        try:
            return content.decode(choice or "utf-8")
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1258", errors="replace")


def _decoded(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset()
    except _MALFORMED:
        return ""
    return _in_charset(content, charset) if isinstance(content, bytes) else ""


# ── HTML of a letter ─────────────────────────────────────────────────────────────────────────────────────────────

_BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr"}
_NO_TEXT = {"script", "style", "head", "title", "meta", "link", "object", "noscript", "template", "svg"}


def text_of_html(content: str) -> str:
    """What a page says, line by line; the cells of a row with bars between them."""
    if not content.strip():
        return ""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True)
    try:
        root = html.document_fromstring(content.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    lines = [""]
    skipped: etree._Element | None = None
    for event, item in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if skipped is None:
                lines[-1] += _spaced(item.tail)
            continue
        tag = item.tag
        if event == "start" and skipped is None:
            if tag in _NO_TEXT:
                skipped = item
                continue
            if tag in _BLOCKS and not _in_cell(item):
                lines.append("")
            elif tag in ("td", "th"):
                lines[-1] += " | " if lines[-1].strip() else ""
            elif tag == "br":
                lines[-1] += " "
            lines[-1] += _spaced(item.text)
        elif event == "end":
            if skipped is item:
                skipped = None
            elif skipped is not None:
                continue
            if tag in _BLOCKS and not _in_cell(item):
                lines.append("")
            lines[-1] += _spaced(item.tail) if item is not root else ""
    return "\n".join(line.strip() for line in lines if line.strip())


def _in_cell(item: etree._Element) -> bool:
    parent = item.getparent()
    return parent is not None and parent.tag in ("td", "th")


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text or "")


# ── Outlook's .msg ───────────────────────────────────────────────────────────────────────────────────────────────

_SUBJECT, _BODY, _HTML_BODY = "0037", "1000", "1013"
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _DATA = "3707", "3704", "3001", "3701"
_ATTACHMENT = re.compile(r"(?:^|/)__attach_version1\.0_#[0-9A-F]{8}$", re.IGNORECASE)


def msg_members(path: Path, *, name: str, limits: Limits) -> Iterator[Member]:
    """The letter's text, then its attachments; a letter that is attached is looked into as well."""
    with CompoundFile(path, name=name, kind="msg", limits=limits) as file:
        if not file.has("__properties_version1.0"):
            raise refusals.damaged(name, "msg")
        attachments = [entry for entry in file.entries if _ATTACHMENT.search(entry)]
        if len(attachments) > limits.inner_files:
            raise refusals.too_many_inner(name, limits.inner_files)
        yield from named_once(_msg_members(file, attachments))


def _msg_members(file: CompoundFile, attachments: list[str]) -> Iterator[Member]:
    yield from _msg_letter(file, "")
    for attachment in sorted(attachments):
        prefix = f"{attachment}/"
        named = next(
            (text for field in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME) if (text := _property(file, prefix, field))), ""
        )
        letter = f"{prefix}__substg1.0_{_DATA}000D"
        if file.has(letter):
            yield from _msg_letter(file, f"{letter}/")
            continue
        content = file.read(f"{prefix}__substg1.0_{_DATA}0102")
        shown = plain_member_name(named or "tep-dinh-kem")
        if content:
            yield Member(shown, content, optional=not named)
        elif named:
            yield Member(shown, refusal=refusals.empty(shown))


def _msg_letter(file: CompoundFile, prefix: str) -> Iterator[Member]:
    text = _property(file, prefix, _BODY)
    if not text.strip():
        raw = file.read(f"{prefix}__substg1.0_{_HTML_BODY}0102")
        text = text_of_html(_in_charset(raw, None)) if raw else ""
    yield from _letter(_property(file, prefix, _SUBJECT), text)


def _property(file: CompoundFile, prefix: str, field: str) -> str:
    """A text of the message, stored in Unicode (001F) or in the sender's code page (001E)."""
    content = file.read(f"{prefix}__substg1.0_{field}001F")
    if content is not None:
        return content.decode("utf-16-le", errors="replace").rstrip("\x00")
    content = file.read(f"{prefix}__substg1.0_{field}001E")
    return _in_charset(content.rstrip(b"\x00"), None) if content is not None else ""

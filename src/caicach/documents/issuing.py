"""Documents that leave: a number without gaps, the files with that number, the signature, the entry in the registry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from caicach.bodies.access import Permission, standing_of
from caicach.bodies.models import Body, Person
from caicach.core.events import record_event
from caicach.core.evidence import path_of, store_file
from caicach.core.models import StoredFile

from . import signing
from .layout.kinds import Kind, compose_number, compose_symbol
from .layout.model import OfficialDocument
from .layout.paper import write_docx
from .layout.pdf import set_pdf
from .models import Direction, Document, DocumentKind, FileSignature, NumberBook, Rendition, TakenNumber
from .services import Header, register_document

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate


class NotAllowed(Exception):
    """The person may not issue this body's documents."""


class BookInUse(Exception):
    """Numbers of this kind were already given from the general book this year; a second book would repeat them."""


@dataclass(frozen=True)
class Issued:
    """What left: the entry in the registry and its number; the files hang on the entry."""

    document: Document
    number: str


@transaction.atomic
def open_book(*, body: Body, year: int, kind: Kind, by: Person, now: datetime) -> NumberBook:
    """Number one kind of document apart from the others this year. Opening twice changes nothing."""
    _may(body, by, now)
    general = _locked_book(body, year, "")
    if general.taken.filter(kind=kind.code).exists():
        raise BookInUse(kind.name)
    book, made = NumberBook.objects.get_or_create(body=body, year=year, kind=kind.code)
    if made:
        record_event("number_book_opened", about=book, by=by, at=now, year=year, kind=kind.code)
    return book


@transaction.atomic
def issue_document(*, document: OfficialDocument, body: Body, by: Person, now: datetime) -> Issued:
    """Number, write, sign where a certificate is set up, store and register a document, all or nothing.

    The book's row stays locked until the document is registered: a failure gives the number back, so there is no gap.
    The registered file is the PDF; the DOCX hangs beside it.
    """
    _may(body, by, now)
    today = timezone.localdate(now)
    book = _book_for(body, today.year, document.kind)
    book.last += 1
    book.save(update_fields=["last"])
    symbol = document.symbol or compose_symbol(document.kind, body.symbol)
    numbered = replace(document, number=book.last, symbol=symbol, issued_on=today)
    number = compose_number(book.last, symbol)
    pdf, docx = keep_forms(document=numbered, now=now, sign=True)
    kind = document.kind.code if document.kind.code in DocumentKind.values else DocumentKind.OTHER
    entry = register_document(
        header=Header(
            kind=kind,
            title=document.title,
            number=number,
            issued_on=today,
            place=document.place,
            issuer=" ".join(document.issuer.split()),
            signer=document.signature.name if document.signature else "",
            recipients=document.recipients.names,
        ),
        holder=body,
        issuing_body=body,
        direction=Direction.OUT,
        by=by,
        now=now,
        file=pdf,
        file_name=f"{number.replace('/', '-')}.pdf",
        **_contents(pdf),
    )
    TakenNumber.objects.create(
        book=book,
        ordinal=book.last,
        kind=document.kind.code,
        document=entry,
        sha256=pdf.sha256,
        taken_at=now,
        taken_by=by,
    )
    Rendition.objects.get_or_create(of=pdf, form="docx", defaults={"file": docx})
    record_event("document_issued", about=entry, by=by, at=now, number=number, sha256=pdf.sha256)
    return Issued(entry, number)


def keep_forms(*, document: OfficialDocument, now: datetime, sign: bool = False) -> tuple[StoredFile, StoredFile]:
    """The document's PDF and DOCX in the store; the PDF signed when asked and when a certificate is set up."""
    written = set_pdf(document, written_at=now)
    certificate = own_certificate() if sign else None
    if certificate is not None:
        seal = own_seal()
        written = signing.sign_pdf(
            written, certificate=certificate, place=document.place, seal=seal, spot=_spot(written, document, seal)
        )
    pdf = store_file(BytesIO(written), now=now)
    out = BytesIO()
    write_docx(document, out)
    out.seek(0)
    docx = store_file(out, now=now)
    if certificate is not None:
        note_signatures(file=pdf, found=signing.signatures_of(written, trusted=trusted_issuers()), now=now)
    return pdf, docx


def _contents(pdf: StoredFile) -> dict[str, Any]:
    """What the registry keeps of a file of ours: its pages, its headings with their page, its words for search."""
    sections: list[dict[str, Any]] = []
    labels: list[str] = []
    with pypdfium2.PdfDocument(path_of(pdf.sha256)) as paper:
        words = []
        for page in paper:
            on_page = page.get_textpage()
            words.append(on_page.get_text_bounded())
            on_page.close()
            page.close()
        for line, heading in enumerate(paper.get_toc(), start=1):
            title = heading.get_title()
            found = _LABEL.match(title)
            label = found[0].strip() if found else title[:40]
            labels = [*labels[: heading.level], label.rstrip(".)")]
            place = heading.get_dest()
            sections.append(
                {
                    "path": ".".join(labels),
                    "label": label if found else "",
                    "title": title[found.end() :] if found else title,
                    "page": (place.get_index() if place else 0) + 1,
                    "line": line,
                }
            )
        return {"pages": len(paper), "sections": sections, "text": " ".join(words)}


_LABEL = re.compile(r"(?:Điều \d+\.|[IVXL]+\.|\d+\.|[a-zđ]\))\s*")


def keep_pdf_beside(*, docx: StoredFile, document: OfficialDocument, now: datetime) -> Rendition:
    """The PDF of a document whose DOCX is in the store, found again by that file."""
    pdf = store_file(BytesIO(set_pdf(document, written_at=now)), now=now)
    rendition, _made = Rendition.objects.get_or_create(of=docx, form="pdf", defaults={"file": pdf})
    return rendition


@transaction.atomic
def note_signatures(*, file: StoredFile, found: Sequence[signing.FoundSignature], now: datetime) -> None:
    """Keep what was found in a file; a later look replaces an earlier one, since trust in an issuer may have come."""
    StoredFile.objects.select_for_update().get(pk=file.pk)
    FileSignature.objects.filter(file=file).delete()
    FileSignature.objects.bulk_create(
        [
            FileSignature(
                file=file,
                ordinal=ordinal,
                signer=one.signer,
                organisation=one.organisation,
                issuer=one.issuer,
                signed_at=one.signed_at,
                verdict=one.verdict.value,
                checked_at=now,
            )
            for ordinal, one in enumerate(found, start=1)
        ]
    )


def own_certificate() -> signing.SigningCertificate | None:
    """The certificate that the administrator set up, if any; CannotSign where its file cannot be read."""
    if not settings.SIGNING_CERTIFICATE:
        return None
    try:
        data = Path(settings.SIGNING_CERTIFICATE).read_bytes()
    except OSError as error:
        raise signing.CannotSign(f"Không đọc được tệp chứng thư số: {error.strerror}") from error
    return signing.SigningCertificate(data, settings.SIGNING_PASSWORD.encode())


def own_seal() -> signing.Seal | None:
    """The picture of the office's seal that the administrator set up, if any; CannotSign where it cannot be read."""
    if not settings.SEAL_IMAGE:
        return None
    try:
        return signing.Seal(Path(settings.SEAL_IMAGE).read_bytes(), settings.SEAL_MILLIMETRES)
    except OSError as error:
        raise signing.CannotSign(f"Không đọc được tệp hình ảnh con dấu: {error.strerror}") from error


def _spot(written: bytes, document: OfficialDocument, seal: signing.Seal | None) -> signing.Spot | None:
    """Beside the signature of the document itself, before its annexes."""
    if seal is None or document.signature is None:
        return None
    with pypdfium2.PdfDocument(written) as paper:
        annexes = (
            place.get_index()
            for heading in paper.get_toc()
            if heading.level == 0 and heading.get_title().startswith("Phụ lục") and (place := heading.get_dest())
        )
        pages = next(annexes, len(paper))
    return signing.spot_of_seal(written, name=document.signature.name, pages=pages, seal=seal)


def trusted_files() -> list[bytes]:
    """The certificate files of the issuers that the administrator trusts."""
    if not settings.TRUSTED_ISSUERS:
        return []
    folder = Path(settings.TRUSTED_ISSUERS)
    return [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".pem", ".crt", ".cer", ".der")]


def trusted_issuers() -> list[Certificate]:
    return signing.trusted_certificates(trusted_files())


def _may(body: Body, by: Person, now: datetime) -> None:
    if not standing_of(by, today=timezone.localdate(now)).may(Permission.REGISTER_DOCUMENTS, body):
        raise NotAllowed


def _book_for(body: Body, year: int, kind: Kind) -> NumberBook:
    """The kind's own book where one was opened, or the general one. The general one is locked first, so that no book
    of a kind is opened while its number is taken."""
    general = _locked_book(body, year, "")
    return NumberBook.objects.select_for_update().filter(body=body, year=year, kind=kind.code).first() or general


def _locked_book(body: Body, year: int, kind: str) -> NumberBook:
    NumberBook.objects.get_or_create(body=body, year=year, kind=kind)
    return NumberBook.objects.select_for_update().get(body=body, year=year, kind=kind)

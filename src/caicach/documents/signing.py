"""Electronic signatures of PDF files: ours are set, those that come in are looked at. Pure: bytes in, values out.

A signature of ours is PAdES baseline B: it names its certificate inside what is signed. No network is asked for
anything: whether a foreign certificate was withdrawn is not known here.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

_MARK = b"/ByteRange"  # every signed PDF has one; others are told apart without being parsed


class Verdict(StrEnum):
    VALID = "valid"  # unchanged, and the issuer of the certificate is trusted here
    UNKNOWN_ISSUER = "unknown_issuer"  # unchanged, but nobody here vouches for the certificate
    ALTERED = "altered"  # the file is not the one that was signed
    UNREADABLE = "unreadable"  # there is a signature that cannot be checked


@dataclass(frozen=True)
class FoundSignature:
    """One signature of a file, in the order in which they were set. `signed_at` is what the signer's clock said."""

    signer: str
    organisation: str
    issuer: str
    signed_at: datetime | None
    verdict: Verdict

    def as_json(self) -> dict[str, str]:
        moment = self.signed_at.isoformat() if self.signed_at else ""
        return {**asdict(self), "signed_at": moment, "verdict": self.verdict.value}

    @classmethod
    def from_json(cls, data: dict[str, str]) -> FoundSignature:
        moment = datetime.fromisoformat(data["signed_at"]) if data["signed_at"] else None
        return cls(data["signer"], data["organisation"], data["issuer"], moment, Verdict(data["verdict"]))


class CannotSign(Exception):
    """The certificate file or its password does not fit; the message says which."""


@dataclass(frozen=True)
class SigningCertificate:
    """A PKCS#12 file (.p12, .pfx) with the key of an office, and its password."""

    data: bytes
    password: bytes

    def signer(self) -> Any:
        from pyhanko.sign.signers import SimpleSigner

        try:
            signer = SimpleSigner.load_pkcs12_data(self.data, other_certs=[], passphrase=self.password)
        except ValueError as error:
            raise CannotSign(f"Không mở được tệp chứng thư số: {error}") from error
        return signer


@dataclass(frozen=True)
class Seal:
    """The picture of an office's seal (PNG, transparent ground) and its size on paper.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II.8.a: red, as large as the seal itself, over the left third of
    the signature.
    """

    picture: bytes
    millimetres: float = 36.0

    def style(self) -> Any:
        from PIL import Image, UnidentifiedImageError
        from pyhanko.pdf_utils.images import PdfImage
        from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
        from pyhanko.stamp import StaticStampStyle

        try:
            picture = Image.open(io.BytesIO(self.picture)).convert("RGBA")
        except (UnidentifiedImageError, OSError) as error:
            raise CannotSign(f"Không đọc được hình ảnh con dấu: {error}") from error
        whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))
        return StaticStampStyle(
            background=PdfImage(picture), background_opacity=1, background_layout=whole, border_width=0
        )


@dataclass(frozen=True)
class Spot:
    """Where a seal goes: the page, counted from 0, and the corners in points from the bottom left."""

    page: int
    box: tuple[int, int, int, int]


_MM = 72 / 25.4
_SIGNATURE_WIDTH = 40 * _MM  # of a signature as people write it, in the middle above the name
_SIGNATURE_ABOVE = 36  # points from the name to the middle of the signature: half of what is left free for it


def spot_of_seal(data: bytes, *, name: str, pages: int, seal: Seal) -> Spot | None:
    """Where the seal goes beside the signature of `name`, which stands on the right of one of the first `pages` pages;
    None where the name is not found."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as paper:
        for number in reversed(range(min(pages, len(paper)))):
            page = paper[number]
            words = page.get_textpage()
            middle = page.get_width() / 2
            found = _last_on_the_right(words, name, middle)
            words.close()
            page.close()
            if found is not None:
                left, _low, right, top = found
                side = seal.millimetres * _MM
                over = (left + right) / 2 - _SIGNATURE_WIDTH / 2 + _SIGNATURE_WIDTH / 3  # its right edge
                low = top + _SIGNATURE_ABOVE - side / 2
                return Spot(number, (round(over - side), round(low), round(over), round(low + side)))
    return None


def _last_on_the_right(words: Any, name: str, middle: float) -> tuple[float, float, float, float] | None:
    """The box of the last place on the page where the name stands right of the middle."""
    last = None
    search = words.search(name, match_case=True)
    while (found := search.get_next()) is not None:
        start, count = found
        boxes = [words.get_charbox(place) for place in range(start, start + count)]
        box = (
            min(one[0] for one in boxes), min(one[1] for one in boxes),
            max(one[2] for one in boxes), max(one[3] for one in boxes),
        )  # fmt: skip
        if (box[0] + box[2]) / 2 > middle:
            last = box
    return last


def sign_pdf(
    data: bytes,
    *,
    certificate: SigningCertificate,
    reason: str = "",
    place: str = "",
    seal: Seal | None = None,
    spot: Spot | None = None,
) -> bytes:
    """The PDF with one more signature; what was signed before stays valid. The time is that of the machine's clock.
    With a seal and its spot the signature is seen; without, it is in the file only."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    earlier = len(list(writer.prev.embedded_signatures))
    name = f"ChuKySo{earlier + 1}"
    about = PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=place or None,
    )
    field, style = None, None
    if seal is not None and spot is not None:
        field, style = SigFieldSpec(name, on_page=spot.page, box=spot.box), seal.style()
    signer = PdfSigner(about, signer=certificate.signer(), new_field_spec=field, stamp_style=style)
    signed = signer.sign_pdf(writer)
    return bytes(signed.getbuffer())


def trusted_certificates(files: Sequence[bytes]) -> list[Certificate]:
    """The certificates in PEM or DER files of issuers that the administrator trusts."""
    from pyhanko.keys import load_certs_from_pemder_data

    return [certificate for data in files for certificate in load_certs_from_pemder_data(data)]


def is_signed(data: bytes) -> bool:
    """Whether it is worth looking for signatures."""
    return data.startswith(b"%PDF-") and _MARK in data


def signatures_of(data: bytes, *, trusted: Sequence[Certificate] = ()) -> list[FoundSignature]:
    """Every signature of a PDF file with what can be said about it; an empty list for a file without any."""
    if not is_signed(data):
        return []
    for name in ("pyhanko", "pyhanko_certvalidator"):  # a doubtful signature is an answer, not a fault to be logged
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        embedded = list(PdfFileReader(io.BytesIO(data), strict=False).embedded_regular_signatures)
    except (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return [FoundSignature("", "", "", None, Verdict.UNREADABLE)]
    return [_looked_at(signature, trusted) for signature in embedded]


def _looked_at(signature: Any, trusted: Sequence[Certificate]) -> FoundSignature:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        certificate = signature.signer_cert
        signed_at = signature.self_reported_timestamp
        subject, issuer = certificate.subject.native, certificate.issuer.native
        # Trusted as of the day of signing: a certificate lives for a year or two, a document for decades.
        context = ValidationContext(
            trust_roots=list(trusted), allow_fetching=False, moment=signed_at, best_signature_time=signed_at
        )
        usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
        status = validate_pdf_signature(signature, context, key_usage_settings=usage)
    except (PdfError, SignatureValidationError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return FoundSignature("", "", "", None, Verdict.UNREADABLE)
    whole = status.coverage in (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)
    unchanged = status.intact and status.valid and status.docmdp_ok and whole
    if not unchanged:
        verdict = Verdict.ALTERED
    elif status.trusted:
        verdict = Verdict.VALID
    else:
        verdict = Verdict.UNKNOWN_ISSUER
    return FoundSignature(_name(subject), _word(subject, "organization_name"), _name(issuer), signed_at, verdict)


def _name(names: dict[str, Any]) -> str:
    return _word(names, "common_name") or _word(names, "organization_name")


def _word(names: dict[str, Any], key: str) -> str:
    found = names.get(key, "")
    return str(found[0] if isinstance(found, list) else found)[:200]

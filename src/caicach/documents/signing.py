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


def sign_pdf(data: bytes, *, certificate: SigningCertificate, reason: str = "", place: str = "") -> bytes:
    """The PDF with one more signature; what was signed before stays valid. The time is that of the machine's clock."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    earlier = len(list(writer.prev.embedded_signatures))
    about = PdfSignatureMetadata(
        field_name=f"ChuKySo{earlier + 1}",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=place or None,
    )
    signed = PdfSigner(about, signer=certificate.signer()).sign_pdf(writer)
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

"""A certificate authority made for the test, and an office's certificate from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

from caicach.documents.signing import SigningCertificate

PASSWORD = b"mat khau"


@dataclass(frozen=True)
class Office:
    """What an administrator has: the PKCS#12 file with its password, and the issuer's certificate as PEM."""

    p12: bytes
    issuer: bytes

    @property
    def certificate(self) -> SigningCertificate:
        return SigningCertificate(self.p12, PASSWORD)


def _name(common: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Nội vụ thành phố An Bình")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(subject, issuer, public, key, *, authority):
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


@lru_cache(maxsize=1)
def office() -> Office:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("CA thử nghiệm", "CA thử nghiệm", root_key.public_key(), root_key, authority=True)
    own = _certificate("Lê Thị Hạnh", "CA thử nghiệm", key.public_key(), root_key, authority=False)
    packed = pkcs12.serialize_key_and_certificates(b"so", key, own, [root], BestAvailableEncryption(PASSWORD))
    return Office(packed, root.public_bytes(Encoding.PEM))

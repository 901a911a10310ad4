"""Signatures that we set and signatures that come in, with a certificate made for the test."""

import io
from datetime import UTC, datetime

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from caicach.documents import signing
from caicach.documents.layout.pdf import set_pdf
from caicach.documents.signing import CannotSign, FoundSignature, SigningCertificate, Verdict
from caicach.documents.tests.certificates import office
from caicach.documents.tests.layout_samples import LETTER
from caicach.documents.tests.printed_page import MM, Printed


@pytest.fixture(scope="module")
def plain():
    return set_pdf(LETTER)


@pytest.fixture(scope="module")
def signed(plain):
    return signing.sign_pdf(plain, certificate=office().certificate, reason="Ban hành", place="An Bình")


@pytest.fixture(scope="module")
def trusted():
    return signing.trusted_certificates([office().issuer])


def verdicts(data, trusted=()):
    return [found.verdict for found in signing.signatures_of(data, trusted=trusted)]


def test_a_signed_file_names_who_signed_when_and_who_vouches(signed, trusted):
    (found,) = signing.signatures_of(signed, trusted=trusted)
    assert (found.signer, found.organisation) == ("Lê Thị Hạnh", "Sở Nội vụ thành phố An Bình")
    assert (found.issuer, found.verdict) == ("CA thử nghiệm", Verdict.VALID)
    assert abs((datetime.now(UTC) - found.signed_at).total_seconds()) < 120


def test_it_is_a_pades_signature_and_still_pdf_a(signed, plain):
    assert b"/ETSI.CAdES.detached" in signed
    assert b"<pdfaid:part>2</pdfaid:part>" in signed
    assert signed.startswith(plain), "what was set is not touched, the signature is appended"


def test_nobody_vouches_for_an_unknown_issuer(signed):
    assert verdicts(signed) == [Verdict.UNKNOWN_ISSUER]


def test_a_changed_byte_is_seen(signed, plain, trusted):
    changed = bytearray(signed)
    changed[len(plain) // 2] ^= 1
    assert verdicts(bytes(changed), trusted) == [Verdict.ALTERED]


def test_a_page_turned_after_signing_is_seen(signed, trusted):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    assert verdicts(out.getvalue(), trusted) == [Verdict.ALTERED]


def test_a_second_signature_leaves_the_first_valid(signed, trusted):
    twice = signing.sign_pdf(signed, certificate=office().certificate)
    assert verdicts(twice, trusted) == [Verdict.VALID, Verdict.VALID]


def test_a_file_without_signatures_has_none(plain):
    assert signing.signatures_of(plain) == []
    assert signing.signatures_of(b"PK\x03\x04 no PDF") == []


def test_a_broken_file_is_said_to_be_unreadable():
    assert verdicts(b"%PDF-1.7 /ByteRange [0 1 2 3]") == [Verdict.UNREADABLE]


def test_a_wrong_password_is_said(plain):
    with pytest.raises(CannotSign, match="Không mở được tệp chứng thư số"):
        signing.sign_pdf(plain, certificate=SigningCertificate(office().p12, b"sai"))


def test_what_was_found_goes_through_json(signed):
    found = signing.signatures_of(signed)
    assert [FoundSignature.from_json(one.as_json()) for one in found] == found


# --- the seal that is seen ------------------------------------------------------------------------------------------


def drawn_seal():
    """A red ring on a transparent ground."""
    out = io.BytesIO()
    picture = Image.new("RGBA", (360, 360), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((4, 4, 355, 355), outline=(200, 16, 32, 255), width=12)
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def sealed(plain):
    seal = signing.Seal(drawn_seal())
    spot = signing.spot_of_seal(plain, name=LETTER.signature.name, pages=99, seal=seal)
    return spot, signing.sign_pdf(plain, certificate=office().certificate, seal=seal, spot=spot)


def test_the_seal_stands_over_the_left_third_of_the_signature(sealed, trusted, tmp_path):
    spot, data = sealed
    assert verdicts(data, trusted) == [Verdict.VALID]
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    (tmp_path / "sealed.pdf").write_bytes(data)
    printed = Printed(tmp_path / "sealed.pdf")
    name = printed.page_of(LETTER.signature.name).find(LETTER.signature.name)
    with pypdfium2.PdfDocument(data) as paper:
        paper.init_forms()
        page = paper[spot.page]
        shown = page.render(scale=4, may_draw_forms=True, prefer_bgrx=False, rev_byteorder=True).to_numpy()
    red = (shown[:, :, 0] > 150) & (shown[:, :, 1] < 90) & (shown[:, :, 2] < 100)
    columns, rows = np.flatnonzero(red.any(axis=0)), np.flatnonzero(red.any(axis=1))
    wide, tall = (columns[-1] - columns[0]) / 4 / MM, (rows[-1] - rows[0]) / 4 / MM
    assert wide == pytest.approx(36, abs=1) and tall == pytest.approx(36, abs=1)
    right = columns[-1] / 4 / MM
    assert right == pytest.approx(name.middle - 40 / 6, abs=1)  # a third into a signature of 40 mm
    middle = (rows[0] + rows[-1]) / 8 / MM
    assert 5 < name.baseline - middle < 30


def test_no_seal_where_the_name_is_not_found(plain):
    assert signing.spot_of_seal(plain, name="Trần Không Ai", pages=99, seal=signing.Seal(drawn_seal())) is None


def test_a_picture_that_is_none_is_refused(plain):
    seal = signing.Seal(b"no picture")
    spot = signing.spot_of_seal(plain, name=LETTER.signature.name, pages=99, seal=seal)
    with pytest.raises(CannotSign, match="hình ảnh con dấu"):
        signing.sign_pdf(plain, certificate=office().certificate, seal=seal, spot=spot)

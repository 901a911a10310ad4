"""A signed PDF that comes in: looked at in the confined child, kept with the file, shown beside the draft."""

import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.management import call_command

from caicach.core.evidence import path_of
from caicach.documents import signing
from caicach.documents.layout.pdf import set_pdf
from caicach.documents.models import FileSignature
from caicach.documents.tests.certificates import office
from caicach.documents.tests.layout_samples import PLAN
from caicach.intake.services import read_draft, upload_document

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path / "evidence"
    (tmp_path / "ca.pem").write_bytes(office().issuer)
    settings.TRUSTED_ISSUERS = str(tmp_path)


def come_in(cast, data):
    draft = upload_document(
        content=io.BytesIO(data),
        file_name="ke-hoach.pdf",
        body=cast.city,
        token=uuid4(),
        by=cast.standing_officer,
        now=NOW,
    )
    return read_draft(draft=draft, now=NOW)


def test_who_signed_is_kept_and_shown(cast, client):
    draft = come_in(cast, signing.sign_pdf(set_pdf(PLAN), certificate=office().certificate))
    (found,) = FileSignature.objects.filter(file=draft.file)
    assert (found.signer, found.issuer, found.verdict) == ("Lê Thị Hạnh", "CA thử nghiệm", "valid")
    client.force_login(cast.standing_officer)
    page = client.get(f"/doc-van-ban/{draft.pk}/").content.decode()
    assert "Chữ ký số" in page and "Lê Thị Hạnh" in page


def test_a_file_changed_after_signing_is_said_to_be(cast):
    plain = set_pdf(PLAN)
    changed = bytearray(signing.sign_pdf(plain, certificate=office().certificate))
    place = changed.index(b"<pdfaid:part>2")
    changed[place + 1 : place + 4] = b"PDF"
    draft = come_in(cast, bytes(changed))
    assert [found.verdict for found in FileSignature.objects.filter(file=draft.file)] == ["altered"]
    assert path_of(draft.file.sha256).exists()


def test_a_file_without_signatures_starts_no_child(cast, monkeypatch):
    from caicach.intake import sandbox

    monkeypatch.setattr(sandbox, "signatures", lambda *args, **options: pytest.fail("no signature to look at"))
    come_in(cast, set_pdf(PLAN))
    assert not FileSignature.objects.exists()


def test_trust_that_comes_later_is_seen_when_looked_at_again(cast, settings):
    folder, settings.TRUSTED_ISSUERS = settings.TRUSTED_ISSUERS, ""
    come_in(cast, signing.sign_pdf(set_pdf(PLAN), certificate=office().certificate))
    assert FileSignature.objects.get().verdict == "unknown_issuer"
    settings.TRUSTED_ISSUERS = folder
    call_command("check_signatures")
    assert FileSignature.objects.get().verdict == "valid"

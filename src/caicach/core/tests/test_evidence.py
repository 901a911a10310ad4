"""The evidence store keeps bytes whole, once, and notices when they change."""

import io
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime

import pytest

from caicach.core.evidence import FileEmpty, FileTooLarge, path_of, sniff, store_file, verify_store
from caicach.core.models import StoredFile

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.EVIDENCE_STORE = tmp_path / "evidence"


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once():
    one, two = (store_file(io.BytesIO(b"%PDF-1.7 test"), now=NOW) for _ in range(2))
    assert one == two
    assert one.media_type == "application/pdf"
    assert path_of(one.sha256).read_bytes() == b"%PDF-1.7 test"
    assert list(verify_store()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "refusal"), [(b"", FileEmpty), (b"x" * 11, FileTooLarge)])
def test_a_refused_file_leaves_nothing(content, refusal, settings):
    with pytest.raises(refusal):
        store_file(io.BytesIO(content), now=NOW, limit=10)
    assert not StoredFile.objects.exists()
    assert [p for p in settings.EVIDENCE_STORE.rglob("*") if p.is_file()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "code"), [("change", "changed"), ("remove", "missing")])
def test_what_was_tampered_with_is_found(act, code):
    place = path_of(store_file(io.BytesIO(b"proof"), now=NOW).sha256)
    place.chmod(0o600)
    place.write_bytes(b"other") if act == "change" else place.unlink()
    assert [fault.code for fault in verify_store()] == [code]


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"<html><script>", "text/plain"),
        ("Kế hoạch".encode(), "text/plain"),
        (b"\x00\x01\x02\xff", "application/octet-stream"),
    ],
)
def test_the_type_is_sniffed_and_never_html(head, media_type):
    assert sniff(head) == media_type


def test_a_killed_writer_leaves_no_file_under_its_name(settings, tmp_path):
    """Kill -9 while bytes arrive: the place of the digest stays empty."""
    store = tmp_path / "evidence"
    script = textwrap.dedent(
        """
        import os, sys
        from datetime import UTC, datetime
        import django
        from django.conf import settings
        settings.configure(EVIDENCE_STORE=sys.argv[1], UPLOAD_LIMIT_BYTES=1 << 30, INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "treebeard", "caicach.bodies", "caicach.core"],
            AUTH_USER_MODEL="bodies.Person", USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField")
        django.setup()
        from caicach.core.evidence import store_file
        def slowly():
            yield b"begun"
            print("begun", flush=True)
            sys.stdin.read()
        store_file(slowly(), now=datetime.now(UTC))
        """
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
    )  # fmt: skip
    assert writer.stdout is not None and writer.stdout.readline() == b"begun\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    left = [p.name for p in store.rglob("*") if p.is_file()]
    assert len(left) == 1 and left[0].startswith("incoming-")

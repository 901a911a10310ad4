"""The doctor finds what is missing, says what that costs, and fails only where the product does not work."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from caicach.web import doctor, machine
from caicach.web.doctor import State

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _built(tmp_path, settings, monkeypatch):
    """An installation whose front end and translations are built, so that one thing at a time can be missing."""
    built = tmp_path / "static" / "dist"
    built.mkdir(parents=True)
    (built / "app.css").write_text("body {}")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    compiled = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(b"")
    monkeypatch.setattr(doctor, "CATALOGUES", tmp_path / "locale")
    settings.EVIDENCE_STORE = tmp_path / "evidence"
    settings.SECRET_KEY_FROM_ENVIRONMENT = True
    with override("vi"):
        yield


def found(code: str) -> doctor.Finding:
    return next(finding for finding in doctor.examine(now=NOW) if finding.code == code)


@pytest.mark.django_db
class TestDatabase:
    def test_names_the_database_and_its_version(self):
        database = found("database")
        assert database.state is State.PRESENT
        assert database.found.startswith({"sqlite": "SQLite 3.", "postgresql": "PostgreSQL "}[connection.vendor])

    def test_a_migration_that_was_not_run_is_needed(self):
        assert found("migrations").state is State.PRESENT
        MigrationRecorder.Migration.objects.filter(app="sessions").delete()
        assert found("migrations").state is State.NEEDED
        assert "1" in found("migrations").found

    def test_work_that_nobody_takes_is_noticed(self):
        task = DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default", queue_name="default"
        )
        DBTaskResult.objects.update(enqueued_at=NOW - timedelta(minutes=9))
        assert found("queue").state is State.PRESENT
        DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=NOW - timedelta(minutes=11))
        assert found("queue").state is State.MISSING


@pytest.mark.django_db
class TestSettings:
    def test_a_key_made_on_the_spot_will_do_for_this_machine_only(self, settings):
        settings.SECRET_KEY_FROM_ENVIRONMENT = False
        settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
        assert found("secret_key").state is State.MISSING
        settings.ALLOWED_HOSTS = ["localhost", "cchc.example.vn"]
        assert found("secret_key").state is State.NEEDED
        settings.SECRET_KEY_FROM_ENVIRONMENT = True
        assert found("secret_key").state is State.PRESENT

    def test_mail_to_the_console_is_no_mail(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        assert found("mail").state is State.MISSING
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        assert found("mail").state is State.PRESENT

    def test_a_store_that_cannot_be_written_is_needed(self, settings, tmp_path):
        blocked = tmp_path / "a file"
        blocked.write_text("")
        settings.EVIDENCE_STORE = blocked / "evidence"
        assert found("evidence_store").state is State.NEEDED

    @pytest.mark.parametrize(
        ("free", "state"),
        [(3 * 1024**3, State.PRESENT), (1024**3, State.MISSING), (100 * 1024**2, State.NEEDED)],
        ids=["plenty", "little", "almost nothing"],
    )
    def test_the_disk(self, free, state, monkeypatch):
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(free))
        assert found("disk").state is state

    def test_pages_need_the_built_front_end(self, settings, tmp_path):
        assert found("front_end").state is State.PRESENT
        (tmp_path / "static" / "dist" / "app.css").unlink()
        assert found("front_end").state is State.NEEDED

    def test_without_the_catalogue_there_is_no_english(self, tmp_path):
        assert found("english").state is State.PRESENT
        (tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.mo").unlink()
        assert found("english").state is State.MISSING


class Usage:
    def __init__(self, free: int) -> None:
        self.free = free


@pytest.mark.django_db
class TestMachine:
    def test_a_program_that_is_not_there_is_named_with_its_package(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
        monkeypatch.setattr(doctor.machine, "RECOGNISER_FOLDERS", ())
        findings = {finding.code: finding for finding in doctor.examine(now=NOW)}
        for code in ("chromium", "office", "fonts", "poppler", "tesseract", "node"):
            assert findings[code].state is State.MISSING, code
            assert findings[code].remedy.startswith("apt-get install ")
            assert findings[code].without
        assert findings["office"].remedy == "apt-get install libreoffice-writer libreoffice-calc"
        assert doctor.is_sound(list(findings.values()))  # all of them are extras

    def test_an_old_node_will_not_do(self, monkeypatch, tmp_path):
        node = tmp_path / "node"
        node.write_text("#!/bin/sh\necho v18.19.0\n")
        node.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert machine.node_version() is None
        node.write_text("#!/bin/sh\necho v22.3.0\n")
        assert machine.node_version() == "v22.3.0"

    def test_a_font_without_every_vietnamese_letter_will_not_do(self, monkeypatch, tmp_path):
        lists = tmp_path / "fc-list"
        lists.write_text("#!/bin/sh\necho '20-7e a0-17f'\n")  # Latin-1 and Latin Extended-A: no ạ, no ế
        lists.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        missing = machine.letters_missing_from("Tinos")
        assert missing is not None
        assert {"ế", "Ạ", "ơ"} <= missing
        assert "đ" not in missing
        assert machine.find_document_fonts() is None

    def test_the_vietnamese_alphabet_has_134_letters_beyond_ascii(self):
        assert len(machine.VIETNAMESE_LETTERS) == 134


@pytest.mark.django_db
class TestCommand:
    def test_the_table_says_each_thing_once(self, capsys):
        call_command("doctor")
        table = capsys.readouterr().out
        assert table.count("Cơ sở dữ liệu ") == 1
        assert "✓ có" in table

    def test_json_holds_the_same_and_failure_is_the_exit_code(self, capsys, tmp_path):
        (tmp_path / "static" / "dist" / "app.css").unlink()
        with pytest.raises(SystemExit) as stop:
            call_command("doctor", "--json")
        assert stop.value.code == 1
        told = json.loads(capsys.readouterr().out)
        assert told["sound"] is False
        assert [row["code"] for row in told["findings"] if row["state"] == "needed"] == ["front_end"]

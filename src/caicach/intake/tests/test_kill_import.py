"""An import is really killed, again and again, at moments nobody chose: nothing half, nothing twice, and it goes on."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caicach.core.tests.tables import copy_tables

SAMPLE = Path(__file__).resolve().parents[2] / "programme" / "tests" / "samples" / "ke-hoach.txt"
KILLS = 6
DJANGO = [sys.executable, "-m", "django"]


class Installation:
    """A database and an evidence store of their own, used by real processes only."""

    def __init__(self, var: Path) -> None:
        self.var = var
        kept = {key: value for key, value in os.environ.items() if key != "CAICACH_DATABASE_URL"}
        self.env = {**kept, "CAICACH_VAR": str(var), "DJANGO_SETTINGS_MODULE": "caicach.web.settings"}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*DJANGO, *command], env=self.env, capture_output=True, text=True, timeout=300)

    def start_import(self, file: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*DJANGO, *self.command(file)], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def command(self, file: Path) -> list[str]:
        return ["import_documents", str(file), "--body", "T01", "--as", "nv.cchc", "--in-force", "--without-unresolved"]

    def ask(self, question: str) -> list[tuple]:
        with sqlite3.connect(self.var / "caicach.sqlite3", timeout=20) as database:
            return database.execute(question).fetchall()

    def found(self, name: str) -> dict[str, object]:
        """What there is of the import of one file."""
        drafts = self.ask(f"SELECT id, state FROM intake_draft WHERE file_name = '{name}'")
        assert len(drafts) <= 1, "one file made two drafts"
        if not drafts:
            return {"state": None}
        draft, state = drafts[0]
        plans = self.ask(f"SELECT id, state FROM programme_plan WHERE draft_id = {draft}")
        assert len(plans) <= 1
        plan, plan_state = plans[0] if plans else (0, None)
        of_plan = f"WHERE plan_id = {plan}"
        duties = "SELECT count(*) FROM duties_duty WHERE task_id IN (SELECT id FROM programme_task {})"
        return {
            "state": state,
            "items": self.ask(f"SELECT count(*) FROM intake_draftitem WHERE draft_id = {draft}")[0][0],
            "documents": self.ask(f"SELECT count(*) FROM documents_document WHERE file_name = '{name}'")[0][0],
            "plan": plan_state,
            "targets": self.ask(f"SELECT count(*) FROM programme_target {of_plan}")[0][0],
            "tasks": self.ask(f"SELECT count(*) FROM programme_task {of_plan}")[0][0],
            "duties": self.ask(duties.format(of_plan))[0][0],
        }


def set_up(folder: Path) -> Installation:
    """An installation of its own with the people of the tests in it."""
    made = Installation(folder)
    copy_tables(folder / "caicach.sqlite3")
    assert made.run("migrate", "-v0").returncode == 0
    cast = made.run("shell", "-v0", "-c", "from caicach.bodies.tests.cast import make_cast; make_cast()")
    assert cast.returncode == 0, cast.stderr
    return made


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    return set_up(tmp_path_factory.mktemp("killed"))


def a_copy(folder: Path, name: str) -> Path:
    """The sample with a word of its own, so that it is another file."""
    file = folder / name
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace("Số: 12/", f"Số: {len(name)}/"), encoding="utf-8")
    return file


def hold(found: dict[str, object], whole: dict[str, object]) -> None:
    """Whatever stands there is whole, whenever the process died."""
    if found["state"] in ("ready", "confirmed"):
        assert found["items"] == whole["items"]
    elif found["state"] is not None:
        assert found["items"] == 0
    assert found.get("documents", 0) == (1 if found["state"] == "confirmed" else 0)
    if found.get("plan"):
        assert (found["targets"], found["tasks"]) == (whole["targets"], whole["tasks"])
        assert found["duties"] == (whole["duties"] if found["plan"] == "issued" else 0)


def test_an_import_that_is_killed_leaves_nothing_half_and_goes_on(installation, tmp_path):
    calm = a_copy(tmp_path, "calm.txt")
    begun = time.monotonic()
    finished = installation.run(*installation.command(calm))
    lasts = time.monotonic() - begun
    assert finished.returncode == 0, finished.stderr
    whole = installation.found("calm.txt")
    assert (whole["state"], whole["plan"]) == ("confirmed", "issued")
    assert whole["duties"] > 0

    chance = random.Random(20260309)
    file, killed = a_copy(tmp_path, "killed-often.txt"), 0
    for turn in range(KILLS):
        process = installation.start_import(file)
        # Later and later, so that the kills meet every part of the work as earlier runs brought it forward.
        time.sleep(lasts * chance.uniform(0.3, 0.5 + 0.5 * turn / KILLS))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
        hold(installation.found("killed-often.txt"), whole)
    assert killed, "every run was over before it could be killed"

    for _ in range(2):  # to the end, and once more: that changes nothing
        finished = installation.run(*installation.command(file))
        assert finished.returncode == 0, finished.stderr
        assert installation.found("killed-often.txt") == whole
    verified = installation.run("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr

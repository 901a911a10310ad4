"""The reading of a scan is really killed between its pages: those that were done are not done again."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from .scanning import needs_recogniser
from .scans import PAGES, scanned
from .test_kill_import import DJANGO, set_up

pytestmark = needs_recogniser
PAGES_DONE = "SELECT number, done_at FROM intake_draftpage WHERE state = 'done' ORDER BY number"
WITHIN_SECONDS = 120


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    return set_up(tmp_path_factory.mktemp("killed_scan"))


def test_a_killed_reading_of_a_scan_goes_on_with_the_pages_that_are_missing(installation, tmp_path):
    file = tmp_path / "ban-quet.pdf"
    file.write_bytes(scanned(*PAGES, *PAGES[1:]))
    command = ["import_documents", str(file), "--body", "T01", "--as", "nv.cchc"]
    process = subprocess.Popen(
        [*DJANGO, *command], env=installation.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + WITHIN_SECONDS
    while not (done := installation.ask(PAGES_DONE)) and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)  # the recognisers are not told; they end by themselves
    process.wait()
    assert done, "no page was ever done"
    before = dict(installation.ask(PAGES_DONE))
    assert len(before) < 5, "all pages were done before it could be killed"
    assert installation.ask("SELECT state FROM intake_draft") == [("reading",)]

    finished = installation.run(*command)
    assert finished.returncode == 0, finished.stderr
    assert installation.ask("SELECT state FROM intake_draft") == [("ready",)]
    after = dict(installation.ask(PAGES_DONE))
    assert sorted(after) == [1, 2, 3, 4, 5]
    assert {number: after[number] for number in before} == before
    assert installation.run("verify").returncode == 0

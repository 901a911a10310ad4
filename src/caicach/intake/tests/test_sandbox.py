"""The child that reads: what it answers, and every way in which it can die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from caicach.intake import sandbox
from caicach.intake.extraction import Limits, extract
from caicach.intake.extraction.limits import MEGABYTE
from caicach.intake.source import CannotRead
from caicach.intake.tests.rendering import to_docx, to_xlsx

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook within every bound on size that takes seconds and hundreds of megabytes to read."""
    rows = [[f"Ô {row}-{column} có chữ riêng" for column in range(40)] for row in range(12_000)]
    return to_xlsx(rows, tmp_path_factory.mktemp("heavy") / "nang.xlsx")


def children() -> list[int]:
    """The readers this process has running."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if b"caicach.intake.sandbox" in words and parent == os.getpid():
                found.append(int(entry.name))
    return found


def wait_for_child(seconds: float = 5) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if running := children():
            return running[0]
        time.sleep(0.01)
    raise AssertionError("no child was started")


def test_a_child_killed_inside_an_archive_leaves_nothing_behind(heavy, tmp_path, monkeypatch):
    temporary = tmp_path / "tam"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with zipfile.ZipFile(tmp_path / "goi.zip", "w") as packed:
        packed.write(heavy, "nang.xlsx")
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(sandbox.read_file, tmp_path / "goi.zip")
        child = wait_for_child()
        until = time.monotonic() + 20
        while not any(path.is_file() for path in temporary.rglob("*")) and time.monotonic() < until:
            time.sleep(0.02)
        assert any(path.is_file() for path in temporary.rglob("*")), "it unpacks elsewhere"
        os.kill(child, signal.SIGKILL)
        with pytest.raises(CannotRead) as refusal:
            reading.result()
    assert refusal.value.code == "reading_stopped"
    assert list(temporary.iterdir()) == []


def test_what_comes_back_is_what_was_extracted(tmp_path):
    path = to_docx("**KẾ HOẠCH**\n\nTT | Việc | Hạn\n1 | Rà soát | Quý I\n\nHết.", tmp_path / "a.docx")
    assert sandbox.extract_file(path) == extract(path)
    assert sandbox.read_with_text(path) == (sandbox.read_file(path), extract(path))


def test_a_refusal_comes_back_with_its_code_and_the_sender_s_name(tmp_path):
    (tmp_path / "b1946ac9").write_bytes(b"")
    with pytest.raises(CannotRead, match="“Kế hoạch") as refusal:
        sandbox.extract_file(tmp_path / "b1946ac9", name="Kế hoạch.pdf")
    assert refusal.value.code == "empty"


def test_time_runs_out(heavy):
    started = time.monotonic()
    with pytest.raises(CannotRead, match="quá 1 giây") as refusal:
        sandbox.extract_file(heavy, limits=Limits(seconds=1))
    assert refusal.value.code == "time_exceeded"
    assert time.monotonic() - started < 4
    assert children() == []


def test_memory_runs_out(heavy):
    with pytest.raises(CannotRead, match="120 MB") as refusal:
        sandbox.extract_file(heavy, limits=Limits(memory=120 * MEGABYTE))
    assert refusal.value.code == "memory_exceeded"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV])
def test_a_child_that_dies_is_a_refusal(heavy, how):
    answer: list[CannotRead] = []

    def read() -> None:
        with pytest.raises(CannotRead) as refusal:
            sandbox.extract_file(heavy)
        answer.append(refusal.value)

    thread = threading.Thread(target=read)
    thread.start()
    os.kill(wait_for_child(), how)
    thread.join(10)
    assert [refusal.code for refusal in answer] == ["reading_stopped"]


def test_the_child_dies_with_its_parent(heavy):
    """The one who asked is killed in the middle; nobody is left to read on."""
    code = f"from pathlib import Path; from caicach.intake import sandbox; sandbox.extract_file(Path({str(heavy)!r}))"
    parent = subprocess.Popen([sys.executable, "-c", code])
    child = None
    end = time.monotonic() + 5
    while child is None and time.monotonic() < end:
        listed = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        running = [pid for pid in listed if b"caicach.intake.sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        child = running[0] if running else None
    assert child is not None
    time.sleep(0.2)  # it is past its start and reads
    parent.kill()
    parent.wait()
    end = time.monotonic() + 3
    while Path(f"/proc/{child}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not Path(f"/proc/{child}").exists()


def test_threads_may_read_at_once(tmp_path):
    paths = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Văn bản số {number}.")
        paths.append(path)
    with ThreadPoolExecutor(6) as threads:
        sources = list(threads.map(sandbox.extract_file, paths))
    assert [source.blocks[0].text for source in sources] == [f"Văn bản số {number}." for number in range(6)]


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        pytest.param("import socket; socket.socket()", "PermissionError", id="no socket"),
        pytest.param("import subprocess; subprocess.run(['/bin/true'])", "PermissionError", id="no other program"),
        pytest.param("b = bytearray(600 * 2**20)", "MemoryError", id="no more memory than allowed"),
        pytest.param("open('/dev/null').read()", "", id="files open"),
    ],
)
def test_what_the_child_may_do(attempt, outcome):
    code = (
        "import os; from caicach.intake import sandbox; from caicach.intake.extraction import Limits\n"
        f"sandbox._confine(Limits(memory=400 * 2**20), parent=os.getppid())\n{attempt}\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (outcome in done.stderr) if outcome else done.returncode == 0


def test_the_child_sees_no_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("CAICACH_SECRET_KEY", "bi-mat")
    path = tmp_path / "a.txt"
    path.write_text("Một.\n" * 50_000)
    seen: list[bytes] = []
    thread = threading.Thread(target=sandbox.extract_file, args=(path,))
    thread.start()
    child = wait_for_child()
    seen.append(Path(f"/proc/{child}/environ").read_bytes())
    thread.join()
    assert b"PATH=" in seen[0] and b"bi-mat" not in seen[0]

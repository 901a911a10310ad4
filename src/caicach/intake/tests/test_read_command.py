"""`caicach read`: the contract on standard output, the reason on standard error, the exit code."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from caicach.cli import COMMANDS

KEYS = ["file", "pages", "text_source", "documents", "warnings"]
PLAN = """\
ỦY BAN NHÂN DÂN PHƯỜNG AN HÒA | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: 15/KH-UBND | An Hòa, ngày 12 tháng 01 năm 2026

KẾ HOẠCH

Cải cách hành chính năm 2026 của phường An Hòa

I. MỤC TIÊU

- Giải quyết đúng hạn 98% hồ sơ.
"""


def run(*words: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "caicach", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=60, check=False, env={**os.environ, **extra}
    )


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(PLAN)
    return path


def test_one_file_is_one_object_with_the_keys_in_order(plan):
    done = run("read", plan)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == KEYS
    assert (answer["file"], answer["pages"], answer["text_source"]) == ("ke-hoach.txt", 1, "text")
    assert answer["documents"][0]["number"] == "15/KH-UBND"


def test_output_is_utf8_whatever_the_machine_s_language(plan):
    done = run("read", plan, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "phường An Hòa" in done.stdout


def test_several_files_are_a_line_each_and_a_refused_one_leaves_the_others(plan, tmp_path):
    empty = tmp_path / "rong.pdf"
    empty.touch()
    done = run("read", plan, empty, plan)
    assert done.returncode == 2
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["ke-hoach.txt", "ke-hoach.txt"]
    assert len(done.stderr.splitlines()) == 1
    assert "rong.pdf" in done.stderr and "[empty]" in done.stderr


def test_a_listener_that_leaves_early_is_no_error(plan):
    command = [sys.executable, "-m", "caicach", "read", *[str(plan)] * 3]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert reader.stdout is not None and reader.stderr is not None
    reader.stdout.close()
    assert (reader.wait(60), reader.stderr.read()) == (0, b"")
    reader.stderr.close()


@pytest.mark.parametrize("ocr", ["auto", "never"])
def test_ocr_that_is_not_needed(plan, ocr):
    assert run("read", "--ocr", ocr, plan).returncode == 0


def test_ocr_of_a_file_without_pages_is_refused(plan):
    done = run("read", plan, "--ocr", "always")
    assert (done.returncode, done.stdout) == (2, "")
    assert "không có trang nào" in done.stderr and "[not_pages]" in done.stderr


def test_reading_starts_without_django(plan):
    code = (
        "import sys; from caicach.cli import main; main(['read', sys.argv[1]]); "
        "assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'lxml', 'pypdfium2')]"
    )
    done = subprocess.run([sys.executable, "-c", code, plan], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_small_file_asks_for_little_of_the_processor(plan):
    """The product promises half a second; processor time, so that a busy machine does not decide."""
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("read", plan).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(spent) < 0.5


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_the_list_of_words(words):
    done = run(*words)
    assert done.returncode == 0
    assert all(f"  {word} " in done.stdout for word in COMMANDS)


def test_version():
    assert run("--version").stdout.startswith("caicach ")


def test_an_unknown_word():
    done = run("doc")
    assert done.returncode == 2 and "doc" in done.stderr


def test_manage_passes_through_to_django():
    done = run("manage", "help", "migrate")
    assert done.returncode == 0 and "--fake" in done.stdout

"""The words of the program as a person at a terminal meets them: their help, a port that cannot be had, Ctrl+C."""

import re
import socket
from pathlib import Path

import environ
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from caicach import cli
from caicach.web.management.commands import demo
from caicach.web.management.commands.serve import refuse_unless_free


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("word", ["demo", "serve", "import", "report", "verify", "doctor", "bench"])
def test_help_names_the_word_that_was_typed(word, capsys):
    with pytest.raises(SystemExit):
        cli.main([word, "--help"])
    assert capsys.readouterr().out.startswith(f"usage: caicach {word} [-h]")


def test_an_interrupted_word_ends_in_a_sentence(monkeypatch, capsys):
    def interrupt(word, rest):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupt)
    assert cli.main(["verify"]) == cli.INTERRUPTED
    assert "đã dừng giữa chừng" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        pytest.param("127.0.0.1", 99999, "Không có cổng 99999", id="no such port"),
        pytest.param("203.0.113.7", 8000, "Máy này không có địa chỉ", id="another machine's address"),
    ],
)
def test_where_nothing_can_listen_is_said_in_a_sentence(host, port, words):
    with pytest.raises(CommandError, match=words):
        refuse_unless_free(host, port)


def test_the_demo_asks_for_its_port_before_it_loads_the_city(taken_port, monkeypatch):
    monkeypatch.setattr(demo.Command, "_load", lambda *_: pytest.fail("loaded first"))
    with pytest.raises(CommandError, match=f"--port {taken_port + 1}"):
        call_command("demo", port=taken_port)


def test_every_word_is_in_the_reference():
    page = (Path(cli.__file__).parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.M)) == {*cli.COMMANDS, "test"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "name", "content", "flags", "code"),
    [
        pytest.param({"--body": "no.such"}, "a.txt", b"", [], 2, id="no such body"),
        pytest.param({"--as": "nobody"}, "a.txt", b"", [], 2, id="no such person"),
        pytest.param({"--as": "ward"}, "a.txt", b"", [], 2, id="no right"),
        pytest.param({}, "a.txt", None, [], 2, id="no such file"),
        pytest.param({}, "a.txt", b"", [], 2, id="an empty file"),
        pytest.param({}, "a.pdf", b"MZ\x90" + b"\0" * 600, [], 2, id="a file that cannot be read"),
        pytest.param({}, "a.txt", "Trời hôm nay đẹp.".encode(), ["--confirm-all"], 1, id="nothing in it to confirm"),
    ],
)
def test_import_says_in_its_code_whether_what_was_given_or_the_work_is_wrong(
    cast, tmp_path, change, name, content, flags, code
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    said = {"--body": cast.city.code, "--as": cast.standing_officer.username} | change
    if said["--as"] == "ward":
        said["--as"] = cast.ward_officer.username
    with pytest.raises(CommandError) as refusal:
        call_command(
            "import_documents", str(tmp_path / name), *flags, *(word for pair in said.items() for word in pair)
        )
    assert refusal.value.returncode == code


def test_letters_of_the_demo_leave_the_terminal_to_the_log_ins(monkeypatch, settings, tmp_path, capsys):
    settings.VAR = tmp_path / "thư mục 100%"
    for name in ("CAICACH_EMAIL_URL", "CAICACH_ADDRESS"):
        monkeypatch.setenv(name, "")  # so that what the command sets is taken back
        monkeypatch.delenv(name)
    demo.Command()._keep_letters_off_the_terminal(8123)
    read = environ.Env()  # as the settings of a process that `serve` starts
    assert read("CAICACH_ADDRESS") == "http://localhost:8123"
    assert read.email_url("CAICACH_EMAIL_URL")["EMAIL_FILE_PATH"] == str(settings.VAR / "mail")
    assert str(settings.VAR / "mail") in capsys.readouterr().out

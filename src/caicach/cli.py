"""The program's entry point: `caicach <word> …`. Reading needs no database, so it starts without Django."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130  # what a shell answers for a program that Ctrl+C ended

# Of Django's own options only those that an officer at a terminal may use are listed; all of them still work.
UNLISTED = {"--version", "--verbosity", "--settings", "--pythonpath", "--no-color", "--force-color", "--skip-checks"}

# word: management command, Vietnamese line, English line
COMMANDS = {
    "demo": ("demo", "chuẩn bị, nạp thành phố mẫu và chạy trên máy này", "set up, load the demo city and serve it"),
    "serve": ("serve", "chạy hệ thống với dữ liệu đang có", "serve what is there"),
    "read": ("", "đọc văn bản thành JSON, không cần cơ sở dữ liệu", "read documents to JSON, no database"),
    "import": ("import_documents", "đọc văn bản thành bản nháp chờ xác nhận", "read documents into a draft"),
    "intake": ("intake", "việc với các bản đọc: export-case", "work on drafts: export-case"),
    "report": ("write_report", "viết báo cáo của một kỳ", "write a period's official report"),
    "verify": ("verify", "kiểm tra nhật ký, kho tài liệu và dữ liệu", "check event log, evidence and database"),
    "doctor": ("doctor", "máy này có gì, thiếu gì và cách bổ sung", "what this machine has and lacks"),
    "bench": ("bench", "đo tốc độ", "measure speed"),
    "manage": ("", "lệnh quản trị của Django", "a Django management command"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one word of the program; answers with the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if words[0] == "--version":
        print(f"caicach {_version()}")
        return 0
    word, rest = words[0], words[1:]
    if word not in COMMANDS:
        print(f"Không có lệnh “{word}”; gõ caicach --help để xem danh sách lệnh.", file=sys.stderr)
        return 2
    if word == "read":
        from caicach.intake import reader_cli

        return reader_cli.main(rest)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caicach.web.settings")
    try:
        _run(word, rest)
    except KeyboardInterrupt:
        print("\ncaicach: đã dừng giữa chừng.", file=sys.stderr)
        return INTERRUPTED
    return 0


def _run(word: str, rest: list[str]) -> None:
    """Run the word's management command under the word's own name, which is the one that its help has to show."""
    import django
    from django.core.management import execute_from_command_line, get_commands, load_command_class

    name = COMMANDS[word][0]
    if not name:
        execute_from_command_line([f"caicach {word}", *rest])
        return
    django.setup()
    command = load_command_class(str(get_commands()[name]), name)
    command.suppressed_base_arguments = UNLISTED
    command.run_from_argv(["caicach", word, *rest])


def overview() -> str:
    """The list of words, Vietnamese with the English beside it."""
    lines = ["Cách dùng: caicach LỆNH [tham số]", "", "Các lệnh:"]
    lines += [f"  {word:<8} {vietnamese} ({english})" for word, (_, vietnamese, english) in COMMANDS.items()]
    lines += ["", "  --version  phiên bản của chương trình (version)", "  --help     danh sách này (help)"]
    return "\n".join(lines)


def _version() -> str:
    from importlib.metadata import version

    return version("caicach")

"""`caicach read FILE…`: documents to JSON on standard output, without a database."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from caicach.intake.extraction import refusals
from caicach.intake.sandbox import read_file
from caicach.intake.source import CannotRead

KEYS = ("file", "pages", "text_source", "documents", "warnings")


def main(argv: Sequence[str]) -> int:
    """Read each file. One file: one indented object; several: one object a line. 2 if any cannot be read."""
    arguments = _parser().parse_args(argv)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a stream that a caller put there has no encoding
    several = len(arguments.files) > 1
    status = 0
    for path in arguments.files:
        try:
            if arguments.ocr == "always":
                raise refusals.ocr_not_available(path.name)
            answer = read_file(path)
        except CannotRead as refusal:
            print(f"{refusal} [{refusal.code}]", file=sys.stderr)
            status = 2
            continue
        ordered = {key: answer[key] for key in KEYS}
        try:
            print(json.dumps(ordered, ensure_ascii=False, indent=None if several else 2), flush=True)
        except BrokenPipeError:  # whoever listened has heard enough; nothing is left to flush at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return status
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="caicach read",
        description="Đọc văn bản (DOCX, DOC, RTF, ODT, PDF, XLSX, XLS, ODS, TXT, MD, thư, ZIP) thành JSON trên đầu ra chuẩn.",
        epilog="Nhiều tệp: mỗi tệp một dòng JSON. Mã thoát: 0 đã đọc, 2 có tệp không đọc được.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tệp cần đọc")
    parser.add_argument(
        "--ocr",
        choices=("auto", "always", "never"),
        default="auto",
        help="nhận dạng chữ trong ảnh; phiên bản này chưa có, tệp chỉ có ảnh quét bị từ chối",
    )
    return parser

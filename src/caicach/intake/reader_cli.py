"""`caicach read FILE…`: documents to JSON on standard output, without a database."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from caicach.intake.extraction import refusals
from caicach.intake.extraction.limits import DEFAULT_LIMITS, Recognising
from caicach.intake.sandbox import needs_recognition, read_file, read_pages
from caicach.intake.source import CannotRead

KEYS = ("file", "pages", "text_source", "documents", "warnings")
INTERRUPTED = 130  # as a shell has it
_WITH_PAGES = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".heic", ".heif"}


def main(argv: Sequence[str]) -> int:
    """Read each file. One file: one indented object; several: one object a line. 2 if any cannot be read."""
    arguments = _parser().parse_args(argv)
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a stream that a caller put there has no encoding
    several = len(arguments.files) > 1
    status = 0
    for path in arguments.files:
        try:
            answer = _read(path, arguments.ocr)
        except CannotRead as refusal:
            print(f"{refusal} [{refusal.code}]", file=sys.stderr)
            status = 2
            continue
        except KeyboardInterrupt:
            print(f"Đã dừng khi đang đọc tệp “{path.name}”.", file=sys.stderr)
            return INTERRUPTED
        ordered = {key: answer[key] for key in KEYS}
        try:
            print(json.dumps(ordered, ensure_ascii=False, indent=None if several else 2), flush=True)
        except BrokenPipeError:  # whoever listened has heard enough; nothing is left to flush at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return status
    return status


def _read(path: Path, ocr: Recognising) -> dict[str, Any]:
    """The file read; its pages recognised several at a time, where they need it."""
    if ocr == "never":
        return read_file(path)
    if path.suffix.lower() not in _WITH_PAGES:
        if ocr == "always" and path.suffix.lower() not in (".zip", ".eml", ".msg"):
            raise refusals.not_pages(path.name)
        return read_file(path, limits=replace(DEFAULT_LIMITS, ocr=ocr))
    needed = needs_recognition(path)
    if ocr == "auto" and not any(needed):
        return read_file(path)
    return _recognised(path, needed, force=ocr == "always")


def _recognised(path: Path, needed: Sequence[bool], *, force: bool) -> dict[str, Any]:
    from caicach.intake.extraction.ocr import RecognisedPage
    from caicach.intake.recogniser import recognise_pages

    wanted = [number for number, needs in enumerate(needed, 1) if needs or force]
    pages = [RecognisedPage(number, origin="text") for number in range(1, len(needed) + 1) if number not in set(wanted)]
    bar = ProgressBar(sys.stderr)
    bar.show(0, len(wanted))
    try:
        with closing(recognise_pages(path, wanted, force=force)) as recognised:
            for page, _ in recognised:
                pages.append(page)
                bar.show(len(pages) - len(needed) + len(wanted), len(wanted))
    finally:
        bar.clear()
    reading, _ = read_pages(path, pages, pages=len(needed))
    return reading


class ProgressBar:
    """How far the recognising is, on a terminal; elsewhere nothing is written."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream, self._seen = stream, stream.isatty()
        self._started = time.monotonic()

    def show(self, done: int, total: int) -> None:
        if not self._seen:
            return
        width = 24
        full = width * done // total
        left = ""
        if done:
            seconds = (time.monotonic() - self._started) / done * (total - done)
            left = f", còn khoảng {seconds:.0f} giây" if seconds < 90 else f", còn khoảng {seconds / 60:.0f} phút"
        line = f"Nhận dạng chữ [{'█' * full}{'·' * (width - full)}] {done}/{total} trang{left}"
        self._stream.write(f"\r{line}\x1b[K")
        self._stream.flush()

    def clear(self) -> None:
        if self._seen:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="caicach read",
        description="Đọc văn bản (DOCX, DOC, RTF, ODT, PDF, ảnh quét, XLSX, XLS, ODS, TXT, MD, thư, ZIP) thành JSON "
        "trên đầu ra chuẩn.",
        epilog="Nhiều tệp: mỗi tệp một dòng JSON. Mã thoát: 0 đã đọc, 2 có tệp không đọc được, 130 bị ngắt (Ctrl-C).",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="tệp cần đọc")
    parser.add_argument(
        "--ocr",
        choices=("auto", "always", "never"),
        default="auto",
        help="nhận dạng chữ trong ảnh: auto (mặc định) chỉ những trang không có lớp chữ dùng được, always mọi trang, "
        "never không nhận dạng",
    )
    return parser

"""Measure speed: reading, start, the report, every page at city size."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.web.bench import reading, start
from caicach.web.bench.processes import Failed
from caicach.web.bench.tables import Table, load_words, record

RECORDS = settings.ROOT / "docs" / "benchmarks.md"


class Command(BaseCommand):
    help = "Đo tốc độ: đọc văn bản, khởi động, viết báo cáo, từng trang ở quy mô thành phố (docs/benchmarks.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="what", required=True, metavar="PHÉP ĐO")
        read = words.add_parser("reading", help="số trang đọc được mỗi giây trên một nhân")
        read.add_argument("--copies", type=int, default=reading.COPIES, help="số phụ lục của văn bản dài")
        read.add_argument("--runs", type=int, default=reading.RUNS)
        begin = words.add_parser("start", help="thời gian chạy `caicach read` với một tệp nhỏ")
        begin.add_argument("--runs", type=int, default=start.RUNS)
        for one in (read, begin):
            one.add_argument("--record", action="store_true", help="ghi kết quả vào docs/benchmarks.md")

    def handle(self, *args: Any, what: str, record: bool = False, **options: Any) -> None:
        load_before = load_words()
        try:
            table = getattr(self, what)(options)
        except Failed as failure:
            raise CommandError(str(failure)) from failure
        self._show(table, keep=record, load_before=load_before)

    def reading(self, options: dict[str, Any]) -> Table:
        return reading.measure(copies=options["copies"], runs=options["runs"])

    def start(self, options: dict[str, Any]) -> Table:
        return start.measure(runs=options["runs"])

    def _show(self, table: Table, *, keep: bool, load_before: str, into: Path = RECORDS) -> None:
        self.stdout.write(table.as_text())
        if keep:
            record(table, into=into, now=timezone.localtime(), load_before=load_before)
            self.stdout.write(f"→ {into}")
        if table.met is False:
            self.stderr.write("Không đạt mục tiêu.")
            raise SystemExit(1)

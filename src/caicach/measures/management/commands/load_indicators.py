"""Brings indicators and validation rules from a file; what the office has changed stays."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caicach.measures import services

OURS = Path(__file__).resolve().parents[2] / "data" / "indicators.json"


class Command(BaseCommand):
    help = "Nạp chỉ tiêu và quy tắc kiểm tra; những gì cơ quan đã sửa được giữ nguyên, trừ khi thêm --replace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=OURS, help="tệp JSON; mặc định: bộ kèm theo")
        parser.add_argument("--replace", action="store_true", help="ghi lại cả chỉ tiêu đã có")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        given = json.loads(file.read_text(encoding="utf-8"))
        written = services.load_indicators(
            indicators=given["indicators"], rules=given["rules"], replace=replace, by=None, now=timezone.now()
        )
        self.stdout.write(f"Đã ghi {len(written)} chỉ tiêu và quy tắc")

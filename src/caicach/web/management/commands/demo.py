"""Load the demo city once, serve it, print its log-ins."""

from __future__ import annotations

import gc
import os
import random
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from caicach.bodies.models import Body, Person
from caicach.web.demo.city import PASSWORD, build_city
from caicach.web.demo.figures import answer_quarters
from caicach.web.demo.reports import report_quarters
from caicach.web.demo.targets import measure_targets
from caicach.web.demo.year import live_the_year
from caicach.web.management.commands.serve import refuse_unless_free

SEED = 2026
LOG_INS = [
    ("noivu", "Sở Nội vụ, cơ quan thường trực: nhập kế hoạch, giao việc, thẩm tra, viết báo cáo"),
    ("sotaichinh.chuyenvien", "Sở Tài chính: công chức xử lý"),
    ("sotaichinh.daumoi", "Sở Tài chính: đầu mối cải cách hành chính"),
    ("sotaichinh.thutruong", "Sở Tài chính: thủ trưởng ký và gửi"),
    ("benlau.chuyenvien", "UBND phường Bến Lau: công chức xử lý"),
    ("benlau.thutruong", "UBND phường Bến Lau: chủ tịch"),
    ("linhvuc3", "Chủ trì lĩnh vực thủ tục hành chính"),
    ("lanhdao", "Lãnh đạo thành phố: theo dõi"),
    ("quantri", "Quản trị hệ thống"),
]


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """A load makes millions of short-lived objects; to look through them all the time takes a tenth of it."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Command(BaseCommand):
    help = "Nạp thành phố mẫu (hư cấu) và phục vụ tại http://localhost:8000."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--load-only", action="store_true", help="chỉ nạp dữ liệu, không phục vụ")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="xem như hôm nay là ngày này")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["load_only"]:
            refuse_unless_free(options["host"], options["port"])  # before a minute of loading, not after it
        call_command("migrate", verbosity=0, interactive=False)
        today = options["today"] or timezone.localdate()
        if not Person.objects.filter(username="noivu").exists():
            if Body.objects.exists():
                raise CommandError(
                    "Cơ sở dữ liệu này đã có dữ liệu khác. Hãy đặt CAICACH_VAR hoặc CAICACH_DATABASE_URL "
                    "sang nơi trống.",
                    returncode=2,
                )
            self._load(today)
        self.stdout.write("\nTài khoản của thành phố mẫu (mật khẩu chung: " + PASSWORD + ")")
        for username, words in LOG_INS:
            self.stdout.write(f"  {username:24} {words}")
        self.stdout.write("")
        if not options["load_only"]:
            self._keep_letters_off_the_terminal(options["port"])
            call_command("serve", host=options["host"], port=options["port"], no_migrate=True)

    def _keep_letters_off_the_terminal(self, port: int) -> None:
        """A year of reminders goes out on the first day; printed, it would push the log-ins out of sight.

        Both are settings of the processes that `serve` starts, and a setting that was made stays.
        """
        os.environ.setdefault("CAICACH_ADDRESS", f"http://localhost:{port}")
        if "CAICACH_EMAIL_URL" not in os.environ:
            letters = settings.VAR / "mail"
            os.environ["CAICACH_EMAIL_URL"] = f"filemail:///{quote(str(letters))}"
            self.stdout.write(f"Thư nhắc việc được ghi vào {letters}")

    @_seldom_collecting()
    @transaction.atomic  # an interrupted load leaves nothing; the next one starts anew
    def _load(self, today: date) -> None:
        year = (today - timedelta(days=45)).year
        opened = date(year - 1, 7, 1)
        chance = random.Random(SEED)
        self.stdout.write("Nạp thành phố Hà Minh (hư cấu)…")
        self._tell("cơ quan và người dùng")
        city = build_city(opened=opened, now=timezone.make_aware(datetime.combine(opened, time(8))), chance=chance)
        live_the_year(city, year=year, today=today, chance=chance, tell=self._tell)
        answer_quarters(city, opened=opened, today=today, chance=chance, tell=self._tell)
        measure_targets(city, opened=opened, today=today, tell=self._tell)
        report_quarters(city, opened=opened, today=today, tell=self._tell)
        if sys.stdout.isatty():
            self.stdout.write("")

    def _tell(self, words: str) -> None:
        """Progress in place on a terminal, a line each elsewhere."""
        if sys.stdout.isatty():
            self.stdout.write(f"\r  {words:60}", ending="")
            self.stdout.flush()
        else:
            self.stdout.write(f"  {words}")
            self.stdout.flush()

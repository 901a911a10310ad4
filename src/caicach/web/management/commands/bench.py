"""Measure speed: reading, start, the report, the figures of a merged one, every page at city size."""

from __future__ import annotations

import sqlite3
import time
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from caicach.bodies.models import Body, Person
from caicach.web.bench import city_answers, city_pages, figures, quality, reading, report, start
from caicach.web.bench.city import ROOT_CODE, Scale, generate
from caicach.web.bench.pages import pages_of, sample_of
from caicach.web.bench.processes import Failed
from caicach.web.bench.quality_gold import GoldUnreadable
from caicach.web.bench.tables import Table, load_words, record

RECORDS = settings.ROOT / "docs" / "benchmarks.md"


class Command(BaseCommand):
    help = "Đo tốc độ: đọc văn bản, khởi động, viết báo cáo, từng trang ở quy mô thành phố (docs/benchmarks.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="what", required=True, metavar="PHÉP ĐO")
        read = words.add_parser(
            "reading", help="số trang đọc được mỗi giây trên một nhân; với thư mục hoặc --forms: đọc đúng đến đâu"
        )
        read.add_argument(
            "folders", nargs="*", type=Path, metavar="THƯ MỤC", help="văn bản kèm tệp kết quả đúng (*.json)"
        )
        read.add_argument(
            "--forms",
            metavar="DẠNG,…",
            help=f"đo chất lượng đọc ở các dạng này: {','.join(quality.FORMS)}; mặc định tất cả khi có thư mục",
        )
        read.add_argument(
            "--pages", type=int, default=quality.PAGES, metavar="N", help="không quét văn bản dài hơn N trang"
        )
        read.add_argument("--copies", type=int, default=reading.COPIES, help="số phụ lục của văn bản dài")
        read.add_argument("--runs", type=int, default=reading.RUNS)
        begin = words.add_parser("start", help="thời gian chạy `caicach read` với một tệp nhỏ")
        begin.add_argument("--runs", type=int, default=start.RUNS)
        pages = words.add_parser("pages", help="mọi trang ở quy mô thành phố, dưới tải")
        pages.add_argument("--database", default="sqlite", metavar="sqlite|postgresql|URL")
        pages.add_argument("--seconds", type=float, default=city_pages.SECONDS)
        pages.add_argument("--rate", type=float, default=city_pages.RATE, help="số yêu cầu mỗi giây")
        pages.add_argument("--keep", type=Path, metavar="THƯ MỤC", help="giữ thành phố SQLite ở đây để dùng lại")
        made = words.add_parser("city", help="nạp thành phố của phép đo vào cơ sở dữ liệu trống đang đặt")
        for one in (pages, made):
            one.add_argument("--part", type=int, default=1, metavar="N", help="thành phố nhỏ đi N lần")
        made.add_argument("--migrate", action="store_true", help="cập nhật cấu trúc cơ sở dữ liệu trước")
        words.add_parser("samples", help="in các trang và phiên đăng nhập mẫu của thành phố đó (JSON)")
        written = words.add_parser("report", help="báo cáo của một kỳ với 2.000 nhiệm vụ")
        written.add_argument("--runs", type=int, default=report.RUNS)
        summed = words.add_parser("figures", help="số liệu của báo cáo tổng hợp từ 3.321 cơ quan, 60 chỉ tiêu")
        summed.add_argument("--database", default="sqlite", metavar="sqlite|postgresql|URL")
        here = words.add_parser("here", help="phần của phép đo chạy trong cơ sở dữ liệu trống đang đặt (JSON)")
        here.add_argument("of", nargs="?", choices=("report", "figures"), default="report")
        for one in (summed, here):
            one.add_argument("--runs", type=int, default=figures.RUNS)
            one.add_argument("--bodies", type=int, default=city_answers.BODIES)
            one.add_argument("--indicators", type=int, default=city_answers.INDICATORS)
        for one in (read, begin, pages, written, summed):
            one.add_argument("--record", action="store_true", help="ghi kết quả vào docs/benchmarks.md")

    def handle(self, *args: Any, what: str, record: bool = False, **options: Any) -> None:
        if what in ("city", "samples", "here"):
            getattr(self, what)(options)
            return
        load_before = load_words()
        try:
            table = getattr(self, what)(options)
        except Failed as failure:
            raise CommandError(str(failure)) from failure
        self._show(table, keep=record, load_before=load_before)

    def reading(self, options: dict[str, Any]) -> Table:
        if not options["folders"] and not options["forms"]:
            return reading.measure(copies=options["copies"], runs=options["runs"])
        forms = options["forms"].split(",") if options["forms"] else list(quality.FORMS)
        if unknown := [form for form in forms if form not in quality.FORMS]:
            raise CommandError(f"Không có dạng {', '.join(unknown)}; các dạng: {', '.join(quality.FORMS)}.")
        try:
            return quality.measure(options["folders"], forms=forms, pages=options["pages"], tell=self.stderr.write)
        except GoldUnreadable as problem:
            raise CommandError(str(problem)) from problem

    def start(self, options: dict[str, Any]) -> Table:
        return start.measure(runs=options["runs"])

    def pages(self, options: dict[str, Any]) -> Table:
        if options["keep"]:
            options["keep"].mkdir(parents=True, exist_ok=True)
        return city_pages.measure(
            on=options["database"],
            rate=options["rate"],
            seconds=options["seconds"],
            folder=options["keep"],
            part=options["part"],
        )

    def report(self, options: dict[str, Any]) -> Table:
        return report.measure(runs=options["runs"])

    def figures(self, options: dict[str, Any]) -> Table:
        size = {"bodies": options["bodies"], "indicators": options["indicators"]}
        return figures.measure(on=options["database"], runs=options["runs"], **size)

    def here(self, options: dict[str, Any]) -> None:
        runs, today = options["runs"], timezone.localdate()
        if options["of"] == "report":
            self.stdout.write(report.measure_here(runs=runs, today=today))
            return
        size = {"bodies": options["bodies"], "indicators": options["indicators"]}
        self.stdout.write(figures.measure_here(runs=runs, today=today, database_words=_database_words(), **size))

    def city(self, options: dict[str, Any]) -> None:
        """Generate the city; nothing where it is there already, refused where anything else is."""
        if options["migrate"]:
            call_command("migrate", verbosity=0, interactive=False)
        if Body.objects.filter(code=ROOT_CODE).exists():
            return
        if Body.objects.exists():
            raise CommandError(
                "Cơ sở dữ liệu này đã có dữ liệu khác; phép đo cần một cơ sở dữ liệu trống.", returncode=2
            )
        started = time.perf_counter()
        generate(Scale().part(options["part"]), today=timezone.localdate(), tell=self.stdout.write)
        self.stdout.write(f"all: {time.perf_counter() - started:.1f} s")

    def samples(self, options: dict[str, Any]) -> None:
        """The pages, and a session for each of the people who open them."""
        if not Body.objects.filter(code=ROOT_CODE).exists():
            raise CommandError("Cơ sở dữ liệu này không phải của phép đo (`bench city`).", returncode=2)
        sample = sample_of(today=timezone.localdate())
        sessions = {who: _session_of(pk) for who, pk in sample.people.items()}
        self.stdout.write(city_pages.as_json(pages_of(sample), sessions, _database_words()))

    def _show(self, table: Table, *, keep: bool, load_before: str, into: Path = RECORDS) -> None:
        self.stdout.write(table.as_text())
        if keep:
            record(table, into=into, now=timezone.localtime(), load_before=load_before)
            self.stdout.write(f"→ {into}")
        if table.met is False:
            self.stderr.write("Không đạt mục tiêu.")
            raise SystemExit(1)


def _session_of(pk: int) -> str:
    """The key of a new session in which the person is logged in."""
    person = Person.objects.get(pk=pk)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _database_words() -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
    return f"SQLite {sqlite3.sqlite_version}"

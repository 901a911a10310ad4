"""The clock: what has to happen by itself, once it is due. Every act is safe to run again."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone

from caicach.core.events import seal_events

ACTS = ("open_occurrences", "remind")
NIGHTLY = ("check_figures",)  # once a day, in the first round after midnight and after a start


def keep_statistics() -> None:
    """Tell SQLite's planner how its tables grew, from a sample of each; PostgreSQL does it by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


class Command(BaseCommand):
    help = "Mở việc định kỳ và nhắc việc khi đến ngày; chạy liên tục, hoặc một lần với --once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--every", type=int, default=600, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        checked_on: date | None = None
        while True:
            for act in ACTS:
                call_command(act)
            if checked_on != timezone.localdate():
                checked_on = timezone.localdate()
                for act in NIGHTLY:
                    call_command(act)
            seal_events()
            keep_statistics()
            if options["once"]:
                return
            close_old_connections()
            time.sleep(options["every"])

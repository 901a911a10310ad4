"""Give out the turns of recurring duties whose span has begun."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caicach.duties import services


class Command(BaseCommand):
    help = "Mở các kỳ đã đến của việc định kỳ, thường xuyên. Chạy lại không mở hai lần."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="look at things as on this day (YYYY-MM-DD)")

    def handle(self, *args: Any, today: date | None = None, **options: Any) -> None:
        now = timezone.now()
        given = services.open_due_occurrences(today=today or timezone.localdate(now), now=now)
        if given or options["verbosity"] > 1:
            self.stdout.write(f"Đã mở {len(given)} việc định kỳ.")

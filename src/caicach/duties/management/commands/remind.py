"""Tell everybody who must be told of a duty by today."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caicach.duties import services


class Command(BaseCommand):
    help = "Nhắc việc trước hạn, đến hạn, quá hạn và gửi thư. Chạy lại không nhắc hai lần."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="look at things as on this day (YYYY-MM-DD)")

    def handle(self, *args: Any, today: date | None = None, **options: Any) -> None:
        now = timezone.now()
        told = services.send_reminders(today=today or timezone.localdate(now), now=now)
        if told or options["verbosity"] > 1:
            self.stdout.write(f"Đã nhắc {told} việc.")

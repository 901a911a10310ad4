"""Adds the figures of a period up anew, after a restore or to make sure."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caicach.core.periods import Period
from caicach.measures import services
from caicach.measures.of_period import add_period, usual_periods


class Command(BaseCommand):
    help = "Tổng hợp lại số liệu của kỳ từ đầu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)

    def handle(self, *args: Any, period: Period | None, **options: Any) -> None:
        for one in [period] if period else usual_periods(timezone.localdate()):
            changed = services.rebuild_roll_ups(period=one)
            self.stdout.write(f"{one.label}: {changed} dòng được tính lại")

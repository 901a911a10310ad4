"""The nightly look at figures: what the system computes is worked out anew, what breaks a rule is listed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caicach.core.periods import Period
from caicach.measures import services
from caicach.measures.of_period import add_period, usual_periods


class Command(BaseCommand):
    help = "Tính lại số liệu do hệ thống tính, kiểm tra mọi số liệu của kỳ. Chạy lại không tạo gì thêm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser)

    def handle(self, *args: Any, period: Period | None, **options: Any) -> None:
        now = timezone.now()
        for one in [period] if period else usual_periods(timezone.localdate(now)):
            changed = services.compute_figures(period=one, now=now)
            found = services.check_figures(period=one, now=now)
            self.stdout.write(f"{one.label}: {len(changed)} số liệu tính lại, {found} điều cần xem lại")

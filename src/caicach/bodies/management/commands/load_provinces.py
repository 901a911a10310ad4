"""The 34 provinces, and their communes where wanted."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.bodies import services
from caicach.bodies.models import Body


class Command(BaseCommand):
    help = "Open the people's committees of the provinces. Safe to run again: what changed since is brought up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="as they are on this day (today)")
        parser.add_argument("--communes", action="store_true", help="with all their communes")

    def handle(self, *args: Any, on: date | None, communes: bool, **options: Any) -> None:
        now = timezone.now()
        on = on or timezone.localdate(now)
        try:
            loads = [services.load_provinces(on=on, by=None, now=now)]
            if communes:
                for body in Body.objects.filter(depth=1, kind="city", code__regex=r"^\d\d$").order_by("code"):
                    loads.append(services.load_communes(province_code=body.code, on=on, by=None, now=now))
                    services.define_usual_groups(under=body, by=None, now=now)
        except services.CannotChange as refusal:
            raise CommandError(str(refusal)) from refusal
        opened, changed = sum(load.opened for load in loads), sum(load.changed for load in loads)
        self.stdout.write(f"Opened {opened} bodies, changed {changed}")

"""The communes of one province."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.bodies import services
from caicach.bodies.models import Body


class Command(BaseCommand):
    help = "Open the people's committees of a province's communes, with the usual groups. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("province", help="the province's statistical code, for example 01")
        parser.add_argument("--under", help="the code of the body they stand below, where it is not the province's")
        parser.add_argument("--on", type=date.fromisoformat, help="as they are on this day (today)")

    def handle(self, *args: Any, province: str, under: str | None, on: date | None, **options: Any) -> None:
        now = timezone.now()
        parent = Body.objects.filter(code=under or province).first()
        if parent is None:
            raise CommandError(f"There is no body with the code {under or province}", returncode=2)
        try:
            loaded = services.load_communes(
                province_code=province, under=parent, on=on or timezone.localdate(now), by=None, now=now
            )
        except services.CannotChange as refusal:
            raise CommandError(str(refusal)) from refusal
        services.define_usual_groups(under=parent, by=None, now=now)
        self.stdout.write(f"Opened {loaded.opened} bodies, changed {loaded.changed}")

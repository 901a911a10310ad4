"""Departments and units from a small file."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.bodies import services
from caicach.bodies.models import Body


class Command(BaseCommand):
    help = "Open the bodies that a CSV or TOML file lists. All or none; running it again opens nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--under", required=True, help="the code of the body they stand below")
        parser.add_argument("--on", type=date.fromisoformat, help="the day on which they open (today)")

    def handle(self, *args: Any, file: Path, under: str, on: date | None, **options: Any) -> None:
        now = timezone.now()
        parent = Body.objects.filter(code=under).first()
        if parent is None:
            raise CommandError(f"There is no body with the code {under}", returncode=2)
        if not file.is_file():
            raise CommandError(f"There is no file {file}", returncode=2)
        try:
            loaded = services.load_bodies(file=file, under=parent, on=on or timezone.localdate(now), by=None, now=now)
        except services.BadFile as refusal:
            raise CommandError("\n".join(refusal.problems), returncode=2) from refusal
        self.stdout.write(f"Opened {loaded.opened} bodies; {loaded.already_there} were there")

"""The first person of an installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caicach.bodies import services
from caicach.bodies.models import Person


class Command(BaseCommand):
    help = "Make the account of somebody who administers the whole system, and print a password for the first log-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, username: str, name: str, email: str, **options: Any) -> None:
        if Person.objects.filter(username__iexact=username).exists():
            raise CommandError(f"There is an account {username} already", returncode=2)
        now = timezone.now()
        person = services.add_person(
            username=username, full_name=name, email=email, is_superuser=True, by=None, now=now
        )
        password = services.set_temporary_password(person=person, by=None, now=now)
        self.stdout.write(f"{username} {password}")

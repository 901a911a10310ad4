"""What test_merging.py starts and kills: takes section after section into the draft, from the beginning each time."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime

import django
from django.conf import settings

settings.DATABASES["default"].update(json.loads(os.environ["CAICACH_TEST_DATABASE"]))
django.setup()

from caicach.bodies.models import Person  # noqa: E402
from caicach.reports import rules, services  # noqa: E402
from caicach.reports.models import Cycle  # noqa: E402


def main(pk: int, now: datetime) -> None:
    cycle, merger = Cycle.objects.get(pk=pk), Person.objects.get(username="nv.cchc")
    print("ready", flush=True)
    into = services.begin_merging(cycle=cycle, by=merger, now=now)
    for section in rules.sections_of(cycle.outline):
        if section.holds_text:
            services.take_passages(cycle=cycle, into=into, section=section.key, pks=None, by=merger, now=now)
            print(section.key, flush=True)
    print("finished", flush=True)


main(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))

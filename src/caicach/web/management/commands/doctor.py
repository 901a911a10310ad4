import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from caicach.web import doctor


class Command(BaseCommand):
    help = "What this machine has and lacks, and how to get it. Exit code 1 where something necessary is missing."
    requires_system_checks = ()  # it must answer on a machine where nothing else does

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        findings = doctor.examine(now=timezone.now())
        self.stdout.write(as_json(findings) if json else as_table(findings))
        if not doctor.is_sound(findings):
            raise SystemExit(1)


def as_json(findings: list[doctor.Finding]) -> str:
    rows = [asdict(finding) for finding in findings]
    return json.dumps({"sound": doctor.is_sound(findings), "findings": rows}, ensure_ascii=False, indent=2)


def as_table(findings: list[doctor.Finding]) -> str:
    width = max(len(finding.name) for finding in findings)
    words = {
        doctor.State.PRESENT: _("có"),
        doctor.State.MISSING: _("thiếu"),
        doctor.State.NEEDED: _("cần"),
    }
    column = max(map(len, words.values()))
    indent = " " * (width + column + 6)
    lines = []
    for finding in findings:
        state = f"{finding.state.mark} {words[finding.state]:<{column}}"
        lines.append(f"{state}  {finding.name:<{width}}  {finding.found}".rstrip())
        if finding.without:
            lines.append(f"{indent}{_('thiếu thì')}: {finding.without}")
        if finding.remedy:
            lines.append(f"{indent}{_('cách làm')}: {finding.remedy}")
    return "\n".join(lines)

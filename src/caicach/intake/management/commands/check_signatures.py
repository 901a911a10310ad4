"""`caicach manage check_signatures`: look again at every signed file; trust in an issuer may have come or gone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caicach.core.evidence import path_of
from caicach.core.models import StoredFile
from caicach.documents import issuing
from caicach.intake import sandbox
from caicach.intake.services.reading import read_limits
from caicach.intake.source import CannotRead


class Command(BaseCommand):
    help = "Kiểm tra lại chữ ký số của các tệp đã nhận. Chạy lại không hại gì."

    def handle(self, *args: Any, **options: Any) -> None:
        trusted = issuing.trusted_files()
        checked = 0
        for file in StoredFile.objects.filter(signatures__ordinal=1).order_by("pk").iterator(chunk_size=200):
            try:
                found = sandbox.signatures(
                    path_of(file.sha256), name=file.sha256[:12], trusted=trusted, limits=read_limits()
                )
            except CannotRead as refusal:
                self.stderr.write(f"{file.sha256[:12]}: {refusal}")
                continue
            issuing.note_signatures(file=file, found=found, now=timezone.now())
            checked += 1
        self.stdout.write(f"Đã kiểm tra {checked} tệp.")

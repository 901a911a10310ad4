"""What an officer does with drafts at a terminal: `caicach intake`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...cases import NotConfirmed, write_case
from ...models import Draft


class Command(BaseCommand):
    help = "Làm việc với các bản đọc văn bản."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="VIỆC")
        export = acts.add_parser(
            "export-case",
            help="ghi tệp của một bản đọc đã xác nhận cùng kết quả đúng, để đo chất lượng đọc",
        )
        export.add_argument("draft", type=int, metavar="DRAFT", help="số của bản đọc, như trong địa chỉ trang")
        export.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="thư mục để ghi vào")
        export.add_argument("--text", action="store_true", help="ghi phần chữ đã đọc thay cho tệp")

    def handle(self, *args: Any, **options: Any) -> None:
        draft = Draft.objects.select_related("file").filter(pk=options["draft"]).first()
        if draft is None:
            raise CommandError(f"Không có bản đọc số {options['draft']}.")
        try:
            paper, gold = write_case(draft, options["to"], as_text=options["text"])
        except NotConfirmed as refusal:
            raise CommandError(
                f"Bản đọc số {draft.pk} ({draft.file_name}) chưa được xác nhận nên chưa biết kết quả nào đúng; "
                "xác nhận xong rồi chạy lại."
            ) from refusal
        except OSError as error:
            raise CommandError(f"Không ghi được vào {options['to']} ({error.strerror}).") from error
        self.stdout.write(f"{paper}\n{gold}")

"""`caicach manage write_document`: an official document from a template that the office keeps in Word."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from docx.opc.exceptions import PackageNotFoundError

from caicach.documents.layout.model import Paragraph
from caicach.documents.layout.paper import write_docx
from caicach.documents.layout.pdf import write_pdf
from caicach.documents.layout.template import TemplateError, Value, read_template, write_sample
from caicach.documents.layout.typesetting import CannotSet


class Command(BaseCommand):
    help = "Viết văn bản (DOCX, PDF) từ mẫu Word của cơ quan. Không kèm --values thì chỉ kiểm tra mẫu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("template", type=Path, metavar="MẪU", help="tệp mẫu (.docx)")
        parser.add_argument("--sample", action="store_true", help="ghi một mẫu để bắt đầu vào MẪU")
        parser.add_argument("--values", type=Path, metavar="TỆP", help="giá trị điền vào mẫu: tệp JSON {tên: nội dung}")
        parser.add_argument("-o", "--output", type=Path, metavar="TỆP", help="tệp viết ra, đuôi .docx hoặc .pdf")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["template"]
        if options["sample"]:
            if path.exists():
                raise CommandError(f"“{path}” đã có; chọn tên khác.", returncode=2)
            write_sample(path)
            self.stdout.write(str(path))
            return
        try:
            template = read_template(path)
            if options["values"] is None:
                self.stdout.write("Mẫu dùng được. Cần điền: " + (", ".join(template.names()) or "không mục nào"))
                return
            document = template.fill(_values(options["values"]))
        except (OSError, PackageNotFoundError, BadZipFile) as error:
            raise CommandError(f"Không đọc được “{path}”: không phải tệp Word (.docx).", returncode=2) from error
        except TemplateError as error:
            raise CommandError(str(error), returncode=2) from error
        output: Path = options["output"] or path.with_name(f"{path.stem}-{timezone.localdate():%Y%m%d}.docx")
        try:
            (write_pdf if output.suffix == ".pdf" else write_docx)(document, output)
        except CannotSet as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(str(output))


def _values(path: Path) -> dict[str, Value]:
    """Names and what they stand for; a list is several paragraphs."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"Không đọc được “{path}”: {error}", returncode=2) from error
    if not isinstance(given, dict):
        raise CommandError(f"“{path}”: cần một đối tượng JSON {{tên: nội dung}}.", returncode=2)
    return {
        name: tuple(Paragraph(str(part)) for part in value) if isinstance(value, list) else str(value)
        for name, value in given.items()
    }
